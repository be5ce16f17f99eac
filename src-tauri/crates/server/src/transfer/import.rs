//! Import: puts the requests of a file through the same inlet as what comes over the network. How files of OTLP look, the receivers know.
//!
//! What was stored before an error stays stored; importing the same again stores no span twice.

use std::collections::BTreeSet;
use std::io::{self, Read};

use tokio::runtime::Handle;
use tokio::task::JoinSet;
use waterglass_model::otlp::Span;
use waterglass_model::{Batch, Rejection, Signal, TraceId};
use waterglass_proto::ImportResult;
use waterglass_receivers::{DEFAULT_ROOM, Inlet, Refusal, otlp::read_file};
use waterglass_store::Store;

use crate::instance::{Opened, open_store};
use crate::lock::WriterLock;
use crate::pipeline::{StoreSink, count_of};
use crate::{Config, StartError};

/// The largest single request in a file, bytes: it is held in memory whole.
const MOST: usize = 512 << 20;

/// Batches on their way at a time: enough that commits are shared.
const IN_FLIGHT: usize = 64;

/// Reasons and trace ids told.
const MOST_REASONS: usize = 10;
const MOST_IDS: usize = 100;

/// Places of a file that cannot be read before it is given up: it is something else.
const MOST_FAULTS: u64 = 10_000;

/// How often a full inlet is asked again; it waits some seconds itself each time.
const PATIENCE: usize = 30;

/// Why an import ended.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be opened.
    #[error("the file cannot be read: {0}")]
    Read(#[from] io::Error),
    /// Nothing in it is OTLP.
    #[error("the file holds no OpenTelemetry data: {0}")]
    Foreign(String),
    /// The store did not take it.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Imports `input` through `inlet`. Blocks; `runtime` is where the commits are waited for.
///
/// # Errors
/// When nothing of the input is telemetry, or it cannot be stored. Parts that cannot be read are counted in the result instead.
pub fn import(input: impl Read + Send, inlet: &Inlet, runtime: &Handle) -> Result<ImportResult, ImportError> {
    let mut import =
        Import { inlet, runtime, in_flight: JoinSet::new(), result: ImportResult::default(), ids: BTreeSet::new() };
    let mut faults = 0;
    for request in read_file(input, MOST) {
        match request {
            Ok((batch, rejections)) => import.take(batch, rejections)?,
            Err(error) => {
                import.refuse(1, error.to_string());
                faults += 1;
                if faults >= MOST_FAULTS {
                    break;
                }
            }
        }
    }
    import.finish()
}

/// A database that no instance has open, to import into.
pub struct Target {
    inlet: Inlet,
    store: Store,
    _lock: WriterLock,
}

impl Target {
    /// Opens the configured database for writing.
    ///
    /// # Errors
    /// When an instance has it, or it cannot be opened.
    pub fn open(config: &Config) -> Result<Self, StartError> {
        let Opened { lock, store, redaction, .. } = open_store(&config.database, config.synchronous)?;
        let inlet = Inlet::new(StoreSink::alone(store.clone(), redaction), DEFAULT_ROOM);
        Ok(Self { inlet, store, _lock: lock })
    }

    /// Imports `input`. Blocks; `runtime` is where the commits are waited for.
    ///
    /// # Errors
    /// As [`import`].
    pub fn import(&self, input: impl Read + Send, runtime: &Handle) -> Result<ImportResult, ImportError> {
        import(input, &self.inlet, runtime)
    }
}

impl Drop for Target {
    /// Commits and tidies the file before the lock is given up.
    fn drop(&mut self) {
        self.store.close();
    }
}

struct Import<'i> {
    inlet: &'i Inlet,
    runtime: &'i Handle,
    in_flight: JoinSet<Result<(), Refusal>>,
    result: ImportResult,
    ids: BTreeSet<TraceId>,
}

impl Import<'_> {
    /// Sends the good items of one request on their way.
    fn take(&mut self, batch: Batch, rejections: Vec<Rejection>) -> Result<(), ImportError> {
        for rejection in rejections {
            self.refuse(rejection.count, rejection.reason);
        }
        if batch.items.is_empty() {
            return Ok(());
        }
        self.count(&batch);
        let inlet = self.inlet.clone();
        let in_flight = &mut self.in_flight;
        let landed = self.runtime.block_on(async {
            in_flight.spawn(store(batch, inlet));
            if in_flight.len() >= IN_FLIGHT { in_flight.join_next().await } else { None }
        });
        landed.map_or(Ok(()), landing)
    }

    fn count(&mut self, batch: &Batch) {
        let items = count_of(batch);
        match batch.signal {
            Signal::Traces => self.result.spans.0 += items,
            Signal::Logs => self.result.logs.0 += items,
            Signal::Metrics => self.result.metric_points.0 += items,
        }
        if batch.signal == Signal::Traces && self.ids.len() < MOST_IDS {
            let ids = batch
                .items
                .iter()
                .filter_map(|item| TraceId::from_bytes(Span::parse(batch.slice(&item.bytes)).ok()?.trace_id).ok());
            self.ids.extend(ids);
        }
    }

    fn refuse(&mut self, count: u64, reason: String) {
        self.result.rejected.0 += count;
        if self.result.reasons.len() < MOST_REASONS {
            self.result.reasons.push(reason);
        }
    }

    fn finish(mut self) -> Result<ImportResult, ImportError> {
        let in_flight = &mut self.in_flight;
        self.runtime.block_on(async {
            while let Some(landed) = in_flight.join_next().await {
                landing(landed)?;
            }
            Ok::<(), ImportError>(())
        })?;
        let mut result = self.result;
        if result.spans.0 + result.logs.0 + result.metric_points.0 == 0 {
            let reason = result.reasons.first().cloned().unwrap_or_else(|| "it is empty".into());
            return Err(ImportError::Foreign(reason));
        }
        result.trace_ids = self.ids.iter().take(MOST_IDS).map(ToString::to_string).collect();
        Ok(result)
    }
}

async fn store(batch: Batch, inlet: Inlet) -> Result<(), Refusal> {
    let mut tries = 0;
    loop {
        tries += 1;
        let mut room = inlet.room(None);
        match room.grow(batch.body.len()).await {
            Ok(()) => return inlet.store(batch).await,
            // Somebody else is sending a lot: nobody waits for a file, so it can.
            Err(Refusal::Busy) if tries < PATIENCE => {}
            Err(refusal) => return Err(refusal),
        }
    }
}

fn landing(landed: Result<Result<(), Refusal>, tokio::task::JoinError>) -> Result<(), ImportError> {
    landed.unwrap_or_else(|error| Err(Refusal::Storage(error.to_string()))).map_err(ImportError::from)
}
