//! Lengths of time in words: "5 years, 1 months", "1 Stunde 35 Min", "两小时".

use super::langs::Langs;
use super::tokens::Token;
use super::words::meanings;

/// A unit of time, the finest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    /// The unit behind a letter of the tables.
    pub(super) fn of_letter(letter: char) -> Option<Unit> {
        Some(match letter {
            'S' => Unit::Second,
            'I' => Unit::Minute,
            'H' => Unit::Hour,
            'D' => Unit::Day,
            'W' => Unit::Week,
            'M' => Unit::Month,
            'Y' => Unit::Year,
            _ => return None,
        })
    }
}

/// A length of time as it was said: so many of each unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub years: u32,
    pub months: u32,
    pub weeks: u32,
    pub days: u32,
    pub hours: u32,
    pub minutes: u32,
    pub seconds: u32,
    /// The finest unit that was named.
    pub finest: Unit,
}

impl Span {
    /// So many of one unit.
    pub(super) fn of(count: u32, unit: Unit) -> Span {
        let none = Span { years: 0, months: 0, weeks: 0, days: 0, hours: 0, minutes: 0, seconds: 0, finest: unit };
        none.and(count, unit)
    }

    /// This and so many of a unit.
    pub(super) fn and(mut self, count: u32, unit: Unit) -> Span {
        let place = match unit {
            Unit::Second => &mut self.seconds,
            Unit::Minute => &mut self.minutes,
            Unit::Hour => &mut self.hours,
            Unit::Day => &mut self.days,
            Unit::Week => &mut self.weeks,
            Unit::Month => &mut self.months,
            Unit::Year => &mut self.years,
        };
        *place = place.saturating_add(count);
        self.finest = self.finest.min(unit);
        self
    }
}

/// A word of a phrase about time: what it can be, and in which languages.
pub(super) struct Role {
    pub(super) meaning: &'static str,
    pub(super) langs: Langs,
}

/// What each token can be in a phrase about time; `None` as soon as one can be nothing.
pub(super) fn roles(tokens: &[Token]) -> Option<Vec<Vec<Role>>> {
    let is_role = |meaning: &str| {
        matches!(meaning, "a" | "j" | "q")
            || meaning.len() == 2 && meaning.starts_with(['u', 'g', 'b'])
            || meaning.len() > 1 && meaning.starts_with('n')
    };
    let of_word = |word: &str| {
        let roles = meanings(word).filter(|(m, _)| is_role(m)).map(|(meaning, langs)| Role { meaning, langs });
        Some(roles.collect::<Vec<Role>>()).filter(|roles| !roles.is_empty())
    };
    let of_token = |token: &Token| if token.number.is_some() { Some(Vec::new()) } else { of_word(token.text) };
    tokens.iter().map(of_token).collect()
}

/// The languages in which every word of a phrase can be part of one about time.
pub(super) fn common(tokens: &[Token], roles: &[Vec<Role>]) -> Langs {
    let words = tokens.iter().zip(roles).filter(|(token, _)| token.number.is_none());
    words.fold(Langs::ALL, |all, (_, roles)| all.and(roles.iter().fold(Langs::NONE, |any, role| any.or(role.langs))))
}

/// How a phrase was read in one language.
pub(super) struct Phrase {
    pub(super) span: Span,
    pub(super) is_past: bool,
    /// It holds nothing but numbers and units.
    pub(super) is_bare: bool,
}

/// Reads all tokens as numbers with units, in one language.
pub(super) fn phrase(tokens: &[Token], roles: &[Vec<Role>], lang: Langs) -> Option<Phrase> {
    let mut span: Option<Span> = None;
    // A number that waits for its unit, or a unit for its number ("siku 5").
    let (mut waiting, mut named) = (None, None);
    let (mut is_past, mut is_bare) = (false, true);
    for (token, roles) in tokens.iter().zip(roles) {
        if let Some(number) = token.number {
            if let Some(unit) = named.take() {
                span = Some(span.map_or(Span::of(number, unit), |span| span.and(number, unit)));
            } else if waiting.replace(number).is_some() {
                return None;
            }
            continue;
        }
        let find = |is_wanted: &dyn Fn(&str) -> bool| {
            roles.iter().find(|role| role.langs.overlaps(lang) && is_wanted(role.meaning)).map(|role| role.meaning)
        };
        let unit = waiting.and_then(|_| find(&|m| m.starts_with(['u', 'g'])));
        if let (Some(count), Some(meaning)) = (waiting, unit) {
            let unit = Unit::of_letter(meaning.chars().nth(1)?)?;
            span = Some(span.map_or(Span::of(count, unit), |span| span.and(count, unit)));
            is_past |= meaning.starts_with('g');
            waiting = None;
        } else if let Some(meaning) = find(&|m| m.starts_with('b')).filter(|_| waiting.is_none() && named.is_none()) {
            named = Unit::of_letter(meaning.chars().nth(1)?);
        } else if find(&|m| m == "a").is_some() && waiting.is_none() {
            (is_past, is_bare) = (true, false);
        } else if let Some(meaning) = find(&|m| m.starts_with('n')).filter(|_| waiting.is_none()) {
            waiting = meaning.get(1..)?.parse().ok(); // the table holds numbers there
            is_bare = false;
        } else if find(&|m| m == "q" || m == "j").is_some() {
            is_bare &= find(&|m| m == "j").is_some();
        } else if span.is_some() && waiting.is_none() && find(&|m| m.starts_with(['u', 'g'])).is_some() {
            // A unit of two words ("วัน ที่แล้ว"): the second says the same again.
            is_past |= find(&|m| m.starts_with('g')).is_some();
        } else {
            return None;
        }
    }
    let is_whole = waiting.is_none() && named.is_none();
    span.filter(|_| is_whole).map(|span| Phrase { span, is_past, is_bare })
}

/// The languages to read a phrase in, that of the page first.
pub(super) fn candidates(
    tokens: &[Token],
    roles: &[Vec<Role>],
    tag: Option<&str>,
) -> impl Iterator<Item = Langs> + use<> {
    let all = if tokens.is_empty() { Langs::NONE } else { common(tokens, roles) };
    let own = all.and(tag.map_or(Langs::NONE, Langs::of_tag));
    own.each().chain(all.each())
}

/// Reads a whole phrase as a length of time with numbers in digits or words, in one of `langs`.
pub(super) fn counted(tokens: &[Token], langs: Langs) -> Option<Span> {
    let roles = roles(tokens)?;
    let all = if tokens.is_empty() { Langs::NONE } else { common(tokens, &roles).and(langs) };
    all.each().find_map(|lang| phrase(tokens, &roles, lang)).map(|p| p.span)
}

/// Reads a whole phrase as a length of time with nothing around it ("1 hour 35 min"), in the language of `tag` or any
/// other that has all its words.
pub fn span(tokens: &[Token], tag: Option<&str>) -> Option<Span> {
    let roles = roles(tokens)?;
    let read = |lang| phrase(tokens, &roles, lang).filter(|p| !p.is_past && p.is_bare);
    candidates(tokens, &roles, tag).find_map(read).map(|p| p.span)
}
