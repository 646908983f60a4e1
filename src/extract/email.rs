//! Mail addresses that a page hides from robots: the address itself, so that text does not differ by the key that a
//! server draws anew for each answer.
//!
//! Known form: Cloudflare's (`data-cfemail`, or a link to `/cdn-cgi/l/email-protection#..`): hexadecimal, the first
//! byte the key of an exclusive or with all others.

use ego_tree::NodeId;
use html5ever::tendril::StrTendril;
use memchr::memmem;
use scraper::node::Text;
use scraper::{ElementRef, Html, Node};

use super::walk::attr;

const PATH: &str = "/cdn-cgi/l/email-protection";

/// What is shown in place of the address where no script runs, white space made plain.
const PLACEHOLDER: &str = "[email protected]";

/// The longest hidden address that is read, hexadecimal digits.
const DIGITS_MAX: usize = 1024;

/// Puts each hidden address of a page in its place, as text; says whether there was any.
///
/// `text` is the page's source: most pages hide nothing, and a search in it spares the walk.
pub(super) fn uncover(html: &mut Html, text: &str) -> bool {
    let holds = |part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    if !holds("data-cfemail") && !holds(PATH) {
        return false;
    }
    let elements = html.tree.nodes().filter_map(ElementRef::wrap);
    let found: Vec<(NodeId, String)> = elements.filter_map(|e| Some((e.id(), address_of(e)?))).collect();
    for (id, address) in &found {
        if let Some(mut node) = html.tree.get_mut(*id) {
            node.insert_before(Node::Text(Text { text: StrTendril::from_slice(address) }));
            node.detach();
        }
    }
    !found.is_empty()
}

/// The address that an element stands for, if it is nothing but a hidden address.
fn address_of(element: ElementRef) -> Option<String> {
    if let Some(hidden) = attr(element, "data-cfemail") {
        return reveal(hidden);
    }
    if element.value().name() != "a" {
        return None;
    }
    let (_, hidden) = attr(element, "href")?.split_once(PATH)?;
    let is_placeholder = element.text().take(8).collect::<String>().split_whitespace().eq(PLACEHOLDER.split(' '));
    if is_placeholder { reveal(hidden.strip_prefix('#')?) } else { None }
}

/// Whether a link's target is only a hidden address.
pub(super) fn is_hidden_address(href: &str) -> bool {
    href.contains(PATH)
}

fn reveal(hidden: &str) -> Option<String> {
    let hidden = hidden.trim();
    if hidden.len() > DIGITS_MAX || !hidden.len().is_multiple_of(2) {
        return None;
    }
    let digits: Option<Vec<u8>> = hidden.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let bytes: Vec<u8> =
        digits?.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    let (key, rest) = bytes.split_first()?;
    let address = String::from_utf8(rest.iter().map(|b| b ^ key).collect()).ok()?; // not text: not an address
    (!address.is_empty()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_under_two_keys_reads_the_same() {
        let hide = |key: u8| {
            let bytes = std::iter::once(key).chain("a.b@example.org".bytes().map(|b| b ^ key));
            bytes.map(|b| format!("{b:02x}")).collect::<String>()
        };
        assert_eq!(reveal(&hide(0x5a)).as_deref(), Some("a.b@example.org"));
        assert_eq!(reveal(&hide(0x01)), reveal(&hide(0xfe)));
    }

    #[test]
    fn what_is_no_hidden_address_is_none() {
        for hidden in ["", "5", "zz", "5a", "é5", "00ff", &"ab".repeat(2000)] {
            assert_eq!(reveal(hidden), None, "{hidden}");
        }
    }
}
