//! Cuts long texts of a conversation to their beginnings, so that one message of 20 MB does not stand in the way of the others. The rest is
//! read by range: [`text_at`]. Never cuts inside a character.

use serde::Deserialize;
use waterglass_proto::{Conversation, Media, Message, Part};

/// How much of a conversation is sent.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Cut {
    /// Bytes of a text.
    pub(in crate::api) text: usize,
    /// Bytes of base64.
    pub(in crate::api) media: usize,
    /// Bytes of all messages together: with very many, each is cut shorter.
    pub(in crate::api) whole: usize,
}

impl Cut {
    /// One span looked at.
    pub(in crate::api) const ONE: Self = Self { text: 64 << 10, media: 256 << 10, whole: 8 << 20 };
    /// One of the turns of a list.
    pub(in crate::api) const TURN: Self = Self { text: 8 << 10, media: 256 << 10, whole: 2 << 20 };
    /// A document for programs.
    pub(in crate::api) const DOCUMENT: Self = Self { text: 1 << 20, media: 1 << 20, whole: usize::MAX };
}

/// Messages that the call before had too are sent as their beginnings: they are folded until somebody opens them.
const REPEATED: usize = 1 << 10;

/// Texts are not cut shorter than this.
const SHORTEST: usize = 256;

/// Cuts a conversation. Says how many bytes of text are left, about.
pub(in crate::api) fn cut(conversation: &mut Conversation, most: Cut) -> usize {
    let all = || [&conversation.input_messages, &conversation.output_messages].into_iter().flatten();
    let (mut text, mut media) = (most.text, most.media);
    while text > SHORTEST && all().map(|message| length(message, text, media)).sum::<usize>() > most.whole {
        (text, media) = (text / 2, media / 2);
    }
    for message in conversation.input_messages.iter_mut().chain(&mut conversation.output_messages) {
        cut_message(message, text, media);
    }
    cut_others(conversation, most.text);
    size(conversation)
}

/// Cuts those messages short that the call before had too.
pub(in crate::api) fn cut_repeated(conversation: &mut Conversation) {
    for message in conversation.input_messages.iter_mut().take(conversation.repeated as usize) {
        if message.role != "system" {
            cut_message(message, REPEATED, REPEATED);
        }
    }
}

fn cut_message(message: &mut Message, text: usize, media: usize) {
    for part in &mut message.parts {
        let limit = if is_media(part) { media } else { text };
        if let Some((text, bytes)) = text_of(part)
            && text.len() > limit
        {
            // What was cut before says the whole's length already.
            bytes.get_or_insert(text.len() as u32);
            shorten(text, limit);
        }
    }
}

fn shorten(text: &mut String, limit: usize) {
    text.truncate(text.floor_char_boundary(limit));
    text.shrink_to_fit();
}

/// What is no message. These have no place to say that they are cut: they are as long as the limit then.
fn cut_others(conversation: &mut Conversation, limit: usize) {
    let tool = conversation.tool.iter_mut().flat_map(|tool| [&mut tool.arguments, &mut tool.result]);
    let retrieval = conversation.retrieval.iter_mut().flat_map(|retrieval| {
        let contents = retrieval.documents.iter_mut().flat_map(|found| [&mut found.content, &mut found.metadata]);
        contents.chain([&mut retrieval.query])
    });
    let prompt = conversation.prompt.iter_mut().map(|prompt| &mut prompt.template);
    let texts = tool.chain(retrieval).chain(prompt).flatten();
    let inputs = conversation.embeddings.iter_mut().flat_map(|embeddings| &mut embeddings.inputs);
    for text in texts.chain(inputs) {
        if text.len() > limit {
            shorten(text, limit);
        }
    }
    if let Some(prompt) = &mut conversation.prompt {
        prompt
            .variables
            .iter_mut()
            .filter(|(_, value)| value.len() > limit)
            .for_each(|(_, value)| shorten(value, limit));
    }
}

fn is_media(part: &Part) -> bool {
    matches!(part, Part::Image(_) | Part::Audio(_) | Part::Video(_) | Part::File(_))
}

/// A part's text and where its whole length is said; `None`: it has none.
fn text_of(part: &mut Part) -> Option<(&mut String, &mut Option<u32>)> {
    match part {
        Part::Text { text, bytes } | Part::Reasoning { text, bytes } | Part::Refusal { text, bytes } => {
            Some((text, bytes))
        }
        Part::ToolCall { arguments, bytes, .. } => Some((arguments, bytes)),
        Part::ToolResult { result, bytes, .. } => Some((result, bytes)),
        Part::Other { json, bytes, .. } => Some((json, bytes)),
        Part::Image(Media { data, bytes, .. })
        | Part::Audio(Media { data, bytes, .. })
        | Part::Video(Media { data, bytes, .. })
        | Part::File(Media { data, bytes, .. }) => data.as_mut().map(|data| (data, bytes)),
    }
}

/// The text of a part, as it is sent.
pub(in crate::api) fn part_text(part: &Part) -> Option<&str> {
    match part {
        Part::Text { text, .. } | Part::Reasoning { text, .. } | Part::Refusal { text, .. } => Some(text),
        Part::ToolCall { arguments, .. } => Some(arguments),
        Part::ToolResult { result, .. } => Some(result),
        Part::Other { json, .. } => Some(json),
        Part::Image(media) | Part::Audio(media) | Part::Video(media) | Part::File(media) => media.data.as_deref(),
    }
}

fn length(message: &Message, text: usize, media: usize) -> usize {
    let of = |part: &Part| part_text(part).map_or(0, |said| said.len().min(if is_media(part) { media } else { text }));
    message.parts.iter().map(of).sum()
}

/// Bytes of text in a conversation, about.
fn size(conversation: &Conversation) -> usize {
    let messages = conversation.input_messages.iter().chain(&conversation.output_messages);
    let messages: usize = messages.map(|message| 64 + length(message, usize::MAX, usize::MAX)).sum();
    let tools = conversation.tools.iter().map(|tool| {
        tool.name.len() + [&tool.description, &tool.parameters].into_iter().flatten().map(String::len).sum::<usize>()
    });
    let tool = conversation.tool.iter().flat_map(|tool| [&tool.arguments, &tool.result]).flatten().map(String::len);
    let found = conversation.retrieval.iter().flat_map(|retrieval| &retrieval.documents);
    let found = found.filter_map(|document| document.content.as_ref()).map(String::len);
    messages + tools.sum::<usize>() + tool.sum::<usize>() + found.sum::<usize>()
}

/// Which text.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Side {
    Input,
    Output,
    ToolArguments,
    ToolResult,
    Document,
}

/// The text at a place, whole: of a message's part by the places of both, of a document by `message`.
pub(in crate::api) fn text_at(conversation: &Conversation, side: Side, message: usize, part: usize) -> Option<&str> {
    match side {
        Side::Input => part_text(conversation.input_messages.get(message)?.parts.get(part)?),
        Side::Output => part_text(conversation.output_messages.get(message)?.parts.get(part)?),
        Side::ToolArguments => conversation.tool.as_ref()?.arguments.as_deref(),
        Side::ToolResult => conversation.tool.as_ref()?.result.as_deref(),
        Side::Document => conversation.retrieval.as_ref()?.documents.get(message)?.content.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Message {
        let parts = vec![Part::Text { text: text.into(), bytes: None }];
        Message { role: "user".into(), parts, ..Message::default() }
    }

    fn said(message: &Message) -> (&str, Option<u32>) {
        match &message.parts[0] {
            Part::Text { text, bytes } => (text, *bytes),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters_and_say_how_long_they_are() {
        let mut conversation =
            Conversation { input_messages: vec![text(&"é".repeat(50)), text("short")], ..Conversation::default() };
        cut(&mut conversation, Cut { text: 11, media: 11, whole: usize::MAX });
        assert_eq!(said(&conversation.input_messages[0]), ("ééééé", Some(100)));
        assert_eq!(said(&conversation.input_messages[1]), ("short", None));
        conversation.repeated = 2;
        cut(&mut conversation, Cut { text: 4, media: 4, whole: usize::MAX });
        assert_eq!(said(&conversation.input_messages[0]), ("éé", Some(100)), "the whole's length stays");
    }

    #[test]
    fn many_messages_share_what_there_is() {
        let many: Vec<_> = (0..100).map(|_| text(&"x".repeat(10_000))).collect();
        let mut conversation = Conversation { output_messages: many, ..Conversation::default() };
        let left = cut(&mut conversation, Cut { text: 8192, media: 8192, whole: 200_000 });
        assert!(left <= 200_000 + 100 * 64, "{left}");
        assert_eq!(said(&conversation.output_messages[99]).0.len(), 1024);
    }
}
