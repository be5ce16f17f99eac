// A model server on loopback that answers as the real ones do, for libraries that must not know the difference: OpenAI's chat, responses
// and embeddings (Azure AI Inference speaks the same), Anthropic's messages, Gemini's content. Plain and streamed, with tools and errors.
// Owns what is answered and the log of what each call truly cost. The first part of a path names the case, so runs never mix.
import { createServer } from 'node:http';
import { WIRES } from './wires.mjs';

export const ORDERS = { 'A-1001': 'shipped, arrives Tuesday', 'A-1002': 'delayed until Friday', 'A-1003': 'waiting for payment' };

/** What the n-th call of a case costs. Every number differs from every other, so that a call counted twice or not at all shows. */
function cost(n, wire) {
  const usage = { input_tokens: 100 + 37 * n, output_tokens: 20 + 11 * n, cached_input_tokens: 16 * n, cache_write_tokens: 0, reasoning_tokens: 3 * n };
  if (wire.writesCache) usage.cache_write_tokens = 8 * n;
  if (wire.hidesReasoning) usage.reasoning_tokens = 0;
  return usage;
}

/** What a model would say to the last message: ask for the tool, read its results aloud, fail when told so. */
function reply({ last, tools }, n) {
  if (last.results.length > 0) return { text: `I looked it up: ${last.results.join('; ')}.` };
  if (last.text.includes('refund')) return { status: 429, message: 'Too many refunds' };
  if (last.text.includes('crash')) return { status: 500, message: 'The model fell over' };
  if (last.text.includes('story')) return { text: 'Once upon a time there was an order.', broken: true };
  const orders = [...new Set(last.text.match(/A-\d{4}/g) ?? [])];
  const tool = tools.find((name) => name.includes('lookup_order'));
  if (tool && orders.length > 0) {
    return { calls: orders.map((order, at) => ({ id: `call_${n}_${at}`, name: tool, arguments: { order_id: order } })) };
  }
  return { text: 'Good day, this is the support desk.' };
}

/** Words of a text, as a stream would bring them. */
export const pieces = (text) => text.match(/\S+\s*/g) ?? [];

function body(request) {
  return new Promise((done, fail) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => done(Buffer.concat(parts).toString()));
    request.on('error', fail);
  });
}

export class ModelServer {
  #calls = new Map();
  #server;

  static async start() {
    const self = new ModelServer();
    self.#server = createServer((request, response) => {
      self.#answer(request, response).catch((error) => {
        response.writeHead(500).end(String(error));
      });
    });
    await new Promise((done) => self.#server.listen(0, '127.0.0.1', done));
    self.url = `http://127.0.0.1:${self.#server.address().port}`;
    return self;
  }

  /** Every call of a case: `{ api, model, dated, stream, status, id, told, usage, calls, broken }`. `told`: whether the answer said its usage at all. */
  calls(name) {
    return this.#calls.get(name) ?? [];
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.url);
    const [, name, ...rest] = url.pathname.split('/');
    const path = `/${rest.join('/')}`;
    const [api, wire] = Object.entries(WIRES).find(([, one]) => request.method === 'POST' && one.path.test(path)) ?? [];
    if (!wire) return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"error": {"message": "no such place"}}');
    const asked = JSON.parse((await body(request)) || '{}');
    const log = this.calls(name);
    this.#calls.set(name, log);
    const read = wire.read(asked, path);
    const n = log.filter((one) => one.status === 200).length + 1;
    const said = wire.fixed ?? reply(read, n);
    const status = said.status ?? 200;
    const usage = status === 200 ? (wire.usage ?? cost)(n, wire) : null;
    const call = { n, id: `answer-${n}`, model: read.model, dated: `${read.model}-2026-07-01`, usage };
    log.push({ api, model: read.model, dated: call.dated, stream: read.stream, status, id: call.id, told: status === 200 && read.told && !said.broken, usage, calls: said.calls?.length ?? 0, broken: said.broken === true });
    if (status !== 200) {
      // `retry-after-ms` keeps a client that tries again from waiting for a second.
      return void response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' }).end(JSON.stringify(wire.error(said)));
    }
    if (!read.stream) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(wire.whole(call, said, asked)));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let left = said.broken ? 4 : Infinity;
    for (const event of wire.stream(call, said, read, asked)) {
      if (left-- === 0) return void response.destroy();
      const name = event.type && wire.named ? `event: ${event.type}\n` : '';
      response.write(`${name}data: ${JSON.stringify(event)}\n\n`);
      // The first piece takes its time, as it does with a real model.
      await new Promise((done) => setTimeout(done, 4));
    }
    response.end(wire.end ?? '');
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
