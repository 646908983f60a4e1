//! How well the rules of a site still read its pages, and what happens to a site as a whole.

use serde::{Deserialize, Serialize};

use super::{Article, Timestamp};

/// The articles of a site whose sizes are remembered.
pub const BODIES_LAST: usize = 20;
/// The reads of a field that are remembered one by one.
pub const READS_LAST: u32 = 20;

/// What one reading of a page says of the site's rules. Walls and missing pages say nothing of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The fingerprint of the rules by which it was read: what is counted of a site is counted of one set of rules.
    pub rules: String,
    /// Every field that the rules name, and the body.
    pub fields: Vec<FieldRead>,
    /// The body, where it is the first text of its page: a page that is edited often must not count for many.
    pub body: Option<BodySize>,
}

impl Reading {
    /// The fields whose selectors matched nothing, as `page.missing` holds them.
    pub fn missing(&self) -> String {
        let names: Vec<&str> = self.fields.iter().filter(|f| !f.is_matched).map(|f| f.field).collect();
        names.join(" ")
    }
}

/// What became of one field's selectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldRead {
    pub field: &'static str,
    pub is_matched: bool,
    /// The selector that matched, where it is known.
    pub pick: Option<String>,
}

/// How long a body is, and how much of it is links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodySize {
    pub words: u32,
    /// Words in blocks that are nothing but links.
    pub link_words: u32,
}

impl BodySize {
    /// The size of an article's body.
    pub fn of(article: &Article) -> BodySize {
        let words = |is_link: bool| {
            let blocks = article.body.iter().filter(|b| b.is_all_link == is_link);
            let sum: usize = blocks.map(|b| super::words(&b.text)).sum();
            u32::try_from(sum).unwrap_or(u32::MAX)
        };
        let link_words = words(true);
        BodySize { words: words(false).saturating_add(link_words), link_words }
    }

    /// Words outside lists of links.
    pub fn prose(self) -> u32 {
        self.words.saturating_sub(self.link_words)
    }
}

/// What is known of a site beside the page at hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteFacts {
    /// The bodies of the last articles that were first read, at most [`BODIES_LAST`].
    pub bodies: Vec<BodySize>,
    /// The site's modified times move without any edit.
    pub is_modified_untrusted: bool,
}

/// The fewest articles that say what is usual on a site.
const ARTICLES_MIN: usize = 3;

impl SiteFacts {
    /// The body in the middle of the site's last ones; `None` where they are too few to say what is usual.
    pub fn usual_body(&self) -> Option<BodySize> {
        let mut bodies = self.bodies.clone();
        bodies.sort_by_key(|b| b.prose());
        if bodies.len() < ARTICLES_MIN { None } else { bodies.get(bodies.len() / 2).copied() }
    }

    /// Whether one of the site's last articles was about as short as this: then short items are usual there.
    pub fn has_one_like(&self, body: BodySize) -> bool {
        self.bodies.iter().any(|known| known.prose() <= body.prose().saturating_mul(2))
    }
}

/// How one field of a site has been read so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleHealth {
    pub site: String,
    pub field: String,
    /// Pages read while the rules named the field.
    pub reads: u64,
    /// Of these, those on which a selector matched.
    pub matched: u64,
    /// The last [`READS_LAST`] reads, the newest lowest: 1 where a selector matched.
    pub recent: u32,
    pub last_matched_at: Option<Timestamp>,
    /// The first read since which no selector matched.
    pub missing_since: Option<Timestamp>,
    /// The selector that matched last, where it is known.
    pub pick: Option<String>,
    /// Of the body: the sizes of the last articles.
    pub bodies: Vec<BodySize>,
}

/// The fewest of the last reads by which a field is judged.
const LATELY_MIN: u64 = 3;
/// The share of matches from which a rule counts as having worked.
const WAS_WELL: f64 = 0.8;

impl RuleHealth {
    /// How many of the last reads matched, and of how many: at most half of all, so that there is a before.
    pub fn lately(&self) -> (u64, u64) {
        let of = (self.reads / 2).min(u64::from(READS_LAST));
        (u64::from((self.recent & ((1 << of) - 1)).count_ones()), of)
    }

    /// The share that matched before the last reads, 0 to 1; `None` where there was nothing before.
    pub fn before(&self) -> Option<f64> {
        let (matched, of) = self.lately();
        let before = self.reads.checked_sub(of).filter(|n| *n > 0)?;
        Some(self.matched.saturating_sub(matched) as f64 / before as f64)
    }

    /// Whether the rule has become worse than it was: it matched nearly always and now on fewer than half of the pages.
    ///
    /// One that never matched much is a mistake of the configuration that `newswatch health` shows; it is no alarm.
    pub fn is_weak(&self) -> bool {
        let (matched, of) = self.lately();
        of >= LATELY_MIN && matched * 2 < of && self.before().is_some_and(|before| before >= WAS_WELL)
    }

    /// Whether the rule matches again as it should.
    pub fn is_well(&self) -> bool {
        let (matched, of) = self.lately();
        matched * 5 >= of * 4
    }
}

/// Something that happened to a site as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteEvent {
    pub kind: SiteEventKind,
    pub site: String,
    /// What it is about: a field's name; empty where the kind says all.
    pub subject: String,
    /// The same in words; may quote pages and so is untrusted.
    pub detail: String,
    /// The most pages that were concerned at a time.
    pub pages: u64,
    pub at: Timestamp,
    /// When it was over; `None` while it lasts.
    pub ended_at: Option<Timestamp>,
}

/// What can happen to a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteEventKind {
    /// Pages of the site cannot be read with its rules.
    TemplateBroken,
    /// A field's selectors match far fewer pages than they did.
    RuleWeak,
    /// Blocks that repeat on its articles are left out from now on.
    BoilerplateLearned,
    /// The operator took a learned block back.
    BoilerplateUnlearned,
    /// The same blocks came on or went from many of its articles.
    SiteChanged,
    /// Its modified times move without any edit, and are not believed.
    ModifiedUntrusted,
    /// The clock of a host (the subject) and ours do not agree; once for each host.
    ClockOff,
}

impl SiteEventKind {
    /// All kinds.
    pub const ALL: [SiteEventKind; 7] = [
        SiteEventKind::TemplateBroken,
        SiteEventKind::RuleWeak,
        SiteEventKind::BoilerplateLearned,
        SiteEventKind::BoilerplateUnlearned,
        SiteEventKind::SiteChanged,
        SiteEventKind::ModifiedUntrusted,
        SiteEventKind::ClockOff,
    ];

    /// The name in the database and in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            SiteEventKind::TemplateBroken => "template_broken",
            SiteEventKind::RuleWeak => "rule_weak",
            SiteEventKind::BoilerplateLearned => "boilerplate_learned",
            SiteEventKind::BoilerplateUnlearned => "boilerplate_unlearned",
            SiteEventKind::SiteChanged => "site_changed",
            SiteEventKind::ModifiedUntrusted => "modified_untrusted",
            SiteEventKind::ClockOff => "clock_off",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<SiteEventKind> {
        SiteEventKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(reads: &str) -> RuleHealth {
        let mut health = RuleHealth {
            site: "x".to_owned(),
            field: "headline".to_owned(),
            reads: 0,
            matched: 0,
            recent: 0,
            last_matched_at: None,
            missing_since: None,
            pick: None,
            bodies: Vec::new(),
        };
        for read in reads.chars() {
            let bit = u32::from(read == '+');
            health.reads += 1;
            health.matched += u64::from(bit);
            health.recent = (health.recent << 1 | bit) & ((1 << READS_LAST) - 1);
        }
        health
    }

    #[test]
    fn a_rule_is_weak_when_it_matched_nearly_always_and_now_seldom() {
        for (reads, is_weak) in [
            ("", false),
            ("++--", false),
            ("+++---", true),
            ("------", false),
            ("+-+-+-+-----", false),
            ("++++++++++--", false),
            ("+++++++++++++++++++++++++++++++++++++++++-----------+", true),
        ] {
            assert_eq!(after(reads).is_weak(), is_weak, "{reads}");
        }
        let mended = after("+++++++++++++++++++++-----------++++++++++++++++++++");
        assert!(mended.is_well() && !mended.is_weak());
    }

    #[test]
    fn what_is_usual_on_a_site_is_said_by_three_articles_or_more() {
        let size = |words| BodySize { words, link_words: 10 };
        assert_eq!(SiteFacts { bodies: vec![size(300), size(400)], ..SiteFacts::default() }.usual_body(), None);
        let facts = SiteFacts { bodies: vec![size(30), size(400), size(300)], ..SiteFacts::default() };
        assert_eq!(facts.usual_body(), Some(size(300)));
    }
}
