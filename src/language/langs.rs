//! Sets of languages.

/// The languages of the tables, sorted.
pub(super) const LANGUAGES: [&str; 79] = [
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa",
    "fi", "fil", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km",
    "kn", "ko", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "pa", "pl", "ps",
    "pt", "ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi",
    "yo", "zh", "zu",
];

/// Codes that pages write for a language of the table: old ones, macrolanguages, and countries taken for languages.
const ALIASES: [(&str, &str); 16] = [
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
    ("in", "id"),
    ("iw", "he"),
    ("jp", "ja"),
    ("kr", "ko"),
    ("mo", "ro"),
    ("no", "nb"),
    ("prs", "fa"),
    ("sh", "sr"),
    ("tl", "fil"),
    ("ua", "uk"),
    ("vn", "vi"),
    ("yue", "zh"),
];

/// The code of the tables for a code that pages write.
pub(super) fn without_alias(code: &str) -> &str {
    ALIASES.iter().find(|(alias, _)| *alias == code).map_or(code, |(_, known)| known)
}

/// A set of languages; bits are places in [`LANGUAGES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Langs(u128);

impl Langs {
    pub(super) const ALL: Langs = Langs(u128::MAX);
    pub(super) const NONE: Langs = Langs(0);

    /// The languages of a list with commas between.
    pub(super) fn of_list(list: &str) -> Langs {
        list.split(',').fold(Langs::NONE, |all, code| all.or(Langs::of_code(code)))
    }

    /// The language of a tag ("pt-BR"); none where the tables have none of it.
    pub(super) fn of_tag(tag: &str) -> Langs {
        let code = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Langs::of_code(without_alias(&code))
    }

    fn of_code(code: &str) -> Langs {
        LANGUAGES.binary_search(&code).map_or(Langs::NONE, |place| Langs(1 << place))
    }

    pub(super) fn and(self, other: Langs) -> Langs {
        Langs(self.0 & other.0)
    }

    pub(super) fn or(self, other: Langs) -> Langs {
        Langs(self.0 | other.0)
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    pub(super) fn overlaps(self, other: Langs) -> bool {
        !self.and(other).is_none()
    }

    /// Its languages as sets of one.
    pub(super) fn each(self) -> impl Iterator<Item = Langs> {
        (0..LANGUAGES.len()).map(|place| Langs(1 << place)).filter(move |one| self.overlaps(*one))
    }
}
