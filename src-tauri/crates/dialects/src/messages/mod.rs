//! Where each dialect keeps what was said, and the one reader of all the shapes it is said in ([`shapes`]).
//!
//! The places are asked in the order in which they are trusted: the span's own structured messages, the event that repeats them, the
//! message events, then whatever inputs and outputs a dialect wraps. [`draft`] keeps the first that has the messages whole.

mod answer;
mod current;
mod draft;
mod elsewhere;
mod embeddings;
mod events;
mod flat;
mod missing;
mod mlflow;
mod openinference;
mod openllmetry;
mod parameters;
mod prompt;
mod promptflow;
mod prompty;
mod pydantic_ai;
mod retrieval;
mod said_apart;
mod shapes;
mod streamed;
#[cfg(test)]
mod tests;
mod tool_use;
mod tree;
mod uncounted;
mod vercel_ai;

use waterglass_model::{Content, GenAi};
use waterglass_proto::Conversation;

use draft::Draft;

/// Reads the messages; fills what the facts left open.
pub(crate) fn read<'a>(content: &Content<'_, 'a>, facts: &mut GenAi<'a>) -> Conversation {
    let mut draft = Draft::new(content, facts);
    let mut system = None;
    current::read(&mut draft, &mut system);
    openllmetry::read(&mut draft);
    openinference::read(&mut draft);
    vercel_ai::read(&mut draft);
    current::read_details(&mut draft, &mut system);
    events::read(&mut draft);
    pydantic_ai::read(&mut draft);
    promptflow::read(&mut draft);
    mlflow::read(&mut draft);
    prompty::read(&mut draft);
    openinference::read_values(&mut draft);
    openllmetry::read_entity(&mut draft);
    elsewhere::read(&mut draft);
    if let Some((source, parts)) = system {
        draft.put_system_first(&source, parts);
    }
    tool_use::read(&mut draft);
    retrieval::read(&mut draft);
    embeddings::read(&mut draft);
    prompt::read(&mut draft);
    parameters::read(&mut draft);
    streamed::read(&mut draft);
    answer::read_hidden(&mut draft);
    said_apart::read(&mut draft);
    answer::finish_reasons(&mut draft);
    missing::read(&mut draft);
    uncounted::read(&mut draft);
    draft.finish()
}
