//! What systemd is told: a real datagram socket in its place.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use crate::daemon::{Daemon, wait_until};
use crate::site::Site;

/// The socket and the assignments that came over it so far, in order.
struct Listener {
    socket: UnixDatagram,
    heard: Vec<String>,
}

impl Listener {
    /// Whether `assignment` has come after the first `after` ones.
    fn has(&mut self, after: usize, assignment: &str) -> bool {
        let mut bytes = [0; 4096];
        // A timeout means that nothing more has come: the caller polls.
        while let Ok(length) = self.socket.recv(&mut bytes) {
            let datagram = String::from_utf8_lossy(&bytes[..length]).into_owned();
            self.heard.extend(datagram.lines().map(str::to_owned));
        }
        self.heard.iter().skip(after).any(|line| line == assignment)
    }

    fn wait_for(&mut self, after: usize, assignment: &str) {
        wait_until(assignment, || self.has(after, assignment));
    }
}

#[test]
fn systemd_hears_ready_watchdog_reloading_and_stopping() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("the folder is ours");
    socket.set_read_timeout(Some(Duration::from_millis(20))).expect("a timeout can be set");
    let mut systemd = Listener { socket, heard: Vec::new() };

    let site = Site::start();
    site.set_article("/a", "Footbridge opened at last", 14, None);
    let config = site.config(folder.path(), &["/a"]);
    let variables = [("NOTIFY_SOCKET", path.to_str().expect("UTF-8")), ("WATCHDOG_USEC", "1000000")];
    let daemon = Daemon::start_with(&config, &variables);
    systemd.wait_for(0, "READY=1");
    systemd.wait_for(0, "WATCHDOG=1");

    let before = systemd.heard.len();
    daemon.signal("HUP");
    systemd.wait_for(before, "RELOADING=1");
    systemd.wait_for(before, "READY=1");
    let place = |line: &str| systemd.heard.iter().skip(before).position(|heard| heard == line);
    assert!(place("RELOADING=1") < place("READY=1"));
    assert!(systemd.heard.iter().skip(before).any(|line| line.starts_with("MONOTONIC_USEC=")));

    let before = systemd.heard.len();
    let (status, log) = daemon.stop();
    assert!(status.success(), "{status}\n{log}");
    assert!(systemd.has(before, "STOPPING=1"), "{:?}", systemd.heard);
}
