//! WARC files built by hand, whole and broken.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Captured, WarcError, WarcFault, WarcLimits, read_warc};
use crate::model::{FailureKind, Fetched, Response};

const URL: &str = "https://news.example/ferry";
const AT: &str = "2024-05-06T07:08:09Z";
const PAGE: &str = "<!doctype html><title>Ferry</title><p>The ferry sails at nine.</p>";

pub(super) fn record(kind: &str, fields: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {URL}\r\nWARC-Date: {AT}\r\n{fields}Content-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

pub(super) fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes(), body].concat()
}

fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    record("response", "Content-Type: application/http; msgtype=response\r\n", &http(status, headers, body))
}

pub(super) fn page_record() -> Vec<u8> {
    response("200 OK", "Content-Type: text/html; charset=utf-8\r\n", PAGE.as_bytes())
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(super) fn read(bytes: &[u8]) -> Vec<Result<Captured, WarcError>> {
    read_warc(bytes, &WarcLimits { body_bytes_max: 100_000, ..WarcLimits::default() }).take(1000).collect()
}

/// Reads the records plain, gzipped one by one and gzipped as a whole, which must come to the same.
fn read_all_ways(records: &[Vec<u8>]) -> Vec<Result<Captured, WarcError>> {
    let plain = records.concat();
    let members: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    let shown = |bytes: &[u8]| -> Vec<String> {
        read(bytes).iter().map(|r| r.as_ref().map_or_else(|e| e.fault.to_string(), |c| format!("{c:?}"))).collect()
    };
    assert_eq!(shown(&plain), shown(&members));
    assert_eq!(shown(&plain), shown(&gzip(&plain)));
    read(&plain)
}

fn only(record: Vec<u8>) -> Captured {
    let mut all = read_all_ways(&[record]);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).expect("a whole record")
}

fn page(captured: &Captured) -> &Response {
    match &captured.end {
        Fetched::Body(response) => response,
        other => panic!("no page: {other:?}"),
    }
}

fn failure(captured: &Captured) -> FailureKind {
    match &captured.end {
        Fetched::Failed(failure) => failure.kind,
        other => panic!("no failure: {other:?}"),
    }
}

#[test]
fn a_response_comes_back_with_its_own_time() {
    let captured = only(page_record());
    assert_eq!(captured.url.as_str(), URL);
    assert_eq!(captured.at.to_rfc3339(), "2024-05-06T07:08:09+00:00");
    let page = page(&captured);
    assert_eq!(page.body, PAGE.as_bytes());
    assert_eq!(page.content_type.as_deref(), Some("text/html; charset=utf-8"));
    assert!(!page.is_length_proven, "no length is stated");
}

#[test]
fn other_records_are_passed_over() {
    let noise = [record("warcinfo", "", b"software: x"), record("request", "", b"GET / HTTP/1.1\r\n\r\n")];
    let dns = String::from_utf8(page_record()).unwrap().replace(URL, "dns:news.example").into_bytes();
    let all = read_all_ways(&[noise[0].clone(), noise[1].clone(), dns, page_record()]);
    assert_eq!(all.len(), 1);
    assert!(all[0].is_ok());
}

#[test]
fn dates_have_any_fraction_and_offset() {
    for (text, expected) in [
        ("2024-05-06T07:08:09.5Z", "2024-05-06T07:08:09.500+00:00"),
        ("2024-05-06T07:08:09.123456789123Z", "2024-05-06T07:08:09.123456789+00:00"),
        ("2024-05-06T09:08:09+02:00", "2024-05-06T07:08:09+00:00"),
    ] {
        let dated = String::from_utf8(page_record()).unwrap().replace(AT, text).into_bytes();
        assert_eq!(only(dated).at.to_rfc3339(), expected);
    }
}

#[test]
fn codings_and_chunks_are_undone_also_where_the_writer_did_so_before() {
    let packed = gzip(PAGE.as_bytes());
    let chunked = format!("5\r\n{}\r\n{:x};x=y\r\n{}\r\n0\r\n\r\n", &PAGE[..5], PAGE.len() - 5, &PAGE[5..]);
    let cases: [(&str, &[u8], bool); 6] = [
        ("Content-Encoding: gzip\r\n", &packed, false),
        ("Content-Encoding: gzip\r\nContent-Length: 20\r\n", PAGE.as_bytes(), true),
        ("Transfer-Encoding: chunked\r\n", chunked.as_bytes(), true),
        ("Transfer-Encoding: chunked\r\n", PAGE.as_bytes(), true),
        ("Content-Encoding: zstd\r\n", &zstd::encode_all(PAGE.as_bytes(), 3).unwrap(), false),
        ("Content-Length: 66\r\n", PAGE.as_bytes(), true),
    ];
    for (headers, body, is_proven) in cases {
        let captured = only(response("200 OK", headers, body));
        assert_eq!(page(&captured).body, PAGE.as_bytes(), "{headers}");
        assert_eq!(page(&captured).is_length_proven, is_proven, "{headers}");
    }
}

#[test]
fn a_capture_that_brought_no_page_fails_as_a_live_fetch_does() {
    use FailureKind as K;
    let bomb = gzip(&vec![0; 1_000_000]);
    for (status, headers, body, kind) in [
        ("404 Not Found", "", &b"gone"[..], K::NotFound),
        ("503 X", "Retry-After: 5\r\n", b"", K::Throttled),
        ("301 X", "Location: /other\r\n", b"", K::Redirect),
        ("304 X", "", b"", K::BadResponse),
        ("200 OK", "Content-Type: image/png\r\n", b"x", K::NotHtml),
        ("200 OK", "Content-Encoding: gzip, gzip\r\n", b"x", K::BadEncoding),
        ("200 OK", "Content-Encoding: br\r\n", b"<p>x", K::BadEncoding),
        ("200 OK", "Content-Encoding: gzip\r\n", &bomb, K::TooLarge),
        ("200 OK", "Content-Length: 9\r\n", b"short", K::Reset),
        ("200 OK", "Transfer-Encoding: chunked\r\n", b"5\r\nshort\r\n9\r\nx", K::Reset),
    ] {
        let captured = only(response(status, headers, body));
        assert_eq!(failure(&captured), kind, "{status} {headers}");
    }
    assert_eq!(failure(&only(record("response", "", b"no http at all"))), K::BadResponse);
    let cut = record("response", "WARC-Truncated: length\r\n", &http("200 OK", "", b"<p>x"));
    assert_eq!(failure(&only(cut)), K::TooLarge);
}

#[test]
fn revisits_say_the_same_as_before() {
    let digest = "WARC-Payload-Digest: sha1:ABC\r\n";
    let first =
        record("response", &format!("{digest}WARC-Record-ID: <urn:1>\r\n"), &http("200 OK", "", PAGE.as_bytes()));
    let profile = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n";
    let same = record("revisit", &format!("{profile}{digest}"), b"");
    let named = record("revisit", &format!("{profile}WARC-Refers-To: <urn:1>\r\n"), b"");
    let lost = record("revisit", &format!("{profile}WARC-Payload-Digest: sha1:XYZ\r\n"), b"");
    let unmodified =
        record("revisit", "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/server-not-modified\r\n", b"");
    let odd = record("revisit", "WARC-Profile: x\r\n", b"");
    let all = read_all_ways(&[first, same, named, lost, unmodified, odd]);
    let ends: Vec<&Captured> = all.iter().filter_map(|r| r.as_ref().ok()).collect();
    assert_eq!(page(ends[1]).body, PAGE.as_bytes());
    assert_eq!(page(ends[2]).body, PAGE.as_bytes());
    assert!(matches!(ends[3].end, Fetched::NotModified { .. }));
    assert!(matches!(&all[3], Err(e) if matches!(e.fault, WarcFault::Unreferenced) && e.record == 4));
    assert!(matches!(&all[5], Err(e) if matches!(e.fault, WarcFault::Profile(_))));
}

#[test]
fn a_resource_is_a_page_if_its_type_is() {
    let captured = only(record("resource", "Content-Type: text/html\r\n", PAGE.as_bytes()));
    assert_eq!(page(&captured).body, PAGE.as_bytes());
    assert_eq!(failure(&only(record("resource", "Content-Type: image/png\r\n", b"x"))), FailureKind::NotHtml);
}

#[test]
fn a_broken_record_is_one_error_with_its_place_and_the_next_is_read() {
    let text = |from: &str, to: &str| String::from_utf8(page_record()).unwrap().replace(from, to).into_bytes();
    let cases = [
        text("WARC/1.1", "WARC/0.9"),
        text("WARC-Date: 2024", "WARC-Date: noon"),
        text(URL, "no address"),
        text("WARC-Type: response", "no field"),
        text("Content-Length: ", "Content-Length: -"),
        text(AT, &"9".repeat(100_000)),
    ];
    for broken in cases {
        for pack in [|r: &[u8]| r.to_vec(), gzip] {
            let file = [pack(&page_record()), pack(&broken), pack(&page_record())].concat();
            let all = read(&file);
            assert_eq!(all.len(), 3, "{:?}", String::from_utf8_lossy(&broken[..80]));
            assert!(all[0].is_ok() && all[2].is_ok(), "{all:?}");
            let error = all[1].as_ref().expect_err("the broken one");
            let before = pack(&page_record()).len() as u64;
            assert_eq!((error.record, error.offset), (2, before), "{error}");
        }
    }
}

#[test]
fn broken_packing_is_one_error_and_the_next_member_is_read() {
    let one = gzip(&page_record());
    let mut flipped = one.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0xff;
    let cut = one[..one.len() / 2].to_vec();
    for broken in [flipped, cut, b"garbage".to_vec()] {
        let all = read(&[one.clone(), broken, one.clone(), one.clone()].concat());
        assert!(all[0].is_ok() && all[all.len() - 1].is_ok(), "{all:?}");
        assert_eq!(all.iter().filter(|r| r.is_err()).count(), 1, "{all:?}");
        assert!(all.iter().filter(|r| r.is_ok()).count() >= 3, "{all:?}");
    }
}

#[test]
fn a_file_that_is_cut_anywhere_gives_its_whole_records_and_one_error() {
    let plain = [page_record(), page_record()].concat();
    let packed = [gzip(&page_record()), gzip(&page_record())].concat();
    for file in [plain, packed] {
        for length in 1..file.len() {
            let all = read(&file[..length]);
            assert!(all.iter().filter(|r| r.is_err()).count() <= 1, "cut at {length}: {all:?}");
            assert!(all.iter().filter(|r| r.is_ok()).count() <= 2);
        }
    }
}

#[test]
fn a_record_larger_than_allowed_is_passed_over() {
    let large = response("200 OK", "", &vec![b'x'; 50_000]);
    let limits = WarcLimits { record_bytes_max: 10_000, ..WarcLimits::default() };
    let unwanted = record("metadata", "", &vec![0; 1_000_000]);
    for pack in [|r: &[u8]| r.to_vec(), gzip] {
        let file = [pack(&large), pack(&unwanted), pack(&page_record())].concat();
        let all: Vec<_> = read_warc(file.as_slice(), &limits).collect();
        assert_eq!(all.len(), 2, "{all:?}");
        assert!(matches!(&all[0], Err(e) if matches!(e.fault, WarcFault::TooLarge { .. })));
        assert!(all[1].is_ok());
    }
}

#[test]
fn what_is_no_archive_at_all_ends_quickly() {
    assert!(read(b"").is_empty());
    assert!(read(b"\r\n\r\n").is_empty());
    let claims = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\n";
    for junk in [&b"hello"[..], PAGE.as_bytes(), &[0x1f, 0x8b, 0x08], &[0x1f; 100_000], claims, b"WARC/1.1\r\n"] {
        let all = read(junk);
        assert!(all.len() <= 2 && all.iter().all(Result::is_err), "{all:?}");
    }
    let long = [b"WARC/1.1\r\nX: ".as_slice(), &vec![b'x'; 200_000]].concat();
    assert!(matches!(&read(&long)[..], [Err(e)] if matches!(e.fault, WarcFault::HeaderTooLong(_))));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_reading_panic_or_hang(place in 0_usize..2000, byte in 0_u8..=255, is_packed in proptest::bool::ANY) {
        let records = [page_record(), response("200 OK", "Transfer-Encoding: chunked\r\n", b"5\r\nshort\r\n0\r\n\r\n")];
        let mut file: Vec<u8> = records.iter().flat_map(|r| if is_packed { gzip(r) } else { r.clone() }).collect();
        let place = place % file.len();
        file[place] = byte;
        proptest::prop_assert!(read(&file).len() < 20);
    }
}
