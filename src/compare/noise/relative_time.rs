//! "3 hours ago", "vor 9 Stunden", "il y a 2 jours", "3時間前", "just now", and labelled dates of publication.
//!
//! Every word of the block must belong to the grammar: a label, an affix, a number, a unit of time, a clock time.

use super::super::lexicon::is_calendar;
use super::{Line, holds, is_digits, words_of};

/// Units of time: singular, plural, inflected, abbreviated.
const UNITS: &str = "\
    s sec secs second seconds min mins minute minutes m h hr hrs hour hours d day days w wk wks week weeks mo mos \
    month months y yr \
    yrs year years sekunde sekunden sek minuten std stunde stunden tag tage tagen woche wochen monat monate monaten \
    jahr jahre jahren \
    seconde secondes heure heures j jour jours semaine semaines mois an ans année années segundo segundos minuto \
    minutos hora horas día \
    días dia dias semana semanas mes meses año años mês ano anos secondo secondi minuti ora ore giorno giorni \
    settimana settimane mese \
    mesi anno anni seconden minuut minuten uur uren dag dagen weken maand maanden jaar jaren sekund sekunder minut \
    minuter timme timmar \
    tim dagar vecka veckor månad månader år timer time uge uger måned måneder uke uker døgn sekuntia minuuttia \
    tuntia tunti päivää viikkoa \
    kuukautta vuotta sekundy minuty minuta minutę godzin godziny godzinę godzina godz dni dzień tydzień tygodnie \
    tygodni miesiąc miesiące miesięcy \
    rok lata lat hodin hodinami minutami dnem hodiny hodinu dny dnem dnů týdny týdnem měsíce měsíci roky rokem lety \
    saniye dakika dk saat sa gün hafta ay yıl \
    секунд секунды секунду минут минуты минуту мин час часа часов ч день дня дней неделю недели недель месяц месяца \
    месяцев год года \
    лет хвилин хвилини хвилину годин години годину дні днів тиждень тижні тижнів місяць місяці місяців рік роки років \
    δευτερόλεπτα λεπτά λεπτό ώρα ώρες ημέρα ημέρες μέρες εβδομάδα εβδομάδες μήνα μήνες χρόνια órája perce napja \
    hete hónapja éve oră ore \
    zi zile săptămână săptămâni lună luni ani دقيقة دقائق ساعة ساعات يوم أيام ساعتين يومين أسبوع أسابيع شهر أشهر \
    سنة سنوات دقیقه ساعت روز \
    هفته ماه سال דקות דקה שעות שעה ימים יום שבוע שבועות חודש חודשים שנה שנים मिनट घंटे घंटा घंटों दिन दिनों सप्ताह \
    महीने महीना साल वर्ष detik menit jam hari \
    minggu bulan tahun giây phút giờ ngày tuần tháng năm 秒 分 分鐘 分钟 時間 小時 小时 日 天 週 周 年 초 분 시간 일 주 주일 개월 달 년";

/// Units with their affix in the same word.
const UNITS_AGO: &str = "\
    秒前 分前 時間前 日前 週間前 か月前 ヶ月前 カ月前 年前 秒钟前 分钟前 分鐘前 小时前 小時前 天前 周前 星期前 个月前 個月前 초전 분전 시간전 일전 주전 개월전 년전 \
    órája perce napja hete hónapja éve นาทีที่แล้ว ชั่วโมงที่แล้ว วันที่แล้ว นาทีที่ผ่านมา ชั่วโมงที่ผ่านมา \
    วันที่ผ่านมา सेकंड मिनटपहले";

/// What makes a span of time lie before now: prefixes and suffixes.
const AFFIXES: &str = "\
    ago earlier old vor il y a hace há faz fa atrás geleden sedan siden sitten temu před önce evvel назад тому πριν \
    από acum în urmă قبل منذ \
    پیش לפני पहले lalu trước 前 전 ezelőtt";

/// Small numbers in words and what rounds a number.
const QUANTITIES: &str = "\
    a an one two three four five six seven eight nine ten eleven twelve few couple of half some ein eine einer \
    einem zwei drei vier fünf \
    sechs sieben acht neun zehn wenigen un une deux trois quatre cinq quelques una unos unas due alcuni um uma \
    alguns een twee drie paar \
    en ett et två to tre fire fem yksi jedną dwie dwa jeden één bir iki üç один одну две два несколько about over \
    more than less almost \
    nearly at least circa etwa rund über mehr als weniger environ plus de moins más menos más di più quasi cerca \
    ca ungefähr minst";

/// What joins two units, and what only introduces a time.
const JOINTS: &str = "and und et y e en och og ja i и та the yang que för for";

/// Labels of a time.
const LABELS: &str = "\
    posted published updated last first modified on at by online since veröffentlicht aktualisiert zuletzt stand am \
    um uhr publié mise mis à \
    jour le actualizado publicado última actualización el las aggiornato pubblicato alle il atualizado em às \
    gepubliceerd bijgewerkt op om \
    publicerad uppdaterad kl klokken oppdatert publisert opdateret julkaistu päivitetty opublikowano aktualizacja \
    aktualizováno güncelleme \
    yayınlanma опубликовано обновлено оновлено 更新 公開 发布 发表 配信 입력 수정";

/// Labels of a publication, as opposed to an update.
const POSTED: &str = "posted published veröffentlicht erschienen publié publicado pubblicato gepubliceerd \
publicerad publisert \
    udgivet julkaistu opublikowano publikováno yayınlanma опубликовано опубліковано 公開 发布 발행";

/// Words for a time near now that need no number.
const NEAR: &[&str] = &[
    "just now",
    "now",
    "right now",
    "moments ago",
    "a moment ago",
    "seconds ago",
    "today",
    "yesterday",
    "gerade eben",
    "soeben",
    "gerade",
    "jetzt",
    "heute",
    "gestern",
    "vorgestern",
    "à l'instant",
    "aujourd'hui",
    "hier",
    "avant-hier",
    "maintenant",
    "ahora",
    "ahora mismo",
    "justo ahora",
    "hoy",
    "ayer",
    "anteayer",
    "adesso",
    "proprio ora",
    "oggi",
    "ieri",
    "agora",
    "agora mesmo",
    "hoje",
    "ontem",
    "zojuist",
    "nu",
    "vandaag",
    "gisteren",
    "just nu",
    "nyss",
    "idag",
    "i dag",
    "igår",
    "i går",
    "lige nu",
    "akkurat nå",
    "nå",
    "juuri nyt",
    "tänään",
    "eilen",
    "przed chwilą",
    "teraz",
    "dzisiaj",
    "dziś",
    "wczoraj",
    "právě teď",
    "dnes",
    "včera",
    "az önce",
    "şimdi",
    "şimdi",
    "bugün",
    "dün",
    "только что",
    "сейчас",
    "сегодня",
    "вчера",
    "щойно",
    "сьогодні",
    "вчора",
    "μόλις τώρα",
    "σήμερα",
    "χθες",
    "most",
    "ma",
    "tegnap",
    "acum",
    "azi",
    "astăzi",
    "ieri",
    "الآن",
    "اليوم",
    "أمس",
    "اکنون",
    "امروز",
    "دیروز",
    "עכשיו",
    "היום",
    "אתמול",
    "अभी",
    "आज",
    "कल",
    "baru saja",
    "hari ini",
    "kemarin",
    "vừa xong",
    "hôm nay",
    "hôm qua",
    "たった今",
    "今日",
    "昨日",
    "刚刚",
    "剛剛",
    "今天",
    "昨天",
    "방금",
    "방금 전",
    "오늘",
    "어제",
];

/// Words of a clock time and of a zone.
const CLOCK: &str = "am pm a p m uhr h kl ora ore heures om at um à las alle às o'clock gmt utc bst est edt cst \
    cdt pst pdt cet cest et";

/// Whether the block is a time relative to the view and nothing else.
pub(super) fn takes(line: &Line) -> bool {
    line.words.len() <= 14 && !is_prose(line) && is_relative(&line.folded, &line.words)
}

/// Whether somebody wrote or said it: "Three weeks ago." is a sentence and “Two days ago” is speech; what a page
/// computes is neither. The full stop of a short unit ("vor 3 Std.") ends no sentence.
fn is_prose(line: &Line) -> bool {
    let is_sentence = line.ends_as_sentence() && !line.words.last().is_some_and(|w| is_unit(w));
    is_sentence || line.block.text.starts_with(['"', '“', '„', '«', '»'])
}

/// Whether `text` is such a time.
pub(in super::super) fn is_relative_time(text: &str) -> bool {
    let folded = super::super::canon::fold(text).to_lowercase();
    let words = words_of(&folded);
    words.len() <= 14 && is_relative(&folded, &words)
}

/// Whether the block is a label of publication with a date and nothing else ("Posted: Tuesday, 17 March 2020, 17:25").
///
/// Such a line stands with relative forms of itself; the extractor reads the article's own one as a claim. A label of
/// an update is left alone: where the extractor did not read it, its change is news.
pub(super) fn takes_stated_date(line: &Line) -> bool {
    let Some((label, rest)) = line.words.split_first() else { return false };
    let is_date_word = |w: &String| {
        is_digits(w) || is_calendar(w) || holds(CLOCK, w) || holds("on am le el il em op the at de den", w)
    };
    holds(POSTED, label) && rest.len() <= 14 && rest.iter().any(|w| is_digits(w)) && rest.iter().all(is_date_word)
}

/// Whether a word is a unit of time.
pub(super) fn is_unit(word: &str) -> bool {
    holds(UNITS, word)
}

/// Whether a word is a small number in words or rounds one.
pub(super) fn is_quantity(word: &str) -> bool {
    holds(QUANTITIES, word)
}

fn is_relative(folded: &str, words: &[String]) -> bool {
    let labels = words.iter().take_while(|w| holds(LABELS, w)).count();
    let body = words.get(labels..).unwrap_or(&[]);
    let is_labelled = words.first().is_some_and(|w| holds(POSTED, w));
    is_near(folded, words, labels) || is_span_ago(body) || is_bare_span(body, is_labelled)
}

/// "yesterday", "Gestern, 14:30 Uhr", "Updated just now".
fn is_near(folded: &str, words: &[String], labels: usize) -> bool {
    // The label words are cut by their text, for the phrases hold spaces and apostrophes.
    let mut rest = folded;
    for label in words.iter().take(labels) {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric()).strip_prefix(label.as_str()).unwrap_or(rest);
    }
    let rest = rest.trim_matches(|c: char| !super::is_word_character(c));
    [folded, rest].into_iter().any(|text| {
        NEAR.iter().any(|phrase| {
            text.strip_prefix(phrase).is_some_and(|tail| {
                let is_parted = tail.chars().next().is_none_or(|c| !super::is_word_character(c));
                let tail = words_of(tail);
                is_parted && tail.len() <= 5 && tail.iter().all(|w| is_digits(w) || holds(CLOCK, w))
            })
        })
    })
}

/// A number and a unit, or several, with an affix that makes them past.
fn is_span_ago(words: &[String]) -> bool {
    let is_number = |w: &String| is_digits(w) || is_quantity(w);
    let is_past = |w: &String| holds(AFFIXES, w) || holds(UNITS_AGO, w);
    let is_time = |w: &String| is_unit(w) || holds(UNITS_AGO, w);
    let is_word = |w: &String| is_number(w) || is_past(w) || is_time(w) || holds(JOINTS, w);
    words.len() >= 2
        && words.len() <= 10
        && words.iter().any(is_number)
        && words.iter().any(is_past)
        && words.iter().any(is_time)
        && words.iter().all(is_word)
}

/// "1 hour 35 min": two units and nothing else, as widgets show a time ago; after a label one unit is enough.
fn is_bare_span(words: &[String], is_labelled: bool) -> bool {
    let is_length = words.len() == 4 || (is_labelled && words.len() == 2);
    is_length && words.chunks(2).all(|pair| matches!(pair, [number, unit] if is_digits(number) && is_unit(unit)))
}
