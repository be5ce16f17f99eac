// Onward from what one looks at: an attribute's row, a log record and the page of the language lead to lists with a filter; all that match is chosen.
import assert from 'node:assert/strict';
import { assertClean } from '../browser.mjs';

const grid = (page, name = 'Traces') => page.getByRole('grid', { name });
const rows = (page, name) => grid(page, name).getByRole('row');
const query = (page) => new URL(page.url()).searchParams.get('q');
const FIELD = 'gen_ai.request.model';

/** Opens the attributes of a model call, from the list under a filter. */
async function attributes(page) {
  await page.goto('/traces?q=service:live-arrival+status:error');
  await rows(page).filter({ hasText: 'invoke_agent' }).first().click();
  await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').filter({ hasText: 'chat gpt-4o' }).first().click();
  await page.getByRole('tab', { name: /^Attributes/ }).click();
  await page.getByRole('button', { name: `Filter for ${FIELD}:gpt-4o` }).waitFor();
}

export async function onwardFlow({ cases, instance, page, programHasRun }) {
  await programHasRun();
  await cases.run('Onward: an attribute filters the list on, and filters out', async () => {
    await attributes(page);
    await page.getByRole('button', { name: `Filter for ${FIELD}:gpt-4o` }).click();
    await page.waitForURL((url) => url.pathname === '/traces');
    assert.equal(query(page), `service:live-arrival status:error ${FIELD}:gpt-4o`);
    await rows(page).nth(1).waitFor();
    await attributes(page);
    await page.getByRole('button', { name: `Filter out ${FIELD}:gpt-4o` }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === `service:live-arrival status:error -${FIELD}:gpt-4o`);
    await page.getByRole('heading', { name: 'No trace matches' }).waitFor();
    assertClean(page);
  });

  await cases.run('Onward: an attribute becomes a column and a facet', async () => {
    await attributes(page);
    await page.getByRole('button', { name: `Pin ${FIELD} as a facet` }).click();
    await page.getByRole('button', { name: `Show ${FIELD} as a column of the list` }).click();
    await grid(page).getByRole('columnheader', { name: FIELD }).waitFor();
    await rows(page).filter({ hasText: 'gpt-4o' }).first().waitFor();
    const facet = page.getByRole('region', { name: FIELD });
    await facet.getByRole('button', { name: /^gpt-4o/ }).waitFor();
    await facet.getByRole('button', { name: `Unpin ${FIELD}` }).click();
    await facet.waitFor({ state: 'detached' });
    assertClean(page);
  });

  await cases.run('Onward: a log record filters the list of records', async () => {
    await page.goto('/logs');
    await rows(page, 'Logs').filter({ hasText: 'the tool failed, retrying' }).first().click();
    await page.getByRole('button', { name: /^Filter for attempt:/ }).click();
    await page.waitForURL((url) => /^attempt:\d+$/.test(url.searchParams.get('q') ?? ''));
    await rows(page, 'Logs').filter({ hasText: 'the tool failed, retrying' }).first().waitFor();
    assertClean(page);
  });

  await cases.run('Onward: the page of the language is searched, and an example tried', async () => {
    await page.goto('/traces');
    await page.getByRole('button', { name: 'The filter language' }).click();
    await page.getByRole('textbox', { name: 'Search this page' }).fill('regular');
    await page.getByRole('button', { name: 'name~"^POST"' }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'name~"^POST"');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assertClean(page);
  });

  await cases.run('Onward: free words go along into the trace', async () => {
    await page.goto('/traces?q=service:live-arrival+%22chat%22');
    await rows(page).filter({ hasText: 'invoke_agent' }).first().click();
    await page.waitForURL(/find=chat/);
    assert.equal(await page.getByRole('textbox', { name: 'Search in this trace' }).inputValue(), 'chat');
    const found = page.getByRole('treegrid', { name: 'Spans' }).getByRole('row', { selected: true });
    await found.filter({ hasText: 'chat gpt-4o' }).waitFor();
    // Of words that no span has as they stand: where all are, else where one is. Log records lead to their span.
    await page.goto('/traces?q=service:live-arrival+retrying+failed+tool');
    await rows(page).filter({ hasText: 'invoke_agent' }).first().click();
    await found.filter({ hasText: 'chat gpt-4o' }).waitFor();
    await page.getByRole('search').filter({ hasText: 'the tool failed, retrying' }).locator('mark').nth(2).waitFor();
    assertClean(page);
  });

  await cases.run('Onward: all that match are chosen by a key and a click, and tagged', async () => {
    await page.goto('/traces?q=service:live-arrival');
    await rows(page).nth(1).waitFor();
    await grid(page).focus();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: /^Select all \d+ matching/ }).click();
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByLabel('Tags', { exact: true }).first().fill('all of them');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await rows(page).filter({ hasText: 'all of them' }).nth(1).waitFor();
    const tagged = await instance.api('/api/traces?q=tag:%22all%20of%20them%22');
    const all = await instance.api('/api/traces?q=service:live-arrival');
    assert.equal(tagged.total, all.total);
    assertClean(page);
  });
}
