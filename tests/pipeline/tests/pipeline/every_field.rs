//! Raw is sacred: a request in which every field of OTLP is set comes out again as it went in, and is shown with its types.

use anyhow::{Result, ensure};
use http::Method;
use prost::Message as _;
use waterglass_model::Signal;
use waterglass_proto::{Attribute, ImportResult, LogList, LogRecord, MetricKind, MetricList, Span, Value};
use waterglass_tests_pipeline::otlp::{items, items_of_lines};
use waterglass_tests_pipeline::{Waterglass, full};

async fn with_everything() -> Result<Waterglass> {
    let waterglass = Waterglass::start().await?;
    waterglass.store(Signal::Traces, full::traces().encode_to_vec()).await?;
    waterglass.store(Signal::Logs, full::logs().encode_to_vec()).await?;
    waterglass.store(Signal::Metrics, full::metrics().encode_to_vec()).await?;
    Ok(waterglass)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_comes_out_as_it_went_in_and_again_after_an_import() -> Result<()> {
    let mut sent = items(Signal::Traces, &full::traces().encode_to_vec())?;
    sent.extend(items(Signal::Logs, &full::logs().encode_to_vec())?);
    sent.extend(items(Signal::Metrics, &full::metrics().encode_to_vec())?);
    let first = with_everything().await?;
    let exported = first.export().await?;
    ensure!(items_of_lines(&exported)? == sent, "the export is not what was sent");

    let second = Waterglass::start().await?;
    let imported: ImportResult = second.api(Method::POST, "/api/import", exported).await?.json()?;
    ensure!(imported.rejected.0 == 0 && imported.spans.0 == 3, "{imported:?}");
    ensure!(items_of_lines(&second.export().await?)? == sent, "the second export is not what was sent");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_span_is_shown_with_every_type() -> Result<()> {
    let waterglass = with_everything().await?;
    let span: Span = waterglass.get(&format!("/api/traces/{}/spans/{}", "a1".repeat(16), "b2".repeat(8))).await?;
    assert_eq!((span.name.as_str(), span.status_message.as_str()), (full::TEXT, full::TEXT));
    assert_eq!((span.flags, span.kind, span.status), (0x3ff, 5, 2));
    assert_eq!((span.dropped_attributes, span.dropped_events, span.dropped_links), (u32::MAX, 7, 8));
    assert_eq!(span.parent_span_id, Some("c3".repeat(8)));
    assert_types(&span.attributes);
    assert_types(&span.events[0].attributes);
    assert_types(&span.links[0].attributes);
    assert_types(&span.resource.attributes);
    assert_types(&span.scope.attributes);
    assert_eq!((span.resource.dropped_attributes, span.scope.dropped_attributes), (3, 4));
    assert_eq!(span.scope.schema_url, "https://opentelemetry.io/schemas/1.41.0");
    assert_eq!(span.resource.schema_url, "https://opentelemetry.io/schemas/1.40.0");
    let link = &span.links[0];
    assert_eq!(
        (link.trace_id.as_str(), link.trace_state.as_str(), link.flags, link.known),
        (&*"d4".repeat(16), "a=1,b=2", 0x301, false)
    );
    assert!(span.links[1].trace_id.is_empty());
    Ok(())
}

fn assert_types(attributes: &[Attribute]) {
    let all =
        |key: &str| attributes.iter().filter(|one| one.key == key).map(|one| one.value.clone()).collect::<Vec<_>>();
    let one = |key: &str| all(key).remove(0);
    let text = |value: &str| Value::String { value: value.into(), bytes: None };
    assert_eq!(all("repeated"), [text("first"), text("second")]);
    assert_eq!((one("text"), one("empty.text"), one("")), (text(full::TEXT), text(""), text("a key of no characters")));
    assert_eq!(
        (one("bool.false"), one("no.value"), one("empty.value")),
        (Value::Bool { value: false }, Value::Empty, Value::Empty)
    );
    let ints: Vec<_> = (0..6).map(|n| one(&format!("int.{n}"))).collect();
    let wanted = ["0", "1", "-1", "-9223372036854775808", "9223372036854775807", "9007199254740993"];
    assert_eq!(ints, wanted.map(|value| Value::Int { value: value.into() }));
    let doubles: Vec<_> = (0..11).map(|n| one(&format!("double.{n}"))).collect();
    let wanted = [
        "0.0",
        "-0.0",
        "0.1",
        "2.2250738585072014e-308",
        "5e-324",
        "1.7976931348623157e308",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e21",
        "100.0",
    ];
    assert_eq!(doubles, wanted.map(|value| Value::Double { value: value.into() }));
    let Value::Bytes { value, bytes: 256 } = one("bytes") else { panic!("256 bytes") };
    assert!(value.starts_with("AAECAwQF") && value.ends_with("/P3+/w=="));
    assert_eq!(one("empty.bytes"), Value::Bytes { value: String::new(), bytes: 0 });
    assert_eq!(
        (one("empty.list"), one("empty.map")),
        (Value::Array { values: vec![] }, Value::Map { entries: vec![] })
    );
    assert_eq!(one("list"), Value::Array { values: vec![Value::Int { value: "1".into() }, Value::Empty, text("two")] });
    let Value::Map { entries } = one("map") else { panic!("a map") };
    assert_eq!(entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["inner", "again", "inner"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_and_metrics_are_shown_with_every_fact() -> Result<()> {
    let waterglass = with_everything().await?;
    let logs: LogList = waterglass.get("/api/logs?severity=17").await?;
    assert_eq!(logs.rows.len(), 1);
    let log: LogRecord = waterglass.get(&format!("/api/logs/{}", logs.rows[0].id)).await?;
    assert_eq!((log.row.severity, log.row.severity_text.as_str()), (17, "Error!"));
    assert_eq!((log.row.event_name.as_deref(), log.row.trace_known), (Some("an.event"), true));
    assert_eq!((log.observed.0 - log.time.0, log.flags, log.dropped_attributes), (9, 0x1ff, 9));
    assert_eq!(log.body, Value::String { value: full::TEXT.into(), bytes: None });
    assert_types(&log.attributes);
    let all: LogList = waterglass.get("/api/logs?limit=1000").await?;
    assert_eq!(all.total, Some(full::logs().resource_logs[0].scope_logs[0].log_records.len() as u32));

    let metrics: MetricList = waterglass.get("/api/metrics").await?;
    let facts: Vec<_> = metrics.rows.iter().map(|row| (row.name.as_str(), row.kind, row.points.0)).collect();
    use MetricKind::{ExponentialHistogram, Gauge, Histogram, Sum, Summary};
    let kinds = [(Gauge, 5), (Sum, 5), (Histogram, 2), (ExponentialHistogram, 2), (Summary, 2)];
    let names = ["metric.0", "metric.1", "metric.2", "metric.3", "metric.4"];
    assert_eq!(
        facts,
        names.into_iter().zip(kinds).map(|(name, (kind, points))| (name, kind, points)).collect::<Vec<_>>()
    );
    assert_eq!((metrics.rows[0].unit.as_str(), metrics.rows[0].description.as_str()), ("{thing}/s", full::TEXT));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn raw_is_importable_json_of_one_item() -> Result<()> {
    let waterglass = with_everything().await?;
    let span = format!("/api/traces/{}/spans/{}/raw", "a1".repeat(16), "b2".repeat(8));
    let log = waterglass.get::<LogList>("/api/logs?severity=17").await?.rows.remove(0);
    for path in [span, format!("/api/logs/{}/raw", log.id)] {
        let raw = waterglass.api(Method::GET, &path, "").await?.text();
        assert!(raw.contains("\n  ") && raw.contains("\"schemaUrl\""), "{raw}");
        let other = Waterglass::start().await?;
        let imported: ImportResult = other.api(Method::POST, "/api/import", raw).await?.json()?;
        assert_eq!(imported.spans.0 + imported.logs.0, 1);
        let one = items_of_lines(&other.export().await?)?;
        let whole = items_of_lines(&waterglass.export().await?)?;
        assert!(one.keys().all(|item| whole.contains_key(item)), "{path}");
    }
    Ok(())
}
