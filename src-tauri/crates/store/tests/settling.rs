//! Sums of traces: whatever the order and the batches the spans come in, through crashes, changed prices and changed dialects, they equal the rule applied to
//! the whole.

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use support::{
    PerToken, TestSpan, batch, log_with, logs, open_rich, options, request_by, rich_facts, settle, span, spans,
};
use waterglass_model::counting::{Call, Counted, count};
use waterglass_model::{Signal, TraceId, Usage};
use waterglass_query::{Clock, Target};
use waterglass_store::{
    Column, FacetFilter, Options, Outline, PricedCall, Pricing, Progress, SpanFilter, Store, TraceFilter, TraceSummary,
};

const SOON: Duration = Duration::from_secs(20);

fn list(store: &Store, query: &str) -> Vec<TraceSummary> {
    let clock = Clock { now_ns: 0, zone: jiff::tz::TimeZone::UTC };
    let expr = waterglass_query::parse(query, Target::Traces, &clock).expect("reads").expr;
    let filter = TraceFilter { expr, limit: 1000, ..TraceFilter::default() };
    let mut rows = store.read_blocking(SOON, |reader| reader.list_traces(&filter)).expect("lists").rows;
    rows.sort_by_key(|row| *row.trace_id.as_bytes());
    rows
}

fn outline(store: &Store, trace: u8) -> Outline {
    let id = TraceId::from_bytes(&[trace; 16]).expect("not zero");
    store.read_blocking(SOON, |reader| reader.get_outline(id)).expect("reads").expect("stored")
}

fn with(mut span: TestSpan, attributes: &[(&str, &str)]) -> TestSpan {
    span.attributes = attributes.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    span
}

fn get<'s>(span: &'s TestSpan, key: &str) -> Option<&'s str> {
    span.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

const INSTRUMENTOR: &str = "instrumentor";

/// Two instrumentations beside each other.
fn scope_of(span: &TestSpan) -> &'static str {
    if get(span, "op") == Some("wait") || span.id.is_multiple_of(3) { INSTRUMENTOR } else { "library" }
}

fn submit(store: &Store, some: &[TestSpan]) {
    for scope in [INSTRUMENTOR, "library"] {
        let messages: Vec<Vec<u8>> =
            some.iter().filter(|span| scope_of(span) == scope).map(TestSpan::message).collect();
        if !messages.is_empty() {
            store.submit_blocking(batch(Signal::Traces, request_by(scope, "svc", &messages))).expect("stored");
        }
    }
}

/// The trace as the rule sees it.
fn calls(spans: &[&TestSpan]) -> Vec<Call> {
    let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
    let mut number = |text: Option<&str>| {
        let known = numbers.len() as i64;
        text.map(|text| *numbers.entry(text.to_owned()).or_insert(known))
    };
    let id = |id: u8| i64::from_be_bytes([id; 8]);
    let tokens = |span: &TestSpan, key| get(span, key).map(|count| count.parse().expect("a count"));
    spans
        .iter()
        .map(|span| Call {
            id: id(span.id),
            parent: (span.parent != 0).then(|| id(span.parent)),
            start: span.start as i64,
            duration: (span.end - span.start) as i64,
            usage: Usage {
                input: tokens(span, "in"),
                output: tokens(span, "out"),
                cached_input: tokens(span, "cached"),
                reasoning: tokens(span, "reasoning"),
                ..Usage::default()
            },
            response: number(get(span, "response")),
            operation: number(get(span, "op")),
            model: number(get(span, "model")),
            scope: i64::from(scope_of(span) == INSTRUMENTOR),
            instrumentor: scope_of(span) == INSTRUMENTOR,
        })
        .collect()
}

/// Session or user by the rule: a root's, then the earliest's, then the smallest span id's.
fn said(spans: &[&TestSpan], key: &str) -> Option<String> {
    let place = |span: &TestSpan| (span.parent != 0, span.start, i64::from_be_bytes([span.id; 8]).cast_unsigned());
    let sayers = spans.iter().filter(|span| get(span, key).is_some());
    sayers.min_by_key(|span| place(span)).and_then(|span| get(span, key)).map(str::to_owned)
}

fn assert_settled(store: &Store, all: &[TestSpan], price: i64) {
    let mut traces: BTreeMap<u8, Vec<&TestSpan>> = BTreeMap::new();
    all.iter().for_each(|span| traces.entry(span.trace).or_default().push(span));
    let rows = list(store, "");
    assert_eq!(rows.len(), traces.len());
    for (row, (trace, spans)) in rows.iter().zip(&traces) {
        let calls = calls(spans);
        let (counted, mut usage, mut cost, mut unpriced) = (count(&calls), Usage::default(), None, false);
        let outline = outline(store, *trace);
        for ((span, call), counted) in spans.iter().zip(&calls).zip(&counted) {
            let is_priced = !get(span, "model").unwrap_or("").starts_with("free");
            let tokens = call.usage.input.unwrap_or(0) + call.usage.output.unwrap_or(0);
            let own = (*counted == Counted::Counts && is_priced).then_some(tokens as i64 * price);
            if *counted == Counted::Counts {
                usage.add(&call.usage);
                unpriced |= !is_priced;
            }
            cost = own.map_or(cost, |own| Some(cost.unwrap_or(0) + own));
            let drawn = outline.spans.iter().find(|drawn| drawn.span_id.to_i64() == call.id).expect("drawn");
            assert_eq!((drawn.counted, drawn.cost), (*counted, own), "trace {trace}, span {}", span.id);
        }
        assert_eq!((row.sums.usage, row.sums.cost), (usage, cost), "trace {trace}");
        assert!(row.sums.cost_at_least || !unpriced, "trace {trace}");
        assert_eq!(row.sums.tokens_at_least, is_lower_bound(spans, &calls, &counted), "trace {trace}");
        assert_eq!((row.session.clone(), row.user.clone()), (said(spans, "session"), said(spans, "user")), "{trace}");
    }
}

/// The rule in its plainest words.
fn is_lower_bound(spans: &[&TestSpan], calls: &[Call], counted: &[Counted]) -> bool {
    let parent = |at: usize| calls[at].parent.and_then(|id| calls.iter().position(|call| call.id == id));
    let above = |at: usize| {
        let mut line = Vec::new();
        let mut next = parent(at);
        while let Some(at) = next.filter(|at| !line.contains(at)) {
            line.push(at);
            next = parent(at);
        }
        line
    };
    (0..spans.len()).filter(|at| get(spans[*at], "kind") == Some("model") && !calls[*at].usage.is_said()).any(|at| {
        let covered = above(at).into_iter().any(|above| counted[above] == Counted::Counts);
        let below = (0..spans.len()).any(|other| calls[other].usage.is_said() && above(other).contains(&at));
        let same = calls
            .iter()
            .any(|call| call.usage.is_said() && call.response.is_some() && call.response == calls[at].response);
        !covered && !below && !same
    })
}

type Text = Option<&'static str>;
type Facts = (&'static str, Option<u32>, Option<u32>, Text, Text, &'static str, Text, Text);

fn any_spans() -> impl Strategy<Value = Vec<TestSpan>> {
    let facts = (
        prop::sample::select(vec!["", "agent", "model", "model", "tool"]),
        prop::option::of(0u32..50),
        prop::option::of(0u32..9),
        prop::option::of(prop::sample::select(vec!["m-1", "free-1"])),
        prop::option::of(prop::sample::select(vec!["r-1", "r-2"])),
        prop::sample::select(vec!["chat", "wait"]),
        prop::option::of(prop::sample::select(vec!["s-1", "s-2", "s-3"])),
        prop::option::of(prop::sample::select(vec!["ann", "bo"])),
    );
    prop::collection::vec((1u8..4, 0u8..5, 0u64..40, 1u64..60, facts), 1..28).prop_map(|list| {
        let make = |(at, (trace, back, start, length, facts)): (usize, (u8, u8, u64, u64, Facts))| {
            let id = at as u8 + 1;
            let parent = if back == 0 { 0 } else { id.saturating_sub(back) };
            let (kind, input, output, model, response, op, session, user) = facts;
            let mut attributes = vec![("kind".to_owned(), kind.to_owned()), ("op".into(), op.into())];
            let mut add =
                |key: &str, value: Option<String>| attributes.extend(value.map(|value| (key.to_owned(), value)));
            add("in", input.map(|count| count.to_string()));
            add("cached", input.map(|count| (count / 2).to_string()));
            add("out", output.map(|count| count.to_string()));
            add("model", model.map(str::to_owned));
            add("response", response.map(str::to_owned));
            add("session", session.map(str::to_owned));
            add("user", user.map(str::to_owned));
            let start = 1_700_000_000_000_000_000 + start;
            TestSpan { trace, id, parent, name: "x".into(), start, end: start + length, error: false, attributes }
        };
        list.into_iter().enumerate().map(make).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn sums_do_not_depend_on_the_order_of_arrival(
        (all, order) in any_spans().prop_flat_map(|all| {
            let order: Vec<usize> = (0..all.len()).collect();
            (Just(all), Just(order).prop_shuffle())
        }),
        cuts in prop::collection::vec(1usize..6, 1..12),
        repeat in any::<bool>(),
        reopen in prop::option::of(0usize..4),
    ) {
        let home = tempfile::tempdir().expect("temp");
        let path = home.path().join("a.db");
        let mut store = open_rich(&path, 1, 7);
        let (mut rest, mut number) = (&order[..], 0);
        while !rest.is_empty() {
            let (some, after) = rest.split_at(cuts[number % cuts.len()].min(rest.len()));
            let mut some: Vec<TestSpan> = some.iter().map(|at| all[*at].clone()).collect();
            if repeat {
                some.extend(some.first().cloned());
            }
            submit(&store, &some);
            if reopen == Some(number) {
                store.close();
                store = open_rich(&path, 1, 7);
            }
            (rest, number) = (after, number + 1);
        }
        settle(&store);
        assert_settled(&store, &all, 7);
        // Other prices.
        let runtime = tokio::runtime::Runtime::new().expect("runtime");
        runtime.block_on(store.set_pricing(Arc::new(PerToken(3)))).expect("replaced");
        settle(&store);
        assert_settled(&store, &all, 3);
        prop_assert_eq!(store.progress(), Progress::DONE);
    }
}

fn agent_trace(trace: u8) -> [TestSpan; 3] {
    [
        with(span(trace, 1, 0, "run"), &[("kind", "agent"), ("in", "30"), ("session", "s"), ("user", "ann")]),
        with(
            span(trace, 2, 1, "chat"),
            &[("kind", "model"), ("in", "10"), ("out", "1"), ("model", "m"), ("asked", "m-0")],
        ),
        with(
            span(trace, 3, 1, "chat"),
            &[("kind", "model"), ("in", "20"), ("out", "2"), ("model", "m"), ("ttft", "40")],
        ),
    ]
}

/// Prices that keep the settling thread waiting while the gate is shut.
#[derive(Debug, Default)]
struct Gate {
    shut: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn set(&self, shut: bool) {
        *self.shut.lock().expect("held by nobody who panicked") = shut;
        self.opened.notify_all();
    }
}

#[derive(Debug)]
struct Gated(Arc<Gate>);

impl Pricing for Gated {
    fn revision(&self) -> u64 {
        7
    }

    fn price(&self, call: &PricedCall<'_>) -> Option<i64> {
        if std::thread::current().name() == Some("store-settle") {
            let shut = self.0.shut.lock().expect("held by nobody who panicked");
            drop(self.0.opened.wait_while(shut, |shut| *shut));
        }
        PerToken(7).price(call)
    }
}

#[test]
fn a_crash_keeps_the_marks_of_traces_that_are_not_settled() {
    let home = tempfile::tempdir().expect("temp");
    let (path, gate) = (home.path().join("a.db"), Arc::new(Gate::default()));
    let pricing = Arc::new(Gated(gate.clone()));
    let store = Store::open(Options { facts: rich_facts(1), pricing, ..options(&path) }).expect("opens");
    let all = agent_trace(1);
    gate.set(true);
    store.submit_blocking(spans("svc", &all[1..2])).expect("stored");
    store.submit_blocking(spans("svc", &all[..1])).expect("stored");
    store.submit_blocking(spans("svc", &all[2..])).expect("stored");
    // What a killed process leaves: the file and its log, in the middle of it.
    let copy = home.path().join("copy.db");
    for end in ["", "-wal"] {
        std::fs::copy(format!("{}{end}", path.display()), format!("{}{end}", copy.display())).expect("copied");
    }
    let marks: i64 = rusqlite::Connection::open(&copy)
        .and_then(|db| db.query_row("SELECT count(*) FROM unsettled", [], |row| row.get(0)))
        .expect("reads");
    assert_eq!(marks, 1, "the mark is in the file");
    assert_eq!(list(&store, "")[0].sums.usage.input, Some(10), "settled as of the first batch");
    let survivor = open_rich(&copy, 1, 7);
    settle(&survivor);
    assert_settled(&survivor, &all, 7);
    gate.set(false);
    settle(&store);
    assert_settled(&store, &all, 7);
}

/// Prices that count how often the settling thread asks about the span that starts first.
#[derive(Debug, Default)]
struct Counting(AtomicUsize);

impl Pricing for Counting {
    fn revision(&self) -> u64 {
        7
    }

    fn price(&self, call: &PricedCall<'_>) -> Option<i64> {
        if std::thread::current().name() == Some("store-settle") && call.start == span(1, 1, 0, "").start {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        PerToken(7).price(call)
    }
}

#[test]
fn a_trace_that_grows_and_grows_is_settled_now_and_then() {
    let home = tempfile::tempdir().expect("temp");
    let counting = Arc::new(Counting::default());
    let options = Options { facts: rich_facts(1), pricing: counting.clone(), ..options(&home.path().join("a.db")) };
    let store = Store::open(options).expect("opens");
    let call = |id: u8| with(span(1, id, 0, "chat"), &[("kind", "model"), ("in", "3"), ("model", "m")]);
    let all: Vec<TestSpan> = (1..=250).map(call).collect();
    let started = Instant::now();
    all.chunks(2).for_each(|some| store.submit_blocking(spans("svc", some)).expect("stored"));
    settle(&store);
    let most = started.elapsed().as_millis() as usize / 100 + 2;
    assert!(counting.0.load(Ordering::Relaxed) <= most, "{counting:?}, at most {most}");
    assert_settled(&store, &all, 7);
}

#[test]
fn closing_settles_and_a_change_is_told() {
    let home = tempfile::tempdir().expect("temp");
    let path = home.path().join("a.db");
    let store = open_rich(&path, 1, 7);
    let all = agent_trace(1);
    store.submit_blocking(spans("svc", &all[..1])).expect("stored");
    store.submit_blocking(spans("svc", &all[1..])).expect("stored");
    store.close();
    let read_only = Store::open_read_only(&path).expect("opens");
    assert_settled(&read_only, &all, 7);
    // While it is open, settling is told as a change of the trace.
    let store = open_rich(&path, 1, 7);
    let more = with(span(1, 4, 1, "chat"), &[("kind", "model"), ("in", "5"), ("model", "m")]);
    store.submit_blocking(spans("svc", std::slice::from_ref(&more))).expect("stored");
    settle(&store);
    let told: u32 = store.feed().cursor().rsplit('-').next().and_then(|told| told.parse().ok()).expect("a number");
    assert!(told >= 2, "stored, then settled");
    assert_settled(&store, &[&all[..], &[more]].concat(), 7);
}

#[test]
fn prices_are_worked_in_where_an_earlier_run_stopped() {
    let home = tempfile::tempdir().expect("temp");
    let path = home.path().join("a.db");
    let all: Vec<TestSpan> = (1..=60).flat_map(agent_trace).collect();
    let store = open_rich(&path, 1, 7);
    all.chunks(21).for_each(|some| store.submit_blocking(spans("svc", some)).expect("stored"));
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    runtime.block_on(store.set_pricing(Arc::new(PerToken(11)))).expect("replaced");
    store.close();
    let again = open_rich(&path, 1, 11);
    settle(&again);
    assert_settled(&again, &all, 11);
    again.close();
    // Prices that changed while the program did not run.
    let later = open_rich(&path, 1, 13);
    settle(&later);
    assert_settled(&later, &all, 13);
    let costly = list(&later, "cost>=$0.000000000429");
    assert_eq!((costly.len(), list(&later, "cost>$0.000000000429").len()), (60, 0), "33 tokens at 13 picodollars");
}

#[test]
fn a_session_said_by_log_records_alone_is_taken() {
    let home = tempfile::tempdir().expect("temp");
    let store = open_rich(&home.path().join("a.db"), 1, 7);
    let record = |time, trace, session: &str| log_with(time, trace, 2, &[("session", session), ("user", "bo")]);
    store.submit_blocking(logs("svc", &[record(50, 1, "late"), record(40, 1, "early")])).expect("stored");
    store.submit_blocking(spans("svc", &agent_trace(2))).expect("stored");
    store.submit_blocking(spans("svc", &[span(1, 2, 0, "plain"), span(3, 2, 0, "plain")])).expect("stored");
    store.submit_blocking(logs("svc", &[record(9, 2, "other"), record(9, 3, "third")])).expect("stored");
    let said = |store: &Store| -> Vec<_> { list(store, "").into_iter().map(|row| (row.session, row.user)).collect() };
    let pair = |session: &str, user: &str| (Some(session.to_owned()), Some(user.to_owned()));
    assert_eq!(said(&store), [pair("early", "bo"), pair("s", "ann"), pair("third", "bo")]);
    assert_eq!(list(&store, "session:early user:bo").len(), 1);
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    // A revision that reads nothing off log records.
    let facts = waterglass_store::Facts::of_spans(2, support::rich);
    runtime.block_on(store.set_facts(facts)).expect("replaced");
    settle(&store);
    assert_eq!(said(&store), [(None, None), pair("s", "ann"), (None, None)]);
    runtime.block_on(store.set_facts(rich_facts(3))).expect("replaced");
    settle(&store);
    assert_eq!(said(&store), [pair("early", "bo"), pair("s", "ann"), pair("third", "bo")]);
    runtime.block_on(store.delete_traces(&[TraceId::from_bytes(&[1; 16]).expect("id")])).expect("deleted");
    store.submit_blocking(spans("svc", &[span(1, 2, 0, "again")])).expect("stored");
    assert_eq!(said(&store)[0], (None, None), "what a deleted trace's records said is gone with them");
}

#[test]
fn models_asked_for_are_told_where_none_answered() {
    let home = tempfile::tempdir().expect("temp");
    let store = open_rich(&home.path().join("a.db"), 1, 7);
    let call = |trace, id, facts: &[(&str, &str)]| with(span(trace, id, 0, "chat"), facts);
    let asked = [("kind", "model"), ("asked", "gpt")];
    store.submit_blocking(spans("svc", &[call(1, 1, &asked), call(2, 1, &asked)])).expect("stored");
    store.submit_blocking(spans("svc", &[call(2, 2, &[("kind", "model"), ("model", "gpt-2026")])])).expect("stored");
    let models: Vec<_> = list(&store, "").into_iter().map(|row| row.models).collect();
    assert_eq!(models, [["gpt".to_owned()], ["gpt-2026".to_owned()]]);
}

/// All that can be asked about derived columns.
fn answers(store: &Store, traces: &[u8]) -> String {
    let mut out = String::new();
    for row in list(store, "") {
        out += &format!("{:?}\n", TraceSummary { received: 0, ..row });
    }
    for trace in traces {
        let outline = outline(store, *trace);
        for span in &outline.spans {
            let text = |number: Option<u32>| number.map(|number| outline.strings[number as usize].clone());
            let texts = (text(span.model), text(span.detail));
            out +=
                &format!("{:?} {texts:?}\n", (span.span_id, span.span_type, span.counted, span.cost, span.first_token));
        }
    }
    let filter = FacetFilter::Rows(Target::Spans, SpanFilter::default());
    let names = ["kind", "model", "provider", "operation", "tool", "session", "user"];
    let columns: Vec<Column> = names.iter().map(|name| Column::read(name, Target::Spans)).collect();
    out +=
        &format!("{:?}\n", store.read_blocking(SOON, |reader| reader.facets(&filter, &columns, 100)).expect("counts"));
    let by = Column::read("model", Target::Spans);
    out += &format!("{:?}\n", store.read_blocking(SOON, |reader| reader.groups(&filter, &by, 100)).expect("groups"));
    for query in
        ["same(cached_tokens>0)", "same(ttft>20ns)", "same(tokens>10)", "same(cost>0)", "user:ann", "session:s*"]
    {
        let found: Vec<_> = list(store, query).into_iter().map(|row| row.trace_id).collect();
        out += &format!("{query}: {found:?}\n");
    }
    out
}

fn fill(path: &Path, revision: u32, all: &[TestSpan]) -> Store {
    let facts =
        if revision == 1 { waterglass_store::Facts::of_spans(1, support::simple) } else { rich_facts(revision) };
    let pricing = Arc::new(PerToken(7));
    let store = Store::open(Options { facts, pricing, ..options(path) }).expect("opens");
    for some in all.chunks(5) {
        store.submit_blocking(spans("svc", some)).expect("stored");
    }
    store.submit_blocking(logs("svc", &[log_with(9, 9, 1, &[("session", "s-log")])])).expect("stored");
    store
}

#[test]
fn what_another_revision_read_is_derived_again() {
    let home = tempfile::tempdir().expect("temp");
    let mut all: Vec<TestSpan> = (1..=8).flat_map(agent_trace).collect();
    all[4].attributes.extend([("cached".to_owned(), "4".to_owned()), ("provider".into(), "p".into())]);
    all.push(with(span(9, 1, 0, "tool"), &[("kind", "tool"), ("tool", "search")]));
    let traces: Vec<u8> = (1..=9).collect();
    let fresh = fill(&home.path().join("fresh.db"), 2, &all);
    settle(&fresh);
    let wanted = answers(&fresh, &traces);
    let path = home.path().join("old.db");
    let old = fill(&path, 1, &all);
    settle(&old);
    assert_ne!(answers(&old, &traces), wanted);
    old.close();
    let renewed = open_rich(&path, 2, 7);
    settle(&renewed);
    assert_eq!(answers(&renewed, &traces), wanted);
    assert_eq!(renewed.progress(), Progress::DONE);
    // What comes now, and what came before, is one trace.
    let more = with(span(1, 4, 1, "chat"), &[("kind", "model"), ("in", "5"), ("model", "m")]);
    renewed.submit_blocking(spans("svc", std::slice::from_ref(&more))).expect("stored");
    settle(&renewed);
    assert_eq!(list(&renewed, "")[0].sums.usage.input, Some(35));
    assert_eq!(list(&renewed, "")[0].session.as_deref(), Some("s"));
}
