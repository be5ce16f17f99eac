//! Export: everything that came in, as OTLP requests of verbatim messages, in the order stored. Nothing derived is in it.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use waterglass_model::{Signal, TraceId, otlp};

use crate::StoreError;
use crate::answers::Origin;
use crate::chunk::Chunk;
use crate::reader::Reader;

/// A request is handed out once it has this many items …
const MOST_ITEMS: usize = 512;

/// … or this many bytes.
const MOST_BYTES: usize = 4 << 20;

/// Receives one request at a time; `Break` ends the export.
type Each<'e> = &'e mut dyn FnMut(Signal, &[u8]) -> ControlFlow<()>;

impl Reader<'_> {
    /// Hands out all stored telemetry, or only these traces with their log records, as OTLP protobuf requests.
    ///
    /// # Errors
    /// [`StoreError::Timeout`] past the deadline, [`StoreError::Damaged`] when a chunk cannot be opened.
    pub fn export(&self, traces: Option<&[TraceId]>, each: Each<'_>) -> Result<(), StoreError> {
        let Some(traces) = traces else {
            let all = [
                (Signal::Traces, include_str!("export_spans.sql")),
                (Signal::Logs, include_str!("export_logs.sql")),
                (Signal::Metrics, include_str!("export_metrics.sql")),
            ];
            for (signal, sql) in all {
                if self.export_rows(signal, (sql, Vec::new()), &mut None, each)?.is_break() {
                    break;
                }
            }
            return Ok(());
        };
        // Small traces that were stored together share their chunks: each is opened once, not once a trace.
        let mut open = [None, None];
        for trace in traces {
            let of_trace = [
                (Signal::Traces, include_str!("export_trace_spans.sql")),
                (Signal::Logs, include_str!("export_trace_logs.sql")),
            ];
            for ((signal, sql), open) in of_trace.into_iter().zip(&mut open) {
                let id = vec![Value::Blob(trace.as_bytes().to_vec())];
                if self.export_rows(signal, (sql, id), open, each)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn export_rows(
        &self,
        signal: Signal,
        (sql, values): (&str, Vec<Value>),
        open: &mut Option<(i64, Chunk)>,
        each: Each<'_>,
    ) -> Result<ControlFlow<()>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut request = Request::default();
        while let Some(row) = rows.next()? {
            let (from, chunk, position) = place(row)?;
            if open.as_ref().is_none_or(|(known, _)| *known != chunk) {
                self.in_time()?;
                *open = Some((chunk, self.chunk(chunk)?));
            }
            let message = open.as_ref().and_then(|(_, chunk)| chunk.message(position));
            let message = message.ok_or_else(|| StoreError::Damaged("a chunk is shorter than its rows say".into()))?;
            if request.from != Some(from) || request.is_full() {
                if request.hand_out(signal, each).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                if request.from != Some(from) {
                    request.origin = self.origin(from.0, from.1)?;
                    request.from = Some(from);
                }
            }
            request.bytes += message.len();
            request.items.push(message.to_vec());
        }
        Ok(request.hand_out(signal, each))
    }
}

/// `((resource, scope), chunk, position)`.
fn place(row: &Row<'_>) -> rusqlite::Result<((i64, i64), i64, usize)> {
    Ok(((row.get(0)?, row.get(1)?), row.get(2)?, row.get(3)?))
}

/// Items of one resource and scope, being collected.
#[derive(Default)]
struct Request {
    from: Option<(i64, i64)>,
    origin: Origin,
    items: Vec<Vec<u8>>,
    bytes: usize,
}

impl Request {
    fn is_full(&self) -> bool {
        self.items.len() >= MOST_ITEMS || self.bytes >= MOST_BYTES
    }

    fn hand_out(&mut self, signal: Signal, each: Each<'_>) -> ControlFlow<()> {
        if self.items.is_empty() {
            return ControlFlow::Continue(());
        }
        let items: Vec<&[u8]> = self.items.iter().map(Vec::as_slice).collect();
        let origin = &self.origin;
        let request = otlp::request_of(
            &origin.resource,
            &origin.resource_schema_url,
            &origin.scope,
            &origin.scope_schema_url,
            &items,
        );
        self.items.clear();
        self.bytes = 0;
        each(signal, &request)
    }
}
