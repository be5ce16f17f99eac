//! A receiver as a process of its own: the real `waterglass serve`, or the bare comparator, started the same way and measured the
//! same way. Owns starting, watching (memory, processor time, disk) and stopping; everything is seen from outside.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A running receiver.
#[derive(Debug)]
pub struct Receiver {
    child: Child,
    db: PathBuf,
    /// OTLP/gRPC address.
    pub grpc: String,
    /// OTLP/HTTP address; empty for the comparator.
    pub http: String,
    /// API address; empty for the comparator.
    pub ui: String,
    /// From the start of the process to the line that says every door listens.
    pub ready: Duration,
}

/// What a process has used so far. Absent where the system does not tell (only Linux's /proc is read).
#[derive(Debug, Default, Clone, Copy)]
pub struct Usage {
    /// Resident memory now, bytes.
    pub resident: Option<u64>,
    /// Most resident memory so far, bytes.
    pub peak: Option<u64>,
    /// Processor time, user and system.
    pub processor: Option<Duration>,
}

impl Receiver {
    /// Starts `waterglass serve` on a database, every port chosen by the system.
    pub fn waterglass(program: &Path, db: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg("serve").arg("--db").arg(db).args([
            "--grpc-port",
            "0",
            "--http-port",
            "0",
            "--ui-port",
            "0",
            "--json",
        ]);
        Self::start(command, db)
    }

    /// Starts the bare comparator on a database.
    pub fn bare(db: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("bare-server").arg(db);
        Self::start(command, db)
    }

    fn start(mut command: Command, db: &Path) -> Result<Self> {
        let began = Instant::now();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {command:?}"))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("stdout is piped")?).read_line(&mut line)?;
        let ready = began.elapsed();
        let said: serde_json::Value =
            serde_json::from_str(&line).with_context(|| format!("{command:?} did not start: {line:?}"))?;
        let address = |door: &str| said.get(door).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        Ok(Self { child, db: db.to_owned(), grpc: address("grpc"), http: address("http"), ui: address("ui"), ready })
    }

    /// What it has used so far.
    pub fn usage(&self) -> Usage {
        let read = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).ok();
        let status = read("status").unwrap_or_default();
        let kilobytes = |key: &str| {
            let line = status.lines().find(|line| line.starts_with(key))?;
            Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
        };
        // Fields 14 and 15 of stat, counted behind the name's closing bracket, in the kernel's fixed 1/100 s.
        let ticks = read("stat").and_then(|stat| {
            let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
            Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
        });
        Usage {
            resident: kilobytes("VmRSS:"),
            peak: kilobytes("VmHWM:"),
            processor: ticks.map(|ticks| Duration::from_millis(ticks * 10)),
        }
    }

    /// Bytes of the database and what belongs to it, now.
    pub fn disk(&self) -> u64 {
        let beside = ["", "-wal", "-shm"].map(|suffix| format!("{}{suffix}", self.db.display()));
        beside.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len()).sum()
    }

    /// Asks it to end, waits, and gives the bytes it leaves on disk.
    pub fn stop(mut self) -> Result<u64> {
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            self.child.kill()?;
        }
        let end = Instant::now() + Duration::from_secs(60);
        while self.child.try_wait()?.is_none() {
            if Instant::now() > end {
                bail!("it did not end within a minute of being asked");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(self.disk())
    }
}

impl Drop for Receiver {
    /// A command that fails must not leave its receiver running.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
