//! The released daemon as a child process, and what the system and it itself tell of it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::record::Record;

pub struct Daemon {
    child: Child,
    port: u16,
    /// From its start until it answers.
    pub started_s: f64,
}

impl Daemon {
    pub fn start(record: &Record) -> Daemon {
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|l| l.local_addr()).expect("a port").port();
        let config = record.config(port);
        let log = std::fs::File::create(config.with_file_name("log.txt")).expect("the folder is ours");
        let begun = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_newswatch"))
            .args(["run", "--config"])
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the daemon starts");
        let daemon = Daemon { child, port, started_s: 0.0 };
        while !daemon.get("/healthz").ends_with("ok\n") {
            assert!(begun.elapsed() < Duration::from_secs(300), "it does not answer: see {}", config.display());
            std::thread::sleep(Duration::from_millis(20));
        }
        Daemon { started_s: begun.elapsed().as_secs_f64(), ..daemon }
    }

    fn get(&self, path: &str) -> String {
        let ask = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(120)))?;
            write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port)?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        ask().unwrap_or_default() // not there yet
    }

    /// CPU seconds so far, user and system.
    pub fn cpu_s(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it runs");
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks: f64 = fields.iter().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum();
        ticks / 100.0
    }

    /// The most memory that it has held, MB.
    pub fn peak_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("it runs");
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
        line.split_ascii_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
    }

    /// The classes of its own histogram, cumulative.
    pub fn lateness(&self) -> String {
        let metrics = self.get("/metrics");
        let classes =
            metrics.lines().filter_map(|line| line.strip_prefix("newswatch_check_lateness_seconds_bucket{le="));
        classes.map(|class| class.replace('}', "")).collect::<Vec<_>>().join(", ")
    }

    /// Asks it to end, and waits.
    pub fn stop(mut self) {
        let kill = format!("kill -TERM {}", self.child.id());
        let _ = Command::new("sh").args(["-c", &kill]).status();
        let _ = self.child.wait();
    }
}
