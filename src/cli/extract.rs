//! `newswatch extract`: what the rules take from a page, without recording anything.

use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chrono::{FixedOffset, SecondsFormat};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Exit, Given, block_on, now, open, probe, when};
use crate::compare;
use crate::config::Config;
use crate::extract::{self, Budget, Page, Rules};
use crate::fetch::Fetcher;
use crate::model::{
    Article, Doubt, Due, Extraction, Fetched, PageId, Precision, StatedTime, Timestamp, Untrusted, ZoneSource, counted,
};
use crate::report;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file, an address, or `-` for standard input.
    #[arg(value_name = "FILE|URL|-", required_unless_present = "jsonl")]
    source: Option<String>,
    /// The address of the page in a file: it chooses the site and resolves links [default: the one that the page states].
    #[arg(long)]
    url: Option<Url>,
    /// The site whose rules are used [default: the one whose pages or hosts match].
    #[arg(long)]
    site: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Fetch the page twice and say what differs: that would come back as false edits.
    #[arg(long, conflicts_with_all = ["json", "jsonl", "url"])]
    probe: bool,
    /// A list of pages: one JSON object a line (`id`, `html`, `url`, `captured`), one object a line out.
    #[arg(long, value_name = "LIST", conflicts_with_all = ["source", "url", "json"])]
    jsonl: Option<PathBuf>,
}

/// The address of a page of which none is known.
pub(super) const NOWHERE: &str = "http://localhost/";

/// One line of a list.
#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    /// Path of the page, relative to the list.
    html: PathBuf,
    url: Option<String>,
    captured: Option<String>,
}

/// One line of the answer.
#[derive(Debug, Serialize)]
struct Extracted<'a> {
    id: &'a str,
    title: Option<&'a str>,
    text: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    byline: Option<&'a str>,
    language: Option<&'a str>,
    /// The claims behind the two times, as they are stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_claim: Option<&'a StatedTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_claim: Option<&'a StatedTime>,
    problems: Vec<String>,
}

/// A page to be read.
pub(super) struct Input {
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: Option<String>,
    pub(super) url: Url,
    pub(super) seen_at: Timestamp,
}

impl Input {
    /// The page, as extraction takes it.
    pub(super) fn page(&self) -> Page<'_> {
        let content_type = self.content_type.as_deref();
        Page { bytes: &self.bytes, content_type, url: &self.url, seen_at: self.seen_at }
    }

    /// Takes the address that the page states of itself where none is known; answers whether it did.
    pub(super) fn take_stated_address(&mut self, config: &Config) -> bool {
        if self.url.as_str() != NOWHERE {
            return false;
        }
        let found = in_time(config, 1.0, |budget| extract::extract(&self.page(), &Rules::automatic(""), budget));
        let stated = found.article.and_then(|article| article.canonical_url);
        let url = stated.and_then(|url| Url::parse(&url).ok()); // it was made by this parser
        match url.filter(|url| url.host_str() != Some("localhost")) {
            Some(url) => {
                self.url = url;
                true
            }
            None => false,
        }
    }
}

/// Gives `work` a budget of as many times what reading one page may take.
pub(super) fn in_time<T>(config: &Config, times: f64, work: impl FnOnce(&Budget) -> T) -> T {
    let (begun, allowed) = (Instant::now(), Duration::from_secs_f64(config.limits.parse_s * times));
    let stop = || begun.elapsed() > allowed;
    work(&Budget { nodes_max: config.limits.nodes_max, depth_max: config.limits.depth_max, stop: &stop })
}

/// Runs the verb.
pub fn run(given: &Given, args: Args) -> anyhow::Result<Exit> {
    let config = config(given)?;
    match (&args.jsonl, &args.source) {
        (Some(list), _) => list_of_pages(&config, args.site.as_deref(), list),
        (None, Some(source)) => one_page(&config, &args, source),
        (None, None) => bail!("name a file, an address, or - for standard input"),
    }
}

/// The configuration; without one every page is read automatically.
pub(super) fn config(given: &Given) -> anyhow::Result<Config> {
    match open::config_path(given) {
        Ok(path) => Ok(open::load(&path, None)?),
        Err(_) if given.config.is_none() => Ok(crate::config::parse("", "")?),
        Err(error) => Err(error),
    }
}

fn one_page(config: &Config, args: &Args, source: &str) -> anyhow::Result<Exit> {
    if args.probe {
        let url =
            Url::parse(source).with_context(|| format!("{source} is no address; --probe fetches a page twice"))?;
        let is_stable = probe::probe(config, args.site.as_deref(), &url, &mut std::io::stdout().lock())?;
        return Ok(if is_stable { Exit::Success } else { Exit::Failure });
    }
    let mut input = read(config, args.url.as_ref(), source)?;
    input.take_stated_address(config);
    let rules = rules(config, args.site.as_deref(), &input.url)?;
    let extraction = extracted(config, &rules, &input);
    let mut out = std::io::stdout().lock();
    if args.json {
        let value = serde_json::json!({
            "site": rules.site, "url": input.url.as_str(),
            "article": extraction.article, "problems": extraction.problems,
        });
        writeln!(out, "{}", report::inert(&serde_json::to_string_pretty(&value)?))?;
    } else {
        print(&mut out, &extraction)?;
    }
    Ok(if extraction.article.is_some() { Exit::Success } else { Exit::Failure })
}

/// Reads a page from a file, an address or standard input; `url` is the address of a page that is not fetched.
pub(super) fn read(config: &Config, url: Option<&Url>, source: &str) -> anyhow::Result<Input> {
    if source.starts_with("http://") || source.starts_with("https://") {
        return fetch(config, &Url::parse(source).with_context(|| format!("{source} is no address"))?);
    }
    let mut bytes = Vec::new();
    let limit = config.fetch.body_bytes_max;
    // One byte more than is allowed tells that there is more.
    let most = limit as u64 + 1;
    if source == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        let file = std::fs::File::open(source).with_context(|| format!("{source} cannot be read"))?;
        file.take(most).read_to_end(&mut bytes).with_context(|| format!("{source} cannot be read"))?;
    }
    if bytes.len() > limit {
        bail!("{source}: too_large: there are more than {limit} bytes; raise `body_max` of [fetch] to read it");
    }
    let url = match url {
        Some(url) => url.clone(),
        None => Url::parse(NOWHERE)?,
    };
    Ok(Input { bytes, content_type: None, url, seen_at: now() })
}

pub(super) fn fetch(config: &Config, url: &Url) -> anyhow::Result<Input> {
    let attempt = block_on(async {
        let due = Due::fresh(PageId(0), url.clone(), "", now());
        Ok(Fetcher::new(config.fetch.clone())?.get(&due, now()).await)
    })?;
    match attempt.end {
        Fetched::Body(response) => Ok(Input {
            bytes: response.body,
            content_type: response.content_type,
            url: response.final_url,
            seen_at: attempt.at,
        }),
        Fetched::Failed(failure) => bail!("{url}: {}: {}", failure.kind, failure.detail),
        Fetched::NotModified { .. } => bail!("{url}: the server answers 304 to an unconditional request"),
    }
}

pub(super) fn rules(config: &Config, site: Option<&str>, url: &Url) -> anyhow::Result<Rules> {
    match site {
        Some(name) => match config.sites.iter().find(|s| s.name == name) {
            Some(site) => Ok(site.rules.clone()),
            None => bail!("the configuration has no site \"{name}\""),
        },
        None => Ok(config.site_of(url).map_or_else(|| Rules::automatic("automatic"), |s| s.rules.clone())),
    }
}

pub(super) fn extracted(config: &Config, rules: &Rules, input: &Input) -> Extraction {
    let extraction = in_time(config, 1.0, |budget| extract::extract(&input.page(), rules, budget));
    Extraction { article: extraction.article.map(|a| compare::sift(a).article), problems: extraction.problems }
}

fn list_of_pages(config: &Config, site: Option<&str>, list: &Path) -> anyhow::Result<Exit> {
    let folder = list.parent().unwrap_or(Path::new("."));
    let file = std::fs::File::open(list).with_context(|| format!("{} cannot be read", list.display()))?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (n, line) in std::io::BufReader::new(file).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let listed: Listed = serde_json::from_str(&line).with_context(|| {
            format!("{}:{}: a line is {{\"id\", \"html\", \"url\", \"captured\"}}", list.display(), n + 1)
        })?;
        let extraction = listed_page(config, site, folder, &listed);
        let answer = match &extraction {
            Ok(extraction) => answer(&listed.id, extraction),
            Err(error) => failed(&listed.id, format!("{error:#}")),
        };
        writeln!(out, "{}", report::inert(&serde_json::to_string(&answer)?))?;
    }
    out.flush()?;
    Ok(Exit::Success)
}

fn listed_page(config: &Config, site: Option<&str>, folder: &Path, listed: &Listed) -> anyhow::Result<Extraction> {
    let path = folder.join(&listed.html);
    let bytes = std::fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let url = Url::parse(listed.url.as_deref().unwrap_or(NOWHERE))?;
    let seen_at = match &listed.captured {
        Some(text) => when::instant(text).with_context(|| format!("captured \"{text}\" is no RFC 3339 time"))?,
        None => now(),
    };
    let rules = rules(config, site, &url)?;
    Ok(extracted(config, &rules, &Input { bytes, content_type: None, url, seen_at }))
}

fn answer<'a>(id: &'a str, extraction: &'a Extraction) -> Extracted<'a> {
    let article = extraction.article.as_ref();
    Extracted {
        id,
        title: article.and_then(|a| a.headline.as_deref()),
        text: article.map(text),
        published: article.and_then(|a| stated(a.published.as_ref())),
        modified: article.and_then(|a| stated(a.modified.as_ref())),
        byline: article.and_then(|a| a.byline.as_deref()),
        language: article.and_then(|a| a.language.as_deref()),
        published_claim: article.and_then(|a| a.published.as_ref()),
        modified_claim: article.and_then(|a| a.modified.as_ref()),
        problems: extraction.problems.iter().map(ToString::to_string).collect(),
    }
}

fn failed(id: &str, problem: String) -> Extracted<'_> {
    Extracted {
        id,
        title: None,
        text: None,
        published: None,
        modified: None,
        byline: None,
        language: None,
        published_claim: None,
        modified_claim: None,
        problems: vec![problem],
    }
}

fn text(article: &Article) -> String {
    let blocks: Vec<&str> = article.body.iter().map(|b| b.text.as_str()).collect();
    blocks.join("\n")
}

/// A stated or inferred time as RFC 3339 on the page's own clocks, or as a plain date where it is no finer than a day.
pub(super) fn stated(time: Option<&StatedTime>) -> Option<String> {
    let time = time?;
    let instant = time.instant.or(time.likely)?;
    if time.precision >= Precision::Day {
        return Some(instant.format("%Y-%m-%d").to_string());
    }
    let offset = FixedOffset::east_opt(time.offset_minutes.unwrap_or(0).saturating_mul(60));
    let instant = instant.with_timezone(&offset.unwrap_or(FixedOffset::east_opt(0)?));
    Some(instant.to_rfc3339_opts(SecondsFormat::Secs, false))
}

/// The same for people: as fine as the claim is, and without an offset that nobody states.
pub(super) fn for_people(time: &StatedTime) -> Option<String> {
    let text = stated(Some(time))?;
    let shown = match time.precision {
        Precision::Year => text.get(..4),
        Precision::Month => text.get(..7),
        Precision::Day => None,
        Precision::Hour | Precision::Minute | Precision::Second if time.zone == ZoneSource::AssumedUtc => {
            text.strip_suffix("+00:00")
        }
        Precision::Hour | Precision::Minute | Precision::Second => None,
    };
    Some(shown.map_or(text.clone(), str::to_owned))
}

fn print(out: &mut impl Write, extraction: &Extraction) -> std::io::Result<()> {
    for problem in &extraction.problems {
        writeln!(out, "problem     {}", Untrusted::new(&problem.to_string()))?;
    }
    let Some(article) = &extraction.article else {
        return writeln!(out, "no article");
    };
    let mut row = |name: &str, value: Option<String>| match value {
        Some(value) => writeln!(out, "{name:<12}{}", Untrusted::new(&value)),
        None => Ok(()),
    };
    row("headline", article.headline.clone())?;
    row("standfirst", article.standfirst.clone())?;
    row("byline", article.byline.clone())?;
    row("section", article.section.clone())?;
    row("issue", article.issue.clone())?;
    row("published", article.published.as_ref().map(shown))?;
    row("modified", article.modified.as_ref().map(shown))?;
    row("age notice", article.age_notice.as_ref().map(|n| n.text.clone()))?;
    row("language", article.language.clone())?;
    row("canonical", article.canonical_url.clone())?;
    for caption in &article.captions {
        row("caption", Some(caption.text.clone()))?;
    }
    for note in &article.notes {
        row("note", Some(note.text.clone()))?;
    }
    let (words, blocks) = (counted(article.body_words() as u64, "word"), counted(article.body.len() as u64, "block"));
    writeln!(out, "body        {words} in {blocks}")?;
    for block in &article.body {
        writeln!(out, "\n{}", Untrusted::new(&block.text))?;
    }
    Ok(())
}

fn shown(time: &StatedTime) -> String {
    let unread = match time.doubt {
        Some(Doubt::Unreadable) | None => "cannot be read",
        Some(_) => "not believed",
    };
    let instant = for_people(time).unwrap_or_else(|| unread.to_owned());
    let doubt = time.doubt.map_or(String::new(), |d| format!(", doubtful: {d:?}"));
    let path = time.path.as_deref().map_or(String::new(), |path| format!(" {path}"));
    let other = time.conflict.as_ref();
    let other = other.map_or(String::new(), |c| format!(", {:?} conflict with \"{}\", {:?}", c.kind, c.raw, c.source));
    format!("{instant} (\"{}\", {:?}{path}{doubt}{other})", time.raw, time.source)
}
