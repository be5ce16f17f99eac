// A small agent on the real Go SDK: `program grpc|http/protobuf`. Where and how it sends comes from the OTEL_* environment
// alone, as with a user's program (Go's exporters do not read the protocol, so it is an argument). Prints every OTLP message
// it sends as a line of JSON; exits 1 if an export failed.
//
// Owns the Go side of the scenario in ../README.md. It knows nothing of the product.
package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/log"
	"go.opentelemetry.io/otel/metric"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const scopeSchema = "https://example.test/schema/scope"

func everyType() []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.String("t.string", "plain"),
		attribute.String("t.unicode", "Grüße, 你好, 🌊, \x00 and \" \\ \n"),
		attribute.String("t.empty_string", ""),
		attribute.Bool("t.true", true),
		attribute.Bool("t.false", false),
		attribute.Int64("t.zero", 0),
		attribute.Int64("t.int_max", math.MaxInt64),
		attribute.Int64("t.int_min", math.MinInt64),
		attribute.Int64("t.int_past_double", 1<<53+1),
		attribute.Float64("t.double", 0.1),
		attribute.Float64("t.double_whole", 3),
		attribute.Float64("t.negative_zero", math.Copysign(0, -1)),
		attribute.Float64("t.double_max", math.MaxFloat64),
		attribute.Float64("t.double_least", math.SmallestNonzeroFloat64),
		attribute.Float64("t.nan", math.NaN()),
		attribute.Float64("t.infinity", math.Inf(-1)),
		attribute.StringSlice("t.strings", []string{"a", "", "c"}),
		attribute.Int64Slice("t.ints", []int64{1, -2, 1 << 62}),
		attribute.Float64Slice("t.doubles", []float64{0.5, 1, -1e-7}),
		attribute.BoolSlice("t.bools", []bool{true, false}),
		attribute.BoolSlice("t.no_elements", []bool{}),
		attribute.String("t.long", strings.Repeat("0123456789abcdef", 8192)),
	}
}

// sendSpans makes one trace of nested spans, and a second one that links to it. It gives the context of the model call.
func sendSpans(tracer trace.Tracer) context.Context {
	inRoot, root := tracer.Start(context.Background(), "invoke_agent helper", trace.WithSpanKind(trace.SpanKindServer))
	root.SetAttributes(everyType()...)
	root.SetAttributes(attribute.String("gen_ai.operation.name", "invoke_agent"))

	inChat, chat := tracer.Start(inRoot, "chat gpt-4o", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("gen_ai.operation.name", "chat"),
		attribute.String("gen_ai.provider.name", "openai"),
		attribute.String("gen_ai.request.model", "gpt-4o"),
		attribute.String("gen_ai.response.model", "gpt-4o-2024-08-06"),
		attribute.Int("gen_ai.usage.input_tokens", 1200),
		attribute.Int("gen_ai.usage.output_tokens", 34),
		attribute.StringSlice("gen_ai.response.finish_reasons", []string{"stop"}),
	))
	chat.AddEvent("gen_ai.choice", trace.WithAttributes(attribute.Int("index", 0), attribute.String("finish_reason", "stop")))
	chat.AddEvent("no attributes")
	chat.SetStatus(codes.Ok, "")
	chat.End()

	inTool, tool := tracer.Start(inRoot, "execute_tool search", trace.WithSpanKind(trace.SpanKindInternal))
	_, publish := tracer.Start(inTool, "publish", trace.WithSpanKind(trace.SpanKindProducer))
	publish.End()
	tool.RecordError(errors.New("the index is gone"))
	tool.SetStatus(codes.Error, "the index is gone")
	tool.End()

	link := trace.Link{SpanContext: publish.SpanContext(), Attributes: []attribute.KeyValue{attribute.Int("n", 1)}}
	_, consume := tracer.Start(inRoot, "consume", trace.WithSpanKind(trace.SpanKindConsumer), trace.WithLinks(link))
	for n := range 140 {
		consume.SetAttributes(attribute.Int(fmt.Sprintf("over.limit.%03d", n), n))
	}
	consume.End()
	root.End()

	sendLinked(tracer, chat.SpanContext())
	return inChat
}

// sendLinked makes a span of a trace begun elsewhere, with trace state, that links to a model call.
func sendLinked(tracer trace.Tracer, chat trace.SpanContext) {
	traceID, err := trace.TraceIDFromHex("0af7651916cd43dd8448eb211c80319c")
	must(err)
	spanID, err := trace.SpanIDFromHex("b7ad6b7169203331")
	must(err)
	state, err := trace.ParseTraceState("vendor=value-1,other=2")
	must(err)
	elsewhere := trace.NewSpanContext(trace.SpanContextConfig{TraceID: traceID, SpanID: spanID, TraceFlags: trace.FlagsSampled, TraceState: state, Remote: true})
	why := []attribute.KeyValue{attribute.String("why", "follow-up"), attribute.Float64("weight", 0.25)}
	remote := trace.ContextWithRemoteSpanContext(context.Background(), elsewhere)
	_, span := tracer.Start(remote, "evaluate answer",
		trace.WithLinks(trace.Link{SpanContext: chat, Attributes: why}, trace.Link{SpanContext: elsewhere}),
		trace.WithTimestamp(time.Unix(0, 1_700_000_000_123_456_789)))
	span.End()
}

func sendLogs(logger log.Logger, inChat context.Context) {
	var failed log.Record
	failed.SetTimestamp(time.Unix(0, 1_700_000_000_000_000_001))
	failed.SetSeverity(log.SeverityWarn)
	failed.SetSeverityText("WARNING")
	failed.SetBody(attribute.StringValue("the tool failed, retrying"))
	failed.AddAttributes(
		attribute.Int("attempt", 2),
		attribute.ByteSlice("t.bytes", []byte{1, 2, 254}),
		attribute.Map("t.map", attribute.Map("a", attribute.Slice("b", attribute.BoolValue(true), attribute.Float64Value(2.5)))),
	)
	logger.Emit(inChat, failed)

	var message log.Record
	message.SetSeverity(log.SeverityInfo)
	message.SetEventName("gen_ai.user.message")
	message.SetBody(attribute.MapValue(
		attribute.String("role", "user"),
		attribute.Slice("parts", attribute.MapValue(attribute.String("text", "hi"), attribute.Int64("n", 9_007_199_254_740_993)), attribute.SliceValue(attribute.IntValue(1))),
		attribute.ByteSlice("raw", []byte{0, 255}),
	))
	logger.Emit(inChat, message)

	var number, raw, only log.Record
	number.SetSeverity(log.SeverityFatal4)
	number.SetBody(attribute.IntValue(42))
	raw.SetBody(attribute.ByteSliceValue([]byte{0xde, 0xad, 0xbe, 0xef}))
	only.AddAttributes(attribute.String("only", "attributes"))
	for _, record := range []log.Record{number, raw, only} {
		logger.Emit(context.Background(), record)
	}
}

// sendMetrics measures inside a span, so that points carry exemplars.
func sendMetrics(meter metric.Meter, inChat context.Context) {
	model := metric.WithAttributes(attribute.String("model", "gpt-4o"))
	tokens, err := meter.Int64Counter("tokens", metric.WithUnit("{token}"), metric.WithDescription("Tokens used"))
	must(err)
	tokens.Add(inChat, 1<<60+1, model)
	cost, err := meter.Float64Counter("cost", metric.WithUnit("USD"))
	must(err)
	cost.Add(inChat, 0.1, model)
	queue, err := meter.Int64UpDownCounter("queue")
	must(err)
	queue.Add(inChat, -5)
	temperature, err := meter.Float64Gauge("temperature")
	must(err)
	temperature.Record(inChat, -0.5, metric.WithAttributes(attribute.String("room", "a"), attribute.Int("floor", 2)))
	threads, err := meter.Int64Gauge("threads")
	must(err)
	threads.Record(inChat, 7)
	duration, err := meter.Float64Histogram("duration", metric.WithUnit("s"), metric.WithExplicitBucketBoundaries(0.1, 1, 10))
	must(err)
	for _, value := range []float64{0.05, 0.1, 0.7, 3, 1e6} {
		duration.Record(inChat, value, metric.WithAttributes(attribute.String("op", "chat")))
	}
	sizes, err := meter.Float64Histogram("exponential.size", metric.WithUnit("By"))
	must(err)
	for _, value := range []float64{0, 1, 2, 1000.5, 1e-9} {
		sizes.Record(inChat, value)
	}
	_, err = meter.Int64ObservableCounter("uptime", metric.WithInt64Callback(func(_ context.Context, observer metric.Int64Observer) error {
		observer.Observe(12)
		return nil
	}))
	must(err)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// describe names the program: what the environment says, and a few attributes under a schema of their own.
func describe(ctx context.Context) *resource.Resource {
	environment, err := resource.New(ctx, resource.WithFromEnv(), resource.WithTelemetrySDK())
	must(err)
	attributes := append(environment.Attributes(), attribute.Int64Slice("t.numbers", []int64{1, 2, 3}), attribute.Int("host.cpu.count", 2))
	return resource.NewWithAttributes("https://example.test/schema/resource", attributes...)
}

func main() {
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { fail("the SDK says", err) }))
	ctx := context.Background()
	spans, records, points := exporters(ctx, os.Args[1])
	described := describe(ctx)
	version := "1.2.3"
	ofScope := []attribute.KeyValue{attribute.Bool("scope.attribute", true)}

	tracers := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans), sdktrace.WithResource(described))
	loggers := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(records)), sdklog.WithResource(described))
	exponential := sdkmetric.NewView(
		sdkmetric.Instrument{Name: "exponential.*"},
		sdkmetric.Stream{Aggregation: sdkmetric.AggregationBase2ExponentialHistogram{MaxSize: 20, MaxScale: 20}})
	reader := sdkmetric.NewPeriodicReader(points, sdkmetric.WithInterval(10*time.Minute))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader), sdkmetric.WithResource(described), sdkmetric.WithView(exponential))

	inChat := sendSpans(tracers.Tracer("scenario", trace.WithInstrumentationVersion(version), trace.WithSchemaURL(scopeSchema), trace.WithInstrumentationAttributes(ofScope...)))
	sendLogs(loggers.Logger("scenario", log.WithInstrumentationVersion(version), log.WithSchemaURL(scopeSchema), log.WithInstrumentationAttributes(ofScope...)), inChat)
	sendMetrics(meters.Meter("scenario", metric.WithInstrumentationVersion(version), metric.WithSchemaURL(scopeSchema), metric.WithInstrumentationAttributes(ofScope...)), inChat)
	for _, end := range []func(context.Context) error{tracers.Shutdown, loggers.Shutdown, meters.Shutdown} {
		if err := end(ctx); err != nil {
			fail("shutdown", err)
		}
	}
	if failed.Load() {
		os.Exit(1)
	}
}
