//! `POST /api/sql` and `GET /api/sql/schema`: the SQL console. What a statement may do and take is the store's to enforce; here its answer gets the API's form.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use waterglass_proto::{
    Count, ErrorCode, SqlAnswer, SqlColumn, SqlExample, SqlFunction, SqlRequest, SqlSchema, SqlValue, SqlView,
};
use waterglass_query::At;
use waterglass_store::{SqlCell, SqlLimits, StoreError};

use super::filter::text_range;
use super::params::Body;
use super::value::double;
use super::{Answer, ApiFailure};
use crate::instance::Core;

/// How long a statement may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// Rows unless said, and at most.
const ROWS: (u32, u32) = (1000, 100_000);

/// Bytes of a text, of a blob, of the whole answer.
const TEXT: usize = 64 << 10;
const BLOB: usize = 32 << 10;
const WHOLE: usize = 64 << 20;

pub(super) async fn ask(State(core): State<Arc<Core>>, Body(request): Body<SqlRequest>) -> Answer<Json<SqlAnswer>> {
    let SqlRequest { sql, limit } = request;
    let rows = limit.unwrap_or(ROWS.0);
    if !(1..=ROWS.1).contains(&rows) {
        return Err(ApiFailure::bad_request(format!("limit={rows}: 1 to 100,000 rows can be had at a time")));
    }
    let limits = SqlLimits { rows: rows as usize, text: TEXT, blob: BLOB, bytes: WHOLE };
    let started = Instant::now();
    let answer = core.store.sql(DEADLINE, sql.clone(), limits).await.map_err(|error| refusal(error, &sql))?;
    let took_ms = (started.elapsed().as_secs_f64() * 1e6).round() / 1e3;
    let rows = answer.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
    Ok(Json(SqlAnswer { columns: answer.columns, rows, truncated: answer.truncated, took_ms }))
}

/// What is wrong with a statement, with its place.
pub(super) fn refusal(error: StoreError, sql: &str) -> ApiFailure {
    match error {
        StoreError::Timeout => {
            let message = format!("the statement took longer than {} s and was stopped", DEADLINE.as_secs());
            ApiFailure::new(ErrorCode::Timeout, message)
                .hint("Ask for less: a WHERE on start_ns, a LIMIT in a subquery; attr() only where other conditions leave few spans.")
        }
        StoreError::Sql { at: Some((from, to)), .. } => ApiFailure::from(error).at(text_range(sql, At { from, to })),
        other => other.into(),
    }
}

/// A cell in the API's words.
pub(super) fn cell(cell: SqlCell) -> SqlValue {
    match cell {
        SqlCell::Null => SqlValue::Null,
        SqlCell::Integer(number) => SqlValue::Integer(number.to_string()),
        SqlCell::Real(number) => SqlValue::Real(double(number)),
        SqlCell::Text(text) => SqlValue::Text(text),
        SqlCell::Blob(bytes, cut) => {
            let mut hex = String::with_capacity(bytes.len() * 2 + 3);
            for byte in bytes {
                hex.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
                hex.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
            }
            if cut {
                hex.push('…');
            }
            SqlValue::Blob(hex)
        }
    }
}

pub(super) async fn schema(State(core): State<Arc<Core>>) -> Json<SqlSchema> {
    let totals = core.store.totals();
    let rows = |total: &str| match total {
        "traces" => Some(Count(totals.traces)),
        "spans" => Some(Count(totals.spans)),
        "logs" => Some(Count(totals.logs)),
        _ => None,
    };
    let told = waterglass_store::SqlSchema::get();
    let column = |(name, about): &(&str, &str)| SqlColumn { name: (*name).to_owned(), about: (*about).to_owned() };
    let views = told.views.iter().map(|view| SqlView {
        name: view.name.to_owned(),
        about: view.about.to_owned(),
        columns: view.columns.iter().map(column).collect(),
        rows: view.total.and_then(rows),
    });
    let functions = told
        .functions
        .iter()
        .map(|function| SqlFunction { signature: function.signature.to_owned(), about: function.about.to_owned() });
    let examples =
        told.examples.iter().map(|example| SqlExample { about: example.about.to_owned(), sql: example.sql.to_owned() });
    Json(SqlSchema { views: views.collect(), functions: functions.collect(), examples: examples.collect() })
}
