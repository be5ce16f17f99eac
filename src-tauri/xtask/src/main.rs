//! Set-up, build and checks.
fn main() {}
