//! Notes of the publisher about the article's own text: corrections, clarifications, updates, editor's notes.
//!
//! A note is recognised as a whole block by how it begins or by a formula that speaks of this very article. The word
//! "correction" within prose makes nothing a note.

use memchr::memmem;

use crate::language::fold;
use crate::model::NoteKind::{self, Clarification, Correction, Editor, Retraction, Update};

/// Fewest words of a note: a shorter block is a link or a heading.
const WORDS_MIN: usize = 6;

/// Longest note that is recognised by a formula, words: a long text that holds one is an article about it.
const FORMULA_WORDS_MAX: usize = 150;

/// How far into a block its label and formula are looked for, bytes: a note says early that it is one.
const HEAD_BYTES: usize = 300;

/// Words of which every formula holds one: looking for them first spares looking for each formula.
const FORMULA_HINTS: &[&str] = &[
    "this ",
    "version",
    "fassung",
    "cet article",
    "misstated",
    "versao",
    "versie",
    "هذا",
    "هذه",
    "верси",
    "версі",
    "wersj",
];

/// Labels before a colon or dash, without accents.
const LABELS: &[(&str, NoteKind)] = &[
    ("retraction", Retraction),
    ("correction and clarification", Correction),
    ("corrections and clarifications", Correction),
    ("correction", Correction),
    ("corrections", Correction),
    ("corrected", Correction),
    ("erratum", Correction),
    ("amendment", Correction),
    ("clarification", Clarification),
    ("editor's note", Editor),
    ("editors' note", Editor),
    ("editor s note", Editor),
    ("note to readers", Editor),
    ("editorial note", Editor),
    ("update", Update),
    ("updated", Update),
    ("updates", Update),
    ("korrektur", Correction),
    ("korrekturhinweis", Correction),
    ("berichtigung", Correction),
    ("richtigstellung", Correction),
    ("anmerkung der redaktion", Editor),
    ("hinweis der redaktion", Editor),
    ("anm. d. red.", Editor),
    ("anm. d. redaktion", Editor),
    ("redaktioneller hinweis", Editor),
    ("transparenzhinweis", Editor),
    ("aktualisierung", Update),
    ("nachtrag", Update),
    ("rectificatif", Correction),
    ("errata", Correction),
    ("precision", Clarification),
    ("note de la redaction", Editor),
    ("ndlr", Editor),
    ("mise a jour", Update),
    ("correccion", Correction),
    ("fe de errores", Correction),
    ("fe de erratas", Correction),
    ("rectificacion", Correction),
    ("aclaracion", Clarification),
    ("nota de la redaccion", Editor),
    ("nota del editor", Editor),
    ("actualizacion", Update),
    ("errata corrige", Correction),
    ("rettifica", Correction),
    ("correzione", Correction),
    ("precisazione", Clarification),
    ("nota della redazione", Editor),
    ("aggiornamento", Update),
    ("correcao", Correction),
    ("erramos", Correction),
    ("nota da redacao", Editor),
    ("nota do editor", Editor),
    ("atualizacao", Update),
    ("correctie", Correction),
    ("rectificatie", Correction),
    ("noot van de redactie", Editor),
    ("rattelse", Correction),
    ("rettelse", Correction),
    ("oikaisu", Correction),
    ("korjaus", Correction),
    ("sprostowanie", Correction),
    ("aktualizacja", Update),
    ("oprava", Correction),
    ("duzeltme", Correction),
    ("guncelleme", Update),
    ("исправление", Correction),
    ("уточнение", Clarification),
    ("обновлено", Update),
    ("виправлення", Correction),
    ("оновлено", Update),
    ("actualizada", Update),
    ("actualizado", Update),
    ("atualizado", Update),
    ("aggiornato", Update),
    ("aktualisiert", Update),
    ("update und korrektur", Correction),
    ("avviso ai lettori", Editor),
    ("note aux lecteurs", Editor),
    ("correctif", Correction),
    ("rectification", Correction),
    ("mea culpa", Correction),
    ("retractacion", Retraction),
    ("retractation", Retraction),
    ("verduidelijking", Clarification),
    ("aanvulling", Update),
    ("naschrift", Editor),
    ("fortydligande", Clarification),
    ("uppdatering", Update),
    ("berigtigelse", Correction),
    ("praecisering", Clarification),
    ("opdatering", Update),
    ("feilretting", Correction),
    ("presisering", Clarification),
    ("oppdatering", Update),
    ("tarkennus", Clarification),
    ("paivitys", Update),
    ("korekta", Correction),
    ("od redakcji", Editor),
    ("aktualizace", Update),
    ("upresneni", Clarification),
    ("aktualizacia", Update),
    ("helyesbites", Correction),
    ("helyreigazitas", Correction),
    ("pontositas", Clarification),
    ("frissites", Update),
    ("rectificare", Correction),
    ("erata", Correction),
    ("corectie", Correction),
    ("precizare", Clarification),
    ("actualizare", Update),
    ("nota redactiei", Editor),
    ("ispravka", Correction),
    ("ispravak", Correction),
    ("correccio", Correction),
    ("rectificacio", Correction),
    ("διορθωση", Correction),
    ("διευκρινιση", Clarification),
    ("ενημερωση", Update),
    ("поправка", Correction),
    ("опровержение", Retraction),
    ("от редакции", Editor),
    ("дополнение", Update),
    ("уточнення", Clarification),
    ("спростування", Retraction),
    ("корекция", Correction),
    ("tekzip", Retraction),
    ("editorun notu", Editor),
    ("ralat", Correction),
    ("koreksi", Correction),
    ("klarifikasi", Clarification),
    ("pembaruan", Update),
    ("catatan redaksi", Editor),
    ("dinh chinh", Correction),
    ("cap nhat", Update),
    ("تصحیح", Correction),
    ("تصویب", Correction),
    ("اصلاحیه", Correction),
    ("توضیح", Clarification),
    ("استدراک", Correction),
    ("تنویه", Editor),
    ("ملاحظة المحرر", Editor),
    ("ملاحظة من المحرر", Editor),
    ("تحدیث", Update),
    ("بهروزرسانی", Update),
    ("תיקון", Correction),
    ("תיקון טעות", Correction),
    ("הבהרה", Clarification),
    ("הערת המערכת", Editor),
    ("עדכון", Update),
    ("सुधार", Correction),
    ("भूल सुधार", Correction),
    ("स्पष्टीकरण", Clarification),
    ("अपडेट", Update),
    ("সংশোধনী", Correction),
    ("সংশোধন", Correction),
];

/// What an article of one's own is called in a formula.
const OWN: &[&str] = &[
    "article",
    "story",
    "report",
    "post",
    "piece",
    "page",
    "column",
    "interview",
    "headline",
    "review",
    "obituary",
    "letter",
    "video",
];

/// Formulas that speak of this very article, without accents; `{}` stands for one of [`OWN`].
const FORMULAS: &[(&str, NoteKind)] = &[
    ("this {} has been retracted", Retraction),
    ("this {} was retracted", Retraction),
    ("this {} has been removed", Retraction),
    ("an earlier version of this {}", Correction),
    ("a previous version of this {}", Correction),
    ("earlier versions of this {}", Correction),
    ("an earlier {} misstated", Correction),
    ("this {} was amended", Correction),
    ("this {} has been amended", Correction),
    ("this {} was corrected", Correction),
    ("this {} has been corrected", Correction),
    ("this {} has been clarified", Clarification),
    ("this {} was clarified", Clarification),
    ("this {} has been updated to", Update),
    ("this {} was updated to", Update),
    ("this {} has been updated with", Update),
    ("this {} has been updated on", Update),
    ("this {} was updated on", Update),
    ("this {} has been edited", Update),
    ("this {} was edited", Update),
    ("this {} has been revised", Update),
    ("in einer fruheren version dieses", Correction),
    ("in einer fruheren fassung dieses", Correction),
    ("in einer fruheren version des artikels", Correction),
    ("in einer fruheren version des textes", Correction),
    ("in einer fruheren version hie", Correction),
    ("in einer fruheren fassung des", Correction),
    ("in einer ersten version dieses", Correction),
    ("in einer vorherigen version dieses", Correction),
    ("une premiere version de cet article", Correction),
    ("une version precedente de cet article", Correction),
    ("une version anterieure de cet article", Correction),
    ("cet article a ete corrige", Correction),
    ("cet article a ete modifie", Update),
    ("una version anterior de est", Correction),
    ("una version previa de est", Correction),
    ("una versione precedente di quest", Correction),
    ("in een eerdere versie van dit", Correction),
    ("een eerdere versie van dit", Correction),
    ("uma versao anterior dest", Correction),
    ("en tidigare version av", Correction),
    ("i en tidigare version av", Correction),
    ("i en tidligere version af", Correction),
    ("i en tidligere versjon av", Correction),
    ("en tidligere versjon av", Correction),
    ("we wczesniejszej wersji", Correction),
    ("w poprzedniej wersji", Correction),
    ("в более ранней версии", Correction),
    ("в предыдущей версии", Correction),
    ("в первой версии", Correction),
    ("у попередній версії", Correction),
    ("نسخة سابقة من هذا", Correction),
    ("نسخة سابقة من هذه", Correction),
    ("تم تصحیح هذا", Correction),
    ("تم تصحیح هذه", Correction),
    ("تم تعدیل هذا", Correction),
    ("تم تعدیل هذه", Correction),
    ("جرى تعدیل هذا", Correction),
    ("تم تحدیث هذا", Update),
    ("تم تحدیث هذه", Update),
];

/// The kind of note that a whole block is, if it is one.
pub(in crate::extract) fn kind_of(block: &str) -> Option<NoteKind> {
    // Blocks are in N1: words are parted by one space.
    let words = block.bytes().filter(|b| *b == b' ').count() + 1;
    if words < WORDS_MIN {
        // Scripts without spaces have no words to count.
        return cjk(block);
    }
    let end = (0..=HEAD_BYTES.min(block.len())).rev().find(|end| block.is_char_boundary(*end));
    let head = fold(block.get(..end?)?);
    let head = head.trim_start_matches(|c: char| !c.is_alphanumeric());
    labelled(head).or_else(|| if words <= FORMULA_WORDS_MAX { formula(head) } else { None })
}

fn labelled(text: &str) -> Option<NoteKind> {
    let first = text.bytes().next();
    let (label, kind) = LABELS
        .iter()
        .filter(|(label, _)| label.bytes().next() == first)
        .filter(|(label, _)| text.strip_prefix(label).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
        .max_by_key(|(label, _)| label.len())?;
    let rest = text.get(label.len()..)?.trim_start();
    let is_ended = rest.starts_with([':', '–', '—', '|', '•']) || rest.starts_with("- ") || label.ends_with('.');
    // "Correction, 4 June 2019:", "Update (10:04):", "Correction on Tuesday: .."
    let is_dated = || {
        let head: String = rest.chars().take(48).collect();
        let is_short = head.split(':').next().is_some_and(|before| before.split_whitespace().count() <= 7);
        is_short
            && head.contains(':')
            && (rest.starts_with(['(', ',', '['])
                || rest.starts_with("on ")
                || rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    (is_ended || is_dated()).then_some(*kind)
}

fn formula(text: &str) -> Option<NoteKind> {
    if !FORMULA_HINTS.iter().any(|hint| memmem::find(text.as_bytes(), hint.as_bytes()).is_some()) {
        return None;
    }
    let is_said = |pattern: &str| match pattern.split_once("{}") {
        None => text.contains(pattern),
        Some((before, after)) => text.match_indices(before).any(|(at, _)| {
            let rest = text.get(at + before.len()..).unwrap_or_default();
            OWN.iter()
                .filter_map(|own| rest.strip_prefix(own))
                .any(|rest| rest.starts_with(after) && !(after.is_empty() && rest.starts_with(char::is_alphanumeric)))
        }),
    };
    FORMULAS.iter().filter(|(pattern, _)| is_said(pattern)).map(|(_, kind)| *kind).max()
}

const CJK_LABELS: &[(&str, NoteKind)] = &[
    ("訂正", Correction),
    ("おわび", Correction),
    ("更正", Correction),
    ("勘误", Correction),
    ("勘誤", Correction),
    ("정정", Correction),
    ("정정보도", Correction),
    ("바로잡습니다", Correction),
    ("编者按", Editor),
    ("編者按", Editor),
    ("編集部注", Editor),
    ("更新", Update),
    ("追記", Update),
    ("업데이트", Update),
];

/// Labels of Japanese, Chinese and Korean, which stand before a mark without a space.
fn cjk(block: &str) -> Option<NoteKind> {
    let rest = block.trim_start_matches(['【', '［', '[', '■', '◆', '※', '<', '＜']);
    let (label, kind) = CJK_LABELS.iter().find_map(|(label, kind)| Some((rest.strip_prefix(label)?, *kind)))?;
    let is_ended = label.starts_with(['】', '］', ']', '：', ':', '＞', '>', '　', ' ']);
    (is_ended && block.chars().count() >= 12).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_known_by_label_or_formula() {
        for (text, kind) in [
            ("Correction: the bridge opened in 1931, not in 1913.", Correction),
            ("• This article was amended on 4 June 2019 to correct the number of seats.", Correction),
            ("An earlier version of this story gave the wrong name.", Correction),
            ("Editor’s note: The author is a member of the club.", Editor),
            ("Update (10:04): The police have found the car.", Update),
            ("Correction, 4 June 2019: The mayor is Jane Roe.", Correction),
            ("This article has been updated to include a comment by the mayor.", Update),
            ("Clarification: The sum was paid over three years.", Clarification),
            ("This story has been retracted because its source was forged.", Retraction),
            ("Anmerkung der Redaktion: In einer früheren Version dieses Artikels stand ein falscher Name.", Editor),
            ("In einer früheren Fassung des Artikels hieß es, die Brücke sei offen.", Correction),
            ("Une première version de cet article donnait un autre chiffre.", Correction),
            ("Fe de errores: el puente abrió en 1931 y no antes.", Correction),
            ("訂正：橋の開通は1931年でした。", Correction),
            ("更新：橋は再び通れるようになった。", Update),
            ("تصحيح: ذكرت نسخة سابقة أن الجسر افتتح عام 1913.", Correction),
            ("تم تعديل هذا المقال في 4 يونيو لتصحيح عدد المقاعد.", Correction),
            ("تحديث: أعلنت الشرطة العثور على السيارة مساء اليوم.", Update),
            ("اصلاحیه: پل در سال ۱۹۳۱ باز شد و نه ۱۹۱۳.", Correction),
            ("תיקון: הגשר נפתח בשנת 1931 ולא בשנת 1913.", Correction),
            ("सुधार: पुल 1931 में खुला था, 1913 में नहीं।", Correction),
            ("Διόρθωση: η γέφυρα άνοιξε το 1931 και όχι το 1913.", Correction),
            ("Поправка: мост открыли в 1931 году, а не раньше.", Correction),
            ("W poprzedniej wersji tekstu podaliśmy błędną datę otwarcia.", Correction),
            ("Koreksi: jembatan itu dibuka tahun 1931, bukan 1913.", Correction),
            ("Đính chính: cây cầu mở năm 1931, không phải 1913.", Correction),
            ("Helyesbítés: a híd 1931-ben nyílt meg, nem előbb.", Correction),
        ] {
            assert_eq!(kind_of(text), Some(kind), "{text}");
        }
    }

    #[test]
    fn prose_and_footers_are_no_notes() {
        for text in [
            "He demanded a correction: the figure had been wrong for years.",
            "Correction officers were called to the prison on Tuesday.",
            "Rättelser",
            "Corrections and clarifications",
            "Updated plans for the bridge were shown on Tuesday evening.",
            "In an earlier version of the law the sum was higher.",
            "Update your browser to go on reading our pages.",
            "Precision engineering is what the town is known for.",
            "He called this article of faith an earlier version of the truth.",
        ] {
            assert_eq!(kind_of(text), None, "{text}");
        }
    }
}
