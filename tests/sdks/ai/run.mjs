// Runs the AI libraries: each program on an instance of its own, empty, beside a model server that knows what it answered.
// Owns starting, waiting and asking; what is right is decided in check.mjs.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Instance, cleanEnvironment, until } from '../instance.mjs';
import { problemsOf } from './check.mjs';

const SESSION = 'session-7f3a';

function program([command, ...args], env, cwd) {
  return new Promise((done) => {
    execFile(command, args, { env, cwd, maxBuffer: 1 << 26, timeout: 120_000 }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? error.signal) : 0, said: `${stdout}${stderr}` }),
    );
  });
}

/** All documents, asked again until two answers in a row agree: totals are settled after the spans are stored. */
async function documentsOf(instance) {
  let last = '';
  let documents = [];
  await until(async () => {
    const { rows } = await instance.api('/api/traces?limit=1000');
    documents = await Promise.all(rows.map((row) => instance.api(`/api/traces/${row.trace_id}/document`)));
    const now = JSON.stringify(documents);
    const settled = now === last && documents.length > 0;
    last = now;
    return settled;
  }, 10_000, 100);
  return documents;
}

/** Runs one case and gives what is wrong with it. With `keep`, leaves what it saw in the folder. */
export async function runAiCase(one, command, server, folder, keep) {
  const name = one.name.replaceAll(/[^a-z0-9]+/g, '-');
  const place = join(folder, name);
  await mkdir(place, { recursive: true });
  const instance = await Instance.start(place);
  try {
    const { code, said } = await program(command, cleanEnvironment(place, {
      MODEL_URL: `${server.url}/${name}`,
      SUPPORT_SESSION: SESSION,
      OTEL_SERVICE_NAME: name,
      OTEL_EXPORTER_OTLP_ENDPOINT: instance.address.http,
      PYTHONDONTWRITEBYTECODE: '1',
      ...one.env,
    }), place);
    const documents = await documentsOf(instance);
    const listed = await instance.api('/api/sessions');
    const row = listed.rows.find((each) => each.session === SESSION);
    const seen = {
      documents,
      listed,
      detail: row && (await instance.api(`/api/sessions/${encodeURIComponent(row.project)}/${SESSION}`)),
      log: server.calls(name),
      session: SESSION,
    };
    if (keep) await writeFile(join(place, 'seen.json'), JSON.stringify({ ...seen, said }, null, 1));
    const ended = code === 0 ? [] : [`the program ended with ${code}: ${said.trim().slice(-800)}`];
    return [...ended, ...problemsOf(seen, one.expected)];
  } finally {
    await instance.stop();
  }
}
