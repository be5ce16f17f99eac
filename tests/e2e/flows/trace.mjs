// One trace: opened, walked by keyboard, read in the inspector, zoomed on the minimap, searched, and found again by its address.
import assert from 'node:assert/strict';
import { assertClean, picture } from '../browser.mjs';
import { deliver, id, now, span, traces } from '../otlp.mjs';

const tree = (page) => page.getByRole('treegrid', { name: 'Spans' });
const selected = (page) => tree(page).getByRole('row', { selected: true });
const rowOf = (page, text) => tree(page).getByRole('row').filter({ hasText: text });
const search = (page) => page.getByRole('textbox', { name: 'Search in this trace' });

/** The trace of the real program: its id, asked from the API. */
async function programTrace(instance) {
  const { rows } = await instance.api('/api/traces?service=live-arrival&limit=10');
  return rows.find((one) => one.name === 'invoke_agent helper').trace_id;
}

export async function traceFlow({ cases, instance, page, programHasRun }) {
  await programHasRun();
  const trace = await programTrace(instance);

  await cases.run('Trace: opens from its row, as a tree in order', async () => {
    await page.goto('/traces?service=live-arrival');
    await page.getByRole('link', { name: 'invoke_agent helper' }).first().click();
    await rowOf(page, 'invoke_agent helper').waitFor();
    assert.match(page.url(), new RegExp(`/trace/${trace}`));
    for (const name of ['chat gpt-4o', 'execute_tool search', 'publish', 'consume']) await rowOf(page, name).waitFor();
    assert.equal(await rowOf(page, 'invoke_agent helper').getAttribute('aria-level'), '1');
    assert.equal(await rowOf(page, 'publish').getAttribute('aria-level'), '3', 'publish hangs under the tool');
    await rowOf(page, 'execute_tool search').getByRole('gridcell', { name: /failed/ }).waitFor();
    await page.getByText(/Has errors/).first().waitFor();
    assertClean(page);
  });

  await cases.run('Trace: a span is selected by keyboard and its attributes are read', async () => {
    await page.goto(`/trace/${trace}`);
    await rowOf(page, 'chat gpt-4o').waitFor();
    for (let n = 0; n < 6 && !(await selected(page).filter({ hasText: 'chat gpt-4o' }).count()); n++) await page.keyboard.press('j');
    await selected(page).filter({ hasText: 'chat gpt-4o' }).waitFor();
    await page.waitForURL(/span=[0-9a-f]{16}/);
    await page.getByRole('tab', { name: /Attributes/ }).click();
    const panel = page.getByRole('tabpanel').filter({ hasText: 'request.model' });
    await panel.getByText('gpt-4o-2024-08-06').waitFor();
    await panel.getByText('1200').waitFor();
    await picture(page, 'trace-attributes-light');
    assertClean(page);
  });

  await cases.run('Trace: every tab of the inspector shows what was sent', async () => {
    const outline = await instance.api(`/api/traces/${trace}`);
    const at = (name) => outline.spans.span_id[outline.spans.name.findIndex((n) => outline.strings[n] === name)];
    await page.goto(`/trace/${trace}?span=${at('execute_tool search')}`);
    await page.getByRole('tab', { name: /Events/ }).click();
    await page.getByText('exception', { exact: true }).first().waitFor();
    await page.getByText('the index is gone').first().waitFor();
    await page.goto(`/trace/${trace}?span=${at('consume')}`);
    await page.getByRole('tab', { name: /Links/ }).click();
    await page.getByRole('tabpanel').getByText(at('publish').slice(0, 4)).first().waitFor();
    await page.getByRole('tab', { name: /Raw/ }).click();
    await page.getByText(/spanId/).first().waitFor();
    await page.goto(`/trace/${trace}?span=${at('invoke_agent helper')}`);
    await page.getByRole('tab', { name: /Attributes/ }).click();
    await page.getByText('Grüße, 你好, 🌊').first().waitFor();
    await page.getByText('9007199254740991').first().waitFor();
    assertClean(page);
  });

  await cases.run('Trace: folding and the walks, by keyboard', async () => {
    await page.goto(`/trace/${trace}`);
    await rowOf(page, 'chat gpt-4o').waitFor();
    await page.keyboard.press('[');
    await rowOf(page, 'chat gpt-4o').waitFor({ state: 'detached' });
    assert.equal(await rowOf(page, 'invoke_agent helper').getAttribute('aria-expanded'), 'false');
    await page.keyboard.press(']');
    await rowOf(page, 'chat gpt-4o').waitFor();
    await page.keyboard.press('e');
    await selected(page).filter({ hasText: 'execute_tool search' }).waitFor();
    await page.keyboard.press('m');
    await selected(page).filter({ hasText: 'chat gpt-4o' }).waitFor();
    assertClean(page);
  });

  await cases.run('Trace: the minimap zooms, by pointer and by keyboard; double click shows all again', async () => {
    await page.goto(`/trace/${trace}`);
    await rowOf(page, 'chat gpt-4o').waitFor();
    const part = page.getByRole('slider', { name: 'Part in sight' });
    const strip = part.locator('xpath=ancestor::*[@role="group"]').first();
    const box = await strip.boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.3, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, y, { steps: 6 });
    await page.mouse.up();
    await page.waitForURL(/zoom=\d+-\d+/);
    const dragged = new URL(page.url()).searchParams.get('zoom');
    await page.getByRole('slider', { name: 'Start of the part in sight' }).press('ArrowLeft');
    await page.waitForURL((url) => ![null, dragged].includes(url.searchParams.get('zoom')));
    await page.reload();
    await rowOf(page, 'chat gpt-4o').waitFor();
    assert.match(page.url(), /zoom=/, 'reload keeps the zoom');
    await strip.dblclick();
    await page.waitForURL((url) => !url.searchParams.has('zoom'));
    assertClean(page);
  });

  await cases.run('Trace: search finds attributes and events, walks the matches, and survives reload', async () => {
    await page.goto(`/trace/${trace}`);
    await rowOf(page, 'chat gpt-4o').waitFor();
    await page.keyboard.press('/');
    await search(page).fill('index is gone');
    await page.getByRole('status').filter({ hasText: /1 span|1 of 1/ }).waitFor();
    await search(page).press('Enter');
    await selected(page).filter({ hasText: 'execute_tool search' }).waitFor();
    await page.waitForURL(/find=/);
    // Typed and entered at once, before the answer is there: the first match is gone to all the same.
    await search(page).fill('gpt-4o');
    await search(page).press('Enter');
    await selected(page).filter({ hasText: 'chat gpt-4o' }).waitFor();
    await page.reload();
    await selected(page).filter({ hasText: 'chat gpt-4o' }).waitFor();
    assert.equal(await search(page).inputValue(), 'gpt-4o');
    await search(page).fill('nothing says this');
    await page.getByRole('status').filter({ hasText: /no|0/i }).first().waitFor();
    assertClean(page);
  });

  await cases.run('Trace: back and forward keep span, tab and place', async () => {
    await page.goto('/traces?service=live-arrival');
    await page.getByRole('link', { name: 'invoke_agent helper' }).first().click();
    await rowOf(page, 'consume').click();
    await page.waitForURL(/span=/);
    const url = page.url();
    await page.goBack();
    await page.goForward();
    await selected(page).filter({ hasText: 'consume' }).waitFor();
    assert.equal(page.url(), url);
    assertClean(page);
  });

  await cases.run('Trace: spans that arrive while it is open take their place, without moving the selection', async () => {
    const [own, root, late] = [id(16), id(8), id(8)];
    const start = now();
    const send = (one) => deliver(instance.address.http, 'traces', traces('growing', [one]));
    await send(span({ trace: own, span: late, parent: root, name: 'child first', start: start + 1_000_000n }));
    await page.goto(`/trace/${own}?span=${late}`);
    await rowOf(page, 'child first').waitFor();
    await page.getByText(/not received|not arrived/).first().waitFor();
    await send(span({ trace: own, span: root, name: 'the root at last', start, took: 20_000_000n }));
    await rowOf(page, 'the root at last').waitFor();
    await selected(page).filter({ hasText: 'child first' }).waitFor();
    await page.getByText(/parent .* not received/).waitFor({ state: 'detached' });
    assertClean(page);
  });

  await cases.run('Trace: orphans, a circle of parents and an end before the start are shown as such', async () => {
    const [own, a, b, gone] = [id(16), id(8), id(8), id(8)];
    const spans = [
      span({ trace: own, span: a, parent: b, name: 'round and' }),
      span({ trace: own, span: b, parent: a, name: 'round again' }),
      span({ trace: own, parent: gone, name: 'an orphan' }),
      span({ trace: own, name: 'backwards', took: -5_000_000n }),
    ];
    await deliver(instance.address.http, 'traces', traces('odd', spans));
    await page.goto(`/trace/${own}`);
    for (const name of ['round and', 'round again', 'an orphan', 'backwards']) await rowOf(page, name).waitFor();
    await page.getByText(/parents form a circle/).first().waitFor();
    await page.getByText(/not received/).first().waitFor();
    assertClean(page);
  });

  await cases.run('Trace: one that is not here says so', async () => {
    await page.goto(`/trace/${id(16)}`);
    await page.getByRole('alert').or(page.getByRole('heading', { name: /not|no /i })).first().waitFor();
    // The browser itself logs the 404, and once more when the page asks again for what may have come before it began to follow changes:
    // only from elsewhere is it known to be silent.
    await page.goto('/traces');
    await page.getByRole('row').nth(1).waitFor();
    page.problems.splice(0);
  });
}
