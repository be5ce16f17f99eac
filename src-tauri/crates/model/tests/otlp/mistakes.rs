//! OTLP/JSON with mistakes in it, question and answer side by side: what each costs, what is kept, and what is said of it.

use proptest::prelude::*;
use waterglass_model::otlp::json::{Request, requests_from_json, to_json};
use waterglass_model::otlp::schema::{self, ANY_VALUE, EXPORT_TRACES};
use waterglass_model::otlp::{Log, Metric, Span, check};
use waterglass_model::{Batch, Rejection, Signal, Source};

const IDS: &str = r#""traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174""#;

fn spans(spans: &str) -> String {
    format!(r#"{{"resourceSpans":[{{"resource":{{}},"scopeSpans":[{{"scope":{{"name":"s"}},"spans":[{spans}]}}]}}]}}"#)
}

fn logs(records: &str) -> String {
    format!(r#"{{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{records}]}}]}}]}}"#)
}

fn metrics(metrics: &str) -> String {
    format!(r#"{{"resourceMetrics":[{{"scopeMetrics":[{{"metrics":[{metrics}]}}]}}]}}"#)
}

fn only(json: &str) -> Request {
    let mut requests = requests_from_json(json.as_bytes()).unwrap_or_else(|cause| panic!("{cause}: {json}"));
    assert_eq!(requests.len(), 1, "{json}");
    requests.remove(0)
}

fn checked(request: Request) -> (Batch, Vec<Rejection>) {
    check(request.signal, request.body.into(), Source::default()).expect("a request")
}

/// The names of the spans that are kept, and why others are not.
fn judged(json: &str) -> (Vec<String>, Vec<String>) {
    let request = only(json);
    assert_eq!(request.adapted, Vec::<String>::new(), "{json}");
    let (batch, rejections) = checked(request);
    let name = |bytes: &[u8]| match batch.signal {
        Signal::Traces => Span::parse(bytes).map(|span| span.name.to_owned()).expect("a span"),
        Signal::Logs => Log::parse(bytes).map(|log| log.severity_text.to_owned()).expect("a record"),
        Signal::Metrics => Metric::parse(bytes).map(|metric| metric.name.to_owned()).expect("a metric"),
    };
    let names = batch.items.iter().map(|item| name(batch.slice(&item.bytes))).collect();
    (names, rejections.into_iter().map(|one| format!("{} {}", one.count, one.reason)).collect())
}

/// Each in a span between two good ones.
#[test]
fn a_mistake_costs_its_span_alone() {
    let place = r#"1 span "bad" (resource 0, scope 0, item 1): "#;
    for (bad, reason) in [
        (
            r#""startTimeUnixNano":-5"#,
            "invalid value: -5, expected an unsigned 64-bit integer, as a number or a string (startTimeUnixNano)",
        ),
        (
            r#""endTimeUnixNano":1e20"#,
            "invalid value: floating point `1e+20`, expected an unsigned 64-bit integer, as a number or a string (endTimeUnixNano)",
        ),
        (r#""endTimeUnixNano":1e400"#, "number out of range (endTimeUnixNano)"),
        (
            r#""endTimeUnixNano":"2026-11-21T10:00:00Z""#,
            "invalid value: string \"2026-11-21T10:00:00Z\", expected an unsigned 64-bit integer, as a number or a string (endTimeUnixNano)",
        ),
        (r#""kind":3000000000"#, "invalid value: 3000000000, expected a number or name of the enum (kind)"),
        (r#""kind":1.5"#, "invalid value: floating point `1.5`, expected a number or name of the enum (kind)"),
        (r#""kind":"CLIENT""#, "invalid value: string \"CLIENT\", expected a number or name of the enum (kind)"),
        (
            r#""status":{"code":1e30}"#,
            "invalid value: floating point `1e+30`, expected a number or name of the enum (code)",
        ),
        (r#""status":2"#, "invalid type: integer `2`, expected an object (Status) (status)"),
        (r#""flags":-1"#, "invalid value: -1, expected an unsigned 32-bit integer (flags)"),
        (
            r#""droppedAttributesCount":4294967296"#,
            "invalid value: 4294967296, expected an unsigned 32-bit integer (droppedAttributesCount)",
        ),
        (r#""traceState":[]"#, "invalid type: sequence, expected a string of text (traceState)"),
        (r#""attributes":{"k":"v"}"#, "invalid type: map, expected a list (attributes)"),
        (
            r#""attributes":[{"key":"k","value":"v"}]"#,
            "attribute \"k\": invalid type: string \"v\", expected an object (AnyValue) (attributes)",
        ),
        (
            r#""attributes":[{"key":"k","value":{"arrayValue":[1]}}]"#,
            "attribute \"k\": invalid type: sequence, expected an object (ArrayValue) (attributes)",
        ),
        (r#""attributes":[7]"#, "invalid type: integer `7`, expected an object (KeyValue) (attributes)"),
        (
            r#""events":[{"name":"e"},{"timeUnixNano":-1}]"#,
            "invalid value: -1, expected an unsigned 64-bit integer, as a number or a string (timeUnixNano)",
        ),
        (
            r#""links":[{"flags":1e99}]"#,
            "invalid value: floating point `1e+99`, expected an unsigned 32-bit integer (flags)",
        ),
    ] {
        let json = spans(&format!(r#"{{{IDS},"name":"a"}},{{{IDS},{bad},"name":"bad"}},{{{IDS},"name":"c"}}"#));
        let (names, reasons) = judged(&json);
        assert_eq!(names, ["a", "c"], "{bad}");
        assert_eq!(reasons, [format!("{place}{reason}")], "{bad}");
    }
}

#[test]
fn of_several_mistakes_the_first_is_told() {
    let json = spans(&format!(r#"{{"name":7,{IDS},"kind":"X"}},7,null,{{{IDS},"name":"good"}}"#));
    let (names, reasons) = judged(&json);
    assert_eq!(names, ["good"]);
    assert_eq!(
        reasons,
        [
            "1 span (resource 0, scope 0, item 0): invalid type: integer `7`, expected a string of text (name)",
            "1 span (resource 0, scope 0, item 1): invalid type: integer `7`, expected an object (Span) (spans)",
            "1 span (resource 0, scope 0, item 2): trace id is missing or all zero",
        ]
    );
}

#[test]
fn a_resource_or_scope_costs_what_is_under_it() {
    let json = format!(
        r#"{{"resourceSpans":[
            {{"scopeSpans":[{{"spans":[{{{IDS}}},{{{IDS}}}]}}],"resource":{{"droppedAttributesCount":-1}}}},
            {{"scopeSpans":[{{"scope":7,"spans":[{{{IDS}}}]}},{{"scope":{{"name":"fine"}},"spans":[{{{IDS},"name":"kept"}}]}}]}}]}}"#
    );
    let (names, reasons) = judged(&json);
    assert_eq!(names, ["kept"]);
    let resource = "resource: invalid value: -1, expected an unsigned 32-bit integer (droppedAttributesCount)";
    assert_eq!(
        reasons,
        [
            format!("1 span (resource 0, scope 0, item 0): {resource}"),
            format!("1 span (resource 0, scope 0, item 1): {resource}"),
            "1 span (resource 1, scope 0, item 0): scope: invalid type: integer `7`, expected an object (InstrumentationScope) (scope)"
                .to_owned(),
        ]
    );
}

#[test]
fn log_records_and_metrics_too() {
    let (texts, reasons) = judged(&logs(
        r#"{"severityText":"a","severityNumber":9e99},{"severityText":"b"},{"severityText":"c","timeUnixNano":"18446744073709551616"}"#,
    ));
    assert_eq!(texts, ["b"]);
    assert_eq!(
        reasons,
        [
            "1 log record (resource 0, scope 0, item 0): invalid value: floating point `9e+99`, expected a number or name of the enum (severityNumber)",
            "1 log record (resource 0, scope 0, item 2): invalid value: 18446744073709551616, expected an unsigned 64-bit integer, as a number or a string (timeUnixNano)",
        ]
    );
    // All the points of a metric are counted, also those that are none, and those behind the mistake.
    let (names, reasons) = judged(&metrics(
        r#"{"name":"m","histogram":{"dataPoints":[{"count":-1},7,{"bucketCounts":[1,"x"]},{}]}},{"name":"n","sum":{"aggregationTemporality":1e10,"dataPoints":[{},{}]}},{"name":"good","gauge":{"dataPoints":[{"asInt":1}]}}"#,
    ));
    assert_eq!(names, ["good"]);
    assert_eq!(
        reasons,
        [
            "4 metric \"m\" (resource 0, scope 0, item 0): invalid value: -1, expected an unsigned 64-bit integer, as a number or a string (count)",
            "2 metric \"n\" (resource 0, scope 0, item 1): invalid value: 10000000000, expected a number or name of the enum (aggregationTemporality)",
        ]
    );
}

/// A value is kept as what JSON says it is: nothing of it is lost, and its span is not.
#[test]
fn a_value_of_another_type_is_kept_as_it_is() {
    for (sent, kept, word) in [
        // JavaScript's SDK calls every whole number an integer.
        (r#""intValue":1.7976931348623157e308"#, r#"{"doubleValue":1.7976931348623157e+308}"#, "a double"),
        (r#""intValue":18446744073709552000"#, r#"{"doubleValue":1.8446744073709552e+19}"#, "a double"),
        (r#""intValue":2.5"#, r#"{"doubleValue":2.5}"#, "a double"),
        // What a double would round stays digit by digit.
        (r#""intValue":9223372036854775808"#, r#"{"stringValue":"9223372036854775808"}"#, "a text"),
        (r#""intValue":18446744073709551615"#, r#"{"stringValue":"18446744073709551615"}"#, "a text"),
        (r#""intValue":1e400"#, r#"{"stringValue":"1e400"}"#, "a text"),
        (r#""doubleValue":-1e400"#, r#"{"stringValue":"-1e400"}"#, "a text"),
        (r#""intValue":"99999999999999999999""#, r#"{"stringValue":"99999999999999999999"}"#, "a text"),
        (r#""intValue":"many""#, r#"{"stringValue":"many"}"#, "a text"),
        (r#""bytesValue":"not base64!""#, r#"{"stringValue":"not base64!"}"#, "a text"),
        (r#""boolValue":"yes""#, r#"{"stringValue":"yes"}"#, "a text"),
        (r#""stringValue":5"#, r#"{"intValue":"5"}"#, "an integer"),
        (r#""stringValue":true"#, r#"{"boolValue":true}"#, "true or false"),
        (r#""intValue":false"#, r#"{"boolValue":false}"#, "true or false"),
    ] {
        let key = sent.split('"').nth(1).expect("a key");
        let literal = sent.split_once(':').expect("a value").1;
        let said = format!("attribute \"k\": {key} {literal} was kept as {word}");
        let json = spans(&format!(r#"{{{IDS},"name":"n","attributes":[{{"key":"k","value":{{{sent}}}}}]}}"#));
        let request = only(&json);
        assert_eq!(request.adapted, [format!("span \"n\": {said}")]);
        let mut whole = Vec::new();
        to_json(&request.body, &EXPORT_TRACES, &mut whole).expect("a request");
        let whole = String::from_utf8(whole).expect("text");
        assert!(whole.contains(&format!(r#""attributes":[{{"key":"k","value":{kept}}}]"#)), "{sent}: {whole}");
        assert_eq!(checked(request).1, []);
    }
}

/// Inside lists and maps, in events and bodies, in resources, and as the number of a data point.
#[test]
fn values_everywhere_are_kept() {
    let nested = r#"{"value":{"kvlistValue":{"values":[{"key":"in","value":{"arrayValue":{"values":[{"intValue":1e300},{"intValue":"1"}]}}}]}},"key":"out"}"#;
    let json = spans(&format!(
        r#"{{{IDS},"name":"n","events":[{{"attributes":[{nested}]}}],"attributes":[{{"key":"k","value":{{"intValue":7}}}}]}}"#
    ));
    assert_eq!(only(&json).adapted, ["span \"n\": attribute \"out\": intValue 1e300 was kept as a double"]);
    let json = r#"{"resourceLogs":[{"resource":{"attributes":[{"key":"r","value":{"intValue":0.5}}]},"scopeLogs":[{"logRecords":[{"body":{"intValue":1e300}}]}]}]}"#;
    let request = only(json);
    assert_eq!(
        request.adapted,
        [
            "resource: attribute \"r\": intValue 0.5 was kept as a double",
            "log record: intValue 1e300 was kept as a double"
        ]
    );
    assert_eq!(checked(request).1, []);
    let json = metrics(
        r#"{"name":"m","sum":{"dataPoints":[{"asInt":1.7976931348623157e308},{"asInt":"7","exemplars":[{"asInt":1.5}]}]}}"#,
    );
    let request = only(&json);
    assert_eq!(
        request.adapted,
        [
            "metric \"m\": asInt 1.7976931348623157e308 was kept as a double",
            "metric \"m\": asInt 1.5 was kept as a double"
        ]
    );
    let mut whole = Vec::new();
    to_json(&request.body, schema::request(Signal::Metrics), &mut whole).expect("a request");
    let points = r#"[{"asDouble":1.7976931348623157e+308},{"exemplars":[{"asDouble":1.5}],"asInt":"7"}]"#;
    assert!(String::from_utf8_lossy(&whole).contains(points), "{}", String::from_utf8_lossy(&whole));
    // A data point has no place for a text.
    let (_, reasons) = judged(&metrics(r#"{"name":"m","sum":{"dataPoints":[{"asInt":"many"},{}]}}"#));
    assert!(reasons[0].starts_with("2 metric \"m\"") && reasons[0].ends_with("(asInt)"), "{reasons:?}");
}

#[test]
fn broken_json_costs_the_request() {
    let good = format!(r#"{{{IDS},"name":"a"}}"#);
    for broken in [
        spans(&format!(r#"{good},{{"kind":"X",}}"#)),
        spans(&format!(r#"{good},{{"kind":01}}"#)),
        spans(&format!(r#"{good},{{"attributes":[{{"value":{{"intValue":1e}}}}]}}"#)),
        spans(&format!(r#"{good},{{"kind":1e99}}"#)).replace("]}]}]}", "]}]"),
        spans("\"text\\x\""),
        format!("{} x", spans("{\"kind\":1e99}")),
        r#"{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}"#.to_owned(),
    ] {
        let cause = requests_from_json(broken.as_bytes()).expect_err(&broken);
        assert!(cause.line == 1 && cause.column > 30, "{cause}: {broken}");
    }
    let not_utf8 =
        [br#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":1e99,"name":""#, &b"\xff\"}]}]}]}"[..]].concat();
    assert!(requests_from_json(&not_utf8).expect_err("no JSON").message.contains("unicode"));
}

/// A body of nothing but mistakes: a few are told, nothing grows with them.
#[test]
fn many_mistakes_stay_small() {
    let json = spans("7,".repeat(100_000).trim_end_matches(','));
    let request = only(&json);
    assert!(request.body.len() < 1_000_000, "{}", request.body.len());
    let (batch, rejections) = checked(request);
    assert!(batch.items.is_empty());
    assert_eq!(rejections.iter().map(|one| one.count).sum::<u64>(), 100_000);
    assert_eq!(rejections.len(), 21);
    let long = "é".repeat(1 << 20);
    let (_, reasons) = judged(&spans(&format!(r#"{{{IDS},"name":"n","kind":"{long}"}}"#)));
    assert!(reasons[0].len() < 600 && reasons[0].ends_with("(kind)"), "{}", reasons[0].len());
    let many = r#"{"intValue":0.5},"#.repeat(1000);
    let value = format!(r#"{{"arrayValue":{{"values":[{}]}}}}"#, many.trim_end_matches(','));
    let span = format!(r#"{{{IDS},"attributes":[{{"key":"k","value":{value}}}]}}"#);
    let adapted = only(&spans(&format!("{span},{span}"))).adapted;
    assert_eq!((adapted.len(), adapted[20].as_str()), (21, "1980 more values of the same request were kept so"));
}

/// Ten thousand levels around a value that does not fit.
#[test]
fn depth_is_bounded_here_too() {
    let (open, close) = (r#"{"arrayValue":{"values":["#.repeat(10_000), "]}}".repeat(10_000));
    let deep = format!(r#"{{{IDS},"attributes":[{{"key":"k","value":{open}{{"intValue":0.5}}{close}}}],"kind":1e99}}"#);
    let (names, reasons) = judged(&spans(&deep));
    assert!(names.is_empty() && reasons[0].contains("(kind)"), "{reasons:?}");
}

proptest! {
    /// Whatever value stands in a place, the others are there, and what is kept is a request.
    #[test]
    fn others_are_kept_whatever_one_holds(
        key in "name|kind|startTimeUnixNano|status|attributes|events|links|flags|traceState|parentSpanId|future",
        value in r#"-?[0-9]{1,40}(\.[0-9]{1,5})?(e-?[0-9]{1,3})?|"[a-z0-9]{0,9}"|true|null|\[\]|\{\}|\[7\]|\[\{"key":"k","value":\{"intValue":-?[0-9]{1,40}\}\}\]"#,
    ) {
        let span = |rest: &str| format!(r#"{{{IDS}{rest}}}"#);
        let json = spans(&format!(r#"{},{},{}"#, span(""), span(&format!(r#","{key}":{value}"#)), span("")));
        // Numbers such as 007 are no JSON.
        if serde_json::from_str::<&serde_json::value::RawValue>(&json).is_ok() {
            let (batch, rejections) = checked(only(&json));
            prop_assert_eq!(batch.items.len() + rejections.len(), 3, "{}", json);
            prop_assert!(batch.items.len() >= 2, "{}", json);
        }
    }
}

/// The mark of an unreadable item is no field of any message, so nothing but this reader writes it.
#[test]
fn the_mark_is_never_stored_nor_shown() {
    let request = only(&spans(&format!(r#"{{{IDS},"kind":"X"}}"#)));
    assert!(request.body.windows(4).any(|bytes| bytes == b"invalid value"[..4].as_ref()));
    let mut json = Vec::new();
    to_json(&request.body, &EXPORT_TRACES, &mut json).expect("a request");
    assert!(!String::from_utf8_lossy(&json).contains("invalid"));
    assert!(ANY_VALUE.field_named(b"19000").is_none());
}
