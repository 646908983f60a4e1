//! `newswatch evidence`: all that the record holds of one change, in a bundle that others can check.

use std::path::PathBuf;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::file::NewFile;
use super::{Exit, Given, now, open, say};
use crate::archive::{Digesting, Named, Subject, write_bundle};
use crate::model::{Archived, Untrusted};
use crate::report::{self, ChangeJson, Style};
use crate::store::{ChangeRow, Facts, Link, Reader, VersionRow};

/// The most links between those of a change and the head that are put into its bundle.
const LINKS_MAX: u32 = 5_000;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The change's number, as `newswatch changes` shows it.
    change: i64,
    /// The file to write [default: evidence-change-NUMBER.tar].
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the bundle whole or not at all, and prints its SHA-256, to be kept elsewhere.
pub fn run(given: &Given, args: &Args) -> anyhow::Result<Exit> {
    let reader = open::reader(given)?;
    let Some(row) = reader.change(args.change)? else {
        bail!("there is no change {}; `newswatch changes` shows the numbers of those that are", args.change);
    };
    let mut bundle = Bundle { reader: &reader, files: Vec::new(), links: Vec::new() };
    bundle.change(&row)?;
    let sides = bundle.sides(&row)?;
    bundle.rules(given, &row)?;
    bundle.chain()?;
    let summary = row.change.summary.clone();
    let subject = Subject { change: row.id, page: row.url.clone(), summary, sides };
    let path = args.output.clone().unwrap_or_else(|| PathBuf::from(format!("evidence-change-{}.tar", row.id)));
    let mut file = Digesting::new(NewFile::begin(&path)?);
    write_bundle(&mut file, &subject, bundle.files, now())?;
    let (file, sha256) = file.end();
    file.finish()?;
    say(&format!("{sha256}  {}", path.display()))?;
    say("write this SHA-256 down elsewhere; `python3 verify.py`, which is in the bundle, checks what it holds")?;
    Ok(Exit::Success)
}

struct Bundle<'r> {
    reader: &'r Reader,
    files: Vec<Named>,
    /// The links that bind what is in it.
    links: Vec<Link>,
}

impl Bundle<'_> {
    fn put(&mut self, name: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.files.push((name.into(), content.into()));
    }

    fn put_json(&mut self, name: impl Into<String>, value: &impl serde::Serialize) -> anyhow::Result<()> {
        let text = report::inert(&serde_json::to_string_pretty(value)?);
        self.put(name, text);
        Ok(())
    }

    fn change(&mut self, row: &ChangeRow) -> anyhow::Result<()> {
        let mut text = Vec::new();
        report::change(&mut text, row, Style::Plain)?;
        self.put("change.txt", text);
        self.put("change.html", report::document(row));
        self.put_json("change.json", &ChangeJson::of(row))
    }

    /// What was before and what came after; one of them where only a claim or a state moved, or there was none before.
    fn sides(&mut self, row: &ChangeRow) -> anyhow::Result<Vec<&'static str>> {
        let (old, new) = (row.change.old_version, row.change.new_version);
        let mut sides = Vec::new();
        for (side, n) in [("old", old.filter(|_| old != new)), ("new", new)] {
            let Some(n) = n else { continue };
            let version = self.reader.version(row.page, n)?;
            let version = version.with_context(|| format!("version {n} of {} is not on record", row.url))?;
            let Some(capture) = version.capture else { continue };
            let kept = self.reader.archived(capture)?;
            let kept = kept.with_context(|| format!("capture {capture} of {} is not on record", row.url))?;
            self.side(side, &version, kept)?;
            sides.push(side);
        }
        if sides.is_empty() {
            bail!("change {}: no raw page of its versions is on record, so there is no evidence of it", row.id);
        }
        Ok(sides)
    }

    fn side(&mut self, side: &str, version: &VersionRow, kept: Archived) -> anyhow::Result<()> {
        let mut text = Vec::new();
        report::version(&mut text, version, Style::Plain)?;
        self.put(format!("{side}/article.txt"), text);
        self.put(format!("{side}/exchange.txt"), exchange(&kept));
        let reader = self.reader;
        let said = self.bound(reader.bound_version(version.id)?);
        let window = self.bound(reader.bound_window(version.id)?);
        self.put_json(format!("{side}/version.json"), &json!({ "n": version.n, "version": said, "window": window }))?;
        let mut capture = self.bound(reader.bound_capture(kept.capture)?);
        capture["id"] = kept.capture.into();
        self.put_json(format!("{side}/capture.json"), &capture)?;
        if let Some(body) = kept.body {
            self.put(format!("{side}/page.bytes"), body);
        }
        Ok(())
    }

    fn bound(&mut self, (columns, link): (Facts, Option<Link>)) -> Value {
        let value = json!({ "link": link.as_ref().map(|link| link.id), "columns": columns });
        self.links.extend(link);
        value
    }

    /// The rules of the page's site as they are now, and whether they are those by which the texts were taken out.
    fn rules(&mut self, given: &Given, row: &ChangeRow) -> anyhow::Result<()> {
        let numbers = [row.change.old_version, row.change.new_version].into_iter().flatten();
        let versions = numbers.map(|n| self.reader.version(row.page, n)).collect::<Result<Vec<_>, _>>()?;
        let used: Vec<String> = versions.into_iter().flatten().map(|v| v.revision).collect();
        let mut text = format!("# The texts were taken out by the rules {}.\n", used.join(" and "));
        let known = open::config_path(given).ok().and_then(|path| {
            let source = std::fs::read_to_string(path).ok()?;
            let site = open::config(given).ok()?.sites.into_iter().find(|site| site.name == row.site)?;
            let table: toml::Table = source.parse().ok()?;
            let tables = table.get("site")?.as_array()?;
            let found = tables.iter().find(|t| t.get("name").and_then(|n| n.as_str()) == Some(row.site.as_str()))?;
            Some((site.rules.revision(), toml::to_string_pretty(found).ok()?))
        });
        match known {
            Some((revision, rules)) => {
                let is_in_force = used.iter().all(|used| used.split('.').next() == Some(revision.as_str()));
                let age = if is_in_force { "These are the same" } else { "They were others than these" };
                text.push_str(&format!(
                    "# {age}, the site's rules ({revision}) when this bundle was made:\n\n[[site]]\n{rules}"
                ));
            }
            // Without a configuration the names of the rules are all that is known of them.
            None => text.push_str("# No configuration that has the site was at hand when this bundle was made.\n"),
        }
        self.put("rules.toml", text);
        Ok(())
    }

    /// The links from the first that matters to the head; where these are too many, those that matter and the head.
    fn chain(&mut self) -> anyhow::Result<()> {
        let first = self.links.iter().map(|link| link.id).min().context("no link of the chain speaks of the change")?;
        let head = self.reader.chain_head()?.context("the chain has links")?;
        let mut wanted: Vec<i64> = self.links.iter().map(|link| link.id).chain([head.link]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let is_short = head.link - first < i64::from(LINKS_MAX);
        let runs = if is_short { vec![(first, LINKS_MAX)] } else { wanted.into_iter().map(|id| (id, 1)).collect() };
        let mut links = Vec::new();
        for (from, limit) in runs {
            let (mut before, run) = self.reader.links(from, limit)?;
            for link in run.into_iter().filter(|link| link.id <= head.link) {
                let hash = link.hash;
                links.push(json!({
                    "before": before.to_string(), "id": link.id, "subject": link.subject, "deed": link.deed,
                    "page_id": link.page, "row_id": link.row, "note": link.note,
                    "content_hash": link.content.to_string(), "link_hash": hash.to_string(),
                }));
                before = hash;
            }
        }
        let head = json!({ "id": head.link, "link_hash": head.hash.to_string() });
        self.put_json("chain.json", &json!({ "head": head, "links": links }))
    }
}

/// The request, the redirects and the answer's headers, for reading: nothing in it acts on a terminal.
fn exchange(kept: &Archived) -> String {
    let mut lines = vec![format!("page {}", kept.page), format!("fetched {}", kept.at.to_rfc3339())];
    match &kept.request {
        Some(request) => {
            let peer = request.peer.as_deref().unwrap_or("?");
            lines.push(format!("\nrequest ({}, answered by {peer}):\n  GET {}", request.protocol, kept.final_url));
            lines.extend(request.headers.iter().map(|(name, value)| format!("  {name}: {value}")));
        }
        None => lines.push(
            "\nthe request is not on record: the page came out of an archive, or was recorded before requests were"
                .to_owned(),
        ),
    }
    for hop in &kept.redirects {
        lines.push(format!("\nredirect: {} from {} to {}", hop.status, hop.from, hop.to));
        lines.extend(hop.headers.iter().map(|(name, value)| format!("  {name}: {value}")));
    }
    lines.push(format!("\nanswer: {} from {}", kept.status, kept.final_url));
    lines.extend(kept.headers.iter().map(|(name, value)| format!("  {name}: {value}")));
    lines.iter().map(|line| format!("{}\n", Untrusted::lines(line))).collect()
}
