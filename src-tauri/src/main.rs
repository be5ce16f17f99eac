//! The desktop program: starts an instance in this process and opens the one window on it.
//!
//! Only this room names tauri. It holds no data and answers no question: the page in the window talks to the same
//! router a browser would. Everything but opening the window (`serve`, `export`, …) is handed to the command line.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod instance;
#[cfg(target_os = "linux")]
mod locale;
mod menu;
mod scheme;
mod window;

use std::cell::Cell;
use std::ffi::OsString;
use std::process::ExitCode;
use std::rc::Rc;

use anyhow::Context as _;
use tauri::{App, Manager as _, RunEvent};
use tauri_plugin_window_state::StateFlags;
use waterglass_server::Config;

use crate::instance::Instance;
use crate::scheme::Behind;
use crate::window::DataFile;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let config = match waterglass_cli::window(arguments) {
        waterglass_cli::Window::Open(config) => *config,
        waterglass_cli::Window::Done(code) => return code,
    };
    #[cfg(target_os = "linux")]
    {
        let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !named("DISPLAY") && !named("WAYLAND_DISPLAY") {
            eprintln!("There is no display to open a window on. `waterglass serve` shows the same in a browser.");
            return ExitCode::FAILURE;
        }
        locale::name_a_language();
    }
    match open(config) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("waterglass: the window could not be opened: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the app until its window is closed.
fn open(config: Config) -> anyhow::Result<ExitCode> {
    // What the window showed need not be restored visible: it is shown once there is something to see.
    let remembered =
        tauri_plugin_window_state::Builder::new().with_state_flags(StateFlags::all() - StateFlags::VISIBLE);
    let mut builder = tauri::Builder::default();
    if let Some(alone) = alone(&config) {
        // First of all plugins: a second start must end before it touches anything.
        builder = builder.plugin(alone);
    }
    let app = builder
        .plugin(remembered.build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .register_asynchronous_uri_scheme_protocol(scheme::SCHEME, scheme::answer)
        .setup(move |app| Ok(set_up(app, config)?))
        .build(tauri::generate_context!())
        .context("Tauri did not start")?;
    let failed = Rc::new(Cell::new(false));
    let seen = Rc::clone(&failed);
    let code = app.run_return(move |app, event| {
        if let RunEvent::Exit = event {
            seen.set(app.try_state::<Behind>().is_none_or(|behind| matches!(*behind, Behind::Problem(_))));
            if let Some(instance) = app.try_state::<Instance>() {
                instance.shut_down();
            }
        }
    });
    Ok(if failed.get() { ExitCode::FAILURE } else { ExitCode::from(u8::try_from(code).unwrap_or(1)) })
}

/// Starts the instance, or finds the one that has the file, and opens the window on it.
fn set_up(app: &App, config: Config) -> tauri::Result<()> {
    let app = app.handle();
    app.manage(DataFile(config.database.clone()));
    let (instance, view) = instance::start(config);
    app.manage(instance);
    app.manage(view.behind);
    menu::install(app)?;
    instance::end_on_signals(app);
    window::open(app, view.start, view.address)
}

/// One window a database. On Linux the name it is found by carries the database's path; elsewhere there is one name
/// for all, so only the default database takes it and any other is told apart by its lock file.
fn alone(config: &Config) -> Option<tauri::plugin::TauriPlugin<tauri::Wry>> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    if !cfg!(target_os = "linux") && !config.is_default_database() {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    std::path::absolute(&config.database).unwrap_or_else(|_| config.database.clone()).hash(&mut hasher);
    let name = format!("dev.waterglass.desktop.db{:016x}", hasher.finish());
    let builder = tauri_plugin_single_instance::Builder::new().dbus_id(name);
    Some(builder.callback(|app, _, _| window::focus(app)).build())
}
