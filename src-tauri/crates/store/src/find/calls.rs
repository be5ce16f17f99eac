//! What settling says of a block's calls, read from the table `calls`: a block's own columns cannot hold what changes with other spans and prices.

use super::bits::Bits;
use super::blocks::{Block, Blocks};
use crate::StoreError;
use waterglass_model::counting::Counted;

/// Each row's cost, picodollars.
pub(crate) fn costs(blocks: &Blocks<'_, '_>, block: &Block) -> Result<Vec<Option<i64>>, StoreError> {
    let sql = "SELECT id, cost FROM calls WHERE id >= ?1 AND id < ?2 AND cost IS NOT NULL";
    let mut statement = blocks.reader.db.prepare_cached(sql)?;
    let mut rows = statement.query((block.first, block.first + i64::from(block.rows)))?;
    let mut costs = vec![None; block.rows as usize];
    while let Some(row) = rows.next()? {
        costs[(row.get::<_, i64>(0)? - block.first) as usize] = row.get(1)?;
    }
    Ok(costs)
}

/// The rows whose tokens count.
pub(crate) fn counted(blocks: &Blocks<'_, '_>, block: &Block) -> Result<Bits, StoreError> {
    let sql = "SELECT id FROM calls WHERE id >= ?1 AND id < ?2 AND counted = ?3";
    let mut statement = blocks.reader.db.prepare_cached(sql)?;
    let mut rows = statement.query((block.first, block.first + i64::from(block.rows), Counted::Counts as u8))?;
    let mut counted = Bits::none(block.rows);
    while let Some(row) = rows.next()? {
        let row = (row.get::<_, i64>(0)? - block.first) as u32;
        counted.set(row, row + 1);
    }
    Ok(counted)
}
