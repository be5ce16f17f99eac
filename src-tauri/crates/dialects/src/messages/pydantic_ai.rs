//! pydantic-ai and Logfire: the whole dialogue of an agent's run in one list (`pydantic_ai.all_messages`), and the message events that
//! earlier versions put into one attribute (`events`, `all_messages_events`).

use waterglass_proto::Message;

use super::current::take_tools;
use super::draft::{Draft, Trust};
use super::shapes::{self, Place, Side, plain};
use super::tree::{Tree, opened};

/// Reads the dialogue; what the model said last is the run's answer.
pub(crate) fn read(draft: &mut Draft<'_, '_, '_>) {
    let span = draft.span();
    for key in ["pydantic_ai.all_messages", "all_messages_events", "events"] {
        if !(draft.wants(Side::Input) || draft.wants(Side::Output)) {
            break;
        }
        let opened = span.get(key).map(|value| Tree::opened_of(&value));
        let Some((tree, cut)) = opened.filter(|(tree, _)| tree.is_structure()) else { continue };
        let sure = key != "events" || is_event_list(&tree);
        let place = Place { side: Side::Input, explicit: true };
        if let Some(messages) = shapes::messages(&events_as_messages(tree), place).filter(|_| sure) {
            if cut {
                // Which message was the last one nobody knows.
                draft.offer(Side::Input, key, messages, Some(format!("{key} breaks off; what stood before is shown.")));
                continue;
            }
            let (input, output) = split(messages);
            draft.offer(Side::Input, key, input, None);
            draft.offer(Side::Output, key, output, None);
        }
    }
    if let (true, Some(result)) = (draft.wants(Side::Output), span.text("final_result")) {
        let text = opened(result).map_or_else(|| result.to_owned(), |tree| shapes::value_text(&tree));
        draft.offer(Side::Output, "final_result", vec![plain(&text, "assistant")], None);
    }
    draft.offer_key(Side::Input, "prompt", Trust::Anything);
    take_tools(draft, span.get("model_request_parameters"), "model_request_parameters");
}

/// Other libraries have an attribute named `events` too.
fn is_event_list(tree: &Tree<'_>) -> bool {
    tree.as_list().is_some_and(|items| items.iter().all(|item| item.get("event.name").is_some()))
}

/// `{"event.name":"gen_ai.choice","message":{…}}` becomes the message; the others are messages already.
fn events_as_messages(tree: Tree<'_>) -> Tree<'_> {
    match tree {
        Tree::List(items) => Tree::List(items.into_iter().map(inner).collect()),
        other => other,
    }
}

fn inner(item: Tree<'_>) -> Tree<'_> {
    let Tree::Map(mut entries) = item else { return item };
    match entries.iter().position(|(key, value)| key == "message" && value.is_structure()) {
        Some(at) => entries.swap_remove(at).1,
        None => Tree::Map(entries),
    }
}

/// What the model said last is the output, the rest the input.
fn split(mut messages: Vec<Message>) -> (Vec<Message>, Vec<Message>) {
    let from = messages.iter().rposition(|message| message.role != "assistant").map_or(0, |last| last + 1);
    let output = messages.split_off(from);
    (messages, output)
}
