//! Fields outside a query: columns of a list, what it is sorted and grouped by, facets. Read from the same names as in a query.

use waterglass_query::{FIELDS, Field, Known, Scope, Shape, Target};

use super::blocks::Signal;

/// A column asked for, or a field to facet or group by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// The field.
    pub field: Field,
}

/// What rows are sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A field with a short name.
    Known(Known),
    /// The values of an attribute; rows without one come last.
    Attribute(Field),
}

impl Default for Sort {
    fn default() -> Self {
        Self::Known(Known::Start)
    }
}

/// Attributes' scopes as they are written.
const SCOPES: [(&str, Scope); 5] = [
    ("span.", Scope::Span),
    ("resource.", Scope::Resource),
    ("event.", Scope::Event),
    ("link.", Scope::Link),
    ("log.", Scope::Log),
];

impl Column {
    /// Reads a field's name: a short name, or an attribute's key with or without its scope, in quotes or not.
    pub fn read(text: &str, on: Target) -> Self {
        let text = text.trim();
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let named = |name: &&str| name.eq_ignore_ascii_case(text);
        if let Some(info) = FIELDS.iter().find(|info| info.on.contains(&on) && info.names.iter().any(named)) {
            return Self { field: Field::Known(info.known) };
        }
        let scoped = SCOPES.iter().find_map(|(prefix, scope)| Some((*scope, text.strip_prefix(prefix)?)));
        let (scope, key) = scoped.filter(|(_, key)| !key.is_empty()).unwrap_or((Scope::Any, text));
        Self { field: Field::Attribute(scope, key.into()) }
    }

    /// The name a query calls it by.
    pub fn name(&self) -> String {
        match &self.field {
            Field::Known(known) => known_name(*known).to_owned(),
            Field::Attribute(scope, key) => {
                let prefix = SCOPES.iter().find(|(_, known)| known == scope).map_or("", |(prefix, _)| prefix);
                let plain = |text: &str| {
                    !text.is_empty()
                        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@' | '$'))
                };
                if plain(key) { format!("{prefix}{key}") } else { format!("{prefix}{}", quoted(key)) }
            }
        }
    }

    /// The term that a query says "this value of this field" with.
    pub fn term(&self, value: Option<&str>) -> String {
        let name = self.name();
        match value {
            None => format!("-has:{name}"),
            Some(value) => {
                let plain = !value.is_empty()
                    && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@' | '+'))
                    && !value.starts_with(['-', '+']);
                if plain { format!("{name}:{value}") } else { format!("{name}:{}", quoted(value)) }
            }
        }
    }

    /// How to sort by it.
    pub fn sort(self) -> Sort {
        match self.field {
            Field::Known(known) => Sort::Known(known),
            attribute => Sort::Attribute(attribute),
        }
    }
}

/// The shown name of a field.
pub(crate) fn known_name(known: Known) -> &'static str {
    FIELDS.iter().find(|info| info.known == known).map_or("", |info| info.names[0])
}

/// Whether a field holds a number that people read with a unit: its values are no facet.
pub(crate) fn is_measure(known: Known) -> bool {
    FIELDS.iter().any(|info| {
        info.known == known && matches!(info.shape, Shape::Duration | Shape::Time | Shape::Money | Shape::Count)
    })
}

/// The kind of rows behind a target.
pub(crate) fn signal_of(target: Target) -> Signal {
    match target {
        Target::Logs => Signal::Logs,
        _ => Signal::Spans,
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
