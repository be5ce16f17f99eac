#!/usr/bin/env node
// A person at the UI while a real program runs: `node tests/e2e/run.mjs [--only WORD]... [--probes[=WORD]] [--keep]`.
// Starts the program on a temporary database and free ports, opens Chromium, walks the flows in order (later ones use what earlier ones
// brought in), and ends with `N passed, N failed`. `--probes` measures speed in the page as well (of what has WORD in its name) and prints
// it; no test asserts a time.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../sdks/install.mjs';
import { Instance, temporaryFolder } from '../sdks/instance.mjs';
import { Cases, keep } from './cases.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
await npm(HERE);
// Loaded only now: they import what was just installed.
const { launch, openPage, picture } = await import('./browser.mjs');
const { runProgram } = await import('./program.mjs');
const FLOWS = ['connect', 'traces', 'trace', 'conversation', 'sessions', 'settings-prices', 'logs', 'find', 'onward', 'frame', 'look', 'settings'];

const cases = new Cases();
const folder = await temporaryFolder('e2e');
const instance = await Instance.start(folder.path);
const browser = await launch();
try {
  const page = await openPage(browser, instance.address.ui);
  const program = (service, protocol) => runProgram(folder.path, instance.address, service, protocol);
  // With --only the flow that runs the program may be left out: whoever needs its telemetry makes sure of it.
  const programHasRun = async () => {
    const { rows } = await instance.api('/api/traces?service=live-arrival&limit=1');
    if (rows.length === 0) await program('live-arrival');
  };
  const context = { cases, instance, browser, page, folder: folder.path, runProgram: program, programHasRun };
  for (const name of FLOWS) {
    const flow = Object.values(await import(`./flows/${name}.mjs`))[0];
    const done = await flow(context).then(() => null, (error) => error);
    // What a flow needs before its first case (a trace that was to arrive) is a failure of its own.
    if (done) await cases.run(`${name}: prepares`, () => Promise.reject(done));
    page.problems.splice(0);
  }
  const asked = process.argv.find((flag) => /^--probes(=|$)/.test(flag));
  if (asked) {
    const { probes } = await import('./probes.mjs');
    await probes({ instance, browser, openPage, word: asked.slice('--probes='.length) });
  }
  await picture(page, 'last').catch(() => {});
} finally {
  await browser.close();
  // Stopped whatever --only says: left running it would keep this program from ending as well.
  const { code, signal } = await instance.stop();
  await cases.run('the program ends with 0 when asked to', () => {
    if (code !== 0) throw new Error(`exit ${code ?? signal}\n${instance.stderr.slice(-2000)}`);
  });
  if (keep) console.log(`kept ${folder.path}`);
  else await folder.remove();
}
cases.end();
