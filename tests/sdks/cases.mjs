// The table of runs: which SDK, which protocol, which compression, and what the user got wrong about the address.
// A row becomes nothing but OTEL_* variables, as a user would set them. Owns the list; adding a run is adding a row.

/** How an address is written. `own` is the port meant for the protocol, `other` the wrong one of the two. */
const ADDRESSES = {
  right: (own) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: own }),
  // "The classic": HTTP to 4317, gRPC to 4318.
  swapped: (own, other) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: other }),
  // A signal's own variable is used as it stands, so a bare one posts all three signals to `/`.
  bare: (own) => ({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: own,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: own,
  }),
  'trailing slash': (own) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${own}/` }),
  // Every signal to the path of another one.
  'crossed paths': (own) => ({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${own}/v1/logs`,
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${own}/v1/metrics`,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${own}/v1/traces`,
  }),
  ipv6: (own) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: own.replace('127.0.0.1', '[::1]') }),
  localhost: (own) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: own.replace('127.0.0.1', 'localhost') }),
};

const row = (sdk, protocol, compression = 'none', address = 'right', env = {}) => ({ sdk, protocol, compression, address, env });
const delta = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' };

export const CASES = [
  row('python', 'grpc'),
  row('python', 'grpc', 'gzip', 'right', delta),
  row('python', 'grpc', 'none', 'swapped'),
  row('python', 'http/protobuf'),
  row('python', 'http/protobuf', 'gzip'),
  row('python', 'http/protobuf', 'deflate'),
  row('python', 'http/protobuf', 'none', 'swapped'),
  row('python', 'http/protobuf', 'gzip', 'bare'),
  row('python', 'http/protobuf', 'none', 'trailing slash'),
  row('python', 'grpc', 'none', 'localhost'),
  row('js', 'http/protobuf'),
  row('js', 'http/protobuf', 'gzip', 'right', delta),
  row('js', 'http/protobuf', 'none', 'swapped'),
  row('js', 'http/protobuf', 'none', 'bare'),
  row('js', 'http/protobuf', 'none', 'crossed paths'),
  row('js', 'http/json'),
  row('js', 'http/json', 'gzip'),
  row('js', 'http/json', 'none', 'swapped'),
  row('js', 'http/json', 'gzip', 'bare'),
  row('js', 'http/json', 'none', 'crossed paths'),
  row('js', 'http/json', 'none', 'localhost'),
  row('js', 'grpc'),
  row('js', 'grpc', 'gzip'),
  row('js', 'grpc', 'none', 'swapped'),
  row('rust', 'grpc'),
  row('rust', 'grpc', 'gzip'),
  row('rust', 'grpc', 'zstd', 'right', delta),
  row('rust', 'grpc', 'none', 'swapped'),
  row('rust', 'grpc', 'gzip', 'ipv6'),
  row('rust', 'http/protobuf'),
  row('rust', 'http/protobuf', 'gzip'),
  row('rust', 'http/protobuf', 'zstd'),
  row('rust', 'http/protobuf', 'none', 'swapped'),
  row('rust', 'http/protobuf', 'none', 'bare'),
  row('rust', 'http/protobuf', 'none', 'ipv6'),
  row('rust', 'http/json'),
  row('rust', 'http/json', 'zstd', 'swapped'),
  row('rust', 'http/json', 'none', 'bare'),
  row('go', 'grpc'),
  row('go', 'grpc', 'gzip'),
  row('go', 'grpc', 'none', 'swapped'),
  row('go', 'grpc', 'none', 'ipv6'),
  row('go', 'http/protobuf'),
  row('go', 'http/protobuf', 'gzip'),
  row('go', 'http/protobuf', 'none', 'swapped'),
  row('go', 'http/protobuf', 'none', 'bare'),
  row('go', 'http/protobuf', 'none', 'trailing slash'),
  row('go', 'http/protobuf', 'none', 'crossed paths'),
  row('java', 'grpc'),
  row('java', 'grpc', 'gzip'),
  row('java', 'grpc', 'none', 'swapped'),
  row('java', 'http/protobuf'),
  row('java', 'http/protobuf', 'gzip', 'right', delta),
  row('java', 'http/protobuf', 'none', 'swapped'),
  row('java', 'http/protobuf', 'none', 'bare'),
  row('java', 'http/protobuf', 'none', 'trailing slash'),
];

/** SDKs that run only when asked for (`--also`): their toolchains are not among what this repository needs. */
export const ALSO = ['go', 'java'];

/** A case in words; also the service name its program runs under. */
export const title = (one) =>
  [one.sdk, one.protocol, one.compression, one.address, ...Object.values(one.env)].join(' ').replaceAll(/ (none|right)\b/g, '');

/** The variables a user would set for this case. */
export function environment(one, { grpc, http }) {
  const [own, other] = one.protocol === 'grpc' ? [grpc, http] : [http, grpc];
  return {
    OTEL_SERVICE_NAME: title(one),
    OTEL_EXPORTER_OTLP_PROTOCOL: one.protocol,
    OTEL_EXPORTER_OTLP_INSECURE: 'true',
    ...(one.compression === 'none' ? {} : { OTEL_EXPORTER_OTLP_COMPRESSION: one.compression }),
    ...ADDRESSES[one.address](own, other),
    ...one.env,
  };
}
