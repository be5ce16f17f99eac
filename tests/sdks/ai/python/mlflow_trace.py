"""MLflow's tracing of the openai package, exported by OTLP. Session and user go where MLflow's documentation says."""

import contextlib

import mlflow
import openai_loop
import support
from mlflow.entities import SpanType
from mlflow.tracking import fluent

# mlflow-tracing 3.17.2 asks the tracking server for the experiment, also where there is none: without an answer it keeps no span.
fluent._active_experiment_id = "0"
mlflow.openai.autolog()
client = openai_loop.client()


@mlflow.trace(span_type=SpanType.TOOL)
def lookup_order(order_id: str) -> str:
    return support.lookup_order(order_id)


@contextlib.contextmanager
def turn(number):
    with mlflow.start_span(f"turn {number}", span_type=SpanType.AGENT):
        mlflow.update_current_trace(session_id=support.SESSION, user=support.USER)
        yield


openai_loop.desk(
    client.chat.completions.create,
    run_tool=lambda name, id, arguments: lookup_order(**arguments),
    turn=turn,
    after_first=lambda: client.embeddings.create(model="support-embedding", input=["shipped", "delayed"]),
)
mlflow.flush_trace_async_logging()
