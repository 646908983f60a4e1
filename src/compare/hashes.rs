//! The hashes by which versions are found equal without comparing them.

use crate::model::{Article, Hash, Hashes};

use super::body;
use super::canon::{fold, plain};
use super::tokens::Vocabulary;

/// Parts fields and blocks; it cannot stand in a text in N1.
const FIELD: char = '\u{1f}';
const BLOCK: char = '\u{1e}';

/// The hashes of a sifted article.
///
/// `text` covers the stored text of headline, standfirst, byline, body (with its blocks), captions and notes; `canon`
/// the same folded, with the body as one flow, so that it differs exactly where [`super::compare`] finds an edit
/// (but for a headline that one side lacks); `body_canon` the body alone. Captions are taken in the order of their
/// texts: their place means nothing.
pub fn hashes(article: &Article) -> Hashes {
    let flow = folded_flow(article);
    let stored: Vec<String> = article.body.iter().map(|b| plain(&b.text)).collect();
    Hashes {
        text: Hash::of(joined(article, &stored.join(&BLOCK.to_string()), plain).as_bytes()),
        canon: Hash::of(joined(article, &flow, fold).as_bytes()),
        body_canon: Hash::of(flow.as_bytes()),
    }
}

fn joined(article: &Article, body: &str, form: fn(&str) -> String) -> String {
    let field = |text: &Option<String>| text.as_deref().map(form).unwrap_or_default();
    let mut captions: Vec<String> = article
        .captions
        .iter()
        .map(|c| format!("{}{BLOCK}{}", form(&c.text), c.credit.as_deref().map(form).unwrap_or_default()))
        .collect();
    captions.sort_unstable();
    let mut notes: Vec<String> = article.notes.iter().map(|n| form(&n.text)).collect();
    notes.sort_unstable();
    let mut whole = String::new();
    for part in [&field(&article.headline), &field(&article.standfirst), &field(&article.byline), &body.to_owned()] {
        whole.push_str(part);
        whole.push(FIELD);
    }
    for part in captions.iter().chain([&String::from(FIELD)]).chain(&notes) {
        whole.push_str(part);
        whole.push(BLOCK);
    }
    whole
}

fn folded_flow(article: &Article) -> String {
    let mut vocabulary = Vocabulary::default();
    let passages = body::read(article, &mut vocabulary);
    let flow = body::flow(&passages, &mut vocabulary);
    let mut text = String::new();
    for id in flow {
        text.push_str(vocabulary.text(id));
        // Tokens are kept apart, so that joined ones differ from parted ones.
        text.push(FIELD);
    }
    text
}
