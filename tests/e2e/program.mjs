// The program of the person at the UI: the real JavaScript SDK, from ../sdks/js, told by environment alone where to send.
// Owns running it; what it sends is the scenario of ../sdks.
import { execFile } from 'node:child_process';
import { PROGRAMS } from '../sdks/install.mjs';
import { cleanEnvironment } from '../sdks/instance.mjs';

const installed = PROGRAMS.js();

/** Runs the program once under a service name, and fails when it does. */
export async function runProgram(folder, address, service, protocol = 'http/protobuf') {
  const [command, ...first] = await installed;
  const env = cleanEnvironment(folder, { OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? address.grpc : address.http, OTEL_SERVICE_NAME: service });
  await new Promise((done, fail) => {
    execFile(command, [...first, protocol], { env, maxBuffer: 1 << 28, timeout: 60_000 }, (error, _, stderr) => (error ? fail(new Error(`${error.message}\n${stderr}`)) : done()));
  });
}
