//! A small agent on the real Rust SDK. Protocol, address and compression come from the OTEL_* environment alone, as with a
//! user's program. Prints every OTLP message it sends as a line of JSON; exits 1 if an export failed.
//!
//! Owns the Rust side of the scenario in ../README.md. It knows nothing of the product.

mod sent;

use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use opentelemetry::logs::{AnyValue, LogRecord as _, Logger as _, LoggerProvider as _, Severity};
use opentelemetry::metrics::{Meter, MeterProvider as _};
use opentelemetry::trace::{
    Link, Span as _, SpanContext, SpanId, SpanKind, Status, TraceContextExt as _, TraceFlags, TraceId, TraceState,
    Tracer as _, TracerProvider as _,
};
use opentelemetry::{Array, Context, InstrumentationScope, Key, KeyValue, StringValue, Value};
use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::logs::{SdkLogger, SdkLoggerProvider};
use opentelemetry_sdk::metrics::{Aggregation, Instrument, SdkMeterProvider, Stream};
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use sent::{FAILED, SaidLogs, SaidMetrics, SaidSpans};

fn every_type() -> Vec<KeyValue> {
    let strings: Vec<StringValue> = vec!["a".into(), "".into(), "c".into()];
    vec![
        KeyValue::new("t.string", "plain"),
        KeyValue::new("t.unicode", "Grüße, 你好, 🌊, \u{0} and \" \\ \n"),
        KeyValue::new("t.empty_string", ""),
        KeyValue::new("t.true", true),
        KeyValue::new("t.false", false),
        KeyValue::new("t.zero", 0_i64),
        KeyValue::new("t.int_max", i64::MAX),
        KeyValue::new("t.int_min", i64::MIN),
        KeyValue::new("t.int_past_double", (1_i64 << 53) + 1),
        KeyValue::new("t.double", 0.1),
        KeyValue::new("t.double_whole", 3.0),
        KeyValue::new("t.negative_zero", -0.0),
        KeyValue::new("t.double_max", f64::MAX),
        KeyValue::new("t.double_least", 5e-324),
        KeyValue::new("t.strings", Value::Array(Array::String(strings))),
        KeyValue::new("t.ints", Value::Array(Array::I64(vec![1, -2, 1 << 62]))),
        KeyValue::new("t.doubles", Value::Array(Array::F64(vec![0.5, 1.0, -1e-7]))),
        KeyValue::new("t.bools", Value::Array(Array::Bool(vec![true, false]))),
        KeyValue::new("t.no_elements", Value::Array(Array::Bool(vec![]))),
        KeyValue::new("t.long", "0123456789abcdef".repeat(8192)),
    ]
}

/// One trace of nested spans, and a second one that links to it. Returns the context of the model call.
fn send_spans(tracer: &SdkTracer) -> Context {
    let mut root = tracer
        .span_builder("invoke_agent helper")
        .with_kind(SpanKind::Server)
        .start_with_context(tracer, &Context::new());
    root.set_attributes(every_type());
    root.set_attribute(KeyValue::new("gen_ai.operation.name", "invoke_agent"));
    let in_root = Context::new().with_span(root);

    let mut chat = tracer.span_builder("chat gpt-4o").with_kind(SpanKind::Client).start_with_context(tracer, &in_root);
    chat.set_attributes(chat_attributes());
    chat.add_event("gen_ai.choice", vec![KeyValue::new("index", 0_i64), KeyValue::new("finish_reason", "stop")]);
    chat.add_event("no attributes", vec![]);
    chat.set_status(Status::Ok);
    chat.end();

    let tool =
        tracer.span_builder("execute_tool search").with_kind(SpanKind::Internal).start_with_context(tracer, &in_root);
    let in_tool = in_root.with_span(tool);
    let mut publish = tracer.span_builder("publish").with_kind(SpanKind::Producer).start_with_context(tracer, &in_tool);
    let published = publish.span_context().clone();
    publish.end();
    in_tool.span().record_error(&std::io::Error::other("the index is gone"));
    in_tool.span().set_status(Status::error("the index is gone"));
    in_tool.span().end();

    let links = vec![Link::new(published, vec![KeyValue::new("n", 1_i64)], 0)];
    let builder = tracer.span_builder("consume").with_kind(SpanKind::Consumer).with_links(links);
    let mut consume = builder.start_with_context(tracer, &in_root);
    for n in 0..140_i64 {
        consume.set_attribute(KeyValue::new(format!("over.limit.{n:03}"), n));
    }
    consume.end();
    in_root.span().end();

    send_linked(tracer, chat.span_context().clone());
    Context::new().with_span(chat)
}

fn chat_attributes() -> Vec<KeyValue> {
    vec![
        KeyValue::new("gen_ai.operation.name", "chat"),
        KeyValue::new("gen_ai.provider.name", "openai"),
        KeyValue::new("gen_ai.request.model", "gpt-4o"),
        KeyValue::new("gen_ai.response.model", "gpt-4o-2024-08-06"),
        KeyValue::new("gen_ai.usage.input_tokens", 1200_i64),
        KeyValue::new("gen_ai.usage.output_tokens", 34_i64),
        KeyValue::new("gen_ai.response.finish_reasons", Value::Array(Array::String(vec!["stop".into()]))),
    ]
}

/// A span of a trace begun elsewhere, with trace state, that links to a model call.
fn send_linked(tracer: &SdkTracer, chat: SpanContext) {
    let elsewhere = SpanContext::new(
        TraceId::from_hex("0af7651916cd43dd8448eb211c80319c").expect("a trace id"),
        SpanId::from_hex("b7ad6b7169203331").expect("a span id"),
        TraceFlags::SAMPLED,
        true,
        TraceState::from_key_value([("vendor", "value-1"), ("other", "2")]).expect("a trace state"),
    );
    let why = vec![KeyValue::new("why", "follow-up"), KeyValue::new("weight", 0.25)];
    let links = vec![Link::new(chat, why, 0), Link::new(elsewhere.clone(), vec![], 0)];
    let remote = Context::new().with_remote_span_context(elsewhere);
    let start = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789);
    let builder = tracer.span_builder("evaluate answer").with_links(links).with_start_time(start);
    builder.start_with_context(tracer, &remote).end();
}

fn map(entries: Vec<(&'static str, AnyValue)>) -> AnyValue {
    AnyValue::Map(Box::new(entries.into_iter().map(|(key, value)| (Key::new(key), value)).collect()))
}

fn list(values: Vec<AnyValue>) -> AnyValue {
    AnyValue::ListAny(Box::new(values))
}

fn send_logs(logger: &SdkLogger, in_chat: Context) {
    let inside = in_chat.attach();
    let mut record = logger.create_log_record();
    record.set_timestamp(SystemTime::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_000_000_001));
    record.set_severity_number(Severity::Warn);
    record.set_severity_text("WARNING");
    record.set_body("the tool failed, retrying".into());
    record.add_attribute("attempt", 2_i64);
    record.add_attribute("t.bytes", AnyValue::Bytes(Box::new(vec![1, 2, 254])));
    record.add_attribute(
        "t.map",
        map(vec![("a", map(vec![("b", list(vec![AnyValue::Boolean(true), AnyValue::Double(2.5)]))]))]),
    );
    logger.emit(record);

    let mut record = logger.create_log_record();
    record.set_severity_number(Severity::Info);
    record.set_event_name("gen_ai.user.message");
    let parts = list(vec![
        map(vec![("text", "hi".into()), ("n", AnyValue::Int(9_007_199_254_740_993))]),
        list(vec![AnyValue::Int(1)]),
    ]);
    record.set_body(map(vec![
        ("role", "user".into()),
        ("parts", parts),
        ("raw", AnyValue::Bytes(Box::new(vec![0, 255]))),
    ]));
    logger.emit(record);
    drop(inside);

    for (severity, body) in
        [(Some(Severity::Fatal4), AnyValue::Int(42)), (None, AnyValue::Bytes(Box::new(vec![0xde, 0xad])))]
    {
        let mut record = logger.create_log_record();
        if let Some(severity) = severity {
            record.set_severity_number(severity);
        }
        record.set_body(body);
        logger.emit(record);
    }
    let mut record = logger.create_log_record();
    record.add_attribute("only", "attributes");
    logger.emit(record);
}

fn send_metrics(meter: &Meter, in_chat: Context) {
    let _inside = in_chat.attach();
    let model = [KeyValue::new("model", "gpt-4o")];
    meter.u64_counter("tokens").with_unit("{token}").with_description("Tokens used").build().add((1 << 60) + 1, &model);
    meter.f64_counter("cost").with_unit("USD").build().add(0.1, &model);
    meter.i64_up_down_counter("queue").build().add(-5, &[]);
    meter.f64_gauge("temperature").build().record(-0.5, &[KeyValue::new("room", "a"), KeyValue::new("floor", 2_i64)]);
    meter.i64_gauge("threads").build().record(7, &[]);
    let duration = meter.f64_histogram("duration").with_unit("s").with_boundaries(vec![0.1, 1.0, 10.0]).build();
    for value in [0.05, 0.1, 0.7, 3.0, 1e6] {
        duration.record(value, &[KeyValue::new("op", "chat")]);
    }
    let sizes = meter.f64_histogram("exponential.size").with_unit("By").build();
    for value in [0.0, 1.0, 2.0, 1000.5, 1e-9] {
        sizes.record(value, &[]);
    }
    meter.u64_observable_counter("uptime").with_callback(|observer| observer.observe(12, &[])).build();
}

fn exponential(instrument: &Instrument) -> Option<Stream> {
    let aggregation = Aggregation::Base2ExponentialHistogram { max_size: 20, max_scale: 20, record_min_max: true };
    let wanted = instrument.name().starts_with("exponential.");
    wanted.then(|| Stream::builder().with_aggregation(aggregation).build().expect("a valid stream"))
}

fn main() -> ExitCode {
    // The gRPC exporter lives on a tokio runtime; the blocking HTTP one must not be made inside one.
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let grpc = std::env::var("OTEL_EXPORTER_OTLP_PROTOCOL").is_ok_and(|protocol| protocol == "grpc");
    let _inside = grpc.then(|| runtime.enter());

    let numbers = Value::Array(Array::I64(vec![1, 2, 3]));
    let attributes = [KeyValue::new("t.numbers", numbers), KeyValue::new("host.cpu.count", 2_i64)];
    let resource = Resource::builder().with_schema_url(attributes, "https://example.test/schema/resource").build();
    let scope = InstrumentationScope::builder("scenario")
        .with_version("1.2.3")
        .with_schema_url("https://example.test/schema/scope")
        .with_attributes([KeyValue::new("scope.attribute", true)])
        .build();

    let spans = SaidSpans(SpanExporter::builder().build().expect("a span exporter"), (&resource).into());
    let tracers = SdkTracerProvider::builder().with_resource(resource.clone()).with_batch_exporter(spans).build();
    let logs = SaidLogs(LogExporter::builder().build().expect("a log exporter"), (&resource).into());
    let loggers = SdkLoggerProvider::builder().with_resource(resource.clone()).with_batch_exporter(logs).build();
    let metrics = SaidMetrics(MetricExporter::builder().build().expect("a metric exporter"));
    let meters = SdkMeterProvider::builder()
        .with_resource(resource)
        .with_periodic_exporter(metrics)
        .with_view(exponential)
        .build();

    let in_chat = send_spans(&tracers.tracer_with_scope(scope.clone()));
    send_logs(&loggers.logger_with_scope(scope.clone()), in_chat.clone());
    send_metrics(&meters.meter_with_scope(scope), in_chat);
    for end in [tracers.shutdown(), loggers.shutdown(), meters.shutdown()] {
        if let Err(error) = end {
            eprintln!("shutdown failed: {error}");
            FAILED.store(true, Ordering::Relaxed);
        }
    }
    ExitCode::from(u8::from(FAILED.load(Ordering::Relaxed)))
}
