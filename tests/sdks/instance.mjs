// One running `waterglass serve` for a test: its own temporary folder, its own database, every port chosen by the system.
// Owns starting, asking and stopping the program from outside. It knows the command line and the API, never product code.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The program under test: $WATERGLASS_BIN, else the debug build of this checkout. */
export function binary() {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = process.env.WATERGLASS_BIN ?? join(REPOSITORY, `target/debug/waterglass${suffix}`);
  if (!existsSync(path)) throw new Error(`${path} is not there: run \`cargo build -p waterglass-cli\` first`);
  return path;
}

/** A fresh temporary folder; `remove()` takes it away again. */
export async function temporaryFolder(name) {
  const path = await mkdtemp(join(tmpdir(), `waterglass-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The environment without settings of the person who runs the tests: only the test's own flags count. */
export function cleanEnvironment(folder, more = {}) {
  const mine = Object.entries(process.env).filter(([key]) => !/^(WATERGLASS|OTEL)_/.test(key));
  return { ...Object.fromEntries(mine), XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, APPDATA: folder, ...more };
}

// A test that fails half-way must not leave its programs running.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Instance {
  /** Ends every program that a failed test has left behind. */
  static async endAll() {
    for (const child of running) child.kill('SIGKILL');
    while (running.size > 0) await new Promise((done) => setTimeout(done, 10));
  }

  /** Starts the program on `folder/name.db` and resolves when every door listens. Ports are 0 unless given. */
  static async start(folder, { db = join(folder, 'test.db'), grpc = 0, http = 0, ui = 0, env = {}, command, flags = [] } = {}) {
    const wanted = ['serve', '--db', db, '--grpc-port', grpc, '--http-port', http, '--ui-port', ui, '--json', ...flags];
    const [program, ...first] = command ?? [binary()];
    const child = spawn(program, [...first, ...wanted.map(String)], { env: cleanEnvironment(folder, env), stdio: ['ignore', 'pipe', 'pipe'] });
    const instance = new Instance(child, db);
    await instance.#ready();
    return instance;
  }

  constructor(child, db) {
    this.child = child;
    this.db = db;
    this.stderr = '';
    child.stderr.on('data', (data) => (this.stderr = (this.stderr + data).slice(-200_000)));
    running.add(child);
    this.ended = new Promise((done) => child.once('close', (code, signal) => done({ code, signal })));
    this.ended.then(() => running.delete(child));
  }

  async #ready() {
    const line = new Promise((done) => createInterface({ input: this.child.stdout }).once('line', done));
    const late = new Promise((_, fail) => setTimeout(fail, 30_000, new Error(`no address line after 30 s\n${this.stderr}`)).unref());
    const gone = this.ended.then(({ code, signal }) => {
      throw Object.assign(new Error(`serve ended with ${code ?? signal} before it listened\n${this.stderr}`), { code, stderr: this.stderr });
    });
    gone.catch(() => {}); // an ordinary end later is nobody's error
    this.address = JSON.parse(await Promise.race([line, late, gone]));
  }

  get running() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Asks the API; fails with the API's own words when the answer is not 2xx. */
  async api(path, options = {}) {
    const answer = await fetch(new URL(path, this.address.ui), { signal: AbortSignal.timeout(30_000), ...options });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${options.method ?? 'GET'} ${path}: ${answer.status} ${text.slice(0, 500)}`);
    return text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  }

  /** Asks to end, as a person does with Ctrl-C, and gives the exit code. */
  async stop(signal = 'SIGTERM') {
    if (this.running) this.child.kill(signal);
    const force = setTimeout(() => this.child.kill('SIGKILL'), 20_000);
    const end = await this.ended;
    clearTimeout(force);
    return end;
  }
}

/** Runs a one-shot subcommand and gives what it printed and its exit code. */
export function run(folder, args, { env = {}, timeout = 120_000 } = {}) {
  const options = { env: cleanEnvironment(folder, env), maxBuffer: 1 << 30, timeout };
  return new Promise((done) => {
    execFile(binary(), args, options, (error, stdout, stderr) => done({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr }));
  });
}

/** Asks again until `ask` gives something true, for at most `ms` milliseconds; then gives the last answer. */
export async function until(ask, ms = 5_000, every = 25) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer || Date.now() > end) return answer;
    await new Promise((done) => setTimeout(done, every));
  }
}
