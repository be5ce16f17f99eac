//! The language over random texts: nothing panics, what is said about a place lies in the text, what is written is read again.

use std::panic::catch_unwind;

use jiff::tz::TimeZone;
use proptest::prelude::*;
use waterglass_query::{Clock, Expr, Leaf, Query, Target, Test, TokenKind, expects, parse, to_text, tokens};

/// 2026-11-21 12:34:56 UTC.
fn clock() -> Clock {
    Clock { now_ns: 1_795_264_496_000_000_000, zone: TimeZone::UTC }
}

fn read(text: &str, on: Target) -> Query {
    parse(text, on, &clock()).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"))
}

/// Pieces that queries are made of, and some that they are not.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "OR",
        "AND",
        "NOT",
        "or",
        "-",
        "!",
        "(",
        ")",
        "same(",
        "parent(",
        "has:",
        "service",
        "name",
        "duration",
        "start",
        "status",
        "kind",
        "tokens",
        "cost",
        "trace",
        "severity",
        "foo.bar",
        "span.",
        "resource.",
        "\"odd key\"",
        "\"",
        "\\",
        ":",
        "=",
        "!=",
        ">",
        ">=",
        "<",
        "~",
        "!~",
        "in",
        "not in (",
        "exists",
        ",",
        "*",
        "2s",
        "5",
        "1k",
        "$0.01",
        "-1h",
        "today",
        "error",
        "llm",
        "server",
        "4bf9",
        "..",
        " ",
        " ",
        " ",
        " ",
        "é",
        "日本",
        "\u{202e}",
        "\0",
        "&&",
        "||",
        "x*",
        "'",
        "(a|b)",
        "warn",
        "unset",
    ]);
    prop_oneof![prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat()), ".{0,40}",]
}

fn term() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec![
        "a",
        "\"b c\"",
        "x*",
        "\"y*\"",
        "5",
        "2.5",
        "true",
        "a,b",
        "1k",
        "2s",
        "=x",
        "main()",
        "\"q\\\"\\\\\"",
        "*",
    ]);
    let key = prop::sample::select(vec![
        "service",
        "name",
        "foo.bar",
        "\"odd key\"",
        "resource.host",
        "span.route",
        "span.name",
        "event.x",
        "log.y",
        "\"model\"",
        "in",
        "wait_ms",
        "session",
        "tag",
    ]);
    let sign = prop::sample::select(vec![":", "= ", "!= ", "> ", "<= ", "~ ", "!~ "]);
    let fixed = prop::sample::select(vec![
        "word",
        "\"a phrase\"",
        "pre*",
        "\"or\"",
        "*",
        "status:ok,unset",
        "status!=error,unset",
        "kind:llm,server",
        "kind!=tool,client",
        "has:model,tool",
        "duration:1s..2s",
        "duration>=1m30s",
        "tokens!=5",
        "cost:$0.01",
        "start:today",
        "start>-1h",
        "start!=yesterday",
        "trace:4bf9",
        "span.duration>5s",
        "feedback<0",
        "model not in (a, b*)",
        "session exists",
        "errors>=2",
    ]);
    prop_oneof![
        2 => fixed.prop_map(str::to_owned),
        1 => (key, sign, value).prop_map(|(key, sign, value)| format!("{key}{sign}{value}")),
    ]
}

fn query() -> impl Strategy<Value = String> {
    term().prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("{one} {two}")),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("({one} OR {two})")),
            (inner.clone(), inner.clone()).prop_map(|(one, two)| format!("({one} {two}) OR {two}")),
            inner.clone().prop_map(|part| format!("-({part})")),
            inner.prop_map(|part| format!("({part})")),
        ]
    })
}

fn each_leaf(expr: &Expr, visit: &mut dyn FnMut(&Leaf)) {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().for_each(|part| each_leaf(part, visit)),
        Expr::Not(part) | Expr::Same(part) | Expr::Parent(part) | Expr::Child(part) | Expr::Under(part) => {
            each_leaf(part, visit)
        }
        Expr::Leaf(leaf) => visit(leaf),
    }
}

fn comes_back(expr: &Expr, on: Target, text: &str) {
    let written = to_text(expr);
    let again = parse(&written, on, &clock());
    let again = again.unwrap_or_else(|mistake| panic!("{text:?} is written {written:?}: {mistake:?}"));
    assert_eq!(&again.expr, expr, "{text:?} is written {written:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_text_panics_and_mistakes_lie_inside(text in text(), on in prop::sample::select(vec![Target::Traces, Target::Spans, Target::Logs])) {
        let whole = |from: usize, to: usize| from <= to && to <= text.len() && text.is_char_boundary(from) && text.is_char_boundary(to);
        match catch_unwind(|| parse(&text, on, &clock())).expect("no panic") {
            Ok(query) => {
                for hint in &query.hints {
                    prop_assert!(whole(hint.at.from, hint.at.to), "{text:?}: {hint:?}");
                }
                comes_back(&query.expr, on, &text);
            }
            Err(mistake) => {
                prop_assert!(whole(mistake.at.from, mistake.at.to), "{text:?}: {mistake:?}");
                prop_assert!(!mistake.message.is_empty() && mistake.hint.is_some());
            }
        }
    }

    #[test]
    fn pieces_are_those_that_are_read(text in prop_oneof![text(), query()], cursor in 0usize..60) {
        let found = tokens(&text, Target::Traces);
        let mut end = 0;
        for (at, _) in &found {
            prop_assert!(end <= at.from && at.from < at.to && text.get(at.from..at.to).is_some(), "{found:?}");
            end = at.to;
        }
        let replaced = expects(&text, cursor, Target::Traces).replace;
        prop_assert!(replaced.from <= replaced.to && text.get(replaced.from..replaced.to).is_some(), "{replaced:?}");
        // What is read is made of pieces that say the same.
        let Ok(query) = parse(&text, Target::Spans, &clock()) else { return Ok(()) };
        prop_assert!(found.iter().all(|(_, kind)| *kind != TokenKind::Mistake), "{found:?}");
        each_leaf(&query.expr, &mut |leaf| {
            let first = found.iter().find(|(at, _)| at.from == leaf.at.from).map(|(_, kind)| *kind);
            let expected = if matches!(leaf.test, Test::Text(_)) { TokenKind::Text } else { TokenKind::Field };
            assert_eq!(first, Some(expected), "{text:?}: {leaf:?}");
            assert!(found.iter().any(|(at, _)| at.to == leaf.at.to), "{text:?}: {leaf:?} {found:?}");
        });
    }

    #[test]
    fn what_is_written_is_read_as_the_same(text in query()) {
        if let Ok(query) = parse(&text, Target::Traces, &clock()) {
            comes_back(&query.expr, Target::Traces, &text);
        }
    }

    #[test]
    fn a_quoted_text_comes_back_as_it_was(text in "\\PC{1,20}") {
        let quoted = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        comes_back(&read(&quoted, Target::Traces).expr, Target::Traces, &quoted);
        comes_back(&read(&format!("name:{quoted}"), Target::Traces).expr, Target::Traces, &quoted);
        comes_back(&read(&format!("{quoted}:x"), Target::Traces).expr, Target::Traces, &quoted);
    }
}
