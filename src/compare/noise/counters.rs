//! Counts of shares, comments, views, reads and likes.

use super::{Line, holds, is_digits};

/// What is counted.
const COUNTED: &str = "\
    share shares shared comment comments view views like likes reply replies retweets reactions kommentar \
    kommentare kommentaren teilen aufrufe \
    gefällt commentaire commentaires partage partages partager vues j'aime comentario comentarios compartir vistas \
    visualizaciones gusta commenti \
    commento condivisioni condividi visualizzazioni comentário comentários compartilhar compartilhamentos \
    visualizações curtidas reacties reactie \
    delen weergaven kommentarer kommentera delningar visningar kommentit komentarze komentarzy udostępnij \
    wyświetleń wyświetlenia komentáře komentářů sdílet zobrazení zhlédnutí \
    yorum yorumlar paylaş görüntülenme görüntüleme okunma комментарии комментариев комментария поделиться просмотров \
    просмотры просмотра прочтений нравится コメント 評論 评论 댓글 조회 коментарі коментарів переглядів перегляди \
    σχόλια προβολές hozzászólás megtekintés comentarii vizualizări komentar komentara komentari pregleda \
    tayangan dilihat bình luận lượt xem ความคิดเห็น \
    تعليق تعليقا تعليقات التعليقات مشاهدة مشاهدات المشاهدات مشاركة مشاركات المشاركات قراءة قراءات القراءات إعجاب \
    إعجابات اعجاب زيارة زيارات دیدگاه دیدگاه‌ها نظر نظرات بازدید تبصرے תגובות תגובה צפיות שיתופים टिप्पणियाँ टिप्पणियां";

/// The same in scripts that put no space between words, parted here by one.
const COUNTED_UNSPACED: &str = "コメント 閲覧 閲覧数 再生 再生回数 再生数 いいね シェア アクセス 評論 评论 評論數 评论数 留言 浏览 瀏覽 浏览量 瀏覽量 \
    浏览次数 阅读 閱讀 阅读量 閱讀量 阅读数 点击 點擊 点击量 点赞 點讚 转发 轉發 分享 观看 觀看 播放 播放量 댓글 조회 조회수 좋아요 공유 추천 의견";

/// Measures of counts in those scripts.
const MEASURES: &str = "件 回 人 次 数 條 条 个 個 万 萬 億 亿 千 개 회 명 건 수 만 천 の を が";

/// How often something was done: "1.200 Mal gelesen", "lu 1 200 fois". What was done and the word for "times" must both
/// be there.
const DONE: &str = "read viewed shared watched played downloaded commented gelesen geteilt angesehen aufgerufen abgespielt lu lue vu \
    vue partagé partagée consulté leído leída visto vista compartido letto letta condiviso lido lida visualizado \
    compartilhado gelezen bekeken gedeeld läst läst visad delad læst lest vist delt luettu katsottu przeczytano \
    wyświetlono udostępniono přečteno zobrazeno прочитано просмотрено прочитали прочитана читали переглянуто okundu \
    görüntülendi izlendi paylaşıldı citit vizualizat olvasták megtekintve dibaca dilihat dibagikan قرئ شوهد نُشر";
const TIMES: &str = "times time mal fois veces vez volte vezes keer gånger gang ganger gange kertaa razy raz krát раз рази разів kez kere defa ori \
    alkalommal kali lần مرة مرات";

/// Scales and words that may stand beside a count.
const BESIDE: &str = "k m mio tsd mil mln tys тыс тис млн 万 천 만 ألف مليون هزار show all view see read add leave no the alle anzeigen \
    voir les ver los liczba количество عدد";

/// Words that may stand beside how often something was done.
const BESIDE_DONE: &str = "bereits schon wurde been has was this article artikel dieser beitrag déjà été a ya ha sido già \
    stato já foi al is har blevet blitt już уже this story";

pub(super) fn takes(line: &Line) -> bool {
    let has_digit = line.words.iter().any(|w| is_digits(w));
    let is_short = line.words.len() <= if has_digit { 8 } else { 3 };
    // A share in per cent or in money is a figure of the text, and who says "No comment" says something.
    let is_figure = line.block.text.contains(['%', '$', '€', '£', '¥', '₹', '₽', '₩']);
    let is_answer = matches!(line.folded.as_str(), "no comment" | "no reply");
    is_short
        && !is_figure
        && !is_answer
        && !line.ends_as_sentence()
        && (is_count(line) || (has_digit && is_how_often(line)))
}

/// "12 Comments", "Shares: 1.2k", "コメント12件".
fn is_count(line: &Line) -> bool {
    let has_digit = line.has_digit();
    let is_counted = |w: &String| holds(COUNTED, w) || (has_digit && is_unspaced(w, true));
    let is_beside = |w: &String| is_counted(w) || is_digits(w) || holds(BESIDE, w) || is_unspaced(w, false);
    line.words.iter().any(is_counted) && line.words.iter().all(is_beside)
}

/// "1.200 Mal gelesen".
fn is_how_often(line: &Line) -> bool {
    let has = |list: &str| line.words.iter().any(|w| holds(list, w));
    let is_known = |w: &String| is_digits(w) || [DONE, TIMES, BESIDE, BESIDE_DONE].iter().any(|list| holds(list, w));
    has(DONE) && has(TIMES) && line.words.iter().all(is_known)
}

/// Whether a run of letters is made of such words alone, and whether what is counted must be among them.
fn is_unspaced(word: &str, needs_counted: bool) -> bool {
    if word.is_ascii() {
        return false;
    }
    let (mut rest, mut is_counted) = (word, false);
    while !rest.is_empty() {
        let longest = |list: &'static str| {
            list.split_ascii_whitespace().filter(|part| rest.starts_with(part)).max_by_key(|part| part.len())
        };
        let counted = longest(COUNTED_UNSPACED);
        let Some(part) = counted.or_else(|| longest(MEASURES)) else { return false };
        is_counted |= counted.is_some();
        rest = rest.get(part.len()..).unwrap_or_default();
    }
    is_counted || !needs_counted
}
