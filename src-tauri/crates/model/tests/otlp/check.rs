//! The check and the views against prost: what they read, what they refuse, and that nothing makes them panic.

use bytes::Bytes;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as AnyValue;
use opentelemetry_proto::tonic::common::v1::{ArrayValue, KeyValue, KeyValueList};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{Gauge, Metric as ProstMetric, NumberDataPoint};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span as ProstSpan};
use proptest::prelude::*;
use prost::Message as _;
use waterglass_model::otlp::json::{from_json, to_json};
use waterglass_model::otlp::schema::{EXPORT_TRACES, LOG_RECORD, METRIC, RESOURCE, SCOPE, SPAN, request};
use waterglass_model::otlp::{
    Attributes, Log, MAX_DEPTH, Metric, Resource, Scope, Span, Value, check, classify, request_of,
};
use waterglass_model::{Batch, Rejection, Signal, Source};

use crate::generate;

const SIGNALS: [Signal; 3] = [Signal::Traces, Signal::Logs, Signal::Metrics];

fn checked(signal: Signal, body: Vec<u8>) -> (Batch, Vec<Rejection>) {
    check(signal, Bytes::from(body), Source::default()).expect("a well-formed request")
}

/// A value as prost sees it, for comparison with the view. Bits, for NaN.
fn same(ours: Value<'_>, theirs: Option<&AnyValue>) -> bool {
    match (ours, theirs) {
        (Value::Empty, None) => true,
        (Value::String(ours), Some(AnyValue::StringValue(theirs))) => ours == theirs,
        (Value::Bool(ours), Some(AnyValue::BoolValue(theirs))) => ours == *theirs,
        (Value::Int(ours), Some(AnyValue::IntValue(theirs))) => ours == *theirs,
        (Value::Double(ours), Some(AnyValue::DoubleValue(theirs))) => ours.to_bits() == theirs.to_bits(),
        (Value::Bytes(ours), Some(AnyValue::BytesValue(theirs))) => ours == theirs,
        (Value::Array(_), Some(AnyValue::ArrayValue(theirs))) => {
            let ours: Vec<_> = ours.elements().collect();
            ours.len() == theirs.values.len()
                && ours.iter().zip(&theirs.values).all(|(ours, theirs)| same(*ours, theirs.value.as_ref()))
        }
        (Value::Map(_), Some(AnyValue::KvlistValue(theirs))) => same_list(ours.entries(), &theirs.values),
        _ => false,
    }
}

fn same_list(ours: Attributes<'_>, theirs: &[KeyValue]) -> bool {
    let ours: Vec<_> = ours.collect();
    ours.len() == theirs.len()
        && ours.iter().zip(theirs).all(|((key, value), theirs)| {
            *key == theirs.key && same(*value, theirs.value.as_ref().and_then(|value| value.value.as_ref()))
        })
}

fn is_id(id: &[u8], length: usize) -> bool {
    id.len() == length && id.iter().any(|byte| *byte != 0)
}

fn is_no_id(id: &[u8], length: usize) -> bool {
    !id.is_empty() && id.len() != length
}

fn refused(span: &ProstSpan) -> bool {
    !is_id(&span.trace_id, 16)
        || !is_id(&span.span_id, 8)
        || is_no_id(&span.parent_span_id, 8)
        || span.links.iter().any(|link| is_no_id(&link.trace_id, 16) || is_no_id(&link.span_id, 8))
}

fn compare_span(ours: &Span<'_>, theirs: &ProstSpan) {
    assert_eq!(ours.trace_id, theirs.trace_id);
    assert_eq!(ours.span_id, theirs.span_id);
    assert_eq!(ours.parent_span_id, theirs.parent_span_id);
    assert_eq!((ours.trace_state, ours.name), (theirs.trace_state.as_str(), theirs.name.as_str()));
    assert_eq!((ours.flags, i32::from(ours.kind)), (theirs.flags, theirs.kind));
    assert_eq!((ours.start, ours.end), (theirs.start_time_unix_nano, theirs.end_time_unix_nano));
    let status = theirs.status.clone().unwrap_or_default();
    assert_eq!((i32::from(ours.status), ours.status_message), (status.code, status.message.as_str()));
    assert!(same_list(ours.attributes(), &theirs.attributes));
    assert_eq!(ours.dropped_attributes, theirs.dropped_attributes_count);
    assert_eq!((ours.dropped_events, ours.dropped_links), (theirs.dropped_events_count, theirs.dropped_links_count));
    assert_eq!((ours.event_count as usize, ours.link_count as usize), (theirs.events.len(), theirs.links.len()));
    for (ours, theirs) in ours.events().zip(&theirs.events) {
        assert_eq!((ours.time, ours.name), (theirs.time_unix_nano, theirs.name.as_str()));
        assert!(same_list(ours.attributes(), &theirs.attributes));
    }
    for (ours, theirs) in ours.links().zip(&theirs.links) {
        assert_eq!((ours.trace_id, ours.span_id), (theirs.trace_id.as_slice(), theirs.span_id.as_slice()));
        assert_eq!((ours.trace_state, ours.flags), (theirs.trace_state.as_str(), theirs.flags));
        assert!(same_list(ours.attributes(), &theirs.attributes));
    }
}

/// Reads everything that a batch offers, as the store and the API do.
fn read_all(batch: &Batch) {
    for group in &batch.groups {
        let _ = Resource::parse(batch.slice(&group.resource)).map(|resource| resource.attributes().count());
        let _ = Scope::parse(batch.slice(&group.scope)).map(|scope| scope.attributes().count());
    }
    for item in &batch.items {
        let message = batch.slice(&item.bytes);
        match batch.signal {
            Signal::Traces => {
                let span = Span::parse(message).expect("a checked span reads");
                assert_eq!(span.events().count(), span.event_count as usize);
                assert_eq!(span.links().count(), span.link_count as usize);
                span.attributes().for_each(|(_, value)| walk(value));
            }
            Signal::Logs => {
                let log = Log::parse(message).expect("a checked log record reads");
                walk(log.body);
                log.attributes().for_each(|(_, value)| walk(value));
            }
            Signal::Metrics => {
                let metric = Metric::parse(message).expect("a checked metric reads");
                let range = metric.point_range().expect("its points read");
                assert_eq!(metric.points().count(), range.count as usize);
            }
        }
    }
}

fn walk(value: Value<'_>) {
    value.elements().for_each(walk);
    value.entries().for_each(|(_, value)| walk(value));
}

/// Checks bytes as each signal; whatever passes must be readable in full.
fn survive(body: &[u8]) {
    classify(body);
    for signal in SIGNALS {
        if let Ok((batch, _)) = check(signal, Bytes::copy_from_slice(body), Source::default()) {
            read_all(&batch);
        }
        let _ = to_json(body, request(signal), &mut Vec::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn spans_read_as_prost_reads_them(message in generate::traces()) {
        let (batch, rejections) = checked(Signal::Traces, message.encode_to_vec());
        let groups = message.resource_spans.iter().flat_map(|resource| {
            resource.scope_spans.iter().map(move |scope| (resource, scope))
        });
        let mut items = batch.items.iter();
        let mut bad = 0;
        for (number, (resource, scope)) in groups.enumerate() {
            let group = &batch.groups[number];
            let view = Resource::parse(batch.slice(&group.resource)).unwrap();
            let theirs = resource.resource.clone().unwrap_or_default();
            prop_assert!(same_list(view.attributes(), &theirs.attributes));
            prop_assert_eq!(view.dropped_attributes, theirs.dropped_attributes_count);
            prop_assert_eq!(batch.slice(&group.resource_schema_url), resource.schema_url.as_bytes());
            let view = Scope::parse(batch.slice(&group.scope)).unwrap();
            let theirs = scope.scope.clone().unwrap_or_default();
            prop_assert_eq!((view.name, view.version), (theirs.name.as_str(), theirs.version.as_str()));
            prop_assert!(same_list(view.attributes(), &theirs.attributes));
            prop_assert_eq!(batch.slice(&group.scope_schema_url), scope.schema_url.as_bytes());
            for theirs in &scope.spans {
                if refused(theirs) {
                    bad += 1;
                    continue;
                }
                let item = items.next().expect("each good span is an item");
                prop_assert_eq!(item.group as usize, number);
                compare_span(&Span::parse(batch.slice(&item.bytes)).unwrap(), theirs);
            }
        }
        prop_assert!(items.next().is_none());
        prop_assert_eq!(rejections.iter().map(|rejection| rejection.count).sum::<u64>(), bad);
        read_all(&batch);
    }

    #[test]
    fn logs_read_as_prost_reads_them(message in generate::logs()) {
        let (batch, rejections) = checked(Signal::Logs, message.encode_to_vec());
        let theirs: Vec<&LogRecord> = message.resource_logs.iter().flat_map(|resource| &resource.scope_logs)
            .flat_map(|scope| &scope.log_records).collect();
        let good: Vec<_> =
            theirs.iter().filter(|log| !is_no_id(&log.trace_id, 16) && !is_no_id(&log.span_id, 8)).collect();
        prop_assert_eq!(batch.items.len(), good.len());
        prop_assert_eq!(rejections.iter().map(|rejection| rejection.count).sum::<u64>() as usize, theirs.len() - good.len());
        for (item, theirs) in batch.items.iter().zip(good) {
            let ours = Log::parse(batch.slice(&item.bytes)).unwrap();
            prop_assert_eq!((ours.time, ours.observed), (theirs.time_unix_nano, theirs.observed_time_unix_nano));
            prop_assert_eq!(i32::from(ours.severity), theirs.severity_number);
            prop_assert_eq!(ours.severity_text, &theirs.severity_text);
            prop_assert!(theirs.event_name.is_empty() || ours.event_name == theirs.event_name);
            prop_assert!(same(ours.body, theirs.body.as_ref().and_then(|body| body.value.as_ref())));
            prop_assert!(same_list(ours.attributes(), &theirs.attributes));
            prop_assert_eq!((ours.trace_id, ours.span_id), (theirs.trace_id.as_slice(), theirs.span_id.as_slice()));
            prop_assert_eq!((ours.flags, ours.dropped_attributes), (theirs.flags, theirs.dropped_attributes_count));
        }
        read_all(&batch);
    }

    #[test]
    fn metrics_are_all_items_or_rejected(message in generate::metrics()) {
        let (batch, rejections) = checked(Signal::Metrics, message.encode_to_vec());
        let theirs = message.resource_metrics.iter().flat_map(|resource| &resource.scope_metrics)
            .flat_map(|scope| &scope.metrics).count();
        prop_assert_eq!(batch.items.len() + rejections.len(), theirs);
        for item in &batch.items {
            let ours = Metric::parse(batch.slice(&item.bytes)).unwrap();
            let theirs = ProstMetric::decode(batch.slice(&item.bytes)).unwrap();
            prop_assert_eq!((ours.name, ours.unit), (theirs.name.as_str(), theirs.unit.as_str()));
        }
        read_all(&batch);
    }

    /// One byte changed, or the end cut off: nothing panics, and what passes still reads.
    #[test]
    fn damaged_requests_are_survived(
        traces in generate::traces(), logs in generate::logs(), metrics in generate::metrics(),
        at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        for mut body in [traces.encode_to_vec(), logs.encode_to_vec(), metrics.encode_to_vec()] {
            if body.is_empty() {
                continue;
            }
            let at = at.index(body.len());
            if cut { body.truncate(at) } else { body[at] = byte }
            survive(&body);
        }
    }

    #[test]
    fn random_bytes_are_survived(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        survive(&body);
    }

    /// What prost cannot read we do not keep, and what we keep can be written as JSON.
    #[test]
    fn nothing_unreadable_is_kept(
        traces in generate::traces(), logs in generate::logs(), metrics in generate::metrics(),
        at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let bodies = [traces.encode_to_vec(), logs.encode_to_vec(), metrics.encode_to_vec()];
        for (signal, mut body) in SIGNALS.into_iter().zip(bodies) {
            if !body.is_empty() {
                let at = at.index(body.len());
                body[at] = byte;
            }
            let Ok((batch, _)) = check(signal, Bytes::from(body), Source::default()) else { continue };
            for item in &batch.items {
                let message = batch.slice(&item.bytes);
                let (read, of) = match signal {
                    Signal::Traces => (ProstSpan::decode(message).err(), &SPAN),
                    Signal::Logs => (LogRecord::decode(message).err(), &LOG_RECORD),
                    Signal::Metrics => (ProstMetric::decode(message).err(), &METRIC),
                };
                prop_assert!(read.is_none(), "{:?}: {:02x?}", read, message);
                prop_assert!(to_json(message, of, &mut Vec::new()).is_ok(), "{:02x?}", message);
            }
            for group in &batch.groups {
                if batch.items.iter().any(|item| std::ptr::eq(&batch.groups[item.group as usize], group)) {
                    prop_assert!(to_json(batch.slice(&group.resource), &RESOURCE, &mut Vec::new()).is_ok());
                    prop_assert!(to_json(batch.slice(&group.scope), &SCOPE, &mut Vec::new()).is_ok());
                }
            }
        }
    }

    #[test]
    fn signals_are_told_by_content(traces in generate::traces(), logs in generate::logs(), metrics in generate::metrics()) {
        let first_span = traces.resource_spans.iter().flat_map(|resource| &resource.scope_spans).flat_map(|scope| &scope.spans).next();
        if first_span.is_some_and(|span| !refused(span)) {
            prop_assert_eq!(classify(&traces.encode_to_vec()), Some(Signal::Traces));
        }
        let first_log = logs.resource_logs.iter().flat_map(|resource| &resource.scope_logs).flat_map(|scope| &scope.log_records).next();
        if first_log.is_some_and(|log| log.time_unix_nano > 0 || log.observed_time_unix_nano > 0 || log.severity_number > 0) {
            prop_assert_eq!(classify(&logs.encode_to_vec()), Some(Signal::Logs));
        }
        let first = metrics.resource_metrics.iter().flat_map(|resource| &resource.scope_metrics).flat_map(|scope| &scope.metrics).next();
        if first.is_some_and(|metric| !metric.name.is_empty() && has_points(metric)) {
            prop_assert_eq!(classify(&metrics.encode_to_vec()), Some(Signal::Metrics));
        }
    }

    /// A request taken apart by the check and put together again by `request_of` holds the same.
    #[test]
    fn groups_can_be_put_together_again(message in generate::traces()) {
        let (batch, _) = checked(Signal::Traces, message.encode_to_vec());
        for (number, group) in batch.groups.iter().enumerate() {
            let items: Vec<&[u8]> =
                batch.items.iter().filter(|item| item.group as usize == number).map(|item| batch.slice(&item.bytes)).collect();
            let text = |range| std::str::from_utf8(batch.slice(range)).unwrap();
            let body = request_of(
                batch.slice(&group.resource), text(&group.resource_schema_url),
                batch.slice(&group.scope), text(&group.scope_schema_url), &items,
            );
            let (again, rejections) = checked(Signal::Traces, body);
            prop_assert!(rejections.is_empty());
            let again_items: Vec<&[u8]> = again.items.iter().map(|item| again.slice(&item.bytes)).collect();
            prop_assert_eq!(again_items, items);
            prop_assert_eq!(again.slice(&again.groups[0].resource), batch.slice(&group.resource));
            prop_assert_eq!(again.slice(&again.groups[0].scope), batch.slice(&group.scope));
        }
    }
}

fn has_points(metric: &ProstMetric) -> bool {
    let times: Vec<u64> = match &metric.data {
        Some(Data::Gauge(gauge)) => gauge.data_points.iter().map(|point| point.time_unix_nano).collect(),
        Some(Data::Sum(sum)) => sum.data_points.iter().map(|point| point.time_unix_nano).collect(),
        Some(Data::Histogram(data)) => data.data_points.iter().map(|point| point.time_unix_nano).collect(),
        Some(Data::ExponentialHistogram(data)) => data.data_points.iter().map(|point| point.time_unix_nano).collect(),
        Some(Data::Summary(data)) => data.data_points.iter().map(|point| point.time_unix_nano).collect(),
        None => Vec::new(),
    };
    !times.is_empty() && times.iter().all(|time| *time > 0)
}

fn one_span(span: ProstSpan) -> Vec<u8> {
    let scope_spans = vec![ScopeSpans { spans: vec![span], ..ScopeSpans::default() }];
    ExportTraceServiceRequest { resource_spans: vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }] }
        .encode_to_vec()
}

fn good_span() -> ProstSpan {
    ProstSpan { trace_id: vec![1; 16], span_id: vec![2; 8], name: "chat".into(), ..ProstSpan::default() }
}

#[test]
fn refusals_name_the_item_and_the_reason() {
    let reason = |span: ProstSpan| checked(Signal::Traces, one_span(span)).1.remove(0).reason;
    let place = r#"span "chat" (resource 0, scope 0, item 0): "#;
    assert_eq!(
        reason(ProstSpan { trace_id: vec![0xf1; 8], ..good_span() }),
        format!("{place}trace id must be 16 bytes, got 8")
    );
    assert_eq!(
        reason(ProstSpan { trace_id: b"not-hex".to_vec(), ..good_span() }),
        format!("{place}trace id must be 16 bytes, got 7 (\"not-hex\")")
    );
    assert_eq!(
        reason(ProstSpan { span_id: vec![0; 8], ..good_span() }),
        format!("{place}span id is missing or all zero")
    );
    assert_eq!(
        reason(ProstSpan { parent_span_id: vec![3; 9], ..good_span() }),
        format!("{place}parent span id must be 8 bytes, got 9")
    );
}

#[test]
fn text_that_is_no_utf8_costs_its_item() {
    let mut body = one_span(good_span());
    let at = body.windows(4).position(|window| window == b"chat").unwrap();
    body[at] = 0xff;
    let (batch, rejections) = checked(Signal::Traces, body);
    assert!(batch.items.is_empty());
    assert_eq!(rejections[0].reason, "span (resource 0, scope 0, item 0): a text is not valid UTF-8");
}

#[test]
fn two_hundred_levels_cost_their_item() {
    let any = |value| opentelemetry_proto::tonic::common::v1::AnyValue { value: Some(value) };
    let array = |value| AnyValue::ArrayValue(ArrayValue { values: vec![any(value)] });
    let entry = |value| KeyValue { key: "deep".into(), value: Some(any(value)), ..KeyValue::default() };
    let map = |value| AnyValue::KvlistValue(KeyValueList { values: vec![entry(value)] });
    let wraps: [&dyn Fn(AnyValue) -> AnyValue; 2] = [&array, &map];
    for wrap in wraps {
        let nested = |levels: usize| {
            let value = (0..levels).fold(AnyValue::IntValue(1), |value, _| wrap(value));
            checked(Signal::Traces, one_span(ProstSpan { attributes: vec![entry(value)], ..good_span() }))
        };
        for levels in [MAX_DEPTH + 1, 200] {
            let (batch, rejections) = nested(levels);
            assert!(batch.items.is_empty());
            assert!(rejections[0].reason.ends_with("values are nested too deeply"), "{rejections:?}");
        }
        let (batch, _) = nested(MAX_DEPTH);
        assert_eq!(batch.items.len(), 1);
        read_all(&batch);
        let (mut json, mut again) = (Vec::new(), Vec::new());
        to_json(&batch.body, &EXPORT_TRACES, &mut json).unwrap();
        let body = from_json(&json, &EXPORT_TRACES).unwrap();
        to_json(&body, &EXPORT_TRACES, &mut again).unwrap();
        assert_eq!(again, json);
        assert_eq!(checked(Signal::Traces, body).0.items.len(), 1);
    }
}

#[test]
fn a_metric_named_like_ids_is_a_metric() {
    let gauge = |name: &str, description: &str| {
        let point = NumberDataPoint { time_unix_nano: 5, ..NumberDataPoint::default() };
        let metric = ProstMetric {
            name: name.into(),
            description: description.into(),
            data: Some(Data::Gauge(Gauge { data_points: vec![point] })),
            ..ProstMetric::default()
        };
        let mut message = ExportMetricsServiceRequest::decode([10, 2, 18, 0].as_slice()).unwrap();
        message.resource_metrics[0].scope_metrics[0].metrics.push(metric);
        message.encode_to_vec()
    };
    // As long as a trace id and a span id.
    assert_eq!(classify(&gauge("http.server.time", "Duration")), Some(Signal::Metrics));
    assert_eq!(classify(&gauge("m", "")), Some(Signal::Metrics));
}

#[test]
fn logs_without_times_are_told() {
    let of = |record: LogRecord| {
        let mut message = ExportLogsServiceRequest::decode([10, 2, 18, 0].as_slice()).unwrap();
        message.resource_logs[0].scope_logs[0].log_records.push(record);
        classify(&message.encode_to_vec())
    };
    let body =
        Some(opentelemetry_proto::tonic::common::v1::AnyValue { value: Some(AnyValue::StringValue("hi".into())) });
    assert_eq!(of(LogRecord { body, ..LogRecord::default() }), Some(Signal::Logs));
    assert_eq!(
        of(LogRecord { trace_id: vec![7; 16], span_id: vec![8; 8], ..LogRecord::default() }),
        Some(Signal::Logs)
    );
    assert_eq!(of(LogRecord { event_name: "e".into(), ..LogRecord::default() }), Some(Signal::Logs));
    assert_eq!(of(LogRecord::default()), None);
    assert_eq!(classify(&[]), None);
}

#[test]
fn many_refusals_are_counted_in_full_and_named_in_part() {
    let spans = vec![ProstSpan { trace_id: vec![9; 3], ..good_span() }; 100];
    let scope_spans = vec![ScopeSpans { spans, ..ScopeSpans::default() }];
    let resource_spans = vec![ResourceSpans { scope_spans, ..ResourceSpans::default() }];
    let (_, rejections) = checked(Signal::Traces, ExportTraceServiceRequest { resource_spans }.encode_to_vec());
    assert_eq!(rejections.iter().map(|rejection| rejection.count).sum::<u64>(), 100);
    assert_eq!(rejections.len(), 21);
    assert_eq!(rejections[20].reason, "80 more spans of the same request, not named one by one");
}
