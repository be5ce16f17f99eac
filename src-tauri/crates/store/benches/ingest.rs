//! What each step of storing costs, and the whole pipeline against the least SQLite can do with the same bytes, in one run.
//!
//! `cargo bench -p waterglass-store [-- SPANS]`. No network: the bound over gRPC is measured by `tests/load`. Read the ratios and the CPU time;
//! the machine's speed drifts.
#![allow(clippy::print_stdout, missing_docs)]

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use waterglass_model::{Batch, GenAi, Signal, Source, SpanFacts, otlp};
use waterglass_store::{Facts, NoPrices, Options, Store, Synchronous};
use waterglass_tests_load::traffic::Traffic;

const REQUEST: usize = 512;
const IN_FLIGHT: usize = 16;
const START: u64 = 1_790_000_000_000_000_000;

fn main() {
    let spans = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(105_000);
    let traffic = Traffic::new(1, spans, REQUEST, START);
    let raw = traffic.bytes as f64;
    println!("{} spans, {:.0} B each, requests of {REQUEST}", traffic.spans, raw / traffic.spans as f64);
    let home = tempfile::tempdir_in(".").expect("temp");
    step("check (borrowed walk)", &traffic, || batches(&traffic).map(|batch| batch.items.len()).sum());
    let bare = timed(|| bare(&home.path().join("bare.db"), &traffic));
    report("bare: one blob a span", &traffic, bare, bare, file(&home.path().join("bare.db")) / raw);
    for (name, normalise) in
        [("ours, no dialects", none as waterglass_store::Normalise), ("ours", waterglass_dialects::normalise)]
    {
        let path = home.path().join(format!("{}.db", name.len()));
        let ours = timed(|| pipeline(&path, &traffic, normalise));
        report(name, &traffic, ours, bare, file(&path) / raw);
    }
    let again = timed(|| self::bare(&home.path().join("bare2.db"), &traffic));
    report("bare, again", &traffic, again, bare, 0.0);
}

fn none<'a>(_: &SpanFacts<'_, 'a>) -> GenAi<'a> {
    GenAi::default()
}

fn batches(traffic: &Traffic) -> impl Iterator<Item = Batch> {
    (0..traffic.len()).map(|number| {
        let (body, _) = traffic.request(number);
        otlp::check(Signal::Traces, body, Source::default()).expect("our own encoding").0
    })
}

fn step(name: &str, traffic: &Traffic, work: impl FnOnce() -> usize) {
    let started = Instant::now();
    let spans = work();
    assert_eq!(spans, traffic.spans);
    let took = started.elapsed();
    println!("{name:26} {:>9.0} spans/s", spans as f64 / took.as_secs_f64());
}

/// Wall time as the work measured it, and the process's CPU seconds meanwhile (the generator's included).
type Cost = (Duration, f64);

fn timed(work: impl FnOnce() -> Duration) -> Cost {
    let before = cpu_seconds();
    let took = work();
    (took, cpu_seconds() - before)
}

/// User and system time of this process, from `/proc/self/stat` (fields 14 and 15, in hundredths); 0 where there is none.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = |field: usize| stat.rsplit(')').next()?.split_whitespace().nth(field - 3)?.parse::<f64>().ok();
    (ticks(14).unwrap_or(0.0) + ticks(15).unwrap_or(0.0)) / 100.0
}

fn report(name: &str, traffic: &Traffic, took: Cost, bare: Cost, disk: f64) {
    let spans = traffic.spans as f64;
    println!(
        "{name:26} {:>9.0} spans/s   {:.2} x bare   {:>5.1} us CPU a span   {disk:.2} of the bytes",
        spans / took.0.as_secs_f64(),
        bare.0.as_secs_f64() / took.0.as_secs_f64(),
        took.1 * 1e6 / spans,
    );
}

fn file(path: &Path) -> f64 {
    std::fs::metadata(path).map_or(0.0, |file| file.len() as f64)
}

/// Keeps as many requests in flight as many exporters would.
fn pipeline(path: &Path, traffic: &Traffic, normalise: waterglass_store::Normalise) -> Duration {
    let facts = Facts::of_spans(1, normalise);
    let pricing = Arc::new(NoPrices);
    let options = Options { path: path.to_path_buf(), synchronous: Synchronous::Full, readers: 1, facts, pricing };
    let store = Store::open(options).expect("opens");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runtime");
    let started = Instant::now();
    runtime.block_on(async {
        let mut flying = VecDeque::new();
        for batch in batches(traffic) {
            let store = store.clone();
            flying.push_back(tokio::spawn(async move { store.submit(batch).await }));
            tokio::task::yield_now().await;
            if flying.len() >= IN_FLIGHT {
                flying.pop_front().expect("some").await.expect("joins").expect("stored");
            }
        }
        for flight in flying {
            flight.await.expect("joins").expect("stored");
        }
    });
    let took = started.elapsed();
    assert_eq!(store.totals().spans as usize, traffic.spans);
    store.close();
    took
}

/// The same bytes, one blob a span, the same commits, nothing else.
fn bare(path: &Path, traffic: &Traffic) -> Duration {
    let db = rusqlite::Connection::open(path).expect("opens");
    db.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
         CREATE TABLE spans (id INTEGER PRIMARY KEY, data BLOB)",
    )
    .expect("made");
    let started = Instant::now();
    let all: Vec<Batch> = batches(traffic).collect();
    for group in all.chunks(IN_FLIGHT / 2) {
        db.execute_batch("BEGIN").expect("begins");
        let mut insert = db.prepare_cached("INSERT INTO spans (data) VALUES (?1)").expect("prepares");
        for batch in group {
            for item in &batch.items {
                insert.execute([batch.slice(&item.bytes)]).expect("inserts");
            }
        }
        drop(insert);
        db.execute_batch("COMMIT").expect("commits");
    }
    started.elapsed()
}
