//! What is wrong with a statement, in words, with its place: what SQLite says, and what it does not (several statements, a NUL, none at all).

use rusqlite::ErrorCode;

use crate::StoreError;

/// The longest statement, bytes.
pub(super) const LONGEST_SQL: usize = 50_000;

const READS: &str = "The console reads only: SELECT, WITH, VALUES, EXPLAIN.";

/// A mistake without a place.
pub(super) fn plain(message: impl Into<String>, hint: &str) -> StoreError {
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    StoreError::Sql { message: message.into(), at: None, hint }
}

fn at(message: impl Into<String>, at: (usize, usize), hint: &str) -> StoreError {
    let hint = (!hint.is_empty()).then(|| hint.to_owned());
    StoreError::Sql { message: message.into(), at: Some(at), hint }
}

/// Refuses a text that is not one statement.
pub(super) fn one_statement(sql: &str) -> Result<(), StoreError> {
    if sql.len() > LONGEST_SQL {
        return Err(plain(format!("the statement has {} bytes: {LONGEST_SQL} can be read", sql.len()), ""));
    }
    if let Some(nul) = sql.find('\0') {
        return Err(at("a NUL character cannot stand in a statement", (nul, nul + 1), ""));
    }
    let (mut any, mut ended) = (false, false);
    for (from, piece) in (Pieces { sql, at: 0 }) {
        match piece {
            ";" => ended |= any,
            _ if ended => {
                let hint = "Ask one after the other.";
                return Err(at(
                    "a second statement begins here: only one can be run at a time",
                    (from, sql.len()),
                    hint,
                ));
            }
            _ => any = true,
        }
    }
    if any { Ok(()) } else { Err(plain("there is no statement", "Write one that begins with SELECT.")) }
}

/// What SQLite says, with its place.
pub(super) fn told(error: rusqlite::Error, sql: &str) -> StoreError {
    use rusqlite::Error;
    match error {
        Error::SqlInputError { msg, offset, .. } => {
            let from = usize::try_from(offset).unwrap_or(0).min(sql.len());
            let to = Pieces { sql, at: from }.next().map_or(sql.len(), |(from, piece)| from + piece.len());
            let hint = hint_of(&msg);
            at(msg, (from, to), hint)
        }
        Error::MultipleStatement => plain("only one statement can be run at a time", "Ask one after the other."),
        // The authorizer's no, and the read-only connection's.
        Error::SqliteFailure(failure, message)
            if matches!(failure.code, ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly) =>
        {
            plain(message.unwrap_or_else(|| "not allowed".into()), READS)
        }
        Error::SqliteFailure(failure, message) => match failure.code {
            ErrorCode::Unknown | ErrorCode::TooBig | ErrorCode::TypeMismatch | ErrorCode::ApiMisuse => {
                let message = message.unwrap_or_else(|| failure.to_string());
                let hint = hint_of(&message);
                plain(message, hint)
            }
            _ => StoreError::from(Error::SqliteFailure(failure, message)),
        },
        Error::InvalidQuery | Error::ExecuteReturnedResults => plain("this statement does not read", READS),
        other => plain(other.to_string(), ""),
    }
}

fn hint_of(message: &str) -> &'static str {
    const HINTS: [(&str, &str); 7] = [
        ("no such table", "There are traces_v, spans_v, logs_v, metrics_v, instruments_v, resources_v and tags_v."),
        ("single-quotes", "Texts stand in single quotes: name = 'chat'."),
        ("no such column", "Attributes are read with attr(span, 'key')."),
        ("too big", "One value of a statement may have 8 MiB."),
        ("LIKE or GLOB pattern too complex", "A pattern may have 300 bytes."),
        ("not authorized", READS),
        ("prohibited", READS),
    ];
    HINTS.iter().find(|(part, _)| message.contains(part)).map_or("", |(_, hint)| hint)
}

/// Walks over the pieces of a statement, leaving out spaces and comments: words, quoted texts and names, single signs (sqlite.org/lang.html).
struct Pieces<'s> {
    sql: &'s str,
    at: usize,
}

impl<'s> Iterator for Pieces<'s> {
    type Item = (usize, &'s str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.sql.get(self.at..)?;
            let first = rest.chars().next()?;
            let length = match first {
                space if space.is_whitespace() || space == '\u{feff}' => {
                    self.at += space.len_utf8();
                    continue;
                }
                '-' if rest.starts_with("--") => {
                    self.at += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                '/' if rest.starts_with("/*") => {
                    self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                    continue;
                }
                // A doubled quotation mark inside reads as two texts side by side, which ends at the same place.
                quote @ ('\'' | '"' | '`') => rest[1..].find(quote).map_or(rest.len(), |end| end + 2),
                '[' => rest.find(']').map_or(rest.len(), |end| end + 1),
                letter if is_word(letter) => rest.find(|next: char| !is_word(next)).unwrap_or(rest.len()),
                sign => sign.len_utf8(),
            };
            let from = self.at;
            self.at += length;
            return Some((from, &rest[..length]));
        }
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$') || !letter.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_is_told_from_two() {
        for fine in [
            "SELECT 1",
            "select 1;",
            " ;; SELECT ';' ; ; -- ; x\n",
            "SELECT 'a''; b' /* ; */ ;",
            "SELECT [a;b], \";\", `;`",
        ] {
            assert!(one_statement(fine).is_ok(), "{fine}");
        }
        for (two, second) in [("SELECT 1; SELECT 2", 10), ("SELECT ';'; x", 12), ("SELECT 1;;/* */é", 15)] {
            let Err(StoreError::Sql { at: Some((from, to)), .. }) = one_statement(two) else { panic!("{two}") };
            assert_eq!((from, to), (second, two.len()), "{two}");
        }
        for none in ["", " ; ", "-- SELECT 1", "/* SELECT 1"] {
            assert!(matches!(one_statement(none), Err(StoreError::Sql { at: None, .. })), "{none}");
        }
        assert!(matches!(one_statement("SELECT '\0'"), Err(StoreError::Sql { at: Some((8, 9)), .. })));
    }
}
