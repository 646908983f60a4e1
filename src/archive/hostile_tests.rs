//! Files that are made to cost much: each is over soon, within its bounds, and the record after it is read.

use super::tests::{gzip, http, page_record, read, record};
use super::*;
use crate::model::FailureKind;

/// Reads `hostile` and an honest record after it, each a gzip member; answers with what the first came to.
fn check(hostile: &[u8]) -> Result<Captured, String> {
    let mut found = read(&[gzip(hostile), gzip(&page_record())].concat());
    let last = found.pop().expect("the honest record");
    assert!(matches!(last.expect("is read").end, Fetched::Body(_)));
    let first = found.into_iter().next().expect("something is said of the hostile one");
    first.map_err(|error| error.fault.to_string())
}

fn refused(hostile: &[u8], expected: &str) {
    let said = check(hostile).expect_err(expected);
    assert!(said.contains(expected), "{said}");
}

#[test]
fn bombs_of_every_part_of_a_record_are_given_up_within_bounds() {
    let much = 24 * 1024 * 1024;
    refused(&vec![b'\n'; much], "bytes of empty lines");
    refused(&[b"WARC/1.1\r\nX: ".as_slice(), &vec![b'x'; much]].concat(), "the header is longer than 65536 bytes");
    refused(
        &[b"WARC/1.1\r\n".as_slice(), &b"A: b\r\n".repeat(much / 6)].concat(),
        "the header is longer than 65536 bytes",
    );
    refused(&record("response", "", &http("200 OK", "", &vec![0; 2 * much])), "33554432 are allowed");
    // A page that is a bomb itself is a capture that failed, as a live fetch would.
    let bomb = http("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gzip(&vec![0; much]));
    match check(&record("response", "", &bomb)).expect("the record is sound").end {
        Fetched::Failed(failure) => assert_eq!(failure.kind, FailureKind::TooLarge),
        other => panic!("{other:?}"),
    }
}

#[test]
fn lengths_that_are_not_true_cost_no_memory_and_no_other_record() {
    for length in ["33000000", "18446744073709551615", "99999999999999999999", "-1", ""] {
        let text = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n\
             Content-Length: {length}\r\n\r\nHTTP/1.1 200 OK\r\n\r\nshort"
        );
        let found = read(&[gzip(text.as_bytes()), gzip(&page_record())].concat());
        assert!(found.first().is_some_and(Result::is_err), "{length}: {found:?}");
        assert!(found.len() <= 2, "{length}");
    }
}

#[test]
fn what_a_record_says_of_its_page_is_an_address_or_nothing_and_redirects_are_few() {
    let page = http("200 OK", "Content-Type: text/html\r\n", b"<p>Text.</p>");
    let of = |said: &str| check(&record("response", &format!("WARC-Newswatch-Page: {said}\r\n"), &page));
    assert_eq!(of("https://news.example/a").expect("read").url.as_str(), "https://news.example/a");
    assert!(of("file:///etc/passwd").expect("read").url.scheme().starts_with("http"));
    assert!(of("no address").expect_err("refused").contains("is no address"));
    let hop = record("response", "WARC-Newswatch-Part: redirect\r\n", &http("301", "Location: /b\r\n", b""));
    let last = record("response", "WARC-Newswatch-Page: https://news.example/a\r\n", &page);
    let found = read(&[hop.repeat(500), last].concat());
    let [Ok(captured)] = found.as_slice() else { panic!("{found:?}") };
    assert!(matches!(&captured.end, Fetched::Body(page) if page.redirects.len() == REDIRECTS_MAX));
}
