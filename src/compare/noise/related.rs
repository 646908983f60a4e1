//! "Latest News", "Most read", "Lesen Sie auch": headings of lists of other articles, and the lists under them.

use crate::model::BlockKind;

use super::Line;

/// Headings, whole, folded, lower case.
const HEADINGS: &[&str] = &[
    "latest news",
    "latest",
    "latest stories",
    "most read",
    "most popular",
    "most viewed",
    "most shared",
    "popular",
    "popular now",
    "trending",
    "trending now",
    "trending topics",
    "related",
    "related articles",
    "related stories",
    "related content",
    "related topics",
    "related news",
    "more on this story",
    "more from this section",
    "more stories",
    "more news",
    "more like this",
    "read more",
    "read next",
    "read also",
    "also read",
    "up next",
    "recommended",
    "recommended for you",
    "recommended stories",
    "you may also like",
    "you might also like",
    "editors' picks",
    "editor's picks",
    "top stories",
    "in this section",
    "around the web",
    "from around the web",
    "see also",
    "must read",
    "don't miss",
    "mehr zum thema",
    "meistgelesen",
    "meistgelesene artikel",
    "meistgelesene beiträge",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "lesen sie auch",
    "lesen sie mehr zum thema",
    "auch interessant",
    "weitere artikel",
    "weitere themen",
    "ähnliche artikel",
    "empfehlungen",
    "empfohlene artikel",
    "neueste artikel",
    "aktuelle nachrichten",
    "aus dem ressort",
    "verwandte themen",
    "verwandte artikel",
    "beliebteste artikel",
    "mehr aus dem ressort",
    "top-themen",
    "à lire aussi",
    "lire aussi",
    "à lire également",
    "sur le même sujet",
    "sur le même thème",
    "les plus lus",
    "les plus lues",
    "dernières nouvelles",
    "articles liés",
    "articles similaires",
    "à la une",
    "plus d'articles",
    "vous aimerez aussi",
    "nos derniers articles",
    "dans la même rubrique",
    "lo más leído",
    "lo más visto",
    "más leídas",
    "más leído",
    "te puede interesar",
    "le puede interesar",
    "también te puede interesar",
    "noticias relacionadas",
    "artículos relacionados",
    "últimas noticias",
    "lea también",
    "lee también",
    "más noticias",
    "más información",
    "leggi anche",
    "i più letti",
    "più letti",
    "articoli correlati",
    "potrebbe interessarti",
    "potrebbe interessarti anche",
    "ultime notizie",
    "altre notizie",
    "notizie correlate",
    "leia também",
    "mais lidas",
    "mais lidos",
    "notícias relacionadas",
    "últimas notícias",
    "veja também",
    "lees ook",
    "lees meer",
    "meest gelezen",
    "gerelateerde artikelen",
    "meer nieuws",
    "laatste nieuws",
    "läs också",
    "läs mer",
    "mest läst",
    "mest lästa",
    "relaterat",
    "senaste nytt",
    "fler nyheter",
    "les også",
    "mest lest",
    "mest leste",
    "siste nytt",
    "læs også",
    "mest læste",
    "seneste nyt",
    "lue myös",
    "luetuimmat",
    "uusimmat",
    "czytaj też",
    "czytaj także",
    "zobacz też",
    "zobacz także",
    "najczęściej czytane",
    "najnowsze",
    "čtěte také",
    "nejčtenější",
    "související články",
    "ilgili haberler",
    "en çok okunanlar",
    "son haberler",
    "читайте также",
    "самое читаемое",
    "последние новости",
    "по теме",
    "читайте також",
    "останні новини",
    "διαβάστε επίσης",
    "δείτε επίσης",
    "関連記事",
    "関連ニュース",
    "おすすめ記事",
    "アクセスランキング",
    "相关新闻",
    "相关阅读",
    "相關新聞",
    "热门文章",
    "관련기사",
    "관련 기사",
    "많이 본 뉴스",
];

/// Labels of one link within the text: "Read more: ..".
const LABELS: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "read next",
    "see also",
    "related",
    "more on this",
    "watch",
    "listen",
    "lesen sie auch",
    "lesen sie hier",
    "mehr dazu",
    "lesen sie mehr",
    "auch interessant",
    "mehr zum thema",
    "lire aussi",
    "à lire aussi",
    "à lire",
    "lire",
    "lea también",
    "lee también",
    "leer más",
    "te puede interesar",
    "leggi anche",
    "leia também",
    "leia mais",
    "saiba mais",
    "lees ook",
    "läs också",
    "läs även",
    "läs mer",
    "les også",
    "læs også",
    "lue myös",
    "czytaj też",
    "czytaj także",
    "zobacz też",
    "čtěte také",
    "читайте также",
    "читайте також",
    "διαβάστε επίσης",
];

/// Items of a list have at most this many words, and a list this many items.
const ITEM_WORDS_MAX: usize = 20;
const ITEMS_MAX: usize = 20;

/// Which blocks are such a heading or stand in the list under one.
pub(super) fn listed(lines: &[Line]) -> Vec<bool> {
    let mut listed = Vec::with_capacity(lines.len());
    let mut left = 0;
    for line in lines {
        if is_heading(line) {
            left = ITEMS_MAX;
            listed.push(true);
        } else if left > 0 && is_item(line) {
            left -= 1;
            listed.push(true);
        } else {
            left = 0;
            listed.push(false);
        }
    }
    listed
}

fn is_heading(line: &Line) -> bool {
    let is_block = matches!(line.block.kind, BlockKind::Heading | BlockKind::Paragraph | BlockKind::ListItem);
    is_block && !line.ends_as_sentence() && HEADINGS.contains(&line.folded.as_str())
}

/// A linked line and no sentence: prose under such a heading stays, and a list without links is text.
fn is_item(line: &Line) -> bool {
    let is_block = matches!(line.block.kind, BlockKind::ListItem | BlockKind::Paragraph | BlockKind::Heading);
    is_block && line.is_linked() && !line.is_prose && line.words.len() <= ITEM_WORDS_MAX && !line.ends_as_sentence()
}

/// Whether the block is a label and the one link it announces.
pub(super) fn takes_link(line: &Line) -> bool {
    let is_labelled = LABELS.iter().any(|label| {
        line.folded.strip_prefix(label).is_some_and(|rest| rest.trim_start().starts_with([':', '|', '>', '→', '-']))
    });
    is_labelled && line.is_linked() && line.words.len() <= ITEM_WORDS_MAX + 5 && !line.ends_as_sentence()
}
