// A small agent on the real JavaScript SDK: `node program.mjs grpc|http/protobuf|http/json`. Where and how it sends comes
// from the OTEL_* environment alone, as with a user's program. Prints every OTLP message it sends as a line of JSON (made by
// the SDK's own serializer); exits 1 if an export failed.
//
// Owns the JavaScript side of the scenario in ../README.md. It knows nothing of the product.
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, context, createTraceState, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { ExportResultCode } from '@opentelemetry/core';
import transformer from '@opentelemetry/otlp-transformer';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

const PACKAGES = { grpc: 'grpc', 'http/protobuf': 'proto', 'http/json': 'http' };
const EVERY_TYPE = {
  't.string': 'plain',
  't.unicode': 'Grüße, 你好, 🌊, \u0000 and " \\ \n',
  't.empty_string': '',
  't.true': true,
  't.false': false,
  't.zero': 0,
  't.int_safe': Number.MAX_SAFE_INTEGER,
  't.int_safe_min': Number.MIN_SAFE_INTEGER,
  't.double': 0.1,
  't.double_least': Number.MIN_VALUE,
  't.strings': ['a', '', 'c'],
  't.ints': [1, -2, 2 ** 40],
  't.doubles': [0.5, 1.25, -1e-7],
  't.bools': [true, false],
  't.no_elements': [],
  't.long': '0123456789abcdef'.repeat(8192),
};

let failed = false;

/** Makes an exporter print what it is about to send, and note when that fails. */
function said(exporter, serializer) {
  const send = exporter.export.bind(exporter);
  exporter.export = (batch, done) => {
    process.stdout.write(`${new TextDecoder().decode(serializer.serializeRequest(batch))}\n`);
    send(batch, (result) => {
      if (result.code !== ExportResultCode.SUCCESS) {
        failed = true;
        console.error('export failed:', result.error);
      }
      done(result);
    });
  };
  return exporter;
}

async function exporters(protocol) {
  const kind = PACKAGES[protocol];
  const spans = await import(`@opentelemetry/exporter-trace-otlp-${kind}`);
  const logs = await import(`@opentelemetry/exporter-logs-otlp-${kind}`);
  const metrics = await import(`@opentelemetry/exporter-metrics-otlp-${kind}`);
  return {
    spans: said(new spans.OTLPTraceExporter(), transformer.JsonTraceSerializer),
    logs: said(new logs.OTLPLogExporter(), transformer.JsonLogsSerializer),
    metrics: said(new metrics.OTLPMetricExporter(), transformer.JsonMetricsSerializer),
  };
}

/** One trace of nested spans, and a second one that links to it. Returns the context of the model call. */
function sendSpans(tracer) {
  const root = tracer.startSpan('invoke_agent helper', { kind: SpanKind.SERVER, attributes: EVERY_TYPE }, ROOT_CONTEXT);
  root.setAttribute('gen_ai.operation.name', 'invoke_agent');
  const inRoot = trace.setSpan(ROOT_CONTEXT, root);

  const chat = tracer.startSpan('chat gpt-4o', { kind: SpanKind.CLIENT }, inRoot);
  chat.setAttributes({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.response.model': 'gpt-4o-2024-08-06',
    'gen_ai.usage.input_tokens': 1200,
    'gen_ai.usage.output_tokens': 34,
    'gen_ai.response.finish_reasons': ['stop'],
  });
  chat.addEvent('gen_ai.choice', { index: 0, finish_reason: 'stop' });
  chat.addEvent('no attributes');
  chat.setStatus({ code: SpanStatusCode.OK });
  chat.end();

  const tool = tracer.startSpan('execute_tool search', { kind: SpanKind.INTERNAL }, inRoot);
  const publish = tracer.startSpan('publish', { kind: SpanKind.PRODUCER }, trace.setSpan(inRoot, tool));
  publish.end();
  tool.recordException(new TypeError('the index is gone'));
  tool.setStatus({ code: SpanStatusCode.ERROR, message: 'the index is gone' });
  tool.end();

  const links = [{ context: publish.spanContext(), attributes: { n: 1 } }];
  const consume = tracer.startSpan('consume', { kind: SpanKind.CONSUMER, links }, inRoot);
  for (let n = 0; n < 140; n++) consume.setAttribute(`over.limit.${String(n).padStart(3, '0')}`, n);
  consume.end();
  root.end();

  sendLinked(tracer, chat.spanContext());
  return trace.setSpan(ROOT_CONTEXT, chat);
}

/** A span of a trace begun elsewhere, with trace state, that links to a model call. */
function sendLinked(tracer, chat) {
  const elsewhere = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
    traceState: createTraceState('vendor=value-1,other=2'),
    isRemote: true,
  };
  const links = [{ context: chat, attributes: { why: 'follow-up', weight: 0.25 } }, { context: elsewhere }];
  const remote = trace.setSpanContext(ROOT_CONTEXT, elsewhere);
  tracer.startSpan('evaluate answer', { links, startTime: [1_700_000_000, 123_456_789] }, remote).end();
}

function sendLogs(logger, inChat) {
  const nested = { role: 'user', parts: [{ text: 'hi', n: 7 }, null, [1, [2.5, 'x']]], raw: new Uint8Array([0, 255]) };
  logger.emit({
    timestamp: [1_700_000_000, 1],
    context: inChat,
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARNING',
    body: 'the tool failed, retrying',
    attributes: { attempt: 2, 't.bytes': new Uint8Array([1, 2, 254]), 't.map': { a: { b: [true, null] } } },
  });
  logger.emit({ context: inChat, severityNumber: SeverityNumber.INFO, body: nested, eventName: 'gen_ai.user.message' });
  logger.emit({ severityNumber: SeverityNumber.FATAL4, body: 42, context: ROOT_CONTEXT });
  logger.emit({ body: new Uint8Array([0xde, 0xad, 0xbe, 0xef]), context: ROOT_CONTEXT });
  logger.emit({ attributes: { only: 'attributes' }, context: ROOT_CONTEXT });
}

function sendMetrics(meter) {
  meter.createCounter('tokens', { unit: '{token}', description: 'Tokens used' }).add(2 ** 53 - 1, { model: 'gpt-4o' });
  meter.createCounter('cost', { unit: 'USD' }).add(0.1, { model: 'gpt-4o' });
  meter.createUpDownCounter('queue').add(-5);
  meter.createGauge('temperature').record(-0.5, { room: 'a', floor: 2 });
  meter.createGauge('threads', { valueType: 0 }).record(7);
  const duration = meter.createHistogram('duration', { unit: 's', advice: { explicitBucketBoundaries: [0.1, 1, 10] } });
  for (const value of [0.05, 0.1, 0.7, 3, 1e6]) duration.record(value, { op: 'chat' });
  const sizes = meter.createHistogram('exponential.size', { unit: 'By' });
  for (const value of [0, 1, 2, 1000.5, 1e-9]) sizes.record(value);
  meter.createObservableCounter('uptime').addCallback((result) => result.observe(12));
}

async function main() {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const { spans, logs, metrics } = await exporters(process.argv[2]);
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ 't.numbers': [1, 2, 3], 'host.cpu.count': 2 }, { schemaUrl: 'https://example.test/schema/resource' }));
  const scope = ['scenario', '1.2.3', { schemaUrl: 'https://example.test/schema/scope' }];

  const tracers = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(spans)] });
  const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: logs })] });
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 600_000 });
  const views = [{ instrumentName: 'exponential.*', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 20 } } }];
  const meters = new MeterProvider({ resource, readers: [reader], views });

  const inChat = sendSpans(tracers.getTracer(...scope));
  sendLogs(loggers.getLogger(...scope), inChat);
  sendMetrics(meters.getMeter(...scope));
  await tracers.shutdown();
  await loggers.shutdown();
  await meters.shutdown();
  process.exitCode = failed ? 1 : 0;
}

await main();
