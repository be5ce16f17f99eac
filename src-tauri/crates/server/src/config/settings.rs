//! The table of settings. Flags, environment variables, keys of the config file and the help text are all made from it.

use std::ffi::OsStr;
use std::net::IpAddr;
use std::path::PathBuf;

use super::{Config, Host, Synchronous};

/// One thing that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its key in the config file. The variable and the flag are made from it.
    pub key: &'static str,
    /// What the help text calls its value.
    pub placeholder: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    /// What holds when nothing is said, in words.
    pub default: &'static str,
    /// What a fitting value is, to end the sentence "… is not".
    pub wanted: &'static str,
    /// A value that differs from the default.
    pub example: &'static str,
    /// Whether its flag needs no value.
    pub switch: bool,
    /// Takes a value; `None` when it does not fit.
    pub(super) set: fn(&mut Config, &OsStr) -> Option<()>,
}

impl Setting {
    /// Its environment variable: `WATERGLASS_GRPC_PORT`.
    pub fn variable(&self) -> String {
        format!("WATERGLASS_{}", self.key.to_ascii_uppercase())
    }

    /// Its flag: `--grpc-port`.
    pub fn flag(&self) -> String {
        format!("--{}", self.key.replace('_', "-"))
    }
}

const PORT: &str = "a port number, 0 to 65535 (0 = any free one)";

/// Every setting, in the order the help shows them.
pub const SETTINGS: &[Setting] = &[
    Setting {
        key: "db",
        placeholder: "FILE",
        about: "The database file; made when it does not exist",
        default: "waterglass.db in the user's data directory",
        wanted: "a path",
        example: "other.db",
        switch: false,
        set: |config, value| {
            config.database = PathBuf::from(value);
            (!value.is_empty()).then_some(())
        },
    },
    Setting {
        key: "host",
        placeholder: "ADDR",
        about: "Where to listen: localhost is this machine only; 0.0.0.0 lets others send to it and read it",
        default: "localhost: 127.0.0.1 and [::1]",
        wanted: "an IP address or localhost",
        example: "0.0.0.0",
        switch: false,
        set: |config, value| {
            config.host = host(value.to_str()?)?;
            Some(())
        },
    },
    Setting {
        key: "grpc_port",
        placeholder: "PORT",
        about: "Port for OTLP/gRPC (it understands OTLP/HTTP too); 0 = any free one",
        default: "4317",
        wanted: PORT,
        example: "5317",
        switch: false,
        set: |config, value| {
            config.grpc_port = value.to_str()?.trim().parse().ok()?;
            Some(())
        },
    },
    Setting {
        key: "http_port",
        placeholder: "PORT",
        about: "Port for OTLP/HTTP (it understands OTLP/gRPC too); 0 = any free one",
        default: "4318",
        wanted: PORT,
        example: "5318",
        switch: false,
        set: |config, value| {
            config.http_port = value.to_str()?.trim().parse().ok()?;
            Some(())
        },
    },
    Setting {
        key: "ui_port",
        placeholder: "PORT",
        about: "Port for the UI and the API; 0 = any free one",
        default: "4319",
        wanted: PORT,
        example: "5319",
        switch: false,
        set: |config, value| {
            config.ui_port = value.to_str()?.trim().parse().ok()?;
            Some(())
        },
    },
    Setting {
        key: "max_body_mib",
        placeholder: "MIB",
        about: "Largest request a receiver takes, in MiB, before and after decompression",
        default: "64",
        wanted: "a number of MiB, 1 to 1024",
        example: "16",
        switch: false,
        set: |config, value| {
            let mib: usize = value.to_str()?.trim().parse().ok()?;
            config.max_body = mib << 20;
            (1..=1024).contains(&mib).then_some(())
        },
    },
    Setting {
        key: "synchronous",
        placeholder: "LEVEL",
        about: "What acknowledged data survives: full = also a power cut, normal = a crash of the program",
        default: "full",
        wanted: "full or normal",
        example: "normal",
        switch: false,
        set: |config, value| {
            config.synchronous = match value.to_str()?.to_ascii_lowercase().as_str() {
                "full" => Synchronous::Full,
                "normal" => Synchronous::Normal,
                _ => return None,
            };
            Some(())
        },
    },
    Setting {
        key: "log",
        placeholder: "FILTER",
        about: "What is logged to stderr: off, error, warn, info, debug, or a filter by module",
        default: "warn",
        wanted: "a log filter",
        example: "info",
        switch: false,
        set: |config, value| {
            config.log = value.to_str()?.to_owned();
            Some(())
        },
    },
    Setting {
        key: "json",
        placeholder: "BOOL",
        about: "Print the addresses as one line of JSON once every door listens",
        default: "false",
        wanted: "true or false",
        example: "true",
        switch: true,
        set: |config, value| {
            config.json = match value.to_str()?.to_ascii_lowercase().as_str() {
                "true" | "1" | "yes" => true,
                "false" | "0" | "no" => false,
                _ => return None,
            };
            Some(())
        },
    },
];

/// `127.0.0.1` stands for this machine, on both its loopback addresses: clients that are given "localhost" try either first.
fn host(text: &str) -> Option<Host> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("localhost") || text == "127.0.0.1" {
        return Some(Host::Local);
    }
    text.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok().map(Host::Address)
}
