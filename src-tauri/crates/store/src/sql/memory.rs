//! How much memory SQLite holds in this process. The only thing known about one statement's sorting is what the whole grew by meanwhile; SQLite's own hard
//! limit would stop the writer as well.

/// Bytes.
#[expect(unsafe_code, reason = "the bindings have no safe form of this counter")]
pub(super) fn used() -> i64 {
    // SAFETY: takes no argument and may be called at any time from any thread (sqlite.org/c3ref/memory_highwater.html).
    unsafe { rusqlite::ffi::sqlite3_memory_used() }
}
