// What is the same on every page: palette, key sheet, the keys that go to views, the status line, an address that leads nowhere.
import assert from 'node:assert/strict';
import { assertClean } from '../browser.mjs';

export async function frameFlow({ cases, instance, page, programHasRun }) {
  await programHasRun();
  await cases.run('Keys: ? opens the sheet, Escape closes it', async () => {
    await page.goto('/traces');
    await page.getByRole('grid', { name: 'Traces' }).waitFor();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Help' });
    await sheet.getByText('Command palette').waitFor();
    await page.getByRole('tab', { name: 'Model calls' }).click();
    await page.getByRole('heading', { name: 'Tokens' }).waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    assertClean(page);
  });

  await cases.run('Keys: the palette goes to a view, and to a trace by its id', async () => {
    const { rows } = await instance.api('/api/traces?service=live-arrival&limit=1');
    await page.goto('/traces');
    await page.getByRole('grid', { name: 'Traces' }).waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Command' }).fill('go logs');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/logs/);
    await page.getByRole('grid', { name: 'Logs' }).waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Command' }).fill(rows[0].trace_id);
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/trace/${rows[0].trace_id}`));
    assertClean(page);
  });

  await cases.run('Keys: g and a letter go to every view', async () => {
    await page.goto('/traces');
    await page.getByRole('grid', { name: 'Traces' }).waitFor();
    for (const [key, place] of [['l', '/logs'], ['m', '/metrics'], ['c', '/connect'], [',', '/settings'], ['t', '/traces']]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForURL((url) => url.pathname === place);
      await page.locator('main').first().waitFor();
    }
    assertClean(page);
  });

  await cases.run('Keys: none is active while typing', async () => {
    await page.goto('/traces');
    const box = page.getByRole('textbox', { name: 'Filter traces' });
    await box.click();
    await page.keyboard.type('gl?');
    assert.equal(await box.inputValue(), 'gl?');
    assert.equal(new URL(page.url()).pathname, '/traces');
    assertClean(page);
  });

  await cases.run('Status line: what listens, what is stored', async () => {
    await page.goto('/traces');
    const line = page.getByRole('contentinfo');
    for (const door of ['grpc', 'http']) await line.getByText(new URL(instance.address[door]).port).first().waitFor();
    await line.getByText(/\d+ spans/).first().waitFor();
    await line.getByText(/[kMG]?B/).first().waitFor();
    assertClean(page);
  });

  await cases.run('An address that leads nowhere says so and offers the way back', async () => {
    await page.goto('/no/such/place');
    await page.getByRole('link', { name: /traces/i }).first().click();
    await page.waitForURL(/\/traces/);
    page.problems.splice(0);
  });
}
