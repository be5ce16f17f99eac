//! Reads JSON and Python literals from text, forgiving what senders do to them: cut ends, single quotes, `None`, trailing commas.
//!
//! Our own reader because no kept library gives all of it: what was whole before a cut, keys in order and digits of numbers without a
//! switch that would change every other room, Python's way of writing a map, and text that stays where it is. One pass, no look back.

use std::borrow::Cow;

use super::{MAX_DEPTH, Tree};

/// What a text holds.
#[derive(Debug)]
pub(crate) struct Parsed<'a> {
    /// What could be read.
    pub(crate) tree: Tree<'a>,
    /// `None`: it was whole. `Some`: it broke off here, and everything before is in `tree` (open maps, lists and texts closed). Empty
    /// when the text simply ended.
    pub(crate) rest: Option<&'a str>,
}

/// Reads a map, a list or a quoted text. `None`: the text begins like none of them.
pub(crate) fn parse(text: &str) -> Option<Parsed<'_>> {
    let trimmed = text.trim_start();
    if !matches!(trimmed.as_bytes().first(), Some(b'{' | b'[' | b'"')) {
        return None;
    }
    let mut reader = Reader { text: trimmed, at: 0, broken: false };
    let tree = reader.value(0, false)?;
    reader.blanks();
    let whole = !reader.broken && reader.at == trimmed.len();
    Some(Parsed { tree, rest: (!whole).then(|| &trimmed[reader.at..]) })
}

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    /// Set once something is not as it should be; nothing is read after that.
    pub(super) broken: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    pub(super) fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// A value; `None` when there is none here (then `broken` is set). `in_map`: words that are no literal may stand here, as in
    /// `{'tool': <function f at 0x7f>}`.
    fn value(&mut self, depth: usize, in_map: bool) -> Option<Tree<'a>> {
        self.blanks();
        match self.peek() {
            Some(b'{' | b'[' | b'(') if depth >= MAX_DEPTH => Some(self.skipped()),
            Some(b'{') => Some(self.map(depth)),
            Some(b'[') => Some(self.list(b']', depth)),
            Some(b'(') => Some(self.list(b')', depth)),
            Some(quote @ (b'"' | b'\'')) => Some(Tree::Text(self.quoted(quote))),
            Some(_) => self.bare(in_map),
            None => self.stop(),
        }
    }

    fn stop<T>(&mut self) -> Option<T> {
        self.broken = true;
        None
    }

    fn list(&mut self, end: u8, depth: usize) -> Tree<'a> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blanks();
            if self.take(end) {
                break;
            }
            let Some(item) = self.value(depth + 1, false) else { break };
            items.push(item);
            self.blanks();
            if self.broken || !(self.take(b',') || self.peek() == Some(end)) {
                self.broken = true;
                break;
            }
        }
        Tree::List(items)
    }

    fn map(&mut self, depth: usize) -> Tree<'a> {
        self.at += 1;
        let mut entries = Vec::new();
        loop {
            self.blanks();
            if self.take(b'}') {
                break;
            }
            let start = self.at;
            let Some(key) = self.key() else { break };
            self.blanks();
            if self.broken || !self.take(b':') {
                self.broken = true;
                // A key without a value belongs to what could not be read; cut in the middle, it says nothing.
                if self.at < self.text.len() {
                    self.at = start;
                }
                break;
            }
            let Some(value) = self.value(depth + 1, true) else { break };
            entries.push((key, value));
            self.blanks();
            if self.broken || !(self.take(b',') || self.peek() == Some(b'}')) {
                self.broken = true;
                break;
            }
        }
        Tree::Map(entries)
    }

    /// A key: quoted, or a number or word as Python and JavaScript allow.
    fn key(&mut self) -> Option<Cow<'a, str>> {
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => Some(self.quoted(quote)),
            Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-') => {
                Some(Cow::Borrowed(self.run(|byte| byte.is_ascii_alphanumeric() || b"_$-.".contains(&byte))))
            }
            _ => self.stop(),
        }
    }

    fn run(&mut self, belongs: impl Fn(u8) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| !belongs(byte)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Numbers, the words of JSON, Python and JavaScript, prefixed texts (`b'…'`, `u'…'`).
    fn bare(&mut self, in_map: bool) -> Option<Tree<'a>> {
        let start = self.at;
        let word = self.run(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte));
        if let (true, Some(quote @ (b'\'' | b'"'))) = (matches!(word, "b" | "u" | "r"), self.peek()) {
            return Some(Tree::Text(self.quoted(quote)));
        }
        let tree = match word {
            "null" | "None" | "undefined" => Tree::Null,
            "true" | "True" => Tree::Bool(true),
            "false" | "False" => Tree::Bool(false),
            "NaN" | "nan" | "Infinity" | "-Infinity" | "inf" | "-inf" => Tree::Text(Cow::Borrowed(word)),
            _ if is_number(word) => Tree::Number(Cow::Borrowed(word)),
            // The end came in the middle of a word: it says nothing.
            _ if self.at == self.text.len() => return self.stop(),
            _ if in_map => {
                self.at = start;
                return self.words();
            }
            _ => {
                self.at = start;
                return self.stop();
            }
        };
        Some(tree)
    }

    /// An object as Python writes one that has no literal: up to the comma or bracket that ends it, brackets inside it paired.
    fn words(&mut self) -> Option<Tree<'a>> {
        let start = self.at;
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' | b'[' | b'{' | b'<' => open += 1,
                b')' | b']' | b'}' | b'>' if open > 0 => open -= 1,
                b',' | b'}' | b']' | b')' if open == 0 => break,
                b'\'' | b'"' if open > 0 => {
                    self.quoted(byte);
                    continue;
                }
                b'\'' | b'"' => return self.stop(),
                _ => {}
            }
            self.at += 1;
        }
        let text = self.text[start..self.at].trim_end();
        if text.is_empty() || self.peek().is_none() { self.stop() } else { Some(Tree::Text(Cow::Borrowed(text))) }
    }

    /// Passes over a map or list that lies too deep, without going into it.
    fn skipped(&mut self) -> Tree<'a> {
        let start = self.at;
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'{' | b'[' | b'(' => open += 1,
                b'}' | b']' | b')' => open -= 1,
                b'"' => {
                    self.quoted(byte);
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                // Raw JSON is written out as it stands, so it must be JSON.
                let text = &self.text[start..self.at];
                let is_json = serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok();
                return if is_json { Tree::Raw(Cow::Borrowed(text)) } else { Tree::Text(Cow::Borrowed(text)) };
            }
        }
        self.broken = true;
        Tree::Text(Cow::Borrowed(&self.text[start..]))
    }
}

/// A number as JSON writes it. Others (hexadecimal, `1_000`) stay text.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    if whole == 0 || (whole > 1 && digits.starts_with('0')) {
        return false;
    }
    let mut rest = &digits[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        return !exponent.is_empty() && exponent.bytes().all(|byte| byte.is_ascii_digit());
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::tree::compact;

    fn read(text: &str) -> (String, Option<String>) {
        let parsed = parse(text).expect("a structure");
        (compact(&parsed.tree), parsed.rest.map(str::to_owned))
    }

    fn whole(text: &str) -> String {
        let (tree, rest) = read(text);
        assert_eq!(rest, None, "{text}");
        tree
    }

    #[test]
    fn python_literals_are_read_like_json() {
        let text = "{'a': None, 'b': [True, (1, 2.50,)], \"it's\": 'a \"b\" \\'c\\'', 3: b'x'}";
        assert_eq!(whole(text), r#"{"a":null,"b":[true,[1,2.50]],"it's":"a \"b\" 'c'","3":"x"}"#);
        let object = "{'f': <function f at 0x7f>, 'd': datetime.datetime(2026, 1, 2), 'n': nan}";
        assert_eq!(whole(object), r#"{"f":"<function f at 0x7f>","d":"datetime.datetime(2026, 1, 2)","n":"nan"}"#);
    }

    #[test]
    fn escapes_are_undone_and_halves_of_pairs_survive() {
        assert_eq!(whole(r#"["\u0041\ud83d\ude00\ud83d!\/\q"]"#), "[\"A😀\u{fffd}!/\\\\q\"]");
        assert_eq!(whole("[\"a\nb\"]"), r#"["a\nb"]"#);
    }

    #[test]
    fn what_was_whole_before_a_cut_is_kept() {
        let text = r#"[{"role":"user","content":"hi"},{"role":"assistant","content":"It is 21"#;
        let (tree, rest) = read(text);
        assert_eq!(tree, r#"[{"role":"user","content":"hi"},{"role":"assistant","content":"It is 21"}]"#);
        assert_eq!(rest.as_deref(), Some(""));
        for end in 1..text.len() {
            let (tree, rest) = read(&text[..end]);
            assert!(rest.is_some() && serde_json::from_str::<serde_json::Value>(&tree).is_ok(), "{tree}");
        }
        assert_eq!(read(r#"{"a":1,"b":tru"#), (r#"{"a":1}"#.into(), Some("".into())));
        assert_eq!(read(r#"[1,2]… [cut]"#), ("[1,2]".into(), Some("… [cut]".into())));
    }

    #[test]
    fn depth_is_bounded_and_nothing_below_is_lost() {
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(whole(&deep), deep);
        assert!(parse(&"[".repeat(100_000)).is_some_and(|parsed| parsed.rest.is_some()));
        assert!(parse(&"{\"a\":".repeat(100_000)).is_some_and(|parsed| parsed.rest.is_some()));
    }
}
