"""A support desk on the openai package, with a tool loop of the program's own: what several instrumentations of it watch."""

import asyncio
import json

import openai
import support


def client():
    return openai.OpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)


def through_async(client):
    """What `create` is on an asynchronous client, asked step by step."""
    wait = asyncio.new_event_loop().run_until_complete

    async def step(pieces):
        return await anext(pieces, None)

    def stream(answer):
        pieces = aiter(answer)
        while (piece := wait(step(pieces))) is not None:
            yield piece

    def create(**options):
        answer = wait(client.chat.completions.create(**options))
        return stream(answer) if options.get("stream") else answer

    return create


def ask(create, history, stream):
    """One call; gives its text and the tools it asks for as (id, name, arguments)."""
    options = {"model": support.MODEL, "messages": history, "tools": [support.TOOL]}
    if not stream:
        message = create(**options).choices[0].message
        return message.content, [(call.id, call.function.name, call.function.arguments) for call in message.tool_calls or []]
    text, calls = "", {}
    for chunk in create(**options, stream=True, stream_options={"include_usage": True}):
        for choice in chunk.choices:
            text += choice.delta.content or ""
            for part in choice.delta.tool_calls or []:
                call = calls.setdefault(part.index, [part.id, part.function.name, ""])
                call[2] += part.function.arguments or ""
    return text or None, [tuple(call) for call in calls.values()]


def answer(create, history, stream, run_tool):
    """Calls until the model asks for no tool."""
    while True:
        text, calls = ask(create, history, stream)
        message = {"role": "assistant", "content": text}
        if calls:
            message["tool_calls"] = [
                {"id": id, "type": "function", "function": {"name": name, "arguments": given}} for id, name, given in calls
            ]
        history.append(message)
        for id, name, given in calls:
            result = run_tool(name, id, json.loads(given))
            history.append({"role": "tool", "tool_call_id": id, "content": result})
        if not calls:
            return text


def start():
    return [{"role": "system", "content": support.INSTRUCTIONS}]


def broken(create):
    """A stream that the model server breaks off."""
    with support.turn(4):
        try:
            ask(create, [*start(), {"role": "user", "content": support.BREAKING}], True)
        except Exception as error:
            # httpx and httpx2, sync or not, each have their own word for it.
            assert "peer closed" in str(error) or "incomplete" in str(error) or "onnection" in str(error), error


def desk(create, run_tool=support.run_tool, turn=support.turn, after_first=lambda: None):
    """All turns: the second is streamed, the third is refused."""
    history = start()
    for number, question in enumerate(support.QUESTIONS, 1):
        with turn(number):
            history.append({"role": "user", "content": question})
            try:
                answer(create, history, number == 2, run_tool)
            except openai.RateLimitError:
                history.pop()
            if number == 1:
                after_first()
