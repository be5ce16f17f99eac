//! Conversations over the API: of a span, of a trace, of a session; pieces of long texts, previews, the document. Asked through the router.
#![allow(missing_docs)]

mod asking;

use asking::{Asked, START, call, message, number, span, span_id, text, trace_id};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use waterglass_proto::{
    Conversation, Message, Part, Previews, SessionDetail, SessionList, Span, TraceConversation, TraceDocument,
    ValueRange,
};

/// An agent that asks its model twice, with a tool between; the agent repeats the sum. Then the next turn of its session.
fn agent() -> Vec<Value> {
    let (system, asked) = (message("system", "be brief"), message("user", "where is A-1?"));
    let wants = json!({"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "find", "arguments": {"id": "A-1"}}]});
    let found = json!({"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "shipped"}]});
    let answer = message("assistant", "It has shipped.");
    let session = text("gen_ai.conversation.id", "chat/7 ä");
    let first = [system.clone(), asked.clone()];
    let second = [system.clone(), asked.clone(), wants.clone(), found.clone()];
    let third = [system, asked, wants.clone(), found, answer.clone(), message("user", "thanks")];
    let whole = [
        text("gen_ai.operation.name", "invoke_agent"),
        text("gen_ai.agent.name", "support"),
        number("gen_ai.usage.input_tokens", 30),
        number("gen_ai.usage.output_tokens", 12),
        session.clone(),
    ];
    let tool = [
        text("gen_ai.operation.name", "execute_tool"),
        text("gen_ai.tool.name", "find"),
        text("gen_ai.tool.call.id", "c1"),
        text("gen_ai.tool.call.arguments", r#"{"id":"A-1"}"#),
        text("gen_ai.tool.call.result", "shipped"),
    ];
    let mut root = span(1, 1, None, "invoke_agent support", &whole);
    root["endTimeUnixNano"] = json!((START + 66_000_000_000).to_string());
    let thanks = [call(&third, &[message("assistant", "You are welcome.")], (40, 4)), vec![session]].concat();
    vec![
        root,
        span(1, 2, Some(1), "chat", &call(&first, &[wants], (10, 7))),
        span(1, 3, Some(1), "execute_tool find", &tool),
        span(1, 4, Some(1), "chat", &call(&second, &[answer], (20, 5))),
        span(2, 1, None, "chat", &thanks),
    ]
}

fn words(message: &Message) -> &str {
    match &message.parts[0] {
        Part::Text { text, .. } => text,
        Part::ToolCall { arguments, .. } => arguments,
        Part::ToolResult { result, .. } => result,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_span_says_what_is_new_in_it() {
    let asked = Asked::start().await;
    asked.store(&agent(), &[]).await;
    let of =
        |trace: u64, span: u64| format!("/api/traces/{}/spans/{}/conversation", trace_id(trace), span_id(trace, span));
    let first: Conversation = asked.get(&of(1, 2)).await;
    let second: Conversation = asked.get(&of(1, 4)).await;
    let third: Conversation = asked.get(&of(2, 1)).await;
    let new = [&first, &second, &third].map(|one| (one.input_messages.len(), one.repeated));
    assert_eq!(new, [(2, 0), (4, 3), (6, 5)], "the third call goes on from the trace before it");
    assert_eq!(words(&second.output_messages[0]), "It has shipped.");
    let tool: Conversation = asked.get(&of(1, 3)).await;
    let tool = tool.tool.expect("a tool's run");
    assert_eq!((tool.name.as_str(), tool.result.as_deref()), ("find", Some("shipped")));

    let part: ValueRange = asked.get(&format!("{}/part?side=tool_result&offset=4", of(1, 3))).await;
    assert_eq!((part.offset, part.bytes, part.text.as_str()), (4, 7, "ped"));
    let (status, code, _) =
        asked.refused(Method::GET, &format!("{}/part?side=input&message=9", of(1, 2)), &Value::Null).await;
    assert_eq!((status, code.as_str()), (StatusCode::NOT_FOUND, "not_found"));
    let (status, code, _) = asked.refused(Method::GET, &format!("{}/part?side=inside", of(1, 2)), &Value::Null).await;
    assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "bad_request"));
    let (status, _, _) = asked.refused(Method::GET, &of(9, 9), &Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    asked.instance.shutdown().await;
}

#[tokio::test]
async fn a_trace_reads_as_turns_and_says_what_counts() {
    let asked = Asked::start().await;
    asked.store(&agent(), &[]).await;
    let url = format!("/api/traces/{}/conversation", trace_id(1));
    let whole: TraceConversation = asked.get(&url).await;
    let told: Vec<_> = whole.turns.iter().map(|turn| (turn.name.as_str(), turn.conversation.repeated)).collect();
    assert_eq!(told, [("invoke_agent support", 0), ("chat", 0), ("execute_tool find", 0), ("chat", 3)]);
    assert_eq!((whole.totals.usage.input_tokens, whole.totals.usage.output_tokens), (Some(30), Some(12)));
    let page: TraceConversation = asked.get(&format!("{url}?offset=3&limit=1")).await;
    assert_eq!(
        (page.turns.len(), page.more, page.turns[0].conversation.repeated),
        (1, 0, 3),
        "history is known on any page"
    );
    let page: TraceConversation = asked.get(&format!("{url}?limit=2")).await;
    assert_eq!((page.turns.len(), page.more), (2, 2));

    let document: TraceDocument = asked.get(&format!("/api/traces/{}/document", trace_id(1))).await;
    let judged: Vec<_> =
        document.spans.iter().map(|one| (one.depth, one.genai.facts.counted, one.genai.facts.why.as_str())).collect();
    assert_eq!(
        judged,
        [
            (0, Some(false), "Not counted: repeats what 2 spans below say."),
            (1, Some(true), "Counts: nothing below it says usage."),
            (1, None, ""),
            (1, Some(true), "Counts: nothing below it says usage."),
        ]
    );
    assert_eq!(
        (document.session.as_deref(), document.models.as_slice()),
        (Some("chat/7 ä"), &["gpt-4.1-mini".to_owned()][..])
    );
    let costs: Vec<_> =
        document.spans.iter().map(|one| one.genai.facts.cost.as_ref().and_then(|cost| cost.usd)).collect();
    let sum = costs.iter().flatten().sum::<f64>();
    assert!(
        costs[0].is_none() && sum > 0.0 && (document.totals.cost.expect("priced") - sum).abs() < 1e-12,
        "{costs:?}"
    );
    let below: TraceDocument = asked.get(&format!("/api/traces/{}/document?span={}", trace_id(1), span_id(1, 4))).await;
    assert_eq!(
        below.spans.iter().map(|one| (one.depth, one.span_id.clone())).collect::<Vec<_>>(),
        [(0, span_id(1, 4))]
    );
    let (status, _, _) = asked
        .refused(Method::GET, &format!("/api/traces/{}/document?span={}", trace_id(1), span_id(5, 5)), &Value::Null)
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    let span: Span = asked.get(&format!("/api/traces/{}/spans/{}", trace_id(1), span_id(1, 1))).await;
    let genai = span.genai.expect("an agent");
    assert_eq!(
        (genai.counted, genai.why.as_str(), genai.cost),
        (Some(false), "Not counted: repeats what 2 spans below say.", None)
    );
    asked.instance.shutdown().await;
}

#[tokio::test]
async fn a_session_reads_as_one_dialogue() {
    let asked = Asked::start().await;
    asked.store(&agent(), &[]).await;
    let list: SessionList = asked.get("/api/sessions?filter=model:gpt*&sort=tokens").await;
    assert_eq!((list.total, list.rows[0].session.as_str(), list.rows[0].traces), (Some(1), "chat/7 ä", 2));
    assert_eq!(list.rows[0].totals.usage.input_tokens, Some(70));
    let none: SessionList = asked.get("/api/sessions?filter=model:other").await;
    assert_eq!(none.rows.len(), 0);
    let session: SessionDetail = asked.get("/api/sessions/default/chat%2F7%20%C3%A4").await;
    assert_eq!((session.traces.len(), session.more, session.summary.traces), (2, 0, 2));
    let [first, second] = &session.traces[..] else { panic!("two traces") };
    assert_eq!(first.preview.input.as_deref(), Some("where is A-1?"));
    assert_eq!(first.preview.output.as_deref(), Some("It has shipped."));
    assert_eq!((first.context_tokens, second.context_tokens), (Some(20), Some(40)));
    assert_eq!(second.turns[0].conversation.repeated, 5);
    let late: SessionDetail = asked.get("/api/sessions/default/chat%2F7%20%C3%A4?offset=1").await;
    assert_eq!(
        (late.traces.len(), late.traces[0].turns[0].conversation.repeated),
        (1, 5),
        "history is known on any page"
    );
    for (path, wanted) in [
        ("/api/sessions/default/none", StatusCode::NOT_FOUND),
        ("/api/sessions/default/chat%2F7%20%C3%A4?limit=0", StatusCode::BAD_REQUEST),
        ("/api/sessions?sort=name", StatusCode::BAD_REQUEST),
        ("/api/sessions?filter=duration%3E2x", StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(asked.refused(Method::GET, path, &Value::Null).await.0, wanted, "{path}");
    }
    let ids = [2, 9, 1].map(trace_id).join(",");
    let previews: Previews = asked.get(&format!("/api/previews?trace_ids={ids}")).await;
    let told: Vec<_> = previews.previews.iter().map(|one| (one.trace_id.clone(), one.input.as_deref())).collect();
    assert_eq!(told, [(trace_id(2), Some("thanks")), (trace_id(1), Some("where is A-1?"))]);
    let many = vec![trace_id(1); 201].join(",");
    let (status, code, _) = asked.refused(Method::GET, &format!("/api/previews?trace_ids={many}"), &Value::Null).await;
    assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "bad_request"));
    asked.instance.shutdown().await;
}

#[tokio::test]
async fn messages_that_come_apart_are_joined() {
    let asked = Asked::start().await;
    let record = |name: &str, body: Value, later: u64| {
        json!({
            "traceId": trace_id(1), "spanId": span_id(1, 1), "timeUnixNano": (START + later).to_string(), "eventName": name,
            "body": {"kvlistValue": {"values": body.as_object().expect("a map").iter().map(|(key, value)| {
                text(key, value.as_str().unwrap_or_default())
            }).collect::<Vec<_>>()}},
        })
    };
    // The answer comes before its span, the question after it.
    let answer = json!({
        "traceId": trace_id(1), "spanId": span_id(1, 1), "timeUnixNano": (START + 9).to_string(), "eventName": "gen_ai.choice",
        "body": {"kvlistValue": {"values": [
            {"key": "index", "value": {"intValue": "0"}}, text("finish_reason", "stop"),
            {"key": "message", "value": {"kvlistValue": {"values": [text("role", "assistant"), text("content", "hello")]}}},
        ]}},
    });
    asked.store(&[], &[answer]).await;
    let spoken =
        [text("gen_ai.operation.name", "chat"), text("gen_ai.system", "openai"), text("gen_ai.request.model", "m")];
    asked.store(&[span(1, 1, None, "chat m", &spoken)], &[]).await;
    asked.store(&[], &[record("gen_ai.user.message", json!({"content": "hi"}), 5)]).await;
    let url = format!("/api/traces/{}/spans/{}/conversation", trace_id(1), span_id(1, 1));
    let conversation: Conversation = asked.get(&url).await;
    assert_eq!(words(&conversation.input_messages[0]), "hi", "{conversation:?}");
    assert_eq!(words(&conversation.output_messages[0]), "hello", "{conversation:?}");
    asked.instance.shutdown().await;
}

#[tokio::test]
async fn a_message_of_20_mb_comes_in_pieces() {
    let asked = Asked::start().await;
    let long: String = "wörd \"quoted\"\n".repeat(1_400_000);
    let talk = call(&[message("user", &long), message("user", "short")], &[message("assistant", "ok")], (1, 1));
    asked.store(&[span(1, 1, None, "chat", &talk)], &[]).await;
    let url = format!("/api/traces/{}/spans/{}/conversation", trace_id(1), span_id(1, 1));
    let (_, body) = asked.ask(Method::GET, &url, &Value::Null).await;
    assert!(body.len() < 100_000, "{}", body.len());
    let conversation: Conversation = serde_json::from_slice(&body).expect("a conversation");
    let Part::Text { text: head, bytes } = &conversation.input_messages[0].parts[0] else { panic!("a text") };
    assert_eq!(*bytes, Some(long.len() as u32));
    assert_eq!(words(&conversation.input_messages[1]), "short");
    let mut whole = head.clone();
    while whole.len() < long.len() {
        let piece = format!("{url}/part?side=input&message=0&part=0&offset={}&limit=9999999", whole.len());
        let piece: ValueRange = asked.get(&piece).await;
        assert_eq!(piece.offset as usize, whole.len());
        assert!(piece.text.len() <= 1 << 20 && !piece.text.is_empty());
        whole.push_str(&piece.text);
    }
    assert!(whole == long, "the pieces are the whole");
    asked.instance.shutdown().await;
}

#[tokio::test]
async fn five_thousand_messages_stay_small() {
    let asked = Asked::start().await;
    let many: Vec<Value> = (0..5000).map(|number| message("user", &format!("{number} {}", "x".repeat(5000)))).collect();
    asked.store(&[span(1, 1, None, "chat", &call(&many, &[], (1, 1)))], &[]).await;
    let url = format!("/api/traces/{}", trace_id(1));
    let (_, one) = asked.ask(Method::GET, &format!("{url}/spans/{}/conversation", span_id(1, 1)), &Value::Null).await;
    assert!(one.len() < 10 << 20, "{}", one.len());
    let conversation: Conversation = serde_json::from_slice(&one).expect("a conversation");
    assert_eq!(conversation.input_messages.len(), 5000);
    let (_, turns) = asked.ask(Method::GET, &format!("{url}/conversation"), &Value::Null).await;
    assert!(turns.len() < 4 << 20, "{}", turns.len());
    let document: TraceDocument = asked.get(&format!("{url}/document")).await;
    assert_eq!(document.spans[0].genai.conversation.input_messages.len(), 5000);
    asked.instance.shutdown().await;
}

#[tokio::test]
async fn a_call_that_two_libraries_record_is_told_once() {
    let asked = Asked::start().await;
    let (question, answer) = (message("user", "hi"), message("assistant", "ho"));
    let said = [call(&[question], &[answer], (3, 2)), vec![text("gen_ai.response.id", "r1")]].concat();
    let outer = span(1, 1, None, "ChatModel", &said);
    let inner = span(1, 2, Some(1), "chat", &said);
    let mut outer = outer;
    outer["endTimeUnixNano"] = json!((START + 70_000_000_000).to_string());
    asked.store(&[outer, inner], &[]).await;
    let told: TraceConversation = asked.get(&format!("/api/traces/{}/conversation", trace_id(1))).await;
    let answers: Vec<_> = told.turns.iter().map(|turn| turn.conversation.output_messages.len()).collect();
    assert_eq!(answers, [1, 0]);
    assert!(told.turns[1].conversation.notes[0].contains(&span_id(1, 1)), "{:?}", told.turns[1].conversation.notes);
    assert_eq!(told.totals.usage.input_tokens, Some(3));
    asked.instance.shutdown().await;
}
