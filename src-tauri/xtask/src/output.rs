//! Runs one command of a suite: shows what it prints, keeps the lines, and ends it when it takes too long.
//!
//! A suite that hangs must not hold a build machine for hours, and what it leaves running must not hold the next
//! one: unattended, a command is the head of a process group that is ended as a whole. Never judges the lines.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::ci;
use crate::step::line;

/// How a command ended.
pub struct Ended {
    /// Whether it succeeded.
    pub good: bool,
    /// All it printed, without line ends, in the order it came.
    pub lines: Vec<String>,
}

/// Runs the command to its end, or to `limit` when nobody watches.
pub fn run(command: &mut Command, limit: Duration) -> Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("NO_COLOR", "1");
    // A group of its own would take Ctrl-C away from whoever sits in front of it.
    #[cfg(unix)]
    if ci::unattended() {
        std::os::unix::process::CommandExt::process_group(command, 0);
    }
    let mut child = command.spawn().with_context(|| format!("cannot start {}", line(command)))?;
    let (sender, receiver) = channel();
    forward(child.stdout.take(), sender.clone());
    forward(child.stderr.take(), sender);

    let deadline = Instant::now() + limit;
    let mut lines = Vec::new();
    let mut late = false;
    let status = loop {
        collect(&receiver, &mut lines, Duration::from_millis(100));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if ci::unattended() && !late && Instant::now() > deadline {
            late = true;
            end(&mut child);
        }
    };
    if ci::unattended() {
        end(&mut child);
    }
    // What is still in the pipes. A process left behind may hold them open for ever, hence a bound.
    let bound = Instant::now() + Duration::from_secs(2);
    while Instant::now() < bound && collect(&receiver, &mut lines, Duration::from_millis(100)) {}
    if late {
        let text = format!("ended after {} minutes: it took too long", limit.as_secs() / 60);
        println!("{text}");
        lines.push(text);
    }
    Ok(Ended { good: status.success() && !late, lines })
}

/// Sends each line of a stream as it comes.
fn forward(stream: Option<impl Read + Send + 'static>, lines: Sender<String>) {
    let Some(stream) = stream else { return };
    thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let text = String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned();
            bytes.clear();
            if lines.send(text).is_err() {
                return;
            }
        }
    });
}

/// Shows and keeps lines until none came for `pause`. False when no more can come.
fn collect(receiver: &Receiver<String>, lines: &mut Vec<String>, pause: Duration) -> bool {
    loop {
        match receiver.recv_timeout(pause) {
            Ok(text) => {
                // Not println!: a reader that went away must not end the run with a panic.
                let _ = writeln!(std::io::stdout(), "{text}");
                lines.push(text);
            }
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => {
                // Both pipes are closed; without this the caller would spin until the process is gone.
                thread::sleep(pause.min(Duration::from_millis(20)));
                return false;
            }
        }
    }
}

/// Ends a command and, where there are process groups, everything it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn both_streams_are_kept_and_a_process_left_behind_holds_nothing_up() {
        let started = Instant::now();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; sleep 20 & exit 3"]);
        let mut ended = run(&mut command, Duration::from_secs(30)).expect("sh is there");
        ended.lines.sort();
        assert_eq!(ended.lines, ["one", "two"]);
        assert!(!ended.good);
        assert!(started.elapsed() < Duration::from_secs(15), "waited for the process left behind");
    }
}
