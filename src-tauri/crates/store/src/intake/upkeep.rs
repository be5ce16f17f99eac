//! What is done beside storing, on threads of its own: the log is copied into the file, small blocks are merged, and the space of what was deleted is
//! given back. Decides when; how is told in `compaction.rs` and `writer/`.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, bounded};
use tokio::sync::oneshot;

use super::{Shared, Work};
use crate::compaction::{Compacted, Pace, compact, rewrite_deleted, small_blocks};
use crate::reader::Readers;

/// No commit for this long, and compaction may use the time.
const QUIET: Duration = Duration::from_secs(2);

/// The longest that reading one run of blocks may take.
const COMPACTION: Duration = Duration::from_secs(20);

/// Small blocks that may stand while telemetry comes in: some seconds of a busy program's. A question asks each of them.
const MOST_SMALL: u64 = 256;

/// How much longer than a merge the pause after it is while telemetry comes in and twice [`MOST_SMALL`] blocks stand. The more there are the shorter it is:
/// else a machine that is busy with questions, too, would merge ever less than comes in, and questions would ask ever more blocks.
const BREATHS: u64 = 4;

/// The pause after a merge that took `worked`, with so many small blocks left.
fn breath(worked: Duration, small: u64) -> Duration {
    worked.mul_f64((BREATHS * 2 * MOST_SMALL) as f64 / small.max(2 * MOST_SMALL) as f64)
}

/// Between two steps of sweeping, so that whoever stores has the writer most of the time.
const BREATH: Duration = Duration::from_millis(5);

/// How often the checkpoint thread looks.
const TICK: Duration = Duration::from_millis(100);

/// The background checkpoint starts at this many pages (8 MiB).
const LOG_START: i64 = (8 << 20) / 8192;

/// The log is made to begin anew once it has this many pages (128 MiB): under load that never pauses there is no moment at which it could do so by itself.
const LOG_LIMIT: i64 = (128 << 20) / 8192;

/// How long running questions are waited for then; new ones begin after them. Twice as long after each vain attempt, up to four times.
const PAUSE: Duration = Duration::from_millis(50);

/// How long the writer may take to finish the commit it is at; questions wait meanwhile.
const COMMIT: Duration = Duration::from_millis(250);

/// The log may not have begun anew for so long while attempts are in vain: questions that run for seconds are not held up again and again.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(1);

/// Copies the log into the file beside the writer, on a connection of its own; when nothing has come in for a while, empties the log
/// too, so that the file's size is what is stored.
pub(super) fn checkpoint_loop(db: &rusqlite::Connection, readers: &Readers, work: &Sender<Work>, shared: &Shared) {
    // `NOOP` only reports: pages in the log, pages of them already copied.
    let report = |mode: &str| {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        db.query_row(&sql, [], |row| Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))).unwrap_or_default()
    };
    // The SQL console reads beside the others; one of its questions that runs long must not hold the writer up.
    let _ = db.busy_timeout(TICK);
    let (mut seen, mut still) = (0, Duration::ZERO);
    let (mut pause, mut attempted) = (PAUSE, None::<Instant>);
    while !shared.closing.load(Ordering::Acquire) {
        std::thread::park_timeout(TICK);
        let commits = shared.commits.load(Ordering::Relaxed);
        still = if std::mem::replace(&mut seen, commits) == commits { still + TICK } else { Duration::ZERO };
        let (mut pages, copied) = report("NOOP");
        if pages > 0 && still >= QUIET {
            // With nobody reading it waits for nobody, and whoever stores again does not wait for it.
            if let Some(_nobody_reads) = readers.pause(Duration::ZERO) {
                (pages, _) = report("TRUNCATE");
            }
        } else if pages - copied > LOG_START {
            (pages, _) = report("PASSIVE");
        }
        if pages > LOG_LIMIT && attempted.is_none_or(|at| at.elapsed() > BETWEEN_ATTEMPTS) {
            let restarted = restart(readers, work, shared, pause);
            (pause, attempted) =
                if restarted { (PAUSE, None) } else { ((pause * 2).min(PAUSE * 4), Some(Instant::now())) };
        }
    }
}

/// Has the log begin anew. That needs a moment in which nobody reads from it, and none comes while questions overlap; the writer must not wait for one, as
/// exporters wait for the writer. So questions are held back first. Says whether it came to that.
fn restart(readers: &Readers, work: &Sender<Work>, shared: &Shared, pause: Duration) -> bool {
    let Some(_nobody_reads) = readers.pause(pause) else { return false };
    let (done, restarted) = bounded(1);
    *shared.restart.lock() = Some(done);
    // A writer with nothing to do would not look; one with work will.
    let _ = work.try_send(Work::Nothing);
    let is_done = restarted.recv_timeout(COMMIT).is_ok();
    // A writer that is at something long must not find this when questions are being answered again.
    shared.restart.lock().take();
    is_done
}

/// Merges small blocks while nothing comes in, or so many that every question feels it whatever comes in, and writes blocks anew without what was deleted.
pub(super) fn compact_loop(readers: &Readers, work: &Sender<Work>, shared: &Shared) {
    // What had been committed at the last look, and when everything had last been merged.
    let (mut seen, mut merged) = (0, u64::MAX);
    let _ = shared.sweeper.set(std::thread::current());
    // An earlier run may have ended before its sweeping did.
    let mut swept = u64::MAX;
    while !shared.closing.load(Ordering::Acquire) {
        let asked = shared.deletions.load(Ordering::Acquire);
        if swept != asked {
            sweep(readers, work, shared);
            swept = asked;
            shared.swept.send_replace(swept);
        }
        std::thread::park_timeout(QUIET);
        let commits = shared.commits.load(Ordering::Relaxed);
        let is_quiet = std::mem::replace(&mut seen, commits) == commits;
        if merged == commits {
            continue;
        }
        let pace = if is_quiet { Pace::Quiet } else { Pace::Busy };
        let small = || readers.read_here(COMPACTION, small_blocks).unwrap_or_default();
        let goes_on = || match pace {
            Pace::Quiet => shared.commits.load(Ordering::Relaxed) == commits,
            Pace::Busy => small() > MOST_SMALL,
        };
        // Whoever deletes waits for the sweeping: it goes first.
        let may_go_on = || !shared.closing.load(Ordering::Acquire) && shared.deletions.load(Ordering::Acquire) == swept;
        while may_go_on() && goes_on() {
            let started = Instant::now();
            let Ok(Some(compacted)) = readers.read_here(COMPACTION, |reader| compact(reader, pace)) else {
                merged = commits;
                break;
            };
            if !swap(work, compacted) {
                return;
            }
            if pace == Pace::Busy {
                std::thread::park_timeout(breath(started.elapsed(), small()));
            }
        }
    }
}

/// Has old blocks swapped for a new one and waits for it: the next run must not be looked for before this one is gone. False: the writer has ended.
fn swap(work: &Sender<Work>, compacted: Compacted) -> bool {
    let (done, swapped) = oneshot::channel();
    work.send(Work::Compact(Box::new(compacted), done)).is_ok() && swapped.blocking_recv().is_ok()
}

/// Writes all blocks anew that hold bytes of deleted rows, one at a time, then gives the space back in small steps.
fn sweep(readers: &Readers, work: &Sender<Work>, shared: &Shared) {
    while !shared.closing.load(Ordering::Acquire) {
        // What cannot be read stays as it is, hidden; the next deletion tries again.
        let Ok(Some(compacted)) = readers.read_here(COMPACTION, rewrite_deleted) else { break };
        if !swap(work, compacted) {
            return;
        }
        std::thread::sleep(BREATH);
    }
    while !shared.closing.load(Ordering::Acquire) {
        let (more, is_more) = oneshot::channel();
        if work.send(Work::GiveBack(more)).is_err() || !is_more.blocking_recv().unwrap_or(false) {
            return;
        }
        std::thread::sleep(BREATH);
    }
}
