"""A Google ADK agent with its built-in tracing, on Gemini's wire."""

import asyncio
import os

import support

os.environ["GOOGLE_API_KEY"] = "none"
os.environ["GOOGLE_GEMINI_BASE_URL"] = support.model_url()
end = support.telemetry()

from google.adk.agents import LlmAgent  # noqa: E402
from google.adk.agents.run_config import RunConfig, StreamingMode  # noqa: E402
from google.adk.runners import InMemoryRunner  # noqa: E402
from google.genai import types  # noqa: E402

agent = LlmAgent(name="support_agent", model="gemini-support", instruction=support.INSTRUCTIONS, tools=[support.lookup_order])
runner = InMemoryRunner(agent=agent, app_name="support")


async def main():
    await runner.session_service.create_session(app_name="support", user_id=support.USER, session_id=support.SESSION)
    for number, question in enumerate(support.QUESTIONS, 1):
        mode = StreamingMode.SSE if number == 2 else StreamingMode.NONE
        try:
            async for _ in runner.run_async(
                user_id=support.USER,
                session_id=support.SESSION,
                new_message=types.Content(role="user", parts=[types.Part(text=question)]),
                run_config=RunConfig(streaming_mode=mode),
            ):
                pass
        except Exception as error:
            if number != 3:
                raise error


asyncio.run(main())
end()
