// Processes for the window's tests: each the head of a group that is ended as a whole, because a test that fails leaves web processes
// behind that would hold the next one up. Knows no program by name.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** Asks again until something true comes, and fails by name when it does not. */
export async function until(ask, what, ms = 10_000, every = 50) {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((done) => setTimeout(done, every));
  }
}

/** A port that is free now. */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** A running process: what it said, and how it ended. */
export class Running {
  constructor(command, args, env) {
    this.child = spawn(command, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.said = '';
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (data) => (this.said = (this.said + data).slice(-100_000)));
    this.ended = new Promise((done) => {
      this.child.once('error', (error) => done({ code: null, error }));
      this.child.once('exit', (code, signal) => done({ code, signal }));
    });
  }

  get running() {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits for its own end, for at most `ms`. */
  async end_of_its_own(ms = 15_000) {
    let timer;
    const late = new Promise((_, fail) => (timer = setTimeout(fail, ms, new Error(`still running after ${ms} ms\n${this.said}`))));
    return Promise.race([this.ended, late]).finally(() => clearTimeout(timer));
  }

  /** Ends it and everything it started. */
  async end() {
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      return; // the whole group is gone already
    }
    await this.ended;
  }
}
