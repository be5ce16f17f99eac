#!/usr/bin/env node
// What was acknowledged is there, whatever happens: kill -9 and Ctrl-C under load, a full disk, a read-only directory, a port that
// is taken, a second start on the same file. `node tests/e2e/durability.mjs [--only WORD]`; ends with `N passed, N failed`.
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Instance, run, temporaryFolder, until } from '../sdks/instance.mjs';
import { Cases, keep } from './cases.mjs';
import { SmallDisk } from './disks.mjs';
import { callGrpc, deliver, id, post, span, traces } from './otlp.mjs';

const cases = new Cases();
const ROUNDS = 3;
const SENDERS = 6;
const TEXT = 'every acknowledged span is there '.repeat(40);

/** Sends until told to stop or cut off; remembers exactly the spans whose request was answered with 200. */
function sendUnderLoad(instance) {
  const acknowledged = [];
  let stopping = false;
  const sender = async () => {
    while (!stopping) {
      const trace = id(16);
      const batch = Array.from({ length: 20 }, (_, n) => span({ trace, name: `step ${n}`, attributes: { text: TEXT + id(100), n } }));
      try {
        const answer = await post(instance.address.http, 'traces', traces('load', batch));
        if (answer.status === 200) acknowledged.push(...batch.map((one) => one.spanId));
        else if (answer.status !== 503) throw new Error(`${answer.status}: ${answer.text}`);
      } catch (error) {
        if (error.name !== 'TypeError') throw error; // fetch's word for a connection that broke: the kill
        return;
      }
    }
  };
  const senders = Array.from({ length: SENDERS }, sender);
  return {
    acknowledged,
    stop: () => {
      stopping = true;
      return Promise.all(senders);
    },
  };
}

/** The span ids in a database, by `waterglass export`, in order. */
async function storedSpans(folder, db) {
  const { code, stdout, stderr } = await run(folder, ['export', '--db', db]);
  assert.equal(code, 0, stderr);
  return [...stdout.matchAll(/"spanId":\s*"([0-9a-f]{16})"/g)].map((match) => match[1]);
}

function assertAllStored(acknowledged, stored) {
  const known = new Set(stored);
  assert.equal(known.size, stored.length, `${stored.length - known.size} spans are stored twice`);
  const lost = acknowledged.filter((one) => !known.has(one));
  assert.equal(lost.length, 0, `${lost.length} of ${acknowledged.length} acknowledged spans are lost`);
}

async function inFolder(name, test) {
  const folder = await temporaryFolder(name);
  try {
    await test(folder.path);
  } finally {
    await Instance.endAll();
    if (keep) console.log(`kept ${folder.path}`);
    else await folder.remove();
  }
}

for (let round = 1; round <= ROUNDS; round++) {
  await cases.run(`kill -9 under load, round ${round}: every acknowledged span is there`, () =>
    inFolder('crash', async (folder) => {
      const acknowledged = [];
      for (let life = 0; life < 2; life++) {
        const instance = await Instance.start(folder);
        const load = sendUnderLoad(instance);
        await new Promise((done) => setTimeout(done, 1_000 + Math.random() * 1_500));
        await instance.stop('SIGKILL');
        await load.stop();
        acknowledged.push(...load.acknowledged);
      }
      assert.ok(acknowledged.length > 500, `only ${acknowledged.length} spans were acknowledged`);
      const started = Date.now();
      const instance = await Instance.start(folder);
      assert.ok(Date.now() - started < 3_000, 'a start after a crash takes too long for waiting exporters');
      const { counts } = await instance.api('/api/status');
      assertAllStored(acknowledged, await storedSpans(folder, instance.db));
      assert.ok(Number(counts.spans) >= acknowledged.length, `status counts ${counts.spans} spans, ${acknowledged.length} were acknowledged`);
      await instance.stop();
    }),
  );
}

await cases.run('SIGTERM under load: drains, ends with 0, every acknowledged span is there', () =>
  inFolder('drain', async (folder) => {
    const instance = await Instance.start(folder);
    const load = sendUnderLoad(instance);
    await new Promise((done) => setTimeout(done, 1_500));
    const { code, signal } = await instance.stop('SIGTERM');
    await load.stop();
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, instance.stderr.slice(-500));
    const log = existsSync(`${instance.db}-wal`) ? statSync(`${instance.db}-wal`).size : 0;
    assertAllStored(load.acknowledged, await storedSpans(folder, instance.db));
    assert.equal(log, 0, 'a clean end leaves everything in one file that can be copied, nothing in the write-ahead log');
  }),
);

await cases.run('SIGTERM twice in a row, as GNU timeout sends it: still drains and ends with 0', () =>
  inFolder('twice', async (folder) => {
    const instance = await Instance.start(folder);
    const load = sendUnderLoad(instance);
    await new Promise((done) => setTimeout(done, 700));
    instance.child.kill('SIGTERM');
    setTimeout(() => instance.child.kill('SIGTERM'), 5);
    const { code, signal } = await instance.ended;
    await load.stop();
    assert.deepEqual({ code, signal }, { code: 0, signal: null });
  }),
);

/** Sends until the receiver refuses; gives what was acknowledged and the refusal. */
async function sendUntilRefused(instance) {
  const acknowledged = [];
  for (let n = 0; n < 3_000; n++) {
    const trace = id(16);
    // Random text: it must not compress away.
    const batch = Array.from({ length: 10 }, () => span({ trace, attributes: { noise: id(8_000) } }));
    const answer = await post(instance.address.http, 'traces', traces('full', batch));
    if (answer.status !== 200) return { acknowledged, refusal: answer };
    acknowledged.push(...batch.map((one) => one.spanId));
  }
  throw new Error('nothing was refused: the disk never became full');
}

await cases.run('disk full: refuses so that clients retry, lives on, recovers when there is room', () =>
  inFolder('full', async (folder) => {
    const disk = new SmallDisk(48);
    try {
      disk.fill(24);
      const instance = await Instance.start(folder, { db: join(disk.path, 'test.db') });
      const { acknowledged, refusal } = await sendUntilRefused(instance);
      assert.ok(acknowledged.length > 50, 'some spans fit');
      assert.equal(refusal.status, 503, `a client retries 503 and 429 only: ${refusal.status} ${refusal.text}`);
      assert.ok(Number(refusal.retryAfter) >= 1, 'Retry-After says when to come back');
      assert.match(refusal.text, /disk|space|full/i, 'the refusal says what is wrong');
      assert.ok(instance.running, instance.stderr.slice(-500));

      const big = { name: id(20_000) };
      const grpc = await callGrpc(instance.address.grpc, big);
      assert.equal(grpc.code, 14, `UNAVAILABLE, got ${grpc.code} ${grpc.message}`);
      assert.ok(grpc.trailers['grpc-status-details-bin'], 'RetryInfo says when to come back');

      const status = await instance.api('/api/status');
      assert.match(status.database.problem ?? '', /disk|space|full/i, 'the status says what is wrong');
      await instance.api('/api/traces'); // reading goes on

      disk.free();
      const trace = id(16);
      const late = span({ trace, name: 'after there was room again' });
      await deliver(instance.address.http, 'traces', traces('full', [late]), 15_000);
      assert.ok(await until(async () => (await instance.api('/api/status')).database.problem === null, 10_000), 'the problem is over');
      assertAllStored([...acknowledged, late.spanId], await storedSpans(folder, instance.db));
      const { code } = await instance.stop();
      assert.equal(code, 0, instance.stderr.slice(-500));
    } finally {
      disk.remove();
    }
  }),
);

for (const existing of [false, true]) {
  await cases.run(`read-only directory, ${existing ? 'with a database in it' : 'empty'}: says so and ends`, () =>
    inFolder('readonly', async (folder) => {
      const disk = new SmallDisk(32);
      try {
        const db = join(disk.path, 'test.db');
        if (existing) {
          const first = await Instance.start(folder, { db });
          await deliver(first.address.http, 'traces', traces('kept', [span({ trace: id(16) })]));
          await first.stop();
        }
        disk.readOnly();
        const error = await Instance.start(folder, { db }).then(() => null, (one) => one);
        assert.ok(error, 'it must not start where nothing can be stored');
        assert.ok(error.code > 0, `an exit code that is not 0, got ${error.code}: ${error.message}`);
        assert.match(error.stderr, /read-only|cannot be written|not writable|permission/i, 'it says what is wrong');
        assert.ok(error.stderr.includes(disk.path), `it names the place: ${error.stderr}`);
        assert.doesNotMatch(error.stderr, /panicked/);
      } finally {
        disk.remove();
      }
    }),
  );
}

const PORTS = { grpc: 'WATERGLASS_GRPC_PORT', http: 'WATERGLASS_HTTP_PORT', ui: 'WATERGLASS_UI_PORT' };

for (const door of ['grpc', 'http']) {
  await cases.run(`the ${door} port is taken: the other doors open, and the status names the holder and the way out`, () =>
    inFolder('ports', async (folder) => {
      const holder = createServer().listen(0, '127.0.0.1');
      await new Promise((done) => holder.once('listening', done));
      const { port } = holder.address();
      try {
        const instance = await Instance.start(folder, { [door]: port });
        const status = await instance.api('/api/status');
        for (const one of status.doors) assert.equal(one.listening, one.kind !== door, `door ${one.kind}`);
        const { problem } = status.doors.find((one) => one.kind === door);
        assert.ok(problem.free_port > 0 && problem.free_port !== port, 'the next free port is offered');
        assert.equal(problem.setting, `${PORTS[door]}=${problem.free_port}`);
        if (process.platform === 'linux') assert.match(problem.holder ?? '', new RegExp(`node.*${process.pid}`), 'the holder is named');
        const works = door === 'http' ? (await callGrpc(instance.address.grpc)).code : (await post(instance.address.http, 'traces', traces('x', [span({ trace: id(16) })]))).status;
        assert.equal(works, door === 'http' ? 0 : 200, 'the other door takes spans');
        const said = instance.address.problems?.join() ?? '';
        assert.ok(said.includes(String(port)) && said.includes(problem.setting), `the line on stdout says so too: ${said}`);
        assert.equal(instance.address[door], null, 'and gives no address for a door that is shut');
        await instance.stop();
      } finally {
        holder.close();
      }
    }),
  );
}

await cases.run('a second serve on the same file ends with an error that names the first', () =>
  inFolder('second', async (folder) => {
    const first = await Instance.start(folder);
    const error = await Instance.start(folder).then(() => null, (one) => one);
    assert.ok(error?.code > 0, 'the second one must not start');
    const { pid } = await first.api('/api/status');
    assert.ok(error.stderr.includes(String(pid)) || error.stderr.includes(new URL(first.address.ui).port), `it names the first: ${error.stderr}`);
    await deliver(first.address.http, 'traces', traces('x', [span({ trace: id(16) })]));
    await first.stop();
    const again = await Instance.start(folder);
    await again.stop();
  }),
);

await cases.run('after kill -9 the lock of the dead does not keep the next one out', () =>
  inFolder('lock', async (folder) => {
    const first = await Instance.start(folder);
    await first.stop('SIGKILL');
    const next = await Instance.start(folder);
    assert.equal((await next.stop()).code, 0);
  }),
);

cases.end();
