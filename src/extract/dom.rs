//! Text to a tree, under a budget of nodes, depth and time.
//!
//! A limit of bytes does not bound a parse: unclosed formatting tags make millions of nodes out of 55 KB, and deep
//! nesting and attributes take quadratic time. So the parser is fed in small pieces, and between two of them the
//! tree is measured and the caller's deadline asked.

use html5ever::driver::{self, Parser};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink};

use super::{Budget, skim};
use crate::model::ProblemKind;

/// Bytes fed between two looks at the tree. It bounds how far a hostile page can overshoot the budget of nodes.
const PIECE_BYTES: usize = 1024;

/// Pieces between two looks at the deadline: asking a clock costs more than counting nodes.
const PIECES_PER_STOP: usize = 4;

/// Why a page was not parsed to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Nodes,
    Depth,
    Time,
}

impl Refusal {
    pub(super) fn kind(self) -> ProblemKind {
        match self {
            Refusal::Nodes | Refusal::Depth => ProblemKind::TooComplex,
            Refusal::Time => ProblemKind::TooLong,
        }
    }

    pub(super) fn detail(self, budget: &Budget) -> String {
        match self {
            Refusal::Nodes => format!("the page has more than {} nodes", budget.nodes_max),
            Refusal::Depth => format!("the page is nested more than {} levels deep", budget.depth_max),
            Refusal::Time => "the page was not read before its deadline".to_owned(),
        }
    }
}

/// Parses a page within `budget`; `named` are attributes that are read beyond the usual ones.
///
/// The depth is sampled here, so that nesting cannot take quadratic time; the survey of the whole tree measures it
/// exactly.
pub(super) fn parse(text: &str, named: &[String], budget: &Budget) -> Result<Html, Refusal> {
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), Default::default());
    let text = skim::skim(text, named);
    for (n, piece) in Pieces(&text).enumerate() {
        parser.process(StrTendril::from_slice(piece));
        measure(&parser, budget)?;
        if n % PIECES_PER_STOP == 0 && (budget.stop)() {
            return Err(Refusal::Time);
        }
    }
    let html = parser.finish();
    if html.tree.nodes().len() > budget.nodes_max { Err(Refusal::Nodes) } else { Ok(html) }
}

fn measure(parser: &Parser<HtmlTreeSink>, budget: &Budget) -> Result<(), Refusal> {
    let html = parser.tokenizer.sink.sink.0.borrow();
    let mut nodes = html.tree.nodes();
    if nodes.len() > budget.nodes_max {
        return Err(Refusal::Nodes);
    }
    match nodes.next_back() {
        Some(last) if last.ancestors().take(budget.depth_max + 1).count() > budget.depth_max => Err(Refusal::Depth),
        _ => Ok(()),
    }
}

/// A text cut into pieces of about [`PIECE_BYTES`], never inside a character.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let end = (PIECE_BYTES..self.0.len()).find(|at| self.0.is_char_boundary(*at)).unwrap_or(self.0.len());
        let (piece, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(piece)
    }
}
