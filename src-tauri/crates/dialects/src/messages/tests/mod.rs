//! Places: which of several is shown, what is done with damage, and how much is too much.

mod any;

use std::fmt::Write as _;

use waterglass_model::otlp::Value;
use waterglass_model::{Content, EventFacts, LogFacts, SpanFacts, SpanType};
use waterglass_proto::{Conversation, Part};

use crate::{Reading, read};

type Pairs<'a> = [(&'a str, Value<'a>)];

fn text(text: &str) -> Value<'_> {
    Value::String(text)
}

fn span<'s, 'a>(attributes: &'s Pairs<'a>) -> SpanFacts<'s, 'a> {
    SpanFacts { name: "call", kind: 3, scope: "scope", attributes }
}

fn reading<'a>(span: SpanFacts<'_, 'a>, events: &[EventFacts<'_, 'a>], logs: &[LogFacts<'_, 'a>]) -> Reading<'a> {
    read(&Content { span, start: 0, events, logs })
}

fn conversation(attributes: &Pairs<'_>) -> Conversation {
    reading(span(attributes), &[], &[]).conversation
}

/// `role: text text / role: …`, other parts as `…`.
fn told(messages: &[waterglass_proto::Message]) -> String {
    let part = |part: &Part| if let Part::Text { text, .. } = part { text.clone() } else { "…".to_owned() };
    let one = |message: &waterglass_proto::Message| {
        format!("{}: {}", message.role, message.parts.iter().map(part).collect::<Vec<_>>().join(" "))
    };
    messages.iter().map(one).collect::<Vec<_>>().join(" / ")
}

const CHAT: (&str, Value<'_>) = ("gen_ai.operation.name", Value::String("chat"));
const ASKED: &str = r#"[{"role":"user","parts":[{"type":"text","content":"hi"}]}]"#;

#[test]
fn the_same_words_in_three_places_are_shown_once() {
    let attributes = [
        CHAT,
        ("gen_ai.system_instructions", text(r#"[{"type":"text","content":"be brief"}]"#)),
        ("gen_ai.input.messages", text(ASKED)),
        ("input.value", text("hi")),
    ];
    let details = [
        ("gen_ai.input.messages", text(ASKED)),
        ("gen_ai.output.messages", text(r#"[{"role":"assistant","content":"hello"}]"#)),
    ];
    let name = "gen_ai.client.inference.operation.details";
    let logs = [
        LogFacts {
            name: "",
            time: 0,
            scope: "",
            body: Some(text(r#"{"content":"hi"}"#)),
            attributes: &[("event.name", text("gen_ai.user.message"))],
        },
        LogFacts { name, time: 0, scope: "", body: None, attributes: &details },
    ];
    let found = reading(span(&attributes), &[], &logs).conversation;
    assert_eq!(told(&found.input_messages), "system: be brief / user: hi");
    assert_eq!(told(&found.output_messages), "assistant: hello");
    assert!(found.sources.contains(&("input_messages".into(), "gen_ai.input.messages".into())));
    assert!(found.missing.is_none() && found.notes.is_empty());
}

#[test]
fn message_events_are_read_from_the_span_and_from_logs_in_any_form() {
    let body = |content| Some(text(content));
    let log = |name, body, attributes| LogFacts { name, time: 0, scope: "", body, attributes };
    let second = [("event_name", text("gen_ai.user.message")), ("CHAT_MESSAGE_INDEX", Value::Int(1))];
    let first = [("event.name", text("gen_ai.system.message")), ("CHAT_MESSAGE_INDEX", Value::Int(0))];
    let logs = [
        log("gen_ai.choice", body(r#"{"index":0,"finish_reason":"stop","message":{"content":"he"}}"#), &[]),
        log("gen_ai.choice", body(r#"{"index":0,"finish_reason":"stop","message":{"content":"llo"}}"#), &[]),
        log("gen_ai.choice", body(r#"{"index":1,"finish_reason":"length","message":{"content":"hey"}}"#), &[]),
        log("", body(r#"{"content":"hi"}"#), &second),
        log("", body("be brief"), &first),
        log("", body("an ordinary line"), &[]),
    ];
    let found = reading(span(&[CHAT]), &[], &logs);
    assert_eq!(told(&found.conversation.input_messages), "system: be brief / user: hi");
    assert_eq!(told(&found.conversation.output_messages), "assistant: he llo / assistant: hey");
    assert_eq!(found.facts.finish_reasons, ["stop", "length"]);

    let asked = [("gen_ai.event.content", text(r#"{"role":"tool","tool_call_id":"c","content":"sun"}"#))];
    let chose = [("message", text(r#"[{"text":"hello"}]"#)), ("finish_reason", text("end_turn"))];
    let prompt = [("gen_ai.prompt", text(r#"[{"role":"user","content":"hi"}]"#))];
    let event = |name, attributes| EventFacts { name, time: 0, attributes };
    let events = [
        event("gen_ai.content.prompt", &prompt[..]),
        event("gen_ai.tool.message", &asked),
        event("gen_ai.choice", &chose),
    ];
    let found = reading(span(&[CHAT]), &events, &[]).conversation;
    assert_eq!(told(&found.input_messages), "user: hi / tool: …");
    assert_eq!(told(&found.output_messages), "assistant: hello");
}

#[test]
fn content_that_was_not_recorded_is_explained_with_the_right_switch() {
    let choice = [(
        "gen_ai.event.content",
        text(r#"{"finish_reason":"tool_calls","index":0,"message":{"tool_calls":[{"id":"c","type":"function"}]}}"#),
    )];
    let events = [EventFacts { name: "gen_ai.choice", time: 0, attributes: &choice }];
    let azure = reading(span(&[CHAT, ("gen_ai.system", text("az.ai.inference"))]), &events, &[]);
    let missing = azure.conversation.missing.expect("explained");
    assert_eq!(missing.setting, "AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED=true");
    assert_eq!(azure.facts.finish_reasons, ["tool_calls"]);
    assert!(
        matches!(&azure.conversation.output_messages[0].parts[0], Part::ToolCall { id: Some(id), .. } if id == "c")
    );
    for (scope, setting) in [
        ("opentelemetry.instrumentation.langchain", "TRACELOOP_TRACE_CONTENT=true"),
        ("opentelemetry.instrumentation.openai_v2", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true"),
        ("com.anthropic.sdk.python", "ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content"),
        ("my.own.program", ""),
        ("openinference.instrumentation.openai", "OPENINFERENCE_HIDE_INPUTS=false OPENINFERENCE_HIDE_OUTPUTS=false"),
    ] {
        let found = reading(SpanFacts { scope, ..span(&[CHAT]) }, &[], &[]).conversation;
        assert_eq!(found.missing.map(|missing| missing.setting).as_deref(), Some(setting), "{scope}");
    }
}

#[test]
fn a_cut_is_told_and_a_whole_copy_elsewhere_is_preferred() {
    let whole = r#"[{"role":"user","parts":[{"type":"text","content":"one"}]},{"role":"assistant","parts":[{"type":"text","content":"two"}]}]"#;
    let cut = &whole[..whole.len() - 5];
    let found = conversation(&[CHAT, ("gen_ai.input.messages", text(cut))]);
    assert_eq!(told(&found.input_messages), "user: one / assistant: two");
    assert_eq!(found.notes.len(), 1);
    let both = conversation(&[CHAT, ("gen_ai.input.messages", text(cut)), ("gen_ai.prompt.0.content", text("one"))]);
    assert_eq!((told(&both.input_messages).as_str(), both.notes.len()), ("user: one", 0));
    for end in 1..whole.len() {
        let found = conversation(&[CHAT, ("gen_ai.input.messages", text(&whole[..end]))]);
        assert!(!found.input_messages.is_empty(), "{}", &whole[..end]);
    }
    let marked = format!("{cut}… [truncated]");
    let found = conversation(&[CHAT, ("gen_ai.input.messages", text(&marked))]);
    assert!(told(&found.input_messages).contains("[truncated]"));
}

#[test]
fn what_is_no_json_is_shown_as_text() {
    let found = conversation(&[
        CHAT,
        ("gen_ai.input.messages", text("just words")),
        ("gen_ai.output.messages", text("[hm] words")),
    ]);
    assert_eq!(told(&found.input_messages), "user: just words");
    assert_eq!(told(&found.output_messages), "assistant: [hm] words");
    let odd = conversation(&[
        CHAT,
        ("gen_ai.input.messages", text(r#"{"foo":1}"#)),
        ("gen_ai.output.messages", Value::Int(7)),
    ]);
    assert_eq!(told(&odd.input_messages), r#"user: {"foo":1}"#);
}

#[test]
fn messages_taken_apart_come_back_together() {
    let old = conversation(&[
        ("gen_ai.system", text("openai")),
        ("gen_ai.request.model", text("m")),
        ("gen_ai.usage.prompt_tokens", Value::Int(1)),
        ("gen_ai.prompt.0.role", text("system")),
        ("gen_ai.prompt.0.content", text("be brief")),
        ("gen_ai.prompt.1.role", text("user")),
        ("gen_ai.prompt.1.content", text(r#"[{"type":"text","text":"hi"}]"#)),
        ("gen_ai.completion.0.role", text("assistant")),
        ("gen_ai.completion.0.finish_reason", text("tool_calls")),
        ("gen_ai.completion.0.tool_calls.0.id", text("c")),
        ("gen_ai.completion.0.tool_calls.0.name", text("f")),
        ("gen_ai.completion.0.tool_calls.0.arguments", text("{\"a\": 1}")),
        ("llm.request.functions.0.name", text("f")),
        ("llm.request.functions.0.parameters", text("{\"type\": \"object\"}")),
        ("gen_ai.prompt.name", text("greeting")),
    ]);
    assert_eq!(told(&old.input_messages), "system: be brief / user: hi");
    let call = Part::ToolCall { id: Some("c".into()), name: "f".into(), arguments: r#"{"a":1}"#.into(), bytes: None };
    assert_eq!(old.output_messages[0].parts, [call]);
    assert_eq!(old.tools[0].parameters.as_deref(), Some(r#"{"type":"object"}"#));
    assert_eq!(old.prompt.and_then(|prompt| prompt.name).as_deref(), Some("greeting"));

    let inference = conversation(&[
        CHAT,
        ("llm.input_messages.0.message.role", text("user")),
        ("llm.input_messages.0.message.contents.0.message_content.type", text("text")),
        ("llm.input_messages.0.message.contents.0.message_content.text", text("hi")),
        ("llm.input_messages.0.message.contents.1.message_content.type", text("image")),
        ("llm.input_messages.0.message.contents.1.message_content.image.image.url", text("https://x/y.png")),
        ("llm.output_messages.0.message.role", text("assistant")),
        ("llm.output_messages.0.message.content", text("hello")),
        (
            "llm.invocation_parameters",
            text(r#"{"model":"m","temperature":0.20,"tools":[{"type":"function","function":{"name":"f"}}]}"#),
        ),
    ]);
    assert_eq!(told(&inference.input_messages), "user: hi …");
    assert_eq!(told(&inference.output_messages), "assistant: hello");
    assert_eq!(inference.parameters, [("temperature".to_owned(), "0.20".to_owned())]);
    assert_eq!(inference.tools[0].name, "f");
}

#[test]
fn a_payload_fills_what_is_unsaid_and_adds_no_usage() {
    let answer = r#"{"id":"resp-1","object":"chat.completion","model":"m-2","choices":[{"finish_reason":"stop","message":{"content":"x"}}],
        "usage":{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":99}}}"#;
    let silent = reading(span(&[CHAT, ("output.value", text(answer))]), &[], &[]).facts;
    assert_eq!((silent.response_id.as_deref(), silent.response_model.as_deref()), (Some("resp-1"), Some("m-2")));
    assert_eq!((silent.finish_reasons, silent.usage.is_said()), (vec!["stop".into()], false));
    let said = [
        CHAT,
        ("gen_ai.usage.input_tokens", Value::Int(9)),
        ("gen_ai.usage.output_tokens", Value::Int(3)),
        ("output.value", text(answer)),
    ];
    let usage = reading(span(&said), &[], &[]).facts.usage;
    // 99 of 3 cannot be: a part greater than its whole is left out.
    assert_eq!((usage.input, usage.cached_input, usage.reasoning), (Some(9), Some(4), None));
}

#[test]
fn an_event_fills_what_the_span_leaves_out_except_usage() {
    let said =
        [("gen_ai.response.id", text("resp-1")), ("user.id", text("u")), ("gen_ai.usage.input_tokens", Value::Int(5))];
    let record = |name| LogFacts { name, time: 0, scope: "", body: None, attributes: &said };
    let told = reading(span(&[CHAT]), &[], &[record("gen_ai.client.inference.operation.details")]).facts;
    assert_eq!((told.response_id.as_deref(), told.user_id.as_deref()), (Some("resp-1"), Some("u")));
    assert!(!told.usage.is_said());
    let judged = reading(span(&[CHAT]), &[], &[record("gen_ai.evaluation.result")]).facts;
    assert_eq!(judged.response_id, None);
}

#[test]
fn a_stream_is_known_by_its_first_piece_or_by_what_was_asked() {
    let piece = |name, time| EventFacts { name, time, attributes: &[] };
    let marked = reading(span(&[CHAT]), &[piece("other", 1), piece("First Token Stream Event", 9)], &[]).facts;
    assert_eq!((marked.streaming, marked.time_to_first_token), (Some(true), Some(9)));
    let untimed = reading(span(&[CHAT]), &[piece("gen_ai.content.completion.chunk", 0)], &[]).facts;
    assert_eq!((untimed.streaming, untimed.time_to_first_token), (Some(true), None));
    let parameters =
        |given| reading(span(&[CHAT, ("llm.invocation_parameters", text(given))]), &[], &[]).facts.streaming;
    assert_eq!((parameters(r#"{"stream": true}"#), parameters(r#"{"stream": false}"#)), (Some(true), None));
}

#[test]
fn a_failed_call_without_messages_is_not_blamed_on_the_switch_alone() {
    let exception = EventFacts { name: "exception", time: 0, attributes: &[] };
    let own = SpanFacts { scope: "pydantic-ai", ..span(&[CHAT]) };
    let missing = reading(own, &[exception], &[]).conversation.missing.expect("explained");
    assert!(missing.why.contains("it failed") && missing.setting.contains("include_content"), "{missing:?}");
}

#[test]
fn spans_of_other_work_get_no_conversation() {
    let found = reading(span(&[("http.request.method", text("POST")), ("input.value", text(ASKED))]), &[], &[]);
    assert_eq!(found.facts.span_type, SpanType::Http);
    assert_eq!(found.conversation, Conversation::default());
}

#[test]
fn five_thousand_messages_and_thirty_megabytes_are_read() {
    let mut keys = Vec::new();
    for index in 0..5000 {
        keys.push(format!("gen_ai.prompt.{index}.role"));
        keys.push(format!("gen_ai.prompt.{index}.content"));
    }
    let flat: Vec<_> = keys.iter().map(|key| (key.as_str(), text("user"))).chain([CHAT]).collect();
    assert_eq!(conversation(&flat).input_messages.len(), 5000);

    let mut list = String::from("[");
    for index in 0..5000 {
        let _ = write!(list, "{}{{\"role\":\"user\",\"content\":\"{index}\"}}", if index > 0 { "," } else { "" });
    }
    list.push(']');
    assert_eq!(conversation(&[CHAT, ("gen_ai.input.messages", text(&list))]).input_messages.len(), 5000);

    let picture = "A".repeat(30 << 20);
    let message = format!(
        r#"[{{"role":"user","content":[{{"type":"image_url","image_url":{{"url":"data:image/png;base64,{picture}"}}}}]}}]"#
    );
    let found = conversation(&[CHAT, ("gen_ai.input.messages", text(&message))]);
    let Part::Image(media) = &found.input_messages[0].parts[0] else { panic!("a picture") };
    assert_eq!(media.data.as_ref().map(String::len), Some(picture.len()));
}
