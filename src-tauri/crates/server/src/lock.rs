//! One writer a file: a lock beside the database, and a note of who holds it and where that one listens.
//!
//! Two files: `FILE.lock` is locked by the system and empty, for on Windows nobody else could read a locked file; `FILE.lock.json` is the
//! note. The system drops the lock when its process ends, however it ends, so a note that was left behind is known to be stale.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Addresses, StartError};

/// A question "is it held?" takes the lock for an instant; a start must not mistake that for an owner.
const PATIENCE: (u32, Duration) = (10, Duration::from_millis(20));

/// The instance that has a database open for writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningInstance {
    /// Its process id.
    pub pid: u32,
    /// Its version.
    pub version: String,
    /// Where it listens.
    #[serde(flatten)]
    pub addresses: Addresses,
}

/// The right to write to a database, until dropped.
#[derive(Debug)]
pub struct WriterLock {
    file: File,
    note: PathBuf,
}

impl WriterLock {
    /// Takes the lock of a database.
    ///
    /// # Errors
    /// When another process has it, or the directory cannot be written.
    pub fn take(database: &Path) -> Result<Self, StartError> {
        let path = beside(database, ".lock");
        let cannot = |error: std::io::Error| StartError::Directory {
            path: database.parent().unwrap_or(Path::new(".")).to_path_buf(),
            reason: error.to_string(),
        };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(cannot)?;
        let (tries, pause) = PATIENCE;
        for attempt in 0..tries {
            match file.try_lock() {
                Ok(()) => return Ok(Self { file, note: beside(database, ".lock.json") }),
                Err(TryLockError::WouldBlock) if attempt + 1 < tries => std::thread::sleep(pause),
                Err(TryLockError::WouldBlock) => break,
                // Some network file systems know no locks: better unguarded than not at all.
                Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
                    return Ok(Self { file, note: beside(database, ".lock.json") });
                }
                Err(TryLockError::Error(error)) => return Err(cannot(error)),
            }
        }
        Err(StartError::Taken { database: database.to_path_buf(), by: read_note(database).map(Box::new) })
    }

    /// Leaves the note for others.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn announce(&self, addresses: &Addresses) -> std::io::Result<()> {
        let running = RunningInstance {
            pid: std::process::id(),
            version: env!("CARGO_PKG_VERSION").into(),
            addresses: addresses.clone(),
        };
        // Written whole and moved into place, so that nobody reads half a note.
        let part = self.note.with_extension("json.part");
        std::fs::write(&part, serde_json::to_vec(&running)?)?;
        std::fs::rename(&part, &self.note)
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // The empty lock file stays: removing it would let two processes lock two files of one name.
        let _ = std::fs::remove_file(&self.note);
        let _ = self.file.unlock();
    }
}

/// The instance that has this database open for writing, if one has.
pub fn running_instance(database: &Path) -> Option<RunningInstance> {
    let file = File::open(beside(database, ".lock")).ok()?;
    match file.try_lock_shared() {
        Ok(()) => {
            let _ = file.unlock();
            None
        }
        Err(_) => read_note(database),
    }
}

fn read_note(database: &Path) -> Option<RunningInstance> {
    serde_json::from_slice(&std::fs::read(beside(database, ".lock.json")).ok()?).ok()
}

fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_learns_who_the_first_is() {
        let dir = tempfile::tempdir().expect("a directory");
        let database = dir.path().join("x.db");
        assert_eq!(running_instance(&database), None);
        let lock = WriterLock::take(&database).expect("free");
        let addresses = Addresses { grpc: "http://127.0.0.1:1".into(), ..Addresses::default() };
        lock.announce(&addresses).expect("written");
        let Err(StartError::Taken { by: Some(by), .. }) = WriterLock::take(&database) else { panic!("taken twice") };
        assert_eq!((by.pid, &by.addresses), (std::process::id(), &addresses));
        assert_eq!(running_instance(&database).map(|found| found.addresses), Some(addresses));
        drop(lock);
        assert_eq!(running_instance(&database), None);
        WriterLock::take(&database).expect("free again");
    }

    #[test]
    fn a_note_left_behind_is_nobody() {
        let dir = tempfile::tempdir().expect("a directory");
        let database = dir.path().join("x.db");
        std::fs::write(beside(&database, ".lock"), "").expect("written");
        std::fs::write(beside(&database, ".lock.json"), "{\"pid\":1,\"version\":\"0\"}").expect("written");
        assert_eq!(running_instance(&database), None);
        WriterLock::take(&database).expect("free");
    }
}
