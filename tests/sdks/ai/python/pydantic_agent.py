"""A pydantic-ai agent with its built-in instrumentation."""

import openai
import support
from pydantic_ai import Agent
from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

end = support.telemetry()
Agent.instrument_all()
client = openai.AsyncOpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)
model = OpenAIChatModel(support.MODEL, provider=OpenAIProvider(openai_client=client))
agent = Agent(model, name="support_agent", instructions=support.INSTRUCTIONS, tools=[support.lookup_order])
history = []
for number, question in enumerate(support.QUESTIONS, 1):
    with support.turn(number):
        try:
            if number == 2:
                result = agent.run_stream_sync(question, message_history=history)
                result.get_output()
            else:
                result = agent.run_sync(question, message_history=history)
            history = result.all_messages()
        except ModelHTTPError:
            pass
end()
