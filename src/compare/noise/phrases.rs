//! What buttons, states of the page, players and advertising marks say, in the languages of the world's news.
//!
//! All phrases are folded, in lower case, without marks at their ends, and parted by `|`.

/// Whole blocks. "By" and its like are the label of a byline whose name is gone.
const PHRASES: &[&str] = &[
    "downloading pdf|downloading|download pdf|please wait|loading|loading more|save|saved|print",
    "print this page|close|copy link|link copied|copied|email|e-mail|share|share this|share this article",
    "share this story|share on facebook|share on twitter|tweet|facebook|twitter|whatsapp|telegram|linkedin",
    "bluesky|follow|following|sign in|log in|log out|sign out|register|subscribe|advertisement|advertising",
    "sponsored|sponsored content|ad|skip to content|skip to main content|skip advertisement|back to top",
    "to top|read more|show more|show less|continue reading|scroll to continue|see more|view more",
    "story continues below|story continues below advertisement|article continues below",
    "article continues after advertisement|click to play|tap to unmute|pause|mute|unmute",
    "this video can not be played|this video cannot be played|this video is not available",
    "video player is loading|javascript is disabled|please enable javascript|gallery|enlarge image|learn more",
    "copied to clipboard|kopiert|link kopiert|copié|lien copié|copiado|enlace copiado|copiato|gekopieerd",
    "kopierad|скопировано|mehr erfahren|en savoir plus|saber más|scopri di più|saiba mais|meer weten|by|von",
    "par|por|door|av|af|view image in fullscreen|subscribe to read|subscribe to continue reading",
    "improve this map|link|permalink|anchor|home|lädt|wird geladen|laden|bitte warten|drucken|teilen|merken",
    "speichern|schließen|anzeige|werbung|anmelden|abmelden|registrieren|weiterlesen|mehr anzeigen",
    "weniger anzeigen|nach oben|zum inhalt springen|folgen|news folgen|thema folgen|zur startseite|chargement",
    "chargement en cours|veuillez patienter|imprimer|partager|partager l'article|enregistrer|fermer|publicité",
    "se connecter|s'abonner|lire la suite|voir plus|haut de page|aller au contenu|cargando|espere por favor",
    "imprimir|compartir|guardar|cerrar|publicidad|iniciar sesión|suscribirse|leer más|seguir leyendo|ver más",
    "caricamento|caricamento in corso|attendere prego|stampa|condividi|salva|chiudi|pubblicità|accedi",
    "leggi tutto|continua a leggere|carregando|aguarde|compartilhar|partilhar|salvar|fechar|publicidade",
    "entrar|leia mais|continuar lendo|even geduld|afdrukken|delen|opslaan|sluiten|advertentie|inloggen",
    "lees meer|verder lezen|laddar|vänta|skriv ut|dela|spara|stäng|annons|logga in|läs mer|laster|del|lagre",
    "lukk|annonse|logg inn|les mer|indlæser|udskriv|luk|log ind|læs mere|ladataan|jaa|tulosta|sulje|mainos",
    "kirjaudu|lue lisää|ładowanie|drukuj|udostępnij|zamknij|reklama|zaloguj się|czytaj więcej|načítání|tisk",
    "zavřít|yükleniyor|yazdır|paylaş|kapat|reklam|devamını oku|загрузка|печать|поделиться|закрыть|реклама",
    "войти|читать далее|завантаження|広告|印刷|シェア|読み込み中|广告|分享|打印|加载中|광고|공유|인쇄|my account|your account|my profile",
    "create account|create an account|sign up|mein konto|mein profil|konto erstellen|mon compte|mon profil",
    "créer un compte|connexion|déconnexion|mi cuenta|mi perfil|crear cuenta|cerrar sesión|ingresar",
    "il mio account|il mio profilo|area personale|esci|minha conta|meu perfil|a minha conta|sair|mijn account",
    "mijn profiel|uitloggen|mitt konto|min profil|logga ut|min konto|log ud|logg ut|oma tili|kirjaudu sisään",
    "kirjaudu ulos|moje konto|wyloguj się|můj účet|přihlásit se|odhlásit se|hesabım|giriş yap|çıkış yap",
    "личный кабинет|выйти|мій кабінет|увійти|вийти|σύνδεση|ο λογαριασμός μου|contul meu|autentificare",
    "bejelentkezés|fiókom|ログイン|ログアウト|マイページ|会員登録|登录|登錄|登入|注册|註冊|我的账户|我的帳戶|退出登录|로그인|로그아웃|회원가입|내 계정|حسابي",
    "تسجيل الدخول|تسجيل الخروج|ورود|ثبت نام|حساب من|התחברות|החשבון שלי|लॉग इन|मेरा खाता|đăng nhập|đăng xuất",
    "tài khoản|masuk|akun saya|เข้าสู่ระบบ",
];

/// What the controls of players say, where a rule takes them with the text.
const CONTROLS: &[&str] = &[
    "volume|live|settings|fullscreen|full screen|exit fullscreen|non-fullscreen|enter fullscreen|captions",
    "subtitles|closed captions|picture-in-picture|picture in picture|exit picture-in-picture|seek to live",
    "seek to live, currently behind live|seek to live, currently playing live|playback rate|playback speed",
    "descriptions off|descriptions off, selected|captions off|captions off, selected|subtitles off",
    "subtitles off, selected|captions settings|opens captions settings dialog",
    "captions settings, opens captions settings dialog|subtitles settings|opens subtitles settings dialog",
    "subtitles settings, opens subtitles settings dialog|audio track|default, selected|this is a modal window",
    "beginning of dialog window|beginning of dialog window. escape will cancel and close the window",
    "escape will cancel and close the window|end of dialog window|close modal dialog|video player",
    "audio player|media player|stream type live|replay|watch again|watch now|watch live|listen live",
    "listen now|up next|skip ad|skip ads|skip forward|skip back|unmute video|mute video|pause video",
    "stop video|stop audio|sound on|sound off|turn on sound|play sound|lautstärke|vollbild|vollbildmodus",
    "untertitel|video starten|video pausieren|stummschalten|stumm|ton an|ton aus|einstellungen|wiedergabe",
    "wiedergabegeschwindigkeit|bild-in-bild|jetzt ansehen|nochmal abspielen|plein écran|sous-titres",
    "couper le son|activer le son|muet|en direct|paramètres|vitesse de lecture|rejouer|pantalla completa",
    "subtítulos|reproducir|silenciar|activar sonido|en directo|en vivo|volumen|ajustes|schermo intero",
    "sottotitoli|riproduci|muto|disattiva audio|attiva audio|in diretta|impostazioni|tela cheia|ecrã inteiro",
    "legendas|reproduzir|ao vivo|em direto|configurações|volledig scherm|ondertiteling|ondertitels|afspelen",
    "dempen|geluid aan|geluid uit|instellingen|helskärm|undertexter|ljud av|ljud på|inställningar|volym",
    "fuld skærm|fullskjerm|undertekster|afspil|spill av|lydstyrke|indstillinger|innstillinger|koko näyttö",
    "tekstitykset|toista|mykistä|äänenvoimakkuus|pełny ekran|napisy|odtwórz|wycisz|na żywo|głośność",
    "ustawienia|celá obrazovka|titulky|přehrát|ztlumit|živě|hlasitost|nastavení|tam ekran|altyazı|sessize al",
    "canlı|ayarlar|teljes képernyő|feliratok|lejátszás|némítás|élő|hangerő|beállítások|ecran complet",
    "subtitrări|πλήρης οθόνη|υπότιτλοι|αναπαραγωγή|σίγαση|ζωντανά|во весь экран|полный экран|субтитры",
    "воспроизвести|включить звук|выключить звук|громкость|прямой эфир|прямая трансляция|настройки",
    "на весь екран|субтитри|відтворити|гучність|наживо|прямий ефір|налаштування|全画面|全画面表示|音量|字幕|ライブ|再生する|ミュート",
    "設定|全屏|全螢幕|直播|暂停|暫停|静音|靜音|设置|設置|전체 화면|전체화면|자막|볼륨|생중계|라이브|일시정지|음소거|설정|ملء الشاشة|مستوى الصوت|مباشر",
    "بث مباشر|البث المباشر|كتم الصوت|الإعدادات|تمام صفحه|زیرنویس|پخش زنده|بی‌صدا|מסך מלא|כתוביות|הפעל|השתק",
    "שידור חי|पूर्ण स्क्रीन|लाइव|layar penuh|siaran langsung|toàn màn hình|phụ đề|trực tiếp|âm lượng",
    "เต็มหน้าจอ|ถ่ายทอดสด|ระดับเสียง",
];

/// What starts a film or a sound; its length may stand beside it.
const STARTS: &[&str] = &[
    "play video|play audio|play|watch video|watch the video|watch|listen|listen to this article",
    "listen to article|listen to this story|listen to the article|video abspielen|video ansehen",
    "artikel anhören|beitrag anhören|anhören|vorlesen|abspielen|lire la vidéo|regarder la vidéo",
    "écouter l'article|écouter cet article|écouter|reproducir vídeo|reproducir video|ver vídeo|ver video",
    "escuchar|escuchar este artículo|escuchar artículo|escucha este artículo|escuchar noticia|riproduci video",
    "guarda il video|ascolta|ascolta l'articolo|ascolta questo articolo|reproduzir vídeo|assistir ao vídeo",
    "ouvir|ouça este artigo|ouvir artigo|ouvir notícia|video afspelen|beluister dit artikel",
    "luister naar dit artikel|beluister|luister|spela video|spela upp|lyssna|lyssna på artikeln|afspil video",
    "spill av video|lyt til artiklen|lytt til saken|toista video|kuuntele|kuuntele artikkeli|odtwórz wideo",
    "odtwórz film|posłuchaj artykułu|posłuchaj|přehrát video|poslechněte si článek|videoyu oynat|haberi dinle",
    "dinle|воспроизвести видео|смотреть видео|слушать|слушать статью|слухати|відтворити відео",
    "ακούστε το άρθρο|動画を再生|再生|音声を再生|この記事を聴く|記事を聴く|播放视频|播放影片|播放|收听|收聽|收听文章|동영상 재생|영상 재생|재생|듣기|기사 듣기",
    "تشغيل الفيديو|تشغيل|استمع|استمع إلى المقال|استمع للمقال|پخش ویدیو|پخش|נגן|האזינו לכתבה|वीडियो चलाएं",
    "सुनें|putar video|dengarkan artikel|phát video|nghe bài viết|เล่นวิดีโอ|เล่น",
];

/// What a film or a sound is called beside its length; alone it may be the heading of a part.
const CLIPS: &[&str] = &["video|audio|vídeo|vidéo|видео|аудио|відео|動画|音声|视频|فيديو"];

fn each<const N: usize>(lists: [&'static [&'static str]; N]) -> impl Iterator<Item = &'static str> {
    lists.into_iter().flatten().flat_map(|line| line.split('|'))
}

/// The longest phrase that `is_found`.
pub(super) fn longest(is_found: impl Fn(&str) -> bool) -> Option<&'static str> {
    each([PHRASES, CONTROLS, STARTS]).filter(|phrase| is_found(phrase)).max_by_key(|phrase| phrase.len())
}

/// What is left of a folded text beside what starts a film or a sound, at its beginning or its end.
pub(super) fn beside_start(folded: &str) -> Option<&str> {
    let rests = each([STARTS, CLIPS]).filter_map(|start| folded.strip_prefix(start).or(folded.strip_suffix(start)));
    rests.min_by_key(|rest| rest.len())
}
