/**
 * What to type into a program so that its telemetry comes here, one entry a client, filled in with the addresses that
 * really listen. Pure text. Follows each SDK's own documentation (opentelemetry.io/docs/languages); never pins a
 * version, so that it does not age.
 */

/** Where telemetry can be sent: base addresses without a path. */
export interface Addresses {
  grpc: string;
  http: string;
}

export interface Block {
  /** The file's name, or what the commands do. */
  name: string;
  text: string;
}

export interface Snippet {
  id: string;
  label: string;
  blocks: (to: Addresses) => Block[];
  /** One sentence that saves an hour. */
  note?: string;
}

/** `127.0.0.1:4318` of `http://127.0.0.1:4318`, for SDKs that want no scheme. */
const hostPort = (url: string) => url.replace(/^https?:\/\//, "");

const environment: Snippet = {
  id: "env",
  label: "Environment",
  note: "Every OpenTelemetry SDK and agent reads these. Programs with code of their own for the exporter may need that code changed instead.",
  blocks: ({ http }) => [
    {
      name: "Shell",
      text: `export OTEL_EXPORTER_OTLP_ENDPOINT=${http}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_SERVICE_NAME=my-app`,
    },
    {
      name: "PowerShell",
      text: `$env:OTEL_EXPORTER_OTLP_ENDPOINT = "${http}"
$env:OTEL_EXPORTER_OTLP_PROTOCOL = "http/protobuf"
$env:OTEL_SERVICE_NAME = "my-app"`,
    },
  ],
};

const python: Snippet = {
  id: "python",
  label: "Python",
  note: "For model calls add an instrumentation, such as opentelemetry-instrumentation-openai-v2, and set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true to keep the messages.",
  blocks: ({ http }) => [
    {
      name: "Without a change to the program",
      text: `pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http
opentelemetry-bootstrap -a install

OTEL_SERVICE_NAME=my-app \\
OTEL_EXPORTER_OTLP_ENDPOINT=${http} \\
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\
opentelemetry-instrument python app.py`,
    },
    {
      name: "In code: pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http",
      text: `from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "my-app"}))
provider.add_span_processor(
    BatchSpanProcessor(OTLPSpanExporter(endpoint="${http}/v1/traces"))
)
trace.set_tracer_provider(provider)

with trace.get_tracer("my-app").start_as_current_span("hello"):
    pass

provider.shutdown()  # sends what is still waiting`,
    },
  ],
};

const javascript: Snippet = {
  id: "javascript",
  label: "JS / TS",
  note: "In the browser use the web SDK with the same address: pages served from localhost are let in.",
  blocks: ({ http }) => [
    {
      name: "Without a change to the program",
      text: `npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node

OTEL_SERVICE_NAME=my-app \\
OTEL_EXPORTER_OTLP_ENDPOINT=${http} \\
OTEL_METRICS_EXPORTER=otlp OTEL_LOGS_EXPORTER=otlp \\
node --require @opentelemetry/auto-instrumentations-node/register app.js`,
    },
    {
      name: "telemetry.mjs: npm install @opentelemetry/api @opentelemetry/sdk-node @opentelemetry/exporter-trace-otlp-proto",
      text: `import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK({
  serviceName: "my-app",
  traceExporter: new OTLPTraceExporter({ url: "${http}/v1/traces" }),
});
sdk.start();

trace.getTracer("my-app").startActiveSpan("hello", (span) => span.end());

await sdk.shutdown(); // sends what is still waiting`,
    },
  ],
};

const dotnet: Snippet = {
  id: "dotnet",
  label: ".NET",
  blocks: ({ grpc }) => [
    {
      name: "Packages",
      text: `dotnet add package OpenTelemetry.Extensions.Hosting
dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol
dotnet add package OpenTelemetry.Instrumentation.AspNetCore
dotnet add package OpenTelemetry.Instrumentation.Http`,
    },
    {
      name: "Program.cs",
      text: `using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddOpenTelemetry()
    .ConfigureResource(resource => resource.AddService("my-app"))
    .WithTracing(tracing => tracing
        .AddSource("my-app")
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation())
    .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation())
    .WithLogging()
    .UseOtlpExporter(OtlpExportProtocol.Grpc, new Uri("${grpc}"));`,
    },
  ],
};

const java: Snippet = {
  id: "java",
  label: "Java",
  blocks: ({ http }) => [
    {
      name: "With the agent, without a change to the program",
      text: `curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar

java -javaagent:opentelemetry-javaagent.jar \\
  -Dotel.service.name=my-app \\
  -Dotel.exporter.otlp.endpoint=${http} \\
  -Dotel.exporter.otlp.protocol=http/protobuf \\
  -jar app.jar`,
    },
    {
      name: "In code: io.opentelemetry:opentelemetry-sdk and opentelemetry-exporter-otlp",
      text: `import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;

class App {
  public static void main(String[] args) {
    var exporter = OtlpHttpSpanExporter.builder().setEndpoint("${http}/v1/traces").build();
    var provider = SdkTracerProvider.builder()
        .setResource(Resource.builder().put("service.name", "my-app").build())
        .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
        .build();
    var sdk = OpenTelemetrySdk.builder().setTracerProvider(provider).buildAndRegisterGlobal();

    Tracer tracer = sdk.getTracer("my-app");
    tracer.spanBuilder("hello").startSpan().end();

    sdk.close(); // sends what is still waiting
  }
}`,
    },
  ],
};

const go: Snippet = {
  id: "go",
  label: "Go",
  blocks: ({ http }) => [
    {
      name: "Modules",
      text: `go get go.opentelemetry.io/otel \\
  go.opentelemetry.io/otel/sdk \\
  go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp`,
    },
    {
      name: "main.go",
      text: `package main

import (
	"context"
	"log"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	ctx := context.Background()
	exporter, err := otlptracehttp.New(ctx,
		otlptracehttp.WithEndpoint("${hostPort(http)}"),
		otlptracehttp.WithInsecure())
	if err != nil {
		log.Fatal(err)
	}
	provider := trace.NewTracerProvider(
		trace.WithBatcher(exporter),
		trace.WithResource(resource.NewSchemaless(attribute.String("service.name", "my-app"))))
	defer provider.Shutdown(ctx) // sends what is still waiting
	otel.SetTracerProvider(provider)

	_, span := otel.Tracer("my-app").Start(ctx, "hello")
	span.End()
}`,
    },
  ],
};

const rust: Snippet = {
  id: "rust",
  label: "Rust",
  note: "With the tracing crate, add tracing-opentelemetry and give its layer this provider's tracer.",
  blocks: ({ http }) => [
    { name: "Crates", text: "cargo add opentelemetry opentelemetry_sdk opentelemetry-otlp" },
    {
      name: "main.rs",
      text: `use opentelemetry::trace::{Tracer, TracerProvider};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{trace::SdkTracerProvider, Resource};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_endpoint("${http}/v1/traces")
        .build()?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(Resource::builder().with_service_name("my-app").build())
        .build();

    provider.tracer("my-app").in_span("hello", |_cx| {});

    provider.shutdown()?; // sends what is still waiting
    Ok(())
}`,
    },
  ],
};

/** In the order of the tabs. */
export const SNIPPETS: readonly Snippet[] = [environment, python, javascript, dotnet, java, go, rust];
