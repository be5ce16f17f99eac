//! Walking texts that are JSON, or look like it: one token after the other, so that rules are asked of strings and numbers and the structure stays.
//!
//! What is not quite JSON is read as far as it goes: a text that was cut (at 8 KiB, say) ends anywhere, and Python's way of writing dictionaries (single quotes,
//! `None`, objects that are no values) is understood. The walk itself knows no rule: it hands each value to a visitor.

use std::ops::Range;

/// Levels of lists and objects; a text with more is not walked further.
const DEEPEST: usize = 10_000;

/// How a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The text is JSON, or so like it that its parts are what they seem.
    Whole,
    /// It ended early: what was handed out is right.
    Cut,
    /// It stopped being so: what was handed out before is right as far as one can tell, and nobody reads it as JSON.
    Broken,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A string: the place of its inside, and its quote.
    Text(Range<usize>, u8),
    /// A number.
    Number,
    /// `true`, `false`.
    Bool,
    /// `null`.
    Null,
    /// What another language writes in a member's place: `<Client object>`, `Secret('x')`.
    Raw,
    /// An object or a list begins.
    Open,
}

/// What a visitor wants of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Want {
    /// To see what is inside, or nothing more.
    Go,
    /// The object or list whole, when its end is known, and nothing of its inside.
    Whole,
}

/// Who is told of keys and values.
pub(crate) trait Visitor {
    /// A member's key: the place of its inside, and its quote. Its value comes next.
    fn key(&mut self, inside: Range<usize>, quote: u8);
    /// A value: the member's whose key came before, or the next of a list. For [`Token::Open`] what is wanted of it counts.
    fn value(&mut self, token: Token, at: Range<usize>) -> Want;
    /// What was wanted whole, with the place of all of it.
    fn whole(&mut self, at: Range<usize>);
    /// The innermost object or list that was gone into ends.
    fn close(&mut self);
}

/// Whether a text begins as an object or a list.
pub(crate) fn begins(text: &str) -> bool {
    let first = text.bytes().find(|byte| !is_space(*byte));
    matches!(first, Some(b'{' | b'['))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// What may stand next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

/// Walks a text. Says how far it went.
pub(crate) fn walk(text: &str, visitor: &mut impl Visitor) -> (Ended, usize) {
    let mut walk = Walk { bytes: text.as_bytes(), at: 0, open: Vec::new(), wanted: None, next: Next::Value };
    while walk.skip_space() {
        if walk.step(visitor).is_none() {
            walk.give_up(visitor);
            return (Ended::Broken, walk.at);
        }
    }
    if walk.next == Next::Nothing {
        return (Ended::Whole, walk.at);
    }
    walk.give_up(visitor);
    (Ended::Cut, walk.at)
}

/// Walks the object that begins at `start`, whatever comes after it. Says how far it went.
pub(crate) fn walk_object(text: &str, start: usize, visitor: &mut impl Visitor) -> usize {
    let mut walk = Walk { bytes: text.as_bytes(), at: start, open: Vec::new(), wanted: None, next: Next::Value };
    while walk.next != Next::Nothing && walk.skip_space() {
        if walk.step(visitor).is_none() {
            break;
        }
    }
    walk.give_up(visitor);
    walk.at
}

struct Walk<'t> {
    bytes: &'t [u8],
    at: usize,
    /// Of each object or list: whether it is an object.
    open: Vec<bool>,
    /// Where the one that is wanted whole began, and how many were open then.
    wanted: Option<(usize, usize)>,
    next: Next,
}

impl Walk<'_> {
    /// Goes to the next token; false at the end.
    fn skip_space(&mut self) -> bool {
        while self.bytes.get(self.at).is_some_and(|byte| is_space(*byte)) {
            self.at += 1;
        }
        self.at < self.bytes.len()
    }

    /// What was wanted whole and is no JSON reaches as far as its brackets do, or to the end of the text.
    fn give_up(&mut self, visitor: &mut impl Visitor) {
        if let Some((start, _)) = self.wanted.take() {
            self.at = start;
            self.at = self.raw(false);
            visitor.whole(start..self.at);
        }
    }

    /// The end of what begins here and has brackets: behind the one that closes the first, or, with `value`, before what ends a member.
    fn raw(&self, value: bool) -> usize {
        let (mut at, mut depth) = (self.at, 0usize);
        if self.bytes[at] == b'<' {
            // What Python and JavaScript call an object that they have no other words for.
            at += memchr::memchr2(b'>', b'\n', &self.bytes[at..]).unwrap_or(0);
        }
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b',' | b'}' | b']' if value && depth == 0 => return at,
                b'{' | b'[' | b'(' => depth += 1,
                b'}' | b']' | b')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 && !value {
                        return at + 1;
                    }
                }
                b'"' | b'\'' => {
                    // One that nothing ends is an apostrophe.
                    let end = self.bytes[at + 1..].iter().position(|other| other == byte || *other == b'\n');
                    at += end.filter(|end| self.bytes[at + 1 + end] == *byte).map_or(0, |end| end + 1);
                }
                _ => {}
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// Reads one token; `None` where the text is no JSON.
    fn step(&mut self, visitor: &mut impl Visitor) -> Option<()> {
        match (self.bytes[self.at], self.next) {
            (b':', Next::Colon) => self.pass(Next::Value),
            (b',', Next::CommaOrEnd) => {
                let next = if *self.open.last()? { Next::Key } else { Next::Value };
                self.pass(next)
            }
            // Python and JavaScript allow a comma before the end.
            (b'}' | b']', Next::CommaOrEnd | Next::ValueOrEnd | Next::KeyOrEnd | Next::Key) => self.end(visitor),
            (b']', Next::Value) if self.open.last() == Some(&false) => self.end(visitor),
            (quote @ (b'"' | b'\''), Next::Key | Next::KeyOrEnd) => {
                let inside = self.text(quote)?;
                if self.wanted.is_none() {
                    visitor.key(inside, quote);
                }
                self.next = Next::Colon;
                Some(())
            }
            (_, Next::Value | Next::ValueOrEnd) => self.value(visitor),
            _ => None,
        }
    }

    fn pass(&mut self, next: Next) -> Option<()> {
        self.at += 1;
        self.next = next;
        Some(())
    }

    fn value(&mut self, visitor: &mut impl Visitor) -> Option<()> {
        let start = self.at;
        let token = match self.bytes[start] {
            b'{' | b'[' => {
                if self.open.len() >= DEEPEST {
                    return None;
                }
                let object = self.bytes[start] == b'{';
                if self.wanted.is_none() && visitor.value(Token::Open, start..start + 1) == Want::Whole {
                    self.wanted = Some((start, self.open.len()));
                }
                self.open.push(object);
                return self.pass(if object { Next::KeyOrEnd } else { Next::ValueOrEnd });
            }
            quote @ (b'"' | b'\'') => {
                let before = self.at;
                match self.text(quote) {
                    Some(inside) => Token::Text(inside, quote),
                    None => {
                        // Cut inside its last string: what is there of it still counts.
                        self.at = self.bytes.len();
                        let inside = before + 1..self.bytes.len();
                        if self.wanted.is_none() {
                            visitor.value(Token::Text(inside, quote), before..self.bytes.len());
                        }
                        return Some(());
                    }
                }
            }
            _ => match self.word() {
                Some(token) => token,
                None if self.open.last() == Some(&true) => {
                    self.at = self.raw(true);
                    Token::Raw
                }
                None => return None,
            },
        };
        if self.wanted.is_none() {
            visitor.value(token, start..self.at);
        }
        self.after_value();
        Some(())
    }

    fn after_value(&mut self) {
        self.next = if self.open.is_empty() { Next::Nothing } else { Next::CommaOrEnd };
    }

    fn end(&mut self, visitor: &mut impl Visitor) -> Option<()> {
        let object = self.open.pop()?;
        if object != (self.bytes[self.at] == b'}') {
            return None;
        }
        self.at += 1;
        match self.wanted {
            Some((start, depth)) if depth == self.open.len() => {
                self.wanted = None;
                visitor.whole(start..self.at);
            }
            Some(_) => {}
            None => visitor.close(),
        }
        self.after_value();
        Some(())
    }

    /// A string: the place of its inside. `None` when it does not end.
    fn text(&mut self, quote: u8) -> Option<Range<usize>> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            at += memchr::memchr2(quote, b'\\', &self.bytes[at..])?;
            if self.bytes[at] == quote {
                self.at = at + 1;
                return Some(start..at);
            }
            at += 2;
            if at > self.bytes.len() {
                return None;
            }
        }
    }

    /// A number or one of the words.
    fn word(&mut self) -> Option<Token> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(byte)).count();
        let token = match &rest[..length] {
            b"true" | b"false" | b"True" | b"False" => Token::Bool,
            b"null" | b"None" | b"NaN" | b"Infinity" | b"-Infinity" | b"undefined" => Token::Null,
            [b'0'..=b'9' | b'-', tail @ ..]
                if tail.iter().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)) =>
            {
                Token::Number
            }
            _ => return None,
        };
        self.at += length;
        Some(token)
    }
}
