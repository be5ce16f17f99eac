//! Deleting traces from outside: gone from every answer, gone from the file's bytes, and nothing else changed.

mod support;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use support::{TestSpan, batch, log, open, request, span, spans};
use tempfile::TempDir;
use waterglass_model::{Signal, SpanId, TraceId};
use waterglass_query::{Clock, Target};
use waterglass_store::{
    Column, Edit, Facet, FacetFilter, LogFilter, SpanFilter, SqlCell, Store, Totals, TraceFilter, TraceSummary,
};

const SOON: Duration = Duration::from_secs(20);

fn trace(number: u8) -> TraceId {
    TraceId::from_bytes(&support::trace_id(number)).expect("not zero")
}

fn with(mut span: TestSpan, key: &str, value: &str) -> TestSpan {
    span.attributes.push((key.into(), value.into()));
    span
}

fn submit(store: &Store, service: &str, list: &[TestSpan]) {
    store.submit_blocking(spans(service, list)).expect("stored");
}

fn submit_log(store: &Store, body: &str, trace: u8) {
    let body = request("web", &[log(1_700_000_000_000_000_000 + u64::from(trace), 9, body, trace)]);
    store.submit_blocking(batch(Signal::Logs, body)).expect("stored");
}

fn delete(store: &Store, traces: &[u8]) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let traces: Vec<TraceId> = traces.iter().map(|number| trace(*number)).collect();
    runtime.block_on(store.delete_traces(&traces)).expect("deletes")
}

fn ask<T>(
    store: &Store,
    question: impl FnOnce(&waterglass_store::Reader<'_>) -> Result<T, waterglass_store::StoreError>,
) -> T {
    store.read_blocking(SOON, question).expect("answers")
}

fn parse(text: &str, on: Target) -> waterglass_query::Expr {
    let clock = Clock { now_ns: 1_700_000_100_000_000_000, zone: jiff::tz::TimeZone::UTC };
    waterglass_query::parse(text, on, &clock).expect("a query").expr
}

fn traces(store: &Store, query: &str) -> Vec<TraceSummary> {
    let filter = TraceFilter { expr: parse(query, Target::Traces), limit: 1000, count: true, ..TraceFilter::default() };
    let page = ask(store, |reader| reader.list_traces(&filter));
    assert_eq!(page.total, Some(page.rows.len() as u32), "{query}");
    page.rows
}

fn names(store: &Store, query: &str) -> Vec<String> {
    let filter = SpanFilter { expr: parse(query, Target::Spans), limit: 1000, count: true, ..SpanFilter::default() };
    let page = ask(store, |reader| reader.list_spans(&filter));
    assert_eq!(page.total, Some(page.rows.len() as u64), "{query}");
    let mut names: Vec<String> = page.rows.into_iter().map(|row| row.name).collect();
    names.sort();
    names
}

fn facet(store: &Store, on: Target, field: &str) -> Facet {
    let filter = match on {
        Target::Traces => FacetFilter::Traces(TraceFilter::default()),
        _ => FacetFilter::Rows(on, SpanFilter::default()),
    };
    ask(store, |reader| reader.facets(&filter, &[Column::read(field, on)], 100)).remove(0)
}

fn exported(store: &Store) -> BTreeMap<Vec<u8>, usize> {
    let mut requests = BTreeMap::new();
    ask(store, |reader| {
        reader.export(None, &mut |_, bytes| {
            *requests.entry(bytes.to_vec()).or_default() += 1;
            ControlFlow::Continue(())
        })
    });
    requests
}

fn number(store: &Store, sql: &str) -> i64 {
    let mut found = 0;
    let read = store.sql_blocking(SOON, sql, &mut |_, row| {
        if let [SqlCell::Integer(number)] = row[..] {
            found = number;
        }
        ControlFlow::Continue(())
    });
    read.expect("answers");
    found
}

/// Everything that chunks and columns of a closed file say, opened.
fn contents(path: &Path) -> Vec<u8> {
    let db = rusqlite::Connection::open(path).expect("opens");
    let mut all = Vec::new();
    for sql in ["SELECT data FROM chunks", "SELECT data FROM col", "SELECT data FROM tok"] {
        let mut statement = db.prepare(sql).expect("reads");
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("reads");
        for data in rows {
            let data = data.expect("reads");
            let frame = if data.first() == Some(&2) { &data[1..] } else { &data[..] };
            all.extend(zstd::decode_all(frame).unwrap_or(data));
        }
    }
    all
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

fn home() -> TempDir {
    tempfile::tempdir().expect("temp")
}

#[test]
fn a_deleted_trace_is_in_no_answer_and_the_others_are_as_they_were() {
    let home = home();
    let path = home.path().join("a.db");
    let store = open(&path);
    let doomed = with(with(span(1, 1, 0, "doomed root"), "person", "secret-user"), "prompt", "my secret words");
    let long =
        with(with(span(1, 2, 1, "doomed call"), "model", "secret-model"), "prompt", &"secretlongtext ".repeat(50));
    let kept = with(span(2, 3, 0, "kept"), "person", "plain-user");
    submit(&store, "web", &[doomed, kept.clone(), long]);
    submit(&store, "web", &[span(3, 4, 0, "other"), span(1, 5, 1, "late doomed")]);
    submit_log(&store, "secret log body", 1);
    submit_log(&store, "plain log body", 2);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let tag = Edit::Tag { traces: vec![trace(1), trace(2)], add: vec!["seen".into()], remove: Vec::new() };
    runtime.block_on(store.edit(tag)).expect("tagged");
    runtime.block_on(store.edit(Edit::Note { trace: trace(1), text: "a secret note".into() })).expect("noted");
    let before = contents(&path);
    for secret in ["secret-user", "my secret words", "secretlongtext", "secret log body", "secret-model"] {
        assert!(has(&before, secret.as_bytes()), "{secret}");
    }
    let cursor = store.feed().cursor();

    assert_eq!(delete(&store, &[1, 9]), 1);

    assert!(runtime.block_on(store.feed().wait(Some(&cursor), Duration::ZERO)).deleted);
    assert_eq!(store.totals(), Totals { traces: 2, spans: 2, logs: 1, points: 0 });
    assert_eq!(ask(&store, |reader| reader.totals()), store.totals());
    assert_eq!(ask(&store, |reader| reader.known_traces(&[trace(1), trace(2)])), [false, true]);
    let listed: Vec<String> = traces(&store, "").into_iter().map(|row| row.name).collect();
    assert_eq!(listed, ["other", "kept"]);
    assert_eq!(names(&store, ""), ["kept", "other"]);
    for gone in ["person:secret-user", "secret", "model:secret-model", "prompt:*secret*", "name:doomed*"] {
        assert!(traces(&store, gone).is_empty() && names(&store, gone).is_empty(), "{gone}");
    }
    assert_eq!(traces(&store, "tag:seen").len(), 1);
    assert_eq!(facet(&store, Target::Spans, "person").values, [("plain-user".to_owned(), 1)]);
    assert_eq!(facet(&store, Target::Traces, "name").values.len(), 2);
    assert_eq!(facet(&store, Target::Logs, "severity").values, [("9".to_owned(), 1)]);
    let logs = ask(&store, |reader| reader.list_logs(&LogFilter::default()));
    assert_eq!(logs.rows.len(), 1);
    let id = SpanId::from_bytes(&[3; 8]).expect("id");
    let stored = ask(&store, |reader| reader.get_span(trace(2), id)).expect("kept");
    assert_eq!(stored.message, kept.message());
    assert_eq!(number(&store, "SELECT count(*) FROM spans"), 2);
    assert_eq!(number(&store, "SELECT count(*) FROM trace_parts WHERE trace_no NOT IN (SELECT no FROM traces)"), 0);
    assert_eq!(number(&store, "SELECT count(*) FROM notes"), 0);
    assert_eq!(number(&store, "SELECT count(*) FROM blocks WHERE deleted > 0"), 0);

    store.close();
    drop(store);
    let after = contents(&path);
    assert!(!has(&after, b"secret"));
    assert!(has(&after, b"plain-user") && has(&after, b"plain log body"));
    // Nor do old pages show anything.
    let file = std::fs::read(&path).expect("reads");
    assert!(!has(&file, b"secret note") && !has(&file, b"secret-user"));
}

/// What many traces leave behind when some are deleted is what the others alone would have left.
#[test]
fn deleting_is_as_if_it_had_never_come() {
    let (home, other) = (home(), home());
    let store = open(&home.path().join("a.db"));
    let plain = open(&other.path().join("b.db"));
    let mut chance = 7u32;
    let mut dice = |sides: u32| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 16) % sides
    };
    let doomed: Vec<u8> = (1..=60).filter(|_| dice(3) == 0).collect();
    for id in 1..=200u8 {
        let number = 1 + dice(60) as u8;
        let mut one = with(
            span(number, id, 0, &format!("step {}", dice(9))),
            "colour",
            ["red", "green", "blue"][dice(3) as usize],
        );
        one.end = one.start + u64::from(dice(1000)) * 1_000_000;
        one.error = dice(5) == 0;
        let list = [one];
        submit(&store, "web", &list);
        // Sent again: kept once.
        submit(&store, "web", &list);
        submit_log(&store, &format!("said {id}"), number);
        if !doomed.contains(&number) {
            submit(&plain, "web", &list);
            submit_log(&plain, &format!("said {id}"), number);
        }
        if id == 120 {
            // Some before, some after; and wait for small blocks to have been merged.
            delete(&store, &doomed[..doomed.len() / 2]);
        }
    }
    // Those that came again after the first deletion are new traces, and go too.
    delete(&store, &doomed);
    assert_eq!(exported(&store), exported(&plain));
    assert_eq!(store.totals(), plain.totals());
    let listed = |store: &Store, query: &str| {
        traces(store, query).into_iter().map(|row| TraceSummary { received: 0, ..row }).collect::<Vec<_>>()
    };
    for query in [
        "",
        "colour:red",
        "status:error",
        "duration>500ms",
        "\"said 7\"",
        "name:\"step 3\" -colour:blue",
        "same(colour:green status:error)",
    ] {
        assert_eq!(listed(&store, query), listed(&plain, query), "{query}");
        if !query.contains("same") {
            assert_eq!(names(&store, query), names(&plain, query), "{query}");
        }
    }
    for (on, field) in
        [(Target::Spans, "colour"), (Target::Traces, "colour"), (Target::Spans, "name"), (Target::Logs, "service")]
    {
        assert_eq!(facet(&store, on, field), facet(&plain, on, field), "{field}");
    }
}

#[test]
fn a_large_trace_goes_in_steps_and_late_spans_make_a_new_one() {
    let home = home();
    let path = home.path().join("a.db");
    let store = open(&path);
    // More rows than one transaction deletes, of ids that eight equal bytes cannot tell apart.
    let messages: Vec<Vec<u8>> = (1..=20_000u64)
        .map(|id| {
            let mut message = span(5, 1, 0, "many").message();
            let at = memchr::memmem::find(&message, &[1; 8]).expect("its id");
            message[at..at + 8].copy_from_slice(&id.to_be_bytes());
            message
        })
        .collect();
    for some in messages.chunks(4000) {
        store.submit_blocking(batch(Signal::Traces, request("web", some))).expect("stored");
    }
    submit(&store, "web", &[span(6, 6, 0, "kept")]);
    assert_eq!(store.totals().spans, 20_001);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let doomed = [trace(5)];
        let (deleted, late) = tokio::join!(store.delete_traces(&doomed), async {
            // Whoever stores meanwhile does not wait for all of it.
            tokio::time::sleep(Duration::from_millis(5)).await;
            store.submit(spans("web", &[span(6, 7, 6, "meanwhile")])).await
        });
        assert_eq!(deleted.expect("deletes"), 1);
        late.expect("stored");
    });
    assert_eq!(store.totals(), Totals { traces: 1, spans: 2, logs: 0, points: 0 });
    assert_eq!(number(&store, "SELECT count(*) FROM spans"), 2);
    submit(&store, "web", &[span(5, 9, 0, "again")]);
    assert_eq!(traces(&store, "").len(), 2);
    assert_eq!(names(&store, ""), ["again", "kept", "meanwhile"]);
    drop(store);
    // Numbers of rows and traces that are free again do no harm.
    let store = open(&path);
    assert_eq!(delete(&store, &[5, 6]), 2);
    assert_eq!(
        number(
            &store,
            "SELECT (SELECT count(*) FROM blocks) + (SELECT count(*) FROM chunks) + (SELECT count(*) FROM col)"
        ),
        0
    );
    drop(store);
    let store = open(&path);
    submit(&store, "web", &[span(5, 1, 0, "new")]);
    assert_eq!((names(&store, ""), traces(&store, "").len()), (vec!["new".to_owned()], 1));
    drop(store);
    let size = std::fs::metadata(&path).expect("there").len();
    assert!(size < 1 << 20, "the space is given back: {size}");
}

#[test]
fn what_a_crash_left_half_swept_is_swept_at_the_next_start() {
    let home = home();
    let path = home.path().join("a.db");
    let store = open(&path);
    submit(&store, "web", &[with(span(1, 1, 0, "gone"), "k", "secret"), span(2, 2, 0, "kept")]);
    drop(store);
    // As the first transaction of a deletion leaves it.
    let db = rusqlite::Connection::open(&path).expect("opens");
    db.execute_batch(
        "DELETE FROM spans WHERE trace_no = 1; DELETE FROM traces WHERE no = 1; DELETE FROM trace_parts WHERE trace_no = 1;
         UPDATE blocks SET deleted = 1;",
    )
    .expect("deleted");
    drop(db);
    let store = open(&path);
    let started = Instant::now();
    while number(&store, "SELECT count(*) FROM blocks WHERE deleted > 0") > 0 {
        assert!(started.elapsed() < SOON);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(names(&store, ""), ["kept"]);
    drop(store);
    assert!(!has(&contents(&path), b"secret"));
}

/// Columns are remembered between questions, and which rows of a chunk hold some words; what is remembered of a block must not outlive it.
#[test]
fn what_was_read_before_is_not_told_after_a_deletion_or_a_clearing() {
    let home = home();
    let store = open(&home.path().join("a.db"));
    let counts = |on| facet(&store, on, "name").values;
    let told = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), 1)).collect::<Vec<_>>();
    let saying = |span| with(span, "prompt", "words that are shared");
    submit(&store, "web", &[saying(span(1, 1, 0, "doomed")), saying(span(2, 2, 0, "kept"))]);
    for on in [Target::Traces, Target::Spans] {
        assert_eq!(counts(on), told(&["doomed", "kept"]));
        assert_eq!(names(&store, "shared"), ["doomed", "kept"]);
    }
    submit(&store, "web", &[saying(span(4, 4, 0, "late")), span(5, 5, 0, "silent")]);
    assert_eq!(names(&store, "shared"), ["doomed", "kept", "late"]);
    assert_eq!(delete(&store, &[4, 5]), 2);
    assert_eq!(names(&store, "shared"), ["doomed", "kept"]);
    assert_eq!(delete(&store, &[1]), 1);
    for on in [Target::Traces, Target::Spans] {
        assert_eq!(counts(on), told(&["kept"]));
        assert_eq!(names(&store, "shared"), ["kept"]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(store.clear()).expect("clears");
    submit(&store, "web", &[span(3, 3, 0, "new"), saying(span(6, 6, 3, "new"))]);
    assert_eq!(names(&store, "shared"), ["new"]);
    assert_eq!(delete(&store, &[6]), 1);
    for on in [Target::Traces, Target::Spans] {
        assert_eq!(counts(on), told(&["new"]));
    }
}
