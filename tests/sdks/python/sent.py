"""Exporters that say what they send: each wraps the SDK's own OTLP exporter, prints the OTLP message as one line of JSON
on stdout before handing it on, and remembers whether the export succeeded.

Owns the record of what left the program. It never changes what is sent: the message printed is built by the SDK's own
encoder from the same batch.
"""

import base64
import json

from google.protobuf.json_format import MessageToDict
from opentelemetry.exporter.otlp.proto.common._log_encoder import encode_logs
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk._logs.export import LogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

failures = []


def _with_hex_ids(node):
    """OTLP/JSON writes ids in hex where protobuf's JSON has base64 (OTLP specification, "JSON Protobuf Encoding")."""
    if isinstance(node, list):
        return [_with_hex_ids(one) for one in node]
    if not isinstance(node, dict):
        return node
    ids = ("traceId", "spanId", "parentSpanId")
    return {k: base64.b64decode(v).hex() if k in ids else _with_hex_ids(v) for k, v in node.items()}


def _say(message):
    plain = MessageToDict(message, use_integers_for_enums=True)
    print(json.dumps(_with_hex_ids(plain)), flush=True)


class SaidSpans(SpanExporter):
    def __init__(self, inner):
        self.inner = inner

    def export(self, spans):
        _say(encode_spans(spans))
        result = self.inner.export(spans)
        if result is not SpanExportResult.SUCCESS:
            failures.append("traces")
        return result

    def shutdown(self):
        self.inner.shutdown()

    def force_flush(self, timeout_millis=30_000):
        return self.inner.force_flush(timeout_millis)


class SaidLogs(LogRecordExporter):
    def __init__(self, inner):
        self.inner = inner

    def export(self, batch):
        _say(encode_logs(batch))
        result = self.inner.export(batch)
        if result is not LogRecordExportResult.SUCCESS:
            failures.append("logs")
        return result

    def shutdown(self):
        self.inner.shutdown()

    def force_flush(self, timeout_millis=30_000):
        return True


class SaidMetrics(MetricExporter):
    def __init__(self, inner):
        # The reader asks the exporter for these; the inner one read them from the environment.
        super().__init__(inner._preferred_temporality, inner._preferred_aggregation)
        self.inner = inner

    def export(self, metrics_data, timeout_millis=10_000, **kwargs):
        _say(encode_metrics(metrics_data))
        result = self.inner.export(metrics_data, timeout_millis, **kwargs)
        if result is not MetricExportResult.SUCCESS:
            failures.append("metrics")
        return result

    def shutdown(self, timeout_millis=30_000, **kwargs):
        self.inner.shutdown(timeout_millis, **kwargs)

    def force_flush(self, timeout_millis=10_000):
        return self.inner.force_flush(timeout_millis)
