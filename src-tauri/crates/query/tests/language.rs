//! The language from outside: texts and the canonical text of what they are read as, mistakes and where they point, remarks.

use jiff::tz::TimeZone;
use waterglass_query::{Clock, LONGEST, Mistake, Query, Target, parse, to_text};

/// 2026-11-21 12:34:56 UTC.
fn clock() -> Clock {
    Clock { now_ns: 1_795_264_496_000_000_000, zone: TimeZone::UTC }
}

fn read(text: &str, on: Target) -> Query {
    parse(text, on, &clock()).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"))
}

fn mistake(text: &str, on: Target) -> Mistake {
    match parse(text, on, &clock()) {
        Err(mistake) => mistake,
        Ok(query) => panic!("{text} is read as {}", query.expr),
    }
}

fn same(table: &[(&str, &str)], on: Target) {
    for (text, expected) in table {
        let found = read(text, on).expr;
        assert_eq!(to_text(&found), *expected, "{text}");
        assert_eq!(read(expected, on).expr, found, "{text} and {expected}");
    }
}

#[test]
fn terms_are_joined() {
    same(
        &[
            ("", "*"),
            ("  ", "*"),
            ("*", "*"),
            ("a b", "a b"),
            ("a AND b && c", "a b c"),
            ("a OR b || c", "a OR b OR c"),
            ("a b OR c d", "a b OR c d"),
            ("(a OR b) c", "(a OR b) c"),
            ("(a b) c", "(a b) c"),
            ("((a))", "a"),
            ("-a", "-a"),
            ("!a NOT b", "-a -b"),
            ("NOT (a OR b)", "-(a OR b)"),
            ("NOT NOT a", "--a"),
            ("-(a)", "-a"),
            ("-*", "-*"),
            ("same(a b) parent(c) child(d) under(e)", "same(a b) parent(c) child(d) under(e)"),
            ("SAME(a parent(b))", "same(a parent(b))"),
        ],
        Target::Traces,
    );
}

#[test]
fn free_text_is_words_and_phrases() {
    same(
        &[
            ("refund", "refund"),
            ("refun*", "refun*"),
            ("\"free text\"", "\"free text\""),
            ("\"free te\"*", "\"free te\"*"),
            ("don't", "\"don't\""),
            ("or", "\"or\""),
            ("\"a\\\"b\\\\c\\d\"", r#""a\"b\\c\\d""#),
            ("a,b", "\"a,b\""),
            ("\"!!!\"", "\"!!!\""),
            ("日本語", "日本語"),
            ("sign in (please)", "sign in (please)"),
            ("a - b", "a \"-\" b"),
            ("exists", "\"exists\""),
        ]
        .map(|(text, expected)| {
            if text == "sign in (please)" { ("sign in please", "sign \"in\" please") } else { (text, expected) }
        }),
        Target::Spans,
    );
}

#[test]
fn fields_operators_and_values() {
    same(
        &[
            ("service:checkout", "service:checkout"),
            ("SERVICE.NAME:checkout", "service:checkout"),
            ("service:\"a b\"", "service:\"a b\""),
            ("service:a,b", "service:a,b"),
            ("service:\"a,b\",c", "service:\"a,b\",c"),
            ("service in (a, \"b c\")", "service:a,\"b c\""),
            ("service IN(a)", "service:a"),
            ("service not in (a, b)", "-service:a,b"),
            ("service NOT IN (a)", "-service:a"),
            ("service exists", "service exists"),
            ("service not exists", "-service exists"),
            ("service:*", "service exists"),
            ("service!=*", "-service exists"),
            ("has:service", "service exists"),
            ("has:service,tool", "service exists OR tool exists"),
            ("has:span.http.route", "span.http.route exists"),
            ("name = x", "name=x"),
            ("name==x", "name=x"),
            ("name != x", "name!=x"),
            ("name<>x", "name!=x"),
            ("name!=x*,y", "name!=x*,y"),
            ("name=~\"a b\"", "name~\"a b\""),
            ("name ~ ^(GET|POST)", "name~\"^(GET|POST)\""),
            ("name~a{1,3}", "name~\"a{1,3}\""),
            ("name!~x", "name!~\"x\""),
            ("name~\"\\d+\\\"\"", r#"name~"\\d+\"""#),
            ("name:main()", "name:main()"),
            ("name:a=b", "name:a=b"),
            ("name:a:b", "name:a:b"),
            ("name in (>5)", "name in (>5)"),
            ("name= =x", "name= =x"),
            ("name>m", "name>m"),
            ("name:\"\"", "name:\"\""),
            ("duration:>2s", "duration>2s"),
            ("duration:>=2s", "duration>=2s"),
            ("duration > 1m30s", "duration>1m30s"),
            ("duration>\"2 s\"", "duration>2s"),
            ("duration>0", "duration>0"),
            ("duration:1s..2s", "duration:1000000000ns..2000000000ns"),
            ("tokens:100..200", "tokens:100..200"),
            ("tokens!=5", "tokens!=5"),
            ("tokens>2.5M", "tokens>2.5M"),
            ("cost>5¢", "cost>5¢"),
            ("cost:$0.01..$0.02", "cost:$0.01..$0.02"),
            ("feedback<-0.5", "feedback<-0.5"),
            ("kind:LLM", "kind:llm"),
            ("type:generation", "kind:llm"),
            ("kind:server", "span_kind:server"),
            ("kind:llm,server", "kind:llm OR span_kind:server"),
            ("kind:data*", "kind:database"),
            ("status:errors", "status:error"),
            ("trace:4BF92F35*", "trace:4bf92f35"),
            ("trace:4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "trace:4bf92f3577b34da6a3ce929d0e0e4736"),
            ("trace.id:4bf9", "trace:4bf9"),
            ("span.id:00f0", "span:00f0"),
        ],
        Target::Spans,
    );
}

#[test]
fn attributes_and_scopes() {
    same(
        &[
            ("http.response.status_code>=500", "http.response.status_code>=500"),
            ("\"my key\":x", "\"my key\":x"),
            ("\"model\":x", "\"model\":x"),
            ("resource.k8s.pod.name:web-*", "resource.k8s.pod.name:web-*"),
            ("resource.\"odd key\":x", "resource.\"odd key\":x"),
            ("RESOURCE.service.name:x", "resource.service.name:x"),
            ("span.model:x", "model:x"),
            ("span.\"model\":x", "span.\"model\":x"),
            ("span.foo:x", "span.foo:x"),
            ("attributes.foo:x", "span.foo:x"),
            ("attr.foo:x", "span.foo:x"),
            ("event.name:exception", "event:exception"),
            ("event.exception.type:x", "event.exception.type:x"),
            ("link.foo exists", "link.foo exists"),
            ("log.foo:x", "log.foo:x"),
            ("\"in\":x", "\"in\":x"),
            ("in:x", "\"in\":x"),
            ("foo:1,2.5,true,x*", "foo:1,2.5,true,x*"),
            ("wait_ms>2s", "wait_ms>2s"),
            ("http://x/y", "http://x/y"),
        ],
        Target::Spans,
    );
}

#[test]
fn over_traces_span_means_one_span() {
    same(
        &[
            ("span.duration>2s", "same(duration>2s)"),
            ("trace.duration>2s", "duration>2s"),
            ("same(span.duration>2s)", "same(duration>2s)"),
            ("status:failed,ok", "status:failed,ok"),
            ("status:ok,unset", "status:ok OR status:unset"),
            ("kind!=llm,server", "same(kind!=llm span_kind!=server)"),
            ("tag:review note:*x*", "tag:review note:*x*"),
        ],
        Target::Traces,
    );
}

#[test]
fn times_and_severities() {
    same(
        &[
            ("start>-1h", "start>=2026-11-21T11:34:56.000000001Z"),
            ("start:today", "start:2026-11-21T00:00:00.000000000Z..2026-11-21T23:59:59.999999999Z"),
            ("start>=2026-11-21", "start>=2026-11-21T00:00:00.000000000Z"),
            ("start>2026-11-21", "start>=2026-11-22T00:00:00.000000000Z"),
            ("start<=2026-11-21", "start<2026-11-22T00:00:00.000000000Z"),
            ("start<\"2026-11-21 10:00\"", "start<2026-11-21T10:00:00.000000000Z"),
            ("start:2026-11-20..today", "start:2026-11-20T00:00:00.000000000Z..2026-11-21T23:59:59.999999999Z"),
            ("severity:error", "severity:17..20"),
            ("level>=WARN", "severity>=13"),
            ("severity>warn", "severity>=17"),
            ("severity<=warn", "severity<17"),
            ("severity<=fatal", "severity<=24"),
            ("severity:17", "severity:17"),
            ("severity:warn..error", "severity:13..20"),
            ("severity!=error", "severity exists -severity:17..20"),
            ("severity:info,error", "severity:9..12 OR severity:17..20"),
            ("body~\"timed? out\"", "body~\"timed? out\""),
            ("event.name:x", "name:x"),
            ("attributes.foo:x", "log.foo:x"),
        ],
        Target::Logs,
    );
}

/// Text, where the mistake is in characters, a piece of its message, a piece of its hint, whether typing on may mend it.
#[test]
fn mistakes_point_at_their_place() {
    use Target::{Logs, Spans, Traces};
    let table = [
        ("status:bad", Traces, (7, 10), "\"bad\" is no status", "ok, error, unset or failed", false),
        ("é status:bad", Traces, (9, 12), "\"bad\"", "", false),
        ("status:erorr", Traces, (7, 12), "\"erorr\"", "status:error", false),
        ("status:err", Traces, (7, 10), "\"err\"", "", true),
        ("status:failed", Spans, (7, 13), "failed is said of traces", "status:error", false),
        ("same(status:failed)", Traces, (12, 18), "failed", "", false),
        ("duration>2", Traces, (9, 10), "no unit", "duration>2s", true),
        ("duration>2 x", Traces, (9, 10), "no unit", "", false),
        ("duration>2mss", Traces, (9, 13), "\"mss\"", "2ms", false),
        ("duration>2parsecs", Traces, (9, 17), "\"parsecs\"", "ns, us, ms", false),
        ("duration>soon", Traces, (9, 13), "not a length of time", "duration>2s", false),
        ("duration~x", Traces, (8, 9), "no text", "duration>2s", false),
        ("tokens>1,000", Traces, (7, 12), "not a count", "tokens>1000", false),
        ("cost>5€", Traces, (5, 7), "not an amount", "$0.01", false),
        ("model>", Traces, (5, 6), "nothing follows model>", "", true),
        ("model:", Traces, (5, 6), "nothing follows model:", "right behind", true),
        ("model: x", Traces, (5, 6), "nothing follows model:", "right behind", false),
        ("model:a,", Traces, (7, 8), "nothing follows this comma", "", true),
        ("model in (a", Traces, (6, 8), "list is not closed", "Add )", true),
        ("model in ()", Traces, (6, 8), "list is empty", "", false),
        ("model in (a b)", Traces, (12, 13), "comma is missing", "", false),
        ("model:(a OR b)", Traces, (6, 8), "parenthesis of this value", "in (a, b)", false),
        ("a OR", Traces, (2, 4), "nothing follows OR", "", true),
        ("a AND", Traces, (2, 5), "nothing follows AND", "", true),
        ("NOT", Traces, (0, 3), "nothing follows NOT", "", true),
        ("a OR OR b", Traces, (2, 4), "nothing follows OR", "", false),
        ("-&&", Traces, (0, 1), "nothing follows NOT", "", false),
        ("a AND || b", Traces, (2, 5), "nothing follows AND", "", false),
        ("OR a", Traces, (0, 2), "nothing stands before", "", false),
        ("(a", Traces, (0, 1), "not closed", "Add )", true),
        ("same(a", Traces, (0, 5), "not closed", "Add )", true),
        ("a)", Traces, (1, 2), "closes nothing", "quote it", false),
        ("()", Traces, (0, 2), "nothing stands between", "", false),
        ("doWork()", Traces, (6, 8), "nothing stands between", "Quote", false),
        ("say \"hello", Traces, (4, 5), "not closed", "Add another", true),
        ("name:\"hello", Traces, (5, 6), "not closed", "", true),
        ("\"\"", Traces, (0, 2), "nothing stands between", "", true),
        ("name:foo\"bar\"", Traces, (8, 9), "middle of a word", "Quote the whole", false),
        ("\"foo\"bar", Traces, (4, 5), "middle of a word", "", false),
        ("-", Traces, (0, 1), "nothing follows -", "", true),
        (">5", Traces, (0, 1), "no field stands before >", "quote", false),
        (":x", Traces, (0, 1), "no field stands before :", "", false),
        ("name~a(b", Traces, (5, 8), "parenthesis of this value", "Quote", true),
        ("name~\"a(b\"", Traces, (7, 8), "unclosed group", "\\(", false),
        ("name~\"é\\q\"", Traces, (7, 9), "escape sequence", "", false),
        ("name~x{2000}{2000}", Traces, (5, 18), "too large", "", false),
        ("kind>llm", Traces, (4, 5), "no order", "kind:llm", false),
        ("trace:xyz", Traces, (6, 9), "not the id", "hex", false),
        ("tag:x", Spans, (0, 3), "spans have no tag", "traces", false),
        ("same(spans>5)", Traces, (5, 10), "spans is a trace's", "outside", false),
        ("model:x", Logs, (0, 5), "log records have no model", "\"model\"", false),
        ("severity:warm", Logs, (9, 13), "not a severity", "severity:warn", false),
        ("same(a)", Logs, (0, 4), "asked of spans", "", false),
        ("span.x:y", Logs, (0, 6), "no span. attributes", "", false),
        ("severity:error", Traces, (0, 8), "traces have no severity", "log records", false),
        ("log.body:x", Traces, (0, 8), "traces have no body", "", false),
        ("trace.duration>1s", Spans, (0, 14), "what their trace has", "duration", false),
        ("resource.:x", Traces, (0, 9), "nothing follows resource.", "", false),
        ("start:-1h", Traces, (6, 9), "an instant", "start>-1h", true),
        ("start>soon", Traces, (6, 10), "not a time", "-1h", false),
        ("start>-1x x", Traces, (6, 9), "\"x\"", "Units are", false),
        ("tokens:5..3", Traces, (7, 11), "ends before it begins", "", true),
    ];
    for (text, on, (from, to), message, hint, unfinished) in table {
        let found = mistake(text, on);
        let at = found.at.in_characters(text);
        assert_eq!((at.from, at.to), (from, to), "{text}: {found:?}");
        assert!(found.message.contains(message), "{text}: {found:?}");
        assert!(found.hint.as_ref().is_some_and(|found| found.contains(hint)), "{text}: {found:?}");
        assert_eq!(found.unfinished, unfinished, "{text}: {found:?}");
    }
}

#[test]
fn remarks_are_made_on_what_may_not_be_meant() {
    let table = [
        ("a or b", Some("OR")),
        ("or b", None),
        ("not b", Some("NOT")),
        ("model:\"gpt*\"", Some("stands for itself")),
        ("model=gpt*", Some("behind =")),
        ("\"foo*\"", Some("stands for itself")),
        ("f*o", Some("end of a word")),
        ("same (a)", Some("without a space")),
        ("durration>5", Some("did you mean duration")),
        ("name:'a", Some("only \"")),
        ("file exists", Some("\"file exists\"")),
        ("http.route exists", None),
        ("http://x", Some("address")),
        ("foo:1..5", Some(">= and <=")),
        ("duration:2s", Some("exactly")),
        ("service:checkout model:gpt-4o duration>2s", None),
    ];
    for (text, expected) in table {
        let hints = read(text, Target::Traces).hints;
        match expected {
            Some(expected) => {
                assert!(hints.len() == 1 && hints[0].message.contains(expected), "{text}: {hints:?}");
                assert!(!hints[0].at.of(text).is_empty(), "{text}: {hints:?}");
            }
            None => assert!(hints.is_empty(), "{text}: {hints:?}"),
        }
    }
}

#[test]
fn bounds_hold() {
    let long = "a ".repeat(50_000);
    assert!(mistake(&long, Target::Traces).message.contains("too long"));
    assert!(mistake(&"é".repeat(LONGEST), Target::Traces).message.contains("too long"));
    for deep in ["(", "-", "NOT ", "same(", "!"] {
        let text = deep.repeat(1000) + "a";
        assert!(mistake(&text, Target::Traces).message.contains("levels"), "{deep}");
    }
    assert!(mistake(&"a ".repeat(501), Target::Traces).message.contains("more than 500"));
    let values = (0..1000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(read(&format!("x:{values}"), Target::Traces).expr.leaves(), 1);
    let nested = format!("name~\"{}\"", "(".repeat(200) + &")".repeat(200));
    assert!(mistake(&nested, Target::Traces).message.contains("regular expression"));
}

#[test]
fn odd_characters_are_characters() {
    for text in ["\0", "a\0b:c\0d", "\u{202e}abc", "שלום:עולם", "x:\u{feff}", "\u{1}", "a\u{a0}b", "🦀:🦀*"]
    {
        for on in [Target::Traces, Target::Spans, Target::Logs] {
            let _ = read(text, on);
        }
    }
}
