"""openai with OpenTelemetry's own instrumentation: chat, tools, a stream with usage, embeddings, a refused call."""

import openai_loop
import support
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor

end = support.telemetry()
OpenAIInstrumentor().instrument()
client = openai_loop.client()
openai_loop.desk(
    client.chat.completions.create,
    after_first=lambda: client.embeddings.create(model="support-embedding", input=["shipped", "delayed"]),
)
end()
