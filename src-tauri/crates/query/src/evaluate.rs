//! The plain evaluator.
