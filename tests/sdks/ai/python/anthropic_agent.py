"""anthropic, which traces itself; with the instrumentation beside it that SUPPORT_INSTRUMENT names."""

import os

import anthropic
import support

end = support.telemetry()
if os.environ.get("SUPPORT_INSTRUMENT") == "openllmetry":
    from opentelemetry.instrumentation.anthropic import AnthropicInstrumentor

    AnthropicInstrumentor().instrument()
elif os.environ.get("SUPPORT_INSTRUMENT") == "opentelemetry":
    from opentelemetry.instrumentation.genai.anthropic import AnthropicInstrumentor

    AnthropicInstrumentor().instrument()
client = anthropic.Anthropic(base_url=support.model_url(), api_key="none", max_retries=0)
function = support.TOOL["function"]
tool = {"name": function["name"], "description": function["description"], "input_schema": function["parameters"]}
history = []


def ask(streamed):
    options = {
        "model": "claude-support",
        "max_tokens": 200,
        "system": support.INSTRUCTIONS,
        "messages": history,
        "tools": [tool],
    }
    if not streamed:
        return client.messages.create(**options)
    with client.messages.stream(**options) as stream:
        return stream.get_final_message()


def answer(streamed):
    """Calls until the model asks for no tool."""
    while True:
        message = ask(streamed)
        history.append({"role": "assistant", "content": [block.model_dump() for block in message.content]})
        results = []
        for block in message.content:
            if block.type == "tool_use":
                result = support.run_tool(block.name, block.id, block.input)
                results.append({"type": "tool_result", "tool_use_id": block.id, "content": result})
        if not results:
            return
        history.append({"role": "user", "content": results})


for number, question in enumerate(support.QUESTIONS, 1):
    with support.turn(number):
        history.append({"role": "user", "content": question})
        try:
            answer(streamed=number == 2)
        except anthropic.RateLimitError:
            history.pop()
end()
