// Settings: the theme at once and for good, where the data is, and clearing all of it, which is asked twice. The last flow: it empties
// the database.
import assert from 'node:assert/strict';
import { assertClean } from '../browser.mjs';
import { until } from '../../sdks/instance.mjs';

const dark = (page) => page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark');

/** Chooses a theme on the settings page by clicking its word. */
const choose = (page, name) => page.getByRole('radiogroup', { name: 'Theme' }).getByText(name).click();

export async function settingsFlow({ cases, instance, page, programHasRun }) {
  await programHasRun();
  await cases.run('Settings: the theme changes at once and stays after reload', async () => {
    await page.goto('/settings');
    await choose(page, /dark/i);
    assert.ok(await until(() => dark(page)), 'dark');
    assert.ok(await until(async () => (await instance.api('/api/settings')).theme === 'dark'), 'kept in the database');
    await page.reload();
    assert.ok(await until(() => dark(page)), 'dark after reload');
    await choose(page, /light/i);
    assert.ok(await until(async () => !(await dark(page))), 'light');
    await choose(page, /system/i);
    assertClean(page);
  });

  await cases.run('Settings: says where the data is and how much', async () => {
    await page.goto('/settings');
    await page.getByText(instance.db).first().waitFor();
    assertClean(page);
  });

  await cases.run('Settings: clear all asks first, and cancelling changes nothing', async () => {
    await page.goto('/settings');
    await page.getByRole('button', { name: /clear all|delete all/i }).click();
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    await dialog.first().waitFor();
    await page.keyboard.press('Escape');
    assert.ok(Number((await instance.api('/api/status')).counts.spans) > 0);
    assertClean(page);
  });

  await cases.run('Settings: clear all, confirmed, leaves an empty database that takes spans again', async () => {
    await page.goto('/settings');
    await page.getByRole('button', { name: /clear all|delete all/i }).click();
    const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog')).first();
    const typed = dialog.getByRole('textbox');
    if (await typed.count()) await typed.fill((await dialog.innerText()).match(/type\s+[“"']?(\w+)/i)?.[1] ?? '');
    await dialog.getByRole('button', { name: /clear|delete/i }).click();
    assert.ok(await until(async () => (await instance.api('/api/status')).counts.spans === '0', 10_000), 'nothing is left');
    await page.goto('/traces');
    await page.getByRole('heading', { name: 'No traces yet' }).waitFor();
    assertClean(page);
  });
}
