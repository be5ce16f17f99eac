//! The words of the API: every shape that crosses between the Rust core and the UI, and nothing else.
//!
//! Plain data, serde and ts-rs, no behaviour. The TypeScript beside it (`proto/ts`) is generated from these types
//! by `cargo xtask types` and committed; a test fails when it drifts. Two rules hold everywhere: 64-bit integers
//! travel as decimal strings ([`Nanos`], [`Count`]), and ids are lower-case hex.

mod change;
mod conversation;
mod error;
mod export;
mod genai;
mod log;
mod metric;
mod price;
mod query;
mod search;
mod selection;
mod settings;
mod span;
mod sql;
mod status;
mod time;
mod trace;
mod value;
mod view;

pub use change::*;
pub use conversation::*;
pub use error::*;
pub use export::*;
pub use genai::*;
pub use log::*;
pub use metric::*;
pub use price::*;
pub use query::*;
pub use search::*;
pub use selection::*;
pub use settings::*;
pub use span::*;
pub use sql::*;
pub use status::*;
pub use time::*;
pub use trace::*;
pub use value::*;
pub use view::*;
