//! Rules that cannot be used say what is wrong and what to do.

use waterglass_proto::{Redaction, RedactionRule};
use waterglass_redaction::{RedactionError, Redactor, presets, with_presets};

use crate::batches::own;

fn refused(rule: RedactionRule) -> RedactionError {
    let error = Redactor::new(&Redaction { on: false, rules: vec![rule] }).expect_err("it is refused");
    assert!(!error.hint().is_empty() && !error.to_string().contains('\n'), "{error}");
    error
}

#[test]
fn bad_rules_are_refused() {
    assert!(matches!(refused(own("", "")), RedactionError::Empty(_)));
    assert!(matches!(refused(own(" , ", "")), RedactionError::Empty(_)));
    assert!(matches!(refused(own("*", "")), RedactionError::Everything(_)));
    assert!(matches!(refused(RedactionRule { name: " ".into(), ..own("a", "") }), RedactionError::NoName(1)));
    let RedactionError::Pattern { reason, .. } = refused(own("", "(a")) else { panic!("a pattern") };
    assert_eq!(reason, "unclosed group");
    // Off or on: a rule that cannot be used is told.
    assert!(matches!(refused(RedactionRule { on: false, ..own("", "(?=a)") }), RedactionError::Pattern { .. }));
    assert!(matches!(refused(own("", r"\w{1000}{1000}")), RedactionError::TooLarge(_)));
    assert!(matches!(refused(own("", &"a".repeat(5001))), RedactionError::TooLong { part: "value", .. }));
    let rules = (0..65).map(|_| own("a", "")).collect();
    let error = Redactor::new(&Redaction { on: true, rules }).expect_err("too many");
    assert_eq!(error.to_string(), "there are 65 rules switched on; at most 64 can be");
}

#[test]
fn presets_keep_their_switch_and_nothing_else() {
    let mut kept = Redaction { on: true, rules: presets() };
    kept.rules[1].on = false;
    kept.rules[2].value = "changed".into();
    kept.rules.insert(0, own("mine", ""));
    kept.rules.push(RedactionRule { preset: true, name: "of another version".into(), ..own("x", "") });
    let now = with_presets(kept);
    assert_eq!(now.rules.len(), presets().len() + 1);
    assert!(now.on && !now.rules[1].on && now.rules[2] == presets()[2]);
    assert_eq!(now.rules.last().map(|rule| rule.key.as_str()), Some("mine"));
    assert_eq!(with_presets(Redaction::default()), Redaction { on: false, rules: presets() });
}
