//! Addresses on a page: absolute, http or https, and without what only tracks the reader.
//!
//! Nothing here is fetched.

use url::Url;

/// The longest address that is kept, bytes.
const ADDRESS_BYTES_MAX: usize = 2048;

/// Parameters that say where a reader came from, never which page is meant.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "cmp",
    "cmpid",
    "icid",
    "ito",
    "ref_src",
    "ref_url",
    "smid",
    "smtyp",
    "xtor",
    "wt_mc",
    "wt_zmc",
    "wtmc",
    "sid",
    "phpsessid",
    "jsessionid",
    "sessionid",
    "session_id",
    "spm",
    "_ga",
    "_gl",
    "ocid",
    "ns_mchannel",
    "ns_campaign",
    "ns_source",
];

/// Beginnings of such parameters' names.
const TRACKING_PREFIXES: &[&str] = &["utm_", "at_", "pk_", "mtm_", "piwik_", "hsa_", "vero_"];

/// The absolute form of `href` on a page at `base`; `None` for what is no web address.
pub(super) fn clean(href: &str, base: &Url) -> Option<String> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') || href.len() > ADDRESS_BYTES_MAX {
        return None;
    }
    let url = base.join(href).ok()?; // not an address: nothing to keep
    without_tracking(url).filter(|url| url.as_str().len() <= ADDRESS_BYTES_MAX).map(String::from)
}

/// A web address without tracking parameters and credentials; `None` where it is neither http nor https.
pub fn without_tracking(mut url: Url) -> Option<Url> {
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() {
        let cleared = url.set_username("").and_then(|()| url.set_password(None));
        cleared.ok()?; // an address that cannot be without credentials is not kept
    }
    // The query is cut as text, so that what remains keeps the coding that the page gave it.
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
        if kept.len() < query.split('&').count() {
            let kept = kept.join("&");
            url.set_query((!kept.is_empty()).then_some(kept.as_str()));
        }
    }
    if url.path().to_ascii_lowercase().contains(";jsessionid=") {
        let path = url.path().split(';').next().unwrap_or_default().to_owned();
        url.set_path(&path);
    }
    Some(url)
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(href: &str, address: Option<&str>) {
        let base = Url::parse("https://news.example/a/b").expect("valid");
        assert_eq!(clean(href, &base).as_deref(), address, "{href}");
    }

    #[test]
    fn tracking_parameters_go_and_others_stay_as_they_stood() {
        check("/x?utm_source=a&id=4%2F2&fbclid=b", Some("https://news.example/x?id=4%2F2"));
        check("c?utm_medium=a", Some("https://news.example/a/c"));
        check("http://u:p@other.example/?at_medium=1", Some("http://other.example/"));
        check("/x;jsessionid=AB12?q=1", Some("https://news.example/x?q=1"));
        check("/x?attitude=1", Some("https://news.example/x?attitude=1"));
    }

    #[test]
    fn only_web_addresses_are_kept() {
        for href in ["", "#top", "javascript:alert(1)", "mailto:a@b.example", "data:,x", "http://", "file:///etc"] {
            check(href, None);
        }
        check(&format!("/{}", "x".repeat(5000)), None);
    }
}
