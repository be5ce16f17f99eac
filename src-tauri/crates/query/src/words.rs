//! Free text: whether words occur in a text, one after the other.

use std::ops::Range;

use crate::ast::Words;

impl Words {
    /// Where the words occur first, in bytes.
    pub fn in_text(&self, text: &str) -> Option<Range<usize>> {
        let wanted: Vec<String> = split(&self.text).map(|(word, _)| word).collect();
        if wanted.is_empty() {
            let at = text.to_lowercase().find(&self.text.to_lowercase())?;
            return Some(at..at + self.text.len());
        }
        let found: Vec<(String, Range<usize>)> = split(text).collect();
        found.windows(wanted.len()).find_map(|window| {
            let last = wanted.len() - 1;
            let fits = window.iter().zip(&wanted).enumerate().all(|(index, ((word, _), wanted))| {
                if self.prefix && index == last { word.starts_with(wanted.as_str()) } else { word == wanted }
            });
            fits.then(|| window[0].1.start..window[last].1.end)
        })
    }
}

fn split(text: &str) -> impl Iterator<Item = (String, Range<usize>)> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).map(move |word| {
        let from = word.as_ptr() as usize - text.as_ptr() as usize;
        (word.to_lowercase(), from..from + word.len())
    })
}
