// Exporters that print what they are about to send as a line of OTLP/JSON, made by the SDK's own encoder, and hand it on.
//
// Owns printing and noticing failures. It changes nothing that is sent.

import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.internal.otlp.logs.LogsRequestMarshaler;
import io.opentelemetry.exporter.internal.otlp.metrics.MetricsRequestMarshaler;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;

final class Said {
  static final AtomicBoolean FAILED = new AtomicBoolean();

  private Said() {}

  private static void say(Marshaler request) {
    var line = new ByteArrayOutputStream();
    try {
      request.writeJsonTo(line);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    line.write('\n');
    synchronized (Said.class) {
      System.out.writeBytes(line.toByteArray());
      System.out.flush();
    }
  }

  private static CompletableResultCode noted(CompletableResultCode result) {
    return result.whenComplete(
        () -> {
          if (!result.isSuccess()) {
            FAILED.set(true);
            System.err.println("export failed: " + result.getFailureThrowable());
          }
        });
  }

  record Spans(SpanExporter exporter) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      say(TraceRequestMarshaler.create(spans));
      return noted(exporter.export(spans));
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }

  record Logs(LogRecordExporter exporter) implements LogRecordExporter {
    @Override
    public CompletableResultCode export(Collection<LogRecordData> logs) {
      say(LogsRequestMarshaler.create(logs));
      return noted(exporter.export(logs));
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }

  record Metrics(MetricExporter exporter) implements MetricExporter {
    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      say(MetricsRequestMarshaler.create(metrics));
      return noted(exporter.export(metrics));
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return exporter.getAggregationTemporality(type);
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
      return exporter.getDefaultAggregation(type);
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
