//! From a filter to SQL: conditions with bound parameters. Values never become part of the text.

use rusqlite::types::Value;

use crate::StoreError;
use crate::answers::{LogFilter, Outcome, TraceFilter, TraceOrder};
use crate::prepare::signed;
use crate::reader::Reader;

/// Conditions joined by AND, and their parameters in order.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    parts: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Conditions {
    pub(crate) fn add(&mut self, condition: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.parts.push(condition.into());
        self.values.extend(values);
    }

    /// The text after WHERE.
    pub(crate) fn sql(&self) -> String {
        if self.parts.is_empty() { "TRUE".into() } else { self.parts.join(" AND ") }
    }

    fn add_range(&mut self, column: &str, from: Option<u64>, to: Option<u64>) {
        if let Some(from) = from {
            self.add(format!("{column} >= ?"), [Value::Integer(signed(from))]);
        }
        if let Some(to) = to {
            self.add(format!("{column} < ?"), [Value::Integer(signed(to))]);
        }
    }
}

/// What a list of traces is sorted by. `TOKENS` puts traces that say none last when descending; ascending handles it apart.
pub(crate) fn sort_key(order: TraceOrder, ascending: bool) -> &'static str {
    match order {
        // Traces that say none come last either way.
        TraceOrder::Tokens if ascending => {
            "coalesce(t.input_tokens + coalesce(t.output_tokens, 0), t.output_tokens, 9223372036854775807)"
        }
        TraceOrder::Start => "t.start_ns",
        TraceOrder::Duration => "(t.end_ns - t.start_ns)",
        TraceOrder::Name => "(SELECT lower(value) FROM strings WHERE id = t.name)",
        TraceOrder::Service => "(SELECT lower(value) FROM strings WHERE id = t.service)",
        TraceOrder::Spans => "t.spans",
        TraceOrder::Errors => "t.errors",
        TraceOrder::Tokens => "coalesce(t.input_tokens + coalesce(t.output_tokens, 0), t.output_tokens, -1)",
    }
}

/// Conditions on `traces t`. `None`: nothing can match (a name that no span has).
pub(crate) fn of_traces(reader: &Reader<'_>, filter: &TraceFilter) -> Result<Option<Conditions>, StoreError> {
    let mut conditions = Conditions::default();
    if let Some(project) = &filter.project {
        let Some(id) = reader.string_id(project)? else { return Ok(None) };
        conditions.add("t.project = ?", [Value::Integer(id)]);
    }
    for service in &filter.services {
        let Some(id) = reader.string_id(service)? else { return Ok(None) };
        conditions.add(
            "EXISTS (SELECT 1 FROM trace_parts p WHERE p.kind = 0 AND p.value = ? AND p.trace_no = t.no)",
            [Value::Integer(id)],
        );
    }
    conditions.add_range("t.start_ns", filter.from, filter.to);
    conditions.add_range("(t.end_ns - t.start_ns)", filter.min_duration, None);
    if let Some(most) = filter.max_duration {
        conditions.add("(t.end_ns - t.start_ns) <= ?", [Value::Integer(signed(most))]);
    }
    if !filter.outcomes.is_empty() {
        let any: Vec<&str> = filter.outcomes.iter().map(|outcome| outcome_sql(*outcome)).collect();
        conditions.add(format!("({})", any.join(" OR ")), []);
    }
    for name in &filter.names {
        let ids = reader.strings_with(name)?;
        if ids.is_empty() {
            return Ok(None);
        }
        conditions.add(format!("t.name IN ({})", listed(&ids)), []);
    }
    for word in &filter.words {
        add_word(reader, &mut conditions, word)?;
    }
    Ok(Some(conditions))
}

fn outcome_sql(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "t.errors = 0",
        Outcome::HasErrors => "(t.errors > 0 AND NOT (t.root_error = 1 AND t.root_rank > 0))",
        Outcome::Failed => "(t.root_error = 1 AND t.root_rank > 0)",
    }
}

/// A word matches the trace's name or service, the name of any of its spans, its session, or the beginning of its id.
fn add_word(reader: &Reader<'_>, conditions: &mut Conditions, word: &str) -> Result<(), StoreError> {
    let ids = reader.strings_with(word)?;
    let mut any = vec!["instr(lower(t.session), lower(?)) > 0".to_owned()];
    let mut values = vec![Value::Text(word.into())];
    if !ids.is_empty() {
        let list = listed(&ids);
        any.push(format!("t.service IN ({list})"));
        any.push(format!("t.no IN (SELECT trace_no FROM trace_parts WHERE kind IN (0, 1, 2) AND value IN ({list}))"));
    }
    if word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        any.push("lower(hex(t.trace_id)) GLOB ?".into());
        values.push(Value::Text(format!("{}*", word.to_ascii_lowercase())));
    }
    conditions.add(format!("({})", any.join(" OR ")), values);
    Ok(())
}

/// Numbers of ours, so they may stand in the text.
fn listed(ids: &[i64]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// Conditions on `logs l`. `None`: nothing can match.
pub(crate) fn of_logs(reader: &Reader<'_>, filter: &LogFilter) -> Result<Option<Conditions>, StoreError> {
    let mut conditions = Conditions::default();
    if let Some(project) = &filter.project {
        let Some(id) = reader.string_id(project)? else { return Ok(None) };
        conditions.add("l.resource IN (SELECT id FROM resources WHERE project = ?)", [Value::Integer(id)]);
    }
    if let Some(service) = &filter.service {
        let Some(id) = reader.string_id(service)? else { return Ok(None) };
        conditions.add("l.service = ?", [Value::Integer(id)]);
    }
    conditions.add_range("l.time_ns", filter.from, filter.to);
    if let Some(least) = filter.severity {
        conditions.add("l.severity >= ?", [Value::Integer(i64::from(least))]);
    }
    if let Some(trace_id) = filter.trace_id {
        conditions.add("l.trace_id = ?", [Value::Blob(trace_id.as_bytes().to_vec())]);
    }
    if let Some(span_id) = filter.span_id {
        conditions.add("l.span_id = ?", [Value::Integer(span_id.to_i64())]);
    }
    Ok(Some(conditions))
}
