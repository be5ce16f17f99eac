//! OTLP/JSON both ways, against prost and serde as published, and in the dialects that SDKs were seen to send.

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use proptest::prelude::*;
use prost::Message as _;
use waterglass_model::Signal;
use waterglass_model::otlp::json::{Request, from_json, requests_from_json, to_json};
use waterglass_model::otlp::schema::{ANY_VALUE, EXPORT_TRACES, LOG_RECORD, METRIC, Message, SPAN, STATUS, request};

use crate::generate;

fn json_of(message: &[u8], of: &'static Message) -> String {
    let mut out = Vec::new();
    to_json(message, of, &mut out).expect("a message");
    String::from_utf8(out).expect("JSON is text")
}

/// Writes a request as JSON and reads it again: the same, as prost sees it.
fn round_trip<M: prost::Message + Default>(signal: Signal, message: &M) -> Result<(), TestCaseError> {
    let bytes = message.encode_to_vec();
    let json = json_of(&bytes, request(signal));
    let back =
        from_json(json.as_bytes(), request(signal)).map_err(|cause| TestCaseError::fail(format!("{cause}: {json}")))?;
    let decoded = M::decode(back.as_slice()).map_err(|cause| TestCaseError::fail(format!("{cause}: {json}")))?;
    prop_assert_eq!(decoded.encode_to_vec(), bytes.clone(), "{}", json);
    let several = requests_from_json(json.as_bytes()).expect("the same document");
    if bytes.is_empty() {
        prop_assert!(several.is_empty());
    } else {
        prop_assert_eq!(several, vec![Request { signal, body: back, adapted: vec![] }]);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn traces_survive(message in generate::traces()) {
        round_trip(Signal::Traces, &message)?;
    }

    #[test]
    fn logs_survive(message in generate::logs()) {
        round_trip(Signal::Logs, &message)?;
    }

    #[test]
    fn metrics_survive(message in generate::metrics()) {
        round_trip(Signal::Metrics, &message)?;
    }

    /// What the Rust SDK writes as JSON (serde of opentelemetry-proto) reads as what it encodes as protobuf.
    #[test]
    fn published_json_is_read(message in generate::traces()) {
        let json = serde_json::to_vec(&message).unwrap();
        let back = from_json(&json, &EXPORT_TRACES).unwrap();
        let decoded = ExportTraceServiceRequest::decode(back.as_slice()).unwrap();
        // It writes doubles that are no numbers as null.
        prop_assert_eq!(finite(decoded), finite(message));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,64}|[\\[\\]{}\":,0-9a-z.]{0,64}") {
        let _ = requests_from_json(text.as_bytes());
        let _ = from_json(text.as_bytes(), &SPAN);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = requests_from_json(&bytes);
        for signal in [Signal::Traces, Signal::Logs, Signal::Metrics] {
            let mut out = b"kept".to_vec();
            if to_json(&bytes, request(signal), &mut out).is_err() {
                prop_assert_eq!(out, b"kept");
            }
        }
    }

    /// A document cut or changed anywhere is read or refused with a place inside it.
    #[test]
    fn damage_is_placed(message in generate::traces(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut json = json_of(&message.encode_to_vec(), &EXPORT_TRACES).into_bytes();
        let at = at.index(json.len());
        if cut { json.truncate(at) } else { json[at] = byte }
        if let Err(cause) = requests_from_json(&json) {
            prop_assert!(cause.line >= 1 && cause.column <= json.len() + 1, "{}", cause);
        }
    }
}

/// Takes away the values that published JSON cannot say.
fn finite(mut message: ExportTraceServiceRequest) -> ExportTraceServiceRequest {
    use opentelemetry_proto::tonic::common::v1::any_value::Value;
    use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
    fn value(any: &mut AnyValue) {
        match &mut any.value {
            Some(Value::DoubleValue(double)) if !double.is_finite() => any.value = None,
            Some(Value::ArrayValue(array)) => array.values.iter_mut().for_each(value),
            Some(Value::KvlistValue(list)) => attributes(&mut list.values),
            _ => {}
        }
    }
    fn attributes(list: &mut [KeyValue]) {
        for entry in list {
            // An entry without a value is written as null, which is absence again; an empty value is written as null too.
            if let Some(any) = &mut entry.value {
                value(any);
            }
            if entry.value.as_ref().is_some_and(|any| any.value.is_none()) {
                entry.value = None;
            }
        }
    }
    for resource in &mut message.resource_spans {
        if let Some(resource) = &mut resource.resource {
            attributes(&mut resource.attributes);
        }
        for scope in &mut resource.scope_spans {
            if let Some(scope) = &mut scope.scope {
                attributes(&mut scope.attributes);
            }
            for span in &mut scope.spans {
                attributes(&mut span.attributes);
                span.events.iter_mut().for_each(|event| attributes(&mut event.attributes));
                span.links.iter_mut().for_each(|link| attributes(&mut link.attributes));
            }
        }
    }
    message
}

#[test]
fn presence_and_odd_values_are_kept() {
    for json in [
        "{}",
        r#"{"stringValue":""}"#,
        r#"{"boolValue":false}"#,
        r#"{"intValue":"0"}"#,
        r#"{"intValue":"-9223372036854775808"}"#,
        r#"{"doubleValue":0.0}"#,
        r#"{"doubleValue":-0.0}"#,
        r#"{"doubleValue":"NaN"}"#,
        r#"{"doubleValue":"-Infinity"}"#,
        r#"{"doubleValue":0.30000000000000004}"#,
        r#"{"doubleValue":5e-324}"#,
        r#"{"bytesValue":""}"#,
        r#"{"bytesValue":"AP8Q"}"#,
        r#"{"arrayValue":{"values":[]}}"#,
        r#"{"kvlistValue":{"values":[]}}"#,
        r#"{"arrayValue":{"values":[{},{"stringValue":"ü\n\u0001"}]}}"#,
        r#"{"kvlistValue":{"values":[{"key":"a"},{"key":"b","value":{}}]}}"#,
    ] {
        let bytes = from_json(json.as_bytes(), &ANY_VALUE).expect(json);
        assert_eq!(json_of(&bytes, &ANY_VALUE), json);
    }
    let point = r#"{"name":"m","histogram":{"dataPoints":[{"count":"18446744073709551615","sum":0.0,"bucketCounts":["1","0"],"explicitBounds":[0.0],"min":-0.0,"max":0.0}],"aggregationTemporality":2}}"#;
    assert_eq!(json_of(&from_json(point.as_bytes(), &METRIC).unwrap(), &METRIC), point);
}

/// What differs between SDKs, each way leading to the same span.
#[test]
fn dialects_are_read() {
    let standard = r#"{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","parentSpanId":"eee19b7ec3c1b173","name":"n","kind":3,"startTimeUnixNano":"1544712660000000000","attributes":[{"key":"k","value":{"intValue":"7"}}],"status":{"code":2},"flags":257}"#;
    let bytes = from_json(standard.as_bytes(), &SPAN).unwrap();
    assert_eq!(json_of(&bytes, &SPAN), standard);
    for dialect in [
        // JavaScript: integers as numbers. Indented. Upper-case ids. Absent by null and by empty.
        r#"{"traceId":"5B8EFFF798038103D269B633813FC60C", "spanId":"EEE19B7EC3C1B174","parentSpanId":"EEE19B7EC3C1B173","traceState":"",
            "name":"n","kind":3,"startTimeUnixNano":1544712660000000000,"endTimeUnixNano":0,"events":null,"links":[],
            "attributes":[{"key":"k","value":{"intValue":7,"stringValue":null}}],"status":{"message":"","code":2},"flags":257}"#,
        // snake_case, enums by name, unknown keys of any depth.
        r#"{"trace_id":"5b8efff798038103d269b633813fc60c","span_id":"eee19b7ec3c1b174","parent_span_id":"eee19b7ec3c1b173","name":"n",
            "kind":"SPAN_KIND_CLIENT","start_time_unix_nano":"1544712660000000000","future":{"a":[[[{}]]]},
            "attributes":[{"key":"k","value":{"int_value":"7"}}],"status":{"code":"STATUS_CODE_ERROR"},"flags":"257"}"#,
        // base64 ids, with and without padding; numbers as floats.
        r#"{"traceId":"W47/95gDgQPSabYzgT/GDA==","spanId":"7uGbfsPBsXQ=","parentSpanId":"7uGbfsPBsXM","name":"n","kind":3.0,
            "startTimeUnixNano":"1544712660000000000","attributes":[{"key":"k","value":{"intValue":7e0}}],"status":{"code":"2"},"flags":257}"#,
    ] {
        assert_eq!(json_of(&from_json(dialect.as_bytes(), &SPAN).expect(dialect), &SPAN), standard);
    }
}

#[test]
fn half_a_surrogate_pair_costs_one_character() {
    let bytes = from_json(br#"{"stringValue":"cut \ud83d"}"#, &ANY_VALUE).unwrap();
    assert_eq!(json_of(&bytes, &ANY_VALUE), "{\"stringValue\":\"cut \u{fffd}\"}");
    let bytes = from_json(br#"{"stringValue":"whole \ud83d\ude00"}"#, &ANY_VALUE).unwrap();
    assert_eq!(json_of(&bytes, &ANY_VALUE), "{\"stringValue\":\"whole 😀\"}");
}

#[test]
fn deprecated_fields_are_read_and_written() {
    let log = r#"{"name":"old.event","body":{"stringValue":"b"}}"#;
    assert_eq!(json_of(&from_json(log.as_bytes(), &LOG_RECORD).unwrap(), &LOG_RECORD), log);
    let status = r#"{"deprecatedCode":13}"#;
    assert_eq!(json_of(&from_json(status.as_bytes(), &STATUS).unwrap(), &STATUS), status);
    let gauge = r#"{"name":"g","intGauge":{"dataPoints":[{"labels":[{"key":"a","value":"b"}],"timeUnixNano":"5","value":"-3"}]}}"#;
    assert_eq!(json_of(&from_json(gauge.as_bytes(), &METRIC).unwrap(), &METRIC), gauge);
    let request = r#"{"resourceSpans":[{"instrumentationLibrarySpans":[{"instrumentationLibrary":{"name":"l"},"spans":[{"name":"s"}]}]}]}"#;
    assert_eq!(json_of(&from_json(request.as_bytes(), &EXPORT_TRACES).unwrap(), &EXPORT_TRACES), request);
}

#[test]
fn errors_say_where_and_what_was_expected() {
    let of = |json: &str| requests_from_json(json.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        of("{\"resourceSpans\": [\n  {\"scopeSpans\": 7}]}"),
        "not OTLP/JSON: invalid type: integer `7`, expected a list (scopeSpans) (line 2, column 18)"
    );
    assert_eq!(
        of(r#"{"spans":[]}"#),
        "not OTLP/JSON: invalid type: an object without them, expected an object with resourceSpans, resourceLogs or resourceMetrics (line 1, column 12)"
    );
    assert_eq!(
        of("[1]"),
        "not OTLP/JSON: invalid type: sequence, expected an object with resourceSpans, resourceLogs or resourceMetrics (line 1, column 0)"
    );
    assert!(of(r#"{"resourceSpans":["#).contains("EOF while parsing"));
    assert!(of("{} x").contains("trailing characters"));
}

#[test]
fn a_document_may_carry_several_signals() {
    let json = br#"{"resourceLogs":[{}],"resourceSpans":[{}],"resource_logs":[{}]}"#;
    let requests = requests_from_json(json).unwrap();
    let bodies: Vec<_> = requests.into_iter().map(|request| (request.signal, request.body)).collect();
    assert_eq!(bodies, [(Signal::Traces, vec![10, 0]), (Signal::Logs, vec![10, 0, 10, 0])]);
    assert_eq!(requests_from_json(b" {} "), Ok(vec![]));
    assert_eq!(requests_from_json(b"\xef\xbb\xbf{}"), Ok(vec![]));
}

/// Ten thousand levels, in a value and in an unknown key: neither overflows the stack.
#[test]
fn depth_is_bounded() {
    let deep = |levels: usize| {
        let (open, close) = (r#"{"arrayValue":{"values":["#.repeat(levels), "]}}".repeat(levels));
        format!(r#"{{"attributes":[{{"key":"k","value":{open}{{"intValue":1}}{close}}}]}}"#)
    };
    let bytes = from_json(deep(10_000).as_bytes(), &SPAN).unwrap();
    assert!(bytes.len() < 1000, "{}", bytes.len());
    let bytes = from_json(deep(64).as_bytes(), &SPAN).unwrap();
    assert_eq!(json_of(&bytes, &SPAN), deep(64).replace(":1}", ":\"1\"}"));
    let unknown = format!(r#"{{"future":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(from_json(unknown.as_bytes(), &SPAN), Ok(vec![]));
}

#[test]
fn other_signals_read_as_published() {
    let logs = r#"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"observedTimeUnixNano":"5","timeUnixNano":"0","body":{"stringValue":"x"},"eventName":"e"}]}]}]}"#;
    let decoded =
        ExportLogsServiceRequest::decode(requests_from_json(logs.as_bytes()).unwrap()[0].body.as_slice()).unwrap();
    assert_eq!(decoded.resource_logs[0].scope_logs[0].log_records[0].event_name, "e");
    let metrics = r#"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","exponentialHistogram":{"dataPoints":[{"count":2,"scale":-3,"positive":{"offset":-2147483648,"bucketCounts":[1,"1"]}}]}}]}]}]}"#;
    let bytes = requests_from_json(metrics.as_bytes()).unwrap().remove(0).body;
    let decoded = ExportMetricsServiceRequest::decode(bytes.as_slice()).unwrap();
    assert!(format!("{decoded:?}").contains("scale: -3"), "{decoded:?}");
    assert!(format!("{decoded:?}").contains("offset: -2147483648, bucket_counts: [1, 1]"), "{decoded:?}");
}
