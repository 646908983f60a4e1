//! Lists as sites make them, whole and broken, and hostile ones.

use std::io::Write;

use proptest::prelude::*;

use super::*;

fn base() -> Url {
    Url::parse("https://news.example/feeds/all.xml").expect("an address")
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().expect("a time"))
}

/// A list must hold exactly these: address, published, changed.
fn check(list: &str, expected: &[(&str, Option<Timestamp>, Option<Timestamp>)]) {
    let found = read(list.as_bytes(), &base()).expect(list);
    let found: Vec<_> = found.entries.iter().map(|e| (e.url.as_str(), e.published_at, e.changed_at)).collect();
    assert_eq!(found, expected, "{list}");
}

#[test]
fn rss_in_all_its_habits() {
    check(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:atom=\"x\" xmlns:media=\"y\" xmlns:dc=\"z\"><channel>\
         <title>All</title><link>https://news.example/</link><atom:link rel=\"self\" href=\"https://news.example/feed\"/>\
         <image><url>https://news.example/logo.png</url><link>https://news.example/</link></image>\
         <item><title>A &amp; B</title><link>https://news.example/a?x=1&amp;y=2</link>\
         <pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate><atom:updated>2026-03-01T13:00:00Z</atom:updated>\
         <media:content url=\"https://news.example/a.jpg\"><media:title>x</media:title></media:content></item>\
         <item><guid>https://news.example/b</guid><dc:date>2026-03-02T00:00:00Z</dc:date></item>\
         <item><guid isPermaLink=\"false\">https://news.example/no</guid><title>nothing</title></item>\
         <item><link><![CDATA[ /c ]]></link><guid>17</guid></item>\
         <item><link>https://proxy.example/d</link><origLink>https://news.example/d</origLink></item>\
         </channel></rss>",
        &[
            ("https://news.example/a?x=1&y=2", at("2026-03-01T12:00:00Z"), at("2026-03-01T13:00:00Z")),
            ("https://news.example/b", at("2026-03-02T00:00:00Z"), None),
            ("https://news.example/c", None, None),
            ("https://news.example/d", None, None),
        ],
    );
}

#[test]
fn atom_rdf_and_json() {
    check(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link href=\"/\"/><updated>2026-03-09T00:00:00Z</updated>\
         <entry><id>tag:news.example,2026:a</id><link rel=\"enclosure\" href=\"/a.mp3\"/>\
         <link rel=\"alternate\" href=\"/a\"/><link rel=\"replies\" href=\"/a#comments\"/>\
         <published>2026-03-01T12:00:00Z</published><updated>2026-03-02T12:00:00Z</updated>\
         <content type=\"xhtml\"><div><link>no</link><updated>no</updated></div></content></entry>\
         <entry><id>https://news.example/b</id></entry><entry><id>urn:uuid:7</id></entry></feed>",
        &[
            ("https://news.example/a", at("2026-03-01T12:00:00Z"), at("2026-03-02T12:00:00Z")),
            ("https://news.example/b", None, None),
        ],
    );
    check(
        "<rdf:RDF xmlns:rdf=\"r\" xmlns=\"s\" xmlns:dc=\"d\"><channel><link>https://news.example/</link></channel>\
         <item rdf:about=\"x\"><link>https://news.example/a</link><dc:date>2026-03-01</dc:date></item></rdf:RDF>",
        &[("https://news.example/a", at("2026-03-01T23:59:59Z"), None)],
    );
    check(
        " {\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": \"1\", \"url\": \"/a\",\
         \"date_modified\": \"2026-03-01T12:00:00Z\"}, {\"id\": \"https://news.example/b\"}, {\"id\": 7}]}",
        &[("https://news.example/a", None, at("2026-03-01T12:00:00Z")), ("https://news.example/b", None, None)],
    );
}

const SITEMAP: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"n\" xmlns:image=\"i\">\
    <url><loc> https://news.example/a </loc><lastmod>2026-03-01T12:00+00:00</lastmod>\
    <image:image><image:loc>https://news.example/a.jpg</image:loc></image:image>\
    <xhtml:link rel=\"alternate\" href=\"https://news.example/de/a\"/>\
    <news:news><news:publication><news:name>N</news:name></news:publication>\
    <news:publication_date>2026-03-01T11:00:00Z</news:publication_date></news:news></url>\
    <url><loc>https://news.example/b</loc></url></urlset>";

#[test]
fn sitemaps_news_sitemaps_and_indexes_packed_or_not() {
    let expected = [
        ("https://news.example/a", at("2026-03-01T11:00:00Z"), at("2026-03-01T12:00:00Z")),
        ("https://news.example/b", None, None),
    ];
    check(SITEMAP, &expected);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(SITEMAP.as_bytes()).expect("packs");
    assert_eq!(read(&packed.finish().expect("packs"), &base()).expect("a list").entries.len(), 2);
    let index = "<sitemapindex><sitemap><loc>/s1.xml.gz</loc><lastmod>2026-03-01</lastmod></sitemap></sitemapindex>";
    let found = read(index.as_bytes(), &base()).expect("an index");
    assert_eq!(found.entries, []);
    assert_eq!(found.lists[0].url.as_str(), "https://news.example/s1.xml.gz");
    assert_eq!(found.lists[0].changed_at, at("2026-03-01T23:59:59Z"));
}

#[test]
fn other_encodings_are_read_by_their_declaration() {
    let mut latin =
        b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss><channel><item><link>https://news.example/caf".to_vec();
    latin.push(0xe9);
    latin.extend(b"</link></item></channel></rss>");
    let found = read(&latin, &base()).expect("a list");
    assert_eq!(found.entries[0].url.as_str(), "https://news.example/caf%C3%A9");
}

#[test]
fn what_is_no_list_says_what_it_is() {
    let error = |bytes: &[u8]| read(bytes, &base()).expect_err("no list");
    assert_eq!(error(b" \n"), ListError::Empty);
    assert_eq!(error(b"<!doctype html><html><body>x</body></html>"), ListError::WebPage);
    assert_eq!(error(b"<note>x</note>"), ListError::UnknownRoot("note".to_owned()));
    assert!(matches!(error(b"{\"items\": 7}"), ListError::Broken(_)));
    assert!(matches!(error(b"{"), ListError::Broken(_)));
    let deep = format!("<rss>{}", "<a>".repeat(200));
    assert_eq!(error(deep.as_bytes()), ListError::TooDeep(DEPTH));
}

const DEPTH: usize = 64;

#[test]
fn a_list_that_breaks_off_gives_what_was_whole() {
    let cut = SITEMAP.find("</urlset>").expect("an end");
    let broken = format!("{}<url><loc>https://news.example/c<", &SITEMAP[..cut]);
    assert_eq!(read(broken.as_bytes(), &base()).expect("two entries").entries.len(), 2);
}

#[test]
fn entities_of_a_document_are_never_expanded() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">\
                <!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><link>https://news.example/&b;&x;z</link>\
                </item></channel></rss>";
    check(bomb, &[("https://news.example/z", None, None)]);
}

#[test]
fn lists_are_bounded() {
    let entry = "<url><loc>https://news.example/a</loc></url>";
    let long = format!("<urlset>{}</urlset>", entry.repeat(ENTRIES_MAX + 10));
    let found = read(long.as_bytes(), &base()).expect("a list");
    assert_eq!((found.entries.len(), found.is_cut), (ENTRIES_MAX, true));
    let endless = format!("<urlset><url><loc>https://news.example/{}</loc></url>{entry}</urlset>", "x".repeat(1 << 20));
    assert_eq!(read(endless.as_bytes(), &base()).expect("a list").entries.len(), 1);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(b"<urlset>").expect("packs");
    let blank = vec![b' '; 1 << 20];
    (0..65).for_each(|_| packed.write_all(&blank).expect("packs"));
    assert_eq!(read(&packed.finish().expect("packs"), &base()), Err(ListError::TooLarge(64)));
}

#[test]
fn the_links_of_a_section_are_those_of_its_selector() {
    let html = "<html><head><base href=\"https://news.example/\"></head><body><nav><a href=\"/about\">About</a></nav>\
                <main><h2 class=t><a href=\"news/a?utm_source=x\">A</a></h2><h2 class=t><a href=\"/news/b\">B</a></h2>\
                <h2 class=t><a href=\"/news/b\">B again</a></h2><a class=t href=\"/news/c\">C</a></main></body></html>";
    let picks = |text: &str| vec![Pick::parse(text).expect("a selector")];
    let budget = Budget { nodes_max: 1_000, depth_max: 100, stop: &|| false };
    let links = |text: &str| {
        let found = read_section(html.as_bytes(), Some("text/html"), &base(), &picks(text), &budget);
        found.map(|list| list.entries.iter().map(|e| e.url.path().to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(links("main .t").expect("links"), ["/news/a", "/news/b", "/news/c"]);
    assert_eq!(links("main h2 a").expect("links"), ["/news/a", "/news/b"]);
    let error = links(".nowhere").expect_err("nothing matches").to_string();
    assert!(error.contains(".nowhere"), "{error}");
}

#[test]
fn the_lists_of_other_programs_are_taken_over() {
    let of = |text: &str| import(text.as_bytes()).expect(text);
    let urls = |found: &Imported| found.wanted.iter().map(|w| w.url.as_str().to_owned()).collect::<Vec<_>>();

    let opml = of("<?xml version=\"1.0\"?><opml version=\"2.0\"><body><outline text=\"Press\"><outline text=\"N\" \
                   type=\"rss\" xmlUrl=\"https://news.example/feed?a=1&amp;b=2\" htmlUrl=\"https://news.example/\"/>\
                   </outline></body></opml>");
    assert_eq!((opml.format, urls(&opml)), ("OPML", vec!["https://news.example/feed?a=1&b=2".to_owned()]));
    assert!(opml.wanted[0].is_feed && opml.wanted[0].name.as_deref() == Some("N"));

    let plain = of("# the press\nhttps://news.example/a\n\nhttps://news.example/b  second\nftp://news.example/c\n");
    assert_eq!(urls(&plain), ["https://news.example/a", "https://news.example/b"]);
    assert_eq!(plain.skipped[0].0, "line 5: ftp://news.example/c");

    let jobs = of(
        "kind: url\nname: \"First: a job\"\nurl: https://news.example/a # here\nfilter:\n  - css: .body\n  - url: no\n\
                   ---\nname: second\nnavigate: 'https://news.example/b'\n---\ncommand: ls\nname: third\n",
    );
    assert_eq!((jobs.format, urls(&jobs)), ("urlwatch jobs", plain_two()));
    assert_eq!(jobs.wanted[0].name.as_deref(), Some("First: a job"));
    let listed = of("- name: a\n  url: https://news.example/a\n- url: https://news.example/b\n  name: b\n");
    assert_eq!(urls(&listed), plain_two());
    assert_eq!(listed.wanted[1].name.as_deref(), Some("b"));

    let watches = of(
        "{\"watching\": {\"u1\": {\"url\": \"https://news.example/a\", \"title\": \"A\", \"include_filters\": \
                      [\".body\", \"xpath://p\", \"/html/p\", \"css:.lead\"], \"subtractive_selectors\": [\"#ads\"]}, \"u2\": \
                      {\"url\": \"https://news.example/b\", \"paused\": true}}}",
    );
    assert_eq!(watches.format, "changedetection.io export");
    assert_eq!(
        (watches.wanted[0].body.join(" "), watches.wanted[0].remove.join(" ")),
        (".body .lead".to_owned(), "#ads".to_owned())
    );
    assert_eq!(watches.skipped.len(), 1);

    let terms =
        of("{\"name\": \"Ex\", \"terms\": {\"Privacy Policy\": {\"fetch\": \"https://news.example/a\", \"select\": \
                    [\"main\", {\"startBefore\": \"h1\"}], \"remove\": \".x\"}, \"Terms\": {\"combine\": [{\"fetch\": \
                    \"https://news.example/b\"}], \"select\": \"p\"}}}");
    assert_eq!(urls(&terms), plain_two());
    assert_eq!(
        (terms.wanted[0].body.join(" "), terms.wanted[0].name.as_deref()),
        ("main".to_owned(), Some("Ex: Privacy Policy"))
    );
    assert_eq!(terms.wanted[1].body, ["p"]);
}

fn plain_two() -> Vec<String> {
    vec!["https://news.example/a".to_owned(), "https://news.example/b".to_owned()]
}

#[test]
fn a_file_that_cannot_be_taken_over_says_why() {
    for (text, says) in [
        ("", "empty"),
        ("not an address\n", "line 1: not: this is no address"),
        ("{\"a\": \n 1,}", "line 2: this is no JSON"),
        ("{\"a\": 1}", "of no known kind"),
        ("<html><body/></html>", "<opml> would be right"),
        ("<opml><body><outline text='x'/></body></opml>", "names nothing to watch (OPML)"),
        ("name: x\ncommand: ls\n", "names nothing to watch"),
    ] {
        let error = import(text.as_bytes()).expect_err(text).to_string();
        assert!(error.contains(says), "{text}: {error}");
    }
    assert_eq!(import(&[0xff, 0xfe, 0]), Err(ImportError::NotText));
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "(<[a-z/!?:]{0,8}( [a-z]=\"[^\"]{0,4}\")?/?>|[&;#a-z\\PC]{0,6}|<!\\[CDATA\\[|\\]\\]>){0,30}") {
        let _ = (read(&bytes, &base()), import(&bytes));
        let text = format!("<rss><channel><item>{text}");
        let _ = (read(text.as_bytes(), &base()), import(text.as_bytes()));
    }

    #[test]
    fn a_canonical_address_is_its_own(path in "(/(amp|print|amp\\.html|a|b\\.amp\\.html|)){0,5}", query in "(&?(amp|print|utm_x|id|view)(=(1|amp|print|))?){0,4}", host in "(amp\\.){0,3}news\\.example") {
        let url = Url::parse(&format!("https://{host}{path}?{query}")).expect("an address");
        let plain = canonical(&url).expect("a web address");
        prop_assert_eq!(canonical(&plain), Some(plain.clone()), "{} of {}", plain, url);
    }
}
