//! Import: reads a file of telemetry and puts it through the same check and the same inlet as what comes over the network.
//!
//! Taken: OTLP/JSON (lines, pretty-printed, an array), one OTLP protobuf request, the Collector's length-prefixed protobuf files; any of
//! them as gzip or zstd. What a file is, its first bytes tell, not its name.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use waterglass_model::otlp::{Span, check, classify, json};
use waterglass_model::{Batch, Protocol, Signal, Source, TraceId};
use waterglass_proto::ImportResult;
use waterglass_receivers::{DEFAULT_ROOM, Inlet, Refusal};
use waterglass_store::Store;

use super::documents::Documents;
use crate::instance::open_store;
use crate::lock::WriterLock;
use crate::pipeline::{StoreSink, count_of};
use crate::{Config, StartError};

/// The largest document or protobuf file, bytes: it is held in memory whole.
const MOST: usize = 512 << 20;

/// Batches on their way at a time: enough that commits are shared.
const IN_FLIGHT: usize = 64;

/// Reasons and trace ids told.
const MOST_REASONS: usize = 10;
const MOST_IDS: usize = 100;

/// How often a full inlet is asked again; it waits some seconds itself each time.
const PATIENCE: usize = 30;

/// Why an import ended. What was stored before stays stored; importing again stores nothing twice.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read, or ends inside its compression.
    #[error("the file cannot be read: {0}")]
    Read(#[from] io::Error),
    /// It holds no OTLP.
    #[error("the file holds no OpenTelemetry data: {0}")]
    Foreign(String),
    /// The store did not take it.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Imports `input` through `inlet`. Blocks; `runtime` is where the commits are waited for.
///
/// # Errors
/// When the input is no telemetry or cannot be stored. Bad items in it are counted in the result instead.
pub fn import(input: impl Read, inlet: &Inlet, runtime: &Handle) -> Result<ImportResult, ImportError> {
    let mut input = BufReader::new(input);
    match input.fill_buf()? {
        [0x1f, 0x8b, ..] => run(BufReader::new(flate2::bufread::MultiGzDecoder::new(input)), inlet, runtime),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => run(BufReader::new(zstd::Decoder::with_buffer(input)?), inlet, runtime),
        _ => run(input, inlet, runtime),
    }
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
        let (lock, store) = open_store(&config.database, config.synchronous)?;
        let inlet = Inlet::new(StoreSink::alone(store.clone()), DEFAULT_ROOM);
        Ok(Self { inlet, store, _lock: lock })
    }

    /// Imports `input`. Blocks; `runtime` is where the commits are waited for.
    ///
    /// # Errors
    /// As [`import`].
    pub fn import(&self, input: impl Read, runtime: &Handle) -> Result<ImportResult, ImportError> {
        import(input, &self.inlet, runtime)
    }
}

impl Drop for Target {
    /// Commits and tidies the file before the lock is given up.
    fn drop(&mut self) {
        self.store.close();
    }
}

fn run(mut input: impl BufRead, inlet: &Inlet, runtime: &Handle) -> Result<ImportResult, ImportError> {
    let mut import =
        Import { inlet, runtime, in_flight: JoinSet::new(), result: ImportResult::default(), ids: BTreeSet::new() };
    match input.fill_buf()?.first() {
        None => return Err(ImportError::Foreign("it is empty".into())),
        // Field 1 of a request. It is also a line break, which a JSON file may begin with.
        Some(0x0a) => import.protobuf_or_json(input)?,
        // The first byte of a length below 16 MiB.
        Some(0x00) => import.prefixed(input)?,
        Some(_) => import.json(input)?,
    }
    import.finish()
}

struct Import<'i> {
    inlet: &'i Inlet,
    runtime: &'i Handle,
    in_flight: JoinSet<Result<(), Refusal>>,
    result: ImportResult,
    ids: BTreeSet<TraceId>,
}

impl Import<'_> {
    fn json(&mut self, input: impl Read) -> Result<(), ImportError> {
        let mut documents = Documents::new(input, MOST);
        loop {
            let document = match documents.next() {
                Ok(Some(document)) => document,
                Ok(None) => return Ok(()),
                // After the first good document it is a damaged file, before it no file of ours.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    self.refuse(1, error.to_string());
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            };
            match json::requests_from_json(&document.text) {
                Ok(requests) => {
                    for (signal, request) in requests {
                        self.take(signal, request.into())?;
                    }
                }
                Err(_) if document.cut => {
                    self.refuse(1, format!("line {}: the file ends in the middle of it", document.line))
                }
                Err(error) => {
                    let line = document.line + error.line.saturating_sub(1);
                    self.refuse(1, format!("line {line}: {}", error.message));
                }
            }
        }
    }

    fn protobuf_or_json(&mut self, input: impl Read) -> Result<(), ImportError> {
        let mut whole = Vec::new();
        input.take(MOST as u64 + 1).read_to_end(&mut whole)?;
        if whole.len() > MOST {
            return Err(ImportError::Foreign(format!("one protobuf request of more than {} MiB", MOST >> 20)));
        }
        let whole = Bytes::from(whole);
        if let Some(signal) = classify(&whole)
            && check(signal, whole.clone(), source()).is_ok()
        {
            return self.take(signal, whole);
        }
        self.json(&whole[..])
    }

    /// The Collector's file exporter with `format: proto`: each request behind its length, four bytes, big end first.
    fn prefixed(&mut self, mut input: impl BufRead) -> Result<(), ImportError> {
        while !input.fill_buf()?.is_empty() {
            let mut length = [0; 4];
            input.read_exact(&mut length)?;
            let length = u32::from_be_bytes(length) as usize;
            if length > MOST {
                self.refuse(1, "it is neither OTLP/JSON nor OTLP protobuf".into());
                return Ok(());
            }
            let mut request = Vec::new();
            if input.by_ref().take(length as u64).read_to_end(&mut request)? < length {
                self.refuse(1, "the file ends in the middle of a request".into());
                return Ok(());
            }
            match classify(&request) {
                Some(signal) => self.take(signal, request.into())?,
                None if request.is_empty() => {}
                None => self.refuse(1, "it is neither OTLP/JSON nor OTLP protobuf".into()),
            }
        }
        Ok(())
    }

    /// Checks one request and sends its good items on their way.
    fn take(&mut self, signal: Signal, request: Bytes) -> Result<(), ImportError> {
        let (batch, rejections) = match check(signal, request, source()) {
            Ok(checked) => checked,
            Err(error) => {
                self.refuse(1, error.to_string());
                return Ok(());
            }
        };
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
        let took_nothing = result.spans.0 + result.logs.0 + result.metric_points.0 == 0;
        if let (true, Some(reason)) = (took_nothing, result.reasons.first()) {
            return Err(ImportError::Foreign(reason.clone()));
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

fn source() -> Source {
    Source { user_agent: String::new(), protocol: Protocol::File }
}
