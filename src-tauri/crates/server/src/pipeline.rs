//! From the receivers to the store: batches go in and are acknowledged after their commit; refusals are noted for people.
//!
//! The one way in for receivers and imports alike, so redaction stands here: what it does not let pass is not stored.
//!
//! The dialects run inside the store's preparers, off this path: the store is handed their table as a function.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use waterglass_model::otlp::Metric;
use waterglass_model::{Batch, Signal};
use waterglass_receivers::{Refusal, Rejected, Sink};
use waterglass_store::{Store, StoreError};

use crate::problems::Problems;
use crate::rate::RateMeter;
use crate::redaction::RulesInForce;

/// The store as the receivers see it.
pub(crate) struct StoreSink {
    pub(crate) store: Store,
    pub(crate) redaction: Arc<RulesInForce>,
    pub(crate) problems: Arc<Problems>,
    pub(crate) rate: Arc<RateMeter>,
}

impl StoreSink {
    /// A sink that nobody watches: for an import without an instance.
    pub(crate) fn alone(store: Store, redaction: Arc<RulesInForce>) -> Arc<Self> {
        let problems = Arc::new(Problems::new(store.feed().clone()));
        Arc::new(Self { store, redaction, problems, rate: Arc::new(RateMeter::new()) })
    }
}

impl Sink for StoreSink {
    fn store(&self, batch: Batch) -> BoxFuture<'static, Result<(), Refusal>> {
        let (store, redaction) = (self.store.clone(), self.redaction.clone());
        let (problems, rate) = (self.problems.clone(), self.rate.clone());
        let (signal, items, client) = (batch.signal, count_of(&batch), batch.source.user_agent.clone());
        Box::pin(async move {
            let batch = redaction.apply(batch).await.map_err(|reason| {
                problems.note("redaction", &reason, &client, items);
                Refusal::Storage(reason)
            })?;
            match store.submit(batch).await {
                Ok(()) => {
                    rate.count(signal, items);
                    Ok(())
                }
                // Shutting down: whoever comes again finds the next instance.
                Err(StoreError::Closed | StoreError::Timeout) => Err(Refusal::Busy),
                Err(error) => {
                    problems.note("storage", &error.to_string(), &client, 0);
                    Err(Refusal::Storage(error.to_string()))
                }
            }
        })
    }

    fn rejected(&self, problem: Rejected) {
        let protocol = problem.protocol.label();
        let place = match problem.signal {
            Some(signal) => format!("{protocol} {}", signal.name()),
            None => protocol.to_owned(),
        };
        self.problems.note(&place, &problem.reason, &problem.user_agent, problem.count);
    }
}

/// Spans, log records or data points in a batch.
pub(crate) fn count_of(batch: &Batch) -> u64 {
    if batch.signal != Signal::Metrics {
        return batch.items.len() as u64;
    }
    let points = |item: &waterglass_model::Item| {
        let metric = Metric::parse(batch.slice(&item.bytes)).and_then(|metric| metric.point_range());
        metric.map_or(0, |range| u64::from(range.count))
    };
    batch.items.iter().map(points).sum()
}
