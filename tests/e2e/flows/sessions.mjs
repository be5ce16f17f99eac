// A conversation that spreads over many traces is read as one: the list of sessions, the reading turn by turn, the way to each trace
// and back; and what the lists and the waterfall say of model calls: previews, tokens, the story level.
import assert from 'node:assert/strict';
import { assertClean, picture } from '../browser.mjs';
import { deliver, id, now, span, traces } from '../otlp.mjs';

const SESSION = 'conv-of-eight/turns 100%';
const TALK = [
  ['Where is my refund?', 'It was issued this morning.'],
  ['It has not arrived.', 'It is pending at your bank.'],
  ['Which bank?', 'The account ends in **4471**.'],
  ['That is the old account!', 'I can send it to another one.'],
  ['DE89, full amount', 'Done: €38.20 on their way.'],
  ['How long will it take?', 'One working day.'],
  ['Can I have that in writing?', 'Sent by mail.'],
  ['Thanks!', 'You are welcome.'],
];
const said = (role, content) => ({ role, parts: [{ type: 'text', content }] });

/** Eight traces of one span each, as many programs send them: only the conversation's id joins them. */
async function sendTalk(instance) {
  const history = [said('system', 'You are the support agent.')];
  const begin = now() - 600_000_000_000n;
  for (const [turn, [question, answer]] of TALK.entries()) {
    history.push(said('user', question));
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.conversation.id': SESSION,
      'user.id': 'ada',
      'gen_ai.usage.input_tokens': 100 + 50 * turn,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.input.messages': JSON.stringify(history),
      'gen_ai.output.messages': JSON.stringify([{ ...said('assistant', answer), finish_reason: 'stop' }]),
    };
    const one = span({ trace: id(16), name: 'chat gpt-4o', kind: 3, start: begin + BigInt(turn) * 60_000_000_000n, took: 900_000_000n, attributes });
    await deliver(instance.address.http, 'traces', traces('support', [one]));
    history.push(said('assistant', answer));
  }
}

/** An agent with a request round it and a database under its tool, which fails. */
async function sendStory(instance) {
  const trace = id(16);
  const start = now() - 60_000_000_000n;
  const at = (ms, took, more) => span({ trace, start: start + BigInt(ms) * 1_000_000n, took: BigInt(took) * 1_000_000n, ...more });
  const root = at(0, 1000, { name: 'POST /chat', kind: 2, attributes: { 'http.request.method': 'POST' } });
  const agent = at(50, 900, { parent: root.spanId, name: 'invoke_agent support', attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'support' } });
  const model = at(60, 300, {
    parent: agent.spanId,
    name: 'chat gpt-4o',
    kind: 3,
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 1200, 'gen_ai.usage.output_tokens': 34 },
  });
  const call = at(70, 280, { parent: model.spanId, name: 'POST the model', kind: 3, attributes: { 'http.request.method': 'POST' } });
  const tool = at(400, 400, { parent: agent.spanId, name: 'execute_tool find_order', attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'find_order' } });
  const get = at(410, 380, { parent: tool.spanId, name: 'GET /orders', kind: 3, attributes: { 'http.request.method': 'GET' } });
  const query = at(420, 350, { parent: get.spanId, name: 'SELECT orders', kind: 3, attributes: { 'db.system.name': 'postgresql' }, status: { code: 2, message: 'deadlock' } });
  await deliver(instance.address.http, 'traces', traces('story', [root, agent, model, call, tool, get, query]));
  return trace;
}

const list = (page) => page.getByRole('grid', { name: 'Sessions' });
const sessionRow = (page) => list(page).getByRole('row').filter({ hasText: 'conv-of-eight' });
const turn = (page, number) => page.getByRole('article', { name: `Turn ${number}`, exact: true });
const reading = `/session/default/${encodeURIComponent(SESSION)}`;
const tree = (page) => page.getByRole('treegrid', { name: 'Spans' });
const spanRow = (page, text) => tree(page).getByRole('row').filter({ hasText: text });

export async function sessionsFlow({ cases, instance, page }) {
  await page.goto('/sessions');
  const began = await instance.api('/api/sessions?limit=1');
  await cases.run('Sessions: before any, the page says how each SDK names one', async () => {
    if (began.rows.length === 0) {
      await page.getByRole('heading', { name: 'No session yet' }).waitFor();
      await page.getByRole('button', { name: 'Vercel AI SDK' }).click();
      await page.getByText('sessionId: conversationId').waitFor();
    }
    assertClean(page);
  });

  await sendTalk(instance);

  await cases.run('Sessions: eight traces that name one conversation are one row, without reload', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await sessionRow(page).waitFor();
    await page.waitForFunction(() => document.querySelector('[role=grid]')?.textContent?.includes('2.2k → 80'));
    const text = await sessionRow(page).innerText();
    assert.match(text, /ada/, 'the user');
    assert.match(text, /\b8\b/, 'eight turns');
    assert.match(text, /2\.2k → 80/, 'tokens of all turns: 8 × 100 + 50 × 28 read, 8 × 10 written');
    assert.match(text, /gpt-4o/, 'the model');
    assertClean(page);
  });

  await cases.run('Sessions: filtered by what their traces say, sorted, opened and left by keyboard', async () => {
    const box = page.getByRole('textbox', { name: 'Filter sessions' });
    await box.fill('user:nobody');
    await box.press('Enter');
    await page.getByRole('heading', { name: 'No session matches' }).waitFor();
    await page.getByRole('button', { name: /Without “user:nobody”/ }).click();
    await sessionRow(page).waitFor();
    await list(page).getByRole('button', { name: 'Tokens' }).click();
    await page.waitForURL(/sort=tokens/);
    await sessionRow(page).waitFor();
    await page.goto('/sessions?q=user:ada');
    await sessionRow(page).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await turn(page, 1).waitFor();
    await page.keyboard.press('Escape');
    await sessionRow(page).waitFor();
    assertClean(page);
  });

  await cases.run('Session: reads as one conversation, each message once, each turn with the way to its trace', async () => {
    await page.goto(reading);
    await turn(page, 1).getByText('Where is my refund?').first().waitFor();
    await turn(page, 1).getByText('It was issued this morning.').first().waitFor();
    await turn(page, 3).getByText('Which bank?').first().waitFor();
    // What an earlier turn said is not said again.
    assert.equal(await turn(page, 2).getByText('Where is my refund?').count(), 0);
    await page.getByRole('option').nth(7).click();
    await turn(page, 8).getByText('You are welcome.').first().waitFor();
    await page.waitForURL(/turn=[0-9a-f]{32}/);
    await page.getByRole('img', { name: /Context by turn: 450 tokens, 4\.5 times the first/ }).waitFor();
    await page.reload();
    await turn(page, 8).getByText('You are welcome.').first().waitFor();
    await picture(page, 'session-light');
    await turn(page, 8).getByRole('link', { name: /chat gpt-4o/ }).first().click();
    await spanRow(page, 'chat gpt-4o').waitFor();
    await page.getByRole('banner').or(page.locator('header')).getByRole('link', { name: /conv-of/ }).click();
    await turn(page, 8).waitFor();
    assertClean(page);
  });

  await cases.run('Session: one that is not stored says so', async () => {
    await page.goto('/session/default/never-sent');
    await page.getByRole('heading', { name: 'This session is not stored here' }).waitFor();
    // The browser reports each 404 itself, also of asking again as more comes in.
    await page.goto('/sessions');
    await list(page).waitFor();
    page.problems.splice(0);
  });

  await cases.run('Traces: a row shows what it was about, what it took, and leads to its session', async () => {
    await page.goto('/traces?service=support&hide=none');
    const row = page.getByRole('grid', { name: 'Traces' }).getByRole('row').filter({ hasText: 'Which bank?' });
    await row.waitFor();
    const text = await row.innerText();
    assert.match(text, /The account ends in/, 'the last answer');
    assert.match(text, /200 → 10/, 'tokens');
    assert.match(text, /ada/, 'the user');
    await row.getByRole('link', { name: /conv-of/ }).click();
    await turn(page, 3).waitFor();
    assertClean(page);
  });

  await cases.run('Story: one key leaves agents, models and tools; a pill holds the rest, and one press brings it back', async () => {
    const trace = await sendStory(instance);
    await page.goto(`/trace/${trace}`);
    await spanRow(page, 'SELECT orders').waitFor();
    await page.keyboard.press('v');
    await page.waitForURL(/level=story/);
    await spanRow(page, 'SELECT orders').waitFor({ state: 'detached' });
    for (const name of ['invoke_agent support', 'chat gpt-4o', 'execute_tool find_order']) await spanRow(page, name).waitFor();
    assert.equal(await tree(page).getByRole('row').count(), 4, 'the head and three spans');
    const tool = spanRow(page, 'execute_tool find_order');
    await tool.getByRole('gridcell', { name: /2 spans folded here: .*1 error among them/ }).waitFor();
    await tool.locator('[data-fold=pill]').click();
    await spanRow(page, 'SELECT orders').waitFor();
    await tool.locator('[data-fold=pill]').click();
    await spanRow(page, 'SELECT orders').waitFor({ state: 'detached' });
    // The next error is inside: the walk unfolds what hides it.
    await page.keyboard.press('e');
    await tree(page).getByRole('row', { selected: true }).filter({ hasText: 'SELECT orders' }).waitFor();
    await page.reload();
    await spanRow(page, 'SELECT orders').waitFor();
    assert.equal(await spanRow(page, 'POST the model').count(), 0, 'reload keeps the level and what is unfolded');
    // By keyboard: → unfolds the model's pill, ← folds it again.
    await page.keyboard.press('m');
    await page.keyboard.press('l');
    await spanRow(page, 'POST the model').waitFor();
    await page.keyboard.press('h');
    await spanRow(page, 'POST the model').waitFor({ state: 'detached' });
    await page.keyboard.press('v');
    await page.waitForURL((url) => !url.search.includes('level'));
    await spanRow(page, 'POST /chat').waitFor();
    assertClean(page);
  });

  await cases.run('Trace: the header adds up what was counted, with its receipt', async () => {
    const { rows } = await instance.api('/api/traces?service=story&limit=1');
    await page.goto(`/trace/${rows[0].trace_id}?view=conversation`);
    const sums = page.getByRole('note', { name: /Tokens: 1\.2k → 34/ });
    await sums.waitFor();
    await sums.focus();
    await page.getByRole('tooltip').getByText('gpt-4o').waitFor();
    await page.getByRole('tab', { name: 'Conversation', selected: true }).first().waitFor();
    assertClean(page);
  });
}
