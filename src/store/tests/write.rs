//! Transactions: whole or absent, durable when acknowledged, many in one.

use super::*;

#[tokio::test]
async fn a_bad_visit_does_not_sink_the_others_of_its_batch() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let other = bench.page("https://news.example/b").await;
    let good = bench.store.record(edited(page, time(1), 1, article("One", &["Text."])));
    let unknown = bench.store.record(edited(PageId(999), time(1), 1, article("Nobody", &["Text."])));
    let twice = bench.store.record(edited(page, time(2), 1, article("Again number one", &["Text."])));
    let also_good = bench.store.record(edited(other, time(1), 1, article("Two", &["Text."])));
    let (good, unknown, twice, also_good) = tokio::join!(good, unknown, twice, also_good);
    good.expect("recorded");
    also_good.expect("recorded");
    assert!(matches!(unknown, Err(StoreError::UnknownPage(_))), "{unknown:?}");
    assert!(matches!(twice, Err(StoreError::VersionExists { n: 1, .. })), "{twice:?}");
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM version"), 2);
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM capture"), 2, "nothing of a refused visit is left");
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM attempt"), 2);
    let due = bench.reader().due_page(page).expect("reads").expect("is there");
    assert_eq!((due.attempts, due.version), (1, Some(1)));
}

#[tokio::test]
async fn many_visits_at_once_are_all_recorded_each_once() {
    let bench = bench();
    let pages: Vec<(Url, String)> =
        (0..500).map(|i| (address(&format!("https://news.example/{i}")), "example".to_owned())).collect();
    assert_eq!(bench.store.ensure_pages(pages, time(0)).await.expect("added"), 500);
    let ids: Vec<PageId> = bench.reader().due(time(60), 1000).expect("due").iter().map(|d| d.page).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for page in ids {
        let store = bench.store.clone();
        tasks.spawn(async move {
            store.record(edited(page, time(1), 1, article("Headline", &["Text."]))).await?;
            store.record(quiet(page, time(2))).await
        });
    }
    for recorded in tasks.join_all().await {
        recorded.expect("recorded");
    }
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM version"), 500);
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM attempt"), 1000);
    assert_eq!(bench.sql::<i64>("SELECT count(*) FROM page WHERE attempts = 2"), 500);
}

#[tokio::test]
async fn what_is_acknowledged_is_there_for_a_fresh_reader_and_after_the_log_is_lost_from_memory() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &["Text."]))).await.expect("recorded");
    // What a killed process leaves: the file and its log as they lie on the disk at this moment.
    let copy = bench.path.with_file_name("killed.db");
    for suffix in ["", "-wal"] {
        std::fs::copy(connection::beside(&bench.path, suffix), connection::beside(&copy, suffix)).expect("copied");
    }
    let reopened = Store::open(&copy).expect("recovers");
    reopened.heartbeat().await.expect("alive");
    assert_eq!(Reader::open(&copy).expect("opens").versions(page).expect("reads").len(), 1);
}

#[tokio::test]
async fn another_program_that_looks_at_the_file_costs_no_acknowledged_visit() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &["Text."]))).await.expect("recorded");
    bench.store.heartbeat().await.expect("alive");
    // A session that opens the file for writing, reads, and ends. It would fold in and delete the log if this
    // process had lost its locks by opening the file with file functions.
    let python =
        "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('select count(*) from page'); c.close()";
    let ran = std::process::Command::new("python3").args(["-c", python]).arg(&bench.path).output();
    if ran.is_err() {
        return; // a machine without Python cannot play the other program
    }
    bench.store.heartbeat().await.expect("the log is still ours");
    bench.store.record(quiet(page, time(2))).await.expect("recorded");
    assert_eq!(bench.sql::<i64>("SELECT attempts FROM page"), 2);
}

#[tokio::test]
async fn files_that_were_swapped_under_the_writer_are_noticed() {
    let bench = bench();
    bench.page("https://news.example/a").await;
    bench.store.heartbeat().await.expect("alive");
    std::fs::rename(&bench.path, bench.path.with_file_name("moved.db")).expect("moved");
    assert!(matches!(bench.store.heartbeat().await, Err(StoreError::Displaced(_))));
    std::fs::write(&bench.path, "another file").expect("written");
    assert!(matches!(bench.store.heartbeat().await, Err(StoreError::Displaced(_))));
}

#[tokio::test]
async fn a_writer_waits_for_another_programs_lock() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    let other = rusqlite::Connection::open(&bench.path).expect("opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let (tell, told) = std::sync::mpsc::channel();
    let store = bench.store.clone();
    let recording = tokio::spawn(async move {
        let recorded = store.record(quiet(page, time(1))).await;
        tell.send(()).expect("the test listens");
        recorded
    });
    tokio::task::yield_now().await;
    assert!(told.try_recv().is_err(), "nothing is acknowledged while the lock is held");
    other.execute_batch("COMMIT").expect("unlocked");
    recording.await.expect("no panic").expect("recorded");
}

#[tokio::test]
async fn a_closed_store_says_so_and_leaves_one_file() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.clone().close().await.expect("closes");
    assert!(matches!(bench.store.record(quiet(page, time(1))).await, Err(StoreError::Closed)));
    assert!(!connection::beside(&bench.path, "-wal").exists());
}

#[tokio::test]
async fn a_copy_holds_what_was_acknowledged() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &["Text."]))).await.expect("recorded");
    let copy = bench.path.with_file_name("copy.db");
    bench.store.copy_to(&copy).await.expect("copied");
    bench.store.tidy().await.expect("tidied");
    assert_eq!(Reader::open(&copy).expect("opens").versions(page).expect("reads").len(), 1);
    assert!(bench.store.copy_to(&copy).await.is_err(), "a file that is there is never overwritten");
}

#[tokio::test]
async fn a_full_file_gives_nothing_away_and_is_written_again_when_there_is_room() {
    let bench = bench();
    let page = bench.page("https://news.example/a").await;
    bench.store.record(edited(page, time(1), 1, article("One", &["Text."]))).await.expect("recorded");
    // The limit stands for the disk: SQLite answers SQLITE_FULL in both cases.
    let limit = |pages: u32| {
        bench.store.write(0, false, move |connection| {
            Ok(connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))?)
        })
    };
    let used: u32 = bench.sql("PRAGMA page_count");
    limit(used).await.expect("limited");
    let long = "words that fill the file ".repeat(20_000);
    let visit = || edited(page, time(31), 2, article("Two", &[&long]));
    let refused = bench.store.record(visit()).await.expect_err("no room");
    assert!(refused.is_temporary(), "{refused:?}");
    assert_eq!(bench.reader().versions(page).expect("still readable").len(), 1);
    limit(1_000_000).await.expect("room again");
    bench.store.record(visit()).await.expect("recorded by the same connection");
    assert_eq!(bench.sql::<String>("PRAGMA integrity_check"), "ok");
}
