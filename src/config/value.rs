//! Readers of single values: each answers with a value that is right, or with a sentence that says what is wrong and
//! what would be right. They know no keys and no lines.

use std::time::Duration;

use chrono_tz::{TZ_VARIANTS, Tz};
use toml::de::DeValue;
use url::{Host, Url};

use super::nearest::nearest;
use super::section::{Read, kind};
use crate::extract::{Calendar, Pick};
use crate::model::is_active;
use crate::schedule::CronLine;

/// The longest text of a single value, bytes (an address may be long).
const TEXT_BYTES_MAX: usize = 8_192;

/// A text that is not empty.
pub(super) fn text(value: &DeValue) -> Read<String> {
    let Some(text) = value.as_str() else {
        return Err(format!("is {}; write a text in double quotes", kind(value)));
    };
    if text.trim().is_empty() {
        return Err("is empty; write something, or leave the key out".to_owned());
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err(format!("is {} bytes long; at most {TEXT_BYTES_MAX} are allowed", text.len()));
    }
    Ok(text.trim().to_owned())
}

/// A text of one line without characters that act on a terminal, at most `max` characters.
pub(super) fn label(value: &DeValue, max: usize) -> Read<String> {
    let text = text(value)?;
    if text.chars().any(is_active) {
        return Err("has a control character; write plain letters".to_owned());
    }
    match text.chars().count() {
        n if n > max => Err(format!("is {n} characters long; at most {max} are allowed")),
        _ => Ok(text),
    }
}

/// A text that may stand in an HTTP header.
pub(super) fn header(value: &DeValue) -> Read<String> {
    let text = label(value, 256)?;
    match text.chars().find(|c| !c.is_ascii()) {
        Some(c) => Err(format!("has `{c}`, which cannot stand in a header; write ASCII letters")),
        None => Ok(text),
    }
}

/// A whole number within bounds.
pub(super) fn number(value: &DeValue, least: u64, most: u64) -> Read<u64> {
    let bounds = format!("a whole number from {least} to {most}");
    let DeValue::Integer(integer) = value else {
        return Err(format!("is {}; write {bounds}", kind(value)));
    };
    match u64::from_str_radix(integer.as_str(), integer.radix()) {
        Ok(n) if (least..=most).contains(&n) => Ok(n),
        _ => Err(format!("is {}; write {bounds}", integer.as_str())),
    }
}

/// A duration such as "90s", "15m", "2h", "1d" or "500ms", within bounds.
pub(super) fn duration(value: &DeValue, least: Duration, most: Duration) -> Read<Duration> {
    const UNITS: [(&str, u64); 7] =
        [("ms", 1), ("s", 1_000), ("sec", 1_000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
    let example = "write a number and a unit, as in \"30s\", \"15m\", \"2h\" or \"1d\"";
    let Some(text) = value.as_str().map(str::trim) else {
        return Err(format!("is {}; {example}", kind(value)));
    };
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let unit_ms = UNITS.iter().find(|(name, _)| *name == unit.trim()).map(|(_, ms)| *ms);
    let ms = digits.parse::<u64>().ok().zip(unit_ms).and_then(|(n, ms)| n.checked_mul(ms));
    let Some(duration) = ms.map(Duration::from_millis) else {
        return Err(format!("`{text}` is not a duration; {example}"));
    };
    if duration < least || duration > most {
        return Err(format!("`{text}` is out of range; write {} to {}", spoken(least), spoken(most)));
    }
    Ok(duration)
}

/// A duration in the largest unit that holds it whole.
pub(super) fn spoken(duration: Duration) -> String {
    let ms = duration.as_millis();
    match [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")]
        .iter()
        .find(|(unit, _)| ms.is_multiple_of(*unit))
    {
        _ if ms == 0 => "0s".to_owned(),
        Some((unit, name)) => format!("{}{name}", ms / unit),
        None => format!("{ms}ms"),
    }
}

/// Yes or no.
pub(super) fn flag(value: &DeValue) -> Read<bool> {
    value.as_bool().ok_or_else(|| format!("is {}; write true or false", kind(value)))
}

/// A number of bytes: a whole number, or a text such as "10MB" (millions) or "10MiB" (1024 times 1024).
pub(super) fn bytes(value: &DeValue, least: u64, most: u64) -> Read<u64> {
    const UNITS: [(&str, u64); 6] =
        [("B", 1), ("KB", 1_000), ("MB", 1_000_000), ("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30)];
    let Some(text) = value.as_str().map(str::trim) else {
        return number(value, least, most);
    };
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let unit = unit.trim().to_ascii_uppercase();
    let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
    match digits.parse::<u64>().ok().zip(factor).and_then(|(n, factor)| n.checked_mul(factor)) {
        Some(n) if (least..=most).contains(&n) => Ok(n),
        Some(_) => Err(format!("`{text}` is out of range; write {least} to {most} bytes")),
        None => Err(format!("`{text}` is not a size; write one such as \"10MB\" or \"512KiB\"")),
    }
}

/// A time zone of the IANA database.
pub(super) fn zone(value: &DeValue) -> Read<Tz> {
    let name = text(value)?;
    if let Some(zone) = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(&name)) {
        return Ok(*zone);
    }
    Err(match nearest(&name, TZ_VARIANTS.iter().map(|zone| zone.name())) {
        Some(meant) => format!("`{name}` is not a time zone; did you mean \"{meant}\"?"),
        None => format!("`{name}` is not a time zone; write one such as \"Europe/London\" or \"UTC\""),
    })
}

/// The calendar that a site dates in.
pub(super) fn calendar(value: &DeValue) -> Read<Calendar> {
    let name = text(value)?;
    let known = Calendar::NAMES.iter().find(|(known, _)| *known == name).map(|(_, calendar)| *calendar);
    known.ok_or_else(|| format!("`{name}` is not a calendar; write \"gregorian\", \"buddhist\" or \"persian\""))
}

/// A cron line; its zone is known only when the whole section has been read.
pub(super) fn cron(value: &DeValue) -> Read<CronLine> {
    CronLine::parse(&text(value)?, Tz::UTC).map_err(|e| e.to_string())
}

/// A selector.
pub(super) fn pick(value: &DeValue) -> Read<Pick> {
    match value.as_str() {
        Some(source) => Pick::parse(source).map_err(|e| e.to_string()),
        None => Err(format!("is {}; write a CSS selector in double quotes", kind(value))),
    }
}

/// A host name or address, without scheme, port and path; lower case, in its ASCII form.
pub(super) fn host(value: &DeValue) -> Read<String> {
    let name = text(value)?;
    if let Some(url) = Url::parse(&name).ok().filter(Url::has_host) {
        let host = url.host_str().unwrap_or_default();
        return Err(format!("`{name}` is an address; write the host alone, as in \"{host}\""));
    }
    if let Some((host, port)) = name.rsplit_once(':').filter(|(h, p)| !h.contains(':') && p.parse::<u16>().is_ok()) {
        return Err(format!("`{name}` names port {port}; write the host alone, as in \"{host}\""));
    }
    known_host(&name).ok_or_else(|| format!("`{name}` is not a host name; write one such as \"www.example.org\""))
}

/// A host, or a host with a port, that may be private.
pub(super) fn allowed_host(value: &DeValue) -> Read<String> {
    let name = text(value)?;
    let wrong =
        || format!("`{name}` is not a host; write one such as \"localhost\", \"127.0.0.1:8080\" or \"[::1]:8080\"");
    if let Some(host) = known_host(&name) {
        return Ok(host);
    }
    let (host, port) = name.rsplit_once(':').ok_or_else(wrong)?;
    let port: u16 = port.parse().ok().filter(|p| *p > 0).ok_or_else(wrong)?;
    Ok(format!("{}:{port}", known_host(host).ok_or_else(wrong)?))
}

/// The normal form of a host; `::1` and `[::1]` are the same.
fn known_host(name: &str) -> Option<String> {
    let parsed = match name.parse::<std::net::Ipv6Addr>() {
        Ok(address) => Host::Ipv6(address),
        Err(_) => Host::parse(name).ok()?,
    };
    Some(parsed.to_string()).filter(|host| !host.is_empty())
}

/// The address of a page.
pub(super) fn page(value: &DeValue) -> Read<Url> {
    let source = text(value)?;
    let example = "write one such as \"https://www.example.org/news/story\"";
    let url = Url::parse(&source).map_err(|e| format!("`{source}` is not an address ({e}); {example}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!(
            "`{}:` cannot be fetched; write an address that begins with http:// or https://",
            url.scheme()
        ));
    }
    if !url.has_host() {
        return Err(format!("`{source}` names no host; {example}"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address holds a user name or a password; write it without the part before the @".to_owned());
    }
    if url.fragment().is_some() {
        return Err("the address has a part after #, which is never sent; write it without".to_owned());
    }
    Ok(url)
}
