"""LiteLLM with its OpenTelemetry callback. The program keeps no span of its own open: LiteLLM would write each call over it."""

import contextlib

import litellm
import openai_loop
import support

end = support.telemetry()
litellm.callbacks = ["otel"]
litellm.turn_off_message_logging = not support.CONTENT
place = {"api_base": support.model_url("/v1"), "api_key": "none"}


def create(**options):
    options["model"] = "openai/" + options["model"]
    return litellm.completion(**options, **place, max_retries=0, user=support.USER, metadata={"session_id": support.SESSION})


openai_loop.desk(
    create,
    run_tool=lambda name, id, arguments: support.lookup_order(**arguments),
    turn=lambda number: contextlib.nullcontext(),
    after_first=lambda: litellm.embedding(model="openai/support-embedding", input=["shipped", "delayed"], **place),
)
end()
