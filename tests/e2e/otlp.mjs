// Telemetry by hand: spans and logs as OTLP/JSON over HTTP, and the smallest gRPC call, with nothing but Node. For tests that need
// odd amounts, odd moments or the bare answer of the receiver; what real SDKs send is tested with real SDKs.
import { randomBytes } from 'node:crypto';
import { connect } from 'node:http2';

export const id = (bytes) => randomBytes(bytes).toString('hex');
/** Now, as Unix nanoseconds. */
export const now = () => BigInt(Date.now()) * 1_000_000n;

const value = (one) => {
  if (typeof one === 'string') return { stringValue: one };
  if (typeof one === 'boolean') return { boolValue: one };
  if (typeof one === 'bigint' || Number.isInteger(one)) return { intValue: String(one) };
  return { doubleValue: one };
};
export const attributes = (map) => Object.entries(map).map(([key, one]) => ({ key, value: value(one) }));

/** A span of OTLP/JSON; `start` and `took` in nanoseconds. */
export function span({ trace, parent = '', name = 'work', kind = 1, start = now(), took = 1_000_000n, ...more }) {
  const { attributes: map = {}, events = [], status = {}, span: own = id(8) } = more;
  return {
    traceId: trace,
    spanId: own,
    parentSpanId: parent,
    name,
    kind,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + took),
    attributes: attributes(map),
    events,
    status,
  };
}

/** A request of spans of one service. */
export const traces = (service, spans) => ({
  resourceSpans: [{ resource: { attributes: attributes({ 'service.name': service }) }, scopeSpans: [{ scope: { name: 'e2e' }, spans }] }],
});

/** A request of log records of one service. */
export const logs = (service, logRecords) => ({
  resourceLogs: [{ resource: { attributes: attributes({ 'service.name': service }) }, scopeLogs: [{ scope: { name: 'e2e' }, logRecords }] }],
});

/** Posts a request; gives the bare answer. */
export async function post(http, signal, body, options = {}) {
  const headers = { 'content-type': 'application/json', ...options.headers };
  const answer = await fetch(`${http}/v1/${signal}`, { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(30_000) });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() };
}

/** Posts a request and retries as an SDK does when asked to, for at most `ms`. */
export async function deliver(http, signal, body, ms = 20_000) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await post(http, signal, body);
    if (answer.status === 200) return answer;
    if (answer.status !== 503 || Date.now() > end) throw new Error(`POST /v1/${signal}: ${answer.status} ${answer.text}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

const field = (number, bytes) => {
  const length = [];
  for (let left = bytes.length; ; left >>>= 7) {
    length.push(left > 127 ? (left & 127) | 128 : left);
    if (left < 128) return Buffer.concat([Buffer.from([(number << 3) | 2]), Buffer.from(length), bytes]);
  }
};

/** One span as a protobuf ExportTraceServiceRequest (opentelemetry/proto/trace/v1/trace.proto). */
function protobuf(trace, own, name) {
  const time = (number) => {
    const bytes = Buffer.alloc(9);
    bytes[0] = (number << 3) | 1;
    bytes.writeBigUInt64LE(now(), 1);
    return bytes;
  };
  const parts = [field(1, Buffer.from(trace, 'hex')), field(2, Buffer.from(own, 'hex')), field(5, Buffer.from(name)), time(7), time(8)];
  return field(1, field(2, field(2, Buffer.concat(parts))));
}

/** Sends one span over gRPC; gives the gRPC status, its message and the trailers. */
export function callGrpc(grpc, { trace = id(16), span: own = id(8), name = 'over gRPC' } = {}) {
  const message = protobuf(trace, own, name);
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, 0]), message]);
  frame.writeUInt32BE(message.length, 1);
  return new Promise((done, fail) => {
    const session = connect(grpc);
    session.once('error', fail);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const seen = {};
    const take = (headers) => Object.assign(seen, headers);
    stream.on('response', take).on('trailers', take).on('data', () => {}).once('error', fail);
    stream.once('close', () => {
      session.close();
      done({ code: Number(seen['grpc-status']), message: decodeURIComponent(seen['grpc-message'] ?? ''), trailers: seen });
    });
    stream.end(frame);
  });
}
