//! The store's rows in the API's words.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use waterglass_model::counting::Counted;
use waterglass_proto::{Attribute, Nanos, Totals, TraceRow, TraceStatus, Value};
use waterglass_store::{Cell, Outcome, Sums, TraceSummary};

use super::facts::usage;
use super::value::double;

/// How much of a value a column shows: characters of a text, bytes, entries of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown(usize);

impl Shown {
    /// As a list shows it.
    const LINE: Self = Self(300);
    /// As a program that reads lists wants it.
    const LONG: Self = Self(64 << 10);
    /// All of it.
    pub(super) const WHOLE: Self = Self(usize::MAX);

    /// What a request asks for.
    pub(super) fn asked(long: Option<bool>) -> Self {
        if long == Some(true) { Self::LONG } else { Self::LINE }
    }
}

/// A trace as the list shows it.
pub(super) fn trace_row(trace: TraceSummary) -> TraceRow {
    TraceRow {
        trace_id: trace.trace_id.to_string(),
        name: trace.name,
        has_root: trace.has_root,
        service: trace.service,
        services: trace.services,
        project: trace.project,
        start: Nanos(trace.start),
        duration: Nanos(trace.duration),
        spans: trace.spans,
        errors: trace.errors,
        status: match trace.outcome {
            Outcome::Ok => TraceStatus::Ok,
            Outcome::HasErrors => TraceStatus::HasErrors,
            Outcome::Failed => TraceStatus::Failed,
        },
        models: trace.models,
        totals: totals(&trace.sums),
        user: trace.user,
        session: trace.session,
        received: Nanos(trace.received),
        tags: trace.tags,
        note: trace.note,
        values: Vec::new(),
    }
}

/// What calls add up to.
pub(super) fn totals(sums: &Sums) -> Totals {
    Totals {
        usage: usage(&sums.usage),
        cost: sums.cost.map(dollars),
        tokens_at_least: sums.tokens_at_least,
        cost_at_least: sums.cost_at_least,
    }
}

/// Picodollars as dollars.
pub(super) fn dollars(picodollars: i64) -> f64 {
    picodollars as f64 / 1e12
}

/// Whether a span's tokens are in the sums; `None`: it says none.
pub(super) fn is_counted(counted: Counted) -> Option<bool> {
    (counted != Counted::Silent).then_some(counted == Counted::Counts)
}

/// Values of columns as a row of a list shows them: long texts cut.
pub(super) fn cells(cells: Vec<Option<Cell>>, most: Shown) -> Vec<Option<Value>> {
    cells.into_iter().map(|cell| cell.map(|cell| shown(cell, most))).collect()
}

fn shown(cell: Cell, most: Shown) -> Value {
    let Shown(length) = most;
    match cell {
        Cell::Empty => Value::Empty,
        Cell::Text(text) => match text.char_indices().nth(length) {
            Some((end, _)) => Value::String { value: text[..end].to_owned(), bytes: Some(text.len() as u32) },
            None => Value::String { value: text, bytes: None },
        },
        Cell::Bool(value) => Value::Bool { value },
        Cell::Int(value) => Value::Int { value: value.to_string() },
        Cell::Double(value) => Value::Double { value: double(value) },
        Cell::Bytes(bytes) => {
            Value::Bytes { value: BASE64.encode(&bytes[..bytes.len().min(length)]), bytes: bytes.len() as u32 }
        }
        Cell::List(list) => {
            Value::Array { values: list.into_iter().take(length).map(|cell| shown(cell, most)).collect() }
        }
        Cell::Map(entries) => Value::Map {
            entries: entries
                .into_iter()
                .take(length)
                .map(|(key, value)| Attribute { key, value: shown(value, most) })
                .collect(),
        },
    }
}
