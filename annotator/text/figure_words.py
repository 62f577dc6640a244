"""The words around figures: bounds, units, fractions, and what is no amount, per language."""

from decimal import Decimal
from enum import Enum

import regex


class Effect(Enum):
    """What a word does to the number it stands beside."""

    AT_LEAST = "at least"
    MORE_THAN = "more than"
    NEARLY = "nearly"
    AT_MOST = "at most"
    LESS_THAN = "less than"
    ABOUT = "about"
    BETWEEN = "between"


_BEFORE: dict[str, dict[Effect, str]] = {
    "nl": {
        Effect.AT_LEAST: "minstens|minimaal|op (?:zijn|z'n) minst|ten ?minste|niet minder dan"
        "|zeker|vanaf|een minimum van",
        Effect.AT_MOST: "hoogstens|maximaal|ten hoogste|niet meer dan|tot wel|tot maximaal"
        "|op zijn hoogst|hooguit|een maximum van",
        Effect.MORE_THAN: "meer dan|ruim|boven de|hoger dan|groter dan|een dikke",
        Effect.LESS_THAN: "minder dan|onder de|lager dan|kleiner dan|nog geen",
        Effect.NEARLY: "bijna|haast|net geen|krap|een kleine|schier",
        Effect.ABOUT: "ongeveer|circa|ca\\.?|rond(?: de)?|om en nabij(?: de)?|naar schatting"
        "|een geschatte|geschat op|zo'n|plusminus|grofweg|pakweg|tegen de|zowat|om en bij(?: de)?"
        "|in de orde van",
        Effect.BETWEEN: "tussen(?: de)?|van",
    },
    "en": {
        Effect.AT_LEAST: "at least|no fewer than|no less than|not less than|not fewer than"
        "|a minimum of|minimum of|upwards of",
        Effect.AT_MOST: "at most|up to|as many as|no more than|not more than|a maximum of"
        "|maximum of",
        Effect.MORE_THAN: "more than|over|above|exceeding|greater than|higher than|in excess of"
        "|north of|well over",
        Effect.LESS_THAN: "less than|fewer than|under|below|lower than",
        Effect.NEARLY: "nearly|almost|just under|just short of|approaching|not quite",
        Effect.ABOUT: "about|around|approximately|approx\\.?|roughly|some|an estimated|estimated"
        "|circa|ca\\.?|c\\.|in the region of|in the order of|close to|estimated at",
        Effect.BETWEEN: "between|anywhere from",
    },
    "de": {
        Effect.AT_LEAST: "mindestens|wenigstens|zumindest|nicht weniger als",
        Effect.AT_MOST: "höchstens|maximal|bis zu|nicht mehr als",
        Effect.MORE_THAN: "mehr als|über|gut",
        Effect.LESS_THAN: "weniger als|unter",
        Effect.NEARLY: "fast|beinahe|knapp|nahezu",
        Effect.ABOUT: "etwa|rund|ungefähr|circa|ca\\.?|schätzungsweise|geschätzt",
        Effect.BETWEEN: "zwischen|von",
    },
    "fr": {
        Effect.AT_LEAST: "au moins|au minimum|pas moins de",
        Effect.AT_MOST: "au plus|au maximum|jusqu'à|pas plus de",
        Effect.MORE_THAN: "plus de|plus d'",
        Effect.LESS_THAN: "moins de|moins d'",
        Effect.NEARLY: "près de|presque",
        Effect.ABOUT: "environ|quelque|à peu près|autour de|approximativement",
        Effect.BETWEEN: "entre|de",
    },
}


def _before(words: str) -> "regex.Pattern[str]":
    apart = words.replace("'", "['’]").replace(" ", r"\s+")
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}])((?:{apart}))(?:\s+(?:er|al))?\s*[“”\"'‘’(«]?$")


# "niet meer dan" ends in "meer dan": the bounds that hold others come first.
_ORDER = (
    Effect.AT_LEAST,
    Effect.AT_MOST,
    Effect.MORE_THAN,
    Effect.LESS_THAN,
    Effect.NEARLY,
    Effect.ABOUT,
    Effect.BETWEEN,
)
MODIFIERS: dict[str, list[tuple["regex.Pattern[str]", Effect]]] = {
    language: [(_before(by_effect[effect]), effect) for effect in _ORDER]
    for language, by_effect in _BEFORE.items()
}
"""Language -> patterns at the end of the lower-case text before a number."""

_AFTER: dict[str, dict[Effect, str]] = {
    "nl": {
        Effect.AT_LEAST: "of meer|en meer|of hoger",
        Effect.AT_MOST: "of minder|of lager",
        Effect.ABOUT: "of zo|ongeveer",
    },
    "en": {
        Effect.AT_LEAST: "or more|or higher|and more|or greater",
        Effect.AT_MOST: "or fewer|or less|or lower",
        Effect.ABOUT: "or so|or thereabouts",
    },
    "de": {Effect.AT_LEAST: "oder mehr", Effect.AT_MOST: "oder weniger"},
    "fr": {Effect.AT_LEAST: "ou plus", Effect.AT_MOST: "ou moins"},
}
AFTER: dict[str, list[tuple["regex.Pattern[str]", Effect]]] = {
    language: [
        (
            regex.compile(
                rf"(?i)\s+(?:{words.replace(' ', chr(92) + 's+')})\b(?!\s+(?:than|dan|als|que)\b)"
            ),
            effect,
        )
        for effect, words in by_effect.items()
    ]
    + [(regex.compile(r"\+(?!\d)"), Effect.AT_LEAST)]
    for language, by_effect in _AFTER.items()
}
"""Language -> patterns right after a number or its unit."""

RANGE_JOINS = regex.compile(
    r"(?i)\s*[-‑–—]\s*|\s+(?:à|tot|to|bis|en|and|und|et|tot en met)\s+"
    r"(?:(?:de|het|wel|maybe|as many as) )?"
)
"""What stands between the two numbers of a range."""

_SEPARATE = r"(?<![\p{L}\p{N}])"
_NL_COUNT = "twee|drie|vier|vijf|zes|zeven|acht|negen|tien"
_EN_COUNT = "one|two|three|four|five|six|seven|eight|nine|ten"


def _patterns(pairs: list[tuple[str, str]]) -> list[tuple["regex.Pattern[str]", Decimal]]:
    return [
        (regex.compile(rf"(?i){_SEPARATE}(?:{pattern})\b"), Decimal(value))
        for pattern, value in pairs
    ]


def _and_a_half(count_words: str, join: str) -> list[tuple[str, str]]:
    return [
        (join.replace("COUNT", word), f"{number}.5")
        for number, word in enumerate(count_words.split("|"), start=1)
    ]


FRACTIONS: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (r"(?:een |’n |'n )?half", "0.5"),
            (r"anderhal(?:f|ve)", "1.5"),
            (r"(?:een )?kwart", "0.25"),
            (r"driekwart|drie kwart", "0.75"),
            *_and_a_half("een|" + _NL_COUNT, r"COUNT(?:[eë]n|[ -]en[ -]een[ -])half"),
        ]
    ),
    "en": _patterns(
        [
            (r"half (?:of )?an?|an? half|half", "0.5"),
            (r"(?:a )?quarter (?:of )?an?|a quarter", "0.25"),
            (r"three[- ]quarters (?:of )?an?", "0.75"),
            *_and_a_half(_EN_COUNT, r"COUNT and a half"),
        ]
    ),
    "de": _patterns([(r"eine halbe", "0.5"), (r"anderthalb|eineinhalb", "1.5")]),
    "fr": _patterns([(r"un demi", "0.5")]),
}
"""Language -> fractions that count before "million"; those above one also stand alone."""

SHARES: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (r"((?:de )?helft)(?= van)", "0.5"),
            (r"(een kwart)(?= van)", "0.25"),
            (r"(driekwart)(?= van)", "0.75"),
        ]
    ),
    "en": _patterns(
        [
            (r"(half)(?= of (?!an?\b))", "0.5"),
            (r"(a quarter)(?= of (?!an?\b))", "0.25"),
            (r"(three[- ]quarters)(?= of (?!an?\b))", "0.75"),
        ]
    ),
}
"""Language -> exact shares of a whole."""

VAGUE: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (r"honderden miljoenen", "200000000"),
            (r"tientallen miljoenen", "20000000"),
            (r"tientallen", "20"),
            (r"honderden", "200"),
            (r"duizenden", "2000"),
            (r"tienduizenden", "20000"),
            (r"honderdduizenden", "200000"),
            (r"miljoenen", "2000000"),
            (r"miljarden", "2000000000"),
        ]
    ),
    "en": _patterns(
        [
            (r"hundreds of millions", "200000000"),
            (r"tens of millions", "20000000"),
            (r"hundreds of thousands", "200000"),
            (r"tens of thousands", "20000"),
            (r"dozens", "24"),
            (r"hundreds", "200"),
            (r"thousands", "2000"),
            (r"millions", "2000000"),
            (r"billions", "2000000000"),
        ]
    ),
}
"""Language -> words such as "dozens": at least two of them, and approximate."""

MONTHS = regex.compile(
    r"(?i)(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december|january|february|march|may|june|july|august|october|januar|februar|märz|mai|juin"
    r"|dezember|janvier|février|mars|avril|juillet|août|septembre|octobre|novembre|décembre)\b"
)
"""A month's name, at the start of what follows a day."""

NOT_AMOUNTS = regex.compile(
    r"(?i)(?:^|[^\p{L}])(?:artikel|art\.|article|nr\.?|no\.|nummer|number|hoofdstuk|chapter|pagina"
    r"|page|blz\.|p\.|vlucht|flight|kamer|room|lijn|route|highway|groep|group|versie|version"
    r"|resolutie|resolution|paragraaf|section|bijlage|annex|klasse|categorie|category|§|#)\s*$"
)
"""Words before a number that make it a name."""

CURRENCY_SIGNS: list[tuple["regex.Pattern[str]", str]] = [
    (regex.compile(r"(?:€|\bEUR)\s?$"), "EUR"),
    (regex.compile(r"(?:US\$|\$|\bUSD)\s?$"), "USD"),
    (regex.compile(r"(?:£|\bGBP)\s?$"), "GBP"),
]
"""Signs right before a number."""

_UNIT_WORDS = {
    "persons": (
        "soldaten soldaat militairen militair troepen manschappen mensen personen persoon burgers "
        "burger doden dode gewonden gewonde slachtoffers slachtoffer vermisten inwoners bewoners "
        "bewoner inwoner vrijwilliger "
        "kinderen kind vrouwen mannen man strijders demonstranten betogers vluchtelingen "
        "gevangenen agenten werknemers leden geëvacueerden evacués leerlingen vrijwilligers "
        "soldiers soldier troops servicemen personnel people persons person civilians civilian "
        "dead deaths wounded casualties casualty fatalities victims victim missing residents "
        "inhabitants children child women men fighters protesters demonstrators refugees prisoners "
        "officers employees members evacuees volunteers pupils "
        "soldaten menschen personen tote toten verletzte zivilisten kinder frauen männer mann "
        "soldats personnes morts blessés civils victimes disparus enfants femmes hommes habitants"
    ),
    "percent": "procent percent pct prozent",
    "EUR": "euro euro's euros eur",
    "USD": "dollar dollars usd",
    "GBP": "pond pound pounds gbp",
    "RUB": "roebel roebels rouble roubles ruble rubles rubel",
    "km": "kilometer kilometers kilometre kilometres km",
    "m": "meter meters metre metres mètres m",
    "cm": "centimeter centimeters centimetre centimetres cm",
    "mm": "millimeter millimeters mm",
    "ha": "hectare hectares hectaren ha",
    "kg": "kilo kilogram kilograms kg",
    "t": "ton tons tonnes tonne",
    "l": "liter liters litre litres",
    "degrees C": "graden degrees grad degrés",
    "hours": "uur uren hour hours stunden heures",
    "minutes": "minuut minuten minute minutes",
    "days": "dag dagen day days tage tagen jours",
    "weeks": "week weken weeks wochen semaines",
    "months": "maand maanden month months monate mois",
    "years": "jaar jaren year years jahre jahren ans",
    "houses": "huizen woningen huis woning houses homes house häuser maisons",
    "households": "huishoudens huishouden households household",
    "vehicles": "voertuigen voertuig auto's tanks tank vehicles vehicle cars fahrzeuge véhicules",
    "bags": "zandzakken zakken sandbags bags",
    "times": "keer maal times fois",
}
UNITS: dict[str, str] = {
    word: code for code, words in _UNIT_WORDS.items() for word in words.split()
} | {
    "per cent": "percent",
    "percentage points": "percentage points",
    "procentpunten": "percentage points",
    "procentpunt": "percentage points",
    "pour cent": "percent",
}
"""Word after a number -> a code that is the same in every language."""
