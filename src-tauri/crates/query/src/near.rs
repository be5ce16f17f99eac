//! Words that are nearly others: who writes `durration` means `duration`.

/// Whether at most `most` letters must change to make one word of the other.
pub(crate) fn is_near(one: &str, other: &str, most: usize) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most || one.len() > 64 {
        return false;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], index + 1);
        for (at, known) in other.iter().enumerate() {
            let change = corner + usize::from(letter != known);
            corner = row[at + 1];
            row[at + 1] = change.min(row[at] + 1).min(corner + 1);
        }
    }
    row[other.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words() {
        assert!(is_near("durration", "duration", 1) && is_near("modle", "model", 2) && is_near("a", "a", 0));
        assert!(!is_near("http", "duration", 2) && !is_near("modle", "model", 1));
    }
}
