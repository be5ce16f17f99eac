"""An agent of the OpenAI Agents SDK, watched by OpenInference. SUPPORT_API picks between the two APIs that it speaks."""

import asyncio
import os

import openai
import support
from agents import Agent, ModelSettings, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, function_tool
from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor

end = support.telemetry()
OpenAIAgentsInstrumentor().instrument()
client = openai.AsyncOpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)
kind = OpenAIResponsesModel if os.environ.get("SUPPORT_API") == "responses" else OpenAIChatCompletionsModel
agent = Agent(
    name="support_agent",
    instructions=support.INSTRUCTIONS,
    tools=[function_tool(support.lookup_order)],
    model=kind(model=support.MODEL, openai_client=client),
    model_settings=ModelSettings(include_usage=True),
)


async def main():
    history = []
    for number, question in enumerate(support.QUESTIONS, 1):
        history = [*history, {"role": "user", "content": question}]
        with using_attributes(session_id=support.SESSION, user_id=support.USER):
            try:
                if number == 2:
                    result = Runner.run_streamed(agent, history)
                    async for _ in result.stream_events():
                        pass
                else:
                    result = await Runner.run(agent, history)
                history = result.to_input_list()
            except openai.RateLimitError:
                pass


asyncio.run(main())
end()
