//! How much memory statements may take. SQLite counts what it holds in this process, not by statement: what all of it grew by since a statement began is
//! taken for that statement's own.
//!
//! Two bounds. While a statement runs, `guard.rs` looks at the growth every few microseconds and stops it early. While one is being prepared nobody can
//! look, and a short text can mean a very large one (sixty WITH clauses, each naming the one before twice), so SQLite is told to refuse what lies far beyond.
//! That second limit holds for the writer too, which is why it is lifted at once and lies so high that only the statement itself can come near.

use parking_lot::Mutex;

/// What running may grow by, bytes.
pub(super) const RUNNING: i64 = 256 << 20;

/// What preparing may grow by, bytes.
const PREPARING: i64 = 512 << 20;

/// Statements at work, and what SQLite held when the first of them began.
static AT_WORK: Mutex<(usize, i64)> = Mutex::new((0, 0));

/// Bytes SQLite holds.
#[expect(unsafe_code, reason = "the bindings have no safe form of this counter")]
pub(super) fn used() -> i64 {
    // SAFETY: takes no argument and may be called at any time from any thread (sqlite.org/c3ref/memory_highwater.html).
    unsafe { rusqlite::ffi::sqlite3_memory_used() }
}

/// Tells SQLite to refuse more than this many bytes; 0: nothing is refused.
#[expect(unsafe_code, reason = "the bindings have no safe form of this setting, and its pragma can only lower it")]
fn refuse_above(bytes: i64) {
    // SAFETY: takes a number and may be called at any time from any thread (sqlite.org/c3ref/hard_heap_limit64.html).
    unsafe { rusqlite::ffi::sqlite3_hard_heap_limit64(bytes) };
}

/// Bounds memory until dropped.
pub(super) struct Bounded;

impl Bounded {
    pub(super) fn new() -> Self {
        let mut at_work = AT_WORK.lock();
        let (count, before) = &mut *at_work;
        if *count == 0 {
            *before = used();
            refuse_above(*before + PREPARING);
        }
        *count += 1;
        Self
    }
}

impl Drop for Bounded {
    fn drop(&mut self) {
        let mut at_work = AT_WORK.lock();
        at_work.0 -= 1;
        if at_work.0 == 0 {
            refuse_above(0);
        }
    }
}
