//! The parts of a message in words: what text, markdown and people have in common. Knows no layout.

use waterglass_proto::{Media, Part};

use crate::table::plain;
use crate::units::count;

/// What a part says.
#[derive(Debug, PartialEq)]
pub(super) enum Said<'a> {
    /// Words of the participant.
    Words(&'a str, Option<u32>),
    /// Something with a name: a call, a result, thoughts.
    Named(String, &'a str, Option<u32>),
    /// A line about something that is no text.
    Line(String),
}

/// A part in words.
pub(super) fn said(part: &Part) -> Said<'_> {
    match part {
        Part::Text { text, bytes } => Said::Words(text, *bytes),
        Part::Reasoning { text, .. } if text.is_empty() => Said::Line("[reasoned; the text was not given]".to_owned()),
        Part::Reasoning { text, bytes } => Said::Named("reasoning".to_owned(), text, *bytes),
        Part::ToolCall { id, name, arguments, bytes } => Said::Named(called("→", name, id), arguments, *bytes),
        Part::ToolResult { id, name, result, bytes } => {
            Said::Named(called("←", name.as_deref().unwrap_or("result"), id), result, *bytes)
        }
        Part::Refusal { text, bytes } => Said::Named("declined".to_owned(), text, *bytes),
        Part::Other { part_type, json, bytes } => Said::Named(plain(part_type), json, *bytes),
        Part::Image(media) => Said::Line(seen("image", media)),
        Part::Audio(media) => Said::Line(seen("audio", media)),
        Part::Video(media) => Said::Line(seen("video", media)),
        Part::File(media) => Said::Line(seen("file", media)),
    }
}

fn called(arrow: &str, name: &str, id: &Option<String>) -> String {
    let id = id.as_ref().map(|id| format!("  {}", plain(id))).unwrap_or_default();
    format!("{arrow} {}{id}", plain(name))
}

fn seen(kind: &str, media: &Media) -> String {
    let size = media.data.as_ref().map(|data| {
        let base64 = media.bytes.map_or(data.len() as u64, u64::from);
        format!("{} bytes", count(base64 / 4 * 3))
    });
    let texts = [&media.mime_type, &size, &media.uri, &media.file_id, &media.caption];
    let words: Vec<String> = texts.into_iter().flatten().map(|text| plain(text)).collect();
    format!("[{kind}{}{}]", if words.is_empty() { "" } else { ": " }, words.join(", "))
}

/// What is said behind a text that came cut.
pub(super) fn cut_note(text: &str, bytes: Option<u32>) -> Option<String> {
    let bytes = bytes.filter(|bytes| *bytes as usize > text.len())?;
    Some(format!("[… {} bytes in all; waterglass export --trace ID has the rest]", count(u64::from(bytes))))
}

#[cfg(test)]
pub(super) mod tests {
    use waterglass_proto::{DocumentGenAi, DocumentSpan, GenAi, Nanos};

    use super::*;

    /// A span of a document.
    pub(in crate::show) fn span(depth: u32, name: &str) -> DocumentSpan {
        DocumentSpan {
            span_id: format!("{depth:016x}"),
            parent_span_id: None,
            depth,
            name: name.to_owned(),
            service: "shop".to_owned(),
            start_ns: Nanos(0),
            duration_ns: Nanos(1_000_000),
            status: "ok".to_owned(),
            status_message: String::new(),
            genai: DocumentGenAi { facts: GenAi::default(), conversation: Default::default() },
        }
    }

    #[test]
    fn parts_are_told_in_words() {
        let call =
            Part::ToolCall { id: Some("c1".into()), name: "find\n".into(), arguments: "{}".into(), bytes: Some(9) };
        assert_eq!(said(&call), Said::Named("→ find   c1".into(), "{}", Some(9)));
        let image = Media {
            mime_type: Some("image/png".into()),
            data: Some("AAAAAAAA".into()),
            bytes: Some(4000),
            ..Media::default()
        };
        assert_eq!(said(&Part::Image(image)), Said::Line("[image: image/png, 3,000 bytes]".into()));
        assert_eq!(
            cut_note("ab", Some(2000)).as_deref(),
            Some("[… 2,000 bytes in all; waterglass export --trace ID has the rest]")
        );
        assert_eq!(cut_note("ab", None), None);
    }
}
