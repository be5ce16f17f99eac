// Finding: completion, facets, spans, columns, groups, selection and tags, saved views, SQL. The query stands in the address.
import assert from 'node:assert/strict';
import { assertClean } from '../browser.mjs';
import { deliver, id, span, traces } from '../otlp.mjs';

const grid = (page, name = 'Traces') => page.getByRole('grid', { name });
const rows = (page, name) => grid(page, name).getByRole('row');
const box = (page) => page.getByRole('textbox', { name: /Filter (traces|spans)/ });
const query = (page) => new URL(page.url()).searchParams.get('q');

export async function findFlow({ cases, instance, page, programHasRun }) {
  await programHasRun();
  await cases.run('Find: fields and values are completed by keyboard, and the list follows', async () => {
    await page.goto('/traces');
    await rows(page).nth(1).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('servi');
    await page.getByRole('option', { name: /^service/ }).first().waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await box(page).inputValue(), 'service:');
    await page.keyboard.type('live');
    await page.getByRole('option', { name: /live-arrival/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.waitForURL((url) => url.searchParams.get('q') === 'service:live-arrival');
    await rows(page).nth(1).waitFor();
    assertClean(page);
  });

  await cases.run('Find: a mistake is underlined, with what to write; half a query keeps the rows', async () => {
    await page.goto('/traces?q=service:live-arrival');
    await rows(page).nth(1).waitFor();
    await box(page).fill('service:live-arrival durration>2s status:odd');
    await box(page).press('Enter');
    await page.getByRole('alert').filter({ hasText: /odd.*status/ }).waitFor();
    assert.equal(query(page), 'service:live-arrival');
    await box(page).fill('service:live-arrival model:');
    await page.waitForTimeout(400);
    assert.equal(query(page), 'service:live-arrival');
    await rows(page).nth(1).waitFor();
    assertClean(page);
  });

  await cases.run('Find: a facet adds its term, takes it away, and excludes', async () => {
    await page.goto('/traces');
    const service = page.getByRole('region', { name: 'service' });
    // Flows before may have brought in services with more traces.
    const more = service.getByRole('button', { name: /more$/ });
    await service.getByRole('button').first().waitFor();
    if (await more.count()) await more.click();
    const value = service.getByRole('button', { name: /^live-arrival/ });
    await value.click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'service:live-arrival');
    await value.click();
    await page.waitForURL((url) => !url.searchParams.has('q'));
    await value.click({ modifiers: ['Shift'] });
    await page.waitForURL((url) => url.searchParams.get('q') === '-service:live-arrival');
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has('q'));
    assertClean(page);
  });

  await cases.run('Find: two values of a facet are alternatives, and the others stay in sight', async () => {
    for (const service of ['either-one', 'either-two', 'either-three']) await deliver(instance.address.http, 'traces', traces(service, [span({ trace: id(16), attributes: { 'either.key': service } })]));
    await page.goto('/traces?q=has:either.key');
    const service = page.getByRole('region', { name: 'service' });
    await service.getByRole('button', { name: /^either-one/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'has:either.key service:either-one');
    await service.getByRole('button', { name: /^either-two/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'has:either.key service:either-one,either-two');
    await page.getByText('2 traces').waitFor();
    await service.getByRole('button', { name: /^either-three/ }).waitFor();
    await service.getByRole('button', { name: /^either-one/, pressed: true }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'has:either.key service:either-two');
    assertClean(page);
  });

  await cases.run('Find: spans as a list, an attribute as a column, sorted by it', async () => {
    await page.goto('/traces?q=has:gen_ai.request.model');
    await page.getByRole('group', { name: 'List' }).getByRole('button', { name: 'Spans' }).click();
    await rows(page, 'Spans').nth(1).waitFor();
    await page.getByRole('button', { name: 'Column', exact: true }).click();
    await page.getByRole('textbox', { name: 'Column', exact: true }).fill('gen_ai.request.model');
    await page.getByRole('option', { name: /^gen_ai\.request\.model/ }).first().click();
    await grid(page, 'Spans').getByRole('columnheader', { name: 'gen_ai.request.model' }).waitFor();
    await rows(page, 'Spans').filter({ hasText: 'gpt-4o' }).first().waitFor();
    await grid(page, 'Spans').getByRole('button', { name: 'gen_ai.request.model' }).click();
    await page.waitForURL(/sort=gen_ai\.request\.model/);
    await page.reload();
    await rows(page, 'Spans').filter({ hasText: 'gpt-4o' }).first().waitFor();
    assertClean(page);
  });

  await cases.run('Find: groups with counts; a group leads to its rows', async () => {
    await page.goto('/traces');
    await page.getByRole('button', { name: 'Group', exact: true }).click();
    await page.keyboard.type('servic');
    await page.getByRole('option', { name: /as typed/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/group=service$/);
    const group = rows(page, 'Groups of traces').filter({ hasText: 'live-arrival' });
    await group.waitFor();
    await group.click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'service:live-arrival' && !url.searchParams.has('group'));
    await rows(page).nth(1).waitFor();
    assertClean(page);
  });

  await cases.run('Find: chosen traces are tagged, found by their tag, and untagged', async () => {
    await page.goto('/traces?q=service:live-arrival');
    await rows(page).nth(1).getByRole('checkbox').click();
    await page.getByRole('toolbar', { name: 'Selection' }).waitFor();
    await page.getByRole('button', { name: 'Tag', exact: true }).click();
    await page.getByLabel('Tags', { exact: true }).first().fill('look again');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await rows(page).filter({ hasText: 'look again' }).first().waitFor();
    const found = await instance.api('/api/traces?q=tag:%22look%20again%22');
    assert.equal(found.total, 1);
    assert.deepEqual(found.rows[0].tags, ['look again']);
    assertClean(page);
  });

  await cases.run('Find: a view is saved, opened again, and deleted', async () => {
    await page.goto('/traces?q=kind:llm&columns=gen_ai.request.model&sort=duration');
    await rows(page).nth(1).waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Name of the view' }).fill('Model calls');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /^Model calls traces: kind:llm/ }).waitFor();
    await page.goto('/traces');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: /^Model calls traces/ }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'kind:llm' && url.searchParams.get('sort') === 'duration');
    // The button names the view that is looked at.
    await page.getByRole('button', { name: 'Views: Model calls' }).click();
    await page.getByRole('button', { name: 'Rename the view Model calls' }).click();
    await page.getByRole('textbox', { name: 'New name of Model calls' }).fill('Calls');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Calls traces/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.goto('/logs');
    await grid(page, 'Logs').waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Command' }).fill('view calls');
    await page.getByRole('option', { name: 'View: Calls' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/traces' && url.searchParams.get('q') === 'kind:llm');
    await page.getByRole('button', { name: 'Views: Calls' }).click();
    await page.getByRole('button', { name: 'Delete the view Calls' }).click();
    await page.getByText('No view is saved yet').waitFor();
    await page.keyboard.press('Escape');
    assertClean(page);
  });

  await cases.run('SQL: a question is answered, drawn, and a mistake has its place', async () => {
    await page.goto('/sql');
    await page.getByRole('button', { name: 'Run' }).click();
    await rows(page, 'Answer').nth(1).waitFor();
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.getByRole('img', { name: /Chart of/ }).waitFor();
    const editor = page.getByRole('textbox', { name: 'SQL' });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('SELECT one FROM nowhere');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('alert').filter({ hasText: /nowhere/ }).waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('DELETE FROM spans');
    await page.keyboard.press('ControlOrMeta+Enter');
    await page.getByRole('alert').waitFor();
    // The browser notes each refused answer; that is what was asked for here.
    page.problems.splice(0);
    assert.ok((await instance.api('/api/traces?limit=1')).rows.length > 0);
  });
}
