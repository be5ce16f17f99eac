//! What a query means, said slowly and obviously: an expression asked of one trace, one span or one log record at a time. Whatever finds rows quicker is
//! tested against this. Owns no rows: whoever has them lends them as [`Row`] and [`Trace`].
//!
//! - Over traces each leaf asks whether one of the trace's spans passes; `NOT` says that none does. `duration`, `tokens` and the like
//!   ([`Known::is_own_of_trace`]) ask the trace itself.
//! - Over spans, over log records and inside `same(…)`, `parent(…)`, `child(…)` and `under(…)` each leaf asks one row.
//! - A row may have several values of one field: one that passes is enough.

use crate::ast::{Cell, CellTest, Expr, Field, Scope, Test, Wanted, Words};
use crate::fields::Known;

/// A span, a log record, or a trace without its spans.
pub trait Row {
    /// Visits each value that the row has of a field. An attribute of any scope is the row's own or its resource's.
    fn cells(&self, field: &Field, visit: &mut dyn FnMut(Cell<'_>));

    /// Visits each text in which words are looked for.
    fn texts(&self, visit: &mut dyn FnMut(&str));
}

/// A trace with its spans.
pub trait Trace {
    /// Its own values: those of [`Known::is_own_of_trace`]; as status `ok` when no span failed, else `error`, and also `failed` when its
    /// root did. Besides what stands in log records that name the trace: their texts, and attributes of [`Scope::Log`].
    fn itself(&self) -> &dyn Row;

    /// How many spans it has.
    fn spans(&self) -> usize;

    /// One of them.
    fn span(&self, index: usize) -> &dyn Row;

    /// The parent of one of them, when the trace has it.
    fn parent(&self, index: usize) -> Option<usize>;
}

impl Known {
    /// Whether a trace has a value of its own: over traces that one is asked, not its spans'.
    pub fn is_own_of_trace(self) -> bool {
        use Known::{
            CachedTokens, Cost, Duration, Errors, InputTokens, Note, OutputTokens, Project, ReasoningTokens, Session,
            Spans, Start, Tag, Tokens, User,
        };
        matches!(
            self,
            Duration
                | Start
                | Tokens
                | InputTokens
                | OutputTokens
                | CachedTokens
                | ReasoningTokens
                | Cost
                | Spans
                | Errors
                | Project
                | Session
                | User
                | Tag
                | Note
                | Self::Trace
        )
    }
}

/// Whether a trace matches a query about traces.
pub fn trace_matches(expr: &Expr, trace: &dyn Trace) -> bool {
    let some_span = |expr: &Expr| (0..trace.spans()).any(|span| span_matches(expr, trace, span));
    match expr {
        Expr::And(parts) => parts.iter().all(|part| trace_matches(part, trace)),
        Expr::Or(parts) => parts.iter().any(|part| trace_matches(part, trace)),
        Expr::Not(part) => !trace_matches(part, trace),
        Expr::Same(_) | Expr::Parent(_) | Expr::Child(_) | Expr::Under(_) => some_span(expr),
        Expr::Leaf(leaf) => match &leaf.test {
            Test::Text(words) => some_span(expr) || has_text(trace.itself(), words) || is_id_of(trace, words),
            Test::Field(Field::Known(Known::Status), test) => {
                status_of_trace(trace, test).unwrap_or_else(|| some_span(expr))
            }
            Test::Field(Field::Known(Known::Feedback) | Field::Attribute(Scope::Log, _), _) => {
                leaf_matches(&leaf.test, trace.itself()) || some_span(expr)
            }
            Test::Field(Field::Known(known), _) if known.is_own_of_trace() => leaf_matches(&leaf.test, trace.itself()),
            Test::Field(..) => some_span(expr),
        },
    }
}

/// Whether a span matches a query about spans.
pub fn span_matches(expr: &Expr, trace: &dyn Trace, span: usize) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| span_matches(part, trace, span)),
        Expr::Or(parts) => parts.iter().any(|part| span_matches(part, trace, span)),
        Expr::Not(part) => !span_matches(part, trace, span),
        Expr::Same(part) => span_matches(part, trace, span),
        Expr::Parent(part) => trace.parent(span).is_some_and(|parent| span_matches(part, trace, parent)),
        Expr::Child(part) => {
            (0..trace.spans()).any(|other| trace.parent(other) == Some(span) && span_matches(part, trace, other))
        }
        Expr::Under(part) => ancestors(trace, span).any(|above| span_matches(part, trace, above)),
        Expr::Leaf(leaf) => leaf_matches(&leaf.test, trace.span(span)),
    }
}

/// Whether a log record matches a query about log records. It has no relatives: none of them passes.
pub fn log_matches(expr: &Expr, log: &dyn Row) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| log_matches(part, log)),
        Expr::Or(parts) => parts.iter().any(|part| log_matches(part, log)),
        Expr::Not(part) => !log_matches(part, log),
        Expr::Same(part) => log_matches(part, log),
        Expr::Parent(_) | Expr::Child(_) | Expr::Under(_) => false,
        Expr::Leaf(leaf) => leaf_matches(&leaf.test, log),
    }
}

/// Parent, its parent and so on. Ends also where parents go round in a circle.
fn ancestors(trace: &dyn Trace, span: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(trace.parent(span), |above| trace.parent(*above)).take(trace.spans())
}

/// Whether a row passes a test.
fn leaf_matches(test: &Test, row: &dyn Row) -> bool {
    match test {
        Test::Text(words) => has_text(row, words),
        Test::Field(field, test) => {
            let is_id = matches!(field, Field::Known(Known::Trace | Known::Span));
            let mut passes = false;
            row.cells(field, &mut |cell| passes |= if is_id { id_passes(test, &cell) } else { test.matches(&cell) });
            passes
        }
    }
}

/// Ids are asked for by their beginning.
fn id_passes(test: &CellTest, cell: &Cell<'_>) -> bool {
    match (test, cell) {
        (CellTest::Like(wanted), Cell::Text(id)) => {
            let begins = |wanted: &Wanted| {
                id.get(..wanted.text.len()).is_some_and(|start| start.eq_ignore_ascii_case(&wanted.text))
            };
            wanted.iter().any(begins)
        }
        _ => test.matches(cell),
    }
}

fn has_text(row: &dyn Row, words: &Words) -> bool {
    let mut found = false;
    row.texts(&mut |text| found |= words.in_text(text).is_some());
    found
}

/// Whether a text is the beginning of the trace's id, eight digits at least.
fn is_id_of(trace: &dyn Trace, words: &Words) -> bool {
    let text = &words.text;
    let mut found = false;
    if (8..=32).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        trace.itself().cells(&Field::Known(Known::Trace), &mut |cell| {
            let begins = |id: &str| id.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
            found |= matches!(cell, Cell::Text(id) if begins(id));
        });
    }
    found
}

/// ok: no span failed; error: one did; failed: the root did. `None`: asked for something else, which is the spans' to answer.
fn status_of_trace(trace: &dyn Trace, test: &CellTest) -> Option<bool> {
    let (wanted, not) = match test {
        CellTest::Like(wanted) | CellTest::Equal(wanted) => (wanted, false),
        CellTest::Unequal(wanted) => (wanted, true),
        _ => return None,
    };
    if !wanted.iter().all(|wanted| matches!(wanted.text.as_str(), "ok" | "error" | "failed")) {
        return None;
    }
    let mut found = false;
    let is_wanted = |status: &str| wanted.iter().any(|wanted| wanted.text == status);
    trace.itself().cells(&Field::Known(Known::Status), &mut |cell| {
        found |= matches!(cell, Cell::Text(status) if is_wanted(status));
    });
    Some(found != not)
}
