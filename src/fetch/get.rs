//! One exchange: a page is asked for, redirects are walked hop by hop, and the body is read within its bounds.
//!
//! It always ends in an [`Attempt`]. It knows no politeness (see `politeness`), retries nothing and stores nothing;
//! but a journey stops at each redirect, so that whoever does know can ask there first.

use std::ops::Deref;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use reqwest::header::{LOCATION, TRANSFER_ENCODING};
use tokio::time::{timeout, timeout_at};
use url::Url;

use super::FetchSettings;
use super::classify::{detail_of, kind_of};
use super::client::{self, FetchError, seconds};
use super::guard::{Admitted, Guard, Refusal};
use super::journey::{Journey, Want};
use super::pace::Pace;
use super::resolve::{self, Lookup};
use super::robots::ROBOTS_BYTES_MAX;
use crate::model::answer::{CodingError, HEADER_BYTES_MAX, Head, Unpacker, Verdict, is_sendable_tag};
use crate::model::{Attempt, Due, Failure, FailureKind, Fetched, Redirect, Request, Response, Timestamp, Validators};

/// The window over which the minimum pace is measured.
const PACE_WINDOW: Duration = Duration::from_secs(15);
/// A list of addresses may be at least this long, whatever a page may be; bytes.
const LIST_BYTES_MIN: usize = 10 * 1024 * 1024;

/// The only way to the network: one client, one gate, one set of limits.
pub struct Fetcher {
    client: reqwest::Client,
    guard: Arc<Guard>,
    limits: Limits,
    /// What every request says of us, for the record.
    standing: HeaderMap,
}

struct Limits {
    head: Duration,
    total: Duration,
    pace_window: Duration,
    bytes_per_s_min: u64,
    body_bytes_max: usize,
    redirects_max: usize,
}

impl Fetcher {
    /// A fetcher with these limits.
    ///
    /// # Errors
    /// [`FetchError`] where a setting cannot be used; nothing is sent.
    pub fn new(settings: FetchSettings) -> Result<Fetcher, FetchError> {
        Fetcher::with(settings, PACE_WINDOW, resolve::system())
    }

    /// The same with another window for the minimum pace, and another resolver.
    pub(super) fn with(settings: FetchSettings, pace_window: Duration, lookup: Lookup) -> Result<Fetcher, FetchError> {
        let guard = Arc::new(Guard::new(&settings.allow_hosts, &settings.ports)?);
        let limits = Limits {
            head: seconds("head_timeout_s", settings.head_timeout_s)?,
            total: seconds("total_timeout_s", settings.total_timeout_s)?,
            pace_window,
            bytes_per_s_min: settings.bytes_per_s_min,
            body_bytes_max: settings.body_bytes_max,
            redirects_max: settings.redirects_max,
        };
        let standing = client::standing_headers(&settings)?;
        let client = client::build(standing.clone(), &settings, guard.clone(), lookup)?;
        Ok(Fetcher { client, guard, limits, standing })
    }

    /// The gate of this fetcher, to judge an address before it is ever watched.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Fetches a page, whatever hosts its redirects lead over; `at` is the present. Every failure is a value.
    pub async fn get(&self, due: &Due, at: Timestamp) -> Attempt {
        let mut journey = Journey::to(due, at);
        loop {
            if let Some(end) = self.leg(&mut journey).await {
                return journey.end(end);
            }
        }
    }

    /// Fetches a file that is no page, whatever hosts its redirects lead over: each of them passes the gate.
    pub async fn get_file(&self, url: &Url, want: Want, validators: Validators, at: Timestamp) -> Fetched {
        let mut journey = Journey::to_file(url, want, validators, at);
        loop {
            if let Some(end) = self.leg(&mut journey).await {
                return journey.end(end).end;
            }
        }
    }

    /// One request of a journey: to its end, or to a redirect (`None`). Then whoever is responsible finds out whether
    /// and when [`Journey::here`] may be asked for, and goes on or ends it.
    pub async fn leg(&self, journey: &mut Journey) -> Option<Fetched> {
        let started = Instant::now();
        let end = match timeout(self.limits.total, self.walk(journey)).await {
            Ok(Ok(end)) => end,
            Ok(Err(failure)) => Some(Fetched::Failed(failure)),
            Err(_) => {
                let detail = format!("the exchange was not over after {:?}", self.limits.total);
                Some(Fetched::Failed(failed(FailureKind::Timeout, detail)))
            }
        };
        journey.spent += started.elapsed();
        end
    }

    /// One request from where a journey stands: to an answer, or to a redirect, whose target passes the gate.
    async fn walk(&self, journey: &mut Journey) -> Result<Option<Fetched>, Failure> {
        let here = match journey.admitted.take() {
            Some(here) => here,
            None => self.guard.admit(&journey.here).map_err(refused)?,
        };
        // Another host never gave these validators and shall not learn them.
        let is_home = here.url.origin() == journey.home;
        journey.asked_with = if is_home { sendable(&journey.validators) } else { Validators::default() };
        let response = self.ask(&here.url, &journey.asked_with).await?;
        let head = head_of(&response);
        let request = self.request(&here.url, &journey.asked_with, &response);
        let verdict = match journey.want {
            Want::Page => head.judge(&journey.asked_with),
            Want::List | Want::Robots => head.judge_file(&journey.asked_with),
        };
        match verdict {
            Verdict::Redirect => {
                let to = self.hop(&here, &response, journey)?;
                journey.here = to.url.clone();
                journey.admitted = Some(to);
                Ok(None)
            }
            Verdict::Failed(kind, detail) => Err(head.failure(kind, detail, Vec::new(), journey.at)),
            Verdict::NotModified => {
                let redirects = std::mem::take(&mut journey.redirects);
                Ok(Some(Fetched::NotModified { final_url: here.url, redirects }))
            }
            Verdict::Page => {
                let page = self.read(response, head, here.url, journey.want).await?;
                let redirects = std::mem::take(&mut journey.redirects);
                Ok(Some(Fetched::Body(Box::new(Response { redirects, request: Some(request), ..page }))))
            }
        }
    }

    /// What was sent for an answer, for the record.
    fn request(&self, url: &Url, asked_with: &Validators, response: &reqwest::Response) -> Request {
        let host = url.port().map_or_else(String::new, |port| format!(":{port}"));
        let host = format!("{}{host}", url.host_str().unwrap_or_default());
        let conditions = conditions(asked_with);
        let sent = self.standing.iter().chain(&conditions).map(|(name, value)| {
            // Every value that is sent was made of text.
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Request {
            protocol: format!("{:?}", response.version()),
            peer: response.remote_addr().map(|peer| peer.to_string()),
            headers: [("host".to_owned(), host)].into_iter().chain(sent).collect(),
        }
    }

    /// Sends one request and waits for the head of its answer.
    async fn ask(&self, url: &Url, asked_with: &Validators) -> Result<reqwest::Response, Failure> {
        let request = self.client.get(url.clone()).headers(conditions(asked_with));
        let response = timeout(self.limits.head, request.send())
            .await
            .map_err(|_| failed(FailureKind::Timeout, format!("no answer within {:?}", self.limits.head)))?
            .map_err(client_failed)?;
        self.check_peer(url, &response)?;
        Ok(response)
    }

    /// The third line behind gate and resolver: who really answered.
    fn check_peer(&self, url: &Url, response: &reqwest::Response) -> Result<(), Failure> {
        let peer = response.remote_addr();
        let peer = peer.ok_or_else(|| failed(FailureKind::AddressRefused, "nobody knows who answered".to_owned()))?;
        self.guard.may_connect(url.host_str().unwrap_or_default(), peer.ip()).map_err(refused)
    }

    /// Judges a redirect and notes it.
    fn hop(&self, from: &Admitted, response: &reqwest::Response, journey: &mut Journey) -> Result<Admitted, Failure> {
        let status = response.status().as_u16();
        let lost = |detail: &str| Failure { status: Some(status), ..failed(FailureKind::Redirect, detail.to_owned()) };
        if journey.redirects.len() >= self.limits.redirects_max {
            return Err(lost(&format!("more than {} redirects", self.limits.redirects_max)));
        }
        let raw = response.headers().get(LOCATION).map(HeaderValue::as_bytes).unwrap_or_default();
        if raw.is_empty() || raw.len() > HEADER_BYTES_MAX {
            return Err(lost("a redirect without a usable Location"));
        }
        let location = String::from_utf8_lossy(raw);
        let headers = head_of(response).headers;
        let to = self.guard.follow(from, &location).map_err(|r| Failure { status: Some(status), ..refused(r) })?;
        journey.redirects.push(Redirect { status, from: from.url.clone(), to: to.url.clone(), headers });
        if journey.redirects.iter().any(|seen| seen.from == to.url) {
            return Err(lost("a redirect leads in circles"));
        }
        Ok(to)
    }

    /// Reads the body of a page; the redirects are left empty.
    async fn read(
        &self,
        mut response: reqwest::Response,
        head: Head,
        final_url: Url,
        want: Want,
    ) -> Result<Response, Failure> {
        let is_length_proven = is_length_proven(&response);
        let body = self.read_body(&mut response, &head, want).await;
        let body = body.map_err(|failure| Failure { status: Some(head.status), ..failure })?;
        Ok(Response {
            status: head.status,
            final_url,
            redirects: Vec::new(),
            content_type: head.header("content-type").filter(|t| !t.is_empty()).map(str::to_owned),
            date: head.date(),
            validators: head.validators(),
            headers: head.headers,
            body,
            is_length_proven,
            request: None,
        })
    }

    async fn read_body(&self, response: &mut reqwest::Response, head: &Head, want: Want) -> Result<Vec<u8>, Failure> {
        let enough = if want == Want::Robots { ROBOTS_BYTES_MAX } else { usize::MAX };
        let bytes_max = match want {
            Want::Page => self.limits.body_bytes_max,
            Want::List => self.limits.body_bytes_max.max(LIST_BYTES_MIN),
            // Room for the piece that passes the mark.
            Want::Robots => ROBOTS_BYTES_MAX * 8,
        };
        let coding = head.coding().map_err(uncoded)?;
        let stated = response.content_length().unwrap_or(0);
        if want != Want::Robots && usize::try_from(stated).map_or(true, |bytes| bytes > bytes_max) {
            return Err(failed(FailureKind::TooLarge, format!("{stated} bytes are stated, {bytes_max} are allowed")));
        }
        let mut unpacker = Unpacker::new(coding, bytes_max).map_err(uncoded)?;
        let mut pace = Pace::new(self.limits.bytes_per_s_min, self.limits.pace_window, Instant::now());
        while let Some(bytes) = self.next_bytes(response, pace.too_slow_at()).await? {
            let made = unpacker.push(&bytes).map_err(uncoded)?;
            // A decoder may hold bytes back without the server being slow.
            pace.arrived(made.max(bytes.len()), Instant::now());
            if let Some(start) = unpacker.text().get(..enough) {
                return Ok(start.to_owned());
            }
        }
        unpacker.finish().map_err(uncoded)
    }

    async fn next_bytes(
        &self,
        response: &mut reqwest::Response,
        too_slow_at: Option<Instant>,
    ) -> Result<Option<impl Deref<Target = [u8]>>, Failure> {
        let next = match too_slow_at {
            Some(limit) => timeout_at(limit.into(), response.chunk()).await.map_err(|_| {
                let (min, window) = (self.limits.bytes_per_s_min, self.limits.pace_window);
                failed(FailureKind::TooSlow, format!("fewer than {min} bytes a second over {window:?}"))
            })?,
            None => response.chunk().await,
        };
        next.map_err(client_failed)
    }
}

fn failed(kind: FailureKind, detail: String) -> Failure {
    Failure { kind, detail, status: None, retry_after_s: None, redirects: Vec::new() }
}

fn refused(refusal: Refusal) -> Failure {
    failed(refusal.kind(), refusal.to_string())
}

fn client_failed(error: reqwest::Error) -> Failure {
    failed(kind_of(&error), detail_of(error))
}

fn uncoded(error: CodingError) -> Failure {
    failed(error.kind(), error.to_string())
}

/// The validators that a header can hold.
fn sendable(validators: &Validators) -> Validators {
    let keep = |text: &Option<String>| text.clone().filter(|t| is_sendable_tag(t));
    Validators { etag: keep(&validators.etag), last_modified: keep(&validators.last_modified) }
}

fn conditions(asked_with: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, text: &Option<String>| {
        if let Some(value) = text.as_deref().and_then(|t| HeaderValue::from_str(t).ok()) {
            headers.insert(name, value);
        }
    };
    put(IF_NONE_MATCH, &asked_with.etag);
    put(IF_MODIFIED_SINCE, &asked_with.last_modified);
    headers
}

fn head_of(response: &reqwest::Response) -> Head {
    let raw = response.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    Head::new(response.status().as_u16(), raw)
}

/// Whether the end of the body shows: by a length, by a last chunk, or by HTTP/2's framing.
fn is_length_proven(response: &reqwest::Response) -> bool {
    let has = |name| response.headers().contains_key(name);
    response.version() > reqwest::Version::HTTP_11 || has(CONTENT_LENGTH) || has(TRANSFER_ENCODING)
}
