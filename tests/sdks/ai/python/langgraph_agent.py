"""A LangChain agent on LangGraph, watched by OpenLLMetry or by OpenInference as SUPPORT_INSTRUMENT says."""

import os

import openai
import support
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver

end = support.telemetry()
if os.environ["SUPPORT_INSTRUMENT"] == "openllmetry":
    from opentelemetry.instrumentation.langchain import LangchainInstrumentor as Instrumentor
else:
    from openinference.instrumentation.langchain import LangChainInstrumentor as Instrumentor
Instrumentor().instrument()

model = ChatOpenAI(
    model=support.MODEL, base_url=support.model_url("/v1"), api_key="none", max_retries=0, stream_usage=True, use_responses_api=False
)
agent = create_agent(
    model, [tool(support.lookup_order)], system_prompt=support.INSTRUCTIONS, checkpointer=InMemorySaver(), name="support_agent"
)
config = {
    "configurable": {"thread_id": support.SESSION},
    "metadata": {"session_id": support.SESSION, "user_id": support.USER},
}
for number, question in enumerate(support.QUESTIONS, 1):
    message = {"messages": [{"role": "user", "content": question}]}
    try:
        if number == 2:
            for _ in agent.stream(message, config, stream_mode="messages"):
                pass
        else:
            agent.invoke(message, config)
    except openai.RateLimitError:
        pass
end()
