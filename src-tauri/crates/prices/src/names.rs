//! The names a model may go by in the table, worked out from the one on a span: without its path, its region, its version, its date.
//!
//! Ordered from the name as sent to the most trimmed; the first that the table knows is the model. Knows no table.

use crate::providers;

/// A name that a model may go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// In lower case.
    pub name: String,
    /// A date or version was taken off, so that it may be another edition of the model.
    pub trimmed: bool,
}

/// The longest name that is looked up; a longer one is no model's name.
pub const LONGEST: usize = 256;

/// The names that `said` may mean, best first; none when it says nothing.
pub fn candidates(said: &str) -> Vec<Candidate> {
    let said = said.trim();
    if said.is_empty() || said.len() > LONGEST {
        return Vec::new();
    }
    let mut all = Vec::new();
    let whole = said.to_lowercase();
    for path in tails(&whole) {
        push(&mut all, path, false);
        if let Some((bare, name)) = providers::bedrock(path) {
            for id in [bare, name] {
                push(&mut all, id, false);
                push(&mut all, without_edition(id), false);
            }
        }
        // Azure's deployments cannot have a dot in their names.
        if let Some(rest) = path.strip_prefix("gpt-35") {
            push(&mut all, &format!("gpt-3.5{rest}"), false);
        }
    }
    for index in 0..all.len() {
        let name = all[index].name.clone();
        // A model that someone trained further costs otherwise than the one it was made of.
        if !name.starts_with("ft:") {
            push(&mut all, without_date(&name), true);
        }
    }
    all
}

/// The name, then what follows each `/`: `publishers/google/models/gemini-…`, `openai/gpt-4o`, an ARN.
fn tails(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |rest| rest.split_once('/').map(|(_, rest)| rest)).filter(|rest| !rest.is_empty())
}

/// Without Bedrock's edition: `…-v1:0`, `…-v2`, `…:0`.
fn without_edition(id: &str) -> &str {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let id = id.rsplit_once(':').filter(|(_, edition)| digits(edition)).map_or(id, |(id, _)| id);
    id.rsplit_once("-v").filter(|(_, edition)| digits(edition)).map_or(id, |(id, _)| id)
}

/// Without what names a snapshot: a date, a number such as Google's `-001`, `latest`, `default`.
fn without_date(name: &str) -> &str {
    let shapes: [&[u8]; 5] = [b"-dddd-dd-dd", b"-dddddddd", b"@dddddddd", b"-0dd", b"@0dd"];
    let fits = |shape: &[u8], tail: &[u8]| {
        shape.iter().zip(tail).all(|(s, t)| if *s == b'd' { t.is_ascii_digit() } else { s == t })
    };
    for shape in shapes {
        let Some(at) = name.len().checked_sub(shape.len()) else { continue };
        if at > 0 && fits(shape, &name.as_bytes()[at..]) {
            return &name[..at];
        }
    }
    ["-latest", "@latest", "@default", ":latest"].iter().find_map(|word| name.strip_suffix(word)).unwrap_or(name)
}

/// Adds a name that is not among them yet.
fn push(all: &mut Vec<Candidate>, name: &str, trimmed: bool) {
    if !name.is_empty() && !all.iter().any(|one| one.name == name) {
        all.push(Candidate { name: name.to_owned(), trimmed });
    }
}

/// Whether a name fits a pattern in which `*` is any text. Both in lower case.
pub fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(head) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return name.ends_with(piece);
        }
        let Some(at) = name.find(piece) else { return false };
        name = &name[at + piece.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_step_by_step() {
        let names = |said: &str| candidates(said).into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names("GPT-4o-mini-2024-07-18"), ["gpt-4o-mini-2024-07-18", "gpt-4o-mini"]);
        assert_eq!(names("openai/gpt-4o"), ["openai/gpt-4o", "gpt-4o"]);
        assert_eq!(
            names("models/gemini-2.0-flash-001"),
            ["models/gemini-2.0-flash-001", "gemini-2.0-flash-001", "models/gemini-2.0-flash", "gemini-2.0-flash"]
        );
        assert!(names("us.anthropic.claude-3-5-sonnet-20241022-v2:0").contains(&"claude-3-5-sonnet".to_owned()));
        assert!(
            names("arn:aws:bedrock:us-east-1:1:inference-profile/eu.amazon.nova-lite-v1:0")
                .contains(&"amazon.nova-lite".to_owned())
        );
        assert_eq!(names("claude-sonnet-4@20250514"), ["claude-sonnet-4@20250514", "claude-sonnet-4"]);
        assert!(names("gpt-35-turbo").contains(&"gpt-3.5-turbo".to_owned()));
        assert_eq!(names("ft:gpt-4o-2024-08-06"), ["ft:gpt-4o-2024-08-06"]);
        assert_eq!(names("  "), Vec::<String>::new());
        assert_eq!(names(&"x".repeat(LONGEST + 1)), Vec::<String>::new());
        assert_eq!(names("-2024-07-18"), ["-2024-07-18"]);
        assert_eq!(names("ü-2024-07-18"), ["ü-2024-07-18", "ü"]);
    }

    #[test]
    fn stars_are_any_text() {
        for (pattern, name, fit) in [
            ("gpt-4o", "gpt-4o", true),
            ("gpt-4o", "gpt-4o-mini", false),
            ("gpt-4o*", "gpt-4o-mini", true),
            ("*-tts", "gpt-4o-tts", true),
            ("*claude*", "us.claude-3", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("ab*bc", "abc", false),
            ("*", "", true),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} {name}");
        }
    }
}
