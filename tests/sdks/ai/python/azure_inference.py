"""azure-ai-inference with its own instrumentation: chat, tools, a stream without usage, embeddings and a refused call."""

import json

import support
from azure.ai.inference import ChatCompletionsClient, EmbeddingsClient
from azure.ai.inference.models import AssistantMessage, SystemMessage, ToolMessage, UserMessage
from azure.ai.inference.tracing import AIInferenceInstrumentor
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import HttpResponseError
from azure.core.settings import settings

end = support.telemetry()
settings.tracing_implementation = "opentelemetry"
AIInferenceInstrumentor().instrument()
place = {"endpoint": support.model_url(), "credential": AzureKeyCredential("none"), "retry_total": 0}
client = ChatCompletionsClient(**place)
history = [SystemMessage(support.INSTRUCTIONS)]


def answer():
    """Calls until the model asks for no tool."""
    while True:
        message = client.complete(messages=history, model=support.MODEL, tools=[support.TOOL]).choices[0].message
        history.append(AssistantMessage(content=message.content, tool_calls=message.tool_calls))
        for call in message.tool_calls or []:
            result = support.run_tool(call.function.name, call.id, json.loads(call.function.arguments))
            history.append(ToolMessage(result, tool_call_id=call.id))
        if not message.tool_calls:
            return


def stream():
    """One streamed answer: the client says no usage of it unless asked to."""
    for _ in client.complete(messages=[UserMessage("Good morning")], model=support.MODEL, stream=True):
        pass


for number, question in enumerate(support.QUESTIONS, 1):
    with support.turn(number):
        history.append(UserMessage(question))
        try:
            answer()
        except HttpResponseError:
            history.pop()
        if number == 2:
            stream()
            EmbeddingsClient(**place).embed(input=["shipped", "delayed"], model="support-embedding")
end()
