// The receiver that starts after the program: the JavaScript SDK finds nobody, retries by its own clock, and everything arrives
// once. Owns this one case; it needs an instance of its own on a port that must be free at first.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sameTelemetry } from './check.mjs';
import { Instance, cleanEnvironment, run } from './instance.mjs';
import { fromOtlp } from './normal.mjs';

/** A port nobody listens on now. */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** Gives the problems, none when all was well. */
export async function lateStart(folder, command, program) {
  const http = await freePort();
  const env = cleanEnvironment(folder, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${http}`, OTEL_SERVICE_NAME: 'late' });
  const running = program(command, ['http/protobuf'], env);
  await new Promise((done) => setTimeout(done, 1_000));
  const instance = await Instance.start(folder, { db: join(folder, 'late.db'), http });
  try {
    const { code, stdout, stderr } = await running;
    if (code !== 0) return [`the program ended with ${code}: ${stderr.slice(-600)}`];
    await instance.stop();
    const exported = await run(folder, ['export', '--db', instance.db]);
    return sameTelemetry(fromOtlp(stdout), fromOtlp(exported.stdout));
  } finally {
    await instance.stop();
  }
}
