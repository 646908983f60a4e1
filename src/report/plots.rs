//! Plots as SVG, drawn here: each says in its title and description what it shows, and its numbers stand in a table or
//! beside the bars, so that nothing is said by a picture alone.

use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::html::Shown;
use crate::model::Timestamp;
use crate::store::{Day, OutletEdits};

/// Outlets that are drawn; the table has all.
const OUTLETS_MAX: usize = 20;

const WIDTH: u64 = 720;

/// A bar for each outlet: the silent part of its edits.
pub fn silent_shares(outlets: &[&OutletEdits]) -> Markup {
    let outlets: Vec<&&OutletEdits> = outlets.iter().take(OUTLETS_MAX).collect();
    let (left, bar, row) = (220, WIDTH - 220 - 110, 28);
    let height = row * outlets.len() as u64 + 8;
    html! {
        svg.plot viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-labelledby="share-title share-text" {
            title id="share-title" { "Share of silent edits by outlet" }
            desc id="share-text" { @for outlet in &outlets { (Shown(&outlet.site)) ": " (outlet.silent) " of " (outlet.edits) ". " } }
            @for (i, outlet) in outlets.iter().enumerate() {
                @let y = row * i as u64 + 6;
                text.label x=(left - 10) y=(y + 14) text-anchor="end" { (Shown(&shortened(&outlet.site, 28))) }
                rect.ground x=(left) y=(y) width=(bar) height="18" rx="2" {}
                rect.silent x=(left) y=(y) width=(bar * outlet.silent / outlet.edits.max(1)) height="18" rx="2" {}
                text.value x=(left + bar + 8) y=(y + 14) { (percent(outlet.silent, outlet.edits)) " of " (outlet.edits) }
            }
        }
    }
}

/// Bars that a plot over time can hold.
const BARS_MAX: u64 = 120;

/// A bar for each of the last `days` days (for each few days, where there are too many): edits, and the silent ones among
/// them.
pub fn over_time(edits: &[Day], days: u64, until: Timestamp) -> Markup {
    let width_days = days.div_ceil(BARS_MAX).max(1);
    let bars = bars(edits, days.max(7).div_ceil(width_days), width_days, until.date_naive());
    let most = bars.iter().map(|bar| bar.edits).max().unwrap_or(0).max(1);
    let (top, foot, height) = (18, 26, 180);
    let (left, step) = (44, (WIDTH - 44) / bars.len().max(1) as u64);
    let scaled = |n: u64| (height * n).div_ceil(most);
    let labels = bars.len().div_ceil(4).max(1);
    let total: u64 = bars.iter().map(|bar| bar.edits).sum();
    let silent: u64 = bars.iter().map(|bar| bar.silent).sum();
    let of_each = if width_days == 1 { "one day".to_owned() } else { format!("{width_days} days") };
    html! {
        svg.plot viewBox=(format!("0 0 {WIDTH} {}", top + height + foot)) role="img" aria-labelledby="time-title time-text" {
            title id="time-title" { "Edits over the last " (days) " days" }
            desc id="time-text" { (total) " edits, " (silent) " of them silent; at most " (most) " on " (of_each) "." }
            line.axis x1=(left) y1=(top + height) x2=(WIDTH) y2=(top + height) {}
            line.grid x1=(left) y1=(top) x2=(WIDTH) y2=(top) {}
            text.value x=(left - 6) y=(top + 5) text-anchor="end" { (most) }
            text.value x=(left - 6) y=(top + height) text-anchor="end" { "0" }
            @for (i, bar) in bars.iter().enumerate() {
                @let x = left + step * i as u64;
                @if bar.edits > 0 {
                    rect.edits x=(x + 1) y=(top + height - scaled(bar.edits)) width=(step.saturating_sub(2).max(1)) height=(scaled(bar.edits)) {
                        title { (bar.first) @if width_days > 1 { " and on" } ": " (bar.edits) " edits, " (bar.silent) " silent" }
                    }
                    rect.silent x=(x + 1) y=(top + height - scaled(bar.silent)) width=(step.saturating_sub(2).max(1)) height=(scaled(bar.silent)) {}
                }
                @if (bars.len() - 1 - i).is_multiple_of(labels) { text.value x=(x + step) y=(top + height + 18) text-anchor="end" { (bar.first.format("%d %b")) } }
            }
        }
        p.legend { span.key.edits {} " edits " span.key.silent {} " silent among them" }
    }
}

/// The edits of one or more days.
struct Bar {
    first: NaiveDate,
    edits: u64,
    silent: u64,
}

/// `count` bars of `width_days` days each, up to and with the day `last`.
fn bars(edits: &[Day], count: u64, width_days: u64, last: NaiveDate) -> Vec<Bar> {
    let bar = |back: u64| {
        let end = last.checked_sub_days(Days::new(back * width_days))?;
        let first = end.checked_sub_days(Days::new(width_days - 1))?;
        // Dates of one width sort as text.
        let (from, to) = (first.to_string(), end.to_string());
        let within = edits.iter().filter(|day| day.day >= from && day.day <= to);
        let (edits, silent) = within.fold((0, 0), |(e, s), day| (e + day.edits, s + day.silent));
        Some(Bar { first, edits, silent })
    };
    (0..count).rev().filter_map(bar).collect()
}

/// Steps of the time from publication to edit: up to so many seconds, and how it is called.
const STEPS: [(i64, &str); 10] = [
    (900, "15 min"),
    (3_600, "1 h"),
    (3 * 3_600, "3 h"),
    (6 * 3_600, "6 h"),
    (12 * 3_600, "12 h"),
    (86_400, "1 day"),
    (3 * 86_400, "3 days"),
    (7 * 86_400, "7 days"),
    (30 * 86_400, "30 days"),
    (i64::MAX, "later"),
];

/// How many edits came how long after publication.
pub fn delays(delays_s: &[i64]) -> Markup {
    if delays_s.is_empty() {
        return html! { p.empty { "No edit of a page that says when it was published." } };
    }
    let mut counts = [0_u64; STEPS.len()];
    for delay in delays_s {
        let step = STEPS.iter().position(|(most, _)| delay <= most).unwrap_or(STEPS.len() - 1);
        if let Some(count) = counts.get_mut(step) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let (top, foot, height, step) = (20, 26, 150, WIDTH / STEPS.len() as u64);
    let total = delays_s.len() as u64;
    html! {
        svg.plot viewBox=(format!("0 0 {WIDTH} {}", top + height + foot)) role="img" aria-labelledby="delay-title delay-text" {
            title id="delay-title" { "Time from publication to edit" }
            desc id="delay-text" { @for ((_, name), count) in STEPS.iter().zip(counts) { "up to " (name) ": " (count) ". " } }
            line.axis x1="0" y1=(top + height) x2=(WIDTH) y2=(top + height) {}
            @for (i, ((_, name), count)) in STEPS.iter().zip(counts).enumerate() {
                @let (x, tall) = (step * i as u64, (height * count).div_ceil(most));
                rect.edits x=(x + 6) y=(top + height - tall) width=(step - 12) height=(tall) {}
                text.value x=(x + step / 2) y=(top + height - tall - 5) text-anchor="middle" { (percent(count, total)) }
                text.value x=(x + step / 2) y=(top + height + 18) text-anchor="middle" { (name) }
            }
        }
        p.faint { "Of the newest " (total) " edits of pages that say when they were published; that time is the page's own claim." }
    }
}

fn shortened(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// A share in whole percent.
pub fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{} %", (part * 200 + whole) / (whole * 2)),
    }
}
