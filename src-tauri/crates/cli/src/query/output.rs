//! The four forms of an answer, written as rows come: a table for people; JSON, JSON lines and CSV for programs.

use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write};
use std::ops::ControlFlow;

use clap::ValueEnum;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value as Json;

use super::row::{Cell, Columns};
use crate::asked::complain;
use crate::table::{Form, Layout, plain};

/// Rows that a table looks at before it fixes its columns.
const LOOKED_AT: usize = 1000;

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people, fitted to the terminal
    #[default]
    Table,
    /// One array of objects
    Json,
    /// One object a line
    Jsonl,
    /// RFC 4180, with a line of headings
    Csv,
}

/// Writes rows.
pub(super) struct Output {
    format: Format,
    columns: Columns,
    out: BufWriter<Stdout>,
    rows: u64,
    /// Whoever reads has stopped, or nothing can be written.
    gone: bool,
    /// Rows of a table whose columns are not fixed yet.
    waiting: Vec<Vec<String>>,
    forms: Vec<Form>,
    layout: Option<Layout>,
}

impl Output {
    pub(super) fn new(format: Format, columns: Columns) -> Self {
        let headings = columns.table.iter().map(|(heading, _)| plain(heading)).collect();
        // A column is one of numbers until a text comes.
        let forms = vec![Form::Number; columns.table.len()];
        let out = BufWriter::new(io::stdout());
        Self { format, columns, out, rows: 0, gone: false, waiting: vec![headings], forms, layout: None }
    }

    /// One row.
    pub(super) fn row(&mut self, cells: Vec<Cell>) -> ControlFlow<()> {
        self.rows += 1;
        let written = match self.format {
            Format::Table => self.table_row(&cells),
            Format::Json => self.json_row(&cells, if self.rows == 1 { "[\n" } else { ",\n" }),
            Format::Jsonl => self.json_row(&cells, "").and_then(|()| self.out.write_all(b"\n")),
            Format::Csv => self.headings().and_then(|()| self.csv_line(cells.iter().map(csv_field))),
        };
        self.went(written);
        if self.gone { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// The end; `more`: there are more rows than were wanted. Says how many there were.
    pub(super) fn finish(mut self, more: bool) -> u64 {
        let written = match self.format {
            Format::Table if self.rows == 0 => Ok(()),
            Format::Table => self.fix(),
            Format::Json => self.out.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" }),
            Format::Jsonl => Ok(()),
            Format::Csv if self.rows == 0 => self.headings_of_none(),
            Format::Csv => Ok(()),
        };
        let written = written.and_then(|()| self.out.flush());
        self.went(written);
        if self.format == Format::Table && !self.gone {
            match (self.rows, more) {
                (0, _) => eprintln!("Nothing matches."),
                (_, true) => eprintln!("There are more: --limit 0 shows all."),
                _ => {}
            }
        }
        self.rows
    }

    fn went(&mut self, written: io::Result<()>) {
        let Err(error) = written else { return };
        if !self.gone {
            complain(&error);
        }
        self.gone = true;
    }

    fn json_row(&mut self, cells: &[Cell], before: &str) -> io::Result<()> {
        self.out.write_all(before.as_bytes())?;
        serde_json::to_writer(&mut self.out, &Object(&self.columns.names, cells)).map_err(io::Error::from)
    }

    fn headings(&mut self) -> io::Result<()> {
        if self.rows == 1 { self.headings_of_none() } else { Ok(()) }
    }

    fn headings_of_none(&mut self) -> io::Result<()> {
        let names = self.columns.names.clone();
        self.csv_line(names.into_iter())
    }

    fn csv_line(&mut self, fields: impl Iterator<Item = String>) -> io::Result<()> {
        let mut line = String::new();
        for (place, field) in fields.enumerate() {
            if place > 0 {
                line.push(',');
            }
            if field.contains(['"', ',', '\n', '\r']) {
                line.push_str(&format!("\"{}\"", field.replace('"', "\"\"")));
            } else {
                line.push_str(&field);
            }
        }
        line.push_str("\r\n");
        self.out.write_all(line.as_bytes())
    }

    fn table_row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let mut row = Vec::with_capacity(self.columns.table.len());
        for ((_, place), form) in self.columns.table.iter().zip(&mut self.forms) {
            let Some(cell) = cells.get(*place) else { continue };
            *form = (*form).max(form_of(cell));
            row.push(shown(cell));
        }
        match &self.layout {
            Some(layout) => writeln!(self.out, "{}", layout.line(&row)),
            None => {
                self.waiting.push(row);
                if self.waiting.len() > LOOKED_AT { self.fix() } else { Ok(()) }
            }
        }
    }

    /// Fixes the columns and writes what waits.
    fn fix(&mut self) -> io::Result<()> {
        let room = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
        let room = room.map(|(terminal_size::Width(cells), _)| usize::from(cells));
        let layout = Layout::of(self.waiting.iter(), &self.forms, room);
        for row in std::mem::take(&mut self.waiting) {
            writeln!(self.out, "{}", layout.line(&row))?;
        }
        self.layout = Some(layout);
        Ok(())
    }
}

fn form_of(cell: &Cell) -> Form {
    match (&cell.shown, &cell.json) {
        // A time of day; lengths of time read best with their units below each other.
        (Some(shown), _) if shown.contains(':') => Form::Time,
        (Some(_), _) | (None, Json::Number(_) | Json::Null) => Form::Number,
        _ => Form::Text,
    }
}

fn shown(cell: &Cell) -> String {
    match (&cell.shown, &cell.json) {
        (Some(shown), _) => shown.clone(),
        (None, Json::Null) => String::new(),
        (None, Json::String(text)) => plain(text),
        (None, other) => plain(&other.to_string()),
    }
}

fn csv_field(cell: &Cell) -> String {
    match &cell.json {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A row with its keys in the columns' order.
struct Object<'a>(&'a [String], &'a [Cell]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(name, &cell.json)?;
        }
        map.end()
    }
}
