"""Prompty 2: a `.prompty` file with a tool, run by its agent loop, traced through its OpenTelemetry backend."""

import os
from pathlib import Path

import prompty
import support
from prompty import Tracer
from prompty.tracing.otel import otel_tracer

os.environ["MODEL_V1"] = support.model_url("/v1")
end = support.telemetry()
Tracer.add("otel", otel_tracer())
file = str(Path(__file__).with_name("support.prompty"))
for number, question in enumerate(support.QUESTIONS, 1):
    with support.turn(number):
        try:
            prompty.turn(file, {"question": question}, tools={"lookup_order": support.lookup_order}, max_llm_retries=1)
        except Exception as error:
            if number != 3:
                raise error
end()
