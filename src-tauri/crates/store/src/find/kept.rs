//! What is kept in memory between questions. Facets, counts and filters read the same few small columns of every block again and again; getting one out of
//! the file costs a walk down a tree and a page copied from the system, for some hundred bytes. And a list with words in its filter is asked again
//! whenever something comes in: which rows of a chunk hold them is remembered, so that only new chunks are opened; and so is what a block said of a field
//! (`tally.rs`).

use std::hash::Hash;
use std::sync::Arc;

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::blocks::Block;

/// A column longer than this is not kept, bytes: it would push out dozens of others, and reading it takes longer than finding it.
const LONGEST: usize = 4 << 10;

/// What all kept columns may take together, bytes.
const MOST: u64 = 24 << 20;

/// What all remembered rows may take together, bytes.
const MOST_HITS: u64 = 8 << 20;

/// Stands for all chunks of a block; a chunk's number is positive.
const WHOLE: i64 = -1;

/// What all remembered tallies may take together, bytes: of ten fields under one filter at a million spans it is less than two million.
const MOST_TALLIES: u64 = 20 << 20;

/// What an entry takes beside its bytes.
const OVERHEAD: u64 = 112;

/// Names one state of one column. A block's rows never change while it stands, and its number is never given again; what may change is which rows are
/// deleted and what is derived from them, and the block's row counts both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Id {
    block: i64,
    deleted: i64,
    revision: i64,
    key: i64,
}

impl Id {
    fn of(block: &Block, key: i64) -> Self {
        Self { block: block.id, deleted: block.deleted, revision: block.revision, key }
    }
}

/// Names a chunk of a block, asked for some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Asked {
    words: u64,
    block: i64,
    chunk: i64,
}

/// Names what a block said of a field to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Told {
    /// With the field's hash as its key.
    of: Id,
    chosen: u64,
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Told, Arc<[u8]>> for ByBytes {
    fn weight(&self, _: &Told, tally: &Arc<[u8]>) -> u64 {
        OVERHEAD + tally.len() as u64
    }
}

impl Weighter<Asked, Arc<[u32]>> for ByBytes {
    fn weight(&self, _: &Asked, rows: &Arc<[u32]>) -> u64 {
        OVERHEAD + 4 * rows.len() as u64
    }
}

impl Weighter<Id, Option<Arc<[u8]>>> for ByBytes {
    fn weight(&self, _: &Id, data: &Option<Arc<[u8]>>) -> u64 {
        OVERHEAD + data.as_ref().map_or(0, |data| data.len() as u64)
    }
}

/// Columns as they are stored, `None` for a block that has no such column; rows of chunks; and tallies of blocks.
pub(crate) struct Kept {
    columns: Cache<Id, Option<Arc<[u8]>>, ByBytes>,
    rows: Cache<Asked, Arc<[u32]>, ByBytes>,
    tallies: Cache<Told, Arc<[u8]>, ByBytes>,
}

/// Questions go round all blocks, so what they need next is what was used longest ago: keys of what was pushed out are remembered for as many entries as
/// there are, and what is asked for again stays.
fn cache<K: Eq + Hash, V: Clone>(entry: u64, most: u64) -> Cache<K, V, ByBytes>
where
    ByBytes: Weighter<K, V>,
{
    let mut options = OptionsBuilder::new();
    options.estimated_items_capacity((most / entry) as usize).weight_capacity(most).ghost_allocation(1.0);
    let options = options.build().expect("both capacities are given");
    Cache::with_options(options, ByBytes, DefaultHashBuilder::default(), DefaultLifecycle::default())
}

impl Default for Kept {
    fn default() -> Self {
        // A column is some 500 bytes, the rows of a chunk some dozen, a tally some 200.
        Self { columns: cache(600, MOST), rows: cache(200, MOST_HITS), tallies: cache(300, MOST_TALLIES) }
    }
}

impl Kept {
    /// What is known of a block's column.
    pub(crate) fn get(&self, block: &Block, key: i64) -> Option<Option<Arc<[u8]>>> {
        self.columns.get(&Id::of(block, key))
    }

    /// Keeps a column that has been read, unless it is too long.
    pub(crate) fn put(&self, block: &Block, key: i64, data: Option<&[u8]>) {
        if data.is_none_or(|data| data.len() <= LONGEST) {
            self.columns.insert(Id::of(block, key), data.map(Arc::from));
        }
    }

    /// Which rows of a block's chunk hold some words, in ascending order; rows deleted since may be among them.
    pub(crate) fn rows(&self, words: u64, block: &Block, chunk: i64) -> Option<Arc<[u32]>> {
        self.rows.get(&Asked { words, block: block.id, chunk })
    }

    /// Which chunks of a block may hold some words, first and last counted from the block's first; `Some(None)`: none does.
    pub(crate) fn held(&self, words: u64, block: &Block) -> Option<Option<(u32, u32)>> {
        let known = self.rows.get(&Asked { words, block: block.id, chunk: WHOLE })?;
        Some(if let [from, to] = known[..] { Some((from, to)) } else { None })
    }

    /// Remembers it.
    pub(crate) fn put_held(&self, words: u64, block: &Block, held: Option<(u32, u32)>) {
        let held: Arc<[u32]> = held.map_or_else(|| Arc::from([]), |(from, to)| Arc::from([from, to]));
        self.rows.insert(Asked { words, block: block.id, chunk: WHOLE }, held);
    }

    /// Remembers it.
    pub(crate) fn put_rows(&self, words: u64, block: &Block, chunk: i64, rows: &[u32]) {
        self.rows.insert(Asked { words, block: block.id, chunk }, rows.into());
    }

    /// What a block said of a field; `chosen` stands for which of its rows were asked about.
    pub(crate) fn tally(&self, block: &Block, field: u64, chosen: u64) -> Option<Arc<[u8]>> {
        self.tallies.get(&Told { of: Id::of(block, field as i64), chosen })
    }

    /// Remembers it, unless it is long: a field with so many values is not worth pushing out others.
    pub(crate) fn put_tally(&self, block: &Block, field: u64, chosen: u64, tally: &[u8]) {
        if tally.len() <= LONGEST {
            self.tallies.insert(Told { of: Id::of(block, field as i64), chosen }, tally.into());
        }
    }
}
