//! Statements that would run forever or grow without end. In a program of its own and one after the other: memory is counted by the process.

mod support;

use std::time::{Duration, Instant};

use support::{open, span, spans};
use waterglass_store::{SqlCell, SqlLimits, SqlRows, Store, StoreError};

const SOON: Duration = Duration::from_secs(10);
const LIMITS: SqlLimits = SqlLimits { rows: 1000, text: 64 << 10, blob: 32 << 10, bytes: 64 << 20 };

fn ask_within(store: &Store, deadline: Duration, sql: &str, limits: SqlLimits) -> Result<SqlRows, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(store.sql(deadline, sql.to_owned(), limits))
}

#[test]
fn a_statement_takes_neither_all_time_nor_all_memory() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    store.submit_blocking(spans("web", &[span(1, 1, 0, "root"), span(1, 2, 1, "child")])).expect("stored");
    what_would_not_end_is_ended(&store);
    what_would_grow_is_bounded(&store);
}

fn what_would_not_end_is_ended(store: &Store) {
    let soon = Duration::from_millis(300);
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)";
    let named_twice: Vec<String> =
        (1..60).map(|n| format!("c{n} AS (SELECT a.x FROM c{0} a, c{0} b)", n - 1)).collect();
    let used_twice: Vec<String> = (1..60).map(|n| format!("c{n} AS (SELECT x + x AS x FROM c{})", n - 1)).collect();
    let deep: Vec<String> = (1..1500).map(|n| format!("c{n} AS (SELECT x FROM c{})", n - 1)).collect();
    let slow = [
        format!("{endless} SELECT count(*) FROM n"),
        format!("{endless} SELECT x FROM n WHERE x < 0"),
        // Each name doubles what the one before it means.
        format!("WITH c0 AS (SELECT 1 AS x UNION ALL SELECT 2), {} SELECT count(*) FROM c59", named_twice.join(", ")),
        format!("WITH c0 AS (SELECT start_ns AS x FROM spans_v), {} SELECT x FROM c59", used_twice.join(", ")),
        "SELECT count(*) FROM json_each(replace(hex(zeroblob(300000)), '00', '1,') || '1]') a".into(),
        format!("{endless}, m AS (SELECT attr(1 + x - x, 'retries') AS r FROM n) SELECT count(*) FROM m WHERE r = 4"),
    ];
    for sql in slow {
        let started = Instant::now();
        let answer = ask_within(store, soon, &sql, LIMITS);
        assert!(matches!(answer, Err(StoreError::Timeout | StoreError::Sql { .. })), "{sql}: {answer:?}");
        assert!(started.elapsed() < Duration::from_secs(60), "{sql}: {:?}", started.elapsed());
    }
    let nested = format!("WITH c0 AS (SELECT 1 AS x), {} SELECT x FROM c1499", deep.join(", "));
    assert!(nested.len() < 50_000, "{}", nested.len());
    assert_eq!(ask_within(store, SOON, &nested, LIMITS).expect("answers").rows, [[SqlCell::Integer(1)]]);
}

fn what_would_grow_is_bounded(store: &Store) {
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)";
    for sql in [
        "SELECT zeroblob(1000000000)".to_owned(),
        "SELECT length(printf('%*d', 1000000000, 1))".into(),
        "SELECT randomblob(1000000000)".into(),
        format!("{endless} SELECT group_concat(hex(zeroblob(100000))) FROM (SELECT x FROM n LIMIT 100)"),
        "SELECT replace(hex(zeroblob(2000000)), '0', '00000000')".into(),
        "SELECT 'x' LIKE hex(zeroblob(1000))".into(),
        "SELECT 'x' GLOB hex(zeroblob(1000))".into(),
        format!("{endless} SELECT x, hex(randomblob(1000)) AS r FROM n ORDER BY r"),
        format!("{endless} SELECT DISTINCT hex(randomblob(100000)) FROM n LIMIT 1 OFFSET 1000000"),
    ] {
        let answer = ask_within(store, Duration::from_secs(60), &sql, LIMITS);
        assert!(matches!(answer, Err(StoreError::Sql { .. })), "{sql}: {:?}", answer.map(|rows| rows.rows.len()));
    }
    // Quadratic in SQLite itself, and not to be interrupted: minutes to years each.
    let long = "hex(zeroblob(2000000))";
    for sql in [
        format!("SELECT instr({long}, substr({long}, 1, 2000000) || '1')"),
        format!("SELECT length(replace({long}, substr({long}, 1, 2000000) || '1', '')) - 4000000"),
        format!("SELECT length(trim({long}, hex(zeroblob(1000000)) || '0'))"),
        format!("SELECT {long} LIKE '%0%0%0%0%0%0%0%0%0%0%1'"),
        format!("SELECT {long} REGEXP '(0*)*(0*)*(0*)*1'"),
    ] {
        let started = Instant::now();
        let answer =
            ask_within(store, Duration::from_secs(60), &sql, LIMITS).unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert_eq!(answer.rows, [[SqlCell::Integer(0)]], "{sql}");
        assert!(started.elapsed() < Duration::from_secs(60), "{sql}: {:?}", started.elapsed());
    }
}
