//! Entry point of the `waterglass` command: the allocator, and nothing else. The commands are in the library, for the desktop program
//! understands them too.

use std::process::ExitCode;

/// The system's allocator keeps what bursts of large messages once took; this one gives it back, and is faster for many small ones. Without huge pages (`no_thp`):
/// they cost a quarter more memory under load and gained nothing.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    waterglass_cli::main_with(std::env::args_os())
}
