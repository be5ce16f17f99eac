//! `GET /api/spans`, `/api/facets`, `/api/groups` and `/api/query/…`: finding.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_proto::{
    Completion, CompletionItem, CompletionKind, CompletionQuery, Count, Facet, FacetQuery, FacetValue, Facets, Group,
    GroupQuery, Groups, Nanos, QueryCheck, QueryExample, QueryField, QueryLanguage, QueryNote, QueryTarget, QueryToken,
    QueryTokenKind, SpanList, SpanQuery, SpanRow,
};
use waterglass_query::{At, Shape, Target, TokenKind};
use waterglass_store::{Column, SpanPage, SpanSummary};

use super::facts::span_type;
use super::filter::{clock, columns, facet_filter, group_filter, notes, span_filter, target, text_range};
use super::params::Params;
use super::rows::{Shown, cells, dollars, is_counted};
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

pub(super) async fn spans(State(core): State<Arc<Core>>, Params(query): Params<SpanQuery>) -> Answer<Json<SpanList>> {
    let long = Shown::asked(query.long);
    let filter = span_filter(query)?;
    let as_of = core.store.feed().cursor();
    let list = ask(&core, move |reader| {
        let page = reader.list_spans(&filter)?;
        Ok(SpanList { next: page.next.clone(), total: page.total.map(Count), rows: span_rows(page, long), as_of })
    });
    Ok(Json(list.await?))
}

/// The rows of a page.
pub(super) fn span_rows(page: SpanPage, most: Shown) -> Vec<SpanRow> {
    page.rows.into_iter().zip(page.values).map(|(span, values)| span_row(span, cells(values, most))).collect()
}

fn span_row(span: SpanSummary, values: Vec<Option<waterglass_proto::Value>>) -> SpanRow {
    SpanRow {
        trace_id: span.trace_id.to_string(),
        span_id: span.span_id.to_string(),
        parent_span_id: span.parent.map(|parent| parent.to_string()),
        name: span.name,
        service: span.service,
        span_type: span_type(span.span_type),
        kind: span.kind,
        status: span.status,
        start: Nanos(span.start),
        duration: Nanos(span.duration),
        model: span.model,
        detail: span.detail,
        input_tokens: span.input_tokens.map(Count),
        output_tokens: span.output_tokens.map(Count),
        counted: is_counted(span.counted),
        cost: span.cost.map(dollars),
        values,
    }
}

/// Values or groups wanted: 1 to 1,000.
fn wanted(asked: Option<u32>, usual: u32, parameter: &str) -> Result<usize, ApiFailure> {
    match asked.unwrap_or(usual) {
        wanted @ 1..=1000 => Ok(wanted as usize),
        other => Err(ApiFailure::bad_request(format!("{parameter}={other}: 1 to 1,000 can be had at a time"))),
    }
}

pub(super) async fn facets(State(core): State<Arc<Core>>, Params(query): Params<FacetQuery>) -> Answer<Json<Facets>> {
    let filter = facet_filter(&query)?;
    let fields = columns(Some(&query.fields), target(query.on), "fields")?;
    let most = wanted(query.values, 10, "values")?;
    let as_of = core.store.feed().cursor();
    let facets = ask(&core, move |reader| {
        let found = reader.facets(&filter, &fields, most)?;
        Ok(fields.iter().zip(found).map(|(field, facet)| shown(field, facet)).collect())
    });
    Ok(Json(Facets { facets: facets.await?, as_of }))
}

fn shown(field: &Column, facet: waterglass_store::Facet) -> Facet {
    let value =
        |(value, count): (String, u64)| FacetValue { term: field.term(Some(&value)), value, count: Count(count) };
    Facet {
        field: field.name(),
        values: facet.values.into_iter().map(value).collect(),
        distinct: facet.distinct,
        partial: facet.partial,
    }
}

pub(super) async fn groups(State(core): State<Arc<Core>>, Params(query): Params<GroupQuery>) -> Answer<Json<Groups>> {
    if query.by.trim().is_empty() {
        return Err(ApiFailure::bad_request("by names no field").hint("Give a field or an attribute key: by=model"));
    }
    let filter = group_filter(&query)?;
    let by = Column::read(&query.by, target(query.on));
    let most = wanted(query.limit, 100, "limit")?;
    let as_of = core.store.feed().cursor();
    let groups = ask(&core, move |reader| {
        let found = reader.groups(&filter, &by, most)?;
        let group = |group: waterglass_store::Group| Group {
            term: by.term(group.value.as_deref()),
            value: group.value,
            count: Count(group.count),
            errors: Count(group.errors),
            p50: Nanos(group.p50),
            p95: Nanos(group.p95),
            input_tokens: group.input_tokens.map(Count),
            output_tokens: group.output_tokens.map(Count),
            cost: group.cost.map(|picodollars| dollars(i64::try_from(picodollars).unwrap_or(i64::MAX))),
        };
        Ok((found.groups.into_iter().map(group).collect(), found.total, found.partial))
    });
    let (groups, total, partial) = groups.await?;
    Ok(Json(Groups { groups, total, partial, as_of }))
}

/// Entries of a completion.
const ENTRIES: usize = 50;

pub(super) async fn complete(
    State(core): State<Arc<Core>>,
    Params(query): Params<CompletionQuery>,
) -> Answer<Json<Completion>> {
    let target = target(query.on);
    let cursor = query.at.map_or(query.q.len(), |at| byte_of(&query.q, at));
    let expected = waterglass_query::expects(&query.q, cursor, target);
    let replace = text_range(&query.q, expected.replace);
    let items = ask(&core, move |reader| {
        let mut items: Vec<CompletionItem> = Vec::new();
        if let Some(part) = &expected.field {
            items.extend(fields(part, target));
            let part = part.to_lowercase();
            let keys = reader.attribute_keys(target)?;
            items.extend(keys.into_iter().filter(|key| key.name.to_lowercase().contains(&part)).map(|key| {
                CompletionItem {
                    kind: CompletionKind::Attribute,
                    insert: format!("{}:", key.name),
                    label: key.name,
                    detail: key.holds,
                    count: Some(Count(key.count)),
                }
            }));
        }
        if let Some((field, part)) = &expected.value {
            items.extend(fixed_values(field, part, target));
            if items.is_empty() {
                let column = Column::read(field, target);
                for found in reader.field_values(target, &column, part, ENTRIES)? {
                    let term = column.term(Some(&found.value));
                    items.push(CompletionItem {
                        kind: CompletionKind::Value,
                        // The value alone, in quotation marks where it needs them.
                        insert: term.get(column.name().len() + 1..).unwrap_or(&found.value).to_owned(),
                        label: found.value,
                        detail: String::new(),
                        count: Some(Count(found.count)),
                    });
                }
            }
        }
        items.extend(expected.operators.iter().map(|operator| plain(CompletionKind::Operator, operator)));
        items.extend(expected.keywords.iter().map(|keyword| plain(CompletionKind::Keyword, keyword)));
        items.truncate(ENTRIES);
        Ok(items)
    });
    Ok(Json(Completion { replace, items: items.await? }))
}

fn plain(kind: CompletionKind, text: &str) -> CompletionItem {
    CompletionItem { kind, label: text.to_owned(), insert: text.to_owned(), detail: String::new(), count: None }
}

/// Short names that contain a part, those that begin with it first.
fn fields(part: &str, on: Target) -> Vec<CompletionItem> {
    let part = part.to_lowercase();
    let known = waterglass_query::FIELDS.iter().filter(|info| info.on.contains(&on));
    let mut found: Vec<(bool, CompletionItem)> = known
        .filter_map(|info| {
            let name = info.names.iter().find(|name| name.contains(&part))?;
            let item = CompletionItem {
                kind: CompletionKind::Field,
                label: (*name).to_owned(),
                insert: format!("{name}{}", if measured(info.shape) { ">" } else { ":" }),
                detail: info.about.to_owned(),
                count: None,
            };
            Some((!name.starts_with(&part), item))
        })
        .collect();
    found.sort_by_key(|(inside, _)| *inside);
    found.into_iter().map(|(_, item)| item).collect()
}

fn measured(shape: Shape) -> bool {
    matches!(shape, Shape::Duration | Shape::Time | Shape::Count | Shape::Money | Shape::Number)
}

/// The words of a field that has but few.
fn fixed_values(field: &str, part: &str, on: Target) -> Vec<CompletionItem> {
    let part = part.to_lowercase();
    let known = waterglass_query::FIELDS
        .iter()
        .find(|info| info.on.contains(&on) && info.names.iter().any(|name| name.eq_ignore_ascii_case(field)));
    let words: Vec<&str> = match known.map(|info| info.shape) {
        Some(Shape::Words(words)) => words.iter().map(|words| words[0]).collect(),
        Some(Shape::Severity) => vec!["trace", "debug", "info", "warn", "error", "fatal"],
        _ => Vec::new(),
    };
    let fits = |word: &&&str| word.starts_with(&part) && (on == Target::Traces || **word != "failed");
    words.iter().filter(fits).map(|word| plain(CompletionKind::Value, word)).collect()
}

/// The byte at which a UTF-16 code unit begins.
fn byte_of(text: &str, unit: u32) -> usize {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        if units >= unit {
            return at;
        }
        units += character.len_utf16() as u32;
    }
    text.len()
}

/// `GET /api/query/check`.
#[derive(Deserialize)]
pub(super) struct Check {
    on: Option<QueryTarget>,
    #[serde(default)]
    q: String,
}

pub(super) async fn check(Params(Check { on, q }): Params<Check>) -> Json<QueryCheck> {
    let target = target(on);
    let range = |at: At| text_range(&q, at);
    let tokens = waterglass_query::tokens(&q, target)
        .into_iter()
        .map(|(at, kind)| QueryToken { at: range(at), kind: token_kind(kind) })
        .collect();
    let mut check = QueryCheck { tokens, mistake: None, unfinished: false, hints: Vec::new() };
    match waterglass_query::parse(&q, target, &clock()) {
        Ok(query) => check.hints = notes(&q, query.hints),
        Err(mistake) => {
            let (at, message) = (range(mistake.at), mistake.message.to_string());
            check.mistake = Some(QueryNote { at, message, hint: mistake.hint.as_deref().map(str::to_owned) });
            check.unfinished = mistake.unfinished;
        }
    }
    Json(check)
}

fn token_kind(kind: TokenKind) -> QueryTokenKind {
    match kind {
        TokenKind::Field => QueryTokenKind::Field,
        TokenKind::Operator => QueryTokenKind::Operator,
        TokenKind::Value => QueryTokenKind::Value,
        TokenKind::Number => QueryTokenKind::Number,
        TokenKind::Text => QueryTokenKind::Text,
        TokenKind::Keyword => QueryTokenKind::Keyword,
        TokenKind::Function => QueryTokenKind::Function,
        TokenKind::Paren => QueryTokenKind::Paren,
        TokenKind::Mistake => QueryTokenKind::Mistake,
    }
}

pub(super) async fn language() -> Json<QueryLanguage> {
    let on = |target: &Target| match target {
        Target::Traces => QueryTarget::Traces,
        Target::Spans => QueryTarget::Spans,
        Target::Logs => QueryTarget::Logs,
    };
    let fields = waterglass_query::FIELDS.iter().map(|info| QueryField {
        names: info.names.iter().map(|name| (*name).to_owned()).collect(),
        holds: match info.shape {
            Shape::Text => "text".into(),
            Shape::Words(words) => {
                format!("one of {}", words.iter().map(|words| words[0]).collect::<Vec<_>>().join(", "))
            }
            Shape::Duration => "duration".into(),
            Shape::Time => "time".into(),
            Shape::Count => "count".into(),
            Shape::Money => "money".into(),
            Shape::Number => "number".into(),
            Shape::Id => "id".into(),
            Shape::Severity => "severity".into(),
        },
        on: info.on.iter().map(on).collect(),
        about: info.about.to_owned(),
        example: info.example.to_owned(),
    });
    let examples = waterglass_query::examples()
        .iter()
        .map(|example| QueryExample { query: example.query.to_owned(), about: example.about.to_owned() });
    Json(QueryLanguage { fields: fields.collect(), examples: examples.collect() })
}
