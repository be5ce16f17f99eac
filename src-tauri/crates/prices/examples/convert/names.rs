//! The list's rules of matching as names in our table's form: whole names, `*` for any text, `!` for what is not meant.
//!
//! Everything in lower case. Snapshots by date (`-\d{8}`) are left out: the app knows a model's snapshots by itself. A rule that cannot be
//! said this way is an error and never left out in silence.

use anyhow::{Context as _, Result, bail, ensure};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use serde_json::Value;

/// Stands for a digit while a rule is taken apart. No model's name holds it.
const DIGIT: char = '\u{1}';

/// The names of a rule.
pub fn names(rule: &Value) -> Result<Vec<String>> {
    let (kind, of) = rule.as_object().and_then(|rule| rule.iter().next()).context("a rule is an object")?;
    if let Some(rules) = of.as_array() {
        let each = rules.iter().map(names).collect::<Result<Vec<_>>>()?;
        let all: Vec<String> = each.into_iter().flatten().collect();
        let exclusions = all.iter().filter(|name| name.starts_with('!')).count();
        return match kind.as_str() {
            "or" => Ok(all),
            // "These, but not those" is the one conjunction that the list uses.
            "and" if exclusions + 1 == rules.len() => Ok(all),
            _ => bail!("\"{kind}\" of {of} cannot be said in names"),
        };
    }
    let text = of.as_str().context("a rule is of text")?;
    let found = match kind.as_str() {
        "equals" => vec![text.to_lowercase()],
        "starts_with" => vec![format!("{}*", text.to_lowercase())],
        "ends_with" => vec![format!("*{}", text.to_lowercase())],
        "contains" => vec![format!("*{}*", text.to_lowercase())],
        "regex" => regex(text).with_context(|| format!("the pattern {text}"))?,
        _ => bail!("the rule \"{kind}\" is not known"),
    };
    for name in &found {
        ensure!(!name.contains(['"', '\\']) && !name.contains(char::is_control), "the name {name:?} needs escapes");
    }
    Ok(found)
}

/// The names that a pattern matches.
fn regex(pattern: &str) -> Result<Vec<String>> {
    // Nothing that reads a pattern in linear time knows looking ahead; the list uses it in one form only: not with this word in it.
    if let Some(word) = pattern.strip_prefix("^(?!.*").and_then(|rest| rest.strip_suffix("(?:$|-))")) {
        return Ok(distinct(spell(word)?.into_iter().map(|word| format!("!*{word}*"))));
    }
    let spelled = spell(pattern)?;
    Ok(distinct(spelled.into_iter().map(|name| {
        let bare = name.trim_end_matches('*').trim_end_matches([DIGIT, '-']).trim_end_matches(['-', '@']);
        if name.contains(DIGIT) { bare.to_owned() } else { name }
    })))
    .and_then(|names| {
        ensure!(!names.iter().any(|name| name.contains(DIGIT)), "digits within a name cannot be said");
        Ok(names)
    })
}

/// All texts that a pattern of few alternatives matches.
fn spell(pattern: &str) -> Result<Vec<String>> {
    let hir = ParserBuilder::new().unicode(false).utf8(false).build().parse(pattern)?;
    let texts = alternatives(&hir)?;
    Ok(texts
        .into_iter()
        .map(|text| {
            let text = text.to_lowercase();
            let begun = text.strip_prefix('^').map_or_else(|| text.clone(), str::to_owned);
            begun.strip_suffix('$').map_or_else(|| format!("{begun}*"), str::to_owned)
        })
        .map(|text| if pattern.starts_with('^') { text } else { text.trim_end_matches('*').to_owned() })
        .collect())
}

/// All texts of a part of a pattern, with its anchors as `^` and `$`.
fn alternatives(hir: &Hir) -> Result<Vec<String>> {
    Ok(match hir.kind() {
        HirKind::Empty => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8(literal.0.to_vec())?],
        HirKind::Look(Look::Start) => vec!["^".to_owned()],
        HirKind::Look(Look::End) => vec!["$".to_owned()],
        HirKind::Class(class) => characters(class)?,
        HirKind::Capture(capture) => alternatives(&capture.sub)?,
        HirKind::Concat(parts) => parts.iter().try_fold(vec![String::new()], |begun, part| {
            let each = alternatives(part)?;
            Ok::<_, anyhow::Error>(begun.iter().flat_map(|a| each.iter().map(move |b| format!("{a}{b}"))).collect())
        })?,
        HirKind::Alternation(parts) => {
            let each = parts.iter().map(alternatives).collect::<Result<Vec<_>>>()?;
            each.into_iter().flatten().collect()
        }
        HirKind::Repetition(repetition) => {
            let one = alternatives(&repetition.sub)?;
            match (repetition.min, repetition.max) {
                (0, Some(1)) => [vec![String::new()], one].concat(),
                (least, Some(most)) if least == most && one.len() == 1 => vec![one[0].repeat(usize::try_from(least)?)],
                _ => bail!("a repetition without bounds"),
            }
        }
        HirKind::Look(_) => bail!("an anchor other than the beginning and the end"),
    })
}

/// The characters of a class: any digit, or one of a few.
fn characters(class: &Class) -> Result<Vec<String>> {
    let Class::Bytes(class) = class else { bail!("a class of characters outside ASCII") };
    let ranges: Vec<(u8, u8)> = class.ranges().iter().map(|range| (range.start(), range.end())).collect();
    if ranges == [(b'0', b'9')] {
        return Ok(vec![DIGIT.to_string()]);
    }
    let all: Vec<String> =
        ranges.iter().flat_map(|(first, last)| *first..=*last).map(|byte| char::from(byte).to_string()).collect();
    ensure!(all.len() <= 4, "a class of many characters");
    Ok(all)
}

/// Each name once, in order.
fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = names.collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::names;
    use serde_json::json;

    #[test]
    fn rules_become_names() {
        let all = |rule| names(&rule).expect("can be said");
        assert_eq!(all(json!({"equals": "GPT-4o"})), ["gpt-4o"]);
        assert_eq!(
            all(json!({"or": [{"starts_with": "a"}, {"ends_with": "b"}, {"contains": "c"}]})),
            ["a*", "*b", "*c*"]
        );
        assert_eq!(all(json!({"regex": r"^gpt-6\.1-sol-\d{4}-\d{2}-\d{2}$"})), ["gpt-6.1-sol"]);
        assert_eq!(all(json!({"regex": r"^claude-opus-5[-@]\d{8}$"})), ["claude-opus-5"]);
        assert_eq!(all(json!({"regex": r"^(maker/)?jev-1\.13(-\d{8})?$"})), ["jev-1.13", "maker/jev-1.13"]);
        assert_eq!(all(json!({"regex": r"^grok-4\.5\[fast=true\]$"})), ["grok-4.5[fast=true]"]);
        assert_eq!(all(json!({"regex": r"^gemini-4-argon-\d"})), ["gemini-4-argon"]);
    }

    #[test]
    fn these_but_not_those() {
        let rule = json!({"and": [{"starts_with": "gemini-2.5-pro"}, {"regex": "^(?!.*-[tT][tT][sS](?:$|-))"}]});
        assert_eq!(names(&rule).expect("can be said"), ["gemini-2.5-pro*", "!*-tts*"]);
    }

    #[test]
    fn what_cannot_be_said_is_an_error() {
        for rule in [
            json!({"regex": "^a.*b$"}),
            json!({"regex": r"^a\db$"}),
            json!({"near": "x"}),
            json!({"and": [{"contains": "a"}, {"contains": "b"}]}),
            json!({"equals": "a\"b"}),
        ] {
            assert!(names(&rule).is_err(), "{rule}");
        }
    }
}
