// A tool-using agent, read as people read it: what the model saw and said, its calls joined with their results, tokens and cost as they
// come out by hand; and what strangers wrote is shown, never run and never fetched.
import assert from 'node:assert/strict';
import { accessibilityProblems, assertClean, openPage, picture } from '../browser.mjs';
import { deliver, id, now, span, traces } from '../otlp.mjs';

const text = (content) => ({ type: 'text', content });
const said = (role, ...parts) => ({ role, parts: parts.map((part) => (typeof part === 'string' ? text(part) : part)) });
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';
const ANSWER = 'Order **4417** is lost. I refund `38.20` EUR.\n\n| Item | EUR |\n| --- | --- |\n| Lamp | 38.20 |\n\nSee [the policy](https://example.com/policy) <script>window.hit = 1</script>';
const CONTENT = { 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.response.model': 'gpt-4o-2024-08-06' };

// By hand, at 2.50 in, 1.25 from the cache, 10.00 out for a million: 1,200 in and 40 out are 0.0030 + 0.0004; 1,500 in, of these 1,024 from
// the cache, and 60 out are 476 × 2.50 + 1,024 × 1.25 + 60 × 10.00 millionths = 0.00119 + 0.00128 + 0.0006. The agent repeats their sum.
const SUM = { input: 2_700, output: 100, cost: 0.0034 + 0.00307 };

/** An agent that asks twice and looks an order up in between. Gives the spans' ids. */
async function sendAgent({ http }) {
  const trace = id(16);
  const start = now() - 5_000_000_000n;
  const at = (ms, took, more) => span({ trace, start: start + BigInt(ms) * 1_000_000n, took: BigInt(took) * 1_000_000n, ...more });
  const rules = JSON.stringify([text('You are the support agent. Look orders up first.')]);
  const tools = JSON.stringify([
    { type: 'function', name: 'find_order', description: 'Looks an order up by its number.', parameters: { type: 'object', properties: { order: { type: 'string' } } } },
  ]);
  const question = said('user', 'Where is **order 4417**?', { type: 'blob', modality: 'image', mime_type: 'image/png', content: PIXEL }, { type: 'uri', modality: 'image', uri: 'https://pictures.invalid/parcel.png' });
  const asks = { ...said('assistant', { type: 'reasoning', content: 'Look it up first.' }, { type: 'tool_call', id: 'call_1', name: 'find_order', arguments: { order: '4417' } }), finish_reason: 'tool_call' };
  const found = said('tool', { type: 'tool_call_response', id: 'call_1', response: { order: '4417', state: 'lost', total: 38.2 } });
  const answers = { ...said('assistant', ANSWER), finish_reason: 'stop' };
  const call = (more) => ({ 'gen_ai.operation.name': 'chat', ...CONTENT, 'gen_ai.system_instructions': rules, 'gen_ai.tool.definitions': tools, 'gen_ai.conversation.id': 'conversation-flow', ...more });
  const agent = at(0, 3_000, {
    name: 'invoke_agent support',
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'support', 'gen_ai.usage.input_tokens': SUM.input, 'gen_ai.usage.output_tokens': SUM.output },
  });
  const first = at(10, 900, {
    parent: agent.spanId,
    kind: 3,
    name: 'chat gpt-4o',
    attributes: call({ 'gen_ai.input.messages': JSON.stringify([question]), 'gen_ai.output.messages': JSON.stringify([asks]), 'gen_ai.request.temperature': 0.2, 'gen_ai.usage.input_tokens': 1_200, 'gen_ai.usage.output_tokens': 40 }),
  });
  const tool = at(1_000, 500, {
    parent: agent.spanId,
    name: 'execute_tool find_order',
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'find_order', 'gen_ai.tool.call.id': 'call_1', 'gen_ai.tool.call.arguments': '{"order":"4417"}', 'gen_ai.tool.call.result': '{"order":"4417","state":"lost","total":38.2}' },
  });
  const second = at(1_600, 1_300, {
    parent: agent.spanId,
    kind: 3,
    name: 'chat gpt-4o',
    attributes: call({
      'gen_ai.input.messages': JSON.stringify([question, asks, found]),
      'gen_ai.output.messages': JSON.stringify([answers]),
      'gen_ai.response.finish_reasons': 'stop',
      'gen_ai.usage.input_tokens': 1_500,
      'gen_ai.usage.cache_read.input_tokens': 1_024,
      'gen_ai.usage.output_tokens': 60,
    }),
  });
  const silent = at(2_950, 40, { parent: agent.spanId, kind: 3, name: 'chat silent', attributes: { 'gen_ai.operation.name': 'chat', ...CONTENT, 'gen_ai.usage.input_tokens': 0, 'gen_ai.usage.output_tokens': 0 } });
  await deliver(http, 'traces', traces('conversation', [agent, first, tool, second, silent]));
  return { trace, agent: agent.spanId, first: first.spanId, tool: tool.spanId, second: second.spanId, silent: silent.spanId };
}

/** A second of silence as the shortest WAV there is. */
const SOUND = Buffer.concat([
  Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1'),
  Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]),
  Buffer.from('data', 'latin1'),
  Buffer.from([0x40, 0x1f, 0, 0]),
  Buffer.alloc(8_000, 128),
]).toString('base64');
const HOSTILE = '<img src=x onerror="window.hit = 2"> <a href="javascript:window.hit = 3">press</a> [press](javascript:window.hit=4) ![seen](https://spy.invalid/seen.png)\n\n<script>window.hit = 5</script>\n\n<style>body { display: none }</style>';

/** One call by a library of that name, so that its own switch can be told. Gives the address of its span. */
async function sendCall({ http }, scope, attributes) {
  const trace = id(16);
  const one = span({ trace, kind: 3, name: 'chat odd', attributes: { 'gen_ai.operation.name': 'chat', ...CONTENT, ...attributes } });
  const request = traces('conversation', [one]);
  request.resourceSpans[0].scopeSpans[0].scope = { name: scope };
  await deliver(http, 'traces', request);
  return `/trace/${trace}?span=${one.spanId}`;
}

const pane = (page) => page.getByRole('complementary', { name: 'Inspector' });
const message = (page, name) => pane(page).getByRole('article', { name });

export async function conversationFlow({ cases, instance, browser, page }) {
  const { address } = instance;
  const agent = await sendAgent(address);
  const open = (span, more = '') => page.goto(`/trace/${agent.trace}?span=${span}${more}`);

  await cases.run('Conversation: a model call opens with its answer in sight, as Markdown', async () => {
    await open(agent.second);
    const answer = message(page, 'Assistant');
    await answer.getByRole('cell', { name: 'Lamp' }).waitFor();
    assert.equal(await answer.locator('strong').textContent(), '4417');
    assert.ok(await answer.evaluate((element) => element.getBoundingClientRect().top < innerHeight), 'the answer is in sight');
    await message(page, 'Tool result').getByText('"state"').waitFor();
    assertClean(page);
  });

  await cases.run('Conversation: what the call before had is folded, the rest is new', async () => {
    await open(agent.second);
    await message(page, 'Tool result').getByText('new', { exact: true }).waitFor();
    await pane(page).getByRole('button', { name: /2 earlier messages/ }).click();
    await message(page, 'User').getByText('order 4417').waitFor();
    await page.keyboard.press('Tab');
    assertClean(page);
  });

  await cases.run('Conversation: a call, its definition, its result and its span lead to each other', async () => {
    await open(agent.first);
    const asked = message(page, 'Assistant');
    await asked.getByRole('button', { name: 'find_order' }).hover();
    await page.getByText('Looks an order up by its number.').waitFor();
    await page.mouse.move(0, 0);
    await asked.getByRole('link', { name: 'Span' }).click();
    await page.waitForURL(new RegExp(`span=${agent.tool}`));
    await pane(page).getByRole('tab', { name: 'Conversation', selected: false }).click();
    await pane(page).getByText('"lost"').waitFor();
    assertClean(page);
  });

  await cases.run('Conversation: tokens and cost are those worked out by hand, and explain themselves', async () => {
    await open(agent.second);
    const usage = pane(page).getByRole('region', { name: 'Usage and cost' });
    await usage.getByRole('button', { name: '1,500 in (1,024 cached) → 60 out' }).focus();
    await page.getByText('gen_ai.usage.cache_read.input_tokens').waitFor();
    await page.getByText(/^Counted in the trace's total/).waitFor();
    await usage.getByRole('button', { name: '$0.0031' }).focus();
    for (const part of ['$0.00119', '$0.00128', '$0.0006', '$0.00307']) await page.getByRole('cell', { name: part, exact: true }).waitFor();
    await open(agent.agent);
    await pane(page).getByRole('button', { name: 'not counted' }).hover();
    await page.getByText(/^Not counted in the trace's total/).waitFor();
    const { totals } = await instance.api(`/api/traces/${agent.trace}/conversation`);
    assert.equal(totals.input_tokens, SUM.input);
    assert.equal(totals.output_tokens, SUM.output);
    assert.ok(Math.abs(totals.cost - SUM.cost) < 1e-12, `cost ${totals.cost}`);
    assertClean(page);
  });

  await cases.run('Conversation: one switch for all of it: Markdown, text, JSON', async () => {
    await open(agent.second);
    await pane(page).getByText('Text', { exact: true }).click();
    await message(page, 'Assistant').getByText('Order **4417** is lost.').waitFor();
    await page.reload();
    await message(page, 'Assistant').getByText('Order **4417** is lost.').waitFor();
    await pane(page).getByText('JSON', { exact: true }).click();
    await message(page, 'Assistant').getByText('"role"').waitFor();
    await pane(page).getByText('Markdown', { exact: true }).click();
    await message(page, 'Assistant').getByRole('table').waitFor();
    assertClean(page);
  });

  await cases.run('Conversation: nothing that strangers wrote is run, or fetched before it is asked for', async () => {
    await open(agent.first);
    await message(page, 'User').locator('img').waitFor();
    assert.match(await message(page, 'User').locator('img').getAttribute('src'), /^blob:/);
    await message(page, 'User').getByRole('button', { name: 'Load from pictures.invalid' }).waitFor();
    assertClean(page);
    const fetched = page.waitForRequest('https://pictures.invalid/parcel.png');
    await message(page, 'User').getByRole('button', { name: 'Load from pictures.invalid' }).click();
    await fetched;
    const elsewhere = page.problems.splice(0).filter((problem) => problem.startsWith('request to another host'));
    assert.deepEqual(elsewhere, ['request to another host: https://pictures.invalid/parcel.png']);
    await open(agent.second);
    await message(page, 'Assistant').getByText('<script>window.hit = 1</script>').waitFor();
    assert.equal(await page.evaluate(() => globalThis.hit), undefined);
    assert.equal(await message(page, 'Assistant').locator('script').count(), 0);
    page.problems.splice(0);
  });

  await cases.run('Conversation: a message is copied whole', async () => {
    await open(agent.second);
    await message(page, 'Assistant').getByRole('button', { name: 'Copy the message' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), ANSWER);
    assertClean(page);
  });

  await cases.run('Conversation: missing content names the setting of the library that sent the call', async () => {
    await open(agent.silent);
    await pane(page).getByRole('region', { name: 'Missing content' }).waitFor();
    const settings = {
      'opentelemetry.instrumentation.openai_v2': 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true',
      'opentelemetry.instrumentation.langchain': 'TRACELOOP_TRACE_CONTENT=true',
      'openinference.instrumentation.openai': 'OPENINFERENCE_HIDE_INPUTS=false',
      'com.anthropic.sdk': 'ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content',
    };
    for (const [scope, setting] of Object.entries(settings)) {
      await page.goto(await sendCall(address, scope, { 'gen_ai.usage.input_tokens': 3 }));
      await pane(page).getByRole('region', { name: 'Missing content' }).getByText(setting).waitFor();
    }
    assertClean(page);
  });

  await cases.run('Conversation: what the model thought is one line until it is opened', async () => {
    await open(agent.first);
    const asked = message(page, 'Assistant');
    await asked.getByRole('button', { name: 'Reasoning', expanded: false }).click();
    await asked.getByRole('paragraph').filter({ hasText: 'Look it up first.' }).waitFor();
    await asked.getByRole('button', { name: 'Reasoning', expanded: true }).click();
    assert.equal(await asked.getByRole('paragraph').filter({ hasText: 'Look it up first.' }).count(), 0);
    assertClean(page);
  });

  await cases.run('Conversation: sound that came with the message plays from it', async () => {
    const heard = said('user', 'Listen:', { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: SOUND });
    await page.goto(await sendCall(address, 'e2e', { 'gen_ai.input.messages': JSON.stringify([heard]), 'gen_ai.output.messages': JSON.stringify([said('assistant', 'Silence.')]) }));
    const sound = message(page, 'User').locator('audio');
    await sound.waitFor();
    assert.match(await sound.getAttribute('src'), /^blob:/);
    await page.waitForFunction(() => document.querySelector('audio')?.duration === 1);
    assertClean(page);
  });

  await cases.run('Conversation: HTML, scripts, styles and their addresses stay letters, in every form', async () => {
    const asks = { ...said('assistant', HOSTILE, { type: 'tool_call', id: 'c', name: '<b>x</b>', arguments: { html: HOSTILE } }), finish_reason: 'stop' };
    await page.goto(await sendCall(address, 'e2e', { 'gen_ai.input.messages': JSON.stringify([said('user', HOSTILE)]), 'gen_ai.output.messages': JSON.stringify([asks]) }));
    for (const form of ['Markdown', 'Text', 'JSON', 'Markdown']) {
      await pane(page).getByText(form, { exact: true }).click();
      const shown = message(page, 'Assistant');
      await shown.getByText('window.hit = 5').first().waitFor();
      assert.equal(await shown.locator('script, style, img, [onerror], a[href^="javascript"]').count(), 0, form);
    }
    await message(page, 'Assistant').getByRole('button', { name: 'Load from spy.invalid' }).waitFor();
    await message(page, 'Assistant').getByText('press', { exact: true }).last().click();
    assert.equal(await page.evaluate(() => globalThis.hit), undefined);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).display), 'block');
    assertClean(page);
  });

  await cases.run('Conversation: messages that break off are shown as far as they came, with a note', async () => {
    const whole = JSON.stringify([said('user', 'The first question, whole.'), said('assistant', `And an answer that ${'goes on '.repeat(40)}`)]);
    await page.goto(await sendCall(address, 'e2e', { 'gen_ai.input.messages': whole.slice(0, 300), 'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"te' }));
    await pane(page).getByRole('note').filter({ hasText: /gen_ai\.input\.messages/ }).waitFor();
    await pane(page).getByText('The first question, whole.').waitFor();
    await page.goto(await sendCall(address, 'e2e', { 'gen_ai.input.messages': 'no JSON at all, {{', 'gen_ai.output.messages': '[{"role":"assis' }));
    await pane(page).getByText('no JSON at all, {{').waitFor();
    assertClean(page);
  });

  await cases.run('Conversation: the trace reads as one dialogue, each turn with the way to its span', async () => {
    await page.goto(`/trace/${agent.trace}?view=conversation`);
    const talk = page.getByRole('region', { name: 'Conversation of the trace' });
    await talk.getByRole('cell', { name: 'Lamp' }).waitFor();
    const turns = await talk.getByRole('link', { name: /chat gpt-4o|execute_tool|invoke_agent|chat silent/ }).allTextContents();
    assert.deepEqual(turns, ['invoke_agent support', 'chat gpt-4o', 'execute_tool find_order', 'chat gpt-4o', 'chat silent']);
    assert.equal(await talk.getByText('Where is').count(), 1, 'the question is said once');
    assert.equal(await talk.getByText('"lost"').count(), 1, 'the result is said once');
    await talk.getByRole('link', { name: 'execute_tool find_order' }).click();
    await page.waitForURL(new RegExp(`span=${agent.tool}`));
    assertClean(page);
  });

  await cases.run('Conversation: 20 MB in one message open from their beginning, with the end within reach', async () => {
    const trace = id(16);
    const long = `begin ${'the quick brown fox jumps over the lazy dog and goes on '.repeat(357_000)}the very end`;
    const one = span({ trace, kind: 3, name: 'chat long', attributes: { 'gen_ai.operation.name': 'chat', ...CONTENT, 'gen_ai.input.messages': JSON.stringify([said('user', long)]), 'gen_ai.output.messages': JSON.stringify([said('assistant', 'Short.')]) } });
    await deliver(address.http, 'traces', traces('conversation', [one]));
    await page.goto(`/trace/${trace}`);
    await message(page, 'Assistant').getByText('Short.').waitFor();
    const box = page.getByRole('region', { name: 'User', exact: true });
    await box.getByText(/^begin the quick/).waitFor();
    for (let n = 0; n < 200 && !(await box.getByText('the very end').count()); n++) {
      await box.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await page.waitForTimeout(50);
    }
    await box.getByText('the very end').waitFor();
    assertClean(page);
  });

  for (const theme of ['light', 'dark']) {
    await cases.run(`Conversation: nothing is out of reach for assistive technology, ${theme}`, async () => {
      const other = await openPage(browser, address.ui, { theme });
      for (const [name, way] of [
        ['conversation', `span=${agent.second}`],
        ['conversation-trace', `view=conversation&span=${agent.tool}`],
      ]) {
        await other.goto(`/trace/${agent.trace}?${way}`);
        await other.getByRole('cell', { name: 'Lamp' }).first().waitFor();
        await picture(other, `${name}-${theme}`);
        assert.deepEqual(await accessibilityProblems(other), []);
      }
      assertClean(other);
      await other.context().close();
    });
  }
}
