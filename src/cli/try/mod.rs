//! `newswatch try`: what the rules take from pages, what they leave out and why, and selectors for a new site.
//!
//! Nothing is recorded, and no configuration is written: what is proposed is printed, ready to be pasted.

mod block;
mod json;
mod site;
mod text;

use std::collections::HashMap;
use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use url::Url;

use super::extract::{self as page, Input, NOWHERE};
use super::{Exit, Given};
use crate::compare::{self, Sifted};
use crate::config::Config;
use crate::extract::{self, Explained, PAGES_MAX, PAGES_MIN, Rules, Suggestion};
use crate::model::{HostKey, Learned, Untrusted};
use crate::report;
use crate::store::Reader;

/// Time for the search for selectors, as a multiple of what reading one page may take, for each page.
const SEARCH_READINGS: f64 = 10.0;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, addresses, or `-` for standard input. With two or more of one site, selectors are proposed for it.
    #[arg(value_name = "FILE|URL|-", required = true)]
    pages: Vec<String>,
    /// The address of a page that is a file, once for each page in their order: it chooses the site and resolves links
    /// [default: the one that the page states].
    #[arg(long = "url", value_name = "URL")]
    urls: Vec<Url>,
    /// The site whose rules are used [default: the one whose pages or hosts match].
    #[arg(long)]
    site: Option<String>,
    /// Show the body block by block, and all that was left out.
    #[arg(long)]
    body: bool,
    /// Print the proposed selectors alone, ready for `config.toml`.
    #[arg(long, conflicts_with_all = ["body", "json"])]
    suggest: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// A page that was looked at.
struct Look {
    /// As named on the command line.
    source: String,
    input: Input,
    /// The address is the one that the page states of itself.
    is_address_stated: bool,
    rules: Rules,
    explained: Explained,
    /// The article without noise, where there is one.
    sifted: Option<Sifted>,
    /// What is found without rules, where rules name a body.
    unruled: Option<Explained>,
}

/// A page, or why it could not be had.
type Looked = Result<Look, (String, anyhow::Error)>;

/// Runs the verb; the exit status is 1 when a page could not be had or gave no article.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let count = args.pages.len();
    let urls = args.urls.len();
    ensure!(urls == 0 || urls == count, "--url is given {urls} times and {count} pages are named; give one for each");
    ensure!(count <= PAGES_MAX, "{count} pages are named; {PAGES_MAX} are enough");
    let is_alone = args.suggest && count < PAGES_MIN;
    ensure!(!is_alone, "selectors are proposed from two or more pages of one site; name another page");
    let config = page::config(given)?;
    if let Some(site) = &args.site {
        // An unknown site is a mistake of the command, not of each page.
        page::rules(&config, Some(site), &Url::parse(NOWHERE)?)?;
    }
    let mut asked_at = HashMap::new();
    let mut looked: Vec<Looked> = Vec::new();
    for (n, source) in args.pages.iter().enumerate() {
        wait_for_host(&config, source, &mut asked_at);
        // Selectors are proposed by what is found without those that are there: they may be broken.
        let asked = Asked { site: args.site.as_deref(), is_without_rules: args.suggest };
        let look = look(&config, source, args.urls.get(n), asked);
        looked.push(look.map_err(|error| (source.clone(), error)));
    }
    let suggestion = suggestion(&config, &looked);
    let mut out = std::io::stdout().lock();
    if args.json {
        let value = json::value(&looked, suggestion.as_ref().ok());
        writeln!(out, "{}", report::inert(&serde_json::to_string_pretty(&value)?))?;
    } else {
        if args.suggest {
            missed(&looked);
        } else {
            looked.iter().try_for_each(|looked| text::page(&mut out, looked, args.body))?;
        }
        match suggestion {
            Ok(suggestion) => block::write(&mut out, &suggestion)?,
            Err(reason) if args.suggest => bail!("{reason}"),
            Err(reason) if count > 1 => writeln!(out, "no selectors are proposed: {reason}")?,
            Err(_) => {}
        }
    }
    let is_whole = |looked: &Looked| looked.as_ref().is_ok_and(|look| look.sifted.is_some());
    Ok(if looked.iter().all(is_whole) { Exit::Success } else { Exit::Failure })
}

/// Leaves a host as much time between two pages as the daemon does; `asked` says when each was asked last.
fn wait_for_host(config: &Config, source: &str, asked: &mut HashMap<HostKey, Instant>) {
    // What is no address of the web is not fetched.
    let Some(url) = Url::parse(source).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else { return };
    let gap = Duration::from_secs(config.site_or_other(&url).min_gap_s);
    if let Some(last) = asked.get(&HostKey::of(&url)) {
        std::thread::sleep(gap.saturating_sub(last.elapsed()));
    }
    asked.insert(HostKey::of(&url), Instant::now());
}

/// Says on standard error which pages could not be used, where only the proposal is printed.
fn missed(looked: &[Looked]) {
    for looked in looked {
        let (source, reason) = match looked {
            Err((source, error)) => (source, format!("{error:#}")),
            Ok(look) if look.sifted.is_none() => (&look.source, "no article".to_owned()),
            Ok(_) => continue,
        };
        eprintln!("newswatch: {}: {}", Untrusted::new(source), Untrusted::new(&reason));
    }
}

/// By which rules a page is looked at.
#[derive(Clone, Copy)]
struct Asked<'a> {
    site: Option<&'a str>,
    is_without_rules: bool,
}

fn look(config: &Config, source: &str, url: Option<&Url>, asked: Asked) -> anyhow::Result<Look> {
    let mut input = page::read(config, url, source)?;
    let is_address_stated = input.take_stated_address(config);
    let mut rules = page::rules(config, asked.site, &input.url)?;
    if asked.is_without_rules {
        rules.select = extract::Select::default();
    }
    let explained = page::in_time(config, 1.0, |budget| extract::explain(&input.page(), &rules, budget));
    let learned = learned(config, &rules.site)?;
    let sifted = explained.extraction.article.clone().map(|article| compare::sift_knowing(article, &learned));
    let unruled = (!rules.select.body.is_empty()).then(|| {
        let automatic = Rules { select: extract::Select::default(), ..rules.clone() };
        page::in_time(config, 1.0, |budget| extract::explain(&input.page(), &automatic, budget))
    });
    Ok(Look { source: source.to_owned(), input, is_address_stated, rules, explained, sifted, unruled })
}

/// What was learned of a site, where there is a database to know it from.
fn learned(config: &Config, site: &str) -> anyhow::Result<Learned> {
    let is_learning = config.site_named(site).is_some_and(|site| site.learn);
    if !is_learning || !config.store.path.exists() {
        return Ok(Learned::default());
    }
    Ok(Reader::open(&config.store.path)?.learned(site)?)
}

/// Selectors for the site of the pages, or why there are none.
fn suggestion(config: &Config, looked: &[Looked]) -> Result<Suggestion, String> {
    let looks: Vec<&Look> = looked.iter().filter_map(|looked| looked.as_ref().ok()).collect();
    let count = looks.len();
    let looks = site::distinct(looks);
    if looks.len() < PAGES_MIN {
        let same = if count > looks.len() { "; those that are named are the same page" } else { "" };
        return Err(format!("two or more pages are needed{same}"));
    }
    let sites = site::of(&looks)?;
    let pages: Vec<extract::Page> = looks.iter().map(|look| look.input.page()).collect();
    let times = SEARCH_READINGS * pages.len() as f64;
    let mut found = page::in_time(config, times, |budget| extract::suggest(&pages, budget));
    (found.hosts, found.foreign) = (sites.hosts, sites.foreign);
    match found.pages() {
        n if n < PAGES_MIN => Err(format!("an article was found on {n} of {} pages; two are needed", pages.len())),
        _ => Ok(found),
    }
}
