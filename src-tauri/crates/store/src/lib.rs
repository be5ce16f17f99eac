//! The store: keeps telemetry in one SQLite file and answers questions about it. The only room that holds SQL.
//!
//! Batches go in through [`Store::submit`], which resolves once they are committed; questions are asked through [`Store::read`];
//! [`Feed`] says what changed. How the file is laid out and why is told in `../README.md`.

mod answers;
mod chunk;
mod columns;
mod compaction;
mod connection;
mod edits;
mod error;
mod facts;
mod feed;
mod find;
mod intake;
mod migrate;
mod needle;
mod numbers;
mod prepare;
mod queries;
mod reader;
mod rederive;
mod settle;
mod settling;
mod sql;
mod strings;
mod ticks;
mod tokens;
mod trace_row;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};
use waterglass_model::{Batch, TraceId};

pub use answers::*;
pub use edits::{Edit, MOST_TAGS, MOST_VIEWS};
pub use error::StoreError;
pub use facts::{Facts, NoPrices, Normalise, PricedCall, Pricing, Said, SaidByLog};
pub use feed::{Feed, FeedAnswer};
pub use find::*;
pub use reader::Reader;
pub use sql::{SqlCell, SqlExample, SqlFunction, SqlLimits, SqlRows, SqlSchema, SqlView};

use intake::{Intake, Shared};
use prepare::Rules;
use reader::Readers;
use sql::Console;

/// What a commit survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// A power cut.
    #[default]
    Full,
    /// A crash of the program; a power cut may lose the last seconds.
    Normal,
}

/// Traces handed to the writer at a time; it takes as many as have some thousands of rows together.
const DELETED_AT_A_TIME: usize = 1024;

/// How long a deletion waits for its bytes to be gone.
const SWEEPING: Duration = Duration::from_secs(30);

/// How to open a store.
#[derive(Clone, Debug)]
pub struct Options {
    /// The file. Its directory must exist.
    pub path: PathBuf,
    /// What a commit survives.
    pub synchronous: Synchronous,
    /// Questions answered at a time.
    pub readers: usize,
    /// The dialects' functions.
    pub facts: Facts,
    /// The prices.
    pub pricing: Arc<dyn Pricing>,
}

/// An open store. Cheap to clone; closes when the last clone is dropped, or by [`Store::close`].
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    path: PathBuf,
    readers: Readers,
    console: Console,
    shared: Option<Arc<Shared>>,
    intake: Mutex<Option<Intake>>,
    feed: Feed,
}

impl Store {
    /// Opens a file for reading and writing, making it when it does not exist. The caller sees to it that no one else writes to it.
    ///
    /// # Errors
    /// When the file is newer than this program, not ours, damaged, or cannot be written.
    pub fn open(options: Options) -> Result<Self, StoreError> {
        let Options { path, synchronous, readers, facts, pricing } = options;
        migrate::peek(&path)?;
        let mut db = connection::open_writer(&path, synchronous)?;
        migrate::migrate(&mut db, &path)?;
        let readers = Readers::new(&path, readers);
        let totals = readers.read_here(Duration::from_secs(60), |reader| reader.totals())?;
        let feed = Feed::new(intake::now());
        let rules = Arc::new(RwLock::new(Rules { facts, pricing }));
        let writer = writer::Writer::new(db, rules.clone())?;
        let (intake, shared) = Intake::start(writer, &readers, rules, feed.clone(), totals)?;
        let console = Console::new(&path);
        Ok(Self(Arc::new(Inner {
            path,
            readers,
            console,
            shared: Some(shared),
            intake: Mutex::new(Some(intake)),
            feed,
        })))
    }

    /// Opens a file for reading, also while another process writes to it.
    ///
    /// # Errors
    /// When the file does not exist, is newer than this program, or is not ours.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        let db = connection::open_reader(path)?;
        migrate::check_for_reading(&db, path)?;
        drop(db);
        let (path, readers) = (path.to_path_buf(), Readers::new(path, 2));
        let feed = Feed::new(intake::now());
        let console = Console::new(&path);
        Ok(Self(Arc::new(Inner { path, readers, console, shared: None, intake: Mutex::new(None), feed })))
    }

    /// Stores a batch. Resolves after its commit.
    ///
    /// # Errors
    /// When it could not be stored: nothing of it is then, and trying again is safe.
    pub async fn submit(&self, batch: Batch) -> Result<(), StoreError> {
        let answer = self.0.intake.lock().as_ref().map(|intake| intake.submit(batch));
        answer.ok_or(StoreError::Closed)?.await.map_err(|_| StoreError::Closed)?
    }

    /// [`Store::submit`] for callers without a runtime.
    ///
    /// # Errors
    /// As [`Store::submit`].
    pub fn submit_blocking(&self, batch: Batch) -> Result<(), StoreError> {
        let answer = self.0.intake.lock().as_ref().map(|intake| intake.submit(batch));
        answer.ok_or(StoreError::Closed)?.blocking_recv().map_err(|_| StoreError::Closed)?
    }

    /// Asks a question; it sees one state of the file. Interrupted at the deadline, or when the future is dropped.
    ///
    /// # Errors
    /// What the question answers, or [`StoreError::Timeout`].
    pub async fn read<T: Send + 'static>(
        &self,
        deadline: Duration,
        question: impl FnOnce(&Reader<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.0.readers.read(deadline, question).await
    }

    /// [`Store::read`] for callers without a runtime.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub fn read_blocking<T>(
        &self,
        deadline: Duration,
        question: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.readers.read_here(deadline, question)
    }

    /// Runs one SQL statement that reads, apart from all other questions. Interrupted at the deadline, or when the future is dropped.
    ///
    /// # Errors
    /// [`StoreError::Sql`] when it cannot be understood or would do more than read, [`StoreError::Timeout`].
    pub async fn sql(&self, deadline: Duration, sql: String, limits: SqlLimits) -> Result<SqlRows, StoreError> {
        self.0.console.ask(deadline, sql, limits).await
    }

    /// Runs one SQL statement that reads and hands out its rows as they come, each with the columns' names. Answers the names.
    ///
    /// # Errors
    /// As [`Store::sql`].
    pub fn sql_blocking(
        &self,
        deadline: Duration,
        sql: &str,
        each: sql::EachCells<'_>,
    ) -> Result<Vec<String>, StoreError> {
        self.0.console.each(deadline, sql, each)
    }

    /// What changed, and the cursor to ask from.
    pub fn feed(&self) -> &Feed {
        &self.0.feed
    }

    /// How much is stored. Counted along with each commit, so asking costs nothing.
    pub fn totals(&self) -> Totals {
        match &self.0.shared {
            Some(shared) => *shared.totals.lock(),
            None => self.read_blocking(Duration::from_secs(5), |reader| reader.totals()).unwrap_or_default(),
        }
    }

    /// Size of the file and its write-ahead log, bytes.
    pub fn file_bytes(&self) -> u64 {
        let mut log = self.0.path.as_os_str().to_owned();
        log.push("-wal");
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        size(&self.0.path) + size(Path::new(&log))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Why nothing could be stored the last time, in words; `None` when it could.
    pub fn problem(&self) -> Option<String> {
        self.0.shared.as_ref().and_then(|shared| shared.problem.lock().clone())
    }

    /// Deletes all telemetry and keeps the settings.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn clear(&self) -> Result<(), StoreError> {
        let answer = self.0.intake.lock().as_ref().map(Intake::clear);
        answer.ok_or(StoreError::Closed)?.await.map_err(|_| StoreError::Closed)?
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn put_setting(&self, key: &str, value: String) -> Result<(), StoreError> {
        let answer = self.0.intake.lock().as_ref().map(|intake| intake.put_setting(key.into(), value));
        answer.ok_or(StoreError::Closed)?.await.map_err(|_| StoreError::Closed)?
    }

    /// Replaces the prices. What is stored is priced again in the background: see [`Store::progress`].
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn set_pricing(&self, pricing: Arc<dyn Pricing>) -> Result<(), StoreError> {
        let work = self.0.intake.lock().as_ref().and_then(Intake::door).ok_or(StoreError::Closed)?;
        work.set_rules(None, Some(pricing)).await
    }

    /// Replaces the functions that read facts. What is stored by another revision is derived again in the background: see [`Store::progress`].
    ///
    /// # Errors
    /// [`StoreError::Closed`].
    pub async fn set_facts(&self, facts: Facts) -> Result<(), StoreError> {
        let work = self.0.intake.lock().as_ref().and_then(Intake::door).ok_or(StoreError::Closed)?;
        work.set_rules(Some(facts), None).await
    }

    /// How far what is stored has been worked through by the facts and prices in force.
    pub fn progress(&self) -> Progress {
        self.0.shared.as_ref().map_or(Progress::DONE, |shared| shared.settling.progress())
    }

    /// Waits until all that was stored before is settled, derived and priced by the rules in force.
    pub async fn settled(&self) {
        if let Some(shared) = &self.0.shared {
            shared.settling.done().await;
        }
    }

    /// Changes what the user wrote: tags, notes, saved views. Says how many traces or views that touched.
    ///
    /// # Errors
    /// [`StoreError::TooMany`] past a limit, and when the file cannot be written.
    pub async fn edit(&self, edit: Edit) -> Result<u64, StoreError> {
        let work = self.0.intake.lock().as_ref().and_then(Intake::door).ok_or(StoreError::Closed)?;
        work.edit(edit).await
    }

    /// Deletes traces with the log records that name them, and what the user wrote on them; says how many were stored. They are gone from every answer
    /// once this says so, some thousands of rows at a time. Their bytes leave the file block by block right after, which is waited for, but not longer than
    /// half a minute. What stays are the texts and resources that all traces share: names of spans and services, models.
    ///
    /// # Errors
    /// When the file cannot be written; what was deleted before stays deleted.
    pub async fn delete_traces(&self, traces: &[TraceId]) -> Result<u64, StoreError> {
        let (mut done, mut gone) = (0, 0);
        while done < traces.len() {
            let door = self.0.intake.lock().as_ref().and_then(Intake::door).ok_or(StoreError::Closed)?;
            let some = traces[done..].iter().take(DELETED_AT_A_TIME).copied().collect();
            let (of_them, stored) = door.delete(some).await?;
            done += of_them;
            gone += stored;
        }
        if let Some(shared) = self.0.shared.as_ref().filter(|_| gone > 0) {
            // Nobody need wait for tidying.
            let _ = tokio::time::timeout(SWEEPING, shared.swept()).await;
        }
        Ok(gone)
    }

    /// Takes in nothing more, commits what waits, and leaves one tidy file.
    pub fn close(&self) {
        let intake = self.0.intake.lock().take();
        // The writer closes last: only a connection that may write takes the log and its index away.
        self.0.readers.let_go();
        drop(intake);
    }
}
