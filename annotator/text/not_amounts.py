"""Numbers that count nothing: telephone numbers, names of models, decades, denominators."""

import regex

from annotator.text.unit_words import unit_code

_REACH = 48

# "0161 496 0218", "0800-1420", "(020) 624 11 11": no amount begins with a nought and a digit.
_TELEPHONE = regex.compile(
    r"0\d{2,4}\)?(?:[ \-‑/]\d{2,7})+|0\d[ \-‑]\d{6,8}|0\d{3}(?=\s?(?:hours|hrs|uur|GMT|UTC)\b)"
    r"|00?\d{7,12}(?!\d)|0\d{2,4}(?=\))"
)
_ABROAD = regex.compile(r"\d{1,3}(?:[ \-‑]?\(?\d{1,4}\)?){2,5}")
_AFTER_CALLING = regex.compile(r"\d{3,5}(?:[ \-‑]\d{2,5})*(?![\d.,]*\d)")
_CALLING = regex.compile(
    r"(?ri)(?<![\p{L}])(?:call|ring|phone|dial|telephone|tel\.?|hotline|helpline|text|sms|fax"
    r"|bel|belt|bellen|telefoon|telefoonnummer|whatsapp|app)\s+"
    r"(?:(?:is|on|at|naar|nummer|number|met|via|op|het|the|line|center|gratis)\s+){0,4}$"
)
_POSTCODE = regex.compile(r"\d{4}\s?(?!MW|GW|KB|MB|GB|TB|VS|EU|VN|US|UK|AM|PM)[A-Z]{2}\b")

# "De Vulkan 7", "the Falcon 9 rocket": a name and its number.
_NAMED = regex.compile(
    r"(?r)\b(?i:de|het|een|the|a|an|new|nieuwe|his|her|its|zijn|haar|first|eerste)\s+"
    r"(?:\p{Lu}[\p{L}\-]+\s+){1,2}$"
)
_AFTER_NAME = regex.compile(
    r"\s*(?:[.,;:!?)”\"’]|$)|\s+(?:is|was|are|were|has|had|will|would|can|could|flew|failed|and"
    r"|in|on"
    r"|from|for|with|beside|near|at|by|over|under|during|naast|bij|tijdens|boven|to|rocket"
    r"|aircraft|jet|missile|model|plane|car|phone|heeft|had|zal|zou|kan|kon"
    r"|werd|wordt|en|op|van|voor|met|naar|uit)\b"
)
_DUTCH_VERB = regex.compile(r"\s+\p{Ll}{2,}t\b")
_NUMBERED = regex.compile(
    r"(?ri)(?<![\p{L}])(?:s&p|ftse|cac|nasdaq|nikkei|stoxx|channel|kanaal|radio|zender|net|npo"
    r"|studio|building|gebouw|block|blok"
    r"|camp"
    r"|kamp|reactor|model|mark|mk|stage|stadium|tier|team|ploeg|squad|terminal|pier|hal|hall|kavel"
    r"|lot|punt|point|item|option|optie|scenario|variant|poule|pool|division|divisie|apollo|falcon"
    r"|boeing|airbus|windows|iphone|playstation|formule|euro|schaal|kracht|cel|cell|ward|bed|bay"
    r"|afdeling|flat|apartment|appartement|suite|corridor|gang|loket|balie|counter|desk|kantoor"
    r"|office"
    r"|locker|kluis|box|kraam|stand|stall|halte|stop|platform|baan|court|veld|pitch|field|hole"
    r"|put|well"
    r"|tunnel|loods|warehouse|hangar|sluis|kade|quay|paal|hectometerpaal|peloton"
    r"|bataljon|brigade|regiment|battalion|unit|squadron|compagnie|sector|grid|checkpoint|post"
    r"|bureau"
    r"|huis|house|woning|villa|cabin|tent|barak|barrack|trap|staircase|lift|elevator|eiland|island"
    r"|dok|dock|berth|ligplaats|track|junction|knooppunt|bedrijf|act|scene|boek|book|volume"
    r"|jaargang"
    r"|sub|rang|rank|ranked|plaats|plek|place|position|positie|seed|no|number|nummer|nr)\s+$"
)
_NAMES_BEGIN = regex.compile(r"(?r)(?:(?<!\p{L})\p{Ll}+|\b(?:De|Het|The))\s$")
_DECADE = regex.compile(r"(?ri)\b(?:jaren|the early|the late|the mid)\s+$")
_DECADE_WORD = frozenset(
    ("tien", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
)
_DENOMINATOR = regex.compile(
    r"(?ri)(?<![\p{L}])(?:per|voor (?:elke|iedere)|op (?:elke|iedere)|for (?:every|each)"
    r"|out of every"
    r"|of every|in every|van (?:elke|iedere))\s+$"
)
_MAN_OF = regex.compile(
    r"(?ri)\b(?:man|vrouw|jongen|meisje|kind|woman|boy|girl|child|tiener|teenager)\s+(?:van|of)\s+$"
)
_AGED = regex.compile(
    r"(?ri)(?:\b(?:aged|ages|leeftijd(?:en)?|age|at the age)\s+(?:of\s+|van\s+)?"
    r"(?:between\s+|tussen(?: de)?\s+|from\s+|van\s+|over\s+|under\s+|boven de\s+|onder de\s+)?"
    r"|\b(?:children|kinderen|people|anyone|everyone|jongeren|iedereen|youths)\s+"
    r"(?:under|over|tot|onder(?: de)?|boven(?: de)?)\s+)$"
)
_AGES_AFTER = regex.compile(
    r"(?:\s*(?:and|to|en|tot|-|–)\s*(?:de\s+)?\d{1,2})?(?=\s*[.,;:)]|\s+\p{Ll}|\s*$)"
)
_PEOPLE_OF = regex.compile(
    r"(?ri)(\p{L}+)\s+(?:van|of|vanaf|tot|onder(?: de)?|boven(?: de)?|tussen(?: de)?|under|over"
    r"|between"
    r"|from)\s+$"
)
_AGES_IN_YEARS = regex.compile(
    r"(?:\s*(?:and|to|en|tot|-|–)\s*(?:de\s+)?\d{1,3})?\s+(?:jaar|years?)"
    r"(?:\s+(?:en|of|and|or)\s+(?:ouder|jonger|older|younger|over))?\b"
)
_PERSON_AND_BRACKET = regex.compile(r"(?r)(\p{L}+)\s\($")
_RELATIVES = frozenset(
    (
        *(
            "moeder",
            "vader",
            "zoon",
            "dochter",
            "zus",
            "oma",
            "opa",
            "vriend",
            "vriendin",
            "weduwe",
        ),
        *("echtgenoot", "echtgenote", "neef", "nicht", "buurvrouw", "partner", "chauffeur"),
        *("bestuurder", "bestuurster", "mother", "father", "son", "daughter", "brother", "sister"),
        *("wife", "husband", "uncle", "aunt", "cousin", "widow", "grandmother", "grandfather"),
        *("friend", "neighbour", "neighbor", "girlfriend", "boyfriend", "actor", "singer"),
    )
)
_PLURAL_ENDS = ("s", "en", "men", "people", "children")
_OLD_YEAR_BEFORE = regex.compile(
    r"(?ri)\b(?:in|since|sinds|uit|anno|from|until|tot|vanaf|by|rond|around|of|van|after|before"
    r"|na|voor"
    r"|between|tussen|and|en)\s+$"
)
_OLD_YEAR = regex.compile(r"1[0-8]\d\d")


_YEARS = regex.compile(r"(?:1[5-9]|20)\d\d[-–/][’']?\d{2}(?!\d|\s?(?:%|\p{Ll}{3}))")


def end_of_no_amount(text: str, start: int) -> int | None:
    """Where a telephone number or postcode that begins at `start` ends; None when none does."""
    if text[start] == "0" or text[start - 1 : start] == "+":
        pattern = _TELEPHONE if text[start] == "0" else _ABROAD
        found = pattern.match(text, start)
        if found:
            return found.end()
    years = _YEARS.match(text, start)
    if years:
        return years.end()
    postcode = _POSTCODE.match(text, start)
    if postcode:
        return postcode.end()
    if _CALLING.search(text, max(0, start - _REACH), start):
        called = _AFTER_CALLING.match(text, start)
        return called.end() if called else None
    return None


def is_numbered_thing(before: str, after: str, *, has_unit: bool) -> bool:
    """ "De Vulkan 7", "reactor 4": whether a number is part of a name."""
    goes_on = _AFTER_NAME.match(after) or (not has_unit and _DUTCH_VERB.match(after))
    if goes_on and _NAMED.search(before):
        return True
    return not has_unit and _NUMBERED.search(before) is not None


def is_decade(before: str, word: str) -> bool:
    """ "De jaren tachtig"."""
    return word in _DECADE_WORD and _DECADE.search(before) is not None


def is_denominator(text: str, start: int) -> bool:
    """Whether the number that begins at `start` is what a rate is measured by: "per 100,000"."""
    return _DENOMINATOR.search(text, max(0, start - 24), start) is not None


def is_early_year(before: str, digits: str) -> bool:
    """ "In 1648": a year before those that a number by itself is taken for."""
    return bool(_OLD_YEAR.fullmatch(digits) and _OLD_YEAR_BEFORE.search(before))


def end_of_ages(before: str, text: str, end: int) -> int | None:
    """Where the ages end whose first number ends at `end`; None when it is no age."""
    if _MAN_OF.search(before):
        return end
    ages = _AGES_AFTER.match(text, end) if _AGED.search(before) else None
    if ages is None:
        people = _PEOPLE_OF.search(before)
        if people is not None and unit_code(people[1].lower()) == "persons":
            ages = _AGES_IN_YEARS.match(text, end)
    if ages is None and text[end : end + 1] == ")":
        person = _PERSON_AND_BRACKET.search(before)
        if person is not None and _is_one_person(person[1].lower()):
            return end
    return ages.end() if ages else None


def _is_one_person(word: str) -> bool:
    if word in _RELATIVES:
        return True
    if word.endswith(_PLURAL_ENDS):
        return False
    return "persons" in {unit_code(word + ending) for ending in ("", "s", "en")}


def is_capital_within(before: str, word: str) -> bool:
    """ "Sporthal De Vijf Ringen", "the Seven Sisters": a number word in a name."""
    return word[:1].isupper() and _NAMES_BEGIN.search(before) is not None
