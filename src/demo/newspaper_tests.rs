//! Claims about the newspaper as a server, asked over real connections.

use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::demo::articles::stories;
use crate::demo::timeline::STEPS;

const QUIET: &str = "/news/pilot-boat-inquiry";

async fn open() -> Newspaper {
    Newspaper::start("2026-03-05T09:00:00Z".parse().expect("valid")).await.expect("loopback is there")
}

/// Status line, headers and body of a GET, as text.
async fn ask(newspaper: &Newspaper, path: &str, extra: &str) -> String {
    let url = newspaper.url(path);
    let host = url.trim_start_matches("http://").split('/').next().expect("an address").to_owned();
    let mut stream = TcpStream::connect(&host).await.expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{extra}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("UTF-8");
    answer
}

#[tokio::test]
async fn every_article_of_the_configuration_is_served() {
    let newspaper = open().await;
    let config: toml::Table = newspaper.config_toml(Path::new("/tmp/a \"b\".db"), "2s").parse().expect("valid TOML");
    assert_eq!(config["store"]["path"].as_str(), Some("/tmp/a \"b\".db"));
    let sites = config["site"].as_array().expect("sites");
    let pages: usize = sites.iter().map(|site| site["pages"].as_array().expect("pages").len()).sum();
    assert_eq!(pages, stories().len());
    for story in stories() {
        let answer = ask(&newspaper, story.path, "").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{}: {answer}", story.path);
        assert!(config["site"].to_string().contains(&newspaper.url(story.path)));
    }
    newspaper.stop().await;
}

#[tokio::test]
async fn a_quiet_page_answers_304_until_it_changes() {
    let newspaper = open().await;
    let first = ask(&newspaper, "/weather/storm-shutters", "").await;
    let tag = first.lines().find_map(|line| line.strip_prefix("etag: ")).expect("a tag").to_owned();
    let again = format!("If-None-Match: W/\"x\", {tag}\r\n");
    assert!(ask(&newspaper, "/weather/storm-shutters", &again).await.starts_with("HTTP/1.1 304"));
    newspaper.advance(STEPS);
    assert!(ask(&newspaper, "/weather/storm-shutters", &again).await.starts_with("HTTP/1.1 200"));
    let asked = newspaper.asked()["/weather/storm-shutters"];
    assert_eq!(asked, Asked { requests: 3, not_modified: 1 });
    newspaper.stop().await;
}

#[tokio::test]
async fn a_removed_page_answers_410_and_a_bot_check_says_so_in_its_header() {
    let newspaper = open().await;
    newspaper.advance(1);
    let wall = ask(&newspaper, "/politik/hafenbahn", "").await;
    assert!(wall.starts_with("HTTP/1.1 403") && wall.contains("cf-mitigated: challenge"), "{wall}");
    newspaper.advance(STEPS);
    assert!(ask(&newspaper, "/politik/hafenbahn", "").await.starts_with("HTTP/1.1 200"));
    assert!(ask(&newspaper, QUIET, "").await.starts_with("HTTP/1.1 410"));
    assert!(ask(&newspaper, "/nowhere", "").await.starts_with("HTTP/1.1 404"));
    assert!(!ask(&newspaper, "/", "").await.contains(QUIET));
    newspaper.stop().await;
}

#[tokio::test]
async fn a_stopped_newspaper_answers_nobody() {
    let newspaper = open().await;
    let address = newspaper.places.front;
    let _idle = TcpStream::connect(address).await.expect("it listens");
    newspaper.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}
