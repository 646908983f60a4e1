//! Lists of other programs: OPML, plain lists of addresses, urlwatch's jobs, changedetection.io's watches, Open Terms
//! Archive's declarations. What is taken over is addresses, names and selectors; nothing of it is run.

use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use serde_json::Value;
use thiserror::Error;
use url::Url;

/// The most entries of one file.
const WANTED_MAX: usize = 1_000_000;

/// What a file asks to be watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What the file was taken for.
    pub format: &'static str,
    pub wanted: Vec<Wanted>,
    /// Entries that were left out: where, and why.
    pub skipped: Vec<(String, String)>,
}

/// One thing to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub url: Url,
    pub name: Option<String>,
    /// It is a feed, which lists pages.
    pub is_feed: bool,
    /// Selectors of the text, and of what is taken out of it.
    pub body: Vec<String>,
    pub remove: Vec<String>,
}

/// Why a file cannot be taken over.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ImportError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is no text in UTF-8; save it as that")]
    NotText,
    #[error("line {line}: {what}")]
    Broken { line: usize, what: String },
    #[error("the XML file is no OPML: its root is <{0}>, <opml> would be right")]
    NotOpml(String),
    #[error(
        "the JSON file is of no known kind; known are a changedetection.io export ({{\"watching\": {{..}}}}) and an Open \
         Terms Archive declaration ({{\"name\": .., \"terms\": {{..}}}})"
    )]
    UnknownJson,
    #[error("the file names nothing to watch ({0}); each line of a plain list is an address with https://")]
    Nothing(String),
}

impl Imported {
    fn new(format: &'static str) -> Imported {
        Imported { format, wanted: Vec::new(), skipped: Vec::new() }
    }

    fn take(&mut self, place: &str, address: &str, name: Option<&str>, is_feed: bool) -> Option<&mut Wanted> {
        let skip = |why: String| (format!("{place}: {address}"), why);
        if self.wanted.len() >= WANTED_MAX {
            self.skipped.push(skip(format!("more than {WANTED_MAX} entries")));
            return None;
        }
        match Url::parse(address.trim()) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => {
                let name = name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
                self.wanted.push(Wanted { url, name, is_feed, body: Vec::new(), remove: Vec::new() });
                self.wanted.last_mut()
            }
            Ok(url) => {
                self.skipped.push(skip(format!("only http and https can be watched, not {}:", url.scheme())));
                None
            }
            Err(error) => {
                self.skipped.push(skip(format!("this is no address: {error}")));
                None
            }
        }
    }
}

/// Reads a file, whichever kind it is.
///
/// # Errors
/// [`ImportError`] says what is wrong, with the line where that is known; also where nothing is named.
pub fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let imported = match text.trim_start().chars().next() {
        None => return Err(ImportError::Empty),
        Some('<') => opml(text)?,
        Some('{' | '[') => json(text)?,
        Some(_) if text.lines().any(is_job_line) => urlwatch(text),
        Some(_) => addresses(text),
    };
    match imported.skipped.first() {
        _ if !imported.wanted.is_empty() => Ok(imported),
        Some((place, why)) => Err(ImportError::Nothing(format!("{place}: {why}"))),
        None => Err(ImportError::Nothing(imported.format.to_owned())),
    }
}

fn addresses(text: &str) -> Imported {
    let mut found = Imported::new("list of addresses");
    for (number, line) in (1..).zip(text.lines()) {
        let address = line.split_whitespace().next().unwrap_or_default();
        if !address.is_empty() && !address.starts_with('#') {
            found.take(&format!("line {number}"), address, None, false);
        }
    }
    found
}

fn opml(text: &str) -> Result<Imported, ImportError> {
    let mut found = Imported::new("OPML");
    let mut reader = Reader::from_str(text);
    let mut is_opml = false;
    loop {
        let line = |at: u64| text.get(..usize::try_from(at).unwrap_or(0)).map_or(1, |t| t.lines().count().max(1));
        let event = reader.read_event();
        let at = reader.buffer_position();
        let broken = |what: String| ImportError::Broken { line: line(at), what };
        let element = match event.map_err(|e| broken(e.to_string()))? {
            Event::Eof => return Ok(found),
            Event::Start(element) | Event::Empty(element) => element,
            _ => continue,
        };
        let name = element.local_name();
        let name: &str = name.as_ref();
        if !is_opml && name != "opml" {
            return Err(ImportError::NotOpml(name.chars().take(40).collect()));
        }
        is_opml = true;
        let attribute = |wanted: &str| {
            let found = element.attributes().flatten().find(|a| a.key.as_ref().eq_ignore_ascii_case(wanted))?;
            Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
        };
        if name == "outline"
            && let Some(feed) = attribute("xmlUrl")
        {
            found.take(&format!("line {}", line(at)), &feed, attribute("title").or(attribute("text")).as_deref(), true);
        }
    }
}

fn json(text: &str) -> Result<Imported, ImportError> {
    let value: Value = serde_json::from_str(text)
        .map_err(|e| ImportError::Broken { line: e.line(), what: format!("this is no JSON: {e}") })?;
    if let Some(terms) = value.get("terms").or_else(|| value.get("documents")).and_then(Value::as_object) {
        return Ok(declaration(value.get("name").and_then(Value::as_str), terms));
    }
    let watches: Vec<(String, &Value)> = match value.get("watching").unwrap_or(&value) {
        Value::Object(all) => all.iter().map(|(id, watch)| (id.clone(), watch)).collect(),
        Value::Array(all) => (1..).zip(all).map(|(n, watch)| (format!("entry {n}"), watch)).collect(),
        _ => Vec::new(),
    };
    if !watches.iter().any(|(_, watch)| watch.get("url").is_some()) {
        return Err(ImportError::UnknownJson);
    }
    let mut found = Imported::new("changedetection.io export");
    for (place, watch) in watches {
        let address = watch.get("url").and_then(Value::as_str).unwrap_or_default();
        if watch.get("paused").and_then(Value::as_bool) == Some(true) {
            found.skipped.push((format!("{place}: {address}"), "it is paused there".to_owned()));
            continue;
        }
        let name = watch.get("title").and_then(Value::as_str);
        if let Some(wanted) = found.take(&place, address, name, false) {
            // XPath and JSON filters cannot be taken over; they are marked by their beginnings.
            let is_other =
                |s: &String| ["xpath", "json:", "jq:", "jqraw:", "re:"].iter().any(|mark| s.starts_with(mark));
            let is_css = |s: &String| s.starts_with("css:") || !(s.starts_with(['/', '$']) || is_other(s));
            let css = |key| {
                strings(watch.get(key)).into_iter().filter(is_css).map(|s| s.trim_start_matches("css:").to_owned())
            };
            wanted.body = css("include_filters").collect();
            wanted.remove = css("subtractive_selectors").collect();
        }
    }
    Ok(found)
}

/// An Open Terms Archive declaration: a service, its documents, where they are and which part of the page they are.
fn declaration(service: Option<&str>, terms: &serde_json::Map<String, Value>) -> Imported {
    let mut found = Imported::new("Open Terms Archive declaration");
    for (document, terms) in terms {
        // A document may be put together from several pages.
        let parts: Vec<&Value> =
            terms.get("combine").and_then(Value::as_array).map_or(vec![terms], |p| p.iter().collect());
        for part in parts {
            let address =
                part.get("fetch").or_else(|| part.get("location")).and_then(Value::as_str).unwrap_or_default();
            let name = service.map_or_else(|| document.clone(), |service| format!("{service}: {document}"));
            if let Some(wanted) = found.take(document, address, Some(&name), false) {
                let own = |key| strings(part.get(key).or_else(|| terms.get(key)));
                (wanted.body, wanted.remove) = (own("select"), own("remove"));
            }
        }
    }
    found
}

/// A text or a list of texts; ranges and other objects are left out.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// Whether a line is one of a job: a key of its own at the left edge, or after the dash of a list.
fn is_job_line(line: &str) -> bool {
    let line = line.strip_prefix("- ").unwrap_or(line);
    ["url:", "navigate:", "name:", "kind:", "filter:", "command:"].iter().any(|key| line.starts_with(key))
}

/// urlwatch's jobs. Of its YAML only plain values of `url`, `navigate` and `name` at the left edge are needed, which is
/// no reason for a whole parser; all other keys are passed over.
fn urlwatch(text: &str) -> Imported {
    let mut found = Imported::new("urlwatch jobs");
    let (mut name, mut url): (Option<String>, Option<(usize, String)>) = (None, None);
    let mut finish = |name: &mut Option<String>, url: &mut Option<(usize, String)>| {
        if let Some((line, address)) = url.take() {
            found.take(&format!("line {line}"), &address, name.as_deref(), false);
        }
        *name = None;
    };
    let is_list = text.lines().any(|line| line.starts_with("- "));
    for (number, line) in (1..).zip(text.lines()) {
        if line.starts_with("---") || line.starts_with("- ") {
            finish(&mut name, &mut url);
        }
        // In a list a job's other keys stand where its first one does, behind the dash.
        let key = line.strip_prefix("- ").or_else(|| line.strip_prefix("  ").filter(|_| is_list)).unwrap_or(line);
        match key.split_once(':') {
            Some(("url" | "navigate", value)) => url = Some((number, plain(value))),
            Some(("name", value)) => name = Some(plain(value)),
            Some(_) | None => {}
        }
    }
    finish(&mut name, &mut url);
    found
}

/// A value of YAML without its quotes and without a comment behind it.
fn plain(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner.to_owned();
        }
    }
    value.split(" #").next().unwrap_or_default().trim_end().to_owned()
}
