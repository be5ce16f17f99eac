//! Exporters that say what they send: each wraps the SDK's own OTLP exporter and prints the OTLP message, made by the SDK's
//! own transformation, as one line of JSON on stdout before handing it on. Owns the record of what left the program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::logs::tonic::group_logs_by_resource_and_scope;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::LogBatch;
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::trace::SpanData;

/// Whether any export failed.
pub static FAILED: AtomicBool = AtomicBool::new(false);

fn note(signal: &str, result: OTelSdkResult) -> OTelSdkResult {
    if let Err(error) = &result {
        eprintln!("{signal} export failed: {error}");
        FAILED.store(true, Ordering::Relaxed);
    }
    result
}

fn say(message: &impl serde::Serialize) {
    println!("{}", serde_json::to_string(message).expect("OTLP messages have a JSON form"));
}

#[derive(Debug)]
pub struct SaidSpans(pub SpanExporter, pub ResourceAttributesWithSchema);

impl opentelemetry_sdk::trace::SpanExporter for SaidSpans {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        say(&ExportTraceServiceRequest { resource_spans: group_spans_by_resource_and_scope(batch.clone(), &self.1) });
        note("traces", self.0.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.1 = resource.into();
        self.0.set_resource(resource);
    }
}

#[derive(Debug)]
pub struct SaidLogs(pub LogExporter, pub ResourceAttributesWithSchema);

impl opentelemetry_sdk::logs::LogExporter for SaidLogs {
    async fn export(&self, batch: LogBatch<'_>) -> OTelSdkResult {
        say(&ExportLogsServiceRequest { resource_logs: group_logs_by_resource_and_scope(&batch, &self.1) });
        note("logs", self.0.export(batch).await)
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.1 = resource.into();
        self.0.set_resource(resource);
    }
}

pub struct SaidMetrics(pub MetricExporter);

impl PushMetricExporter for SaidMetrics {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        say(&ExportMetricsServiceRequest::from(metrics));
        note("metrics", self.0.export(metrics).await)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        self.0.temporality()
    }
}
