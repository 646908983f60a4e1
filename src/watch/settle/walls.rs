//! Pages that stand in front of an article: bot checks, consent, log-in, and "not found" with status 200.
//!
//! Only asked when a page has no known text or reads differently from it, so that an article about a consent law is
//! never taken for a consent page because of its words alone.

use url::Url;

use crate::model::{Article, Due, Response, Suspicion, counted};

/// More words than this and a page is no bot check.
const WALL_WORDS_MAX: usize = 40;
/// More words than this and a page is no error page: those like to add links and advice.
const ERROR_WORDS_MAX: usize = 150;

/// Parts of a host or path that consent pages live under.
const CONSENT_PLACES: &[&str] = &["consent", "gdpr", "privacy-gate", "cookiewall", "cmp-wall"];
const LOGIN_PLACES: &[&str] = &["login", "signin", "sign-in", "anmelden", "connexion"];

const CHALLENGE_PHRASES: &[&str] = &[
    "just a moment",
    "checking your browser",
    "verify you are human",
    "verifying you are human",
    "enable javascript and cookies to continue",
    "are you a robot",
    "access denied",
    "attention required",
    "pardon our interruption",
    "unusual traffic",
];

const CONSENT_PHRASES: &[&str] = &[
    "before you continue",
    "we value your privacy",
    "your privacy choices",
    "manage your consent",
    "wir schätzen ihre privatsphäre",
    "mit werbung weiterlesen",
    "cookies zustimmen",
    "vos choix en matière de cookies",
    "accepter et continuer",
    "aceptar y continuar",
];

/// What one part of a "not found" page's title says, whole.
const NOT_FOUND_TITLES: &[&str] = &[
    "404",
    "error 404",
    "404 error",
    "404 not found",
    "404 page not found",
    "page not found",
    "not found",
    "page cannot be found",
    "page can't be found",
    "this page can't be found",
    "this page doesn't exist",
    "page no longer available",
    "seite nicht gefunden",
    "fehler 404",
    "404 - seite nicht gefunden",
    "page introuvable",
    "page non trouvée",
    "erreur 404",
    "página no encontrada",
    "error 404: página no encontrada",
    "pagina non trovata",
    "página não encontrada",
    "pagina niet gevonden",
    "sidan hittades inte",
    "siden blev ikke fundet",
    "siden ble ikke funnet",
    "sivua ei löytynyt",
    "nie znaleziono strony",
    "stránka nenalezena",
    "sayfa bulunamadı",
    "страница не найдена",
    "ページが見つかりません",
    "页面不存在",
    "페이지를 찾을 수 없습니다",
];

/// What such a part says on a page that stands for the site for a while: it says nothing of the article.
const PASSING_TITLES: &[&str] = &[
    "maintenance",
    "site maintenance",
    "under maintenance",
    "down for maintenance",
    "temporarily unavailable",
    "service unavailable",
    "wartungsarbeiten",
    "en maintenance",
    "site en maintenance",
];

/// Whether a page that was found to be no article stands there for the whole site, and for a while.
pub(super) fn is_passing(detail: &str) -> bool {
    detail.starts_with(PASSING)
}

const PASSING: &str = "the site is out of service";

/// What stands between the parts of a title.
const SEPARATORS: &[&str] = &["|", " - ", " – ", " — ", " · ", "»", ": "];

/// Says which wall a page is, if it is one, and why.
pub(super) fn of_page(due: &Due, response: &Response, article: Option<&Article>) -> Option<(Suspicion, String)> {
    by_place(&due.url, &response.final_url).or_else(|| by_text(article))
}

/// A redirect to a place that the article's own address does not name.
fn by_place(asked: &Url, answered: &Url) -> Option<(Suspicion, String)> {
    if asked == answered {
        return None;
    }
    let place = |url: &Url| format!("{}{}", url.host_str().unwrap_or_default(), url.path()).to_lowercase();
    let (from, to) = (place(asked), place(answered));
    let leads_to = |words: &[&str]| words.iter().any(|w| to.contains(w) && !from.contains(w));
    if leads_to(CONSENT_PLACES) {
        return Some((Suspicion::Consent, format!("the address leads to {answered}")));
    }
    leads_to(LOGIN_PLACES).then(|| (Suspicion::Login, format!("the address leads to {answered}")))
}

/// A short page whose title or text is that of a wall.
fn by_text(article: Option<&Article>) -> Option<(Suspicion, String)> {
    let article = article?;
    let words = article.body_words();
    let so_many = counted(words as u64, "word");
    let parts: Vec<String> = titles(article).flat_map(title_parts).collect();
    let named = |phrases: &[&str]| parts.iter().find(|part| phrases.contains(&part.as_str())).cloned();
    if words <= ERROR_WORDS_MAX
        && let Some(part) = named(NOT_FOUND_TITLES)
    {
        return Some((Suspicion::SoftNotFound, format!("the page is titled \"{part}\" and has {so_many}")));
    }
    if words <= ERROR_WORDS_MAX
        && let Some(part) = named(PASSING_TITLES)
    {
        return Some((Suspicion::SoftNotFound, format!("{PASSING}: it is titled \"{part}\" and has {words} words")));
    }
    if words > WALL_WORDS_MAX {
        return None;
    }
    let text = article.body_text().to_lowercase();
    let says = |phrases: &[&str]| {
        let found = phrases.iter().find(|p| text.contains(**p) || parts.iter().any(|part| part.starts_with(**p)));
        found.map(|p| (*p).to_owned())
    };
    if let Some(phrase) = says(CHALLENGE_PHRASES) {
        return Some((Suspicion::Challenge, format!("{so_many}, and they say \"{phrase}\"")));
    }
    says(CONSENT_PHRASES).map(|phrase| (Suspicion::Consent, format!("{so_many}, and they say \"{phrase}\"")))
}

fn titles(article: &Article) -> impl Iterator<Item = &str> {
    article.headline.as_deref().into_iter().chain(article.alt_headlines.iter().map(|h| h.text.as_str()))
}

/// The parts of a title between its separators, and the whole, in lower case and without closing punctuation.
fn title_parts(title: &str) -> Vec<String> {
    let title = title.to_lowercase().replace(['\u{2019}', '\u{2018}'], "'");
    let clean = |part: &str| part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '!' | '…')).to_owned();
    let marked = SEPARATORS.iter().fold(title.clone(), |t, separator| t.replace(separator, "\n"));
    let parts = marked.split('\n');
    let mut all: Vec<String> = parts.map(clean).collect();
    all.push(clean(&title));
    all
}
