//! The rules of RFC 9309, its examples among them (sections 2.2.1 to 2.2.3 and 5).

use proptest::prelude::*;

use super::*;

/// For a file and a product, which paths may be asked for.
fn check(file: &str, token: &str, allowed: &[&str], refused: &[&str]) {
    let robots = Robots::parse(file.as_bytes(), token);
    let may = |path: &str| robots.allows(&Url::parse(&format!("https://news.example{path}")).expect(path)).is_ok();
    allowed.iter().for_each(|path| assert!(may(path), "{token} may have {path} by\n{file}"));
    refused.iter().for_each(|path| assert!(!may(path), "{token} may not have {path} by\n{file}"));
}

#[test]
fn the_simple_example_of_the_rfc() {
    let file = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n\
                User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n\
                User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n\nEOF";
    check(file, "newswatch", &["/publications/a.gif", "/a.gif?x"], &["/example/x", "/x/y.gif"]);
    check(file, "foobot", &["/example/page.html", "/example/allowed.gif"], &["/", "/publications/"]);
    check(file, "barbot", &["/", "/example/other"], &["/example/page.html"]);
    check(file, "bazbot", &["/a.gif"], &["/example/page.html"]);
    check(file, "quxbot", &["/example/page.html", "/a.gif"], &[]);
}

#[test]
fn the_longest_match_decides_and_of_equals_the_one_that_allows() {
    let file = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
    check(file, "foobot", &["/example/page/", "/example/page/x.gif"], &["/example/page/disallowed.gif"]);
    check("user-agent: *\ndisallow: /page\nallow: /page", "x", &["/page", "/pages"], &[]);
    check("user-agent: *\nallow: /p\ndisallow: /", "x", &["/page"], &["/other"]);
    check("user-agent: *\nallow: /page\ndisallow: /*.htm", "x", &["/page"], &["/page.htm"]);
    check("user-agent: *\nallow: /$\ndisallow: /", "x", &["/"], &["/page.htm", "/?x"]);
}

#[test]
fn a_group_is_chosen_by_its_product_token_whatever_its_case_and_version() {
    let file = "User-agent: NewsWatch/2.1\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n\nuser-agent: newswatch\n\
                disallow: /c";
    check(file, "newswatch", &["/b"], &["/a", "/c"]);
    check(file, "news", &["/a", "/c"], &["/b"]);
    check("User-agent: newswatch-images\nDisallow: /", "newswatch", &["/a"], &[]);
    check("Disallow: /\nUser-agent: *\nAllow: /", "newswatch", &["/a"], &[]);
    check("User-agent: *\nDisallow:\n", "newswatch", &["/", "/a"], &[]);
    check("User-agent: *\nDisallow: /", "newswatch", &["/robots.txt"], &["/", "/robots.txt2"]);
    assert_eq!(product_token("newswatch/0.1.0 (+x)"), "newswatch");
}

#[test]
fn wildcards_ends_and_comments() {
    let file = "User-Agent: * # all\nDisallow: $ # nothing\nDisallow: /*/print/*.html$\nDisallow: /x*y*z\n\
                Disallow: /path/file-with-a-%2A.html\nDisallow: /cost$5\nDisallow: /**/deep";
    let refused =
        ["/a/print/b.html", "/a/b/print/c/d.html", "/x1y2z3", "/path/file-with-a-*.html", "/cost$5", "/a/deep"];
    check(file, "newswatch", &["/a/print/b.html?x", "/xzy", "/path/file-with-a-b.html", "/cost"], &refused);
    check("user-agent: *\ndisallow: *", "x", &[], &["/", "/a"]);
    check("user-agent: *\ndisallow: /a*$", "x", &["/b"], &["/a", "/ab"]);
    check("user-agent: *\ndisallow: /ab*ba$", "x", &["/aba"], &["/abba", "/abxba"]);
}

#[test]
fn the_table_of_encodings_of_the_rfc() {
    for (rule, path) in [
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"),
        ("/foo/bar?baz=https%3a%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar"),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%e3%83%84", "/foo/bar/ツ"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
        ("/foo/bar/baz", "/foo/bar/%62%61%7a"),
    ] {
        check(&format!("User-agent: *\nDisallow: {rule}"), "x", &["/foo", "/foo%2Fbar/baz"], &[path]);
    }
}

#[test]
fn a_crawl_delay_is_that_of_the_group_and_bounded() {
    let delay = |file: &str| Robots::parse(file.as_bytes(), "newswatch").crawl_delay.map(|d| d.as_secs_f64());
    assert_eq!(delay("User-agent: *\nCrawl-delay: 7.5\nDisallow: /x"), Some(7.5));
    assert_eq!(delay("User-agent: *\nCrawl-delay: 7\nAllow: /\nUser-agent: newswatch\nAllow: /"), None);
    for (text, expected) in
        [("1e300", Some(86_400.0)), ("-3", None), ("soon", None), ("0", None), ("inf", Some(86_400.0))]
    {
        assert_eq!(delay(&format!("User-agent: newswatch\nCrawl-delay: {text}")), expected, "{text}");
    }
}

#[test]
fn what_lies_beyond_the_size_limit_does_not_count() {
    let mut file = b"User-agent: *\nDisallow: /a\n".to_vec();
    file.resize(ROBOTS_BYTES_MAX, b'#');
    file.extend(b"\nDisallow: /b\n");
    check(&String::from_utf8(file).expect("ASCII"), "x", &["/b"], &["/a"]);
    let windows = "\u{feff}User-agent: *\r\nDisallow: /a\r\n\r\nSitemap: https://x.example/\r\nDisallow: /b\r";
    check(windows, "x", &["/c"], &["/a", "/b"]);
}

proptest! {
    #[test]
    fn no_file_makes_the_reader_panic_and_a_literal_rule_matches_itself(file in "[\\PC\n\r]{0,200}", path in "/[a-z0-9][a-z0-9/._~-]{0,20}") {
        let url = Url::parse("https://news.example").and_then(|u| u.join(&path)).expect("a path");
        let _ = Robots::parse(file.as_bytes(), "x").allows(&url);
        let own = format!("User-agent: *\nDisallow: {}$", url.path());
        prop_assert!(Robots::parse(own.as_bytes(), "x").allows(&url).is_err());
    }
}
