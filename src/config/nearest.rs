//! What somebody probably meant: the known word nearest to a written one.

/// The longest word that is compared, characters; longer ones are no slips of the pen.
const WORD_MAX: usize = 64;

/// The known word nearest to `written`, if it is near enough to be meant: a third of its letters may differ, or one
/// contains the other.
pub(super) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    if written.chars().count() > WORD_MAX {
        return None;
    }
    let cost = |word: &str| {
        let lower = word.to_lowercase();
        let is_part = written.len().min(lower.len()) >= 4 && (written.contains(&lower) || lower.contains(&written));
        let letters = distance(&written, &lower);
        let is_near = letters * 3 <= lower.chars().count().max(3);
        (is_near || is_part).then_some(letters)
    };
    known.filter_map(|word| cost(word).map(|c| (c, word))).min_by_key(|(c, _)| *c).map(|(_, word)| word)
}

/// The letters to insert, drop, replace or swap with their neighbour to turn one word into the other (the optimal
/// string alignment distance).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (at(&last, j) + usize::from(from != to)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let is_swap = i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            if is_swap {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_the_word_that_was_meant_and_other_words_find_none() {
        let known = ["headline", "standfirst", "byline", "zone", "pages", "min_gap"];
        for (written, meant) in [
            ("headlin", Some("headline")),
            ("Pages", Some("pages")),
            ("page", Some("pages")),
            ("timezone", Some("zone")),
            ("mingap", Some("min_gap")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, known.into_iter()), meant, "{written}");
        }
        assert_eq!(nearest(&"x".repeat(100_000), known.into_iter()), None);
    }

    #[test]
    fn the_distance_is_the_number_of_letters_to_change() {
        for (a, b, n) in
            [("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("same", "same", 0), ("paht", "path", 1)]
        {
            assert_eq!(distance(a, b), n, "{a} {b}");
        }
    }
}
