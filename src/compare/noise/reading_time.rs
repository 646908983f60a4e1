//! "Lesedauer: 4 Min.", "5 min read", "1,234 words", "Listen to this article (6 minutes)".

use super::{Line, holds, is_digits};
use crate::language::{fold, is_clock_unit, is_quantity, is_unit};

/// Words of which one must be there, with a length in hours, minutes or seconds: "Lecture 5" is a lecture.
const READING: &str = "\
    read reading lesezeit lesedauer lesen lecture lire lectura leer lettura leggere leitura ler leestijd lezen \
    lästid läsa läsning læsetid \
    lesetid lukuaika czytania czytanie čtení okuma чтения чтение читання ανάγνωσης listen listening hören hördauer \
    écouter écoute escuchar \
    ascolta ascoltare ouvir beluister luister lyssna lyt lytt kuuntele \
    citire olvasás olvasási membaca baca đọc القراءة للقراءة قراءة للاستماع مطالعه خواندن קריאה पढ़ने पढ़ें";

/// What is counted in a text, with nothing beside it but the number: "Parole in 5 years" counts no words.
const COUNTED: &str = "words wörter mots palabras parole palavras woorden ord sanaa słów slov";

/// Words that may stand beside.
const BESIDE: &str = "\
    time to this article story min minutes minute of de temps tiempo tempo di for estimated est ca about in le \
    l'article temps du el la der \
    die das artikel artikels den czas doba süresi время читати час čas min this audio episode the timp idő waktu \
    thời gian مدة وقت زمن في زمان برای זמן में का समय के लिए";

/// Two minutes in one word.
const DUALS: &str = "دقيقتان دقيقتين دقيقتا";

pub(super) fn takes(line: &Line) -> bool {
    let has_number = line.words.iter().any(|w| is_digits(w) || holds(DUALS, w));
    (2..=10).contains(&line.words.len()) && has_number && !is_prose(line) && (is_length(line) || is_count(line))
}

/// Whether somebody wrote it as a sentence. The words of a length of reading are so few that a full stop behind their
/// unit may stand there as well as none.
fn is_prose(line: &Line) -> bool {
    line.ends_as_sentence() && !line.words.last().is_some_and(|w| is_unit(&fold(w)))
}

fn is_length(line: &Line) -> bool {
    let is_minutes = |w: &String| is_clock_unit(&fold(w)) || holds(DUALS, w);
    let is_time = |w: &String| is_digits(w) || is_minutes(w) || is_quantity(&fold(w));
    let is_beside = |w: &String| holds(READING, w) || is_time(w) || holds(BESIDE, w);
    let is_longer = |w: &String| is_unit(&fold(w)) && !is_clock_unit(&fold(w));
    line.words.iter().any(|w| holds(READING, w))
        && line.words.iter().any(is_minutes)
        && !line.words.iter().any(is_longer)
        && line.words.iter().all(is_beside)
}

fn is_count(line: &Line) -> bool {
    line.words.iter().filter(|w| holds(COUNTED, w)).count() == 1
        && line.words.iter().all(|w| is_digits(w) || holds(COUNTED, w))
}
