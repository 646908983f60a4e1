//! SIGHUP: a good configuration takes effect, a bad one is refused and the old one stays in force.

use std::time::Duration;

use crate::daemon::{Daemon, wait_until};
use crate::database::Database;
use crate::site::{Reply, Site, Text, paragraphs};

#[test]
fn a_page_added_to_the_configuration_is_watched_after_a_reload() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/old", "Footbridge opened at last", 14, None);
    site.set_article("/new", "Path on the far bank begun", 9, None);
    let config = site.config(folder.path(), &["/old"]);
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    database.wait_for_first_versions(1);
    assert_eq!(site.asked("/new"), 0);

    site.config(folder.path(), &["/old", "/new"]);
    daemon.signal("HUP");
    wait_until("the new page is asked for", || site.asked("/new") > 0);
    database.wait_for_first_versions(2);

    site.config(folder.path(), &["/new"]);
    daemon.signal("HUP");
    wait_until("the page taken out is off", || database.number("SELECT count(*) FROM page WHERE watch = 'on'") == 1);
    assert_eq!(database.number("SELECT count(*) FROM version"), 2, "its history stays");
    assert!(daemon.stop().0.success());
}

#[test]
fn a_host_that_is_being_asked_during_a_reload_is_asked_again() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    let html = Text { headline: "Footbridge opened at last", paragraphs: paragraphs(14), modified: None }.html();
    site.set("/slow", Reply { delay: Duration::from_millis(700), ..Reply::page(html.clone()) });
    let config = site.config(folder.path(), &["/slow"]);
    let database = Database::beside(&config);
    let daemon = Daemon::start(&config);
    wait_until("the page is asked for", || site.asked("/slow") == 1);
    daemon.signal("HUP");
    wait_until("the reload is done", || daemon.log().contains("in force"));
    assert_eq!(database.number("SELECT count(*) FROM attempt"), 0, "the answer is still under way");

    site.set("/slow", Reply::page(html));
    wait_until("the page is asked for again", || site.asked("/slow") > 1);
    assert!(daemon.stop().0.success());
}

#[test]
fn a_bad_configuration_is_refused_and_the_old_one_stays_in_force() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = Site::start();
    site.set_article("/old", "Footbridge opened at last", 14, None);
    let config = site.config(folder.path(), &["/old"]);
    let database = Database::beside(&config);
    let mut daemon = Daemon::start(&config);
    database.wait_for_first_versions(1);

    let good = std::fs::read_to_string(&config).expect("it is there");
    std::fs::write(&config, good.replace("min_gap", "min_gpa")).expect("the folder is ours");
    daemon.signal("HUP");
    wait_until("the error is logged with its key", || daemon.log().contains("min_gpa"));
    let asked = site.asked("/old");
    wait_until("the old configuration goes on", || site.asked("/old") > asked + 2);
    assert!(daemon.is_running());

    std::fs::write(&config, good).expect("the folder is ours");
    site.set_article("/old", "Footbridge opened at last", 41, None);
    daemon.signal("HUP");
    wait_until("edits are still found", || database.number("SELECT count(*) FROM change_report") == 1);
    assert!(daemon.stop().0.success());
}
