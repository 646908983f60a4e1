//! What moves on a page without anybody editing it (cases 1 to 16 and 73).

use super::articles::seed_like;
use super::*;

fn age(text: &str, years: u32, months: u32, precision: AgeUnit) -> AgeNotice {
    AgeNotice { text: text.into(), years, months, days: 0, precision }
}

fn block(text: &str) -> Block {
    Block::new(BlockKind::Paragraph, text)
}

#[test]
fn an_age_notice_never_makes_an_edit() {
    let cases = [
        (
            1,
            Some(age("over 5 years, 1 months", 5, 1, AgeUnit::Month)),
            Some(age("over 5 years, 2 months", 5, 2, AgeUnit::Month)),
        ),
        (
            2,
            Some(age("over 5 years, 11 months", 5, 11, AgeUnit::Month)),
            Some(age("over 6 years, 0 months", 6, 0, AgeUnit::Month)),
        ),
        (3, Some(age("over 1 months", 0, 1, AgeUnit::Month)), Some(age("over 1 month", 0, 1, AgeUnit::Month))),
        (4, None, Some(age("over 5 years", 5, 0, AgeUnit::Year))),
        (4, Some(age("over 5 years", 5, 0, AgeUnit::Year)), None),
        (5, Some(age("more than 11 months old", 0, 11, AgeUnit::Month)), Some(age("1 year old", 1, 0, AgeUnit::Year))),
    ];
    for (case, before, after) in cases {
        let (mut old, mut new) = (seed_like(), seed_like());
        (old.age_notice, new.age_notice) = (before, after);
        let found = judged(&old, &new);
        assert_eq!((found.equality, found.severity), (Equality::Trace, Severity::Trace), "case {case}: {found:#?}");
        assert_eq!(hashes(&old), hashes(&new), "case {case}");
    }
}

#[test]
fn an_age_that_contradicts_the_clock_is_told_and_makes_no_edit() {
    let (mut old, mut new) = (seed_like(), seed_like());
    old.age_notice = Some(age("over 5 years, 1 months", 5, 1, AgeUnit::Month));
    new.age_notice = Some(age("over 4 years, 2 months", 4, 2, AgeUnit::Month));
    let found = judged(&old, &new);
    assert_eq!((found.equality, found.kinds.as_slice()), (Equality::Claim, &[ChangeKind::PublishedChanged][..]));
    assert!(!found.edits.is_empty());
}

#[test]
fn volatile_blocks_go_whole_and_are_named() {
    let mut wrong = Vec::new();
    for (rule, text) in [
        ("age_notice", "This article is over 5 years, 1 months old"),
        ("age_notice", "This article is more than 1 year old"),
        ("age_notice", "Dieser Artikel ist mehr als 3 Jahre alt"),
        ("relative_time", "3 hours ago"),
        ("relative_time", "Posted: 31 min 57 sec ago"),
        ("relative_time", "1 hour 35 min"),
        ("relative_time", "vor 9 Stunden"),
        ("relative_time", "vor 1 Tag"),
        ("relative_time", "vor 3 Std."),
        ("relative_time", "Il y a 2 jours"),
        ("relative_time", "hace 5 minutos"),
        ("relative_time", "há 3 horas"),
        ("relative_time", "2 ore fa"),
        ("relative_time", "4 uur geleden"),
        ("relative_time", "för 2 timmar sedan"),
        ("relative_time", "3 timer siden"),
        ("relative_time", "3 tuntia sitten"),
        ("relative_time", "5 godzin temu"),
        ("relative_time", "před 3 hodinami"),
        ("relative_time", "3 saat önce"),
        ("relative_time", "3 часа назад"),
        ("relative_time", "5 годин тому"),
        ("relative_time", "πριν από 3 ώρες"),
        ("relative_time", "قبل 3 ساعات"),
        ("relative_time", "לפני 3 שעות"),
        ("relative_time", "3 घंटे पहले"),
        ("relative_time", "3時間前"),
        ("relative_time", "5小时前"),
        ("relative_time", "3시간 전"),
        ("relative_time", "3 jam lalu"),
        ("relative_time", "3 giờ trước"),
        ("relative_time", "Just now"),
        ("relative_time", "Gestern, 14:30 Uhr"),
        ("stated_date", "Posted: Tuesday, March 17, 2020 - 17:25"),
        ("reading_time", "Lesedauer: 26 Min."),
        ("reading_time", "5 min read"),
        ("reading_time", "3 minutes de lecture"),
        ("reading_time", "1,234 words"),
        ("counter", "12 Comments"),
        ("counter", "Shares: 1.2k"),
        ("counter", "Kommentare (45)"),
        ("interface", "Downloading PDF. Please wait..."),
        ("interface", "News folgen"),
        ("interface", "Loading…"),
        ("interface", "ADVERTISEMENT"),
        ("interface", "Link kopiert"),
        ("interface", "Current time: 0:00 Duration: 2:13"),
        ("relative_time", "Posted: 22 min"),
        ("widget", "© Mapbox"),
        ("widget", "© OpenStreetMap Improve this map"),
        ("widget", "Fresh notes by the county https://t.co/AbCd - 9 hours 7 min"),
        ("promotion", "Sign up for our daily email update ‘Tea at Six’"),
        ("promotion", "Make a donation to Harbour Weekly"),
        ("promotion", "Help fund the fight"),
        ("promotion", "Donate today"),
        ("promotion", "Suscríbete a nuestra newsletter"),
        ("related_list", "Latest News"),
        ("issue_label", "Issue 2653"),
        ("repeated_label", "Downloading PDF. Please wait... Issue 2653"),
    ] {
        let mut article = seed_like();
        let before = article.body.clone();
        article.body.insert(4, block(text));
        let sifted = sift(article);
        let is_named = sifted.suppressed.iter().any(|s| s.rule == rule && s.text == text);
        if sifted.article.body != before || !is_named {
            wrong.push((rule, text, sifted.suppressed));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn labels_that_come_go_or_stand_twice_are_no_change() {
    let base = seed_like();
    for (case, texts) in [
        (7, &["Downloading PDF. Please wait... Issue 2653"][..]),
        (8, &["Issue 2653", "Issue 2653"]),
        (14, &["Donate today"]),
    ] {
        let mut changed = base.clone();
        changed.body.extend(texts.iter().map(|t| block(t)));
        assert_eq!(judged(&base, &changed).equality, Equality::Same, "case {case}");
    }
    let mut issue = base.clone();
    issue.issue = Some("Issue 2654".into());
    let found = judged(&base, &issue);
    assert_eq!(
        (found.equality, found.severity, found.kinds),
        (Equality::Claim, Severity::Info, vec![ChangeKind::IssueEdit]),
        "case 8"
    );
}

#[test]
fn a_list_of_other_articles_goes_with_its_heading_and_prose_under_it_stays() {
    let with = |items: &[&str]| {
        let mut article = seed_like();
        article.body.push(Block::new(BlockKind::Heading, "Latest News"));
        let linked = |text: &&str| Block {
            links: vec!["https://paper.example/a".into()],
            ..Block::new(BlockKind::ListItem, *text)
        };
        article.body.extend(items.iter().map(linked));
        article
    };
    let (old, new) = (
        with(&["Bakers vote on hours", "Rain stops the fair"]),
        with(&["Two towns share a mayor", "Bakers vote on hours"]),
    );
    assert_eq!(judged(&old, &new).equality, Equality::Same, "case 15");
    let mut prose = old.clone();
    prose.body.push(block("The strike went on through the night."));
    assert_eq!(judged(&old, &prose).equality, Equality::Edit);
    let facts = |deaths: &str| {
        let mut article = seed_like();
        article.body.push(Block::new(BlockKind::Heading, "Latest"));
        article.body.push(Block::new(BlockKind::ListItem, deaths));
        article
    };
    let found = judged(&facts("12 people are dead"), &facts("17 people are dead"));
    assert_eq!(found.severity, Severity::Major, "a list that leads nowhere is text");
}

#[test]
fn captions_in_another_order_are_no_change() {
    let base = seed_like();
    let mut swapped = base.clone();
    swapped.captions.reverse();
    let found = judged(&base, &swapped);
    assert!(found.equality <= Equality::Trace, "case 10: {found:#?}");
    assert_eq!(hashes(&sift(base).article), hashes(&sift(swapped).article));
}

#[test]
fn twin_captions_become_one_with_its_credit() {
    let sifted = sift(seed_like());
    assert_eq!(sifted.article.captions.len(), 2);
    assert_eq!(sifted.article.captions[0].credit.as_deref(), Some("Pic: @PA_news/Post"));
    let mut other = seed_like();
    other.captions[1].text = other.captions[1].text.replace("Thursday", "Friday");
    assert_eq!(sift(other).article.captions.len(), 3, "another day is another fact");
}

#[test]
fn a_pull_quote_of_the_text_is_no_edit_and_a_new_sentence_is() {
    let base = seed_like();
    let mut quote = base.clone();
    quote.body.insert(6, Block::new(BlockKind::PullQuote, "She called for people to come and join her"));
    assert!(judged(&base, &quote).equality <= Equality::Cosmetic, "case 16");
    quote.body[6].text = "Nobody had asked the drivers what they wanted".into();
    assert_eq!(judged(&base, &quote).equality, Equality::Edit, "case 16");
}

#[test]
fn a_relative_time_never_makes_a_claim_either() {
    let (mut old, mut new) = (seed_like(), seed_like());
    old.modified =
        Some(StatedTime { raw: "vor 9 Stunden".into(), precision: Precision::Hour, ..stated("2024-06-04T01:00:00Z") });
    new.modified =
        Some(StatedTime { raw: "vor 1 Tag".into(), precision: Precision::Day, ..stated("2024-06-03T11:00:00Z") });
    assert_eq!(judged(&old, &new).equality, Equality::Trace, "case 73");
}

#[test]
fn a_heading_keeps_its_text_when_its_anchor_comes() {
    let mut base = seed_like();
    base.body[0] = Block::new(BlockKind::Heading, "What the port says");
    let mut changed = base.clone();
    changed.body[0].text = "What the port says #".into();
    assert_eq!(judged(&base, &changed).equality, Equality::Same);
}
