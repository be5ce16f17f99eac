//! Redaction from outside: what rules take out is nowhere afterwards, by whatever way it came, and nothing else changes.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, ArrayValue, KeyValue, KeyValueList};
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use prost::Message as _;
use waterglass_model::Signal;
use waterglass_model::otlp::{json, schema};
use waterglass_proto::{
    ApiError, ChangeKind, Changes, ErrorCode, ImportResult, Redaction, RedactionPreview, RedactionRule, Span, Status,
};
use waterglass_server::Config;
use waterglass_server::transfer::Target;
use waterglass_tests_pipeline::otlp::build::{attribute, request, span, span_id, text, trace_id};
use waterglass_tests_pipeline::otlp::{Items, items, items_of_lines};
use waterglass_tests_pipeline::{Waterglass, full};

/// Stands in every secret and nowhere else.
const MARK: &str = "zqxjkv";

/// A secret, or what stands in its place.
type Told<'t> = &'t dyn Fn(&str, &str) -> String;

fn secret(before: &str, _: &str) -> String {
    before.to_owned()
}

fn taken_out(_: &str, after: &str) -> String {
    after.to_owned()
}

fn mail(told: Told<'_>) -> String {
    format!("write to {} today", told(&format!("{MARK}@mail.example"), "[redacted: e-mail]"))
}

/// Attributes of every shape that hold something.
fn planted(told: Told<'_>) -> Vec<KeyValue> {
    let key = told(&format!("sk-proj-{MARK}aB3dE5gH7jK9mN1pQ3"), "[redacted: api key]");
    let password = told(&format!("{MARK}!"), "[redacted: password]");
    let inner = serde_json::json!({"to": mail(told), "password": password, "n": [1, 2.5, null]}).to_string();
    let messages = serde_json::json!([{"role": "user", "parts": [{"type": "text", "content": format!("\"{key}\"\n")},
        {"type": "tool_call", "arguments": inner}]}]);
    let any = |value: &str| AnyValue { value: Some(Value::StringValue(value.into())) };
    let map = KeyValueList { values: vec![text("user", "u"), text("password", &password)] };
    vec![
        text("http.request.header.authorization", &told(&format!("Basic {MARK}"), "[redacted: authorization]")),
        text("gen_ai.input.messages", &messages.to_string()),
        text("note", &mail(told)),
        attribute("bytes.note", Value::BytesValue([b"\xff\x00", mail(told).as_bytes(), b"\xfe"].concat())),
        attribute("list", Value::ArrayValue(ArrayValue { values: vec![any("u"), any(&key)] })),
        attribute("map", Value::KvlistValue(map)),
        text(
            "card",
            &told(&format!("4111 1111 1111 1111 {MARK}@a.example"), "[redacted: card number] [redacted: e-mail]"),
        ),
    ]
}

/// A request in which every field is set, with something at every place where programs put texts.
fn traces(told: Told<'_>) -> ExportTraceServiceRequest {
    let mut request = full::traces();
    for of_resource in &mut request.resource_spans {
        of_resource.resource.iter_mut().for_each(|resource| resource.attributes.extend(planted(told)));
        for of_scope in &mut of_resource.scope_spans {
            of_scope.scope.iter_mut().for_each(|scope| scope.attributes.extend(planted(told)));
            for span in &mut of_scope.spans {
                span.name = format!("{} {}", span.name, mail(told));
                span.attributes.extend(planted(told));
                span.status.iter_mut().for_each(|status| status.message = mail(told));
                span.events.iter_mut().for_each(|event| event.attributes.extend(planted(told)));
                span.links.iter_mut().for_each(|link| link.attributes.extend(planted(told)));
            }
        }
    }
    request
}

fn logs(told: Told<'_>) -> ExportLogsServiceRequest {
    let mut request = full::logs();
    for of_resource in &mut request.resource_logs {
        for of_scope in &mut of_resource.scope_logs {
            for record in &mut of_scope.log_records {
                record.attributes.extend(planted(told));
            }
            let like = of_scope.log_records[0].clone();
            let bodies = planted(told).into_iter().skip(1).filter_map(|attribute| attribute.value);
            of_scope.log_records.extend(bodies.map(|body| {
                let mut record = like.clone();
                record.body = Some(body);
                record
            }));
        }
    }
    request
}

fn metrics(told: Told<'_>) -> ExportMetricsServiceRequest {
    let mut request = full::metrics();
    for of_resource in &mut request.resource_metrics {
        for metric in of_resource.scope_metrics.iter_mut().flat_map(|of_scope| &mut of_scope.metrics) {
            metric.metadata.extend(planted(told));
            match metric.data.as_mut() {
                Some(Data::Sum(sum)) => {
                    for point in &mut sum.data_points {
                        point.attributes.extend(planted(told));
                        let exemplars = point.exemplars.iter_mut();
                        exemplars.for_each(|exemplar| exemplar.filtered_attributes.extend(planted(told)));
                    }
                }
                Some(Data::Summary(summary)) => {
                    summary.data_points.iter_mut().for_each(|point| point.attributes.extend(planted(told)));
                }
                _ => {}
            }
        }
    }
    request
}

fn everything(told: Told<'_>) -> [(Signal, Vec<u8>); 3] {
    [
        (Signal::Traces, traces(told).encode_to_vec()),
        (Signal::Logs, logs(told).encode_to_vec()),
        (Signal::Metrics, metrics(told).encode_to_vec()),
    ]
}

fn items_of(all: &[(Signal, Vec<u8>)]) -> Result<Items> {
    let mut sum = Items::new();
    for (signal, request) in all {
        sum.extend(items(*signal, request)?);
    }
    Ok(sum)
}

fn as_json(signal: Signal, request: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    json::to_json(request, schema::request(signal), &mut out)?;
    Ok(out)
}

/// How a request gets in.
#[derive(Clone, Copy, Debug)]
enum Way {
    Protobuf,
    Json,
    Grpc,
    Import,
}

async fn send(waterglass: &Waterglass, way: Way, signal: Signal, request: &[u8]) -> Result<()> {
    match way {
        Way::Protobuf => waterglass.store(signal, request.to_vec()).await,
        Way::Json => {
            let url = format!("{}/v1/{}", waterglass.instance().addresses().http, signal.name());
            let headers = [("content-type", "application/json")];
            let reply = waterglass.ask(Method::POST, &url, &headers, as_json(signal, request)?).await?;
            ensure!(reply.status == StatusCode::OK, "{} {}", reply.status, reply.text());
            Ok(())
        }
        Way::Grpc => grpc(waterglass, signal, request).await,
        Way::Import => {
            let reply = waterglass.api(Method::POST, "/api/import", request.to_vec()).await?;
            ensure!(reply.json::<ImportResult>()?.rejected.0 == 0, "{}", reply.text());
            Ok(())
        }
    }
}

async fn grpc(waterglass: &Waterglass, signal: Signal, request: &[u8]) -> Result<()> {
    let service = match signal {
        Signal::Traces => "trace.v1.TraceService",
        Signal::Logs => "logs.v1.LogsService",
        Signal::Metrics => "metrics.v1.MetricsService",
    };
    let url = format!("{}/opentelemetry.proto.collector.{service}/Export", waterglass.instance().addresses().grpc);
    let framed = [&[0][..], &(request.len() as u32).to_be_bytes(), request].concat();
    let call = Request::post(url).header("content-type", "application/grpc").header("te", "trailers");
    let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    let (head, body) = client.request(call.body(Full::new(Bytes::from(framed)))?).await?.into_parts();
    let trailers = body.collect().await?.trailers().cloned().unwrap_or_default();
    let status = head.headers.get("grpc-status").or(trailers.get("grpc-status")).context("a status")?;
    ensure!(status == "0", "{status:?} {trailers:?}");
    Ok(())
}

async fn rules(waterglass: &Waterglass) -> Result<Redaction> {
    waterglass.get("/api/redaction").await
}

async fn put(waterglass: &Waterglass, rules: &Redaction) -> Result<Redaction> {
    let reply = waterglass.api(Method::PUT, "/api/redaction", serde_json::to_vec(rules)?).await?;
    ensure!(reply.status == StatusCode::OK, "{} {}", reply.status, reply.text());
    reply.json()
}

async fn switch(waterglass: &Waterglass, on: bool) -> Result<Redaction> {
    let known = rules(waterglass).await?;
    put(waterglass, &Redaction { on, ..known }).await
}

async fn preview(waterglass: &Waterglass, rules: &Redaction) -> Result<RedactionPreview> {
    let path = format!("/api/redaction/preview?trace_id={}", "a1".repeat(16));
    let reply = waterglass.api(Method::POST, &path, serde_json::to_vec(rules)?).await?;
    ensure!(reply.status == StatusCode::OK, "{} {}", reply.status, reply.text());
    reply.json()
}

/// Names of the database's files in which the mark stands.
fn files_with_the_mark(waterglass: &Waterglass) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in std::fs::read_dir(waterglass.path("."))? {
        let file = file?;
        let bytes = std::fs::read(file.path())?;
        if bytes.windows(MARK.len()).any(|bytes| bytes.eq_ignore_ascii_case(MARK.as_bytes())) {
            found.push(file.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(found)
}

fn own(name: &str, key: &str, value: &str) -> RedactionRule {
    let [name, key, value] = [name, key, value].map(str::to_owned);
    RedactionRule { name, on: true, key, value, ..RedactionRule::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_presets_take_out_is_nowhere_and_all_else_is_as_sent() -> Result<()> {
    let (sent, wanted) = (everything(&secret), items_of(&everything(&taken_out))?);
    for way in [Way::Protobuf, Way::Json, Way::Grpc, Way::Import] {
        let waterglass = Waterglass::start().await?;
        switch(&waterglass, true).await?;
        for (signal, request) in &sent {
            send(&waterglass, way, *signal, request).await.with_context(|| format!("{way:?} {signal:?}"))?;
        }
        waterglass.instance().settled().await;
        ensure!(files_with_the_mark(&waterglass)?.is_empty(), "{way:?}: while it runs");
        let exported = waterglass.export().await?;
        ensure!(!exported.contains(MARK), "{way:?}: exported");
        ensure!(items_of_lines(&exported)? == wanted, "{way:?}: something else changed");
        let span: Span = waterglass.get(&format!("/api/traces/{}/spans/{}", "a1".repeat(16), "b2".repeat(8))).await?;
        assert!(span.name.ends_with("write to [redacted: e-mail] today"), "{}", span.name);
        assert_eq!((span.events.len(), span.links.len(), span.kind), (2, 2, 5));

        let folder = waterglass.stop().await;
        let again = Waterglass::start_in(folder).await?;
        ensure!(files_with_the_mark(&again)?.is_empty(), "{way:?}: after the end");
        // It outlives a restart.
        assert!(rules(&again).await?.on);
        again.store(Signal::Traces, request("s", vec![span_with_mail(9)])).await?;
        ensure!(!again.export().await?.contains(MARK), "{way:?}: after a restart");
        again.stop().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_without_an_instance_is_redacted_too() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    switch(&waterglass, true).await?;
    let folder = waterglass.stop().await;
    let (config, runtime) = (Config::on_free_ports(&folder.path().join("test.db")), tokio::runtime::Handle::current());
    let imported = tokio::task::spawn_blocking(move || {
        let target = Target::open(&config)?;
        let requests = everything(&secret).into_iter().map(|(_, request)| target.import(&request[..], &runtime));
        anyhow::Ok(requests.map(|result| result.map(|done| done.rejected.0)).collect::<Result<Vec<_>, _>>()?)
    });
    assert_eq!(imported.await??, [0, 0, 0]);
    let waterglass = Waterglass::start_in(folder).await?;
    ensure!(files_with_the_mark(&waterglass)?.is_empty(), "it is in a file");
    ensure!(
        items_of_lines(&waterglass.export().await?)? == items_of(&everything(&taken_out))?,
        "something else changed"
    );
    Ok(())
}

fn span_with_mail(trace: u8) -> opentelemetry_proto::tonic::trace::v1::Span {
    let attributes = vec![text("note", &mail(&secret))];
    opentelemetry_proto::tonic::trace::v1::Span { attributes, ..span(trace, 1, 0, "root") }
}

#[tokio::test(flavor = "multi_thread")]
async fn off_nothing_changes_and_it_is_found() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let (sent, cursor) = (everything(&secret), waterglass.get::<Changes>("/api/changes").await?.cursor);
    let on = switch(&waterglass, true).await?;
    assert!(on.on && on.rules.len() > 5 && on.rules.iter().all(|rule| rule.preset && rule.on));
    let changes: Changes = waterglass.get(&format!("/api/changes?after={cursor}&wait_ms=5000")).await?;
    assert!(changes.kinds.contains(&ChangeKind::Settings), "{:?}", changes.kinds);
    waterglass.store(Signal::Traces, request("s", vec![span_with_mail(1)])).await?;
    switch(&waterglass, false).await?;
    for (signal, request) in &sent {
        waterglass.store(*signal, request.clone()).await?;
    }
    waterglass.store(Signal::Traces, request("s", vec![span_with_mail(2)])).await?;
    let exported = waterglass.export().await?;
    let mut wanted = items_of(&sent)?;
    let mut taken = span_with_mail(1);
    taken.attributes = vec![text("note", &mail(&taken_out))];
    wanted.extend(items(Signal::Traces, &request("s", vec![taken]))?);
    wanted.extend(items(Signal::Traces, &request("s", vec![span_with_mail(2)]))?);
    ensure!(items_of_lines(&exported)? == wanted, "what came after is as sent, what came before stays as it was");
    // Else the search for it proves nothing.
    assert!(!files_with_the_mark(&waterglass)?.is_empty());
    Ok(())
}

/// Where the span stored in two instances differs, in a preview's words.
fn differences(one: &Span, other: &Span) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    let mut compare = |before: &[waterglass_proto::Attribute], after: &[waterglass_proto::Attribute], around: &str| {
        assert_eq!(before.len(), after.len());
        let pairs = before.iter().zip(after).filter(|(before, after)| before.value != after.value);
        places.extend(pairs.map(|(before, _)| format!("{around}{}", before.key)));
    };
    compare(&one.attributes, &other.attributes, "");
    for (before, after) in one.events.iter().zip(&other.events) {
        let around = if before.name.is_empty() { String::new() } else { format!("{}: ", before.name) };
        compare(&before.attributes, &after.attributes, &format!("event: {around}"));
    }
    for (before, after) in one.links.iter().zip(&other.links) {
        compare(&before.attributes, &after.attributes, "link: ");
    }
    if one.name != other.name {
        places.insert("name".into());
    }
    if one.status_message != other.status_message {
        places.insert("status: message".into());
    }
    places
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_names_what_is_then_done() -> Result<()> {
    let (before, after) = (Waterglass::start().await?, Waterglass::start().await?);
    let request = traces(&secret).encode_to_vec();
    before.store(Signal::Traces, request.clone()).await?;
    let mut rules = rules(&before).await?;
    rules.rules.push(own("Mine", "note", "today"));
    let seen = preview(&before, &rules).await?;
    assert!(!seen.partial && seen.more == 0 && seen.values as usize > seen.changes.len(), "{seen:?}");
    // Looking changes nothing.
    ensure!(items_of_lines(&before.export().await?)? == items(Signal::Traces, &request)?, "what is stored stays");
    assert!(!self::rules(&before).await?.on);

    put(&after, &Redaction { on: true, ..rules.clone() }).await?;
    after.store(Signal::Traces, request).await?;
    for id in ["b2", "b3", "b4"].map(|byte| byte.repeat(8)) {
        let path = format!("/api/traces/{}/spans/{id}", "a1".repeat(16));
        let (one, other): (Span, Span) = (before.get(&path).await?, after.get(&path).await?);
        let told: BTreeSet<String> =
            seen.changes.iter().filter(|change| change.span_id == id).map(|change| change.place.clone()).collect();
        assert_eq!(told, differences(&one, &other), "{id}");
    }
    let groups: BTreeSet<&str> =
        seen.changes.iter().filter(|change| change.span_id.is_empty()).map(|change| change.place.as_str()).collect();
    assert!(groups.contains("resource: note") && groups.contains("scope: note"), "{groups:?}");
    let note = seen.changes.iter().find(|change| change.place == "note").context("the note")?;
    assert_eq!(note.before, format!("write to {MARK}@mail.example today"));
    assert_eq!(note.after, "write to [redacted: e-mail] [redacted: mine]");
    assert_eq!(note.rules, ["E-mail addresses", "Mine"]);
    // Done is done.
    assert!(preview(&after, &rules).await?.changes.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_rule_is_refused_by_name_and_the_old_ones_stay() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let mut good = rules(&waterglass).await?;
    good.rules[0].on = false;
    good.rules.push(own("Tickets", "", "TICKET-[0-9]+"));
    let kept = put(&waterglass, &good).await?;
    assert_eq!(kept, good);
    for (rule, message) in [
        (own("Half", "", "(a"), "the value of the rule \"Half\" is not a regular expression: unclosed group"),
        (
            RedactionRule { on: false, ..own("Off", "", "(?=a)") },
            "the value of the rule \"Off\" is not a regular expression",
        ),
        (own("Nothing", "", ""), "the rule \"Nothing\" is empty"),
        (own("All", "*", ""), "the rule \"All\" takes out every value"),
        (own("", "a", ""), "has no name"),
    ] {
        let mut bad = good.clone();
        bad.rules.push(rule);
        for (method, path) in [
            (Method::PUT, "/api/redaction".to_owned()),
            (Method::POST, format!("/api/redaction/preview?trace_id={}", trace_id(1))),
        ] {
            let reply = waterglass.api(method, &path, serde_json::to_vec(&bad)?).await?;
            assert_eq!(reply.status, StatusCode::BAD_REQUEST);
            let error: ApiError = reply.json()?;
            assert!(error.code == ErrorCode::BadRequest && error.hint.is_some(), "{error:?}");
            assert!(error.message.contains(message), "{}", error.message);
        }
    }
    assert_eq!(rules(&waterglass).await?, good);
    // Presets are as shipped whatever is sent; own rules left out are gone.
    let mut changed = good.clone();
    changed.rules.pop();
    changed.rules[1].value = "x".into();
    let now = put(&waterglass, &changed).await?;
    assert_eq!(now.rules, good.rules[..good.rules.len() - 1]);

    let body = serde_json::to_vec(&good)?;
    let unknown = format!("/api/redaction/preview?trace_id={}", trace_id(9));
    assert_eq!(waterglass.api(Method::POST, &unknown, body.clone()).await?.status, StatusCode::NOT_FOUND);
    let wrong = waterglass.api(Method::POST, "/api/redaction/preview?trace_id=12", body).await?;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_cannot_be_redacted_is_refused() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let rule = RedactionRule { replacement: "X".repeat(200), ..own("Every letter", "", "[a-z]") };
    put(&waterglass, &Redaction { on: true, rules: vec![rule] }).await?;
    let mut root = span(1, 1, 0, "root");
    root.attributes = (0..12_000).map(|_| text("k", "abcdefghij")).collect();
    let reply = waterglass.send(Signal::Traces, request("s", vec![root.clone()])).await?;
    assert!(reply.status.is_server_error(), "{}", reply.status);
    assert!(reply.text().contains("redaction failed"), "{}", reply.text());
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!(status.counts.spans.0, 0);
    assert!(waterglass.export().await?.is_empty());
    // The next one has nothing to do with it.
    waterglass.store(Signal::Traces, request("s", vec![span(2, 1, 0, "ROOT")])).await?;
    switch(&waterglass, false).await?;
    waterglass.store(Signal::Traces, request("s", vec![root])).await?;
    let span: Span = waterglass.get(&format!("/api/traces/{}/spans/{}", trace_id(1), span_id(1))).await?;
    assert_eq!(span.name, "root");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn large_and_odd_values_get_through() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    switch(&waterglass, true).await?;
    let picture = "iVBORw0KGgoAAAANSUhEUgAA".repeat(30 * 1024 * 1024 / 24);
    let message = format!(r#"[{{"content":"{MARK}@mail.example","image":"{picture}"}}]"#);
    let cut = format!(r#"{{"password": "{MARK}", "messages": [{{"content": "mail {MARK}@mail.exam"#);
    let deep = format!("{}{{\"password\":\"{MARK}\"}}{}", "{\"a\":[".repeat(3000), "]}".repeat(3000));
    let mut root = span(1, 1, 0, "root");
    root.attributes = vec![text("image", &message), text("cut", &cut), text("deep", &deep)];
    let mut many = span(1, 2, 1, "many");
    many.attributes = (0..10_000).map(|at| text(&format!("k{at}.password"), MARK)).collect();
    waterglass.store(Signal::Traces, request("s", vec![root, many])).await?;
    let exported = waterglass.export().await?;
    ensure!(!exported.contains(MARK), "{}", exported.matches(MARK).count());
    let deep = format!("{}{{\"password\":\"[redacted: password]\"}}{}", "{\"a\":[".repeat(3000), "]}".repeat(3000));
    ensure!(exported.contains(&deep.replace('"', "\\\"")), "deep JSON stays JSON");
    ensure!(exported.contains(&picture), "the picture stays");
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!(status.counts.spans.0, 2);
    Ok(())
}
