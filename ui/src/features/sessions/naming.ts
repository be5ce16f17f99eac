/**
 * How a program names the session and the user of a call, one entry an SDK: what each SDK's own documentation gives for it,
 * and the attribute that then arrives. Pure text.
 */

/** How one SDK does it. */
export interface Naming {
  id: string;
  label: string;
  /** The attribute that carries the session. */
  attribute: string;
  code: string;
}

export const NAMINGS: readonly Naming[] = [
  {
    id: "otel",
    label: "OpenTelemetry",
    attribute: "gen_ai.conversation.id",
    code: `# Any language: one attribute on the span of the turn, or on the model call itself.
span.set_attribute("gen_ai.conversation.id", conversation_id)   # session.id is read as well
span.set_attribute("user.id", user_id)`,
  },
  {
    id: "openinference",
    label: "OpenInference",
    attribute: "session.id",
    code: `from openinference.instrumentation import using_attributes

with using_attributes(session_id=conversation_id, user_id=user_id):
    answer = agent.run(question)`,
  },
  {
    id: "openllmetry",
    label: "OpenLLMetry",
    attribute: "traceloop.association.properties.session_id",
    code: `from traceloop.sdk import Traceloop

Traceloop.set_association_properties({"session_id": conversation_id, "user_id": user_id})`,
  },
  {
    id: "langchain",
    label: "LangChain",
    attribute: "metadata: session_id, thread_id",
    code: `graph.invoke(
    {"messages": [("user", question)]},
    config={"metadata": {"session_id": conversation_id, "user_id": user_id}},
)`,
  },
  {
    id: "vercel",
    label: "Vercel AI SDK",
    attribute: "ai.telemetry.metadata.sessionId",
    code: `await generateText({
  model,
  prompt,
  experimental_telemetry: {
    isEnabled: true,
    metadata: { sessionId: conversationId, userId },
  },
});`,
  },
  {
    id: "mlflow",
    label: "MLflow",
    attribute: "mlflow.trace.session",
    code: `import mlflow

# What update_current_trace() sets does not leave the program by OTLP: set it on the span.
with mlflow.start_span(name="turn") as span:
    span.set_attribute("mlflow.trace.session", conversation_id)
    span.set_attribute("mlflow.trace.user", user_id)`,
  },
  {
    id: "promptflow",
    label: "promptflow",
    attribute: "session_id",
    code: `from promptflow.tracing import start_trace

start_trace(session=conversation_id)`,
  },
  {
    id: "dotnet",
    label: ".NET",
    attribute: "gen_ai.conversation.id",
    code: `// Microsoft.Extensions.AI and Agent Framework send it from here:
var options = new ChatOptions { ConversationId = conversationId };
var answer = await client.GetResponseAsync(question, options);`,
  },
];
