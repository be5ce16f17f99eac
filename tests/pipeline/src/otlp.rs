//! OTLP read by others' code (opentelemetry-proto over prost), so that what the product says is not judged by its own reader.
//!
//! A request is taken apart into its items, each with its resource and scope: how items were grouped on the way does not count.

use std::collections::BTreeMap;

use anyhow::Result;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message as _;
use waterglass_model::Signal;
use waterglass_model::otlp::json::requests_from_json;

/// Items and how often each is there: resource, scope and item, encoded.
pub type Items = BTreeMap<Vec<Vec<u8>>, usize>;

/// Takes a protobuf request apart.
pub fn items(signal: Signal, request: &[u8]) -> Result<Items> {
    let mut items = Items::new();
    let mut add = |parts: [Vec<u8>; 5]| *items.entry(parts.to_vec()).or_default() += 1;
    match signal {
        Signal::Traces => {
            for of_resource in ExportTraceServiceRequest::decode(request)?.resource_spans {
                let resource = of_resource.resource.map(|resource| resource.encode_to_vec()).unwrap_or_default();
                for of_scope in of_resource.scope_spans {
                    let scope = of_scope.scope.map(|scope| scope.encode_to_vec()).unwrap_or_default();
                    for span in of_scope.spans {
                        let urls = (of_resource.schema_url.clone().into(), of_scope.schema_url.clone().into());
                        add([resource.clone(), urls.0, scope.clone(), urls.1, span.encode_to_vec()]);
                    }
                }
            }
        }
        Signal::Logs => {
            for of_resource in ExportLogsServiceRequest::decode(request)?.resource_logs {
                let resource = of_resource.resource.map(|resource| resource.encode_to_vec()).unwrap_or_default();
                for of_scope in of_resource.scope_logs {
                    let scope = of_scope.scope.map(|scope| scope.encode_to_vec()).unwrap_or_default();
                    for record in of_scope.log_records {
                        let urls = (of_resource.schema_url.clone().into(), of_scope.schema_url.clone().into());
                        add([resource.clone(), urls.0, scope.clone(), urls.1, record.encode_to_vec()]);
                    }
                }
            }
        }
        Signal::Metrics => {
            for of_resource in ExportMetricsServiceRequest::decode(request)?.resource_metrics {
                let resource = of_resource.resource.map(|resource| resource.encode_to_vec()).unwrap_or_default();
                for of_scope in of_resource.scope_metrics {
                    let scope = of_scope.scope.map(|scope| scope.encode_to_vec()).unwrap_or_default();
                    for metric in of_scope.metrics {
                        let urls = (of_resource.schema_url.clone().into(), of_scope.schema_url.clone().into());
                        add([resource.clone(), urls.0, scope.clone(), urls.1, metric.encode_to_vec()]);
                    }
                }
            }
        }
    }
    Ok(items)
}

/// Takes OTLP/JSON lines apart.
pub fn items_of_lines(lines: &str) -> Result<Items> {
    let mut all = Items::new();
    for line in lines.lines() {
        for request in requests_from_json(line.as_bytes())? {
            for (item, count) in items(request.signal, &request.body)? {
                *all.entry(item).or_default() += count;
            }
        }
    }
    Ok(all)
}

/// Builds spans of one trace for tests that need shapes nobody has recorded.
pub mod build {
    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
    use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value};
    use opentelemetry_proto::tonic::resource::v1::Resource;
    use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
    use prost::Message as _;

    /// The start of everything built here, Unix nanoseconds.
    pub const START: u64 = 1_790_000_000_000_000_000;

    /// A text attribute.
    pub fn text(key: &str, value: &str) -> KeyValue {
        attribute(key, any_value::Value::StringValue(value.into()))
    }

    /// An attribute of any type.
    pub fn attribute(key: &str, value: any_value::Value) -> KeyValue {
        KeyValue { key: key.into(), value: Some(AnyValue { value: Some(value) }), ..KeyValue::default() }
    }

    /// A span by the last byte of its ids: it starts `id` milliseconds after [`START`] and lasts ten. Parent 0 = none.
    pub fn span(trace: u8, id: u8, parent: u8, name: &str) -> Span {
        let start = START + u64::from(id) * 1_000_000;
        Span {
            trace_id: [&[0xa1; 15][..], &[trace]].concat(),
            span_id: [&[0xb2; 7][..], &[id]].concat(),
            parent_span_id: if parent == 0 { Vec::new() } else { [&[0xb2; 7][..], &[parent]].concat() },
            name: name.into(),
            kind: 1,
            start_time_unix_nano: start,
            end_time_unix_nano: start + 10_000_000,
            ..Span::default()
        }
    }

    /// The trace's id as text.
    pub fn trace_id(trace: u8) -> String {
        format!("{}{trace:02x}", "a1".repeat(15))
    }

    /// The span's id as text.
    pub fn span_id(id: u8) -> String {
        format!("{}{id:02x}", "b2".repeat(7))
    }

    /// A request with spans of one service.
    pub fn request(service: &str, spans: Vec<Span>) -> Vec<u8> {
        let resource = Resource { attributes: vec![text("service.name", service)], ..Resource::default() };
        let scope_spans = vec![ScopeSpans { spans, ..ScopeSpans::default() }];
        let resource_spans = vec![ResourceSpans { resource: Some(resource), scope_spans, ..ResourceSpans::default() }];
        ExportTraceServiceRequest { resource_spans }.encode_to_vec()
    }
}
