"""openai, watched by the instrumentation that SUPPORT_INSTRUMENT names: chat, tools, a stream with usage, embeddings, a refused call."""

import os

import openai
import openai_loop
import support


def instrument(name):
    if name == "openllmetry":
        from opentelemetry.instrumentation.openai import OpenAIInstrumentor
    elif name == "openinference":
        from openinference.instrumentation.openai import OpenAIInstrumentor
    else:
        from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
    OpenAIInstrumentor().instrument()


end = support.telemetry()
client = openai_loop.client()
if os.environ["SUPPORT_INSTRUMENT"] == "logfire":
    import logfire

    logfire.configure(send_to_logfire=False, console=False)
    logfire.instrument_openai(client)
    end = logfire.shutdown
else:
    instrument(os.environ["SUPPORT_INSTRUMENT"])
create = client.chat.completions.create
if os.environ.get("SUPPORT_ASYNC"):
    other = openai.AsyncOpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)
    create = openai_loop.through_async(other)
openai_loop.desk(
    create,
    after_first=lambda: client.embeddings.create(model="support-embedding", input=["shipped", "delayed"]),
)
openai_loop.broken(create)
end()
