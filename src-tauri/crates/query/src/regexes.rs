//! Regular expressions out of a query: compiled within bounds, and a mistake in one pointed at where it stands.

use regex::{Regex, RegexBuilder};

use crate::ast::At;
use crate::mistake::Mistake;
use crate::scan::{Piece, source_of};

/// Bytes a compiled expression may take. The engine runs in linear time whatever the pattern; this bounds the factor.
const LARGEST: usize = 1 << 20;

/// Parentheses within parentheses.
const DEEPEST: u32 = 64;

/// Compiles a pattern. `source` is the query.
pub(crate) fn compile(value: &Piece, source: &str) -> Result<Regex, Mistake> {
    RegexBuilder::new(&value.text).size_limit(LARGEST).nest_limit(DEEPEST).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Mistake::new(
            value.at,
            "this regular expression becomes too large",
            "Repeat less: instead of .{1000} write .*",
        ),
        _ => wrong(value, source),
    })
}

/// Reads the pattern once more for the place of its mistake, which the builder tells only in a drawing.
fn wrong(value: &Piece, source: &str) -> Mistake {
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(DEEPEST).build();
    let (span, message) = match parser.parse(&value.text) {
        Err(regex_syntax::Error::Parse(error)) => (Some(*error.span()), error.kind().to_string()),
        Err(regex_syntax::Error::Translate(error)) => (Some(*error.span()), error.kind().to_string()),
        _ => (None, "it cannot be read".to_owned()),
    };
    let at = span.map_or(value.at, |span: regex_syntax::ast::Span| {
        let byte = |at: usize| value.at.from + source_of(value.at.of(source), at);
        let (from, to) = (byte(span.start.offset), byte(span.end.offset));
        // A mistake that lies between two characters is shown on the one behind it.
        let next = source[from..].chars().next().map_or(from, |character| from + character.len_utf8());
        At::new(from, if to > from { to } else { next.min(value.at.to) })
    });
    let open = value.at.to == source.len() && (message.contains("unclosed") || message.contains("escape sequence"));
    Mistake::new(
        at,
        format!("not a regular expression: {message}"),
        "Put a \\ in front of a character that means itself: \\( \\[ \\. \\*",
    )
    .unfinished(open && !value.quoted)
}
