//! Sessions: the list against a plain evaluator, page by page, and the traces of one. What conversations and previews are made from.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use support::{TestSpan, log_with, logs, open_rich, settle, span, spans};
use waterglass_model::otlp::{Log, Span};
use waterglass_model::{SpanId, TraceId};
use waterglass_query::{Clock, Target};
use waterglass_store::{SessionFilter, SessionSort, SessionSummary, Store, StoreError};

const SOON: Duration = Duration::from_secs(20);
const START: u64 = 1_700_000_000_000_000_000;

fn parse(text: &str) -> waterglass_query::Expr {
    let clock = Clock { now_ns: START as i64, zone: jiff::tz::TimeZone::UTC };
    waterglass_query::parse(text, Target::Traces, &clock).expect("reads").expr
}

fn id(trace: u8) -> TraceId {
    TraceId::from_bytes(&[trace; 16]).expect("not zero")
}

fn span_id(span: u8) -> SpanId {
    SpanId::from_bytes(&[span; 8]).expect("not zero")
}

fn all_pages(store: &Store, filter: &SessionFilter) -> Vec<SessionSummary> {
    let (mut all, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let filter = SessionFilter { cursor, ..filter.clone() };
        let page = store.read_blocking(SOON, |reader| reader.list_sessions(&filter)).expect("lists");
        assert!(page.rows.len() <= filter.limit as usize);
        all.extend(page.rows);
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            assert_eq!(page.total as usize, all.len());
            assert!(pages <= all.len().max(1));
            return all;
        }
    }
}

/// A trace of one or two spans.
#[derive(Clone, Debug)]
struct Turn {
    session: Option<&'static str>,
    user: Option<&'static str>,
    model: &'static str,
    tokens: Option<u32>,
    start: u64,
    length: u64,
    error: bool,
}

fn any_turn() -> impl Strategy<Value = Turn> {
    (
        prop::option::weighted(0.8, prop::sample::select(vec!["s-1", "s-2", "S-1", "long session é", "s.3"])),
        prop::option::of(prop::sample::select(vec!["ann", "bo"])),
        prop::sample::select(vec!["m-1", "m-2", "free-1"]),
        prop::option::of(0u32..100),
        0u64..50,
        1u64..100,
        any::<bool>(),
    )
        .prop_map(|(session, user, model, tokens, start, length, error)| Turn {
            session,
            user,
            model,
            tokens,
            start: START + start,
            length,
            error,
        })
}

fn span_of(trace: u8, turn: &Turn) -> TestSpan {
    let mut attributes = vec![("kind".to_owned(), "model".to_owned()), ("model".into(), turn.model.into())];
    let mut add = |key: &str, value: Option<String>| attributes.extend(value.map(|value| (key.to_owned(), value)));
    add("session", turn.session.map(str::to_owned));
    add("user", turn.user.map(str::to_owned));
    add("in", turn.tokens.map(|tokens| tokens.to_string()));
    let end = turn.start + turn.length;
    TestSpan { start: turn.start, end, error: turn.error, attributes, ..span(trace, 1, 0, "turn") }
}

fn key_of(sort: SessionSort, turns: &[&Turn], ascending: bool) -> i64 {
    let unknown = if ascending { i64::MAX } else { -1 };
    let end = |turn: &&Turn| (turn.start + turn.length) as i64;
    let sum = |some: Vec<i64>| if some.is_empty() { unknown } else { some.iter().sum() };
    let tokens = |turn: &&&Turn| turn.tokens.map(i64::from);
    match sort {
        SessionSort::Last => turns.iter().map(end).max().unwrap_or(0),
        SessionSort::First => turns.iter().map(|turn| turn.start as i64).min().unwrap_or(0),
        SessionSort::Traces => turns.len() as i64,
        SessionSort::Errors => turns.iter().filter(|turn| turn.error).count() as i64,
        SessionSort::Tokens => sum(turns.iter().filter_map(|turn| tokens(&turn)).collect()),
        SessionSort::Cost => {
            let priced = turns.iter().filter(|turn| !turn.model.starts_with("free"));
            sum(priced.filter_map(|turn| tokens(&turn)).map(|tokens| tokens * 7).collect())
        }
    }
}

type Passes = &'static dyn Fn(&Turn) -> bool;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_list_is_what_a_plain_evaluator_makes_of_it(turns in prop::collection::vec(any_turn(), 1..30), limit in 1u32..4) {
        let home = tempfile::tempdir().expect("temp");
        let store = open_rich(&home.path().join("a.db"), 1, 7);
        for (at, turn) in turns.iter().enumerate() {
            store.submit_blocking(spans(if at % 2 == 0 { "web" } else { "bot" }, &[span_of(at as u8 + 1, turn)])).expect("stored");
        }
        settle(&store);
        let mut sessions: BTreeMap<&str, Vec<&Turn>> = BTreeMap::new();
        turns.iter().for_each(|turn| sessions.entry(turn.session.unwrap_or("")).or_default().push(turn));
        sessions.remove("");
        let everything = SessionFilter { limit, ..SessionFilter::default() };
        for (sort, ascending) in [SessionSort::Last, SessionSort::First, SessionSort::Cost, SessionSort::Tokens, SessionSort::Traces, SessionSort::Errors]
            .into_iter().flat_map(|sort| [(sort, true), (sort, false)])
        {
            let found = all_pages(&store, &SessionFilter { sort, ascending, ..everything.clone() });
            let keys: Vec<i64> = found.iter().map(|row| key_of(sort, &sessions[&*row.session], ascending)).collect();
            prop_assert!(if ascending { keys.is_sorted() } else { keys.iter().rev().is_sorted() }, "{sort:?} {keys:?}");
            prop_assert_eq!(found.iter().map(|row| &*row.session).collect::<BTreeSet<_>>(), sessions.keys().copied().collect());
        }
        for row in all_pages(&store, &everything) {
            let turns = &sessions[&*row.session];
            let users: BTreeSet<_> = turns.iter().filter_map(|turn| turn.user.map(str::to_owned)).collect();
            prop_assert_eq!(&row.users, &users.into_iter().collect::<Vec<_>>());
            let models: BTreeSet<_> = turns.iter().map(|turn| turn.model.to_owned()).collect();
            prop_assert_eq!(&row.models, &models.into_iter().collect::<Vec<_>>());
            let errors = turns.iter().filter(|turn| turn.error).count() as u32;
            prop_assert_eq!((row.traces, row.spans, row.errors), (turns.len() as u32, turns.len() as u32, errors));
            let said: Vec<u64> = turns.iter().filter_map(|turn| turn.tokens.map(u64::from)).collect();
            prop_assert_eq!(row.sums.usage.input, (!said.is_empty()).then(|| said.iter().sum()));
            prop_assert_eq!(row.sums.tokens_at_least, said.len() < turns.len());
            prop_assert_eq!((row.first, row.last as i64), (turns.iter().map(|turn| turn.start).min().unwrap_or(0), key_of(SessionSort::Last, turns, true)));
            let same = store.read_blocking(SOON, |reader| reader.get_session("default", &row.session)).expect("reads");
            prop_assert_eq!(same, Some(row));
        }
        // One trace that passes is enough, and the row is that of the whole session.
        let filters: [(&str, Passes); 4] = [
            ("status:error", &|turn| turn.error),
            ("model:m-1 tokens>50", &|turn| turn.model == "m-1" && turn.tokens.is_some_and(|tokens| tokens > 50)),
            ("user:ann OR cost>$0.0000000003", &|turn| turn.user == Some("ann") || (!turn.model.starts_with("free") && turn.tokens.is_some_and(|tokens| tokens * 7 > 300))),
            ("session:s*", &|_| true),
        ];
        for (query, passes) in filters {
            let found = all_pages(&store, &SessionFilter { expr: parse(query), ..everything.clone() });
            let wanted: BTreeSet<&str> = sessions.iter().filter(|(name, turns)| turns.iter().any(|turn| passes(turn)) && (query != "session:s*" || name.to_lowercase().starts_with('s'))).map(|(name, _)| *name).collect();
            prop_assert_eq!(found.iter().map(|row| &*row.session).collect::<BTreeSet<_>>(), wanted, "{}", query);
            prop_assert!(found.iter().all(|row| row.traces as usize == sessions[&*row.session].len()));
        }
        let range = SessionFilter { from: Some(START + 10), to: Some(START + 30), ..everything };
        let found = all_pages(&store, &range);
        let wanted = sessions.values().filter(|turns| turns.iter().any(|turn| (START + 10..START + 30).contains(&turn.start))).count();
        prop_assert_eq!(found.len(), wanted);
    }
}

fn turn(session: &'static str, start: u64, tokens: u32) -> Turn {
    Turn {
        session: Some(session),
        user: None,
        model: "m-1",
        tokens: Some(tokens),
        start: START + start,
        length: 5,
        error: false,
    }
}

#[test]
fn the_traces_of_a_session_come_by_start_with_their_context() {
    let home = tempfile::tempdir().expect("temp");
    let store = open_rich(&home.path().join("a.db"), 1, 7);
    for (trace, start) in [(1, 30), (2, 10), (3, 20)] {
        let mut all = vec![span_of(trace, &turn("s", start, u32::from(trace) * 10))];
        // A second call with a larger input, and an agent that says the sum.
        all[0].parent = 9;
        all.push(TestSpan { id: 2, ..span_of(trace, &turn("s", start + 1, u32::from(trace) * 100)) });
        all[1].parent = 9;
        let mut agent = span_of(trace, &turn("s", start, 9999));
        agent.id = 9;
        agent.attributes[0].1 = "agent".into();
        all.push(agent);
        store.submit_blocking(spans("svc", &all)).expect("stored");
    }
    store.submit_blocking(spans("svc", &[span_of(4, &turn("other", 0, 1))])).expect("stored");
    let page = |offset, limit| {
        let traces = store.read_blocking(SOON, |reader| reader.session_traces("default", "s", offset, limit));
        let traces = traces.expect("reads").into_iter();
        traces.map(|one| (one.trace.trace_id.as_bytes()[0], one.context_tokens)).collect::<Vec<_>>()
    };
    assert_eq!(page(0, 10), [(2, Some(200)), (3, Some(300)), (1, Some(100))]);
    assert_eq!(page(1, 1), [(3, Some(300))]);
    assert_eq!(page(3, 1), []);
    let gone = store.read_blocking(SOON, |reader| reader.get_session("default", "nobody")).expect("reads");
    assert_eq!(gone, None);
    let foreign = SessionFilter { cursor: Some("x".into()), ..SessionFilter::default() };
    let refused = store.read_blocking(SOON, |reader| reader.list_sessions(&foreign));
    assert!(matches!(refused, Err(StoreError::Cursor)));
}

#[test]
fn contents_bring_spans_with_the_log_records_that_name_them() {
    let home = tempfile::tempdir().expect("temp");
    let store = open_rich(&home.path().join("a.db"), 1, 7);
    let record = |time, trace, span, text: &str| log_with(time, trace, span, &[("text", text)]);
    store
        .submit_blocking(logs(
            "svc",
            &[
                record(30, 1, 2, "third"),
                record(0, 1, 2, "untimed"),
                record(10, 1, 2, "first"),
                record(10, 1, 2, "second"),
            ],
        ))
        .expect("stored");
    store
        .submit_blocking(logs("svc", &[record(5, 2, 2, "another trace"), record(5, 1, 0, "no span")]))
        .expect("stored");
    let turn = turn("s", 5, 3);
    let child = TestSpan { id: 2, parent: 1, ..span_of(1, &turn) };
    store.submit_blocking(spans("svc", &[span(1, 1, 0, "root"), child.clone()])).expect("stored");
    let ask = |spans: &[SpanId], bytes| {
        store.read_blocking(SOON, |reader| reader.span_contents(id(1), spans, bytes)).expect("reads")
    };
    let found = ask(&[span_id(2), span_id(7), span_id(1)], usize::MAX);
    assert_eq!(found.iter().map(|one| one.span_id).collect::<Vec<_>>(), [span_id(2), span_id(1)]);
    assert_eq!(found[0].span.message, child.message());
    assert_eq!(Span::parse(&found[1].span.message).expect("a span").name, "root");
    let texts: Vec<&str> = found[0]
        .logs
        .iter()
        .map(|log| match Log::parse(&log.message).expect("a record").attributes().next() {
            Some((_, waterglass_model::otlp::Value::String(text))) => text,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(texts, ["first", "second", "third", "untimed"], "one without a time stands where it was stored");
    assert_eq!((found[0].logs[0].time, &*found[0].logs[0].scope), (10, "test-scope"));
    assert_eq!((found[1].logs.len(), found[0].cost), (0, Some(21)));
    let first = ask(&[span_id(2), span_id(1)], 1);
    assert_eq!((first.len(), first[0].logs.len()), (1, 1), "at least one of each");
}

#[test]
fn previews_are_made_from_few_spans() {
    let home = tempfile::tempdir().expect("temp");
    let store = open_rich(&home.path().join("a.db"), 1, 7);
    let call = |number: u8, kind: &str| {
        let mut call = TestSpan { id: number, parent: 1, ..span_of(1, &turn("s", u64::from(number), 1)) };
        call.attributes[0].1 = kind.into();
        call
    };
    let all = [
        call(8, "model"),
        call(4, "model"),
        call(9, "tool"),
        span(1, 1, 0, "root"),
        call(6, "model"),
        call(3, "agent"),
        call(5, "agent"),
    ];
    store.submit_blocking(spans("svc", &all)).expect("stored");
    store.submit_blocking(spans("svc", &[span(2, 1, 0, "lone")])).expect("stored");
    let ask = |traces: &[TraceId], bytes| {
        let found = store.read_blocking(SOON, |reader| reader.preview_contents(traces, bytes)).expect("reads");
        let ids = |one: &waterglass_store::TraceContents| {
            one.spans.iter().map(|span| span.span_id.as_bytes()[0]).collect::<Vec<_>>()
        };
        found.iter().map(|one| (one.trace_id.as_bytes()[0], ids(one))).collect::<Vec<_>>()
    };
    let traces = [id(2), id(9), id(1)];
    assert_eq!(ask(&traces, usize::MAX), [(2, vec![1]), (1, vec![1, 3, 4, 8])]);
    assert_eq!(ask(&traces, 1), [(2, vec![1])], "the rest is asked for again");
}
