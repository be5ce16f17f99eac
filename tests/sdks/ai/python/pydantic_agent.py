"""A pydantic-ai agent with its built-in instrumentation."""

import asyncio

import openai
import support
from pydantic_ai import Agent, InstrumentationSettings
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

end = support.telemetry()
Agent.instrument_all(InstrumentationSettings(include_content=support.CONTENT))
client = openai.AsyncOpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)
model = OpenAIChatModel(support.MODEL, provider=OpenAIProvider(openai_client=client))
agent = Agent(model, name="support_agent", instructions=support.INSTRUCTIONS, tools=[support.lookup_order])


async def main():
    history = []
    for number, question in enumerate(support.QUESTIONS, 1):
        with support.turn(number):
            try:
                if number == 2:
                    async with agent.run_stream(question, message_history=history) as result:
                        await result.get_output()
                else:
                    result = await agent.run(question, message_history=history)
                history = result.all_messages()
            except ModelHTTPError:
                pass


asyncio.run(main())
end()
