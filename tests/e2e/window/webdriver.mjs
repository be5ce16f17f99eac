// The little of the WebDriver protocol (https://www.w3.org/TR/webdriver2/) that the window's tests need, spoken to WebKitWebDriver.
// Owns one driver process and its one session. Knows nothing of what the window shows.
import { writeFile } from 'node:fs/promises';
import { freePort, until } from './processes.mjs';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** A session in which the driver has started the program. `end()` ends both. */
export class Session {
  static async start(desk, { program, args = [], env = {} }) {
    const port = await freePort();
    // The variable lets the program be driven; the driver hands its environment on to the program.
    const driver = desk.spawn('WebKitWebDriver', [`--port=${port}`], { ...env, TAURI_WEBVIEW_AUTOMATION: 'true' });
    const session = new Session(driver, `http://127.0.0.1:${port}`);
    await until(() => session.#call('GET', '/status').then(() => true, () => false), 'WebKitWebDriver listens', 15_000);
    const asked = { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: program, args } } } };
    const { sessionId } = await session.#call('POST', '/session', asked);
    session.path = `/session/${sessionId}`;
    // A refused navigation would else be waited for, for five minutes.
    await session.#call('POST', `${session.path}/timeouts`, { pageLoad: 1_500, script: 30_000 });
    return session;
  }

  constructor(driver, base) {
    this.driver = driver;
    this.base = base;
  }

  async #call(method, path, body) {
    const answer = await fetch(this.base + path, {
      method,
      body: body && JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(40_000),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  /** Runs a function in the page and gives what it returns; it is written out, so it sees only its arguments. */
  run(code, ...args) {
    return this.#call('POST', `${this.path}/execute/sync`, { script: `return (${code}).apply(null, arguments)`, args });
  }

  /** The same for a function that gives a promise. */
  async runAsync(code, ...args) {
    const script = `const done = arguments[arguments.length - 1]; (${code}).apply(null, [...arguments].slice(0, -1)).then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    const { value, error } = await this.#call('POST', `${this.path}/execute/async`, { script, args });
    if (error) throw new Error(`in the page: ${error}`);
    return value;
  }

  /** Clicks the first element of a CSS selector, as a pointer does. */
  async click(selector) {
    const found = await this.#call('POST', `${this.path}/element`, { using: 'css selector', value: selector });
    await this.#call('POST', `${this.path}/element/${found[ELEMENT]}/click`, {});
  }

  /** Asks for a page; a window that refuses stays where it is, and the driver calls that a timeout. */
  go(url) {
    return this.#call('POST', `${this.path}/url`, { url }).catch(() => null);
  }

  address() {
    return this.#call('GET', `${this.path}/url`);
  }

  /** Waits for a function to give something true in the page. */
  see(what, code, ...args) {
    return until(() => this.run(code, ...args).catch(() => null), what, 20_000);
  }

  /** A picture of what is painted; what was changed last needs two frames to get there. */
  async picture(path) {
    await this.runAsync(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))));
    await writeFile(path, Buffer.from(await this.#call('GET', `${this.path}/screenshot`), 'base64'));
  }

  async end() {
    await this.#call('DELETE', this.path).catch(() => null);
    await this.driver.end();
  }
}
