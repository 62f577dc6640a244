"""Lines in which a site speaks of itself: prompts, menus, tags, credits, notes to editors."""

import regex

_PLAIN = r"[^.!?:|]"


def _line(*patterns: str) -> "regex.Pattern[str]":
    return regex.compile(rf"^(?:{'|'.join(patterns)})$")


_ITEMS = "|".join(
    (
        r"home|voorpagina|nieuws|news|sport|opinie|opinion|economie|economy|cultuur|culture"
        r"|politiek",
        r"politics|wereld|world|binnenland|buitenland|regio|weer|weather|video'?s?|podcasts?"
        r"|foto's",
        r"photos|live|shop|winkel|werken bij(?: ons)?|vacatures|jobs|careers|colofon|over ons",
        r"about(?: us)?|contact(?: us|eer ons)?|neem contact op|privacy(?:beleid|statement"
        r"| policy)?",
        r"cookies?|cookiebeleid|cookie-?(?:policy|instellingen|settings)|disclaimer",
        r"(?:algemene |gebruiks)?voorwaarden|terms(?: of use| of service| and conditions)?",
        r"accessibility|toegankelijkheid|sitemap|advert(?:eren|ise)(?: with us)?|faq|help|rss"
        r"|archief",
        r"archive|mijn account|my account|(?:log|sign) ?(?:in|out|up)|inloggen|uitloggen"
        r"|registreren",
        r"abonneren|abonnementen|word abonnee|subscribe|subscriptions?|klantenservice",
        r"customer service|impressum|datenschutz(?:erklärung)?|agb|kontakt|über uns|karriere"
        r"|mediadaten",
        r"barrierefreiheit|startseite|nachrichten|wirtschaft|politik|kultur|anmelden|abonnement",
        r"mentions légales|(?:nous )?contacte?r?|qui sommes-nous|plan du site|confidentialité"
        r"|cgu|cgv",
        r"accueil|actualités?|économie|politique|monde|se connecter|s'abonner|newsletters?"
        r"|nieuwsbrie(?:f|ven)",
        r"menu|zoeken?|search|suche|recherche|alle rechten voorbehouden"
        r"|all rights reserved",
    )
)
_BETWEEN_ITEMS = r"\s*[|·•/>»›,–-]\s*"

LINES: tuple[tuple[str, str, "regex.Pattern[str]"], ...] = (
    (
        "navigation",
        "navigation_line",
        _line(
            rf"(?:{_ITEMS})(?:{_BETWEEN_ITEMS}(?:{_ITEMS}))+",
            rf"(?:{_ITEMS})(?:\s+(?:{_ITEMS})){{2,}}",
            r"(?:privacy ?(?:beleid|statement|policy|verklaring)|terms of (?:use|service)|impressum"
            r"|datenschutz(?:erklärung)?|mentions légales|algemene voorwaarden|sitemap|plan du site"
            r"|(?:sign|log) (?:in|out)|mijn account|my account|se connecter)",
            r"(?:tags?|trefwoorden|schlagwörter|stichwörter|mots[- ]clés|filed under|posted in"
            r"|geplaatst in|publié dans|veröffentlicht in)\s?: ?[^.!?]{2,160}",
        ),
    ),
    (
        "share_bar",
        "share_line",
        _line(
            r"(?:lees voor|voorlezen|luister naar dit (?:artikel|verhaal)|artikel (?:anhören"
            r"|merken|drucken"
            r"|opslaan|bewaren)|listen to (?:this )?(?:article|story)|écouter (?:l'|cet )article"
            r"|(?:save|gift|print) (?:this )?(?:article|story)|(?:bewaar|print"
            r"|onthoud) (?:dit )?artikel"
            r"|imprimer(?: l'article)?|lettergrootte|text size|schriftgröße|share full article"
            r"|share(?: \d+)?|\d{1,6} (?:keer gedeeld|shares"
            r"|mal geteilt|partages))",
            r"(?:volg|follow|folgen|suivez)\p{L}* (?:ons|us|sie uns|uns|nous"
            r"|het laatste nieuws)(?: ook)?"
            r"(?: (?:op|via|on|auf|sur) .{2,80})?",
        ),
    ),
    (
        "newsletter",
        "newsletter_line",
        _line(
            r"(?:elke|iedere) (?:ochtend|dag|week|vrijdag|zaterdag).{0,60}(?:mailbox|inbox"
            r"|e-?mail)\.?",
            r"(?:your|je|uw|deine?|ihre|votre) (?:e-?mail(?:adres| address|-adresse)?"
            r"|adresse e-?mail)",
            r"(?:sign me up|schrijf mij in|jetzt anmelden|je m'inscris)[.!]?",
        ),
    ),
    (
        "cookie_notice",
        "cookie_line",
        _line(
            r"(?:(?:alles|alle|tout|all) (?:accepteren|akzeptieren|accepter|ablehnen|refuser"
            r"|weigeren)"
            r"|(?:accept|reject|decline) all(?: cookies)?|(?:accepter|refuser) tout)",
            r"(?:voorkeuren|instellingen|options|settings|preferences|choices|einstellungen"
            r"|paramètres)"
            r" (?:beheren|aanpassen|verwalten|gérer)",
            r"(?:manage|gérer (?:mes|les)|verwalten) (?:my )?(?:options|settings|preferences"
            r"|choices"
            r"|choix|préférences|einstellungen)",
            r"(?:we (?:value|respect|care about) your privacy|(?:wij|we) (?:respecteren"
            r"|geven om) (?:uw|je)"
            r" privacy|(?:wir|uns) .{0,20}ihre privatsphäre.{0,20}|(?:nous respectons"
            r"|le respect de)"
            r" votre vie privée.{0,40})[.!]?",
        ),
    ),
    (
        "comment_form",
        "comment_form_line",
        _line(
            r"(?:comments are closed|comments \(\d+\)|reacties zijn gesloten|reacties \(\d+\)"
            r"|kommentare sind geschlossen|les commentaires sont fermés)\.?",
            r"(?:log in|meld (?:je|u) aan|sign in|connectez-vous|einloggen)"
            r" (?:om te reageren|to comment|pour commenter|um zu kommentieren)\.?",
            r"(?:sorteer op|sort by|sortieren nach|trier par)\b.{0,40}",
            r"(?:report abuse|meld misbruik|report comment|kommentar melden|signaler)",
        ),
    ),
    (
        "advertisement",
        "subscription_line",
        _line(
            r"(?:verder lezen|wil je verder lezen|weiterlesen|keep reading|want to read more"
            r"|continue reading|vous souhaitez lire la suite)\s?[?!:…].{0,120}",
            r"(?:subscribe|abonneer je|word abonnee|neem een abonnement|jetzt abonnieren"
            r"|abonnez-vous"
            r"|register|registreer)(?: (?:now|nu|jetzt|gratis|free))? (?:to (?:read|continue"
            r"|keep|unlock"
            r"|access|see)|om (?:verder|door|dit|alles|meer)|pour (?:lire|continuer)"
            r"|um (?:weiter|alle"
            r"|diesen))\b.{0,100}",
            r"(?:already (?:a )?(?:subscriber|member)|al (?:abonnee|lid)|schon abonnent\p{L}*"
            r"|déjà abonné\p{L}*)\s?\?.{0,60}",
            r"(?:dit (?:artikel|verhaal) is (?:exclusief|alleen) voor (?:abonnees|leden)"
            r"|this (?:article|story) is for (?:subscribers|members)(?: only)?"
            r"|(?:dieser artikel ist )?nur für abonnenten|(?:article )?réservé aux abonnés)\.?",
            r"(?:support (?:us|our (?:work|journalism))|steun (?:ons|onze journalistiek)"
            r"|doneer(?: nu)?"
            r"|donate(?: now)?|faire un don|jetzt spenden|word lid|become a member)[.!]?",
            r"(?:download|installeer|install|laden sie|téléchargez) (?:our|onze|the|de|unsere"
            r"|notre) .{0,40}"
            r"\bapp(?:lication)?\b.{0,40}",
            r"(?:partnerbijdrage|branded content|sponsored content|paid (?:post|content)"
            r"|in samenwerking met .{2,40}|(?:advertentie|werbung|publicité)\s?[–—-] .{2,60}"
            r"|(?:artikel|tekst) gaat verder na (?:de )?advertentie)",
        ),
    ),
    (
        "other",
        "tip_line",
        _line(
            r"(?:heb (?:je|u) een (?:tip|nieuwstip|opmerking)|got a (?:tip|story)|have a (?:tip"
            r"|story)"
            r"|do you have a (?:tip|story)|zie je een (?:fout|taalfout)|spotted (?:a mistake"
            r"|an error)"
            r"|fehler (?:gefunden|entdeckt)|une erreur|vous avez repéré une erreur)\b.{0,160}",
            r"(?:tip de redactie|meld het (?:ons|de redactie)|report (?:a|an) (?:typo|error"
            r"|correction)"
            r"|correctie (?:doorgeven|melden))[.!]?",
        ),
    ),
    (
        "other",
        "note_to_editors",
        _line(
            r"(?:noot (?:voor|aan) (?:de )?redactie|niet voor publicatie|notes? (?:to"
            r"|for) (?:the )?editors?"
            r"|not for publication|(?:pers|media)contact|(?:press|media) (?:contact|enquiries"
            r"|inquiries)"
            r"|pressekontakt|contact (?:presse|pers)|rückfragen|hinweis an die redaktion"
            r"|note aux rédactions)\b\s?(?:[:(–-].{0,240})?",
            r"[-–—#*\s]*(?:einde (?:pers)?bericht|end(?:s| of (?:press )?release)"
            r"|ende der mitteilung"
            r"|fin du communiqué)[-–—#*\s.]*",
            r"(?:[-–—*]+\s?ends?\s?[-–—*]+|#{3,})",
        ),
    ),
)
"""Kind, reason, and what a whole line in lower case says. Most say nothing that could be prose."""

ANY_LINE = regex.compile("|".join(pattern.pattern for _, _, pattern in LINES))
"""Whether a line is one of `LINES`."""

CREDIT = regex.compile(
    r"^(?:Foto|Beeld|Photo|Bild|Image|Illustrati(?:e|on)|Video|Fotografie|Grafik|Infographic|Credit"
    r"|Crédit(?: photo)?)s?\s?[:©]\s?(?:©\s?)?\p{Lu}[\p{L}.'’\-]*(?:[ /,&|-]+(?:\p{Lu}[\p{L}.'’\-]*"
    r"|van|de|der|den|von|du|via|for|voor|für|pour)){0,7}$"
)
"""Who made a picture, and no more: "Foto: Jan de Vries / ANP". Captions say more, and stay."""
