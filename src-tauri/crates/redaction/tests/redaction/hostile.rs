//! What nobody sends on purpose: redaction neither fails on it, nor takes for ever, nor fills the memory.

use std::time::{Duration, Instant};

use serde_json::Value as Json;
use waterglass_model::Signal;
use waterglass_model::otlp::Span;
use waterglass_model::wire::put_bytes;
use waterglass_proto::RedactionRule;
use waterglass_redaction::RedactionError;

use crate::batches::{after, all, attribute, batch, own, parts, redactor, span, text};

/// Far more than it takes, far less than what is not linear would.
fn in_time<T>(work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let done = work();
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    done
}

#[test]
fn a_value_with_very_many_pieces_goes_whole() {
    let redactor = redactor(vec![own("", "[0-9]")]);
    assert_eq!(in_time(|| after(&redactor, "x", &"1 a".repeat(500_000))), "[redacted: mine]");
    let list = format!("[{}]", vec!["\"1\""; 100_000].join(","));
    assert_eq!(in_time(|| after(&redactor, "x", &list)), "\"[redacted: mine]\"");
    let inner = serde_json::json!({"note": "n", "log": "7 ".repeat(50_000)}).to_string();
    serde_json::from_str::<Json>(&after(&redactor, "x", &inner)).expect("it stays JSON");
    // Some are taken out one by one.
    assert_eq!(after(&redactor, "x", &"1a".repeat(1000)), "[redacted: mine]a".repeat(1000));
}

#[test]
fn an_expression_that_looks_far_ahead_each_time_ends() {
    let redactor = redactor(vec![own("", "a.*z|a ")]);
    assert_eq!(in_time(|| after(&redactor, "x", &"a ".repeat(2_000_000))), "[redacted: mine]");
}

#[test]
fn what_would_become_very_much_larger_is_refused() {
    let rule = RedactionRule { replacement: "X".repeat(200), ..own("", "[a-z]") };
    let attributes: Vec<_> = (0..12_000).map(|_| attribute("k", &text("abcdefghij"))).collect();
    let refused = redactor(vec![rule]).apply(batch(Signal::Traces, &[], &[&span("s", &attributes)]));
    assert!(matches!(refused, Err(RedactionError::TooMuch(_))), "{refused:?}");
    let rule = RedactionRule { replacement: "X".repeat(200), ..own("k", "") };
    let attributes: Vec<_> = (0..100_000).map(|_| attribute("k", &text("a"))).collect();
    let refused = redactor(vec![rule]).apply(batch(Signal::Traces, &[], &[&span("s", &attributes)]));
    assert!(matches!(refused, Err(RedactionError::TooMuch(_))), "{refused:?}");
}

#[test]
fn bytes_are_looked_at_between_what_is_no_text() {
    let mut value = Vec::new();
    put_bytes(&mut value, 7, b"\xff\xfe to a@b.example \x80 and sk-aB3dE5gH7jK9mN1pQ3sT5\xff");
    let out = all().apply(batch(Signal::Traces, &[], &[&span("s", &[attribute("x", &value)])])).expect("it has room");
    parts(&out);
    let body: &[u8] = &out.body;
    let wanted = b"\xff\xfe to [redacted: e-mail] \x80 and [redacted: api key]\xff";
    assert!(body.windows(wanted.len()).any(|bytes| bytes == wanted), "{}", String::from_utf8_lossy(body));
}

#[test]
fn deep_json_is_walked_to_its_ground() {
    let deep = |inner: &str, levels: usize| format!("{}{inner}{}", "{\"a\":[".repeat(levels), "]}".repeat(levels));
    let secret = deep("{\"password\":\"hunter2\"}", 4000);
    assert_eq!(in_time(|| after(&all(), "x", &secret)), deep("{\"password\":\"[redacted: password]\"}", 4000));
    // Deeper than that, and cut: what values look like is still found.
    let cut = format!("{}\"mail a@b.example", "[".repeat(200_000));
    assert!(in_time(|| after(&all(), "x", &cut)).ends_with("\"mail [redacted: e-mail]"));
}

#[test]
fn very_many_objects_in_a_text() {
    let one = "- {'a': <x>, \"password\": None} {'it's {\" ";
    let text = format!("{}{{'password': 'hunter2'}}", one.repeat(100_000));
    let out = in_time(|| after(&all(), "x", &text));
    assert!(!out.contains("hunter2"));
    let open = "a {\"password\": [ ".repeat(200_000);
    assert_eq!(in_time(|| after(&all(), "x", &open)), "a {\"password\": \"[redacted: password]\"");
}

#[test]
fn long_paths_cost_no_more() {
    let redactor = redactor(vec![own("customer.*.id", "")]);
    let key = "k".repeat(1_000_000);
    let members: Vec<_> = (0..100_000).map(|_| "\"a\":1").collect();
    let json = format!("{{\"{key}\":{{{}}},\"x\":{{\"id\":\"7\"}}}}", members.join(","));
    let out = in_time(|| after(&redactor, "customer", &json));
    assert!(out.ends_with(r#""x":{"id":"[redacted: mine]"}}"#));
}

#[test]
fn pictures_and_very_many_attributes() {
    let picture = "iVBORw0KGgoAAAANSUhEUgAA".repeat(30 * 1024 * 1024 / 24);
    let message = format!(r#"[{{"role":"user","content":"mail a@b.example","image":"{picture}"}}]"#);
    let out = in_time(|| after(&all(), "gen_ai.input.messages", &message));
    assert_eq!(out.len(), message.len() + "[redacted: e-mail]".len() - "a@b.example".len());

    let many: Vec<_> = (0..10_000).map(|at| attribute(&format!("k{at}.password"), &text("hunter2"))).collect();
    let out = in_time(|| all().apply(batch(Signal::Traces, &[], &[&span("s", &many)])).expect("it has room"));
    let span = Span::parse(out.slice(&out.items[0].bytes)).expect("a span");
    assert_eq!(span.attributes().count(), 10_000);
    assert!(!String::from_utf8_lossy(&out.body).contains("hunter2"));
}
