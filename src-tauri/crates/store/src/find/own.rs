//! What a trace has as a whole (times, counts, tokens, cost, session, user, tags): tested in its row of `traces`, as SQL with bound parameters.

use roaring::RoaringTreemap;
use rusqlite::types::Value as SqlValue;
use waterglass_query::{Cell, CellTest, Comparison, Known};

use super::plan::Plan;
use crate::StoreError;
use crate::reader::Reader;

/// Tokens in and out together, NULL when neither is said.
pub(crate) const TOKENS: &str = "coalesce(t.input_tokens + coalesce(t.output_tokens, 0), t.output_tokens)";

/// The expression behind a number of the trace's own.
pub(crate) fn number(known: Known) -> Option<&'static str> {
    Some(match known {
        Known::Duration => "(t.end_ns - t.start_ns)",
        Known::Start => "t.start_ns",
        Known::Tokens => TOKENS,
        Known::InputTokens => "t.input_tokens",
        Known::OutputTokens => "t.output_tokens",
        Known::CachedTokens => "t.cached_input",
        Known::ReasoningTokens => "t.reasoning",
        Known::Cost => "t.cost",
        Known::Spans => "t.spans",
        Known::Errors => "t.errors",
        _ => return None,
    })
}

/// A condition on `traces t` for a test of a field of the trace's own; `None`: the field is its spans'.
pub(crate) fn condition(
    plan: &mut Plan,
    reader: &Reader<'_>,
    known: Known,
    test: &CellTest,
) -> Result<Option<String>, StoreError> {
    if let Some(expression) = number(known) {
        return Ok(Some(of_number(plan, expression, test)));
    }
    Ok(Some(match known {
        Known::Project => passes(plan, test, "(SELECT value FROM strings WHERE id = t.project)"),
        Known::Session => passes(plan, test, "t.session"),
        Known::User => passes(plan, test, "t.user"),
        Known::Trace => of_id(plan, test),
        Known::Status => return Ok(of_status(plan, test)),
        Known::Tag | Known::Note => {
            let set = plan.add_set(written(reader, known, test)?);
            format!("in_set({set}, t.no)")
        }
        // Nothing tells a score yet.
        Known::Feedback => "0".into(),
        _ => return Ok(None),
    }))
}

/// Any test of any expression, by calling back.
fn passes(plan: &mut Plan, test: &CellTest, expression: &str) -> String {
    let number = plan.add_test(test.clone());
    format!("passes({number}, {expression})")
}

fn of_number(plan: &mut Plan, expression: &str, test: &CellTest) -> String {
    use waterglass_query::ast::Number;
    match test {
        CellTest::Order(comparison, wanted) => {
            if let Some(Number::Int(number)) = wanted.number {
                plan.values.push(SqlValue::Integer(number));
                let sign = match comparison {
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                };
                return format!("coalesce({expression} {sign} ?, 0)");
            }
            passes(plan, test, expression)
        }
        CellTest::Within(from, to) => {
            plan.values.extend([SqlValue::Integer(*from), SqlValue::Integer(*to)]);
            format!("coalesce({expression} >= ? AND {expression} < ?, 0)")
        }
        _ => passes(plan, test, expression),
    }
}

fn of_id(plan: &mut Plan, test: &CellTest) -> String {
    if let CellTest::Like(wanted) = test
        && wanted.iter().all(|wanted| wanted.text.chars().all(|digit| digit.is_ascii_hexdigit()))
    {
        let mut any = Vec::new();
        for wanted in wanted {
            let (from, to) = super::leaf::range_of(&wanted.text);
            plan.values.extend([SqlValue::Blob(from.to_vec()), SqlValue::Blob(to.to_vec())]);
            any.push("t.trace_id BETWEEN ? AND ?");
        }
        return format!("({})", any.join(" OR "));
    }
    format!("passes_id({}, lower(hex(t.trace_id)))", plan.add_test(test.clone()))
}

/// ok: no span failed; error: one did; failed: the root did. Any other question about statuses is one about the spans'.
fn of_status(plan: &mut Plan, test: &CellTest) -> Option<String> {
    let (wanted, not) = match test {
        CellTest::Like(wanted) | CellTest::Equal(wanted) => (wanted, false),
        CellTest::Unequal(wanted) => (wanted, true),
        _ => return None,
    };
    let _ = plan;
    let any: Option<Vec<&str>> = wanted
        .iter()
        .map(|wanted| match wanted.text.as_str() {
            "ok" => Some("t.errors = 0"),
            "error" => Some("t.errors > 0"),
            "failed" => Some("(t.root_error = 1 AND t.root_rank > 0)"),
            _ => None,
        })
        .collect();
    Some(format!("{}({})", if not { "NOT " } else { "" }, any?.join(" OR ")))
}

/// The traces whose tag or note passes.
pub(crate) fn written(reader: &Reader<'_>, known: Known, test: &CellTest) -> Result<RoaringTreemap, StoreError> {
    let sql = match known {
        Known::Tag => "SELECT trace_no, tag FROM tags",
        _ => "SELECT trace_no, text FROM notes",
    };
    let mut statement = reader.db.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut traces = RoaringTreemap::new();
    while let Some(row) = rows.next()? {
        let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if test.matches(&Cell::Text(text)) {
            traces.insert(row.get::<_, i64>(0)? as u64);
        }
    }
    Ok(traces)
}

/// Whether a value that SQL hands over passes.
pub(crate) fn sql_passes(test: &CellTest, value: rusqlite::types::ValueRef<'_>) -> bool {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Null => false,
        ValueRef::Integer(number) => test.matches(&Cell::Int(number)),
        ValueRef::Real(number) => test.matches(&Cell::Double(number)),
        ValueRef::Text(text) => std::str::from_utf8(text).is_ok_and(|text| test.matches(&Cell::Text(text))),
        ValueRef::Blob(_) => test.matches(&Cell::Other),
    }
}
