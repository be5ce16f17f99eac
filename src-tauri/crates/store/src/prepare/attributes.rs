//! A block's attributes: fills its columns and its words in one walk.

use waterglass_model::otlp::Value;

use crate::chunk::Packer;
use crate::columns::{self, Column, FastMap, cells};
use crate::tokens::{self, Words};

/// Lists and maps inside values are followed this deep for their words; the receivers refuse deeper ones.
const DEPTH: usize = 80;

/// Texts of at least this many bytes are compared with the key's last one before they are read.
const LONG: usize = 256;

/// One finished column.
pub(crate) struct KeyColumn {
    /// As in the table `keys`.
    pub(crate) place: u8,
    pub(crate) name: Box<str>,
    pub(crate) data: Vec<u8>,
}

struct Entry<'a> {
    place: u8,
    name: &'a str,
    column: Column,
    /// The column that followed this one last time: the same instrumentation sends its keys in the same order.
    next: u32,
    /// The key's last long text, and the first chunk any of it was read in. A model call repeats the history before it, so the next text mostly begins as
    /// this one does, and comparing is a tenth of the work of reading.
    long: &'a str,
    read_in: u32,
}

/// Collects the attributes of a block.
pub(crate) struct BlockAttributes<'a> {
    index: FastMap<(u8, &'a str), u32>,
    entries: Vec<Entry<'a>>,
    words: Words,
    previous: u32,
    columns: bool,
    chunk: u32,
}

impl<'a> BlockAttributes<'a> {
    pub(crate) fn new() -> Self {
        Self {
            index: FastMap::default(),
            entries: Vec::new(),
            words: Words::new(),
            previous: 0,
            columns: true,
            chunk: 0,
        }
    }

    /// Collects words alone: rows may then come in any order.
    pub(crate) fn words_only() -> Self {
        Self { columns: false, ..Self::new() }
    }

    /// Adds one attribute of a row.
    pub(crate) fn add(&mut self, row: u32, place: u8, name: &'a str, value: &Value<'a>) {
        if self.columns {
            let number = self.entry(place, name);
            let entry = &mut self.entries[number as usize];
            cells(value, &mut |kind, bytes| entry.column.add(row, kind, bytes));
            if let Value::String(text) = value
                && text.len() >= LONG
            {
                let near = entry.read_in == self.chunk || entry.read_in + 1 == self.chunk;
                let known = if near { tokens::known_beginning(entry.long, text) } else { 0 };
                if known == 0 {
                    entry.read_in = self.chunk;
                }
                entry.long = text;
                self.words.add_from(text, known);
                return;
            }
            // What the column keeps whole it knows again: its words need reading but once a chunk.
            let kept = match value {
                Value::String(text) => text.len() <= columns::LONGEST,
                Value::Int(_) => true,
                _ => false,
            };
            if kept && !entry.column.first_in(self.chunk) {
                return;
            }
        }
        self.add_words_of(value, 0);
    }

    /// Adds a text that belongs to no key: a name, a message.
    pub(crate) fn add_text(&mut self, text: &str) {
        self.words.add(text);
    }

    /// Says in which chunk of the block the row lies whose texts follow.
    pub(crate) fn in_chunk(&mut self, chunk: u32) {
        self.chunk = chunk;
        self.words.in_chunk(chunk);
    }

    /// The words alone.
    pub(crate) fn finish_words(self) -> Vec<u8> {
        self.words.finish()
    }

    /// Adds an id as the word its hex digits make.
    pub(crate) fn add_id(&mut self, id: &[u8]) {
        self.words.add_id(id);
    }

    /// Adds the words of a value, whatever its shape.
    pub(crate) fn add_words_of(&mut self, value: &Value<'_>, depth: usize) {
        match value {
            Value::String(text) => self.words.add(text),
            Value::Array(_) if depth < DEPTH => {
                value.elements().for_each(|element| self.add_words_of(&element, depth + 1));
            }
            Value::Map(_) if depth < DEPTH => {
                value.entries().for_each(|(_, entry)| self.add_words_of(&entry, depth + 1))
            }
            Value::Int(number) => self.words.add_number(*number),
            _ => {}
        }
    }

    fn entry(&mut self, place: u8, name: &'a str) -> u32 {
        let guess = self.entries.get(self.previous as usize).map_or(0, |entry| entry.next);
        if self.entries.get(guess as usize).is_some_and(|entry| entry.place == place && entry.name == name) {
            self.previous = guess;
            return guess;
        }
        let entries = &mut self.entries;
        let number = *self.index.entry((place, name)).or_insert_with(|| {
            entries.push(Entry { place, name, column: Column::default(), next: 0, long: "", read_in: 0 });
            entries.len() as u32 - 1
        });
        if let Some(before) = self.entries.get_mut(self.previous as usize) {
            before.next = number;
        }
        self.previous = number;
        number
    }

    /// The columns and the words.
    pub(crate) fn finish(self, packer: &mut Packer) -> (Vec<KeyColumn>, Vec<u8>) {
        let columns = self
            .entries
            .into_iter()
            .map(|entry| KeyColumn {
                place: entry.place,
                name: entry.name.into(),
                data: packer.column(entry.column.finish()),
            })
            .collect();
        (columns, self.words.finish())
    }
}
