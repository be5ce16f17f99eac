//! Where files lie when nothing is said, by each platform's convention (XDG on Linux, Application Support on macOS, AppData on Windows).

use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// The folder's name: lower case where that is the habit.
const FOLDER: &str = if cfg!(any(windows, target_os = "macos")) { "Waterglass" } else { "waterglass" };

/// The database: `waterglass.db` in the user's data directory. `None` without a home directory.
pub fn default_database() -> Option<PathBuf> {
    let places = choose_native_strategy().ok()?;
    // On Windows the data directory roams between machines; a database must not.
    let data = if cfg!(windows) { places.cache_dir() } else { places.data_dir() };
    Some(data.join(FOLDER).join("waterglass.db"))
}

/// The config file: `config.toml` in the user's config directory. `None` without a home directory.
pub fn default_config_file() -> Option<PathBuf> {
    let places = choose_native_strategy().ok()?;
    // macOS keeps property lists in its config directory; files of other formats lie with the data.
    let config = if cfg!(target_os = "macos") { places.data_dir() } else { places.config_dir() };
    Some(config.join(FOLDER).join("config.toml"))
}
