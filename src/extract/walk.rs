//! A walk through a tree that can leave subtrees out, without recursion: a page may be nested as deep as it likes.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

/// A node entered or left.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Enter(NodeRef<'a, Node>),
    Leave(NodeRef<'a, Node>),
}

/// Every node below and including a root, in document order.
pub(super) struct Walk<'a> {
    root: NodeRef<'a, Node>,
    next: Option<Step<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(root: NodeRef<'a, Node>) -> Self {
        Walk { root, next: Some(Step::Enter(root)) }
    }

    /// Leaves out what is below the node just entered.
    pub(super) fn leave_out(&mut self, entered: NodeRef<'a, Node>) {
        self.next = Some(Step::Leave(entered));
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        let step = self.next?;
        self.next = match step {
            Step::Enter(node) => Some(node.first_child().map_or(Step::Leave(node), Step::Enter)),
            Step::Leave(node) if node == self.root => None,
            Step::Leave(node) => match node.next_sibling() {
                Some(sibling) => Some(Step::Enter(sibling)),
                None => node.parent().map(Step::Leave),
            },
        };
        Some(step)
    }
}

/// The value of an attribute.
///
/// scraper's own look-up makes an interned name of its key each time, under a lock; comparing text is cheaper.
pub(super) fn attr<'a>(element: ElementRef<'a>, name: &str) -> Option<&'a str> {
    element.value().attrs().find(|(own, _)| *own == name).map(|(_, value)| value)
}

/// Whether an element is never read: it holds code, a control of the page's interface, or what a reader does not see.
///
/// `aria-hidden` is left out too: such text is mostly a second rendering of what stands beside it. What is struck
/// through is withdrawn: a word that becomes struck, or no longer is, changes what its sentence says.
pub(super) fn is_left_out(element: ElementRef) -> bool {
    matches!(
        element.value().name(),
        "script"
            | "style"
            | "noscript"
            | "noframes"
            | "template"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "canvas"
            | "audio"
            | "video"
            | "button"
            | "input"
            | "select"
            | "textarea"
            | "datalist"
            | "dialog"
            | "math"
            | "title"
            | "head"
            | "s"
            | "strike"
            | "del"
    ) || is_hidden(element)
}

/// Whether an element says itself that it is not shown.
///
/// What is hidden from readers who do not pay is the article's text all the same.
pub(super) fn is_hidden(element: ElementRef) -> bool {
    says_hidden(element) && !attr(element, "class").is_some_and(is_paid)
}

fn is_paid(class: &str) -> bool {
    let is_name =
        |name: &str| matches!(name, "paywall" | "paywalled" | "paywall-content" | "paid-content" | "premium-content");
    class.split_ascii_whitespace().any(is_name)
}

fn says_hidden(element: ElementRef) -> bool {
    element.value().attrs().any(|(name, value)| match name {
        "hidden" => !value.eq_ignore_ascii_case("until-found"),
        "aria-hidden" => value.eq_ignore_ascii_case("true"),
        "style" => hides(value),
        "class" => is_for_screen_readers(value),
        _ => false,
    })
}

/// Whether a class is one of those by which style sheets take text from sight and leave it to screen readers.
fn is_for_screen_readers(class: &str) -> bool {
    class.contains(['-', '_'])
        && class.split_ascii_whitespace().any(|name| {
            matches!(
                name,
                "sr-only"
                    | "visually-hidden"
                    | "screen-reader-text"
                    | "off-screen"
                    | "screen-reader-only"
                    | "u-visually-hidden"
                    | "visually_hidden"
                    | "is-visually-hidden"
                    | "show-for-sr"
                    | "a11y-hidden"
                    | "element-invisible"
                    | "accessibility-hidden"
                    | "visuallyhidden"
                    | "assistive-text"
                    | "hide-text"
                    | "sr_only"
                    | "u-sr-only"
                    | "u-screen-reader"
            )
        })
}

/// Whether an inline style takes the element from sight.
fn hides(style: &str) -> bool {
    if !style.contains(['n', 'N']) {
        return false;
    }
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.split(';').any(|rule| {
        let rule = rule.strip_suffix("!important").unwrap_or(rule);
        matches!(
            rule,
            "display:none"
                | "visibility:hidden"
                | "visibility:collapse"
                | "clip-path:inset(50%)"
                | "clip-path:inset(100%)"
        ) || rule
            .strip_prefix("clip:rect(")
            .is_some_and(|r| r.trim_end_matches(')').chars().all(|c| matches!(c, '0' | '1' | 'p' | 'x' | ',')))
    })
}

/// The nearest of an element and its ancestors for which `is_wanted` holds.
pub(super) fn nearest<'a>(from: ElementRef<'a>, is_wanted: impl Fn(ElementRef<'a>) -> bool) -> Option<ElementRef<'a>> {
    std::iter::once(*from).chain(from.ancestors()).filter_map(ElementRef::wrap).find(|e| is_wanted(*e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_shown_is_hidden() {
        for (style, is_hiding) in [
            ("display: none", true),
            ("color:red; DISPLAY:NONE !important", true),
            ("visibility:hidden;", true),
            ("display:inline", false),
            ("background:url(none.png)", false),
            ("animation:display:none-ish", false),
        ] {
            assert_eq!(hides(style), is_hiding, "{style}");
        }
    }
}
