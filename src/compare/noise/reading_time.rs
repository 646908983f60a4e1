//! "Lesedauer: 4 Min.", "5 min read", "1,234 words", "Listen to this article (6 minutes)".

use super::{Line, holds, is_digits};
use crate::language::{fold, is_quantity, is_unit};

/// Words of which one must be there.
const READING: &str = "\
    read reading lesezeit lesedauer lesen lecture lire lectura leer lettura leggere leitura ler leestijd lezen \
    lästid läsa läsning læsetid \
    lesetid lukuaika czytania czytanie čtení okuma чтения чтение читання ανάγνωσης listen listening hören hördauer \
    écouter écoute escuchar \
    ascolta ascoltare ouvir beluister luister lyssna lyt lytt kuuntele words wörter mots palabras parole palavras \
    woorden ord sanaa słów slov";

/// Words that may stand beside.
const BESIDE: &str = "\
    time to this article story min minutes minute of de temps tiempo tempo di for estimated est ca about in le \
    l'article temps du el la der \
    die das artikel artikels den czas doba süresi время читати čas min this audio episode the";

pub(super) fn takes(line: &Line) -> bool {
    let is_reading = |w: &String| holds(READING, w);
    let is_length = |w: &String| is_digits(w) || is_unit(&fold(w)) || is_quantity(&fold(w));
    let is_beside = |w: &String| is_reading(w) || is_length(w) || holds(BESIDE, w);
    let has_measure = line.words.iter().any(|w| is_digits(w));
    (2..=10).contains(&line.words.len())
        && has_measure
        && line.words.iter().any(is_reading)
        && line.words.iter().all(is_beside)
}
