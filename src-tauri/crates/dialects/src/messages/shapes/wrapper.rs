//! What messages lie in: requests and answers of model APIs, chat completions first, and the fields frameworks pass them along in.

use waterglass_proto::{Message, Part};

use super::message::{finish_reason, of_text};
use super::part::{push_parts, text_part};
use super::{Place, Side, item, message};
use crate::messages::tree::Tree;

/// Appends the messages that lie in `map`; `false` when there are none.
pub(crate) fn collect(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    let before = out.len();
    let found = choices(map, place, depth, out)
        || generations(map, place, depth, out)
        || candidates(map, place, depth, out)
        || answer_items(map, out)
        || one_message(map, place, depth, out)
        || request(map, place, depth, out)
        || text_completion(map, place, out)
        || along(map, place, depth, out);
    if found && let Some(reason) = finish_reason(map) {
        for message in &mut out[before..] {
            message.finish_reason.get_or_insert_with(|| reason.clone());
        }
    }
    found
}

/// OpenAI's answer: `{"choices":[{"message":{…},"finish_reason":…}]}`, also `text` and `delta`.
fn choices(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    let Some(choices) = map.get("choices").map(Tree::open) else { return false };
    let Some(choices) = choices.as_list() else { return false };
    for choice in choices.iter().map(Tree::open) {
        let before = out.len();
        let inside = Place { explicit: true, ..place };
        if let Some(body) = choice.first(&["message", "delta"]) {
            super::collect(body, inside, depth, out);
        } else if let Some(text) = of_text(choice.text(&["text"]), place.side.role()) {
            out.push(text);
        } else {
            super::collect(&choice, inside, depth, out);
        }
        let reason = finish_reason(&choice);
        if out.len() == before && reason.is_some() {
            out.push(Message { role: place.side.role().to_owned(), ..Message::default() });
        }
        out[before..]
            .iter_mut()
            .for_each(|message| message.finish_reason = message.finish_reason.take().or_else(|| reason.clone()));
    }
    true
}

/// LangChain's result: `{"generations":[[{"text":…,"message":{…},"generation_info":{…}}]]}`.
fn generations(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    let Some(Tree::List(outer)) = map.get("generations") else { return false };
    let generations = outer.iter().flat_map(|one| one.as_list().unwrap_or(std::slice::from_ref(one)));
    for generation in generations {
        let before = out.len();
        let inside = Place { explicit: true, ..place };
        if !generation.get("message").is_some_and(|body| super::collect(body, inside, depth, out))
            && let Some(text) = of_text(generation.text(&["text"]), place.side.role())
        {
            out.push(text);
        }
        if let Some(reason) = finish_reason(generation) {
            out[before..].iter_mut().for_each(|message| {
                message.finish_reason.get_or_insert_with(|| reason.clone());
            });
        }
    }
    true
}

/// Gemini's answer: `{"candidates":[{"content":{"role":"model","parts":[…]},"finishReason":…}]}`.
fn candidates(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    let Some(Tree::List(candidates)) = map.get("candidates") else { return false };
    for candidate in candidates {
        let before = out.len();
        let inside = Place { explicit: true, ..place };
        if !candidate.get("content").is_some_and(|content| super::collect(content, inside, depth, out)) {
            out.push(Message { role: place.side.role().to_owned(), ..Message::default() });
        }
        let reason = finish_reason(candidate);
        out[before..]
            .iter_mut()
            .for_each(|message| message.finish_reason = message.finish_reason.take().or_else(|| reason.clone()));
    }
    true
}

/// The Responses API's answer: `{"object":"response","output":[{"type":"message",…},{"type":"function_call",…}]}`.
fn answer_items(map: &Tree<'_>, out: &mut Vec<Message>) -> bool {
    let Some(Tree::List(items)) = map.get("output") else { return false };
    let typed = items.iter().any(|one| one.text(&["type"]).is_some());
    if !typed {
        return false;
    }
    let Some(mut answer) = item::answer(items, Place { side: Side::Output, explicit: true }) else { return false };
    answer.finish_reason = map.text(&["status"]).map(str::to_owned);
    out.push(answer);
    true
}

/// `{"message":{…}}` of Ollama, Cohere and the choice events; in Bedrock's answer it lies in `output`.
fn one_message(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    let body = map.get("message").filter(|body| body.is_structure());
    let inside = Place { explicit: true, ..place };
    if body.is_some_and(|body| super::collect(body, inside, depth, out)) {
        return true;
    }
    // Content capture is off: the choice says only why it ended, or which calls there were.
    if map.get("index").is_none() || finish_reason(map).is_none() {
        return false;
    }
    let mut message = Message { role: Side::Output.role().to_owned(), ..Message::default() };
    if let Some(said) = map.get("message").and_then(Tree::as_text) {
        message.parts.push(text_part(said));
    }
    out.push(message);
    true
}

/// A request: `messages`, `contents` (Gemini) or `input` (Responses API), the system's words beside them.
fn request(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    let before = out.len();
    let inside = Place { explicit: true, ..place };
    let mut found = ["messages", "contents", "chat_history"].iter().any(|key| {
        map.get(key).is_some_and(|list| list.open().is_structure() && super::collect(list, inside, depth, out))
    });
    if !found && let Some(input) = map.get("input") {
        // A single text is a message only where the request names the API's other fields.
        let sure = Place { explicit: place.explicit && (input.is_structure() || map.get("model").is_some()), ..place };
        found = super::collect(input, sure, depth, out);
    }
    if !found && let Some(prompt) = map.get("prompt") {
        found = match prompt {
            Tree::List(prompts) if prompts.iter().all(|one| one.as_text().is_some()) => {
                out.extend(prompts.iter().filter_map(|one| of_text(one.as_text(), place.side.role())));
                true
            }
            Tree::Text(text) if place.explicit || map.get("system").is_some() || map.get("model").is_some() => {
                out.extend(of_text(Some(text), place.side.role()));
                true
            }
            _ => super::collect(prompt, place, depth, out),
        };
    }
    if found && let Some(system) = system_of(map) {
        out.insert(before, system);
    }
    found
}

fn system_of(map: &Tree<'_>) -> Option<Message> {
    const NAMES: [&str; 5] = ["system", "instructions", "systemInstruction", "system_instruction", "system_prompt"];
    let said = NAMES.iter().find_map(|key| map.get(key).or_else(|| map.get("config")?.get(key)))?;
    let mut parts: Vec<Part> = Vec::new();
    push_parts(said.get("parts").unwrap_or(said), &mut parts);
    (!parts.is_empty()).then(|| Message { role: "system".to_owned(), parts, ..Message::default() })
}

/// `{"completion":…}` and `{"generated_text":…}` of completion APIs; `{"text":…,"toolCalls":[…]}` of the AI SDK's results.
fn text_completion(map: &Tree<'_>, place: Place, out: &mut Vec<Message>) -> bool {
    if place.side == Side::Input {
        return false;
    }
    let said = map.text(&["completion", "generated_text", "output_text", "outputText", "combined_chunk_content"]);
    let said = said.or_else(|| map.text(&["text", "response"]).filter(|_| place.explicit));
    let calls = map.first(&["toolCalls", "tool_calls"]).filter(|calls| !calls.is_empty() && place.explicit);
    if said.is_none() && calls.is_none() {
        return false;
    }
    let mut entries = vec![("role".into(), Tree::Text(place.side.role().into()))];
    let fields = [("content", said.map(|text| Tree::Text(text.into()))), ("tool_calls", calls.cloned())];
    let thought = map.first(&["reasoning", "reasoningText"]).cloned();
    let fields = fields.into_iter().chain([("reasoning", thought)]);
    entries.extend(fields.filter_map(|(key, value)| Some((key.into(), value?))));
    out.extend(message(&Tree::Map(entries), place));
    true
}

/// Fields that frameworks pass a request, an answer or a state along in.
fn along(map: &Tree<'_>, place: Place, depth: usize, out: &mut Vec<Message>) -> bool {
    // None that another of these readers follows too: each value is looked at once, however deep they lie inside each other.
    const FIELDS: [&str; 12] = [
        "inputs",
        "outputs",
        "request",
        "response",
        "kwargs",
        "data",
        "result",
        "body",
        "output",
        "update",
        "llm_output",
        "new_message",
    ];
    let careful = Place { explicit: false, ..place };
    FIELDS.iter().any(|key| {
        map.get(key).is_some_and(|inner| match inner {
            Tree::Map(_) => {
                message(inner, careful).map(|message| out.push(message)).is_some()
                    || super::collect(inner, careful, depth, out)
            }
            Tree::List(_) => super::collect(inner, careful, depth, out),
            _ => false,
        })
    })
}
