//! What can go wrong in the store, in words that say what to do.

use std::path::PathBuf;

/// The store's errors.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The file was written by a newer version of the program.
    #[error(
        "{path} was written by a newer version of Waterglass (its format is {found}, this program reads up to {known}). Update Waterglass, or give another file with --db"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format we read.
        known: i64,
    },
    /// The file exists and is something else.
    #[error("{path} is not a Waterglass database: {reason}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Why we think so.
        reason: String,
    },
    /// The file cannot be opened or made.
    #[error("{path} cannot be opened: {reason}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// No space is left on the disk.
    #[error("the disk is full: nothing more can be stored until space is freed")]
    Full,
    /// The file or its directory cannot be written.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// The disk does not do as told.
    #[error("the disk refused to read or write ({0}): look at free space, quotas and the disk's health")]
    Io(String),
    /// The file is damaged.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The query was interrupted: its deadline passed, or nobody waits for it any more.
    #[error("the query took too long and was stopped")]
    Timeout,
    /// A page cursor that is not ours.
    #[error("the page cursor is not one this list gave out")]
    Cursor,
    /// More than may be kept.
    #[error("{0}")]
    TooMany(String),
    /// An SQL statement has a mistake, or asks for more than reading.
    #[error("{message}")]
    Sql {
        /// What is wrong.
        message: String,
        /// Where, in bytes of the statement: from, to.
        at: Option<(usize, usize)>,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The store is closing.
    #[error("the store is closing")]
    Closed,
    /// Anything else SQLite says.
    #[error("storage: {0}")]
    Sqlite(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly(error.to_string()),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::SystemIoFailure) => Self::Io(error.to_string()),
            Some(ErrorCode::OperationInterrupted) => Self::Timeout,
            _ => Self::Sqlite(error.to_string()),
        }
    }
}
