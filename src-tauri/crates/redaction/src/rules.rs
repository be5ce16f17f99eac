//! Rules made ready: checked, compiled with bounds on what they may cost, and sorted by how they are asked.

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};
use waterglass_proto::{Redaction, RedactionRule};

use crate::RedactionError;
use crate::keys::{Keys, patterns};
use crate::presets::{CARDS, EMAIL, PRESETS};

/// Rules that may be switched on at a time: a bit each.
pub(crate) const MOST_RULES: usize = 64;

/// Bytes of a name or a replacement, of a key and of a value.
const LONGEST_NAME: usize = 200;
const LONGEST_KEY: usize = 2000;
const LONGEST_VALUE: usize = 5000;

/// Bytes a compiled expression may take, and its tables while it runs.
const MOST_COMPILED: usize = 1 << 20;
const MOST_RUNNING: usize = 4 << 20;

/// What a rule looks for in a value.
#[derive(Debug)]
pub(crate) enum Looks {
    /// Nothing: it takes values out by their key alone.
    Nothing,
    /// For what an expression matches.
    Matches(Regex),
    /// For what an expression matches and is no file's name.
    Addresses(Regex),
    /// For card numbers.
    Cards,
}

/// One rule that is switched on.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) replacement: String,
    pub(crate) looks: Looks,
}

/// Rules in force. Cheap to share, made anew when a rule changes.
#[derive(Debug)]
pub struct Redactor {
    pub(crate) rules: Vec<Rule>,
    pub(crate) keys: Keys,
    /// Rules asked of every value: a bit each.
    pub(crate) anywhere: u64,
    /// Rules of which `needles` knows a piece of all that they match.
    pub(crate) needled: u64,
    pub(crate) needles: AhoCorasick,
    /// The rule for card numbers.
    pub(crate) cards: u64,
    /// Finds replacements that stand in a text already, so that nothing is taken out of them.
    pub(crate) replaced: AhoCorasick,
}

impl Redactor {
    /// Makes the rules that are switched on ready, whether or not redaction itself is.
    ///
    /// # Errors
    /// When a rule, on or off, cannot be used: see [`RedactionError`].
    pub fn new(redaction: &Redaction) -> Result<Self, RedactionError> {
        for (number, rule) in redaction.rules.iter().enumerate() {
            check(number, rule)?;
        }
        // A rule that is off must be good too: else switching it on would fail for no reason that one sees.
        for rule in redaction.rules.iter().filter(|rule| !rule.on) {
            looks(rule)?;
        }
        let on: Vec<&RedactionRule> = redaction.rules.iter().filter(|rule| rule.on).collect();
        if on.len() > MOST_RULES {
            return Err(RedactionError::TooMany(on.len()));
        }
        let keyed = || on.iter().enumerate().filter(|(_, rule)| patterns(&rule.key).next().is_some());
        let keys = Keys::new(keyed().map(|(number, rule)| (number as u8, rule.key.as_str(), !rule.value.is_empty())))
            .map_err(|_| {
            RedactionError::TooLarge(keyed().next_back().map(|(_, rule)| rule.name.clone()).unwrap_or_default())
        })?;
        let rules = on.iter().map(|rule| compiled(rule)).collect::<Result<Vec<_>, _>>()?;
        let (mut anywhere, mut needled, mut cards) = (0, 0, 0);
        let mut needles: Vec<&str> = Vec::new();
        for (number, rule) in on.iter().enumerate() {
            let bit = 1 << number;
            if !matches!(rules[number].looks, Looks::Nothing) && patterns(&rule.key).next().is_none() {
                anywhere |= bit;
            }
            if matches!(rules[number].looks, Looks::Cards) {
                cards |= bit;
            }
            let preset = PRESETS.iter().find(|preset| rule.preset && preset.name == rule.name);
            if let Some(preset) = preset.filter(|preset| !preset.needles.is_empty()) {
                needled |= bit;
                needles.extend(preset.needles);
            }
        }
        let replaced = AhoCorasick::new(rules.iter().map(|rule| rule.replacement.as_str()));
        let replaced = replaced.expect("few and short texts always fit");
        let needles = AhoCorasick::new(&needles).expect("few and short texts always fit");
        Ok(Self { rules, keys, anywhere, needled, needles, cards, replaced })
    }

    /// Whether no rule is switched on.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

fn check(number: usize, rule: &RedactionRule) -> Result<(), RedactionError> {
    if rule.name.trim().is_empty() {
        return Err(RedactionError::NoName(number + 1));
    }
    let parts = [
        ("name", &rule.name, LONGEST_NAME),
        ("replacement", &rule.replacement, LONGEST_NAME),
        ("key", &rule.key, LONGEST_KEY),
        ("value", &rule.value, LONGEST_VALUE),
    ];
    for (part, text, most) in parts {
        if text.len() > most {
            let rule = rule.name.chars().take(80).collect();
            return Err(RedactionError::TooLong { rule, part, most });
        }
    }
    if !rule.value.is_empty() {
        return Ok(());
    }
    if patterns(&rule.key).next().is_none() {
        return Err(RedactionError::Empty(rule.name.clone()));
    }
    if patterns(&rule.key).any(|pattern| pattern.bytes().all(|byte| byte == b'*')) {
        return Err(RedactionError::Everything(rule.name.clone()));
    }
    Ok(())
}

fn compiled(rule: &RedactionRule) -> Result<Rule, RedactionError> {
    let replacement = match rule.replacement.as_str() {
        "" => format!("[redacted: {}]", rule.name.to_lowercase()),
        said => said.to_owned(),
    };
    Ok(Rule { name: rule.name.clone(), replacement, looks: looks(rule)? })
}

fn looks(rule: &RedactionRule) -> Result<Looks, RedactionError> {
    if rule.value.is_empty() {
        return Ok(Looks::Nothing);
    }
    if rule.preset && rule.name == CARDS {
        return Ok(Looks::Cards);
    }
    let built =
        RegexBuilder::new(&rule.value).size_limit(MOST_COMPILED).dfa_size_limit(MOST_RUNNING).nest_limit(100).build();
    let regex = built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => RedactionError::TooLarge(rule.name.clone()),
        error => RedactionError::Pattern { rule: rule.name.clone(), reason: told(&error) },
    })?;
    Ok(if rule.preset && rule.name == EMAIL { Looks::Addresses(regex) } else { Looks::Matches(regex) })
}

/// The last line of what the parser says: the ones before it draw a picture of the place.
fn told(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default().trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
