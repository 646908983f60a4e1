//! A client that asks for exactly what a test says, and a served record to ask.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::daemon::program;

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("UTF-8")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

/// Asks `address` ("127.0.0.1:8463") for `path` by its own name.
pub fn get(address: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut lines = vec![format!("GET {path} HTTP/1.1"), format!("Host: {address}"), "Connection: close".to_owned()];
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    ask(address, &format!("{}\r\n\r\n", lines.join("\r\n")))
}

/// Sends a request as it is written.
pub fn ask(address: &str, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    stream.write_all(request.as_bytes()).expect("it takes the request");
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a head");
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let status = head.first().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = head.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers: Vec<(String, String)> = headers.map(|(k, v)| (k.to_lowercase(), v.trim().to_owned())).collect();
    let mut body = Vec::new();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, n)| n.parse::<u64>().ok());
    match length {
        Some(length) => reader.take(length).read_to_end(&mut body).expect("a body"),
        None => reader.read_to_end(&mut body).expect("a body"),
    };
    Answer { status: status.unwrap_or_else(|| panic!("no status: {head:?}")), headers, body }
}

/// Where a program said that it shows the record.
pub fn shown_at(said: &str) -> String {
    let after = said.split("the record is shown at http://").nth(1).unwrap_or_else(|| panic!("no address in: {said}"));
    after.chars().take_while(|c| *c != '/').collect()
}

/// `newswatch web` on a database; it is killed when it is dropped.
pub struct Shown {
    child: Child,
    pub address: String,
}

impl Shown {
    /// Shows `database`, with the configuration `config` where one is given.
    pub fn start(database: &Path, config: Option<&Path>) -> Shown {
        let mut command = program();
        command.args(["web", "--listen", "127.0.0.1:0", "--database"]).arg(database);
        if let Some(config) = config {
            command.arg("--config").arg(config);
        }
        // Away from any configuration that the folder of the tests may hold.
        command.current_dir(database.parent().expect("in a folder"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it says where");
        Shown { child, address: shown_at(&line) }
    }

    pub fn get(&self, path: &str) -> Answer {
        get(&self.address, path, &[])
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        // After an end of its own there is nothing left to kill, and both calls fail: that is well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
