//! The health of sites: pages by state, how each field's selectors match, alerts, learned blocks.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::change::time;
use super::json::{inert, instant, instant_or_null};
use super::style::Style;
use crate::model::{BodySize, LearnedBlock, RuleHealth, SiteEvent, Timestamp, Untrusted, counted};
use crate::store::{Reader, SiteStates, StoreError};

/// What is known of a site's health.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteHealth {
    pub site: String,
    pub states: SiteStates,
    pub rules: Vec<RuleHealth>,
    /// What is wrong now.
    pub alerts: Vec<SiteEvent>,
    /// All blocks that were ever learned.
    pub learned: Vec<LearnedBlock>,
    /// What happened last, the newest first.
    pub events: Vec<SiteEvent>,
}

/// Reads the health of all sites, or of `only` one, each with the last `events` of its history.
///
/// # Errors
/// Those of reading the database.
pub fn sites_health(reader: &Reader, only: Option<&str>, events: u32) -> Result<Vec<SiteHealth>, StoreError> {
    let (rules, alerts, learned) = (reader.rule_health()?, reader.site_alerts()?, reader.learned_blocks()?);
    let states = reader.site_states()?;
    let names =
        states.iter().map(|s| &s.site).chain(rules.iter().map(|r| &r.site)).chain(learned.iter().map(|l| &l.site));
    let names: BTreeSet<&String> = names.filter(|name| only.is_none_or(|only| only == *name)).collect();
    names
        .into_iter()
        .map(|name| {
            Ok(SiteHealth {
                site: name.clone(),
                states: states.iter().find(|s| s.site == *name).cloned().unwrap_or_default(),
                rules: rules.iter().filter(|r| r.site == *name).cloned().collect(),
                alerts: alerts.iter().filter(|a| a.site == *name).cloned().collect(),
                learned: learned.iter().filter(|l| l.site == *name).cloned().collect(),
                events: reader.site_events(name, events)?,
            })
        })
        .collect()
}

/// Writes the health of sites for reading.
pub fn health(out: &mut dyn Write, sites: &[SiteHealth], style: Style) -> io::Result<()> {
    if sites.is_empty() {
        return writeln!(out, "no page is watched and none was read yet");
    }
    for (i, site) in sites.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        one(out, site, style)?;
    }
    Ok(())
}

fn one(out: &mut dyn Write, site: &SiteHealth, style: Style) -> io::Result<()> {
    let states: Vec<String> = site.states.states.iter().map(|(state, pages)| format!("{pages} {state}")).collect();
    let pages: u64 = site.states.states.iter().map(|(_, pages)| pages).sum();
    let states = if states.is_empty() { String::new() } else { format!(": {}", states.join(", ")) };
    let pages = counted(pages, "page");
    writeln!(out, "{}  {pages} watched{states}", style.bold(Untrusted::new(&site.site)))?;
    if site.states.waiting > 0 {
        let waiting = counted(site.states.waiting, "raw page");
        writeln!(out, "  {waiting} kept until the rules can read them")?;
    }
    for alert in &site.alerts {
        let subject =
            if alert.subject.is_empty() { String::new() } else { format!(" ({})", Untrusted::new(&alert.subject)) };
        let (kind, pages, since) = (alert.kind.as_str(), counted(alert.pages, "page"), time(alert.at));
        let kind = style.bold(format_args!("ALERT {kind}{subject}"));
        writeln!(out, "  {kind} since {since}, {pages}: {}", Untrusted::new(&alert.detail))?;
    }
    if !site.rules.is_empty() {
        let head =
            format!("  {:<11} {:>8} {:>8} {:>8}  {:<20}  SELECTOR", "FIELD", "ALL", "BEFORE", "LATELY", "LAST MATCHED");
        writeln!(out, "{}", style.faint(head))?;
    }
    site.rules.iter().try_for_each(|rule| self::rule(out, rule))?;
    if let Some(rule) = site.rules.iter().find(|rule| !rule.bodies.is_empty()) {
        bodies(out, &rule.bodies)?;
    }
    site.learned.iter().try_for_each(|block| learned(out, block, style))?;
    for event in site.events.iter().filter(|event| event.ended_at.is_some_and(|ended| ended > event.at)) {
        let (at, kind, ended) = (time(event.at), event.kind.as_str(), event.ended_at.unwrap_or(event.at));
        let detail = Untrusted::new(&event.detail);
        writeln!(out, "{}", style.faint(format_args!("  {at} to {}  {kind}: {detail}", time(ended))))?;
    }
    Ok(())
}

fn rule(out: &mut dyn Write, rule: &RuleHealth) -> io::Result<()> {
    let (matched, of) = rule.lately();
    let before = rule.before().map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0));
    let lately = if of == 0 { "-".to_owned() } else { format!("{matched} of {of}") };
    let all = format!("{}/{}", rule.matched, rule.reads);
    let last = rule.last_matched_at.map_or_else(|| "never".to_owned(), |at| time(at).to_string());
    let pick = rule.pick.as_deref().unwrap_or_default();
    let missing = match rule.missing_since {
        Some(at) => format!("  nothing since {}", time(at)),
        None => String::new(),
    };
    let (field, pick) = (Untrusted::new(&rule.field).to_string(), Untrusted::new(pick));
    writeln!(out, "  {field:<11} {all:>8} {before:>8} {lately:>8}  {last:<20}  {pick}{missing}")
}

fn bodies(out: &mut dyn Write, bodies: &[BodySize]) -> io::Result<()> {
    let mut words: Vec<u32> = bodies.iter().map(|b| b.words).collect();
    words.sort_unstable();
    let (least, most) = (words.first().copied().unwrap_or(0), words.last().copied().unwrap_or(0));
    let middle = words.get(words.len() / 2).copied().unwrap_or(0);
    let all: u64 = words.iter().map(|w| u64::from(*w)).sum();
    let links: u64 = bodies.iter().map(|b| u64::from(b.link_words)).sum();
    let share = links * 100 / all.max(1);
    let count = counted(bodies.len() as u64, "article");
    writeln!(out, "  the last {count}: {least} to {most} words, {middle} in the middle, {share} % in links")
}

fn learned(out: &mut dyn Write, block: &LearnedBlock, style: Style) -> io::Result<()> {
    let text = Untrusted::new(&block.text);
    let (id, list, at) = (block.id, block.list, time(block.learned_at));
    let articles = counted(block.articles.into(), "article");
    let state = match block.unlearned_at {
        Some(at) => format!("taken back {}", time(at)),
        None => format!("left out since {at}"),
    };
    writeln!(out, "  learned block {id} (list {list}), {state}, seen on {articles}: \"{text}\"")?;
    for url in &block.seen_on {
        writeln!(out, "{}", style.faint(format_args!("      {}", Untrusted::new(url))))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct SiteJson<'a> {
    site: &'a str,
    pages: std::collections::BTreeMap<&'a str, u64>,
    waiting: u64,
    fields: Vec<FieldJson<'a>>,
    bodies: &'a [BodySize],
    alerts: Vec<EventJson<'a>>,
    events: Vec<EventJson<'a>>,
    learned: Vec<LearnedJson<'a>>,
}

#[derive(Serialize)]
struct FieldJson<'a> {
    field: &'a str,
    reads: u64,
    matched: u64,
    lately_matched: u64,
    lately_reads: u64,
    before: Option<f64>,
    #[serde(serialize_with = "instant_or_null")]
    last_matched_at: Option<Timestamp>,
    #[serde(serialize_with = "instant_or_null")]
    missing_since: Option<Timestamp>,
    selector: Option<&'a str>,
}

#[derive(Serialize)]
struct EventJson<'a> {
    kind: &'static str,
    subject: &'a str,
    detail: &'a str,
    pages: u64,
    #[serde(serialize_with = "instant")]
    at: Timestamp,
    #[serde(serialize_with = "instant_or_null")]
    ended_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct LearnedJson<'a> {
    id: i64,
    text: &'a str,
    list: u32,
    #[serde(serialize_with = "instant")]
    learned_at: Timestamp,
    articles: u32,
    seen_on: &'a [String],
    #[serde(serialize_with = "instant_or_null")]
    unlearned_at: Option<Timestamp>,
}

/// Writes the health of sites for programs: one array, one site a line; fields may be added, none is renamed.
pub fn health_json(out: &mut dyn Write, sites: &[SiteHealth]) -> io::Result<()> {
    writeln!(out, "[")?;
    for (i, site) in sites.iter().enumerate() {
        let comma = if i + 1 < sites.len() { "," } else { "" };
        writeln!(out, "{}{comma}", inert(&serde_json::to_string(&json_of(site))?))?;
    }
    writeln!(out, "]")
}

fn json_of(site: &SiteHealth) -> SiteJson<'_> {
    SiteJson {
        site: &site.site,
        pages: site.states.states.iter().map(|(state, pages)| (state.as_str(), *pages)).collect(),
        waiting: site.states.waiting,
        fields: site.rules.iter().map(field_of).collect(),
        bodies: site.rules.iter().find(|r| !r.bodies.is_empty()).map_or(&[], |r| r.bodies.as_slice()),
        alerts: site.alerts.iter().map(event_of).collect(),
        events: site.events.iter().map(event_of).collect(),
        learned: site.learned.iter().map(learned_of).collect(),
    }
}

fn field_of(rule: &RuleHealth) -> FieldJson<'_> {
    let (lately_matched, lately_reads) = rule.lately();
    FieldJson {
        field: &rule.field,
        reads: rule.reads,
        matched: rule.matched,
        lately_matched,
        lately_reads,
        before: rule.before(),
        last_matched_at: rule.last_matched_at,
        missing_since: rule.missing_since,
        selector: rule.pick.as_deref(),
    }
}

fn event_of(event: &SiteEvent) -> EventJson<'_> {
    EventJson {
        kind: event.kind.as_str(),
        subject: &event.subject,
        detail: &event.detail,
        pages: event.pages,
        at: event.at,
        ended_at: event.ended_at,
    }
}

fn learned_of(block: &LearnedBlock) -> LearnedJson<'_> {
    LearnedJson {
        id: block.id,
        text: &block.text,
        list: block.list,
        learned_at: block.learned_at,
        articles: block.articles,
        seen_on: &block.seen_on,
        unlearned_at: block.unlearned_at,
    }
}
