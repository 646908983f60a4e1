//! The commands, as an operator types them.

use std::path::Path;

use crate::daemon::{program, run, run_with, text};
use crate::database::Database;
use crate::site::Site;

const OLD: &str = "in front of 14 people";
const NEW: &str = "in front of 41 people";

#[test]
fn a_bad_configuration_ends_with_78_and_names_file_line_and_key() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let good = site.config_text(&["/a"]);
    for (right, wrong, says) in [
        ("min_gap", "min_gpa", "min_gpa"),
        ("headline = [\"h1\"]", "headline = [\"h1 >\"]", "headline"),
        ("every = ", "cron = \"61 * * * * *\"\n# ", "cron"),
        ("pages = [\"http://", "pages = [\"gopher://", "pages"),
        ("every = \"1s\"", "every = \"often\"", "every"),
    ] {
        let bad = good.replace(right, wrong);
        let line = bad.lines().zip(good.lines()).position(|(bad, good)| bad != good).expect("a line differs") + 1;
        let file = folder.path().join("config.toml");
        std::fs::write(&file, &bad).expect("the folder is ours");
        for command in [&["config", "check"][..], &["run"]] {
            let file = file.to_str().expect("UTF-8");
            let output = run(&[command, &["--config", file]].concat());
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(78), "{wrong}: {stderr}");
            for part in ["config.toml", &line.to_string(), says] {
                assert!(stderr.contains(part), "{wrong}: `{part}` is not in: {stderr}");
            }
        }
    }
    assert!(!folder.path().join("watch.db").exists(), "nothing is made before the configuration is right");
}

#[test]
fn a_good_configuration_is_said_to_be_good() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Site::start().config(folder.path(), &["/a", "/b"]);
    run_with(&config, &["config", "check"]);
}

#[test]
fn the_shipped_configuration_is_right() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
    assert!(run_with(&shipped, &["config", "check"]).contains("right (1 site, 1 page)"));
}

#[test]
fn an_unknown_command_is_refused_with_the_usage() {
    let output = run(&["wacth"]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = text(&output.stderr);
    assert!(stderr.contains("wacth") && stderr.contains("Usage"), "{stderr}");
}

#[test]
fn a_page_is_added_paused_resumed_and_removed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/listed", "Footbridge opened at last", 14, None);
    site.set_article("/added", "Path on the far bank begun", 9, None);
    let config = site.config(folder.path(), &["/listed"]);
    let database = Database::beside(&config);
    let added = site.url("/added");
    let watch = || database.texts(&format!("SELECT watch FROM page_status WHERE url = '{added}'"));

    run_with(&config, &["add", &added]);
    assert_eq!(watch(), ["on"]);
    run_with(&config, &["check", "--all"]);
    let list = run_with(&config, &["list"]);
    assert!(list.contains(&added) && list.contains(&site.url("/listed")), "{list}");
    assert_eq!((site.asked("/added"), site.asked("/listed")), (1, 1));

    run_with(&config, &["pause", &added]);
    assert_eq!(watch(), ["paused"]);
    assert!(run_with(&config, &["list"]).contains("paused"));
    run_with(&config, &["resume", &added]);
    assert_eq!(watch(), ["on"]);
    run_with(&config, &["remove", &added]);
    assert_eq!(watch(), ["off"]);
    assert_eq!(database.number("SELECT count(*) FROM version"), 2, "its history stays");

    let file = config.to_str().expect("UTF-8");
    let unknown = run(&["pause", &site.url("/never"), "--config", file]);
    assert!(!unknown.status.success() && text(&unknown.stderr).contains("/never"), "{}", text(&unknown.stderr));
}

/// A site with one page, checked before and after an edit.
fn edited(folder: &Path) -> (Site, std::path::PathBuf, String) {
    let site = Site::start();
    site.set_article("/a", "Footbridge opened at last", 14, Some("2025-02-03T09:00:00Z"));
    let config = site.config(folder, &["/a"]);
    let url = site.url("/a");
    run_with(&config, &["check", &url]);
    site.set_article("/a", "Footbridge opened at last", 41, Some("2025-02-03T09:00:00Z"));
    let said = run_with(&config, &["check", &url]);
    assert!(said.contains("[-14-]{+41+}"), "a check says what it found: {said}");
    (site, config, url)
}

#[test]
fn an_edit_can_be_listed_shown_and_compared() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config, url) = edited(folder.path());
    let changes = run_with(&config, &["changes"]);
    assert!(changes.contains(&url) && changes.contains("silent") && changes.contains("major"), "{changes}");
    assert!(run_with(&config, &["changes", "--only", "silent", "--severity", "major"]).contains(&url));
    assert!(!run_with(&config, &["changes", "--severity", "alert"]).contains(&url));
    assert!(!run_with(&config, &["changes", "--site", "elsewhere"]).contains(&url));

    let history = run_with(&config, &["history", &url]);
    assert!(history.contains("Footbridge opened at last") && history.contains("silent"), "{history}");
    let (first, last) = (run_with(&config, &["show", &url, "--version", "1"]), run_with(&config, &["show", &url]));
    assert!(first.contains(OLD) && !first.contains(NEW), "{first}");
    assert!(last.contains(NEW) && !last.contains(OLD), "{last}");
    assert!(run_with(&config, &["show", &url, "--at", "2999-01-01T00:00:00Z"]).contains(NEW));
    let between = Database::beside(&config).texts("SELECT first_seen_at FROM version WHERE n = 1");
    assert!(run_with(&config, &["show", &url, "--at", &between[0]]).contains(OLD));
    for range in [None, Some("1..2")] {
        let arguments: Vec<&str> = ["diff", &url].into_iter().chain(range).collect();
        assert!(run_with(&config, &arguments).contains("[-14-]{+41+}"), "{range:?}");
    }
}

#[test]
fn changes_are_one_json_array_with_the_documented_fields() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config, url) = edited(folder.path());
    let json = run_with(&config, &["changes", "--all", "--format", "json"]);
    let changes: serde_json::Value = serde_json::from_str(&json).expect("JSON and nothing else");
    let [change] = changes.as_array().expect("an array").as_slice() else { panic!("one change: {json}") };
    for (field, value) in [
        ("url", url.as_str().into()),
        ("kinds", serde_json::json!(["body_edit"])),
        ("severity", "major".into()),
        ("disclosure", "silent".into()),
        ("cause", "publisher".into()),
        ("old_version", 1.into()),
        ("new_version", 2.into()),
    ] {
        assert_eq!(change[field], value, "{field}: {json}");
    }
    for field in ["first_seen_new_at", "last_seen_old_at"] {
        let time = change[field].as_str().unwrap_or_else(|| panic!("{field}: {json}"));
        chrono::DateTime::parse_from_rfc3339(time).unwrap_or_else(|e| panic!("{field} `{time}`: {e}"));
    }
    assert!(change["summary"].as_str().is_some_and(|summary| !summary.is_empty()));

    let csv = run_with(&config, &["changes", "--all", "--format", "csv"]);
    assert_eq!(csv.lines().filter(|line| line.contains(&url)).count(), 1, "{csv}");
    assert!(run_with(&config, &["changes", "--all", "--format", "markdown"]).contains(&url));
}

#[test]
fn a_report_tells_a_span_of_time_in_every_format() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config, url) = edited(folder.path());
    for format in ["text", "markdown", "html"] {
        let report = run_with(&config, &["report", "--since", "1h", "--format", format]).replace('\\', "");
        assert!(report.contains(&url) && report.contains("1 edit in 1 of 1 article of 1 outlet"), "{report}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&run_with(&config, &["report", "--format", "json"])).expect("JSON and nothing else");
    assert_eq!(json["silent_edits"]["changes"][0]["url"], url.as_str());
    let before = run_with(&config, &["report", "--since", "2020-01-01", "--until", "2020-02-01"]);
    assert!(before.contains("No edits") && !before.contains(&url), "{before}");

    let file = folder.path().join("week.html");
    run_with(&config, &["report", "--format", "html", "--output", file.to_str().expect("UTF-8")]);
    assert!(std::fs::read_to_string(&file).expect("written").ends_with("</html>"));
    for (arguments, said) in [
        (&["report", "--site", "nobody"][..], "there is no site \"nobody\""),
        (&["report", "--since", "2020-02-01", "--until", "2020-01-01"], "--since is not before --until"),
        (&["report", "--output", "/nowhere/at/all"], "cannot be written to /nowhere/at/all"),
    ] {
        let output = run(&[arguments, &["--config", config.to_str().expect("UTF-8")]].concat());
        let stderr = text(&output.stderr);
        assert!(!output.status.success() && stderr.contains(said), "{arguments:?}: {stderr}");
    }
}

#[test]
fn help_and_version_work_without_a_configuration() {
    for arguments in [&["--help"][..], &["--version"], &["run", "--help"], &["changes", "--help"]] {
        let output = run(arguments);
        assert!(output.status.success() && !output.stdout.is_empty(), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn completions_and_the_manual_page_name_every_verb() {
    let verbs = [
        "run",
        "check",
        "try",
        "extract",
        "add",
        "list",
        "pause",
        "resume",
        "remove",
        "changes",
        "report",
        "history",
        "show",
        "diff",
        "backfill",
        "config",
        "demo",
        "reextract",
        "health",
        "unlearn",
    ];
    for arguments in [&["completions", "bash"][..], &["completions", "zsh"], &["completions", "fish"], &["man"]] {
        let output = run(arguments);
        let stdout = text(&output.stdout);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        for verb in verbs {
            assert!(stdout.contains(verb), "{arguments:?} does not name {verb}");
        }
    }
}

#[test]
fn output_is_coloured_only_where_it_is_wanted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_site, config, _url) = edited(folder.path());
    let changes = |variables: &[(&str, &str)]| {
        let mut command = program();
        command.env_remove("NO_COLOR").envs(variables.iter().copied());
        text(&command.args(["changes", "--config"]).arg(&config).output().expect("the program starts").stdout)
    };
    let plain = changes(&[]);
    assert!(plain.contains("[-14-]{+41+}") && !plain.contains('\u{1b}'), "a pipe is no terminal: {plain:?}");
    assert_eq!(changes(&[("NO_COLOR", "1")]), plain);
    assert!(changes(&[("CLICOLOR_FORCE", "1")]).contains("\u{1b}["), "unless it is forced");
}

#[test]
fn the_log_section_of_the_configuration_is_in_force() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/a", "Footbridge opened at last", 14, None);
    let check = |log: &str, args: &[&str]| {
        let file = folder.path().join("config.toml");
        std::fs::write(&file, format!("{}\n[log]\n{log}\n", site.config_text(&["/a"]))).expect("the folder is ours");
        let file = file.to_str().expect("UTF-8");
        text(&run(&[&["check", "--all", "--config", file], args].concat()).stderr).to_owned()
    };
    assert!(check("format = \"json\"", &[]).starts_with('{'));
    assert!(check("level = \"debug\"", &[]).contains("DEBUG"));
    assert!(!check("format = \"json\"\nlevel = \"debug\"", &["--log", "text"]).starts_with('{'));
    assert_eq!(check("level = \"error\"", &[]), "");
}

#[test]
fn why_says_for_each_check_which_rules_led_to_its_verdict() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (site, config, url) = edited(folder.path());
    site.set("/a", crate::site::Reply::status(404));
    let file = config.to_str().expect("UTF-8");
    run(&["check", &url, "--config", file]);
    let said = run_with(&config, &["why", &url]);
    for part in [
        "check 1: version",
        "the body is not the one judged last",
        "it was compared with version 1: another text",
        "verdict: a new version",
        "stored: version 2",
        "body_edit major silent",
        "classified as not_found",
        "body_edit weighs ",
        "disclosure is silent: no note, and the modified time did not move on",
        "rule R9: an edit, and the modified time that the page states did not move on: silent",
        "rule R20: missing: noted at the first sight",
        "seen once of the 3, and for 0 s of the 24.0 h",
        "event: gone_unconfirmed",
    ] {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    let one = run_with(&config, &["why", &url, "--check", "2"]);
    assert!(one.contains("check 2") && !one.contains("check 1"), "{one}");
    let json: serde_json::Value =
        serde_json::from_str(&run_with(&config, &["why", &url, "--format", "json"])).expect("JSON");
    let steps: Vec<&str> = json[1]["steps"].as_array().expect("a list").iter().filter_map(|s| s.as_str()).collect();
    assert_eq!(steps.get(..3), Some(["body:other", "ground:1", "found:edit"].as_slice()));
    assert!(json[1]["rules"].as_array().expect("a list").contains(&"R9".into()), "{}", json[1]);
    assert_eq!((&json[1]["version"], &json[2]["outcome"]), (&serde_json::json!(2), &serde_json::json!("state")));
    let unknown = run(&["why", &url, "--check", "99", "--config", file]);
    assert!(!unknown.status.success() && text(&unknown.stderr).contains("check 99"), "{}", text(&unknown.stderr));
}
