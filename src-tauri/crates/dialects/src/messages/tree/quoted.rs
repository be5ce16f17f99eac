//! Quoted texts: JSON's and Python's escapes undone, text without any left where it is.

use std::borrow::Cow;

use memchr::memchr2;

use super::parse::Reader;

impl<'a> Reader<'a> {
    /// A quoted text, its escapes undone. Borrowed when it has none.
    pub(super) fn quoted(&mut self, quote: u8) -> Cow<'a, str> {
        self.at += 1;
        let start = self.at;
        let mut undone = String::new();
        let mut from = start;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let Some(step) = memchr2(quote, b'\\', rest) else {
                self.at = self.text.len();
                self.broken = true;
                break;
            };
            self.at += step;
            if self.text.as_bytes()[self.at] == quote {
                break;
            }
            undone.push_str(&self.text[from..self.at]);
            self.at += 1;
            self.escape(&mut undone);
            from = self.at;
        }
        let text = &self.text[from..self.at];
        self.take(quote);
        if from == start && undone.is_empty() {
            return Cow::Borrowed(text);
        }
        undone.push_str(text);
        Cow::Owned(undone)
    }

    /// The escape whose backslash has just been passed. An unknown one stands for itself.
    fn escape(&mut self, out: &mut String) {
        let Some(byte) = self.peek() else { return };
        if !byte.is_ascii() {
            out.push('\\');
            return;
        }
        self.at += 1;
        match byte {
            b'n' => out.push('\n'),
            b't' => out.push('\t'),
            b'r' => out.push('\r'),
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'"' | b'\\' | b'/' | b'\'' => out.push(char::from(byte)),
            b'u' => self.utf16(out),
            b'x' => out.push(self.hex(2).and_then(char::from_u32).unwrap_or('\u{fffd}')),
            b'U' => out.push(self.hex(8).and_then(char::from_u32).unwrap_or('\u{fffd}')),
            _ => {
                out.push('\\');
                out.push(char::from(byte));
            }
        }
    }

    fn utf16(&mut self, out: &mut String) {
        let Some(unit) = self.hex(4) else { return out.push('\u{fffd}') };
        if (0xd800..0xdc00).contains(&unit) && self.text[self.at..].starts_with("\\u") {
            let before = self.at;
            self.at += 2;
            if let Some(low @ 0xdc00..0xe000) = self.hex(4) {
                let both = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return out.push(char::from_u32(both).unwrap_or('\u{fffd}'));
            }
            self.at = before;
        }
        out.push(char::from_u32(unit).unwrap_or('\u{fffd}'));
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.text.get(self.at..self.at + digits)?;
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += digits;
        u32::from_str_radix(text, 16).ok()
    }
}
