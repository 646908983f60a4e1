//! The limits of fetching; the defaults are meant for public news sites.

/// How pages are fetched.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchSettings {
    /// Product token of the User-Agent header ("newswatch/0.1.0").
    pub user_agent: String,
    /// Address or e-mail where a site's operator can reach us; goes into the User-Agent and the From header.
    pub contact: Option<String>,
    pub connect_timeout_s: f64,
    /// Until the response's head has arrived.
    pub head_timeout_s: f64,
    /// The whole exchange, redirects included.
    pub total_timeout_s: f64,
    /// Fewer decoded bytes a second than this, over 15 seconds, end an exchange.
    pub bytes_per_s_min: u64,
    /// The largest decoded body.
    pub body_bytes_max: usize,
    pub redirects_max: usize,
    /// Hosts (`name`, `address`, either with `:port`) that may resolve to private or loopback addresses.
    pub allow_hosts: Vec<String>,
    /// Ports that may be asked besides those that `allow_hosts` names.
    pub ports: Vec<u16>,
    /// Exchanges in flight at once, over all hosts.
    pub concurrency: usize,
}

impl Default for FetchSettings {
    fn default() -> Self {
        FetchSettings {
            user_agent: concat!("newswatch/", env!("CARGO_PKG_VERSION")).to_owned(),
            contact: None,
            connect_timeout_s: 10.0,
            head_timeout_s: 15.0,
            total_timeout_s: 60.0,
            bytes_per_s_min: 1024,
            body_bytes_max: 10 * 1024 * 1024,
            redirects_max: 5,
            allow_hosts: Vec::new(),
            ports: vec![80, 443, 8080, 8443],
            concurrency: 16,
        }
    }
}
