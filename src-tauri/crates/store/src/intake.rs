//! The way in: batches queue, preparer threads take them in groups, the writer thread commits each group, and only then is every batch of it
//! acknowledged. Owns the threads and the queue; bounds come from above (the receivers' inlet counts bytes).

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use parking_lot::{Mutex, RwLock};
use tokio::sync::{oneshot, watch};
use waterglass_model::{Batch, TraceId};

use crate::answers::Totals;
use crate::compaction::Compacted;
use crate::feed::{Change, Feed, MOST_IDS};
use crate::prepare::{Prepared, Preparer, Rules};
use crate::reader::Readers;
use crate::rederive::Rederived;
use crate::settling::{Settling, settle_loop};
use crate::writer::{Deleted, Edited, SettledTraces, Writer, Written};
use crate::{Edit, Facts, Pricing, StoreError};

mod upkeep;
use upkeep::{checkpoint_loop, compact_loop};

/// A group is closed once it has this many items …
const MOST_ITEMS: usize = 8192;

/// … or this many bytes.
const MOST_BYTES: usize = 16 << 20;

type Answer = Result<(), StoreError>;
type Ack = oneshot::Sender<Answer>;

struct Waiting {
    batch: Batch,
    ack: Ack,
}

pub(crate) enum Work {
    Group(Box<Prepared>, Vec<Ack>),
    /// Done when the answer comes or its sender is gone.
    Compact(Box<Compacted>, oneshot::Sender<()>),
    /// With how often all had been cleared when it was read: ids begin again then.
    Settle(Box<SettledTraces>, u64, oneshot::Sender<Answer>),
    Rederive(Box<Rederived>, u64, oneshot::Sender<Answer>),
    Rules(Option<Facts>, Option<Arc<dyn Pricing>>, oneshot::Sender<Answer>),
    Delete(Vec<TraceId>, oneshot::Sender<Result<Deleted, StoreError>>),
    /// Answers whether there is more to give back.
    GiveBack(oneshot::Sender<bool>),
    Clear(Ack),
    Setting(String, String, Ack),
    /// Wakes the writer.
    Nothing,
    Edit(Edit, oneshot::Sender<Result<Edited, StoreError>>),
}

/// State the threads share with the store.
pub(crate) struct Shared {
    pub(crate) feed: Feed,
    pub(crate) totals: Mutex<Totals>,
    pub(crate) problem: Mutex<Option<String>>,
    pub(crate) settling: Settling,
    /// Items taken in and not yet acknowledged.
    in_flight: AtomicUsize,
    /// How often all telemetry was cleared.
    clears: AtomicU64,
    /// Groups committed so far: compaction waits for a moment in which this stands still.
    commits: AtomicU64,
    /// Whoever waits for the write-ahead log to begin anew.
    restart: Mutex<Option<Sender<()>>>,
    closing: AtomicBool,
    /// Deletions so far, and up to which of them the bytes are gone too.
    deletions: AtomicU64,
    swept: watch::Sender<u64>,
    /// The thread that sweeps.
    sweeper: OnceLock<std::thread::Thread>,
}

/// The running threads.
pub(crate) struct Intake {
    waiting: Option<Sender<Waiting>>,
    work: Option<Sender<Work>>,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Intake {
    pub(crate) fn start(
        writer: Writer,
        readers: &Readers,
        rules: Arc<RwLock<Rules>>,
        feed: Feed,
        totals: Totals,
    ) -> Result<(Self, Arc<Shared>), StoreError> {
        let shared = Arc::new(Shared {
            feed,
            totals: Mutex::new(totals),
            problem: Mutex::new(None),
            settling: Settling::new(),
            in_flight: AtomicUsize::new(0),
            clears: AtomicU64::new(0),
            commits: AtomicU64::new(0),
            restart: Mutex::new(None),
            closing: AtomicBool::new(false),
            deletions: AtomicU64::new(0),
            swept: watch::Sender::new(0),
            sweeper: OnceLock::new(),
        });
        let (waiting, queue) = unbounded::<Waiting>();
        // One finished group may wait while another is being written; more would only hold memory.
        let (work, jobs) = bounded::<Work>(1);
        let mut threads = Vec::new();
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        for _ in 0..cores.saturating_sub(1).clamp(1, 4) {
            let mut preparer = Preparer::new(rules.clone())?;
            let (queue, work, shared) = (queue.clone(), work.clone(), shared.clone());
            threads.push(spawn("store-prepare", move || prepare_loop(&queue, &work, &mut preparer, &shared))?);
        }
        threads.push(spawn("store-write", {
            let shared = shared.clone();
            move || write_loop(&jobs, writer, &shared)
        })?);
        let log = crate::connection::open_writer(readers.path(), crate::Synchronous::Full)?;
        threads.push(spawn("store-checkpoint", {
            let (readers, work, shared) = (readers.clone(), work.clone(), shared.clone());
            move || checkpoint_loop(&log, &readers, &work, &shared)
        })?);
        threads.push(spawn("store-compact", {
            let (readers, work, shared) = (readers.clone(), work.clone(), shared.clone());
            move || compact_loop(&readers, &work, &shared)
        })?);
        threads.push(spawn("store-settle", {
            let (readers, work, shared) = (readers.clone(), work.clone(), shared.clone());
            move || settle_loop(&readers, &work, &rules, &shared)
        })?);
        Ok((Self { waiting: Some(waiting), work: Some(work), shared: shared.clone(), threads }, shared))
    }

    /// Queues a batch; the receiver is told once it is committed.
    pub(crate) fn submit(&self, batch: Batch) -> oneshot::Receiver<Answer> {
        let (ack, answer) = oneshot::channel();
        self.shared.in_flight.fetch_add(batch.items.len(), Ordering::Relaxed);
        if let Some(waiting) = &self.waiting {
            // A closed channel drops the ack, which the caller reads as "closing".
            let _ = waiting.send(Waiting { batch, ack });
        }
        answer
    }

    pub(crate) fn clear(&self) -> oneshot::Receiver<Answer> {
        let (ack, answer) = oneshot::channel();
        self.send(Work::Clear(ack));
        answer
    }

    pub(crate) fn put_setting(&self, key: String, value: String) -> oneshot::Receiver<Answer> {
        let (ack, answer) = oneshot::channel();
        self.send(Work::Setting(key, value, ack));
        answer
    }

    /// The way to the writer for whoever can wait. `None` when closing.
    pub(crate) fn door(&self) -> Option<Door> {
        self.work.clone().map(|work| Door { work })
    }

    fn send(&self, work: Work) {
        if let Some(sender) = &self.work {
            let _ = sender.send(work);
        }
    }

    /// Takes in nothing more, commits what waits, copies the log into the file and ends the threads.
    pub(crate) fn close(&mut self) {
        self.waiting = None;
        self.work = None;
        self.shared.closing.store(true, Ordering::Release);
        // All are woken before any is waited for: the writer ends only once the others have let go of its queue.
        self.threads.iter().for_each(|thread| thread.thread().unpark());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Hands work to the writer without holding the store: the writer may be busy, and others must be able to queue meanwhile.
pub(crate) struct Door {
    work: Sender<Work>,
}

impl Door {
    /// Does what the user asked for; says how many traces or views it touched.
    pub(crate) async fn edit(self, edit: Edit) -> Result<u64, StoreError> {
        let edited = self.ask(|ack| Work::Edit(edit, ack)).await?;
        Ok(edited.traces.len() as u64 + edited.views)
    }

    /// Deletes as many of these traces as one transaction may; says how many are done, and how many of those were stored.
    pub(crate) async fn delete(self, traces: Vec<TraceId>) -> Result<(usize, u64), StoreError> {
        let deleted = self.ask(|ack| Work::Delete(traces, ack)).await?;
        Ok((deleted.done, deleted.gone.traces))
    }

    /// Replaces functions or prices; those that stay are `None`.
    pub(crate) async fn set_rules(
        self,
        facts: Option<Facts>,
        pricing: Option<Arc<dyn Pricing>>,
    ) -> Result<(), StoreError> {
        self.ask(|ack| Work::Rules(facts, pricing, ack)).await
    }

    async fn ask<T: Send + 'static>(
        self,
        work: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Work,
    ) -> Result<T, StoreError> {
        let (ack, answer) = oneshot::channel();
        let work = work(ack);
        // The writer takes one piece of work at a time: waiting for it belongs on a thread that may wait.
        let sent = tokio::task::spawn_blocking(move || self.work.send(work).is_ok()).await;
        if !sent.unwrap_or(false) {
            return Err(StoreError::Closed);
        }
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.close();
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map_err(|error| StoreError::Sqlite(format!("no thread for {name}: {error}")))
}

/// Group commit without a timer: takes what waits, but about half of what is in flight at most, so that one half is
/// prepared while the other is written.
fn prepare_loop(queue: &Receiver<Waiting>, work: &Sender<Work>, preparer: &mut Preparer, shared: &Shared) {
    while let Ok(first) = queue.recv() {
        let most = (shared.in_flight.load(Ordering::Relaxed) / 2).clamp(1, MOST_ITEMS);
        let (mut items, mut bytes) = (first.batch.items.len(), first.batch.body.len());
        let mut batches = vec![first.batch];
        let mut acks = vec![first.ack];
        while items < most && bytes < MOST_BYTES {
            let Ok(next) = queue.try_recv() else { break };
            items += next.batch.items.len();
            bytes += next.batch.body.len();
            batches.push(next.batch);
            acks.push(next.ack);
        }
        let job = match preparer.prepare(&batches, now()) {
            Ok(prepared) => Work::Group(Box::new(prepared), acks),
            Err(error) => {
                answer(acks, &Err(error));
                shared.in_flight.fetch_sub(items, Ordering::Relaxed);
                continue;
            }
        };
        let sent = work.send(job);
        shared.in_flight.fetch_sub(items, Ordering::Relaxed);
        if sent.is_err() {
            return;
        }
    }
}

fn write_loop(jobs: &Receiver<Work>, mut writer: Writer, shared: &Shared) {
    while let Ok(job) = jobs.recv() {
        match job {
            Work::Group(group, acks) => {
                let result = writer.write(&group);
                let told = result.as_ref().map(|_| ()).map_err(Clone::clone);
                note_problem(shared, told.as_ref().err());
                let marked = result.as_ref().is_ok_and(|written| written.marked);
                if let Ok(written) = result {
                    publish(shared, &group, written);
                }
                // Before the answer: whoever then waits for all to be settled waits for this too.
                if marked {
                    shared.settling.poke();
                }
                answer(acks, &told);
                shared.commits.fetch_add(1, Ordering::Relaxed);
            }
            Work::Nothing => {}
            Work::Compact(compacted, done) => {
                // Nothing is lost when it fails: the old blocks stay as they are.
                let _ = writer.compact(&compacted);
                let _ = done.send(());
            }
            Work::Settle(_, clears, ack) | Work::Rederive(_, clears, ack) if clears != shared.clears() => {
                let _ = ack.send(Ok(()));
            }
            Work::Settle(settled, _, ack) => {
                let _ = ack.send(changed(shared, writer.settle(&settled)));
            }
            Work::Rederive(new, _, ack) => {
                let _ = ack.send(changed(shared, writer.rederive(&new)));
            }
            Work::Rules(facts, pricing, ack) => {
                if pricing.is_some() {
                    shared.settling.price_again();
                }
                writer.set_rules(facts, pricing);
                shared.settling.poke();
                let _ = ack.send(Ok(()));
            }
            Work::Delete(traces, ack) => {
                let result = writer.delete(&traces);
                if let Ok(deleted) = &result {
                    forget(shared, &deleted.gone);
                }
                let _ = ack.send(result);
            }
            Work::GiveBack(more) => {
                let _ = more.send(writer.give_back().unwrap_or(false));
            }
            Work::Clear(ack) => {
                let result = writer.clear();
                shared.clears.fetch_add(1, Ordering::Release);
                if result.is_ok() {
                    *shared.totals.lock() = Totals::default();
                    shared.feed.push(Change { deleted: true, ..Change::default() });
                }
                let _ = ack.send(result);
            }
            Work::Setting(key, value, ack) => {
                let _ = ack.send(writer.put_setting(&key, &value));
            }
            Work::Edit(edit, ack) => {
                let result = writer.edit(&edit);
                if let Ok(edited) = &result {
                    if !edited.traces.is_empty() {
                        shared.feed.push(Change { traces: told(&edited.traces), ..Change::default() });
                    }
                    if edited.views > 0 {
                        shared.feed.announce("settings");
                    }
                }
                let _ = ack.send(result);
            }
        }
        if let Some(restarted) = shared.restart.lock().take() {
            let _ = writer.checkpoint("RESTART");
            let _ = restarted.send(());
        }
    }
    let _ = writer.last_checkpoint();
}

fn publish(shared: &Shared, group: &Prepared, written: Written) {
    {
        let (mut totals, gained) = (shared.totals.lock(), written.gained);
        totals.traces += gained.traces;
        totals.spans += gained.spans;
        totals.logs += gained.logs;
        totals.points += gained.points;
    }
    let change = Change {
        traces: written.traces,
        logs: group.logs.is_some(),
        metrics: group.metrics.is_some(),
        ..Change::default()
    };
    shared.feed.push(change);
}

/// Says which traces now read otherwise.
fn changed(shared: &Shared, result: Result<Vec<TraceId>, StoreError>) -> Answer {
    let traces = result?;
    if !traces.is_empty() {
        shared.feed.push(Change { traces: told(&traces), ..Change::default() });
    }
    Ok(())
}

/// Says what was deleted.
fn forget(shared: &Shared, gone: &Totals) {
    {
        let mut totals = shared.totals.lock();
        totals.traces = totals.traces.saturating_sub(gone.traces);
        totals.spans = totals.spans.saturating_sub(gone.spans);
        totals.logs = totals.logs.saturating_sub(gone.logs);
    }
    shared.feed.push(Change { deleted: true, ..Change::default() });
    shared.deletions.fetch_add(1, Ordering::Release);
    if let Some(sweeper) = shared.sweeper.get() {
        sweeper.unpark();
    }
}

impl Shared {
    /// Whether the store is closing.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// How often all telemetry was cleared.
    pub(crate) fn clears(&self) -> u64 {
        self.clears.load(Ordering::Acquire)
    }

    /// Groups committed so far.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Waits until the bytes of everything deleted so far are gone too.
    pub(crate) async fn swept(&self) {
        let asked = self.deletions.load(Ordering::Acquire);
        let _ = self.swept.subscribe().wait_for(|swept| *swept >= asked).await;
    }
}

/// As many traces as the feed tells, and one more, so that it knows there are others.
fn told(traces: &[TraceId]) -> Vec<TraceId> {
    traces.iter().copied().take(MOST_IDS + 1).collect()
}

fn note_problem(shared: &Shared, error: Option<&StoreError>) {
    let problem = error.map(ToString::to_string);
    let mut known = shared.problem.lock();
    if *known != problem {
        *known = problem;
        drop(known);
        shared.feed.announce("status");
    }
}

fn answer(acks: Vec<Ack>, result: &Answer) {
    for ack in acks {
        // Whoever hung up does not need to know.
        let _ = ack.send(result.clone());
    }
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_nanos() as u64)
}
