#!/usr/bin/env node
// Takes the README's pictures: `node tests/e2e/pictures.mjs` (the program must be built). The real program, recorded telemetry of real
// libraries, a demo trace, Chromium; nothing is drawn by hand. Writes to ui/pictures.
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from '../sdks/install.mjs';
import { Instance, temporaryFolder } from '../sdks/instance.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const CORPUS = join(HERE, '../corpus');
const PICTURES = join(HERE, '../../ui/pictures');
await npm(HERE);
const { launch, openPage } = await import('./browser.mjs');

/** Every recorded request, as protobuf. */
async function recordings() {
  const files = await readdir(CORPUS, { recursive: true });
  return files.filter((file) => file.endsWith('request.binpb')).sort();
}

const folder = await temporaryFolder('pictures');
const instance = await Instance.start(folder.path);
const browser = await launch();
try {
  for (const file of await recordings()) {
    await fetch(`${instance.address.ui}/api/import`, { method: 'POST', body: await readFile(join(CORPUS, file)) });
  }
  const sent = await fetch(`${instance.address.ui}/api/sample`, { method: 'POST' });
  const { trace_id: sample } = await sent.json();
  await mkdir(PICTURES, { recursive: true });
  for (const theme of ['light', 'dark']) {
    const page = await openPage(browser, instance.address.ui, { theme, viewport: { width: 1440, height: 860 } });
    const picture = (name) => page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`), animations: 'disabled' });
    await page.goto('/traces');
    await page.getByRole('row').nth(5).waitFor();
    await page.waitForTimeout(500);
    await picture('traces');
    await page.goto(`/trace/${sample}`);
    await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').filter({ hasText: 'chat gpt' }).first().click();
    await page.getByRole('region', { name: 'Usage and cost' }).waitFor();
    await page.mouse.move(5, 850);
    await page.waitForTimeout(500);
    await picture('trace');
    await page.goto(`/trace/${sample}?view=conversation`);
    const talk = page.getByRole('region', { name: 'Conversation of the trace' });
    await talk.getByRole('link', { name: 'chat gpt-4o-mini' }).last().click();
    await page.getByRole('region', { name: 'Usage and cost' }).waitFor();
    // From the first call on, so that question, tool and answer are in one picture.
    await talk.getByRole('link', { name: 'chat gpt-4o-mini' }).first().evaluate((link) => link.scrollIntoView({ block: 'start' }));
    await page.mouse.move(5, 850);
    await page.waitForTimeout(500);
    await picture('conversation');
    await page.close();
  }
} finally {
  await browser.close();
  await instance.stop();
  await folder.remove();
}
