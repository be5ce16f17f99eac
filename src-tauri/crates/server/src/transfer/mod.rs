//! Telemetry out of and into files: standard OTLP/JSON lines out, and in whatever OTLP comes in as a file. Shared by the API and the
//! command line; knows neither.

mod export;
mod import;
mod remote;

pub use export::{ExportError, export, export_to_file};
pub use import::{ImportError, Target, import};
pub use remote::{SendError, send};
