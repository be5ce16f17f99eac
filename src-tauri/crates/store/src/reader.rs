//! Reading: a small pool of read-only connections, each question on a blocking thread with a deadline. A slow question never holds up the
//! writer or another question's connection for longer than its deadline.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Mutex, RwLock, RwLockWriteGuard};
use rusqlite::Connection;
use tokio::sync::Semaphore;

use crate::find::asked::{self, Asked};
use crate::find::kept::Kept;
use crate::{StoreError, connection};

/// SQLite virtual-machine steps between two looks at the clock: some 20 µs.
const STEPS: i32 = 2000;

/// Answers questions from one snapshot of the file. The questions are in `queries/`, one a file.
pub struct Reader<'c> {
    pub(crate) db: &'c Connection,
    until: Instant,
    abandoned: &'c AtomicBool,
    /// What SQL asks back: see `find/asked.rs`.
    pub(crate) asked: &'c Mutex<Asked>,
    /// Columns read before.
    pub(crate) kept: &'c Kept,
}

impl Reader<'_> {
    /// Says that time is up; work outside SQLite (opening chunks, comparing texts) asks now and then.
    pub(crate) fn in_time(&self) -> Result<(), StoreError> {
        if Instant::now() >= self.until || self.abandoned.load(Ordering::Relaxed) {
            return Err(StoreError::Timeout);
        }
        Ok(())
    }

    /// Half of the time is gone: what is only nice to have (a total) is left out.
    pub(crate) fn is_late(&self, started: Instant) -> bool {
        let now = Instant::now();
        now.duration_since(started) > self.until.saturating_duration_since(now)
    }
}

/// The pool.
#[derive(Clone)]
pub(crate) struct Readers(Arc<Inner>);

struct Inner {
    path: PathBuf,
    idle: Mutex<Vec<Idle>>,
    places: Arc<Semaphore>,
    kept: Kept,
    /// Held while a question is answered; taken alone, nobody reads and none begins.
    reading: RwLock<()>,
}

/// A connection and what its functions ask.
struct Idle {
    db: Connection,
    asked: Arc<Mutex<Asked>>,
}

/// Tells the running question that nobody waits for it any more.
struct Abandon(Arc<AtomicBool>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Readers {
    pub(crate) fn new(path: &Path, places: usize) -> Self {
        let places = Arc::new(Semaphore::new(places.max(1)));
        Self(Arc::new(Inner {
            path: path.to_path_buf(),
            idle: Mutex::default(),
            places,
            kept: Kept::default(),
            reading: RwLock::new(()),
        }))
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.0.path
    }

    /// Closes the connections that nobody is using.
    pub(crate) fn let_go(&self) {
        self.0.idle.lock().clear();
    }

    /// Lets no question begin and waits for those that are being answered; `None`: they take longer than that. Questions go on once the guard is dropped.
    pub(crate) fn pause(&self, patience: Duration) -> Option<RwLockWriteGuard<'_, ()>> {
        self.0.reading.try_write_for(patience)
    }

    /// Asks on a blocking thread. Dropping the future interrupts the question.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        deadline: Duration,
        question: impl FnOnce(&Reader<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let until = Instant::now() + deadline;
        let place = tokio::time::timeout(deadline, self.0.places.clone().acquire_owned())
            .await
            .map_err(|_| StoreError::Timeout)?
            .map_err(|_| StoreError::Closed)?;
        let abandoned = Arc::new(AtomicBool::new(false));
        let watch = Abandon(abandoned.clone());
        let readers = self.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let _place = place;
            readers.ask(until, abandoned, question)
        })
        .await
        .map_err(|_| StoreError::Closed)?;
        drop(watch);
        answer
    }

    /// Asks on this thread.
    pub(crate) fn read_here<T>(
        &self,
        deadline: Duration,
        question: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.ask(Instant::now() + deadline, Arc::default(), question)
    }

    fn ask<T>(
        &self,
        until: Instant,
        abandoned: Arc<AtomicBool>,
        question: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.0.idle.lock().pop();
        let Idle { db, asked } = match idle {
            Some(idle) => idle,
            None => {
                let db = connection::open_reader(&self.0.path)?;
                let asked = asked::register(&db)?;
                Idle { db, asked }
            }
        };
        let watched = abandoned.clone();
        db.progress_handler(STEPS, Some(move || Instant::now() >= until || watched.load(Ordering::Relaxed)))?;
        let _reading = self.0.reading.read();
        // One transaction: every statement of the question sees the same state.
        db.execute_batch("BEGIN")?;
        let answer = question(&Reader { db: &db, until, abandoned: &abandoned, asked: &asked, kept: &self.0.kept });
        *asked.lock() = Asked::default();
        db.progress_handler(STEPS, None::<fn() -> bool>)?;
        let ended = db.execute_batch("COMMIT");
        if ended.is_ok() {
            self.0.idle.lock().push(Idle { db, asked });
        }
        answer
    }
}
