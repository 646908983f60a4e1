//! Plots as SVG, drawn here: each says in its title and description what it shows, and its numbers stand in a table or
//! beside the bars, so that nothing is said by a picture alone.

use chrono::{Days, NaiveDate};
use maud::{Markup, html};

use super::numbers::DAYS;
use super::silent::percent;
use crate::model::Timestamp;
use crate::report::Shown;
use crate::store::{Day, OutletEdits};

/// Outlets that are drawn; the table has all.
const OUTLETS_MAX: usize = 20;

const WIDTH: u64 = 720;

/// A bar for each outlet: the silent part of its edits.
pub(super) fn silent_shares(outlets: &[&OutletEdits]) -> Markup {
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

/// A bar for each of the last days: edits, and the silent ones among them.
pub(super) fn over_time(days: &[Day], until: Timestamp) -> Markup {
    let last = until.date_naive();
    let dates: Vec<NaiveDate> =
        (0..DAYS.unsigned_abs()).rev().filter_map(|back| last.checked_sub_days(Days::new(back))).collect();
    let of = |date: &NaiveDate| days.iter().find(|day| day.day == date.to_string());
    let most = days.iter().map(|day| day.edits).max().unwrap_or(0).max(1);
    let (top, foot, height) = (18, 26, 180);
    let (left, step) = (44, (WIDTH - 44) / DAYS.unsigned_abs());
    let scaled = |n: u64| (height * n).div_ceil(most);
    let total: u64 = days.iter().map(|day| day.edits).sum();
    let silent: u64 = days.iter().map(|day| day.silent).sum();
    html! {
        svg.plot viewBox=(format!("0 0 {WIDTH} {}", top + height + foot)) role="img" aria-labelledby="time-title time-text" {
            title id="time-title" { "Edits a day over the last eight weeks" }
            desc id="time-text" { (total) " edits, " (silent) " of them silent; at most " (most) " on one day." }
            line.axis x1=(left) y1=(top + height) x2=(WIDTH) y2=(top + height) {}
            line.grid x1=(left) y1=(top) x2=(WIDTH) y2=(top) {}
            text.value x=(left - 6) y=(top + 5) text-anchor="end" { (most) }
            text.value x=(left - 6) y=(top + height) text-anchor="end" { "0" }
            @for (i, date) in dates.iter().enumerate() {
                @let x = left + step * i as u64;
                @if let Some(day) = of(date) {
                    rect.edits x=(x + 1) y=(top + height - scaled(day.edits)) width=(step - 2) height=(scaled(day.edits)) {
                        title { (day.day) ": " (day.edits) " edits, " (day.silent) " silent" }
                    }
                    rect.silent x=(x + 1) y=(top + height - scaled(day.silent)) width=(step - 2) height=(scaled(day.silent)) {}
                }
                @if (dates.len() - 1 - i).is_multiple_of(14) { text.value x=(x + step) y=(top + height + 18) text-anchor="end" { (date.format("%d %b")) } }
            }
        }
        p.legend { span.key.edits {} " edits " span.key.silent {} " silent among them" }
    }
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
pub(super) fn delays(delays_s: &[i64]) -> Markup {
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
