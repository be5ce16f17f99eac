//! The SQL console: one statement that reads, asked on a read-only connection of its own, so that it can neither write nor hold up anybody else's question.
//!
//! What a statement may touch and how large it may grow: `guard.rs`. Views: the end of `migrations/0001_first.sql`. Functions beside SQLite's own:
//! `functions.rs` and `tables.rs`. How all of it is told to people: `schema.rs`. What is never done here: writing, attaching, loading.

mod functions;
mod guard;
mod linear;
mod lookup;
mod memory;
mod mistake;
mod points;
mod schema;
mod tables;
mod value;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use tokio::sync::{Semaphore, oneshot};

pub use schema::{SqlExample, SqlFunction, SqlSchema, SqlView};

use crate::{StoreError, connection};
use guard::Watch;
use lookup::Lookup;

/// Statements run at a time: one that will not end leaves a place for another.
const PLACES: usize = 2;

/// Preparing a deeply nested statement recurses: some megabytes for the longest. Only what is used of this is ever taken.
const STACK: usize = 64 << 20;

/// How much of an answer is kept.
#[derive(Clone, Copy, Debug)]
pub struct SqlLimits {
    /// Rows.
    pub rows: usize,
    /// Bytes of one text; a longer one is cut and ends in an ellipsis.
    pub text: usize,
    /// Bytes of one blob; a longer one is cut.
    pub blob: usize,
    /// Bytes of the whole answer.
    pub bytes: usize,
}

/// One cell of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlCell {
    /// NULL.
    Null,
    /// An integer.
    Integer(i64),
    /// A double.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes, and whether they were cut.
    Blob(Vec<u8>, bool),
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SqlRows {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<SqlCell>>,
    /// There are more.
    pub truncated: bool,
}

/// Receives the columns' names and one row; `Break` ends the statement.
type Each<'e> = &'e mut dyn FnMut(&[String], &Row<'_>) -> rusqlite::Result<ControlFlow<()>>;

/// Receives the columns' names and one row's cells; `Break` ends the statement.
pub(crate) type EachCells<'e> = &'e mut (dyn FnMut(&[String], Vec<SqlCell>) -> ControlFlow<()> + Send);

/// Where statements are run.
#[derive(Clone, Debug)]
pub(crate) struct Console {
    path: PathBuf,
    places: Arc<Semaphore>,
}

/// Ends a statement that nobody waits for any more.
struct Abandon(Arc<AtomicBool>);

impl Drop for Abandon {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Console {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf(), places: Arc::new(Semaphore::new(PLACES)) }
    }

    /// Runs a statement on a thread of its own. Dropping the future interrupts it.
    pub(crate) async fn ask(&self, deadline: Duration, sql: String, limits: SqlLimits) -> Result<SqlRows, StoreError> {
        let until = Instant::now() + deadline;
        let place = tokio::time::timeout(deadline, self.places.clone().acquire_owned())
            .await
            .map_err(|_| StoreError::Timeout)?
            .map_err(|_| StoreError::Closed)?;
        let abandoned = Arc::new(AtomicBool::new(false));
        let watch = Abandon(abandoned.clone());
        let path = self.path.clone();
        let (answer, answered) = oneshot::channel();
        let work = move || {
            let _place = place;
            let _ = answer.send(collect(&path, &Watch::new(until, abandoned), &sql, limits));
        };
        thread().spawn(work).map_err(no_thread)?;
        let answer = answered.await.map_err(|_| StoreError::Closed)?;
        drop(watch);
        answer
    }

    /// Runs a statement, waits for it, and hands out its rows as they come, uncut. Answers the columns' names.
    pub(crate) fn each(&self, deadline: Duration, sql: &str, each: EachCells<'_>) -> Result<Vec<String>, StoreError> {
        let watch = Watch::new(Instant::now() + deadline, Arc::default());
        let work = || {
            run(&self.path, &watch, sql, &mut |columns, row| {
                let cells = (0..columns.len()).map(|index| Ok(cell(row.get_ref(index)?, usize::MAX, usize::MAX)));
                Ok(each(columns, cells.collect::<rusqlite::Result<_>>()?))
            })
        };
        std::thread::scope(|scope| {
            let running = thread().spawn_scoped(scope, work).map_err(no_thread)?;
            running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

fn thread() -> std::thread::Builder {
    std::thread::Builder::new().name("store-sql".into()).stack_size(STACK)
}

fn no_thread(error: std::io::Error) -> StoreError {
    StoreError::Sqlite(format!("no thread for the statement: {error}"))
}

fn collect(path: &Path, watch: &Watch, sql: &str, limits: SqlLimits) -> Result<SqlRows, StoreError> {
    let (mut rows, mut bytes, mut truncated) = (Vec::new(), 0, false);
    let columns = run(path, watch, sql, &mut |columns, row| {
        if rows.len() >= limits.rows || bytes >= limits.bytes {
            truncated = true;
            return Ok(ControlFlow::Break(()));
        }
        let mut cells = Vec::with_capacity(columns.len());
        for index in 0..columns.len() {
            let cell = cell(row.get_ref(index)?, limits.text, limits.blob);
            bytes += size_of::<SqlCell>() + cell.bytes();
            cells.push(cell);
        }
        rows.push(cells);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(SqlRows { columns, rows, truncated })
}

fn run(path: &Path, watch: &Watch, sql: &str, each: Each<'_>) -> Result<Vec<String>, StoreError> {
    mistake::one_statement(sql)?;
    let _bounded = memory::Bounded::new();
    let db = connection::open_reader(path)?;
    let lookup = Arc::new(Mutex::new(Lookup::open(path)?));
    functions::register(&db, &lookup)?;
    linear::register(&db)?;
    tables::register(&db, &lookup)?;
    guard::limit(&db)?;
    // One transaction, as everywhere: a statement with several parts sees one state.
    db.execute_batch("BEGIN")?;
    lookup.lock().begin()?;
    watch.guard(&db)?;
    let answer = step(&db, sql, each);
    guard::leave(&db)?;
    answer.map_err(|error| watch.told(error, sql))
}

fn step(db: &Connection, sql: &str, each: Each<'_>) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare(sql)?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if each(&columns, row)?.is_break() {
            break;
        }
    }
    Ok(columns)
}

fn cell(value: ValueRef<'_>, text: usize, blob: usize) -> SqlCell {
    match value {
        ValueRef::Null => SqlCell::Null,
        ValueRef::Integer(number) => SqlCell::Integer(number),
        ValueRef::Real(number) => SqlCell::Real(number),
        ValueRef::Text(bytes) if bytes.len() > text => {
            let mut head = String::from_utf8_lossy(&bytes[..text]).into_owned();
            // Half a character at the cut is no character.
            head.truncate(head.trim_end_matches('\u{fffd}').len());
            head.push('…');
            SqlCell::Text(head)
        }
        ValueRef::Text(bytes) => SqlCell::Text(String::from_utf8_lossy(bytes).into_owned()),
        ValueRef::Blob(bytes) => SqlCell::Blob(bytes[..bytes.len().min(blob)].to_vec(), bytes.len() > blob),
    }
}

impl SqlCell {
    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Blob(bytes, _) => bytes.len(),
            _ => 0,
        }
    }
}
