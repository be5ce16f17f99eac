//! The change feed: a cursor that moves with every commit, and what changed since. Carries kinds and ids, never rows; holds no history
//! past [`REMEMBERED`] commits, after which a reader is told that everything may have changed.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;
use waterglass_model::TraceId;

/// Commits remembered one by one.
const REMEMBERED: usize = 1024;

/// Trace ids told in one answer; more, and the answer is not complete.
pub(crate) const MOST_IDS: usize = 2000;

/// What one commit changed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) traces: Vec<TraceId>,
    pub(crate) logs: bool,
    pub(crate) metrics: bool,
    pub(crate) deleted: bool,
    pub(crate) other: Option<&'static str>,
}

/// What changed since a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedAnswer {
    /// Where the reader now stands.
    pub cursor: String,
    /// Spans were stored.
    pub traces: bool,
    /// Log records were stored.
    pub logs: bool,
    /// Metric points were stored.
    pub metrics: bool,
    /// Data was deleted.
    pub deleted: bool,
    /// Changes that others announced (`status`, `settings`).
    pub other: Vec<&'static str>,
    /// Traces that got spans.
    pub trace_ids: Vec<TraceId>,
    /// False: `trace_ids` is not all of them.
    pub complete: bool,
}

impl FeedAnswer {
    fn is_empty(&self) -> bool {
        self.complete && !(self.traces || self.logs || self.metrics || self.deleted) && self.other.is_empty()
    }
}

/// The feed of one open store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Feed(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Tells one run from another: a cursor of an earlier run knows nothing of this one's numbers.
    run: u64,
    last: watch::Sender<u64>,
    recent: Mutex<VecDeque<(u64, Change)>>,
}

impl Feed {
    pub(crate) fn new(run: u64) -> Self {
        Self(Arc::new(Inner { run, last: watch::Sender::new(0), recent: Mutex::default() }))
    }

    /// Where the feed stands now.
    pub fn cursor(&self) -> String {
        self.name(*self.0.last.borrow())
    }

    /// Announces a change that is not the store's own.
    pub fn announce(&self, what: &'static str) {
        self.push(Change { other: Some(what), ..Change::default() });
    }

    pub(crate) fn push(&self, change: Change) {
        let mut recent = self.0.recent.lock();
        let number = *self.0.last.borrow() + 1;
        recent.push_back((number, change));
        if recent.len() > REMEMBERED {
            recent.pop_front();
        }
        self.0.last.send_replace(number);
    }

    /// What changed after a cursor; waits at most so long when nothing has. Without a cursor: where the feed stands, at once.
    pub async fn wait(&self, after: Option<&str>, at_most: Duration) -> FeedAnswer {
        let Some(after) = after else {
            return FeedAnswer { cursor: self.cursor(), complete: true, ..FeedAnswer::default() };
        };
        let now = self.since(after);
        if !now.is_empty() {
            return now;
        }
        let mut last = self.0.last.subscribe();
        let reached = self.number(after).unwrap_or(0);
        let _ = tokio::time::timeout(at_most, last.wait_for(|number| *number > reached)).await;
        self.since(after)
    }

    fn since(&self, after: &str) -> FeedAnswer {
        let recent = self.0.recent.lock();
        let last = *self.0.last.borrow();
        let mut answer = FeedAnswer { cursor: self.name(last), complete: true, ..FeedAnswer::default() };
        let oldest = recent.front().map_or(last + 1, |(number, _)| *number);
        match self.number(after) {
            Some(number) if number + 1 >= oldest && number <= last => {
                let mut ids = BTreeSet::new();
                for (_, change) in recent.iter().filter(|(found, _)| *found > number) {
                    answer.traces |= !change.traces.is_empty();
                    answer.logs |= change.logs;
                    answer.metrics |= change.metrics;
                    answer.deleted |= change.deleted;
                    answer.other.extend(change.other.filter(|what| !answer.other.contains(what)));
                    ids.extend(change.traces.iter().copied());
                }
                answer.complete = ids.len() <= MOST_IDS;
                answer.trace_ids = ids.into_iter().take(MOST_IDS).collect();
            }
            _ => {
                answer.complete = false;
                (answer.traces, answer.logs, answer.metrics, answer.deleted) = (true, true, true, true);
                answer.other = vec!["status", "settings"];
            }
        }
        answer
    }

    fn name(&self, number: u64) -> String {
        format!("{:x}-{number}", self.0.run)
    }

    fn number(&self, cursor: &str) -> Option<u64> {
        let (run, number) = cursor.split_once('-')?;
        (u64::from_str_radix(run, 16) == Ok(self.0.run)).then(|| number.parse().ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_reader_learns_what_came_after_its_cursor() {
        let feed = Feed::new(7);
        let start = feed.cursor();
        let quiet = feed.wait(Some(&start), Duration::from_millis(1)).await;
        assert_eq!(quiet, FeedAnswer { cursor: start.clone(), complete: true, ..FeedAnswer::default() });
        feed.push(Change { logs: true, ..Change::default() });
        feed.announce("status");
        let answer = feed.wait(Some(&start), Duration::from_secs(60)).await;
        assert!(answer.logs && !answer.traces && answer.complete);
        assert_eq!(answer.other, ["status"]);
        let stranger = feed.wait(Some("8-0"), Duration::from_secs(60)).await;
        assert!(!stranger.complete && stranger.traces);
    }

    #[tokio::test]
    async fn waiting_ends_with_the_next_change() {
        let feed = Feed::new(1);
        let cursor = feed.cursor();
        let waiting = tokio::spawn({
            let feed = feed.clone();
            async move { feed.wait(Some(&cursor), Duration::from_secs(60)).await }
        });
        tokio::task::yield_now().await;
        feed.push(Change { metrics: true, ..Change::default() });
        assert!(waiting.await.expect("joins").metrics);
    }
}
