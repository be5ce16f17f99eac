//! The SQL console over the API: typed cells, places of mistakes, and that nothing asked of it writes.

use anyhow::Result;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use waterglass_model::Signal;
use waterglass_proto::{ApiError, ErrorCode, SqlAnswer, SqlSchema, SqlValue, TextRange};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span, trace_id};

async fn ask(waterglass: &Waterglass, body: Value) -> Result<SqlAnswer> {
    let reply = waterglass.api(Method::POST, "/api/sql", body.to_string()).await?;
    anyhow::ensure!(reply.status == StatusCode::OK, "{body}: {}", reply.text());
    reply.json()
}

async fn refused(waterglass: &Waterglass, body: Value) -> Result<(StatusCode, ApiError)> {
    let reply = waterglass.api(Method::POST, "/api/sql", body.to_string()).await?;
    Ok((reply.status, reply.json()?))
}

async fn two_traces() -> Result<Waterglass> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, request("shop", vec![span(1, 1, 0, "GET /"), span(1, 2, 1, "query")])).await?;
    waterglass.store(Signal::Traces, request("bank", vec![span(2, 1, 0, "POST /")])).await?;
    Ok(waterglass)
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_carry_their_types() -> Result<()> {
    let waterglass = two_traces().await?;
    let answer =
        ask(&waterglass, json!({"sql": "SELECT service, spans, trace_id FROM traces_v ORDER BY service"})).await?;
    assert_eq!(answer.columns, ["service", "spans", "trace_id"]);
    let row = |service: &str, spans: &str, id: String| {
        vec![SqlValue::Text(service.into()), SqlValue::Integer(spans.into()), SqlValue::Text(id)]
    };
    assert_eq!(answer.rows, [row("bank", "1", trace_id(2)), row("shop", "2", trace_id(1))]);
    assert!(!answer.truncated && answer.took_ms > 0.0);
    let types =
        ask(&waterglass, json!({"sql": "SELECT NULL, 9223372036854775807, 0.1, 'é', x'00ff', 1e999, zeroblob(40000)"}));
    let mut cells = types.await?.rows.remove(0);
    let Some(SqlValue::Blob(long)) = cells.pop() else { panic!("a blob") };
    assert!(long.len() == 65536 + '…'.len_utf8() && long.ends_with('…'));
    let text = |cell: &str| cell.to_owned();
    let expected = [
        SqlValue::Null,
        SqlValue::Integer(text("9223372036854775807")),
        SqlValue::Real(text("0.1")),
        SqlValue::Text(text("é")),
        SqlValue::Blob(text("00ff")),
        SqlValue::Real(text("Infinity")),
    ];
    assert_eq!(cells, expected);
    let first = ask(&waterglass, json!({"sql": "SELECT span FROM spans_v", "limit": 2})).await?;
    assert_eq!((first.rows.len(), first.truncated), (2, true));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_pointed_at_and_nothing_is_written() -> Result<()> {
    let waterglass = two_traces().await?;
    let (status, error) = refused(&waterglass, json!({"sql": "SELECT '😀', nam FROM spans_v"})).await?;
    assert_eq!((status, error.code), (StatusCode::BAD_REQUEST, ErrorCode::BadQuery));
    // Counted as JavaScript counts: the face is two.
    assert_eq!((error.at, error.message.as_str()), (Some(TextRange { from: 13, to: 16 }), "no such column: nam"));
    for sql in ["DELETE FROM spans", "SELECT 1; DROP TABLE spans", "ATTACH 'x' AS y", "PRAGMA query_only = 0", ""] {
        let (status, error) = refused(&waterglass, json!({"sql": sql})).await?;
        assert_eq!((status, error.code), (StatusCode::BAD_REQUEST, ErrorCode::BadQuery), "{sql}");
    }
    for limit in [0, 100_001] {
        let (status, error) = refused(&waterglass, json!({"sql": "SELECT 1", "limit": limit})).await?;
        assert_eq!((status, error.code), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    }
    let spans = ask(&waterglass, json!({"sql": "SELECT count(*) FROM spans_v"})).await?;
    assert_eq!(spans.rows, [[SqlValue::Integer("3".into())]]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_told_and_its_examples_run() -> Result<()> {
    let waterglass = two_traces().await?;
    let schema: SqlSchema = waterglass.get("/api/sql/schema").await?;
    let spans = schema.views.iter().find(|view| view.name == "spans_v").expect("told");
    assert_eq!(spans.rows.map(|rows| rows.0), Some(3));
    for example in &schema.examples {
        ask(&waterglass, json!({"sql": example.sql})).await?;
    }
    for view in &schema.views {
        let answer = ask(&waterglass, json!({"sql": format!("SELECT * FROM {}", view.name)})).await?;
        let told: Vec<_> = view.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(answer.columns, told, "{}", view.name);
    }
    Ok(())
}
