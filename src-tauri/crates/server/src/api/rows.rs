//! The store's rows in the API's words.

use waterglass_proto::{Count, Nanos, TraceRow, TraceStatus};
use waterglass_store::{Outcome, TraceSummary};

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
        input_tokens: trace.input_tokens.map(Count),
        output_tokens: trace.output_tokens.map(Count),
        session: trace.session,
        received: Nanos(trace.received),
        tags: Vec::new(),
        note: None,
        values: Vec::new(),
    }
}
