// The Vercel AI SDK with its own telemetry: a tool loop, the same streamed, an embedding and a refused call. Session and user go into
// the telemetry's metadata, as its documentation says. Where it sends comes from the OTEL_* environment alone.
import { createOpenAI } from '@ai-sdk/openai';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { embedMany, generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
trace.setGlobalTracerProvider(provider);
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const session = process.env.SUPPORT_SESSION;
const openai = createOpenAI({ baseURL: `${process.env.MODEL_URL}/v1`, apiKey: 'none' });
// SUPPORT_API picks between the two APIs that the provider speaks.
const model = process.env.SUPPORT_API === 'responses' ? openai.responses('support-model') : openai.chat('support-model');
const orders = { 'A-1001': 'shipped, arrives Tuesday', 'A-1002': 'delayed until Friday', 'A-1003': 'waiting for payment' };
const recorded = process.env.SUPPORT_CONTENT !== 'off';
const telemetry = (functionId) => ({ isEnabled: true, recordInputs: recorded, recordOutputs: recorded, functionId, metadata: { sessionId: session, userId: 'customer-12' } });
const tools = {
  lookup_order: tool({
    description: 'Looks an order up.',
    inputSchema: z.object({ order_id: z.string() }),
    execute: ({ order_id: order }) => orders[order],
  }),
};
const options = (messages, turn) => ({
  model,
  system: 'You are a support agent. Look orders up before you answer.',
  messages,
  tools,
  stopWhen: stepCountIs(4),
  maxRetries: 0,
  experimental_telemetry: telemetry(`turn-${turn}`),
});

const history = [{ role: 'user', content: 'Where is my order A-1001?' }];
const first = await generateText(options(history, 1));
history.push(...first.response.messages, { role: 'user', content: 'And what about A-1002 and A-1003?' });
const second = streamText(options(history, 2));
for await (const _ of second.textStream);
history.push(...(await second.response).messages, { role: 'user', content: 'Then I want a refund.' });
await generateText(options(history, 3)).catch(() => {});
await embedMany({ model: openai.embedding('support-embedding'), values: ['shipped', 'delayed'], experimental_telemetry: telemetry('embed') });
await provider.shutdown();
