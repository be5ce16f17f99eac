// A small agent on the real Java SDK. Protocol, address and compression come from the OTEL_* environment alone, by the SDK's
// autoconfiguration, as with a user's program. Prints every OTLP message it sends as a line of JSON; exits 1 if an export failed.
//
// Owns the Java side of the scenario in ../README.md. It knows nothing of the product.

import static io.opentelemetry.api.common.AttributeKey.booleanArrayKey;
import static io.opentelemetry.api.common.AttributeKey.doubleArrayKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longArrayKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringArrayKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.Base2ExponentialHistogramOptions;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

final class Program {
  private static final String RESOURCE_SCHEMA = "https://example.test/schema/resource";
  private static final String SCOPE_SCHEMA = "https://example.test/schema/scope";

  private static final Base2ExponentialHistogramOptions BUCKETS =
      Base2ExponentialHistogramOptions.builder().setMaxBuckets(20).setMaxScale(20).build();

  private Program() {}

  private static Attributes everyType() {
    return Attributes.builder()
        .put("t.string", "plain")
        .put("t.unicode", "Grüße, 你好, 🌊, \0 and \" \\ \n")
        .put("t.empty_string", "")
        .put("t.true", true)
        .put("t.false", false)
        .put("t.zero", 0L)
        .put("t.int_max", Long.MAX_VALUE)
        .put("t.int_min", Long.MIN_VALUE)
        .put("t.int_past_double", (1L << 53) + 1)
        .put("t.double", 0.1)
        .put("t.double_whole", 3.0)
        .put("t.negative_zero", -0.0)
        .put("t.double_max", Double.MAX_VALUE)
        .put("t.double_least", Double.MIN_VALUE)
        .put("t.nan", Double.NaN)
        .put("t.infinity", Double.NEGATIVE_INFINITY)
        .put(stringArrayKey("t.strings"), List.of("a", "", "c"))
        .put(longArrayKey("t.ints"), List.of(1L, -2L, 1L << 62))
        .put(doubleArrayKey("t.doubles"), List.of(0.5, 1.0, -1e-7))
        .put(booleanArrayKey("t.bools"), List.of(true, false))
        .put(booleanArrayKey("t.no_elements"), List.of())
        .put("t.long", "0123456789abcdef".repeat(8192))
        .build();
  }

  /** One trace of nested spans, and a second one that links to it. Returns the context of the model call. */
  private static Context sendSpans(Tracer tracer) {
    Span root = tracer.spanBuilder("invoke_agent helper").setSpanKind(SpanKind.SERVER).setNoParent().startSpan();
    root.setAllAttributes(everyType());
    root.setAttribute("gen_ai.operation.name", "invoke_agent");
    Context inRoot = Context.root().with(root);

    Span chat = tracer.spanBuilder("chat gpt-4o").setSpanKind(SpanKind.CLIENT).setParent(inRoot).startSpan();
    chat.setAttribute("gen_ai.operation.name", "chat");
    chat.setAttribute("gen_ai.provider.name", "openai");
    chat.setAttribute("gen_ai.request.model", "gpt-4o");
    chat.setAttribute("gen_ai.response.model", "gpt-4o-2024-08-06");
    chat.setAttribute("gen_ai.usage.input_tokens", 1200);
    chat.setAttribute("gen_ai.usage.output_tokens", 34);
    chat.setAttribute(stringArrayKey("gen_ai.response.finish_reasons"), List.of("stop"));
    chat.addEvent("gen_ai.choice", Attributes.of(longKey("index"), 0L, stringKey("finish_reason"), "stop"));
    chat.addEvent("no attributes");
    chat.setStatus(StatusCode.OK);
    chat.end();

    Span tool = tracer.spanBuilder("execute_tool search").setSpanKind(SpanKind.INTERNAL).setParent(inRoot).startSpan();
    Span publish = tracer.spanBuilder("publish").setSpanKind(SpanKind.PRODUCER).setParent(inRoot.with(tool)).startSpan();
    publish.end();
    tool.recordException(new IllegalStateException("the index is gone"));
    tool.setStatus(StatusCode.ERROR, "the index is gone");
    tool.end();

    Span consume =
        tracer.spanBuilder("consume")
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(inRoot)
            .addLink(publish.getSpanContext(), Attributes.of(longKey("n"), 1L))
            .startSpan();
    for (int n = 0; n < 140; n++) {
      consume.setAttribute(String.format("over.limit.%03d", n), n);
    }
    consume.end();
    root.end();

    sendLinked(tracer, chat.getSpanContext());
    return Context.root().with(chat);
  }

  /** A span of a trace begun elsewhere, with trace state, that links to a model call. */
  private static void sendLinked(Tracer tracer, SpanContext chat) {
    TraceState state = TraceState.builder().put("other", "2").put("vendor", "value-1").build();
    SpanContext elsewhere =
        SpanContext.createFromRemoteParent(
            "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", TraceFlags.getSampled(), state);
    tracer.spanBuilder("evaluate answer")
        .setParent(Context.root().with(Span.wrap(elsewhere)))
        .addLink(chat, Attributes.of(stringKey("why"), "follow-up", doubleKey("weight"), 0.25))
        .addLink(elsewhere)
        .setStartTimestamp(1_700_000_000_123_456_789L, TimeUnit.NANOSECONDS)
        .startSpan()
        .end();
  }

  private static void sendLogs(Logger logger, Context inChat) {
    logger.logRecordBuilder()
        .setTimestamp(Instant.ofEpochSecond(1_700_000_000, 1))
        .setContext(inChat)
        .setSeverity(Severity.WARN)
        .setSeverityText("WARNING")
        .setBody("the tool failed, retrying")
        .setAttribute("attempt", 2)
        .setAttribute("t.bytes", Value.of(new byte[] {1, 2, (byte) 254}))
        .setAttribute("t.map", Value.of(Map.of("a", Value.of(Map.of("b", Value.of(Value.of(true), Value.of(2.5)))))))
        .emit();
    Value<?> part = Value.of(Map.of("text", Value.of("hi"), "n", Value.of(9_007_199_254_740_993L)));
    logger.logRecordBuilder()
        .setContext(inChat)
        .setSeverity(Severity.INFO)
        .setEventName("gen_ai.user.message")
        .setBody(
            Value.of(
                Map.of(
                    "role", Value.of("user"),
                    "parts", Value.of(part, Value.empty(), Value.of(Value.of(1))),
                    "raw", Value.of(new byte[] {0, (byte) 255}))))
        .emit();
    logger.logRecordBuilder().setContext(Context.root()).setSeverity(Severity.FATAL4).setBody(Value.of(42)).emit();
    logger.logRecordBuilder().setContext(Context.root()).setBody(Value.of(new byte[] {(byte) 0xde, (byte) 0xad})).emit();
    logger.logRecordBuilder().setContext(Context.root()).setAttribute("only", "attributes").emit();
  }

  private static void sendMetrics(Meter meter, Context inChat) {
    // Measurements inside a span carry exemplars.
    try (var inside = inChat.makeCurrent()) {
      Attributes model = Attributes.of(stringKey("model"), "gpt-4o");
      meter.counterBuilder("tokens").setUnit("{token}").setDescription("Tokens used").build().add((1L << 60) + 1, model);
      meter.counterBuilder("cost").ofDoubles().setUnit("USD").build().add(0.1, model);
      meter.upDownCounterBuilder("queue").build().add(-5);
      Attributes place = Attributes.of(stringKey("room"), "a", longKey("floor"), 2L);
      meter.gaugeBuilder("temperature").build().set(-0.5, place);
      meter.gaugeBuilder("threads").ofLongs().build().set(7);
      var bounds = List.of(0.1, 1.0, 10.0);
      var duration = meter.histogramBuilder("duration").setUnit("s").setExplicitBucketBoundariesAdvice(bounds).build();
      for (double value : new double[] {0.05, 0.1, 0.7, 3, 1e6}) {
        duration.record(value, Attributes.of(stringKey("op"), "chat"));
      }
      var sizes = meter.histogramBuilder("exponential.size").setUnit("By").build();
      for (double value : new double[] {0, 1, 2, 1000.5, 1e-9}) {
        sizes.record(value);
      }
    }
    meter.counterBuilder("uptime").buildWithCallback(observer -> observer.record(12));
  }

  private static OpenTelemetrySdk configured() {
    Attributes more = Attributes.of(longArrayKey("t.numbers"), List.of(1L, 2L, 3L), longKey("host.cpu.count"), 2L);
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addResourceCustomizer((found, config) -> Resource.create(found.merge(Resource.create(more)).getAttributes(), RESOURCE_SCHEMA))
        .addSpanExporterCustomizer((exporter, config) -> new Said.Spans(exporter))
        .addLogRecordExporterCustomizer((exporter, config) -> new Said.Logs(exporter))
        .addMetricExporterCustomizer((exporter, config) -> new Said.Metrics(exporter))
        .addMeterProviderCustomizer(
            (meters, config) ->
                meters.registerView(
                    InstrumentSelector.builder().setName("exponential.*").build(),
                    View.builder().setAggregation(Aggregation.base2ExponentialBucketHistogram(BUCKETS)).build()))
        .build()
        .getOpenTelemetrySdk();
  }

  public static void main(String[] arguments) {
    OpenTelemetrySdk sdk = configured();
    Tracer tracer = sdk.tracerBuilder("scenario").setInstrumentationVersion("1.2.3").setSchemaUrl(SCOPE_SCHEMA).build();
    Logger logger = sdk.getLogsBridge().loggerBuilder("scenario").setInstrumentationVersion("1.2.3").setSchemaUrl(SCOPE_SCHEMA).build();
    Meter meter = sdk.meterBuilder("scenario").setInstrumentationVersion("1.2.3").setSchemaUrl(SCOPE_SCHEMA).build();

    Context inChat = sendSpans(tracer);
    sendLogs(logger, inChat);
    sendMetrics(meter, inChat);
    sdk.close();
    System.exit(Said.FAILED.get() ? 1 : 0);
  }
}
