//! Tells JSON from protobuf by the first bytes, where nothing else says which it is.

/// Whether bytes begin a JSON document of ours. A protobuf request begins with 0x0a, which is a line break, and its second byte, a
/// length, may be a brace: so behind white space the brace must be followed by a key, whose letters no length can be.
pub fn is_json(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = head.trim_ascii_start();
    let at_once = text.len() == head.len();
    match text {
        [b'{' | b'[', ..] if at_once => true,
        [b'{', rest @ ..] => matches!(rest.trim_ascii_start(), [b'}', ..] | [b'"', b'A'..=b'z', ..]),
        [b'[', rest @ ..] => matches!(rest.trim_ascii_start(), [b']' | b'{', ..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn braces_that_are_lengths_are_not_mistaken() {
        for json in
            ["{", "{}", "[{}]", " \n{\n  \"resourceSpans\": []}", "\n[ {", "\u{feff}{\"resourceLogs\":[]}", "\n{}"]
        {
            assert!(is_json(json.as_bytes()), "{json}");
        }
        // A resource of 123 bytes whose first field is 34 long; one of 91.
        for protobuf in [&b"\n{\n\"\n\x20"[..], b"\n[\nY", b"\n{\x12\"", b"", b"\x00\x00", b"\n\x00"] {
            assert!(!is_json(protobuf), "{protobuf:?}");
        }
    }
}
