//! "This article is over 5 years, 1 months old": how languages say the age of an article as a whole block.
//!
//! Subjects, verbs and closings are typed here, numbers and units come from the tables.

use super::fold::fold;
use super::langs::Langs;
use super::span::{Span, counted};
use super::tokens::{Token, tokens};
use super::words;

/// The longest notice, bytes and words.
const NOTICE_BYTES_MAX: usize = 300;
const NOTICE_WORDS_MAX: usize = 24;

/// How far into a block the first word of its subject reaches, characters.
const HEAD_CHARS: usize = 16;

/// How one language says it. Alternatives are parted by `|`; `_` in a form is the quantity, `~` the subject.
struct Form {
    langs: &'static str,
    subjects: &'static str,
    shapes: &'static str,
}

/// What a reader is told between the subject and the quantity to round it is `q` in the tables and not repeated here.
const FORMS: &[Form] = &[
    Form {
        langs: "en",
        subjects: "this article|this story|this post|this page|this piece|this report|this blog|this blog post|this item|\
                   this entry|this content|this news|this thread|this video|the article|this press release",
        shapes: "~ is _ old|~ is now _ old|~ was published _ ago|~ was first published _ ago|~ was originally published _ ago|\
                 ~ was posted _ ago|~ was written _ ago|~ was last updated _ ago|~ dates from _ ago|~ is from _ ago",
    },
    Form {
        langs: "de",
        subjects: "dieser artikel|dieser beitrag|dieser text|diese meldung|diese nachricht|diese seite|dieser eintrag|\
                   dieser inhalt|dieses video|der artikel|der beitrag",
        shapes: "~ ist _ alt|~ ist schon _ alt|~ ist bereits _ alt|~ ist alter als _|~ ist schon alter als _|~ wurde vor _ veroffentlicht|\
                 ~ wurde vor _ publiziert|~ erschien vor _|~ wurde vor _ erstellt|~ ist vor _ erschienen|~ stammt von vor _",
    },
    Form {
        langs: "fr",
        subjects: "cet article|ce contenu|ce billet|cette page|ce texte|cette actualite|cette video|cet article de blog",
        shapes: "~ a _|~ date de _|~ date d'il y a _|~ a ete publie il y a _|~ a ete publiee il y a _|~ est vieux de _|~ est age de _|\
                 ~ remonte a _|~ a ete ecrit il y a _",
    },
    Form {
        langs: "es",
        subjects: "este articulo|esta noticia|este post|este texto|esta entrada|esta pagina|este contenido",
        shapes: "~ tiene _|~ tiene _ de antiguedad|~ fue publicado hace _|~ fue publicada hace _|~ se publico hace _|~ tiene ya _",
    },
    Form {
        langs: "it",
        subjects: "questo articolo|questo post|questa notizia|questa pagina|questo contenuto",
        shapes: "~ ha _|~ e stato pubblicato _ fa|~ e stata pubblicata _ fa|~ risale a _ fa|~ e vecchio di _",
    },
    Form {
        langs: "pt",
        subjects: "este artigo|esta noticia|este texto|esta materia|este post|esta pagina|este conteudo",
        shapes: "~ tem _|~ foi publicado ha _|~ foi publicada ha _|~ foi publicado _ atras|~ tem ja _",
    },
    Form {
        langs: "nl",
        subjects: "dit artikel|dit bericht|dit verhaal|deze pagina|dit nieuws",
        shapes: "~ is _ oud|~ is al _ oud|~ is ouder dan _|~ werd _ geleden gepubliceerd|~ is _ geleden gepubliceerd",
    },
    Form {
        langs: "sv",
        subjects: "den har artikeln|denna artikel|artikeln|det har inlagget|denna sida",
        shapes: "~ ar _ gammal|~ ar _ gammalt|~ ar aldre an _|~ publicerades for _ sedan",
    },
    Form {
        langs: "da,nb,nn",
        subjects: "denne artikel|artiklen|denne artikkelen|artikkelen|denne saken|saken|dette indlaeg|denne side|denne siden",
        shapes: "~ er _ gammel|~ er _ gammelt|~ er over _ gammel|~ er aeldre end _|~ er eldre enn _|~ ble publisert for _ siden|\
                 ~ blev udgivet for _ siden",
    },
    Form {
        langs: "fi",
        subjects: "tama artikkeli|artikkeli|tama juttu|juttu",
        shapes: "~ on _ vanha|~ on yli _ vanha|~ on julkaistu _ sitten",
    },
    Form {
        langs: "pl",
        subjects: "ten artykul|artykul|ten wpis|ten tekst|ta strona",
        shapes: "~ ma _|~ ma juz _|~ zostal opublikowany _ temu|~ opublikowano _ temu",
    },
    Form {
        langs: "cs,sk",
        subjects: "tento clanek|clanek|tento clanok|clanok|tento prispevek",
        shapes: "~ je stary _|~ je starsi nez _|~ je _ stary|~ byl publikovan pred _|~ bol publikovany pred _|~ je starsi ako _",
    },
    Form {
        langs: "hu",
        subjects: "ez a cikk|a cikk|ez az iras",
        shapes: "~ _ idos|~ tobb mint _|~ _ jelent meg|~ _ regi",
    },
    Form {
        langs: "ro",
        subjects: "acest articol|articolul|aceasta stire",
        shapes: "~ are _|~ are _ vechime|~ a fost publicat acum _",
    },
    Form {
        langs: "ru",
        subjects: "этои статье|этому материалу|этои новости|эта статья|этот материал|эта новость|статья|материал",
        shapes: "~ _|~ уже _|~ опубликована _ назад|~ опубликован _ назад|~ была опубликована _ назад",
    },
    Form {
        langs: "uk",
        subjects: "ціи статті|цьому матеріалу|ця стаття|цеи матеріал",
        shapes: "~ _|~ вже _|~ опублікована _ тому|~ опубліковании _ тому",
    },
    Form {
        langs: "tr",
        subjects: "bu makale|bu haber|bu yazi|bu icerik",
        shapes: "~ _ once yayinlandi|~ _ once yayinlanmistir|~ _ eski",
    },
    Form {
        langs: "el",
        subjects: "αυτο το αρθρο|το αρθρο",
        shapes: "~ ειναι _|~ δημοσιευτηκε πριν απο _|~ δημοσιευθηκε πριν απο _",
    },
    Form {
        langs: "id,ms",
        subjects: "artikel ini|berita ini|tulisan ini",
        shapes: "~ berusia _|~ sudah berusia _|~ diterbitkan _ yang lalu",
    },
    Form { langs: "vi", subjects: "bai viet nay", shapes: "~ da _|~ da _|~ duoc dang cach day _" },
    Form {
        langs: "ar",
        subjects: "هذا المقال|هذه المقالة|هذا الخبر",
        shapes: "~ عمره _|~ مضی علیه _|~ نشر قبل _|~ نشر منذ _",
    },
    Form {
        langs: "fa", subjects: "این مقاله|این مطلب|این خبر", shapes: "~ _ پیش منتشر شده|~ _ پیش منتشر شده است"
    },
    Form {
        langs: "he", subjects: "כתבה זו|מאמר זה", shapes: "~ פורסמה לפני _|~ פורסם לפני _|~ בת _"
    },
    Form { langs: "ca", subjects: "aquest article|aquesta noticia", shapes: "~ te _|~ es va publicar fa _" },
    Form {
        langs: "hr,bs,sr",
        subjects: "ovaj clanak|clanak|ova vijest",
        shapes: "~ je star _|~ je stariji od _|~ objavljen je prije _|~ objavljen je pre _",
    },
    Form {
        langs: "ja",
        subjects: "この記事は|本記事は|この記事は公開から|この記事は最終更新から|この記事の公開から|公開から|最終更新から",
        shapes: "~ _ 以上経過しています|~ _ 以上前の記事です|~ _ 以上前のものです|~ _ 前の記事です|~ _ 前のものです|~ _ が経過しています|\
                 ~ _ 前に公開されたものです|~ _ 以上が経過しています",
    },
    Form {
        langs: "zh",
        subjects: "本文发布于|本文發佈於|这篇文章发布于|這篇文章發佈於|此文章发布于|本文最后更新于|本文已发布|本文已發佈",
        shapes: "~ _ 前|~ _ 以前|~ _|~ _ 前发布|~ _ 前發佈",
    },
    Form {
        langs: "ko",
        subjects: "이 기사는|본 기사는|이 글은|이 기사는 작성된 지|본 기사는 작성된 지",
        shapes: "~ _ 전에 작성되었습니다|~ _ 전에 작성된 기사입니다|~ _ 전에 게재된 기사입니다|~ _ 이상 지났습니다|~ _ 이 지났습니다|~ _ 이상 경과했습니다",
    },
];

/// The first words of all subjects, sorted: most blocks begin with none of them.
const FIRST_WORDS: &[&str] = &[
    "a",
    "aceasta",
    "acest",
    "aquest",
    "aquesta",
    "articolul",
    "artikel",
    "artikeln",
    "artikkelen",
    "artikkeli",
    "artiklen",
    "artykul",
    "bai",
    "berita",
    "bu",
    "ce",
    "cet",
    "cette",
    "clanak",
    "clanek",
    "clanok",
    "den",
    "denna",
    "denne",
    "der",
    "det",
    "dette",
    "deze",
    "diese",
    "dieser",
    "dieses",
    "dit",
    "esta",
    "este",
    "ez",
    "juttu",
    "ova",
    "ovaj",
    "questa",
    "questo",
    "saken",
    "ta",
    "tama",
    "ten",
    "tento",
    "the",
    "this",
    "tulisan",
    "αυτο",
    "το",
    "материал",
    "статья",
    "цеи",
    "цьому",
    "ця",
    "ціи",
    "эта",
    "этои",
    "этому",
    "этот",
    "כתבה",
    "מאמר",
    "این",
    "هذا",
    "هذه",
    "この記事の公開から",
    "この記事は",
    "この記事は公開から",
    "この記事は最終更新から",
    "公開から",
    "最終更新から",
    "本文发布于",
    "本文已发布",
    "本文已發佈",
    "本文最后更新于",
    "本文發佈於",
    "本記事は",
    "此文章发布于",
    "这篇文章发布于",
    "這篇文章發佈於",
    "본",
    "이",
];

/// The age that a whole block says that the article has, if it is such a notice and nothing else.
pub fn age(block: &str) -> Option<Span> {
    if block.len() > NOTICE_BYTES_MAX || block.bytes().filter(|b| *b == b' ').count() > NOTICE_WORDS_MAX {
        return None;
    }
    let head: String = block.chars().skip_while(|c| !c.is_alphanumeric()).take(HEAD_CHARS).collect();
    let head = fold(&head);
    let first = head.bytes().next();
    if !FIRST_WORDS.iter().any(|word| word.bytes().next() == first && head.starts_with(word)) {
        return None;
    }
    let folded = fold(block).replace("d'", "d' ").replace("d' il", "d'il");
    let folded = parted(&folded);
    let tokens = tokens(&folded);
    if tokens.len() < 3 || tokens.len() > NOTICE_WORDS_MAX {
        return None;
    }
    // Prose goes on after its first sentence; a notice is one.
    let is_one = !folded.trim_end_matches(['.', '!', '。', ' ', '।']).contains(['!', '?', ';', '。', '।']);
    FORMS.iter().filter(|_| is_one).find_map(|form| form.read(&tokens))
}

/// Units of scripts that write without spaces, the longer first.
const UNPARTED: &[&str] = &[
    "か月", "ヶ月", "カ月", "ヵ月", "個月", "个月", "週間", "개월", "年", "月", "週", "周", "日", "天", "년", "달",
    "주", "일",
];

/// The text with a space after a unit that stands behind a number without one.
fn parted(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded;
    let mut is_after_number = false;
    while let Some(c) = rest.chars().next() {
        let unit = UNPARTED.iter().find(|unit| is_after_number && rest.starts_with(**unit));
        let length = unit.map_or(c.len_utf8(), |unit| unit.len());
        let (taken, after) = rest.split_at(length);
        out.push_str(taken);
        if unit.is_some() {
            out.push(' ');
        }
        is_after_number = super::digit(c).is_some() || (is_after_number && c == ' ');
        rest = after;
    }
    out
}

impl Form {
    fn read(&self, tokens: &[Token]) -> Option<Span> {
        let first = tokens.first()?.text;
        let subjects = self.subjects.split('|').filter(|subject| subject.starts_with(first));
        let rest = subjects.into_iter().find_map(|subject| after(tokens, subject))?;
        self.shapes.split('|').find_map(|shape| {
            let (before, closing) = shape.strip_prefix('~')?.split_once('_')?;
            let rest = after(rest, before)?;
            let count = rest.len().checked_sub(words_of(closing).count())?;
            let (quantity, end) = rest.split_at_checked(count)?;
            let is_closed = end.iter().map(|t| t.text).eq(words_of(closing));
            if is_closed { quantity_of(quantity, Langs::of_list(self.langs)) } else { None }
        })
    }
}

fn words_of(phrase: &str) -> impl Iterator<Item = &str> {
    phrase.split(' ').filter(|word| !word.is_empty())
}

/// What follows the words of a phrase at the start.
fn after<'w, 't>(tokens: &'w [Token<'t>], phrase: &str) -> Option<&'w [Token<'t>]> {
    let (head, tail) = tokens.split_at_checked(words_of(phrase).count())?;
    head.iter().map(|t| t.text).eq(words_of(phrase)).then_some(tail)
}

/// A rounded length of time of whole days: words that round it, numbers and units, and nothing else.
fn quantity_of(tokens: &[Token], langs: Langs) -> Option<Span> {
    let is_rounding = |token: &&Token| token.number.is_none() && words::rounds(token.text);
    let start = tokens.iter().take_while(is_rounding).count();
    let rest = tokens.get(start..)?;
    let is_year_short = |token: &Token| token.number.is_none_or(|n| n < 10_000);
    let span = counted(rest, langs).filter(|_| rest.iter().all(is_year_short))?;
    (span.hours == 0 && span.minutes == 0 && span.seconds == 0).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Unit::{Day, Month, Week, Year};

    #[test]
    fn a_notice_is_read_in_many_languages_with_its_faults() {
        for (text, expected) in [
            ("This article is over 5 years, 1 months old", (5, 1, 0, 0, Month)),
            ("This article is over 6 years, 0 months old.", (6, 0, 0, 0, Month)),
            ("This article is more than 11 months old", (0, 11, 0, 0, Month)),
            ("This article is more than one year old", (1, 0, 0, 0, Year)),
            ("• This story is about a year and two months old", (1, 2, 0, 0, Month)),
            ("This post was published more than 3 weeks ago", (0, 0, 3, 0, Week)),
            ("This page was last updated 40 days ago", (0, 0, 0, 40, Day)),
            ("Dieser Artikel ist mehr als 2 Jahre alt", (2, 0, 0, 0, Year)),
            ("Dieser Artikel ist älter als fünf Monate", (0, 5, 0, 0, Month)),
            ("Dieser Beitrag wurde vor über 3 Jahren veröffentlicht.", (3, 0, 0, 0, Year)),
            ("Cet article date de plus de deux ans", (2, 0, 0, 0, Year)),
            ("Cet article a plus d’un an", (1, 0, 0, 0, Year)),
            ("Cet article a été publié il y a plus de 4 mois.", (0, 4, 0, 0, Month)),
            ("Este artículo tiene más de 5 años", (5, 0, 0, 0, Year)),
            ("Questo articolo ha più di 3 anni", (3, 0, 0, 0, Year)),
            ("Dit artikel is meer dan 4 jaar oud", (4, 0, 0, 0, Year)),
            ("Este artigo tem mais de um ano e 2 meses", (1, 2, 0, 0, Month)),
            ("Den här artikeln är mer än 3 år gammal", (3, 0, 0, 0, Year)),
            ("Denne artikel er mere end 2 år gammel", (2, 0, 0, 0, Year)),
            ("Denne artikkelen er over 5 år gammel", (5, 0, 0, 0, Year)),
            ("Artikkeli on yli 3 vuotta vanha", (3, 0, 0, 0, Year)),
            ("Ten artykuł ma ponad 5 lat", (5, 0, 0, 0, Year)),
            ("Tento článek je starší než 2 roky", (2, 0, 0, 0, Year)),
            ("Этой статье более 3 лет", (3, 0, 0, 0, Year)),
            ("Цій статті понад 5 років", (5, 0, 0, 0, Year)),
            ("Acest articol are mai mult de 2 ani", (2, 0, 0, 0, Year)),
            ("この記事は公開から1年以上経過しています", (1, 0, 0, 0, Year)),
            ("本文发布于 3 年前", (3, 0, 0, 0, Year)),
            ("이 기사는 2년 전에 작성되었습니다", (2, 0, 0, 0, Year)),
        ] {
            let span = age(text).unwrap_or_else(|| panic!("{text} is not read"));
            assert_eq!((span.years, span.months, span.weeks, span.days, span.finest), expected, "{text}");
        }
    }

    #[test]
    fn the_forms_are_folded_and_name_known_languages() {
        for form in FORMS {
            for text in [form.subjects, form.shapes] {
                assert_eq!(fold(text), text);
            }
            assert!(form.langs.split(',').all(|code| !Langs::of_list(code).is_none()), "{}", form.langs);
        }
    }

    #[test]
    fn the_first_words_are_those_of_the_forms() {
        let subjects = FORMS.iter().flat_map(|form| form.subjects.split('|'));
        let mut first: Vec<&str> = subjects.filter_map(|subject| subject.split(' ').next()).collect();
        first.sort_unstable();
        first.dedup();
        assert_eq!(first, FIRST_WORDS);
    }

    #[test]
    fn prose_that_holds_such_a_phrase_is_prose() {
        for text in [
            "He said this article is over 5 years old",
            "This article is over 5 years old and still read.",
            "This article is over 5 years old! It is still read.",
            "This article is about two lovers, old friends",
            "This article is old",
            "This article is more than a story about years of war",
            "This article is 5",
            "This article is over 5 hours old",
            "This tree is over 500 years old",
            "Dieser Artikel ist alt",
            "Dieser Artikel ist 5 years alt",
            "",
        ] {
            assert_eq!(age(text), None, "{text}");
        }
    }
}
