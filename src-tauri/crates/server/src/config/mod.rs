//! What can be set: one table of settings, four sources (flags, environment, a file, defaults), the nearer one wins.
//!
//! Reads the environment and the file; never writes either. Which settings there are stands in `settings`, where files lie in `places`.

mod file;
mod places;
mod settings;

use std::ffi::{OsStr, OsString};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

pub use places::{default_config_file, default_database};
pub use settings::{SETTINGS, Setting};
pub use waterglass_store::Synchronous;

/// Where an instance listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// This machine only: 127.0.0.1, and [::1] where the system has it.
    Local,
    /// One address, or all (0.0.0.0, ::).
    Address(IpAddr),
}

/// Everything an instance is told at its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The database file, absolute.
    pub database: PathBuf,
    /// Where the doors listen.
    pub host: Host,
    /// Port of the OTLP/gRPC door; 0 = any free one.
    pub grpc_port: u16,
    /// Port of the OTLP/HTTP door; 0 = any free one.
    pub http_port: u16,
    /// Port of the UI and the API; 0 = any free one.
    pub ui_port: u16,
    /// Largest body a receiver takes, compressed or not, bytes.
    pub max_body: usize,
    /// What a commit survives.
    pub synchronous: Synchronous,
    /// What is logged to stderr: a `tracing` filter.
    pub log: String,
    /// Whether `serve` prints its addresses as one line of JSON.
    pub json: bool,
}

/// Values that go before all others: a command line's flags, by the key of their setting.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The config file, instead of the default one; it must exist then.
    pub config_file: Option<PathBuf>,
    /// Setting and value.
    pub values: Vec<(&'static str, OsString)>,
}

/// Why there is no configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A value does not fit its setting.
    #[error("{origin}: {value:?} is not {wanted}")]
    Value {
        /// Where it was said: a flag, a variable, a key of a file.
        origin: String,
        /// What was said.
        value: String,
        /// What it should be.
        wanted: String,
    },
    /// The config file cannot be read.
    #[error("the config file {path} cannot be read: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The system names no home directory, so there is no default place for data.
    #[error("there is no home directory to keep data in: say where with --db FILE or WATERGLASS_DB")]
    NoHome,
}

impl Config {
    /// Reads all sources.
    ///
    /// # Errors
    /// When a value does not fit or a named config file cannot be read.
    pub fn load(overrides: Overrides) -> Result<Self, ConfigError> {
        Self::load_from(overrides, &|variable| std::env::var_os(variable))
    }

    /// [`Config::load`] with the environment handed in.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn load_from(
        overrides: Overrides,
        environment: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ConfigError> {
        let said = |variable: &str| environment(variable).filter(|value| !value.is_empty());
        let named = overrides.config_file.or_else(|| said("WATERGLASS_CONFIG").map(PathBuf::from));
        let file = match named {
            Some(path) => Some((file::read(&path)?, path)),
            None => match default_config_file().filter(|path| path.exists()) {
                Some(path) => Some((file::read(&path)?, path)),
                None => None,
            },
        };
        let mut config = Self::unset();
        for setting in SETTINGS {
            let flag = overrides.values.iter().find(|(key, _)| *key == setting.key).map(|(_, value)| value.clone());
            let from_file = || file.as_ref().and_then(|(table, _)| table.get(setting.key).map(OsString::from));
            let (value, origin) = if let Some(value) = flag {
                (value, setting.flag())
            } else if let Some(value) = said(&setting.variable()) {
                (value, setting.variable())
            } else if let Some(value) = from_file() {
                let path = file.as_ref().map(|(_, path)| path.display().to_string()).unwrap_or_default();
                (value, format!("{path}: {}", setting.key))
            } else {
                continue;
            };
            config.set(setting, &value, origin)?;
        }
        if config.database.as_os_str().is_empty() {
            config.database = default_database().ok_or(ConfigError::NoHome)?;
        }
        config.database = std::path::absolute(&config.database).unwrap_or(config.database);
        Ok(config)
    }

    /// The defaults, but for the database's place, which needs the system.
    fn unset() -> Self {
        Self {
            database: PathBuf::new(),
            host: Host::Local,
            grpc_port: 4317,
            http_port: 4318,
            ui_port: 4319,
            max_body: 64 << 20,
            synchronous: Synchronous::Full,
            log: "warn".into(),
            json: false,
        }
    }

    /// The defaults on another file, every port chosen by the system: for tests and tools.
    pub fn on_free_ports(database: &Path) -> Self {
        let database = database.to_path_buf();
        Self { database, grpc_port: 0, http_port: 0, ui_port: 0, ..Self::unset() }
    }

    fn set(&mut self, setting: &Setting, value: &OsStr, origin: String) -> Result<(), ConfigError> {
        (setting.set)(self, value).ok_or_else(|| ConfigError::Value {
            origin,
            value: value.to_string_lossy().into_owned(),
            wanted: setting.wanted.into(),
        })
    }

    /// Whether the database is the one that is used when nothing is said.
    pub fn is_default_database(&self) -> bool {
        default_database().is_some_and(|default| default == self.database)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(
        flags: &[(&'static str, &str)],
        variables: &[(&str, &str)],
        file: Option<&str>,
    ) -> Result<Config, ConfigError> {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("config.toml");
        std::fs::write(&path, file.unwrap_or_default()).expect("written");
        let values = flags.iter().map(|(key, value)| (*key, OsString::from(value))).collect();
        let overrides = Overrides { config_file: Some(path), values };
        Config::load_from(overrides, &|name| {
            variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn flags_go_before_variables_before_the_file_before_defaults() {
        let file = Some("grpc_port = 1\nhttp_port = 2\nui-port = \"3\"\nhost = 'localhost'\n");
        let config =
            load(&[("grpc_port", "11")], &[("WATERGLASS_GRPC_PORT", "12"), ("WATERGLASS_HTTP_PORT", "13")], file);
        let config = config.expect("loads");
        assert_eq!((config.grpc_port, config.http_port, config.ui_port, config.max_body), (11, 13, 3, 64 << 20));
    }

    #[test]
    fn every_setting_is_taken_from_each_source_and_refused_by_name() {
        for Setting { key, example, .. } in SETTINGS {
            let variable = format!("WATERGLASS_{}", key.to_ascii_uppercase());
            // A place for data, so that the test needs no home directory.
            let place: &[_] = if *key == "db" { &[] } else { &[("WATERGLASS_DB", "/a/b")] };
            let by_flag = load(&[(key, example)], place, None).expect(key);
            let by_variable = load(&[], &[place, &[(&variable, example)]].concat(), None).expect(key);
            let by_file = load(&[], place, Some(&format!("{key} = {example:?}"))).expect(key);
            assert_ne!(by_flag, load(&[], &[("WATERGLASS_DB", "/a/b")], None).expect("defaults"), "{key}");
            assert_eq!(by_flag, by_variable);
            assert_eq!(by_flag, by_file);
        }
        let error = load(&[], &[("WATERGLASS_UI_PORT", "65536")], None).expect_err("too large");
        assert_eq!(
            error.to_string(),
            "WATERGLASS_UI_PORT: \"65536\" is not a port number, 0 to 65535 (0 = any free one)"
        );
    }

    #[test]
    fn a_misspelt_key_is_told() {
        let error = load(&[], &[], Some("grpc_prot = 1")).expect_err("unknown");
        assert!(error.to_string().contains("grpc_prot"), "{error}");
        assert!(matches!(load(&[], &[], Some("= nonsense")), Err(ConfigError::File { .. })));
    }
}
