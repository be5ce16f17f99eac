//! Wires receivers, dialects and store together and serves the API and the UI: everything that runs, on any host.
//!
//! [`Instance`] is a whole running Waterglass; the command line and the desktop window each hold one. Knows no window, no arguments and
//! no SQL.

mod api;
pub mod ask;
mod assets;
mod clock;
mod config;
mod doors;
mod error;
mod guard;
mod in_process;
mod instance;
mod lock;
mod outside;
mod pipeline;
mod prices;
mod problems;
mod rate;
mod redaction;
pub mod transfer;
mod ui_door;

pub use config::{
    Config, ConfigError, Host, Overrides, SETTINGS, Setting, Synchronous, default_config_file, default_database,
};
pub use error::StartError;
pub use in_process::InProcess;
pub use instance::{Addresses, Instance};
pub use lock::{RunningInstance, running_instance};
