// What the window must do, one test a row. Each gets a desk of its own and gives back a note for the report, or nothing.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { deliver, id, now, span, traces } from '../otlp.mjs';
import { until } from './processes.mjs';

/** Sends a trace of three spans through the real receiver, as a program beside the window does. */
async function sendTrace(flags, service) {
  const trace = id(16);
  const start = now() - 2_000_000_000n;
  const [root, model] = [id(8), id(8)];
  const spans = [
    span({ trace, span: root, name: `answer ${service}`, start, took: 1_800_000_000n }),
    span({ trace, span: model, parent: root, name: 'chat gpt-4o-mini', kind: 3, start: start + 100_000_000n, took: 1_200_000_000n, attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o-mini' } }),
    span({ trace, parent: model, name: 'execute_tool search', start: start + 200_000_000n, took: 300_000_000n }),
  ];
  await deliver(`http://127.0.0.1:${flags.http}`, 'traces', traces(service, spans));
  return trace;
}

const text = (words) => document.body.innerText.includes(words);

/** The way of every user: a row appears while one looks, a click opens it, its spans stand in the tree. */
async function readATrace(desk, picture, name) {
  const flags = await desk.flags();
  const page = await desk.drive(flags);
  await page.see('the page is there', () => document.querySelector('main') !== null);
  const paint = await page.see('something is painted', () => {
    const entry = performance.getEntriesByName('first-contentful-paint')[0];
    return entry && performance.timeOrigin + entry.startTime;
  });
  const started = await desk.startOf(await until(() => desk.focused(), 'the window has the focus'));
  assert.match(await page.address(), /^waterglass:\/\/localhost\//);
  await picture(`${name}-empty`);
  const trace = await sendTrace(flags, 'shop-assistant');
  await page.see('the row of the trace', text, 'answer shop-assistant');
  await picture(`${name}-list`);
  await page.run(() => [...document.querySelectorAll('[role=row]')].find((row) => row.innerText.includes('answer shop-assistant')).setAttribute('data-test', 'row'));
  await page.click('[data-test=row]');
  await page.see('the tree of the trace', text, 'execute_tool search');
  assert.ok((await page.address()).includes(trace), 'the address names the trace');
  await picture(`${name}-trace`);
  const language = await page.run(() => navigator.language);
  assert.doesNotThrow(() => new Intl.NumberFormat(language), `navigator.language is "${language}"`);
  return `first paint ${Math.round(paint - started)} ms after the start, page language ${language}`;
}

async function staysOnItsPages(desk) {
  let asked = 0;
  const server = createServer((_, answer) => {
    asked += 1;
    answer.end('outside');
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const outside = `http://127.0.0.1:${server.address().port}`;
  try {
    const page = await desk.drive(await desk.flags());
    await page.see('the page is there', () => document.querySelector('main') !== null);
    const home = await page.address();
    await page.run((url) => void setTimeout(() => (location.href = url)), `${outside}/by-script`);
    await until(async () => (await desk.browsed()).includes(`${outside}/by-script`), 'the browser is asked');
    await page.run((url) => {
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank', id: 'test-link', textContent: 'outside' });
      link.style = 'position:fixed;z-index:9999;top:0;left:50%';
      document.body.append(link);
    }, `${outside}/by-link`);
    await page.click('#test-link');
    await until(async () => (await desk.browsed()).includes(`${outside}/by-link`), 'the browser is asked');
    for (const url of ['file:///etc/passwd', 'data:text/html,outside', 'about:blank', 'tauri://localhost/']) await page.go(url);
    assert.equal(await page.run((url) => window.open(url), `${outside}/by-open`), null);
    const loaded = await page.runAsync((url) => fetch(url).then(() => true, () => false), outside);
    assert.equal(loaded, false, 'the content security policy lets the page talk to nobody else');
    assert.equal(await page.address(), home);
    assert.equal(asked, 0, 'nothing was loaded from outside');
  } finally {
    server.close();
  }
}

async function secondStart(desk) {
  const [first, other] = [await desk.flags('first'), await desk.flags('other')];
  const one = desk.spawn(desk.window, first.list);
  await until(async () => (await desk.focused()) === one.child.pid, 'the first window is in front', 20_000);
  const two = desk.spawn(desk.window, other.list);
  await until(async () => (await desk.focused()) === two.child.pid, 'a window on another database is a window of its own', 20_000);
  const again = desk.spawn(desk.window, first.list);
  assert.deepEqual(await again.end_of_its_own(), { code: 0, signal: null });
  await until(async () => (await desk.focused()) === one.child.pid, 'the first window is in front again');
  assert.ok(one.running && two.running);
}

async function menuAndKeys(desk, picture) {
  const page = await desk.drive(await desk.flags());
  await page.see('the page is there', () => document.querySelector('main') !== null);
  // Taken before the page has it: no dialog shall open here.
  await page.run(() => {
    window.chosen = [];
    window.addEventListener('waterglass:menu', (event) => {
      window.chosen.push(event.detail);
      if (event.detail !== 'help') event.stopImmediatePropagation();
    }, { capture: true });
  });
  await until(() => desk.focused(), 'the window has the focus');
  const width = await page.run(() => innerWidth);
  await desk.press('ctrl+equal');
  await page.see('the page is larger', (before) => innerWidth < before, width);
  await desk.press('ctrl+0');
  await page.see('the page is as before', (before) => innerWidth === before, width);
  await desk.press('ctrl+o');
  await desk.press('ctrl+e');
  await page.see('the page hears of both', () => window.chosen.join() === 'import,export');
  // By the menu itself: Help is the last, its first item opens the sheet.
  await desk.press('F10');
  await desk.press('Left', 'Down', 'Return');
  await page.see('the page hears of the sheet', () => window.chosen.includes('help'));
  await page.see('the sheet opens', () => document.querySelector('[role=dialog]') !== null);
  await picture('menu-help');
}

async function quitKeepsData(desk) {
  const flags = await desk.flags();
  const app = desk.spawn(desk.window, flags.list);
  await until(async () => (await desk.focused()) === app.child.pid, 'the window is there', 20_000);
  const sent = [];
  for (let round = 0; round < 20; round += 1) sent.push(await sendTrace(flags, `round-${round}`));
  await desk.press('ctrl+q');
  assert.deepEqual(await app.end_of_its_own(), { code: 0, signal: null }, app.said);
  const exported = desk.spawn(desk.command, ['export', '--db', flags.db]);
  assert.equal((await exported.end_of_its_own()).code, 0, exported.said);
  const kept = new Set(exported.said.match(/"traceId":"[0-9a-f]{32}"/g)?.map((one) => one.slice(11, 43)));
  assert.deepEqual(sent.filter((trace) => !kept.has(trace)), []);
}

async function onAnotherInstance(desk, picture) {
  const flags = await desk.flags();
  const serve = desk.spawn(desk.command, ['serve', '--json', ...flags.list]);
  await until(() => serve.said.includes('"ui"'), 'the command serves', 20_000);
  const page = await desk.drive(flags);
  await page.see('the page is there', () => document.querySelector('main') !== null);
  assert.equal(new URL(await page.address()).origin, `http://127.0.0.1:${flags.ui}`);
  await sendTrace(flags, 'elsewhere');
  await page.see('the row of the trace', text, 'answer elsewhere');
  await picture('elsewhere');
  await desk.session.end();
  assert.ok(serve.running, 'closing the window leaves the other instance alone');
}

async function saysWhyItDoesNotStart(desk, picture) {
  const flags = await desk.flags();
  await writeFile(flags.db, 'this is no database, and long enough to be taken for none of the kinds there are'.repeat(20));
  const page = await desk.drive(flags);
  await page.see('the reason', () => document.querySelector('[role=alert]')?.innerText.length > 20);
  await picture('problem');
}

async function remembersItsPlace(desk) {
  const flags = await desk.flags();
  const place = async (app) => {
    const [window] = await until(async () => {
      const found = await desk.windowsOf(app.child.pid);
      return found.length > 0 && found;
    }, 'the window is there', 20_000);
    return window;
  };
  const size = async (window) => /Geometry: (\d+x\d+)/.exec(await desk.ask('xdotool', ['getwindowgeometry', window]))?.[1];
  const first = desk.spawn(desk.window, flags.list);
  const window = await place(first);
  await desk.ask('xdotool', ['windowsize', '--sync', window, '1010', '707']);
  const changed = await until(async () => {
    const now = await size(window);
    return now === '1010x707' && now;
  }, 'the window takes its new size');
  await until(async () => (await desk.focused()) === first.child.pid, 'the window has the focus');
  await desk.press('ctrl+q');
  await first.end_of_its_own();
  const again = await place(desk.spawn(desk.window, flags.list));
  await until(async () => (await size(again)) === changed, `the window is ${changed} again`);
}

/** The menu's item opens the system's own dialog, and the instance reads the file that is named in it. */
async function importsThroughTheDialog(desk, picture) {
  const page = await desk.drive(await desk.flags());
  await page.see('the page is there', () => document.querySelector('main') !== null);
  const file = join(desk.home, 'export.jsonl');
  const one = (service) => JSON.stringify(traces(service, [span({ trace: id(16), name: `read from ${service}` })]));
  await writeFile(file, `${one('line-one')}\n${one('line-two')}\n`);
  const app = await until(() => desk.focused(), 'the window has the focus');
  const windows = (await desk.windowsOf(app)).length;
  await desk.press('ctrl+o');
  await until(async () => (await desk.windowsOf(app)).length > windows, 'the dialog opens');
  // A slash turns the dialog's list into a field; what is typed before it has settled is lost.
  await desk.press('slash');
  await new Promise((done) => setTimeout(done, 1_000));
  await desk.press('ctrl+a');
  await desk.type(file);
  await desk.press('Return');
  await page.see('what was read', text, '2 spans');
  await picture('imported');
  await page.see('the rows', text, 'read from line-two');
}

/** Every test; a locale other than the usual one where that is the point. */
export const TESTS = [
  { name: 'a trace arrives, is listed and opens', test: (desk, picture) => readATrace(desk, picture, 'usual') },
  { name: 'the same under LANG=C', locale: 'C.UTF-8', test: (desk, picture) => readATrace(desk, picture, 'lang-c') },
  { name: 'it never leaves its own pages; links open in the browser', test: staysOnItsPages },
  { name: 'a second start brings the first window to the front', test: secondStart },
  { name: 'the menu works and tells the page', test: menuAndKeys },
  { name: 'a file is imported through the system dialog', test: importsThroughTheDialog },
  { name: 'quitting keeps every acknowledged span', test: quitKeepsData },
  { name: 'it shows the instance that already has the database', test: onAnotherInstance },
  { name: 'it says why it does not start', test: saysWhyItDoesNotStart },
  { name: 'it remembers its size', test: remembersItsPlace },
];
