//! Invented articles in the languages of the tests.

use super::super::super::model::*;

/// The body of the base article: quotes, dates, numbers, names, a negation; ten paragraphs.
const BODY: &[&str] = &[
    "Mara Velden’s harbour strike in Port Ansel this week would be remembered as a minor dispute if it wasn’t so \
     bitter.",
    "The owners, with the strong backing of the council, are trying to take the docks out of the pool. And, despite \
    port \
     chief Osric Hale’s bluster, the threat has not gone away.",
    "On Tuesday morning Velden posted a letter from the western gate, flanked by a handful of what appeared to be \
    crane \
     drivers. She called for people to come and join her – thousands did.",
    "They tried to block the northern quay but were turned back, then moved to another pier. Police said 12 people \
    were \
     hurt and 5,000 stayed until 12:30 on 24 March.",
    "“We have to hold out,” she added. “It’s time to win this. Patience and nerve.”",
    "Now Hale is staying in a hotel outside the town and has gone back to writing letters, while the boats wait in \
     the bay.",
    "The council did attend the first meeting at the old customs house. It promised £1.5 million for repairs \
     within 3 days.",
    "Some people did come out to defend the owners. But the numbers were nothing like the crowds that filled the \
    square \
     when the fish market was closed.",
    "“If that’s what it takes, that’s what the port will do,” said harbour master Jonas Smith.",
    "There must be talks between both sides before the winter. And they should go beyond the limits of the last \
     contract.",
];

fn caption(text: &str, image: &str) -> Caption {
    Caption { text: text.into(), credit: None, image: Some(image.into()) }
}

pub fn paragraphs(texts: &[&str]) -> Vec<Block> {
    texts.iter().map(|t| Block::new(BlockKind::Paragraph, *t)).collect()
}

/// Built like a page of a small paper: edition label, standfirst, ten paragraphs, two captions of one picture.
pub fn seed_like() -> Article {
    Article {
        headline: Some("Harbour strike fails in Port Ansel – but threat to the owners remains".into()),
        issue: Some("Issue 2653".into()),
        standfirst: Some("A walkout ended in confusion after a long night at the docks".into()),
        byline: Some("By Tilda Farrow".into()),
        body: paragraphs(BODY),
        captions: vec![
            caption(
                "Port chief Osric Hale walked the quay on Thursday - and thanked guards for their help",
                "/hale.jpg",
            ),
            caption(
                "Port chief Osric Hale walked the quay on Thursday – and thanked guards for their help \
                 (Pic: @PA_news/Post)",
                "/hale.jpg",
            ),
            caption("Boats waited in the bay for a second day", "/boats.jpg"),
        ],
        published: Some(super::stated("2024-06-03T08:00:00Z")),
        modified: Some(super::stated("2024-06-03T09:00:00Z")),
        language: Some("en".into()),
        ..Article::default()
    }
}

/// Short invented articles in six languages, with numbers, dates and negations, all prose.
pub fn in_six_languages() -> Vec<Article> {
    let make = |language: &str, headline: &str, texts: &[&str]| Article {
        headline: Some(headline.into()),
        body: paragraphs(texts),
        language: Some(language.into()),
        ..Article::default()
    };
    vec![
        make(
            "en",
            "Bridge over the Lenn stays shut",
            &[
                "The bridge over the Lenn will stay shut until 14 May, the town said on Monday. About 3,200 cars \
                 use it each day.",
                "Engineers found 7 cracks in the eastern pillar. Nobody was hurt, and the work is not expected to \
                 cost more than $1.5 million.",
                "“We did not want to take a risk,” said mayor Ida Brandt. She had asked for a second report 3 days \
                 ago.",
            ],
        ),
        make(
            "de",
            "Brücke über die Lenn bleibt gesperrt",
            &[
                "Die Brücke über die Lenn bleibt bis zum 14. Mai gesperrt, teilte die Stadt am Montag mit. Rund \
                 3.200 Autos fahren täglich darüber.",
                "Fachleute fanden 7 Risse im östlichen Pfeiler. Verletzt wurde niemand, die Arbeiten sollen nicht \
                 mehr als 1,5 Millionen Euro kosten.",
                "„Wir wollten kein Risiko eingehen“, sagte Bürgermeisterin Ida Brandt. Sie hatte vor 3 Tagen ein \
                 zweites Gutachten verlangt.",
            ],
        ),
        make(
            "fr",
            "Le pont sur la Lenn reste fermé",
            &[
                "Le pont sur la Lenn restera fermé jusqu’au 14 mai, a indiqué la ville lundi. Environ 3 200 \
                 voitures l’empruntent chaque jour.",
                "Des ingénieurs ont trouvé 7 fissures dans le pilier est. Personne n’a été blessé et les travaux \
                 ne devraient pas dépasser 1,5 million.",
                "« Nous n’avons pas voulu prendre de risque », a dit la maire Ida Brandt ; elle avait demandé un \
                 rapport il y a 3 jours.",
            ],
        ),
        make(
            "es",
            "El puente sobre el Lenn sigue cerrado",
            &[
                "El puente sobre el Lenn seguirá cerrado hasta el 14 de mayo, informó el lunes la ciudad. Unos \
                 3.200 coches lo cruzan cada día.",
                "Los ingenieros hallaron 7 grietas en el pilar este. No hubo heridos y las obras no deberían \
                 costar más de 1,5 millones.",
                "«No quisimos correr riesgos», dijo la alcaldesa Ida Brandt. Había pedido otro informe hace 3 días.",
            ],
        ),
        make(
            "ru",
            "Мост через Ленн остаётся закрытым",
            &[
                "Мост через Ленн останется закрытым до 14 мая, сообщили в понедельник власти города. Им пользуются \
                 3200 машин в день.",
                "Инженеры нашли 7 трещин в восточной опоре. Никто не пострадал, работы не должны стоить больше 1,5 \
                 миллиона.",
                "«Мы не хотели рисковать», — сказала мэр Ида Брандт. Она запросила второй отчёт 3 дня назад.",
            ],
        ),
        make(
            "ja",
            "レン橋、通行止め続く",
            &[
                "レン川に架かる橋は5月14日まで通行止めが続くと、市が月曜日に発表した。1日に約3200台の車が利用している。",
                "技術者は東側の橋脚に7か所のひびを見つけた。けが人はなく、費用は150万ユーロを超えない見通しだ。",
                "「危険を冒したくなかった」とイダ・ブラント市長は述べた。市長は3日前に2回目の報告を求めていた。",
            ],
        ),
    ]
}
