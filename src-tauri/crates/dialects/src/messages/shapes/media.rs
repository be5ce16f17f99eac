//! Pictures, sound, films and files, as bytes, as an address or by the provider's id.

use waterglass_proto::{Media, Part};

use crate::messages::tree::Tree;

/// What kind of medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// A film.
    Video,
    /// Anything else.
    File,
}

/// A part of this kind. The type's own word (`modality`, the MIME type) is stronger than `kind` where it is a file.
pub(crate) fn part(kind: Kind, map: &Tree<'_>) -> Part {
    let media = of(map);
    let kind = match (kind, media.mime_type.as_deref()) {
        (Kind::File, Some(mime)) => kind_of_mime(mime),
        _ => kind,
    };
    match kind {
        Kind::Image => Part::Image(media),
        Kind::Audio => Part::Audio(media),
        Kind::Video => Part::Video(media),
        Kind::File => Part::File(media),
    }
}

/// What `modality` or the MIME type says.
pub(crate) fn kind_of(map: &Tree<'_>) -> Kind {
    match map.text(&["modality"]) {
        Some("image") => Kind::Image,
        Some("audio") => Kind::Audio,
        Some("video") => Kind::Video,
        Some(_) => Kind::File,
        None => map.text(MIME).map_or(Kind::File, kind_of_mime),
    }
}

fn kind_of_mime(mime: &str) -> Kind {
    match mime.split('/').next() {
        Some("image") => Kind::Image,
        Some("audio") => Kind::Audio,
        Some("video") => Kind::Video,
        _ => Kind::File,
    }
}

const MIME: &[&str] =
    &["mime_type", "mimeType", "media_type", "mediaType", "image_mimetype", "mimetype", "content_type"];
const BYTES: &[&str] =
    &["data", "bytes", "base64", "file_data", "image", "content", "binary", "b64_json", "audio", "video"];
const ADDRESS: &[&str] =
    &["url", "uri", "fileUri", "file_uri", "image_url", "file_url", "audio_url", "video_url", "path"];
const FILE: &[&str] = &["file_id", "fileId"];
/// Where providers put the medium inside its part.
const INSIDE: &[&str] = &[
    "source",
    "image_url",
    "input_audio",
    "image",
    "file",
    "audio",
    "video",
    "video_url",
    "audio_url",
    "image_file",
    "document",
    "file_data",
];

/// What a part or the medium in it says.
pub(crate) fn of(tree: &Tree<'_>) -> Media {
    let mut media = Media::default();
    fill(tree, &mut media, 0);
    media
}

fn fill(tree: &Tree<'_>, media: &mut Media, depth: usize) {
    if let Some(text) = tree.as_text() {
        return address_or_bytes(text, media);
    }
    if tree.entries().is_none() || depth > 4 {
        return;
    }
    let own = |value: Option<&str>| value.map(str::to_owned);
    media.mime_type = media.mime_type.take().or_else(|| own(tree.text(MIME))).or_else(|| format(tree));
    media.file_id = media.file_id.take().or_else(|| own(tree.text(FILE)));
    media.caption =
        media.caption.take().or_else(|| own(tree.text(&["transcript", "filename", "file_name", "name", "title"])));
    if let Some(address) = tree.text(ADDRESS) {
        address_or_bytes(address, media);
    }
    if media.data.is_none()
        && media.uri.is_none()
        && let Some(bytes) = tree.text(BYTES)
    {
        // A source of type "text" or a picture given by address stands under the same names.
        address_or_bytes_else(bytes, media, true);
    }
    if media.data.is_none() && media.uri.is_none() {
        for inner in INSIDE.iter().filter_map(|key| tree.get(key)).filter(|inner| inner.entries().is_some()) {
            fill(inner, media, depth + 1);
        }
    }
}

/// Bedrock and OpenAI name a format where others name a MIME type.
fn format(tree: &Tree<'_>) -> Option<String> {
    let format = tree.text(&["format"]).filter(|format| !format.contains('/'))?;
    let family = match format {
        "wav" | "mp3" | "flac" | "opus" | "pcm16" | "aac" | "ogg" => "audio",
        "png" | "jpeg" | "jpg" | "gif" | "webp" => "image",
        "mp4" | "webm" | "mov" | "mkv" => "video",
        _ => "application",
    };
    Some(format!("{family}/{format}"))
}

fn address_or_bytes(text: &str, media: &mut Media) {
    address_or_bytes_else(text, media, false);
}

/// `data:` addresses hold the bytes themselves.
fn address_or_bytes_else(text: &str, media: &mut Media, bytes: bool) {
    if let Some((head, data)) = text.strip_prefix("data:").and_then(|rest| rest.split_once(',')) {
        let mime = head.split(';').next().filter(|mime| !mime.is_empty());
        media.mime_type = mime.map(str::to_owned).or_else(|| media.mime_type.take());
        if head.ends_with(";base64") {
            media.data = Some(data.to_owned());
        } else {
            media.uri = Some(text.to_owned());
        }
    } else if bytes && !text.contains("://") {
        media.data = Some(text.to_owned());
    } else {
        media.uri = Some(text.to_owned());
    }
}

/// promptflow's `{"data:image/png;base64": "…"}`, `…;url` and `…;path`; Bedrock's `{"image":{"format":…,"source":{"bytes":…}}}`.
pub(crate) fn keyed(map: &Tree<'_>) -> Option<Part> {
    let (key, value) = map.entries()?.first()?;
    let (kind, media) = match key.strip_prefix("data:").and_then(|rest| rest.split_once(';')) {
        Some((mime, form)) => {
            let text = value.as_text()?.to_owned();
            let mut media = Media { mime_type: Some(mime.to_owned()), ..Media::default() };
            if form == "base64" {
                media.data = Some(text)
            } else {
                media.uri = Some(text)
            }
            (kind_of_mime(mime), media)
        }
        None => {
            let kind = match key.as_ref() {
                "image" | "image_url" => Kind::Image,
                "audio" | "input_audio" => Kind::Audio,
                "video" => Kind::Video,
                "document" | "file" => Kind::File,
                _ => return None,
            };
            let media = of(value);
            if media == Media::default() {
                return None;
            }
            (kind, media)
        }
    };
    Some(match kind {
        Kind::Image => Part::Image(media),
        Kind::Audio => Part::Audio(media),
        Kind::Video => Part::Video(media),
        Kind::File => Part::File(media),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tree::opened;

    fn media(text: &str) -> Media {
        of(&opened(text).expect("a map"))
    }

    fn bytes(mime: &str, data: &str) -> Media {
        Media { mime_type: Some(mime.into()), data: Some(data.into()), ..Media::default() }
    }

    #[test]
    fn every_provider_s_picture_is_one() {
        let expected = bytes("image/png", "AAAA");
        for text in [
            r#"{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}"#,
            r#"{"type":"input_image","image_url":"data:image/png;base64,AAAA"}"#,
            r#"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}"#,
            r#"{"type":"blob","modality":"image","mime_type":"image/png","content":"AAAA"}"#,
            r#"{"mimeType":"image/png","data":"AAAA"}"#,
            r#"{"type":"image","image":{"image":{"url":"data:image/png;base64,AAAA"}}}"#,
            r#"{"type":"image","image":"AAAA","mediaType":"image/png"}"#,
        ] {
            assert_eq!(media(text), expected, "{text}");
        }
        let bedrock = media(r#"{"format":"png","source":{"bytes":"AAAA"}}"#);
        assert_eq!(bedrock, expected);
    }

    #[test]
    fn addresses_and_ids_stay_what_they_are() {
        let url = media(r#"{"type":"image","source":{"type":"url","url":"https://x/y.png"}}"#);
        assert_eq!((url.uri.as_deref(), url.data), (Some("https://x/y.png"), None));
        let file = media(r#"{"type":"file","file":{"file_id":"file-1","filename":"a.pdf"}}"#);
        assert_eq!((file.file_id.as_deref(), file.caption.as_deref()), (Some("file-1"), Some("a.pdf")));
        let sound = media(r#"{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}"#);
        assert_eq!(sound, bytes("audio/wav", "AAAA"));
    }
}
