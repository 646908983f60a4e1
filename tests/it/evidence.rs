//! A bundle of evidence is checked without the program, and refused after any byte of it was changed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::daemon::run_with;
use crate::database::Database;
use crate::site::Site;

/// The bundle of the one edit of a page.
fn bundle(folder: &Path) -> PathBuf {
    let site = Site::start();
    let config = site.config(folder, &["/bridge"]);
    for number in [14, 41] {
        site.set_article("/bridge", "Footbridge <b>opened</b> at last", number, None);
        run_with(&config, &["check", "--all"]);
    }
    let change = Database::beside(&config).changes()[0].id.to_string();
    let file = folder.join("bundle.tar");
    let said = run_with(&config, &["evidence", &change, "--output", file.to_str().expect("UTF-8")]);
    let stated = said.split(' ').next().expect("a sum").to_owned();
    assert_eq!(stated.len(), 64, "{said}");
    file
}

fn python(arguments: &[&str], folder: &Path) -> Option<Output> {
    let has = Command::new("python3").arg("--version").output();
    if !has.is_ok_and(|done| done.status.success()) {
        eprintln!("skipped: python3 is needed for this test");
        return None;
    }
    Some(Command::new("python3").args(["-B"]).args(arguments).current_dir(folder).output().expect("python3 runs"))
}

#[test]
fn a_bundle_is_verified_by_its_own_script_packed_and_unpacked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    bundle(folder.path());
    let unpacked =
        Command::new("tar").args(["-xf", "bundle.tar"]).current_dir(folder.path()).status().expect("tar runs");
    assert!(unpacked.success());
    let mut inside = std::fs::read_dir(folder.path()).expect("readable").filter_map(|e| Some(e.ok()?.path()));
    let inside = inside.find(|p| p.is_dir()).expect("unpacked");
    let text = |name: &str| std::fs::read_to_string(inside.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert!(text("change.txt").contains("[-14-]{+41+}") && text("change.html").contains("<del>"));
    assert!(text("old/page.bytes").contains("in front of 14 people") && text("new/page.bytes").contains("41 people"));
    assert!(text("new/article.txt").contains("41 people") && text("rules.toml").contains("body = [\"div.body\"]"));
    let exchange = text("new/exchange.txt");
    assert!(exchange.contains("user-agent: newswatch/") && exchange.contains("content-length: "), "{exchange}");
    let sums = Command::new("sha256sum").args(["--quiet", "-c", "SHA256SUMS"]).current_dir(&inside).status();
    assert!(sums.expect("sha256sum runs").success());
    for (arguments, place) in [
        (&["verify.py"][..], inside.as_path()),
        (&[inside.join("verify.py").to_str().expect("UTF-8"), "bundle.tar"], folder.path()),
    ] {
        let Some(done) = python(arguments, place) else { return };
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(
            done.status.success() && said.ends_with("VERIFIED\n"),
            "{said}{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

/// Changes the bundle in many ways; whoever is not refused is printed.
const FORGE: &str = r#"
import hashlib, sys, tarfile, io, contextlib
with tarfile.open("bundle.tar") as tar:
    script = next(m for m in tar.getmembers() if m.name.endswith("/verify.py"))
    open("verify.py", "wb").write(tar.extractfile(script).read())
    top = script.name.split("/")[0]
    mtime = script.mtime
import verify
data = open("bundle.tar", "rb").read()

def refused(changed):
    open("forged.tar", "wb").write(changed)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            verify.check(verify.unpack("forged.tar"))
    except (verify.Refused, KeyError, ValueError, TypeError, AttributeError):
        return True
    return False

assert not refused(data)
places = list(range(0, len(data), 199)) + list(range(0, 512, 7)) + list(range(len(data) - 1100, len(data), 41))
for at in places:
    if not refused(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]):
        print("byte", at, "can be changed")
for changed, what in [(data[:-1], "cut"), (data + b"\0", "longer"), (data[:5000], "half"), (b"", "empty")]:
    if not refused(changed):
        print(what)

# Someone who knows of the sums makes them anew.
def forge(name, old, new):
    files = verify.unpack("bundle.tar")
    assert old in files[name], (name, old)
    files[name] = files[name].replace(old, new)
    sums = "".join("%s  %s\n" % (hashlib.sha256(c).hexdigest(), n) for n, c in files.items() if n != "SHA256SUMS")
    files["SHA256SUMS"] = sums.encode()
    packed = b""
    for n, c in files.items():
        packed += verify.header(top + "/" + n, len(c), mtime) + c + b"\0" * (-len(c) % 512)
    if not refused(packed + b"\0" * 1024):
        print("forged", name)

forge("old/page.bytes", b"14 people", b"15 people")
forge("new/version.json", b"41 people", b"42 people")
forge("old/capture.json", b'"status",\n      "200"', b'"status",\n      "203"')
forge("chain.json", b'"deed": "made"', b'"deed": "gone"')
"#;

#[test]
fn a_bundle_is_refused_after_one_byte_is_changed_and_after_its_sums_are_forged() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    bundle(folder.path());
    let Some(done) = python(&["-c", FORGE], folder.path()) else { return };
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && said.is_empty(), "{said}{}", String::from_utf8_lossy(&done.stderr));
}
