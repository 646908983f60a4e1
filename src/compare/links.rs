//! Links under an unchanged text: where they lead now. A tracking parameter, `http` or a slash is no change.

use url::Url;

use crate::model::Block;

/// What became of the links, the weightiest last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LinkChange {
    #[default]
    Same,
    /// Other targets on the same hosts.
    Target,
    /// A link leads to another host, or came, or went.
    Host,
}

/// Compares the links of two bodies as a whole.
pub(super) fn compare(old: &[Block], new: &[Block]) -> LinkChange {
    let all = |blocks: &[Block]| -> Vec<String> { blocks.iter().flat_map(|b| b.links.iter().cloned()).collect() };
    of_lists(&all(old), &all(new))
}

/// Compares two lists of addresses; their order does not matter.
pub(super) fn of_lists(old: &[String], new: &[String]) -> LinkChange {
    let read = |list: &[String]| -> Vec<(String, String)> {
        let mut targets: Vec<_> = list.iter().map(|l| target(l)).collect();
        targets.sort_unstable();
        targets
    };
    let (old, new) = (read(old), read(new));
    if old == new {
        return LinkChange::Same;
    }
    let hosts = |list: &[(String, String)]| -> Vec<String> { list.iter().map(|(host, _)| host.clone()).collect() };
    if hosts(&old) == hosts(&new) { LinkChange::Target } else { LinkChange::Host }
}

/// The host and the rest of an address that say where it leads.
pub(super) fn target(address: &str) -> (String, String) {
    let Ok(url) = Url::parse(address) else { return (String::new(), address.to_owned()) };
    let host = url.host_str().unwrap_or("");
    let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
    let pairs: Vec<String> = url
        .query_pairs()
        .filter(|(name, _)| !is_tracking(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    (host, format!("{}?{}", url.path().trim_end_matches('/'), pairs.join("&")))
}

fn is_tracking(name: &str) -> bool {
    name.starts_with("utm_")
        || name.starts_with("at_")
        || matches!(name, "fbclid" | "gclid" | "cmp" | "cmpid" | "ref" | "sessionid")
}
