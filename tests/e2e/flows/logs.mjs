// Logs: records with severity and body, the way to their trace and back, the filter.
import assert from 'node:assert/strict';
import { assertClean } from '../browser.mjs';
import { deliver, logs, now } from '../otlp.mjs';

const grid = (page) => page.getByRole('grid', { name: 'Logs' });
const rowOf = (page, text) => grid(page).getByRole('row').filter({ hasText: text });

export async function logsFlow({ cases, instance, page, programHasRun }) {
  await programHasRun();
  await cases.run('Logs: the records of the program are there, with severity and body', async () => {
    await page.goto('/logs');
    const row = rowOf(page, 'the tool failed, retrying').first();
    await row.waitFor();
    assert.match(await row.innerText(), /WARN/i);
    assertClean(page);
  });

  await cases.run('Logs: a record leads to its trace', async () => {
    await page.goto('/logs');
    const row = rowOf(page, 'the tool failed, retrying').first();
    await row.waitFor();
    const link = row.getByRole('link').first();
    if (await link.count()) await link.click();
    else {
      await row.click();
      await page.getByRole('link', { name: /trace/i }).first().click();
    }
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
    await page.waitForURL(/\/trace\/[0-9a-f]{32}/);
    await page.goBack();
    await rowOf(page, 'the tool failed, retrying').first().waitFor();
    assertClean(page);
  });

  await cases.run('Logs: a record opens whole: body with its types, attributes', async () => {
    await page.goto('/logs');
    await rowOf(page, 'the tool failed, retrying').first().click();
    await page.getByText('attempt', { exact: true }).first().waitFor();
    assertClean(page);
  });

  await cases.run('Logs: a new record appears by itself; the filter finds it again', async () => {
    await page.goto('/logs');
    await grid(page).waitFor();
    const record = { timeUnixNano: String(now()), severityNumber: 17, severityText: 'ERROR', body: { stringValue: 'the aardvark escaped' } };
    await deliver(instance.address.http, 'logs', logs('zoo', [record]));
    await rowOf(page, 'the aardvark escaped').waitFor();
    const box = page.getByRole('textbox', { name: 'Filter logs' });
    await box.fill('aardvark');
    await box.press('Enter');
    await rowOf(page, 'the tool failed').first().waitFor({ state: 'detached' });
    await rowOf(page, 'the aardvark escaped').waitFor();
    await page.reload();
    await rowOf(page, 'the aardvark escaped').waitFor();
    assertClean(page);
  });
}
