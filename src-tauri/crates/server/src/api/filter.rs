//! The lists' filters: from query parameters, and from the text a person types, to what the store understands.
//!
//! The text is words with spaces between; all must match. A word may be `"quoted with spaces"`. In the list of traces `status:`, `service:`,
//! `name:` and `duration` followed by a comparison have a meaning of their own; any other word, also one with a colon (span names have
//! them), is looked for as it stands. A mistake is answered with the character it begins at.

use waterglass_proto::{LogQuery, Order, TraceQuery};
use waterglass_store::{LogFilter, Outcome, TraceFilter, TraceOrder};

use super::ApiFailure;
use super::params::{page_size, span_id, trace_id};

/// The traces asked for.
pub(super) fn trace_filter(query: TraceQuery) -> Result<TraceFilter, ApiFailure> {
    let mut filter = TraceFilter {
        project: query.project,
        services: query.service.into_iter().collect(),
        from: query.from.map(|from| from.0),
        to: query.to.map(|to| to.0),
        order: match query.sort.as_deref() {
            None | Some("start") => TraceOrder::Start,
            Some("duration") => TraceOrder::Duration,
            Some("name") => TraceOrder::Name,
            Some("service") => TraceOrder::Service,
            Some("spans") => TraceOrder::Spans,
            Some("errors") => TraceOrder::Errors,
            Some("tokens") => TraceOrder::Tokens,
            Some(other) => return Err(ApiFailure::bad_request(format!("sort={other}: there is no such column"))),
        },
        ascending: query.order.unwrap_or_default() == Order::Asc,
        limit: page_size(query.limit)?,
        // The total does not change from page to page; counting it once is enough.
        count: query.cursor.is_none(),
        cursor: query.cursor,
        ..TraceFilter::default()
    };
    for word in words(query.q.as_deref().unwrap_or_default())? {
        add(&mut filter, &word)?;
    }
    Ok(filter)
}

/// The log records asked for.
pub(super) fn log_filter(query: LogQuery) -> Result<LogFilter, ApiFailure> {
    if query.span_id.is_some() && query.trace_id.is_none() {
        return Err(ApiFailure::bad_request("span_id alone names no span: give trace_id too"));
    }
    if let Some(severity) = query.severity.filter(|severity| *severity > 24) {
        return Err(ApiFailure::bad_request(format!("severity={severity}: OTLP's severities are 0 to 24")));
    }
    Ok(LogFilter {
        project: query.project,
        service: query.service,
        from: query.from.map(|from| from.0),
        to: query.to.map(|to| to.0),
        severity: query.severity,
        words: words(query.q.as_deref().unwrap_or_default())?.into_iter().map(|word| word.text).collect(),
        trace_id: query.trace_id.as_deref().map(trace_id).transpose()?,
        span_id: query.span_id.as_deref().map(span_id).transpose()?,
        ascending: query.order.unwrap_or_default() == Order::Asc,
        limit: page_size(query.limit)?,
        count: query.cursor.is_none(),
        cursor: query.cursor,
    })
}

/// One word of the text.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    /// What is looked for, quotes taken off.
    text: String,
    /// `status`, `service`, `name` or `duration`, when it stands before the word.
    key: Option<&'static str>,
    /// Where the word begins, in characters from 1.
    at: usize,
}

/// The words that mean something in front of a colon or a comparison.
const KEYS: [&str; 4] = ["status", "service", "name", "duration"];

fn words(text: &str) -> Result<Vec<Word>, ApiFailure> {
    let pieces = pieces(text)?;
    Ok(pieces.into_iter().map(Word::of).filter(|word| !word.text.is_empty() || word.key.is_some()).collect())
}

/// What stands between spaces.
#[derive(Default)]
struct Piece {
    /// Its text without quotation marks.
    text: String,
    /// How many bytes of it stand before the first mark.
    plain: usize,
    /// Where it begins and where its last mark stands, in characters from 1; 0 = there is none.
    at: usize,
    mark: usize,
}

fn pieces(text: &str) -> Result<Vec<Piece>, ApiFailure> {
    let mut pieces = Vec::new();
    let mut open: Option<Piece> = None;
    let mut in_quotes = false;
    for (index, character) in text.chars().enumerate() {
        if character.is_whitespace() && !in_quotes {
            pieces.extend(open.take());
            continue;
        }
        let piece = open.get_or_insert_with(|| Piece { at: index + 1, ..Piece::default() });
        if character == '"' {
            in_quotes = !in_quotes;
            piece.mark = index + 1;
        } else {
            piece.text.push(character);
            piece.plain = if piece.mark == 0 { piece.text.len() } else { piece.plain };
        }
    }
    match open {
        Some(piece) if in_quotes => {
            Err(mistake(piece.mark, "this quotation mark is not closed", "Add another \" at its end."))
        }
        open => {
            pieces.extend(open);
            Ok(pieces)
        }
    }
}

impl Word {
    /// A key counts only when it is not inside quotes itself.
    fn of(piece: Piece) -> Self {
        let plain = &piece.text[..piece.plain];
        let key = KEYS.into_iter().find(|key| {
            let means =
                |after: &str| after.starts_with(':') || *key == "duration" && after.starts_with(['<', '>', '=']);
            plain.strip_prefix(key).is_some_and(means)
        });
        let value = &piece.text[key.map_or(0, str::len)..];
        let value = if key.is_some() { value.strip_prefix(':').unwrap_or(value) } else { value };
        Self { text: value.to_owned(), key, at: piece.at }
    }
}

fn add(filter: &mut TraceFilter, word: &Word) -> Result<(), ApiFailure> {
    let Some(key) = word.key else {
        filter.words.push(word.text.clone());
        return Ok(());
    };
    if word.text.is_empty() {
        let after = word.at + key.len();
        return Err(mistake(after, &format!("nothing follows {key}:"), "Write the value right behind the colon."));
    }
    match key {
        "service" => filter.services.push(word.text.clone()),
        "name" => filter.names.push(word.text.clone()),
        "status" => add_status(filter, word)?,
        _ => add_duration(filter, word)?,
    }
    Ok(())
}

fn add_status(filter: &mut TraceFilter, word: &Word) -> Result<(), ApiFailure> {
    let mut outcomes = Vec::new();
    let mut at = word.at + "status:".len();
    for name in word.text.split(',') {
        match name.to_ascii_lowercase().as_str() {
            "ok" => outcomes.push(Outcome::Ok),
            // A trace whose root failed has errors too.
            "error" => outcomes.extend([Outcome::HasErrors, Outcome::Failed]),
            "failed" => outcomes.push(Outcome::Failed),
            _ => {
                return Err(mistake(
                    at,
                    &format!("{name:?} is not a status"),
                    "Write status:ok, status:error or status:failed.",
                ));
            }
        }
        at += name.chars().count() + 1;
    }
    if !filter.outcomes.is_empty() {
        outcomes.retain(|outcome| filter.outcomes.contains(outcome));
        if outcomes.is_empty() {
            return Err(mistake(word.at, "no trace has both statuses", "Write status:ok,failed for one or the other."));
        }
    }
    outcomes.dedup();
    filter.outcomes = outcomes;
    Ok(())
}

fn add_duration(filter: &mut TraceFilter, word: &Word) -> Result<(), ApiFailure> {
    let at = word.at + "duration".len();
    let hint = "Write duration>2s, duration<=150ms, duration>1m.";
    let signs = word.text.len() - word.text.trim_start_matches(['<', '>', '=']).len();
    let (sign, amount) = word.text.split_at(signs);
    if !matches!(sign, "<" | "<=" | ">" | ">=" | "=") {
        return Err(mistake(at, "a comparison is missing between duration and its value", hint));
    }
    let wrong = || mistake(at + signs, &format!("{amount:?} is not a length of time"), hint);
    let length = length(amount).ok_or_else(wrong)?;
    let least = |filter: &mut TraceFilter, least: u64| {
        filter.min_duration = Some(filter.min_duration.map_or(least, |known| known.max(least)));
    };
    let most = |filter: &mut TraceFilter, most: u64| {
        filter.max_duration = Some(filter.max_duration.map_or(most, |known| known.min(most)));
    };
    match sign {
        ">" => least(filter, length.saturating_add(1)),
        ">=" => least(filter, length),
        // No trace is shorter than nothing.
        "<" => most(filter, length.checked_sub(1).ok_or_else(wrong)?),
        "<=" => most(filter, length),
        _ => {
            least(filter, length);
            most(filter, length);
        }
    }
    Ok(())
}

/// A length of time with its unit, in nanoseconds: `150ms`, `2.5s`.
fn length(text: &str) -> Option<u64> {
    let split = text.find(|character: char| !character.is_ascii_digit() && character != '.')?;
    let (number, unit) = text.split_at(split);
    let nanos = match unit {
        "ns" => 1.0,
        "us" | "µs" | "μs" => 1e3,
        "ms" => 1e6,
        "s" => 1e9,
        "m" | "min" => 60e9,
        "h" => 3600e9,
        _ => return None,
    };
    let length = number.parse::<f64>().ok()? * nanos;
    (length.is_finite() && length < 9.2e18).then_some(length.round() as u64)
}

fn mistake(at: usize, message: &str, hint: &str) -> ApiFailure {
    ApiFailure::bad_request(format!("q, character {at}: {message}")).hint(hint)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;
    use http_body_util::BodyExt;
    use proptest::prelude::*;
    use waterglass_proto::ApiError;

    use super::*;

    fn filter(q: &str) -> Result<TraceFilter, ApiFailure> {
        trace_filter(TraceQuery { q: Some(q.into()), ..TraceQuery::default() })
    }

    async fn message(q: &str) -> String {
        let body = filter(q).expect_err("a mistake").into_response().into_body().collect().await.expect("a body");
        serde_json::from_slice::<ApiError>(&body.to_bytes()).expect("an error").message
    }

    #[test]
    fn words_keys_and_comparisons_are_understood() {
        let found =
            filter("chat gpt \"two words\" service:api name:\"GET /x y\" status:error duration>2s duration<=1.5m")
                .expect("understood");
        assert_eq!(found.words, ["chat", "gpt", "two words"]);
        assert_eq!((found.services, found.names), (vec!["api".to_owned()], vec!["GET /x y".to_owned()]));
        assert_eq!(found.outcomes, [Outcome::HasErrors, Outcome::Failed]);
        assert_eq!((found.min_duration, found.max_duration), (Some(2_000_000_001), Some(90_000_000_000)));
    }

    #[test]
    fn a_word_with_a_colon_of_its_own_is_a_word() {
        let found = filter("agent:run http://x/y \"status:ok\" durations nameless").expect("understood");
        assert_eq!(found.words, ["agent:run", "http://x/y", "status:ok", "durations", "nameless"]);
        assert!(found.outcomes.is_empty());
        assert!(filter("  ").expect("nothing").words.is_empty());
    }

    #[tokio::test]
    async fn mistakes_point_at_their_character() {
        assert!(message("é status:bad").await.starts_with("q, character 10: \"bad\" is not a status"));
        assert!(message("x duration>2parsecs").await.starts_with("q, character 12: \"2parsecs\""));
        assert!(message("duration:2s").await.contains("comparison is missing"));
        assert!(message("say \"hello").await.starts_with("q, character 5: this quotation mark"));
        assert!(message("name:").await.contains("nothing follows"));
        assert!(message("status:ok status:failed").await.contains("both"));
    }

    proptest! {
        #[test]
        fn no_text_panics(q in ".{0,60}") {
            let _ = filter(&q);
        }

        #[test]
        fn a_quoted_word_comes_back_as_it_was(word in "[^\"]{1,20}") {
            prop_assert_eq!(filter(&format!("a \"{word}\" b")).expect("understood").words[1].clone(), word);
        }
    }
}
