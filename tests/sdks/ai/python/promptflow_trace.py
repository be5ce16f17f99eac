"""promptflow's tracing of functions and of the openai package. Without its devkit the exporter is the program's own."""

import openai
import openai_loop
import support
from opentelemetry import trace as otel
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from promptflow.tracing import start_trace, trace

start_trace(collection="support")
provider = otel.get_tracer_provider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
client = openai_loop.client()
lookup_order = trace(support.lookup_order)


@trace
def answer(question: str, history: list, stream: bool) -> str:
    history.append({"role": "user", "content": question})
    return openai_loop.answer(
        client.chat.completions.create, history, stream, lambda name, id, arguments: lookup_order(**arguments)
    )


history = openai_loop.start()
for number, question in enumerate(support.QUESTIONS, 1):
    with support.turn(number):
        try:
            answer(question, history, number == 2)
        except openai.RateLimitError:
            history.pop()
        if number == 1:
            client.embeddings.create(model="support-embedding", input=["shipped", "delayed"])
provider.shutdown()
