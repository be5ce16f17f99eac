//! One request of each signal in which every field of OTLP is set, with the values most easily lost: extremes of every number, empty things
//! that are not absent, keys that repeat, texts of every kind of character.

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, EntityRef, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::logs::v1::{LogRecord, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::metrics::v1::exponential_histogram_data_point::Buckets;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::summary_data_point::ValueAtQuantile;
use opentelemetry_proto::tonic::metrics::v1::{
    Exemplar, ExponentialHistogram, ExponentialHistogramDataPoint, Gauge, Histogram, HistogramDataPoint, Metric,
    NumberDataPoint, ResourceMetrics, ScopeMetrics, Sum, Summary, SummaryDataPoint, exemplar, number_data_point,
};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::span::{Event, Link};
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span, Status};

use crate::otlp::build::{START, attribute, text};

/// Letters, marks, control characters and signs that JSON and HTML care about.
pub const TEXT: &str = "plain é 漢字 👩‍👩‍👧 \u{0} \u{1f} \" \\ / < > & \u{2028} \u{feff} \n\t\r end";

fn any(value: Value) -> AnyValue {
    AnyValue { value: Some(value) }
}

/// Attributes of every type.
pub fn attributes() -> Vec<KeyValue> {
    let list = |values| Value::ArrayValue(ArrayValue { values });
    let map = |values| Value::KvlistValue(KeyValueList { values });
    let mut all = vec![
        attribute("bool.true", Value::BoolValue(true)),
        attribute("bool.false", Value::BoolValue(false)),
        attribute("empty.list", list(Vec::new())),
        attribute("empty.map", map(Vec::new())),
        attribute("empty.bytes", Value::BytesValue(Vec::new())),
        attribute("bytes", Value::BytesValue((0..=255).collect())),
        attribute(
            "list",
            list(vec![any(Value::IntValue(1)), AnyValue { value: None }, any(Value::StringValue("two".into()))]),
        ),
        attribute(
            "map",
            map(vec![
                text("inner", "x"),
                attribute("again", list(vec![any(Value::DoubleValue(-0.0))])),
                text("inner", "y"),
            ]),
        ),
        KeyValue { key: "no.value".into(), ..KeyValue::default() },
        KeyValue { key: "empty.value".into(), value: Some(AnyValue { value: None }), ..KeyValue::default() },
        text("repeated", "first"),
        text("repeated", "second"),
        text("", "a key of no characters"),
        text("empty.text", ""),
        text("text", TEXT),
    ];
    let ints = [0, 1, -1, i64::MIN, i64::MAX, (1 << 53) + 1];
    all.extend(ints.into_iter().enumerate().map(|(n, value)| attribute(&format!("int.{n}"), Value::IntValue(value))));
    let doubles =
        [0.0, -0.0, 0.1, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e21, 100.0];
    all.extend(
        doubles.into_iter().enumerate().map(|(n, value)| attribute(&format!("double.{n}"), Value::DoubleValue(value))),
    );
    all
}

fn resource() -> Option<Resource> {
    let entity = EntityRef {
        schema_url: "https://example.com/entity".into(),
        r#type: "service".into(),
        id_keys: vec!["service.name".into()],
        description_keys: vec!["service.version".into()],
    };
    let mut attributes = attributes();
    attributes.push(text("service.name", "every-field"));
    Some(Resource { attributes, dropped_attributes_count: 3, entity_refs: vec![entity] })
}

fn scope() -> Option<InstrumentationScope> {
    let (name, version) = ("a.scope".into(), "1.2.3".into());
    Some(InstrumentationScope { name, version, attributes: attributes(), dropped_attributes_count: 4 })
}

/// Spans: one with everything, one with as little as there may be.
pub fn traces() -> ExportTraceServiceRequest {
    let event = |name: &str, time| Event {
        time_unix_nano: time,
        name: name.into(),
        attributes: attributes(),
        dropped_attributes_count: 5,
    };
    let link = Link {
        trace_id: vec![0xd4; 16],
        span_id: vec![0xe5; 8],
        trace_state: "a=1,b=2".into(),
        attributes: attributes(),
        dropped_attributes_count: 6,
        flags: 0x301,
    };
    let full = Span {
        trace_id: vec![0xa1; 16],
        span_id: vec![0xb2; 8],
        trace_state: "vendor=value,other=1".into(),
        parent_span_id: vec![0xc3; 8],
        flags: 0x3ff,
        name: TEXT.into(),
        kind: 5,
        start_time_unix_nano: START,
        end_time_unix_nano: START + 123_456_789,
        attributes: attributes(),
        dropped_attributes_count: u32::MAX,
        events: vec![event("exception", START + 1), event("", 0)],
        dropped_events_count: 7,
        links: vec![link, Link::default()],
        dropped_links_count: 8,
        status: Some(Status { message: TEXT.into(), code: 2 }),
    };
    let least = Span { trace_id: vec![0xa1; 16], span_id: vec![0xb3; 8], ..Span::default() };
    let stated = Span { span_id: vec![0xb4; 8], status: Some(Status::default()), ..least.clone() };
    let scope_spans = vec![
        ScopeSpans { scope: scope(), spans: vec![full], schema_url: "https://opentelemetry.io/schemas/1.41.0".into() },
        ScopeSpans { spans: vec![least, stated], ..ScopeSpans::default() },
    ];
    let schema_url = "https://opentelemetry.io/schemas/1.40.0".into();
    ExportTraceServiceRequest { resource_spans: vec![ResourceSpans { resource: resource(), scope_spans, schema_url }] }
}

/// Log records: bodies of every type, an event, and an empty record.
pub fn logs() -> ExportLogsServiceRequest {
    let full = LogRecord {
        time_unix_nano: START,
        observed_time_unix_nano: START + 9,
        severity_number: 17,
        severity_text: "Error!".into(),
        body: Some(any(Value::StringValue(TEXT.into()))),
        attributes: attributes(),
        dropped_attributes_count: 9,
        flags: 0x1ff,
        trace_id: vec![0xa1; 16],
        span_id: vec![0xb2; 8],
        event_name: "an.event".into(),
    };
    let bodies = attributes().into_iter().filter_map(|attribute| attribute.value);
    let mut log_records: Vec<_> = bodies.map(|body| LogRecord { body: Some(body), ..LogRecord::default() }).collect();
    log_records.push(full);
    log_records.push(LogRecord::default());
    let scope_logs = vec![ScopeLogs { scope: scope(), log_records, schema_url: "https://example.com/scope".into() }];
    let schema_url = "https://example.com/resource".into();
    ExportLogsServiceRequest { resource_logs: vec![ResourceLogs { resource: resource(), scope_logs, schema_url }] }
}

/// Metrics of all five kinds, with exemplars, and points without a value.
pub fn metrics() -> ExportMetricsServiceRequest {
    let data = [
        Data::Gauge(Gauge { data_points: numbers() }),
        Data::Sum(Sum { data_points: numbers(), aggregation_temporality: 2, is_monotonic: true }),
        Data::Histogram(Histogram {
            data_points: vec![histogram(), HistogramDataPoint::default()],
            aggregation_temporality: 1,
        }),
        Data::ExponentialHistogram(ExponentialHistogram {
            data_points: vec![exponential(), ExponentialHistogramDataPoint::default()],
            aggregation_temporality: 1,
        }),
        Data::Summary(Summary { data_points: vec![summary(), SummaryDataPoint::default()] }),
    ];
    let metrics = data.into_iter().enumerate().map(|(number, data)| Metric {
        name: format!("metric.{number}"),
        description: TEXT.into(),
        unit: "{thing}/s".into(),
        metadata: attributes(),
        data: Some(data),
    });
    let schema_url = String::from("https://example.com/metrics");
    let scope_metrics =
        vec![ScopeMetrics { scope: scope(), metrics: metrics.collect(), schema_url: schema_url.clone() }];
    ExportMetricsServiceRequest {
        resource_metrics: vec![ResourceMetrics { resource: resource(), scope_metrics, schema_url }],
    }
}

fn exemplars() -> Vec<Exemplar> {
    let exemplar = |value| Exemplar {
        filtered_attributes: attributes(),
        time_unix_nano: START + 2,
        span_id: vec![0xb2; 8],
        trace_id: vec![0xa1; 16],
        value,
    };
    vec![
        exemplar(Some(exemplar::Value::AsInt(i64::MIN))),
        exemplar(Some(exemplar::Value::AsDouble(f64::NAN))),
        Exemplar::default(),
    ]
}

fn numbers() -> Vec<NumberDataPoint> {
    use number_data_point::Value::{AsDouble, AsInt};
    let values = [Some(AsInt(i64::MAX)), Some(AsInt(0)), Some(AsDouble(0.0)), Some(AsDouble(f64::NEG_INFINITY)), None];
    let point = |value| NumberDataPoint {
        attributes: attributes(),
        start_time_unix_nano: START,
        time_unix_nano: START + 5,
        exemplars: exemplars(),
        flags: 1,
        value,
    };
    values.into_iter().map(point).collect()
}

fn histogram() -> HistogramDataPoint {
    HistogramDataPoint {
        attributes: attributes(),
        start_time_unix_nano: START,
        time_unix_nano: START + 5,
        count: u64::MAX,
        sum: Some(0.0),
        bucket_counts: vec![0, 1, u64::MAX],
        explicit_bounds: vec![f64::MIN, 0.1],
        exemplars: exemplars(),
        flags: 1,
        min: Some(-0.0),
        max: Some(f64::MAX),
    }
}

fn exponential() -> ExponentialHistogramDataPoint {
    ExponentialHistogramDataPoint {
        attributes: attributes(),
        start_time_unix_nano: START,
        time_unix_nano: START + 5,
        count: 7,
        sum: Some(f64::NAN),
        scale: -10,
        zero_count: 1,
        positive: Some(Buckets { offset: -3, bucket_counts: vec![1, 0, 2] }),
        negative: Some(Buckets { offset: i32::MAX, bucket_counts: Vec::new() }),
        flags: 1,
        exemplars: exemplars(),
        min: Some(0.0),
        max: None,
        zero_threshold: 1e-9,
    }
}

fn summary() -> SummaryDataPoint {
    let quantile_values =
        vec![ValueAtQuantile { quantile: 0.0, value: 1.5 }, ValueAtQuantile { quantile: 1.0, value: f64::INFINITY }];
    SummaryDataPoint {
        attributes: attributes(),
        start_time_unix_nano: START,
        time_unix_nano: START + 5,
        count: 4,
        sum: -1.5,
        quantile_values,
        flags: 1,
    }
}
