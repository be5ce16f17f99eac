//! The lists: filters, sorting, pages, pickers, searching inside a trace, long values by range.

use anyhow::Result;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{Span, Status, span::Event};
use prost::Message as _;
use waterglass_model::Signal;
use waterglass_proto::{Choices, LogList, TraceList, TraceSearch, Value, ValueRange};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{START, attribute, request, span, span_id, text, trace_id};

/// Four traces: lengths 1, 2, 3 and 4 s; the second has an error, the third failed.
async fn four_traces() -> Result<Waterglass> {
    let waterglass = Waterglass::start().await?;
    let failed = Some(Status { code: 2, ..Status::default() });
    for number in 1..=4u8 {
        let start = START + u64::from(number) * 1_000_000_000;
        let end_time_unix_nano = start + u64::from(number) * 1_000_000_000;
        let name = ["GET /one", "agent:two", "Three Words Here", "four"][usize::from(number) - 1];
        let root = Span { start_time_unix_nano: start, end_time_unix_nano, ..span(number, 1, 0, name) };
        let root = if number == 3 { Span { status: failed.clone(), ..root } } else { root };
        let child =
            Span { start_time_unix_nano: start, end_time_unix_nano: start + 5, ..span(number, 2, 1, "inner work") };
        let child = if number == 2 { Span { status: failed.clone(), ..child } } else { child };
        let service = if number % 2 == 0 { "even" } else { "odd" };
        waterglass.store(Signal::Traces, request(service, vec![root, child])).await?;
    }
    Ok(waterglass)
}

async fn found(waterglass: &Waterglass, query: &str) -> Result<Vec<u8>> {
    let list: TraceList = waterglass.get(&format!("/api/traces?{query}")).await?;
    Ok((list.rows.iter()).map(|row| u8::from_str_radix(&row.trace_id[30..], 16).unwrap_or(0)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_are_filtered_and_sorted() -> Result<()> {
    let waterglass = four_traces().await?;
    let by_second = START + 3_000_000_000;
    let questions: [(String, &[u8]); 17] = [
        (String::new(), &[4, 3, 2, 1]),
        ("order=asc".into(), &[1, 2, 3, 4]),
        ("sort=duration&order=asc&limit=2".into(), &[1, 2]),
        ("sort=name&order=asc".into(), &[2, 4, 1, 3]),
        ("sort=errors".into(), &[3, 2, 4, 1]),
        ("service=odd".into(), &[3, 1]),
        ("q=service:even".into(), &[4, 2]),
        ("q=status:ok".into(), &[4, 1]),
        ("q=status:error".into(), &[3, 2]),
        ("q=status:failed".into(), &[3]),
        ("q=duration%3E%3D3s".into(), &[4, 3]),
        ("q=duration%3C2500ms+duration%3E1s".into(), &[2]),
        ("q=%22agent:two%22".into(), &[2]),
        ("q=%22three+words%22".into(), &[3]),
        ("q=inner".into(), &[4, 3, 2, 1]),
        (format!("from={by_second}"), &[4, 3]),
        (format!("to={by_second}&q=name:get*"), &[1]),
    ];
    for (query, wanted) in questions {
        let mut got = found(&waterglass, &query).await?;
        if query.starts_with("sort=errors") {
            // Equal numbers of errors may stand in either order.
            got[..2].sort_unstable_by(|left, right| right.cmp(left));
            got[2..].sort_unstable_by(|left, right| right.cmp(left));
        }
        assert_eq!(got, wanted, "{query}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_join_without_gap_or_repetition() -> Result<()> {
    let waterglass = four_traces().await?;
    for sort in ["start", "duration", "name", "service", "spans", "errors", "tokens"] {
        for order in ["asc", "desc"] {
            let (mut all, mut cursor, mut first) = (Vec::new(), String::new(), true);
            loop {
                let page: TraceList =
                    waterglass.get(&format!("/api/traces?sort={sort}&order={order}&limit=1{cursor}")).await?;
                assert_eq!(page.total, first.then_some(4), "{sort} {order}");
                first = false;
                all.extend(page.rows.into_iter().map(|row| row.trace_id));
                let Some(next) = page.next else { break };
                cursor = format!("&cursor={next}");
            }
            all.sort();
            assert_eq!(all, (1..=4).map(trace_id).collect::<Vec<_>>(), "{sort} {order}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pickers_count_traces() -> Result<()> {
    let waterglass = four_traces().await?;
    let choices = |choices: Choices| choices.choices.into_iter().map(|one| (one.name, one.traces)).collect::<Vec<_>>();
    assert_eq!(choices(waterglass.get("/api/projects").await?), [("default".into(), 4)]);
    let mut services = choices(waterglass.get("/api/services?project=default").await?);
    services.sort();
    assert_eq!(services, [("even".into(), 2), ("odd".into(), 2)]);
    assert!(choices(waterglass.get("/api/services?project=none").await?).is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_is_searched_through() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let event = Event { name: "note".into(), attributes: vec![text("said", "the needle again")], ..Event::default() };
    let spans = vec![
        Span { attributes: vec![text("prompt", "hay, a Needle, hay")], ..span(1, 1, 0, "first") },
        Span { events: vec![event], ..span(1, 2, 1, "second") },
        span(1, 3, 1, "needle-thread"),
        span(1, 4, 1, "hay"),
    ];
    waterglass.store(Signal::Traces, request("s", spans)).await?;
    let found: TraceSearch = waterglass.get(&format!("/api/traces/{}/search?q=needle", trace_id(1))).await?;
    let places: Vec<_> = found.matches.iter().map(|one| (one.span_id.clone(), one.field.as_str())).collect();
    assert_eq!(places, [(span_id(1), "prompt"), (span_id(2), "event.said"), (span_id(3), "name")]);
    assert!(found.matches[0].snippet.contains("a Needle,") && !found.truncated);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn long_values_are_cut_and_read_by_range() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let long: String = (0..40_000).map(|number| format!("{number} é ")).collect();
    let inside = Any::ArrayValue(ArrayValue { values: vec![AnyValue { value: Some(Any::StringValue(long.clone())) }] });
    let attributes = vec![text("short", "x"), text("long", &long), attribute("list", inside)];
    waterglass.store(Signal::Traces, request("s", vec![Span { attributes, ..span(1, 1, 0, "x") }])).await?;
    let address = format!("/api/traces/{}/spans/{}", trace_id(1), span_id(1));
    let whole: waterglass_proto::Span = waterglass.get(&address).await?;
    let Value::String { value: head, bytes: Some(bytes) } = &whole.attributes[1].value else { panic!("a cut text") };
    assert!(head.len() <= 64 << 10 && long.starts_with(head.as_str()) && *bytes as usize == long.len());
    for key in ["key=long", "key=list&path=0"] {
        let mut read = String::new();
        while read.len() < long.len() {
            let range: ValueRange =
                waterglass.get(&format!("{address}/value?{key}&offset={}&length=100001", read.len())).await?;
            assert_eq!((range.offset as usize, range.bytes as usize), (read.len(), long.len()));
            read.push_str(&range.text);
        }
        assert_eq!(read, long);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_are_filtered_by_everything_they_say() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let record = |number: u64, severity: i32, body: &str| LogRecord {
        time_unix_nano: START + number,
        severity_number: severity,
        body: Some(AnyValue { value: Some(Any::StringValue(body.into())) }),
        attributes: vec![text("who", if number == 2 { "Ada" } else { "Bob" })],
        ..LogRecord::default()
    };
    let first = span(1, 1, 0, "x");
    let linked =
        LogRecord { trace_id: first.trace_id.clone(), span_id: first.span_id.clone(), ..record(3, 17, "it failed") };
    let event = LogRecord { event_name: "user.login".into(), body: None, ..record(4, 0, "") };
    let log_records = vec![record(1, 9, "hello world"), record(2, 13, "careful"), linked, event];
    let resource = Some(Resource { attributes: vec![text("service.name", "s")], ..Resource::default() });
    let scope_logs = vec![ScopeLogs { log_records, ..ScopeLogs::default() }];
    let resource_logs = vec![ResourceLogs { resource, scope_logs, ..ResourceLogs::default() }];
    waterglass.store(Signal::Logs, ExportLogsServiceRequest { resource_logs }.encode_to_vec()).await?;
    let questions: [(String, &[u64]); 11] = [
        (String::new(), &[4, 3, 2, 1]),
        ("order=asc&limit=2".into(), &[1, 2]),
        ("severity=13".into(), &[3, 2]),
        ("q=WORLD".into(), &[1]),
        ("q=ada".into(), &[2]),
        ("q=login".into(), &[4]),
        ("q=hello+bob".into(), &[1]),
        (format!("trace_id={}", trace_id(1)), &[3]),
        (format!("trace_id={}&span_id={}", trace_id(1), span_id(2)), &[]),
        (format!("from={}&to={}", START + 2, START + 4), &[3, 2]),
        ("service=other".into(), &[]),
    ];
    for (query, wanted) in questions {
        let list: LogList = waterglass.get(&format!("/api/logs?{query}")).await?;
        assert_eq!(list.rows.iter().map(|row| row.time.0 - START).collect::<Vec<_>>(), wanted, "{query}");
    }
    let list: LogList = waterglass.get("/api/logs").await?;
    assert_eq!((list.rows[0].event_name.as_deref(), list.rows[0].body.as_str()), (Some("user.login"), "who=Bob"));
    assert_eq!((list.rows[1].severity_text.as_str(), list.rows[1].trace_known), ("ERROR", false));
    Ok(())
}
