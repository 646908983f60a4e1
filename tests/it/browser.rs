//! The record in a real browser: Chromium, driven over WebDriver, judges every page with axe-core, follows the links that
//! a reader follows, and takes the pictures that the README shows.
//!
//! It skips where Chromium, its driver or axe-core are not installed; `.ci/run` brings them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::daemon::{program, wait_until};
use crate::demo::played;
use crate::http::{Shown, ask};
use crate::web::PATHS;

/// Where `.ci/run` puts axe-core.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/axe/node_modules/axe-core/axe.min.js");

/// A browser with one window; both end when it is dropped.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts one, or says what is missing.
    fn start() -> Result<Browser, String> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("chromedriver does not start ({error}): install chromium-driver"))?;
        let lines = BufReader::new(driver.stdout.take().expect("it is piped")).lines();
        let said: Option<u16> = lines
            .map_while(Result::ok)
            .find_map(|line| line.split("started successfully on port ").nth(1)?.trim_end_matches('.').parse().ok());
        let mut browser = Browser { port: said.unwrap_or_default(), session: String::new(), driver };
        let arguments =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"];
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}});
        let answer =
            browser.send("POST", "/session", &wanted).map_err(|error| format!("chromium does not start: {error}"))?;
        browser.session = answer["sessionId"].as_str().unwrap_or_default().to_owned();
        Ok(browser)
    }

    /// One command of WebDriver; its value, or what went wrong.
    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            self.port,
            body.len()
        );
        let value = ask(&format!("127.0.0.1:{}", self.port), &request).json();
        match value["value"]["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["value"]["message"])),
            None => Ok(value["value"].clone()),
        }
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        let path = format!("/session/{}{path}", self.session);
        self.send("POST", &path, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn open(&self, shown: &Shown, path: &str) {
        self.go(&format!("http://{}{path}", shown.address));
    }

    fn go(&self, address: &str) {
        self.command("/url", &json!({"url": address}));
    }

    /// Runs a script in the page and answers with what it returns.
    fn script(&self, script: &str) -> Value {
        self.command("/execute/sync", &json!({"script": script, "args": []}))
    }

    fn text(&self) -> String {
        self.script("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// The page's address without its host.
    fn path(&self) -> String {
        self.script("return location.pathname + location.search").as_str().unwrap_or_default().to_owned()
    }

    /// Waits for the page that a click or a key leads to: its address holds `part`, and all of it is there.
    fn arrive(&self, part: &str) {
        wait_until(&format!("a page at {part}"), || {
            self.path().contains(part) && self.script("return document.readyState") == "complete"
        });
    }

    /// Clicks the first element of a CSS selector.
    fn click(&self, selector: &str) {
        let found = self.command("/element", &json!({"using": "css selector", "value": selector}));
        let id = found.as_object().and_then(|ids| ids.values().next()).and_then(Value::as_str).expect("an element");
        self.command(&format!("/element/{id}/click"), &json!({}));
    }

    /// Types into the first element of a CSS selector.
    fn type_into(&self, selector: &str, text: &str) {
        let found = self.command("/element", &json!({"using": "css selector", "value": selector}));
        let id = found.as_object().and_then(|ids| ids.values().next()).and_then(Value::as_str).expect("an element");
        self.command(&format!("/element/{id}/value"), &json!({"text": text}));
    }

    fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.command("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    fn set_dark(&self, is_dark: bool) {
        let value = if is_dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": value}]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    fn set_size(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        self.devtools("Emulation.setDeviceMetricsOverride", size);
    }

    /// What axe-core finds wrong on the page.
    fn judged(&self, axe: &str) -> Vec<String> {
        self.script(axe);
        let run = "const done = arguments[0]; axe.run().then(r => done(r.passes.length < 10 ? ['too little was judged'] : r.violations.map(v => \
                   v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(', '))), e => done([String(e)]))";
        let found = self.command("/execute/async", &json!({"script": run, "args": []}));
        found.as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// Takes a picture of the window.
    fn picture(&self, name: &str) {
        let taken = self.devtools("Page.captureScreenshot", json!({"format": "png"}));
        let bytes = base64(taken["data"].as_str().expect("a picture"));
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 5_000, "{name} is a picture of something");
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        std::fs::create_dir_all(&all).expect("a folder");
        std::fs::write(all.join(format!("{name}.png")), &bytes).expect("written");
        // Those of the README are renewed where that is asked for.
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/screenshots/{name}.png"));
        if std::env::var_os("NEWSWATCH_RENEW").is_some() && kept.exists() {
            std::fs::write(kept, bytes).expect("written");
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Its windows end with the session; the driver may be gone already.
        if !std::thread::panicking() {
            let _ = self.send("DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = text.bytes().filter(|c| *c != b'=').map(|c| u32::from(value(c))).collect();
    let whole = digits.chunks(4).flat_map(|four| {
        let bits = four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
        bits.to_be_bytes()[1..four.len()].to_vec()
    });
    whole.collect()
}

/// A browser, or nothing where the machine has none.
fn browser() -> Option<Browser> {
    match Browser::start() {
        Ok(browser) => Some(browser),
        Err(missing) => {
            eprintln!("skipped: {missing}");
            None
        }
    }
}

#[test]
fn a_reader_finds_a_change_reads_its_difference_and_searches() {
    let Some(browser) = browser() else { return };
    let shown = Shown::start(&played().database(), None);
    browser.set_size(1100, 1000);
    browser.open(&shown, "/");
    assert!(browser.text().contains("Dockers’ walkout ends"), "{}", browser.text());
    browser.picture("changes");

    browser.script("[...document.querySelectorAll('h2 a')].find(a => a.textContent.startsWith('Dockers')).click()");
    browser.arrive("/change/");
    assert!(browser.path().starts_with("/change/"), "{}", browser.path());
    let marks = browser.script(
        "return [...document.querySelectorAll('.diff del, .diff ins')].map(m => m.tagName + ' ' + m.innerText.trim())",
    );
    let marks = marks.to_string();
    assert!(
        marks.contains("DEL") && marks.contains("Eleven") && marks.contains("INS") && marks.contains("Nine"),
        "{marks}"
    );
    let folded = browser.script("return document.querySelectorAll('details.unchanged:not([open])').length");
    assert!(folded.as_u64() > Some(0), "what is unchanged is folded");
    browser.picture("change");

    browser.devtools("Emulation.setEmulatedMedia", json!({"media": "print"}));
    let printed = browser
        .script("return ['nav', '.toggles', '.diff'].map(s => getComputedStyle(document.querySelector(s)).display)");
    assert_eq!(printed, json!(["none", "none", "block"]), "on paper there is the difference and nothing to click");
    browser.devtools("Emulation.setEmulatedMedia", json!({"media": ""}));

    browser.click("a[href*='view=sides']");
    browser.arrive("view=sides");
    assert_eq!(browser.script("return document.querySelectorAll('table.sides thead th').length"), 2);
    browser.picture("side-by-side");

    browser.open(&shown, "/search");
    browser.type_into("input[name=q]", "of the fourteen gangs\u{e007}");
    browser.arrive("q=of+the+fourteen");
    assert!(browser.path().contains("q=of+the+fourteen"), "{}", browser.path());
    assert!(browser.text().contains("there when first seen"), "{}", browser.text());
    browser.picture("search");

    browser.click(".stand h2 a");
    browser.arrive("/article/");
    assert!(browser.text().contains("Its life, the newest first"), "{}", browser.text());
    browser.picture("article");
}

#[test]
fn the_pages_can_be_gone_through_with_the_keyboard() {
    let Some(browser) = browser() else { return };
    let shown = Shown::start(&played().database(), None);
    browser.open(&shown, "/");
    let press = |key: &str| {
        let press = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        browser.command("/actions", &json!({"actions": [{"type": "key", "id": "k", "actions": press}]}));
    };
    let focus = || browser.script("return document.activeElement.className || document.activeElement.id").to_string();
    press("\u{e004}");
    assert_eq!(focus(), "\"skip\"", "the first stop leads past the navigation");
    let ring = browser.script("return getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(ring, "solid", "where the focus is can be seen");
    press("\u{e007}");
    assert_eq!(focus(), "\"content\"");
    press("\u{e004}");
    let first = browser.script("return document.activeElement.tagName");
    assert_eq!(first, "SUMMARY", "then come the filters");
}

#[test]
fn no_page_has_anything_that_axe_finds_wrong_in_light_and_dark_on_a_desk_and_a_phone() {
    let Some(browser) = browser() else { return };
    let Ok(axe) = std::fs::read_to_string(std::env::var("NEWSWATCH_AXE").unwrap_or_else(|_| AXE.to_owned())) else {
        eprintln!("skipped: axe-core is not at {AXE}; `npm install --prefix target/axe axe-core` brings it");
        return;
    };
    let shown = Shown::start(&played().database(), None);
    let folder = tempfile::tempdir().expect("a folder");
    let report = folder.path().join("report.html");
    let mut told = program();
    told.arg("--database").arg(played().database()).args(["report", "--format", "html", "--output"]).arg(&report);
    assert!(told.status().expect("the program starts").success());
    let mut wrong = Vec::new();
    let pages = PATHS.iter().filter(|path| !path.ends_with(".atom") && **path != "/metrics");
    let pages = pages.chain(&["/nothing"]).map(|path| format!("http://{}{path}", shown.address));
    for address in pages.chain([format!("file://{}", report.display())]) {
        for (width, is_dark) in [(1100, false), (390, true)] {
            browser.set_size(width, 844);
            browser.set_dark(is_dark);
            browser.go(&address);
            wrong.extend(browser.judged(&axe).into_iter().map(|what| format!("{address} at {width}: {what}")));
            let is_wide =
                browser.script("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
            wrong.extend((is_wide == true).then(|| format!("{address} at {width}: is wider than the window")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (path, name) in [("/", "phone-dark"), ("/change/1?view=sides", "phone-sides"), ("/silent", "phone-silent")] {
        browser.open(&shown, path);
        browser.picture(name);
    }
    browser.set_size(1100, 1000);
    browser.open(&shown, "/silent");
    browser.picture("silent-dark");
}
