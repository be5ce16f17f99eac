//! What a statement may do: read. Enforced four times over: the connection is read-only, `query_only` is on, an authorizer refuses every action that is not
//! a reading one, and nothing can be attached. And how much it may take: time, memory, the length of values and of the statement.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::Instant;

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode};

use super::{memory, mistake};
use crate::StoreError;

/// SQLite virtual-machine steps between two looks at the clock and at memory: some 5 µs, in which a few of the longest values can be made.
const STEPS: i32 = 100;

/// The longest text or blob of a statement, bytes. SQLite looks at the clock between steps only, and a function is one step:
/// what `linear.rs` leaves as it is takes at most this times the longest pattern.
pub(super) const LONGEST: usize = 8 << 20;

/// Functions that are refused: they write logs, load code, or take quadratic time in one step.
const REFUSED: [&str; 6] =
    ["load_extension", "fts3_tokenizer", "sqlite_log", "rtreecheck", "json_patch", "jsonb_patch"];

/// Pragmas that only describe tables and functions.
const PRAGMAS: [&str; 8] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "function_list",
    "module_list",
];

/// Tables that hold no telemetry.
const CLOSED: [&str; 1] = ["settings"];

/// Bounds of one statement.
pub(super) fn limit(db: &Connection) -> rusqlite::Result<()> {
    let limits = [
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST as i32),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, mistake::LONGEST_SQL as i32),
        (Limit::SQLITE_LIMIT_COLUMN, 500),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 200),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 100),
        (Limit::SQLITE_LIMIT_VDBE_OP, 1_000_000),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 100),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 300),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ];
    for (limit, most) in limits {
        db.set_limit(limit, most)?;
    }
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // "text" in double quotes is a name: a mistake is told instead of being compared as a text.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    Ok(())
}

/// Takes the guard away again, so that the connection can be tidied.
pub(super) fn leave(db: &Connection) -> rusqlite::Result<()> {
    db.progress_handler(STEPS, None::<fn() -> bool>)?;
    db.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)
}

/// Watches one statement.
pub(super) struct Watch {
    until: Instant,
    abandoned: Arc<AtomicBool>,
    stopped: Arc<AtomicU8>,
}

/// Why a statement was stopped.
const TIME: u8 = 1;
const SPACE: u8 = 2;

impl Watch {
    pub(super) fn new(until: Instant, abandoned: Arc<AtomicBool>) -> Self {
        Self { until, abandoned, stopped: Arc::default() }
    }

    /// Puts the guard on a connection.
    pub(super) fn guard(&self, db: &Connection) -> rusqlite::Result<()> {
        let (until, abandoned, stopped) = (self.until, self.abandoned.clone(), self.stopped.clone());
        let before = memory::used();
        db.progress_handler(
            STEPS,
            Some(move || {
                let late = Instant::now() >= until || abandoned.load(Ordering::Relaxed);
                let large = memory::used() - before > memory::RUNNING;
                if late || large {
                    stopped.store(if late { TIME } else { SPACE }, Ordering::Relaxed);
                }
                late || large
            }),
        )?;
        db.authorizer(Some(|context: AuthContext<'_>| allowed(&context.action)))
    }

    /// An error in words, with its place in the statement where SQLite knows it.
    pub(super) fn told(&self, error: rusqlite::Error, sql: &str) -> StoreError {
        let stopped = self.stopped.load(Ordering::Relaxed);
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) if stopped == TIME => StoreError::Timeout,
            Some(ErrorCode::OperationInterrupted | ErrorCode::OutOfMemory) => mistake::plain(
                format!("the statement needs more than {} MiB of memory", memory::RUNNING >> 20),
                "Sort or group fewer rows, or shorter values: add a WHERE, or a LIMIT inside.",
            ),
            _ => mistake::told(error, sql),
        }
    }
}

fn allowed(action: &AuthAction<'_>) -> Authorization {
    let fine = match action {
        AuthAction::Select | AuthAction::Recursive => true,
        AuthAction::Read { table_name, .. } => !CLOSED.iter().any(|closed| closed.eq_ignore_ascii_case(table_name)),
        AuthAction::Function { function_name } => {
            !REFUSED.iter().any(|refused| refused.eq_ignore_ascii_case(function_name))
        }
        AuthAction::Pragma { pragma_name, .. } => PRAGMAS.iter().any(|known| known.eq_ignore_ascii_case(pragma_name)),
        _ => false,
    };
    if fine { Authorization::Allow } else { Authorization::Deny }
}
