//! Of which site the pages are that selectors are proposed from.

use url::Host;

use super::{Look, NOWHERE};

/// The hosts of the pages.
pub(super) struct Hosts {
    /// Those of the site.
    pub(super) hosts: Vec<String>,
    /// Those that pages state of themselves and that are another publication's.
    pub(super) foreign: Vec<String>,
}

/// The hosts of pages of one site.
///
/// # Errors
/// Where the addresses that are known are of several sites; or those that the pages state, and most of them agree on none.
pub(super) fn of(looks: &[&Look]) -> Result<Hosts, String> {
    let located = || looks.iter().filter(|look| look.input.url.as_str() != NOWHERE);
    let known: Vec<Host<&str>> =
        located().filter(|look| !look.is_address_stated).filter_map(|look| look.input.url.host()).collect();
    if let Some([a, b]) = known.windows(2).find(|pair| matches!(pair, [a, b] if !is_one_site(a, b))) {
        return Err(format!("the pages are of several sites: {a} and {b}"));
    }
    let all: Vec<Host<&str>> = located().filter_map(|look| look.input.url.host()).collect();
    // What pages state of themselves may be where they were first published: the site is that of most of them.
    let alike = |host: &Host<&str>| all.iter().filter(|other| is_one_site(host, other)).count();
    let Some(own) = known.first().or_else(|| all.iter().rev().max_by_key(|host| alike(host))) else {
        return Ok(Hosts { hosts: Vec::new(), foreign: Vec::new() });
    };
    if known.is_empty() && alike(own) * 2 <= all.len() {
        let other = all.iter().find(|host| !is_one_site(own, host)).unwrap_or(own);
        return Err(format!(
            "the pages are of several sites, as they state themselves: {own} and {other}; where that is wrong, name their \
             addresses with --url"
        ));
    }
    let sorted = |is_own: bool| {
        let mut hosts: Vec<String> =
            all.iter().filter(|host| is_one_site(own, host) == is_own).map(ToString::to_string).collect();
        hosts.sort();
        hosts.dedup();
        hosts
    };
    Ok(Hosts { hosts: sorted(true), foreign: sorted(false) })
}

/// The pages without those that are there already: one page twice teaches nothing.
pub(super) fn distinct(looks: Vec<&Look>) -> Vec<&Look> {
    let mut distinct: Vec<&Look> = Vec::new();
    for look in looks {
        if !distinct.iter().any(|known| known.input.url == look.input.url && known.input.bytes == look.input.bytes) {
            distinct.push(look);
        }
    }
    distinct
}

/// Whether two hosts are likely to be one publication's: they are the same, or their last labels are.
fn is_one_site(a: &Host<&str>, b: &Host<&str>) -> bool {
    let (Host::Domain(a), Host::Domain(b)) = (a, b) else { return a == b };
    let shared: Vec<&str> = a.rsplit('.').zip(b.rsplit('.')).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    // "co.uk" is everybody's.
    let is_public = matches!(shared.as_slice(), [top, second] if top.len() == 2 && second.len() <= 3);
    a == b || (shared.len() >= 2 && !is_public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_of_one_site_where_their_hosts_end_alike() {
        for (a, b, is_one) in [
            ("www.lantern.example", "sport.lantern.example", true),
            ("lantern.example", "www.lantern.example", true),
            ("a.co.uk", "b.co.uk", false),
            ("news.a.co.uk", "a.co.uk", true),
            ("lantern.example", "bugle.example", false),
            ("localhost", "localhost", true),
            ("localhost", "lantern.example", false),
        ] {
            assert_eq!(is_one_site(&Host::Domain(a), &Host::Domain(b)), is_one, "{a} {b}");
        }
    }
}
