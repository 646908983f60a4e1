//! Names to addresses, with the gate in between: what the connector gets is what was judged.
//!
//! There is one look-up for one connection, so that a name cannot answer differently the second time. The client asks
//! nobody for literal addresses; those are judged by the guard alone.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::guard::{Guard, Refusal};

/// Look-ups under way at once. The system's resolver cannot be interrupted and holds a thread each, also after the
/// fetch has given up; the bound leaves threads to others and lets many names hang before it is felt.
const LOOKUPS_MAX: usize = 128;

/// Why a name gave no address to connect to.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    #[error("{host} does not resolve: {cause}")]
    NotFound { host: String, cause: io::Error },
    #[error("{0} resolves to no address")]
    Empty(String),
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The runtime is going down.
    #[error("the look-up of {0} was given up")]
    GivenUp(String),
}

/// Asks for the addresses of a name, once.
pub type Lookup = Arc<dyn Fn(String) -> Looking + Send + Sync>;
/// A look-up under way.
pub type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// The system's resolver.
pub fn system() -> Lookup {
    Arc::new(|host| {
        Box::pin(async move { Ok(tokio::net::lookup_host((host.as_str(), 0)).await?.collect()) }) as Looking
    })
}

/// A resolver behind the gate.
pub struct GuardedResolver {
    guard: Arc<Guard>,
    lookup: Lookup,
    lookups: Arc<Semaphore>,
}

impl GuardedResolver {
    /// A resolver that asks `lookup` and refuses what `guard` refuses.
    pub fn new(guard: Arc<Guard>, lookup: Lookup) -> Self {
        GuardedResolver { guard, lookup, lookups: Arc::new(Semaphore::new(LOOKUPS_MAX)) }
    }
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (guard, lookup, lookups) = (self.guard.clone(), self.lookup.clone(), self.lookups.clone());
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found = look_up(&host, &lookup, lookups).await?;
            let judged = judge(&guard, &host, found)?;
            Ok(Box::new(judged.into_iter()) as Addrs)
        })
    }
}

/// One look-up in a task of its own, which keeps its permit until the system's resolver has really answered.
async fn look_up(host: &str, lookup: &Lookup, lookups: Arc<Semaphore>) -> Result<Vec<SocketAddr>, ResolveError> {
    let given_up = || ResolveError::GivenUp(host.to_owned());
    let permit = lookups.acquire_owned().await.map_err(|_| given_up())?;
    let looking = lookup(host.to_owned());
    let task = tokio::spawn(async move {
        let found = looking.await;
        drop(permit);
        found
    });
    let found = task.await.map_err(|_| given_up())?;
    found.map_err(|cause| ResolveError::NotFound { host: host.to_owned(), cause })
}

/// All of a name's addresses, or none: one that is refused refuses the name.
fn judge(guard: &Guard, host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, ResolveError> {
    if found.is_empty() {
        return Err(ResolveError::Empty(host.to_owned()));
    }
    for address in &found {
        guard.may_connect(host, address.ip())?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|t| SocketAddr::new(t.parse().expect("an address"), 0)).collect()
    }

    #[test]
    fn one_refused_address_refuses_the_name() {
        let guard = Guard::new(&["home.example".to_owned()], &[80]).expect("a host");
        let is_let = |host, texts: &[&str]| judge(&guard, host, addresses(texts)).is_ok();
        assert!(is_let("example.org", &["93.184.216.34", "2606:2800:220:1::1"]));
        assert!(!is_let("example.org", &["93.184.216.34", "10.0.0.1"]));
        assert!(!is_let("example.org", &["93.184.216.34", "::1"]));
        assert!(!is_let("example.org", &[]));
        assert!(is_let("home.example", &["10.0.0.1"]));
    }
}
