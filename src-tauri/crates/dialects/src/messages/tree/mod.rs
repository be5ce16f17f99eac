//! A payload as read: JSON, a Python literal or an OTLP value, in one type that borrows from where it stood.
//!
//! Numbers stay the text they were, so no digit is lost, and maps keep the order sent. Knows no dialect and no message.

mod parse;
mod quoted;
mod write;

use std::borrow::Cow;

use waterglass_model::otlp::Value;

pub(crate) use parse::{Parsed, parse};
pub(crate) use write::compact;

/// How deep values may lie inside each other. What lies deeper stays raw text.
pub(crate) const MAX_DEPTH: usize = 64;

/// A value and what lies in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree<'a> {
    /// `null`, `None`, nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, as written.
    Number(Cow<'a, str>),
    /// Text.
    Text(Cow<'a, str>),
    /// A list, a tuple or a set.
    List(Vec<Tree<'a>>),
    /// A map in the order sent. Keys may repeat; the first counts.
    Map(Vec<(Cow<'a, str>, Tree<'a>)>),
    /// JSON that lies too deep to be taken apart, as written.
    Raw(Cow<'a, str>),
}

impl<'a> Tree<'a> {
    /// An attribute's value. Maps and lists are walked; text stays text.
    pub(crate) fn of(value: &Value<'a>) -> Self {
        Self::of_depth(value, 0)
    }

    /// As [`Tree::of`], with text that is structure opened. The flag says that the text broke off and only its beginning is here.
    pub(crate) fn opened_of(value: &Value<'a>) -> (Self, bool) {
        let Value::String(text) = value else { return (Self::of(value), false) };
        if let Some(tree) = opened(text) {
            return (tree, false);
        }
        match parse(text) {
            Some(Parsed { tree, rest: Some("") }) if tree.is_meant() => (tree, true),
            _ => (Self::of(value), false),
        }
    }

    /// Whether what broke off was surely structure: text may begin with a bracket too.
    fn is_meant(&self) -> bool {
        match self {
            Tree::Map(entries) => !entries.is_empty(),
            Tree::List(items) => matches!(items.first(), Some(Tree::Map(_) | Tree::List(_))),
            _ => false,
        }
    }

    fn of_depth(value: &Value<'a>, depth: usize) -> Self {
        match value {
            Value::Empty => Tree::Null,
            Value::String(text) => Tree::Text(Cow::Borrowed(text)),
            Value::Bool(bool) => Tree::Bool(*bool),
            Value::Int(number) => Tree::Number(number.to_string().into()),
            Value::Double(number) if number.is_finite() => {
                Tree::Number(serde_json::to_string(number).unwrap_or_default().into())
            }
            Value::Double(number) => Tree::Text(number.to_string().into()),
            Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Tree::Text(Cow::Borrowed(text)),
                Err(_) => Tree::Text(format!("<{} bytes>", bytes.len()).into()),
            },
            Value::Array(_) | Value::Map(_) if depth >= MAX_DEPTH => Tree::Text("…".into()),
            Value::Array(_) => Tree::List(value.elements().map(|one| Self::of_depth(&one, depth + 1)).collect()),
            Value::Map(_) => Tree::Map(
                value.entries().map(|(key, one)| (Cow::Borrowed(key), Self::of_depth(&one, depth + 1))).collect(),
            ),
        }
    }

    /// The value under `key` of a map. Null counts as absent.
    pub(crate) fn get(&self, key: &str) -> Option<&Tree<'a>> {
        let Tree::Map(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key).map(|(_, value)| value).filter(|value| **value != Tree::Null)
    }

    /// The first of `keys` that is there.
    pub(crate) fn first(&self, keys: &[&str]) -> Option<&Tree<'a>> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The text under the first of `keys` that holds some. Empty text says nothing.
    pub(crate) fn text(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.get(key)?.as_text()).filter(|text| !text.is_empty())
    }

    /// Text or number under the first of `keys`, as text: ids come as either.
    pub(crate) fn word(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| match self.get(key)? {
            Tree::Text(text) if !text.is_empty() => Some(text.as_ref()),
            Tree::Number(number) => Some(number.as_ref()),
            _ => None,
        })
    }

    /// A count under the first of `keys`.
    pub(crate) fn count(&self, keys: &[&str]) -> Option<u64> {
        keys.iter().find_map(|key| match self.get(key)? {
            Tree::Number(text) | Tree::Text(text) => text.trim().parse().ok(),
            _ => None,
        })
    }

    /// A number under the first of `keys`.
    pub(crate) fn number(&self, keys: &[&str]) -> Option<f64> {
        keys.iter().find_map(|key| match self.get(key)? {
            Tree::Number(text) | Tree::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        })
    }

    /// The text, if it is text.
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Tree::Text(text) = self { Some(text) } else { None }
    }

    /// The list, if it is one.
    pub(crate) fn as_list(&self) -> Option<&[Tree<'a>]> {
        if let Tree::List(items) = self { Some(items) } else { None }
    }

    /// The map's entries, if it is a map.
    pub(crate) fn entries(&self) -> Option<&[(Cow<'a, str>, Tree<'a>)]> {
        if let Tree::Map(entries) = self { Some(entries) } else { None }
    }

    /// Whether it is a map or a list.
    pub(crate) fn is_structure(&self) -> bool {
        matches!(self, Tree::List(_) | Tree::Map(_))
    }

    /// Whether it holds nothing to look at.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Tree::Null => true,
            Tree::Text(text) => text.is_empty(),
            Tree::List(items) => items.is_empty(),
            Tree::Map(entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// Itself, or what its text holds when that is a whole structure: JSON inside a string, at most three times over.
    pub(crate) fn open(&self) -> Cow<'_, Tree<'_>> {
        let Some(text) = self.as_text() else { return Cow::Borrowed(self) };
        match opened(text) {
            Some(tree) => Cow::Owned(tree),
            None => Cow::Borrowed(self),
        }
    }
}

/// The structure that a text is, as JSON, as JSON inside a JSON string, or as a Python literal. `None`: it is just text.
pub(crate) fn opened(text: &str) -> Option<Tree<'_>> {
    let parsed = parse(text)?;
    if parsed.rest.is_some() {
        return None;
    }
    match parsed.tree {
        Tree::Text(inner) => opened_again(&inner, 2),
        tree if tree.is_structure() => Some(tree),
        _ => None,
    }
}

fn opened_again(text: &str, times: usize) -> Option<Tree<'static>> {
    let parsed = parse(text).filter(|parsed| parsed.rest.is_none())?;
    match parsed.tree {
        Tree::Text(inner) if times > 0 => opened_again(&inner, times - 1),
        tree if tree.is_structure() => Some(tree.into_owned()),
        _ => None,
    }
}

impl Tree<'_> {
    /// Itself without its borrows.
    pub(crate) fn into_owned(self) -> Tree<'static> {
        match self {
            Tree::Null => Tree::Null,
            Tree::Bool(bool) => Tree::Bool(bool),
            Tree::Number(text) => Tree::Number(text.into_owned().into()),
            Tree::Text(text) => Tree::Text(text.into_owned().into()),
            Tree::List(items) => Tree::List(items.into_iter().map(Tree::into_owned).collect()),
            Tree::Map(entries) => Tree::Map(
                entries.into_iter().map(|(key, value)| (key.into_owned().into(), value.into_owned())).collect(),
            ),
            Tree::Raw(text) => Tree::Raw(text.into_owned().into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structure_inside_strings_is_opened_and_text_is_left() {
        assert!(opened(r#"{"a":1}"#).is_some_and(|tree| tree.count(&["a"]) == Some(1)));
        assert!(opened(r#""{\"a\":1}""#).is_some_and(|tree| tree.count(&["a"]) == Some(1)));
        assert!(opened("[INFO] not a list").is_none());
        assert!(opened("plain").is_none());
        assert!(opened("\"plain\"").is_none());
        assert!(opened("{hello} world").is_none());
    }

    #[test]
    fn an_empty_or_null_value_says_nothing() {
        let tree = opened(r#"{"a":null,"b":"","c":"x","d":7}"#).expect("a map");
        assert_eq!((tree.text(&["a", "b"]), tree.text(&["a", "c"])), (None, Some("x")));
        assert_eq!(tree.word(&["b", "d"]), Some("7"));
    }
}
