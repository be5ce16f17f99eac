//! The file's format and its history: migrations are appended, never edited; a newer file is refused.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::StoreError;

/// Marks the file as ours (SQLite's `application_id`): "WGLS".
const APPLICATION_ID: i64 = 0x5747_4c53;

/// The migrations, oldest first. `user_version` counts those a file has had.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/0001_first.sql")];

/// Brings the file up to date.
pub(crate) fn migrate(db: &mut Connection, path: &Path) -> Result<(), StoreError> {
    check(db, path)?;
    if version(db)? < MIGRATIONS.len() as i64 {
        let migrations = Migrations::from_iter(MIGRATIONS.iter().map(|sql| M::up(sql)));
        migrations.to_latest(db).map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::from(err),
            other => StoreError::Sqlite(other.to_string()),
        })?;
        db.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(())
}

/// Refuses a newer file by its header alone, so that not a byte of it changes: opening it for writing would already move SQLite's
/// change counter. (The version is the big-endian number at offset 60, sqlite.org/fileformat.html §1.3.)
pub(crate) fn peek(path: &Path) -> Result<(), StoreError> {
    use std::io::Read;
    let mut header = [0; 72];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    let at = |offset: usize| i64::from(u32::from_be_bytes([0, 1, 2, 3].map(|byte| header[offset + byte])));
    let (found, known) = (at(60), MIGRATIONS.len() as i64);
    if read.is_ok() && header.starts_with(b"SQLite format 3\0") && at(68) == APPLICATION_ID && found > known {
        return Err(StoreError::Newer { path: path.to_path_buf(), found, known });
    }
    Ok(())
}

/// Refuses a file that is newer than this program or not ours.
pub(crate) fn check(db: &Connection, path: &Path) -> Result<(), StoreError> {
    let foreign = |reason: &str| StoreError::Foreign { path: path.to_path_buf(), reason: reason.into() };
    let found = version(db)?;
    let application: i64 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION_ID && tables > 0 {
        return Err(foreign("it holds another program's tables"));
    }
    let known = MIGRATIONS.len() as i64;
    if found > known {
        return Err(StoreError::Newer { path: path.to_path_buf(), found, known });
    }
    Ok(())
}

/// Refuses, for reading, also a file that has no tables yet or an older format.
pub(crate) fn check_for_reading(db: &Connection, path: &Path) -> Result<(), StoreError> {
    check(db, path)?;
    let found = version(db)?;
    if found == MIGRATIONS.len() as i64 {
        return Ok(());
    }
    let reason = if found == 0 {
        "it is empty".to_owned()
    } else {
        format!("its format {found} is older than {}: open it once with `waterglass serve`", MIGRATIONS.len())
    };
    Err(StoreError::Foreign { path: path.to_path_buf(), reason })
}

fn version(db: &Connection) -> Result<i64, StoreError> {
    db.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(|error| {
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) {
            StoreError::Damaged("the file is not an SQLite database".into())
        } else {
            error.into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_well_formed_and_idempotent() {
        let mut db = Connection::open_in_memory().expect("opens");
        migrate(&mut db, Path::new("x")).expect("first time");
        migrate(&mut db, Path::new("x")).expect("again");
        let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checks");
        assert_eq!(check, "ok");
    }

    #[test]
    fn newer_and_foreign_files_are_refused() {
        let mut db = Connection::open_in_memory().expect("opens");
        migrate(&mut db, Path::new("x")).expect("migrates");
        db.pragma_update(None, "user_version", 99).expect("set");
        assert!(matches!(migrate(&mut db, Path::new("x")), Err(StoreError::Newer { found: 99, .. })));
        let mut other = Connection::open_in_memory().expect("opens");
        other.execute_batch("CREATE TABLE theirs (a)").expect("made");
        assert!(matches!(migrate(&mut other, Path::new("x")), Err(StoreError::Foreign { .. })));
    }
}
