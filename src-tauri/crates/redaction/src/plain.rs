//! Taking out of plain text what rules match.
//!
//! Rules are asked again until none finds more, so that asking once more later changes nothing. It ends because each change takes at least one byte that no
//! replacement made: what matches inside replacements alone stays.

use std::ops::Range;
use std::time::{Duration, Instant};

use crate::cards;
use crate::edit::{Edit, applied};
use crate::rules::{Looks, Redactor, Rule};

/// Times the rules are asked of one text. Two do unless rules feed each other.
const MOST_ROUNDS: usize = 8;

/// Pieces taken out of one value. One with more is taken out whole: what is left of it would say nothing, and the memory for it has a bound.
pub(crate) const MOST_PIECES: usize = 20_000;

/// How long one rule may go on finding more pieces of one text; some expressions take a look at all the rest for each of them.
const LONGEST: Duration = Duration::from_secs(2);

/// A text longer than this that is base64 throughout is a picture or a sound: nobody's key is looked for in it.
const LONG: usize = 4096;

/// Ends of names that look like addresses: `photo@2x.png`.
const FILES: [&str; 14] =
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "css", "js", "ts", "json", "html", "pdf"];

impl Redactor {
    /// Rules of `mask` that may find something in a text. Quick, and right in saying none.
    pub(crate) fn may_match(&self, text: &str, mask: u64) -> u64 {
        let mut left = mask;
        if left & self.needled != 0 && !self.needles.is_match(text) {
            left &= !self.needled;
        }
        if left & self.cards != 0 && !cards::may_be_in(text.as_bytes()) {
            left &= !self.cards;
        }
        if left != 0 && text.len() > LONG && is_base64(text) { 0 } else { left }
    }

    /// Rules of `mask` that may find something in a whole number.
    pub(crate) fn may_match_number(&self, number: i64, mask: u64) -> bool {
        let left = mask & !self.needled;
        left & !self.cards != 0 || (left != 0 && number >= cards::SMALLEST)
    }

    /// Adds what the rules of `mask` take out of a text.
    pub(crate) fn plain(&self, text: &str, mask: u64, out: &mut Vec<Edit>) {
        let mask = self.may_match(text, mask);
        if mask == 0 {
            return;
        }
        let numbers = || (0..self.rules.len()).filter(move |number| mask >> number & 1 == 1);
        if !numbers().any(|number| finds(&self.rules[number], text)) {
            return;
        }
        let guards: Vec<Range<usize>> = self.replaced.find_iter(text).map(|found| found.range()).collect();
        let mut taken = Taken { text, guards, edits: Vec::new() };
        for _ in 0..MOST_ROUNDS {
            let mut changed = false;
            for number in numbers() {
                match taken.take(&self.rules[number], number as u8) {
                    Some(more) => changed |= more,
                    None => return out.extend(too_many(number as u8)),
                }
            }
            if !changed {
                break;
            }
        }
        out.append(&mut taken.edits);
    }
}

/// So many edits that the value is taken out whole.
fn too_many(rule: u8) -> impl Iterator<Item = Edit> {
    std::iter::repeat_with(move || Edit { at: 0..0, text: String::new(), rule }).take(MOST_PIECES + 1)
}

fn finds(rule: &Rule, text: &str) -> bool {
    match &rule.looks {
        Looks::Nothing => false,
        Looks::Cards => !cards::find(text).is_empty(),
        Looks::Matches(regex) => regex.find_iter(text).any(|found| !found.is_empty()),
        Looks::Addresses(regex) => regex.find_iter(text).any(|found| !is_file(found.as_str())),
    }
}

/// What a rule matches in a text; `None` when that is more than can be taken out piece by piece.
fn matches_of(rule: &Rule, text: &str) -> Option<Vec<Range<usize>>> {
    let (regex, files) = match &rule.looks {
        Looks::Nothing => return Some(Vec::new()),
        Looks::Cards => return Some(cards::find(text)).filter(|found| found.len() <= MOST_PIECES),
        Looks::Matches(regex) => (regex, true),
        Looks::Addresses(regex) => (regex, false),
    };
    let began = Instant::now();
    let mut found = Vec::new();
    for one in regex.find_iter(text) {
        if !one.is_empty() && (files || !is_file(one.as_str())) {
            found.push(one.range());
            if found.len() > MOST_PIECES || (found.len() % 64 == 0 && began.elapsed() > LONGEST) {
                return None;
            }
        }
    }
    Some(found)
}

fn is_file(address: &str) -> bool {
    let end = address.rsplit('.').next().unwrap_or_default();
    FILES.iter().any(|file| file.eq_ignore_ascii_case(end))
}

fn is_base64(text: &str) -> bool {
    let text = match text.get(..text.len().min(200)).unwrap_or_default().find(";base64,") {
        Some(at) if text.starts_with("data:") => &text[at + 8..],
        _ => text,
    };
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'\r' | b'\n'))
}

/// A text and what has been taken out of it so far.
struct Taken<'t> {
    text: &'t str,
    /// Replacements that stood in the text already.
    guards: Vec<Range<usize>>,
    edits: Vec<Edit>,
}

impl Taken<'_> {
    /// Takes out what a rule matches now; whether that was anything. `None` when it is too much.
    fn take(&mut self, rule: &Rule, number: u8) -> Option<bool> {
        let now = applied(self.text, &self.edits);
        let found = matches_of(rule, &now)?;
        if found.is_empty() {
            return Some(false);
        }
        let starts = self.starts();
        let found: Vec<Edit> = found
            .into_iter()
            .map(|range| self.original(&starts, &range))
            .filter(|at| self.is_new(at))
            .map(|at| Edit { at, text: rule.replacement.clone(), rule: number })
            .collect();
        let changed = !found.is_empty();
        self.add(found);
        Some(changed)
    }

    /// Adds pieces; what they cover of earlier ones becomes a part of them.
    fn add(&mut self, found: Vec<Edit>) {
        let known = std::mem::take(&mut self.edits).into_iter().map(|edit| (edit, false));
        let mut all: Vec<(Edit, bool)> = known.chain(found.into_iter().map(|edit| (edit, true))).collect();
        all.sort_by_key(|(edit, new)| (edit.at.start, !new));
        for (edit, new) in all {
            match self.edits.last_mut() {
                Some(last) if edit.at.start < last.at.end => {
                    last.at.end = last.at.end.max(edit.at.end);
                    if new {
                        (last.text, last.rule) = (edit.text, edit.rule);
                    }
                }
                _ => self.edits.push(edit),
            }
        }
    }

    /// Where each piece taken out stands in the text as it is now.
    fn starts(&self) -> Vec<usize> {
        let mut grown = 0isize;
        let mut starts = Vec::with_capacity(self.edits.len());
        for edit in &self.edits {
            starts.push(edit.at.start.wrapping_add_signed(grown));
            grown += edit.text.len() as isize - edit.at.len() as isize;
        }
        starts
    }

    /// Where a piece of the text as it is now came from. What begins or ends inside a replacement takes the whole of it.
    fn original(&self, starts: &[usize], now: &Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (self.place(starts, now.start, false), self.place(starts, now.end, true));
        let inside = |place: usize| {
            let next = self.guards.partition_point(|guard| guard.end <= place);
            self.guards.get(next).filter(|guard| guard.start < place)
        };
        start = inside(start).map_or(start, |guard| guard.start);
        end = inside(end).map_or(end, |guard| guard.end);
        start..end
    }

    fn place(&self, starts: &[usize], now: usize, is_end: bool) -> usize {
        // The last piece that begins before it.
        let Some(last) = starts.partition_point(|start| *start < now).checked_sub(1) else { return now };
        let edit = &self.edits[last];
        match now.checked_sub(starts[last] + edit.text.len()) {
            Some(behind) => edit.at.end + behind,
            None if is_end => edit.at.end,
            None => edit.at.start,
        }
    }

    /// Whether a piece holds more than replacements.
    fn is_new(&self, at: &Range<usize>) -> bool {
        let edits = self.edits.iter().map(|edit| &edit.at);
        let first = self.edits.partition_point(|edit| edit.at.end <= at.start);
        let guard = self.guards.partition_point(|guard| guard.end <= at.start);
        let begun = |known: &&Range<usize>| known.start < at.end;
        let known = edits.skip(first).take_while(begun).chain(self.guards[guard..].iter().take_while(begun));
        let covered: usize = known.map(|known| known.end.min(at.end) - known.start.max(at.start)).sum();
        covered < at.len()
    }
}
