"""Which lines of a captured page are furniture: rules in Dutch, English, German and French."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from annotator.text.site_lines import ANY_LINE, CREDIT, LINES

# Furniture is short; a longer line is never looked at, which also bounds every pattern.
LONGEST_FURNITURE = 300

_LONGEST_TEASER = 160
_SHORTEST_PARAGRAPH = 80
_LONGEST_WHEN = 60
_BY_LINE = 120

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‑": "-"})


@dataclass(frozen=True)
class Finding:
    """Why a line is furniture."""

    kind: str
    reason: str


@lru_cache(maxsize=500)
def line_key(line: str) -> str:
    """A line as titles and headings are compared: NFKC, case folded, single spaces."""
    folded = unicodedata.normalize("NFKC", line).casefold().translate(_APOSTROPHES)
    return " ".join(folded.split())


def find_furniture(lines: Sequence[str]) -> list[Finding | None]:
    """For each line, why it is furniture, or None when it belongs to the article.

    Blank lines belong to the article. Repeated titles are not looked for here.
    """
    found: list[Finding | None] = [_own_finding(line) for line in lines]
    last_paragraph = max(
        (at for at, line in enumerate(lines) if found[at] is None and reads_as_body(line)),
        default=-1,
    )
    for at, line in enumerate(lines):
        _find_section(lines, found, at, line_key(line[: LONGEST_FURNITURE + 1]), last_paragraph)
    _join_share_bars(lines, found)
    _find_bylines(lines, found)
    return found


def reads_as_body(line: str) -> bool:
    """Whether a line is a paragraph of prose: long, and ending as a sentence does."""
    bare = line.strip()
    if len(bare) > LONGEST_FURNITURE:
        return True
    return len(bare) >= _SHORTEST_PARAGRAPH and bool(_SENTENCE_END.search(bare))


def _reads_as_sentence(line: str) -> bool:
    bare = line.strip()
    return len(bare.split()) > 3 and bool(_SENTENCE_END.search(bare))


_SENTENCE_END = regex.compile(r"(?<!\.\.|\[)[.!?][”\"'’»)]*$")


def _alternatives(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


def _line(*patterns: str) -> regex.Pattern[str]:
    return regex.compile(rf"^{_alternatives(*patterns)}$")


_READ = _alternatives(
    r"lees(?: ook| meer| verder| hier)?(?: op .{1,40})?",
    r"lezen",
    r"(?:zie|bekijk|luister|kijk) ook",
    r"read(?: also| more| next| on| too)?",
    r"(?:also|see|watch|listen)(?: also| read| more)",
    r"(?:watch|bekijk|kijk|luister|listen)",
    r"related(?: story| article)?",
    r"(?:gerelateerd|ook interessant|aanbevolen|recommended|don't miss)",
    r"lesen sie auch",
    r"(?:auch interessant|mehr zum thema|mehr dazu|siehe auch)",
    r"(?:(?:à )?lire (?:aussi|également)|voir aussi|à lire)",
)
_TEASER_WITH_COLON = regex.compile(rf"^[»›▶►→•*\-\s]*({_READ})\s*[:：>›»|→–]\s*\S")
_TEASER_WITHOUT_COLON = regex.compile(
    r"^(?:lees (?:ook|verder|meer)|(?:read|see) also|also read|read (?:more|next)"
    r"|lesen sie auch|(?:à )?lire aussi)\b"
)
# In capitals at the start of a line whose rest is not: "LEZEN <headline>".
_TEASER_IN_CAPITALS = regex.compile(
    r"^(?:LEZEN|LEES(?: OOK| MEER| VERDER)?|READ(?: MORE| ALSO| NEXT)?|ALSO READ|SEE ALSO"
    r"|LESEN|LESEN SIE AUCH|(?:À )?LIRE(?: AUSSI)?)\s+[\p{Lu}\p{N}“‘\"'«].*\p{Ll}"
)
_CONTINUES_BELOW = _line(
    r"\(?(?:de )?tekst (?:gaat|loopt) (?:verder|door) (?:onder|na) .{1,40}",
    r"\(?lees verder onder .{1,40}",
    r"\(?(?:article|story|text) continues (?:below|after|under)(?: .{1,40})?",
    r"\(?(?:der )?(?:artikel|text) geht (?:unten|nach) .{0,40}weiter.{0,10}",
    r"\(?la suite (?:après|sous) .{1,40}",
)

_RELATED = _line(
    r"(?:vergelijkbare|gerelateerde|verwante|soortgelijke) (?:berichten|artikelen|artikels|posts)",
    r"(?:gerelateerd|ander|overig) nieuws",
    r"(?:lees ook|lees verder|lees meer|verder lezen|meest gelezen|best gelezen)",
    r"meer (?:over dit onderwerp|van deze auteur|artikelen|berichten)",
    r"(?:ook interessant|aanbevolen voor (?:jou|u)|dit vind je misschien ook (?:leuk|interessant))",
    r"(?:related|similar|recommended) (?:posts|articles|stories|news|content|topics|coverage)",
    r"(?:more on this (?:story|topic)|more stories|most (?:read|popular|viewed))",
    r"you (?:may|might) (?:also )?(?:like|be interested in)(?: these)?",
    r"(?:recommended for you|read (?:more|next|also)|also read|see also|up next)",
    r"ähnliche (?:beiträge|artikel|themen)",
    r"(?:das könnte (?:sie|dich) auch interessieren|mehr zum thema|meistgelesen)",
    r"(?:weitere|verwandte) (?:artikel|beiträge|themen)",
    r"articles? (?:similaires?|liés?|connexes?|associés?)",
    r"(?:(?:à )?lire aussi|sur le même (?:sujet|thème)|les plus lus|vous aimerez aussi)",
)
# These are crossheads too, so they count only when no prose follows.
_RELATED_AT_THE_END = _line(
    "gerelateerd",
    "aanbevolen",
    "related",
    "recommended",
    "trending",
    "populair",
    "meer nieuws",
    "more news",
    r"more from .{1,60}",
    r"meer (?:van|uit|over) .{1,60}",
    "laatste nieuws",
    "latest news",
    "recente berichten",
    "recent posts",
)

_COMMENT_HEADING = _line(
    r"(?:geef|plaats|schrijf|laat) (?:een|je|uw) (?:reactie|commentaar)(?: achter)?"
    r"(?: reactie annuleren)?",
    "reactie annuleren",
    r"(?:leave|post|add|write) a (?:reply|comment)(?: cancel reply)?",
    "cancel reply",
    r"join the (?:discussion|conversation)",
    r"(?:schreibe?n?(?: sie)?|hinterlasse?n?(?: sie)?) einen kommentar(?: antworten abbrechen)?",
    "kommentar (?:hinterlassen|verfassen|schreiben)",
    r"(?:laisser|laissez|écrire|ajouter) un commentaire(?: annuler la réponse)?",
)
_COMMENT_HEADING_AT_THE_END = _line(
    r"(?:\d+ )?reacties?(?: op .{1,200})?",
    r"(?:\d+ )?comments?(?: on .{1,200})?",
    r"(?:\d+ )?(?:replies|responses)(?: to .{1,200})?",
    r"(?:\d+ )?kommentare?",
    r"(?:\d+ )?commentaires?",
    "(?:reageer|reply|antworten|répondre)",
)
_COMMENT_FORM_LINE = _line(
    r"(?:je|jouw|uw|het) e-?mailadres (?:wordt|zal) niet (?:gepubliceerd|getoond|worden "
    r"gepubliceerd)\.?(?: (?:de )?(?:vereiste|verplichte) velden .{1,60})?",
    r"(?:de )?(?:vereiste|verplichte) velden (?:zijn|worden) .{1,40}",
    r"your e-?mail address will not be (?:published|made public)\.?(?: required fields .{1,40})?",
    r"required fields are marked ?\*?",
    r"deine e-?mail-?adresse wird nicht veröffentlicht\.?(?: erforderliche felder .{1,60})?",
    r"votre adresse (?:e-?mail|de messagerie) ne sera pas publiée\.?(?: les champs .{1,80})?",
    r"(?:reactie|comment|naam|name|e-?mail(?:adres| address)?|kommentar|commentaire|nom) ?\*",
    r"(?:reactie|bericht) (?:plaatsen|versturen)",
    r"(?:post|submit) (?:comment|reply)",
    r"(?:kommentar abschicken|laisser un commentaire|publier le commentaire)",
    r"mijn naam, e-?mail(?:adres)?,? en (?:web)?site (?:bewaren|opslaan) .{1,120}",
    r"save my name, e-?mail,? (?:address,? )?and website .{1,120}",
    r"(?:stuur mij een e-?mail|notify me of|e-?mail mij) .{1,120}",
    r"(?:this site uses akismet|deze site gebruikt akismet) .{0,160}",
    r"(?:je moet|you must be) .{0,10}(?:ingelogd|inloggen|logged in) .{1,80}",
)

_NEWSLETTER = regex.compile(
    r"^(?=.*(?:nieuwsbrief|newsletter|in (?:je|uw) (?:mailbox|inbox)|(?:to|in) your inbox"
    r"|lettre d'information))(?:schrijf (?:je|u)|meld (?:je|u)|abonneer|ontvang|aanmelden"
    r"|inschrijven|wil (?:je|u)|sign up|subscribe|get |join |receive|want |enter your|vul (?:je|uw)"
    r"|geen nieuws missen|abonnieren|melden sie|jetzt|inscrivez|abonnez|recevez"
    r"|(?:onze |our |de |the )?(?:gratis |free |weekly |daily |dagelijkse |wekelijkse )?"
    r"(?:nieuwsbrief|newsletter)[^.]{0,40}$)"
)
_COOKIE = regex.compile(
    r"^(?=.*\bcookie)(?:(?:wij|we|deze (?:web)?site|this (?:web)?site|onze (?:web)?site"
    r"|our (?:web)?site|wir|diese (?:web)?seite|nous|ce site)\b.{0,60}"
    r"(?:gebruik|use|plaats|place|verwende|nutz|utilis)"
    r"|(?:accepteer|accept|weiger|reject|beheer|manage|alle cookies|all cookies|akzeptieren"
    r"|accepter|door (?:verder|gebruik)|by (?:continuing|using|clicking)"
    r"|cookie[- ]?(?:instelling|voorkeur|beleid|setting|preference|policy|einstellung|melding"
    r"|notice|verklaring)))"
)

_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|e-?mail|mail|print(?:en)?|telegram|reddit|pinterest"
    r"|instagram|mastodon|bluesky|threads|messenger|tiktok|youtube|tumblr|flipboard|pocket|signal"
    r"|(?:copy|kopieer) (?:de )?link|link kopiëren|lien|rss)"
)
_SHARE = (
    r"(?:deel|delen|share|tweet(?:en)?|teilen|partager|partagez|afdrukken|volg ons|follow us)"
    r"(?: (?:dit|deze|this|via|op|on|met|by|with|het|the|sur|auf|diesen|cet))*"
    r"(?: (?:artikel|bericht|pagina|article|story|post|page|beitrag|item|vrienden|friends))?"
)
_BETWEEN_SHARES = r"[\s,|/·•:&+\-–]*(?:\b(?:en|of|and|or|via|op|on)\b)?[\s,|/·•:&+\-–]*"
_SHARE_BAR = _line(
    rf"{_SHARE}(?:{_BETWEEN_SHARES}(?:{_NETWORK}|{_SHARE}))*[\s:]*(?:\(opent .{{1,40}}\))?",
    rf"{_NETWORK}(?:{_BETWEEN_SHARES}(?:{_NETWORK}|{_SHARE}))+",
    r"(?:klik om te delen|click to share|klicken, um) .{1,60}",
)
_LONE_NETWORK = _line(_NETWORK)

_NAVIGATION = {
    "skip_link": _line(
        r"(?:ga|spring|direct|meteen) (?:naar|door naar) (?:de )?(?:inhoud|hoofdinhoud|content)",
        r"skip to (?:the )?(?:main )?(?:content|navigation)",
        r"(?:zum inhalt springen|direkt zum inhalt|aller au contenu(?: principal)?)",
    ),
    "navigation_line": _line(
        r"(?:home|voorpagina|startseite|accueil)(?:\s*[>›»/|·]\s*.{1,80})*",
        r"(?:menu|zoeken|search|inloggen|log ?in|sign in|registreren|register|suche|recherche)",
        r"(?:terug|back) (?:naar|to) (?:boven|top|home|overzicht|de homepage)",
        r"(?:vorig|volgend)e? (?:bericht|artikel|pagina)(?:[: ].{1,160})?",
        r"(?:previous|next) (?:post|article|story|page)(?:[: ].{1,160})?",
        r"(?:bericht ?navigatie|post navigation|beitragsnavigation)",
    ),
    "copyright_line": _line(
        r"(?:copyright )?(?:©|\(c\)) ?.{0,120}",
        r"(?:alle rechten voorbehouden|all rights reserved|alle rechte vorbehalten)\.?",
        r"copyright \d{4}.{0,120}",
    ),
}
_ADVERTISEMENT = _line(
    r"\(?(?:advertentie|reclame|advertisement|ad|sponsored|gesponsord|anzeige|werbung"
    r"|publicité)\)?:?"
)
_BYLINE = {
    "reading_time": _line(
        r"(?:leestijd|reading time|lesezeit|temps de lecture)\s*:? .{1,30}",
        r"\d{1,3} (?:min\.?|minuten|minutes?) (?:leestijd|leesplezier|lezen|read|lesezeit)",
        r"\d{1,3}[- ]min(?:ute)? read",
    ),
    "posted_line": _line(
        r"(?:geplaatst|gepubliceerd|gepost) (?:op|door|om) .{1,100}",
        r"(?:posted|published) (?:on|by) .{1,100}",
        r"(?:laatst )?(?:bijgewerkt|gewijzigd|updated)(?: op| on)?:? .{0,20}\d{4}.{0,20}",
        r"last updated.{1,60}",
        r"(?:veröffentlicht|erstellt|aktualisiert) am .{1,60}",
        r"(?:publié|mis à jour|posté) (?:le|par) .{1,60}",
    ),
}
_MONTH = (
    r"(?:jan|feb|fév|mar|mär|maa|mrt|apr|avr|ma[iy]|me[ij]|jun|jui|jul|aug|aoû|sep|okt|oct|nov|dec"
    r"|dez|déc)\p{L}*\.?"
)
_WHEN = _line(
    rf"(?:\p{{L}}+,? )?\d{{1,2}}\.? {_MONTH},? \d{{4}}(?:[, ]{{1,2}}.{{0,20}}\d.{{0,8}})?",
    rf"(?:\p{{L}}+,? )?{_MONTH} \d{{1,2}},? \d{{4}}(?:[, ]{{1,2}}.{{0,20}}\d.{{0,8}})?",
    r"\d{1,2} ?[:.h] ?\d{2}(?: ?(?:uur|uhr|u|h|am|pm|a\.m\.|p\.m\.))?",
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?:,? \d{1,2}[:.]\d{2})?",
)
_NAMED = r"\p{Lu}[\p{L}.'’\-]+(?: (?:van|de|der|den|von|zu|du|la|le|ter|el|al))*"
_BY = regex.compile(
    rf"^(?:Door|By|Von|Par|Words(?: by)?|Tekst|Texte?|Foto's|Photos?)[: ]+(?:(?:{_NAMED}\s?){{2,5}}"
    rf"(?:(?:, | (?:en|and|und|et) )(?:{_NAMED}\s?){{2,5}}){{0,4}}(?:, [\p{{L}} ]{{3,40}})?"
    r"|(?:onze|een|our|a|unser\p{L}*|notre) (?:\p{L}+ )?(?:redact\p{L}+|verslaggev\p{L}+"
    r"|correspondent\p{L}*|reporters?|staff(?: writer)?|redaktion|korrespondent\p{L}*|rédaction))$"
)


def says_when(line: str) -> bool:
    """Whether a line holds a date or a time of day and nothing else."""
    bare = line.strip()
    place = regex.sub(r"^\p{Lu}[\p{L}\- ]{2,30}, (?=\d)", "", bare)
    return len(bare) <= _LONGEST_WHEN and bool(_WHEN.match(line_key(place)))


def _own_finding(line: str) -> Finding | None:
    """What a line says about itself, whatever stands around it."""
    bare = line.strip()
    if not bare or len(bare) > LONGEST_FURNITURE:
        return None
    key = line_key(bare)
    for finding, applies in _LINE_RULES:
        if applies(bare, key):
            return finding
    if reads_as_body(bare):
        return None
    if CREDIT.match(bare):
        return Finding("byline", "picture_credit")
    # Most lines are none of these: one look instead of one for each.
    if ANY_LINE.match(key) is None:
        return None
    return next(Finding(kind, reason) for kind, reason, rule in LINES if rule.match(key))


def _is_teaser(bare: str, key: str) -> bool:
    if len(bare) > _LONGEST_TEASER:
        return False
    ends_as_prose = bare.endswith(".") and not bare.endswith("...")
    with_colon = _TEASER_WITH_COLON.match(key)
    if with_colon:
        # "Reading: that is what children need." is prose, "Read also: it is over." is not.
        return not ends_as_prose or " " in with_colon[1] or bare.split(":")[0].isupper()
    if _TEASER_IN_CAPITALS.match(" ".join(bare.split())):
        return not ends_as_prose
    return bool(_TEASER_WITHOUT_COLON.match(key)) and not ends_as_prose and not _RELATED.match(key)


def _matches(pattern: regex.Pattern[str]) -> Callable[[str, str], bool]:
    return lambda _bare, key: pattern.match(key) is not None


_LINE_RULES: list[tuple[Finding, Callable[[str, str], bool]]] = [
    (Finding("teaser", "continues_below"), _matches(_CONTINUES_BELOW)),
    (Finding("teaser", "teaser_line"), _is_teaser),
    (Finding("comment_form", "comment_heading"), _matches(_COMMENT_HEADING)),
    (Finding("comment_form", "comment_form_line"), _matches(_COMMENT_FORM_LINE)),
    (Finding("newsletter", "newsletter_line"), _matches(_NEWSLETTER)),
    (Finding("cookie_notice", "cookie_line"), _matches(_COOKIE)),
    (Finding("share_bar", "share_line"), _matches(_SHARE_BAR)),
    (Finding("advertisement", "advertisement_label"), _matches(_ADVERTISEMENT)),
    *((Finding("navigation", reason), _matches(rule)) for reason, rule in _NAVIGATION.items()),
    *((Finding("byline", reason), _matches(rule)) for reason, rule in _BYLINE.items()),
]


def _find_section(
    lines: Sequence[str], found: list[Finding | None], at: int, key: str, last_paragraph: int
) -> None:
    """Mark a heading and what belongs under it, up to the next paragraph of prose."""
    heading = key.rstrip(" :.…")
    is_at_the_end = at > last_paragraph
    if _RELATED.match(heading) or (is_at_the_end and _RELATED_AT_THE_END.match(heading)):
        found[at] = Finding("related_posts", "related_heading")
        _mark_following(lines, found, at, Finding("related_posts", "after_related_heading"))
    elif is_at_the_end and _COMMENT_HEADING_AT_THE_END.match(heading):
        found[at] = Finding("comment_form", "comment_heading")
        _mark_following(lines, found, at, Finding("comment_form", "after_comment_heading"))
    elif is_at_the_end and found[at] == Finding("comment_form", "comment_heading"):
        _mark_following(lines, found, at, Finding("comment_form", "after_comment_heading"))


def _mark_following(
    lines: Sequence[str], found: list[Finding | None], heading: int, finding: Finding
) -> None:
    is_listing = finding.kind == "related_posts"
    for at in range(heading + 1, len(lines)):
        if found[at] is not None:
            # Furniture of its own kind ends the section: what follows is that one's.
            if found[at] != finding and found[at] != Finding("teaser", "teaser_line"):
                return
        elif reads_as_body(lines[at]) or (is_listing and _reads_as_sentence(lines[at])):
            return
        elif lines[at].strip():
            found[at] = finding


def is_named_by(line: str) -> bool:
    """Whether a line says who wrote it, and no more: "By Ned Corrie"."""
    bare = line.strip()
    return len(bare) <= _BY_LINE and bool(_BY.match(bare))


def _find_bylines(lines: Sequence[str], found: list[Finding | None]) -> None:
    """ "By Ned Corrie" and a date beside it above the text; below it, such a line may be a
    crosshead or a signature."""
    for at, line in enumerate(lines):
        if found[at] is None and reads_as_body(line):
            return
        if found[at] is None and is_named_by(line):
            found[at] = Finding("byline", "byline_line")
            for near in (at - 1, at + 1):
                if 0 <= near < len(lines) and found[near] is None and says_when(lines[near]):
                    found[near] = Finding("byline", "posted_line")


def _join_share_bars(lines: Sequence[str], found: list[Finding | None]) -> None:
    """A lone "Facebook" is furniture only beside another line of the share bar."""
    share = Finding("share_bar", "share_line")
    filled = [at for at, line in enumerate(lines) if line.strip()]
    candidates = {at for at in filled if _LONE_NETWORK.match(line_key(lines[at][:40]))}
    run: list[int] = []
    for at in [*filled, -1]:
        if at in candidates or (at >= 0 and found[at] == share):
            run.append(at)
            continue
        if len(run) > 1:
            for member in run:
                found[member] = share
        run = []
