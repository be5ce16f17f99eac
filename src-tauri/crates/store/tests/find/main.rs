//! Finding, against the plain evaluator of the filter language: random traces in random batches, random queries; and a table of queries with
//! their answers over one small set of spans.

mod model;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use model::{PRICE, TestSpan, Typed, traces_of};
use proptest::prelude::*;
use support::{PerToken, batch, options, request, settle};
use waterglass_model::{GenAi, Signal, SpanFacts, Usage};
use waterglass_query::evaluate::{span_matches, trace_matches};
use waterglass_query::{Clock, Target};
use waterglass_store::{FacetFilter, Facts, Options, SpanFilter, Store, TraceFilter};

const SOON: Duration = Duration::from_secs(20);
const START: u64 = 1_700_000_000_000_000_000;

fn parse(text: &str, on: Target) -> waterglass_query::Expr {
    let clock = Clock { now_ns: START as i64, zone: jiff::tz::TimeZone::UTC };
    waterglass_query::parse(text, on, &clock).unwrap_or_else(|mistake| panic!("{text}: {mistake}")).expr
}

fn open(path: &std::path::Path) -> Store {
    let facts = Facts::of_spans(1, dialect);
    let pricing = Arc::new(PerToken(PRICE));
    Store::open(Options { facts, pricing, ..options(path) }).expect("opens")
}

/// Where spans are cut into requests: ascending, from the first to past the last.
fn pieces<'s>(spans: &'s [TestSpan], cuts: &[usize]) -> Vec<&'s [TestSpan]> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    for to in cuts.iter().map(|cut| cut % (spans.len() + 1)).chain([spans.len()]) {
        pieces.push(spans.get(from..to).unwrap_or_default());
        from = from.max(to);
    }
    pieces
}

fn submit(store: &Store, spans: &[TestSpan]) {
    for service in ["web", "agent"] {
        let of_service = spans.iter().filter(|span| span.service == service);
        let some: Vec<Vec<u8>> = of_service.map(TestSpan::message).collect();
        if !some.is_empty() {
            store.submit_blocking(batch(Signal::Traces, request(service, &some))).expect("stored");
        }
    }
}

fn store_of(path: &std::path::Path, spans: &[TestSpan], cuts: &[usize]) -> Store {
    let store = open(path);
    pieces(spans, cuts).into_iter().for_each(|piece| submit(&store, piece));
    settle(&store);
    store
}

/// A model call names its model; what else it says stands in attributes.
fn dialect<'a>(facts: &SpanFacts<'_, 'a>) -> GenAi<'a> {
    let text = |key: &str| facts.text(key).map(Into::into);
    let usage = Usage {
        input: facts.count("in"),
        output: facts.count("out"),
        cached_input: facts.count("cached"),
        ..Usage::default()
    };
    GenAi {
        usage,
        time_to_first_token: facts.count("ttft"),
        conversation_id: text("session"),
        user_id: text("user"),
        ..support::simple(facts)
    }
}

fn found_traces(store: &Store, query: &str, limit: u32) -> (Vec<u8>, Option<u32>) {
    let filter = TraceFilter { expr: parse(query, Target::Traces), count: true, limit, ..TraceFilter::default() };
    let (mut all, mut cursor, mut total) = (Vec::new(), None, None);
    loop {
        let filter = TraceFilter { cursor: cursor.clone(), ..filter.clone() };
        let page = store.read_blocking(SOON, |reader| reader.list_traces(&filter)).expect("lists");
        total = total.or(page.total);
        all.extend(page.rows.iter().map(|row| row.trace_id.as_bytes()[0]));
        cursor = page.next;
        if cursor.is_none() {
            return (all, total);
        }
    }
}

fn found_spans(store: &Store, query: &str, limit: u32) -> (Vec<(u8, u8)>, Option<u64>) {
    let filter = SpanFilter { expr: parse(query, Target::Spans), count: true, limit, ..SpanFilter::default() };
    let (mut all, mut cursor, mut total) = (Vec::new(), None, None);
    loop {
        let filter = SpanFilter { cursor: cursor.clone(), ..filter.clone() };
        let page = store.read_blocking(SOON, |reader| reader.list_spans(&filter)).expect("lists");
        total = total.or(page.total);
        all.extend(page.rows.iter().map(|row| (row.trace_id.as_bytes()[0], row.span_id.as_bytes()[0])));
        cursor = page.next;
        if cursor.is_none() {
            return (all, total);
        }
    }
}

const TERMS: [&str; 52] = [
    "input_tokens>=20",
    "output_tokens<3",
    "tokens:10..25",
    "cached_tokens>0",
    "ttft>5ns",
    "cost>=$0.000000000140",
    "user:ann",
    "session:s-*",
    "service:web",
    "service:AGENT",
    "name:chat",
    "name:*call*",
    "name~\"^GET\"",
    "name!=chat",
    "status:error",
    "status:ok",
    "model:m-1",
    "model:m-*",
    "model!=m-1",
    "has:model",
    "kind:llm",
    "kind:function",
    "duration>3ms",
    "duration<=2ms",
    "code:200",
    "code>=400",
    "code!=200",
    "code:2*",
    "ratio>0.5",
    "flag:true",
    "flag:false",
    "tags:red",
    "tags=blue",
    "has:tags",
    "has:nothing",
    "long:*end",
    "long~\"middle\"",
    "has:long",
    "event:exception",
    "event.exception.message:*slow*",
    "resource.service.name:web",
    "span.service.name:web",
    "refund",
    "\"rate limit\"",
    "refun*",
    "absent",
    "slow",
    "404",
    "code exists",
    "code in (200, 404)",
    "text:\"Refund please\"",
    "span:0303030303030303",
];

/// Terms that only make sense of whole traces.
const OWN: [&str; 6] = ["spans>2", "errors>=1", "errors:0", "status:failed", "trace:02", "span.duration>3ms"];

fn any_value() -> impl Strategy<Value = (&'static str, Typed)> {
    let text = |text: &str| Typed::Text(text.into());
    prop_oneof![
        prop::sample::select(vec!["m-1", "m-2"]).prop_map(move |model| ("model", text(model))),
        prop::sample::select(vec![200i64, 404, 500]).prop_map(|code| ("code", Typed::Int(code))),
        prop::sample::select(vec!["200", "oops"]).prop_map(move |code| ("code", text(code))),
        prop::sample::select(vec![0.25f64, 0.75]).prop_map(|ratio| ("ratio", Typed::Double(ratio))),
        any::<bool>().prop_map(|flag| ("flag", Typed::Bool(flag))),
        prop::collection::vec(prop::sample::select(vec!["red", "blue"]), 0..3)
            .prop_map(move |tags| ("tags", Typed::List(tags.into_iter().map(|tag| Typed::Text(tag.into())).collect()))),
        prop::sample::select(vec![
            "Refund please",
            "the rate limit was hit",
            "{\"m\":\"refunded\\nslow\"}",
            "limit rate"
        ])
        .prop_map(move |words| ("text", text(words))),
        prop::sample::select(vec![5i64, 10, 20]).prop_map(|count| ("in", Typed::Int(count))),
        prop::sample::select(vec![1i64, 4]).prop_map(|count| ("out", Typed::Int(count))),
        prop::sample::select(vec![0i64, 3]).prop_map(|count| ("cached", Typed::Int(count))),
        prop::sample::select(vec![5i64, 6]).prop_map(|time| ("ttft", Typed::Int(time))),
        prop::sample::select(vec!["ann", "bo"]).prop_map(move |name| ("user", text(name))),
        prop::sample::select(vec!["s-1", "x"]).prop_map(move |name| ("session", text(name))),
        prop::sample::select(vec!["middle end", "middle of it"])
            .prop_map(|end| ("long", Typed::Text(format!("{} {end}", "word ".repeat(40))))),
    ]
}

fn any_spans() -> impl Strategy<Value = Vec<TestSpan>> {
    let one = (
        1u8..6,
        0u8..4,
        prop::sample::select(vec!["web", "agent"]),
        prop::sample::select(vec!["chat", "tool call", "GET /x", "refund"]),
        (0u64..10_000_000, 0u64..6_000_000),
        any::<bool>(),
        prop::collection::vec(any_value(), 0..7),
        prop::option::of(prop::sample::select(vec![("exception", "too slow"), ("note", "fine")])),
    );
    prop::collection::vec(one, 1..24).prop_map(|list| {
        let spans = list.into_iter().enumerate().map(
            |(at, (trace, back, service, name, (start, length), error, attributes, event))| {
                let id = at as u8 + 1;
                // One value a key: of a key sent twice the evaluator and the store would both see both, but a dialect only the first.
                let mut seen = BTreeSet::new();
                let attributes = attributes.into_iter().filter(|(key, _)| seen.insert(*key)).collect();
                TestSpan {
                    trace,
                    id,
                    parent: id.saturating_sub(back + 1) * u8::from(back > 0),
                    service,
                    name,
                    start: START + start,
                    length,
                    error,
                    attributes,
                    event,
                    cost: None,
                }
            },
        );
        let mut spans: Vec<TestSpan> = spans.collect();
        model::price(&mut spans);
        spans
    })
}

fn any_query(own: bool) -> impl Strategy<Value = String> {
    let mut terms = TERMS.to_vec();
    if own {
        terms.extend(OWN);
    }
    let leaf = prop::sample::select(terms).prop_map(str::to_owned);
    // Inside functions only what a span has: what is the trace's own would be a mistake there.
    let inner = prop::sample::select(TERMS.to_vec()).prop_map(str::to_owned);
    let inner = inner.prop_recursive(2, 6, 3, |part| {
        prop_oneof![
            (part.clone(), part.clone()).prop_map(|(one, other)| format!("({one} {other})")),
            (part.clone(), part.clone()).prop_map(|(one, other)| format!("({one} OR {other})")),
            part.clone().prop_map(|part| format!("-{part}")),
            part.clone().prop_map(|part| format!("parent({part})")),
            part.clone().prop_map(|part| format!("child({part})")),
            part.prop_map(|part| format!("under({part})")),
        ]
    });
    let leaf = prop_oneof![
        4 => leaf,
        1 => inner.clone().prop_map(|part| format!("same({part})")),
        1 => inner.clone().prop_map(|part| format!("parent({part})")),
        1 => inner.prop_map(|part| format!("under({part})")),
    ];
    leaf.prop_recursive(3, 12, 3, |part| {
        prop_oneof![
            (part.clone(), part.clone()).prop_map(|(one, other)| format!("({one} {other})")),
            (part.clone(), part.clone()).prop_map(|(one, other)| format!("({one} OR {other})")),
            part.prop_map(|part| format!("NOT {part}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_compiled_query_finds_what_the_plain_evaluator_does(
        spans in any_spans(),
        cuts in prop::collection::vec(0usize..24, 0..4),
        queries in prop::collection::vec(any_query(true), 12),
        span_queries in prop::collection::vec(any_query(false), 12),
    ) {
        let mut cuts = cuts;
        cuts.sort_unstable();
        let home = tempfile::tempdir().expect("temp");
        let store = store_of(&home.path().join("a.db"), &spans, &cuts);
        let traces = traces_of(&spans);
        for query in queries {
            let expr = parse(&query, Target::Traces);
            let mut wanted: Vec<(u64, u8)> = traces
                .iter()
                .filter(|trace| trace_matches(&expr, *trace))
                .map(|trace| (trace.0.iter().map(|span| span.start).min().unwrap_or(0), trace.0[0].trace))
                .collect();
            wanted.sort_unstable();
            let (found, total) = found_traces(&store, &query, 2);
            prop_assert_eq!(total, Some(wanted.len() as u32), "{}", query);
            prop_assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), wanted.iter().map(|(_, trace)| *trace).collect::<BTreeSet<_>>(), "{}", &query);
            let starts: Vec<u64> = found.iter().filter_map(|trace| wanted.iter().find(|(_, one)| one == trace)).map(|(start, _)| *start).collect();
            prop_assert!(starts.iter().rev().is_sorted(), "newest first: {query}");
            // Facets of the same filter count each trace once a value, however many groups brought its spans.
            let columns = ["name", "code"].map(|name| waterglass_store::Column::read(name, Target::Traces));
            let filter = FacetFilter::Traces(TraceFilter { expr, ..TraceFilter::default() });
            let facets = store.read_blocking(SOON, |reader| reader.facets(&filter, &columns, 1000)).expect("counts");
            let mut names: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
            for span in traces.iter().flat_map(|trace| &trace.0).filter(|span| wanted.iter().any(|(_, trace)| *trace == span.trace)) {
                names.entry(span.name.to_owned()).or_default().insert(span.trace);
            }
            let names: BTreeMap<String, u64> = names.into_iter().map(|(name, traces)| (name, traces.len() as u64)).collect();
            prop_assert_eq!(facets[0].values.iter().cloned().collect::<BTreeMap<_, _>>(), names, "facets: {}", query);
            prop_assert!(facets[1].values.iter().all(|(_, count)| *count > 0 && *count <= wanted.len() as u64));
        }
        for query in span_queries {
            let expr = parse(&query, Target::Spans);
            let mut wanted = BTreeSet::new();
            for trace in &traces {
                wanted.extend((0..trace.0.len()).filter(|at| span_matches(&expr, trace, *at)).map(|at| (trace.0[at].trace, trace.0[at].id)));
            }
            let (found, total) = found_spans(&store, &query, 3);
            prop_assert_eq!(total, Some(wanted.len() as u64), "spans: {}", &query);
            prop_assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), wanted, "spans: {}", &query);
            // Facets of the same filter count the same rows.
            let filter = FacetFilter::Rows(Target::Spans, SpanFilter { expr, ..SpanFilter::default() });
            let columns = [waterglass_store::Column::read("name", Target::Spans)];
            let facets = store.read_blocking(SOON, |reader| reader.facets(&filter, &columns, 10)).expect("counts");
            prop_assert_eq!(facets[0].values.iter().map(|(_, count)| *count).sum::<u64>(), found.len() as u64, "facets: {}", query);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// What a block said is remembered, but a trace whose further spans come later stands in several blocks from then on.
    #[test]
    fn facets_asked_while_spans_come_in_are_those_of_a_store_asked_once(
        spans in any_spans(),
        cuts in prop::collection::vec(0usize..24, 1..5),
        queries in prop::collection::vec(any_query(false), 2),
    ) {
        let mut cuts = cuts;
        cuts.sort_unstable();
        let home = tempfile::tempdir().expect("temp");
        let queries: Vec<String> = queries.into_iter().chain([String::new()]).collect();
        let facets = |store: &Store| {
            let of_query = |query: &String, on: Target| {
                let expr = parse(query, on);
                let columns = ["name", "service", "status", "project", "code", "resource.service.name"];
                let columns = columns.map(|name| waterglass_store::Column::read(name, on));
                let filter = match on {
                    Target::Traces => FacetFilter::Traces(TraceFilter { expr, ..TraceFilter::default() }),
                    on => FacetFilter::Rows(on, SpanFilter { expr, ..SpanFilter::default() }),
                };
                store.read_blocking(SOON, |reader| reader.facets(&filter, &columns, 100)).expect("counts")
            };
            queries.iter().flat_map(|query| [of_query(query, Target::Traces), of_query(query, Target::Spans)]).collect::<Vec<_>>()
        };
        let asked_often = open(&home.path().join("often.db"));
        for piece in pieces(&spans, &cuts) {
            submit(&asked_often, piece);
            settle(&asked_often);
            facets(&asked_often);
        }
        let remembered = facets(&asked_often);
        prop_assert_eq!(remembered, facets(&store_of(&home.path().join("once.db"), &spans, &cuts)), "{:?}", queries);
    }
}

fn span(trace: u8, id: u8, parent: u8, name: &'static str, attributes: Vec<(&'static str, Typed)>) -> TestSpan {
    let service = if id.is_multiple_of(2) { "agent" } else { "web" };
    let start = START + u64::from(trace) * 1_000_000_000 + u64::from(id) * 1_000_000;
    TestSpan {
        trace,
        id,
        parent,
        service,
        name,
        start,
        length: u64::from(id) * 1_000_000,
        error: false,
        attributes,
        event: None,
        cost: None,
    }
}

fn text(text: &str) -> Typed {
    Typed::Text(text.into())
}

#[test]
fn queries_find_these_rows() {
    let mut failing = span(3, 6, 5, "tool call", vec![("code", Typed::Int(500))]);
    failing.error = true;
    failing.event = Some(("exception", "Rate limit: try later"));
    let spans = [
        span(1, 1, 0, "GET /chat", vec![("code", Typed::Int(200)), ("k8s.pod", text("web-1"))]),
        span(1, 2, 1, "chat", vec![("model", text("gpt-4o")), ("tokens", text("12"))]),
        span(2, 3, 0, "GET /chat", vec![("code", text("200")), ("odd key", text("a,b"))]),
        span(
            2,
            4,
            3,
            "chat",
            vec![("model", text("gpt-4o-mini")), ("answer", text("{\"text\":\"first\\nRefund café\"}"))],
        ),
        span(3, 5, 0, "POST /refund", vec![("ratio", Typed::Double(0.5)), ("flag", Typed::Bool(true))]),
        failing,
    ];
    let home = tempfile::tempdir().expect("temp");
    let store = store_of(&home.path().join("a.db"), &spans, &[2, 4]);
    let traces: [(&str, &[u8]); 42] = [
        ("", &[3, 2, 1]),
        ("model:gpt-4o", &[1]),
        ("model:gpt-4o*", &[2, 1]),
        ("MODEL:GPT-4O", &[1]),
        ("model=GPT-4O", &[]),
        ("-model:gpt-4o", &[3, 2]),
        ("model!=gpt-4o", &[2]),
        ("model in (gpt-4o, gpt-4o-mini)", &[2, 1]),
        ("model:gpt-4o,gpt-4o-mini", &[2, 1]),
        ("has:model", &[2, 1]),
        ("model exists NOT name:x", &[2, 1]),
        ("code:200", &[2, 1]),
        ("code=200", &[2, 1]),
        ("code:\"200\"", &[2]),
        ("code>=500", &[3]),
        ("code>100 code<300", &[2, 1]),
        ("k8s.pod:web-*", &[1]),
        ("span.k8s.pod:web-1", &[1]),
        ("resource.k8s.pod:web-1", &[]),
        ("resource.service.name:agent", &[3, 2, 1]),
        ("\"odd key\":\"a,b\"", &[2]),
        ("ratio:0.5", &[3]),
        ("ratio>0.4", &[3]),
        ("flag:true", &[3]),
        ("status:error", &[3]),
        ("status:failed", &[]),
        ("status:ok", &[2, 1]),
        ("errors>=1 OR model:gpt-4o", &[3, 1]),
        ("name~\"^(GET|POST)\"", &[3, 2, 1]),
        ("name!~\"^(GET|POST|chat)\"", &[3]),
        ("refund", &[3, 2]),
        ("CAFÉ", &[2]),
        ("nrefund", &[]),
        ("\"first refund\"", &[2]),
        ("\"refund first\"", &[]),
        ("refu*", &[3, 2]),
        ("\"rate limit\"", &[3]),
        ("event:exception event.exception.message:*LATER", &[3]),
        ("same(kind:llm service:agent)", &[2, 1]),
        ("same(name:chat parent(name:\"GET /chat\" code:200))", &[2, 1]),
        ("child(name:\"tool call\")", &[3]),
        ("under(name:POST*) -status:ok", &[3]),
    ];
    for (query, wanted) in traces {
        assert_eq!(found_traces(&store, query, 10).0, wanted, "{query}");
    }
    let spans: [(&str, &[(u8, u8)]); 10] = [
        ("kind:llm", &[(2, 4), (1, 2)]),
        ("duration>4ms", &[(3, 6), (3, 5)]),
        ("-kind:llm code:200", &[(2, 3), (1, 1)]),
        ("parent(code:200)", &[(2, 4), (1, 2)]),
        ("trace:0202", &[(2, 4), (2, 3)]),
        ("span:0606060606060606", &[(3, 6)]),
        ("0606060606060606", &[(3, 6)]),
        ("service:web name:GET*", &[(2, 3), (1, 1)]),
        ("limit", &[(3, 6)]),
        ("start>=2023-11-14T22:13:22Z", &[(3, 6), (3, 5), (2, 4), (2, 3)]),
    ];
    for (query, wanted) in spans {
        assert_eq!(found_spans(&store, query, 10).0, wanted, "{query}");
    }
}

#[test]
fn a_facet_of_a_key_with_many_values_is_counted_whole() {
    let home = tempfile::tempdir().expect("temp");
    let store = open(&home.path().join("a.db"));
    // More values than one block's tally remembers.
    let spans: Vec<Vec<u8>> = (1..=700u64)
        .map(|number| {
            let one = span(1, 1, 0, "many", vec![("n", Typed::Int(number as i64 % 650))]);
            let mut message = one.message();
            let at = memchr::memmem::find(&message, &[1; 8]).expect("its id");
            message[at..at + 8].copy_from_slice(&number.to_be_bytes());
            message
        })
        .collect();
    store.submit_blocking(batch(Signal::Traces, request("web", &spans))).expect("stored");
    let filter = FacetFilter::Rows(Target::Spans, SpanFilter::default());
    let column = [waterglass_store::Column::read("n", Target::Spans)];
    for _ in 0..2 {
        let facet =
            store.read_blocking(SOON, |reader| reader.facets(&filter, &column, 1000)).expect("counts").remove(0);
        assert_eq!((facet.distinct, facet.partial), (650, false));
        assert_eq!(facet.values.iter().map(|(_, count)| count).sum::<u64>(), 700);
        assert_eq!(facet.values.iter().filter(|(_, count)| *count == 2).count(), 50);
    }
}

#[test]
fn columns_sorts_facets_and_groups() {
    use waterglass_store::{Cell, Column};
    let spans: Vec<TestSpan> = (1..=6u8)
        .map(|number| {
            let code = if number == 6 { vec![] } else { vec![("code", Typed::Int(i64::from(number % 3) * 100))] };
            span(number, number, 0, if number.is_multiple_of(2) { "even" } else { "odd" }, code)
        })
        .collect();
    let home = tempfile::tempdir().expect("temp");
    let store = store_of(&home.path().join("a.db"), &spans, &[3]);
    let column = |name: &str| Column::read(name, Target::Traces);
    let filter = TraceFilter {
        columns: vec![column("code"), column("resource.service.name"), column("spans")],
        ..TraceFilter::default()
    };
    let page = store.read_blocking(SOON, |reader| reader.list_traces(&filter)).expect("lists");
    assert_eq!(page.values[0], [None, Some(Cell::Text("agent".into())), Some(Cell::Int(1))]);
    assert_eq!(page.values[1][0], Some(Cell::Int(200)));
    for ascending in [true, false] {
        let filter = TraceFilter { sort: column("code").sort(), ascending, limit: 4, ..TraceFilter::default() };
        let first = store.read_blocking(SOON, |reader| reader.list_traces(&filter)).expect("lists");
        let rest = TraceFilter { cursor: first.next, ..filter };
        let rest = store.read_blocking(SOON, |reader| reader.list_traces(&rest)).expect("lists");
        let order: Vec<u8> = first.rows.iter().chain(&rest.rows).map(|row| row.trace_id.as_bytes()[0]).collect();
        let codes: Vec<u8> = order.iter().map(|number| number % 3).take(5).collect();
        assert!(if ascending { codes.is_sorted() } else { codes.iter().rev().is_sorted() }, "{order:?}");
        assert_eq!(order[5], 6, "rows without a value come last");
    }
    let all = FacetFilter::Traces(TraceFilter::default());
    let facets = store
        .read_blocking(SOON, |reader| reader.facets(&all, &[column("code"), column("name"), column("status")], 10))
        .expect("counts");
    assert_eq!(facets[0].values, [("100".into(), 2), ("200".into(), 2), ("0".into(), 1)]);
    assert_eq!(facets[1].values, [("even".into(), 3), ("odd".into(), 3)]);
    assert_eq!(facets[2].values, [("ok".into(), 6)]);
    let groups = store.read_blocking(SOON, |reader| reader.groups(&all, &column("code"), 10)).expect("groups");
    let groups: Vec<_> = groups.groups.iter().map(|group| (group.value.as_deref(), group.count, group.p50)).collect();
    assert_eq!(
        groups,
        [(Some("100"), 2, 1_000_000), (Some("200"), 2, 2_000_000), (None, 1, 6_000_000), (Some("0"), 1, 3_000_000)]
    );
    let keys = store.read_blocking(SOON, |reader| reader.attribute_keys(Target::Traces)).expect("keys");
    assert!(keys.iter().any(|key| key.name == "code" && key.holds == "number" && key.count == 5));
    let values = store
        .read_blocking(SOON, |reader| reader.field_values(Target::Traces, &column("name"), "ev", 10))
        .expect("values");
    assert_eq!(values.iter().map(|value| (value.value.as_str(), value.count)).collect::<Vec<_>>(), [("even", 3)]);
}
