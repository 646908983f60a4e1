//! The gate against the table of addresses that servers and people have tried.

use super::guard::{Guard, Refusal};
use crate::model::FailureKind;

fn guard(allow: &[&str]) -> Guard {
    let allow: Vec<String> = allow.iter().map(|h| (*h).to_owned()).collect();
    Guard::new(&allow, &[80, 443, 8080, 8443]).expect("hosts of a test")
}

fn check(guard: &Guard, text: &str, expected: Option<FailureKind>) {
    let kind = guard.admit_text(text).err().map(|refusal| refusal.kind());
    assert_eq!(kind, expected, "{text}");
}

#[test]
fn spellings_of_loopback_are_refused() {
    let hosts = [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "127%2e0%2e0%2e1",
        "127.0.0.1.",
        "１２７.０.０.１",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "[::1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:0:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[ff02::1]",
        "[fec0::1]",
        "169.254.169.254",
        "12\t7.0.0\n.1",
    ];
    for host in hosts {
        check(&guard(&[]), &format!("http://{host}/"), Some(FailureKind::AddressRefused));
    }
    check(&guard(&[]), "http:/127.0.0.1/", Some(FailureKind::AddressRefused));
    check(&guard(&[]), "http:127.0.0.1/", Some(FailureKind::AddressRefused));
}

#[test]
fn private_names_are_refused() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "ⓛocalhost",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "intranet",
        "metadata",
        "router.lan",
        "nas.home.arpa",
        "box.localdomain.",
    ] {
        check(&guard(&[]), &format!("http://{host}/"), Some(FailureKind::AddressRefused));
    }
    for host in ["notlocalhost.example", "local.example", "internal.org", "xn--e1afmkfd.example"] {
        check(&guard(&[]), &format!("http://{host}/"), None);
    }
}

#[test]
fn only_the_named_schemes_and_ports_pass() {
    for (text, kind) in [
        ("file:///etc/passwd", FailureKind::SchemeRefused),
        ("FILE:///x", FailureKind::SchemeRefused),
        ("view-source:http://example.org/", FailureKind::SchemeRefused),
        ("data:text/html,x", FailureKind::SchemeRefused),
        ("gopher://example.org/", FailureKind::SchemeRefused),
        ("http://example.org:0/", FailureKind::AddressRefused),
        ("http://example.org:22/", FailureKind::AddressRefused),
        ("https://example.org:6379/", FailureKind::AddressRefused),
        ("http://example.org:99999/", FailureKind::Redirect),
        ("http://example.com\\@127.0.0.1/", FailureKind::Redirect),
        ("http://example.com@127.0.0.1/", FailureKind::AddressRefused),
        ("http://127.0.0.1#@example.com/", FailureKind::AddressRefused),
    ] {
        check(&guard(&[]), text, Some(kind));
    }
    for text in ["http://example.org/", "https://example.org:8443/x", "http://93.184.216.34/", "http://[2606:4700::1]/"]
    {
        check(&guard(&[]), text, None);
    }
}

#[test]
fn what_is_not_asked_for_is_taken_off_an_address() {
    let admitted = guard(&[]).admit_text("https://user:secret@example.org./a?b#c").expect("a public name");
    assert_eq!(admitted.url.as_str(), "https://example.org/a?b");
}

#[test]
fn an_exception_holds_for_its_host_and_port_only() {
    let one = guard(&["127.0.0.1:9000", "news.local", "[::1]:9001", "Intranet.:8080", "127.0.0.9:80"]);
    for text in [
        "http://127.0.0.1:9000/",
        "http://2130706433:9000/",
        "http://news.local/",
        "http://news.local:8080/",
        "http://[::1]:9001/",
        "http://intranet:8080/",
        "http://127.0.0.9/",
    ] {
        check(&one, text, None);
    }
    for text in [
        "http://127.0.0.1/",
        "http://127.0.0.1:9001/",
        "http://127.0.0.2:9000/",
        "http://news.local:9000/",
        "http://x.news.local/",
        "http://[::1]/",
        "http://intranet/",
        "http://127.0.0.9:8080/",
    ] {
        check(&one, text, Some(FailureKind::AddressRefused));
    }
    assert!(one.may_connect("news.local", [10, 0, 0, 1].into()).is_ok());
    assert!(one.may_connect("example.org", [10, 0, 0, 1].into()).is_err());
    assert!(one.may_connect("example.org", [93, 184, 216, 34].into()).is_ok());
    let bare = guard(&["::1", "192.168.0.1"]);
    check(&bare, "http://[::1]:8080/", None);
    check(&bare, "https://192.168.0.1/", None);
}

#[test]
fn an_entry_that_is_no_host_is_refused() {
    for entry in ["", "http://x/", "a b", "x:99999", "x:", "user@x", "x:y", "[::1"] {
        assert!(Guard::new(&[entry.to_owned()], &[80]).is_err(), "{entry}");
    }
}

#[test]
fn a_redirect_passes_the_whole_gate_again() {
    let gate = guard(&["127.0.0.1:9000"]);
    let outside = gate.admit_text("https://example.org/a/b#part").expect("public");
    let inside = gate.admit_text("http://127.0.0.1:9000/").expect("excepted");
    let kind = |from, location| gate.follow(from, location).map(|to| to.url.to_string()).map_err(|r| r.kind());
    assert_eq!(kind(&outside, "c"), Ok("https://example.org/a/c".to_owned()));
    assert_eq!(kind(&outside, "//other.example/x#y"), Ok("https://other.example/x".to_owned()));
    assert_eq!(kind(&outside, "https://me:pw@other.example/"), Ok("https://other.example/".to_owned()));
    assert_eq!(kind(&outside, "http://example.org/"), Err(FailureKind::Redirect));
    assert_eq!(kind(&outside, "https:\\\\127.0.0.1/"), Err(FailureKind::Redirect));
    for scheme in ["file:///etc/passwd", "javascript:alert(1)", "data:,x", "ftp://example.org/"] {
        assert_eq!(kind(&outside, scheme), Err(FailureKind::SchemeRefused), "{scheme}");
    }
    assert_eq!(kind(&outside, "https://127.0.0.1/"), Err(FailureKind::AddressRefused));
    assert_eq!(gate.follow(&outside, "https://127.0.0.1:9000/"), Err(Refusal::Entered("127.0.0.1".to_owned())));
    assert_eq!(kind(&inside, "/x"), Ok("http://127.0.0.1:9000/x".to_owned()));
    assert_eq!(kind(&inside, "http://127.0.0.2:9000/"), Err(FailureKind::AddressRefused));
    assert_eq!(kind(&inside, "http://169.254.169.254/latest"), Err(FailureKind::AddressRefused));
}
