//! A hand-written server on loopback for tests: it does to a client exactly what a test says, well-formed or not.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does next; after the last step it closes the connection.
#[derive(Clone)]
pub enum Step {
    Send(Vec<u8>),
    Wait(Duration),
    /// Sends the same bytes with a pause between, until the client has had enough.
    Forever(Vec<u8>, Duration),
    /// Closes the connection with a reset.
    Reset,
}

/// A running server; it ends with the test's runtime.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves `answer`, a function of the request's path.
    pub async fn start(answer: impl Fn(&str) -> Vec<Step> + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has ports");
        let address = listener.local_addr().expect("a bound listener has an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (requests.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (log, answer) = (log.clone(), answer.clone());
                tokio::spawn(async move { converse(socket, &log, answer.as_ref()).await });
            }
        });
        Server { address, requests }
    }

    /// Serves the same whole answer to all.
    pub async fn always(answer: &str) -> Server {
        let bytes = answer.as_bytes().to_vec();
        Server::start(move |_| vec![Step::Send(bytes.clone())]).await
    }

    /// The heads of all requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no test panics with the lock").clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

async fn converse(mut socket: TcpStream, log: &Mutex<Vec<String>>, answer: &(dyn Fn(&str) -> Vec<Step> + Send + Sync)) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    log.lock().expect("no test panics with the lock").push(head);
    for step in answer(&path) {
        let is_there = match step {
            Step::Send(bytes) => socket.write_all(&bytes).await.is_ok(),
            Step::Wait(pause) => {
                tokio::time::sleep(pause).await;
                true
            }
            Step::Forever(bytes, pause) => {
                while socket.write_all(&bytes).await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
                false
            }
            Step::Reset => {
                // What was sent is read by the client first, as far as the test machine keeps up.
                tokio::time::sleep(Duration::from_millis(50)).await;
                socket.set_zero_linger().is_ok()
            }
        };
        if !is_there {
            return;
        }
    }
}

/// A whole answer with a stated length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
