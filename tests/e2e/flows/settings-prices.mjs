// What calls cost and what is not kept, as a person sets it: a price edited and taken back, a name priced as another model, secrets
// taken out of what comes in. Every amount is worked out by hand here; nothing set stays set.
import assert from 'node:assert/strict';
import { accessibilityProblems, assertClean, openPage, picture } from '../browser.mjs';
import { deliver, id, span, traces } from '../otlp.mjs';
import { until } from '../../sdks/instance.mjs';

/** 12,000 read, 4,000 of them from a cache, 1,000 written. */
const USED = { 'gen_ai.usage.input_tokens': 12_000, 'gen_ai.usage.cache_read.input_tokens': 4_000, 'gen_ai.usage.output_tokens': 1_000 };
// gpt-4o as shipped, a million: 2.50 read, 1.25 from a cache, 10 written: 8,000 × 2.5 + 4,000 × 1.25 + 1,000 × 10 = 35,000 millionths.
const SHIPPED = 0.035;
// At 5, 1 and 20: 8,000 × 5 + 4,000 × 1 + 1,000 × 20 = 64,000 millionths.
const EDITED = 0.064;
const DEPLOYMENT = 'prices-deployment-7';
const SECRET = `sk-proj-${id(16)}`;
const MAIL = 'grace.hopper@example.com';

/** Sends one model call as a trace of its own; gives the trace's id. */
async function sendCall(instance, model, more = {}) {
  const trace = id(16);
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': model, ...USED, ...more };
  await deliver(instance.address.http, 'traces', traces('prices', [span({ trace, name: `chat ${model}`, kind: 3, attributes })]));
  return trace;
}

const costOf = async (instance, trace) => {
  const { rows } = await instance.api('/api/traces?service=prices&limit=100');
  return rows.find((row) => row.trace_id === trace)?.totals.cost;
};
const costs = (instance, trace, dollars) => until(async () => (await costOf(instance, trace)) === dollars, 15_000);

/** Waits until the trace's header and its row in the list say so. */
async function seen(page, trace, text) {
  await page.goto(`/trace/${trace}`);
  await page.getByRole('note', { name: new RegExp(`Cost: ${text.replaceAll('$', '\\$')}(,|$)`) }).waitFor();
  await page.goto('/traces?service=prices&hide=none');
  await page.getByRole('grid', { name: 'Traces' }).locator(`[role=row]:has(a[href*="${trace}"])`).filter({ hasText: text }).waitFor();
}

const section = (page, name) => page.getByRole('region', { name, exact: true });
const field = (page, name) => page.getByRole('dialog').getByRole('textbox', { name, exact: true });
const saved = (page) => page.getByRole('dialog').waitFor({ state: 'detached' });

/** Opens the address afresh: a change of the hash alone would load nothing. */
async function open(page, address) {
  await page.goto('about:blank');
  await page.goto(address);
}

async function prices({ cases, instance, page }) {
  const priced = await sendCall(instance, 'gpt-4o');
  const unpriced = await sendCall(instance, DEPLOYMENT);

  await cases.run('Prices: a call costs by the shipped table; its receipt leads to the row', async () => {
    assert.ok(await costs(instance, priced, SHIPPED), `${await costOf(instance, priced)}`);
    await seen(page, priced, '$0.035');
    await page.goto(`/trace/${priced}?tab=conversation`);
    await page.getByRole('button', { name: '$0.035', exact: true }).first().click();
    await page.getByRole('link', { name: 'Its price in Settings' }).click();
    await page.waitForURL(/\/settings\?.*find=openai.*#prices/);
    await section(page, 'Prices').getByRole('button', { name: 'Edit the price of openai/gpt-4o', exact: true }).waitFor();
    await section(page, 'Prices').getByText(/genai-prices .* of \d{4}-\d\d-\d\d/).waitFor();
    assertClean(page);
  });

  await cases.run('Prices: an edited price changes the trace and the list to the amount worked out by hand', async () => {
    await page.getByRole('button', { name: 'Edit the price of openai/gpt-4o', exact: true }).click();
    assert.equal(await field(page, 'Input').inputValue(), '2.5');
    await field(page, 'Input').fill('a lot');
    await page.getByRole('button', { name: 'Save the price' }).click();
    await page.getByText('A number such as 2.50').waitFor();
    await field(page, 'Input').fill('5');
    await field(page, 'Output').fill('$20.00');
    await field(page, 'Cached read').fill('1');
    await page.getByRole('button', { name: 'Save the price' }).click();
    await saved(page);
    await section(page, 'Prices').getByText('openai/gpt-4o: input $2.50 → $5.00, cached read $1.25 → $1.00, output $10.00 → $20.00').waitFor();
    await page.getByRole('table', { name: 'Your prices' }).getByRole('row', { name: /openai\/gpt-4o/ }).waitFor();
    assert.ok(await costs(instance, priced, EDITED), `${await costOf(instance, priced)}`);
    await seen(page, priced, '$0.064');
    assertClean(page);
  });

  await cases.run('Prices: removing it brings the old cost back; undo brings the price back', async () => {
    await open(page, '/settings#prices');
    await page.getByRole('button', { name: 'Remove your price of openai/gpt-4o' }).click();
    assert.ok(await costs(instance, priced, SHIPPED));
    await section(page, 'Prices').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('table', { name: 'Your prices' }).waitFor();
    assert.ok(await costs(instance, priced, EDITED));
    await page.getByRole('button', { name: 'Remove your price of openai/gpt-4o' }).click();
    assert.ok(await costs(instance, priced, SHIPPED));
    await seen(page, priced, '$0.035');
    assertClean(page);
  });

  await cases.run('Prices: a model without a price is listed, and its call leads to giving it one', async () => {
    await page.goto(`/trace/${unpriced}?tab=conversation`);
    await page.getByRole('link', { name: 'give it a price' }).first().click();
    await page.getByRole('dialog', { name: `Price of ${DEPLOYMENT}` }).waitFor();
    assert.equal(await field(page, 'Model').inputValue(), DEPLOYMENT);
    await page.keyboard.press('Escape');
    await saved(page);
    await page.getByRole('table', { name: 'Models without a price' }).getByRole('row', { name: new RegExp(DEPLOYMENT) }).waitFor();
    assertClean(page);
  });

  await cases.run('Prices: priced as another model, it costs as that one does', async () => {
    await page.getByRole('button', { name: `Costs as…: ${DEPLOYMENT}` }).click();
    await page.getByRole('dialog').getByLabel('Costs as').fill('no-such-model-9');
    await page.getByRole('button', { name: 'Save the alias' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('dialog').getByLabel('Costs as').fill('gpt-4o');
    await page.getByRole('option', { name: 'openai/gpt-4o', exact: true }).click();
    await page.getByRole('button', { name: 'Save the alias' }).click();
    await saved(page);
    assert.ok(await costs(instance, unpriced, SHIPPED), `${await costOf(instance, unpriced)}`);
    await page.getByRole('table', { name: 'Models without a price' }).getByRole('row', { name: new RegExp(DEPLOYMENT) }).waitFor({ state: 'detached' });
    await seen(page, unpriced, '$0.035');
    await open(page, '/settings#prices');
    await page.getByRole('button', { name: `Remove the alias ${DEPLOYMENT}` }).click();
    assert.ok(await costs(instance, unpriced, null));
    // The refused alias, which the browser reports itself.
    page.problems.splice(0, page.problems.length, ...page.problems.filter((problem) => !/400 \(/.test(problem)));
    assertClean(page);
  });
}

async function redaction({ cases, instance, page }) {
  const said = { 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: `My key is ${SECRET}, write to ${MAIL}` }] }]) };
  const before = await sendCall(instance, 'gpt-4o', said);
  const master = () => section(page, 'Redaction').getByRole('switch', { name: 'Take out what the rules find' });

  await cases.run('Redaction: the preview says what would be taken out of a stored trace, and changes nothing', async () => {
    await open(page, '/settings#redaction');
    await page.getByRole('textbox', { name: 'Trace to preview on' }).fill('not an id');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText(/32 hexadecimal digits/).waitFor();
    await page.getByRole('textbox', { name: 'Trace to preview on' }).fill(before);
    await page.getByRole('button', { name: 'Preview' }).click();
    const changes = page.getByRole('list', { name: 'What would change' });
    await changes.getByText('gen_ai.input.messages').first().waitFor();
    assert.match(await changes.innerText(), /\[redacted: api key\]/);
    assert.match(await changes.innerText(), /\[redacted: e-mail\]/);
    await picture(page, 'settings-redaction');
    assert.equal((await instance.api('/api/redaction')).on, false);
    assertClean(page);
  });

  await cases.run('Redaction: a rule that is none is refused in place; a good one is kept', async () => {
    await page.getByRole('button', { name: 'Add a rule…' }).click();
    await field(page, 'Name').fill('Customers');
    await field(page, 'Text').fill('CUST-[0-9');
    await page.getByRole('button', { name: 'Save the rule' }).click();
    await page.getByRole('dialog').getByText(/not a regular expression/).waitFor();
    await field(page, 'Text').fill('CUST-[0-9]{6}');
    await page.getByRole('button', { name: 'Save the rule' }).click();
    await saved(page);
    assert.equal((await instance.api('/api/redaction')).rules.at(-1).value, 'CUST-[0-9]{6}');
    // The refused rule, which the browser reports itself.
    page.problems.splice(0, page.problems.length, ...page.problems.filter((problem) => !/400 \(/.test(problem)));
    assertClean(page);
  });

  await cases.run('Redaction: switched on, no answer of the API has the secret of what comes in then', async () => {
    await master().click({ force: true });
    assert.ok(await until(async () => (await instance.api('/api/redaction')).on));
    const after = await sendCall(instance, 'gpt-4o', { ...said, 'app.customer': 'CUST-123456', 'http.request.header.authorization': `Bearer ${SECRET}` });
    assert.ok(await until(async () => (await costOf(instance, after)) === SHIPPED));
    const { rows } = await instance.api(`/api/traces/${after}/document`).then((document) => ({ rows: document.spans }));
    const one = `/api/traces/${after}/spans/${rows[0].span_id}`;
    const answers = [`/api/traces/${after}`, `/api/traces/${after}/document`, `/api/traces/${after}/conversation`, `/api/previews?trace_ids=${after}`, one, `${one}/conversation`, `${one}/raw`];
    for (const path of answers) {
      const response = await fetch(`${instance.address.ui}${path}`);
      const text = await response.text();
      assert.ok(response.ok, `${path}: ${response.status} ${text.slice(0, 200)}`);
      for (const secret of [SECRET, MAIL, 'CUST-123456']) assert.ok(!text.includes(secret), `${secret} in ${path}`);
    }
    await page.goto(`/trace/${after}?tab=conversation`);
    await page.getByText(/My key is \[redacted: api key\], write to \[redacted: e-mail\]/).first().waitFor();
    // What was stored before is as it was.
    assert.match(JSON.stringify(await instance.api(`/api/traces/${before}/document`)), new RegExp(SECRET));
    assertClean(page);
  });

  await cases.run('Redaction: switched off, what comes in is stored as it is', async () => {
    await open(page, '/settings#redaction');
    await page.getByRole('button', { name: 'Remove the rule Customers' }).click();
    // While a change is being saved the switches wait.
    assert.ok(await until(async () => (await instance.api('/api/redaction')).rules.every((rule) => rule.name !== 'Customers')));
    await page.getByRole('button', { name: 'Remove the rule Customers' }).waitFor({ state: 'detached' });
    await until(() => master().isEnabled());
    await master().click({ force: true });
    assert.ok(await until(async () => !(await instance.api('/api/redaction')).on));
    const plain = await sendCall(instance, 'gpt-4o', said);
    assert.ok(await until(async () => (await costOf(instance, plain)) === SHIPPED));
    assert.match(JSON.stringify(await instance.api(`/api/traces/${plain}/document`)), new RegExp(SECRET));
    assertClean(page);
  });
}

/** Both dialogs and the page, in both themes. */
async function judged({ cases, instance, browser }) {
  for (const theme of ['light', 'dark']) {
    await cases.run(`Settings: axe finds nothing serious in prices, redaction and their dialogs, ${theme}`, async () => {
      const own = await openPage(browser, instance.address.ui, { theme });
      try {
        await own.goto('/settings?find=gpt-4o#prices');
        await own.getByRole('button', { name: 'Edit the price of openai/gpt-4o', exact: true }).waitFor();
        assert.deepEqual(await accessibilityProblems(own), []);
        await own.getByRole('button', { name: 'Edit the price of openai/gpt-4o', exact: true }).click();
        await own.getByRole('dialog').waitFor();
        assert.deepEqual(await accessibilityProblems(own), []);
        await picture(own, `settings-price-${theme}`);
        await own.keyboard.press('Escape');
        await own.getByRole('button', { name: 'Add a rule…' }).click();
        await own.getByRole('dialog').waitFor();
        assert.deepEqual(await accessibilityProblems(own), []);
        assertClean(own);
      } finally {
        await own.context().close();
      }
    });
  }
}

export async function settingsPricesFlow(context) {
  await prices(context);
  await redaction(context);
  await judged(context);
}
