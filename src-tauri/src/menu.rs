//! The menu: what it offers, and what each item does.
//!
//! What the shell can do itself (zoom, full screen, quit) it does here. What belongs to the page is told to the page
//! as a DOM event, `waterglass:menu` on `window` with the item's name as `detail`, which needs no bridge and works
//! from every address the window may show. Never asks the page for anything.

use std::sync::Mutex;

use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Manager as _, WebviewWindow, Wry};
use tauri_plugin_opener::OpenerExt as _;

use crate::window::MAIN;

/// Items the page acts on: (id, which is also the event's detail and an action of the page; label; accelerator).
const PAGE_FILE: [Item; 3] = [
    ("import", "Import…", Some("CmdOrCtrl+O")),
    ("export", "Export…", Some("CmdOrCtrl+E")),
    ("go-settings", "Settings", Some("CmdOrCtrl+,")),
];
/// Without accelerators: these have keys of the page's own, Ctrl+K and ?, which must work while a field has focus or
/// must not.
const PAGE_VIEW: [Item; 1] = [("palette", "Command palette", None)];
const PAGE_HELP: [Item; 1] = [("help", "Keyboard shortcuts", None)];
/// Items of the shell's own.
const VIEW: [Item; 5] = [
    ("reload", "Reload", Some("CmdOrCtrl+R")),
    ("larger", "Zoom in", Some("CmdOrCtrl+=")),
    ("smaller", "Zoom out", Some("CmdOrCtrl+-")),
    ("actual-size", "Actual size", Some("CmdOrCtrl+0")),
    ("fullscreen", "Toggle full screen", Some(if cfg!(target_os = "macos") { "Ctrl+Cmd+F" } else { "F11" })),
];
/// GTK knows no items of its own for these. Without accelerators: the web view's own keys work, and let the page have
/// its say first.
#[cfg(target_os = "linux")]
const EDIT: [Item; 6] = [
    ("Undo", "Undo", None),
    ("Redo", "Redo", None),
    ("Cut", "Cut", None),
    ("Copy", "Copy", None),
    ("Paste", "Paste", None),
    ("SelectAll", "Select all", None),
];
/// Percentages that zooming walks, as browsers do.
const ZOOM: [u16; 11] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200];

type Item = (&'static str, &'static str, Option<&'static str>);

/// Where zooming stands: an index into [`ZOOM`].
struct Zoom(Mutex<usize>);

/// Builds the menu and gives it to the app.
pub fn install(app: &AppHandle) -> tauri::Result<()> {
    app.manage(Zoom(Mutex::new(actual_size())));
    let file = Submenu::new(app, "File", true)?;
    append(app, &file, &PAGE_FILE)?;
    file.append(&PredefinedMenuItem::separator(app)?)?;
    append(app, &file, &[("close", "Close window", Some("CmdOrCtrl+W"))])?;
    if !cfg!(target_os = "macos") {
        append(app, &file, &[("quit", "Quit", Some("CmdOrCtrl+Q"))])?;
    }
    let view = Submenu::new(app, "View", true)?;
    append(app, &view, &PAGE_VIEW)?;
    view.append(&PredefinedMenuItem::separator(app)?)?;
    append(app, &view, &VIEW)?;
    let help = Submenu::new(app, "Help", true)?;
    append(app, &help, &PAGE_HELP)?;
    append(app, &help, &[("data-folder", "Open data folder", None)])?;
    let edit = edit(app)?;
    let menu = Menu::with_items(app, &[&file, &edit, &view, &help])?;
    #[cfg(target_os = "macos")]
    menu.prepend(&application(app)?)?;
    app.set_menu(menu)?;
    app.on_menu_event(chosen);
    Ok(())
}

fn append(app: &AppHandle, menu: &Submenu<Wry>, items: &[Item]) -> tauri::Result<()> {
    items.iter().try_for_each(|(id, label, keys)| menu.append(&MenuItem::with_id(app, *id, *label, true, *keys)?))
}

#[cfg(target_os = "linux")]
fn edit(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let menu = Submenu::new(app, "Edit", true)?;
    append(app, &menu, &EDIT[..2])?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    append(app, &menu, &EDIT[2..])?;
    Ok(menu)
}

#[cfg(not(target_os = "linux"))]
fn edit(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let items = [
        PredefinedMenuItem::undo(app, None)?,
        PredefinedMenuItem::redo(app, None)?,
        PredefinedMenuItem::separator(app)?,
        PredefinedMenuItem::cut(app, None)?,
        PredefinedMenuItem::copy(app, None)?,
        PredefinedMenuItem::paste(app, None)?,
        PredefinedMenuItem::select_all(app, None)?,
    ];
    let menu = Submenu::new(app, "Edit", true)?;
    items.iter().try_for_each(|item| menu.append(item))?;
    Ok(menu)
}

/// The menu that bears the program's name, which macOS users quit from.
#[cfg(target_os = "macos")]
fn application(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let menu = Submenu::new(app, "Waterglass", true)?;
    menu.append(&PredefinedMenuItem::about(app, None, None)?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&PredefinedMenuItem::hide(app, None)?)?;
    menu.append(&PredefinedMenuItem::hide_others(app, None)?)?;
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    append(app, &menu, &[("quit", "Quit Waterglass", Some("Cmd+Q"))])?;
    Ok(menu)
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let id = event.id().as_ref();
    let done = match id {
        "close" => window.close(),
        "quit" => {
            app.exit(0);
            Ok(())
        }
        "reload" => window.reload(),
        "larger" => zoom(&window, |at| (at + 1).min(ZOOM.len() - 1)),
        "smaller" => zoom(&window, |at| at.saturating_sub(1)),
        "actual-size" => zoom(&window, |_| actual_size()),
        "fullscreen" => window.is_fullscreen().and_then(|full| window.set_fullscreen(!full)),
        "data-folder" => {
            reveal(app);
            Ok(())
        }
        _ if tell_page(&window, id) => Ok(()),
        #[cfg(target_os = "linux")]
        _ => edit_command(&window, id),
        #[cfg(not(target_os = "linux"))]
        _ => Ok(()),
    };
    if let Err(error) = done {
        tracing::warn!(item = id, %error, "the menu item did nothing");
    }
}

/// Hands an item to the page. False when it is none of the page's.
fn tell_page(window: &WebviewWindow, id: &str) -> bool {
    let page = PAGE_FILE.iter().chain(&PAGE_VIEW).chain(&PAGE_HELP).any(|(known, ..)| *known == id);
    // The id is one of the constants above, so it needs no quoting.
    page && window.eval(format!("window.dispatchEvent(new CustomEvent('waterglass:menu',{{detail:'{id}'}}))")).is_ok()
}

fn zoom(window: &WebviewWindow, step: impl Fn(usize) -> usize) -> tauri::Result<()> {
    let state = window.state::<Zoom>();
    let mut at = state.0.lock().expect("no holder of this lock panics");
    *at = step(*at);
    window.set_zoom(f64::from(ZOOM[*at]) / 100.0)
}

fn actual_size() -> usize {
    ZOOM.iter().position(|percent| *percent == 100).expect("the table holds 100")
}

/// Shows the database in the system's file browser, off the main thread: on Linux it waits for D-Bus.
fn reveal(app: &AppHandle) {
    let Some(path) = app.try_state::<crate::window::DataFile>().map(|file| file.0.clone()) else { return };
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let folder = path.parent().unwrap_or(&path).to_string_lossy().into_owned();
        let shown = app.opener().reveal_item_in_dir(&path).or_else(|_| app.opener().open_path(folder, None::<&str>));
        if let Err(error) = shown {
            tracing::warn!(%error, path = %path.display(), "the data folder could not be shown");
        }
    });
}

#[cfg(target_os = "linux")]
fn edit_command(window: &WebviewWindow, id: &str) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt as _;
    let Some((command, ..)) = EDIT.iter().find(|(known, ..)| *known == id) else { return Ok(()) };
    window.with_webview(|view| view.inner().execute_editing_command(command))
}
