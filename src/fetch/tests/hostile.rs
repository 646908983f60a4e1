//! Servers that cut, flood, drip, and speak in tongues.

use std::io::Write;
use std::time::Instant;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).expect("a vector takes all");
    packed.finish().expect("a vector takes all")
}

#[tokio::test]
async fn codings_are_undone_and_broken_ones_are_failures() {
    let (whole, br) = (gzip(PAGE.as_bytes()), {
        let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
        packed.write_all(PAGE.as_bytes()).expect("a vector takes all");
        packed.into_inner()
    });
    let zstd = zstd::encode_all(PAGE.as_bytes(), 3).expect("memory takes all");
    let server = Server::start(move |path| {
        let cut = &whole[..whole.len() - 9];
        let trailing = [whole.as_slice(), b"more"].concat();
        let (coding, body) = match path {
            "/gzip" => ("GZip", whole.as_slice()),
            "/br" => ("br", br.as_slice()),
            "/zstd" => ("zstd", zstd.as_slice()),
            "/none" => ("", PAGE.as_bytes()),
            "/twice" => ("gzip, gzip", whole.as_slice()),
            "/foo" => ("x-foo", PAGE.as_bytes()),
            "/cut" => ("gzip", cut),
            "/trailing" => ("gzip", trailing.as_slice()),
            _ => ("gzip", PAGE.as_bytes()),
        };
        vec![Step::Send(answer("200 OK", &format!("Content-Encoding: {coding}\r\n"), body))]
    })
    .await;
    let client = fetcher(settings(&[&server]));
    for path in ["/gzip", "/br", "/zstd", "/none"] {
        assert_eq!(page(get(&client, &server.url(path)).await).body, PAGE.as_bytes(), "{path}");
    }
    for path in ["/twice", "/foo", "/cut", "/trailing", "/wrong"] {
        assert_eq!(failure(get(&client, &server.url(path)).await).kind, FailureKind::BadEncoding, "{path}");
    }
}

#[tokio::test]
async fn no_body_is_larger_than_allowed_whatever_it_says() {
    let bomb = gzip(&vec![b' '; 20 * 1024 * 1024]);
    let server = Server::start(move |path| match path {
        "/bomb" => vec![Step::Send(answer("200 OK", "Content-Encoding: gzip\r\n", &bomb))],
        "/stated" => vec![
            Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n".to_vec()),
            Step::Wait(Duration::from_secs(30)),
        ],
        _ => {
            let chunk = [b"1000\r\n".as_slice(), &[b'x'; 4096], b"\r\n"].concat();
            vec![
                Step::Send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec()),
                Step::Forever(chunk, Duration::ZERO),
            ]
        }
    })
    .await;
    let client = fetcher(settings(&[&server]));
    for path in ["/bomb", "/stated", "/endless"] {
        let started = Instant::now();
        let failure = failure(get(&client, &server.url(path)).await);
        assert_eq!((failure.kind, failure.status), (FailureKind::TooLarge, Some(200)), "{path}: {}", failure.detail);
        assert!(started.elapsed() < Duration::from_secs(10), "{path} took {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn a_server_that_dawdles_is_left() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n".to_vec();
    let server = Server::start(move |path| match path {
        "/drip" => vec![Step::Send(head.clone()), Step::Forever(b"x".to_vec(), Duration::from_millis(20))],
        "/silent" => vec![Step::Wait(Duration::from_secs(30))],
        "/informing" => vec![Step::Forever(b"HTTP/1.1 103 Hints\r\n\r\n".to_vec(), Duration::from_millis(5))],
        _ => vec![Step::Forever(b"H".to_vec(), Duration::from_millis(20))],
    })
    .await;
    let hurried = fetcher(FetchSettings { head_timeout_s: 0.4, ..settings(&[&server]) });
    for (path, kind) in
        [("/drip", FailureKind::TooSlow), ("/silent", FailureKind::Timeout), ("/informing", FailureKind::Timeout)]
    {
        let attempt = get(&hurried, &server.url(path)).await;
        assert!(attempt.elapsed_ms < 10_000, "{path} took {} ms", attempt.elapsed_ms);
        assert_eq!(failure(attempt).kind, kind, "{path}");
    }
    let patient_with_pace = FetchSettings { bytes_per_s_min: 0, total_timeout_s: 0.6, ..settings(&[&server]) };
    let attempt = get(&fetcher(patient_with_pace), &server.url("/drip")).await;
    assert_eq!(failure(attempt).kind, FailureKind::Timeout, "the whole exchange is bounded too");
}

#[tokio::test]
async fn an_answer_that_is_cut_is_never_a_page() {
    let server = Server::start(|path| {
        let send = |text: &str| Step::Send(text.as_bytes().to_vec());
        match path {
            "/closed" => vec![],
            "/reset" => vec![Step::Reset],
            "/short" => vec![send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")],
            "/reset-body" => vec![send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), Step::Reset],
            "/chunk" => vec![send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nshort")],
            _ => vec![send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")],
        }
    })
    .await;
    let client = fetcher(settings(&[&server]));
    for path in ["/closed", "/reset", "/short", "/reset-body", "/chunk", "/no-last-chunk"] {
        let failure = failure(get(&client, &server.url(path)).await);
        assert_eq!(failure.kind, FailureKind::Reset, "{path}: {}", failure.detail);
    }
}

#[tokio::test]
async fn what_is_no_http_is_a_bad_response() {
    let server = Server::start(|path| {
        let text = match path {
            "/garbage" => "SSH-2.0-x\r\n\r\n".to_owned(),
            "/nul" => "HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n".to_owned(),
            "/many" => format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(101)),
            "/lengths" => "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx".to_owned(),
            "/chunk" => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort".to_owned(),
            _ => format!("HTTP/1.1 200 OK\r\nX: {}", "y".repeat(1_000_000)),
        };
        vec![Step::Send(text.into_bytes()), Step::Wait(Duration::from_secs(5))]
    })
    .await;
    let client = fetcher(settings(&[&server]));
    for path in ["/garbage", "/nul", "/many", "/lengths", "/chunk", "/endless"] {
        let failure = failure(get(&client, &server.url(path)).await);
        assert_eq!(failure.kind, FailureKind::BadResponse, "{path}: {}", failure.detail);
    }
}
