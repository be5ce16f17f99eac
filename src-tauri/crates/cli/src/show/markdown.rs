//! A trace as Markdown to paste into an issue. Whatever was sent stands in code, so that it is shown and never rendered: no link, no mention, no
//! picture comes out of it.

use std::fmt::Write as _;

use waterglass_proto::TraceDocument;

use super::section::{Block, blocks, heading};
use super::story::story;
use super::tree::{has_brackets, head, table};
use crate::table::plain;

/// The whole text.
pub(super) fn markdown(document: &TraceDocument) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "## {}\n", code(&plain(&document.name)));
    for (name, value) in head(document) {
        let _ = writeln!(out, "- {name}: {}", code(&value));
    }
    let tree: Vec<String> = table(document, None).into_iter().map(|line| line.text).collect();
    out.push('\n');
    fenced(&mut out, "text", &tree.join("\n"));
    if has_brackets(document) {
        out.push_str("In brackets: repeated by other spans, not in the total.\n\n");
    }
    for told in story(document) {
        let _ = writeln!(out, "### {}\n", code(&heading(told.span)));
        for block in blocks(&told) {
            match block {
                Block::Role(role) => {
                    let _ = writeln!(out, "**{}**\n", code(&role));
                }
                Block::Line(line) => {
                    let _ = writeln!(out, "{}\n", code(&line));
                }
                Block::Text { name, text } => {
                    if let Some(name) = name {
                        let _ = writeln!(out, "{}\n", code(&name));
                    }
                    fenced(&mut out, if is_json(text) { "json" } else { "text" }, text);
                }
            }
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// A block of code, fenced by more backticks than stand anywhere in it (CommonMark 4.5).
fn fenced(out: &mut String, language: &str, text: &str) {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let shown: String = text.trim_end().lines().map(|line| plain(&line.replace('\t', "    ")) + "\n").collect();
    let _ = writeln!(out, "{fence}{language}\n{shown}{fence}\n");
}

/// Code within a line (CommonMark 6.1).
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_run(text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_fence() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        let mut out = String::new();
        fenced(&mut out, "text", "x\n````\n# y");
        assert_eq!(out, "`````text\nx\n````\n# y\n`````\n\n");
        assert!(is_json("{\"a\":1}") && !is_json("{a") && !is_json("7"));
    }
}
