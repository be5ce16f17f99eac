//! The real program for tests: started in a folder of its own, its output and exit code as a script sees them.
#![allow(dead_code, missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The program in a folder of its own: no setting, window or data of whoever runs the tests.
pub fn waterglass(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waterglass"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WATERGLASS_") {
            command.env_remove(name);
        }
    }
    for home in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA", "USERPROFILE"] {
        command.env(home, folder);
    }
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").current_dir(folder).args(arguments);
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    waterglass(folder, arguments).stdin(Stdio::null()).output().expect("it starts")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `serve --json` on free ports, ended when dropped.
pub struct Serving {
    pub child: Child,
    out: BufReader<std::process::ChildStdout>,
    pub line: Value,
}

impl Serving {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("a line");
        let line = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        Self { child, out, line }
    }

    pub fn on(folder: &Path, more: &[&str]) -> Self {
        let ports = ["serve", "--json", "--grpc-port", "0", "--http-port", "0", "--ui-port", "0"];
        Self::start(waterglass(folder, &[&ports[..], more].concat()))
    }

    /// Asks it to end as the system does, and gives its exit code and what else it printed.
    #[cfg(unix)]
    pub fn stop(mut self) -> (Option<i32>, String) {
        let ended = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(ended.success());
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut self.out, &mut rest).expect("reads");
        (self.child.wait().expect("it ends").code(), rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}
