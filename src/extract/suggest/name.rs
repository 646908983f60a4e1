//! Which names of elements will still be there on the next page, and after the site's next build.
//!
//! Classes that build tools make (`css-1x2abc`, `Body_text__a8Xk2`) and names that carry a number of the article
//! (`post-48307`) hold for one page or one release. What stands before the machine's part is often made by people.

/// Longest name that is proposed, bytes: longer ones are made by machines for machines.
const NAME_BYTES_MAX: usize = 64;

/// Fewest letters of a part that is worth keeping.
const PART_LETTERS_MIN: usize = 4;

/// Digits in a row that are a number of something rather than a count.
const NUMBER_DIGITS: usize = 4;

/// What build tools put before the names that they make.
const TOOLS: &[&str] =
    &["css", "sc", "jsx", "jss", "emotion", "svelte", "astro", "tss", "makestyles", "glamor", "fela", "ng", "cls"];

/// What a name is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name<'n> {
    /// People gave it.
    Stable(&'n str),
    /// People gave its beginning, up to here; the rest is a machine's.
    Begins(&'n str),
    /// Nothing of it will last, or it cannot stand in a selector as it is.
    Passing,
}

/// Judges the name of a class or an id.
pub(super) fn judge(name: &str) -> Name<'_> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let begins = |c: char| c.is_ascii_alphabetic() || c == '_';
    if !(2..=NAME_BYTES_MAX).contains(&name.len()) || !name.starts_with(begins) || !name.chars().all(is_plain) {
        return Name::Passing;
    }
    let is_short_word = name.bytes().all(|b| b.is_ascii_lowercase()) && name.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if segments(name).all(|(_, segment)| segment.len() < 3) && !is_short_word {
        return Name::Passing; // "e_m", "c2": made short by a machine
    }
    let Some(machine) = machine_part(name) else { return Name::Stable(name) };
    let kept = name.get(..machine).unwrap_or_default();
    let first = segments(name).next().map(|(_, segment)| segment.to_ascii_lowercase()).unwrap_or_default();
    let letters = kept.chars().filter(char::is_ascii_alphabetic).count();
    if TOOLS.contains(&first.as_str()) || letters < PART_LETTERS_MIN { Name::Passing } else { Name::Begins(kept) }
}

/// Whether a value of an attribute is made of words, so that it can be asked for as it is.
pub(super) fn is_plain_value(value: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    (2..=NAME_BYTES_MAX).contains(&value.len()) && value.chars().all(is_plain) && machine_part(value).is_none()
}

/// A value without the number at its end, where it has one: one of a row, as in "paragraph-2".
pub(super) fn without_number(value: &str) -> Option<&str> {
    let start = value.trim_end_matches(|c: char| c.is_ascii_digit());
    (start.len() < value.len() && start.len() > PART_LETTERS_MIN && start.ends_with(['-', '_'])).then_some(start)
}

/// Where the machine's part of a name begins.
fn machine_part(name: &str) -> Option<usize> {
    let module = || {
        // "Body_text__ixoev": a component, its class, and five characters that only look like a word.
        let (before, hash) = name.rsplit_once("__")?;
        let is_component = before.starts_with(|c: char| c.is_ascii_uppercase()) || before.starts_with("styles_");
        let is_hash = (5..=6).contains(&hash.len()) && before.contains('_') && is_component;
        is_hash.then_some(before.len() + 2)
    };
    let segment = segments(name).find(|(_, segment)| is_number(segment) || is_random(segment)).map(|(at, _)| at);
    segment.or_else(module)
}

/// The runs of letters and digits of a name, and where each begins.
fn segments(name: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_alphanumeric())?;
        let from = name.len() - rest.len() + start;
        let tail = rest.get(start..)?;
        let end = tail.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tail.len());
        rest = tail.get(end..)?;
        Some((from, tail.get(..end)?))
    })
}

fn is_number(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let longest = segment.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    longest >= NUMBER_DIGITS || (digits == segment.len() && digits > 2)
}

/// Whether letters and digits are mixed as no word is.
fn is_random(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    let vowels = |text: &str| text.chars().any(|c| "aeiouyAEIOUY".contains(c));
    if bytes.len() < 4 {
        return false;
    }
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    if digits > 0 {
        let turns =
            bytes.windows(2).filter(|w| matches!(w, [a, b] if a.is_ascii_digit() != b.is_ascii_digit())).count();
        let letters = segment.trim_matches(|c: char| c.is_ascii_digit());
        // "Heading2" is a word and its count; "17Yit" is not.
        let begins = usize::from(segment.starts_with(|c: char| c.is_ascii_alphabetic()));
        let is_mixed = letters.bytes().skip(begins).any(|b| b.is_ascii_uppercase())
            && letters.bytes().any(|b| b.is_ascii_lowercase());
        // One number at an end is a count or a size: "video360", "3col".
        return turns > 1 || is_mixed || (bytes.len() > 4 && !vowels(letters));
    }
    if bytes.len() >= 5 && !vowels(segment) {
        return true;
    }
    let uppers = bytes.iter().filter(|b| b.is_ascii_uppercase()).count();
    if uppers == 0 || uppers == bytes.len() || bytes.len() > 8 {
        return false;
    }
    // Words in one name are longer than two letters and have vowels: "pubDate", not "cKzPqL".
    let mut words: Vec<String> = Vec::new();
    for c in segment.chars() {
        if c.is_ascii_uppercase() || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words.len() > 1 && (bytes.len() < 3 * words.len() || words.iter().any(|word| word.len() > 2 && !vowels(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_gave_are_known_from_those_of_machines() {
        let stable = "story-body storyBody article__headline c-article__body entry-content col-8 video360 headline-2 pubDate by \
                      MAIN js-article-text StoryBody article_body mw-content";
        for name in stable.split_whitespace() {
            assert_eq!(judge(name), Name::Stable(name), "{name}");
        }
        for (name, kept) in [
            ("Body_text__a8Xk2", "Body_text__"),
            ("Body_text__ixoev", "Body_text__"),
            ("styles_lead__fkdzq", "styles_lead__"),
            ("article-body__container__3ypuX", "article-body__container__"),
            ("article-body__content__17Yit", "article-body__content__"),
            ("Article__Body-sc-1x2abc-3", "Article__Body-sc-"),
            ("_article_1abc2_34", "_article_"),
            ("post-48307", "post-"),
            ("story_text_2024061", "story_text_"),
        ] {
            assert_eq!(judge(name), Name::Begins(kept), "{name}");
        }
        let passing = "css-1x2abc sc-9f8e jsx-123 jsx-2871293847 sc-bdVaJa cKzPqL x1lliihq a a1 h1 e_m c_hV p-48307 3col \
                       md:w-1/2 ünder svelte-1tky8bj";
        for name in passing.split_whitespace() {
            assert_eq!(judge(name), Name::Passing, "{name}");
        }
    }

    #[test]
    fn a_number_at_the_end_of_a_value_is_one_of_a_row() {
        for (value, start) in [("paragraph-12", Some("paragraph-")), ("paragraph", None), ("h-2", None), ("-2", None)] {
            assert_eq!(without_number(value), start, "{value}");
        }
    }
}
