//! What a test means: which field a key names, and how its values are read (units, times, fixed words). One place for all of it.

use crate::ast::Hint;
use crate::ast::{At, CellTest, Comparison, Expr, Field, Leaf, Number, Scope, Test, Wanted};
use crate::fields::{FIELDS, FieldInfo, Known, Shape, Target, kind_words};
use crate::mistake::Mistake;
use crate::near::is_near;
use crate::parse::Parser;
use crate::scan::Piece;
use crate::units;

/// The largest regular expression, compiled: bounded, so that none can eat the memory. Matching is linear whatever it says.
const REGEX_BYTES: usize = 1 << 20;

/// A field a key names.
struct Named {
    field: Field,
    info: Option<&'static FieldInfo>,
    /// `span.duration` about traces: a span's own value.
    of_span: bool,
}

/// Attributes' scopes as they are written.
pub(crate) const SCOPES: [(&str, Scope); 7] = [
    ("span.", Scope::Span),
    ("attributes.", Scope::Span),
    ("attr.", Scope::Span),
    ("resource.", Scope::Resource),
    ("event.", Scope::Event),
    ("link.", Scope::Link),
    ("log.", Scope::Log),
];

/// The row of a short name.
pub(crate) fn info_of(name: &str) -> Option<&'static FieldInfo> {
    FIELDS.iter().find(|info| info.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

fn named(parser: &mut Parser<'_>, key: &Piece) -> Result<Named, Mistake> {
    let on = parser.on;
    let attribute = |scope, key: &str| Named { field: Field::Attribute(scope, key.into()), info: None, of_span: false };
    if key.quoted {
        return Ok(attribute(Scope::Any, &key.text));
    }
    if let Some(info) = info_of(&key.text) {
        if info.on.contains(&on) {
            return Ok(Named { field: Field::Known(info.known), info: Some(info), of_span: false });
        }
        let places = info.on.iter().map(|target| target.word()).collect::<Vec<_>>().join(" and ");
        return Err(Mistake::plain(key.at, format!("{} is a field of {places}, not of {}", key.text, on.word()))
            .hinted(format!("To test an attribute of that name, quote it: \"{}\":…", key.text)));
    }
    if key.text.eq_ignore_ascii_case("event.name") && on != Target::Logs {
        return Ok(Named { field: Field::Known(Known::Event), info: info_of("event"), of_span: false });
    }
    if let Some((scope, name)) =
        SCOPES.iter().find_map(|(prefix, scope)| Some((*scope, key.text.strip_prefix(prefix)?)))
    {
        if name.is_empty() {
            return Err(Mistake::plain(key.at, format!("no key follows {}", key.text))
                .hinted("Write the attribute's key behind it: resource.k8s.pod.name:web-*"));
        }
        // `span.duration`: the short name of a span's own value.
        let own = info_of(name)
            .filter(|info| scope == Scope::Span && info.on.contains(&Target::Spans) && key.text.starts_with("span."));
        if let (Some(info), true) = (own, on != Target::Logs) {
            return Ok(Named { field: Field::Known(info.known), info: Some(info), of_span: on == Target::Traces });
        }
        return Ok(attribute(scope, name));
    }
    if let Some(name) = key.text.strip_prefix("trace.")
        && let Some(info) = info_of(name).filter(|info| info.on.contains(&Target::Traces))
    {
        return match on {
            Target::Traces => Ok(Named { field: Field::Known(info.known), info: Some(info), of_span: false }),
            _ => Err(Mistake::plain(key.at, format!("{} is asked of traces only", key.text))
                .hinted("Search traces, or leave \"trace.\" away.")),
        };
    }
    let near = FIELDS.iter().flat_map(|info| info.names.iter().map(move |name| (info, name))).find(|(info, name)| {
        info.on.contains(&on) && name.len() > 3 && !key.text.contains('.') && is_near(&key.text.to_lowercase(), name, 2)
    });
    if let Some((_, name)) = near {
        let message =
            format!("no field is called {}: it is looked for as an attribute's key. Did you mean {name}?", key.text);
        parser.hints.push(Hint { at: key.at, message });
    }
    Ok(attribute(Scope::Any, &key.text))
}

fn leaf(named: Named, test: CellTest, at: At) -> Expr {
    let leaf = Expr::Leaf(Leaf { at, test: Test::Field(named.field, test) });
    if named.of_span { Expr::Same(Box::new(leaf)) } else { leaf }
}

/// `key exists`, `has:key`.
pub(crate) fn exists(parser: &mut Parser<'_>, key: &Piece, at: At) -> Result<Expr, Mistake> {
    let named = named(parser, key)?;
    Ok(leaf(named, CellTest::Exists, at))
}

/// A key, an operator and its values.
pub(crate) fn compare(
    parser: &mut Parser<'_>,
    key: &Piece,
    operator: &str,
    values: &[Piece],
    at: At,
) -> Result<Expr, Mistake> {
    let mut named = named(parser, key)?;
    for value in values.iter().filter(|value| value.quoted && value.text.contains('*') && operator == ":") {
        let message = "inside quotation marks * is a star; without them it stands for any characters".into();
        parser.hints.push(Hint { at: value.at, message });
    }
    if let "~" | "!~" = operator {
        let regex = regex(&values[0])?;
        let test = if operator == "~" { CellTest::Match(regex) } else { CellTest::NoMatch(regex) };
        return Ok(leaf(named, test, at));
    }
    let shape = named.info.map_or(Shape::Text, |info| info.shape);
    if named.info.is_some_and(|info| info.known == Known::Type) {
        // `kind:server` means OpenTelemetry's kind.
        let is_kind = |value: &Piece| kind_words().contains(&value.text.to_ascii_lowercase().as_str());
        if values.iter().all(is_kind) {
            named.field = Field::Known(Known::SpanKind);
            let wanted = values.iter().map(|value| text(&value.text.to_ascii_lowercase(), value.quoted)).collect();
            return Ok(leaf(named, equality(operator, wanted, &values[0], key)?, at));
        }
    }
    match shape {
        Shape::Time => time(parser, key, named, operator, values, at),
        Shape::Severity => severity(key, named, operator, values, at),
        _ => {
            let wanted = values
                .iter()
                .map(|value| wanted(parser, key, &named, operator, value, shape))
                .collect::<Result<Vec<_>, _>>()?;
            let test = if let ">" | ">=" | "<" | "<=" = operator {
                order(operator, wanted.into_iter().next().unwrap_or_else(|| text("", true)))
            } else {
                equality(operator, wanted, &values[0], key)?
            };
            Ok(leaf(named, test, at))
        }
    }
}

fn order(operator: &str, wanted: Wanted) -> CellTest {
    let comparison = match operator {
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        "<" => Comparison::Less,
        _ => Comparison::LessOrEqual,
    };
    CellTest::Order(comparison, wanted)
}

fn equality(operator: &str, wanted: Vec<Wanted>, value: &Piece, key: &Piece) -> Result<CellTest, Mistake> {
    Ok(match operator {
        ":" => CellTest::Like(wanted),
        "=" => CellTest::Equal(wanted),
        "!=" if wanted.iter().any(|wanted| !wanted.quoted && wanted.text.contains('*')) => CellTest::Unlike(wanted),
        "!=" => CellTest::Unequal(wanted),
        _ => {
            return Err(Mistake::plain(value.at, format!("{} has no order", key.text))
                .hinted(format!("Write {}:{}.", key.text, value.text)));
        }
    })
}

fn text(value: &str, quoted: bool) -> Wanted {
    Wanted { text: value.to_owned(), quoted, number: None }
}

fn wanted(
    parser: &Parser<'_>,
    key: &Piece,
    named: &Named,
    operator: &str,
    value: &Piece,
    shape: Shape,
) -> Result<Wanted, Mistake> {
    let ordered = matches!(operator, ">" | ">=" | "<" | "<=");
    let numbered = |number: Number| Wanted { text: value.text.clone(), quoted: false, number: Some(number) };
    let wrong =
        |what: &str, hint: String| Mistake::plain(value.at, format!("{:?} is not {what}", value.text)).hinted(hint);
    let name = &key.text;
    match shape {
        Shape::Duration => units::length(&value.text).map(|length| numbered(Number::Int(length))).ok_or_else(|| {
            let hint = if units::plain(&value.text).is_some() {
                format!("Add a unit: {name}{operator}{}s, {name}{operator}{}ms.", value.text, value.text)
            } else {
                format!("Write a number and its unit ({}): {name}>2s, {name}<=150ms.", units::time_units())
            };
            wrong("a length of time", hint).unfinished(units::plain(&value.text).is_some())
        }),
        Shape::Count => units::count(&value.text)
            .map(numbered)
            .ok_or_else(|| wrong("a count", format!("Write {name}>1000, {name}>1k, {name}>2.5M."))),
        Shape::Money => units::money(&value.text)
            .map(|amount| numbered(Number::Int(amount)))
            .ok_or_else(|| wrong("an amount of money", format!("Write {name}>$0.01, {name}>5¢."))),
        Shape::Number => units::plain(&value.text)
            .map(numbered)
            .ok_or_else(|| wrong("a number", format!("Write {name}<0, {name}>=0.5."))),
        Shape::Words(words) => {
            let lower = value.text.to_ascii_lowercase();
            if value.text.contains('*') {
                return Ok(text(&lower, value.quoted));
            }
            if ordered {
                return Err(
                    Mistake::plain(value.at, format!("{name} has no order")).hinted(format!("Write {name}:{lower}."))
                );
            }
            let found =
                words.iter().find(|spellings| spellings.contains(&lower.as_str())).map(|spellings| spellings[0]);
            match found {
                Some("failed") if parser.on != Target::Traces || named.of_span => {
                    Err(wrong("a status of spans", "Write status:error.".into()))
                }
                Some(found) => Ok(text(found, true)),
                None => {
                    let list: Vec<&str> = words.iter().map(|spellings| spellings[0]).collect();
                    Err(wrong(&format!("a {name}"), format!("Write one of {}.", list.join(", "))))
                }
            }
        }
        Shape::Id => {
            let digits = value.text.trim_end_matches('*');
            if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(wrong("an id", format!("Write its hex digits or the first of them: {name}:4bf92f35.")));
            }
            Ok(text(&digits.to_ascii_lowercase(), true))
        }
        Shape::Text | Shape::Time | Shape::Severity => {
            let mut found = text(&value.text, value.quoted);
            if !value.quoted {
                found.number = units::plain(&value.text);
                if ordered && found.number.is_none() {
                    found.number = with_unit(&value.text, name);
                }
            }
            Ok(found)
        }
    }
}

/// A number with a unit, compared with an attribute: lengths of time in the unit that the key's end tells, else in seconds as OpenTelemetry's own.
fn with_unit(value: &str, key: &str) -> Option<Number> {
    if let Some(length) = units::length(value) {
        let key = key.to_ascii_lowercase();
        let ends = |ends: &[&str]| ends.iter().any(|end| key.ends_with(end));
        let unit = if ends(&["_ms", ".ms", "_millis", "milliseconds"]) {
            1e6
        } else if ends(&["_us", ".us", "_micros", "microseconds"]) {
            1e3
        } else if ends(&["_ns", ".ns", "_nanos", "nanoseconds"]) {
            1.0
        } else {
            1e9
        };
        return Some(Number::Double(length as f64 / unit));
    }
    units::size(value).or_else(|| units::count(value)).or_else(|| {
        let amount = value.contains(['$', '¢']).then(|| units::money(value)).flatten()?;
        Some(Number::Double(amount as f64 / 1e6))
    })
}

fn time(
    parser: &Parser<'_>,
    key: &Piece,
    named: Named,
    operator: &str,
    values: &[Piece],
    at: At,
) -> Result<Expr, Mistake> {
    let mut parts = Vec::new();
    for value in values {
        let (from, to) = units::time(value.text.trim(), parser.clock).ok_or_else(|| {
            Mistake::plain(value.at, format!("{:?} is not a time", value.text))
                .hinted(format!("Write {0}>-1h, {0}:today, {0}>2026-01-31, {0}>\"2026-01-31T10:00\".", key.text))
        })?;
        let wanted = |number| Wanted { text: value.text.clone(), quoted: false, number: Some(Number::Int(number)) };
        // After a day means after its end, from a day on means from its beginning.
        parts.push(match operator {
            ">" => order(">=", wanted(to.max(from + 1))),
            ">=" => order(">=", wanted(from)),
            "<" => order("<", wanted(from)),
            "<=" => order("<", wanted(to)),
            _ => CellTest::Within(from, to),
        });
    }
    let of_span = named.of_span;
    let field = named.field;
    let leaf = |test| leaf(Named { field: field.clone(), info: None, of_span }, test, at);
    let mut parts: Vec<Expr> = parts.into_iter().map(leaf).collect();
    let found = if parts.len() == 1 { parts.remove(0) } else { Expr::Or(parts) };
    Ok(if operator == "!=" { Expr::Not(Box::new(found)) } else { found })
}

/// Severities: each word is a range of four numbers (OpenTelemetry's log data model, severity fields).
fn severity(key: &Piece, named: Named, operator: &str, values: &[Piece], at: At) -> Result<Expr, Mistake> {
    let mut parts = Vec::new();
    for value in values {
        let lower = value.text.to_ascii_lowercase();
        let (from, to) = match lower.as_str() {
            "trace" => (1, 5),
            "debug" => (5, 9),
            "info" | "information" => (9, 13),
            "warn" | "warning" => (13, 17),
            "error" | "err" => (17, 21),
            "fatal" | "critical" => (21, 25),
            number => match number.parse::<i64>() {
                Ok(number @ 0..=24) => (number, number + 1),
                _ => {
                    return Err(Mistake::plain(value.at, format!("{:?} is not a severity", value.text))
                        .hinted(format!("Write {0}>=warn, {0}:error, or a number from 1 to 24.", key.text)));
                }
            },
        };
        let wanted = |number| Wanted { text: value.text.clone(), quoted: false, number: Some(Number::Int(number)) };
        parts.push(match operator {
            ">" => order(">=", wanted(to)),
            ">=" => order(">=", wanted(from)),
            "<" => order("<", wanted(from)),
            "<=" => order("<", wanted(to)),
            _ => CellTest::Within(from, to),
        });
    }
    let field = named.field;
    let leaf = |test| Expr::Leaf(Leaf { at, test: Test::Field(field.clone(), test) });
    let mut parts: Vec<Expr> = parts.into_iter().map(leaf).collect();
    let found = if parts.len() == 1 { parts.remove(0) } else { Expr::Or(parts) };
    Ok(if operator == "!=" { Expr::Not(Box::new(found)) } else { found })
}

fn regex(value: &Piece) -> Result<regex::Regex, Mistake> {
    let built = regex::RegexBuilder::new(&value.text)
        .size_limit(REGEX_BYTES)
        .dfa_size_limit(REGEX_BYTES)
        .nest_limit(64)
        .build();
    built.map_err(|error| {
        let message = match &error {
            regex::Error::CompiledTooBig(_) => "this regular expression is too large".to_owned(),
            _ => {
                let told = error.to_string();
                let reason = told.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                format!("this regular expression cannot be read: {reason}")
            }
        };
        Mistake::plain(value.at, message)
            .hinted("Put \\ before a character that is meant as it stands, or use : with *.")
    })
}
