//! What commands that ask have in common: whom they ask, how they say that there is no answer, how they write to standard output.

use std::io::{self, Write as _};

use waterglass_proto::ErrorCode;
use waterglass_server::ask::{AskError, Source};
use waterglass_server::{Config, running_instance};

use crate::mistake;

/// Whom to ask: who is named, else the running instance, else its file.
pub(crate) fn source(config: &Config, url: Option<&str>, file: bool) -> Result<Source, AskError> {
    if let Some(url) = url {
        return Source::api(url);
    }
    let running = running_instance(&config.database).filter(|running| !file && !running.addresses.ui.is_empty());
    match running {
        Some(running) => Source::api(&running.addresses.ui),
        None if !config.database.exists() => Err(AskError::Refused(waterglass_proto::ApiError {
            code: ErrorCode::NotFound,
            message: format!("{} does not exist: nothing has been stored there yet", config.database.display()),
            hint: Some("Give another file with --db FILE, or a running instance with --url URL.".into()),
            at: None,
        })),
        None => Source::file(&config.database),
    }
}

/// Says why there is no answer; `text` is what was asked.
pub(crate) fn tell(error: &AskError, text: &str) {
    match error {
        AskError::Refused(refusal) => eprint!("{}", mistake::told(refusal, text)),
        unreachable => eprintln!("waterglass: {unreachable}"),
    }
}

/// Writes a text and a line's end.
pub(crate) fn print_line(line: &str) {
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
        complain(&error);
    }
}

/// Says that standard output cannot be written, unless nobody wants more of it.
pub(crate) fn complain(error: &io::Error) {
    // `waterglass query | head` has what it wants.
    if error.kind() != io::ErrorKind::BrokenPipe {
        eprintln!("waterglass: standard output cannot be written: {error}");
    }
}
