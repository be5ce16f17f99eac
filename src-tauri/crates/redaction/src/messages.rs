//! OTLP messages: finds their texts by the published schema and puts new ones in. A message in which nothing changes is not copied; of one that changes only the
//! changed fields and the lengths around them do.

use waterglass_model::otlp::schema::{self, Kind, Message};
use waterglass_model::wire::{Field, Fields, Payload, put_bytes};

use crate::edit::{Edit, applied};
use crate::keys::{AskedKeys, LONGEST_PATH, Verdict};
use crate::rules::Redactor;
use crate::text::Scope;

/// What took something out, and from where.
#[derive(Debug)]
pub(crate) struct Change<'c> {
    /// Where it stands.
    pub(crate) place: Place<'c>,
    /// The value as it was, for people.
    pub(crate) before: &'c str,
    /// What was taken out of it.
    pub(crate) edits: &'c [Edit],
}

/// A name, and the names of what it stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    pub(crate) outer: Option<&'p Place<'p>>,
    pub(crate) name: &'p str,
}

impl<'p> Place<'p> {
    /// Where an item or a group is looked at for itself.
    pub(crate) const TOP: Place<'static> = Place { outer: None, name: "" };

    fn then<'q>(&'q self, name: &'q str) -> Place<'q> {
        Place { outer: Some(self), name }
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.outer {
            Some(outer) if !outer.name.is_empty() => write!(out, "{outer}: {}", self.name),
            _ => out.write_str(self.name),
        }
    }
}

/// Who is told of values and changes.
pub(crate) trait Watch {
    /// A value was looked at.
    fn value(&mut self);
    /// Something was taken out of one.
    fn change(&mut self, change: &Change<'_>);
}

/// Nobody.
pub(crate) struct Unwatched;

impl Watch for Unwatched {
    fn value(&mut self) {}
    fn change(&mut self, _: &Change<'_>) {}
}

/// One pass over some messages.
pub(crate) struct Pass<'p, W> {
    pub(crate) redactor: &'p Redactor,
    pub(crate) keys: AskedKeys<'p>,
    pub(crate) watch: W,
    /// Bytes that changed texts may still have.
    pub(crate) room: usize,
    /// There was no more room: what was made is not whole.
    pub(crate) overflown: bool,
}

/// The new payload of a field, and its number: another one where a number becomes a text.
type New = Option<(u32, Vec<u8>)>;

/// `AnyValue`'s members.
const TEXT: u32 = 1;
const BOOL: u32 = 2;
const INT: u32 = 3;
const DOUBLE: u32 = 4;
const LIST: u32 = 5;
const MAP: u32 = 6;
const BYTES: u32 = 7;

/// A run of text between bytes that are none is looked at from this length on: pictures have thousands of shorter ones.
const SHORTEST_IN_BYTES: usize = 6;

impl<'p, W: Watch> Pass<'p, W> {
    /// A pass that may change nothing yet: it has no room.
    pub(crate) fn new(redactor: &'p Redactor, watch: W) -> Self {
        Self { redactor, keys: AskedKeys::new(&redactor.keys), watch, room: 0, overflown: false }
    }

    /// What the rules make of a message of this kind; `None` when nothing.
    pub(crate) fn message(&mut self, bytes: &[u8], kind: &'static Message, place: &Place<'_>) -> Option<Vec<u8>> {
        rewritten(bytes, |field| {
            let known = &kind.fields[kind.position(field.number)?];
            let Payload::Bytes(inside) = field.payload else { return None };
            let new = match known.kind {
                Kind::Message(kind) if is(kind, &schema::KEY_VALUE) => self.attribute(inside, place, None),
                Kind::Message(kind) if is(kind, &schema::STRING_KEY_VALUE) => self.label(inside, place),
                Kind::Message(kind) if is(kind, &schema::ANY_VALUE) => {
                    self.value(inside, At { path: known.name, verdict: Verdict::default() }, &place.then(known.name))
                }
                Kind::Message(inner) => {
                    let outer = place.then(step(inner));
                    match own_name(inner, inside) {
                        Some(name) => self.message(inside, inner, &outer.then(name)),
                        None => self.message(inside, inner, &outer),
                    }
                }
                Kind::Text if is_free_text(kind, known.number) => {
                    self.plain(inside, At { path: "", verdict: Verdict::default() }, &place.then(known.name))
                }
                _ => None,
            };
            new.map(|new| (field.number, new))
        })
    }

    /// A `KeyValue`. `outer` is what holds for the map it stands in.
    fn attribute(&mut self, bytes: &[u8], place: &Place<'_>, outer: Option<At<'_>>) -> Option<Vec<u8>> {
        let (key, value) = key_and_value(bytes)?;
        let said = match outer {
            Some(outer) => self.keys.member(key, outer.path),
            None => self.keys.attribute(key),
        };
        let path = match outer {
            Some(outer) if self.keys.paths() && outer.path.len() + key.len() < LONGEST_PATH => {
                &format!("{}.{key}", outer.path)
            }
            Some(outer) => outer.path,
            None => key,
        };
        let scoped = said.scoped | outer.map_or(0, |outer| outer.verdict.scoped);
        let at = At { path, verdict: Verdict { whole: said.whole, scoped } };
        let own = place.then(key);
        let place = if outer.is_some() { place } else { &own };
        let mut new_value = self.value(value, at, place);
        // An attribute's key is a name; a map's may be somebody's address.
        let new_key = outer.and_then(|outer| {
            let verdict = Verdict { whole: None, ..outer.verdict };
            self.plain(key.as_bytes(), At { verdict, ..outer }, place)
        });
        if new_value.is_none() && new_key.is_none() {
            return None;
        }
        rewritten(bytes, |field| match field.number {
            1 => new_key.clone().map(|key| (1, key)),
            2 => Some((2, new_value.take().unwrap_or_else(|| value.to_vec()))),
            _ => None,
        })
    }

    /// A `StringKeyValue`.
    fn label(&mut self, bytes: &[u8], place: &Place<'_>) -> Option<Vec<u8>> {
        let (key, value) = key_and_value(bytes)?;
        let at = At { path: key, verdict: self.keys.attribute(key) };
        let new = self.plain(value, at, &place.then(key))?;
        rewritten(bytes, |field| (field.number == 2).then(|| (2, new.clone())))
    }

    /// An `AnyValue`.
    fn value(&mut self, bytes: &[u8], at: At<'_>, place: &Place<'_>) -> Option<Vec<u8>> {
        if let Some(rule) = at.verdict.whole {
            return self.taken(bytes, rule, place);
        }
        rewritten(bytes, |field| {
            let inside = match field.payload {
                Payload::Bytes(inside) => inside,
                Payload::Varint(number) if field.number == INT => {
                    let number = number as i64;
                    if !self.redactor.may_match_number(number, at.verdict.scoped | self.redactor.anywhere) {
                        return None;
                    }
                    return self.plain(number.to_string().as_bytes(), at, place).map(|new| (TEXT, new));
                }
                _ => return None,
            };
            let new = match field.number {
                TEXT => self.plain(inside, at, place),
                BYTES => self.bytes(inside, at, place),
                LIST => rewritten(inside, |element| {
                    let Payload::Bytes(value) = element.payload else { return None };
                    self.value(value, at, place).map(|new| (element.number, new))
                }),
                MAP => rewritten(inside, |entry| {
                    let Payload::Bytes(entry_bytes) = entry.payload else { return None };
                    self.attribute(entry_bytes, place, Some(at)).map(|new| (entry.number, new))
                }),
                _ => None,
            };
            new.map(|new| (field.number, new))
        })
    }

    /// A value that its key gives away. What says nothing stays.
    fn taken(&mut self, bytes: &[u8], rule: u8, place: &Place<'_>) -> Option<Vec<u8>> {
        self.watch.value();
        let mut fields = Fields::of(bytes);
        let mut shown = None;
        while let Ok(Some(field)) = fields.read() {
            shown = Some(match (field.number, field.payload) {
                (TEXT, Payload::Bytes(text)) => String::from_utf8_lossy(text).into_owned(),
                (BOOL, Payload::Varint(number)) => (number != 0).to_string(),
                (INT, Payload::Varint(number)) => (number as i64).to_string(),
                (DOUBLE, Payload::Fixed64(bits)) => f64::from_bits(bits).to_string(),
                (LIST, Payload::Bytes(inside)) if !inside.is_empty() => "[…]".to_owned(),
                (MAP, Payload::Bytes(inside)) if !inside.is_empty() => "{…}".to_owned(),
                (BYTES, Payload::Bytes(inside)) if !inside.is_empty() => format!("{} bytes", inside.len()),
                _ => continue,
            });
        }
        let replacement = &self.redactor.rules[usize::from(rule)].replacement;
        let before = shown.filter(|shown| !shown.is_empty() && shown != replacement)?;
        if !self.has_room(replacement.len()) {
            return None;
        }
        let edit = Edit { at: 0..before.len(), text: replacement.clone(), rule };
        self.watch.change(&Change { place: *place, before: &before, edits: std::slice::from_ref(&edit) });
        let mut out = Vec::with_capacity(replacement.len() + 4);
        put_bytes(&mut out, TEXT, replacement.as_bytes());
        Some(out)
    }

    /// Takes room for a changed text.
    fn has_room(&mut self, bytes: usize) -> bool {
        match self.room.checked_sub(bytes) {
            Some(left) => self.room = left,
            None => self.overflown = true,
        }
        !self.overflown
    }

    /// Bytes: the texts in them.
    fn bytes(&mut self, bytes: &[u8], at: At<'_>, place: &Place<'_>) -> Option<Vec<u8>> {
        if std::str::from_utf8(bytes).is_ok() {
            return self.plain(bytes, at, place);
        }
        let mut out = Vec::with_capacity(bytes.len());
        let mut changed = false;
        for chunk in bytes.utf8_chunks() {
            let text = chunk.valid().as_bytes();
            let new = if text.len() < SHORTEST_IN_BYTES { None } else { self.plain(text, at, place) };
            changed |= new.is_some();
            out.extend_from_slice(new.as_deref().unwrap_or(text));
            out.extend_from_slice(chunk.invalid());
        }
        changed.then_some(out)
    }

    /// A text, whatever it is a field of.
    fn plain(&mut self, bytes: &[u8], at: At<'_>, place: &Place<'_>) -> Option<Vec<u8>> {
        if bytes.is_empty() || self.overflown {
            return None;
        }
        self.watch.value();
        let text = std::str::from_utf8(bytes).ok()?;
        if let Some(rule) = at.verdict.whole {
            let new = &self.redactor.rules[usize::from(rule)].replacement;
            let edit = Edit { at: 0..text.len(), text: new.clone(), rule };
            return (new != text && self.has_room(new.len())).then(|| {
                self.watch.change(&Change { place: *place, before: text, edits: std::slice::from_ref(&edit) });
                new.as_bytes().to_vec()
            });
        }
        let scope = Scope { path: at.path, mask: at.verdict.scoped | self.redactor.anywhere };
        let (new, edits) = self.redactor.text(&self.keys, scope, text)?;
        debug_assert!(!edits.is_empty() && applied(text, &edits) != text, "a change has edits");
        if !self.has_room(new.len()) {
            return None;
        }
        self.watch.change(&Change { place: *place, before: text, edits: &edits });
        Some(new.into_bytes())
    }
}

/// Where a value stands, and what is said of it.
#[derive(Clone, Copy, Debug)]
struct At<'k> {
    path: &'k str,
    verdict: Verdict,
}

fn is(one: &'static Message, other: &'static Message) -> bool {
    std::ptr::eq(one, other)
}

/// Texts that programs write for people. The others are names, units and addresses of schemas.
fn is_free_text(kind: &'static Message, number: u32) -> bool {
    let name = match number {
        2 if is(kind, &schema::STATUS) || is(kind, &schema::EVENT) => return true,
        5 if is(kind, &schema::SPAN) => return true,
        4 | 12 => kind,
        _ => return false,
    };
    is(name, &schema::LOG_RECORD)
}

/// What a message inside another is called on the way to its attributes.
fn step(kind: &'static Message) -> &'static str {
    match kind {
        kind if is(kind, &schema::EVENT) => "event",
        kind if is(kind, &schema::LINK) => "link",
        kind if is(kind, &schema::STATUS) => "status",
        kind if is(kind, &schema::EXEMPLAR) || is(kind, &schema::INT_EXEMPLAR) => "exemplar",
        _ => "data point",
    }
}

/// The name an event gives itself; nothing for other messages.
fn own_name<'b>(kind: &'static Message, bytes: &'b [u8]) -> Option<&'b str> {
    if !is(kind, &schema::EVENT) {
        return None;
    }
    let mut fields = Fields::of(bytes);
    while let Ok(Some(field)) = fields.read() {
        if field.number == 2 {
            return field.text().ok();
        }
    }
    None
}

fn key_and_value(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (mut key, mut value) = ("", None);
    let mut fields = Fields::of(bytes);
    while let Ok(Some(field)) = fields.read() {
        match field.number {
            1 => key = field.text().ok()?,
            2 => value = Some(field.bytes().ok()?),
            _ => {}
        }
    }
    Some((key, value?))
}

/// A message with the fields that `new` makes anew; `None` when it makes none. All else stays byte for byte, what cannot be read included.
pub(crate) fn rewritten<'b>(bytes: &'b [u8], mut new: impl FnMut(&Field<'b>) -> New) -> Option<Vec<u8>> {
    let mut out: Option<Vec<u8>> = None;
    let mut copied = 0;
    let mut fields = Fields::of(bytes);
    loop {
        let start = fields.position();
        let Ok(Some(field)) = fields.read() else { break };
        let Some((number, payload)) = new(&field) else { continue };
        let out = out.get_or_insert_with(|| Vec::with_capacity(bytes.len() + 64));
        out.extend_from_slice(&bytes[copied..start]);
        put_bytes(out, number, &payload);
        copied = fields.position();
    }
    out.map(|mut out| {
        out.extend_from_slice(&bytes[copied..]);
        out
    })
}
