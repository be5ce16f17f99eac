// How fast the page is, measured in the page and printed, never asserted: a busy machine must not fail a test. From the click on a row
// to the trace's first useful paint for 10,000 and 50,000 spans, frames while scrolling and zooming, nodes, bytes for the first view,
// from an acknowledged export to the painted row, and from a click to a conversation's answer. Numbers to compare with: README.md.
import { deliver, id, now, span, traces } from './otlp.mjs';

/** One trace of so many spans, sent in parts: an agent with steps, tools and calls, five levels deep. */
async function sendLarge(instance, count) {
  const [trace, root] = [id(16), id(8)];
  const service = `large-${count}`;
  const start = now() - BigInt(count) * 1_000_000n;
  const spans = [span({ trace, span: root, name: `run of ${count}`, start, took: BigInt(count) * 1_000_000n })];
  let [parent, above] = [root, [root]];
  for (let n = 1; n < count; n++) {
    if (n % 10 === 1) [parent, above] = [root, [root]];
    const one = span({ trace, parent, name: `step ${n % 97}`, start: start + BigInt(n) * 1_000_000n, took: BigInt(5 + (n % 50)) * 1_000_000n, attributes: { n } });
    spans.push(one);
    above.push(one.spanId);
    parent = above[Math.max(0, above.length - 1 - (n % 3))];
  }
  for (let at = 0; at < spans.length; at += 2_000) await deliver(instance.address.http, 'traces', traces(service, spans.slice(at, at + 2_000)));
  return { trace, service };
}

/** Runs in the page: from the next click to rows in the tree that have been painted. */
const clickToPaint = () =>
  new Promise((done) => {
    addEventListener(
      'click',
      () => {
        const clicked = performance.now();
        const look = () => {
          if (document.querySelectorAll('[role=treegrid] [role=row]').length < 12) return requestAnimationFrame(look);
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - clicked)));
        };
        look();
      },
      { capture: true, once: true },
    );
  });

/** Runs in the page: scrolls the tree for two seconds and gives the lengths of the frames. */
const scrollFrames = () =>
  new Promise((done) => {
    const grid = document.querySelector('[role=treegrid]');
    const frames = [];
    let last = performance.now();
    const end = last + 2_000;
    const step = (time) => {
      frames.push(time - last);
      last = time;
      grid.scrollTop += 137;
      if (time < end) requestAnimationFrame(step);
      else done(frames.slice(2));
    };
    requestAnimationFrame(step);
  });

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const ms = (value) => `${value.toFixed(0)} ms`;

async function firstView(browser, instance, openPage) {
  const page = await openPage(browser, instance.address.ui);
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const sizes = new Map();
  let scripts = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => sizes.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (sizes.get(requestId) === 'Script') scripts += encodedDataLength;
  });
  await page.goto('/traces');
  await page.getByRole('grid', { name: 'Traces' }).waitFor();
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
  const rows = await page.evaluate(() => performance.now());
  await page.context().close();
  console.log(`first view: ${(scripts / 1000).toFixed(0)} kB of scripts over the wire, first paint ${ms(paint)}, rows before ${ms(rows)}`);
}

/** Milliseconds the page's main thread has worked. */
async function mainThread(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

async function largeTrace(browser, instance, openPage, count) {
  const { trace, service } = await sendLarge(instance, count);
  const page = await openPage(browser, instance.address.ui);
  const clicks = [];
  for (let n = 0; n < 5; n++) {
    await page.goto(`/traces?service=${service}`);
    const link = page.getByRole('link', { name: `run of ${count}` });
    await link.waitFor();
    const painted = page.evaluate(clickToPaint);
    await link.click();
    clicks.push(await painted);
  }
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const before = await mainThread(session);
  const frames = await page.evaluate(scrollFrames);
  const busy = ((await mainThread(session)) - before) / frames.length;
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  const inRows = await page.evaluate(() => document.querySelectorAll('[role=treegrid] [role=row] *').length / document.querySelectorAll('[role=treegrid] [role=row]').length);
  const opened = Date.now();
  await page.goto(`/trace/${trace}`);
  await page.waitForFunction(() => document.querySelectorAll('[role=treegrid] [role=row]').length >= 12);
  const direct = Date.now() - opened;
  await page.context().close();
  console.log(
    `${count} spans: click to painted ${clicks.map(ms).join(', ')}; by its address ${ms(direct)}; ` +
      `scrolling p50 ${ms(at(frames, 0.5))} p95 ${ms(at(frames, 0.95))} max ${ms(at(frames, 1))}, ${frames.filter((one) => one > 33).length} of ${frames.length} over 32, ` +
      `main thread ${busy.toFixed(1)} ms a frame; ${nodes} nodes, ${inRows.toFixed(1)} below a row`,
  );
}

async function arrival(browser, instance, openPage) {
  const page = await openPage(browser, instance.address.ui);
  await page.goto('/traces');
  await page.getByRole('grid', { name: 'Traces' }).waitFor();
  const times = [];
  for (let n = 0; n < 20; n++) {
    const name = `arrival ${n}`;
    const seen = page.waitForFunction((text) => document.body.textContent.includes(text), name, { polling: 'raf' });
    await deliver(instance.address.http, 'traces', traces('arrival', [span({ trace: id(16), name })]));
    const acknowledged = Date.now();
    await seen;
    times.push(Date.now() - acknowledged);
  }
  await page.context().close();
  console.log(`acknowledged export to row in the page: p50 ${ms(at(times, 0.5))} p95 ${ms(at(times, 0.95))} max ${ms(at(times, 1))}`);
}

const WORDS = 'the agent asked its tool for the weather and the tool said rain with some sun after noon '.repeat(3);

/**
 * A text of so many bytes: prose in lines, all on one line, or as JSON a conversation or
 * numbers (a `map` is one with prose in it). It ends with "finis".
 */
function longText(kind, bytes) {
  const message = (n) => JSON.stringify({ role: n % 2 ? 'user' : 'assistant', content: `${n} ${WORDS}`, parts: [n, null, true] });
  const part = { prose: (n) => `${n} ${WORDS.slice(0, 88)}\n`, line: (n) => `${n} ${WORDS}`, json: (n) => `${message(n)},`, numbers: (n) => `0.${n}71,` }[kind];
  const parts = [];
  for (let n = 0, size = 0; size < bytes; n++) {
    parts.push(part(n));
    size += parts[n].length;
  }
  const text = parts.join('');
  return kind === 'json' || kind === 'numbers' ? `[${text}"finis"]` : `${text}finis`;
}

/** Runs in the page: from the next click to lines of the value that have been painted, and the longest task from then on. */
const clickToText = () => {
  globalThis.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longestTask = Math.max(globalThis.longestTask, duration);
  }).observe({ type: 'longtask' });
  return new Promise((done) => {
    const look = (clicked) => {
      if ((document.querySelector('[aria-label="Value of big"]')?.textContent.length ?? 0) < 500) return requestAnimationFrame(() => look(clicked));
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - clicked)));
    };
    addEventListener('click', () => look(performance.now()), { capture: true, once: true });
  });
};

/** Runs in the page: scrolls the value to its end, as often as more comes, until its last word is in sight. */
const scrollToEnd = () =>
  new Promise((done) => {
    const started = performance.now();
    const step = () => {
      const view = document.querySelector('[aria-label="Value of big"]');
      if (view.textContent.includes('finis') || performance.now() - started > 60_000) return done(performance.now() - started);
      view.scrollTop = view.scrollHeight;
      setTimeout(step, 20);
    };
    step();
  });

async function longValue(browser, instance, openPage, kind, bytes) {
  const [trace, own] = [id(16), id(8)];
  const text = longText(kind === 'map' ? 'prose' : kind, bytes);
  const one = span({ trace, span: own, name: 'long', attributes: { big: text } });
  if (kind === 'map') one.attributes = [{ key: 'big', value: { kvlistValue: { values: [{ key: 'in', value: { stringValue: text } }] } } }];
  await deliver(instance.address.http, 'traces', traces('long', [one]));
  const page = await openPage(browser, instance.address.ui);
  await page.goto(`/trace/${trace}?span=${own}&tab=attributes`);
  const button = page.getByRole('button', { name: /all .* MB/ });
  await button.waitFor();
  const painted = page.evaluate(clickToText);
  await button.click();
  const first = await painted;
  await page.waitForTimeout(1_500);
  const task = () => page.evaluate(() => globalThis.longestTask);
  const opening = await task();
  const end = await page.evaluate(scrollToEnd);
  await page.waitForTimeout(300);
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  console.log(`${bytes / 1e6} MB ${kind}: click to text ${ms(first)}, its end ${ms(end)} later; longest task ${ms(opening)} opening, ${ms(await task())} in all; ${nodes} nodes`);
  await page.context().close();
}

/** Runs in the page: from the next click to an answer that has been painted, and the longest task from then on. */
const clickToAnswer = () => {
  globalThis.longestTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longestTask = Math.max(globalThis.longestTask, duration);
  }).observe({ type: 'longtask' });
  return new Promise((done) => {
    const look = (clicked) => {
      if (!document.querySelector('article[data-answer]')) return requestAnimationFrame(() => look(clicked));
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - clicked)));
    };
    addEventListener('click', () => look(performance.now()), { capture: true, once: true });
  });
};

/** A model call with so many messages, or with one of so many bytes: from the click on its row to its answer, and on to all its messages. */
async function conversation(browser, instance, openPage, { messages, bytes }) {
  const trace = id(16);
  const markdown = (n) => `Line **${n}**, ${WORDS.slice(0, 180)}\n\n- one\n- two\n\n\`\`\`js\nlet x = ${n};\n\`\`\``;
  const said = (role, content) => ({ role, parts: [{ type: 'text', content }] });
  const input = bytes ? [said('user', longText('prose', bytes))] : Array.from({ length: messages }, (_, n) => said(n % 2 ? 'assistant' : 'user', markdown(n)));
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.input.messages': JSON.stringify(input),
    'gen_ai.output.messages': JSON.stringify([said('assistant', markdown('last'))]),
  };
  const root = span({ trace, name: 'first' });
  await deliver(instance.address.http, 'traces', traces('talk', [root, span({ trace, parent: root.spanId, name: 'chat gpt-4o', kind: 3, attributes })]));
  const page = await openPage(browser, instance.address.ui);
  await page.goto(`/trace/${trace}?span=${root.spanId}`);
  const row = page.getByRole('row').filter({ hasText: 'chat gpt-4o' });
  await row.waitFor();
  await page.waitForTimeout(500);
  const painted = page.evaluate(clickToAnswer);
  await row.click();
  const first = await painted;
  await page.waitForTimeout(1_500);
  const opening = await page.evaluate(() => globalThis.longestTask);
  const fold = page.getByRole('button', { name: /earlier messages/ });
  let all = '';
  if (await fold.count()) {
    const started = Date.now();
    await fold.click();
    await page.getByText('Line 0').waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    all = `, all messages ${ms(Date.now() - started)} after a press`;
  }
  await page.waitForTimeout(300);
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  const what = bytes ? `a message of ${bytes / 1e6} MB` : `${messages} messages`;
  console.log(`conversation of ${what}: click to answer ${ms(first)}${all}; longest task ${ms(opening)} opening, ${ms(await page.evaluate(() => globalThis.longestTask))} in all; ${nodes} nodes`);
  await page.context().close();
}

export async function probes({ instance, browser, openPage, word = '' }) {
  await deliver(instance.address.http, 'traces', traces('first', [span({ trace: id(16), name: 'first' })]));
  const all = {
    'first view': () => firstView(browser, instance, openPage),
    arrival: () => arrival(browser, instance, openPage),
    'large trace': async () => {
      for (const count of [100, 10_000, 50_000]) await largeTrace(browser, instance, openPage, count);
    },
    'long value': async () => {
      for (const kind of ['prose', 'line', 'json', 'numbers', 'map']) for (const bytes of [9e6, 20e6]) await longValue(browser, instance, openPage, kind, bytes);
    },
    conversation: async () => {
      for (const talk of [{ messages: 200 }, { messages: 5_000 }, { bytes: 20e6 }]) await conversation(browser, instance, openPage, talk);
    },
  };
  for (const [name, probe] of Object.entries(all)) if (name.includes(word)) await probe();
}
