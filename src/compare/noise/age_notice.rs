//! "This article is more than 5 years old": an age that the page computes.
//!
//! The extractor reads such notices; this rule catches what it left in the body.

use super::relative_time::{is_quantity, is_unit};
use super::{Line, is_digits};

/// How a notice begins and what it says before and after the age, by language.
const FORMS: &[(&[&str], &[&str])] = &[
    (
        &[
            "this article is",
            "this story is",
            "this post is",
            "this page is",
            "this article was published",
            "this story was published",
            "this content is",
        ],
        &["old", "ago"],
    ),
    (&["dieser artikel ist", "dieser beitrag ist", "dieser text ist", "diese seite ist"], &["alt"]),
    (
        &["cet article a", "cet article date de", "cet article a été publié il y a", "cet article est vieux de"],
        &["", "ans", "mois"],
    ),
    (&["este artículo tiene", "este artículo fue publicado hace", "esta noticia tiene"], &["", "antigüedad"]),
    (&["questo articolo ha", "questo articolo è stato pubblicato"], &["", "fa"]),
    (&["dit artikel is", "dit bericht is"], &["oud"]),
    (&["este artigo tem", "esta notícia tem", "este artigo foi publicado há"], &["", "atrás"]),
    (&["den här artikeln är", "denna artikel är", "artikeln är"], &["gammal"]),
    (&["denne artikel er", "denne artikkelen er", "artikkelen er"], &["gammel"]),
    (&["ten artykuł ma", "artykuł ma"], &[""]),
    (&["этой статье", "этот материал опубликован"], &["", "назад"]),
];

/// Words between the beginning and the end that are neither number nor unit.
const BETWEEN: &str = "more than over about at least nearly almost mehr als über älter plus de más menos più di \
meer dan mais mer än \
    mere end enn ponad więcej niż более больше and und et y e en och og old published first was";

pub(super) fn takes(line: &Line) -> bool {
    FORMS.iter().any(|(starts, ends)| {
        starts.iter().any(|start| {
            let Some(rest) = line.folded.strip_prefix(start) else { return false };
            let words = super::words_of(rest);
            let is_age = words.iter().any(|w| is_unit(w)) && words.iter().any(|w| is_digits(w) || is_quantity(w));
            let is_end = |w: &str| ends.contains(&w) && !w.is_empty();
            let closes = ends.contains(&"") || words.last().is_some_and(|w| is_end(w));
            is_age
                && closes
                && words
                    .iter()
                    .all(|w| is_digits(w) || is_quantity(w) || is_unit(w) || is_end(w) || super::holds(BETWEEN, w))
        })
    })
}
