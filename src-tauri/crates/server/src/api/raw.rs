//! OTLP/JSON for people to read: what was sent, indented. Text in, text out, so that no number changes on the way.

use axum::response::Response;
use waterglass_model::Signal;
use waterglass_model::otlp::{json, schema};
use waterglass_proto::ErrorCode;

use super::{Answer, ApiFailure, json_bytes};

/// A request as indented OTLP/JSON.
pub(super) fn answer(signal: Signal, request: &[u8]) -> Answer<Response> {
    let mut compact = Vec::with_capacity(request.len() * 2);
    json::to_json(request, schema::request(signal), &mut compact)
        .map_err(|error| ApiFailure::new(ErrorCode::Storage, format!("what is stored cannot be read: {error}")))?;
    Ok(json_bytes(indent(&compact)))
}

/// Indents compact JSON by two spaces a level; empty lists and objects stay on their line.
fn indent(compact: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(compact.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0usize, false, false);
    let line = |out: &mut Vec<u8>, depth: usize| {
        out.push(b'\n');
        out.resize(out.len() + depth * 2, b' ');
    };
    for (index, byte) in compact.iter().enumerate() {
        if in_text {
            out.push(*byte);
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        let next = compact.get(index + 1);
        match byte {
            b'{' | b'[' => {
                out.push(*byte);
                depth += 1;
                if !matches!(next, Some(b'}' | b']')) {
                    line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if !matches!(out.last(), Some(b'{' | b'[')) {
                    line(&mut out, depth);
                }
                out.push(*byte);
            }
            b',' => {
                out.push(b',');
                line(&mut out, depth);
            }
            b':' => out.extend_from_slice(b": "),
            other => {
                in_text = *other == b'"';
                out.push(*other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indenting_changes_nothing_but_space() {
        let compact = br#"{"a":[1,{"b":"x:,{}\"\\"},[],{}],"c":-1.5e-7}"#;
        let text = String::from_utf8(indent(compact)).expect("text");
        assert_eq!(
            text,
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x:,{}\\\"\\\\\"\n    },\n    [],\n    {}\n  ],\n  \"c\": -1.5e-7\n}"
        );
    }
}
