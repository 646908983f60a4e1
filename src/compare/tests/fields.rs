//! Headline, byline, captions, notes, times (cases 11 to 17, 55 to 75).

use super::articles::seed_like;
use super::*;

fn changed(change: impl FnOnce(&mut Article)) -> (Article, Article) {
    let base = seed_like();
    let mut new = base.clone();
    change(&mut new);
    (base, new)
}

#[test]
fn each_field_is_an_edit_of_its_own_kind() {
    let rename = |from: &'static str, to: &'static str| {
        move |a: &mut Article| {
            a.captions.iter_mut().for_each(|c| c.text = c.text.replace(from, to));
        }
    };
    let (old, new) = changed(rename(" - and", " – and"));
    assert!(judged(&old, &new).equality <= Equality::Cosmetic, "case 11");
    let (old, new) = changed(rename(" (Pic: @PA_news/Post)", ""));
    let found = judged(&old, &new);
    assert_eq!((found.kinds, found.severity), (vec![ChangeKind::CaptionEdit], Severity::Minor), "case 12");
    assert_eq!(found.flags, [Flag::CreditChanged]);
    let (old, new) = changed(rename("thanked guards", "met guards"));
    let found = judged(&old, &new);
    assert_eq!((found.kinds, found.severity), (vec![ChangeKind::CaptionEdit], Severity::Minor), "case 13");
    let (old, new) = changed(|a| a.byline = Some("By Tilda Farrow and A. N. Other".into()));
    let found = judged(&old, &new);
    assert_eq!((found.kinds, found.severity), (vec![ChangeKind::BylineEdit], Severity::Minor), "case 17");
    let (old, new) =
        changed(|a| a.standfirst = Some("A walkout ended in anger after a long night at the docks".into()));
    assert_eq!(judged(&old, &new).kinds, [ChangeKind::StandfirstEdit]);
}

#[test]
fn a_headline_is_shown_whole_and_weighed_by_what_changed() {
    for (case, headline, severity) in [
        (55, "Harbour strike ends in Port Ansel – but threat to the owners remains", Severity::Minor),
        (55, "Port Ansel: what comes after the long night", Severity::Major),
    ] {
        let (old, new) = changed(|a| a.headline = Some(headline.into()));
        let found = judged(&old, &new);
        assert_eq!(
            (found.kinds.as_slice(), found.severity),
            (&[ChangeKind::HeadlineEdit][..], severity),
            "case {case}: {headline}"
        );
        assert!(matches!(&found.edits[0],
            Edit::Value { field: Field::Headline, old: Some(_), new: Some(n), .. } if n == headline));
        assert_eq!(hashes(&old).body_canon, hashes(&new).body_canon, "case 58, R13");
        assert_ne!(hashes(&old).canon, hashes(&new).canon, "case 58");
    }
    let (mut old, new) = changed(|a| a.headline = Some("Storm kills 17 in Port Ansel as owners keep silent".into()));
    old.headline = Some("Storm kills 12 in Port Ansel as owners keep silent".into());
    let found = judged(&old, &new);
    assert_eq!((found.severity, found.flags), (Severity::Major, vec![Flag::NumberChanged]), "case 55");
}

#[test]
fn another_headline_elsewhere_on_the_page_is_a_claim() {
    let (mut old, mut new) = (seed_like(), seed_like());
    old.alt_headlines = vec![AltHeadline { source: StampSource::OpenGraph, text: "Strike fails".into() }];
    new.alt_headlines = vec![AltHeadline { source: StampSource::OpenGraph, text: "Strike goes on".into() }];
    let found = judged(&old, &new);
    assert_eq!(
        (found.equality, found.severity, found.kinds),
        (Equality::Claim, Severity::Info, vec![ChangeKind::AltHeadlineEdit]),
        "case 56"
    );
    new.alt_headlines.clear();
    assert_eq!(judged(&old, &new).equality, Equality::Trace);
}

#[test]
fn times_are_compared_as_instants() {
    for (case, time, kinds, severity) in [
        (59, "2024-06-03T12:00:00Z", &[ChangeKind::TimestampOnly][..], Severity::Info),
        (60, "2024-06-03T10:00:00+01:00", &[], Severity::Trace),
        (60, "2024-06-03T09:00:30Z", &[], Severity::Trace),
        (19, "2024-06-03T08:00:00Z", &[ChangeKind::TimestampRegressed], Severity::Info),
    ] {
        let (old, new) = changed(|a| a.modified = Some(stated(time)));
        let found = judged(&old, &new);
        assert_eq!((found.kinds.as_slice(), found.severity), (kinds, severity), "case {case}: {time}");
        assert!(found.equality <= Equality::Claim);
        let trusted = Context { is_modified_trusted: false, ..context() };
        assert!(!compare(&old, &new, &trusted).kinds.contains(&ChangeKind::TimestampOnly));
    }
    for (case, time, severity) in
        [(67, "2024-06-03T20:00:00Z", Severity::Minor), (67, "2025-06-01T08:00:00Z", Severity::Major)]
    {
        let (old, new) = changed(|a| a.published = Some(stated(time)));
        let found = judged(&old, &new);
        assert_eq!(
            (found.kinds.as_slice(), found.severity),
            (&[ChangeKind::PublishedChanged][..], severity),
            "case {case}"
        );
        assert_eq!(found.equality, Equality::Claim);
    }
}

#[test]
fn a_claim_that_cannot_be_held_against_the_page_is_a_trace() {
    let base = stated("2024-06-03T08:00:00Z");
    let far = stated("2024-06-20T08:00:00Z");
    let claims = [
        None,
        Some(StatedTime {
            precision: Precision::Day,
            instant: stated("2024-06-03T00:00:00Z").instant,
            raw: "3 June 2024".into(),
            ..base.clone()
        }),
        Some(StatedTime { source: StampSource::OpenGraph, ..far.clone() }),
        Some(StatedTime { doubt: Some(Doubt::Implausible), ..far.clone() }),
        Some(StatedTime { instant: None, doubt: Some(Doubt::Unreadable), ..far.clone() }),
        Some(StatedTime { zone: ZoneSource::AssumedUtc, ..stated("2024-06-03T10:00:00Z") }),
        Some(StatedTime { doubt: Some(Doubt::BeforePublished), ..stated("2024-06-02T10:00:00Z") }),
    ];
    for claim in claims {
        let (old, new) = changed(|a| {
            a.published = claim.clone();
            a.modified = claim.clone();
        });
        let mut old = old;
        old.modified = old.published.clone();
        let found = judged(&old, &new);
        assert_eq!(
            (found.equality, found.severity),
            (Equality::Trace, Severity::Trace),
            "cases 60, 66: {claim:?}: {found:#?}"
        );
        assert_eq!(judged(&new, &old).equality, Equality::Trace, "{claim:?}");
    }
}

#[test]
fn an_edit_is_silent_unless_the_page_says_something() {
    let edit = |a: &mut Article| a.body[3].text = a.body[3].text.replace("12 people", "17 people");
    let (old, new) = changed(edit);
    assert_eq!(judged(&old, &new).disclosure, Some(Disclosure::Silent), "case 61, R9");
    let (old, new) = changed(|a| {
        edit(a);
        a.modified = Some(stated("2024-06-04T10:30:00Z"));
    });
    assert_eq!(judged(&old, &new).disclosure, Some(Disclosure::Technical), "case 62, R8");
    let distrusting = Context { is_modified_trusted: false, ..context() };
    assert_eq!(compare(&old, &new, &distrusting).disclosure, Some(Disclosure::Silent));
    let (old, new) = changed(|a| {
        edit(a);
        a.notes.push(note(
            NoteKind::Correction,
            "This article was amended on 4 June 2024 to correct the number of people hurt.",
        ));
    });
    let found = judged(&old, &new);
    assert_eq!((found.disclosure, found.severity), (Some(Disclosure::Proper), Severity::Major), "case 63");
    assert!(found.kinds.contains(&ChangeKind::NoteAdded) && found.kinds.contains(&ChangeKind::BodyEdit));
    let (mut old, mut new) = changed(edit);
    (old.modified, new.modified) = (None, None);
    assert_eq!(judged(&old, &new).disclosure, Some(Disclosure::Undeclarable), "case 68, R10");
}

#[test]
fn a_note_is_weighed_by_its_kind() {
    let text = "Correction: an earlier version of this article gave a wrong number of boats.";
    let (old, new) = changed(|a| a.notes.push(note(NoteKind::Correction, text)));
    let found = judged(&old, &new);
    assert_eq!(
        (found.kinds.as_slice(), found.severity),
        (&[ChangeKind::NoteAdded][..], Severity::Major),
        "case 64, R11"
    );
    assert_eq!(found.disclosure, Some(Disclosure::Empty));
    let found = judged(&new, &old);
    assert_eq!(
        (found.kinds.as_slice(), found.severity),
        (&[ChangeKind::NoteRemoved][..], Severity::Alert),
        "case 65, R12"
    );
    assert!(EditText { edits: &found.edits, marks: PlainMarks }.to_string().contains(text), "case 65");
    let (old, new) = changed(|a| a.notes.push(note(NoteKind::Update, "This page was updated with a map.")));
    assert_eq!(judged(&old, &new).severity, Severity::Info);
    let mut edited = new.clone();
    edited.notes[0].text = "This page was updated with a chart.".into();
    assert_eq!(judged(&new, &edited).kinds, [ChangeKind::NoteEdited]);
}

#[test]
fn a_fact_in_an_update_is_a_fact_and_the_time_of_an_update_label_is_none() {
    for (before, after, severity, flag) in [
        (
            "Update: the harbour master did attend the talks on the pier.",
            "Update: the harbour master did not attend the talks on the pier.",
            Severity::Major,
            Flag::NegationChanged,
        ),
        (
            "Update: the coast guard said that 12 sailors are still missing tonight.",
            "Update: the coast guard said that 17 sailors are still missing tonight.",
            Severity::Major,
            Flag::NumberChanged,
        ),
        (
            "This article was updated on 4 June 2024 at 10:30.",
            "This article was updated on 4 June 2024 at 12:30.",
            Severity::Info,
            Flag::NumberChanged,
        ),
    ] {
        let with = |text: &str| changed(|a| a.notes.push(note(NoteKind::Update, text))).1;
        let found = judged(&with(before), &with(after));
        assert_eq!((found.kinds.as_slice(), found.severity), (&[ChangeKind::NoteEdited][..], severity), "{after}");
        assert!(found.flags.contains(&flag), "{after}: {:?}", found.flags);
        let added = judged(&seed_like(), &with(after)).severity;
        assert_eq!(added, severity.min(Severity::Minor), "an update that says what is new is text: {after}");
    }
}

#[test]
fn a_canonical_address_elsewhere_is_a_claim() {
    let (mut old, mut new) = (seed_like(), seed_like());
    old.canonical_url = Some("https://paper.example/a/strike".into());
    new.canonical_url = Some("http://www.paper.example/a/strike/?utm_source=x".into());
    assert_eq!(judged(&old, &new).equality, Equality::Trace);
    new.canonical_url = Some("https://other.example/a/strike".into());
    assert_eq!(judged(&old, &new).kinds, [ChangeKind::CanonicalChanged]);
}

#[test]
fn what_an_update_says_is_text_and_its_label_is_none() {
    let with = |text: &str| changed(|a| a.notes.push(note(NoteKind::Update, text))).1;
    for (before, after, severity, flag, disclosure) in [
        (
            "Update: 12 are hurt.",
            "Update: 17 are hurt.",
            Severity::Major,
            Some(Flag::NumberChanged),
            Disclosure::Silent,
        ),
        (
            "Update (14:30): Der Zug kommt heute an.",
            "Update (14:30): Der Zug kommt heute nicht an.",
            Severity::Major,
            Some(Flag::NegationChanged),
            Disclosure::Silent,
        ),
        (
            "Update 14:30: the road is closed.",
            "Update 15:10: the road is closed.",
            Severity::Info,
            Some(Flag::NumberChanged),
            Disclosure::Empty,
        ),
        ("Update: the road is shut.", "Update: the road is closed.", Severity::Minor, None, Disclosure::Silent),
    ] {
        let (mut old, mut new) = (with(before), with(after));
        (old.language, new.language) = (Some("de".into()), Some("de".into()));
        if after.contains("road") {
            (old.language, new.language) = (Some("en".into()), Some("en".into()));
        }
        let found = judged(&old, &new);
        assert_eq!((found.kinds.as_slice(), found.severity), (&[ChangeKind::NoteEdited][..], severity), "{after}");
        assert_eq!(found.disclosure, Some(disclosure), "{after}");
        assert!(flag.is_none_or(|flag| found.flags.contains(&flag)), "{after}: {:?}", found.flags);
    }
}

#[test]
fn a_note_that_is_edited_with_the_text_discloses_it() {
    for (before, after, disclosure) in [
        ("Update: the road is shut.", "Update: 17 people were hurt, not 12.", Disclosure::Proper),
        ("Update 14:30: the road is shut.", "Update 15:10: the road is shut.", Disclosure::Technical),
        ("Correction: the boat is red.", "Correction: the boat is red, and 17 were hurt.", Disclosure::Proper),
    ] {
        let kind = if before.starts_with('U') { NoteKind::Update } else { NoteKind::Correction };
        let (mut old, mut new) = changed(|a| a.body[3].text = a.body[3].text.replace("12 people", "17 people"));
        old.notes.push(note(kind, before));
        new.notes.push(note(kind, after));
        assert_eq!(judged(&old, &new).disclosure, Some(disclosure), "{after}");
    }
}

#[test]
fn a_line_that_becomes_a_note_by_one_word_more_was_reworded() {
    let (mut old, mut new) = (seed_like(), seed_like());
    (old.language, new.language) = (Some("de".into()), Some("de".into()));
    old.body.push(Block::new(BlockKind::Paragraph, "Update: Der Zug kommt heute."));
    new.notes.push(note(NoteKind::Update, "Update: Der Zug kommt heute nicht."));
    for (old, new) in [(&old, &new), (&new, &old)] {
        let found = judged(old, new);
        assert_eq!((found.kinds.as_slice(), found.severity), (&[ChangeKind::NoteEdited][..], Severity::Major));
        assert_eq!(found.flags, [Flag::NegationChanged]);
    }
    new.notes[0].text = old.body.last().unwrap().text.clone();
    assert_eq!(judged(&old, &new).equality, Equality::Same, "the same line, read as a note or not");
}
