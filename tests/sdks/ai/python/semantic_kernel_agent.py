"""A Semantic Kernel agent with its experimental diagnostics: its messages go through Python's logging."""

import asyncio
import logging

import openai
import support
from opentelemetry._logs import get_logger_provider
from opentelemetry.sdk._logs import LoggingHandler
from semantic_kernel.agents import ChatCompletionAgent, ChatHistoryAgentThread
from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion
from semantic_kernel.functions import kernel_function

end = support.telemetry()
logging.getLogger().addHandler(LoggingHandler(logger_provider=get_logger_provider()))
logging.getLogger().setLevel(logging.INFO)


class Orders:
    @kernel_function(description="Looks an order up.")
    def lookup_order(self, order_id: str) -> str:
        return support.lookup_order(order_id)


async def main():
    client = openai.AsyncOpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)
    service = OpenAIChatCompletion(ai_model_id=support.MODEL, async_client=client)
    agent = ChatCompletionAgent(service=service, name="support_agent", instructions=support.INSTRUCTIONS, plugins=[Orders()])
    thread = ChatHistoryAgentThread()
    for number, question in enumerate(support.QUESTIONS, 1):
        with support.turn(number):
            try:
                if number == 2:
                    async for _ in agent.invoke_stream(question, thread=thread):
                        pass
                else:
                    await agent.get_response(question, thread=thread)
            except Exception as error:
                if number != 3:
                    raise error


asyncio.run(main())
end()
