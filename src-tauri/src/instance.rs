//! The instance behind the window: started here, found elsewhere, or neither; and ended so that nothing is lost.
//!
//! A database has one writer. When another process has it, the window shows that process's own pages instead.

use std::sync::Mutex;
use std::time::Duration;

use tauri::{AppHandle, Url};
use waterglass_server::{Config, running_instance};

use crate::scheme::{self, Behind};

/// How long the end may wait for what is still coming in to be written.
const DRAIN: Duration = Duration::from_secs(20);

/// The instance of this process, if it started one, until it is shut down.
pub struct Instance(Mutex<Option<waterglass_server::Instance>>);

/// What the window shows.
pub struct View {
    /// What answers the custom scheme.
    pub behind: Behind,
    /// The first page.
    pub start: Url,
    /// The UI's local address, which the window may show too.
    pub address: Option<Url>,
}

/// Starts the instance, or finds the one that has the file. A failure becomes the page that says so.
pub fn start(config: Config) -> (Instance, View) {
    let database = config.database.clone();
    let none = |view| (Instance(Mutex::new(None)), view);
    if let Some(view) = running_instance(&database).and_then(|running| elsewhere(&running.addresses.ui)) {
        return none(view);
    }
    match tauri::async_runtime::block_on(waterglass_server::Instance::start(config)) {
        Ok(instance) => {
            let view = View {
                behind: Behind::Instance(instance.in_process()),
                start: scheme::START.parse().expect("the constant is an address"),
                address: instance.addresses().ui.parse().ok(),
            };
            (Instance(Mutex::new(Some(instance))), view)
        }
        // Somebody may have been quicker in the meantime.
        Err(error) => match running_instance(&database).and_then(|running| elsewhere(&running.addresses.ui)) {
            Some(view) => none(view),
            None => {
                eprintln!("waterglass: {error}");
                none(View {
                    behind: Behind::Problem(error.to_string()),
                    start: scheme::START.parse().expect("the constant is an address"),
                    address: None,
                })
            }
        },
    }
}

/// The view onto another process, when it serves a UI.
fn elsewhere(ui: &str) -> Option<View> {
    let address: Url = ui.parse().ok()?;
    Some(View { behind: Behind::Elsewhere, start: address.clone(), address: Some(address) })
}

impl Instance {
    /// Stops taking, writes what was taken, closes the file. Returns when that is done; a second call does nothing.
    pub fn shut_down(&self) {
        let Some(instance) = self.0.lock().expect("no holder of this lock panics").take() else { return };
        let ended = tauri::async_runtime::block_on(async { tokio::time::timeout(DRAIN, instance.shutdown()).await });
        if ended.is_err() {
            tracing::error!(
                "still writing after {} s: what was acknowledged is stored, the rest is not",
                DRAIN.as_secs()
            );
        }
    }
}

/// Ends the app on Ctrl-C and SIGTERM the way closing the window does.
pub fn end_on_signals(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if asked_to_end().await.is_ok() {
            app.exit(0);
        }
    });
}

#[cfg(unix)]
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut end, mut interrupt, mut hangup) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?, signal(SignalKind::hangup())?);
    tokio::select! {
        _ = end.recv() => (),
        _ = interrupt.recv() => (),
        _ = hangup.recv() => (),
    }
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
