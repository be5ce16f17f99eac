"""azure-ai-projects 2: the OpenAI client of a Foundry project, on the responses API, with the project's own instrumentation."""

import json

import openai
import support
from azure.ai.projects import AIProjectClient
from azure.ai.projects.telemetry import AIProjectInstrumentor
from azure.core.credentials import AccessToken
from azure.core.settings import settings


class Nobody:
    """Signs in as nobody: the model server asks for no token."""

    def get_token(self, *scopes, **options):
        return AccessToken("none", 4_000_000_000)


end = support.telemetry()
settings.tracing_implementation = "opentelemetry"
AIProjectInstrumentor().instrument()
client = AIProjectClient(support.model_url(), Nobody()).get_openai_client(api_key="none", max_retries=0)
tool = {"type": "function", "strict": False, **support.TOOL["function"]}


def ask(input, after, streamed):
    options = {"model": support.MODEL, "instructions": support.INSTRUCTIONS, "input": input, "tools": [tool]}
    if after:
        options["previous_response_id"] = after
    if not streamed:
        return client.responses.create(**options)
    for event in client.responses.create(**options, stream=True):
        if event.type == "response.completed":
            response = event.response
    return response


def answer(input, after, streamed):
    """Calls until the model asks for no tool; gives the last response's id."""
    while True:
        response = ask(input, after, streamed)
        after = response.id
        calls = [item for item in response.output if item.type == "function_call"]
        if not calls:
            return after
        input = [
            {
                "type": "function_call_output",
                "call_id": call.call_id,
                "output": support.run_tool(call.name, call.call_id, json.loads(call.arguments)),
            }
            for call in calls
        ]


after = None
for number, question in enumerate(support.QUESTIONS, 1):
    with support.turn(number):
        try:
            after = answer(question, after, number == 2)
        except openai.RateLimitError:
            pass
end()
