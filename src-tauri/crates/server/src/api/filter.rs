//! The lists' filters: from query parameters to what the store understands. The text a person types is read by the filter language (`waterglass_query`); a
//! mistake in it is answered with its place.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;
use waterglass_proto::{
    ErrorCode, FacetQuery, GroupQuery, LogQuery, Order, QueryNote, QueryTarget, SpanQuery, TextRange, TraceQuery,
};
use waterglass_query::{At, Clock, Expr, Hint, Mistake, Target};
use waterglass_store::{Column, FacetFilter, LogFilter, Sort, SpanFilter, TraceFilter};

use super::ApiFailure;
use super::params::{page_size, span_id, trace_id};

/// Columns one page may ask for.
const MOST_COLUMNS: usize = 32;

/// What a query is about, in the language's words.
pub(super) fn target(on: Option<QueryTarget>) -> Target {
    match on.unwrap_or_default() {
        QueryTarget::Traces => Target::Traces,
        QueryTarget::Spans => Target::Spans,
        QueryTarget::Logs => Target::Logs,
    }
}

/// Now, here: what `today` and `-1h` mean.
pub(crate) fn clock() -> Clock {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Clock { now_ns: i64::try_from(now.as_nanos()).unwrap_or(i64::MAX), zone: TimeZone::system() }
}

/// Reads a query.
pub(super) fn expr(text: Option<&str>, on: Target) -> Result<Expr, ApiFailure> {
    let text = text.unwrap_or_default();
    match waterglass_query::parse(text, on, &clock()) {
        Ok(query) => Ok(query.expr),
        Err(mistake) => Err(mistaken(text, &mistake)),
    }
}

fn mistaken(text: &str, mistake: &Mistake) -> ApiFailure {
    let at = text_range(text, mistake.at);
    let failure =
        ApiFailure::new(ErrorCode::BadQuery, format!("character {}: {}", at.from + 1, mistake.message)).at(at);
    match &mistake.hint {
        Some(hint) => failure.hint(hint.clone()),
        None => failure,
    }
}

/// What is no mistake in a query, but may not be what was meant.
pub(crate) fn hints(text: &str, on: Target) -> Vec<QueryNote> {
    waterglass_query::parse(text, on, &clock()).map(|query| notes(text, query.hints)).unwrap_or_default()
}

/// A query's hints.
pub(super) fn notes(text: &str, hints: Vec<Hint>) -> Vec<QueryNote> {
    hints
        .into_iter()
        .map(|hint| QueryNote { at: text_range(text, hint.at), message: hint.message, hint: None })
        .collect()
}

/// A stretch of bytes as JavaScript counts.
pub(super) fn text_range(text: &str, at: At) -> TextRange {
    let units = |to: usize| {
        let to = (0..=to.min(text.len())).rev().find(|to| text.is_char_boundary(*to)).unwrap_or(0);
        text[..to].encode_utf16().count() as u32
    };
    TextRange { from: units(at.from), to: units(at.to) }
}

/// Names joined by commas; one in quotation marks may hold a comma.
pub(super) fn names(text: &str) -> Vec<String> {
    let (mut names, mut open, mut quoted) = (Vec::new(), String::new(), false);
    for character in text.chars() {
        match character {
            '"' => {
                quoted = !quoted;
                // They stay: a key in them is a key whatever it is called.
                open.push('"');
            }
            ',' if !quoted => names.push(std::mem::take(&mut open)),
            other => open.push(other),
        }
    }
    names.push(open);
    names.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

pub(super) fn columns(text: Option<&str>, on: Target, parameter: &str) -> Result<Vec<Column>, ApiFailure> {
    let names = names(text.unwrap_or_default());
    if names.len() > MOST_COLUMNS {
        return Err(ApiFailure::bad_request(format!(
            "{parameter} names {} fields: at most {MOST_COLUMNS}",
            names.len()
        )));
    }
    Ok(names.iter().map(|name| Column::read(name, on)).collect())
}

fn sort(text: Option<&str>, on: Target) -> Sort {
    text.filter(|text| !text.is_empty()).map_or_else(Sort::default, |text| Column::read(text, on).sort())
}

/// The traces asked for.
pub(super) fn trace_filter(query: TraceQuery) -> Result<TraceFilter, ApiFailure> {
    Ok(TraceFilter {
        expr: expr(query.q.as_deref(), Target::Traces)?,
        project: query.project,
        service: query.service,
        from: query.from.map(|from| from.0),
        to: query.to.map(|to| to.0),
        sort: sort(query.sort.as_deref(), Target::Traces),
        ascending: query.order.unwrap_or_default() == Order::Asc,
        limit: page_size(query.limit)?,
        // The total does not change from page to page; counting it once is enough.
        count: query.count.unwrap_or(true) && query.cursor.is_none(),
        cursor: query.cursor,
        columns: columns(query.columns.as_deref(), Target::Traces, "columns")?,
    })
}

/// The spans asked for.
pub(super) fn span_filter(query: SpanQuery) -> Result<SpanFilter, ApiFailure> {
    Ok(SpanFilter {
        expr: expr(query.q.as_deref(), Target::Spans)?,
        project: query.project,
        service: query.service,
        from: query.from.map(|from| from.0),
        to: query.to.map(|to| to.0),
        sort: sort(query.sort.as_deref(), Target::Spans),
        ascending: query.order.unwrap_or_default() == Order::Asc,
        limit: page_size(query.limit)?,
        count: query.count.unwrap_or(true) && query.cursor.is_none(),
        cursor: query.cursor,
        columns: columns(query.columns.as_deref(), Target::Spans, "columns")?,
    })
}

/// The log records asked for.
pub(super) fn log_filter(query: LogQuery) -> Result<LogFilter, ApiFailure> {
    if query.span_id.is_some() && query.trace_id.is_none() {
        return Err(ApiFailure::bad_request("span_id alone names no span: give trace_id too"));
    }
    if let Some(severity) = query.severity.filter(|severity| *severity > 24) {
        return Err(ApiFailure::bad_request(format!("severity={severity}: OTLP's severities are 0 to 24")));
    }
    Ok(LogFilter {
        expr: expr(query.q.as_deref(), Target::Logs)?,
        project: query.project,
        service: query.service,
        from: query.from.map(|from| from.0),
        to: query.to.map(|to| to.0),
        severity: query.severity,
        trace_id: query.trace_id.as_deref().map(trace_id).transpose()?,
        span_id: query.span_id.as_deref().map(span_id).transpose()?,
        ascending: query.order.unwrap_or_default() == Order::Asc,
        limit: page_size(query.limit)?,
        count: query.count.unwrap_or(true) && query.cursor.is_none(),
        cursor: query.cursor,
    })
}

/// What a facet counts.
pub(super) fn facet_filter(query: &FacetQuery) -> Result<FacetFilter, ApiFailure> {
    let GroupQuery { on, project, service, from, to, q, .. } = GroupQuery {
        on: query.on,
        project: query.project.clone(),
        service: query.service.clone(),
        from: query.from,
        to: query.to,
        q: query.q.clone(),
        ..GroupQuery::default()
    };
    counted(on, project, service, (from.map(|from| from.0), to.map(|to| to.0)), q.as_deref())
}

/// What is grouped.
pub(super) fn group_filter(query: &GroupQuery) -> Result<FacetFilter, ApiFailure> {
    let range = (query.from.map(|from| from.0), query.to.map(|to| to.0));
    counted(query.on, query.project.clone(), query.service.clone(), range, query.q.as_deref())
}

fn counted(
    on: Option<QueryTarget>,
    project: Option<String>,
    service: Option<String>,
    (from, to): (Option<u64>, Option<u64>),
    q: Option<&str>,
) -> Result<FacetFilter, ApiFailure> {
    let target = target(on);
    let expr = expr(q, target)?;
    Ok(match target {
        Target::Traces => {
            FacetFilter::Traces(TraceFilter { expr, project, service, from, to, ..TraceFilter::default() })
        }
        _ => FacetFilter::Rows(target, SpanFilter { expr, project, service, from, to, ..SpanFilter::default() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_commas_outside_quotes() {
        assert_eq!(names("a, b.c,\"odd, key\",,"), ["a", "b.c", "\"odd, key\""]);
        assert!(names(" ").is_empty());
    }

    #[test]
    fn places_are_counted_as_javascript_counts() {
        assert_eq!(text_range("é😀x", At { from: 2, to: 7 }), TextRange { from: 1, to: 4 });
        assert_eq!(text_range("😀", At { from: 1, to: 99 }), TextRange { from: 0, to: 2 });
    }
}
