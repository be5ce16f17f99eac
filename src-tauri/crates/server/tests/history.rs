//! What is new in a call of a session that goes over several traces: the call, its trace and its session say the same of it.

mod asking;

use asking::{Asked, call, message, span, span_id, text, trace_id};
use serde_json::{Value, json};
use waterglass_proto::{Conversation, SessionDetail, TraceConversation};

/// Turns of one session, a trace each: an agent that repeats what its two calls say, each call with the whole history. Beside it an evaluator that
/// asks other things in the same session.
fn turns(how_many: u64) -> Vec<Value> {
    let session = text("gen_ai.conversation.id", "s");
    let mut history = vec![message("system", "be brief")];
    let mut spans = Vec::new();
    for turn in 1..=how_many {
        history.push(message("user", &format!("question {turn}")));
        let wants = json!({"role": "assistant", "parts": [{"type": "tool_call", "id": turn.to_string(), "name": "find", "arguments": {"n": turn}}]});
        let found = json!({"role": "tool", "parts": [{"type": "tool_call_response", "id": turn.to_string(), "response": "it"}]});
        let answer = message("assistant", &format!("answer {turn}"));
        let mut agent = call(&history, std::slice::from_ref(&answer), (2, 2));
        agent[0] = text("gen_ai.operation.name", "invoke_agent");
        agent.push(session.clone());
        let mut root = span(turn, 1, None, "invoke_agent", &agent);
        root["endTimeUnixNano"] = span(turn, 9, None, "", &[])["endTimeUnixNano"].clone();
        spans.push(root);
        spans.push(span(turn, 2, Some(1), "chat", &call(&history, std::slice::from_ref(&wants), (1, 1))));
        history.extend([wants, found]);
        spans.push(span(turn, 3, Some(1), "chat", &call(&history, std::slice::from_ref(&answer), (1, 1))));
        history.push(answer);
        let judged = message("user", &format!("is answer {turn} good?"));
        spans.push(span(turn, 4, Some(1), "chat", &call(&[judged], &[message("assistant", "yes")], (1, 1))));
    }
    spans
}

async fn of_span(asked: &Asked, trace: u64, span: u64) -> u32 {
    let path = format!("/api/traces/{}/spans/{}/conversation", trace_id(trace), span_id(trace, span));
    asked.get::<Conversation>(&path).await.repeated
}

#[tokio::test]
async fn a_call_its_trace_and_its_session_agree() {
    let asked = Asked::start().await;
    let spans = turns(6);
    // Each trace in a request of its own, the last first: nothing hangs on the order of arrival.
    for trace in spans.chunks(4).rev() {
        asked.store(trace, &[]).await;
    }
    for trace in 1..=6u64 {
        // The system's words, four messages of each earlier turn, and then what this turn has.
        let known = 1 + 4 * (trace as u32 - 1);
        let first = if trace == 1 { 0 } else { known };
        let path = format!("/api/traces/{}/conversation", trace_id(trace));
        let told: TraceConversation = asked.get(&path).await;
        let repeated: Vec<u32> = told.turns.iter().map(|turn| turn.conversation.repeated).collect();
        assert_eq!(repeated[1..], [first, known + 2, 0], "trace {trace}");
        for (place, repeated) in repeated.iter().enumerate() {
            assert_eq!(of_span(&asked, trace, place as u64 + 1).await, *repeated, "span {place} of trace {trace}");
        }
        let page: TraceConversation = asked.get(&format!("{path}?offset=2&limit=1")).await;
        assert_eq!(page.turns[0].conversation.repeated, repeated[2], "on a later page of trace {trace}");
        let page = format!("/api/sessions/default/s?offset={}&limit=1", trace - 1);
        let session: SessionDetail = asked.get(&page).await;
        let in_session: Vec<u32> = session.traces[0].turns.iter().map(|turn| turn.conversation.repeated).collect();
        assert_eq!(in_session, repeated, "the session's page of trace {trace}");
    }
    let whole: SessionDetail = asked.get("/api/sessions/default/s").await;
    let firsts: Vec<u32> = whole.traces.iter().map(|one| one.turns[1].conversation.repeated).collect();
    assert_eq!(firsts, [0, 5, 9, 13, 17, 21]);
    asked.instance.shutdown().await;
}

#[tokio::test]
async fn traces_that_begin_together_and_other_sessions_do_not_confuse() {
    let asked = Asked::start().await;
    let session = |key: &str| text("gen_ai.conversation.id", key);
    let (asks, answer) = (message("user", "hi"), message("assistant", "ho"));
    for (trace, key) in [(1, "a"), (2, "a"), (3, "b")] {
        let said =
            [call(std::slice::from_ref(&asks), std::slice::from_ref(&answer), (1, 1)), vec![session(key)]].concat();
        let mut one = span(trace, 1, None, "chat", &said);
        let first = span(1, 1, None, "", &[]);
        one["startTimeUnixNano"] = first["startTimeUnixNano"].clone();
        one["endTimeUnixNano"] = first["endTimeUnixNano"].clone();
        asked.store(&[one], &[]).await;
    }
    let told = [of_span(&asked, 1, 1).await, of_span(&asked, 2, 1).await, of_span(&asked, 3, 1).await];
    assert_eq!(told, [0, 1, 0], "of those that begin together the one that came first is before");
    asked.instance.shutdown().await;
}
