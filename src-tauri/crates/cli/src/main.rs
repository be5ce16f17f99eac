//! Entry point of the `waterglass` command.
fn main() {}
