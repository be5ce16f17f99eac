//! What was refused or went wrong since the start, for people: most SDKs show nothing of a refusal. The same again is counted, not repeated.
//!
//! Keeps a bounded ring in memory; never blocks for long and never fails.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use waterglass_proto::{Count, Nanos, Problem};
use waterglass_store::Feed;

use crate::clock;

/// Problems remembered.
const MOST: usize = 50;

/// A flood of refusals must not push everything else out of the change feed.
const ANNOUNCE_EVERY: Duration = Duration::from_millis(250);

/// Texts of a problem are cut here: they may quote what a client sent.
const MOST_TEXT: usize = 1000;

/// The problems of one instance.
#[derive(Debug)]
pub(crate) struct Problems {
    /// Newest last.
    ring: Mutex<VecDeque<Problem>>,
    rejected: AtomicU64,
    feed: Feed,
    announced: Mutex<Option<Instant>>,
}

impl Problems {
    pub(crate) fn new(feed: Feed) -> Self {
        Self { ring: Mutex::default(), rejected: AtomicU64::new(0), feed, announced: Mutex::default() }
    }

    /// Notes a problem; `rejected` items were lost by it.
    pub(crate) fn note(&self, place: &str, message: &str, client: &str, rejected: u64) {
        tracing::info!(place, client, rejected, "{message}");
        self.rejected.fetch_add(rejected, Ordering::Relaxed);
        let cut = |text: &str| text.chars().take(MOST_TEXT).collect::<String>();
        let (message, client) = (cut(message), cut(client));
        let mut ring = self.ring.lock();
        let same = |known: &Problem| known.place == place && known.message == message && known.client == client;
        let mut problem = match ring.iter().position(same).and_then(|index| ring.remove(index)) {
            Some(known) => known,
            None => {
                let (at, times, rejected) = (Nanos(0), 0, Count(0));
                Problem { at, times, place: place.to_owned(), message, client, rejected }
            }
        };
        problem.at = Nanos(clock::now());
        problem.times = problem.times.saturating_add(1);
        problem.rejected.0 += rejected;
        ring.push_back(problem);
        if ring.len() > MOST {
            ring.pop_front();
        }
        drop(ring);
        self.announce();
    }

    fn announce(&self) {
        let mut announced = self.announced.lock();
        if announced.is_none_or(|last| last.elapsed() >= ANNOUNCE_EVERY) {
            *announced = Some(Instant::now());
            self.feed.announce("status");
        }
    }

    /// The problems, newest first.
    pub(crate) fn list(&self) -> Vec<Problem> {
        self.ring.lock().iter().rev().cloned().collect()
    }

    /// Items refused in all.
    pub(crate) fn rejected(&self) -> u64 {
        self.rejected.load(Ordering::Relaxed)
    }
}
