// From an empty database to the first trace: the addresses are the real ones, a sample goes through, a file is read, the checklist
// ticks. The first flow: it needs a database without any trace.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertClean, picture } from '../browser.mjs';
import { id, span, traces } from '../otlp.mjs';

const ARRIVED = { first: /First span/, model: /First model call/, log: /First log record/, metric: /First metric/ };

/** Whether a step of the checklist is ticked. */
const ticked = (page, step) => page.getByRole('listitem').filter({ hasText: ARRIVED[step] }).getByLabel('Arrived');

export async function connectFlow({ cases, instance, page, folder, runProgram }) {
  await cases.run('Connect: an empty database shows how to connect, with the real ports', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'No traces yet' }).waitFor();
    await picture(page, 'empty-light');
    const addresses = page.getByRole('region', { name: 'Addresses' });
    for (const door of ['grpc', 'http', 'ui']) await addresses.getByText(instance.address[door]).first().waitFor();
    const code = page.getByRole('region', { name: 'Code' });
    const tabs = await code.getByRole('tab').all();
    assert.ok(tabs.length >= 6, 'a snippet per client: Python, JS/TS, .NET, Java, Go, Rust');
    for (const tab of tabs) {
      await tab.click();
      const text = await code.getByRole('tabpanel').innerText();
      const ports = [...text.matchAll(/(?:localhost|127\.0\.0\.1):(\d+)/g)].map((match) => match[1]);
      const real = [instance.address.grpc, instance.address.http].map((url) => new URL(url).port);
      assert.ok(ports.length > 0 && ports.every((port) => real.includes(port)), `${await tab.innerText()} names ${ports}, real ones are ${real}`);
    }
    assertClean(page);
  });

  await cases.run('Connect: an address is copied whole', async () => {
    await page.goto('/connect');
    await page.getByRole('button', { name: /Copy the OTLP\/gRPC address/ }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), instance.address.grpc);
    assertClean(page);
  });

  await cases.run('Connect: a sample goes through the real receiver and ticks the checklist', async () => {
    await page.goto('/connect');
    assert.equal(await ticked(page, 'first').count(), 0, 'nothing has arrived yet');
    await page.getByRole('button', { name: 'Send a sample' }).click();
    await ticked(page, 'first').waitFor();
    await ticked(page, 'model').waitFor();
    await page.getByRole('link', { name: /Open it/ }).click();
    await page.getByRole('treegrid', { name: 'Spans' }).waitFor();
    assertClean(page);
  });

  await cases.run('Connect: the checklist ticks while a real program sends logs and metrics', async () => {
    await page.goto('/connect');
    await runProgram('checkout');
    for (const step of Object.keys(ARRIVED)) await ticked(page, step).waitFor();
    await picture(page, 'connect-light');
    assertClean(page);
  });

  await cases.run('Import: a file is chosen and its trace is there', async () => {
    const trace = id(16);
    const file = join(folder, 'import.jsonl');
    await writeFile(file, `${JSON.stringify(traces('from-a-file', [span({ trace, name: 'imported work' })]))}\n`);
    await page.goto('/connect');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: /Choose a file/ }).click()]);
    await chooser.setFiles(file);
    await page.getByText(/1 span/).first().waitFor();
    const outline = await instance.api(`/api/traces/${trace}`);
    assert.equal(outline.summary.name, 'imported work');
    assertClean(page);
  });

  await cases.run('Import: a file is dropped on the page', async () => {
    const trace = id(16);
    const text = JSON.stringify(traces('from-a-drop', [span({ trace, name: 'dropped work' })]));
    await page.goto('/traces');
    await page.getByRole('grid', { name: 'Traces' }).waitFor();
    const data = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], 'drop.jsonl', { type: 'application/json' }));
      return transfer;
    }, text);
    for (const event of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', event, { dataTransfer: data });
    await page.getByRole('link', { name: 'dropped work' }).waitFor();
    assertClean(page);
  });
}
