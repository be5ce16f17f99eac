"""A small agent on the real Python SDK: `program.py grpc|http/protobuf`. Where and how it sends comes from the OTEL_*
environment alone, as with a user's program. Prints every OTLP message it sends as a line of JSON; exits 1 if an export failed.

Owns the Python side of the scenario in ../README.md. It knows nothing of the product.
"""

import math
import sys
import time

from opentelemetry import context as api_context
from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.metrics import Observation
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags, TraceState

import sent

EVERY_TYPE = {
    "t.string": "plain",
    "t.unicode": "Grüße, 你好, 🌊, \u0000 and \" \\ \n",
    "t.empty_string": "",
    "t.true": True,
    "t.false": False,
    "t.zero": 0,
    "t.int_max": 2**63 - 1,
    "t.int_min": -(2**63),
    "t.int_past_double": 2**53 + 1,
    "t.double": 0.1,
    "t.double_whole": 3.0,
    "t.negative_zero": -0.0,
    "t.double_max": 1.7976931348623157e308,
    "t.double_least": 5e-324,
    "t.nan": math.nan,
    "t.infinity": -math.inf,
    "t.strings": ["a", "", "c"],
    "t.ints": [1, -2, 2**62],
    "t.doubles": [0.5, 1.0, -1e-7],
    "t.bools": [True, False],
    "t.no_elements": [],
    "t.long": "0123456789abcdef" * 8192,
}


def exporters(protocol):
    if protocol == "grpc":
        from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
        from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    else:
        from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    return OTLPSpanExporter(), OTLPLogExporter(), OTLPMetricExporter()


def send_spans(tracer):
    """One trace of nested spans, and a second one that links to it. Returns the context of the model call."""
    with tracer.start_as_current_span("invoke_agent helper", kind=SpanKind.SERVER) as root:
        root.set_attribute("gen_ai.operation.name", "invoke_agent")
        root.set_attributes(EVERY_TYPE)
        with tracer.start_as_current_span("chat gpt-4o", kind=SpanKind.CLIENT) as chat:
            chat.set_attributes(
                {
                    "gen_ai.operation.name": "chat",
                    "gen_ai.provider.name": "openai",
                    "gen_ai.request.model": "gpt-4o",
                    "gen_ai.response.model": "gpt-4o-2024-08-06",
                    "gen_ai.usage.input_tokens": 1200,
                    "gen_ai.usage.output_tokens": 34,
                    "gen_ai.response.finish_reasons": ["stop"],
                }
            )
            chat.add_event("gen_ai.choice", {"index": 0, "finish_reason": "stop"}, timestamp=time.time_ns() - 1)
            chat.add_event("no attributes")
            chat.set_status(Status(StatusCode.OK))
        try:
            with tracer.start_as_current_span("execute_tool search", kind=SpanKind.INTERNAL):
                with tracer.start_as_current_span("publish", kind=SpanKind.PRODUCER) as publish:
                    published = publish.get_span_context()
                raise ValueError("the index is gone")
        except ValueError:
            pass  # the SDK has recorded the exception and set the status of both spans it left
        with tracer.start_as_current_span("consume", kind=SpanKind.CONSUMER, links=[Link(published, {"n": 1})]) as consume:
            for n in range(140):
                consume.set_attribute(f"over.limit.{n:03}", n)
    elsewhere = SpanContext(
        trace_id=0x0AF7651916CD43DD8448EB211C80319C,
        span_id=0xB7AD6B7169203331,
        is_remote=True,
        trace_flags=TraceFlags(1),
        trace_state=TraceState([("vendor", "value-1"), ("other", "2")]),
    )
    remote = trace.set_span_in_context(NonRecordingSpan(elsewhere))
    links = [Link(chat.get_span_context(), {"why": "follow-up", "weight": 0.25}), Link(elsewhere)]
    with tracer.start_as_current_span("evaluate answer", context=remote, links=links, start_time=1_700_000_000_123_456_789):
        pass
    return trace.set_span_in_context(NonRecordingSpan(chat.get_span_context()))


def send_logs(logger, context):
    nested = {"role": "user", "parts": [{"text": "hi", "n": 9007199254740993}, None, [1, [2.5, "x"]]], "raw": b"\x00\xff"}
    logger.emit(
        LogRecord(
            timestamp=1_700_000_000_000_000_001,
            context=context,
            severity_number=SeverityNumber.WARN,
            severity_text="WARNING",
            body="the tool failed, retrying",
            attributes={"attempt": 2, "t.bytes": b"\x01\x02\xfe", "t.map": {"a": {"b": [True, None]}}, "t.none": None},
        )
    )
    logger.emit(LogRecord(context=context, severity_number=SeverityNumber.INFO, body=nested, event_name="gen_ai.user.message"))
    logger.emit(LogRecord(severity_number=SeverityNumber.FATAL4, body=42))
    logger.emit(LogRecord(body=b"\xde\xad\xbe\xef"))
    logger.emit(LogRecord(severity_text="", body=None, attributes={"only": "attributes"}))


def send_metrics(meter, context):
    token = api_context.attach(context)  # measurements inside a span carry exemplars
    try:
        meter.create_counter("tokens", unit="{token}", description="Tokens used").add(2**60 + 1, {"model": "gpt-4o"})
        meter.create_counter("cost", unit="USD").add(0.1, {"model": "gpt-4o"})
        meter.create_up_down_counter("queue").add(-5)
        meter.create_gauge("temperature").set(-0.5, {"room": "a", "floor": 2})
        meter.create_gauge("threads").set(7)
        duration = meter.create_histogram("duration", unit="s", explicit_bucket_boundaries_advisory=[0.1, 1.0, 10.0])
        sizes = meter.create_histogram("exponential.size", unit="By")
        for value in (0.05, 0.1, 0.7, 3, 1e6):
            duration.record(value, {"op": "chat"})
        for value in (0.0, 1.0, 2.0, 1000.5, 1e-9):
            sizes.record(value)
    finally:
        api_context.detach(token)
    meter.create_observable_counter("uptime", callbacks=[lambda options: [Observation(12)]])


def main():
    spans, logs, metrics = exporters(sys.argv[1])
    resource = Resource.create({"t.numbers": [1, 2, 3], "host.cpu.count": 2}, "https://example.test/schema/resource")
    scope = ("scenario", "1.2.3", "https://example.test/schema/scope", {"scope.attribute": True})

    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(sent.SaidSpans(spans)))
    loggers = LoggerProvider(resource=resource)
    loggers.add_log_record_processor(BatchLogRecordProcessor(sent.SaidLogs(logs)))
    view = View(instrument_name="exponential.*", aggregation=ExponentialBucketHistogramAggregation(max_size=20))
    reader = PeriodicExportingMetricReader(sent.SaidMetrics(metrics), export_interval_millis=600_000)
    meters = MeterProvider(resource=resource, metric_readers=[reader], views=[view])

    context = send_spans(tracers.get_tracer(*scope))
    send_logs(loggers.get_logger(*scope), context)
    send_metrics(meters.get_meter(*scope), context)
    for provider in (tracers, loggers, meters):
        provider.shutdown()
    if sent.failures:
        print("failed exports:", sent.failures, file=sys.stderr)
    return 1 if sent.failures else 0


if __name__ == "__main__":
    sys.exit(main())
