// A desk for one test: a screen of its own, a window manager, a session bus, a home, and a browser that only writes down what it is asked
// to open. Owns everything a test starts, and takes all of it away. Linux only.
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, Running, until } from './processes.mjs';
import { Session } from './webdriver.mjs';

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

function program(variable, name) {
  const path = process.env[variable] ?? join(REPOSITORY, 'target/debug', name);
  if (!existsSync(path)) throw new Error(`${path} is not there: run \`cargo build --workspace\` first`);
  return path;
}

export class Desk {
  static async open(locale = 'en_US.UTF-8') {
    const desk = new Desk();
    desk.processes = [];
    desk.home = await mkdtemp(join(tmpdir(), 'waterglass-window-'));
    desk.window = program('WATERGLASS_DESKTOP_BIN', 'waterglass-desktop');
    desk.command = program('WATERGLASS_BIN', 'waterglass');
    // Nothing of the person who runs the tests: no settings, no locale, no bus, no screen.
    const mine = Object.entries(process.env).filter(([name]) => !/^(WATERGLASS_|OTEL_|LC_|LANG|DBUS_|WAYLAND_|DISPLAY|XDG_)/.test(name));
    desk.env = {
      ...Object.fromEntries(mine),
      LANG: locale,
      HOME: desk.home,
      XDG_CONFIG_HOME: join(desk.home, 'config'),
      XDG_DATA_HOME: join(desk.home, 'data'),
      XDG_CACHE_HOME: join(desk.home, 'cache'),
      PATH: `${desk.home}:${process.env.PATH}`,
    };
    try {
      await desk.#furnish();
    } catch (error) {
      await desk.close();
      throw error;
    }
    return desk;
  }

  async #furnish() {
    this.opened = join(this.home, 'opened');
    await writeFile(join(this.home, 'xdg-open'), `#!/bin/sh\necho "$1" >> '${this.opened}'\n`);
    await chmod(join(this.home, 'xdg-open'), 0o755);
    // The server picks a display that is free and writes its number.
    const screen = this.spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp']);
    this.env.DISPLAY = `:${await until(() => /^\d+/m.exec(screen.said)?.[0], 'Xvfb names its display')}`;
    const bus = this.spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1']);
    this.env.DBUS_SESSION_BUS_ADDRESS = await until(() => /^unix:\S+/m.exec(bus.said)?.[0], 'the session bus names its address');
    this.spawn('openbox', []);
    await until(() => this.ask('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK']).then((text) => text.includes('window id')), 'the window manager runs');
  }

  spawn(command, args, env = {}) {
    const running = new Running(command, args, { ...this.env, ...env });
    this.processes.push(running);
    return running;
  }

  /** What a short command prints; nothing when it fails. */
  async ask(command, args) {
    const running = new Running(command, args, this.env);
    const { code } = await running.ended;
    return code === 0 ? running.said.trim() : '';
  }

  /** Where a test keeps a database, and flags that name it, with free ports of its own. */
  async flags(name = 'test') {
    const [grpc, http, ui] = await Promise.all([freePort(), freePort(), freePort()]);
    const db = join(this.home, `${name}.db`);
    return { db, grpc, http, ui, list: ['--db', db, '--grpc-port', grpc, '--http-port', http, '--ui-port', ui].map(String) };
  }

  /** The window under a driver. */
  async drive(flags) {
    this.session = await Session.start(this, { program: this.window, args: flags.list });
    return this.session;
  }

  /** Windows on the screen that belong to a process, as the window manager names them. */
  async windowsOf(pid) {
    const ids = (await this.ask('xdotool', ['search', '--onlyvisible', '--pid', String(pid)])).split('\n').filter(Boolean);
    return ids;
  }

  /** The process whose window has the focus. */
  async focused() {
    const id = await this.ask('xdotool', ['getactivewindow']);
    return id ? Number(await this.ask('xdotool', ['getwindowpid', id])) : 0;
  }

  /** When a process was started, in milliseconds as Date.now() gives them; the kernel counts hundredths of a second. */
  async startOf(pid) {
    const [stat, uptime] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/uptime', 'utf8')]);
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    return Date.now() - (Number(uptime.split(' ')[0]) - ticks / 100) * 1_000;
  }

  /** Presses keys in whatever has the focus. */
  async press(...keys) {
    await this.ask('xdotool', ['key', '--clearmodifiers', '--delay', '200', ...keys]);
  }

  /** Types text into whatever has the focus. */
  async type(text) {
    await this.ask('xdotool', ['type', '--clearmodifiers', '--delay', '30', text]);
  }

  /** What the system's browser was asked to open so far. */
  async browsed() {
    return existsSync(this.opened) ? (await readFile(this.opened, 'utf8')).split('\n').filter(Boolean) : [];
  }

  async close() {
    await this.session?.end();
    await Promise.all(this.processes.reverse().map((one) => one.end()));
    await rm(this.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
