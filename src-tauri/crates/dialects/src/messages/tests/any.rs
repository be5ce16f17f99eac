//! Any attributes at all: nothing a sender can do makes a span unreadable.

use proptest::prelude::*;
use waterglass_model::otlp::Value;
use waterglass_model::{EventFacts, LogFacts, SpanFacts};

use super::{reading, span};

/// Keys of every dialect, and values that do not fit them.
fn any_attributes() -> impl Strategy<Value = Vec<(&'static str, Odd)>> {
    const KEYS: [&str; 46] = [
        "gen_ai.operation.name",
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.tool.definitions",
        "gen_ai.tool.call.arguments",
        "gen_ai.tool.call.result",
        "gen_ai.prompt",
        "gen_ai.prompt.0.content",
        "gen_ai.prompt.name",
        "gen_ai.completion.0.function_call.arguments",
        "gen_ai.completion.18446744073709551616.tool_calls",
        "llm.input_messages.0.message.contents.0",
        "llm.output_messages..message",
        "llm.invocation_parameters",
        "llm.tools.0.tool.json_schema",
        "llm.request.functions.0",
        "openinference.span.kind",
        "input.value",
        "output.value",
        "retrieval.documents.0.document.score",
        "gen_ai.retrieval.documents",
        "embedding.embeddings.0.embedding.vector",
        "ai.operationId",
        "ai.prompt",
        "ai.prompt.messages",
        "ai.prompt.tools",
        "ai.response.toolCalls",
        "ai.toolCall.args",
        "ai.values",
        "framework",
        "span_type",
        "inputs",
        "output",
        "llm.generated_message",
        "prompt.variables",
        "mlflow.spanType",
        "mlflow.spanInputs",
        "mlflow.spanOutputs",
        "mlflow.linkedPrompts",
        "traceloop.span.kind",
        "traceloop.entity.input",
        "pydantic_ai.all_messages",
        "events",
        "metadata.usage_object",
        "result.choices[0].message",
    ];
    const WORDS: [&str; 16] = [
        "chat",
        "execute_tool",
        "embeddings",
        "retrieval",
        "invoke_agent",
        "LLM",
        "TOOL",
        "RETRIEVER",
        "EMBEDDING",
        "\"CHAT_MODEL\"",
        "promptflow",
        "[[\"human\",\"hi\"]]",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},",
        "{'a': None, 'b': (1,)}",
        "[{}]",
        "\"\\\"x\\\"\"",
    ];
    let odd = prop_oneof![
        proptest::sample::select(&WORDS[..]).prop_map(|word| Odd::Text(word.to_owned())),
        any::<String>().prop_map(Odd::Text),
        "[\\[{(]*[\"':,a-z0-9{}\\[\\]\\\\ ]*".prop_map(Odd::Text),
        any::<f64>().prop_map(Odd::Double),
        proptest::collection::vec(any::<u8>(), 0..24).prop_map(Odd::Array),
        proptest::collection::vec(any::<u8>(), 0..24).prop_map(Odd::Map),
    ];
    proptest::collection::vec((proptest::sample::select(&KEYS[..]), odd), 0..12)
}

#[derive(Clone, Debug)]
enum Odd {
    Text(String),
    Double(f64),
    Array(Vec<u8>),
    Map(Vec<u8>),
}

impl Odd {
    fn value(&self) -> Value<'_> {
        match self {
            Odd::Text(text) => Value::String(text),
            Odd::Double(number) => Value::Double(*number),
            Odd::Array(bytes) => Value::Array(bytes),
            Odd::Map(bytes) => Value::Map(bytes),
        }
    }
}

proptest! {
    #[test]
    fn any_span_is_read(attributes in any_attributes(), scope in proptest::sample::select(&["", "prompty", "litellm", "ai"][..])) {
        let attributes: Vec<_> = attributes.iter().map(|(key, odd)| (*key, odd.value())).collect();
        let names = ["gen_ai.choice", "gen_ai.user.message", "gen_ai.client.inference.operation.details", "promptflow.function.output"];
        let events: Vec<_> = names.iter().map(|name| EventFacts { name, time: 0, attributes: &attributes }).collect();
        let body = attributes.first().map(|(_, value)| *value);
        let logs: Vec<_> = names.iter().map(|name| LogFacts { name, time: 0, scope: "", body, attributes: &attributes }).collect();
        reading(SpanFacts { scope, ..span(&attributes) }, &events, &logs);
        reading(SpanFacts { scope, ..span(&attributes) }, &[], &[]);
    }
}
