//! Opening the file: pragmas, each with its reason, and the read-only form. Knows no table.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::{StoreError, Synchronous};

/// How long a connection waits for another's lock. The writer holds one only inside a commit.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the writing connection, making the file when it does not exist.
pub(crate) fn open_writer(path: &Path, synchronous: Synchronous) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(|error| open_error(path, &error))?;
    db.busy_timeout(PATIENCE)?;
    let level = match synchronous {
        // Survives a power cut: costs nothing in bulk, 2 to 8 ms a commit for a lone exporter.
        Synchronous::Full => "FULL",
        // Survives a crash of the program; a power cut may lose the last seconds.
        Synchronous::Normal => "NORMAL",
    };
    // page_size and auto_vacuum only bite before the first table is made.
    // page_size 8192: chunks are large; 4 KiB pages cost 15 % of the insert rate, 32 KiB ones disk.
    // auto_vacuum INCREMENTAL: space can be given back in small steps; it cannot be added later without rewriting the file.
    // journal_mode WAL: readers never wait for the writer, nor it for them.
    // wal_autocheckpoint 0: a checkpoint inside a commit would stall whoever waits for it; checkpoint.rs does it beside.
    // journal_size_limit: the log's file shrinks again after a burst.
    // cache_size in KiB: 32 MiB holds the hot ends of all indexes.
    // temp_store MEMORY: nothing of a query's is written beside the file.
    // trusted_schema OFF: a file from elsewhere cannot run functions from its schema.
    let result = db.execute_batch(&format!(
        "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = {level};
         PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768;
         PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = OFF;"
    ));
    result.map_err(|error| open_error(path, &error))?;
    Ok(db)
}

/// Opens a reading connection. It can change nothing, whatever is asked of it.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(|error| open_error(path, &error))?;
    db.busy_timeout(PATIENCE)?;
    db.execute_batch(
        "PRAGMA query_only = ON; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
    )
    .map_err(|error| open_error(path, &error))?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

fn open_error(path: &Path, error: &rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    let path = path.to_path_buf();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            StoreError::Foreign { path, reason: error.to_string() }
        }
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::ReadOnly) => {
            StoreError::ReadOnly(format!("{} or its directory is read-only ({error})", path.display()))
        }
        _ => StoreError::Open { path, reason: error.to_string() },
    }
}
