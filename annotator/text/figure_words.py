"""The words around figures: bounds, fractions, and what is no amount, per language."""

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


_NL_COMPARATIVES = "hoger|groter|langer|zwaarder|ouder|verder|sneller|dieper|breder|voller|vaker"
_NL_MORE = rf"(?:meer|{_NL_COMPARATIVES})(?: uit)? dan"
_NL_LESS = "(?:minder|lager|kleiner|korter|lichter|jonger)(?: uit)? dan"
_NL_NEVER = "(?:niet|nergens|nooit|nimmer|geen moment)"
_NL_COUNTED = "(?:man|week|uur|dag|maand|jaar|minuut|euro|kilo|kilometer|meter|liter|keer)"
_EN_MORE = "(?:more|higher|greater|longer|larger|bigger|heavier|older|faster|further|deeper) than"
_EN_LESS = "(?:less|fewer|lower|smaller|shorter|lighter|younger) than"
_EN_NEVER = "(?:no|not|never|nowhere|at no point)"

_BEFORE: dict[str, dict[Effect, str]] = {
    "nl": {
        Effect.AT_LEAST: "minstens|minimaal|op (?:zijn|z'n) minst|ten minste|tenminste|zeker|vanaf"
        f"|een minimum van|in (?:elk|ieder) geval|een goe(?:de|ie)|min\\.|geen minder dan"
        f"|niet (?:onder|beneden) de|{_NL_NEVER} {_NL_LESS}",
        Effect.AT_MOST: "hoogstens|maximaal|ten hoogste|tot wel|tot maximaal|tot"
        f"|op (?:zijn|z'n) hoogst|hooguit|een maximum van|{_NL_NEVER} {_NL_MORE}|niet boven de"
        "|max\\.?|tot aan|geen meer dan|uiterlijk",
        Effect.NEARLY: "bijna|haast|net geen|krap|een kleine|een krappe|schier"
        "|net onder(?: de)?|vrijwel|nagenoeg"
        "|bijkans|net iets onder de"
        "|iets (?:minder dan|onder de)|net niet|nauwelijks",
        Effect.MORE_THAN: f"(?:(?:net )?iets |veel |fors |beduidend )?{_NL_MORE}|ruim|een ruime"
        f"|dik|boven(?: de)?"
        "|een dikke|(?:net |iets |ver )boven de|over de",
        Effect.LESS_THAN: f"(?:veel |fors |beduidend )?{_NL_LESS}|(?:ver )?onder de|beneden de"
        f"|nog geen|amper",
        Effect.ABOUT: "ongeveer|circa|ca\\.?|rond(?: de)?|om en nabij(?: de)?|naar schatting"
        "|een geschatte|geschat op|zo'n|plusminus|grofweg|pakweg|tegen de|zowat|om en bij(?: de)?"
        f"|in de orde van(?: grootte van)?|een {_NL_COUNTED} of|plus minus|rondom de|naar verluidt"
        "|een stuk of|omstreeks|een slordige|bij benadering|richting de|zo ongeveer"
        "|om de en nabij|±",
        Effect.BETWEEN: "tussen(?: de)?|van",
    },
    "en": {
        Effect.AT_LEAST: "at (?:the very )?least|a minimum of|minimum of|upwards? of|a good"
        f"|as (?:few|little) as|not under|not below|min\\.|{_EN_NEVER} {_EN_LESS}",
        Effect.AT_MOST: "at (?:the (?:very )?)?most|up to|as (?:many|much|high) as|a maximum of"
        f"|maximum of|not exceeding|max\\.?|capped at|{_EN_NEVER} (?:{_EN_MORE}|above|over"
        f"|exceed(?:s|ed|ing)?)",
        Effect.NEARLY: "nearly|almost|(?:just|slightly|a little) (?:under|short of|below|less than)"
        "|approaching|not quite|(?:just )?shy of|virtually|close on|nigh on|getting on for"
        "|verging on",
        Effect.MORE_THAN: f"(?:slightly |a little |far |well |many |little )?{_EN_MORE}"
        "|(?:well |just |slightly |a little |far |a bit )?(?:over|above)|topp(?:ed|ing)"
        "|surpass(?:ed|es|ing)?"
        "|exceed(?:s|ed|ing)?|in excess of|north of|beyond",
        Effect.LESS_THAN: f"(?:far |well |much )?{_EN_LESS}|(?:well |far )?(?:under|below)"
        f"|south of",
        Effect.ABOUT: "about|around|approximately|approx\\.?|roughly|some|an estimated|estimated"
        "|circa|ca\\.?|c\\.|in the (?:region|order|vicinity) of|close to|estimated at"
        "|something like|more or less|in the neighbou?rhood of|give or take|or about|round about",
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


_BETWEEN = "er|al|er al|nog|nog eens|another|a further|an additional"


def _before(words: str) -> "regex.Pattern[str]":
    apart = words.replace("'", "['’]").replace(" ", r"\s+")
    return regex.compile(
        rf"(?r)(?<![\p{{L}}\p{{N}}])((?:{apart}))(?:\s+(?:{_BETWEEN}))?\s*[“”\"'‘’(«]?$"
    )


# "niet meer dan" ends in "meer dan", "just under" in "under": what holds others comes first.
_ORDER = (
    Effect.AT_LEAST,
    Effect.AT_MOST,
    Effect.NEARLY,
    Effect.MORE_THAN,
    Effect.LESS_THAN,
    Effect.ABOUT,
    Effect.BETWEEN,
)
MODIFIERS: dict[str, list[tuple["regex.Pattern[str]", Effect]]] = {
    language: [(_before(by_effect[effect]), effect) for effect in _ORDER]
    for language, by_effect in _BEFORE.items()
}
"""Language -> patterns at the end of the lower-case text before a number."""

_ENDS = (
    r"(?=\s*[.,;:!?)”\"]|\s*$|\s(?:is|are|was|were|can|may|must|will|have|has|get|in|on|at|to"
    r"|krijgt"
    r"|krijgen|mag|mogen|kan|kunnen|moet|moeten|heeft|hebben|zijn|werd|worden|wordt|op|bij)\b)"
)
_AFTER: dict[str, dict[Effect, str]] = {
    "nl": {
        Effect.AT_LEAST: f"of meer|en meer{_ENDS}|of hoger|of langer|of ouder|of groter"
        f"|of zwaarder|plus"
        f"|en (?:ouder|langer|hoger|groter){_ENDS}",
        Effect.AT_MOST: "of minder|of lager|of korter|of jonger",
        Effect.ABOUT: "of zo|of daaromtrent|ongeveer",
    },
    "en": {
        Effect.AT_LEAST: "or (?:more|higher|greater|above|over|longer|older|up)"
        f"|and (?:more|above|over|up|older){_ENDS}|plus",
        Effect.AT_MOST: "or (?:fewer|less|lower|below|under|shorter|younger)",
        Effect.ABOUT: "or so|or thereabouts|give or take|approximately",
    },
    "de": {Effect.AT_LEAST: "oder mehr", Effect.AT_MOST: "oder weniger"},
    "fr": {Effect.AT_LEAST: "ou plus", Effect.AT_MOST: "ou moins"},
}
AFTER: dict[str, list[tuple["regex.Pattern[str]", Effect]]] = {
    language: [
        (
            regex.compile(
                rf"(?i)\s+(?:{words.replace(' ', chr(92) + 's+')})\b(?!\s+(?:than|dan|als"
                rf"|que)\b|\s+[\d€$£])"
            ),
            effect,
        )
        for effect, words in by_effect.items()
    ]
    + [
        (regex.compile(r"\+(?!\d)|[-‑]plus\b"), Effect.AT_LEAST),
        (regex.compile(r"[-‑]odd\b"), Effect.ABOUT),
    ]
    for language, by_effect in _AFTER.items()
}
"""Language -> patterns right after a number or its unit."""

CURRENCY_SIGNS: dict[str, str] = {
    "€": "EUR",
    "EUR": "EUR",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "HK$": "HKD",
    "$": "USD",
    "USD": "USD",
    "£": "GBP",
    "GBP": "GBP",
    "¥": "JPY",
    "JPY": "JPY",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₹": "INR",
    "₩": "KRW",
    "CHF": "CHF",
    "SEK": "SEK",
    "NOK": "NOK",
    "DKK": "DKK",
    "PLN": "PLN",
}
"""Signs and codes right before a number, and the currency they stand for."""

_SIGNS = "|".join(
    regex.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=lambda sign: (-len(sign), sign))
)
CURRENCY_SIGN = regex.compile(rf"(?r)(?<![\p{{L}}])({_SIGNS})\s?$")
"""A sign for money at the end of what stands before a number."""

RANGE_JOINS = regex.compile(
    r"(?i)(?:\s*[-‑–—]\s*|[-‑]?\s+(?P<word>à|a|tot|to|bis|en|and|und|et|tot en met|t/m|through|of"
    r"|or|naar)\s+"
    rf"(?:(?:de|het|wel|maybe|perhaps|misschien|as many as|zo'n) )?)(?P<sign>(?:{_SIGNS})\s?)?"
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


_PARTS = {
    "nl": {
        **{"derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7, "achtste": 8},
        **{"negende": 9, "tiende": 10, "twaalfde": 12, "twintigste": 20, "honderdste": 100},
    },
    "en": {
        **{"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
        **{"ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100},
    },
}
_SIX_DECIMALS = Decimal("0.000001")
_NL_COMPARED = (
    "meer|minder|hoger|lager|groter|kleiner|duurder|goedkoper|sneller|langzamer|langer|korter"
    "|zwaarder|lichter|vaker|zuiniger|beter|slechter|dieper|breder"
)
_EN_COMPARED = (
    "more|less|fewer|higher|lower|larger|bigger|smaller|dearer|cheaper|faster|slower|longer"
    "|shorter|heavier|lighter|better|worse|up|down"
)


_NL_BEFORE_PART = (
    "met|ruim|bijna|dan|circa|ongeveer|zo'n|zo’n|krap|nagenoeg|vrijwel|minstens|hooguit|hoogstens"
    "|zeker|grofweg|pakweg|plusminus"
)
_EN_BEFORE_PART = (
    "by|than|about|nearly|almost|over|roughly|around|under|least|most|only|just|approximately"
    "|barely"
    "|exactly|some"
)


def share_of(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """A share with the six decimals that a stored figure has."""
    return (Decimal(part) / Decimal(whole)).quantize(_SIX_DECIMALS)


def _parts(language: str, one: str, several: str, join: str, of: str) -> list[tuple[str, str]]:
    """ "a third of", "two-thirds": with the values; `of` must follow a single part."""
    counts = {word: number for number, word in enumerate(several.split("|"), start=2)}
    found = []
    for name, whole in _PARTS[language].items():
        found.append((rf"((?:{one}){join}{name})(?={of})", str(share_of(1, whole))))
        found.extend(
            (
                rf"({word}{join}{name}[ns]?)\b(?![ -](?:majority|time)\b)",
                str(share_of(number, whole)),
            )
            for word, number in counts.items()
            if number < whole
        )
    return found


def _single_parts(language: str) -> list[tuple[str, str]]:
    """The names of parts with their values, a quarter among them."""
    parts = {**_PARTS[language], **({"kwart": 4} if language == "nl" else {"half": 2})}
    return [(name, str(share_of(1, whole))) for name, whole in parts.items()]


FRACTIONS: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (r"(?:een )?half dozijn", "6"),
            (r"(?:een |het |de |’n |'n )?hal(?:f|ve)", "0.5"),
            (r"anderhal(?:f|ve)", "1.5"),
            (r"(?:een )?kwart", "0.25"),
            (r"driekwart|drie kwart", "0.75"),
            *_and_a_half(
                "een|" + _NL_COUNT, r"COUNT(?:[eë]neen|[eë]n|[ -]en[ -]een[ -])hal(?:f|ve)"
            ),
        ]
    ),
    "en": _patterns(
        [
            (r"(?:a )?half(?:[- ]a)?[- ]dozen", "6"),
            (r"half (?:of )?an?|an? half|half", "0.5"),
            (r"(?:a )?quarter (?:of )?an?|a quarter", "0.25"),
            (r"three[- ]quarters (?:of )?an?", "0.75"),
            *_and_a_half(_EN_COUNT, r"COUNT[ -]and[ -]a[ -]half"),
        ]
    ),
    "de": _patterns([(r"eine halbe", "0.5"), (r"anderthalb|eineinhalb", "1.5")]),
    "fr": _patterns([(r"un demi", "0.5")]),
}
"""Language -> fractions that count before "million"; those above one also stand alone."""

SHARES: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (
                r"(?<!\b(?:eerste|tweede|andere|laatste)\s)((?:de )?helft)(?! van de (?:tijd"
                r"|week|dag|avond|ochtend))",
                "0.5",
            ),
            (
                r"(een kwart)(?!\s+(?:eeuw|over|voor|miljoen|miljard|liter|finale)\b)",
                "0.25",
            ),
            (r"(driekwart|drie kwart)", "0.75"),
            *(
                (
                    rf"(?<=\b(?:{_NL_BEFORE_PART})\s)(een {name})"
                    r"(?!\s+\p{L}+(?:e|er)\b)",
                    str(share_of(1, whole)),
                )
                for name, whole in _PARTS["nl"].items()
            ),
            *_parts(
                "nl",
                "een|één",
                "twee|drie|vier|vijf|zes|zeven|acht|negen",
                "[ -]?",
                "(?: deel)? van",
            ),
            # "Een derde meer dan vorig jaar"; "nog geen tiende van de schade".
            *(
                (rf"(een {name})(?= (?:{_NL_COMPARED})\b)|(?<=\bgeen\s)({name})(?= van)", value)
                for name, value in _single_parts("nl")
            ),
        ]
    ),
    "en": _patterns(
        [
            (r"(half)(?= of (?!an?\b)| (?:of )?(?:the|its|his|her|their|all|those)\b)", "0.5"),
            (
                rf"(?<=\b(?:{_EN_BEFORE_PART}|in)\s)(half)(?!\s+(?:past|an?|of)\b)"
                r"|(half)(?=\s(?:are|were|have|said|say|voted|did|do|live|would)\b)",
                "0.5",
            ),
            (
                r"(a quarter)(?= (?:of (?!an?\b)|(?:are|were|have|said|say|voted|did|do|live"
                r"|would)\b))",
                "0.25",
            ),
            (r"(three[- ]quarters)(?! (?:of )?(?:an?|(?:of )?the way)\b)", "0.75"),
            *(
                (
                    rf"(?<=\b(?:{_EN_BEFORE_PART})\s)((?:an?|one) {name})\b",
                    str(share_of(1, whole)),
                )
                for name, whole in _PARTS["en"].items()
            ),
            *_parts(
                "en",
                "a|an|one",
                "two|three|four|five|six|seven|eight|nine",
                "[ -]",
                " (?:of (?!an?\b)|(?:are|were|have|voted|live)\b)",
            ),
            *(
                (rf"(an? {name})(?= (?:{_EN_COMPARED})\b)", value)
                for name, value in _single_parts("en")
            ),
        ]
    ),
}
"""Language -> exact shares of a whole."""

_SCALED = {
    "nl": {"duizenden": 10**3, "miljoenen": 10**6, "miljarden": 10**9},
    "en": {"thousands": 10**3, "millions": 10**6, "billions": 10**9},
}
_PLURALS = {
    "nl": {
        **{"tientallen": 10, "honderden": 100, "duizenden": 10**3, "tienduizenden": 10**4},
        **{"honderdduizenden": 10**5, "miljoenen": 10**6, "miljarden": 10**9, "dozijnen": 12},
    },
    "en": {
        **{"dozens": 12, "scores(?= of)": 20, "hundreds": 100, "thousands": 10**3},
        **{"millions": 10**6, "billions": 10**9},
    },
}
_NL_SOME = "enkele|een paar|enige|ettelijke|vele|meerdere|verscheidene|diverse"
_NL_ROUND = {
    **{"dozijn": 12, "honderd": 100, "duizend": 10**3, "tienduizend": 10**4},
    **{"honderdduizend": 10**5, "miljoen": 10**6, "miljard": 10**9},
}
_EN_ROUND = {
    **{"dozen": 12, "hundred": 100, "thousand": 10**3, "hundred thousand": 10**5},
    **{"million": 10**6, "billion": 10**9},
}


def _at_least_two(language: str, some: str, tens: str, of: str) -> list[tuple[str, str]]:
    """ "Tientallen miljoenen", "hundreds of thousands", "vele honderden": two of them or more."""
    both = [
        (rf"(?:(?:{some}) )?{word}{of}{scale}", str(2 * size * times))
        for word, size in {tens: 10, **_PLURALS[language]}.items()
        for scale, times in _SCALED[language].items()
        if size in (10, 100)
    ]
    return both + [
        (rf"(?:(?:{some}) )?{word}", str(2 * size)) for word, size in _PLURALS[language].items()
    ]


VAGUE: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            *_at_least_two("nl", _NL_SOME, "tientallen", " "),
            *((rf"(?:{_NL_SOME}) {word}", str(2 * size)) for word, size in _NL_ROUND.items()),
        ]
    ),
    "en": _patterns(
        [
            *_at_least_two("en", "many|countless|several|some", "tens", " of "),
            (r"several dozen", "24"),
            *((rf"several {word}", str(3 * size)) for word, size in _EN_ROUND.items() if size > 12),
            *((rf"a few {word}", str(2 * size)) for word, size in _EN_ROUND.items()),
        ]
    ),
}
"""Language -> words such as "dozens": at least two of them, and approximate."""

ROUGH: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns([]),
    "en": _patterns(
        [(rf"a couple (?:of )?{word}", str(2 * size)) for word, size in _EN_ROUND.items()]
        + [("a score(?= of)", "20")]
    ),
}
"""Language -> words that say roughly how many; "twintigtal" is read by itself."""

MULTIPLES: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (
                r"verdubbel(?:t|d|de|den|en|ing)|dubbel(?= zo(?:veel)?)",
                "2",
            ),
            (r"ver(?:drie(?:voudig|dubbel)(?:t|d|de|den|en|ing))", "3"),
            *(
                (rf"ver{word}voudig(?:t|d|de|den|en|ing)|(?:het )?{word}voudige", str(number))
                for number, word in enumerate(_NL_COUNT.split("|"), start=2)
            ),
            (r"gehalveerd|halveer(?:t|de|den)|halveren|halvering|half(?= zo)", "0.5"),
            *(
                (rf"{word}maal", str(number))
                for number, word in enumerate(_NL_COUNT.split("|"), start=2)
            ),
        ]
    ),
    "en": _patterns(
        [
            ("twice", "2"),
            ("thrice", "3"),
            *(
                (
                    rf"{verb}(?:d|ing)|(?<=\b(?:to|will|would|could|may|might|can|than|nearly"
                    rf"|almost)"
                    rf"\s){verb}|{verb}(?= (?:the (?:number|amount|size|rate|price|figure|total"
                    rf"|cost"
                    r"|average|level)|that|what|as many|as much|its|their)\b)",
                    str(number),
                )
                for verb, number in (("double?", 2), ("triple?", 3), ("treble?", 3))
            ),
            (r"quadrupl(?:e|ed|ing)", "4"),
            (r"quintupl(?:e|ed|ing)", "5"),
            *(
                (rf"{word}fold", str(number))
                for number, word in enumerate(_EN_COUNT.split("|"), start=1)
            ),
            (
                r"halv(?:ed|ing|e)|half(?= as (?:many|much|big|large|long|high|likely|fast)\b)",
                "0.5",
            ),
        ]
    ),
}
"""Language -> words for so many times."""

HALVED = regex.compile(r"(?i)(?:ge)?halv")
"""Words for half as much: "more than halved" is less than half."""


def _split(words: str) -> list[str]:
    return words.split()


OPENINGS: dict[str, frozenset[str]] = {
    "nl": frozenset(
        _split(
            "een één het de n half halve kwart driekwart helft over voor enkele enige ettelijke "
            "vele "
            "meerdere verscheidene diverse tientallen honderden duizenden tienduizenden "
            "honderdduizenden miljoenen miljarden dozijnen dubbel dubbele gehalveerd halvering nog "
            "anderhalf anderhalve duizend "
        )
        + list(_PARTS["nl"])
    ),
    "en": frozenset(
        _split(
            "a an one half quarter five ten twenty dozens scores tens hundreds thousands millions "
            "billions many countless several some twice thrice double doubled doubling triple "
            "tripled "
            "tripling treble trebled trebling quadruple quadrupled quadrupling quintuple "
            "quintupled "
            "quintupling halved halving halve thousand "
        )
    ),
}
"""Words that a figure may begin with, beside those that are numbers themselves."""

ARTICLES = frozenset(("een", "het", "de", "a", "an", "n", "nog", "some"))
"""Of those the ones that stand before most nouns: the word behind them decides."""

AFTER_ARTICLES = frozenset(
    _split(
        "paar op aantal dozijn half halve kwart honderd couple few dozen score quarter third fifth "
        "sixth seventh eighth ninth tenth twelfth twentieth hundredth hundred"
    )
)
"""Words that make a figure of an article."""

BEGINS_LIKE_ONE = regex.compile(
    r"(?i)(?:ver(?:dubb|drie|vier|vijf|zes|zeven|acht|negen|tien)|halve)|.*(?:hal(?:f|ve)|tal|maal"
    r"|voudige|fold|derden?|kwart|vijfden?|tienden?|achtsten?)$"
)
"""Other words that a figure may begin with."""

_NL_HOURS = "een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf"
_EN_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
CLOCK_WORDS: dict[str, "regex.Pattern[str]"] = {
    "nl": regex.compile(
        rf"(?i){_SEPARATE}(?:(?:\p{{L}}+\s)?(?:over|voor)\s)?half\s(?:{_NL_HOURS})\b"
        rf"|{_SEPARATE}(?:kwart|vijf|tien)\s(?:over|voor)\s(?:half\s)?(?:{_NL_HOURS})\b"
        rf"|{_SEPARATE}(?:{_NL_HOURS})\suur\s(?:'s|’s)\s\p{{L}}+"
    ),
    "en": regex.compile(
        rf"(?i){_SEPARATE}(?:half|quarter|five|ten|twenty)\s(?:past|to)\s(?:{_EN_HOURS})\b"
        rf"|{_SEPARATE}(?:{_EN_HOURS})\so['’]clock"
    ),
}
"""Language -> times of day in words."""

SHARE_JOINS: dict[str, "regex.Pattern[str]"] = {
    "nl": regex.compile(r"(?i)\s+(?:op(?:\s+(?:de|elke|iedere))?|van\s+de)\s+"),
    "en": regex.compile(r"(?i)\s+(?:in|out\s+of(?:\s+(?:the|every))?|of(?:\s+the)?|in\s+every)\s+"),
}
"""Language -> what stands between the two numbers of "one in three"."""

ONE_IN: dict[str, "regex.Pattern[str]"] = {
    "nl": regex.compile(rf"(?i){_SEPARATE}(?:een|één)\s+op\s+(?:(?:de|elke|iedere)\s+)?"),
    "en": regex.compile(rf"(?i){_SEPARATE}one\s+(?:in|out\s+of)\s+(?:every\s+|the\s+)?"),
}
"""Language -> the words before the second number of "one in three"."""

CHANGES = regex.compile(
    r"(?i)\b(?:stijg|steeg|stegen|gestegen|opgelopen|loopt|liep|liepen|lopen|daal|gedaald|groei"
    r"|groeit"
    r"|gegroeid|gezakt|zakt|toegenomen|neemt|nam|namen|verlaag|verhoog|teruggebracht|beperk"
    r"|uitgebreid|veroordeel|verdubbel|halveer|gehalveerd|verdrie|verviervoudig|vervijf|ging|gaat|gegaan|verminder|bracht|rose|rise|risen|rising"
    r"|fell|fall|fallen|grew|grow"
    r"|increase|decrease|drop|climb|jump|went|go|gone|cut|dip|slip|shrank|shrunk|surge|soar"
    r"|widen|narrow|up|down|raise|lower)"
)
"""Verbs after which "from 5 to 10" is a change and "tot 10" what it came to."""

MONTHS = regex.compile(
    r"(?i)(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december|january|february|(?-i:March|May)|june|july|august|october|januar|februar|märz|mai|juin"
    r"|dezember|janvier|février|mars|avril|juillet|août|septembre|octobre|novembre|décembre)\b"
)
"""A month's name, at the start of what follows a day."""

_OF_TIME = (
    r"\b(?:per|elke|iedere|één|een|deze|die|vorige|afgelopen|each|every|one|an?|this|last|that)\s"
)
NOT_AMOUNTS = regex.compile(
    r"(?ri)(?:^|[^\p{L}])(?:artikel(?:en)?|art\.|articles?|nr\.?|no\.|nummers?|numbers?"
    r"|hoofdstuk|chapter|pagina"
    r"|page|blz\.|p\.|vlucht|flight|kamer|room|lijn|line|bus|tram|metro|route|highway|groep"
    r"|group|versie|version"
    r"|resolutie|resolution|paragraaf|section|bijlage|annex|klasse|categorie|category|§|#|zaal|lid"
    r"|klas|jaren|paragraph|paragraaf|gate|perron|spoor|platform|deel|part|fase|phase|ronde"
    r"|round|seizoen|season|aflevering|episode|afrit|exit|formule|formula|top|serie|rij|stoel|seat"
    rf"|(?<!{_OF_TIME})(?:week|dag|day)|verdieping|floor|huisnummer|postbus|sectie|unit|level"
    rf"|niveau|graad|grade|type|area"
    r"|leeftijd van|aged?|age of|district|wijk|covid|tafel|table|figuur|figure|zone|code|vak)\s*$"
)
"""Words before a number that make it a name."""
