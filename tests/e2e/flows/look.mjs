// Every view in light and dark: axe finds nothing serious, the console stays silent, and a picture is taken for eyes to judge.
import assert from 'node:assert/strict';
import { accessibilityProblems, assertClean, openPage, picture } from '../browser.mjs';

async function views(instance) {
  const { rows } = await instance.api('/api/traces?service=live-arrival&limit=10');
  const trace = rows.find((one) => one.name === 'invoke_agent helper').trace_id;
  const outline = await instance.api(`/api/traces/${trace}`);
  const chat = outline.spans.span_id[outline.spans.name.findIndex((n) => outline.strings[n] === 'chat gpt-4o')];
  const ready = (page, role, name) => page.getByRole(role, { name }).first().waitFor();
  return {
    traces: ['/traces', (page) => ready(page, 'grid', 'Traces')],
    'traces-none': ['/traces?q=nothing-is-called-this', (page) => ready(page, 'heading', /no|nothing/i)],
    trace: [`/trace/${trace}?span=${chat}`, (page) => ready(page, 'treegrid', 'Spans')],
    'trace-story': [`/trace/${trace}?level=story`, (page) => ready(page, 'treegrid', 'Spans')],
    'trace-conversation': [`/trace/${trace}?view=conversation`, (page) => ready(page, 'tab', /Conversation/)],
    sessions: ['/sessions', (page) => ready(page, 'grid', 'Sessions')],
    session: ['/session/default/conv-of-eight%2Fturns%20100%25', (page) => ready(page, 'article', 'Turn 1')],
    'trace-logs': [`/trace/${trace}?view=logs`, (page) => ready(page, 'tab', /Logs/)],
    spans: ['/traces?on=spans&columns=gen_ai.request.model', (page) => ready(page, 'grid', 'Spans')],
    groups: ['/traces?group=service', (page) => ready(page, 'grid', 'Groups of traces')],
    sql: [
      `/sql?sql=${encodeURIComponent('SELECT name, count(*) AS spans FROM spans_v GROUP BY name')}`,
      (page) => ready(page, 'grid', 'Answer'),
    ],
    logs: ['/logs', (page) => ready(page, 'grid', 'Logs')],
    metrics: ['/metrics', (page) => page.locator('main').first().waitFor()],
    connect: ['/connect', (page) => ready(page, 'heading', /Connect/)],
    settings: ['/settings', (page) => page.locator('main').first().waitFor()],
  };
}

const OVERLAYS = { help: '?', palette: 'ControlOrMeta+k' };

export async function lookFlow({ cases, instance, browser, programHasRun }) {
  await programHasRun();
  for (const theme of ['light', 'dark']) {
    const page = await openPage(browser, instance.address.ui, { theme });
    for (const [name, [path, ready]] of Object.entries(await views(instance))) {
      await cases.run(`${name}, ${theme}: accessible, silent, pictured`, async () => {
        await page.goto(path);
        await ready(page);
        await page.waitForTimeout(300); // lazy parts and fonts settle before the picture
        await picture(page, `${name}-${theme}`);
        assert.deepEqual(await accessibilityProblems(page), []);
        assertClean(page);
      });
    }
    for (const [name, key] of Object.entries(OVERLAYS)) {
      await cases.run(`${name}, ${theme}: accessible, silent, pictured`, async () => {
        await page.goto('/traces');
        await page.getByRole('grid', { name: 'Traces' }).waitFor();
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        await page.waitForTimeout(200);
        await picture(page, `${name}-${theme}`);
        assert.deepEqual(await accessibilityProblems(page), []);
        assertClean(page);
      });
    }
    await page.context().close();
  }
}
