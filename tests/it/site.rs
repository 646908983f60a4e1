//! A small site on loopback whose pages, statuses, headers and delays a test sets while it runs.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How often the tests' configurations let a page be checked.
pub const EVERY: &str = "1s";

/// What a request for one path is answered with.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// `{serial}` stands for a number that no other response has.
    pub body: String,
    /// Slept before the answer.
    pub delay: Duration,
}

impl Reply {
    /// A page that is served with status 200.
    pub fn page(body: String) -> Reply {
        Reply { status: 200, headers: Vec::new(), body, delay: Duration::ZERO }
    }

    /// An answer of `status` without an article.
    pub fn status(status: u16) -> Reply {
        let body = format!("<html><title>{status}</title><body>{status}</body></html>");
        Reply { status, headers: Vec::new(), body, delay: Duration::ZERO }
    }

    /// The same with another header; an `ETag` is answered with 304 when it is asked with.
    pub fn with(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn etag(&self) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("etag")).map(|(_, value)| value.as_str())
    }
}

/// An article, for pages that are read with [`Site::config`]'s selectors.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    pub headline: &'a str,
    pub paragraphs: Vec<String>,
    /// `article:modified_time`, RFC 3339.
    pub modified: Option<&'a str>,
}

impl Text<'_> {
    /// The article as a page with noise around it that differs in each response.
    pub fn html(&self) -> String {
        let modified = self
            .modified
            .map(|at| format!("<meta property=\"article:modified_time\" content=\"{at}\">"))
            .unwrap_or_default();
        let paragraphs: String = self.paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect();
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{headline}</title>\n\
             <meta property=\"article:published_time\" content=\"2025-02-03T08:00:00Z\">{modified}\n\
             <script nonce=\"n{{serial}}\">var build = {{serial}};</script></head><body>\n\
             <nav><a href=\"/\">Home</a></nav>\n<article><h1>{headline}</h1><p class=\"by\">By Ada Fenwick</p>\n\
             <div class=\"body css-{{serial}}\">{paragraphs}</div></article>\n\
             <aside>Most read <a href=\"/x{{serial}}\">Article {{serial}}</a></aside>\n\
             <footer>{{serial}} comments</footer></body></html>",
            headline = self.headline,
        )
    }
}

/// Six paragraphs of a town's news in which `number` people take part.
pub fn paragraphs(number: u32) -> Vec<String> {
    [
        "The footbridge over the mill stream was opened on Saturday after two years of work and one of waiting.",
        "It replaces a plank that had been laid down for a single summer and stayed for eleven.",
        &format!("The mayor cut a ribbon in front of {number} people, most of whom had come for the soup."),
        "The bridge is made of larch and carries a rail on one side only, because the heron nests on the other.",
        "Its cost was met by the parish, by a legacy and by a sale of jam that is still talked about.",
        "The next work will be the path on the far bank, which ends for now in a bed of nettles.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A request as the site saw it.
#[derive(Debug, Clone)]
pub struct Served {
    pub path: String,
    pub user_agent: String,
    pub status: u16,
    /// From its first line to the last byte of the answer.
    pub began: Instant,
    pub ended: Instant,
}

/// The site, from its start until it is dropped.
pub struct Site {
    pub address: SocketAddr,
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    replies: Mutex<BTreeMap<String, Reply>>,
    asked: Mutex<BTreeMap<String, usize>>,
    log: Mutex<Vec<Served>>,
    serial: AtomicUsize,
    open: AtomicUsize,
    open_most: AtomicUsize,
    is_stopped: AtomicBool,
}

impl Site {
    /// Opens an empty site: every path answers 404.
    pub fn start() -> Site {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback is there");
        let address = listener.local_addr().expect("it is bound");
        let inner = Arc::new(Inner::default());
        let accepting = Arc::clone(&inner);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if accepting.is_stopped.load(Ordering::Acquire) {
                    break;
                }
                let inner = Arc::clone(&accepting);
                // A client that hangs up early is its own affair.
                thread::spawn(move || drop(inner.answer(stream)));
            }
        });
        Site { address, inner }
    }

    /// Sets what `path` answers from now on.
    pub fn set(&self, path: &str, reply: Reply) {
        self.inner.replies.lock().expect("no holder panics").insert(path.to_owned(), reply);
    }

    /// Sets an article at `path` in which `number` people take part.
    pub fn set_article(&self, path: &str, headline: &str, number: u32, modified: Option<&str>) {
        self.set(path, Reply::page(Text { headline, paragraphs: paragraphs(number), modified }.html()));
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How often `path` was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.inner.asked.lock().expect("no holder panics").get(path).copied().unwrap_or(0)
    }

    /// All requests that were answered, in the order of their ends.
    pub fn log(&self) -> Vec<Served> {
        self.inner.log.lock().expect("no holder panics").clone()
    }

    /// The largest number of requests that were under way at once.
    pub fn open_most(&self) -> usize {
        self.inner.open_most.load(Ordering::Acquire)
    }

    /// The text of a configuration that watches `paths` every [`EVERY`] into `watch.db` beside it.
    pub fn config_text(&self, paths: &[&str]) -> String {
        let pages: Vec<String> = paths.iter().map(|path| format!("\"{}\"", self.url(path))).collect();
        format!(
            "[store]\npath = \"watch.db\"\n\n[fetch]\nallow_hosts = [\"{address}\"]\n\n[[site]]\nname = \"parish\"\n\
             hosts = [\"127.0.0.1\"]\npages = [{pages}]\nevery = \"{EVERY}\"\nmin_gap = \"0s\"\n\n[site.select]\n\
             headline = [\"h1\"]\nbyline = [\".by\"]\nbody = [\"div.body\"]\n",
            address = self.address,
            pages = pages.join(", "),
        )
    }

    /// Writes that configuration into `folder`, with the database as an absolute path.
    pub fn config(&self, folder: &Path, paths: &[&str]) -> PathBuf {
        let file = folder.join("config.toml");
        let database = format!("path = \"{}\"", folder.join("watch.db").display());
        let text = self.config_text(paths).replace("path = \"watch.db\"", &database);
        std::fs::write(&file, text).expect("the folder is ours");
        file
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.inner.is_stopped.store(true, Ordering::Release);
        // Wakes the accepting thread; without it the thread would wait for a guest that never comes.
        let _ = TcpStream::connect(self.address);
    }
}

impl Inner {
    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let (path, tag, user_agent) = read_request(&stream)?;
        if path.is_empty() {
            return Ok(()); // the knock of a site that ended, at a port that was its own
        }
        let began = Instant::now();
        *self.asked.lock().expect("no holder panics").entry(path.clone()).or_default() += 1;
        let open = self.open.fetch_add(1, Ordering::AcqRel) + 1;
        self.open_most.fetch_max(open, Ordering::AcqRel);
        let reply = self.replies.lock().expect("no holder panics").get(&path).cloned();
        let reply = reply.unwrap_or_else(|| Reply::status(404));
        thread::sleep(reply.delay);
        self.open.fetch_sub(1, Ordering::AcqRel);
        let serial = self.serial.fetch_add(1, Ordering::AcqRel).to_string();
        let body = reply.body.replace("{serial}", &serial);
        let is_known = tag.is_some() && tag.as_deref() == reply.etag();
        let (status, body) = if is_known { (304, String::new()) } else { (reply.status, body) };
        let headers: String = reply.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        // Before the last byte leaves: what the client does next cannot come before it in the log.
        let served = Served { path, user_agent, status, began, ended: Instant::now() };
        self.log.lock().expect("no holder panics").push(served);
        write!(
            stream,
            "HTTP/1.1 {status} Answer\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Connection: close\r\n{headers}\r\n{body}",
            body.len()
        )
    }
}

/// The path that is asked for (empty where nothing is), the `If-None-Match` it is asked with, and by whom.
fn read_request(stream: &TcpStream) -> std::io::Result<(String, Option<String>, String)> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let (mut tag, mut user_agent) = (None, String::new());
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.eq_ignore_ascii_case("if-none-match") {
            tag = Some(value.trim().to_owned());
        } else if name.eq_ignore_ascii_case("user-agent") {
            user_agent = value.trim().to_owned();
        }
    }
    Ok((first.split(' ').nth(1).unwrap_or_default().to_owned(), tag, user_agent))
}
