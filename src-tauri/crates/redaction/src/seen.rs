//! A JSON text while it is walked: which rules hold for each of its values, and what they take out.

use std::ops::Range;

use memchr::memmem;

use crate::edit::{Edit, applied};
use crate::escapes;
use crate::keys::{AskedKeys, LONGEST_PATH, Verdict};
use crate::plain::MOST_PIECES;
use crate::rules::Redactor;
use crate::structure::{Token, Visitor, Want};
use crate::text::Scope;

/// Keys that begin a JSON schema: what `properties` says of a `password` is no password.
const OF_SCHEMAS: [&str; 12] =
    ["type", "description", "title", "$ref", "anyOf", "allOf", "oneOf", "enum", "const", "default", "format", "items"];

/// What holds for a value: what its key says, and what holds around it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Under {
    pub(crate) verdict: Verdict,
    /// Bytes of the path that lead to it.
    pub(crate) path: usize,
    /// Its key is `properties`.
    properties: bool,
}

/// A JSON text being looked at.
pub(crate) struct Seen<'s, 'k> {
    redactor: &'s Redactor,
    keys: &'s AskedKeys<'k>,
    text: &'s str,
    depth: u8,
    /// Escapes may hide what a quick look at the whole would find.
    hidden: bool,
    /// Rules that may find something in the text.
    possible: u64,
    path: String,
    /// Bytes of the path that lead to the text.
    from: usize,
    /// Objects and lists around.
    open: Vec<Under>,
    /// What holds for the next value.
    under: Under,
    /// Edits of numbers, by their place in `out`, with what they are where quotes are not needed.
    numbers: Vec<(usize, String)>,
    out: &'s mut Vec<Edit>,
}

impl<'s, 'k> Seen<'s, 'k> {
    /// A text about to be walked; the rules of `scope` and those of keys are asked.
    pub(crate) fn new(
        redactor: &'s Redactor,
        keys: &'s AskedKeys<'k>,
        scope: Scope<'_>,
        (text, depth): (&'s str, u8),
        out: &'s mut Vec<Edit>,
    ) -> Self {
        let has = |escape: &[u8]| memmem::find(text.as_bytes(), escape).is_some();
        let path = if keys.paths() { scope.path.to_owned() } else { String::new() };
        let verdict = Verdict { whole: None, scoped: scope.mask };
        Self {
            from: path.len(),
            redactor,
            keys,
            text,
            depth,
            hidden: has(b"\\u00") || has(b"\\/"),
            possible: redactor.may_match(text, u64::MAX),
            under: Under { verdict, path: path.len(), properties: false },
            path,
            open: Vec::new(),
            numbers: Vec::new(),
            out,
        }
    }

    /// Begins anew with another object of the same text.
    pub(crate) fn begin(&mut self, mask: u64) {
        self.open.clear();
        self.path.truncate(self.from);
        self.under = Under { verdict: Verdict { whole: None, scoped: mask }, path: self.from, properties: false };
    }

    /// The text turned out to be no JSON: only there a text in the place of a number needs quotes.
    pub(crate) fn without_quotes(&mut self) {
        for (at, bare) in std::mem::take(&mut self.numbers) {
            self.out[at].text = bare;
        }
    }
}

impl Seen<'_, '_> {
    /// What holds inside the innermost object or list.
    fn around(&self) -> Under {
        self.open.last().copied().unwrap_or(self.under)
    }

    /// Goes back to what holds around, behind an object or a list.
    fn leave(&mut self) {
        self.under = self.around();
        self.path.truncate(self.under.path);
    }

    /// Whether so much was taken out already that the value goes whole.
    pub(crate) fn is_full(&self) -> bool {
        self.out.len() > MOST_PIECES
    }

    fn take(&mut self, at: Range<usize>, rule: u8, quote: u8) {
        if self.is_full() {
            return;
        }
        let replacement = escapes::write(&self.redactor.rules[usize::from(rule)].replacement, quote);
        let quote = char::from(quote);
        self.out.push(Edit { at, text: format!("{quote}{replacement}{quote}"), rule });
    }

    /// The inside of a string.
    fn string(&mut self, inside: Range<usize>, quote: u8, mask: u64) {
        let raw = &self.text[inside.clone()];
        let nested = begins_inside(raw);
        let mask = if self.hidden { mask } else { mask & self.possible };
        if raw.is_empty() || (mask == 0 && !nested) || self.is_full() {
            return;
        }
        let scope = Scope { path: &self.path, mask };
        let escaped = memchr::memchr(b'\\', raw.as_bytes()).is_some();
        let text = if escaped { &escapes::read(raw) } else { raw };
        let mut edits = Vec::new();
        self.redactor.look(self.keys, scope, text, self.depth + 1, &mut edits);
        if edits.len() > MOST_PIECES {
            self.out.append(&mut edits);
        } else if escaped
            || edits.iter().any(|edit| edit.text.bytes().any(|byte| byte == quote || byte == b'\\' || byte < b' '))
        {
            escapes::back(raw, inside.start, quote, edits, self.out);
        } else {
            self.out.extend(edits.into_iter().map(|edit| edit.shifted(inside.start)));
        }
    }

    /// What is no JSON.
    fn raw(&mut self, at: Range<usize>, mask: u64) {
        if !self.is_full() {
            let mut edits = Vec::new();
            self.redactor.plain(&self.text[at.clone()], mask & self.possible, &mut edits);
            self.out.extend(edits.into_iter().map(|edit| edit.shifted(at.start)));
        }
    }

    /// A number: it becomes a string when something is taken out of it.
    fn number(&mut self, at: Range<usize>, mask: u64) {
        if self.is_full() {
            return;
        }
        let mut edits = Vec::new();
        let text = &self.text[at.clone()];
        self.redactor.plain(text, mask & self.possible, &mut edits);
        if let Some(rule) = edits.first().map(|edit| edit.rule) {
            let bare = applied(text, &edits);
            let new = escapes::write(&bare, b'"');
            self.numbers.push((self.out.len(), bare));
            self.out.push(Edit { at, text: format!("\"{new}\""), rule });
        }
    }

    /// Whether an object or list that a key gives away is left: it is empty, or says what a parameter of that name is.
    fn stays(&self, bracket: Range<usize>) -> bool {
        let rest = self.text[bracket.end..].trim_start();
        rest.starts_with(['}', ']'])
            || (self.open.last().is_some_and(|around| around.properties) && self.is_schema(bracket.start))
    }

    /// Whether an object begins as a schema does.
    fn is_schema(&self, start: usize) -> bool {
        let rest = self.text[start + 1..].trim_start();
        let key = rest.strip_prefix(['"', '\'']).and_then(|rest| rest.split(['"', '\'']).next());
        self.text.as_bytes()[start] == b'{' && key.is_some_and(|key| OF_SCHEMAS.contains(&key))
    }
}

/// Whether the inside of a string, its escapes unread, may be an object or a list.
fn begins_inside(raw: &str) -> bool {
    let mut rest = raw.as_bytes();
    loop {
        match rest {
            [b' ', tail @ ..] | [b'\\', b'n' | b't' | b'r', tail @ ..] => rest = tail,
            [b'{' | b'[', ..] => return true,
            // A brace or bracket may be written as an escape.
            [b'\\', b'u', ..] => return true,
            _ => return false,
        }
    }
}

impl Visitor for Seen<'_, '_> {
    fn key(&mut self, inside: Range<usize>, quote: u8) {
        let around = self.around();
        let raw = &self.text[inside.clone()];
        let name = if raw.contains('\\') { &escapes::read(raw) } else { raw };
        let said = self.keys.member(name, &self.path[..around.path.min(self.path.len())]);
        self.path.truncate(around.path);
        if self.keys.paths() && self.path.len() + name.len() < LONGEST_PATH {
            self.path.push('.');
            self.path.push_str(name);
        }
        self.under = Under {
            verdict: Verdict { whole: said.whole, scoped: around.verdict.scoped | said.scoped },
            path: self.path.len(),
            properties: name == "properties",
        };
        // A key may be somebody's address.
        self.string(inside, quote, around.verdict.scoped);
    }

    fn value(&mut self, token: Token, at: Range<usize>) -> Want {
        let under = self.under;
        let quote = if let Token::Text(_, quote) = token { quote } else { b'"' };
        match (token, under.verdict.whole) {
            (Token::Open, Some(_)) if !self.stays(at.clone()) => return Want::Whole,
            (Token::Open, _) => {
                self.under.verdict.whole = None;
                self.open.push(self.under);
            }
            (Token::Text(inside, _), Some(rule)) => {
                let said = &self.text[inside];
                let replacement = &self.redactor.rules[usize::from(rule)].replacement;
                if !said.is_empty() && *said != escapes::write(replacement, quote) {
                    self.take(at, rule, quote);
                }
            }
            (Token::Number | Token::Bool | Token::Raw, Some(rule)) => self.take(at, rule, quote),
            (Token::Text(inside, _), None) => self.string(inside, quote, under.verdict.scoped),
            (Token::Number, None) => self.number(at, under.verdict.scoped),
            (Token::Raw, None) => self.raw(at, under.verdict.scoped),
            (Token::Null | Token::Bool, _) => {}
        }
        Want::Go
    }

    fn whole(&mut self, at: Range<usize>) {
        if let Some(rule) = self.under.verdict.whole {
            self.take(at, rule, b'"');
        }
        self.leave();
    }

    fn close(&mut self) {
        self.open.pop();
        self.leave();
    }
}
