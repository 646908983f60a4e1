//! Politeness as the servers see it: their own logs, under many workers, over a kill and a restart.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::daemon::{Daemon, run_with, wait_until};
use crate::database::Database;
use crate::site::{Reply, Served, Site};

const HOSTS: usize = 18;
const PATHS: [&str; 3] = ["/a", "/b", "/c"];
const GAP: Duration = Duration::from_secs(1);
const CRAWL_DELAY: Duration = Duration::from_secs(2);
const RETRY_AFTER: Duration = Duration::from_secs(5);
const CAP: usize = 4;

/// The site's first hosts are special; the others only have a gap.
const FORBIDS: usize = 0;
const SLOW: usize = 1;
const THROTTLES: usize = 2;
const CAPPED: usize = 3;
const BROKEN: usize = 4;

struct Town {
    _folder: tempfile::TempDir,
    config: PathBuf,
    hosts: Vec<Site>,
}

impl Town {
    fn build() -> Town {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hosts: Vec<Site> = (0..HOSTS).map(|_| Site::start()).collect();
        for host in &hosts {
            PATHS.iter().for_each(|path| host.set_article(path, "Footbridge opened at last", 10, None));
        }
        let rules = "User-agent: *\nDisallow: /\n\nUser-agent: newswatch\nDisallow: /c\n";
        hosts[FORBIDS].set("/robots.txt", Reply::page(rules.to_owned()));
        let rules = format!("User-agent: *\nCrawl-delay: {}\n", CRAWL_DELAY.as_secs());
        hosts[SLOW].set("/robots.txt", Reply::page(rules));
        let wait = RETRY_AFTER.as_secs().to_string();
        hosts[THROTTLES].set("/b", Reply::status(429).with("Retry-After", &wait));
        hosts[BROKEN].set("/robots.txt", Reply::status(500));
        let config = config(folder.path(), &hosts);
        Town { _folder: folder, config, hosts }
    }

    /// The requests for pages of a host so far.
    fn pages_asked(&self, host: usize) -> usize {
        self.hosts[host].log().iter().filter(|served| served.path != "/robots.txt").count()
    }
}

fn config(folder: &Path, hosts: &[Site]) -> PathBuf {
    let allowed: Vec<String> = hosts.iter().map(|host| format!("\"{}\"", host.address)).collect();
    let mut text = format!(
        "[store]\npath = \"{}\"\n[fetch]\ncontact = \"desk@example.org\"\nconcurrency = 16\nallow_hosts = [{}]\n",
        folder.join("watch.db").display(),
        allowed.join(", ")
    );
    for (i, host) in hosts.iter().enumerate() {
        let pages: Vec<String> = PATHS.iter().map(|path| format!("\"{}\"", host.url(path))).collect();
        let cap = if i == CAPPED { format!("requests_a_day = {CAP}\n") } else { String::new() };
        text.push_str(&format!(
            "[[site]]\nname = \"host {i}\"\nhosts = [\"127.0.0.1\"]\npages = [{}]\nevery = \"1s\"\nmin_gap = \"{}s\"\n{cap}",
            pages.join(", "),
            GAP.as_secs()
        ));
    }
    let file = folder.join("config.toml");
    std::fs::write(&file, text).expect("the folder is ours");
    file
}

/// No two requests of a host overlap or are less than `gap` apart.
fn assert_gap(host: usize, log: &[Served], gap: Duration) {
    for pair in log.windows(2) {
        let apart = pair[1].began.checked_duration_since(pair[0].ended);
        // The program's clock and the test's are read at other moments, and one of them counts milliseconds.
        let is_kept = apart.is_some_and(|apart| apart + Duration::from_millis(5) >= gap);
        assert!(is_kept, "host {host}: {} and {} are {apart:?} apart, not {gap:?}", pair[0].path, pair[1].path);
    }
}

#[test]
fn no_server_is_asked_more_than_it_wants_over_a_kill_and_a_restart() {
    let town = Town::build();
    let database = Database::beside(&town.config);
    let daemon = Daemon::start(&town.config);
    wait_until("the page that asks for a wait is asked for", || town.hosts[THROTTLES].asked("/b") > 0);
    let paused = "SELECT count(*) FROM host WHERE trouble = 'throttled' AND paused_until IS NOT NULL";
    wait_until("the wait is noted", || database.number(paused) == 1);
    wait_until("every other host is asked for a page", || {
        (0..HOSTS).filter(|i| *i != BROKEN).all(|i| town.pages_asked(i) > 0)
    });
    daemon.kill9();
    let before = town.pages_asked(HOSTS - 1);
    let daemon = Daemon::start(&town.config);
    town.hosts[THROTTLES].set_article("/b", "Footbridge opened at last", 10, None);
    wait_until("the host that wanted to wait is asked again", || {
        let log = town.hosts[THROTTLES].log();
        log.last().is_some_and(|served| served.status == 200 && log.iter().any(|s| s.status == 429))
    });
    wait_until("an ordinary host is asked on", || town.pages_asked(HOSTS - 1) > before + 1);
    explanations(&town);
    assert!(daemon.stop().0.success());
    for (i, host) in town.hosts.iter().enumerate() {
        let log = host.log();
        assert_gap(i, &log, if i == SLOW { CRAWL_DELAY } else { GAP });
        assert_eq!(log[0].path, "/robots.txt", "host {i}");
        let is_named = |s: &Served| s.user_agent.starts_with("newswatch/") && s.user_agent.contains("desk@example.org");
        assert!(log.iter().all(is_named), "{log:?}");
    }
    assert_eq!(town.hosts[FORBIDS].asked("/c"), 0);
    assert!(town.hosts[FORBIDS].asked("/a") > 0);
    assert_eq!(town.pages_asked(BROKEN), 0);
    assert!(town.hosts[CAPPED].log().len() <= CAP, "{:?}", town.hosts[CAPPED].log());
    let log = town.hosts[THROTTLES].log();
    let refused = log.iter().position(|s| s.status == 429).expect("it was");
    assert_gap(THROTTLES, &log[refused..refused + 2], RETRY_AFTER);
}

/// What the program says of pages that wait.
fn explanations(town: &Town) {
    let explain = |host: usize, path: &str, format: &str| {
        run_with(&town.config, &["explain", &town.hosts[host].url(path), "--format", format])
    };
    let forbidden = explain(FORBIDS, "/c", "text");
    assert!(forbidden.contains("not as things are (decided by: robots)"), "{forbidden}");
    assert!(forbidden.contains("forbids it to us (Disallow: /c)"), "{forbidden}");
    let broken: serde_json::Value = serde_json::from_str(&explain(BROKEN, "/a", "json")).expect("JSON");
    let reasons = broken["reasons"].as_array().expect("reasons");
    assert!(
        reasons.iter().any(|r| r["text"].as_str().is_some_and(|t| t.contains("robots.txt cannot be had"))),
        "{broken}"
    );
    assert!(broken["next_at"].is_string(), "{broken}");
    let slow = explain(SLOW, "/a", "text");
    assert!(slow.contains("2 s apart at least (the crawl-delay of its robots.txt)"), "{slow}");
    let capped = explain(CAPPED, "/a", "text");
    assert!(capped.contains(&format!("of {CAP} requests of today are used")), "{capped}");
}

#[test]
fn a_redirect_waits_for_its_hosts_robots_and_turn() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (here, there) = (Site::start(), Site::start());
    here.set("/robots.txt", Reply::page("User-agent: *\nDisallow: /inner-closed\n".to_owned()));
    here.set("/d", Reply::status(302).with("Location", "/inner-closed"));
    here.set("/e", Reply::status(302).with("Location", "/inner"));
    here.set_article("/inner", "Footbridge opened at last", 10, None);
    for (from, to) in [("/a", "/open"), ("/b", "/closed"), ("/c", "/open")] {
        here.set(from, Reply::status(301).with("Location", &there.url(to)));
    }
    there.set_article("/open", "Footbridge opened at last", 10, None);
    there.set_article("/closed", "Footbridge opened at last", 10, None);
    there.set("/robots.txt", Reply::page("User-agent: newswatch\nDisallow: /closed\n".to_owned()));
    let paths = PATHS.iter().chain(&["/d", "/e"]);
    let pages: Vec<String> = paths.map(|path| format!("\"{}\"", here.url(path))).collect();
    let text = format!(
        "[store]\npath = \"{}\"\n[fetch]\nallow_hosts = [\"{}\", \"{}\"]\n[[site]]\nname = \"here\"\nhosts = [\"127.0.0.1\"]\n\
         pages = [{}]\nevery = \"1s\"\nmin_gap = \"1s\"\n",
        folder.path().join("watch.db").display(),
        here.address,
        there.address,
        pages.join(", ")
    );
    let config = folder.path().join("config.toml");
    std::fs::write(&config, text).expect("the folder is ours");
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    wait_until("the open pages are read", || database.number("SELECT count(*) FROM version_seen") == 3);
    let refused = "SELECT count(*) FROM page WHERE last_problem LIKE 'robots: robots.txt of 127.0.0.1 forbids it%'";
    wait_until("the closed ones are refused", || database.number(refused) == 2);
    assert!(daemon.stop().0.success());
    assert_eq!((there.asked("/closed"), here.asked("/inner-closed")), (0, 0));
    assert_eq!(there.log()[0].path, "/robots.txt");
    assert_gap(0, &here.log(), GAP);
    assert_gap(1, &there.log(), GAP);
}
