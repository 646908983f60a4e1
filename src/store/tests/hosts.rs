//! The queue by host, and what is remembered of each.

use super::*;
use crate::model::{HostKey, HostNote, RobotsNote};

fn key(url: &str) -> HostKey {
    HostKey::of(&address(url))
}

#[tokio::test]
async fn a_host_with_many_pages_due_keeps_no_other_waiting() {
    let bench = bench();
    let crowd: Vec<_> =
        (0..500).map(|i| (address(&format!("https://crowd.example/{i}")), "crowd".to_owned())).collect();
    bench.store.ensure_pages(crowd, time(0)).await.expect("added");
    let small = bench.page("https://small.example/1").await;
    let later = bench.page("http://later.example:8080/1").await;
    bench.store.set_next_due(later, time(600)).await.expect("set");
    let reader = bench.reader();
    assert_eq!(reader.due_hosts(time(60)).expect("hosts"), ["crowd.example:443", "small.example:443"]);
    assert_eq!(reader.due_hosts(time(600)).expect("hosts").len(), 3);
    let of = |host: &str, limit| reader.due_of(host, time(60), limit).expect("pages");
    assert_eq!(of("crowd.example:443", 16).len(), 16);
    assert_eq!(of("small.example:443", 16).iter().map(|due| due.page).collect::<Vec<_>>(), [small]);
    assert_eq!(of("later.example:8080", 16).len(), 0);
    assert_eq!(reader.due_count(&key("https://crowd.example/"), time(60)).expect("a number"), 500);
}

#[tokio::test]
async fn of_a_host_the_page_with_the_largest_overdue_ratio_comes_first() {
    let bench = bench();
    // Minutes of the last check, and of the next one that was planned.
    let mut expected = Vec::new();
    for (name, last, next) in [("weekly", 0, 10_080), ("daily", 8_600, 10_040), ("half-hourly", 10_000, 10_030)] {
        let page = bench.page(&format!("https://a.example/{name}")).await;
        let visit = Visit { next_due: time(next), ..quiet(page, time(last)) };
        bench.store.record(visit).await.expect("recorded");
        expected.push(page);
    }
    let of = |now| -> Vec<PageId> {
        let due = bench.reader().due_of("a.example:443", time(now), 9).expect("pages");
        due.into_iter().map(|due| due.page).collect()
    };
    let [weekly, daily, half_hourly] = expected[..] else { panic!("three") };
    assert_eq!(of(10_090), [half_hourly, daily, weekly], "90 of 30 min, 1490 of 1440, 10090 of 10080");
    // After a check of the first, the next turn is that of the page that is late by the largest part.
    bench.store.record(Visit { next_due: time(10_120), ..quiet(half_hourly, time(10_090)) }).await.expect("recorded");
    assert_eq!(of(10_121), [daily, half_hourly, weekly], "1521 of 1440 min, 31 of 30, 10121 of 10080");
}

#[tokio::test]
async fn what_is_noted_of_a_host_is_there_after_a_restart() {
    let bench = bench();
    let host = key("https://a.example/");
    let note = HostNote {
        host: host.clone(),
        day: 20_000,
        asked: 17,
        failures: 2,
        paused_until: Some(time(60)),
        trouble: Some("throttled".to_owned()),
    };
    let robots = RobotsNote {
        host: host.clone(),
        asked_at: time(0),
        good_until: time(1_440),
        missing_since: None,
        file: Some("User-agent: *".to_owned()),
        problem: None,
    };
    bench.store.keep_robots(robots.clone()).await.expect("kept");
    bench.store.keep_host(note.clone()).await.expect("kept");
    let reader = bench.reader();
    let row = reader.host(&host).expect("reads").expect("a row");
    assert_eq!((row.note, row.robots), (note.clone(), Some(robots)));
    assert_eq!(reader.host_notes(20_001, time(0)).expect("reads"), [note]);
    assert_eq!(reader.host(&key("http://a.example/")).expect("reads"), None, "another port is another host");
}
