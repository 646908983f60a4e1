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
    "support our newsroom",
    "support our reporting",
    "support quality journalism",
    "support local journalism",
    "help fund our",
    "help fund independent",
    "help support our",
    "help us fund our",
    "fund our journalism",
    "fund independent journalism",
    "fund local journalism",
    "invest in our journalism",
    "power our journalism",
    "contribute to our",
    "keep our journalism",
    "our journalism needs",
    "our journalism depends on",
    "our reporting depends on",
    "we rely on readers",
    "we rely on our readers",
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
    "unterstützen sie unabhängigen",
    "unterstütze unseren",
    "unterstütze unsere",
    "finanzieren sie unseren",
    "laden sie unsere app",
    "laden sie die app",
    "inscrivez-vous à notre",
    "inscrivez-vous à la newsletter",
    "abonnez-vous à notre",
    "abonnez-vous à la newsletter",
    "recevez notre newsletter",
    "suivez-nous",
    "soutenez notre",
    "soutenez un journalisme",
    "soutenez le journalisme",
    "aidez-nous à financer",
    "financez notre",
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
    "apoye nuestro",
    "apoya el periodismo",
    "apoye el periodismo",
    "ayúdanos a financiar",
    "ayuda a financiar nuestro",
    "iscriviti alla nostra",
    "iscriviti alla newsletter",
    "abbonati a",
    "ricevi la nostra",
    "seguici",
    "scarica la nostra",
    "sostieni il nostro",
    "sostieni il giornalismo",
    "aiutaci a finanziare",
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
    "apoie o jornalismo",
    "ajude a financiar o nosso",
    "schrijf je in voor onze",
    "meld je aan voor onze",
    "abonneer je op",
    "volg ons",
    "steun onze",
    "steun onafhankelijke",
    "støt vores",
    "støtt vår",
    "stöd vår",
    "tue journalismiamme",
    "wesprzyj nasze",
    "wspieraj nasze",
    "podpořte naši",
    "gazeteciliğimizi destekleyin",
    "поддержите нашу",
    "підтримайте нашу",
    "στηρίξτε τη δημοσιογραφία",
    "susține jurnalismul",
    "támogassa munkánkat",
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
    "support our journalism",
    "support the newsroom",
    "fund us",
    "contribute now",
    "give now",
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
    "unterstützen sie uns",
    "unterstütze uns",
    "jetzt unterstützen",
    "spenden sie",
    "spende",
    "jetzt abonnieren",
    "jetzt anmelden",
    "jetzt abo",
    "soutenez-nous",
    "nous soutenir",
    "faites un don",
    "faire un don",
    "abonnez-vous",
    "inscrivez-vous",
    "apóyanos",
    "apóyenos",
    "haz una donación",
    "dona ahora",
    "suscríbete",
    "suscríbase",
    "sostienici",
    "fai una donazione",
    "dona ora",
    "iscriviti",
    "abbonati",
    "apoie-nos",
    "faça uma doação",
    "doe agora",
    "assine",
    "inscreva-se",
    "steun ons",
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
    "στηρίξτε μας",
    "susține-ne",
    "támogass minket",
    "ご支援ください",
    "寄付する",
    "支持我们",
    "支持我們",
    "订阅",
    "訂閱",
    "후원하기",
    "구독하기",
    "ادعمنا",
    "تبرع الآن",
    "اشترك الآن",
    "حمایت کنید",
    "תמכו בנו",
    "dukung kami",
    "ủng hộ chúng tôi",
];

/// What such appeals offer. A whole sentence that names none of it and leads nowhere may be prose ("Join our march, the
/// union told its members.").
const OFFERS: &str = "newsletter newsletters email emails e-mail app apps podcast podcasts journalism reporting \
    subscription membership facebook twitter instagram telegram whatsapp youtube linkedin bluesky mastodon tiktok \
    update updates briefing channel channels newslettern journalismus berichterstattung kanal kanälen podcasts \
    infolettre application journalisme boletín periodismo aplicación giornalismo applicazione jornalismo aplicativo \
    newsroom readers redaktion rédaction redacción redazione redação redactie journalismiamme dziennikarstwo novinařinu \
    gazeteciliğimizi журналистику редакцию журналістику редакцію δημοσιογραφία jurnalismul munkánkat \
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
