//! Elements to blocks of text: what a reader sees as paragraphs, headings, list items and so on.
//!
//! Which elements are the body is not decided here.

use std::ops::Range;

use scraper::{ElementRef, Node};
use url::Url;

use super::survey::is_caption_class;
use super::text::{is_inline, normal_form};
use super::walk::{Step, Walk, attr, is_left_out};
use super::{email, entries, links};
use crate::model::{Block, BlockKind};

/// Links kept of one block.
const LINKS_MAX: usize = 50;

/// Text read of one page, bytes (the limit of extracted text).
const TEXT_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Longest text of an element that is a caption by its class alone, characters: a longer one is a body whose class
/// is misleading.
const CAPTION_CHARS_MAX: usize = 1000;

/// A block, and how much of it is links: a list of other articles is all links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) block: Block,
    pub(super) is_all_link: bool,
}

/// An element that parts text from text, and which drafts stand in it.
#[derive(Debug, Clone)]
pub(super) struct Nest<'a> {
    pub(super) element: ElementRef<'a>,
    /// The nest around this one; the outermost is its own.
    pub(super) parent: usize,
    /// The drafts in it, at any depth.
    pub(super) drafts: Range<usize>,
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seat {
    /// Its innermost nest.
    pub(super) nest: usize,
    /// Share of its text that is links, in percent.
    pub(super) linked: usize,
}

/// Blocks, and where each stands.
#[derive(Debug, Default)]
pub(super) struct Layout<'a> {
    pub(super) drafts: Vec<Draft>,
    /// Where each draft stands.
    pub(super) seats: Vec<Seat>,
    /// For each draft the addresses that it links to, as they stand on the page.
    pub(super) hrefs: Vec<Vec<&'a str>>,
    /// In document order: a nest stands before all that are in it.
    pub(super) nests: Vec<Nest<'a>>,
}

/// The blocks of `roots` in order; `is_skipped` leaves elements out beyond those that are never read.
pub(super) fn blocks<'a>(
    roots: &[ElementRef<'a>],
    base: &Url,
    is_skipped: impl Fn(ElementRef<'a>) -> bool,
) -> Vec<Draft> {
    let Layout { mut drafts, hrefs, .. } = layout(roots, is_skipped);
    for (draft, hrefs) in drafts.iter_mut().zip(hrefs) {
        draft.block.links = links(&hrefs, base);
    }
    drafts
}

/// The addresses that a block links to, absolute and clean.
pub(super) fn links(hrefs: &[&str], base: &Url) -> Vec<String> {
    hrefs.iter().filter_map(|href| links::clean(href, base)).collect()
}

/// The blocks of `roots` with the elements that they stand in, and with their links apart.
pub(super) fn layout<'a>(roots: &[ElementRef<'a>], is_skipped: impl Fn(ElementRef<'a>) -> bool) -> Layout<'a> {
    let mut page = Writer { found: Layout::default(), open: Vec::new(), now: Line::default(), bytes: 0 };
    for root in roots {
        let mut walk = Walk::new(**root);
        while let Some(step) = walk.next() {
            match step {
                Step::Enter(node) => match node.value() {
                    Node::Text(text) => page.text(text),
                    Node::Element(_) => {
                        let Some(element) = ElementRef::wrap(node) else { continue };
                        if element != *root && (is_left_out(element) || is_skipped(element)) {
                            page.part_at(element.value().name());
                            walk.leave_out(node);
                        } else {
                            page.enter(element);
                        }
                    }
                    _ => {}
                },
                Step::Leave(node) => {
                    if let Some(element) = ElementRef::wrap(node) {
                        page.leave(element);
                    }
                }
            }
            if page.bytes > TEXT_BYTES_MAX {
                break;
            }
        }
        page.flush();
        page.close_all();
    }
    entries::assign(&mut page.found);
    page.found
}

/// Whether an element is a caption or a picture with its texts, and so not part of the body.
pub(super) fn is_caption(element: ElementRef) -> bool {
    match element.value().name() {
        "figcaption" => true,
        // A figure without a picture holds a table, a quotation or a post.
        "figure" => {
            let is_picture = |name: &str| matches!(name, "img" | "picture" | "amp-img" | "video" | "noscript");
            element.descendent_elements().any(|e| is_picture(e.value().name()))
                && element.text().map(str::len).sum::<usize>() <= 4 * CAPTION_CHARS_MAX
        }
        _ => {
            attr(element, "class").is_some_and(is_caption_class)
                && element.text().map(str::len).sum::<usize>() <= CAPTION_CHARS_MAX
        }
    }
}

fn is_pull_quote(class: &str) -> bool {
    class.contains(['q', 'Q']) && {
        let class = class.to_ascii_lowercase();
        class.contains("pullquote") || class.contains("pull-quote")
    }
}

/// The line being written.
#[derive(Default)]
struct Line<'a> {
    raw: String,
    hrefs: Vec<&'a str>,
    breaks: u32,
    /// Bytes of text outside links.
    unlinked: usize,
}

struct Writer<'a> {
    found: Layout<'a>,
    /// The elements around the line, innermost last.
    open: Vec<Open>,
    now: Line<'a>,
    bytes: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nest { kind: BlockKind, nest: usize },
    Link,
}

impl<'a> Writer<'a> {
    fn text(&mut self, text: &str) {
        let size = text.trim().len();
        if size > 0 {
            // Two line breaks part paragraphs, as a reader sees it.
            if self.now.breaks >= 2 {
                self.flush();
            }
            self.now.breaks = 0;
            if !self.open.contains(&Open::Link) {
                self.now.unlinked += size;
            }
        }
        self.now.raw.push_str(text);
        self.bytes = self.bytes.saturating_add(size);
    }

    fn enter(&mut self, element: ElementRef<'a>) {
        let name = element.value().name();
        match name {
            "br" => {
                self.now.breaks += 1;
                self.now.raw.push(' ');
            }
            "a" => {
                self.open.push(Open::Link);
                self.link(element);
            }
            "td" | "th" => self.now.raw.push(' '),
            _ if is_inline(name) => {}
            _ => {
                self.flush();
                let kind = self.kind_of(element);
                let (nest, start) = (self.found.nests.len(), self.found.drafts.len());
                let parent = self.nest().unwrap_or(nest);
                self.found.nests.push(Nest { element, parent, drafts: start..start });
                self.open.push(Open::Nest { kind, nest });
            }
        }
    }

    fn leave(&mut self, element: ElementRef) {
        let name = element.value().name();
        match name {
            "a" => {
                if self.open.last() == Some(&Open::Link) {
                    self.open.pop();
                }
            }
            "td" | "th" => self.now.raw.push(' '),
            "br" => {}
            _ if is_inline(name) => {}
            _ => {
                self.flush();
                // An element that was left out was never opened.
                let is_open = |nest: usize| self.found.nests.get(nest).is_some_and(|n| n.element == element);
                if matches!(self.open.last(), Some(Open::Nest { nest, .. }) if is_open(*nest)) {
                    self.close();
                }
            }
        }
    }

    /// Notes the edge that an element left out makes in the text around it.
    fn part_at(&mut self, name: &str) {
        if !is_inline(name) {
            self.flush();
        }
    }

    fn link(&mut self, element: ElementRef<'a>) {
        let href = attr(element, "href").filter(|href| !email::is_hidden_address(href));
        if self.now.hrefs.len() < LINKS_MAX {
            self.now.hrefs.extend(href);
        }
    }

    /// The kind of the block that starts with `element`: its own, else that of the list or quotation around it.
    fn kind_of(&self, element: ElementRef) -> BlockKind {
        if attr(element, "class").is_some_and(is_pull_quote) {
            return BlockKind::PullQuote;
        }
        let around = self.kind();
        match (element.value().name(), around) {
            (_, Some(BlockKind::PullQuote)) => BlockKind::PullQuote,
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => BlockKind::Heading,
            ("li" | "dt" | "dd", _) => BlockKind::ListItem,
            ("blockquote", _) => BlockKind::Quote,
            ("pre", _) => BlockKind::Preformatted,
            ("tr", _) => BlockKind::TableRow,
            // A table of paragraphs is layout, not data.
            (_, Some(BlockKind::TableRow) | None) => BlockKind::Paragraph,
            (_, Some(kind)) => kind,
        }
    }

    fn flush(&mut self) {
        let line = std::mem::take(&mut self.now);
        if line.raw.is_empty() {
            return;
        }
        let text = normal_form(&line.raw);
        if text.is_empty() {
            return;
        }
        let is_all_link = line.unlinked * 5 < text.len();
        let linked = 100 - line.unlinked.min(text.len()) * 100 / text.len().max(1);
        let kind = self.kind().unwrap_or(BlockKind::Paragraph);
        let block = Block { is_all_link, ..Block::new(kind, text) };
        self.found.drafts.push(Draft { block, is_all_link });
        self.found.hrefs.push(line.hrefs);
        self.found.seats.push(Seat { nest: self.nest().unwrap_or_default(), linked });
    }

    /// The kind of the innermost nest that is open.
    fn kind(&self) -> Option<BlockKind> {
        self.open.iter().rev().find_map(|open| match open {
            Open::Nest { kind, .. } => Some(*kind),
            Open::Link => None,
        })
    }

    fn nest(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| match open {
            Open::Nest { nest, .. } => Some(*nest),
            Open::Link => None,
        })
    }

    /// Closes what was opened last.
    fn close(&mut self) {
        let end = self.found.drafts.len();
        if let Some(Open::Nest { nest, .. }) = self.open.pop()
            && let Some(nest) = self.found.nests.get_mut(nest)
        {
            nest.drafts.end = end;
        }
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn read(html: &str) -> Vec<Draft> {
        let mut page = Html::parse_document(html);
        email::uncover(&mut page, html);
        let base = Url::parse("https://news.example/").expect("valid");
        blocks(&[page.root_element()], &base, is_caption)
    }

    fn check(html: &str, texts: &[&str]) {
        let found: Vec<String> = read(html).into_iter().map(|d| d.block.text).collect();
        assert_eq!(found, texts, "{html}");
    }

    #[test]
    fn blocks_are_what_a_reader_sees_as_paragraphs() {
        check("<p>One <b>t</b>wo.</p><div>Three<p>Four</div>Five", &["One two.", "Three", "Four", "Five"]);
        check("One<br>two<br> <br>three<br><br><br>four", &["One two", "three", "four"]);
        check("<p>un<span>broken</span>able<wbr>word</p>", &["unbrokenableword"]);
        check("<table><tr><td>a<td>b<tr><td>c<td><p>d</table>", &["a b", "c", "d"]);
        check("<p> \u{a0} </p><p>x</p>", &["x"]);
    }

    #[test]
    fn what_is_no_text_or_not_shown_is_left_out() {
        check("<p>a<style>.x{}</style><script>1</script>b<svg><text>no</text></svg></p>", &["ab"]);
        check("<p hidden>a</p><p aria-hidden=true>b</p><p style='display: none'>c</p><p>d", &["d"]);
        check("<noscript>n</noscript><template>t</template><button>Share</button><p>x<iframe></iframe>", &["x"]);
        check("<figure><img src=a><figcaption>c</figcaption>credit</figure><p>x", &["x"]);
        check("<figure><blockquote>q</blockquote></figure>", &["q"]);
        check("<div class='has-caption'>a</div><p class='image__caption'>b</p>", &["a"]);
    }

    #[test]
    fn kinds_come_from_the_elements_around() {
        use BlockKind::*;
        for (html, kind) in [
            ("<h3>x</h3>", Heading),
            ("<ul><li><p>x</ul>", ListItem),
            ("<blockquote><div><p>x</blockquote>", Quote),
            ("<blockquote class='pullquote'><p>x</blockquote>", PullQuote),
            ("<pre>x</pre>", Preformatted),
            ("<table><tr><td>x</table>", TableRow),
            ("<table><tr><td><p>x</table>", Paragraph),
            ("<section>x</section>", Paragraph),
        ] {
            let kinds: Vec<_> = read(html).into_iter().map(|d| d.block.kind).collect();
            assert_eq!(kinds, [kind], "{html}");
        }
    }

    #[test]
    fn a_hidden_mail_address_reads_as_itself() {
        let hidden = "5a3b1a3874392e"; // key 0x5a
        check(
            &format!("<p>to <a class=__cf_email__ data-cfemail={hidden} href=/cdn-cgi/l/email-protection>x</a>."),
            &["to a@b.ct."],
        );
        check(&format!("<p><a href='/cdn-cgi/l/email-protection#{hidden}'>[email&#160;protected]</a>"), &["a@b.ct"]);
        check(&format!("<p><a href='/cdn-cgi/l/email-protection#{hidden}'>Write to us</a>"), &["Write to us"]);
    }

    #[test]
    fn links_are_kept_clean_and_bounded() {
        let drafts = read("<p>a <a href='/x?utm_source=1'>b</a> <a href='mailto:x@y.example'>c</a> long text here</p>");
        assert_eq!(drafts.first().map(|d| d.block.links.clone()), Some(vec!["https://news.example/x".to_owned()]));
        let many = read(&format!("<p>{}</p>", "<a href=/y>z</a> ".repeat(200)));
        assert_eq!(many.first().map(|d| (d.block.links.len(), d.is_all_link)), Some((LINKS_MAX, true)));
    }
}
