//! Random OTLP requests of prost's types: every field, every kind of value, the odd numbers.

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
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn text() -> BoxedStrategy<String> {
    prop_oneof![3 => "[a-z.]{0,12}", 1 => "\\PC{0,12}", 1 => "[\\x00-\\x20\"\\\\]{0,4}", 1 => Just(String::new())]
        .boxed()
}

fn nanos() -> BoxedStrategy<u64> {
    prop_oneof![2 => 1_600_000_000_000_000_000u64..1_900_000_000_000_000_000, 1 => any::<u64>(), 1 => Just(0), 1 => Just(u64::MAX)]
        .boxed()
}

fn long() -> BoxedStrategy<i64> {
    prop_oneof![any::<i64>(), Just(0), Just(i64::MIN), Just(i64::MAX), -300i64..300].boxed()
}

fn double() -> BoxedStrategy<f64> {
    prop_oneof![
        any::<f64>().prop_filter("a NaN's payload has no JSON", |value| !value.is_nan()),
        Just(0.0),
        Just(-0.0),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(f64::MIN_POSITIVE / 8.0),
        Just(0.1 + 0.2),
    ]
    .boxed()
}

/// An id of `length` bytes, now and then a wrong one.
fn id(length: usize) -> BoxedStrategy<Vec<u8>> {
    prop_oneof![8 => vec(1..=255u8, length), 1 => vec(any::<u8>(), 0..20), 1 => Just(vec![0; length])].boxed()
}

pub fn any_value() -> BoxedStrategy<AnyValue> {
    let leaf = prop_oneof![
        3 => text().prop_map(|text| Some(Value::StringValue(text))),
        1 => any::<bool>().prop_map(|value| Some(Value::BoolValue(value))),
        2 => long().prop_map(|value| Some(Value::IntValue(value))),
        2 => double().prop_map(|value| Some(Value::DoubleValue(value))),
        1 => vec(any::<u8>(), 0..9).prop_map(|bytes| Some(Value::BytesValue(bytes))),
        1 => Just(None),
    ]
    .prop_map(|value| AnyValue { value });
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4)
                .prop_map(|values| AnyValue { value: Some(Value::ArrayValue(ArrayValue { values })) }),
            vec((text(), option::of(inner)), 0..4).prop_map(|entries| {
                let values =
                    entries.into_iter().map(|(key, value)| KeyValue { key, value, ..KeyValue::default() }).collect();
                AnyValue { value: Some(Value::KvlistValue(KeyValueList { values })) }
            }),
        ]
    })
    .boxed()
}

fn attributes() -> BoxedStrategy<Vec<KeyValue>> {
    vec((text(), option::weighted(0.9, any_value())), 0..4)
        .prop_map(|entries| {
            entries.into_iter().map(|(key, value)| KeyValue { key, value, ..KeyValue::default() }).collect()
        })
        .boxed()
}

fn resource() -> BoxedStrategy<Resource> {
    let entity = (text(), text(), vec(text(), 0..3), vec(text(), 0..2)).prop_map(
        |(schema_url, r#type, id_keys, description_keys)| EntityRef { schema_url, r#type, id_keys, description_keys },
    );
    (attributes(), any::<u32>(), vec(entity, 0..2))
        .prop_map(|(attributes, dropped_attributes_count, entity_refs)| Resource {
            attributes,
            dropped_attributes_count,
            entity_refs,
        })
        .boxed()
}

fn scope() -> BoxedStrategy<InstrumentationScope> {
    (text(), text(), attributes(), 0..3u32)
        .prop_map(|(name, version, attributes, dropped_attributes_count)| InstrumentationScope {
            name,
            version,
            attributes,
            dropped_attributes_count,
        })
        .boxed()
}

fn event() -> BoxedStrategy<Event> {
    (nanos(), text(), attributes(), any::<u32>())
        .prop_map(|(time_unix_nano, name, attributes, dropped_attributes_count)| Event {
            time_unix_nano,
            name,
            attributes,
            dropped_attributes_count,
        })
        .boxed()
}

fn link() -> BoxedStrategy<Link> {
    (id(16), id(8), text(), attributes(), any::<u32>(), any::<u32>())
        .prop_map(|(trace_id, span_id, trace_state, attributes, dropped_attributes_count, flags)| Link {
            trace_id,
            span_id,
            trace_state,
            attributes,
            dropped_attributes_count,
            flags,
        })
        .boxed()
}

pub fn span() -> BoxedStrategy<Span> {
    let ids = (id(16), id(8), prop_oneof![Just(Vec::new()), id(8)], text(), any::<u32>());
    let head = (text(), 0..6i32, nanos(), nanos(), attributes());
    let status = option::of((text(), 0..3i32).prop_map(|(message, code)| Status { message, code }));
    let rest = (vec(event(), 0..3), vec(link(), 0..2), status, any::<[u32; 3]>());
    (ids, head, rest)
        .prop_map(
            |((trace_id, span_id, parent_span_id, trace_state, flags), head, (events, links, status, dropped))| {
                let (name, kind, start_time_unix_nano, end_time_unix_nano, attributes) = head;
                Span {
                    trace_id,
                    span_id,
                    trace_state,
                    parent_span_id,
                    flags,
                    name,
                    kind,
                    start_time_unix_nano,
                    end_time_unix_nano,
                    attributes,
                    dropped_attributes_count: dropped[0],
                    events,
                    dropped_events_count: dropped[1],
                    links,
                    dropped_links_count: dropped[2],
                    status,
                }
            },
        )
        .boxed()
}

pub fn traces() -> BoxedStrategy<ExportTraceServiceRequest> {
    let scope_spans = (option::of(scope()), vec(span(), 0..4), text())
        .prop_map(|(scope, spans, schema_url)| ScopeSpans { scope, spans, schema_url });
    let resource_spans = (option::of(resource()), vec(scope_spans, 0..3), text())
        .prop_map(|(resource, scope_spans, schema_url)| ResourceSpans { resource, scope_spans, schema_url });
    vec(resource_spans, 0..3).prop_map(|resource_spans| ExportTraceServiceRequest { resource_spans }).boxed()
}

fn log_record() -> BoxedStrategy<LogRecord> {
    let head = (nanos(), nanos(), 0..25i32, text(), option::of(any_value()), attributes());
    let optional_id = |length| prop_oneof![Just(Vec::new()), id(length)];
    (head, any::<[u32; 2]>(), optional_id(16), optional_id(8), text())
        .prop_map(|(head, [dropped_attributes_count, flags], trace_id, span_id, event_name)| {
            let (time_unix_nano, observed_time_unix_nano, severity_number, severity_text, body, attributes) = head;
            LogRecord {
                time_unix_nano,
                observed_time_unix_nano,
                severity_number,
                severity_text,
                body,
                attributes,
                dropped_attributes_count,
                flags,
                trace_id,
                span_id,
                event_name,
            }
        })
        .boxed()
}

pub fn logs() -> BoxedStrategy<ExportLogsServiceRequest> {
    let scope_logs = (option::of(scope()), vec(log_record(), 0..4), text())
        .prop_map(|(scope, log_records, schema_url)| ScopeLogs { scope, log_records, schema_url });
    let resource_logs = (option::of(resource()), vec(scope_logs, 0..3), text())
        .prop_map(|(resource, scope_logs, schema_url)| ResourceLogs { resource, scope_logs, schema_url });
    vec(resource_logs, 0..3).prop_map(|resource_logs| ExportLogsServiceRequest { resource_logs }).boxed()
}

fn exemplar() -> BoxedStrategy<Exemplar> {
    let value =
        option::of(prop_oneof![double().prop_map(exemplar::Value::AsDouble), long().prop_map(exemplar::Value::AsInt)]);
    (attributes(), nanos(), id(8), id(16), value)
        .prop_map(|(filtered_attributes, time_unix_nano, span_id, trace_id, value)| Exemplar {
            filtered_attributes,
            time_unix_nano,
            span_id,
            trace_id,
            value,
        })
        .boxed()
}

fn number_point() -> BoxedStrategy<NumberDataPoint> {
    let value = option::of(prop_oneof![
        double().prop_map(number_data_point::Value::AsDouble),
        long().prop_map(number_data_point::Value::AsInt)
    ]);
    (attributes(), nanos(), nanos(), vec(exemplar(), 0..2), any::<u32>(), value)
        .prop_map(|(attributes, start_time_unix_nano, time_unix_nano, exemplars, flags, value)| NumberDataPoint {
            attributes,
            start_time_unix_nano,
            time_unix_nano,
            exemplars,
            flags,
            value,
        })
        .boxed()
}

fn histogram_point() -> BoxedStrategy<HistogramDataPoint> {
    let head = (attributes(), nanos(), nanos(), any::<u64>(), option::of(double()));
    let buckets = (vec(any::<u64>(), 0..5), vec(double(), 0..4), vec(exemplar(), 0..2));
    (head, buckets, any::<u32>(), option::of(double()), option::of(double()))
        .prop_map(|(head, (bucket_counts, explicit_bounds, exemplars), flags, min, max)| {
            let (attributes, start_time_unix_nano, time_unix_nano, count, sum) = head;
            HistogramDataPoint {
                attributes,
                start_time_unix_nano,
                time_unix_nano,
                count,
                sum,
                bucket_counts,
                explicit_bounds,
                exemplars,
                flags,
                min,
                max,
            }
        })
        .boxed()
}

fn exponential_point() -> BoxedStrategy<ExponentialHistogramDataPoint> {
    let buckets = || {
        option::of(
            (any::<i32>(), vec(any::<u64>(), 0..4))
                .prop_map(|(offset, bucket_counts)| Buckets { offset, bucket_counts }),
        )
    };
    let head = (attributes(), nanos(), nanos(), any::<u64>(), option::of(double()), any::<i32>(), any::<u64>());
    (head, buckets(), buckets(), any::<u32>(), option::of(double()), option::of(double()), double())
        .prop_map(|(head, positive, negative, flags, min, max, zero_threshold)| {
            let (attributes, start_time_unix_nano, time_unix_nano, count, sum, scale, zero_count) = head;
            ExponentialHistogramDataPoint {
                attributes,
                start_time_unix_nano,
                time_unix_nano,
                count,
                sum,
                scale,
                zero_count,
                positive,
                negative,
                flags,
                exemplars: Vec::new(),
                min,
                max,
                zero_threshold,
            }
        })
        .boxed()
}

fn summary_point() -> BoxedStrategy<SummaryDataPoint> {
    let quantile = (double(), double()).prop_map(|(quantile, value)| ValueAtQuantile { quantile, value });
    (attributes(), nanos(), nanos(), any::<u64>(), double(), vec(quantile, 0..3), any::<u32>())
        .prop_map(|(attributes, start_time_unix_nano, time_unix_nano, count, sum, quantile_values, flags)| {
            SummaryDataPoint { attributes, start_time_unix_nano, time_unix_nano, count, sum, quantile_values, flags }
        })
        .boxed()
}

fn metric() -> BoxedStrategy<Metric> {
    let data = prop_oneof![
        vec(number_point(), 0..3).prop_map(|data_points| Data::Gauge(Gauge { data_points })),
        (vec(number_point(), 0..3), 0..3i32, any::<bool>()).prop_map(
            |(data_points, aggregation_temporality, is_monotonic)| {
                Data::Sum(Sum { data_points, aggregation_temporality, is_monotonic })
            }
        ),
        (vec(histogram_point(), 0..3), 0..3i32).prop_map(|(data_points, aggregation_temporality)| {
            Data::Histogram(Histogram { data_points, aggregation_temporality })
        }),
        (vec(exponential_point(), 0..3), 0..3i32).prop_map(|(data_points, aggregation_temporality)| {
            Data::ExponentialHistogram(ExponentialHistogram { data_points, aggregation_temporality })
        }),
        vec(summary_point(), 0..3).prop_map(|data_points| Data::Summary(Summary { data_points })),
    ];
    (text(), text(), text(), attributes(), option::weighted(0.9, data))
        .prop_map(|(name, description, unit, metadata, data)| Metric { name, description, unit, metadata, data })
        .boxed()
}

pub fn metrics() -> BoxedStrategy<ExportMetricsServiceRequest> {
    let scope_metrics = (option::of(scope()), vec(metric(), 0..4), text())
        .prop_map(|(scope, metrics, schema_url)| ScopeMetrics { scope, metrics, schema_url });
    let resource_metrics = (option::of(resource()), vec(scope_metrics, 0..3), text())
        .prop_map(|(resource, scope_metrics, schema_url)| ResourceMetrics { resource, scope_metrics, schema_url });
    vec(resource_metrics, 0..3).prop_map(|resource_metrics| ExportMetricsServiceRequest { resource_metrics }).boxed()
}
