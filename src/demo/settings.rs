//! The configuration under which the demonstration's newspaper is watched: what an operator would write for it.

use std::net::SocketAddr;
use std::path::Path;

use super::articles::{Desk, stories};

/// The selectors for the newspaper's two designs, the present one first and the archive's as fallback.
const SELECT: &str = r#"
[site.select]
headline = ["h1.headline", "h1.entry-title"]
standfirst = ["p.standfirst"]
byline = ["p.byline", "p.author-line"]
body = [".story-body", ".entry-content"]
caption = ["figcaption.caption", ".picture .caption"]
published = ["meta[property='article:published_time']@content"]
modified = ["meta[property='article:modified_time']@content"]
remove = ["aside", ".advert", ".picture img"]
"#;

/// Where the newspaper's articles are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The articles that are read by selectors.
    pub front: SocketAddr,
    /// Those that are read without; the same address where the machine has no second one of loopback.
    pub automatic: SocketAddr,
}

impl Places {
    /// The address of the article at `path`.
    pub fn url(&self, path: &str) -> String {
        let is_automatic = stories().iter().any(|story| story.path == path && story.desk == Desk::Automatic);
        format!("http://{}{path}", if is_automatic { self.automatic } else { self.front })
    }
}

/// The text of a configuration file that watches every article at `places`, each one `every`, into `database`.
pub(super) fn config_toml(places: Places, database: &Path, every: &str) -> String {
    let Places { front, automatic } = places;
    let has_automatic = front != automatic;
    let mut hosts = vec![front.to_string()];
    hosts.extend(has_automatic.then(|| automatic.to_string()));
    let mut text = format!(
        "# An invented newspaper on this machine; it is there while the demonstration runs.\n\n\
         [store]\npath = {}\n\n\
         [fetch]\ncontact = \"demo@harbour-lantern.example\"\n# Loopback addresses are refused unless they are named.\n\
         allow_hosts = {}\n\n\
         [web]\n# Any free port: the demonstration says which.\nlisten = \"127.0.0.1:0\"\n\n\
         [watch]\n# Steps of seconds, so that a removal is believed while the demonstration runs; a text that was cut is not.\n\
         confirm = [\"2s\", \"10m\", \"1h\"]\n",
        quoted(&database.to_string_lossy()),
        list(&hosts),
    );
    let pages = |desk: Option<Desk>| -> Vec<String> {
        let wanted = stories().into_iter().filter(|story| desk.is_none_or(|desk| story.desk == desk));
        wanted.map(|story| places.url(story.path)).collect()
    };
    let by_selectors = pages(has_automatic.then_some(Desk::Selectors));
    text.push_str(&site("harbour-lantern", &front.ip().to_string(), &by_selectors, every));
    text.push_str(SELECT);
    if has_automatic {
        text.push_str("\n# No selectors: the article is found by its metadata and by its shape.");
        let pages = pages(Some(Desk::Automatic));
        text.push_str(&site("harbour-lantern-automatic", &automatic.ip().to_string(), &pages, every));
    }
    text
}

fn site(name: &str, host: &str, pages: &[String], every: &str) -> String {
    format!(
        "\n[[site]]\nname = \"{name}\"\nhosts = [\"{host}\"]\npages = {}\nevery = \"{every}\"\nmin_gap = \"0s\"\n\
         zone = \"Europe/London\"\n",
        list(pages)
    )
}

fn list(items: &[String]) -> String {
    let lines: Vec<String> = items.iter().map(|item| format!("  {},\n", quoted(item))).collect();
    format!("[\n{}]", lines.concat())
}

/// `text` as a TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
