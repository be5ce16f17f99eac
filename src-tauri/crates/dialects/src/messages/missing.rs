//! Why a call shows no content, and the exact switch of the library that sent it. Nothing is guessed: a library we do not know gets no switch.

use waterglass_model::SpanType;
use waterglass_proto::{Message, MissingContent, Part};

use super::draft::Draft;

/// How the libraries are told apart (by the scope's beginning), and what each wants set.
const SWITCHES: [(&str, &str); 20] = [
    ("com.anthropic.sdk", "ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content"),
    ("openinference", "OPENINFERENCE_HIDE_INPUTS=false OPENINFERENCE_HIDE_OUTPUTS=false"),
    ("semantic_kernel", "SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true"),
    ("Microsoft.SemanticKernel", "SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true"),
    ("agent_framework", "ENABLE_SENSITIVE_DATA=true"),
    ("pydantic-ai", "InstrumentationSettings(include_content=True)"),
    ("litellm", "litellm.turn_off_message_logging=False"),
    ("opentelemetry.instrumentation.openai_v2", CAPTURE),
    ("opentelemetry.instrumentation.openai_agents", CAPTURE_BOTH),
    ("opentelemetry.instrumentation.genai", CAPTURE_BOTH),
    ("opentelemetry.util.genai", CAPTURE_BOTH),
    ("opentelemetry.instrumentation.google_genai", CAPTURE),
    ("opentelemetry.instrumentation.vertexai", CAPTURE),
    ("opentelemetry.instrumentation.botocore", CAPTURE),
    ("gcp.vertex.agent", CAPTURE_OPTED_IN),
    ("Experimental.Microsoft.Extensions.AI", CAPTURE),
    ("opentelemetry.instrumentation", "TRACELOOP_TRACE_CONTENT=true"),
    (
        "org.springframework",
        "spring.ai.chat.observations.log-prompt=true spring.ai.chat.observations.log-completion=true",
    ),
    ("spring-ai", "spring.ai.chat.observations.log-prompt=true spring.ai.chat.observations.log-completion=true"),
    ("mlflow", ""),
];
const CAPTURE: &str = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true";
const CAPTURE_BOTH: &str = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_AND_EVENT";
const CAPTURE_OPTED_IN: &str = "OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental \
                                OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_AND_EVENT";
const AZURE: &str = "AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=true";

/// Says why there is no content, when a span of this type should have some.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let conversation = &draft.conversation;
    let has_messages = conversation.input_messages.iter().chain(&conversation.output_messages).any(has_content);
    let what = match draft.facts.span_type {
        SpanType::Model if !has_messages => "This call's messages were not recorded",
        SpanType::Model if draft.hidden => "Some of this call's messages were hidden before they were sent",
        SpanType::Tool
            if conversation.tool.as_ref().is_none_or(|tool| tool.arguments.is_none() && tool.result.is_none()) =>
        {
            "What this tool was given and answered was not recorded"
        }
        SpanType::Embedding if conversation.embeddings.as_ref().is_none_or(|found| found.inputs.is_empty()) => {
            "What was embedded was not recorded"
        }
        SpanType::Retrieval
            if conversation
                .retrieval
                .as_ref()
                .is_none_or(|found| found.query.is_none() && found.documents.is_empty()) =>
        {
            "What was searched for and found was not recorded"
        }
        _ => return,
    };
    // The convention's switch is about messages: no library that obeys it records what was embedded.
    let setting = match switch(draft) {
        setting if draft.is(SpanType::Embedding) && setting.starts_with("OTEL_") => "",
        setting => setting,
    };
    let why = if setting.is_empty() {
        format!("{what}.")
    } else if failed(draft) {
        // pydantic-ai writes them all when the answer is there.
        format!("{what}: it failed, and the library may only record what was answered. Or recording of content is off.")
    } else {
        format!(
            "{what}. Recording of content is off by default in the library that sent this span, or was switched off."
        )
    };
    draft.conversation.missing = Some(MissingContent { why, setting: setting.to_owned() });
}

fn failed(draft: &Draft<'_, '_, '_>) -> bool {
    draft.span().get("error.type").is_some() || draft.content.events.iter().any(|event| event.name == "exception")
}

/// A call without arguments, with its name or not, is what is left of a message when its content was not recorded.
fn has_content(message: &Message) -> bool {
    message.parts.iter().any(|part| match part {
        Part::ToolCall { arguments, .. } => !arguments.is_empty(),
        Part::ToolResult { result, .. } => !result.is_empty(),
        _ => true,
    })
}

fn switch(draft: &Draft<'_, '_, '_>) -> &'static str {
    let span = draft.span();
    let says = |key: &str| span.text(key).unwrap_or_default();
    let azure = says("gen_ai.system").starts_with("az.ai.")
        || says("gen_ai.provider.name").starts_with("azure.ai.inference")
        || span.scope.starts_with("azure.ai.inference");
    // Azure's agents of 2.x took up the convention's switch; what came before has its own.
    if matches!(says("gen_ai.provider.name"), "microsoft.foundry" | "azure.ai.agents")
        || span.scope.starts_with("azure.ai.projects")
    {
        return CAPTURE;
    }
    if azure {
        return AZURE;
    }
    if span.attributes.iter().any(|(key, _)| key.starts_with("ai.operationId")) {
        return "experimental_telemetry: { isEnabled: true, recordInputs: true, recordOutputs: true }";
    }
    if let Some((_, setting)) = SWITCHES.iter().find(|(scope, _)| span.scope.starts_with(scope)) {
        return setting;
    }
    if span.get("openinference.span.kind").is_some() {
        return "OPENINFERENCE_HIDE_INPUTS=false OPENINFERENCE_HIDE_OUTPUTS=false";
    }
    // A program's own span that merely follows the convention has no switch.
    ""
}
