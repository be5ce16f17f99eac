//! Prices, from the call that comes in to the sums that are shown: the shipped table, the user's own over it, and what neither knows.

use std::time::Duration;

use anyhow::{Context as _, Result};
use http::{Method, StatusCode};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span as Sent;
use waterglass_model::Signal;
use waterglass_proto::{
    Alias, ApiError, ChangeKind, Changes, ErrorCode, Price, PriceEdits, Prices, Span, TraceList, TraceOutline,
};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{attribute, request, span, span_id, text, trace_id};

/// A call of 1,000 tokens in and 100 out.
fn call(trace: u8, id: u8, parent: u8, model: &str) -> Sent {
    let attributes = vec![
        text("gen_ai.operation.name", "chat"),
        text("gen_ai.provider.name", "openai"),
        text("gen_ai.request.model", model),
        attribute("gen_ai.usage.input_tokens", Value::IntValue(1000)),
        attribute("gen_ai.usage.output_tokens", Value::IntValue(100)),
    ];
    Sent { attributes, ..span(trace, id, parent, "chat") }
}

fn own(model: &str, input: f64, output: f64) -> Price {
    Price { model: model.into(), input, output, ..Price::default() }
}

async fn put(waterglass: &Waterglass, edits: &PriceEdits) -> Result<Prices> {
    let reply = waterglass.api(Method::PUT, "/api/prices", serde_json::to_vec(edits)?).await?;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()
}

async fn refused(waterglass: &Waterglass, edits: &PriceEdits) -> Result<ApiError> {
    let reply = waterglass.api(Method::PUT, "/api/prices", serde_json::to_vec(edits)?).await?;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{}", reply.text());
    reply.json()
}

/// Waits until a change is worked into all that is stored.
async fn applied(waterglass: &Waterglass) -> Result<Prices> {
    for _ in 0..1000 {
        let prices: Prices = waterglass.get("/api/prices?limit=1").await?;
        if prices.applied >= 1.0 {
            return Ok(prices);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    anyhow::bail!("the prices were never worked in")
}

/// What the traces cost, newest first.
async fn costs(waterglass: &Waterglass) -> Result<Vec<Option<f64>>> {
    let list: TraceList = waterglass.get("/api/traces").await?;
    Ok(list.rows.into_iter().map(|row| row.totals.cost).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_costs_what_the_shipped_table_says() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, request("s", vec![span(1, 1, 0, "turn"), call(1, 2, 1, "gpt-4o")])).await?;
    waterglass.instance().settled().await;
    // $2.50 a million in, $10 a million out.
    assert_eq!(costs(&waterglass).await?, [Some(0.0035)]);
    let outline: TraceOutline = waterglass.get(&format!("/api/traces/{}", trace_id(1))).await?;
    assert_eq!(outline.spans.cost, [None, Some(0.0035)]);
    assert!(!outline.summary.totals.cost_at_least);

    let span: Span = waterglass.get(&format!("/api/traces/{}/spans/{}", trace_id(1), span_id(2))).await?;
    let genai = span.genai.context("it is a model call")?;
    let receipt = genai.cost.context("it has a receipt")?;
    assert_eq!((genai.counted, receipt.usd, receipt.price.as_str()), (Some(true), Some(0.0035), "openai/gpt-4o"));
    assert!(genai.why.to_lowercase().starts_with("counts"), "{}", genai.why);
    let lines: Vec<_> = receipt.lines.iter().map(|line| (line.class.as_str(), line.tokens, line.usd)).collect();
    assert_eq!(lines, [("input", 1000, 0.0025), ("output", 100, 0.001)]);

    let prices: Prices = waterglass.get("/api/prices?search=openai/gpt-4o&limit=1").await?;
    let [row] = &prices.table[..] else { panic!("one row: {:?}", prices.table) };
    assert_eq!((row.provider.as_str(), row.model.as_str(), row.input), ("openai", "gpt-4o", 2.5));
    assert!(prices.table_rows > 100 && receipt.source == prices.source && receipt.date == prices.date);
    assert!(prices.unpriced.is_empty() && prices.overrides.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_price_is_worked_into_what_is_stored_and_outlives_a_restart() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, request("s", vec![call(1, 1, 0, "gpt-4o")])).await?;
    waterglass.instance().settled().await;
    assert_eq!(costs(&waterglass).await?, [Some(0.0035)]);

    let cursor = waterglass.get::<Changes>("/api/changes").await?.cursor;
    let edits = PriceEdits { overrides: vec![own("gpt-4o", 10.0, 20.0)], ..PriceEdits::default() };
    assert_eq!(put(&waterglass, &edits).await?.overrides, edits.overrides);
    let changes: Changes = waterglass.get(&format!("/api/changes?after={cursor}&wait_ms=5000")).await?;
    assert!(changes.kinds.contains(&ChangeKind::Settings), "{:?}", changes.kinds);
    applied(&waterglass).await?;
    assert_eq!(costs(&waterglass).await?, [Some(0.012)]);

    let waterglass = Waterglass::start_in(waterglass.stop().await).await?;
    assert_eq!(costs(&waterglass).await?, [Some(0.012)]);
    waterglass.store(Signal::Traces, request("s", vec![call(2, 1, 0, "gpt-4o")])).await?;
    waterglass.instance().settled().await;
    assert_eq!(costs(&waterglass).await?, [Some(0.012), Some(0.012)]);
    let span: Span = waterglass.get(&format!("/api/traces/{}/spans/{}", trace_id(1), span_id(1))).await?;
    let receipt = span.genai.and_then(|genai| genai.cost).context("it has a receipt")?;
    assert_eq!((receipt.usd, receipt.source.as_str()), (Some(0.012), "override"));

    // Taken back, the table holds again.
    put(&waterglass, &PriceEdits::default()).await?;
    assert!(applied(&waterglass).await?.overrides.is_empty());
    assert_eq!(costs(&waterglass).await?, [Some(0.0035), Some(0.0035)]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_price_is_refused_and_the_old_ones_stay() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let good = PriceEdits { overrides: vec![own("mine", 1.0, 2.0)], ..PriceEdits::default() };
    put(&waterglass, &good).await?;

    let bad = PriceEdits { overrides: vec![own("mine", -1.0, 2.0)], ..PriceEdits::default() };
    let error = refused(&waterglass, &bad).await?;
    assert_eq!((error.code, error.message.as_str()), (ErrorCode::BadRequest, "the input price of mine is -1"));
    assert_eq!(error.hint.as_deref(), Some("Give US dollars for a million tokens, 0 for a model that is free."));

    let aliases = vec![Alias { name: "prod-chat".into(), model: "no-such-model-at-all".into() }];
    let error = refused(&waterglass, &PriceEdits { aliases, ..PriceEdits::default() }).await?;
    assert!(error.message.contains("prod-chat") && error.hint.is_some_and(|hint| hint.contains("Search the table")));

    assert_eq!(waterglass.get::<Prices>("/api/prices").await?.overrides, good.overrides);
    let too_many = waterglass.api(Method::GET, "/api/prices?limit=5000", "").await?;
    assert_eq!(too_many.status, StatusCode::BAD_REQUEST);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn models_without_a_price_are_told_until_they_have_one() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let calls = vec![call(1, 1, 0, "gpt-4o"), call(1, 2, 0, "prod-chat"), call(1, 3, 0, "prod-chat")];
    waterglass.store(Signal::Traces, request("s", calls)).await?;
    waterglass.instance().settled().await;
    let prices: Prices = waterglass.get("/api/prices").await?;
    assert_eq!(prices.unpriced, [("openai".to_owned(), "prod-chat".to_owned(), 2)]);
    let list: TraceList = waterglass.get("/api/traces").await?;
    assert_eq!((list.rows[0].totals.cost, list.rows[0].totals.cost_at_least), (Some(0.0035), true));

    let aliases = vec![Alias { name: "prod-chat".into(), model: "openai/gpt-4o".into() }];
    put(&waterglass, &PriceEdits { aliases, ..PriceEdits::default() }).await?;
    assert!(applied(&waterglass).await?.unpriced.is_empty());
    let list: TraceList = waterglass.get("/api/traces").await?;
    assert_eq!((list.rows[0].totals.cost, list.rows[0].totals.cost_at_least), (Some(0.0105), false));
    Ok(())
}
