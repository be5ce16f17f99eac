//! Functions that read what the narrow rows do not have: attributes, bodies, whole messages; and `regexp`. Numbers of rows go in, values come out; NULL
//! stands for "there is none".

use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Connection, Error, Result};
use waterglass_model::otlp::schema::{self, Message};
use waterglass_model::otlp::{Attributes, Log, Resource, Span, json};

use super::lookup::{Found, Lookup, Table};
use super::value::{fitting, sql_value};

/// The largest compiled regular expression, bytes: bounds the time of one match as well.
const REGEX: usize = 256 << 10;

type Shared = Arc<Mutex<Lookup>>;

/// Only for the statement itself, never from a view that a foreign file might bring.
pub(super) const FLAGS: FunctionFlags =
    FunctionFlags::SQLITE_UTF8.union(FunctionFlags::SQLITE_DETERMINISTIC).union(FunctionFlags::SQLITE_DIRECTONLY);

/// Gives a connection the functions.
pub(super) fn register(db: &Connection, lookup: &Shared) -> Result<()> {
    reading(db, lookup, "attr", 2, Table::Spans, |found, key| {
        let own = span(found)?.attributes();
        Ok(first(own, key).or_else(|| first(resource(found), key)).unwrap_or(SqlValue::Null))
    })?;
    reading(db, lookup, "resource_attr", 2, Table::Spans, |found, key| {
        Ok(first(resource(found), key).unwrap_or(SqlValue::Null))
    })?;
    reading(db, lookup, "status_message", 1, Table::Spans, |found, _| {
        let message = span(found)?.status_message;
        Ok(if message.is_empty() { SqlValue::Null } else { SqlValue::Text(fitting(message).to_owned()) })
    })?;
    reading(db, lookup, "span_json", 1, Table::Spans, |found, _| whole(found, &schema::SPAN))?;
    reading(db, lookup, "log_attr", 2, Table::Logs, |found, key| {
        let own = log(found)?.attributes();
        Ok(first(own, key).or_else(|| first(resource(found), key)).unwrap_or(SqlValue::Null))
    })?;
    reading(db, lookup, "log_body", 1, Table::Logs, |found, _| Ok(sql_value(&log(found)?.body)))?;
    reading(db, lookup, "log_json", 1, Table::Logs, |found, _| whole(found, &schema::LOG_RECORD))?;
    reading(db, lookup, "metric_json", 1, Table::Metrics, |found, _| whole(found, &schema::METRIC))?;
    let traces = lookup.clone();
    db.create_scalar_function("trace_of", 1, FLAGS, move |call| match call.get_raw(0) {
        ValueRef::Text(hex) => traces.lock().trace(&String::from_utf8_lossy(hex)).map_err(said),
        _ => Ok(None),
    })?;
    db.create_scalar_function("regexp", 2, FLAGS, regexp)
}

/// A function of a row's number, and maybe of a key.
fn reading(
    db: &Connection,
    lookup: &Shared,
    name: &'static str,
    arguments: i32,
    table: Table,
    read: impl Fn(&Found<'_>, &str) -> Result<SqlValue> + Send + 'static,
) -> Result<()> {
    let lookup = lookup.clone();
    db.create_scalar_function(name, arguments, FLAGS, move |call| {
        let Some(id) = number(call, name)? else { return Ok(SqlValue::Null) };
        let key = if arguments > 1 { call.get::<Option<String>>(1)? } else { Some(String::new()) };
        let Some(key) = key else { return Ok(SqlValue::Null) };
        let mut lookup = lookup.lock();
        match lookup.find(table, id).map_err(said)? {
            Some(found) => read(&found, &key),
            None => Ok(SqlValue::Null),
        }
    })
}

fn number(call: &Context<'_>, name: &str) -> Result<Option<i64>> {
    match call.get_raw(0) {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(number) => Ok(Some(number)),
        _ => {
            let column = match name {
                "log_attr" | "log_body" | "log_json" => "logs_v.log",
                "metric_json" => "metrics_v.metric",
                _ => "spans_v.span",
            };
            Err(said(format!("{name}() takes a row's number first: the column {column}")))
        }
    }
}

pub(super) fn said(error: impl ToString) -> Error {
    Error::UserFunctionError(error.to_string().into())
}

pub(super) fn span<'f>(found: &Found<'f>) -> Result<Span<'f>> {
    Span::parse(found.message).map_err(said)
}

fn log<'f>(found: &Found<'f>) -> Result<Log<'f>> {
    Log::parse(found.message).map_err(said)
}

fn resource<'f>(found: &Found<'f>) -> Attributes<'f> {
    Resource::parse(found.resource).unwrap_or_default().attributes()
}

/// The first value of a key: keys may repeat.
fn first(mut attributes: Attributes<'_>, key: &str) -> Option<SqlValue> {
    attributes.find(|(name, _)| *name == key).map(|(_, value)| sql_value(&value))
}

/// The whole message as OTLP/JSON.
fn whole(found: &Found<'_>, of: &'static Message) -> Result<SqlValue> {
    let mut out = Vec::new();
    json::to_json(found.message, of, &mut out).map_err(said)?;
    String::from_utf8(out).map(SqlValue::Text).map_err(said)
}

/// `text REGEXP pattern`, in Rust's syntax, which has no pattern that takes forever. SQL hands over the pattern first.
fn regexp(call: &Context<'_>) -> Result<Option<bool>> {
    let (ValueRef::Text(pattern), text) = (call.get_raw(0), call.get_raw(1)) else { return Ok(None) };
    let pattern = std::str::from_utf8(pattern).map_err(said)?;
    let regex = call.get_or_create_aux(0, |_| {
        let mut builder = regex::RegexBuilder::new(pattern);
        builder.size_limit(REGEX).dfa_size_limit(1 << 20).build()
    })?;
    Ok(match text {
        ValueRef::Null => None,
        ValueRef::Text(text) => Some(regex.is_match(&String::from_utf8_lossy(text))),
        ValueRef::Integer(number) => Some(regex.is_match(&number.to_string())),
        ValueRef::Real(number) => Some(regex.is_match(&number.to_string())),
        ValueRef::Blob(_) => Some(false),
    })
}
