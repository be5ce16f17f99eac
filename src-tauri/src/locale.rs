//! WebKitGTK and the C locale. Linux only.
//!
//! Under `LANG=C.UTF-8`, usual in containers and over ssh, WebKitGTK tells pages that the user's language is "C": it
//! knows the bare names C and POSIX, not those with a character set. "C" is no language tag, so every `Intl` call that
//! takes it throws, and the page shows nothing but its error screen. `LANGUAGE` does not help: WebKit asks for the
//! locale of characters (LC_CTYPE), as of WebKitGTK 2.50.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// A locale WebKit can name. Where it is not installed the system falls back to the bare C locale, which will do too.
const LOCALE: &str = "en_US.UTF-8";

/// Starts this program again under a locale with a language, when the present one has none. Returns when it has one,
/// or when starting again failed: the window then still opens.
///
/// Another start rather than `set_var`: changing the environment of a running process is unsound as soon as another
/// thread reads it. The process id stays the same.
pub fn name_a_language() {
    if !names_none(|name| std::env::var(name).ok()) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let error = Command::new(program).args(std::env::args_os().skip(1)).env("LC_ALL", LOCALE).exec();
    eprintln!("waterglass: cannot start again with LC_ALL={LOCALE} ({error}); set it if the window stays empty");
}

/// Whether the locale of characters is C or POSIX: the first of these variables that is set decides.
fn names_none(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_else(|| "C".into());
    matches!(locale.split('.').next(), Some("C" | "POSIX"))
}

#[cfg(test)]
mod tests {
    use super::{LOCALE, names_none};

    fn with(variables: &[(&str, &str)]) -> bool {
        names_none(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        assert!(with(&[]));
        assert!(with(&[("LANG", "C.UTF-8")]));
        assert!(with(&[("LC_ALL", "POSIX"), ("LANG", "de_DE.UTF-8")]));
        assert!(with(&[("LC_CTYPE", "C.utf8"), ("LANG", "de_DE.UTF-8"), ("LANGUAGE", "de")]));
        assert!(with(&[("LC_ALL", ""), ("LANG", "C")]));
        assert!(!with(&[("LANG", "de_DE.UTF-8")]));
        assert!(!with(&[("LC_CTYPE", "fr_FR.UTF-8"), ("LANG", "C")]));
    }

    #[test]
    fn it_starts_itself_again_once() {
        assert!(!with(&[("LC_ALL", LOCALE), ("LANG", "C.UTF-8")]));
    }
}
