//! One text value: as plain text, or as JSON whose strings are texts in turn. Gives the changed text, and which rules changed it.

use std::ops::Range;

use memchr::memmem;

use crate::edit::{Edit, applied};
use crate::escapes;
use crate::keys::{AskedKeys, LONGEST_PATH, Verdict};
use crate::plain::MOST_PIECES;
use crate::rules::Redactor;
use crate::structure::{Ended, Token, Visitor, Want, begins, walk};

/// JSON in a string of JSON in a string: this deep it is walked.
const DEEPEST: u8 = 4;

/// Times a changed text is gone over again; it stays as it is long before.
const MOST_ROUNDS: usize = 8;

/// Keys that begin a JSON schema: what `properties` says of a `password` is no password.
const OF_SCHEMAS: [&str; 12] =
    ["type", "description", "title", "$ref", "anyOf", "allOf", "oneOf", "enum", "const", "default", "format", "items"];

/// Where a text stands: under which key, and which rules are asked of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'k> {
    pub(crate) path: &'k str,
    pub(crate) mask: u64,
}

impl Redactor {
    /// What the rules make of a text; `None` when nothing. Also hands out the pieces taken out at first sight.
    pub(crate) fn text(&self, keys: &AskedKeys<'_>, scope: Scope<'_>, text: &str) -> Option<(String, Vec<Edit>)> {
        let mut edits = Vec::new();
        self.look(keys, scope, text, 0, &mut edits);
        if edits.is_empty() {
            return None;
        }
        if edits.len() > MOST_PIECES {
            return Some(self.whole(text, edits[0].rule));
        }
        let mut new = applied(text, &edits);
        for _ in 0..MOST_ROUNDS {
            let mut more = Vec::new();
            self.look(keys, scope, &new, 0, &mut more);
            if more.is_empty() {
                break;
            }
            if more.len() > MOST_PIECES {
                return Some(self.whole(text, more[0].rule));
            }
            new = applied(&new, &more);
        }
        Some((new, edits)).filter(|(new, _)| new != text)
    }

    /// A value taken out whole. What was JSON still is.
    fn whole(&self, text: &str, rule: u8) -> (String, Vec<Edit>) {
        let replacement = &self.rules[usize::from(rule)].replacement;
        let new = if begins(text) { format!("\"{}\"", escapes::write(replacement, b'"')) } else { replacement.clone() };
        (new.clone(), vec![Edit { at: 0..text.len(), text: new, rule }])
    }

    /// Adds what the rules take out of a text. With more than [`MOST_PIECES`] of them the edits mean no places any more.
    fn look(&self, keys: &AskedKeys<'_>, scope: Scope<'_>, text: &str, depth: u8, out: &mut Vec<Edit>) {
        if !begins(text) || depth >= DEEPEST {
            return self.plain(text, scope.mask, out);
        }
        let before = out.len();
        let mut seen = Seen {
            redactor: self,
            keys,
            text,
            depth,
            // Escapes may hide what a quick look at the whole would find.
            hidden: memmem::find(text.as_bytes(), b"\\u00").is_some()
                || memmem::find(text.as_bytes(), b"\\/").is_some(),
            possible: self.may_match(text, u64::MAX),
            path: if keys.paths() { scope.path.to_owned() } else { String::new() },
            open: Vec::new(),
            under: Under { verdict: Verdict { whole: None, scoped: scope.mask }, ..Under::default() },
            numbers: Vec::new(),
            out: &mut *out,
        };
        seen.under.path = seen.path.len();
        let ended = walk(text, &mut seen);
        if seen.is_full() {
            return;
        }
        if ended == Ended::Broken {
            // Only JSON needs a text in the place of a number to have quotes.
            for (at, bare) in seen.numbers {
                seen.out[at].text = bare;
            }
        }
        if ended != Ended::Whole && out.len() == before {
            self.plain(text, scope.mask, out);
        }
    }
}

/// What holds for a value: what its key says, and what holds around it.
#[derive(Clone, Copy, Debug, Default)]
struct Under {
    verdict: Verdict,
    /// Bytes of the path that lead to it.
    path: usize,
    /// Its key is `properties`.
    properties: bool,
}

/// A JSON text being looked at.
struct Seen<'s, 'k> {
    redactor: &'s Redactor,
    keys: &'s AskedKeys<'k>,
    text: &'s str,
    depth: u8,
    hidden: bool,
    possible: u64,
    path: String,
    /// Objects and lists around.
    open: Vec<Under>,
    /// What holds for the next value.
    under: Under,
    /// Edits of numbers, by their place in `out`, with what they are where quotes are not needed.
    numbers: Vec<(usize, String)>,
    out: &'s mut Vec<Edit>,
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
    fn is_full(&self) -> bool {
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
            let shifted = |edit: Edit| Edit { at: edit.at.start + inside.start..edit.at.end + inside.start, ..edit };
            self.out.extend(edits.into_iter().map(shifted));
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
            (Token::Number | Token::Bool, Some(rule)) => self.take(at, rule, quote),
            (Token::Text(inside, _), None) => self.string(inside, quote, under.verdict.scoped),
            (Token::Number, None) => self.number(at, under.verdict.scoped),
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
