//! What the page says of itself: buttons, states, advertising marks.

use crate::model::BlockKind;

use super::{Line, holds, is_digits};

/// Whole phrases, folded, lower case, without marks at their ends.
const PHRASES: &[&str] = &[
    "downloading pdf",
    "downloading",
    "download pdf",
    "please wait",
    "loading",
    "loading more",
    "save",
    "saved",
    "print",
    "print this page",
    "close",
    "copy link",
    "link copied",
    "copied",
    "email",
    "e-mail",
    "share",
    "share this",
    "share this article",
    "share this story",
    "share on facebook",
    "share on twitter",
    "tweet",
    "facebook",
    "twitter",
    "whatsapp",
    "telegram",
    "linkedin",
    "bluesky",
    "follow",
    "following",
    "sign in",
    "log in",
    "log out",
    "sign out",
    "register",
    "subscribe",
    "advertisement",
    "advertising",
    "sponsored",
    "sponsored content",
    "ad",
    "skip to content",
    "skip to main content",
    "skip advertisement",
    "back to top",
    "to top",
    "read more",
    "show more",
    "show less",
    "continue reading",
    "scroll to continue",
    "see more",
    "view more",
    "story continues below",
    "story continues below advertisement",
    "article continues below",
    "article continues after advertisement",
    "click to play",
    "tap to unmute",
    "play",
    "pause",
    "mute",
    "unmute",
    "play video",
    "play audio",
    "listen",
    "watch",
    "this video can not be played",
    "this video cannot be played",
    "this video is not available",
    "video player is loading",
    "javascript is disabled",
    "please enable javascript",
    "gallery",
    "enlarge image",
    "learn more",
    "copied to clipboard",
    "kopiert",
    "link kopiert",
    "copié",
    "lien copié",
    "copiado",
    "enlace copiado",
    "copiato",
    "gekopieerd",
    "kopierad",
    "скопировано",
    "mehr erfahren",
    "en savoir plus",
    "saber más",
    "scopri di più",
    "saiba mais",
    "meer weten",
    // The label of a byline whose name is gone.
    "by",
    "von",
    "par",
    "por",
    "door",
    "av",
    "af",
    "view image in fullscreen",
    "subscribe to read",
    "subscribe to continue reading",
    "improve this map",
    "link",
    "permalink",
    "anchor",
    "home",
    "lädt",
    "wird geladen",
    "laden",
    "bitte warten",
    "drucken",
    "teilen",
    "merken",
    "speichern",
    "schließen",
    "anzeige",
    "werbung",
    "anmelden",
    "abmelden",
    "registrieren",
    "weiterlesen",
    "mehr anzeigen",
    "weniger anzeigen",
    "nach oben",
    "zum inhalt springen",
    "folgen",
    "news folgen",
    "thema folgen",
    "vorlesen",
    "abspielen",
    "zur startseite",
    "chargement",
    "chargement en cours",
    "veuillez patienter",
    "imprimer",
    "partager",
    "partager l'article",
    "enregistrer",
    "fermer",
    "publicité",
    "se connecter",
    "s'abonner",
    "lire la suite",
    "voir plus",
    "haut de page",
    "aller au contenu",
    "écouter",
    "cargando",
    "espere por favor",
    "imprimir",
    "compartir",
    "guardar",
    "cerrar",
    "publicidad",
    "iniciar sesión",
    "suscribirse",
    "leer más",
    "seguir leyendo",
    "ver más",
    "caricamento",
    "caricamento in corso",
    "attendere prego",
    "stampa",
    "condividi",
    "salva",
    "chiudi",
    "pubblicità",
    "accedi",
    "leggi tutto",
    "continua a leggere",
    "carregando",
    "aguarde",
    "compartilhar",
    "partilhar",
    "salvar",
    "fechar",
    "publicidade",
    "entrar",
    "leia mais",
    "continuar lendo",
    "laden",
    "even geduld",
    "afdrukken",
    "delen",
    "opslaan",
    "sluiten",
    "advertentie",
    "inloggen",
    "lees meer",
    "verder lezen",
    "laddar",
    "vänta",
    "skriv ut",
    "dela",
    "spara",
    "stäng",
    "annons",
    "logga in",
    "läs mer",
    "laster",
    "skriv ut",
    "del",
    "lagre",
    "lukk",
    "annonse",
    "logg inn",
    "les mer",
    "indlæser",
    "udskriv",
    "luk",
    "log ind",
    "læs mere",
    "ladataan",
    "jaa",
    "tulosta",
    "sulje",
    "mainos",
    "kirjaudu",
    "lue lisää",
    "ładowanie",
    "drukuj",
    "udostępnij",
    "zamknij",
    "reklama",
    "zaloguj się",
    "czytaj więcej",
    "načítání",
    "tisk",
    "zavřít",
    "yükleniyor",
    "yazdır",
    "paylaş",
    "kapat",
    "reklam",
    "devamını oku",
    "загрузка",
    "печать",
    "поделиться",
    "закрыть",
    "реклама",
    "войти",
    "читать далее",
    "завантаження",
    "広告",
    "印刷",
    "シェア",
    "読み込み中",
    "广告",
    "分享",
    "打印",
    "加载中",
    "광고",
    "공유",
    "인쇄",
];

/// Words of a player's clock.
const PLAYER: &str = "current time duration total remaining elapsed loaded progress live stream type aktuelle zeit \
gesamtdauer dauer \
    verbleibende restzeit geladen temps actuel durée restant tiempo actual duración restante tempo attuale durata \
    rimanente atual duração \
    huidige tijd duur aktuell tid varaktighet varighed varighet";

/// Those of them of which one must be there: "Total" and "Live" alone are words of results.
const PLAYER_ONLY: &str = "current duration remaining elapsed loaded aktuelle gesamtdauer verbleibende restzeit \
geladen actuel durée restant actual duración restante attuale durata rimanente atual duração huidige duur varaktighet \
    varighed varighet";

/// Whether the block is nothing but such phrases, one or several in a row, or a player's clock.
pub(super) fn takes(line: &Line) -> bool {
    // One word may well be the heading of a part ("Print", "Newsletter").
    let is_heading = line.block.kind == BlockKind::Heading && line.words.len() < 2;
    !is_heading && !line.folded.is_empty() && (rest_after_phrases(&line.folded).is_empty() || is_player(line))
}

/// "Current time 0:00 Duration 2:13", and a clock that stands at zero. Every number is part of a clock, or how much is
/// loaded.
fn is_player(line: &Line) -> bool {
    let numbers = line.words.iter().filter(|w| is_digits(w)).count();
    let clocks: usize = line.folded.split(' ').filter_map(clock_numbers).sum();
    let is_loaded = line.words.iter().any(|w| w == "loaded" || w == "progress");
    let is_known = |w: &String| is_digits(w) || holds(PLAYER, w);
    let is_named = line.words.iter().any(|w| holds(PLAYER_ONLY, w));
    // Two clocks may stand without a space between them ("0:000:00"); a match without goals is "0:0".
    let is_zero = line.folded.contains(":00") && line.words.iter().all(|w| w.chars().all(|c| c == '0'));
    let is_clock = is_named && clocks > 0 && (clocks == numbers || is_loaded) && line.words.iter().all(is_known);
    line.words.len() <= 16 && (is_zero || is_clock)
}

/// How many numbers "2:13" or "1:02:13" has, if that is what the word is.
fn clock_numbers(word: &str) -> Option<usize> {
    let parts: Vec<&str> = word.trim_matches(|c: char| !c.is_numeric()).split(':').collect();
    let is_number = |part: &&str| !part.is_empty() && part.chars().all(char::is_numeric);
    let is_two = |part: &&str| part.len() == 2;
    (parts.len() > 1 && parts.iter().all(is_number) && parts.iter().skip(1).all(is_two)).then_some(parts.len())
}

/// What is left of a folded text when the phrases at its beginning are taken off.
///
/// A phrase ends at a mark or at the end: "please wait for the bus" begins with none.
pub(super) fn rest_after_phrases(folded: &str) -> &str {
    let is_mark = |c: char| !c.is_alphanumeric() && c != '\'';
    let mut rest = folded.trim_matches(is_mark);
    loop {
        let end = |phrase: &&&str| {
            rest.strip_prefix(**phrase).is_some_and(|tail| {
                let tail = tail.trim_start_matches(' ');
                tail.is_empty() || tail.starts_with(['.', ',', ';', ':', '!', '|', '·', '•', '/', '-', ']', ')', '×'])
            })
        };
        let Some(phrase) = PHRASES.iter().filter(end).max_by_key(|p| p.len()) else { return rest };
        rest = rest.get(phrase.len()..).unwrap_or("").trim_matches(is_mark);
        if rest.is_empty() {
            return rest;
        }
    }
}
