//! From the key in front of an operator to the field that is meant: a short name, else an attribute, with or without a scope in front. Also back: how a
//! field is written so that it is read as itself.

use std::fmt::{Display, Formatter};
use std::sync::Arc;

use crate::ast::{At, Field, Hint, Scope};
use crate::fields::{FIELDS, FieldInfo, Known, Target};
use crate::mistake::Mistake;
use crate::near::{listed, nearest};
use crate::parse::FUNCTIONS;
use crate::scan::{Piece, Scanner, quote};

/// What may stand in front of an attribute's key.
pub(crate) const SCOPES: [(&str, Scope); 7] = [
    ("span.", Scope::Span),
    ("attributes.", Scope::Span),
    ("attr.", Scope::Span),
    ("resource.", Scope::Resource),
    ("event.", Scope::Event),
    ("link.", Scope::Link),
    ("log.", Scope::Log),
];

/// In front of a trace's own field.
const TRACE: &str = "trace.";

/// A key, understood.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) meant: Meant,
    /// Over traces: the value of a span is meant, though the trace has one of its own.
    pub(crate) of_span: bool,
    /// It may not be what was meant.
    pub(crate) hint: Option<Hint>,
}

/// What a key names.
#[derive(Clone, Debug)]
pub(crate) enum Meant {
    /// A field with a short name, by its row.
    Known(&'static FieldInfo),
    Attribute(Scope, Arc<str>),
}

impl Meant {
    pub(crate) fn field(&self) -> Field {
        match self {
            Self::Known(info) => Field::Known(info.known),
            Self::Attribute(scope, key) => Field::Attribute(*scope, key.clone()),
        }
    }
}

impl Named {
    fn known(info: &'static FieldInfo) -> Self {
        Self { meant: Meant::Known(info), of_span: false, hint: None }
    }

    fn attribute(scope: Scope, key: &str) -> Self {
        Self { meant: Meant::Attribute(scope, Arc::from(key)), of_span: false, hint: None }
    }
}

/// What a key means over rows of a kind. `inside` says that those rows are spans because a function says so.
pub(crate) fn resolve(key: &Piece, on: Target, inside: bool) -> Result<Named, Mistake> {
    if key.quoted {
        return quoted(key, on);
    }
    let (key, at) = (key.text.as_str(), key.at);
    if let Some(info) = known(key, on) {
        return here(info, at, on, inside);
    }
    if let Some(rest) = without(key, TRACE) {
        return of_trace(key, rest, at, on);
    }
    for (prefix, scope) in SCOPES {
        if let Some(rest) = without(key, prefix) {
            return scoped(prefix, scope_on(prefix, scope, on), rest, at, on);
        }
    }
    let hint = nearest(key, names(on))
        .map(|name| Hint { at, message: format!("looks for an attribute {key}: did you mean {name}?") });
    Ok(Named { hint, ..Named::attribute(Scope::Any, key) })
}

/// The short name of a field, also under the name OpenTelemetry gives it.
fn known(key: &str, on: Target) -> Option<&'static FieldInfo> {
    if key.eq_ignore_ascii_case("event.name") {
        return Some(FieldInfo::of(if on == Target::Logs { Known::Name } else { Known::Event }));
    }
    FieldInfo::named(key)
}

fn names(on: Target) -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(move |info| info.is_on(on)).flat_map(|info| info.names).copied()
}

/// A key's rest behind a prefix, when it begins with it.
fn without<'k>(key: &'k str, prefix: &str) -> Option<&'k str> {
    let head = key.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &key[prefix.len()..])
}

/// `attributes.` are the row's own.
fn scope_on(prefix: &str, scope: Scope, on: Target) -> Scope {
    if on == Target::Logs && prefix.starts_with("attr") { Scope::Log } else { scope }
}

fn here(info: &'static FieldInfo, at: At, on: Target, inside: bool) -> Result<Named, Mistake> {
    if info.is_on(on) {
        return Ok(Named::known(info));
    }
    let name = info.name();
    let where_ = listed(info.on.iter().map(|target| target.plural()));
    Err(if inside && info.is_on(Target::Traces) {
        Mistake::new(
            at,
            format!("{name} is a trace's, and inside these parentheses single spans are asked"),
            format!("Write {name} outside the parentheses."),
        )
    } else {
        Mistake::new(
            at,
            format!("{} have no {name}: it is there for {where_}", on.plural()),
            format!("Look for {where_} with it, or write \"{name}\" in quotation marks for an attribute of that name."),
        )
    })
}

/// `"odd key"`, `resource."odd key"`: an attribute and nothing else.
fn quoted(key: &Piece, on: Target) -> Result<Named, Mistake> {
    if key.text.is_empty() {
        let hint = "Write the key of an attribute.";
        return Err(Mistake::new(key.at, "there is no name between these quotation marks", hint));
    }
    let scope = SCOPES.iter().find(|(prefix, _)| *prefix == key.prefix);
    let scope = scope.map_or(Scope::Any, |(prefix, scope)| scope_on(prefix, *scope, on));
    in_reach(scope, key.prefix, key.at, on)?;
    Ok(Named::attribute(scope, &key.text))
}

/// `span.duration`, `resource.host.name`.
fn scoped(prefix: &str, scope: Scope, rest: &str, at: At, on: Target) -> Result<Named, Mistake> {
    if rest.is_empty() {
        let hint = format!("Write the key of an attribute behind it: {prefix}http.route:…");
        return Err(Mistake::new(at, format!("nothing follows {prefix}"), hint));
    }
    in_reach(scope, prefix, at, on)?;
    match (prefix, of_row(rest, scope)) {
        ("span.", Some(info)) if on == Target::Traces => Ok(Named { of_span: true, ..Named::known(info) }),
        ("span.", Some(info)) => Ok(Named::known(info)),
        ("log.", Some(info)) if on == Target::Logs => Ok(Named::known(info)),
        ("log.", Some(info)) if info.on == [Target::Logs] => here(info, at, on, false),
        _ => Ok(Named::attribute(scope, rest)),
    }
}

/// The field a span or a log record itself has under a name behind `span.` or `log.`.
fn of_row(name: &str, scope: Scope) -> Option<&'static FieldInfo> {
    match scope {
        Scope::Span if name.eq_ignore_ascii_case("id") => Some(FieldInfo::of(Known::Span)),
        Scope::Span => FieldInfo::named(name).filter(|info| info.is_on(Target::Spans)),
        Scope::Log => FieldInfo::named(name).filter(|info| info.is_on(Target::Logs)),
        _ => None,
    }
}

/// Whether a scope has anything to do with rows of a kind.
fn in_reach(scope: Scope, prefix: &str, at: At, on: Target) -> Result<(), Mistake> {
    let out = on == Target::Logs && matches!(scope, Scope::Span | Scope::Event | Scope::Link);
    if !out {
        return Ok(());
    }
    Err(Mistake::new(
        at,
        format!("log records have no {prefix} attributes"),
        "Write log. or resource. in front, or leave it away.",
    ))
}

/// `trace.duration`, `trace.id`.
fn of_trace(key: &str, rest: &str, at: At, on: Target) -> Result<Named, Mistake> {
    let name = if rest.eq_ignore_ascii_case("id") { "trace" } else { rest };
    match FieldInfo::named(name).filter(|info| info.is_on(Target::Traces)) {
        Some(info) if on == Target::Traces || info.known == Known::Trace => Ok(Named::known(info)),
        Some(info) => Err(Mistake::new(
            at,
            format!("{} cannot be asked for what their trace has", on.plural()),
            format!("Look for traces with it, or write {} for their own.", info.name()),
        )),
        None => Ok(Named::attribute(Scope::Any, key)),
    }
}

impl Field {
    /// The field that a key names over rows of a kind, written as in front of an operator: a short name, an attribute's key, quoted if odd, with
    /// or without a scope. For columns, facets and the like.
    ///
    /// # Errors
    /// When it is no key, or rows of this kind cannot have it.
    pub fn read(key: &str, on: Target) -> Result<Self, Mistake> {
        let mut scan = Scanner::new(key);
        let piece = scan.key()?.filter(|_| scan.is_at_end()).ok_or_else(|| {
            let hint = "Quote a key with spaces or signs: \"odd key\".";
            Mistake::new(At::new(0, key.len()), format!("{key:?} is not a field"), hint)
        })?;
        Ok(resolve(&piece, on, false)?.meant.field())
    }
}

/// As it is written in front of an operator, so that [`Field::read`] reads it again.
impl Display for Field {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        out.write_str(&written(self))
    }
}

fn written(field: &Field) -> String {
    match field {
        Field::Known(known) => FieldInfo::of(*known).name().to_owned(),
        Field::Attribute(scope, key) => {
            let prefix = match scope {
                Scope::Any => "",
                Scope::Span => "span.",
                Scope::Resource => "resource.",
                Scope::Event => "event.",
                Scope::Link => "link.",
                Scope::Log => "log.",
            };
            let bare = format!("{prefix}{key}");
            if stands_alone(&bare, *scope, key) { bare } else { format!("{prefix}{}", quote(key)) }
        }
    }
}

/// Whether a key without quotation marks is read as this attribute, over rows of any kind that may have it.
fn stands_alone(bare: &str, scope: Scope, key: &str) -> bool {
    const WORDS: [&str; 6] = ["has", "in", "not", "exists", "and", "or"];
    let word = WORDS.iter().chain(&FUNCTIONS).any(|word| word.eq_ignore_ascii_case(bare));
    // A sign in front would be a NOT.
    let sign = bare.starts_with(['-', '!']) || bare.starts_with("&&") || bare.starts_with("||");
    let Ok(Some(piece)) = Scanner::new(bare).key() else { return false };
    let rows: &[Target] = match scope {
        Scope::Span | Scope::Event | Scope::Link => &[Target::Traces, Target::Spans],
        Scope::Any | Scope::Resource | Scope::Log => &[Target::Traces, Target::Spans, Target::Logs],
    };
    let meant = Field::Attribute(scope, Arc::from(key));
    let reads = |on: &Target| resolve(&piece, *on, false).is_ok_and(|named| named.meant.field() == meant);
    !word && !sign && !piece.quoted && piece.at.to == bare.len() && rows.iter().all(reads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_written_as_they_are_read() {
        let any = |key: &str| Field::Attribute(Scope::Any, key.into());
        for (key, expected, written) in [
            ("service.name", Field::Known(Known::Service), "service"),
            ("http.route", any("http.route"), "http.route"),
            ("\"model\"", any("model"), "\"model\""),
            ("\"a b\"", any("a b"), "\"a b\""),
            ("\"-x\"", any("-x"), "\"-x\""),
            ("\"a\\\"b\\\\\"", any("a\"b\\"), "\"a\\\"b\\\\\""),
            ("\"span.x\"", any("span.x"), "\"span.x\""),
            ("span.x", Field::Attribute(Scope::Span, "x".into()), "span.x"),
            ("resource.\"x y\"", Field::Attribute(Scope::Resource, "x y".into()), "resource.\"x y\""),
            ("event.\"name\"", Field::Attribute(Scope::Event, "name".into()), "event.\"name\""),
        ] {
            let found = Field::read(key, Target::Traces).expect("a field");
            assert_eq!((&found, found.to_string().as_str()), (&expected, written), "{key}");
            assert_eq!(Field::read(written, Target::Traces), Ok(expected), "{written}");
        }
        for key in ["", "a b", "a:", "\"a", "\"\"", "severity", "span."] {
            assert!(Field::read(key, Target::Traces).is_err(), "{key}");
        }
    }
}
