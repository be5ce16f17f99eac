//! `cargo xtask run`: from a fresh clone to the app on the screen.
//!
//! Installs and builds only what is missing or older than its sources, then becomes the app, so that its exit code
//! and its signals are the app's own.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::cargo::{binary, cargo};
use crate::packages::WINDOW_BUILD;
use crate::step::step;
use crate::ui;

const USAGE: &str = "\
Usage: cargo xtask run [--debug] [--headless | --window] [-- ARGUMENTS OF WATERGLASS]

  --debug     Build without optimisation: faster to build, slower to run
  --headless  Serve the UI to a browser, also when there is a display
  --window    Open the window, also when no display was found";

/// What was asked for.
#[derive(Default)]
struct Wish {
    debug: bool,
    headless: bool,
    window: bool,
    /// Passed on to the app.
    rest: Vec<String>,
}

/// Sets up, builds, and runs the app.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    if arguments.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let wish = read(arguments)?;
    let windowed = !wish.headless && (wish.window || has_display());
    if !windowed && !wish.headless {
        println!("No display here: the UI will be served to a browser instead of a window.");
    }
    ui::ensure_node()?;
    if windowed {
        WINDOW_BUILD.ensure()?;
    }
    ui::ensure_bundle()?;
    build(windowed, wish.debug)?;

    let profile = if wish.debug { "debug" } else { "release" };
    let program = binary(profile, program(windowed));
    let mut app = Command::new(&program);
    // Without a subcommand the command opens the window where it can.
    if !windowed && wish.rest.first().is_none_or(|word| word.starts_with('-')) {
        app.arg("serve");
    }
    app.args(&wish.rest);
    println!("==> {}", crate::step::line(&app));
    become_it(&mut app).with_context(|| format!("cannot start {}", program.display()))
}

/// The name of the program to open.
fn program(windowed: bool) -> &'static str {
    if windowed { "waterglass-desktop" } else { "waterglass" }
}

fn read(arguments: &[String]) -> Result<Wish> {
    let mut wish = Wish::default();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--debug" => wish.debug = true,
            "--headless" => wish.headless = true,
            "--window" => wish.window = true,
            "--" => wish.rest = words.by_ref().cloned().collect(),
            other => bail!("\"{other}\" is not understood; arguments of Waterglass itself stand after --\n\n{USAGE}"),
        }
    }
    if wish.headless && wish.window {
        bail!("--headless and --window exclude each other");
    }
    Ok(wish)
}

/// One cargo call for both programs, so that they share every dependency.
fn build(windowed: bool, debug: bool) -> Result<()> {
    let mut words = vec!["build", "-p", "waterglass-cli"];
    if windowed {
        words.extend(["-p", "waterglass-desktop"]);
    }
    let mut why = "nothing to do when it is up to date".to_owned();
    if !debug {
        words.push("--release");
        if !binary("release", program(windowed)).exists() {
            why = format!("optimised; the first time takes {} minutes", if windowed { "6 to 12" } else { "2 to 5" });
        }
    }
    step(&format!("cargo {}", words.join(" ")), &why, &mut cargo(&words))
}

/// Whether a window can be opened: always on macOS and Windows, else when a display server is named.
fn has_display() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || named("DISPLAY") || named("WAYLAND_DISPLAY")
}

/// Replaces this process, so that Ctrl-C and SIGTERM reach the app alone and its drain is not cut short.
#[cfg(unix)]
fn become_it(app: &mut Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(app.exec())
}

/// Windows has no exec: wait for the app and hand its exit code on.
#[cfg(not(unix))]
fn become_it(app: &mut Command) -> std::io::Result<ExitCode> {
    let status = app.status()?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

#[cfg(test)]
mod tests {
    use super::read;

    fn of(line: &str) -> Result<(bool, bool, bool, String), String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        read(&words)
            .map(|wish| (wish.debug, wish.headless, wish.window, wish.rest.join(" ")))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn words_behind_the_separator_are_the_app_s() {
        assert_eq!(of(""), Ok((false, false, false, String::new())));
        assert_eq!(of("--debug --headless"), Ok((true, true, false, String::new())));
        let rest = "serve --db a.db --help --debug -- x";
        assert_eq!(of(&format!("-- {rest}")), Ok((false, false, false, rest.to_owned())));
        assert_eq!(of("--window -- --ui-port 0"), Ok((false, false, true, "--ui-port 0".to_owned())));
        assert!(of("serve").is_err_and(|error| error.contains("stand after --")));
        assert!(of("--headless --window").is_err_and(|error| error.contains("exclude each other")));
    }
}
