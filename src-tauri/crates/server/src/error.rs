//! Why an instance does not start, in words that say what to do. A taken port is no such reason: the other doors open all the same.

use std::path::PathBuf;

use waterglass_store::StoreError;

use crate::RunningInstance;

/// Why an instance does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another process has the database open for writing.
    #[error("{} is already open{}", .database.display(), described(.by.as_deref()))]
    Taken {
        /// The database.
        database: PathBuf,
        /// Who has it, when it left a note.
        by: Option<Box<RunningInstance>>,
    },
    /// The database's directory cannot be made or written.
    #[error("{} cannot be written: {reason}. Give another place with --db FILE", .path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The database does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn described(by: Option<&RunningInstance>) -> String {
    let Some(by) = by else { return " in another process".into() };
    let addresses = by.addresses.listed();
    let listens = if addresses.is_empty() { "no port".into() } else { addresses.join(", ") };
    format!(" in another instance of Waterglass (pid {}), which listens on {listens}", by.pid)
}
