//! The one address of an article among its variants: without tracking, and that of the plain page rather than of its
//! AMP or print edition.

use url::Url;

use crate::extract::without_tracking;

/// Parameters that choose an edition of the same article.
const EDITIONS: [(&str, &[&str]); 6] = [
    ("amp", &["", "1", "true"]),
    ("outputtype", &["amp"]),
    ("output", &["amp"]),
    ("print", &["", "1", "true", "yes"]),
    ("printable", &["", "1", "true"]),
    ("view", &["print", "amp"]),
];

/// Last or first parts of a path that choose one.
const PARTS: [&str; 3] = ["amp", "print", "amp.html"];

/// The address under which an article is watched; `None` for what is no web address.
pub fn canonical(url: &Url) -> Option<Url> {
    let mut url = without_tracking(url.clone())?;
    url.set_fragment(None);
    if let Some(query) = url.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_edition(pair) && !pair.is_empty()).collect();
        let kept = kept.join("&");
        url.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    // Each round takes one mark away.
    loop {
        let plain = plain_path(url.path());
        if plain == url.path() {
            break;
        }
        url.set_path(&plain);
    }
    while let Some(host) = url.host_str().and_then(plain_host) {
        // A part of a host name is one as well.
        url.set_host(Some(&host)).ok()?;
    }
    Some(url)
}

fn is_edition(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    EDITIONS.iter().any(|(edition, values)| name == *edition && values.contains(&value.as_str()))
}

/// "/news/story/amp/" and "/amp/news/story" are "/news/story"; "/news/story.amp.html" is "/news/story.html".
fn plain_path(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let is_mark = |part: &&str| PARTS.contains(&part.to_ascii_lowercase().as_str());
    let (is_folder, names) = match parts.as_slice() {
        ["", names @ .., ""] => (true, names),
        ["", names @ ..] => (false, names),
        _ => return path.to_owned(),
    };
    let kept = match names {
        // A page is left: "/amp" alone is a page of that name.
        [middle @ .., last] if is_mark(last) && middle.len() > 1 => middle,
        [first, middle @ ..] if is_mark(first) && middle.len() > 1 => middle,
        _ => return path.replace(".amp.html", ".html"),
    };
    format!("/{}{}", kept.join("/"), if is_folder { "/" } else { "" })
}

/// "amp.news.example" is taken for "news.example", which leads on to where its readers are sent.
fn plain_host(host: &str) -> Option<String> {
    let rest = host.strip_prefix("amp.")?;
    rest.contains('.').then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variants_of_an_address_have_one_form() {
        for (given, plain) in [
            ("https://n.example/news/story?utm_source=feed#top", "https://n.example/news/story"),
            ("https://n.example/news/story?id=7&amp=1&print", "https://n.example/news/story?id=7"),
            ("https://n.example/news/story/amp/", "https://n.example/news/story/"),
            ("https://n.example/news/story/amp", "https://n.example/news/story"),
            ("https://n.example/amp/news/story", "https://n.example/news/story"),
            ("https://n.example/news/story/print", "https://n.example/news/story"),
            ("https://n.example/news/story.amp.html", "https://n.example/news/story.html"),
            ("https://amp.n.example/news/story?outputType=amp", "https://n.example/news/story"),
            ("https://n.example/amp", "https://n.example/amp"),
            ("https://n.example/electronics/amp", "https://n.example/electronics/amp"),
            ("https://n.example/a/print-is-dead?view=full", "https://n.example/a/print-is-dead?view=full"),
        ] {
            let url = Url::parse(given).expect(given);
            assert_eq!(canonical(&url).map(String::from).as_deref(), Some(plain), "{given}");
            assert_eq!(canonical(&Url::parse(plain).expect(plain)).map(String::from).as_deref(), Some(plain));
        }
        assert_eq!(canonical(&Url::parse("mailto:a@n.example").expect("valid")), None);
    }
}
