//! Any bytes as a file to import: nothing panics, and reading comes to an end.

#![no_main]

use libfuzzer_sys::fuzz_target;
use waterglass_receivers::otlp::read_file;

fuzz_target!(|file: &[u8]| {
    // Each step uses up a byte at least, or is the last.
    let steps = read_file(file, 1 << 16).take(1 << 20).count();
    assert!(steps < 1 << 20);
});
