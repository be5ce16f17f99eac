//! Every recorded request: what the API answers is `expected.json` beside it, and nothing of it is lost on the way out and in again.
//!
//! `WATERGLASS_WRITE_EXPECTED=1 cargo test -p waterglass-tests-pipeline corpus` writes the answers; look at the difference before keeping it.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use http::Method;
use serde_json::{Map, Value, json};
use waterglass_model::Signal;
use waterglass_proto::{ImportResult, LogList, MetricList, Span, TraceList, TraceOutline};
use waterglass_tests_pipeline::{Case, Waterglass, cases, otlp};

#[tokio::test(flavor = "multi_thread")]
async fn each_recorded_request_is_answered_as_expected() -> Result<()> {
    let write = std::env::var_os("WATERGLASS_WRITE_EXPECTED").is_some();
    let mut wrong = Vec::new();
    for case in cases()? {
        let answer = answer(&case).await.with_context(|| case.name.clone())?;
        let path = case.folder.join("expected.json");
        if write {
            fs::write(&path, &answer)?;
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if let Some(difference) = first_difference(&expected, &answer) {
            wrong.push(format!("{}: {difference}", case.name));
        }
    }
    ensure!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_recorded_is_lost_by_export_and_import() -> Result<()> {
    let first = Waterglass::start().await?;
    let mut sent = otlp::Items::new();
    for case in cases()? {
        first.store(case.signal, case.request.clone()).await.with_context(|| case.name.clone())?;
        sent.extend(otlp::items(case.signal, &case.request)?.into_keys().map(|item| (item, 1)));
    }
    let exported = first.export().await?;
    let stored = otlp::items_of_lines(&exported)?;
    ensure!(stored.keys().eq(sent.keys()), "what is stored is not what was sent");

    let second = Waterglass::start().await?;
    let reply = second.api(Method::POST, "/api/import", exported.clone()).await?;
    let imported: ImportResult = reply.json()?;
    ensure!(imported.rejected.0 == 0, "{imported:?}");
    ensure!(otlp::items_of_lines(&second.export().await?)? == stored, "the second export is not the first");
    let (before, after): (TraceList, TraceList) =
        (first.get("/api/traces?limit=1000").await?, second.get("/api/traces?limit=1000").await?);
    let without_arrival = |list: TraceList| {
        let rows = list.rows.into_iter();
        let mut rows: Vec<_> =
            rows.map(|row| waterglass_proto::TraceRow { received: waterglass_proto::Nanos(0), ..row }).collect();
        rows.sort_by(|left, right| left.trace_id.cmp(&right.trace_id));
        rows
    };
    assert_eq!(without_arrival(before), without_arrival(after));
    Ok(())
}

/// The usual reader of OTLP/JSON in Rust, stricter than the mapping asks for, understands every line of our export.
#[tokio::test(flavor = "multi_thread")]
async fn the_export_is_read_by_others() -> Result<()> {
    use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest as Logs;
    use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest as Metrics;
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest as Traces;
    use prost::Message as _;
    let waterglass = Waterglass::start().await?;
    for case in cases()? {
        waterglass.store(case.signal, case.request).await?;
    }
    let exported = waterglass.export().await?;
    let mut read = otlp::Items::new();
    for line in exported.lines() {
        let (signal, request) = match line.split('"').nth(1) {
            Some("resourceSpans") => {
                (Signal::Traces, serde_json::from_str::<Traces>(line).context("traces")?.encode_to_vec())
            }
            Some("resourceLogs") => (Signal::Logs, serde_json::from_str::<Logs>(line).context("logs")?.encode_to_vec()),
            _ => (Signal::Metrics, serde_json::from_str::<Metrics>(line).context("metrics")?.encode_to_vec()),
        };
        read.extend(otlp::items(signal, &request)?);
    }
    ensure!(read.keys().eq(otlp::items_of_lines(&exported)?.keys()), "it reads something else");
    Ok(())
}

/// All that the API says about a case, a line an item.
async fn answer(case: &Case) -> Result<String> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(case.signal, case.request.clone()).await?;
    let traces: TraceList = waterglass.get("/api/traces?order=asc&limit=1000").await?;
    let logs: LogList = waterglass.get("/api/logs?order=asc&limit=1000").await?;
    let metrics: MetricList = waterglass.get("/api/metrics").await?;
    let mut lines = Vec::new();
    for row in traces.rows {
        let outline: TraceOutline = waterglass.get(&format!("/api/traces/{}", row.trace_id)).await?;
        let mut row = serde_json::to_value(&row)?;
        drop_field(&mut row, "received");
        row["totals"] = said(row["totals"].take());
        lines.push(format!("{{\"trace\": {row},\n  \"spans\": ["));
        for index in 0..outline.spans.span_id.len() {
            let comma = if index + 1 < outline.spans.span_id.len() { "," } else { "" };
            lines.push(format!("    {}{comma}", span(&waterglass, &outline, index).await?));
        }
        lines.push("  ]}".to_owned());
    }
    for log in logs.rows {
        let mut log = serde_json::to_value(&log)?;
        drop_field(&mut log, "id");
        lines.push(format!("{{\"log\": {log}}}"));
    }
    for metric in metrics.rows {
        lines.push(format!("{{\"metric\": {}}}", serde_json::to_value(&metric)?));
    }
    waterglass.stop().await;
    let mut text = String::from("[\n");
    for (index, line) in lines.iter().enumerate() {
        text.push_str(line);
        let next = lines.get(index + 1);
        let ends = line.ends_with('}') && next.is_some_and(|next| next.starts_with('{'));
        text.push_str(if ends && !line.starts_with("    ") { ",\n" } else { "\n" });
    }
    text.push_str("]\n");
    serde_json::from_str::<Value>(&text).context("the answer is written as JSON")?;
    Ok(text)
}

/// One span: what the outline says of it, and what the dialects found.
async fn span(waterglass: &Waterglass, outline: &TraceOutline, index: usize) -> Result<Value> {
    let columns = &outline.spans;
    let name = |number: i32| usize::try_from(number).ok().and_then(|number| outline.strings.get(number));
    let id = &columns.span_id[index];
    let whole: Span = waterglass.get(&format!("/api/traces/{}/spans/{id}", outline.summary.trace_id)).await?;
    let parent = match columns.parent[index] {
        -1 => Value::Null,
        -2 => json!({"missing": whole.parent_span_id}),
        -3 => json!({"circle": whole.parent_span_id}),
        -4 => json!({"remote": whole.parent_span_id}),
        parent => json!(columns.span_id[parent as usize]),
    };
    let ticks = columns.tick_span.iter().filter(|span| **span as usize == index).count();
    let mut genai = whole.genai.map(|genai| serde_json::to_value(genai).map(said)).transpose()?;
    if let Some(genai) = &mut genai {
        genai["usage"] = said(genai["usage"].take());
    }
    let mut facts = json!({
        "id": id, "parent": parent, "name": name(columns.name[index] as i32), "service": name(columns.service[index] as i32),
        "type": columns.span_type[index], "kind": columns.kind[index], "status": columns.status[index], "start": columns.start[index],
        "duration": columns.duration[index], "model": name(columns.model[index]), "detail": name(columns.detail[index]),
        "attributes": whole.attributes.len(), "genai": genai,
    });
    for (key, count) in [("events", whole.events.len()), ("ticks", ticks), ("links", whole.links.len())] {
        if count > 0 {
            facts[key] = json!(count);
        }
    }
    Ok(said(facts))
}

/// What another test owns, or another table: where facts were read from, the words of a verdict, prices of the day.
const ELSEWHERE: [&str; 4] = ["sources", "why", "cost", "cost_at_least"];

/// An object without what was not said.
fn said(value: Value) -> Value {
    let Value::Object(fields) = value else { return value };
    let nothing = |value: &Value| value.is_null() || *value == json!([]) || *value == json!({});
    let kept = fields.into_iter().filter(|(key, value)| key == "parent" || !nothing(value));
    Value::Object(kept.filter(|(key, _)| !ELSEWHERE.contains(&key.as_str())).collect::<Map<_, _>>())
}

fn drop_field(value: &mut Value, field: &str) {
    if let Some(fields) = value.as_object_mut() {
        fields.remove(field);
    }
}

fn first_difference(expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let mut pairs = expected.lines().zip(found.lines()).enumerate();
    let differs = pairs.find(|(_, (expected, found))| expected != found);
    Some(match differs {
        Some((line, (expected, found))) => format!("line {}\n  expected {expected}\n  found    {found}", line + 1),
        None => format!("{} lines expected, {} found", expected.lines().count(), found.lines().count()),
    })
}
