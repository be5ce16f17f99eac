//! The system packages that building the window and testing it need, and installing those that are missing.
//!
//! Debian and Ubuntu only, and only when no password is asked for: elsewhere the command is printed and the step
//! fails. Other systems need nothing from here: macOS and Windows bring their own web view.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::step::{answer, on_path, step, succeeds};

/// Packages that serve one purpose and come together.
pub struct Group {
    /// What they are for, as said to the user.
    why: &'static str,
    /// What to install on Debian and Ubuntu.
    debian: &'static [&'static str],
    /// What to install elsewhere, in words.
    elsewhere: &'static str,
    /// Whether they are here.
    present: fn() -> bool,
}

/// What compiling the desktop window needs.
pub const WINDOW_BUILD: Group = Group {
    why: "the desktop window is drawn by WebKitGTK, whose headers are needed to build it",
    debian: &["libwebkit2gtk-4.1-dev", "libgtk-3-dev", "libdbus-1-dev", "pkg-config"],
    elsewhere: "Fedora: dnf install webkit2gtk4.1-devel gtk3-devel dbus-devel pkgconf; \
                Arch: pacman -S webkit2gtk-4.1 gtk3 dbus pkgconf; \
                or use `cargo xtask run --headless`, which needs none",
    present: || ["webkit2gtk-4.1", "gtk+-3.0", "dbus-1"].iter().all(|name| succeeds("pkg-config", &["--exists", name])),
};

/// What the tests of the window need.
pub const WINDOW_TEST: Group = Group {
    why: "the window is tested on a screen of its own, driven through WebKit's WebDriver",
    debian: &["xvfb", "webkit2gtk-driver", "dbus", "openbox", "xdotool", "x11-utils"],
    elsewhere: "install Xvfb, WebKitWebDriver, dbus-daemon, openbox, xdotool and xprop",
    present: || {
        let programs = ["Xvfb", "WebKitWebDriver", "dbus-daemon", "openbox", "xdotool", "xprop"];
        programs.iter().all(|name| on_path(&[name]))
    },
};

/// What the browser tests need.
pub const BROWSER: Group = Group {
    why: "the UI is tested in a real browser",
    debian: &["chromium"],
    elsewhere: "install Chromium or Google Chrome",
    present: || {
        cfg!(not(target_os = "linux"))
            || std::env::var_os("CHROMIUM").is_some()
            || on_path(&["chromium", "chromium-browser", "google-chrome"])
    },
};

impl Group {
    /// Installs the group where it is missing. On systems other than Linux there is nothing to do.
    pub fn ensure(&self) -> Result<()> {
        if cfg!(not(target_os = "linux")) || (self.present)() {
            return Ok(());
        }
        let install = format!("apt-get install -y --no-install-recommends {}", self.debian.join(" "));
        if !on_path(&["apt-get"]) {
            bail!("system packages are missing: {}.\n    {}", self.why, self.elsewhere);
        }
        let Some(sudo) = privilege() else {
            bail!("system packages are missing: {}. Run\n\n    sudo {install}\n", self.why);
        };
        // A fresh machine's lists are empty or old; another apt may hold the lock for a moment.
        let patience = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"];
        let apt = |words: &[&str]| {
            let mut all: Vec<&str> = sudo.to_vec();
            all.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
            all.extend(patience);
            all.extend(words);
            let mut command = Command::new(all[0]);
            // Two hundred lines of unpacking tell nobody anything; errors come on the other stream.
            command.args(&all[1..]).stdout(Stdio::null());
            command
        };
        step("apt-get update", "system packages are missing", &mut apt(&["update", "-qq"]))?;
        let mut words = vec!["install", "-y", "-qq", "--no-install-recommends"];
        words.extend(self.debian);
        step(&install, self.why, &mut apt(&words))?;
        if !(self.present)() {
            bail!("installed {}, yet not all of it is found: {}", self.debian.join(" "), self.why);
        }
        Ok(())
    }
}

/// The words to put before apt-get, or `None` when it would ask for a password.
fn privilege() -> Option<&'static [&'static str]> {
    if answer("id", &["-u"]).as_deref() == Some("0") {
        Some(&[])
    } else if succeeds("sudo", &["-n", "true"]) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}
