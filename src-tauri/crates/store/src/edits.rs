//! What the user may change beside telemetry, as plain data: tags, notes, saved views. Done by the writer (`writer/notes.rs`).

use waterglass_model::TraceId;

/// Tags a trace may have.
pub const MOST_TAGS: usize = 64;

/// Saved views a file may have.
pub const MOST_VIEWS: usize = 1000;

/// A change the user asks for. Done whole or not at all.
#[derive(Clone, Debug)]
pub enum Edit {
    /// Takes tags from traces, then gives them some. Traces that are not stored are passed over.
    Tag {
        /// Which.
        traces: Vec<TraceId>,
        /// Tags to give.
        add: Vec<String>,
        /// Tags to take away.
        remove: Vec<String>,
    },
    /// Puts a note on a trace; an empty one takes it away.
    Note {
        /// Which.
        trace: TraceId,
        /// The note.
        text: String,
    },
    /// Keeps saved views: name and body. Those of the same name are replaced.
    PutViews(Vec<(String, String)>),
    /// Takes a saved view away.
    DeleteView(String),
}
