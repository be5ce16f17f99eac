"""What every program here shares: the user's own OpenTelemetry set-up, the tool, and what the customer says.

The destination comes from OTEL_* variables alone. Owns nothing of a library under test.
"""

import json
import os

MODEL = "support-model"
INSTRUCTIONS = "You are a support agent. Look orders up before you answer."
SESSION = os.environ["SUPPORT_SESSION"]
# For libraries whose switch is an argument instead of a variable.
CONTENT = os.environ.get("SUPPORT_CONTENT") != "off"
USER = "customer-12"
# Turn one asks for the tool, turn two for two of it at once and is streamed, turn three is refused.
QUESTIONS = ["Where is my order A-1001?", "And what about A-1002 and A-1003?", "Then I want a refund."]
BREAKING = "Tell me a story."
ORDERS = {"A-1001": "shipped, arrives Tuesday", "A-1002": "delayed until Friday", "A-1003": "waiting for payment"}
TOOL = {
    "type": "function",
    "function": {
        "name": "lookup_order",
        "description": "Looks an order up.",
        "parameters": {"type": "object", "properties": {"order_id": {"type": "string"}}, "required": ["order_id"]},
    },
}


def model_url(path=""):
    """Where the model is: only this and the telemetry's destination differ from a user's program."""
    return os.environ["MODEL_URL"] + path


def lookup_order(order_id: str) -> str:
    """Looks an order up."""
    return ORDERS[order_id]


def telemetry():
    """Sets traces and logs up as the documentation of OpenTelemetry does; gives what ends them."""
    from opentelemetry import trace
    from opentelemetry._logs import set_logger_provider
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    spans, logs = TracerProvider(), LoggerProvider()
    spans.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    trace.set_tracer_provider(spans)
    set_logger_provider(logs)

    def end():
        spans.shutdown()
        logs.shutdown()

    return end


def turn(number):
    """The program's own span around a turn, naming session and user as OpenTelemetry's convention does."""
    from opentelemetry import trace

    attributes = {"session.id": SESSION, "user.id": USER}
    return trace.get_tracer("support").start_as_current_span(f"turn {number}", attributes=attributes)


def run_tool(name, call_id, arguments):
    """The tool under a span of the program's own, as the convention says, for libraries that leave the tool to the program."""
    from opentelemetry import trace

    attributes = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.call.id": call_id,
        "gen_ai.tool.call.arguments": json.dumps(arguments),
    }
    with trace.get_tracer("support").start_as_current_span(f"execute_tool {name}", attributes=attributes) as span:
        result = lookup_order(**arguments)
        span.set_attribute("gen_ai.tool.call.result", result)
        return result
