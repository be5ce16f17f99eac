#!/usr/bin/env node
// The real SDKs against the real program: `node tests/sdks/run.mjs [--only WORD]... [--also go|java]... [--keep]`.
// Starts one instance, runs every case of cases.mjs against it, compares what each program said it sent with what the API and
// `waterglass export` give back, then checks that an import of that export is the same again. Ends with `N passed, N failed`.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AI_CASES } from './ai/cases.mjs';
import { ModelServer } from './ai/model.mjs';
import { runAiCase } from './ai/run.mjs';
import { ALSO, CASES, environment, title } from './cases.mjs';
import { sameTelemetry, throughApi } from './check.mjs';
import { missing } from './facts.mjs';
import { PROGRAMS, aiProgram, missingTools } from './install.mjs';
import { Instance, cleanEnvironment, run, temporaryFolder } from './instance.mjs';
import { fromOtlp, ofService } from './normal.mjs';
import { lateStart } from './outage.mjs';

const AT_ONCE = 2;
const words = { type: 'string', multiple: true, default: [] };
const { values: flags } = parseArgs({ options: { only: words, also: words, keep: { type: 'boolean' } } });
const wanted = (name) => flags.only.every((word) => name.includes(word));
const results = [];
let skipped = 0;

function report(name, problems, started) {
  results.push(problems.length === 0);
  const time = started ? ` (${((Date.now() - started) / 1000).toFixed(1)} s)` : '';
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}${time}`);
  for (const problem of problems.slice(0, 12)) console.log(`         ${problem}`);
  if (problems.length > 12) console.log(`         … and ${problems.length - 12} more`);
}

/** Runs one SDK program with nothing but its environment; gives its exit code and what it said. */
export function program([command, ...first], args, env) {
  return new Promise((done) => {
    execFile(command, [...first, ...args], { env, maxBuffer: 1 << 28, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
    );
  });
}

async function runCase(instance, folder, programs, one) {
  const env = cleanEnvironment(folder, environment(one, instance.address));
  const { code, stdout, stderr } = await program(programs[one.sdk], [one.protocol], env);
  const problems = code === 0 ? [] : [`the program ended with ${code}: ${stderr.trim().slice(-600)}`];
  let sent = { spans: [], logs: [], points: [] };
  try {
    sent = fromOtlp(stdout);
    problems.push(...missing(one.sdk, sent).map((feature) => `the scenario no longer sends: ${feature}`));
    problems.push(...(await throughApi(instance, title(one), sent)));
  } catch (error) {
    problems.push(String(error));
  }
  return { sent, problems };
}

/** Works through a list, a few at a time: two programs at once also show that nothing is mixed up. */
async function each(list, work) {
  const queue = [...list];
  const worker = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) await work(one, Date.now());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function runCases(instance, folder, programs, cases) {
  const sent = new Map();
  await each(cases, async (one, started) => {
    const outcome = await runCase(instance, folder, programs, one);
    sent.set(title(one), outcome.sent);
    report(title(one), outcome.problems, started);
  });
  return sent;
}

const aiTitle = (one) => `ai ${one.name}`;

/** The AI libraries, beside a model server of our own. One that cannot be installed fails with the installer's words. */
async function runAiCases(folder, cases) {
  const server = await ModelServer.start();
  try {
    await each(cases, async (one, started) => {
      const problems = await aiProgram(one).then(
        (command) => runAiCase(one, command, server, folder, flags.keep),
        (error) => [`cannot be installed here: ${error.message}`],
      ).catch((error) => [String(error)]);
      report(aiTitle(one), problems, started);
    });
  } finally {
    await server.stop();
  }
}

function compareExport(name, exported, sent) {
  if (exported.code !== 0) return report(name, [`exit ${exported.code}: ${exported.stderr.slice(-600)}`]);
  try {
    const got = fromOtlp(exported.stdout);
    const compare = ([service, items]) => sameTelemetry(items, ofService(got, service)).map((one) => `${service}: ${one}`);
    report(name, [...sent].flatMap(compare));
  } catch (error) {
    report(name, [String(error)]);
  }
}

/** `export` beside the running instance and after it, of one trace, and again after an import into a new file. */
async function checkExports(instance, folder, sent) {
  const file = join(folder, 'export.jsonl');
  const second = join(folder, 'imported.db');
  const exported = await run(folder, ['export', '--db', instance.db]);
  compareExport('export beside the running instance', exported, sent);

  const [[service, items]] = sent;
  const trace = items.spans.find((one) => one.parent === '')?.trace;
  const alone = await run(folder, ['export', '--db', instance.db, '--trace', trace]);
  const ofTrace = { spans: items.spans.filter((one) => one.trace === trace) };
  compareExport('export of one trace', { ...alone, stdout: alone.stdout }, new Map([[service, ofTrace]]));

  const { code } = await instance.stop();
  report('SIGTERM ends with 0', code === 0 ? [] : [`exit ${code}\n${instance.stderr.slice(-600)}`]);
  const after = await run(folder, ['export', '--db', instance.db]);
  compareExport('export of the file alone', after, sent);
  await writeFile(file, after.stdout);
  const imported = await run(folder, ['import', file, '--db', second]);
  report('import into a new file', imported.code === 0 ? [] : [`exit ${imported.code}: ${imported.stderr.slice(-600)}`]);
  compareExport('export of the import', await run(folder, ['export', '--db', second]), sent);
}

/** The cases to run. What was asked for by name and cannot run here is told, and is no failure. */
async function chosen() {
  const unknown = flags.also.find((sdk) => !ALSO.includes(sdk));
  if (unknown !== undefined) {
    console.error(`--also ${unknown}: it is ${ALSO.join(' and ')} that are left out otherwise`);
    process.exit(2);
  }
  const absent = new Set();
  for (const sdk of flags.also) {
    const tools = await missingTools(sdk);
    if (tools.length === 0) continue;
    absent.add(sdk);
    skipped += 1;
    console.log(`skipped ${sdk}: ${tools.join(' and ')} not found on this machine`);
  }
  const left = (sdk) => (ALSO.includes(sdk) ? flags.also.includes(sdk) && !absent.has(sdk) : true);
  return CASES.filter((one) => left(one.sdk) && wanted(title(one)));
}

async function main() {
  const cases = await chosen();
  const late = wanted('js http/protobuf receiver starts late');
  const sdks = new Set([...cases.map((one) => one.sdk), ...(late ? ['js'] : [])]);
  const programs = Object.fromEntries(await Promise.all([...sdks].map(async (sdk) => [sdk, await PROGRAMS[sdk]()])));
  const folder = await temporaryFolder('sdks');
  try {
    if (cases.length > 0) {
      const instance = await Instance.start(folder.path);
      try {
        const sent = await runCases(instance, folder.path, programs, cases);
        await checkExports(instance, folder.path, sent);
      } finally {
        await instance.stop();
      }
    }
    await runAiCases(folder.path, AI_CASES.filter((one) => wanted(aiTitle(one))));
    if (late) report('js http/protobuf receiver starts late', await lateStart(folder.path, programs.js, program));
  } finally {
    if (flags.keep) console.log(`kept ${folder.path}`);
    else await folder.remove();
  }
}

await main();
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = passed === results.length && passed + skipped > 0 ? 0 : 1;
