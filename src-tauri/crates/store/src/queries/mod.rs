//! One question a file. Each reads rows and opens chunks through [`Reader`](crate::Reader) and answers in the model's words.

mod contents;
mod export;
mod get_outline;
mod get_span;
mod list_instruments;
mod pickers;
mod search_trace;
mod tags;
mod totals;
pub(crate) mod unsettled;
mod views;
