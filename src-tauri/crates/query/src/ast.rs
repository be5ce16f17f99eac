//! The tree a query is read into: expressions over leaves, each leaf one test of one field or of all text. Holds what was asked, checked and
//! typed, and how one value is compared; never how rows are found.

use std::sync::Arc;

use crate::fields::Known;

/// A stretch of the query's text, in bytes: `from` inclusive, `to` exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// First byte.
    pub from: usize,
    /// One past the last.
    pub to: usize,
}

/// A query that was read without a mistake.
#[derive(Clone, Debug)]
pub struct Query {
    /// What was asked. `Expr::And(vec![])` matches everything: an empty text.
    pub expr: Expr,
    /// What is understood but may not be what was meant.
    pub hints: Vec<Hint>,
}

/// A remark about a stretch of a query that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Where.
    pub at: At,
    /// What, with the way to write what may have been meant.
    pub message: String,
}

/// An expression. Over a list of traces each leaf asks whether the trace has a span (or itself has a value) that passes, and the
/// operators combine those answers; inside `same(…)` and the structural functions, and over a list of spans or log records, each leaf asks one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// All of them; an empty list is true.
    And(Vec<Expr>),
    /// Any of them; never empty.
    Or(Vec<Expr>),
    /// Not this one.
    Not(Box<Expr>),
    /// One single span passes all of this.
    Same(Box<Expr>),
    /// The span's parent passes.
    Parent(Box<Expr>),
    /// A child of the span passes.
    Child(Box<Expr>),
    /// An ancestor of the span passes: its parent, that one's parent, and so on.
    Under(Box<Expr>),
    /// One test.
    Leaf(Leaf),
}

impl Expr {
    /// How many leaves it has.
    pub fn leaves(&self) -> usize {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().map(Self::leaves).sum(),
            Self::Not(part) | Self::Same(part) | Self::Parent(part) | Self::Child(part) | Self::Under(part) => {
                part.leaves()
            }
            Self::Leaf(_) => 1,
        }
    }
}

/// One test and where it stands in the text.
///
/// Two leaves are equal when they ask the same, wherever they stand.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Where.
    pub at: At,
    /// What.
    pub test: Test,
}

impl PartialEq for Leaf {
    fn eq(&self, other: &Self) -> bool {
        self.test == other.test
    }
}

/// What a leaf asks.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Words anywhere: names, attribute values, messages, events, log bodies.
    Text(Words),
    /// A value of a field. A row may have several values of one field (a list, two events): one that passes is enough.
    Field(Field, CellTest),
}

/// Free text: the words in this order with nothing but punctuation and spaces between, in one value. Case does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// As typed, without quotation marks and without the `*`.
    pub text: String,
    /// The last word may go on: `refun*`.
    pub prefix: bool,
}

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A field with a short name.
    Known(Known),
    /// An attribute.
    Attribute(Scope, Arc<str>),
}

/// Where an attribute is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// The row's own attributes, else its resource's: what `key:` without a scope means. Over traces and spans: span or resource; over logs: log record or resource.
    Any,
    /// `span.`
    Span,
    /// `resource.`
    Resource,
    /// `event.`: an event of the span.
    Event,
    /// `link.`: a link of the span.
    Link,
    /// `log.`: a log record; over spans and traces, one that names the span or the trace.
    Log,
}

/// A test of one value.
#[derive(Clone, Debug)]
pub enum CellTest {
    /// There is a value: `key exists`, `has:key`.
    Exists,
    /// `:` and `in (…)`, one is enough. Text without regard to ASCII case, `*` stands for any characters.
    Like(Vec<Wanted>),
    /// `!=`: there is a value, and it is none of these, compared as [`CellTest::Equal`] does.
    Unequal(Vec<Wanted>),
    /// `!=` with a `*`: there is a value, and it is none of these, compared as [`CellTest::Like`] does.
    Unlike(Vec<Wanted>),
    /// `=`, exactly.
    Equal(Vec<Wanted>),
    /// `>`, `>=`, `<`, `<=`.
    Order(Comparison, Wanted),
    /// From, inclusive, to, exclusive, as numbers: `start:today`, `severity:error`, `tokens:100..200`.
    Within(i64, i64),
    /// `~`: the regular expression matches somewhere in the text.
    Match(regex::Regex),
    /// `!~`: there is a value, and the regular expression does not match it.
    NoMatch(regex::Regex),
}

impl PartialEq for CellTest {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Exists, Self::Exists) => true,
            (Self::Like(one), Self::Like(two))
            | (Self::Unequal(one), Self::Unequal(two))
            | (Self::Unlike(one), Self::Unlike(two))
            | (Self::Equal(one), Self::Equal(two)) => one == two,
            (Self::Order(one, wanted), Self::Order(two, other)) => one == two && wanted == other,
            (Self::Within(from, to), Self::Within(other_from, other_to)) => (from, to) == (other_from, other_to),
            (Self::Match(one), Self::Match(two)) | (Self::NoMatch(one), Self::NoMatch(two)) => {
                one.as_str() == two.as_str()
            }
            _ => false,
        }
    }
}

/// How two values stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
}

/// A value as asked for, with everything it may be read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// As typed, without quotation marks; for a field of fixed words in the field's own spelling.
    pub text: String,
    /// It stood in quotation marks: it is a text and nothing else, and a `*` in it is a `*`.
    pub quoted: bool,
    /// Read as a number, its unit applied: nanoseconds for times and lengths of time, microdollars for costs, bytes, counts. `None` for what is no number.
    pub number: Option<Number>,
}

/// A number, exact where it is an integer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// An integer.
    Int(i64),
    /// Anything else.
    Double(f64),
}

/// One stored value of a field, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// An integer; times and lengths in nanoseconds, costs in microdollars.
    Int(i64),
    /// A double.
    Double(f64),
    /// A boolean.
    Bool(bool),
    /// There is a value, but none that can be compared: a map, bytes, an empty value.
    Other,
}
