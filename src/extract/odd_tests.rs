//! Pages of odd makes: frames, AMP, XHTML, scripts that run right to left or without spaces, markup without an end.

use std::time::{Duration, Instant};

use super::*;
use crate::model::Article;
use crate::model::ProblemKind;

fn read(bytes: &[u8], content_type: Option<&str>) -> Extraction {
    let url = Url::parse("https://news.example/a").expect("valid");
    let page = Page { bytes, content_type, url: &url, seen_at: "2026-03-03T12:00:00Z".parse().expect("valid") };
    let began = Instant::now();
    let stop = move || began.elapsed() > Duration::from_secs(2);
    extract(&page, &Rules::automatic("odd"), &Budget { nodes_max: 250_000, depth_max: 512, stop: &stop })
}

fn article(html: &str) -> Article {
    let found = read(html.as_bytes(), None);
    found.article.unwrap_or_else(|| panic!("no article: {:?}", found.problems))
}

fn body(article: &Article) -> Vec<&str> {
    article.body.iter().map(|block| block.text.as_str()).collect()
}

#[test]
fn a_frameset_holds_no_article_and_says_so() {
    let found = read(b"<html><frameset cols='20%,80%'><frame src=a><frame src=b></frameset></html>", None);
    assert!(found.article.is_none());
    assert_eq!(found.problems.first().map(|p| p.kind), Some(ProblemKind::NoText));
    let page = b"<html><frameset cols='20%,80%'><frame src=a><noframes><body><p>Your browser shows no frames, and so it shows nothing.</p></body></noframes></frameset></html>";
    assert!(read(page, None).article.is_none());
}

#[test]
fn prose_that_the_page_keeps_from_sight_is_told_of() {
    let text = "The paper mill at Osk is to reopen in June with half of its former workers, its owner said.";
    let hidden = "The county had set aside money for the repair of the quay before the winter.";
    let html = format!(
        "<html lang=en><body><article><h1>Mill</h1><p>{text}</p><p style='display:none'>{hidden}</p></article>"
    );
    let url = Url::parse("https://news.example/a").expect("valid");
    let page = Page {
        bytes: html.as_bytes(),
        content_type: None,
        url: &url,
        seen_at: "2026-03-03T12:00:00Z".parse().expect("valid"),
    };
    let found = explain(&page, &Rules::automatic("odd"), &Budget { nodes_max: 1000, depth_max: 100, stop: &|| false });
    let left: Vec<(&str, &str)> = found.trace.left_out.iter().map(|left| (left.rule, left.text.as_str())).collect();
    assert!(left.contains(&("hidden", hidden)), "{left:?}");
}

#[test]
fn an_amp_page_is_read_with_its_captions() {
    let found = article(
        "<!doctype html><html ⚡ lang=en><head><style amp-boilerplate>body{visibility:hidden}</style><title>Mill</title></head>\
         <body><amp-sidebar><ul><li><a href=/>Home</a></ul></amp-sidebar><article><h1>Mill to reopen</h1>\
         <figure><amp-img src=/mill.jpg width=4 height=3></amp-img><figcaption>The mill in spring</figcaption></figure>\
         <p>The paper mill at Osk is to reopen in June with half of its former workers, its owner said on Monday.</p>\
         <amp-ad type=x></amp-ad><p>It had stood still for three years after the river took its lower hall.</p></article></body></html>",
    );
    assert_eq!(found.headline.as_deref(), Some("Mill to reopen"));
    assert_eq!(body(&found).len(), 2);
    assert_eq!(found.captions.first().map(|c| c.image.as_deref()), Some(Some("/mill.jpg")));
}

#[test]
fn a_page_served_as_xhtml_is_read_as_xml_means_it() {
    let page = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Mill</title>\
        <script src=\"a.js\"/></head><body><div class=\"spacer\"/><h1>Mill to reopen</h1>\
        <p>The paper mill at Osk is to reopen in June with half of its former workers, its owner said on Monday.</p></body></html>";
    let found = read(page.as_bytes(), Some("application/xhtml+xml; charset=utf-8")).article.expect("an article");
    assert_eq!(body(&found).len(), 1);
    assert!(read(page.as_bytes(), Some("text/html")).article.is_none(), "as HTML the script never ends");
}

#[test]
fn arabic_hebrew_and_persian_keep_their_letters_and_lose_their_marks_of_direction() {
    for (lang, text) in [
        ("ar", "قال المجلس إن الجسر سيغلق يوم الاثنين حتى الأسبوع الأول من شهر مايو المقبل بسبب تشققات في محامله."),
        ("he", "המועצה הודיעה ביום שני כי הגשר ייסגר עד השבוע הראשון של חודש מאי בגלל סדקים במסבים שלו."),
        ("fa", "شورای شهر گفت که پل از روز دوشنبه تا هفته اول ماه مه بسته می‌شود و کشتی جای آن را می‌گیرد."),
    ] {
        let found = article(&format!(
            "<html lang={lang} dir=rtl><body><nav><a href=/>X</a></nav><article><h1>{}</h1><p>\u{202b}{text}\u{202c}</p><p>{text}</p></article></body></html>",
            text.chars().take(20).collect::<String>()
        ));
        assert_eq!(body(&found), [text, text], "{lang}");
        assert_eq!(found.language.as_deref(), Some(lang));
    }
}

#[test]
fn chinese_japanese_korean_and_thai_articles_are_parted_from_their_menus() {
    for (lang, text) in [
        ("zh", "市议会周一宣布，由于轴承出现裂缝，大桥将关闭至五月第一周，其间渡轮每二十分钟一班，免费搭乘。"),
        (
            "ja",
            "市議会は月曜日、軸受けに亀裂が見つかったため、橋を五月の第一週まで閉鎖すると発表した。その間、渡し船が無料で運航される。",
        ),
        (
            "ko",
            "시의회는 월요일 베어링에 균열이 발견되어 다리를 5월 첫째 주까지 폐쇄한다고 발표했다. 그동안 나룻배가 무료로 운행된다.",
        ),
        ("th", "สภาเมืองประกาศเมื่อวันจันทร์ว่าสะพานจะปิดจนถึงสัปดาห์แรกของเดือนพฤษภาคมเนื่องจากพบรอยแตกร้าวในตลับลูกปืน"),
    ] {
        let menu: String =
            (0..30).map(|n| format!("<li><a href=/{n}>{}</a>", text.chars().take(4).collect::<String>())).collect();
        let found = article(&format!(
            "<html lang={lang}><body><ul class=menu>{menu}</ul><div class=text><h1>x</h1><p>{text}</p><p>{text}</p></div></body></html>"
        ));
        assert_eq!(body(&found), [text, text], "{lang}");
    }
}

#[test]
fn megabytes_without_an_end_of_anything_end_in_time() {
    let prose = "The paper mill at Osk is to reopen in June with half of its former workers. ";
    for html in [
        format!("<p>{}", prose.repeat(40_000)),
        format!("<div title=\"{}", prose.repeat(40_000)),
        format!("<script>{}", prose.repeat(40_000)),
        format!("<!-- {}", prose.repeat(40_000)),
        format!("<svg>{}", "<g a=1>".repeat(400_000)),
        format!("<p {}>x", "a b=c ".repeat(500_000)),
        format!("<table>{}", "<tr><td>x".repeat(100_000)),
        format!("<a href=/>{}", "<b><i>x".repeat(3_000)),
        format!("{}{prose}", "\0".repeat(2_000_000)),
        format!("<style>{}<p>{prose}", "<style>".repeat(300_000)),
    ] {
        let began = Instant::now();
        let found = read(html.as_bytes(), None);
        assert!(
            began.elapsed() < Duration::from_secs(8),
            "{:?}: {}",
            began.elapsed(),
            html.get(..20).unwrap_or_default()
        );
        assert!(found.article.is_some() || !found.problems.is_empty());
    }
}
