//! Counts of shares, comments, views and likes.

use super::{Line, holds, is_digits};

const COUNTED: &str = "\
    share shares shared comment comments view views like likes reply replies retweets reactions kommentar \
    kommentare kommentaren teilen aufrufe \
    gefällt commentaire commentaires partage partages partager vues j'aime comentario comentarios compartir vistas \
    visualizaciones gusta commenti \
    commento condivisioni condividi visualizzazioni comentário comentários compartilhar compartilhamentos \
    visualizações curtidas reacties reactie \
    delen weergaven kommentarer kommentera delningar visningar kommentit komentarze komentarzy udostępnij \
    wyświetleń komentáře komentářů sdílet \
    yorum yorumlar paylaş görüntülenme комментарии комментариев комментария поделиться просмотров просмотры \
    нравится коментарі コメント 評論 评论 댓글 조회";

/// Scales and words that may stand beside a count.
const BESIDE: &str =
    "k m mio tsd mil mln tys тыс млн 万 천 만 show all view see read add leave no the alle anzeigen voir les ver los";

pub(super) fn takes(line: &Line) -> bool {
    let is_counted = |w: &String| holds(COUNTED, w);
    let has_digit = line.words.iter().any(|w| is_digits(w));
    let is_beside = |w: &String| is_counted(w) || is_digits(w) || holds(BESIDE, w);
    let is_short = line.words.len() <= if has_digit { 8 } else { 3 };
    // A share in per cent or in money is a figure of the text, and who says "No comment" says something.
    let is_figure = line.block.text.contains(['%', '$', '€', '£', '¥', '₹', '₽', '₩']);
    let is_answer = matches!(line.folded.as_str(), "no comment" | "no reply");
    is_short
        && !is_figure
        && !is_answer
        && !line.ends_as_sentence()
        && line.words.iter().any(is_counted)
        && line.words.iter().all(is_beside)
}
