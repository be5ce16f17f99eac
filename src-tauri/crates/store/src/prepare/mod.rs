//! Preparing: from the batches of one group to all that the writer will bind. Runs on preparer threads, off the writer's, and touches no
//! database: everything it makes is numbered within the group, and the writer gives the numbers their meaning.

mod attributes;
pub(crate) mod logs;
mod metrics;
mod origins;
pub(crate) mod own;
pub(crate) mod spans;

use std::sync::Arc;

use parking_lot::RwLock;
use waterglass_model::{Batch, Signal};

pub(crate) use attributes::{BlockAttributes, KeyColumn};
pub(crate) use logs::LogBlock;
pub(crate) use metrics::MetricBlock;
pub(crate) use origins::{LocalResource, LocalScope, Origins};
pub(crate) use spans::{SpanBlock, SpanRow};

use crate::chunk::Packer;
use crate::columns::FastMap;
use crate::{Facts, Pricing, StoreError};

/// The functions and prices in force. Changed while the store runs; whoever works by them takes a copy for one piece of work.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) facts: Facts,
    pub(crate) pricing: Arc<dyn Pricing>,
}

/// Session ids and names of users longer than this are none.
pub(crate) const LONGEST_SAID: usize = 1024;

/// All that one group of batches puts into the database.
pub(crate) struct Prepared {
    pub(crate) strings: Vec<Box<str>>,
    pub(crate) resources: Vec<LocalResource>,
    pub(crate) scopes: Vec<LocalScope>,
    pub(crate) spans: Option<SpanBlock>,
    pub(crate) logs: Option<LogBlock>,
    pub(crate) metrics: Option<MetricBlock>,
    /// When the group was taken up, Unix nanoseconds.
    pub(crate) received: u64,
}

/// Where a row's message lies: which chunk of its block, and the place in it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) chunk: u32,
    pub(crate) position: u32,
}

/// What a preparer thread keeps between groups.
pub(crate) struct Preparer {
    rules: Arc<RwLock<Rules>>,
    packer: Packer,
}

impl Preparer {
    pub(crate) fn new(rules: Arc<RwLock<Rules>>) -> Result<Self, StoreError> {
        Ok(Self { rules, packer: Packer::new()? })
    }

    /// Prepares a group.
    pub(crate) fn prepare(&mut self, batches: &[Batch], received: u64) -> Result<Prepared, StoreError> {
        let Rules { facts, pricing } = self.rules.read().clone();
        let mut strings = Strings::default();
        let mut origins = Origins::default();
        let of = |signal| batches.iter().filter(move |batch| batch.signal == signal && !batch.items.is_empty());
        let mut spans = None;
        if of(Signal::Traces).next().is_some() {
            let mut work = spans::Work::new(&facts, &*pricing, &mut strings, &mut origins);
            work.collect(of(Signal::Traces));
            spans = Some(work.finish(&mut self.packer)?);
        }
        let logs = logs::prepare(&facts, of(Signal::Logs), received, &mut strings, &mut origins, &mut self.packer)?;
        let metrics = metrics::prepare(of(Signal::Metrics), &mut strings, &mut origins, &mut self.packer)?;
        let (resources, scopes) = origins.finish();
        Ok(Prepared { strings: strings.list, resources, scopes, spans, logs, metrics, received })
    }
}

/// The texts of a group, each once, numbered in order of appearance.
#[derive(Default)]
pub(crate) struct Strings {
    index: FastMap<Box<str>, u32>,
    list: Vec<Box<str>>,
    last: u32,
}

impl Strings {
    /// The text behind a number.
    pub(crate) fn text(&self, number: u32) -> &str {
        &self.list[number as usize]
    }

    /// All of them, by number.
    pub(crate) fn into_list(self) -> Vec<Box<str>> {
        self.list
    }

    /// The number of a text.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if self.list.get(self.last as usize).is_some_and(|known| **known == *text) {
            return self.last;
        }
        self.last = match self.index.get(text) {
            Some(number) => *number,
            None => {
                let number = self.list.len() as u32;
                self.index.insert(text.into(), number);
                self.list.push(text.into());
                number
            }
        };
        self.last
    }
}

/// A Unix time or a length as SQLite keeps it: signed, so what lies past the year 2262 stands at its end. The chunk has the exact value.
pub(crate) fn signed(nanoseconds: u64) -> i64 {
    i64::try_from(nanoseconds).unwrap_or(i64::MAX)
}

/// Packs messages into chunks as they come.
pub(crate) struct Chunks<'p, 'a> {
    packer: &'p mut Packer,
    open: Vec<&'a [u8]>,
    bytes: usize,
    done: Vec<Vec<u8>>,
}

impl<'p, 'a> Chunks<'p, 'a> {
    pub(crate) fn new(packer: &'p mut Packer) -> Self {
        Self { packer, open: Vec::new(), bytes: 0, done: Vec::new() }
    }

    /// Adds a message and says where it will lie.
    pub(crate) fn add(&mut self, message: &'a [u8]) -> Result<Place, StoreError> {
        if self.bytes + message.len() > crate::chunk::TARGET * 3 && !self.open.is_empty() {
            self.close()?;
        }
        let place = Place { chunk: self.done.len() as u32, position: self.open.len() as u32 };
        self.open.push(message);
        self.bytes += message.len();
        Ok(place)
    }

    /// Says that a good place to cut has come: between traces.
    pub(crate) fn border(&mut self) -> Result<(), StoreError> {
        if self.bytes >= crate::chunk::TARGET { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), StoreError> {
        self.done.push(self.packer.pack(&self.open)?);
        self.open.clear();
        self.bytes = 0;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        if !self.open.is_empty() {
            self.close()?;
        }
        Ok(self.done)
    }
}
