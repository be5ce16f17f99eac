//! Model calls that say nonsense, too much, or what should hurt: each is taken, is shown as far as it can be read with a note where not, and is never
//! lost: every attribute is there as it was sent.

use anyhow::{Context as _, Result, ensure};
use http::{Method, StatusCode};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use serde_json::{Value, json};
use waterglass_model::Signal;
use waterglass_proto::{
    Conversation, Message, Part, SessionList, TraceConversation, TraceDocument, TraceList, ValueRange,
};
use waterglass_tests_pipeline::Waterglass;
use waterglass_tests_pipeline::otlp::build::{attribute, request, span, span_id, text, trace_id};

/// A call to a model, in OpenTelemetry's words, with more said of it.
fn call(trace: u8, id: u8, more: Vec<KeyValue>) -> Span {
    let mut attributes = vec![
        text("gen_ai.operation.name", "chat"),
        text("gen_ai.provider.name", "openai"),
        text("gen_ai.request.model", "gpt-4.1-mini"),
    ];
    attributes.extend(more);
    Span { attributes, ..span(trace, id, 0, "chat gpt-4.1-mini") }
}

fn input(messages: &Value) -> KeyValue {
    text("gen_ai.input.messages", &messages.to_string())
}

fn count(key: &str, value: i64) -> KeyValue {
    attribute(key, any_value::Value::IntValue(value))
}

/// What the app says of a call.
struct Told {
    conversation: Conversation,
    document: TraceDocument,
}

/// Sends a call, which must be taken whole, and asks for it everywhere.
async fn told(waterglass: &Waterglass, span: Span) -> Result<Told> {
    let (trace, id) = (hex(&span.trace_id), hex(&span.span_id));
    let attributes = span.attributes.clone();
    waterglass.store(Signal::Traces, request("shop", vec![span])).await?;
    waterglass.instance().settled().await;
    for KeyValue { key, value, .. } in &attributes {
        if let Some(any_value::Value::StringValue(sent)) = value.as_ref().and_then(|value| value.value.as_ref()) {
            ensure!(whole(waterglass, &trace, &id, key).await? == *sent, "{key} is not what was sent");
        }
    }
    let conversation = waterglass.get(&format!("/api/traces/{trace}/spans/{id}/conversation")).await?;
    let turns: TraceConversation = waterglass.get(&format!("/api/traces/{trace}/conversation")).await?;
    ensure!(turns.turns.iter().any(|turn| turn.span_id == id), "it is a turn of its trace");
    let document = waterglass.get(&format!("/api/traces/{trace}/document")).await?;
    Ok(Told { conversation, document })
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An attribute as it is stored, read piece by piece.
async fn whole(waterglass: &Waterglass, trace: &str, span: &str, key: &str) -> Result<String> {
    let mut whole = String::new();
    loop {
        let path = format!("/api/traces/{trace}/spans/{span}/value?key={key}&offset={}&length=4194304", whole.len());
        let piece: ValueRange = waterglass.get(&path).await?;
        whole.push_str(&piece.text);
        if whole.len() >= piece.bytes as usize {
            return Ok(whole);
        }
        ensure!(!piece.text.is_empty(), "{key} ends early");
    }
}

fn words(message: &Message) -> &str {
    match message.parts.first() {
        Some(Part::Text { text, .. }) => text,
        _ => "",
    }
}

fn noted(told: &Told, about: &str) -> bool {
    told.conversation.notes.iter().any(|note| note.contains(about))
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_are_no_json_are_text_with_a_note() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let (asked, answered) = ("hello {this is \"not\" [JSON", "{\"role\": \"assistant\", parts: ]");
    let said = vec![text("gen_ai.input.messages", asked), text("gen_ai.output.messages", answered)];
    let told_of = told(&waterglass, call(1, 1, said)).await?;
    let Conversation { input_messages, output_messages, .. } = &told_of.conversation;
    assert_eq!((words(&input_messages[0]), words(&output_messages[0])), (asked, answered));
    assert!(noted(&told_of, "gen_ai.input.messages is no JSON"), "{:?}", told_of.conversation.notes);
    assert!(noted(&told_of, "gen_ai.output.messages is no whole JSON"), "{:?}", told_of.conversation.notes);
    assert_eq!(told_of.document.spans[0].genai.conversation.notes, told_of.conversation.notes);

    let said = vec![
        text("openinference.span.kind", "LLM"),
        text("llm.input_messages.0.message.role", "user"),
        text("llm.input_messages.0.message.tool_calls.0.tool_call.function.name", "find"),
        text("llm.input_messages.0.message.tool_calls.0.tool_call.function.arguments", "{\"a\": "),
        text("output.value", "[nope"),
    ];
    let told_of = told(&waterglass, Span { attributes: said, ..span(2, 1, 0, "LLM") }).await?;
    let part = &told_of.conversation.input_messages[0].parts[0];
    assert!(
        matches!(part, Part::ToolCall { name, arguments, .. } if name == "find" && arguments == "{\"a\": "),
        "{part:?}"
    );
    assert_eq!(words(&told_of.conversation.output_messages[0]), "[nope");

    let said = vec![
        text("ai.operationId", "ai.generateText.doGenerate"),
        text("ai.prompt.messages", "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"wh"),
        text("ai.response.toolCalls", "nope"),
    ];
    let told_of = told(&waterglass, Span { attributes: said, ..span(3, 1, 0, "ai.generateText.doGenerate") }).await?;
    assert_eq!(words(&told_of.conversation.input_messages[0]), "wh");
    assert!(noted(&told_of, "ai.prompt.messages breaks off"), "{:?}", told_of.conversation.notes);
    let part = &told_of.conversation.output_messages[0].parts[0];
    assert!(matches!(part, Part::Other { json, .. } if json == "nope"), "{part:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_messages_cut_at_8_kib_all_that_came_is_shown() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let role = |number: usize| if number.is_multiple_of(2) { "user" } else { "assistant" };
    let many: Vec<Value> = (0..200)
        .map(|number| json!({"role": role(number), "parts": [{"type": "text", "content": format!("{number} é {}", "x".repeat(50))}]}))
        .collect();
    let whole = Value::from(many).to_string();
    let cut = &whole[..whole.floor_char_boundary(8192)];
    let answer = "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hal";
    let said = vec![text("gen_ai.input.messages", cut), text("gen_ai.output.messages", answer)];
    let told_of = told(&waterglass, call(1, 1, said)).await?;
    let Conversation { input_messages, output_messages, .. } = &told_of.conversation;
    assert_eq!(input_messages.len(), cut.matches("\"content\":\"").count());
    assert!(input_messages.iter().enumerate().all(|(number, message)| words(message).starts_with(&number.to_string())));
    assert_eq!(words(&output_messages[0]), "Hal");
    assert!(noted(&told_of, "gen_ai.input.messages breaks off after 819"), "{:?}", told_of.conversation.notes);
    assert!(noted(&told_of, "gen_ai.output.messages breaks off"), "{:?}", told_of.conversation.notes);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_with_wrong_roles_and_parts_keep_their_words() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let said = json!([
        {"role": "wizard", "parts": [{"type": "text", "content": "a"}]},
        {"role": 7, "parts": [{"type": "text", "content": "b"}]},
        {"parts": [{"type": "text", "content": "c"}]},
        {"role": null, "content": "d"},
        {"role": "", "content": "e"},
        {"role": ["user"], "content": {"deep": "f"}},
        "g", 8, null, [],
        {"role": "user", "parts": "h"},
        {"role": "user", "parts": [9, null, {"type": 3}, {"type": "text", "content": 5}, {"kind": "new", "x": ["i"]}]},
    ]);
    let told_of = told(&waterglass, call(1, 1, vec![input(&said)])).await?;
    let all = serde_json::to_string(&told_of.conversation.input_messages)?.replace('\\', "");
    for words in ["a", "b", "c", "d", "e", "f", "g", "8", "h", "9", "i"] {
        assert!(all.contains(&format!("\"{words}\"")), "{words}: {all}");
    }
    let roles: Vec<&str> = told_of.conversation.input_messages.iter().map(|message| message.role.as_str()).collect();
    assert_eq!(roles[..6], ["wizard", "7", "user", "user", "user", "[\"user\"]"], "whoever it was, nobody is made up");
    assert!(told_of.conversation.input_messages.iter().all(|message| !message.role.is_empty()));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_that_are_none_are_unsaid_and_told() -> Result<()> {
    use any_value::Value::{DoubleValue, IntValue, StringValue};
    let waterglass = Waterglass::start().await?;
    let said = |text: &str| StringValue(text.to_owned());
    let cases = [
        (said("12"), Some(12)),
        (said(" 7 "), Some(7)),
        (DoubleValue(12.0), Some(12)),
        (IntValue(3_000_000_000), Some(3_000_000_000)),
        (said("-5"), None),
        (IntValue(-3), None),
        (IntValue(i64::MAX), None),
        (DoubleValue(f64::NAN), None),
        (DoubleValue(1e300), None),
        (DoubleValue(3.5), None),
        (said("many"), None),
        (said("99999999999999999999999"), None),
    ];
    for (number, (value, wanted)) in (1..).zip(cases) {
        let tokens =
            vec![attribute("gen_ai.usage.input_tokens", value.clone()), count("gen_ai.usage.output_tokens", 1)];
        let told_of = told(&waterglass, call(number, 1, tokens)).await?;
        let facts = &told_of.document.spans[0].genai.facts;
        assert_eq!((facts.usage.input_tokens, facts.usage.output_tokens), (wanted, Some(1)), "{value:?}");
        assert_eq!(told_of.document.totals.usage.input_tokens, wanted, "{value:?}");
        assert_eq!(
            noted(&told_of, "is no count of tokens"),
            wanted.is_none(),
            "{value:?} {:?}",
            told_of.conversation.notes
        );
        assert_eq!(told_of.document.totals.cost_at_least, wanted.is_none(), "{value:?}");
    }
    // None of it reaches a sum: the list adds up what reads.
    let list: TraceList = waterglass.get("/api/traces?limit=100").await?;
    assert_eq!(list.rows.iter().filter_map(|row| row.totals.usage.input_tokens).sum::<u64>(), 3_000_000_031);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_in_the_words_of_five_is_one_call() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let mixed = vec![
        input(&json!([{"role": "user", "parts": [{"type": "text", "content": "hi"}]}])),
        text("llm.input_messages.0.message.role", "user"),
        text("llm.input_messages.0.message.content", "hi"),
        text("gen_ai.prompt.0.role", "user"),
        text("gen_ai.prompt.0.content", "hi"),
        text("gen_ai.completion.0.role", "assistant"),
        text("gen_ai.completion.0.content", "ho"),
        text("ai.prompt.messages", r#"[{"role":"user","content":"another"}]"#),
        text("openinference.span.kind", "TOOL"),
        text("traceloop.span.kind", "agent"),
        count("llm.token_count.prompt", 99),
        count("gen_ai.usage.input_tokens", 5),
        count("gen_ai.usage.prompt_tokens", 6),
        count("ai.usage.promptTokens", 7),
    ];
    let told_of = told(&waterglass, call(1, 1, mixed)).await?;
    let Conversation { input_messages, output_messages, .. } = &told_of.conversation;
    assert_eq!((input_messages.len(), words(&input_messages[0])), (1, "hi"));
    assert_eq!((output_messages.len(), words(&output_messages[0])), (1, "ho"));
    let genai = &told_of.document.spans[0].genai.facts;
    assert_eq!(genai.usage.input_tokens, Some(5), "the convention's own key first");
    assert_eq!(genai.sources["input_tokens"], "gen_ai.usage.input_tokens");
    assert_eq!(told_of.document.totals.usage.input_tokens, Some(5));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_messages_are_all_there() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let of = |number: usize| format!("{number} {}", "wörd ".repeat(400));
    let many: Vec<Value> =
        (0..5000).map(|number| json!({"role": "user", "parts": [{"type": "text", "content": of(number)}]})).collect();
    let told_of = told(&waterglass, call(1, 1, vec![input(&Value::from(many))])).await?;
    let shown = &told_of.conversation.input_messages;
    assert_eq!((shown.len(), told_of.document.spans[0].genai.conversation.input_messages.len()), (5000, 5000));
    assert!(shown.iter().enumerate().all(|(number, message)| words(message).starts_with(&format!("{number} "))));
    let sent = shown.iter().map(|message| words(message).len()).sum::<usize>();
    assert!(sent <= 8 << 20, "what is sent at once has an end: {sent}");
    let path = format!("/api/traces/{}/spans/{}/conversation", trace_id(1), span_id(1));
    for message in [0, 2500, 4999] {
        let part: ValueRange = waterglass.get(&format!("{path}/part?side=input&message={message}")).await?;
        assert_eq!(part.text, of(message), "the whole of any of them");
    }
    let reply = waterglass.api(Method::GET, &format!("{path}/part?side=input&message=5000"), "").await?;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    // The trace's pages hold turns: this one has one, and past it there is none.
    let turns = format!("/api/traces/{}/conversation?limit=1&offset=", trace_id(1));
    let first: TraceConversation = waterglass.get(&format!("{turns}0")).await?;
    assert_eq!((first.turns[0].conversation.input_messages.len(), first.more), (5000, 0));
    let past: TraceConversation = waterglass.get(&format!("{turns}1")).await?;
    assert!(past.turns.is_empty() && past.more == 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_of_30_mb_comes_in_pieces() -> Result<()> {
    const SIZE: usize = 30 << 20;
    let waterglass = Waterglass::start().await?;
    let data: String = "iVBORw0KGgoAAAANSUhEUg+/".chars().cycle().take(SIZE).collect();
    let image = json!({"type": "blob", "modality": "image", "mime_type": "image/png", "content": data});
    let asked = json!({"type": "text", "content": "what is this?"});
    let messages = json!([{"role": "user", "parts": [image, asked]}]);
    let told_of = told(&waterglass, call(1, 1, vec![input(&messages)])).await?;
    let [Part::Image(shown), Part::Text { text, .. }] = &told_of.conversation.input_messages[0].parts[..] else {
        panic!("{:?}", told_of.conversation.notes)
    };
    let head = shown.data.as_ref().context("its beginning")?;
    assert!(head.len() <= 256 << 10 && data.starts_with(head.as_str()));
    assert_eq!((shown.bytes, text.as_str()), (Some(SIZE as u32), "what is this?"));
    let path = format!("/api/traces/{}/spans/{}/conversation/part?side=input&part=0", trace_id(1), span_id(1));
    let last: ValueRange = waterglass.get(&format!("{path}&limit=1048576&offset={}", SIZE - 1000)).await?;
    assert_eq!((last.bytes as usize, last.text.as_str()), (SIZE, &data[SIZE - 1000..]));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_are_words_like_others() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let script = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let html = json!([{"role": "user<script>", "parts": [
        {"type": "text", "content": script},
        {"type": "uri", "modality": "image", "uri": "javascript:alert(1)"},
    ]}]);
    let told_of = told(&waterglass, call(1, 1, vec![input(&html)])).await?;
    assert_eq!(words(&told_of.conversation.input_messages[0]), script);
    let path = format!("/api/traces/{}/spans/{}/conversation", trace_id(1), span_id(1));
    let reply = waterglass.api(Method::GET, &path, "").await?;
    let header = |name: &str| reply.headers.get(name).map(|value| value.to_str().unwrap_or_default().to_owned());
    assert!(header("content-type").is_some_and(|media| media.starts_with("application/json")), "no browser runs JSON");
    assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_collide_between_sessions_mix_nothing() -> Result<()> {
    let waterglass = Waterglass::start().await?;
    let said = |role: &str, words: &str| json!([{"role": role, "parts": [{"type": "text", "content": words}]}]);
    // The same span id, response id and tool call id everywhere; the same session in two projects.
    for (trace, project, session) in [(1, "one", "chat"), (2, "two", "chat"), (3, "one", "other")] {
        let mut of = call(trace, 1, vec![input(&said("user", &format!("asked {trace}")))]);
        let result = json!([{"role": "assistant", "parts": [{"type": "tool_call", "id": "call_0", "name": "find", "arguments": {"of": trace}}]}]);
        of.attributes.extend([
            text("gen_ai.output.messages", &result.to_string()),
            text("gen_ai.response.id", "chatcmpl-123"),
            text("gen_ai.conversation.id", session),
            count("gen_ai.usage.input_tokens", 10),
            count("gen_ai.usage.output_tokens", 1),
        ]);
        let mut sent = ExportTraceServiceRequest::decode(&request("shop", vec![of])[..])?;
        let resource = sent.resource_spans[0].resource.get_or_insert_default();
        resource.attributes.push(text("openinference.project.name", project));
        waterglass.store(Signal::Traces, sent.encode_to_vec()).await?;
    }
    waterglass.instance().settled().await;
    let sessions: SessionList = waterglass.get("/api/sessions").await?;
    let mut told: Vec<_> = sessions
        .rows
        .iter()
        .map(|row| (row.project.as_str(), row.session.as_str(), row.traces, row.totals.usage.input_tokens))
        .collect();
    told.sort_unstable();
    let wanted = [("one", "chat", 1, Some(10)), ("one", "other", 1, Some(10)), ("two", "chat", 1, Some(10))];
    assert_eq!(told, wanted, "each counts, whatever ids they share");
    for trace in 1..=3 {
        let path = format!("/api/traces/{}/spans/{}/conversation", trace_id(trace), span_id(1));
        let conversation: Conversation = waterglass.get(&path).await?;
        assert_eq!(words(&conversation.input_messages[0]), format!("asked {trace}"));
        assert_eq!(conversation.repeated, 0, "no session goes on from another");
        let Part::ToolCall { arguments, .. } = &conversation.output_messages[0].parts[0] else { panic!("a call") };
        assert!(arguments.contains(&trace.to_string()), "{arguments}");
    }
    Ok(())
}
