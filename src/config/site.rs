//! `[[site]]`: `name`, `hosts`, `pages`, `archive`, `learn`, `robots`, the keys of `discovery.rs` and `cadence.rs`, and
//! `[site.select]`: `headline`, `standfirst`, `byline`, `body`, `caption`, `published`, `modified`, `remove`.

use std::collections::{BTreeSet, HashMap};

use chrono_tz::Tz;
use toml::Spanned;
use toml::de::DeTable;
use url::Url;

use super::cadence::Pace;
use super::discovery::Discovery;
use super::section::{Findings, Section};
use super::value;
use crate::extract::{Pick, Rules, Select};
use crate::schedule::Cadence;

const NAME_CHARS_MAX: usize = 64;

/// The most selectors in one list of fallbacks: each costs a walk over the page.
const PICKS_MAX: usize = 64;

/// The name under which pages of no configured site are kept.
pub const OTHER: &str = "other";

/// One publication: which pages are its own, how they are read, how often they are checked.
#[derive(Debug, Clone)]
pub struct Site {
    pub name: String,
    /// Lower case, without port; each stands for its subdomains too.
    pub hosts: Vec<String>,
    pub pages: Vec<Url>,
    pub rules: Rules,
    pub cadence: Cadence,
    /// Seconds between two requests to one of its hosts, at least.
    pub min_gap_s: u64,
    /// The most requests to one of its hosts on one day (UTC), where there is a limit.
    pub requests_a_day: Option<u32>,
    /// Whether what its hosts' robots.txt say is obeyed.
    pub obeys_robots: bool,
    /// The zone of cron lines, and of times that the site states without one.
    pub zone: Tz,
    /// Where its new articles are found.
    pub discovery: Discovery,
    /// Whether blocks that repeat on its articles are learned and left out.
    pub learn: bool,
}

impl Site {
    /// Whether an address is on one of its hosts.
    pub fn has(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        self.hosts.iter().any(|own| is_within(host, own))
    }

    /// The site of pages that belong to no configured one: no selectors, the default cadence.
    pub(super) fn other(pace: &Pace) -> Site {
        Site {
            name: OTHER.to_owned(),
            hosts: Vec::new(),
            pages: Vec::new(),
            rules: Rules { zone: pace.zone, ..Rules::automatic(OTHER) },
            cadence: pace.cadence(),
            min_gap_s: pace.gap_s(),
            requests_a_day: pace.requests_a_day,
            obeys_robots: true,
            zone: pace.zone.unwrap_or(Tz::UTC),
            discovery: Discovery::default(),
            // Pages of no site are of many sites.
            learn: false,
        }
    }
}

/// What must be unique over all sites, and where it was first seen.
#[derive(Default)]
pub(super) struct Taken {
    /// Name -> line.
    names: HashMap<String, usize>,
    /// Page -> site and line.
    pages: HashMap<String, (String, usize)>,
}

/// Reads one `[[site]]`, the `number`th, counted from 1. `None` where it has no name.
pub(super) fn read(
    table: &Spanned<toml::de::DeValue>,
    number: usize,
    default: &Pace,
    taken: &mut Taken,
    found: &mut Findings,
) -> Option<Site> {
    let Some(inner) = table.get_ref().as_table() else {
        found.refuse(table.span(), &format!("site {number}"), "", "is not a table; begin each site with [[site]]");
        return None;
    };
    let place = match inner.get("name").and_then(|v| v.get_ref().as_str()) {
        Some(name) => format!("site \"{}\"", name.trim()),
        None => format!("site {number}"),
    };
    let mut section = Section::new(Some(inner), table.span(), &place, "");
    let name = read_name(&mut section, found, taken);
    let hosts = section.each(found, "hosts", value::host);
    let pages = section.each(found, "pages", value::page);
    let pace = Pace::read(&mut section, found).or(default);
    let calendar = section.read(found, "calendar", value::calendar).unwrap_or_default();
    let is_archive = section.read(found, "archive", value::flag).unwrap_or(false);
    let learn = section.read(found, "learn", value::flag).unwrap_or(true);
    let discovery = Discovery::read(&mut section, found);
    let obeys_robots = section.read(found, "robots", value::flag).unwrap_or(true);
    let select = read_select(section.table(found, "select", &place, "select."), found);
    if !discovery.sources.is_empty() && hosts.is_none() {
        let text = "is missing; lists name pages of other sites too: write hosts = [\"www.example.org\"]";
        section.refuse(found, section.span.clone(), "hosts", text);
    }
    let has_sources = section.value("hosts").is_some() || section.value("pages").is_some();
    if !has_sources {
        section.refuse(
            found,
            section.span.clone(),
            "",
            "has neither hosts nor pages; write hosts = [\"www.example.org\"]",
        );
    }
    check_pages(&section, found, hosts.as_deref(), pages.as_deref().unwrap_or_default(), taken);
    section.finish(found);

    let name = name?;
    let pages: Vec<Url> = pages.into_iter().flatten().map(Spanned::into_inner).collect();
    let hosts = match hosts {
        Some(hosts) => hosts.into_iter().map(Spanned::into_inner).collect(),
        None => {
            pages.iter().filter_map(Url::host_str).map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
        }
    };
    Some(Site {
        rules: Rules { site: name.clone(), select, zone: pace.zone, calendar, is_archive },
        cadence: pace.cadence(),
        min_gap_s: pace.gap_s(),
        requests_a_day: pace.requests_a_day,
        obeys_robots,
        zone: pace.zone.unwrap_or(Tz::UTC),
        discovery,
        learn,
        name,
        hosts,
        pages,
    })
}

fn read_name(section: &mut Section, found: &mut Findings, taken: &mut Taken) -> Option<String> {
    let name = section.read(found, "name", |v| value::label(v, NAME_CHARS_MAX));
    let Some(given) = section.value("name") else {
        section.refuse(found, section.span.clone(), "name", "is missing; write name = \"...\", as it is to be shown");
        return None;
    };
    let name = name?;
    let line = found.line(given.span().start);
    if name == OTHER {
        let text = format!("\"{OTHER}\" stands for pages of no site; write another name");
        section.refuse(found, given.span(), "name", text);
    } else if let Some(first) = taken.names.get(&name) {
        let text = format!("line {first} has a site of this name; write another one");
        section.refuse(found, given.span(), "name", text);
    } else {
        taken.names.insert(name.clone(), line);
    }
    Some(name)
}

/// Each page lies on a host of its site, and belongs to one site only.
fn check_pages(
    section: &Section,
    found: &mut Findings,
    hosts: Option<&[Spanned<String>]>,
    pages: &[Spanned<Url>],
    taken: &mut Taken,
) {
    for page in pages {
        let (url, span) = (page.get_ref(), page.span());
        let host = url.host_str().unwrap_or_default();
        if hosts.is_some_and(|hosts| !hosts.iter().any(|h| is_within(host, h.get_ref()))) {
            let text = format!("the page {url} is not on a host of this site; add \"{host}\" to its hosts");
            section.refuse(found, span.clone(), "pages", text);
        }
        let line = found.line(span.start);
        match taken.pages.get(url.as_str()) {
            Some((site, first)) if *site == section.place => {
                section.refuse(found, span, "pages", format!("line {first} has this page too; write it once"));
            }
            Some((site, first)) => {
                let text = format!("{site} has this page too (line {first}); leave it in one of them");
                section.refuse(found, span, "pages", text);
            }
            None => {
                taken.pages.insert(url.to_string(), (section.place.clone(), line));
            }
        }
    }
}

/// Whether `host` is `parent` or one of its subdomains.
pub(super) fn is_within(host: &str, parent: &str) -> bool {
    match host.strip_suffix(parent) {
        Some("") => true,
        Some(rest) => rest.ends_with('.') && parent.parse::<std::net::IpAddr>().is_err(),
        None => false,
    }
}

fn read_select(mut section: Section, found: &mut Findings) -> Select {
    let mut picks = |key| -> Vec<Pick> {
        let picks = section.each(found, key, value::pick).unwrap_or_default();
        if let Some(extra) = picks.get(PICKS_MAX) {
            let text = format!(
                "lists {} selectors; at most {PICKS_MAX} are allowed, one may hold several: \"h1, h2\"",
                picks.len()
            );
            section.refuse(found, extra.span(), key, text);
        }
        if let Some(value) = section.value(key).filter(|value| value.get_ref().as_array().is_some_and(|a| a.is_empty()))
        {
            section.refuse(found, value.span(), key, "is an empty list; name a selector, or leave the key out");
        }
        let is_odd = |pick: &&Spanned<Pick>| pick.get_ref().attribute.is_some() && matches!(key, "body" | "remove");
        if let Some(odd) = picks.iter().find(is_odd) {
            let text = match key {
                "body" => {
                    "names an attribute: its value is read as the whole text; name an element to read what stands in it"
                }
                _ => "names an attribute; the whole element is taken out",
            };
            found.warn(odd.span(), &section.place, &format!("select.{key}"), text);
        }
        picks.into_iter().map(Spanned::into_inner).collect()
    };
    let select = Select {
        headline: picks("headline"),
        standfirst: picks("standfirst"),
        byline: picks("byline"),
        body: picks("body"),
        caption: picks("caption"),
        published: picks("published"),
        modified: picks("modified"),
        remove: picks("remove"),
    };
    section.finish(found);
    select
}

/// The tables under `[[site]]`.
pub(super) fn tables<'t>(root: &'t DeTable<'t>, found: &mut Findings) -> &'t [Spanned<toml::de::DeValue<'t>>] {
    let Some(value) = root.get("site") else { return &[] };
    match value.get_ref().as_array() {
        Some(sites) => sites,
        None => {
            found.refuse(
                value.span(),
                "",
                "site",
                "is a single table; begin each site with [[site]], in double brackets",
            );
            &[]
        }
    }
}
