//! From a field, an operator and its values to leaves: which test each operator makes, what a list means, which pairs make no sense.

use crate::ast::{At, CellTest, Comparison, Expr, Field, Hint, Leaf, Test, Wanted};
use crate::fields::{FieldInfo, Known, Shape, Target};
use crate::free_text::OTHER_MARKS;
use crate::mistake::Mistake;
use crate::regexes;
use crate::resolve::{Meant, Named};
use crate::scan::Piece;
use crate::times::Clock;
use crate::values::Part;

/// How a field and its values are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Like,
    Equal,
    Unequal,
    Order(Comparison),
    Match,
    NoMatch,
    Exists,
}

impl Operator {
    /// Of a sign as the scanner tells it.
    pub(crate) fn of(sign: &str) -> Self {
        match sign {
            "=" => Self::Equal,
            "!=" => Self::Unequal,
            ">" => Self::Order(Comparison::Greater),
            ">=" => Self::Order(Comparison::GreaterOrEqual),
            "<" => Self::Order(Comparison::Less),
            "<=" => Self::Order(Comparison::LessOrEqual),
            "~" => Self::Match,
            "!~" => Self::NoMatch,
            _ => Self::Like,
        }
    }

    /// Whether commas split the values behind it.
    pub(crate) fn takes_several(self) -> bool {
        matches!(self, Self::Like | Self::Equal | Self::Unequal)
    }
}

/// A comparison being read.
pub(crate) struct Reading<'r> {
    pub(crate) source: &'r str,
    pub(crate) clock: &'r Clock,
    /// The rows that are asked.
    pub(crate) on: Target,
    pub(crate) named: Named,
    /// The whole of it.
    pub(crate) at: At,
    pub(crate) operator: Operator,
    pub(crate) operator_at: At,
}

/// How a list of values is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Like,
    Equal,
    Unequal,
    Unlike,
}

impl How {
    fn test(self, wanted: Vec<Wanted>) -> CellTest {
        match self {
            Self::Like => CellTest::Like(wanted),
            Self::Equal => CellTest::Equal(wanted),
            Self::Unequal => CellTest::Unequal(wanted),
            Self::Unlike => CellTest::Unlike(wanted),
        }
    }

    fn is_negative(self) -> bool {
        matches!(self, Self::Unequal | Self::Unlike)
    }
}

impl Reading<'_> {
    /// The expression that is meant.
    pub(crate) fn expr(&self, values: &[Piece], hints: &mut Vec<Hint>) -> Result<Expr, Mistake> {
        let expr = match (self.operator, values) {
            (Operator::Exists, _) => self.leaf(CellTest::Exists),
            (Operator::Match, [value]) => self.leaf(CellTest::Match(self.regex(value)?)),
            (Operator::NoMatch, [value]) => self.leaf(CellTest::NoMatch(self.regex(value)?)),
            (Operator::Order(comparison), [value]) => self.order(comparison, value)?,
            _ => self.list(values, hints)?,
        };
        Ok(if self.named.of_span { Expr::Same(Box::new(expr)) } else { expr })
    }

    fn leaf(&self, test: CellTest) -> Expr {
        self.leaf_of(self.named.meant.field(), test)
    }

    fn leaf_of(&self, field: Field, test: CellTest) -> Expr {
        Expr::Leaf(Leaf { at: self.at, test: Test::Field(field, test) })
    }

    fn regex(&self, value: &Piece) -> Result<regex::Regex, Mistake> {
        use Shape::{Count, Duration, Money, Number, Severity, Time};
        if let Meant::Known(info) = self.named.meant
            && matches!(info.shape, Duration | Count | Money | Number | Severity | Time)
        {
            let message = format!("{} is no text a regular expression could read", info.name());
            return Err(Mistake::new(self.operator_at, message, format!("Write {}", info.example)));
        }
        regexes::compile(value, self.source)
    }

    fn order(&self, comparison: Comparison, value: &Piece) -> Result<Expr, Mistake> {
        let (comparison, wanted) = match &self.named.meant {
            Meant::Known(info) => self.bound(info, comparison, value)?,
            Meant::Attribute(_, key) => (comparison, self.of_attribute(key, value)),
        };
        Ok(self.leaf(CellTest::Order(comparison, wanted)))
    }

    fn list(&self, values: &[Piece], hints: &mut Vec<Hint>) -> Result<Expr, Mistake> {
        let starred = values.iter().any(|value| !value.quoted && value.text.contains('*'));
        let how = match self.operator {
            Operator::Equal => How::Equal,
            Operator::Unequal if starred => How::Unlike,
            Operator::Unequal => How::Unequal,
            _ => How::Like,
        };
        values.iter().filter_map(|value| self.hint(value)).for_each(|hint| hints.push(hint));
        match &self.named.meant {
            Meant::Known(info) => {
                let parts: Vec<Vec<Part>> =
                    values.iter().map(|value| self.parts(info, value)).collect::<Result<_, _>>()?;
                Ok(self.together(info, how, parts.into_iter().flatten().collect()))
            }
            Meant::Attribute(..) if how != How::Equal && values.iter().any(Piece::is_star) => Ok(self.exists(how)),
            Meant::Attribute(_, key) => {
                Ok(self.leaf(how.test(values.iter().map(|value| self.of_attribute(key, value)).collect())))
            }
        }
    }

    /// What the field holds; `None` for an attribute.
    fn shape(&self) -> Option<Shape> {
        match self.named.meant {
            Meant::Known(info) => Some(info.shape),
            Meant::Attribute(..) => None,
        }
    }

    /// What a `*` alone asks.
    fn exists(&self, how: How) -> Expr {
        let exists = self.leaf(CellTest::Exists);
        if how.is_negative() { Expr::Not(Box::new(exists)) } else { exists }
    }

    /// A remark about a value that is read otherwise than it looks.
    fn hint(&self, value: &Piece) -> Option<Hint> {
        let text = &value.text;
        let is_text = self.shape().is_none_or(|shape| shape == Shape::Text);
        let message = if value.quoted && text.contains('*') && self.operator != Operator::Equal && is_text {
            "a * in quotation marks stands for itself".to_owned()
        } else if !value.quoted && text.contains('*') && self.operator == Operator::Equal && is_text {
            "behind = a * stands for itself: write : instead for any characters".to_owned()
        } else if value.quoted {
            return None;
        } else if text.starts_with(OTHER_MARKS) {
            "only \" is a quotation mark here: this mark is part of the value".to_owned()
        } else if text.starts_with("//") && self.shape().is_none() {
            "this looks for an attribute: put the whole address in quotation marks to look for it as text".to_owned()
        } else if text.contains("..") && self.shape().is_none() && text.starts_with(|c: char| c.is_ascii_digit()) {
            "attributes have no ranges: compare with >= and <=".to_owned()
        } else if self.operator == Operator::Like && self.is_exact_length(text) {
            let name = FieldInfo::of(Known::Duration).name();
            format!("exactly {text}: write {name}>={text} or {name}<{text} for longer or shorter")
        } else {
            return None;
        };
        Some(Hint { at: value.at, message })
    }

    fn is_exact_length(&self, text: &str) -> bool {
        self.shape() == Some(Shape::Duration) && !text.contains("..") && text != "*"
    }

    /// Values of a list put together: one leaf for the values of each field and for each stretch of numbers.
    fn together(&self, info: &'static FieldInfo, how: How, parts: Vec<Part>) -> Expr {
        // What words mean is settled: comparing them as patterns would only cost time.
        let how = match (how, info.shape) {
            (How::Unlike, Shape::Words(_) | Shape::Id) => How::Unequal,
            (how, _) => how,
        };
        let mut groups: Vec<(Known, bool, Vec<Wanted>)> = Vec::new();
        let mut stretches = Vec::new();
        for part in parts {
            match part {
                Part::Any => return self.exists(how),
                Part::Within(from, to) => stretches.push(self.leaf(CellTest::Within(from, to))),
                Part::One(known, wanted) => {
                    // Unset is asked of the spans, the other statuses of the trace.
                    let apart = self.own_of_trace() && known == Known::Status && wanted.text == "unset";
                    match groups.iter_mut().find(|(field, other, _)| (*field, *other) == (known, apart)) {
                        Some((_, _, all)) if all.contains(&wanted) => {}
                        Some((_, _, all)) => all.push(wanted),
                        None => groups.push((known, apart, vec![wanted])),
                    }
                }
            }
        }
        let fields = groups.iter().map(|(known, ..)| known).collect::<std::collections::HashSet<_>>().len();
        let mut leaves: Vec<Expr> =
            groups.into_iter().map(|(known, _, wanted)| self.leaf_of(Field::Known(known), how.test(wanted))).collect();
        if !how.is_negative() {
            leaves.extend(stretches);
            return one_or(leaves, Expr::Or);
        }
        if leaves.is_empty() && !stretches.is_empty() {
            leaves.push(self.leaf(CellTest::Exists));
        }
        leaves.extend(stretches.into_iter().map(|within| Expr::Not(Box::new(within))));
        let all = one_or(leaves, Expr::And);
        // Neither a server nor a tool: one span that is neither.
        if fields > 1 && self.own_of_trace() { Expr::Same(Box::new(all)) } else { all }
    }

    /// How the operator is written in a suggestion.
    pub(crate) fn sign(&self) -> &'static str {
        match self.operator {
            Operator::Order(Comparison::Greater) => ">",
            Operator::Order(Comparison::GreaterOrEqual) => ">=",
            Operator::Order(Comparison::Less) => "<",
            Operator::Order(Comparison::LessOrEqual) => "<=",
            Operator::Equal => "=",
            Operator::Unequal => "!=",
            _ => ":",
        }
    }

    /// Whether a value ends with the text, and so may still be being typed.
    pub(crate) fn is_last(&self, at: At) -> bool {
        at.to == self.source.len()
    }
}

/// The only one of several, or all of them joined.
pub(crate) fn one_or(mut exprs: Vec<Expr>, join: impl FnOnce(Vec<Expr>) -> Expr) -> Expr {
    match exprs.pop() {
        Some(only) if exprs.is_empty() => only,
        Some(last) => {
            exprs.push(last);
            join(exprs)
        }
        None => join(exprs),
    }
}
