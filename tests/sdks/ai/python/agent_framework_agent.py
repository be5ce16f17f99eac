"""A Microsoft Agent Framework agent with its built-in instrumentation."""

import asyncio

import openai
import support
from agent_framework import Agent
from agent_framework.observability import enable_instrumentation
from agent_framework.openai import OpenAIChatCompletionClient

end = support.telemetry()
enable_instrumentation(enable_sensitive_data=support.CONTENT)
client = openai.AsyncOpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)


async def main():
    chat = OpenAIChatCompletionClient(model=support.MODEL, async_client=client)
    agent = Agent(chat, support.INSTRUCTIONS, name="support_agent", tools=[support.lookup_order])
    session = agent.create_session()
    for number, question in enumerate(support.QUESTIONS, 1):
        with support.turn(number):
            try:
                if number == 2:
                    async for _ in agent.run(question, session=session, stream=True):
                        pass
                else:
                    await agent.run(question, session=session)
            except Exception as error:
                if number != 3:
                    raise error


asyncio.run(main())
end()
