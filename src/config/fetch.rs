//! `[fetch]`: `user_agent`, `contact`, `connect_timeout`, `head_timeout`, `total_timeout`, `speed_min`, `body_max`,
//! `redirects_max`, `allow_hosts`, `ports`, `concurrency`.

use std::time::Duration;

use super::section::{Findings, Read, Section};
use super::value;
use crate::fetch::FetchSettings;

const TIMEOUT_MAX: Duration = Duration::from_secs(600);
/// Below this a slow but honest server could not answer at all.
const TIMEOUT_MIN: Duration = Duration::from_millis(100);

pub(super) fn read(mut section: Section, found: &mut Findings) -> FetchSettings {
    let mut settings = FetchSettings::default();
    if let Some(name) = section.read(found, "user_agent", value::header) {
        settings.user_agent = name;
    }
    settings.contact = section.read(found, "contact", contact);
    for (key, place) in [
        ("connect_timeout", &mut settings.connect_timeout_s),
        ("head_timeout", &mut settings.head_timeout_s),
        ("total_timeout", &mut settings.total_timeout_s),
    ] {
        if let Some(timeout) = section.read(found, key, |v| value::duration(v, TIMEOUT_MIN, TIMEOUT_MAX)) {
            *place = timeout.as_secs_f64();
        }
    }
    if let Some(bytes) = section.read(found, "speed_min", |v| value::bytes(v, 0, 1 << 20)) {
        settings.bytes_per_s_min = bytes;
    }
    for (key, place, least, most) in [
        ("body_max", &mut settings.body_bytes_max, 1 << 10, 1 << 28),
        ("redirects_max", &mut settings.redirects_max, 0, 20),
        ("concurrency", &mut settings.concurrency, 1, 256),
    ] {
        if let Some(n) = section.read(found, key, |v| value::bytes(v, least, most)) {
            *place = usize::try_from(n).unwrap_or(usize::MAX);
        }
    }
    if let Some(hosts) = section.each(found, "allow_hosts", value::allowed_host) {
        settings.allow_hosts = hosts.into_iter().map(toml::Spanned::into_inner).collect();
    }
    if let Some(ports) = section.each(found, "ports", |v| value::number(v, 1, 65_535)) {
        settings.ports = ports.into_iter().filter_map(|p| u16::try_from(p.into_inner()).ok()).collect();
    }
    check_order(&section, found, &settings);
    section.finish(found);
    settings
}

/// A part of an exchange cannot be given more time than the whole.
fn check_order(section: &Section, found: &mut Findings, settings: &FetchSettings) {
    let longest_s = settings.connect_timeout_s.max(settings.head_timeout_s);
    if settings.total_timeout_s < longest_s {
        let text = format!(
            "is {} s, shorter than connect_timeout or head_timeout ({longest_s} s); write at least as much",
            settings.total_timeout_s
        );
        section.refuse(found, section.span.clone(), "total_timeout", text);
    }
}

/// Where an operator can be reached: an e-mail address or the address of a page.
fn contact(value: &toml::de::DeValue) -> Read<String> {
    let contact = value::header(value)?;
    let is_reachable = contact.contains('@') || contact.starts_with("https://") || contact.starts_with("http://");
    if is_reachable && !contact.contains(char::is_whitespace) {
        return Ok(contact);
    }
    Err(format!("`{contact}` is no way to reach you; write an e-mail address or the address of a page"))
}
