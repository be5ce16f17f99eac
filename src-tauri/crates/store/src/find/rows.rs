//! An expression over single rows, asked block by block; and the structural questions (parent, child, under), asked trace by trace.

use roaring::RoaringTreemap;
use waterglass_query::{Expr, Field, Known, Leaf, Test};

use super::bits::Bits;
use super::blocks::{Block, Blocks, Signal};
use super::leaf::RowTest;
use super::own;
use crate::StoreError;
use crate::columns::FastMap;

/// An expression over rows.
pub(crate) enum RowExpr {
    And(Vec<RowExpr>),
    Or(Vec<RowExpr>),
    Not(Box<RowExpr>),
    Test(RowTest),
    /// Rows whose relatives pass; `simple` numbers the expression's parts that know no structure.
    Relative(Relation, Box<RowExpr>),
}

/// Who must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Parent,
    Child,
    Ancestor,
}

impl RowExpr {
    /// Makes an expression ready for rows of a signal. Log records have no relatives: nothing passes such a question.
    pub(crate) fn of(blocks: &mut Blocks<'_, '_>, signal: Signal, expr: &Expr) -> Result<Self, StoreError> {
        let mut list = |list: &[Expr]| list.iter().map(|expr| Self::of(blocks, signal, expr)).collect::<Result<_, _>>();
        Ok(match expr {
            Expr::And(parts) => Self::And(list(parts)?),
            Expr::Or(parts) => Self::Or(list(parts)?),
            Expr::Not(part) => Self::Not(Box::new(Self::of(blocks, signal, part)?)),
            Expr::Same(part) => Self::of(blocks, signal, part)?,
            Expr::Parent(part) => Self::relative(blocks, signal, Relation::Parent, part)?,
            Expr::Child(part) => Self::relative(blocks, signal, Relation::Child, part)?,
            Expr::Under(part) => Self::relative(blocks, signal, Relation::Ancestor, part)?,
            Expr::Leaf(leaf) => Self::Test(Self::leaf(blocks, signal, leaf)?),
        })
    }

    fn relative(
        blocks: &mut Blocks<'_, '_>,
        signal: Signal,
        relation: Relation,
        part: &Expr,
    ) -> Result<Self, StoreError> {
        Ok(match signal {
            Signal::Spans => Self::Relative(relation, Box::new(Self::of(blocks, signal, part)?)),
            Signal::Logs => Self::Test(RowTest::Nothing),
        })
    }

    fn leaf(blocks: &mut Blocks<'_, '_>, signal: Signal, leaf: &Leaf) -> Result<RowTest, StoreError> {
        match &leaf.test {
            Test::Text(words) => RowTest::of_text(blocks, signal, words),
            // What the user wrote on a trace counts for each of its spans.
            Test::Field(Field::Known(known @ (Known::Tag | Known::Note)), test) if signal == Signal::Spans => {
                Ok(RowTest::OfTraces(own::written(blocks.reader, *known, test)?))
            }
            Test::Field(field, test) => RowTest::of_field(blocks, signal, field, test),
        }
    }

    /// Whether a relative is asked somewhere in it.
    pub(crate) fn is_structural(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::is_structural),
            Self::Not(part) => part.is_structural(),
            Self::Test(_) => false,
            Self::Relative(..) => true,
        }
    }

    /// The stored rows of a block that pass. The expression must not be structural.
    pub(crate) fn rows(&self, blocks: &mut Blocks<'_, '_>, block: &Block) -> Result<Bits, StoreError> {
        match self {
            Self::And(parts) => {
                let mut found: Option<Bits> = None;
                for part in parts {
                    // What nothing passes need not be asked further.
                    if found.as_ref().is_some_and(Bits::is_empty) {
                        break;
                    }
                    let rows = part.rows(blocks, block)?;
                    match &mut found {
                        Some(found) => found.and(&rows),
                        None => found = Some(rows),
                    }
                }
                Ok(found.unwrap_or_else(|| Bits::all(block.rows)))
            }
            Self::Or(parts) => {
                let mut found = Bits::none(block.rows);
                for part in parts {
                    found.or(&part.rows(blocks, block)?);
                }
                Ok(found)
            }
            Self::Not(part) => {
                let mut found = part.rows(blocks, block)?;
                found.not();
                Ok(found)
            }
            Self::Test(test) => test.rows(blocks, block),
            Self::Relative(..) => Ok(Bits::none(block.rows)),
        }
    }

    /// Rows of all these blocks, by id, also for a structural expression: every block of a trace must be among them. Rows that are not stored may be
    /// among the answer.
    pub(crate) fn all_rows(&self, blocks: &mut Blocks<'_, '_>, all: &[Block]) -> Result<RoaringTreemap, StoreError> {
        if !self.is_structural() {
            let mut found = RoaringTreemap::new();
            for block in all {
                blocks.reader.in_time()?;
                let rows = self.rows(blocks, block)?;
                found.extend(rows.iter().map(|row| (block.first + i64::from(row)) as u64));
            }
            return Ok(found);
        }
        Ok(match self {
            Self::And(parts) => {
                // Simple parts first: they are quick, and relatives need only be asked where they leave something.
                let mut found: Option<RoaringTreemap> = None;
                let (structural, simple): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.is_structural());
                for part in simple.into_iter().chain(structural) {
                    let rows = part.all_rows(blocks, all)?;
                    found = Some(match found {
                        Some(found) => found & rows,
                        None => rows,
                    });
                }
                found.unwrap_or_default()
            }
            Self::Or(parts) => {
                let mut found = RoaringTreemap::new();
                for part in parts {
                    found |= part.all_rows(blocks, all)?;
                }
                found
            }
            Self::Not(part) => {
                let mut found = RoaringTreemap::new();
                for block in all {
                    found.insert_range(block.first as u64..(block.first + i64::from(block.rows)) as u64);
                }
                found - part.all_rows(blocks, all)?
            }
            Self::Relative(relation, part) => {
                let passing = part.all_rows(blocks, all)?;
                relatives(blocks, *relation, &passing, all)?
            }
            Self::Test(_) => RoaringTreemap::new(),
        })
    }
}

/// The rows whose relative is among `passing`.
fn relatives(
    blocks: &mut Blocks<'_, '_>,
    relation: Relation,
    passing: &RoaringTreemap,
    all: &[Block],
) -> Result<RoaringTreemap, StoreError> {
    let mut traces = RoaringTreemap::new();
    for block in all {
        blocks.runs(block, |from, to, trace| {
            let (from, to) = ((block.first + i64::from(from)) as u64, (block.first + i64::from(to)) as u64);
            if passing.range_cardinality(from..to) > 0 {
                traces.insert(trace as u64);
            }
        })?;
    }
    let mut found = RoaringTreemap::new();
    let mut statement =
        blocks.reader.db.prepare_cached("SELECT id, span_id, parent_id FROM spans WHERE trace_no = ?1")?;
    for trace in traces {
        blocks.reader.in_time()?;
        let spans = statement.query_map([trace as i64], |row| {
            Ok(Kin { row: row.get::<_, i64>(0)? as u64, id: row.get(1)?, parent: row.get(2)? })
        })?;
        let spans: Vec<Kin> = spans.collect::<Result<_, _>>()?;
        in_trace(relation, passing, &spans, &mut found);
    }
    Ok(found)
}

struct Kin {
    row: u64,
    id: i64,
    parent: Option<i64>,
}

fn in_trace(relation: Relation, passing: &RoaringTreemap, spans: &[Kin], found: &mut RoaringTreemap) {
    let by_id: FastMap<u64, usize> = spans.iter().enumerate().map(|(index, span)| (span.id as u64, index)).collect();
    let parent = |span: &Kin| span.parent.and_then(|parent| by_id.get(&(parent as u64)).copied());
    match relation {
        Relation::Parent => {
            let has = |span: &&Kin| parent(span).is_some_and(|parent| passing.contains(spans[parent].row));
            found.extend(spans.iter().filter(has).map(|span| span.row));
        }
        Relation::Child => {
            let passes = spans.iter().filter(|span| passing.contains(span.row));
            found.extend(passes.filter_map(parent).map(|parent| spans[parent].row));
        }
        Relation::Ancestor => {
            // Whether an ancestor passes, worked out once a span however long the line is.
            let mut known: Vec<Option<bool>> = vec![None; spans.len()];
            for start in 0..spans.len() {
                let (mut line, mut at, mut answer) = (Vec::new(), start, false);
                loop {
                    if let Some(known) = known[at] {
                        answer = known;
                        break;
                    }
                    line.push(at);
                    // A circle of parents ends where it began: marked while it is walked.
                    known[at] = Some(false);
                    match parent(&spans[at]) {
                        Some(parent) if passing.contains(spans[parent].row) => {
                            answer = true;
                            break;
                        }
                        Some(parent) => at = parent,
                        None => break,
                    }
                }
                for at in line.into_iter().rev() {
                    known[at] = Some(answer);
                }
            }
            found.extend(spans.iter().zip(known).filter(|(_, known)| *known == Some(true)).map(|(span, _)| span.row));
        }
    }
}
