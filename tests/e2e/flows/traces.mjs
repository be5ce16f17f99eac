// The list of traces while programs run: rows appear by themselves, wait behind a pill when the reader is elsewhere, and are sorted,
// filtered and walked by keyboard. The address says what is shown.
import assert from 'node:assert/strict';
import { assertClean } from '../browser.mjs';
import { deliver, id, now, span, traces } from '../otlp.mjs';

const grid = (page) => page.getByRole('grid', { name: 'Traces' });
const rowOf = (page, text) => grid(page).getByRole('row').filter({ hasText: text });

/** Sends a trace of one span. */
const send = (instance, name, more = {}) => deliver(instance.address.http, 'traces', traces(more.service ?? 'sender', [span({ trace: id(16), name, ...more })]));

export async function tracesFlow({ cases, instance, page, runProgram }) {
  await cases.run('Traces: the row of a running program appears without reload', async () => {
    await page.goto('/traces');
    await grid(page).waitFor();
    await page.evaluate(() => (globalThis.notReloaded = true));
    await runProgram('live-arrival');
    await rowOf(page, 'live-arrival').first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.notReloaded), true);
    assertClean(page);
  });

  await cases.run('Traces: a row says what a person looks for', async () => {
    await page.goto('/traces?service=live-arrival');
    const row = rowOf(page, 'invoke_agent helper').first();
    const text = await row.innerText();
    assert.match(text, /live-arrival/);
    assert.match(text, /gpt-4o-2024-08-06/, 'the model that answered');
    assert.match(text, /1\.2k → 34/, 'tokens in and out');
    assert.match(text, /1 error/, 'a failed span inside');
    assertClean(page);
  });

  await cases.run('Traces: nothing jumps: rows wait behind a pill while the reader is further down', async () => {
    for (let n = 0; n < 80; n++) await send(instance, `earlier ${n}`);
    await page.goto('/traces');
    await rowOf(page, 'earlier 79').waitFor();
    await grid(page).evaluate((element) => element.scrollTo({ top: 900 }));
    const read = rowOf(page, 'earlier 40');
    await read.waitFor();
    const { y } = await read.boundingBox();
    await send(instance, 'came later');
    const pill = page.getByRole('button', { name: /\d+\+? new/ });
    await pill.waitFor();
    assert.equal((await read.boundingBox()).y, y, 'what is read has not moved');
    await pill.click();
    await rowOf(page, 'came later').waitFor();
    assertClean(page);
  });

  await cases.run('Traces: paused, rows wait; live again, they come', async () => {
    await page.goto('/traces');
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await send(instance, 'while paused');
    await page.getByRole('button', { name: /\d+\+? new/ }).waitFor();
    assert.equal(await rowOf(page, 'while paused').count(), 0);
    assert.match(page.url(), /live=off/);
    await page.getByRole('button', { name: 'Paused', exact: true }).click();
    await rowOf(page, 'while paused').waitFor();
    assertClean(page);
  });

  await cases.run('Traces: filter and sort stand in the address and survive reload and back', async () => {
    await send(instance, 'the slow one', { took: 7_000_000_000n });
    await page.goto('/traces');
    const box = page.getByRole('textbox', { name: 'Filter traces' });
    await box.fill('duration>5s');
    await box.press('Enter');
    await rowOf(page, 'the slow one').first().waitFor();
    await assertCount(page, 'earlier', 0);
    assert.match(decodeURIComponent(page.url()), /duration>5s/);
    await page.reload();
    await rowOf(page, 'the slow one').first().waitFor();
    await assertCount(page, 'earlier', 0);
    await page.goto('/traces?service=sender');
    await rowOf(page, 'the slow one').first().waitFor();
    await grid(page).getByRole('button', { name: 'Duration' }).click();
    await page.waitForURL(/sort=duration/);
    const first = grid(page).getByRole('row').nth(1);
    await first.filter({ hasText: 'the slow one' }).waitFor();
    assert.equal(await grid(page).getByRole('columnheader', { name: /Duration/ }).getAttribute('aria-sort'), 'descending');
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('sort'));
    assertClean(page);
  });

  await cases.run('Traces: a filter that cannot be understood says so beside the text', async () => {
    await page.goto('/traces');
    const box = page.getByRole('textbox', { name: 'Filter traces' });
    await box.fill('duration>soon');
    await box.press('Enter');
    await page.getByRole('alert').filter({ hasText: /is not a length of time|unit/ }).waitFor();
    await box.fill('');
    await box.press('Enter');
    assertClean(page);
  });

  await cases.run('Traces: walked and opened by keyboard alone; Escape comes back to the row', async () => {
    await page.goto('/traces?service=live-arrival');
    await rowOf(page, 'invoke_agent helper').first().waitFor();
    await page.keyboard.press('j');
    const selected = grid(page).getByRole('row', { selected: true });
    await selected.waitFor();
    const name = await selected.getByRole('link').first().innerText();
    await page.keyboard.press('Enter');
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
    await page.getByText(name).first().waitFor();
    await page.goBack();
    await selected.waitFor();
    assert.equal(await selected.getByRole('link').first().innerText(), name);
    assertClean(page);
  });

  await cases.run('Traces: a long list stays a page of few nodes', async () => {
    const spans = Array.from({ length: 1_500 }, (_, n) => span({ trace: id(16), name: `many ${n}`, start: now() - 60_000_000_000n }));
    await deliver(instance.address.http, 'traces', traces('many', spans));
    await page.goto('/traces?service=many');
    await rowOf(page, 'many').first().waitFor();
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    assert.ok(nodes < 5_000, `${nodes} nodes`);
    await grid(page).evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await page.waitForFunction(() => document.querySelectorAll('[role=row]').length > 10);
    assertClean(page);
  });
}

async function assertCount(page, text, count) {
  await page.waitForFunction(
    ([words, wanted]) => [...document.querySelectorAll('[role=row]')].filter((row) => row.textContent.includes(words)).length === wanted,
    [text, count],
  );
}
