//! The model against independent judges: prost's types, the published descriptors, and what was recorded from real SDKs.

mod check;
mod corpus;
mod generate;
mod json;
mod schema;
