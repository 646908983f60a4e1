//! The newspaper: every host of 127.0.0.0/8 at one port. Its articles are invented.

use std::collections::HashMap;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Different articles; page `i` shows article `i mod TEXTS`.
pub const TEXTS: u64 = 64;
/// One check in so many finds an edit.
const EDIT_ONE_IN: u64 = 75;

pub struct Server {
    pub port: u16,
    paper: Arc<Paper>,
    _runtime: tokio::runtime::Runtime,
}

struct Paper {
    hosts: u64,
    state: Mutex<Printed>,
}

#[derive(Default)]
struct Printed {
    /// Editions of pages that were edited.
    editions: HashMap<u64, u64>,
    asked: Vec<(u64, Instant)>,
    serial: u64,
    may_edit: bool,
}

/// Numbers that look random and are the same each time (the mixing function of SplitMix64).
pub fn mixed(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// The address of a host.
pub fn host(n: u64) -> Ipv4Addr {
    let part = |shift: u32| u8::try_from((n >> shift) & 0xff).unwrap_or_default();
    Ipv4Addr::new(127, 1 + part(16), part(8), 1 + part(0) % 254)
}

impl Server {
    pub fn start(hosts: u64) -> Server {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let paper = Arc::new(Paper { hosts, state: Mutex::default() });
        let routes = axum::Router::new().route("/a/{page}", get(article)).with_state(Arc::clone(&paper));
        // All of 127.0.0.0/8 can be listened on at once only so; others are not let in by the test below.
        let listener = runtime.block_on(tokio::net::TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0))).expect("a port");
        let port = listener.local_addr().expect("it is bound").port();
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, service).await });
        Server { port, paper, _runtime: runtime }
    }

    /// Forgets who asked, and lets articles be edited from now on.
    pub fn forget(&self) {
        let mut state = self.paper.state.lock().expect("no holder panics");
        state.asked.clear();
        state.may_edit = true;
    }

    /// Which pages were asked for, and when.
    pub fn asked(&self) -> Vec<(u64, Instant)> {
        self.paper.state.lock().expect("no holder panics").asked.clone()
    }
}

async fn article(
    axum::extract::ConnectInfo(peer): axum::extract::ConnectInfo<SocketAddr>,
    State(paper): State<Arc<Paper>>,
    Path(page): Path<u64>,
    headers: HeaderMap,
) -> Response {
    if !peer.ip().is_loopback() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (edition, serial) = {
        let mut state = paper.state.lock().expect("no holder panics");
        state.asked.push((page, Instant::now()));
        state.serial += 1;
        if state.may_edit && mixed(state.serial).is_multiple_of(EDIT_ONE_IN) {
            *state.editions.entry(page).or_default() += 1;
        }
        (state.editions.get(&page).copied().unwrap_or_default(), state.serial)
    };
    let close = (header::CONNECTION, "close".to_owned());
    let kind = (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned());
    let text = page % TEXTS;
    let tag = format!("\"{text}-{edition}\"");
    match page % paper.hosts % 10 {
        0..=4 if headers.get(header::IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes()) => {
            (StatusCode::NOT_MODIFIED, [close, (header::ETAG, tag)]).into_response()
        }
        0..=4 => ([close, kind, (header::ETAG, tag)], html(text, edition, 0)).into_response(),
        5 => ([close, kind], html(text, edition, 0)).into_response(),
        _ => ([close, kind], html(text, edition, serial)).into_response(),
    }
}

/// About 12 KB, 350 words of them the article.
fn html(text: u64, edition: u64, noise: u64) -> String {
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Report {text} of the harbour</title>\n\
         <meta property=\"article:published_time\" content=\"2019-02-03T08:00:00Z\">\n\
         <script nonce=\"n{noise}\">var build = {noise};{}</script></head><body><nav>",
        "function wait(a) { return a + 1; }\n".repeat(120)
    );
    for n in 0..40 {
        let _ = write!(out, "<li><a class=\"css-{noise}\" href=\"/section/{n}\">Section {n}</a></li>");
    }
    let _ = write!(
        out,
        "</nav><article><h1>Report {text} of the harbour</h1><p class=\"by\">By Ada Fenwick</p><div class=\"text\">"
    );
    for paragraph in 0..8 {
        out.push_str("<p>");
        for n in 0..44 {
            let word = mixed(text << 16 | paragraph << 8 | n) % 3_000;
            let _ = write!(out, "{}word{word}", if n == 0 { "" } else { " " });
        }
        let _ = writeln!(out, " and {} people came.</p>", 100 + if paragraph == 3 { edition } else { 0 });
    }
    out.push_str("</div></article><aside>Most read");
    for n in 0..20 {
        let _ = write!(out, "<p><a href=\"/x{}\">Other report {}</a></p>", mixed(noise + n), mixed(noise + n));
    }
    let _ = write!(out, "</aside><footer>{noise} comments</footer></body></html>");
    out
}
