//! What users are told about the language is true: every example in LANGUAGE.md, in the help and in the table of fields is read, without a remark; and
//! LANGUAGE.md's table of short names is the one the parser goes by.

use jiff::tz::TimeZone;
use waterglass_query::{Clock, FIELDS, Known, Shape, Target, examples, parse};

const LANGUAGE: &str = include_str!("../LANGUAGE.md");

fn reads(query: &str, on: Target) {
    let clock = Clock { now_ns: 1_795_264_496_000_000_000, zone: TimeZone::UTC };
    let found = parse(query, on, &clock).unwrap_or_else(|mistake| panic!("{query}: {mistake:?}"));
    assert!(found.hints.is_empty(), "{query}: {:?}", found.hints);
}

#[test]
fn every_example_of_the_description_is_read() {
    let (mut on, mut read) = (None, 0);
    for line in LANGUAGE.lines() {
        match (line.strip_prefix("```"), on) {
            (Some("query"), None) => on = Some(Target::Traces),
            (Some("query spans"), None) => on = Some(Target::Spans),
            (Some("query logs"), None) => on = Some(Target::Logs),
            (Some(_), _) => on = None,
            (None, Some(on)) => {
                reads(line, on);
                read += 1;
            }
            (None, None) => {}
        }
    }
    assert!(read > 60, "only {read} examples found");
}

#[test]
fn every_example_of_an_operator_is_read() {
    let rows = LANGUAGE.lines().skip_while(|line| *line != "## Operators").take_while(|line| *line != "## Joining");
    let cells =
        rows.filter(|line| line.starts_with("| `")).filter_map(|row| row.trim_end_matches(" |").rsplit("| ").next());
    let queries: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(queries.len() >= 11, "{queries:?}");
    queries.into_iter().for_each(|query| reads(query, Target::Traces));
}

#[test]
fn every_example_of_the_help_is_read() {
    for example in examples() {
        reads(example.query, example.on);
    }
}

#[test]
fn every_example_of_a_field_is_read_wherever_the_field_is() {
    for info in FIELDS {
        info.on.iter().for_each(|on| reads(info.example, *on));
    }
}

/// LANGUAGE.md's table, made of the parser's. `WATERGLASS_WRITE_LANGUAGE=1 cargo test -p waterglass-query` writes it anew.
fn table() -> String {
    let mut table = String::from("| Name | Also | Is | Of | Example |\n| --- | --- | --- | --- | --- |\n");
    for info in FIELDS {
        let also = info.names[1..].iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let about = match info.shape {
            Shape::Words(words) => {
                let word = |word: &&[&str]| match word {
                    [one] => (*one).to_owned(),
                    [one, also @ ..] => format!("{one} ({})", also.join(", ")),
                    [] => String::new(),
                };
                let kinds = if info.known == Known::Type { "; or one of `span_kind`" } else { "" };
                format!("{}{kinds}", words.iter().map(word).collect::<Vec<_>>().join(", "))
            }
            _ => info.about.to_owned(),
        };
        let on = info.on.iter().map(|target| target.plural()).collect::<Vec<_>>().join(", ");
        table += &format!("| `{}` | {also} | {about} | {on} | `{}` |\n", info.name(), info.example);
    }
    table
}

#[test]
fn the_table_of_short_names_is_the_parser_s() {
    let (before, rest) = LANGUAGE.split_once("<!-- fields -->\n").expect("the table's place");
    let (_, after) = rest.split_once("\n## Bounds").expect("the end of the table");
    let expected = format!("{before}<!-- fields -->\n\n{}\n## Bounds{after}", table());
    if std::env::var_os("WATERGLASS_WRITE_LANGUAGE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/LANGUAGE.md");
        std::fs::write(path, &expected).expect("LANGUAGE.md can be written");
        return;
    }
    assert_eq!(LANGUAGE, expected, "run WATERGLASS_WRITE_LANGUAGE=1 cargo test -p waterglass-query --test help");
}
