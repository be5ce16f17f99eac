//! One protocol a file: bytes in, batches out.
//!
//! [`serve_door`] answers everything on a listening socket: it asks the rows of [`RECEIVERS`] who claims a request. Receivers hand
//! [`waterglass_model::Batch`]es to the [`Inlet`] and never see the store, a dialect or each other.

mod body;
mod discovery;
mod door;
mod encoding;
mod error;
mod guard;
mod inlet;
mod limits;
pub mod otlp;
mod receiver;

pub use body::Body;
pub use door::serve_door;
pub use error::ReceiveError;
pub use inlet::{DEFAULT_ROOM, Inlet, Refusal, Rejected, Room, Sink};
pub use limits::{Limits, MAX_BODY_SETTING};
pub use receiver::{Context, Receiver, ReplyBody};

/// The ways in, in the order they are asked. The last claims whatever nobody else does, so that every request gets an answer.
pub const RECEIVERS: &[&dyn Receiver] = &[&otlp::Grpc, &otlp::Http];
