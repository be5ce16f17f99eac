// Installs the pinned SDKs once and finds them again: Python into a virtual environment, npm packages by lock file, the Rust
// program by cargo, the Go program by go, the Java one by Maven and javac. Each install is named by the hash of what pins it, so a changed pin installs anew and nothing else does.
// Kept under $WATERGLASS_CACHE when set, else under tests/sdks/.cache. Owns no test.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { REPOSITORY } from './instance.mjs';

const HERE = join(REPOSITORY, 'tests/sdks');
const WINDOWS = process.platform === 'win32';

const cache = () => (process.env.WATERGLASS_CACHE ? resolve(process.env.WATERGLASS_CACHE, 'sdks') : join(HERE, '.cache'));
const exists = (path) => lstat(path).then(() => true, () => false);

async function hashOf(...paths) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.version}`);
  for (const path of paths) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}

/** Runs a tool to its end; its output is shown only when it fails. */
function tool(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: WINDOWS, ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done(output) : fail(new Error(`${command} ${args.join(' ')}: exit ${code}\n${output.slice(-8000)}`))));
  });
}

/** Makes a folder once: `fill` works in a neighbour that takes its place only when whole, so a broken install never counts. */
async function once(path, fill) {
  if (await exists(join(path, '.complete'))) return path;
  const unfinished = `${path}.unfinished-${process.pid}`;
  await rm(path, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await fill(unfinished);
  await writeFile(join(unfinished, '.complete'), '');
  await rename(unfinished, path);
  return path;
}

/** The interpreter of a virtual environment with what a file of pins names in it. */
export async function python(pins = join(HERE, 'python/requirements.txt'), name = 'python') {
  const place = await once(join(cache(), `${name}-${await hashOf(pins)}`), async (folder) => {
    // --copies and -m pip: a virtual environment that may be moved into place afterwards.
    await tool(WINDOWS ? 'python' : 'python3', ['-m', 'venv', join(folder, 'venv')]);
    await tool(interpreter(folder), ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', pins]);
  });
  return interpreter(place);
}

const interpreter = (folder) => join(folder, 'venv', ...(WINDOWS ? ['Scripts', 'python.exe'] : ['bin', 'python']));

/** What runs a program of ai/cases.mjs: a command and its first arguments. Programs with the same pins share what is installed. */
export async function aiProgram({ pins, program }) {
  const path = join(HERE, 'ai', program);
  if (pins === undefined) {
    await (shared.js ??= npm(join(HERE, 'ai/js')));
    return [process.execPath, path];
  }
  return [await (shared[pins] ??= python(join(HERE, `ai/python/pins/${pins}.txt`), `python-${pins}`)), path];
}
const shared = {};

/** Makes `node_modules` of a package folder be what its lock file says; kept in the cache when there is a shared one. */
export async function npm(folder) {
  const [manifest, lock] = ['package.json', 'package-lock.json'].map((name) => join(folder, name));
  const place = await once(join(cache(), `npm-${await hashOf(lock)}`), async (unfinished) => {
    await cp(manifest, join(unfinished, 'package.json'));
    await cp(lock, join(unfinished, 'package-lock.json'));
    await tool('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished });
  });
  const modules = join(folder, 'node_modules');
  const wanted = join(place, 'node_modules');
  // Left alone when right: another suite may be using it.
  if ((await realpath(modules).catch(() => '')) === (await realpath(wanted))) return;
  await rm(modules, { recursive: true, force: true });
  await symlink(wanted, modules, 'junction');
}

/** The Rust program, built. */
export async function rust() {
  const target = join(cache(), 'rust-target');
  const manifest = join(HERE, 'rust/Cargo.toml');
  await tool('cargo', ['build', '--locked', '--quiet', '--manifest-path', manifest, '--target-dir', target]);
  return join(target, 'debug', `waterglass-tests-sdks-rust${WINDOWS ? '.exe' : ''}`);
}

/** The Go program, built; go.sum pins what it is made of. */
async function go() {
  const source = join(HERE, 'go');
  const parts = ['go.mod', 'go.sum', 'main.go', 'exporters.go', 'sent.go'].map((name) => join(source, name));
  const program = `program${WINDOWS ? '.exe' : ''}`;
  const place = await once(join(cache(), `go-${await hashOf(...parts)}`), (folder) =>
    tool('go', ['build', '-o', join(folder, program), '.'], { cwd: source, env: { ...process.env, GOWORK: 'off' } }),
  );
  return join(place, program);
}

/** The class path of the Java program: what its pom pins, and its classes. */
async function java() {
  const source = join(HERE, 'java');
  const [pom, ...parts] = ['pom.xml', 'Program.java', 'Said.java'].map((name) => join(source, name));
  const place = await once(join(cache(), `java-${await hashOf(pom, ...parts)}`), async (folder) => {
    const lib = join(folder, 'lib');
    await tool('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`]);
    await tool('javac', ['-encoding', 'UTF-8', '-cp', join(lib, '*'), '-d', join(folder, 'classes'), ...parts]);
  });
  return [join(place, 'lib', '*'), join(place, 'classes')].join(delimiter);
}

const works = (command, argument) => tool(command, [argument]).then(() => true, () => false);

/** Which tools of an SDK are missing here; those of the others are needed to build the product itself. */
export async function missingTools(sdk) {
  const needed = { go: [['go', 'version']], java: [['javac', '-version'], ['mvn', '--version']] }[sdk] ?? [];
  const found = await Promise.all(needed.map(([command, argument]) => works(command, argument)));
  return needed.filter((_, at) => !found[at]).map(([command]) => command);
}

/** What runs each SDK's program: a command and its first arguments. */
export const PROGRAMS = {
  python: async () => [await python(), join(HERE, 'python/program.py')],
  js: async () => (await npm(join(HERE, 'js')), [process.execPath, join(HERE, 'js/program.mjs')]),
  rust: async () => [await rust()],
  go: async () => [await go()],
  java: async () => ['java', '-cp', await java(), 'Program'],
};
