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

impl Column {
    /// Reads a field's name as a query writes it: a short name, or an attribute's key with or without its scope; in quotation marks it is a key whatever it
    /// is called. A text that no query could name is the key it spells.
    pub fn read(text: &str, on: Target) -> Self {
        let text = text.trim();
        let field = Field::read(text, on).unwrap_or_else(|_| {
            let key = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
            Field::Attribute(Scope::Any, key.into())
        });
        Self { field }
    }

    /// The name a query calls it by.
    pub fn name(&self) -> String {
        self.field.to_string()
    }

    /// The term that a query says "this value of this field" with.
    pub fn term(&self, value: Option<&str>) -> String {
        let name = self.name();
        match value {
            None => format!("-has:{name}"),
            Some(value) => {
                let number = value.parse::<f64>().is_ok_and(f64::is_finite);
                let plain = !value.is_empty()
                    && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@' | '+'))
                    && !value.starts_with(['-', '+']);
                if plain || number { format!("{name}:{value}") } else { format!("{name}:{}", quoted(value)) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_terms_are_read_back() {
        for (text, name) in [
            ("model", "model"),
            ("\"model\"", "\"model\""),
            ("http.route", "http.route"),
            ("\"odd, key\"", "\"odd, key\""),
        ] {
            let column = Column::read(text, Target::Traces);
            assert_eq!(column.name(), name);
            assert_eq!(Column::read(&column.name(), Target::Traces), column, "{text}");
        }
        let column = Column::read("delta", Target::Spans);
        assert_eq!(column.term(Some("-5")), "delta:-5");
        assert_eq!(column.term(Some("two words")), "delta:\"two words\"");
        assert_eq!(column.term(None), "-has:delta");
    }
}
