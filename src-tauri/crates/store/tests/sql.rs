//! The SQL console from outside: what it answers, and what it refuses. Every statement here could have been typed by a person, some by one with bad intent.

mod support;

use std::time::{Duration, Instant};

use support::{attribute, batch, log, open, request, span, spans, trace_id};
use waterglass_model::Signal;
use waterglass_model::otlp::Value;
use waterglass_model::wire::{put_bytes, put_fixed64, put_message};
use waterglass_store::{SqlCell, SqlLimits, SqlRows, SqlSchema, Store, StoreError};

const SOON: Duration = Duration::from_secs(10);
const LIMITS: SqlLimits = SqlLimits { rows: 1000, text: 64 << 10, blob: 32 << 10, bytes: 64 << 20 };

fn ask_within(store: &Store, deadline: Duration, sql: &str, limits: SqlLimits) -> Result<SqlRows, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(store.sql(deadline, sql.to_owned(), limits))
}

fn ask(store: &Store, sql: &str) -> Result<SqlRows, StoreError> {
    ask_within(store, SOON, sql, LIMITS)
}

/// An answer as text: cells by `|`, rows by newlines.
fn table(store: &Store, sql: &str) -> String {
    let rows = ask(store, sql).unwrap_or_else(|error| panic!("{sql}: {error}")).rows;
    let cell = |cell: SqlCell| match cell {
        SqlCell::Null => "NULL".into(),
        SqlCell::Integer(number) => number.to_string(),
        SqlCell::Real(number) => format!("{number:?}"),
        SqlCell::Text(text) => text,
        SqlCell::Blob(bytes, _) => format!("{bytes:?}"),
    };
    let line = |row: Vec<SqlCell>| row.into_iter().map(cell).collect::<Vec<_>>().join("|");
    rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What is said about a statement, and its place.
fn refusal(store: &Store, sql: &str) -> (String, Option<(usize, usize)>) {
    match ask(store, sql) {
        Err(StoreError::Sql { message, at, .. }) => (message, at),
        other => panic!("{sql}: {other:?}"),
    }
}

/// Two traces with events, links and attributes of every type, a log record, a gauge and a histogram.
fn filled(home: &tempfile::TempDir) -> Store {
    let store = open(&home.path().join("a.db"));
    let mut root = span(1, 1, 0, "POST /chat");
    (root.end, root.error) = (root.start + 1_500_000_000, true);
    let mut message = root.message();
    attribute(&mut message, 9, "retries", &Value::Int(3));
    attribute(&mut message, 9, "huge", &Value::Int(i64::MAX));
    put_message(&mut message, 9, |entry| {
        put_bytes(entry, 1, b"list");
        put_message(entry, 2, |any| {
            put_message(any, 5, |list| {
                put_message(list, 1, |any| put_bytes(any, 1, "é\"".as_bytes()));
                put_message(list, 1, |any| put_fixed64(any, 4, 0.1f64.to_bits()));
            });
        });
    });
    put_message(&mut message, 11, |event| {
        put_fixed64(event, 1, 1_700_000_000_500_000_000);
        put_bytes(event, 2, b"exception");
        attribute(event, 3, "exception.type", &Value::String("Timeout"));
    });
    put_message(&mut message, 13, |link| {
        put_bytes(link, 1, &trace_id(2));
        put_bytes(link, 2, &[9; 8]);
    });
    let mut call = span(1, 2, 1, "chat");
    call.attributes = vec![("model".into(), "m-1".into()), ("tokens".into(), "12".into())];
    let mut other = span(2, 3, 0, "GET /health");
    other.attributes = vec![("http.route".into(), "/health".into())];
    store
        .submit_blocking(batch(Signal::Traces, request("web", &[message, call.message(), other.message()])))
        .expect("stored");
    store
        .submit_blocking(batch(Signal::Logs, request("web", &[log(1_700_000_000_000_000_007, 17, "it broke", 1)])))
        .expect("stored");
    store.submit_blocking(batch(Signal::Metrics, request("web", &[gauge(), histogram()]))).expect("stored");
    store
}

fn gauge() -> Vec<u8> {
    let mut metric = Vec::new();
    put_bytes(&mut metric, 1, b"queue.length");
    put_bytes(&mut metric, 3, b"{item}");
    put_message(&mut metric, 5, |data| {
        for (at, value) in [(1_000u64, 4u64), (2_000, 5)] {
            put_message(data, 1, |point| {
                put_fixed64(point, 3, at);
                put_fixed64(point, 6, value);
                attribute(point, 7, "queue", &Value::String("a"));
            });
        }
    });
    metric
}

fn histogram() -> Vec<u8> {
    let mut metric = Vec::new();
    put_bytes(&mut metric, 1, b"latency");
    put_message(&mut metric, 9, |data| {
        put_message(data, 1, |point| {
            put_fixed64(point, 3, 3_000);
            put_fixed64(point, 4, 7);
            put_fixed64(point, 5, 1.5f64.to_bits());
        });
    });
    metric
}

#[test]
fn views_and_functions_say_what_was_sent() {
    let home = tempfile::tempdir().expect("temp");
    let store = filled(&home);
    let one = "01".repeat(16);
    let told: &[(&str, &str)] = &[
        (
            "SELECT trace_id, name, service, start, duration_ms, spans, errors, status, models FROM traces_v ORDER BY start_ns",
            &format!(
                "{one}|POST /chat|web|2023-11-14T22:13:20.000Z|1500.0|2|1|failed|m-1\n{}|GET /health|web|2023-11-14T22:13:20.000Z|0.0005|1|0|ok|NULL",
                "02".repeat(16)
            ),
        ),
        (
            "SELECT span_id, parent_span_id, type, kind, status, model, input_tokens, scope FROM spans_v WHERE trace = trace_of('01010101010101010101010101010101') ORDER BY start_ns",
            "0101010101010101|NULL|function|unspecified|error|NULL|NULL|test-scope\n0202020202020202|0101010101010101|llm|unspecified|unset|m-1|12|test-scope",
        ),
        ("SELECT name, count(*) FROM spans_v GROUP BY name ORDER BY name", "GET /health|1\nPOST /chat|1\nchat|1"),
        ("SELECT c.name, p.name FROM spans_v c JOIN spans_v p ON p.span = c.parent", "chat|POST /chat"),
        (
            "SELECT attr(span, 'retries'), typeof(attr(span, 'retries')), attr(span, 'huge'), attr(span, 'list'), attr(span, 'service.name'), attr(span, 'no') FROM spans_v WHERE name = 'POST /chat'",
            "3|integer|9223372036854775807|[\"é\\\"\",0.1]|web|NULL",
        ),
        ("SELECT name FROM spans_v WHERE attr(span, 'http.route') = '/health'", "GET /health"),
        (
            "SELECT a.place, a.key, a.type, a.value FROM spans_v s, attributes(s.span) a WHERE s.name = 'POST /chat' ORDER BY 1, 2",
            "resource|service.name|string|web\nspan|huge|int|9223372036854775807\nspan|list|array|[\"é\\\"\",0.1]\nspan|retries|int|3",
        ),
        (
            "SELECT e.time_ns, e.name, e.attributes ->> '$.\"exception.type\"' FROM spans_v s JOIN events(s.span) e",
            "1700000000500000000|exception|Timeout",
        ),
        (
            "SELECT l.trace_id, l.span_id, l.attributes FROM spans_v s, links(s.span) l",
            &format!("{}|0909090909090909|{{}}", "02".repeat(16)),
        ),
        (
            "SELECT span_json(span) ->> '$.name', resource_attr(span, 'service.name'), status_message(span) FROM spans_v WHERE status = 'error'",
            "POST /chat|web|NULL",
        ),
        (
            "SELECT trace_id, time_ns, level, log_body(log), log_attr(log, 'service.name'), log_json(log) ->> '$.severityNumber' FROM logs_v",
            &format!("{one}|1700000000000000007|error|it broke|web|17"),
        ),
        ("SELECT place, key, value FROM logs_v, log_attributes(log)", "resource|service.name|web"),
        (
            "SELECT m.name, i.unit, i.kind, p.time_ns, p.value, p.count, p.sum, p.attributes FROM metrics_v m JOIN instruments_v i USING (instrument), points(m.metric) p ORDER BY p.time_ns",
            "queue.length|{item}|gauge|1000|4|NULL|NULL|{\"queue\":\"a\"}\nqueue.length|{item}|gauge|2000|5|NULL|NULL|{\"queue\":\"a\"}\nlatency||histogram|3000|NULL|7|1.5|{}",
        ),
        ("SELECT service, project FROM resources_v", "web|default"),
        (
            "SELECT attr(NULL, 'x'), attr(999, 'x'), (SELECT count(*) FROM attributes(NULL)), (SELECT count(*) FROM events(999)), trace_of('ff'), trace_of(7)",
            "NULL|NULL|0|0|NULL|NULL",
        ),
        // A function's argument may come from a table that is named after it.
        ("SELECT count(*) FROM attributes(s.span) a, spans_v s", "9"),
        ("SELECT name FROM spans_v WHERE name REGEXP '^(POST|PUT) ' AND name NOT REGEXP 'x'", "POST /chat"),
        // Tables may be read too, and described.
        ("SELECT value FROM totals WHERE name = 'spans'", "3"),
        ("SELECT name FROM pragma_table_info('tags')", "tag\ntrace_no"),
        ("VALUES (1, 'a'), (2, x'00')", "1|a\n2|[0]"),
    ];
    for (sql, expected) in told {
        assert_eq!(table(&store, sql), *expected, "{sql}");
    }
    assert!(table(&store, "EXPLAIN QUERY PLAN SELECT name FROM spans_v").contains("SCAN s"));
}

#[test]
fn the_schema_told_is_the_schema_there_is() {
    let home = tempfile::tempdir().expect("temp");
    let store = filled(&home);
    let schema = SqlSchema::get();
    let mut told: Vec<&str> = schema.views.iter().map(|view| view.name).collect();
    told.sort_unstable();
    assert_eq!(table(&store, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name"), told.join("\n"));
    for view in schema.views {
        let answer = ask(&store, &format!("SELECT * FROM {} LIMIT 0", view.name)).expect("a view");
        assert_eq!(answer.columns, view.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "{}", view.name);
    }
    let functions =
        table(&store, "SELECT DISTINCT name FROM pragma_function_list UNION SELECT name FROM pragma_module_list");
    for example in schema.examples {
        let answer = ask(&store, example.sql).unwrap_or_else(|error| panic!("{}: {error}", example.about));
        assert!(!answer.columns.is_empty(), "{}", example.about);
    }
    for function in schema.functions {
        let name = function.signature.split(['(', ' ']).next().expect("a name");
        let name = if name == "text" { "regexp" } else { name };
        assert!(functions.lines().any(|known| known == name), "{name}");
    }
}

#[test]
fn a_statement_can_only_read() {
    let home = tempfile::tempdir().expect("temp");
    let store = filled(&home);
    let outside = home.path().join("outside.db");
    let attach = format!("ATTACH '{}' AS o", outside.display());
    let into = format!("VACUUM INTO '{}'", outside.display());
    let refused = [
        "INSERT INTO tags VALUES ('x', 1)",
        "UPDATE traces SET spans = 0",
        "DELETE FROM spans",
        "WITH a AS (SELECT 1) DELETE FROM spans",
        "DELETE FROM spans RETURNING *",
        "REPLACE INTO notes VALUES (1, 'x')",
        "DROP TABLE spans",
        "ALTER TABLE spans RENAME TO x",
        "CREATE TABLE x (a)",
        "CREATE TEMP TABLE x AS SELECT 1",
        "CREATE TEMP VIEW x AS SELECT 1",
        "CREATE VIRTUAL TABLE temp.x USING fts5(a)",
        "CREATE TEMP TRIGGER x AFTER INSERT ON tags BEGIN SELECT 1; END",
        "CREATE INDEX x ON spans (name)",
        "REINDEX",
        "ANALYZE",
        "VACUUM",
        &into,
        &attach,
        "ATTACH ':memory:' AS o",
        "DETACH main",
        "PRAGMA query_only = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA writable_schema = ON",
        "PRAGMA user_version",
        "SELECT * FROM pragma_database_list",
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT a",
        "SELECT load_extension('x')",
        "SELECT fts3_tokenizer('x', x'00')",
        "SELECT sqlite_log(1, 'x')",
        "SELECT json_patch('{}', '{}')",
        "SELECT * FROM settings",
        "SELECT (SELECT value FROM main.settings)",
        "SELECT readfile('/etc/hostname')",
        "SELECT writefile('x', 'y')",
        "SELECT edit('x')",
        "INSERT INTO attributes VALUES (1, 2, 3, 4)",
    ];
    let before =
        table(&store, "SELECT count(*), (SELECT count(*) FROM sqlite_schema), (SELECT count(*) FROM tags) FROM spans");
    for sql in refused {
        let (message, _) = refusal(&store, sql);
        assert!(!message.is_empty() && !message.contains("bug"), "{sql}: {message}");
    }
    assert_eq!(
        table(&store, "SELECT count(*), (SELECT count(*) FROM sqlite_schema), (SELECT count(*) FROM tags) FROM spans"),
        before
    );
    assert!(!outside.exists());
}

#[test]
fn mistakes_are_told_with_their_place() {
    let home = tempfile::tempdir().expect("temp");
    let store = filled(&home);
    type Told = (&'static str, &'static str, Option<(usize, usize)>);
    let told: &[Told] = &[
        ("SELECT nam FROM spans_v", "no such column: nam", Some((7, 10))),
        ("SELECT * FROM span", "no such table: span", None),
        ("SELEC 1", "near \"SELEC\": syntax error", Some((0, 5))),
        ("SELECT 'é', foo(1)", "no such function: foo", Some((13, 16))),
        (
            "SELECT name FROM spans_v WHERE name = \"chat\"",
            "no such column: \"chat\" - should this be a string literal in single-quotes?",
            Some((38, 44)),
        ),
        ("SELECT 1; SELECT 2", "a second statement begins here: only one can be run at a time", Some((10, 18))),
        ("SELECT 1; DROP TABLE spans", "a second statement begins here: only one can be run at a time", Some((10, 26))),
        ("", "there is no statement", None),
        ("-- nothing", "there is no statement", None),
        ("SELECT 1 \0", "a NUL character cannot stand in a statement", Some((9, 10))),
        ("SELECT attr('x', 'y')", "attr() takes a row's number first: the column spans_v.span", None),
        ("SELECT * FROM attributes", "attributes(span) takes a row's number", None),
        ("SELECT 'a' REGEXP '('", "regex parse error:\n    (\n    ^\nerror: unclosed group", None),
        ("SELECT * FROM sqlite_dbpage", "no such table: sqlite_dbpage", None),
    ];
    for (sql, message, at) in told {
        assert_eq!(refusal(&store, sql), ((*message).to_owned(), *at), "{sql}");
    }
    let long = format!("SELECT '{}'", "x".repeat(200_000));
    assert!(refusal(&store, &long).0.contains("50000 can be read"));
    let deep = format!("SELECT {}1{}", "abs(".repeat(1000), ")".repeat(1000));
    assert!(matches!(ask(&store, &deep), Err(StoreError::Sql { .. })));
}

#[test]
fn answers_are_cut_and_say_so() {
    let home = tempfile::tempdir().expect("temp");
    let store = filled(&home);
    let limits = SqlLimits { rows: 10, text: 5, blob: 3, bytes: 1 << 20 };
    let many = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n";
    let answer = ask_within(&store, SOON, many, limits).expect("answers");
    assert_eq!((answer.rows.len(), answer.truncated), (10, true));
    let exact = ask_within(&store, SOON, &format!("{many} LIMIT 10"), limits).expect("answers");
    assert_eq!((exact.rows.len(), exact.truncated), (10, false));
    let cut = ask_within(&store, SOON, "SELECT 'ééé', 'abcde', x'01020304', x'010203'", limits).expect("answers");
    let cells = [
        SqlCell::Text("éé…".into()),
        SqlCell::Text("abcde".into()),
        SqlCell::Blob(vec![1, 2, 3], true),
        SqlCell::Blob(vec![1, 2, 3], false),
    ];
    assert_eq!(cut.rows, [cells]);
    let large = SqlLimits { rows: 100_000, text: 1000, blob: 0, bytes: 100_000 };
    let answer = ask_within(&store, SOON, &format!("SELECT hex(zeroblob(500)) FROM ({many} LIMIT 5000)"), large);
    let answer = answer.expect("answers");
    assert!(answer.truncated && answer.rows.len() < 150, "{}", answer.rows.len());
    let mut seen = 0;
    let columns = store.sql_blocking(SOON, many, &mut |columns, row| {
        assert_eq!((columns.len(), row.len()), (1, 1));
        seen += 1;
        if seen == 5000 { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    });
    assert_eq!((columns.expect("answers"), seen), (vec!["x".to_owned()], 5000));
}

#[test]
fn own_forms_of_functions_answer_as_sqlite_does() {
    let home = tempfile::tempdir().expect("temp");
    let store = filled(&home);
    let told = [
        ("instr('abcabc', 'ca')", "3"),
        ("instr('ééa', 'a')", "3"),
        ("instr(x'00ff01', x'ff')", "2"),
        ("instr('a', '')", "1"),
        ("instr('', 'a')", "0"),
        ("instr(NULL, 'a')", "NULL"),
        ("instr(12345, 34)", "3"),
        ("replace('aXbX', 'X', 'yy')", "ayybyy"),
        ("replace('abc', '', 'x')", "abc"),
        ("replace('abc', 'b', NULL)", "NULL"),
        ("replace(1.5, '.', ',')", "1,5"),
        ("trim('xxaxx', 'x')", "a"),
        ("ltrim('xyaxy', 'yx')", "axy"),
        ("rtrim('xyaxy', 'yx')", "xya"),
        ("trim('  a ')", "a"),
        ("trim('éaé', 'é')", "a"),
        ("hex(unhex('00ff'))", "00FF"),
        ("'Chat' LIKE 'ch%'", "1"),
        ("'Chat' GLOB 'ch*'", "0"),
        ("'10%' LIKE '10\\%' ESCAPE '\\'", "1"),
        ("'a' REGEXP NULL", "NULL"),
    ];
    for (sql, expected) in told {
        assert_eq!(table(&store, &format!("SELECT {sql}")), expected, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_statement_that_does_not_end() {
    let home = tempfile::tempdir().expect("temp");
    let store = filled_on_thread(home.path().join("b.db")).await;
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";
    let asked = |deadline| {
        let store = store.clone();
        async move { store.sql(deadline, endless.to_owned(), LIMITS).await }
    };
    // Two run, a third waits its turn; lists and writing go on meanwhile.
    let running: Vec<_> = (0..3).map(|_| tokio::spawn(asked(Duration::from_secs(2)))).collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    store.submit(spans("web", &[span(9, 9, 0, "late")])).await.expect("stored");
    let rows =
        store.read(SOON, |reader| reader.list_traces(&waterglass_store::TraceFilter::default())).await.expect("lists");
    assert_eq!(rows.rows.len(), 1);
    assert!(started.elapsed() < Duration::from_secs(2));
    for one in running {
        assert!(matches!(one.await.expect("joins"), Err(StoreError::Timeout)));
    }
    // Whoever leaves makes room at once.
    let gone = tokio::spawn(asked(Duration::from_secs(60)));
    let also = tokio::spawn(asked(Duration::from_secs(60)));
    tokio::time::sleep(Duration::from_millis(100)).await;
    gone.abort();
    also.abort();
    let started = Instant::now();
    let answer =
        store.sql(Duration::from_secs(60), "SELECT count(*) FROM spans_v".into(), LIMITS).await.expect("answers");
    assert_eq!(answer.rows, [[SqlCell::Integer(1)]]);
    assert!(started.elapsed() < Duration::from_secs(20));
}

async fn filled_on_thread(path: std::path::PathBuf) -> Store {
    tokio::task::spawn_blocking(move || open(&path)).await.expect("opens")
}
