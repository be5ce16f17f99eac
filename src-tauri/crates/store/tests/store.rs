//! The store from outside: batches in, answers out, through real files.

mod support;

use std::ops::ControlFlow;
use std::time::Duration;

use support::{batch, log, open, request, span, spans};
use waterglass_model::otlp::Span;
use waterglass_model::wire::put_bytes;
use waterglass_model::{Signal, SpanId, TraceId};
use waterglass_query::{Clock, Expr, Known, Target};
use waterglass_store::{LogFilter, Match, Outcome, Sort, Store, StoreError, TraceFilter, TracePage};

const SOON: Duration = Duration::from_secs(10);

fn trace(number: u8) -> TraceId {
    TraceId::from_bytes(&support::trace_id(number)).expect("not zero")
}

fn expr(text: &str, on: Target) -> Expr {
    let clock = Clock { now_ns: 1_800_000_000_000_000_000, zone: jiff::tz::TimeZone::UTC };
    waterglass_query::parse(text, on, &clock).expect("reads").expr
}

fn traces(text: &str) -> TraceFilter {
    TraceFilter { expr: expr(text, Target::Traces), ..TraceFilter::default() }
}

fn logs(text: &str) -> LogFilter {
    LogFilter { expr: expr(text, Target::Logs), ..LogFilter::default() }
}

fn list(store: &Store, filter: TraceFilter) -> TracePage {
    let filter = TraceFilter { count: true, ..filter };
    store.read_blocking(SOON, |reader| reader.list_traces(&filter)).expect("lists")
}

fn names(page: &TracePage) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}

#[test]
fn a_trace_in_two_batches_is_one_row_and_one_outline() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    let mut child = span(1, 2, 1, "child");
    child.error = true;
    child.attributes = vec![("model".into(), "m-1".into()), ("tokens".into(), "12".into())];
    store.submit_blocking(spans("agent", &[child])).expect("stored");
    let before = list(&store, TraceFilter::default());
    assert_eq!((before.rows[0].has_root, before.rows[0].name.as_str()), (false, "child"));
    store.submit_blocking(spans("web", &[span(1, 1, 0, "root"), span(2, 9, 0, "other")])).expect("stored");
    let page = list(&store, TraceFilter::default());
    assert_eq!(page.total, Some(2));
    let row = page.rows.iter().find(|row| row.trace_id == trace(1)).expect("listed");
    assert_eq!((row.name.as_str(), row.service.as_str(), row.has_root), ("root", "web", true));
    assert_eq!((row.spans, row.errors, row.outcome), (2, 1, Outcome::HasErrors));
    assert_eq!(
        (row.services.clone(), row.models.clone()),
        (vec!["web".into(), "agent".into()], vec!["m-1".to_owned()])
    );
    assert_eq!((row.sums.usage.input, row.sums.usage.output), (Some(12), None));
    let outline = store.read_blocking(SOON, |reader| reader.get_outline(trace(1))).expect("reads").expect("stored");
    let texts: Vec<&str> = outline.spans.iter().map(|span| outline.strings[span.name as usize].as_str()).collect();
    assert_eq!(texts, ["root", "child"]);
    assert_eq!(outline.spans[1].parent, SpanId::from_bytes(&[1; 8]).ok());
    assert_eq!(store.totals().spans, 3);
}

#[test]
fn a_span_sent_again_is_stored_once() {
    let home = tempfile::tempdir().expect("temp");
    let path = home.path().join("a.db");
    let store = open(&path);
    for _ in 0..3 {
        store
            .submit_blocking(spans("a", &[span(1, 1, 0, "root"), span(1, 1, 0, "root"), span(1, 2, 1, "x")]))
            .expect("stored");
    }
    assert_eq!((store.totals().spans, store.totals().traces), (2, 1));
    drop(store);
    // Rows stored after the gap that the duplicates left must not be mistaken for them.
    let store = open(&path);
    store.submit_blocking(spans("a", &[span(3, 3, 0, "later")])).expect("stored");
    assert_eq!(store.totals().spans, 3);
    assert_eq!(list(&store, TraceFilter::default()).rows.len(), 2);
}

#[test]
fn what_comes_out_is_what_went_in() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    let sent = span(7, 7, 3, "exact");
    let sent_log = log(0, 9, "hello", 7);
    store.submit_blocking(spans("svc", std::slice::from_ref(&sent))).expect("stored");
    store.submit_blocking(batch(Signal::Logs, request("svc", std::slice::from_ref(&sent_log)))).expect("stored");
    let id = SpanId::from_bytes(&[7; 8]).expect("id");
    let stored = store.read_blocking(SOON, |reader| reader.get_span(trace(7), id)).expect("reads").expect("stored");
    assert_eq!(stored.message, sent.message());
    assert_eq!(stored.origin.resource_schema_url, "https://schema/r");
    let mut requests = Vec::new();
    store
        .read_blocking(SOON, |reader| {
            reader.export(None, &mut |signal, bytes| {
                requests.push((signal, bytes.to_vec()));
                ControlFlow::Continue(())
            })
        })
        .expect("exports");
    assert_eq!(
        requests,
        [(Signal::Traces, request("svc", &[sent.message()])), (Signal::Logs, request("svc", &[sent_log]))]
    );
}

#[test]
fn filters_and_orders_agree_with_a_plain_evaluator() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    for number in 1..=40u8 {
        let mut root = span(number, number, 0, if number % 3 == 0 { "POST /Chat" } else { "GET /health" });
        root.end = root.start + u64::from(number) * 1_000_000;
        root.error = number % 5 == 0;
        let child = span(number, number + 100, number, if number % 7 == 0 { "rare step" } else { "step" });
        store.submit_blocking(spans(if number % 2 == 0 { "even" } else { "odd" }, &[root, child])).expect("stored");
    }
    let ids = |filter| list(&store, filter).rows.iter().map(|row| row.trace_id.as_bytes()[0]).collect::<Vec<_>>();
    let plain = |keep: &dyn Fn(u8) -> bool| (1..=40u8).rev().filter(|number| keep(*number)).collect::<Vec<_>>();
    let service = |name: &str| TraceFilter { service: Some(name.into()), ..TraceFilter::default() };
    assert_eq!(ids(TraceFilter::default()), plain(&|_| true));
    assert_eq!(ids(service("even")), plain(&|number| number % 2 == 0));
    assert_eq!(ids(service("nobody")), [0u8; 0]);
    assert_eq!(ids(traces("service:even")), plain(&|number| number % 2 == 0));
    assert_eq!(ids(traces("-service:even rare")), plain(&|number| number % 2 == 1 && number % 7 == 0));
    assert_eq!(ids(traces("chat")), plain(&|number| number % 3 == 0));
    assert_eq!(ids(traces("RARE OR chat")), plain(&|number| number % 7 == 0 || number % 3 == 0));
    assert_eq!(ids(traces("absent")), [0u8; 0]);
    assert_eq!(ids(traces("0a0a0a0a0a0a")), [10]);
    assert_eq!(ids(traces("status:failed")), plain(&|number| number % 5 == 0));
    let slow = "duration>=20ms duration<=30ms";
    assert_eq!(ids(traces(slow)), plain(&|number| (20..=30).contains(&number)));
    let by_name = TraceFilter { sort: Sort::Known(Known::Name), ascending: true, limit: 7, ..TraceFilter::default() };
    let (mut cursor, mut paged) = (None, Vec::new());
    loop {
        let page = list(&store, TraceFilter { cursor, ..by_name.clone() });
        paged.extend(page.rows.iter().map(|row| row.name.clone()));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged.len(), 40);
    assert!(paged.is_sorted_by_key(|name| name.to_lowercase()));
    let bad = TraceFilter { cursor: Some("nonsense".into()), limit: 1, ..TraceFilter::default() };
    assert!(matches!(store.read_blocking(SOON, |reader| reader.list_traces(&bad)), Err(StoreError::Cursor)));
}

#[test]
fn logs_are_listed_by_time_and_by_words() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    let records: Vec<_> = (1..=30u8)
        .map(|number| {
            log(
                u64::from(number) * 1000,
                if number % 10 == 0 { 17 } else { 9 },
                &format!("record {number} é"),
                number % 2,
            )
        })
        .collect();
    store.submit_blocking(batch(Signal::Logs, request("svc", &records))).expect("stored");
    store.submit_blocking(spans("svc", &[span(1, 1, 0, "root")])).expect("stored");
    let read = |filter: LogFilter| {
        let filter = LogFilter { limit: 12, count: true, ..filter };
        store.read_blocking(SOON, |reader| reader.list_logs(&filter)).expect("lists")
    };
    let first = read(LogFilter::default());
    assert_eq!((first.rows.len(), first.total), (12, Some(30)));
    let second = read(LogFilter { cursor: first.next, ..LogFilter::default() });
    assert_eq!(second.rows[0].id, 18);
    assert!(first.rows[1].trace_known && !first.rows[0].trace_known);
    assert_eq!(read(LogFilter { severity: Some(17), ..LogFilter::default() }).rows.len(), 3);
    assert_eq!(read(LogFilter { trace_id: Some(trace(1)), ..LogFilter::default() }).total, Some(15));
    assert_eq!(read(logs("\"RECORD 7\"")).rows.len(), 1);
    let outline = store.read_blocking(SOON, |reader| reader.get_outline(trace(1))).expect("reads").expect("stored");
    assert_eq!(outline.logs, 15);
}

#[test]
fn search_in_a_trace_finds_attributes_and_says_where() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    let mut model = span(1, 2, 1, "chat");
    model.attributes = vec![("gen_ai.prompt".into(), "where is my Refund?".into())];
    store.submit_blocking(spans("svc", &[span(1, 1, 0, "root"), model])).expect("stored");
    let search = |text: &str| {
        let found = store.read_blocking(SOON, |reader| reader.search_trace(trace(1), text, 10)).expect("searches");
        let place = |one: Match| (one.span_id.to_i64(), one.field, one.snippet);
        (found.matches.into_iter().map(place).collect::<Vec<_>>(), found.other_logs)
    };
    let id = |number: u8| SpanId::from_bytes(&[number; 8]).expect("an id").to_i64();
    let place = |span: u8, field: &str, snippet: &str| (id(span), field.to_owned(), snippet.to_owned());
    let prompt = place(2, "gen_ai.prompt", "where is my Refund?");
    assert_eq!(search("refund"), (vec![prompt.clone()], 0));
    assert_eq!(search("my refund"), (vec![prompt.clone()], 0), "as it stands");
    assert_eq!(search("refund where"), (vec![prompt.clone()], 0), "all words, in whatever order");
    assert_eq!(search("refund root"), (vec![place(1, "name", "root"), prompt], 0), "some of the words");
    assert_eq!(search("nowhere"), (Vec::new(), 0));

    // Log records tell of their span; one that names none is counted.
    let record = |body: &str, span: Option<u8>| {
        let mut record = log(1000, 9, body, 1);
        if let Some(span) = span {
            put_bytes(&mut record, 10, &[span; 8]);
        }
        record
    };
    let list = [
        record("payment delayed", Some(2)),
        record("delayed again", Some(2)),
        record("all delayed", None),
        record("delayed elsewhere", Some(9)),
    ];
    store.submit_blocking(batch(Signal::Logs, request("svc", &list))).expect("stored");
    assert_eq!(search("delayed"), (vec![place(2, "log", "payment delayed")], 2));
    // The resource only where nothing else has it: its first span.
    assert_eq!(search("svc"), (vec![place(1, "resource.service.name", "svc")], 0));
}

#[test]
fn a_deadline_interrupts_and_the_connection_lives_on() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    for number in 1..=50 {
        store.submit_blocking(spans("svc", &[span(number, 1, 0, "root")])).expect("stored");
    }
    let filter = TraceFilter { limit: 10, ..traces("root") };
    let late =
        store.read_blocking(Duration::ZERO, |reader| (0..1000).try_for_each(|_| reader.list_traces(&filter).map(drop)));
    assert!(matches!(late, Err(StoreError::Timeout)), "{late:?}");
    assert_eq!(names(&list(&store, filter))[0], "root");
}

#[test]
fn clear_empties_and_settings_stay() {
    let home = tempfile::tempdir().expect("temp");
    let path = home.path().join("a.db");
    let store = open(&path);
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    store.submit_blocking(spans("svc", &[span(1, 1, 0, "root")])).expect("stored");
    runtime.block_on(store.put_setting("theme", "\"dark\"".into())).expect("kept");
    runtime.block_on(store.clear()).expect("cleared");
    assert_eq!(store.totals(), waterglass_store::Totals::default());
    assert!(list(&store, TraceFilter::default()).rows.is_empty());
    store.submit_blocking(spans("svc", &[span(1, 1, 0, "root")])).expect("stored");
    assert_eq!(list(&store, TraceFilter::default()).rows.len(), 1);
    store.close();
    assert_eq!(std::fs::read_dir(home.path()).expect("lists").count(), 1, "one tidy file is left");
    drop(store);
    let again = open(&path);
    let theme = again.read_blocking(SOON, |reader| reader.setting("theme")).expect("reads");
    assert_eq!(theme.as_deref(), Some("\"dark\""));
    let reading = Store::open_read_only(&path).expect("opens beside");
    assert_eq!(reading.totals().spans, 1);
}

#[test]
fn a_newer_or_foreign_file_is_refused_in_words() {
    let home = tempfile::tempdir().expect("temp");
    let text = home.path().join("notes.txt");
    std::fs::write(&text, "not a database, but long enough to be read as a header of one, surely").expect("written");
    let refused = Store::open_read_only(&text).err().expect("refused").to_string();
    assert!(refused.contains("database"), "{refused}");
    let newer = home.path().join("newer.db");
    drop(open(&newer));
    let db = rusqlite::Connection::open(&newer).expect("opens");
    db.pragma_update(None, "user_version", 99).expect("set");
    drop(db);
    let before = std::fs::read(&newer).expect("read");
    let refused = Store::open(support::options(&newer)).err().expect("refused").to_string();
    assert!(refused.contains("newer version"), "{refused}");
    assert!(std::fs::read(&newer).expect("read") == before, "a refused file is not touched");
    let missing = Store::open_read_only(&home.path().join("none.db")).err().expect("refused").to_string();
    assert!(missing.contains("cannot be opened"), "{missing}");
}

#[test]
fn many_senders_at_once_lose_nothing() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    std::thread::scope(|scope| {
        for sender in 1..=8u8 {
            let store = &store;
            scope.spawn(move || {
                for id in 1..=30u8 {
                    store.submit_blocking(spans("svc", &[span(sender, id, id - 1, "step")])).expect("stored");
                }
            });
        }
    });
    assert_eq!((store.totals().spans, store.totals().traces), (240, 8));
    let outline = store.read_blocking(SOON, |reader| reader.get_outline(trace(3))).expect("reads").expect("stored");
    assert!(outline.spans.iter().all(|span| Span::parse(&[]).is_ok() && outline.strings[span.name as usize] == "step"));
    assert_eq!(outline.spans.len(), 30);
}

#[test]
fn many_small_blocks_are_merged_while_telemetry_comes_in() {
    let home = tempfile::tempdir().expect("temp");
    let path = home.path().join("a.db");
    let store = open(&path);
    let largest = || -> i64 {
        let db = rusqlite::Connection::open(&path).expect("opens");
        db.query_row("SELECT max(rows) FROM blocks", [], |row| row.get(0)).expect("counts")
    };
    let (started, mut sent) = (std::time::Instant::now(), 0u64);
    // It is never quiet: one record follows another.
    while sent % 100 != 0 || sent == 0 || largest() == 1 {
        assert!(started.elapsed() < Duration::from_secs(60), "{sent} blocks of one record, and none is merged");
        let record = request("svc", &[log(sent + 1, 9, "note", 1)]);
        store.submit_blocking(batch(Signal::Logs, record)).expect("stored");
        sent += 1;
    }
    let filter = LogFilter { limit: 1_000_000, ..logs("note") };
    assert_eq!(store.read_blocking(SOON, |reader| reader.list_logs(&filter)).expect("lists").rows.len() as u64, sent);
}

#[test]
fn small_blocks_are_merged_when_it_is_quiet_and_nothing_changes() {
    let home = tempfile::tempdir().expect("temp");
    let path = home.path().join("a.db");
    let store = open(&path);
    let mut sent = Vec::new();
    for id in 1..=40u8 {
        let mut one = span(id % 4 + 1, id, 0, "step");
        one.attributes = vec![("user".into(), format!("u{}", id % 3)), ("text".into(), format!("the quick {id} fox"))];
        sent.push(one.message());
        store.submit_blocking(spans("svc", &[one])).expect("stored");
        store
            .submit_blocking(batch(Signal::Logs, request("svc", &[log(u64::from(id), 9, "note", id)])))
            .expect("stored");
    }
    let blocks = || -> i64 {
        let db = rusqlite::Connection::open(&path).expect("opens");
        db.query_row("SELECT count(*) FROM blocks", [], |row| row.get(0)).expect("counts")
    };
    assert!(blocks() >= 80);
    let started = std::time::Instant::now();
    while blocks() > 2 {
        assert!(started.elapsed() < Duration::from_secs(60), "{} blocks are left", blocks());
        std::thread::sleep(Duration::from_millis(100));
    }
    let log = || std::fs::metadata(home.path().join("a.db-wal")).map_or(0, |log| log.len());
    while log() > 0 {
        assert!(started.elapsed() < Duration::from_secs(60), "the log still has {} bytes", log());
        std::thread::sleep(Duration::from_millis(100));
    }
    for id in 1..=40u8 {
        let found = store.read_blocking(SOON, |reader| {
            reader.get_span(trace(id % 4 + 1), SpanId::from_bytes(&[id; 8]).expect("id"))
        });
        assert_eq!(found.expect("reads").expect("stored").message, sent[usize::from(id) - 1]);
    }
    let noted = logs("note");
    assert_eq!(store.read_blocking(SOON, |reader| reader.list_logs(&noted)).expect("lists").rows.len(), 40);
    let users = waterglass_store::Column::read("\"user\"", Target::Spans);
    let spans_of = waterglass_store::FacetFilter::Rows(Target::Spans, waterglass_store::SpanFilter::default());
    let facets = store.read_blocking(SOON, |reader| reader.facets(&spans_of, &[users], 100)).expect("counts");
    assert_eq!(facets[0].values.iter().map(|(_, count)| count).sum::<u64>(), 40);
    assert!(!list(&store, traces("quick fox 40")).rows.is_empty());
    let db = rusqlite::Connection::open(&path).expect("opens");
    let orphans: i64 = db
        .query_row(
            "SELECT count(*) FROM chunks WHERE id NOT IN (SELECT chunk FROM spans UNION SELECT chunk FROM logs)",
            [],
            |row| row.get(0),
        )
        .expect("counts");
    assert_eq!(orphans, 0);
    drop(store);
    let store = open(&path);
    store.submit_blocking(spans("svc", &[span(9, 99, 0, "after")])).expect("stored");
    assert_eq!(store.totals().spans, 41);
}
