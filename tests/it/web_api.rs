//! What programs read of the record: feeds, JSON, its description, metrics, `newswatch search`.

use std::process::Command;

use crate::daemon::{program, text};
use crate::database::Database;
use crate::demo::played;
use crate::http::{Shown, get};

#[test]
fn feeds_hold_every_change_and_are_not_sent_twice() {
    let shown = Shown::start(&played().database(), None);
    let changes = Database::at(&played().database())
        .number("SELECT count(*) FROM change_report WHERE severity NOT IN ('none', 'trace', 'cosmetic')");
    for path in ["/feed.atom", "/feed/site/harbour-lantern.atom", "/feed/severity/major.atom", "/article/1/feed.atom"] {
        let first = shown.get(path);
        let feed = feed_rs::parser::parse(first.body.as_slice()).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(!feed.entries.is_empty() || path.starts_with("/article"), "{path}");
        if path == "/feed.atom" {
            assert_eq!(feed.entries.len() as i64, changes, "{path}");
        }
        for entry in &feed.entries {
            let content = entry.content.as_ref().and_then(|content| content.body.as_ref()).expect("a difference");
            assert!(
                content.contains("<ins>")
                    || content.contains("<del>")
                    || content.contains("moved")
                    || content.contains("removed"),
                "{content}"
            );
            assert!(entry.links.iter().any(|link| link.href.contains("/change/")), "{:?}", entry.links);
        }
        let again = shown.get(path);
        assert_eq!(again.body, first.body, "{path}: identities stay");
        let (tag, date) = (first.header("etag").expect("a tag"), first.header("last-modified").expect("a date"));
        for (headers, status) in [
            (vec![("If-None-Match", tag)], 304),
            (vec![("If-None-Match", "\"other\"")], 200),
            (vec![("If-Modified-Since", date)], 304),
            (
                vec![("If-Modified-Since", "Thu, 01 Jan 2015 00:00:00 GMT")],
                if feed.entries.is_empty() { 304 } else { 200 },
            ),
        ] {
            let answer = get(&shown.address, path, &headers);
            assert_eq!(answer.status, status, "{path} {headers:?}");
            assert_eq!(answer.body.is_empty(), status == 304, "{path}");
        }
    }
}

#[test]
fn going_through_the_pages_of_a_list_gives_each_change_once() {
    let shown = Shown::start(&played().database(), None);
    let (mut found, mut path) = (Vec::new(), "/api/v1/changes?all=1&limit=2".to_owned());
    loop {
        let page = shown.get(&path).json();
        let ids =
            page["changes"].as_array().expect("a list").iter().map(|change| change["id"].as_i64().expect("a number"));
        found.extend(ids);
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/changes?all=1&limit=2&after={next}"),
            None => break,
        }
    }
    let sql = "SELECT id FROM change ORDER BY first_seen_new_at DESC, id DESC";
    let expected: Vec<i64> = Database::at(&played().database())
        .texts(&format!("SELECT CAST(id AS TEXT) FROM ({sql})"))
        .iter()
        .map(|id| id.parse().expect("a number"))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_described_address_answers_as_it_is_described() {
    let shown = Shown::start(&played().database(), None);
    let description = shown.get("/api/v1/openapi.json");
    let described = description.json();
    let paths = described["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 10, "{paths:?}");
    for (path, item) in paths {
        let asked = path.replace("{id}", "1").replace("{n}", "1");
        let answer = shown.get(&format!("/api/v1{asked}{}", if path == "/search" { "?q=harbour" } else { "" }));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let schema = &item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        check(&described, schema, &answer.json(), path);
    }
    validate(&description.text());
}

/// Holds a value against the part of JSON Schema that the description uses.
fn check(all: &serde_json::Value, schema: &serde_json::Value, value: &serde_json::Value, place: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = all.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{place}: no {name}"));
        return check(all, schema, value, place);
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let schema = any.iter().find(|one| one["type"] != "null").expect("a shape beside null");
        return if value.is_null() { assert!(any.len() > 1, "{place}") } else { check(all, schema, value, place) };
    }
    let kinds: Vec<&str> = match &schema["type"] {
        serde_json::Value::Array(kinds) => kinds.iter().filter_map(|kind| kind.as_str()).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let kind = match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(n) if n.is_f64() => "number",
        serde_json::Value::Number(_) => "integer",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    assert!(
        kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number")),
        "{place}: {value} is no {kinds:?}"
    );
    for item in value.as_array().into_iter().flatten() {
        check(all, &schema["items"], item, place);
    }
    let Some(properties) = schema["properties"].as_object() else { return };
    let object = value.as_object().expect("an object");
    for required in schema["required"].as_array().into_iter().flatten().filter_map(|name| name.as_str()) {
        assert!(object.contains_key(required), "{place}: {required} is missing");
    }
    for (name, inner) in object {
        let schema = properties.get(name).unwrap_or_else(|| panic!("{place}: {name} is not described"));
        check(all, schema, inner, &format!("{place}/{name}"));
    }
}

/// Lets a validator that is not ours judge the description, where one is installed.
fn validate(description: &str) {
    let script = "import json, sys\nfrom openapi_spec_validator import validate\nvalidate(json.load(sys.stdin))";
    let has_one = Command::new("python3").args(["-c", "import openapi_spec_validator"]).output();
    if !has_one.is_ok_and(|found| found.status.success()) {
        eprintln!("skipped: openapi.json is not judged; `pip install openapi-spec-validator` brings the validator");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, description).expect("written");
    let stdin = std::fs::File::open(&file).expect("it is there");
    let judged = Command::new("python3").args(["-c", script]).stdin(stdin).output().expect("python runs");
    assert!(judged.status.success(), "{}", text(&judged.stderr));
}

#[test]
fn metrics_are_well_formed() {
    let shown = Shown::start(&played().database(), None);
    let metrics = shown.get("/metrics").text();
    assert!(metrics.ends_with("# EOF\n"));
    let families: Vec<&str> = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")).collect();
    assert!(families.len() >= 10, "{metrics}");
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a value");
        assert!(value.parse::<f64>().is_ok(), "{line}");
        let name = name.split('{').next().unwrap_or(name);
        let family = families.iter().find(|f| {
            name == f.split(' ').next().unwrap_or_default()
                || format!("{}_total", f.split(' ').next().unwrap_or_default()) == name
        });
        assert!(family.is_some(), "{line} belongs to no family");
    }
}

#[test]
fn search_says_from_when_to_when_a_phrase_stood() {
    let database = played().database();
    let search = |args: &[&str]| {
        let output =
            program().args(["--database"]).arg(&database).arg("search").args(args).output().expect("it starts");
        (output.status.code(), text(&output.stdout))
    };
    let (code, said) = search(&["eleven", "of", "the", "fourteen"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("version 1: there when first seen") && said.contains("went between"), "{said}");
    let (_, json) = search(&["NINE of the fourteen", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(found[0]["spells"][0]["first_version"], 2, "{json}");
    let (_, csv) = search(&["fourteen gangs", "--format", "csv"]);
    assert_eq!(csv.lines().count(), 2, "{csv}");
    let (code, said) = search(&["nine of", "--in", "removed"]);
    assert_eq!((code, said.as_str()), (Some(1), "nothing found\n"));
    let (code, said) = search(&["nine of", "--in", "added"]);
    assert!(code == Some(0) && said.contains("{+Nine+}"), "{said}");
}
