"""Langfuse's wrapper of the openai package, exporting over plain OTLP. Session and user go where its documentation says."""

import contextlib

import openai_loop
import support
from langfuse import Langfuse, propagate_attributes
from langfuse.openai import OpenAI
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

langfuse = Langfuse(public_key="pk-none", secret_key="none", base_url=support.model_url(), span_exporter=OTLPSpanExporter())
client = OpenAI(base_url=support.model_url("/v1"), api_key="none", max_retries=0)


@contextlib.contextmanager
def turn(number):
    with (
        langfuse.start_as_current_observation(as_type="agent", name=f"turn {number}"),
        propagate_attributes(session_id=support.SESSION, user_id=support.USER),
    ):
        yield


def run_tool(name, call_id, arguments):
    with langfuse.start_as_current_observation(as_type="tool", name=name, input=arguments) as tool:
        result = support.lookup_order(**arguments)
        tool.update(output=result)
        return result


openai_loop.desk(
    client.chat.completions.create,
    run_tool=run_tool,
    turn=turn,
    after_first=lambda: client.embeddings.create(model="support-embedding", input=["shipped", "delayed"]),
)
langfuse.flush()
