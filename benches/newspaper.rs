//! The daemon at work on a large watch list: `cargo bench --bench newspaper -- FOLDER [PAGES] [HOSTS] [SECONDS]`.
//!
//! Makes a database of PAGES invented articles on HOSTS loopback addresses (127.x.y.z) in FOLDER, as two years of watching
//! leave it, and works off the checks that fall due in one day on the age ladder, the day pressed into SECONDS: this
//! program sets `page.next_due` as the day goes on, the released daemon does the rest. Then a stretch of pages is due at
//! once, to see how many checks a second it can do. What is not as in life: the day is short, so hosts may be asked again
//! after one second; pages are small (12 KB), all hosts are one server, which answers half of the checks with 304, a tenth
//! with the same bytes and the rest with new noise around the text; one check in 75 finds an edit. The index for
//! searching holds only the texts that come up in the run.

use std::path::{Path, PathBuf};
use std::time::Duration;

#[path = "newspaper/daemon.rs"]
mod daemon;
#[path = "newspaper/day.rs"]
mod day;
#[path = "newspaper/record.rs"]
mod record;
#[path = "newspaper/server.rs"]
mod server;

use daemon::Daemon;
use record::Record;

/// Pages that are due at once in the end.
const BURST: u64 = 20_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let number = |at: usize, default: u64| arguments.get(at).and_then(|n| n.parse().ok()).unwrap_or(default);
    let Some(folder) = arguments.first().map(PathBuf::from) else {
        eprintln!("write: cargo bench --bench newspaper -- FOLDER [PAGES] [HOSTS] [SECONDS]");
        return;
    };
    let (pages, seconds) = (number(1, 20_000), number(3, 120));
    let hosts = number(2, pages / 100).clamp(1, 60_000);
    measure(&folder.join(format!("newspaper-{pages}")), pages, hosts, Duration::from_secs(seconds));
}

fn measure(folder: &Path, pages: u64, hosts: u64, length: Duration) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let server = server::Server::start(hosts);
    let record = Record::make(folder, &server, pages, hosts);
    println!("{pages} pages on {hosts} hosts; the database has {} MB", record.megabytes());

    let daemon = Daemon::start(&record);
    println!("started in {:.1} s", daemon.started_s);
    let idle = daemon.cpu_s();
    let plan = day::Plan::of(pages);
    println!("a day brings {} checks, {:.2} a second", plan.len(), plan.len() as f64 / 86_400.0);
    server.forget();
    let end = day::work_off(&plan, &record, &server, length);
    let cpu_s = daemon.cpu_s() - idle;
    println!(
        "the day in {:.0} s: {} of {} checks made, {:.0} a second, {:.2} ms of CPU each; most pages due at a time: {}, in the end: {}",
        end.took_s,
        end.made,
        plan.len(),
        end.made as f64 / end.took_s,
        1000.0 * cpu_s / end.made.max(1) as f64,
        end.backlog_most,
        end.backlog_last,
    );
    println!(
        "lateness by the server's log: median {:.2} s, p99 {:.2} s, most {:.2} s",
        end.late[0], end.late[1], end.late[2]
    );
    println!("lateness as the daemon tells it: {}", daemon.lateness());

    let burst = BURST.min(pages);
    let (before, attempts) = (daemon.cpu_s(), record.attempts());
    let took_s = record.burst(burst);
    let made = record.attempts() - attempts;
    println!(
        "{burst} due at once: {:.0} checks a second, {:.3} ms of CPU each",
        made as f64 / took_s,
        1000.0 * (daemon.cpu_s() - before) / made.max(1) as f64,
    );
    let peak_mb = daemon.peak_mb();
    daemon.stop();
    println!("peak memory {peak_mb} MB; the database has {} MB", record.megabytes());
}
