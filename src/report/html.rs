//! Edits as HTML: deletions and insertions are `<del>` and `<ins>`, unchanged paragraphs are folded, moves say from where
//! and to where. Every text is escaped; classes are named here and styled elsewhere.

use maud::{Markup, PreEscaped, Render, html};

use crate::model::{Block, BlockEdit, Edit, Field, Op, Run, Untrusted};

/// What edits are shown with.
#[derive(Debug, Clone, Copy, Default)]
pub struct HtmlDiff<'a> {
    /// The body after the edits: what is unchanged can be unfolded then.
    pub new_body: Option<&'a [Block]>,
    /// Where a paragraph differs in typography alone: its old text by position in the new body.
    pub typography: &'a [(usize, Vec<Run>)],
    /// Says "deleted" and "inserted" to those who do not see; feeds have no style sheet to hide it from the others.
    pub is_announced: bool,
}

/// A text that came from a page, with what acts rather than shows made visible.
pub struct Shown<'a>(pub &'a str);

impl Render for Shown<'_> {
    fn render_to(&self, out: &mut String) {
        Untrusted::new(self.0).to_string().render_to(out);
    }
}

/// Edits in one column.
pub fn inline(edits: &[Edit], with: HtmlDiff<'_>) -> Markup {
    html! {
        @for edit in edits {
            @match edit {
                Edit::Value { field, old, new, runs } => {
                    div.field-edit {
                        p.field { (field_name(*field)) }
                        (with.value(*field, old.as_deref(), new.as_deref(), runs))
                    }
                }
                Edit::Body { blocks } => div.body-edit { (with.body(blocks)) },
            }
        }
    }
}

/// Edits in two columns, `old` and `new` being their headings.
pub fn side_by_side(edits: &[Edit], with: HtmlDiff<'_>, old_name: &str, new_name: &str) -> Markup {
    html! {
        table.sides {
            thead { tr { th scope="col" { (old_name) } th scope="col" { (new_name) } } }
            tbody {
                @for edit in edits {
                    @match edit {
                        Edit::Value { field, old, new, runs } => {
                            tr.label { td colspan="2" { (field_name(*field)) } }
                            tr { (with.value_cells(*field, old.as_deref(), new.as_deref(), runs)) }
                        }
                        Edit::Body { blocks } => {
                            tr.label { td colspan="2" { "Body" } }
                            @for (block, at) in placed(blocks) { (with.row(block, at)) }
                        }
                    }
                }
            }
        }
    }
}

/// The first changed pieces of edits, at most about so many characters, for lists.
pub fn excerpt(edits: &[Edit], chars_max: usize) -> Markup {
    let mut left = chars_max;
    let with = HtmlDiff { is_announced: true, ..HtmlDiff::default() };
    let mut parts: Vec<Markup> = Vec::new();
    for edit in edits {
        match edit {
            Edit::Value { field: Field::Headline, old: Some(old), new: Some(new), .. } => {
                parts.push(html! { p { (with.run(Op::Delete, old)) " " (with.run(Op::Insert, new)) } });
                left = left.saturating_sub(old.len() + new.len());
            }
            Edit::Value { field, old, new, runs } => {
                let inner = with.value(*field, old.as_deref(), new.as_deref(), runs);
                parts.push(html! { div { span.field { (field_name(*field)) } " " (inner) } });
                left = left.saturating_sub(80);
            }
            Edit::Body { blocks } => parts.extend(blocks.iter().filter_map(|block| with.brief(block, &mut left))),
        }
        if left == 0 {
            break;
        }
    }
    html! { @for part in parts { (part) } }
}

/// The blocks, each with its position in the new body.
fn placed(blocks: &[BlockEdit]) -> impl Iterator<Item = (&BlockEdit, usize)> {
    blocks.iter().scan(0, |at, block| {
        let here = *at;
        *at += match block {
            BlockEdit::Unchanged { blocks } => *blocks,
            BlockEdit::Split { into, .. } => *into,
            BlockEdit::Deleted { .. } | BlockEdit::MovedFrom { .. } => 0,
            BlockEdit::Context { .. }
            | BlockEdit::Added { .. }
            | BlockEdit::Edited { .. }
            | BlockEdit::Moved { .. }
            | BlockEdit::Merged { .. } => 1,
        };
        Some((block, here))
    })
}

/// What stands over a field's edit.
fn field_name(field: Field) -> String {
    let name = field.as_str();
    name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect()
}

fn way(blocks_up: i64) -> String {
    let way = if blocks_up > 0 { "up" } else { "down" };
    let n = blocks_up.unsigned_abs();
    format!("moved {way} {n} paragraph{}", if n == 1 { "" } else { "s" })
}

impl HtmlDiff<'_> {
    /// One mark, which those who do not see it hear.
    fn run(&self, op: Op, text: &str) -> Markup {
        let said = |what: &str| {
            if self.is_announced {
                html! { span.vh { (what) } }
            } else {
                PreEscaped(String::new())
            }
        };
        match op {
            Op::Equal => html! { (Shown(text)) },
            Op::Delete => html! { del { (said(" [deleted: ")) (Shown(text)) (said("] ")) } },
            Op::Insert => html! { ins { (said(" [inserted: ")) (Shown(text)) (said("] ")) } },
        }
    }

    fn runs(&self, runs: &[Run]) -> Markup {
        html! { @for run in runs { (self.run(run.op, &run.text)) } }
    }

    /// The runs as one side has them.
    fn side(&self, runs: &[Run], own: Op) -> Markup {
        html! { @for run in runs.iter().filter(|run| run.op == Op::Equal || run.op == own) { (self.run(run.op, &run.text)) } }
    }

    fn value(&self, field: Field, old: Option<&str>, new: Option<&str>, runs: &[Run]) -> Markup {
        match (old, new) {
            // A headline is read whole: old, then new, never in fragments.
            (Some(old), Some(new)) if runs.is_empty() || field == Field::Headline => html! {
                p dir="auto" { (self.run(Op::Delete, old)) }
                p dir="auto" { (self.run(Op::Insert, new)) }
            },
            (Some(_), Some(_)) => html! { p dir="auto" { (self.runs(runs)) } },
            (Some(old), None) => html! { p dir="auto" { (self.run(Op::Delete, old)) } },
            (None, Some(new)) => html! { p dir="auto" { (self.run(Op::Insert, new)) } },
            (None, None) => html! {},
        }
    }

    fn value_cells(&self, field: Field, old: Option<&str>, new: Option<&str>, runs: &[Run]) -> Markup {
        let is_whole = runs.is_empty() || field == Field::Headline || old.is_none() || new.is_none();
        let cell = |text: Option<&str>, own: Op| {
            html! { td dir="auto" {
                @if let Some(text) = text {
                    @if is_whole { (self.run(own, text)) } @else { (self.side(runs, own)) }
                }
            } }
        };
        html! { (cell(old, Op::Delete)) (cell(new, Op::Insert)) }
    }

    fn body(&self, blocks: &[BlockEdit]) -> Markup {
        html! { @for (block, at) in placed(blocks) { (self.block(block, at)) } }
    }

    fn block(&self, block: &BlockEdit, at: usize) -> Markup {
        match block {
            BlockEdit::Unchanged { blocks } => self.unchanged(*blocks, at),
            BlockEdit::Context { text } => html! { p.context dir="auto" { (self.kept(text, at)) } },
            BlockEdit::Added { text } => html! { p.added dir="auto" { (self.run(Op::Insert, text)) } },
            BlockEdit::Deleted { text } => html! { p.deleted dir="auto" { (self.run(Op::Delete, text)) } },
            BlockEdit::Edited { runs } => html! { p dir="auto" { (self.runs(runs)) } },
            BlockEdit::Moved { blocks_up, runs } => html! {
                p.moved dir="auto" { span.tag { (way(*blocks_up)) } " " (self.runs(runs)) }
            },
            BlockEdit::MovedFrom { stub } => html! {
                p.moved-from { span.tag { "moved from here" } " " (Shown(stub)) " …" }
            },
            BlockEdit::Split { into, runs } => html! {
                p dir="auto" { span.tag { "split in " (into) " at ¶" } " " (self.runs(runs)) }
            },
            BlockEdit::Merged { from, runs } => html! {
                p dir="auto" { span.tag { "merged from " (from) " at ¶" } " " (self.runs(runs)) }
            },
        }
    }

    /// Unchanged paragraphs, folded.
    fn unchanged(&self, blocks: usize, at: usize) -> Markup {
        let what =
            if blocks == 1 { "1 paragraph unchanged".to_owned() } else { format!("{blocks} paragraphs unchanged") };
        let texts = self.new_body.and_then(|body| body.get(at..at.checked_add(blocks)?));
        let is_marked = self.typography.iter().any(|(place, _)| (at..at + blocks).contains(place));
        match texts {
            Some(texts) => html! {
                details.unchanged open[is_marked] {
                    summary { "… " (what) " …" }
                    @for (i, block) in texts.iter().enumerate() { p dir="auto" { (self.kept(&block.text, at + i)) } }
                }
            },
            None => html! { p.unchanged { "… " (what) " …" } },
        }
    }

    /// An unchanged paragraph; with the marks of its typography where these are asked for.
    fn kept(&self, text: &str, at: usize) -> Markup {
        match self.typography.iter().find(|(place, _)| *place == at) {
            Some((_, runs)) => html! { span.typography { (self.runs(runs)) } },
            None => html! { (Shown(text)) },
        }
    }

    fn row(&self, block: &BlockEdit, at: usize) -> Markup {
        match block {
            BlockEdit::Unchanged { .. } => html! { tr { td colspan="2" { (self.block(block, at)) } } },
            BlockEdit::Context { text } => {
                html! { tr.context { td dir="auto" { (Shown(text)) } td dir="auto" { (self.kept(text, at)) } } }
            }
            BlockEdit::Added { text } => html! { tr { td.none {} td dir="auto" { (self.run(Op::Insert, text)) } } },
            BlockEdit::Deleted { text } => html! { tr { td dir="auto" { (self.run(Op::Delete, text)) } td.none {} } },
            BlockEdit::Edited { runs } => {
                html! { tr { td dir="auto" { (self.side(runs, Op::Delete)) } td dir="auto" { (self.side(runs, Op::Insert)) } } }
            }
            BlockEdit::Moved { blocks_up, runs } => html! {
                tr.moved { td.none {} td dir="auto" { span.tag { (way(*blocks_up)) } " " (self.runs(runs)) } }
            },
            BlockEdit::MovedFrom { .. } => html! { tr.moved { td { (self.block(block, at)) } td.none {} } },
            BlockEdit::Split { into, runs } => html! {
                tr { td dir="auto" { (self.side(runs, Op::Delete)) }
                     td dir="auto" { span.tag { "split in " (into) " at ¶" } " " (self.side(runs, Op::Insert)) } }
            },
            BlockEdit::Merged { from, runs } => html! {
                tr { td dir="auto" { span.tag { "merged from " (from) " at ¶" } " " (self.side(runs, Op::Delete)) }
                     td dir="auto" { (self.side(runs, Op::Insert)) } }
            },
        }
    }

    /// A changed block for a list, cut around its first mark; `None` where nothing was changed or there is no room.
    fn brief(&self, block: &BlockEdit, left: &mut usize) -> Option<Markup> {
        if *left == 0 {
            return None;
        }
        let shown = match block {
            BlockEdit::Added { text } => html! { p dir="auto" { (self.run(Op::Insert, &cut(text, *left))) } },
            BlockEdit::Deleted { text } => html! { p dir="auto" { (self.run(Op::Delete, &cut(text, *left))) } },
            BlockEdit::Edited { runs } | BlockEdit::Split { runs, .. } | BlockEdit::Merged { runs, .. } => {
                html! { p dir="auto" { (self.runs(&around_marks(runs))) } }
            }
            BlockEdit::Moved { blocks_up, runs } => {
                html! { p dir="auto" { span.tag { (way(*blocks_up)) } " " (self.runs(&around_marks(runs))) } }
            }
            BlockEdit::Unchanged { .. } | BlockEdit::Context { .. } | BlockEdit::MovedFrom { .. } => return None,
        };
        *left = left.saturating_sub(shown.0.len().min(240));
        Some(shown)
    }
}

/// Characters of unchanged text that are kept on each side of a mark in a list.
const AROUND: usize = 60;

/// Runs with what is far from any mark cut out.
fn around_marks(runs: &[Run]) -> Vec<Run> {
    let last = runs.len().saturating_sub(1);
    let short = |(i, run): (usize, &Run)| {
        let chars: Vec<char> = run.text.chars().collect();
        if run.op != Op::Equal || chars.len() <= 2 * AROUND {
            return run.clone();
        }
        let head: String = chars.iter().take(AROUND).collect();
        let tail: String = chars.iter().skip(chars.len() - AROUND).collect();
        let text = match (i == 0, i == last) {
            (true, false) => format!("… {tail}"),
            (false, true) => format!("{head} …"),
            _ => format!("{head} … {tail}"),
        };
        Run::new(Op::Equal, text)
    };
    runs.iter().enumerate().map(short).collect()
}

fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((at, _)) => format!("{} …", text.get(..at).unwrap_or(text)),
        None => text.to_owned(),
    }
}
