//! The one window: how it is built, where it may go, and how it comes to the front.
//!
//! It shows our own pages and nothing else: every other address is refused, and opened in the system's browser when
//! it is one. Never knows what a page is about.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tauri::webview::{Color, NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager as _, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tauri_plugin_opener::OpenerExt as _;

use crate::scheme;

/// The window's label, which the capability names too.
pub const MAIN: &str = "main";

/// The database's path, for the menu.
pub struct DataFile(pub PathBuf);

/// After this long without a page, the window is shown as it is.
const SHOW_ANYWAY: Duration = Duration::from_secs(3);

/// After this long without a page over the scheme, the local address is tried. Far longer than any start takes.
const TRY_ADDRESS: Duration = Duration::from_secs(20);

/// Opens the window on `start`; `address` is the UI's local address, which it may show instead.
pub fn open(app: &AppHandle, start: Url, address: Option<Url>) -> tauri::Result<()> {
    let loaded = Arc::new(AtomicBool::new(false));
    let page = if scheme::is_ours(&start) { WebviewUrl::CustomProtocol(start) } else { WebviewUrl::External(start) };
    let (on_load, here, elsewhere) = (Arc::clone(&loaded), app.clone(), app.clone());
    let ours = address.clone();
    let own = matches!(page, WebviewUrl::CustomProtocol(_));
    let builder = WebviewWindowBuilder::new(app, MAIN, page);
    // Files dropped on our own page come as paths, so that a large one is read by the instance and not carried through
    // the page. A page that is not ours gets the browser's own drop.
    let builder = if own { builder } else { builder.disable_drag_drop_handler() };
    let window = builder
        .title("Waterglass")
        .inner_size(1280.0, 840.0)
        .min_inner_size(720.0, 480.0)
        // Hidden until there is something to see: no white flash.
        .visible(false)
        .on_navigation(move |url| {
            let stays = scheme::is_ours(url) || ours.as_ref().is_some_and(|ours| ours.origin() == url.origin());
            if !stays {
                open_outside(&here, url);
            }
            stays
        })
        .on_new_window(move |url, _| {
            open_outside(&elsewhere, &url);
            NewWindowResponse::Deny
        })
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished && !on_load.swap(true, Ordering::SeqCst) {
                show(&window);
            }
        })
        .on_document_title_changed(|window, title| {
            if !title.is_empty() && window.set_title(&title).is_err() {
                tracing::debug!("the window is gone");
            }
        })
        .build()?;
    // Until the page paints, the window has the theme's own ground.
    let ground = if window.theme()? == Theme::Dark { Color(0x13, 0x14, 0x18, 255) } else { Color(255, 255, 255, 255) };
    window.set_background_color(Some(ground))?;
    watch(window, loaded, address);
    Ok(())
}

/// Shows the window and brings it to the front: after loading, and when the program is started a second time.
pub fn show(window: &WebviewWindow) {
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Brings the window of this process to the front.
pub fn focus(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        show(&window);
    }
}

/// Sees to it that the user is not left in front of nothing when a page does not load.
fn watch(window: WebviewWindow, loaded: Arc<AtomicBool>, address: Option<Url>) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_ANYWAY).await;
        if loaded.load(Ordering::SeqCst) {
            return;
        }
        show(&window);
        tokio::time::sleep(TRY_ADDRESS - SHOW_ANYWAY).await;
        let Some(address) = address.filter(|_| !loaded.load(Ordering::SeqCst)) else { return };
        tracing::warn!(%address, "no page came over the custom scheme: showing the local address instead");
        if let Err(error) = window.navigate(address) {
            tracing::error!(%error, "the window cannot show the local address either");
        }
    });
}

/// Opens a link in the system's browser; anything that is not a link is dropped.
fn open_outside(app: &AppHandle, url: &Url) {
    if !matches!(url.scheme(), "http" | "https" | "mailto") {
        tracing::warn!(scheme = url.scheme(), "the page tried to leave for an address of this kind");
        return;
    }
    if let Err(error) = app.opener().open_url(url.as_str(), None::<&str>) {
        tracing::warn!(%url, %error, "no browser took the link");
    }
}
