//! What is done to chosen traces: tags, notes; and saved views beside them.

use anyhow::Result;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use waterglass_model::Signal;
use waterglass_proto::{
    ApiError, ChangeKind, Changes, Choices, ErrorCode, SavedViews, Status, Touched, TraceList, TraceOutline,
};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{request, span, trace_id};

async fn three_traces() -> Result<Waterglass> {
    let waterglass = Waterglass::start().await?;
    for (number, service) in [(1, "shop"), (2, "shop"), (3, "bank")] {
        waterglass.store(Signal::Traces, request(service, vec![span(number, 1, 0, "GET /")])).await?;
    }
    Ok(waterglass)
}

async fn ids(waterglass: &Waterglass, query: &str) -> Result<Vec<String>> {
    let list: TraceList = waterglass.get(&format!("/api/traces?sort=trace&order=asc&q={query}")).await?;
    Ok(list.rows.into_iter().map(|row| row.trace_id).collect())
}

async fn tag(waterglass: &Waterglass, body: Value) -> Result<u64> {
    let reply = waterglass.api(Method::POST, "/api/traces/tag", body.to_string()).await?;
    Ok(reply.json::<Touched>()?.traces.0)
}

async fn refused(waterglass: &Waterglass, method: Method, path: &str, body: Value) -> Result<(StatusCode, ErrorCode)> {
    let reply = waterglass.api(method, path, body.to_string()).await?;
    Ok((reply.status, reply.json::<ApiError>()?.code))
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_given_taken_found_and_counted() -> Result<()> {
    let waterglass = three_traces().await?;
    let cursor = waterglass.get::<Changes>("/api/changes").await?.cursor;
    let shop = json!({"selection": {"matching": {"q": "service:shop"}}, "add": [" good ", "seen"]});
    assert_eq!(tag(&waterglass, shop).await?, 2);
    let changes: Changes = waterglass.get(&format!("/api/changes?after={cursor}&wait_ms=5000")).await?;
    assert_eq!((changes.kinds, changes.trace_ids.len()), (vec![ChangeKind::Traces], 2));
    // Ids that are not stored are passed over; one given twice counts once.
    let named = json!({"selection": {"traces": [trace_id(3), trace_id(3), trace_id(9)]}, "add": ["seen", "ü"]});
    assert_eq!(tag(&waterglass, named).await?, 1);
    let one = json!({"selection": {"traces": [trace_id(2)]}, "remove": ["good"]});
    assert_eq!(tag(&waterglass, one).await?, 1);

    assert_eq!(ids(&waterglass, "tag:seen").await?, [trace_id(1), trace_id(2), trace_id(3)]);
    assert_eq!(ids(&waterglass, "tag:good").await?, [trace_id(1)]);
    assert_eq!(ids(&waterglass, "-tag:good").await?, [trace_id(2), trace_id(3)]);
    let list: TraceList = waterglass.get("/api/traces?sort=trace&order=asc&columns=tag").await?;
    let tags: Vec<_> = list.rows.iter().map(|row| row.tags.join(" ")).collect();
    assert_eq!(tags, ["good seen", "seen", "seen ü"]);
    let outline: TraceOutline = waterglass.get(&format!("/api/traces/{}", trace_id(1))).await?;
    assert_eq!(outline.summary.tags, ["good", "seen"]);
    let choices = waterglass.get::<Choices>("/api/tags").await?.choices;
    let counted: Vec<_> = choices.iter().map(|one| (one.name.as_str(), one.traces)).collect();
    assert_eq!(counted, [("seen", 3), ("good", 1), ("ü", 1)]);

    let long = "x".repeat(65);
    for bad in ["a,b", "", "  ", "a\u{0}b", "a\nb", &long] {
        let body = json!({"selection": {"traces": [trace_id(1)]}, "add": [bad]});
        let refusal = refused(&waterglass, Method::POST, "/api/traces/tag", body).await?;
        assert_eq!(refusal, (StatusCode::BAD_REQUEST, ErrorCode::BadRequest), "{bad:?}");
    }
    let mistake = json!({"selection": {"matching": {"q": "a ("}}, "add": ["x"]});
    let refusal = refused(&waterglass, Method::POST, "/api/traces/tag", mistake).await?;
    assert_eq!(refusal, (StatusCode::BAD_REQUEST, ErrorCode::BadQuery));
    // The last of 65 does not fit, and then none of its request does.
    let many: Vec<String> = (0..63).map(|number| format!("t{number}")).collect();
    let body = json!({"selection": {"traces": [trace_id(2), trace_id(1)]}, "add": many});
    let refusal = refused(&waterglass, Method::POST, "/api/traces/tag", body).await?;
    assert_eq!(refusal, (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    assert!(ids(&waterglass, "tag:t0").await?.is_empty());

    let waterglass = Waterglass::start_in(waterglass.stop().await).await?;
    assert_eq!(ids(&waterglass, "tag:good").await?, [trace_id(1)]);
    assert_eq!(waterglass.api(Method::DELETE, "/api/data", "").await?.status, StatusCode::OK);
    assert!(waterglass.get::<Choices>("/api/tags").await?.choices.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_has_a_note() -> Result<()> {
    let waterglass = three_traces().await?;
    let path = format!("/api/traces/{}/note", trace_id(2));
    for text in ["first", "Ask Ada: is 3 s right? 🤔\n\"quoted\""] {
        let reply = waterglass.api(Method::PUT, &path, json!({"text": text}).to_string()).await?;
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(ids(&waterglass, "note:*ada*").await?, [trace_id(2)]);
    let outline: TraceOutline = waterglass.get(&format!("/api/traces/{}", trace_id(2))).await?;
    assert_eq!(outline.summary.note.as_deref(), Some("Ask Ada: is 3 s right? 🤔\n\"quoted\""));
    assert_eq!(waterglass.api(Method::PUT, &path, r#"{"text":"  \n"}"#).await?.status, StatusCode::NO_CONTENT);
    let outline: TraceOutline = waterglass.get(&format!("/api/traces/{}", trace_id(2))).await?;
    assert_eq!(outline.summary.note, None);
    let long = json!({"text": "é".repeat(10_001)});
    assert_eq!(refused(&waterglass, Method::PUT, &path, long).await?.0, StatusCode::BAD_REQUEST);
    let fits = json!({"text": "é".repeat(10_000)}).to_string();
    assert_eq!(waterglass.api(Method::PUT, &path, fits).await?.status, StatusCode::NO_CONTENT);
    let unknown = format!("/api/traces/{}/note", trace_id(9));
    let refusal = refused(&waterglass, Method::PUT, &unknown, json!({"text": "x"})).await?;
    assert_eq!(refusal, (StatusCode::NOT_FOUND, ErrorCode::NotFound));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn views_are_kept_and_carried_elsewhere() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let cursor = waterglass.get::<Changes>("/api/changes").await?.cursor;
    let slow = json!({"name": "another", "q": "duration>2s", "columns": ["model", "odd, key"], "sort": "duration"});
    let reply = waterglass.api(Method::PUT, "/api/views/Slow%20%2F%20%C3%BC", slow.to_string()).await?;
    assert_eq!(reply.json::<Value>()?["name"], "Slow / ü");
    let changes: Changes = waterglass.get(&format!("/api/changes?after={cursor}&wait_ms=5000")).await?;
    assert_eq!(changes.kinds, [ChangeKind::Settings]);
    let reply = waterglass.api(Method::PUT, "/api/views/b", json!({"on": "logs", "q": "a"}).to_string()).await?;
    assert_eq!(reply.status, StatusCode::OK);

    let kept = waterglass.api(Method::GET, "/api/views", "").await?;
    let other = Waterglass::start().await?;
    let old = json!({"views": [{"name": "b", "q": "old"}, {"name": "stays"}]});
    other.api(Method::POST, "/api/views", old.to_string()).await?.json::<SavedViews>()?;
    let reply = other.api(Method::POST, "/api/views", kept.body.clone()).await?;
    let views = reply.json::<SavedViews>()?.views;
    let told: Vec<_> = views.iter().map(|view| (view.name.as_str(), view.q.as_str())).collect();
    assert_eq!(told, [("Slow / ü", "duration>2s"), ("b", "a"), ("stays", "")]);
    assert_eq!(views[0].columns.as_deref(), Some(&["model".to_owned(), "odd, key".to_owned()][..]));

    assert_eq!(other.api(Method::DELETE, "/api/views/b", "").await?.status, StatusCode::NO_CONTENT);
    let refusal = refused(&other, Method::DELETE, "/api/views/b", Value::Null).await?;
    assert_eq!(refusal, (StatusCode::NOT_FOUND, ErrorCode::NotFound));
    for bad in [json!({"views": [{"name": ""}]}), json!({"views": [{"name": "x".repeat(101)}]}), json!({"views": 1})] {
        assert_eq!(refused(&other, Method::POST, "/api/views", bad).await?.0, StatusCode::BAD_REQUEST);
    }
    let large = json!({"q": "x".repeat(200_000)});
    assert_eq!(refused(&other, Method::PUT, "/api/views/x", large).await?.0, StatusCode::PAYLOAD_TOO_LARGE);
    let many: Vec<Value> = (0..1001).map(|number| json!({"name": number.to_string()})).collect();
    let refusal = refused(&other, Method::POST, "/api/views", json!({"views": many})).await?;
    assert_eq!(refusal, (StatusCode::BAD_REQUEST, ErrorCode::BadRequest));
    // Views are settings: clearing keeps them.
    other.api(Method::DELETE, "/api/data", "").await?;
    assert_eq!(other.get::<SavedViews>("/api/views").await?.views.len(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn deleted_traces_are_gone_with_all_that_was_theirs() -> Result<()> {
    let waterglass = three_traces().await?;
    let record = |body: &str, id: String| json!({"timeUnixNano": "1", "body": {"stringValue": body}, "traceId": id});
    let records =
        [record("about one", trace_id(1)), record("about two", trace_id(2)), record("about nobody", "".into())];
    let logs = json!({"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}).to_string();
    let url = format!("{}/v1/logs", waterglass.instance().addresses().http);
    let sent = waterglass.ask(Method::POST, &url, &[("content-type", "application/json")], logs).await?;
    assert_eq!(sent.status, StatusCode::OK);
    let note = json!({"text": "look"}).to_string();
    waterglass.api(Method::PUT, &format!("/api/traces/{}/note", trace_id(1)), note).await?;
    let cursor = waterglass.get::<Changes>("/api/changes").await?.cursor;

    let named = json!({"selection": {"traces": [trace_id(1), trace_id(9)]}});
    let reply = waterglass.api(Method::POST, "/api/traces/delete", named.to_string()).await?;
    assert_eq!((reply.status, reply.json::<Touched>()?.traces.0), (StatusCode::OK, 1));
    let changes: Changes = waterglass.get(&format!("/api/changes?after={cursor}&wait_ms=5000")).await?;
    assert!(changes.kinds.contains(&ChangeKind::Deleted));
    assert_eq!(ids(&waterglass, "").await?, [trace_id(2), trace_id(3)]);
    let reply = waterglass.api(Method::GET, &format!("/api/traces/{}", trace_id(1)), "").await?;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    let exported = waterglass.export().await?;
    assert!(!exported.contains(&trace_id(1)) && !exported.contains("about one"), "{exported}");
    assert!(exported.contains("about two") && exported.contains("about nobody"));
    let status: Status = waterglass.get("/api/status").await?;
    assert_eq!((status.counts.traces.0, status.counts.spans.0, status.counts.logs.0), (2, 2, 2));

    // A span that comes late begins the trace anew, without the note.
    waterglass.store(Signal::Traces, request("shop", vec![span(1, 5, 0, "late")])).await?;
    let outline: TraceOutline = waterglass.get(&format!("/api/traces/{}", trace_id(1))).await?;
    assert_eq!((outline.summary.spans, outline.summary.note), (1, None));

    let mistake = json!({"selection": {"matching": {"q": "a ("}}});
    let refusal = refused(&waterglass, Method::POST, "/api/traces/delete", mistake).await?;
    assert_eq!(refusal, (StatusCode::BAD_REQUEST, ErrorCode::BadQuery));
    let shop = json!({"selection": {"matching": {"q": "service:shop", "limit": 1}}}).to_string();
    assert_eq!(waterglass.api(Method::POST, "/api/traces/delete", shop).await?.json::<Touched>()?.traces.0, 2);
    assert_eq!(ids(&waterglass, "").await?, [trace_id(3)]);
    let waterglass = Waterglass::start_in(waterglass.stop().await).await?;
    assert_eq!(ids(&waterglass, "").await?, [trace_id(3)]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_matches_is_exported() -> Result<()> {
    let waterglass = three_traces().await?;
    let start = |number: u8| trace_id(number);
    for (query, wanted) in [
        ("q=service:shop", vec![start(1), start(2)]),
        ("q=-service:shop", vec![start(3)]),
        ("service=bank", vec![start(3)]),
        ("project=default&q=service:bank", vec![start(3)]),
        ("from=0&limit=1", vec![start(1), start(2), start(3)]),
    ] {
        let reply = waterglass.api(Method::GET, &format!("/api/export?{query}"), "").await?;
        assert_eq!(reply.status, StatusCode::OK, "{query}");
        let told: Vec<String> =
            (1..=3).map(trace_id).filter(|id| reply.text().contains(&format!("\"traceId\":\"{id}\""))).collect();
        assert_eq!((told, reply.text().lines().count()), (wanted.clone(), wanted.len()), "{query}");
    }
    for (query, refusal) in [
        ("q=name:nothing", (StatusCode::NOT_FOUND, ErrorCode::NotFound)),
        ("q=a+(", (StatusCode::BAD_REQUEST, ErrorCode::BadQuery)),
        ("to=yesterday", (StatusCode::BAD_REQUEST, ErrorCode::BadRequest)),
        (&format!("trace={}&q=x", trace_id(1)), (StatusCode::BAD_REQUEST, ErrorCode::BadRequest)),
    ] {
        assert_eq!(refused(&waterglass, Method::GET, &format!("/api/export?{query}"), Value::Null).await?, refusal);
    }
    // The window names a file.
    let window = waterglass.instance().in_process();
    let path = waterglass.path("shop.jsonl");
    for (q, status) in [("service:none", StatusCode::NOT_FOUND), ("service:shop", StatusCode::OK)] {
        let body = json!({"path": path, "matching": {"q": q}}).to_string().into_bytes();
        let request = http::Request::post("/api/export/file").header("content-type", "application/json").body(body)?;
        assert_eq!(window.call(request).await.status(), status);
        assert_eq!(path.exists(), status == StatusCode::OK);
    }
    assert_eq!(std::fs::read_to_string(&path)?.lines().count(), 2);
    Ok(())
}
