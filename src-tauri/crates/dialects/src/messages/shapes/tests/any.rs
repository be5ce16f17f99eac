//! Any JSON and any text: read or left alone, whole or cut.

use proptest::prelude::*;

use crate::messages::shapes::{Place, Side, definitions, messages, result_text};
use crate::messages::tree::{compact, opened, parse};

/// JSON made of the words that mean something here, in places where they do not belong.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    const WORDS: [&str; 44] = [
        "role",
        "parts",
        "content",
        "type",
        "text",
        "tool_calls",
        "function",
        "name",
        "arguments",
        "id",
        "messages",
        "choices",
        "message",
        "generations",
        "kwargs",
        "lc",
        "data",
        "candidates",
        "output",
        "input",
        "prompt",
        "system",
        "image_url",
        "source",
        "human",
        "user",
        "tool",
        "tool_call",
        "tool_result",
        "reasoning",
        "assistant",
        "constructor",
        "HumanMessage",
        "delta",
        "response",
        "metadata",
        "finish_reason",
        "blob",
        "functionCall",
        "toolUse",
        "index",
        "summary",
        "[{\"type\":\"text\"}]",
        "{\"a\":1}",
    ];
    let word = proptest::sample::select(&WORDS[..]).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        word.clone().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 96, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_left(json in any_json(), explicit: bool, cut in 0.0f64..=1.0) {
        let text = json.to_string();
        for side in [Side::Input, Side::Output] {
            let whole = parse(&text);
            if let Some(parsed) = whole {
                prop_assert_eq!(parsed.rest, None);
                messages(&parsed.tree, Place { side, explicit });
                definitions(&parsed.tree);
                result_text(&parsed.tree);
            }
            let end = (0..=(text.len() as f64 * cut) as usize).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            if let Some(parsed) = parse(&text[..end]) {
                messages(&parsed.tree, Place { side, explicit });
            }
        }
    }

    #[test]
    fn compact_json_means_what_was_sent(json in any_json()) {
        if let Some(tree) = opened(&json.to_string()) {
            let again: serde_json::Value = serde_json::from_str(&compact(&tree)).expect("JSON");
            if json.is_object() || json.is_array() {
                prop_assert_eq!(again, json);
            }
        }
    }

    #[test]
    fn any_text_is_read_or_left(text in "[\\[{(\"'].*[\\]}\\\\,:'\"a-z0-9]*") {
        if let Some(parsed) = parse(&text) {
            messages(&parsed.tree, Place { side: Side::Input, explicit: true });
            let json = compact(&parsed.tree);
            prop_assert!(serde_json::from_str::<&serde_json::value::RawValue>(&json).is_ok(), "{}", json);
        }
    }
}
