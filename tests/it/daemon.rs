//! The built program as a child process: a command that ends, or the daemon with its signals and its log.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// How long a test waits for anything before it fails: far beyond what a loaded machine needs.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Polls `is_so` until it holds.
///
/// # Panics
/// When it does not hold within [`DEADLINE`]; `what` says what was waited for.
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < DEADLINE, "waited {DEADLINE:?} for: {what}");
        thread::sleep(Duration::from_millis(15));
    }
}

/// The program with a clean environment, so that nothing of the machine's own configuration is read.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newswatch"));
    for name in ["NEWSWATCH_CONFIG", "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "JOURNAL_STREAM", "RUST_LOG"] {
        command.env_remove(name);
    }
    command.env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(args: &[&str]) -> Output {
    program().args(args).output().expect("the program starts")
}

/// Runs a command under `config` that must succeed, and answers what it printed.
pub fn run_with(config: &Path, args: &[&str]) -> String {
    let output = program().args(args).arg("--config").arg(config).output().expect("the program starts");
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{args:?}: {}\n{stdout}\n{stderr}", output.status);
    stdout
}

/// Bytes that a program printed, as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running daemon; it is killed when it is dropped.
pub struct Daemon {
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Daemon {
    /// Starts `newswatch run` under `config`.
    pub fn start(config: &Path) -> Daemon {
        Daemon::start_with(config, &[])
    }

    /// The same with more variables in the environment.
    pub fn start_with(config: &Path, variables: &[(&str, &str)]) -> Daemon {
        let mut child = program()
            .args(["run", "--config"])
            .arg(config)
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = Arc::new(Mutex::new(String::new()));
        let lines = BufReader::new(child.stderr.take().expect("it is piped"));
        let written = Arc::clone(&log);
        // Ends by itself with the daemon, whose end of the pipe closes then.
        thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                let mut log = written.lock().expect("no test holds it while it fails");
                log.push_str(&line);
                log.push('\n');
            }
        });
        Daemon { child, log }
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.log.lock().expect("the reader does not panic").clone()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("it is our child").is_none()
    }

    /// Sends a signal by its name ("HUP").
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &kill]).status().expect("there is a shell");
        assert!(status.success(), "{kill}");
    }

    /// Asks it to end and waits until it has.
    pub fn stop(self) -> (ExitStatus, String) {
        self.signal("TERM");
        self.ended()
    }

    /// Waits until it has ended.
    pub fn ended(mut self) -> (ExitStatus, String) {
        wait_until("the daemon ends", || !self.is_running());
        (self.child.wait().expect("it has ended"), self.log())
    }

    /// Kills it as a power cut would: nothing of its own runs any more.
    pub fn kill9(mut self) {
        self.child.kill().expect("it is our child");
        self.child.wait().expect("it is dead");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // After an orderly end there is nothing left to kill, and both calls fail: that is well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
