//! Claims about whole configurations, through `parse` and `load`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono_tz::Tz;
use url::Url;

use super::*;

const SHIPPED: &str = include_str!("../../config.toml");

fn valid(text: &str) -> Config {
    parse(text, "/etc/newswatch/config.toml").unwrap_or_else(|e| panic!("{e}"))
}

fn problems(text: &str) -> Vec<ConfigProblem> {
    match parse(text, "config.toml") {
        Err(ConfigError::Invalid { problems, .. }) => problems,
        other => panic!("not refused as invalid: {other:?}\n{text}"),
    }
}

/// One site with the given lines after its name and hosts, which are lines 1 to 3.
fn site(lines: &str) -> String {
    format!("[[site]]\nname = \"x\"\nhosts = [\"a.example\"]\n{lines}")
}

#[test]
fn every_refusal_names_line_place_key_and_what_would_be_right() {
    let table: &[(String, usize, &str, &str, &str)] = &[
        ("[store]\npath = 7".into(), 2, "[store]", "path", "is a number; write a text in double quotes"),
        ("[store]\npath = \"\"".into(), 2, "[store]", "path", "is empty"),
        ("[store]\npath = \"/var/lib/\"".into(), 2, "[store]", "path", "is a folder"),
        ("[store]\npaht = \"x.db\"".into(), 2, "[store]", "paht", "did you mean \"path\"?"),
        ("[stroe]\npath = \"x.db\"".into(), 1, "", "stroe", "did you mean \"store\"?"),
        ("colour = 1".into(), 1, "", "colour", "known here: store, fetch, limits, log, web, retention, watch, site"),
        ("store = 1".into(), 1, "", "store", "write a table, as in [store]"),
        ("[fetch]\n\nconcurrency = 0".into(), 3, "[fetch]", "concurrency", "a whole number from 1 to 256"),
        ("[fetch]\nconcurrency = 1.5".into(), 2, "[fetch]", "concurrency", "is a fraction; write a whole number"),
        ("[fetch]\nbody_max = \"10 apples\"".into(), 2, "[fetch]", "body_max", "such as \"10MB\""),
        ("[fetch]\nbody_max = \"99GiB\"".into(), 2, "[fetch]", "body_max", "out of range"),
        ("[fetch]\nbody_max = -1".into(), 2, "[fetch]", "body_max", "is -1; write a whole number from 1024"),
        ("[fetch]\nconnect_timeout = 10".into(), 2, "[fetch]", "connect_timeout", "\"30s\""),
        ("[fetch]\ntotal_timeout = \"5s\"".into(), 1, "[fetch]", "total_timeout", "shorter than"),
        ("[fetch]\nports = [80, 70000]".into(), 2, "[fetch]", "ports", "from 1 to 65535"),
        ("[fetch]\nuser_agent = \"Zeitungswächter\"".into(), 2, "[fetch]", "user_agent", "has `ä`"),
        ("[fetch]\nuser_agent = \"a\\r\\nb\"".into(), 2, "[fetch]", "user_agent", "control character"),
        ("[fetch]\ncontact = \"me\"".into(), 2, "[fetch]", "contact", "write an e-mail address"),
        ("[fetch]\nallow_hosts = [\"http://x/\"]".into(), 2, "[fetch]", "allow_hosts", "\"127.0.0.1:8080\""),
        ("[limits]\nnodes_max = 10".into(), 2, "[limits]", "nodes_max", "from 1000 to"),
        ("[limits]\nparse_timeout = \"2h\"".into(), 2, "[limits]", "parse_timeout", "write 50ms to 1m"),
        ("[log]\nlevel = \"loud\"".into(), 2, "[log]", "level", "one of \"error\", \"warn\""),
        ("[log]\nformat = \"xml\"".into(), 2, "[log]", "format", "\"json\""),
        ("[web]\nlisten = \"localhost\"".into(), 2, "[web]", "listen", "write one such as \"127.0.0.1:8463\""),
        ("[web]\nlisten = \"0.0.0.0:8463\"".into(), 2, "[web]", "listen", "set `token` in [web]"),
        ("[web]\nlisten = \"[::]:8463\"".into(), 2, "[web]", "listen", "can be reached by others"),
        ("[web]\ntoken = \"secret\"".into(), 2, "[web]", "token", "is 6 characters long; write at least 16"),
        ("[web]\ntoken = \"a b c d e f g h i\"".into(), 2, "[web]", "token", "has a space"),
        ("[web]\nhosts = [\"https://x.example\"]".into(), 2, "[web]", "hosts", "write the host alone"),
        ("[watch]\nevery = \"0s\"".into(), 2, "[watch]", "every", "write 1s to 366d"),
        ("[watch]\nevery = \"-5m\"".into(), 2, "[watch]", "every", "is not a duration"),
        ("[watch]\nevery = \"5 weeks\"".into(), 2, "[watch]", "every", "as in \"30s\""),
        ("[watch]\nevery = \"99999999999999999999h\"".into(), 2, "[watch]", "every", "is not a duration"),
        ("[watch]\nmin_gap = \"500ms\"".into(), 2, "[watch]", "min_gap", "whole seconds"),
        ("[watch]\nrequests_a_day = 0".into(), 2, "[watch]", "requests_a_day", "a whole number from 1 to"),
        (site("feeds = [\"feed.xml\"]"), 4, "site \"x\"", "feeds", "is not an address"),
        (
            site("feeds = \"https://a.example/f\"\nsitemaps = \"https://a.example/f\""),
            5,
            "site \"x\"",
            "sitemaps",
            "twice",
        ),
        (site("sections = [\"https://a.example/\"]"), 4, "site \"x\"", "sections", "write sections = [{page"),
        (site("sections = [{page = \"https://a.example/\"}]"), 4, "site \"x\"", "sections.links", "is missing"),
        (
            site("sections = [{page = \"https://a.example/\", links = \"::\"}]"),
            4,
            "site \"x\"",
            "sections.links",
            "selector",
        ),
        (
            site("sections = [{page = \"https://a.example/\", linsk = \"a\"}]"),
            4,
            "site \"x\"",
            "sections.linsk",
            "did you mean \"links\"?",
        ),
        (site("include = [\"\"]"), 4, "site \"x\"", "include", "is empty"),
        (site("new_a_day = -1"), 4, "site \"x\"", "new_a_day", "a whole number"),
        (site("age_max = \"1s\""), 4, "site \"x\"", "age_max", "write 1h to"),
        ("[[site]]\nname = \"x\"\nfeeds = [\"https://a.example/f\"]".into(), 1, "site \"x\"", "hosts", "write hosts ="),
        ("[watch]\nzone = \"Europe/Londn\"".into(), 2, "[watch]", "zone", "did you mean \"Europe/London\"?"),
        (site("calendar = \"julian\""), 4, "site \"x\"", "calendar", "write \"gregorian\", \"buddhist\""),
        ("[watch]\nzone = \"here\"".into(), 2, "[watch]", "zone", "write one such as \"Europe/London\""),
        ("[watch]\ncron = \"0 0 25 * * *\"".into(), 2, "[watch]", "cron", "`25` cannot be the hour; write 0-23"),
        ("[watch]\ncron = \"0 0 0 30 2 *\"".into(), 2, "[watch]", "cron", "no date on which it fires"),
        ("[watch]\nevery = \"1h\"\ncron = \"@daily\"".into(), 3, "[watch]", "cron", "stands beside \"every\""),
        ("[site]\nname = \"x\"".into(), 1, "", "site", "begin each site with [[site]]"),
        ("\n\n[[site]]\nhosts = [\"a.example\"]".into(), 3, "site 1", "name", "is missing"),
        ("[[site]]\nname = \"x\"".into(), 1, "site \"x\"", "", "neither hosts nor pages"),
        ("[[site]]\nname = \"other\"\nhosts = \"a.example\"".into(), 2, "site \"other\"", "name", "write another name"),
        (format!("{}{}", site(""), site("")), 5, "site \"x\"", "name", "line 2 has a site of this name"),
        (site("timezone = \"UTC\""), 4, "site \"x\"", "timezone", "did you mean \"zone\"?"),
        (site("page = []"), 4, "site \"x\"", "page", "did you mean \"pages\"?"),
        (site("pages = [\"https://b.example/1\"]"), 4, "site \"x\"", "pages", "add \"b.example\" to its hosts"),
        (site("pages = [\n\"https://a.example/1\",\n\"/2\"]"), 6, "site \"x\"", "pages", "is not an address"),
        (site("pages = [\"ftp://a.example/1\"]"), 4, "site \"x\"", "pages", "begins with http:// or https://"),
        (site("pages = [\"file:///etc/passwd\"]"), 4, "site \"x\"", "pages", "`file:` cannot be fetched"),
        (site("pages = [\"https://u:p@a.example/\"]"), 4, "site \"x\"", "pages", "without the part before the @"),
        (site("pages = [\"https://a.example/#top\"]"), 4, "site \"x\"", "pages", "after #"),
        (
            site("pages = [\n\"https://a.example/1\",\n\"https://A.example:443/1\"]"),
            6,
            "site \"x\"",
            "pages",
            "line 5 has this",
        ),
        (
            format!(
                "{}{}",
                site("pages = \"https://a.example/1\"\n"),
                site("pages = \"https://a.example/1\"").replace("\"x\"", "\"y\"")
            ),
            8,
            "site \"y\"",
            "pages",
            "site \"x\" has this page too (line 4)",
        ),
        (site("[site.select]\nbody = \"p >\""), 5, "site \"x\"", "select.body", "is not a CSS selector"),
        (site("[site.select]\nbody = []"), 5, "site \"x\"", "select.body", "is an empty list"),
        (site("[site.select]\nbody = \":has(p\""), 5, "site \"x\"", "select.body", "does not close its `(`"),
        (
            site("[site.select]\nbody = [\"p\", 3]"),
            5,
            "site \"x\"",
            "select.body",
            "write a CSS selector in double quotes",
        ),
        (site("[site.select]\npublished = \"time@date time\""), 5, "site \"x\"", "select.published", "attribute name"),
        (site("[site.select]\nheadlines = \"h1\""), 5, "site \"x\"", "select.headlines", "did you mean \"headline\"?"),
        (site("select = \"h1\""), 4, "site \"x\"", "select", "write a table"),
        (
            "[[site]]\nname = \"x\"\nhosts = [\"https://a.example/x\"]".into(),
            3,
            "site \"x\"",
            "hosts",
            "as in \"a.example\"",
        ),
        ("[[site]]\nname = \"x\"\nhosts = [\"a.example:80\"]".into(), 3, "site \"x\"", "hosts", "names port 80"),
        ("[[site]]\nname = \"x\"\nhosts = [\"a b\"]".into(), 3, "site \"x\"", "hosts", "is not a host name"),
        ("[store\npath = \"x\"".into(), 1, "", "", "a line is key = value"),
        ("[store]\npath = \"x\"\npath = \"y\"".into(), 3, "", "", "duplicate key"),
    ];
    for (text, line, place, key, says) in table {
        let found = problems(text);
        let hit = found.iter().find(|p| p.line == *line && p.place == *place && p.key == *key && p.text.contains(says));
        assert!(hit.is_some(), "{text}\nwanted {line} {place} {key}: {says}\nfound {found:#?}");
    }
}

#[test]
fn all_problems_of_a_file_are_told_at_once_in_its_order() {
    let text = site("every = \"0s\"\npages = [\"nonsense\", \"ftp://a.example/\"]\n[site.select]\nbody = \"\"\n");
    let text = format!("{text}[fetch]\nports = [0]\n");
    let lines: Vec<usize> = problems(&text).iter().map(|p| p.line).collect();
    assert_eq!(lines, [4, 5, 5, 7, 9]);
}

#[test]
fn a_refusal_reads_as_file_line_place_key_and_sentence() {
    let error = parse(&site("[site.select]\nbody = \"p >\""), "conf/config.toml").expect_err("refused").to_string();
    assert!(error.starts_with("conf/config.toml:5: site \"x\", key \"select.body\": `p >` is not"), "{error}");
}

#[test]
fn values_of_the_file_cannot_act_on_the_terminal_that_shows_them() {
    let error =
        parse("\"\\u001b[2J\" = 1\n[[site]]\nname = \"\\u001b[31m\"", "c.toml").expect_err("refused").to_string();
    assert!(!error.replace('\n', "").chars().any(crate::model::is_active), "{error:?}");
    let many = parse(&"x = 1\n[a]\n".repeat(3000), "c.toml").expect_err("refused").to_string();
    assert!(many.lines().count() <= 51, "{}", many.lines().count());
}

#[test]
fn the_shortest_useful_configuration_has_every_default() {
    let config = valid("[[site]]\nname = \"x\"\npages = \"https://a.example/1\"\n");
    assert_eq!(config.fetch, FetchSettings::default());
    assert_eq!(config.limits, Limits::default());
    assert_eq!(config.log, LogSettings::default());
    assert_eq!(config.store.path, PathBuf::from("/etc/newswatch/newswatch.db"));
    let site = &config.sites[0];
    assert_eq!((site.hosts.as_slice(), site.min_gap_s, site.zone), (&["a.example".to_owned()][..], 5, Tz::UTC));
    assert_eq!((&site.cadence, site.rules.zone), (&Cadence::Ladder, None));
    assert!(valid("").sites.is_empty());
}

#[test]
fn a_site_takes_from_watch_what_it_does_not_say_itself() {
    let config = valid(
        "[watch]\ncron = \"0 7 * * *\"\nmin_gap = \"9s\"\nzone = \"europe/london\"\n\
         [[site]]\nname = \"a\"\nhosts = \"a.example\"\n\
         [[site]]\nname = \"b\"\nhosts = \"b.example\"\nzone = \"America/New_York\"\n\
         [[site]]\nname = \"c\"\nhosts = \"c.example\"\nevery = \"15m\"\nmin_gap = \"0s\"\n\
         [[site]]\nname = \"d\"\nhosts = \"d.example\"\nevery = \"ladder\"\narchive = true\n",
    );
    let [a, b, c, d] = &config.sites[..] else { panic!("four sites") };
    for (site, zone) in [(a, Tz::Europe__London), (b, Tz::America__New_York), (&config.other, Tz::Europe__London)] {
        let Cadence::Cron { line } = &site.cadence else { panic!("{} has no cron line", site.name) };
        assert_eq!((line.text(), line.zone(), site.rules.zone), ("0 0 7 * * *", zone, Some(zone)), "{}", site.name);
    }
    assert_eq!((&c.cadence, c.min_gap_s), (&Cadence::Every(Duration::from_secs(900)), 0));
    assert_eq!((&d.cadence, d.min_gap_s), (&Cadence::Ladder, 9));
    assert_eq!((c.rules.is_archive, d.rules.is_archive), (false, true));
    let groups: Vec<Vec<String>> = config.cron_groups().into_iter().map(|g| g.sites).collect();
    assert_eq!(groups, [vec!["a".to_owned(), OTHER.to_owned()], vec!["b".to_owned()]]);
}

#[test]
fn durations_and_sizes_are_read_in_their_units() {
    for (text, seconds) in [("30s", 30), ("15m", 900), ("15 min", 900), ("2h", 7200), ("1d", 86_400), (" 1500ms ", 1)] {
        let config = valid(&format!("[watch]\nevery = \"{text}\""));
        let Cadence::Every(every) = config.other.cadence else { panic!("{text}") };
        assert_eq!(every.as_secs(), seconds, "{text}");
    }
    for (text, bytes) in
        [("2000", 2000), ("\"10MB\"", 10_000_000), ("\"1 MiB\"", 1 << 20), ("\"512kb\"", 512_000), ("0x1000", 4096)]
    {
        assert_eq!(valid(&format!("[fetch]\nbody_max = {text}")).fetch.body_bytes_max, bytes, "{text}");
    }
    assert!((valid("[limits]\nparse_timeout = \"500ms\"").limits.parse_s - 0.5).abs() < 1e-9);
}

#[test]
fn a_page_belongs_to_the_site_that_lists_it_else_to_the_nearest_host() {
    let config = valid(
        "[[site]]\nname = \"all\"\nhosts = [\"example.org\", \"127.0.0.1\"]\n\
         [[site]]\nname = \"blog\"\nhosts = [\"blog.example.org\"]\npages = [\"https://Blog.example.org/a\"]\n\
         [[site]]\nname = \"section\"\nhosts = [\"example.org\"]\npages = [\"https://example.org/section/1\"]\n",
    );
    for (url, name) in [
        ("https://example.org/", Some("all")),
        ("https://www.example.org:8443/x", Some("all")),
        ("https://blog.example.org/b", Some("blog")),
        ("https://old.blog.example.org/b", Some("blog")),
        ("https://example.org/section/1", Some("section")),
        ("https://example.org/section/2", Some("all")),
        ("http://127.0.0.1:9000/x", Some("all")),
        ("https://badexample.org/", None),
        ("https://org/", None),
        ("data:text/plain,x", None),
    ] {
        let url = Url::parse(url).expect("an address");
        assert_eq!(config.site_of(&url).map(|s| s.name.as_str()), name, "{url}");
        assert_eq!(config.site_or_other(&url).name, name.unwrap_or(OTHER), "{url}");
    }
    assert_eq!(config.site_named("blog").map(|s| s.pages.len()), Some(1));
    assert!(config.site_named("none").is_none());
}

#[test]
fn a_relative_database_lies_beside_the_file_or_in_the_services_state_folder() {
    let beside = |file: &str| parse("[store]\npath = \"replay.db\"", file).expect("valid");
    assert_eq!(beside("config.toml").store.path, Path::new("replay.db"));
    assert_eq!(beside("a/b/c.toml").store.path, Path::new("a/b/replay.db"));
    let state = Some(OsStr::new("/var/lib/newswatch:/var/lib/more"));
    assert_eq!(beside("a/c.toml").in_state_directory(state).store.path, Path::new("/var/lib/newswatch/replay.db"));
    assert_eq!(beside("a/c.toml").in_state_directory(None).store.path, Path::new("a/replay.db"));
    assert_eq!(beside("a/c.toml").in_state_directory(Some(OsStr::new(""))).store.path, Path::new("a/replay.db"));
    let absolute = parse("[store]\npath = \"/srv/x.db\"", "c.toml").expect("valid");
    assert_eq!(absolute.in_state_directory(state).store.path, Path::new("/srv/x.db"));
}

#[test]
fn several_sites_may_share_a_host_with_a_page_each() {
    let config = valid(
        "[store]\npath = \"replay.db\"\n\n\
         [[site]]\nname = \"imprint\"\nhosts = [\"www.example.org\"]\npages = [\"https://www.example.org/about/\"]\n\
         [site.select]\nbody = [\".id-Article-body\"]\nremove = [\".advert\"]\n\
         [[site]]\nname = \"terms\"\nhosts = [\"www.example.org\"]\npages = [\"https://www.example.org/terms/\"]\n",
    );
    let terms = Url::parse("https://www.example.org/terms/").expect("an address");
    assert_eq!(config.site_of(&terms).map(|s| s.name.as_str()), Some("terms"));
    assert_eq!(config.sites[0].rules.select.remove[0].source, ".advert");
}

#[test]
fn what_would_annoy_a_site_is_warned_of_and_private_hosts_are_not_asked_for_a_contact() {
    let public = valid(&site("every = \"5s\"\nmin_gap = \"0s\""));
    let keys: Vec<&str> = public.warnings.iter().map(|w| w.key.as_str()).collect();
    assert_eq!(keys, ["every", "min_gap", "contact"]);
    let own =
        "[fetch]\nallow_hosts = [\"127.0.0.1:8080\"]\n[[site]]\nname = \"x\"\nhosts = \"127.0.0.1\"\nevery = \"1s\"";
    assert!(valid(own).warnings.is_empty());
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    let config = valid("\u{feff}[store]\r\npath = \"x.db\"\r\n");
    assert!(config.store.path.ends_with("x.db"));
    assert_eq!(problems("\u{feff}[store]\r\n\r\npaht = 1\r\n")[0].line, 3);
}

/// Lines of the shipped file that give a default in a comment.
fn with_defaults_in_force(text: &str) -> String {
    let is_key =
        |line: &str| line.split_once(" = ").is_some_and(|(k, _)| k.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    let kept = ["contact", "token", "hosts", "every", "cron", "standfirst", "body", "modified"];
    let lines = text.lines().map(|line| match line.strip_prefix("# ").filter(|l| is_key(l)) {
        Some(key) if !kept.iter().any(|k| key.starts_with(&format!("{k} "))) => key,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_shipped_file_is_valid_and_its_comments_show_the_defaults() {
    let config = load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml"))).unwrap_or_else(|e| panic!("{e}"));
    let first = &config.sites[0];
    assert_eq!((first.name.as_str(), first.zone), ("Socialist Worker", Tz::Europe__London));
    assert!(first.pages.iter().all(|page| config.site_of(page).is_some_and(|s| s.name == first.name)));
    assert!(config.warnings.iter().all(|w| w.key == "contact"), "{:?}", config.warnings);

    let (settings, second) = SHIPPED.split_once("# A second site").expect("a second site in comments");
    let spelled = with_defaults_in_force(settings);
    assert!(spelled.contains("\nbody_max") && spelled.contains("\nzone = \"UTC\""));
    let spelled = valid(&spelled);
    assert_eq!((spelled.fetch, spelled.limits, spelled.log), (config.fetch, config.limits, config.log));
    assert_eq!((spelled.other.min_gap_s, spelled.other.zone), (config.other.min_gap_s, config.other.zone));

    let second: Vec<&str> = second.lines().skip(1).filter_map(|l| l.strip_prefix("# ")).collect();
    let second = valid(&second.join("\n"));
    assert_eq!(second.sites[0].name, "Example Gazette");
    assert_eq!(second.cron_groups().len(), 1);
}

#[test]
fn a_hundred_thousand_pages_load_in_seconds_and_each_is_found() {
    let pages: String = (0..100_000).map(|i| format!("\"https://a.example/{i}\",\n")).collect();
    let started = std::time::Instant::now();
    let config = valid(&format!("[[site]]\nname = \"x\"\nhosts = [\"a.example\"]\npages = [{pages}]\n"));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?} without optimisation", started.elapsed());
    let page = Url::parse("https://a.example/99999").expect("an address");
    assert!(config.site_of(&page).is_some());
}

#[test]
fn nesting_without_end_is_a_problem_and_no_crash() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let text = format!("x = {}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(!problems(&text).is_empty());
    }
    assert!(!problems(&format!("[{}a]", "a.".repeat(20_000))).is_empty());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}", odd in "(\\[\\[?|\\]\\]?|site|select|=|\"|'|\\.|\n|[a-z]|[0-9]|\\{|\\}){0,60}") {
        for text in [text, odd] {
            if let Err(error) = parse(&text, "c.toml") {
                proptest::prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
