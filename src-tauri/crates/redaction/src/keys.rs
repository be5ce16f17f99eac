//! Which rules a key stands under. A pattern is a key with `*` for any text; upper and lower case are the same, `-` and `_` too.
//!
//! A pattern is held against the whole key of an attribute; inside maps and JSON against a member's own name and against its path. There `*.password` means a
//! member named `password` too.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::RegexSet;

/// Keys remembered; telemetry has some hundreds, and what a program makes up must not fill the memory.
const MOST_KNOWN: usize = 4096;

/// Bytes of a path that is held against patterns; what stands deeper has the path of what is around it.
pub(crate) const LONGEST_PATH: usize = 2000;

/// What the rules say of a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The first rule that takes its value out whole.
    pub(crate) whole: Option<u8>,
    /// Rules whose regular expression is asked of its value: one bit a rule.
    pub(crate) scoped: u64,
}

/// The key patterns of all rules.
#[derive(Debug)]
pub(crate) struct Keys {
    of_attributes: RegexSet,
    of_members: RegexSet,
    /// Which rule each pattern is of, and whether the rule has a value too.
    rules: Vec<(u8, bool)>,
    /// Some pattern has a dot inside, so that paths must be looked at.
    paths: bool,
}

impl Keys {
    /// Reads the keys of rules: `(rule, its patterns, whether it has a value)`.
    pub(crate) fn new<'k>(rules: impl Iterator<Item = (u8, &'k str, bool)>) -> Result<Self, regex::Error> {
        let (mut attributes, mut members, mut owners, mut paths) = (Vec::new(), Vec::new(), Vec::new(), false);
        for (rule, key, scoped) in rules {
            for pattern in patterns(key) {
                let pattern = folded(pattern);
                let name = pattern.strip_prefix("*.").unwrap_or(&pattern);
                paths |= name.contains('.');
                attributes.push(expression(&pattern));
                members.push(expression(name));
                owners.push((rule, scoped));
            }
        }
        Ok(Self {
            of_attributes: RegexSet::new(attributes)?,
            of_members: RegexSet::new(members)?,
            rules: owners,
            paths,
        })
    }

    fn verdict(&self, set: &RegexSet, key: &str) -> Verdict {
        let mut verdict = Verdict::default();
        for found in set.matches(&folded(key)) {
            match self.rules[found] {
                (rule, true) => verdict.scoped |= 1 << rule,
                (rule, false) => verdict.whole = Some(verdict.whole.map_or(rule, |known| known.min(rule))),
            }
        }
        verdict
    }
}

/// The patterns of a rule's key: several stand with commas or spaces between them.
pub(crate) fn patterns(key: &str) -> impl Iterator<Item = &str> {
    key.split([',', ' ', '\t', '\n']).filter(|pattern| !pattern.is_empty())
}

fn folded(key: &str) -> String {
    key.chars().map(|one| if one == '-' { '_' } else { one.to_ascii_lowercase() }).collect()
}

fn expression(pattern: &str) -> String {
    let parts: Vec<String> = pattern.split('*').map(regex::escape).collect();
    format!("(?s)^{}$", parts.join(".*"))
}

/// [`Keys`] with what was asked of it lately: keys repeat from span to span.
#[derive(Debug)]
pub(crate) struct AskedKeys<'k> {
    keys: &'k Keys,
    attributes: RefCell<HashMap<String, Verdict>>,
    members: RefCell<HashMap<String, Verdict>>,
}

impl<'k> AskedKeys<'k> {
    pub(crate) fn new(keys: &'k Keys) -> Self {
        Self { keys, attributes: RefCell::default(), members: RefCell::default() }
    }

    /// What is said of an attribute.
    pub(crate) fn attribute(&self, key: &str) -> Verdict {
        if self.keys.rules.is_empty() {
            return Verdict::default();
        }
        known(&self.attributes, key, || self.keys.verdict(&self.keys.of_attributes, key))
    }

    /// What is said of a member of a map or an object that stands at `path`.
    pub(crate) fn member(&self, name: &str, path: &str) -> Verdict {
        if self.keys.rules.is_empty() {
            return Verdict::default();
        }
        let own = known(&self.members, name, || self.keys.verdict(&self.keys.of_members, name));
        if !self.keys.paths {
            return own;
        }
        let path = format!("{path}.{name}");
        let by_path = self.keys.verdict(&self.keys.of_attributes, &path);
        let whole = match (own.whole, by_path.whole) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Verdict { whole, scoped: own.scoped | by_path.scoped }
    }

    /// Whether no rule has a key.
    pub(crate) fn is_empty(&self) -> bool {
        self.keys.rules.is_empty()
    }

    /// Whether a path makes a difference.
    pub(crate) fn paths(&self) -> bool {
        self.keys.paths
    }
}

fn known(asked: &RefCell<HashMap<String, Verdict>>, key: &str, ask: impl FnOnce() -> Verdict) -> Verdict {
    if let Some(verdict) = asked.borrow().get(key) {
        return *verdict;
    }
    let verdict = ask();
    let mut asked = asked.borrow_mut();
    if asked.len() >= MOST_KNOWN {
        asked.clear();
    }
    asked.insert(key.to_owned(), verdict);
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_hold_for_keys_names_and_paths() {
        let rules = [(0, "authorization, *.password", false), (1, "http.*.api-key", false), (2, "gen_ai.*", true)];
        let keys = Keys::new(rules.into_iter()).expect("patterns");
        let asked = AskedKeys::new(&keys);
        let whole = |key: &str| asked.attribute(key).whole;
        assert_eq!((whole("Authorization"), whole("db.password"), whole("password")), (Some(0), Some(0), None));
        assert_eq!((whole("http.request.header.API_KEY"), whole("http.api_key")), (Some(1), None));
        assert_eq!(asked.member("password", "x").whole, Some(0));
        assert_eq!(asked.member("passwords", "x").whole, None);
        assert_eq!(asked.member("api_key", "http.headers").whole, Some(1));
        assert_eq!(asked.attribute("gen_ai.prompt").scoped, 1 << 2);
        assert_eq!(asked.attribute("other").scoped, 0);
    }
}
