"""LiteLLM with its OpenTelemetry callback: every call is a trace of its own unless the program has a span open."""

import litellm
import openai_loop
import support

end = support.telemetry()
litellm.callbacks = ["otel"]


def create(**options):
    options["model"] = "openai/" + options["model"]
    return litellm.completion(
        **options,
        api_base=support.model_url("/v1"),
        api_key="none",
        num_retries=0,
        max_retries=0,
        metadata={"session_id": support.SESSION},
    )


openai_loop.desk(
    create,
    after_first=lambda: litellm.embedding(
        model="openai/support-embedding", input=["shipped", "delayed"], api_base=support.model_url("/v1"), api_key="none"
    ),
)
end()
