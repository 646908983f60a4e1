//! Words that make a change weighty, by language: negations, months, weekdays, numbers in words.
//!
//! Not a dictionary: only closed classes, lower case, folded as N2 folds them.

/// Negations by language.
const NEGATIONS: &[(&str, &str)] = &[
    ("en", "not no never nobody none nothing nowhere neither nor cannot without"),
    ("de", "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder"),
    ("fr", "ne pas jamais aucun aucune rien personne sans non ni"),
    ("es", "no nunca jamás ni nadie nada ningún ninguno ninguna sin tampoco"),
    ("it", "non mai nessuno nessuna nessun niente nulla né senza"),
    ("pt", "não nunca jamais ninguém nada nenhum nenhuma nem sem"),
    ("nl", "niet geen nooit niemand niets zonder noch"),
    ("sv", "inte ej aldrig ingen inget inga utan ingenting"),
    ("da", "ikke aldrig ingen intet uden"),
    ("no", "ikke aldri ingen intet uten"),
    ("nb", "ikke aldri ingen intet uten"),
    ("fi", "ei en et emme ette eivät ilman"),
    ("pl", "nie nigdy nikt nic żaden żadna bez ani"),
    ("cs", "ne není nikdy nikdo nic žádný bez ani"),
    ("tr", "değil yok hiç asla"),
    ("ru", "не нет ни никогда никто ничего без"),
    ("uk", "не ні немає ніколи ніхто нічого без"),
    ("el", "δεν δε μη μην όχι ποτέ"),
    ("hu", "nem ne soha senki semmi"),
    ("ro", "nu niciodată nimeni nimic fără"),
    ("ar", "لا لم لن ليس ليست غير دون"),
    ("fa", "نه نیست نیستند بدون هرگز"),
    ("he", "לא אין בלי מעולם"),
    ("hi", "नहीं न मत बिना"),
    ("id", "tidak bukan belum tanpa jangan"),
    ("vi", "không chưa chẳng"),
    ("ja", "無 不 未 非"),
    ("zh", "不 没 未 無 无 非 没有"),
    ("ko", "안 못 아니 없다 않다"),
];

/// Months and weekdays, full and short, in one list: a word of it beside a number is a date in any language.
const CALENDAR: &str = "\
january february march april may june july august september october november december jan feb mar apr jun jul aug \
sept sep oct \
nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun januar jänner februar \
märz mai juni \
juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag janvier février mars \
avril juin \
juillet août aout septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche enero \
febrero marzo \
abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre lunes martes miércoles jueves \
viernes sábado \
domingo gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre lunedì martedì mercoledì giovedì \
venerdì sabato \
domenica janeiro fevereiro março maio junho julho setembro outubro novembro dezembro segunda-feira terça-feira \
quarta-feira \
quinta-feira sexta-feira januari februari maart mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag \
zondag augusti \
måndag tisdag onsdag torsdag fredag lördag söndag marts maj mandag tirsdag lørdag søndag tammikuuta helmikuuta \
maaliskuuta \
huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta stycznia lutego \
marca kwietnia \
maja czerwca lipca sierpnia września października listopada grudnia ledna února března dubna května června července \
srpna září \
října listopadu prosince ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık января февраля \
марта апреля \
мая июня июля августа сентября октября ноября декабря січня лютого березня квітня травня червня липня серпня \
вересня жовтня \
листопада грудня ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου \
νοεμβρίου \
δεκεμβρίου január február március április május június július augusztus szeptember október november december \
ianuarie februarie \
martie aprilie iunie iulie septembrie octombrie noiembrie decembrie يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس \
سبتمبر أكتوبر \
نوفمبر ديسمبر जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर januari februari maret april \
mei juni juli agustus \
september oktober desember 月 日 年 월 일 년";

/// Numbers in words, from two up: one is an article in too many languages.
const NUMBER_WORDS: &str = "\
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen \
nineteen twenty \
thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion \
billions dozen dozens \
half twice zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend millionen \
milliarde \
milliarden dutzend deux trois quatre cinq sept huit neuf dix onze douze vingt trente cent mille millions milliard \
milliards dos \
tres cuatro cinco siete ocho nueve diez once doce veinte cien mil millones due tre quattro cinque sette otto nove \
dieci cento \
mila milione milioni miliardi dois duas três quatro sete oito dez cem milhão milhões twee drie vijf zes zeven acht \
negen tien \
honderd duizend miljoen miljard två fyra fem sex sju åtta nio tio hundra tusen miljoner два две три четыре пять \
шесть семь \
восемь девять десять сто тысяч миллион миллионов 二 三 四 五 六 七 八 九 十 百 千 万 億 亿 兆";

fn holds(list: &str, word: &str) -> bool {
    list.split(' ').any(|w| w == word)
}

/// Whether `word` (lower case) denies, in `language` if it is known here, else in any of the languages where the word
/// means nothing else.
pub(super) fn is_negation(word: &str, language: Option<&str>) -> bool {
    if word.ends_with("n't") {
        return true;
    }
    let base = language.map(|l| l.split('-').next().unwrap_or(l));
    match NEGATIONS.iter().find(|(l, _)| Some(*l) == base) {
        Some((_, list)) => holds(list, word),
        // Two-letter words and "en", "et" mean too many things where the language is not known.
        None => word.len() > 3 && NEGATIONS.iter().any(|(_, list)| holds(list, word)) || matches!(word, "not" | "no"),
    }
}

/// Whether `word` (lower case) is a month, a weekday or a date mark.
pub(super) fn is_calendar(word: &str) -> bool {
    holds(CALENDAR, word)
}

/// Whether `word` (lower case) is a number from two up.
pub(super) fn is_number_word(word: &str) -> bool {
    holds(NUMBER_WORDS, word)
}
