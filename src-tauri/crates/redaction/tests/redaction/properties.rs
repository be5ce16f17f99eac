//! What holds whatever comes: the output is a request, JSON stays JSON, what no rule matches stays, and twice is once.

use std::sync::LazyLock;

use proptest::prelude::*;
use serde_json::{Map, Value as Json};
use waterglass_model::Signal;
use waterglass_redaction::Redactor;

use crate::batches::{after, all, attribute, attributes, batch, int, own, parts, redactor, span, text};

/// Pieces that rules look for, and pieces that look like them.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "\\PC{0,6}",
        Just("sk-aB3dE5gH7jK9mN1pQ3sT5vX7z".to_owned()),
        Just("a@b.example".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just("4111111111111111".to_owned()),
        Just("Bearer aB3dE5gH7jK9mN1pQ3sT5".to_owned()),
        Just("[redacted: e-mail]".to_owned()),
        Just("://u:p@h".to_owned()),
        Just("password=hunter2;".to_owned()),
        Just("{\"password\": \"x\"}".to_owned()),
        Just("\\\"".to_owned()),
        Just("\n".to_owned()),
    ]
}

fn words() -> impl Strategy<Value = String> {
    joined("")
}

fn joined(separator: &'static str) -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..5).prop_map(move |pieces| pieces.join(separator))
}

fn key(separator: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        Just("password".to_owned()),
        Just("api-key".to_owned()),
        Just("properties".to_owned()),
        Just("type".to_owned()),
        Just("content".to_owned()),
        joined(separator)
    ]
}

/// JSON whose texts are pieces with this between them.
fn json(separator: &'static str) -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Json::from),
        Just(Json::from(4_111_111_111_111_111_i64)),
        joined(separator).prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            proptest::collection::vec((key(separator), inner.clone()), 0..5)
                .prop_map(|all| Json::from(all.into_iter().collect::<Map<_, _>>())),
            inner.prop_map(|inner| Json::from(inner.to_string())),
        ]
    })
}

/// The presets, or a rule of a kind that could find itself again.
fn rules() -> impl Strategy<Value = usize> {
    0..5_usize
}

static REDACTORS: LazyLock<[Redactor; 5]> = LazyLock::new(|| {
    let with = |value: &str, replacement: &str| waterglass_proto::RedactionRule {
        replacement: replacement.into(),
        ..own("", value)
    };
    [
        all(),
        redactor(vec![own("", "^.{3}")]),
        redactor(vec![own("", "[a-z]+"), with("[0-9@]", "x")]),
        redactor(vec![with("a|e", "{"), own("content", ".*"), with(".$", "\"")]),
        redactor(vec![with("..", "aaa"), own("*a*", "")]),
    ]
});

static SEVENS: LazyLock<Redactor> = LazyLock::new(|| redactor(vec![own("", "7777+")]));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn json_stays_json(value in json(""), which in rules()) {
        let value = if value.is_object() || value.is_array() { value } else { Json::from(vec![value]) };
        let redactor = &REDACTORS[which];
        let once = after(redactor, "x", &value.to_string());
        prop_assert!(serde_json::from_str::<Json>(&once).is_ok(), "{} became {}", value, once);
        if which == 0 {
            prop_assert_eq!(after(redactor, "x", &once), once);
        }
    }

    #[test]
    fn twice_is_once(value in words(), which in rules()) {
        let redactor = &REDACTORS[which];
        let once = after(redactor, "x", &value);
        prop_assert_eq!(after(redactor, "x", &once), once);
    }

    // With spaces between: `a@b.example4111` is nobody's address.
    #[test]
    fn cut_json_hides_nothing_and_never_fails(value in json(" "), cut in 0.0..1.0_f64) {
        let whole = value.to_string();
        let mut at = (whole.len() as f64 * cut) as usize;
        while !whole.is_char_boundary(at) {
            at -= 1;
        }
        let out = after(&REDACTORS[0], "x", &whole[..at]);
        prop_assert!(!out.contains("a@b.example"), "{}", out);
        prop_assert_eq!(after(&REDACTORS[0], "x", &out), out);
    }

    #[test]
    fn what_nothing_matches_stays_byte_for_byte(value in "[ -?\\[-~\u{e9}\n]{0,60}", number in any::<i64>()) {
        // No letters in capitals, no @: none of these rules finds anything.
        let quiet = redactor(vec![own("SECRET", ""), own("", "[A-Z]+@")]);
        let item = span("name", &[attribute("x", &text(&value)), attribute("n", &int(number))]);
        let batch = batch(Signal::Traces, &attributes(1, &[attribute("r", &text(&value))]), &[&item]);
        let before = batch.clone();
        let out = quiet.apply(batch).expect("it has room");
        prop_assert_eq!(&out.body, &before.body);
        prop_assert_eq!(out.items, before.items);
    }

    #[test]
    fn only_matches_change(left in "[a-z {}\\[\\]\",:\\\\]{0,30}", right in "[a-z {}\\[\\]\",:\\\\]{0,30}") {
        let around = |middle: &str| format!("{left}{middle}{right}");
        let (before, out) = (around("77777"), after(&SEVENS, "x", &around("77777")));
        // A number of JSON becomes a text.
        let quoted = before.trim_start().starts_with(['[', '{']) && out == around("\"[redacted: mine]\"");
        prop_assert!(quoted || out == around("[redacted: mine]"), "{} became {}", before, out);
        let is_json = |text: &str| serde_json::from_str::<Json>(text).is_ok();
        prop_assert!(!is_json(&before) || !quoted || is_json(&out), "{} became {}", before, out);
    }

    #[test]
    fn any_attributes_stay_a_request(values in proptest::collection::vec((key(""), words(), any::<i64>()), 0..6)) {
        let all_of = |values: &[(String, String, i64)]| values.iter().flat_map(|(key, value, number)| [attribute(key, &text(value)), attribute(key, &int(*number))]).collect::<Vec<_>>();
        let own = all_of(&values);
        let batch = batch(Signal::Traces, &attributes(1, &own), &[&span("a", &own), &span("b", &[]), &span("c", &own)]);
        let (items, groups) = (batch.items.len(), batch.groups.len());
        let out = REDACTORS[0].apply(batch).expect("it has room");
        prop_assert_eq!((out.items.len(), out.groups.len()), (items, groups));
        let once = parts(&out);
        prop_assert_eq!(parts(&REDACTORS[0].apply(out).expect("it has room")), once);
    }
}
