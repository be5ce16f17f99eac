//! The settling thread: works out sums of traces that grew, derives blocks again when the dialects changed, and prices again when the prices did. Reads on
//! this thread, writes through the writer, and rests so long between two steps that whoever stores hardly notices.
//!
//! All that is to be done stands in the file (marks, revisions), so a crash loses nothing of it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;
use parking_lot::RwLock;
use tokio::sync::{oneshot, watch};

use crate::StoreError;
use crate::answers::Progress;
use crate::intake::{Shared, Work};
use crate::prepare::Rules;
use crate::queries::unsettled::Settler;
use crate::reader::{Reader, Readers};
use crate::rederive::{Rederived, Stale};
use crate::writer::SettledTraces;

/// Spans read in one step, unless a single trace has more. Each trace weighs as some spans more: its row is written.
const MOST_SPANS: i64 = 20_000;

/// While others store: the least rest between two steps, and how many times as long as the step it is. One part in ten is the most this takes.
const REST: Duration = Duration::from_millis(100);
const TIMES: u32 = 9;

/// While nobody stores.
const BREATH: Duration = Duration::from_millis(5);

/// The longest that reading one step may take.
const STEP: Duration = Duration::from_secs(60);

/// After a step that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How long closing waits for sums to be settled.
const AT_THE_END: Duration = Duration::from_secs(5);

/// The setting that says by which prices all is priced: `REVISION`, or `REVISION:TRACE` while it is being done.
const PRICED: &str = "store.priced";

/// What the thread shares with the rest.
pub(crate) struct Settling {
    asked: AtomicU64,
    done: watch::Sender<u64>,
    /// Parts of a million.
    derived: AtomicU64,
    priced: AtomicU64,
    thread: OnceLock<std::thread::Thread>,
}

/// Progress is kept in these.
const WHOLE: u64 = 1_000_000;

impl Settling {
    pub(crate) fn new() -> Self {
        let whole = || AtomicU64::new(WHOLE);
        Self {
            // Something may be left from an earlier run.
            asked: AtomicU64::new(1),
            done: watch::Sender::new(0),
            derived: whole(),
            priced: whole(),
            thread: OnceLock::new(),
        }
    }

    /// Says that there is, or may be, something to do.
    pub(crate) fn poke(&self) {
        self.asked.fetch_add(1, Ordering::Release);
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }

    /// Says so from the first moment that all is to be priced again, not only once the first step is done: whoever waits for the end must not
    /// take the last end for it.
    pub(crate) fn price_again(&self) {
        self.priced.store(0, Ordering::Relaxed);
    }

    /// Waits until all that was to be done when this was called is done.
    pub(crate) async fn done(&self) {
        let asked = self.asked.load(Ordering::Acquire);
        let _ = self.done.subscribe().wait_for(|done| *done >= asked).await;
    }

    pub(crate) fn progress(&self) -> Progress {
        let part = |part: &AtomicU64| part.load(Ordering::Relaxed) as f64 / WHOLE as f64;
        Progress { derived: part(&self.derived), priced: part(&self.priced) }
    }
}

fn part(done: i64, of: i64) -> u64 {
    if of <= 0 { WHOLE } else { (done.clamp(0, of) as u128 * u128::from(WHOLE) / of as u128) as u64 }
}

/// The thread's work.
pub(crate) fn settle_loop(readers: &Readers, work: &Sender<Work>, rules: &RwLock<Rules>, shared: &Arc<Shared>) {
    until_closed(readers, work, rules, shared);
    // The writer's connection must be the last to close: see `Store::close`.
    readers.let_go();
}

fn until_closed(readers: &Readers, work: &Sender<Work>, rules: &RwLock<Rules>, shared: &Arc<Shared>) {
    let settling = &shared.settling;
    let _ = settling.thread.set(std::thread::current());
    let mut steps = Steps { readers, work, rules, shared, after: 0, unreadable: HashSet::new() };
    let (mut done, mut seen, mut end) = (0, 0, None);
    loop {
        let closing = shared.is_closing();
        if closing && Instant::now() >= *end.get_or_insert_with(|| Instant::now() + AT_THE_END) {
            return;
        }
        let asked = settling.asked.load(Ordering::Acquire);
        if asked == done {
            if closing {
                return;
            }
            std::thread::park();
            continue;
        }
        let started = Instant::now();
        let rest = match steps.step(closing) {
            Ok(false) => {
                done = asked;
                settling.done.send_replace(done);
                continue;
            }
            Ok(true) => {
                let commits = shared.commits();
                let busy = std::mem::replace(&mut seen, commits) != commits;
                if busy { (started.elapsed() * TIMES).max(REST) } else { BREATH }
            }
            Err(StoreError::Closed) => return,
            Err(_) if closing => return,
            Err(error) => {
                tracing::warn!("sums could not be settled: {error}");
                AFTER_FAILURE
            }
        };
        pause(shared, rest);
    }
}

/// Rests so long, or until nobody stores any more.
fn pause(shared: &Shared, rest: Duration) {
    let until = Instant::now() + rest;
    while !shared.is_closing() && Instant::now() < until {
        let (commits, look) = (shared.commits(), Instant::now() + REST);
        while !shared.is_closing() && Instant::now() < look.min(until) {
            std::thread::park_timeout(look.min(until).saturating_duration_since(Instant::now()));
        }
        if shared.commits() == commits {
            return;
        }
    }
}

struct Steps<'s> {
    readers: &'s Readers,
    work: &'s Sender<Work>,
    rules: &'s RwLock<Rules>,
    shared: &'s Shared,
    /// The last marked trace settled: a large one that keeps growing must not keep the others waiting.
    after: i64,
    /// Blocks that cannot be derived again: their messages cannot be read.
    unreadable: HashSet<i64>,
}

impl Steps<'_> {
    /// Does one piece of what is to be done; says whether there was any.
    fn step(&mut self, closing: bool) -> Result<bool, StoreError> {
        let rules = self.rules.read().clone();
        if self.settle_marked(&rules)? {
            return Ok(true);
        }
        // What remains is found again by the next run.
        if closing {
            return Ok(false);
        }
        Ok(self.derive(&rules)? || self.price(&rules)?)
    }

    fn settle_marked(&mut self, rules: &Rules) -> Result<bool, StoreError> {
        let after = self.after;
        let clears = self.shared.clears();
        let settled = self.readers.read_here(STEP, |reader| {
            let (marked, gone) = reader.marked_traces(after, MOST_SPANS)?;
            let settled = Settler::new(reader, rules).settle(&marked)?;
            Ok(SettledTraces { gone, ..settled })
        })?;
        if settled.traces.is_empty() && settled.gone.is_empty() {
            return Ok(false);
        }
        self.after = settled.traces.last().map_or(0, |last| last.no);
        self.write(settled, clears)?;
        Ok(true)
    }

    fn derive(&mut self, rules: &Rules) -> Result<bool, StoreError> {
        let (revision, clears) = (rules.facts.revision, self.shared.clears());
        let (stale, all) =
            self.readers.read_here(STEP, |reader| Ok((reader.stale_blocks(revision)?, reader.rows_in_blocks()?)))?;
        let stale: Vec<Stale> = stale.into_iter().filter(|block| !self.unreadable.contains(&block.id)).collect();
        let left: i64 = stale.iter().map(|block| block.rows).sum();
        self.tell(&self.shared.settling.derived, if stale.is_empty() { WHOLE } else { part(all - left, all) });
        let Some(block) = stale.first() else { return Ok(false) };
        match self.readers.read_here(STEP, |reader| reader.rederive(*block, rules)) {
            Ok(new) => self.swap(new, clears)?,
            // Left as it was read before: better than nothing.
            Err(StoreError::Damaged(reason)) => {
                tracing::warn!("block {} cannot be derived again: {reason}", block.id);
                self.unreadable.insert(block.id);
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    fn price(&self, rules: &Rules) -> Result<bool, StoreError> {
        let (revision, clears) = (rules.pricing.revision(), self.shared.clears());
        let progress = &self.shared.settling.priced;
        let settled = self.readers.read_here(STEP, |reader| {
            let Some(done) = priced_to(reader, revision)? else { return Ok(None) };
            let traces = reader.traces_with_calls(done, MOST_SPANS)?;
            let walk = match traces.last() {
                Some(last) => format!("{revision:x}:{}", last.no()),
                None => format!("{revision:x}"),
            };
            let settled = Settler::new(reader, rules).settle(&traces)?;
            let far = if traces.is_empty() { WHOLE } else { part(done, reader.last_trace()?) };
            Ok(Some((SettledTraces { walk: Some((PRICED, walk)), ..settled }, far)))
        })?;
        let Some((settled, far)) = settled else {
            self.tell(progress, WHOLE);
            return Ok(false);
        };
        self.write(settled, clears)?;
        self.tell(progress, far);
        Ok(true)
    }

    /// Notes how far something is, and has it told once a hundredth.
    fn tell(&self, progress: &AtomicU64, far: u64) {
        let before = progress.swap(far, Ordering::Relaxed);
        if before * 100 / WHOLE != far * 100 / WHOLE {
            self.shared.feed.announce("status");
        }
    }

    fn write(&self, settled: SettledTraces, clears: u64) -> Result<(), StoreError> {
        let (ack, answer) = oneshot::channel();
        self.ask(Work::Settle(Box::new(settled), clears, ack), answer)
    }

    fn swap(&self, new: Rederived, clears: u64) -> Result<(), StoreError> {
        let (ack, answer) = oneshot::channel();
        self.ask(Work::Rederive(Box::new(new), clears, ack), answer)
    }

    fn ask(&self, work: Work, answer: oneshot::Receiver<Result<(), StoreError>>) -> Result<(), StoreError> {
        self.work.send(work).map_err(|_| StoreError::Closed)?;
        answer.blocking_recv().map_err(|_| StoreError::Closed)?
    }
}

/// Up to which trace all is priced by these prices; `None`: to the last.
fn priced_to(reader: &Reader<'_>, revision: u64) -> Result<Option<i64>, StoreError> {
    let known = reader.setting(PRICED)?.unwrap_or_default();
    let (by, to) = known.split_once(':').map_or((known.as_str(), None), |(by, to)| (by, Some(to)));
    if u64::from_str_radix(by, 16) != Ok(revision) {
        return Ok(Some(0));
    }
    Ok(to.map(|to| to.parse().unwrap_or(0)))
}
