//! What somebody may have meant: the word of a list that is nearest to what was typed.

/// The word nearest to this one, when it is near: one slip in short words, two in long ones. `None` also when the word itself is in the list.
pub(crate) fn nearest<'w>(typed: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let typed = typed.to_lowercase();
    let most = match typed.chars().count() {
        0..=2 => return None,
        3..=5 => 1,
        6..=40 => 2,
        _ => return None,
    };
    let distances = words.into_iter().map(|word| (distance(&typed, word), word));
    let (least, word) = distances.min_by_key(|(distance, _)| *distance)?;
    (1..=most).contains(&least).then_some(word)
}

/// How many slips lie between two words: a letter too many, too few, another one, or two letters the wrong way round.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, letter) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, against) in other.iter().enumerate() {
            let mut least = (rows[i][j] + usize::from(letter != against)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *against {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

/// Words as a sentence lists them: `a, b or c`.
pub(crate) fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found() {
        let words = ["duration", "model", "cost"];
        for (typed, meant) in [
            ("durration", Some("duration")),
            ("duratoin", Some("duration")),
            ("modle", Some("model")),
            ("Cots", Some("cost")),
            ("model", None),
            ("http", None),
            ("ms", None),
        ] {
            assert_eq!(nearest(typed, words), meant, "{typed}");
        }
    }
}
