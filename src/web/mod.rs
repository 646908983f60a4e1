//! The record in a browser, a feed reader and a program: pages, feeds, JSON and metrics over the store, read only.
//!
//! It runs in threads of its own beside the watch and never on its path: what goes wrong here ends a page, not a visit.
//! What is absent on purpose: no write of any kind, no script, nothing loaded from elsewhere, and no HTML of a page.

mod api;
mod article;
mod between;
mod change;
mod changes;
mod feeds;
mod guard;
mod layout;
mod metrics;
mod numbers;
mod params;
mod pool;
mod problem;
mod search;
mod server;
mod silent;
mod sites;
mod status;
mod style;
#[cfg(test)]
mod tests;
mod version;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::sync::watch;

use self::numbers::Numbers;
use self::pool::Pool;
use self::problem::Problem;
use crate::config::WebSettings;
use crate::model::{Lateness, Timestamp};

/// How long open requests may take to end when the web side stops.
const STOP_MAX: Duration = Duration::from_secs(2);
/// Threads that serve; the database has threads of its own.
const THREADS: usize = 2;

/// What the web side needs to know.
pub struct Setup {
    pub settings: WebSettings,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    pub database: PathBuf,
    pub now: fn() -> Timestamp,
    /// For how long the loop of the watch has not turned; `None` where nothing is watched by this process.
    pub silence: Option<Silence>,
    /// How late the checks of this process have begun.
    pub lateness: Option<Lateness>,
}

/// For how long the loop of the watch has not turned.
pub type Silence = Arc<dyn Fn() -> Duration + Send + Sync>;

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error("{listen} cannot be listened on ({error}): another program may have the port; set `listen` in [web]")]
    Listen { listen: SocketAddr, error: std::io::Error },
    #[error("the web pages cannot be served: {0}")]
    Start(std::io::Error),
    /// An address that others reach, without a token.
    #[error("{0}")]
    Open(String),
}

/// The web side while it runs; dropping it ends it.
pub struct Web {
    /// Where it listens.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Web {
    /// Starts to serve, in threads of its own.
    ///
    /// # Errors
    /// Where the address cannot be listened on, or may not.
    pub fn start(setup: Setup) -> Result<Web, WebError> {
        if let Some(refusal) = setup.settings.refusal(setup.listen) {
            return Err(WebError::Open(refusal));
        }
        let listen = setup.listen;
        let bound = TcpListener::bind(listen).map_err(|error| WebError::Listen { listen, error })?;
        bound.set_nonblocking(true).map_err(WebError::Start)?;
        let address = bound.local_addr().map_err(WebError::Start)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("web")
            .enable_all()
            .build()
            .map_err(WebError::Start)?;
        let (stop, stopped) = watch::channel(false);
        let app = App::new(setup, address);
        let serve = move || {
            runtime.block_on(async move {
                match tokio::net::TcpListener::from_std(bound) {
                    Ok(listener) => server::serve(listener, router(app), stopped).await,
                    Err(error) => tracing::error!(%error, "the web pages cannot be served; the watch goes on"),
                }
            });
            runtime.shutdown_timeout(STOP_MAX);
        };
        let thread = std::thread::Builder::new().name("web".to_owned()).spawn(serve).map_err(WebError::Start)?;
        Ok(Web { address, stop, thread: Some(thread) })
    }

    /// Where a browser finds it.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A thread that ended in a panic has nothing left to stop.
            drop(thread.join());
        }
    }
}

/// What all requests share.
struct App {
    pool: Arc<Pool>,
    numbers: Numbers,
    settings: WebSettings,
    address: SocketAddr,
    now: fn() -> Timestamp,
    silence: Option<Silence>,
    lateness: Option<Lateness>,
}

type Shared = Arc<App>;

impl App {
    fn new(setup: Setup, address: SocketAddr) -> Shared {
        let pool = Arc::new(Pool::new(setup.database));
        Arc::new(App {
            numbers: Numbers::new(Arc::clone(&pool), setup.now),
            pool,
            settings: setup.settings,
            address,
            now: setup.now,
            silence: setup.silence,
            lateness: setup.lateness,
        })
    }

    fn now(&self) -> Timestamp {
        (self.now)()
    }
}

/// Every route. All are read by GET; there is none that changes anything.
fn router(app: Shared) -> Router {
    Router::new()
        .route("/", get(changes::page))
        .route("/change/{id}", get(change::page))
        .route("/articles", get(article::list))
        .route("/article/{id}", get(article::page))
        .route("/article/{id}/version/{n}", get(version::page))
        .route("/article/{id}/diff", get(between::page))
        .route("/article/{id}/feed.atom", get(feeds::article))
        .route("/search", get(search::page))
        .route("/silent", get(silent::page))
        .route("/sites", get(sites::page))
        .route("/status", get(status::page))
        .route("/feeds", get(feeds::page))
        .route("/feed.atom", get(feeds::all))
        .route("/feed/site/{name}", get(feeds::site))
        .route("/feed/severity/{name}", get(feeds::severity))
        .route("/metrics", get(metrics::metrics))
        .route("/healthz", get(metrics::healthz))
        .route("/style.css", get(style::sheet))
        .route("/icon.svg", get(style::icon))
        .nest("/api/v1", api::router())
        .fallback(|| async { Problem::no("there is no such page") })
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}
