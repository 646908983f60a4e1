//! `config.toml` to settings that cannot be wrong: what is here has been checked, selectors and cron lines are
//! compiled, and a refusal names the line, the key and what would be right.
//!
//! The only I/O is reading the file. The environment is not read: what counts of it is passed in by the caller.
//! One file here for each section; each lists its keys.

mod cadence;
mod discovery;
mod error;
mod fetch;
mod limits;
mod log;
mod nearest;
mod retention;
mod section;
mod site;
mod source;
mod store;
#[cfg(test)]
mod tests;
mod value;
mod web;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;

use toml::de::DeTable;
use url::Url;

pub use cadence::MIN_GAP_S_DEFAULT;
pub use discovery::{Discovery, Source};
pub use error::{ConfigError, ConfigProblem};
pub use limits::Limits;
pub use log::{LogFormat, LogLevel, LogSettings};
pub use retention::Retention;
pub use site::{OTHER, Site};
pub use source::{CONFIG_BYTES_MAX, FILE_NAMES, find};
pub use store::StoreSettings;
pub use web::{Token, WebSettings};

use crate::fetch::FetchSettings;
use crate::schedule::{Cadence, Confirm, CronGroup};
use cadence::{EVERY_POLITE, Pace};
use section::{Findings, Section};

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Config {
    pub store: StoreSettings,
    pub fetch: FetchSettings,
    pub limits: Limits,
    pub log: LogSettings,
    pub web: WebSettings,
    pub retention: Retention,
    /// How missing pages and doubtful texts are confirmed.
    pub confirm: Confirm,
    /// In the order of the file.
    pub sites: Vec<Site>,
    /// The settings of watched pages that belong to no site.
    pub other: Site,
    /// What is allowed and unwise, to be told once.
    pub warnings: Vec<ConfigProblem>,
    index: Index,
}

/// Where to look a page up: listed pages, then hosts, each with the position of its site.
#[derive(Debug, Clone, Default)]
struct Index {
    names: HashMap<String, usize>,
    pages: HashMap<String, usize>,
    hosts: HashMap<String, usize>,
}

/// Reads and checks a configuration file.
///
/// # Errors
/// [`ConfigError`] where the file cannot be read, or with every problem that it has.
pub fn load(path: &Path) -> Result<Config, ConfigError> {
    let text = source::read(path)?;
    parse(&text, &path.to_string_lossy())
}

/// Checks the text of a configuration; `file` is its path: shown in problems, and its folder is where a relative
/// path of the database begins.
///
/// # Errors
/// [`ConfigError::Invalid`] with every problem, in the order of the file.
pub fn parse(text: &str, file: &str) -> Result<Config, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = Findings::new(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let help = "a line is key = value, with texts in double quotes, or [section]";
        found.refuse(error.span().unwrap_or(0..0), "", "", format!("{}; {help}", error.message()));
    }
    let config = if errors.is_empty() { read(root.get_ref(), &mut found, file) } else { None };
    found.problems.sort_by_key(|p| p.line);
    match config {
        Some(config) if found.problems.is_empty() => Ok(Config { warnings: found.warnings, ..config }),
        _ => Err(ConfigError::Invalid { file: file.to_owned(), problems: found.problems }),
    }
}

/// Reads every section; the result counts only if nothing was found wrong.
fn read<'t>(root: &'t DeTable<'t>, found: &mut Findings, file: &str) -> Option<Config> {
    let mut top = Section::new(Some(root), 0..0, "", "");
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    let store = StoreSettings::read(top.table(found, "store", "[store]", ""), found, folder);
    let fetch = fetch::read(top.table(found, "fetch", "[fetch]", ""), found);
    let limits = Limits::read(top.table(found, "limits", "[limits]", ""), found);
    let log = LogSettings::read(top.table(found, "log", "[log]", ""), found);
    let web = WebSettings::read(top.table(found, "web", "[web]", ""), found);
    let retention = Retention::read(top.table(found, "retention", "[retention]", ""), found);
    let mut watch = top.table(found, "watch", "[watch]", "");
    let pace = Pace::read(&mut watch, found);
    let confirm = watch.read(found, "confirm", cadence::confirm).unwrap_or_default();
    watch.finish(found);
    top.value("site");
    let mut taken = site::Taken::default();
    let tables = site::tables(root, found);
    let sites: Vec<Site> =
        (1..).zip(tables).filter_map(|(n, table)| site::read(table, n, &pace, &mut taken, found)).collect();
    top.finish(found);
    if sites.len() == tables.len() {
        (0..).zip(tables).zip(&sites).for_each(|((n, table), site)| warn(found, n, table.span(), site, &fetch));
    }
    let index = Index::of(&sites);
    Some(Config {
        store,
        fetch,
        limits,
        log,
        web,
        retention,
        confirm,
        sites,
        other: Site::other(&pace),
        warnings: Vec::new(),
        index,
    })
}

/// Notes what is allowed and would annoy the people who run a site.
fn warn(found: &mut Findings, number: usize, span: std::ops::Range<usize>, site: &Site, fetch: &FetchSettings) {
    let is_own = |host: &String| {
        let mut rests = fetch.allow_hosts.iter().filter_map(|own| own.strip_prefix(host.as_str()));
        rests.any(|rest| rest.is_empty() || rest.starts_with(':'))
    };
    if site.hosts.iter().all(is_own) {
        return;
    }
    let place = format!("site \"{}\"", site.name);
    if let Cadence::Every(interval) = site.cadence
        && interval < EVERY_POLITE
    {
        let text = "asks a public site more than once a minute; it may block you, write \"1m\" or more";
        found.warn(span.clone(), &place, "every", text);
    }
    if site.min_gap_s == 0 {
        found.warn(span.clone(), &place, "min_gap", "leaves a public site no pause; write \"1s\" or more");
    }
    if !site.obeys_robots {
        let text = "is false; ask the people who run the site first, since it sets aside what they ask of robots";
        found.warn(span.clone(), &place, "robots", text);
    }
    if fetch.contact.is_none() && number == 0 {
        let text = "is missing; write an e-mail address or a page where a site's operator can reach you";
        found.warn(0..0, "[fetch]", "contact", text);
    }
}

impl Index {
    /// Where two sites claim the same host, the first in the file has it; pages were checked to be listed once.
    fn of(sites: &[Site]) -> Index {
        let mut index = Index::default();
        for (i, site) in sites.iter().enumerate() {
            index.names.entry(site.name.clone()).or_insert(i);
            for page in &site.pages {
                index.pages.entry(page.to_string()).or_insert(i);
            }
            for host in &site.hosts {
                index.hosts.entry(host.clone()).or_insert(i);
            }
        }
        index
    }

    /// A host itself, then what is left of it without its first label, and so on; never for addresses.
    fn host(&self, host: &str) -> Option<usize> {
        let mut name = host;
        loop {
            if let Some(i) = self.hosts.get(name) {
                return site::is_within(host, name).then_some(*i);
            }
            name = name.split_once('.')?.1;
        }
    }
}

impl Config {
    /// The site of an address: the one that lists it as a page, else the one with its host or the nearest domain
    /// above it.
    pub fn site_of(&self, url: &Url) -> Option<&Site> {
        let listed = self.index.pages.get(url.as_str()).copied();
        let i = listed.or_else(|| self.index.host(url.host_str()?))?;
        self.sites.get(i)
    }

    /// The site of an address, or the settings for pages of no site.
    pub fn site_or_other(&self, url: &Url) -> &Site {
        self.site_of(url).unwrap_or(&self.other)
    }

    /// The site of this name.
    pub fn site_named(&self, name: &str) -> Option<&Site> {
        self.index.names.get(name).and_then(|i| self.sites.get(*i))
    }

    /// The distinct cron lines with their zones, each with the sites that share it, in the order of the file.
    ///
    /// Pages of no site are in it too, under [`OTHER`], where the default cadence is a cron line.
    pub fn cron_groups(&self) -> Vec<CronGroup> {
        let mut groups: Vec<CronGroup> = Vec::new();
        let mut places = HashMap::new();
        for site in self.sites.iter().chain([&self.other]) {
            let Cadence::Cron { line } = &site.cadence else { continue };
            let place = *places.entry(line.clone()).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.sites.push(site.name.clone()),
                None => groups.push(CronGroup { line: line.clone(), sites: vec![site.name.clone()] }),
            }
        }
        groups
    }

    /// Moves a relative database path into systemd's state folder; see [`StoreSettings::place_in`].
    pub fn in_state_directory(mut self, state_directory: Option<&OsStr>) -> Config {
        self.store.place_in(state_directory);
        self
    }
}
