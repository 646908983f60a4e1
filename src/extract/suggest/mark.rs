//! Selectors that name an element by what people called it, and which of them one would rather write.

use std::collections::HashMap;

use scraper::ElementRef;

#[cfg(test)]
use super::Line;
use super::name::{self, Name};
use crate::extract::automatic;

/// Elements that say themselves what they hold.
const TAGS: &[&str] = &["article", "main", "h1", "figcaption"];

/// Attributes whose values are made for programs and outlast a design.
const ATTRIBUTES: &[&str] =
    &["itemprop", "data-testid", "data-component", "data-component-name", "data-module", "data-type"];

/// Selectors of one element, and of all pages together, at most.
const MARKS_MAX: usize = 16;
const ALL_MAX: usize = 60_000;

/// Classes that say how an element looks: alone, or before a size, a side or a colour.
const LOOKS: &[&str] = &[
    "uppercase",
    "lowercase",
    "italic",
    "bold",
    "underline",
    "sticky",
    "fixed",
    "clearfix",
    "clear",
    "row",
    "container",
    "wrapper",
    "wrap",
    "inner",
    "outer",
    "col",
    "cols",
    "column",
    "columns",
    "left",
    "right",
    "center",
    "relative",
    "absolute",
    "flex",
    "grid",
    "block",
    "inline",
    "hidden",
    "visible",
    "large",
    "small",
    "medium",
    "big",
    "rel",
    "box",
    "active",
    "first",
    "last",
    "fl",
    "fr",
    "cf",
    "group",
];
const SIZED: &[&str] = &[
    "m", "p", "mt", "mb", "ml", "mr", "mx", "my", "pt", "pb", "pl", "pr", "px", "py", "w", "h", "gap", "text", "font",
    "bg", "border", "rounded", "shadow", "z", "top", "bottom", "leading", "tracking", "space", "justify", "items",
    "order", "max", "min", "overflow", "d", "fs", "fw", "lh", "float", "align", "width", "span", "margin", "padding",
    "heading", "copy", "body", "size", "color", "flex", "grid", "col", "row", "u", "small", "large", "medium",
    "tablet", "desktop",
];
const SIZES: &[&str] = &[
    "xs",
    "sm",
    "md",
    "lg",
    "xl",
    "xxl",
    "full",
    "auto",
    "none",
    "center",
    "left",
    "right",
    "bold",
    "semibold",
    "medium",
    "light",
    "normal",
    "regular",
    "black",
    "white",
    "gray",
    "grey",
    "red",
    "blue",
    "start",
    "end",
    "between",
    "hidden",
    "wrap",
    "nowrap",
    "uppercase",
    "italic",
    "relative",
    "absolute",
    "large",
    "small",
    "screen",
    "row",
    "column",
];

const TOOLS: &[&str] = &[
    "u",
    "hide",
    "show",
    "bg",
    "border",
    "outline",
    "ring",
    "fill",
    "stroke",
    "divide",
    "decoration",
    "hover",
    "dark",
];
const TEXTS: &[&str] = &[
    "block",
    "blocks",
    "body",
    "column",
    "content",
    "description",
    "article",
    "story",
    "module",
    "element",
    "wrapper",
    "container",
    "box",
    "paragraph",
    "main",
    "section",
    "area",
    "component",
    "html",
    "rich",
    "long",
    "editor",
];

/// Classes that say of what sort the article is: their first words.
const SORTS: &[&str] = &["category", "tag", "type", "format", "status", "lang", "theme", "node", "term"];

/// The selectors of all pages, each with a number.
#[derive(Debug, Default)]
pub(super) struct Marks {
    numbers: HashMap<String, u32>,
    all: Vec<String>,
}

impl Marks {
    /// The number of a selector; `None` where the pages hold more names than are looked at.
    pub(super) fn number(&mut self, css: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(css) {
            return Some(*number);
        }
        let number = u32::try_from(self.all.len()).ok().filter(|n| (*n as usize) < ALL_MAX)?; // it is below the limit
        self.numbers.insert(css.to_owned(), number);
        self.all.push(css.to_owned());
        Some(number)
    }

    pub(super) fn css(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", String::as_str)
    }
}

/// The selectors that name an element by itself.
pub(super) fn of(element: ElementRef) -> Vec<String> {
    let tag = element.value().name();
    let mut marks: Vec<String> = TAGS.iter().filter(|own| **own == tag).map(|own| (*own).to_owned()).collect();
    for (attribute, value) in element.value().attrs() {
        match attribute {
            "id" => marks.extend(match name::judge(value) {
                Name::Stable(name) => Some(format!("#{name}")),
                Name::Begins(start) => Some(format!("[id^='{start}']")),
                Name::Passing => None,
            }),
            "class" => {
                marks.extend(value.split_ascii_whitespace().take(MARKS_MAX).filter_map(|class| {
                    match name::judge(class) {
                        Name::Stable(name) => Some(format!(".{name}")),
                        Name::Begins(start) => Some(format!("[class*='{start}']")),
                        Name::Passing => None,
                    }
                }))
            }
            "rel" if value == "author" => marks.push("[rel='author']".to_owned()),
            "role" if matches!(value, "main" | "article") => marks.push(format!("[role='{value}']")),
            "name" if matches!(tag, "section" | "div" | "article") && name::is_plain_value(value) => {
                marks.push(format!("[name='{value}']"));
            }
            _ if ATTRIBUTES.contains(&attribute) && name::is_plain_value(value) => {
                marks.push(match name::without_number(value) {
                    Some(start) => format!("[{attribute}^='{start}']"),
                    None => format!("[{attribute}='{value}']"),
                });
            }
            _ => {}
        }
    }
    marks.truncate(MARKS_MAX);
    marks
}

/// The selectors that name a line's element, by itself or by what is around it, of which one may be used on every page.
pub(super) fn selectors(element: ElementRef) -> Vec<String> {
    let tag = element.value().name();
    let own = of(element);
    let mut found = own.clone();
    found.extend(own.iter().filter(|mark| mark.starts_with('.')).map(|mark| format!("{tag}{mark}")));
    for around in element.ancestors().filter_map(ElementRef::wrap).take(6) {
        for outer in of(around).into_iter().take(4) {
            found.push(format!("{outer} {tag}"));
            found.extend(own.iter().take(2).filter(|own| *own != tag).map(|own| format!("{outer} {own}")));
        }
    }
    found
}

/// How much one would rather write a selector than another; `likes` are words that belong to the field.
pub(super) fn worth(css: &str, likes: &[&str]) -> i32 {
    let parts: Vec<&str> = css.split([' ', '>', ',']).filter(|part| !part.is_empty()).collect();
    let of_part = |part: &&str| {
        let words = automatic::name_words(part.split('@').next().unwrap_or_default());
        let is_tag = part.chars().all(|c| c.is_ascii_alphanumeric());
        let is_sort = class_of(part).is_some_and(|name| {
            automatic::name_words(name).first().is_some_and(|first| SORTS.contains(&first.as_str()))
        });
        let is_made_for_programs = part.contains("[itemprop=") || part.contains("[data-testid=");
        let mut worth = 0;
        worth += if !is_tag && words.iter().any(|word| likes.contains(&word.as_str())) { 15 } else { 0 };
        worth += if is_made_for_programs { 5 } else { 0 };
        worth += match *part {
            "h1" | "figcaption" => 8,
            "article" | "main" => 4,
            _ if is_tag => -8,
            _ => 0,
        };
        worth -= if is_look(part) || is_sort { 40 } else { 0 };
        worth -= if part.contains("*=") || part.contains("^=") { 10 } else { 0 };
        worth - i32::from(part.len() > 30) * 3
    };
    let count = i32::try_from(parts.len().max(1)).unwrap_or(i32::MAX);
    parts.iter().map(of_part).sum::<i32>() / count - 8 * (count - 1).min(20)
}

/// Whether a selector's name says that the element holds something else than the article.
pub(super) fn says_else(css: &str) -> bool {
    let names = css.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
    names.filter(|name| !name.is_empty()).any(automatic::names_else)
}

/// Whether a selector of one part says how an element looks rather than what it is.
pub(super) fn is_look(part: &str) -> bool {
    let Some(name) = class_of(part) else { return false };
    let words = automatic::name_words(name);
    let is_size = |word: &String| SIZES.contains(&word.as_str()) || word.starts_with(|c: char| c.is_ascii_digit());
    let is_sized = |word: &String| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        SIZED.contains(&word.as_str()) || (bare.len() < word.len() && (SIZED.contains(&bare) || LOOKS.contains(&bare)))
    };
    match words.as_slice() {
        [] => false,
        // "u-hide-tablet", "bg-lilac": by convention tools of a style sheet.
        [first, _, ..] if TOOLS.contains(&first.as_str()) => true,
        // "text-trout" is a colour, "text-block" is a thing.
        [first, second, ..] if first == "text" && !TEXTS.contains(&second.as_str()) => true,
        [only] => LOOKS.contains(&only.as_str()) || (is_sized(only) && only.ends_with(|c: char| c.is_ascii_digit())),
        [.., last] if is_size(last) => words.iter().any(|word| is_sized(word) || LOOKS.contains(&word.as_str())),
        words => words.iter().all(|word| LOOKS.contains(&word.as_str())),
    }
}

/// The class in a selector of one part, without the element's name before it.
fn class_of(part: &str) -> Option<&str> {
    let (tag, class) = part.split_once('.')?;
    (tag.chars().all(|c| c.is_ascii_alphanumeric()) && !class.contains('[')).then_some(class)
}

/// Whether any part of a selector says how an element looks.
pub(super) fn has_look(css: &str) -> bool {
    css.split('@').next().unwrap_or_default().split([' ', '>', ',']).any(is_look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_style_sheets_are_known_from_names_of_things() {
        for look in [
            ".mt-4",
            "div.mb-7",
            ".text-lg",
            ".col-md-8",
            ".row",
            ".expressive-heading-3xl",
            ".body5",
            ".flex-wrap",
            ".bg-lilac",
            ".text-trout",
            ".clearfix",
        ] {
            assert!(is_look(look), "{look}");
        }
        for name in [
            ".text",
            ".story-body",
            ".article__text",
            ".text-description",
            ".copy",
            "h1",
            "#col",
            ".body",
            ".headline-2",
        ] {
            assert!(!is_look(name), "{name}");
        }
        assert!(has_look(".story .mb-7") && !has_look("article h1@title"));
    }

    #[test]
    fn a_simple_name_of_the_field_is_worth_more_than_a_path_or_a_part() {
        let ranked =
            [".story-body", "[class*='Body_text__']", ".lantern", "article > div", ".page .inner > div", ".mt-4"];
        let worths = ranked.map(|css| worth(css, Line::BODY));
        assert!(worths.is_sorted_by(|a, b| a > b), "{worths:?}");
    }
}
