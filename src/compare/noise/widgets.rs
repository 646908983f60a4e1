//! What embedded maps and message streams write beside themselves.

use super::relative_time::is_relative_time;
use super::{Line, holds, words_of};
use crate::language::{fold, is_unit};

const MAP: &str = "mapbox openstreetmap osm contributors leaflet google maps esri here carto maptiler map data \
terms of use report a error \
    improve this mitwirkende mapdaten kartendaten tomtom geoportal and the";
const MAP_MAKERS: &str = "mapbox openstreetmap osm leaflet esri carto maptiler tomtom";

pub(super) fn takes(line: &Line) -> bool {
    is_map_credit(line) || is_stream_entry(line)
}

/// "© Mapbox © OpenStreetMap Improve this map".
fn is_map_credit(line: &Line) -> bool {
    let is_maker = line.words.iter().any(|w| holds(MAP_MAKERS, w));
    is_maker && line.words.len() <= 12 && line.words.iter().all(|w| holds(MAP, w))
}

/// A message of an embedded stream: a shortened address and the time since it was sent close it.
fn is_stream_entry(line: &Line) -> bool {
    let Some((message, age)) = line.folded.rsplit_once(" - ") else { return false };
    let is_age = is_relative_time(age) || is_short_span(&words_of(age));
    is_age && (message.contains("https://t.co/") || message.contains("pic.twitter.com/"))
}

/// "35 min" alone.
fn is_short_span(words: &[String]) -> bool {
    matches!(words, [number, unit] if super::is_digits(number) && is_unit(&fold(unit)))
}
