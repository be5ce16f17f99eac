//! What each preset takes out, where it looks, and what it leaves.

use serde_json::{Value as Json, json};
use waterglass_model::Signal;
use waterglass_model::otlp::{Log, Metric, Span, Value};
use waterglass_model::wire::{put_bytes, put_fixed64, put_message};

use crate::batches::{after, all, attribute, attributes, batch, int, own, parts, redactor, span, text, value_of};

// Put together here, so that no scanner of sources takes them for real ones.
fn secrets() -> Vec<(String, &'static str)> {
    let long = "aB3dE5gH7jK9mN1pQ3sT5vX7zA9cD1fG3hJ5kL7n";
    [
        (format!("sk-proj-{long}"), "api key"),
        (format!("sk-ant-api03-{long}"), "api key"),
        (format!("AKIA{}", "IOSFODNN7EXAMPLE"), "api key"),
        (format!("AIza{}", &long[..35]), "api key"),
        (format!("ghp_{}", &long[..36]), "api key"),
        (format!("github_pat_{long}"), "api key"),
        (format!("xoxb-{}", "1234567890-abcdefghij"), "api key"),
        (format!("Bearer {long}"), "bearer token"),
        (format!("eyJ{}.{}.{}", "hbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", &long[..20]), "token"),
        ("somebody.else@mail.example.com".to_owned(), "e-mail"),
        ("4111 1111 1111 1111".to_owned(), "card number"),
        ("5555555555554444".to_owned(), "card number"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----".to_owned(), "password"),
    ]
    .into()
}

#[test]
fn presets_take_their_secrets_out_of_plain_text() {
    let redactor = all();
    for (secret, what) in secrets() {
        let out = after(&redactor, "input", &format!("before {secret} after"));
        assert_eq!(out, format!("before [redacted: {what}] after"));
    }
    assert_eq!(after(&redactor, "db", "postgres://app:hunter2@db.local/x"), "postgres[redacted: password]db.local/x");
    assert_eq!(after(&redactor, "c", "Server=x;Password=hunter2;Y=1"), "Server=x;[redacted: password];Y=1");
}

#[test]
fn presets_take_their_secrets_out_of_json_and_json_in_json() {
    let redactor = all();
    for (secret, what) in secrets() {
        let inner = json!({"arguments": {"q": secret, "n": [1, 2.5, null]}}).to_string();
        let outer = json!([{"role": "user", "parts": [{"type": "text", "content": format!("a \"{secret}\"\n")}, {"raw": inner}]}]);
        let out: Json =
            serde_json::from_str(&after(&redactor, "gen_ai.input.messages", &outer.to_string())).expect("JSON");
        assert_eq!(out[0]["parts"][0]["content"], format!("a \"[redacted: {what}]\"\n"));
        let inner: Json = serde_json::from_str(out[0]["parts"][1]["raw"].as_str().expect("a string")).expect("JSON");
        assert_eq!(inner, json!({"arguments": {"q": format!("[redacted: {what}]"), "n": [1, 2.5, null]}}));
    }
}

#[test]
fn keys_give_values_away_everywhere() {
    let redactor = all();
    for key in
        ["api-key", "x-api-key", "Ocp-Apim-Subscription-Key", "http.request.header.api_key", "AZURE_OPENAI_API_KEY"]
    {
        assert_eq!(after(&redactor, key, "abc"), "[redacted: api key]", "{key}");
    }
    assert_eq!(after(&redactor, "http.request.header.authorization", "abc"), "[redacted: authorization]");
    assert_eq!(after(&redactor, "db.password", "abc"), "[redacted: password]");
    for key in
        ["gen_ai.usage.input_tokens", "session.id", "author", "llm.token_count.prompt", "passwordless", "keyboard"]
    {
        assert_eq!(after(&redactor, key, "abc"), "abc", "{key}");
    }
    let headers = json!({"Authorization": ["Basic x"], "password": 12345, "pwd": null, "secret": "", "api_key": {"a": 1}, "ok": true});
    let out: Json = serde_json::from_str(&after(&redactor, "headers", &headers.to_string())).expect("JSON");
    assert_eq!(
        out,
        json!({"Authorization": "[redacted: authorization]", "password": "[redacted: password]", "pwd": null, "secret": "",
            "api_key": "[redacted: api key]", "ok": true})
    );
    // A number, a list and a map of OTLP's own.
    let map = attributes(1, &[attribute("user", &text("u")), attribute("password", &int(77))]);
    let mut value = Vec::new();
    put_bytes(&mut value, 6, &map);
    let batch = batch(Signal::Traces, &[], &[&span("s", &[attribute("login", &value), attribute("api_key", &int(5))])]);
    let out = redactor.apply(batch).expect("it has room");
    parts(&out);
    assert_eq!(value_of(&out, "api_key"), "[redacted: api key]");
    let span = Span::parse(out.slice(&out.items[0].bytes)).expect("a span");
    let login = span.attributes().find(|(key, _)| *key == "login").expect("it is there").1;
    let entries: Vec<_> = login.entries().collect();
    assert_eq!(entries, [("user", Value::String("u")), ("password", Value::String("[redacted: password]"))]);
}

#[test]
fn a_schema_may_speak_of_a_password() {
    let tools = r#"[{"name":"login","parameters":{"type":"object","properties":{"password":{"type":"string"},"secret":{"value":"x1"}}}}]"#;
    let out = after(&all(), "gen_ai.tool.definitions", tools);
    assert_eq!(out, tools.replace(r#"{"value":"x1"}"#, r#""[redacted: password]""#));
}

#[test]
fn json_that_was_cut_or_written_by_python_is_read_as_far_as_it_goes() {
    let redactor = all();
    let cut = r#"{"password": "hunter2", "messages": [{"content": "mail a@b.example"#;
    assert_eq!(
        after(&redactor, "x", cut),
        r#"{"password": "[redacted: password]", "messages": [{"content": "mail [redacted: e-mail]"#
    );
    let cut = r#"{"a": {"password": ["hun", "ter"#;
    assert_eq!(after(&redactor, "x", cut), r#"{"a": {"password": "[redacted: password]""#);
    let python = "{'api_key': 'abc', 'ok': True, 'n': None, 'q': 'it\\'s a@b.example', 't': \"x\"}";
    assert_eq!(
        after(&redactor, "x", python),
        "{'api_key': '[redacted: api key]', 'ok': True, 'n': None, 'q': 'it\\'s [redacted: e-mail]', 't': \"x\"}"
    );
    let log = "[INFO] user a@b.example, [1, 2]";
    assert_eq!(after(&redactor, "x", log), "[INFO] user [redacted: e-mail], [1, 2]");
    // A number in front of a log line is none of JSON's, and what comes after the JSON counts too.
    assert_eq!(after(&redactor, "x", "[4111111111111111] paid"), "[[redacted: card number]] paid");
    assert_eq!(
        after(&redactor, "x", r#"["a@b.example"] for c@d.example"#),
        r#"["[redacted: e-mail]"] for [redacted: e-mail]"#
    );
}

#[test]
fn objects_in_the_middle_of_a_text_are_read_too() {
    let redactor = all();
    for (before, wanted) in [
        (
            r#"POST /v1 {"headers": {"api-key": "abc", "n": 1}} took 4 s for a@b.example"#,
            r#"POST /v1 {"headers": {"api-key": "[redacted: api key]", "n": 1}} took 4 s for [redacted: e-mail]"#,
        ),
        ("options: {'password': 'hunter2', 'x': [1]}", "options: {'password': '[redacted: password]', 'x': [1]}"),
        (
            "{\"a\": 1}\n{\"password\": \"x1\"}\n{\"secret\": 7}",
            "{\"a\": 1}\n{\"password\": \"[redacted: password]\"}\n{\"secret\": \"[redacted: password]\"}",
        ),
        (
            "data: {\"pwd\": \"x1\"}\n\ndata: {\"pwd\": \"x2\"}",
            "data: {\"pwd\": \"[redacted: password]\"}\n\ndata: {\"pwd\": \"[redacted: password]\"}",
        ),
        (
            "{'client': <Client at 0x7f, (1, 2)>, 'api_key': 'abc', 'key': Secret('a@b.example', n=[1]), 'secret': Secret('x, y')}",
            "{'client': <Client at 0x7f, (1, 2)>, 'api_key': '[redacted: api key]', 'key': Secret('[redacted: e-mail]', n=[1]), 'secret': \"[redacted: password]\"}",
        ),
        ("{\"password\": {{ value }} } and more", "{\"password\": \"[redacted: password]\" } and more"),
        ("say {\"password\"} or {'it's}", "say {\"password\"} or {'it's}"),
    ] {
        assert_eq!(after(&redactor, "x", before), wanted);
        assert_eq!(after(&redactor, "x", wanted), wanted);
    }
}

#[test]
fn escapes_hide_nothing_and_those_around_stay() {
    let redactor = all();
    let hidden = r#"{"a\/b": "caf\u00e9 \u0073omebody\u0040mail.example \/ \ud83d\ude00"}"#;
    assert_eq!(after(&redactor, "x", hidden), r#"{"a\/b": "caf\u00e9 [redacted: e-mail] \/ \ud83d\ude00"}"#);
    let rule = waterglass_proto::RedactionRule { replacement: "a \"b\" \\ c\n".into(), ..own("", "secret-[0-9]+") };
    let out: Json = serde_json::from_str(&after(&redactor_of(rule), "x", r#"["\"secret-12\""]"#)).expect("JSON");
    assert_eq!(out, json!(["\"a \"b\" \\ c\n\""]));
}

fn redactor_of(rule: waterglass_proto::RedactionRule) -> waterglass_redaction::Redactor {
    redactor(vec![rule])
}

#[test]
fn numbers_are_looked_at_too() {
    let redactor = all();
    assert_eq!(
        after(&redactor, "x", r#"{"card": 4111111111111111, "id": 4111111111111112}"#),
        r#"{"card": "[redacted: card number]", "id": 4111111111111112}"#
    );
    let batch = batch(Signal::Traces, &[], &[&span("s", &[attribute("card", &int(4_111_111_111_111_111))])]);
    assert_eq!(value_of(&redactor.apply(batch).expect("it has room"), "card"), "[redacted: card number]");
}

#[test]
fn a_rule_with_key_and_value_looks_under_that_key_only() {
    let redactor = redactor(vec![own("note, customer.*.id", "[0-9]{4}")]);
    assert_eq!(after(&redactor, "note", "a 1234 b"), "a [redacted: mine] b");
    assert_eq!(after(&redactor, "other", "a 1234 b"), "a 1234 b");
    assert_eq!(after(&redactor, "note", r#"{"deep": ["1234"]}"#), r#"{"deep": ["[redacted: mine]"]}"#);
    assert_eq!(
        after(&redactor, "other", r#"{"note": "1234", "no": "1234"}"#),
        r#"{"note": "[redacted: mine]", "no": "1234"}"#
    );
    assert_eq!(
        after(&redactor, "customer", r#"{"x": {"id": "1234"}, "id": "1234"}"#),
        r#"{"x": {"id": "[redacted: mine]"}, "id": "1234"}"#
    );
}

#[test]
fn names_statuses_events_resources_and_ids() {
    let redactor = all();
    let mut item = span("mail to a@b.example", &[]);
    put_message(&mut item, 15, |status| put_bytes(status, 2, b"no user a@b.example"));
    put_message(&mut item, 11, |event| {
        put_bytes(event, 2, b"a@b.example");
        put_bytes(event, 3, &attribute("exception.message", &text("no user a@b.example")));
    });
    let resource = attributes(1, &[attribute("owner", &text("a@b.example")), attribute("service.name", &text("s"))]);
    let batch = batch(Signal::Traces, &resource, &[&item, &span("untouched", &[])]);
    let before = batch.clone();
    let out = redactor.apply(batch).expect("it has room");
    let text: String = parts(&out).iter().map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    assert!(!text.contains("a@b.example"), "{text}");
    assert_eq!(text.matches("[redacted: e-mail]").count(), 5);
    let span = Span::parse(out.slice(&out.items[0].bytes)).expect("a span");
    assert_eq!((span.trace_id, span.span_id), (&[7u8; 16][..], &[8u8; 8][..]));
    assert_eq!(out.slice(&out.items[1].bytes), before.slice(&before.items[1].bytes));
    assert!(out.slice(&out.items[0].bytes).windows(15).any(|bytes| bytes == b"from the future"), "unknown fields stay");
}

#[test]
fn logs_and_metrics() {
    let redactor = all();
    let mut record = Vec::new();
    put_fixed64(&mut record, 1, 5);
    put_bytes(&mut record, 5, &text(r#"{"content":"a@b.example"}"#));
    put_bytes(&mut record, 6, &attribute("password", &text("x")));
    let out = redactor.apply(batch(Signal::Logs, &[], &[&record])).expect("it has room");
    parts(&out);
    let log = Log::parse(out.slice(&out.items[0].bytes)).expect("a record");
    assert_eq!(log.body, Value::String(r#"{"content":"[redacted: e-mail]"}"#));

    let mut metric = Vec::new();
    put_bytes(&mut metric, 1, b"calls");
    put_message(&mut metric, 7, |sum| {
        for user in ["a@b.example", "u"] {
            put_message(sum, 1, |point| {
                put_fixed64(point, 3, 9);
                put_fixed64(point, 6, 42);
                put_bytes(point, 7, &attribute("user", &text(user)));
                put_message(point, 5, |exemplar| put_bytes(exemplar, 7, &attribute("api_key", &text("k"))));
            });
        }
    });
    let out = redactor.apply(batch(Signal::Metrics, &[], &[&metric])).expect("it has room");
    let bytes = parts(&out).concat();
    let metric = Metric::parse(out.slice(&out.items[0].bytes)).expect("a metric");
    assert_eq!(metric.point_range().expect("its points").count, 2);
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("a@b.example") && text.matches("[redacted: api key]").count() == 2, "{text}");
}

#[test]
fn pictures_are_passed_over_and_what_is_off_is_off() {
    let picture = format!("data:image/png;base64,{}4111111111111111{}", "A/+b".repeat(2000), "/".repeat(100));
    assert_eq!(after(&all(), "x", &picture), picture);
    let mut rule = own("", "a");
    rule.on = false;
    assert!(redactor(vec![rule]).is_empty());
    assert_eq!(after(&all(), "x", "photo@2x.png"), "photo@2x.png");
}
