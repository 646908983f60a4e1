//! Appeals to subscribe, donate, follow or download: short blocks that begin with the appeal.

use crate::model::BlockKind;

use super::super::canon::fold;
use super::super::lexicon::is_number_word;
use super::{Line, holds};

/// Appeals that name the publisher's own offer: blocks of up to [`WORDS_MAX`] words.
const OWN: &[&str] = &[
    "sign up for our",
    "sign up to our",
    "sign up here for our",
    "sign up for the",
    "sign up to the",
    "subscribe to our",
    "subscribe now",
    "subscribe today",
    "support our journalism",
    "support our work",
    "support independent journalism",
    "download our app",
    "download the app",
    "get our app",
    "get the app",
    "follow us on",
    "find us on",
    "like us on",
    "join us on",
    "join our",
    "read our newsletter",
    "get our newsletter",
    "become a member",
    "become a supporter",
    "become a subscriber",
    "register for our",
    "listen to our podcast",
    "visit our twitter",
    "visit our facebook",
    "our free newsletter",
    "to get more stories like this",
    "melden sie sich für unseren",
    "melden sie sich hier für",
    "abonnieren sie unseren",
    "abonnieren sie den",
    "abonnieren sie uns",
    "jetzt newsletter",
    "unser newsletter",
    "folgen sie uns",
    "folge uns",
    "folgt uns",
    "unterstützen sie unseren",
    "unterstützen sie unsere",
    "laden sie unsere app",
    "laden sie die app",
    "inscrivez-vous à notre",
    "inscrivez-vous à la newsletter",
    "abonnez-vous à notre",
    "abonnez-vous à la newsletter",
    "recevez notre newsletter",
    "suivez-nous",
    "soutenez notre",
    "téléchargez notre application",
    "téléchargez l'application",
    "suscríbete a nuestr",
    "suscríbase a nuestr",
    "suscríbete a la newsletter",
    "apúntate a nuestr",
    "recibe nuestr",
    "síguenos",
    "síganos",
    "descarga nuestra",
    "descárgate nuestra",
    "apoya nuestro",
    "iscriviti alla nostra",
    "iscriviti alla newsletter",
    "abbonati a",
    "ricevi la nostra",
    "seguici",
    "scarica la nostra",
    "sostieni il nostro",
    "inscreva-se na nossa",
    "assine nossa",
    "assine a nossa",
    "assine a newsletter",
    "siga-nos",
    "receba a nossa",
    "receba nossa",
    "baixe o nosso",
    "baixe nosso",
    "apoie o nosso",
    "schrijf je in voor onze",
    "meld je aan voor onze",
    "abonneer je op",
    "volg ons",
    "steun onze",
    "download onze app",
    "prenumerera på vårt",
    "följ oss",
    "ladda ner vår",
    "tilmeld dig vores",
    "følg os",
    "følg oss",
    "meld deg på vårt",
    "abonner på vårt",
    "tilaa uutiskirjeemme",
    "seuraa meitä",
    "lataa sovelluksemme",
    "zapisz się do naszego",
    "zapisz się na nasz",
    "obserwuj nas",
    "sledujte nás",
    "přihlaste se k odběru",
    "bültenimize abone",
    "bizi takip",
    "подписывайтесь на наш",
    "подпишитесь на наш",
    "підписуйтесь на наш",
    "підпишіться на наш",
];

/// Appeals that need no more words: blocks of up to [`BARE_WORDS_MAX`] words.
const BARE: &[&str] = &[
    "make a donation",
    "donate",
    "donate today",
    "donate now",
    "donate to",
    "help fund",
    "support us",
    "sign up",
    "subscribe",
    "subscribe to read",
    "become a",
    "get the newsletter",
    "sign up for",
    "newsletter",
    "our newsletter",
    "buy the paper",
    "take out a subscription",
    "jetzt spenden",
    "spenden sie",
    "spende",
    "jetzt abonnieren",
    "jetzt anmelden",
    "jetzt abo",
    "faites un don",
    "faire un don",
    "abonnez-vous",
    "inscrivez-vous",
    "haz una donación",
    "dona ahora",
    "suscríbete",
    "suscríbase",
    "fai una donazione",
    "dona ora",
    "iscriviti",
    "abbonati",
    "faça uma doação",
    "doe agora",
    "assine",
    "inscreva-se",
    "doneer",
    "word lid",
    "abonneer",
    "stöd oss",
    "bli medlem",
    "prenumerera",
    "støt os",
    "støtt oss",
    "tue meitä",
    "tilaa",
    "wesprzyj",
    "wpłać",
    "podpořte",
    "bağış",
    "abone ol",
    "поддержите нас",
    "подписывайтесь",
    "подпишитесь",
    "підтримайте нас",
    "підписуйтесь",
];

/// What such appeals offer. A whole sentence that names none of it and leads nowhere may be prose ("Join our march, the
/// union told its members.").
const OFFERS: &str = "newsletter newsletters email emails e-mail app apps podcast podcasts journalism reporting \
    subscription membership facebook twitter instagram telegram whatsapp youtube linkedin bluesky mastodon tiktok \
    update updates briefing channel channels newslettern journalismus berichterstattung kanal kanälen podcasts \
    infolettre application journalisme boletín periodismo aplicación giornalismo applicazione jornalismo aplicativo \
    nieuwsbrief journalistiek nyhetsbrev nyhedsbrev journalistik uutiskirje uutiskirjeemme sovelluksemme biuletyn \
    newslettera рассылку рассылки телеграм канал розсилку";

const WORDS_MAX: usize = 20;
const BARE_WORDS_MAX: usize = 6;

/// A digit or a quotation could be a fact, and two sentences could be prose: such blocks stay.
pub(super) fn takes(line: &Line) -> bool {
    let text = fold(&line.block.text);
    let is_plain = !line.has_digit() && !text.contains('"');
    // "Newsletter" alone may be the heading of a part.
    let is_title = line.block.kind == BlockKind::Heading && line.words.len() < 2;
    is_plain && !is_title && (is_own(line, &text) || is_bare(line))
}

fn is_own(line: &Line, text: &str) -> bool {
    let is_offer = line.is_linked() || line.words.iter().any(|w| holds(OFFERS, w));
    line.words.len() <= WORDS_MAX
        && text.matches(['.', '!', '?']).count() <= 2
        && (is_offer || !(line.ends_as_sentence() || has_number_word(line)))
        && begins(line, OWN)
}

/// One of a list of things to do ("Donate blood") is text, unless it is a link.
fn is_bare(line: &Line) -> bool {
    let is_task = line.block.kind == BlockKind::ListItem && !line.is_linked() && !BARE.contains(&line.folded.as_str());
    line.words.len() <= BARE_WORDS_MAX
        && !line.ends_as_sentence()
        && !has_number_word(line)
        && !is_task
        && begins(line, BARE)
}

fn has_number_word(line: &Line) -> bool {
    line.words.iter().any(|w| is_number_word(w))
}

fn begins(line: &Line, list: &[&str]) -> bool {
    list.iter().any(|appeal| {
        line.folded.strip_prefix(appeal).is_some_and(|rest| {
            // "nuestr" stands for both genders; every other appeal ends with its word.
            appeal.ends_with("nuestr") || rest.chars().next().is_none_or(|c| !c.is_alphanumeric())
        })
    })
}
