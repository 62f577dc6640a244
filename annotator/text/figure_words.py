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
        Effect.AT_LEAST: "minstens|minimaal|op (?:zijn|z'n) minst|ten ?minste|zeker|vanaf"
        f"|een minimum van|in (?:elk|ieder) geval|een goede|{_NL_NEVER} {_NL_LESS}",
        Effect.AT_MOST: "hoogstens|maximaal|ten hoogste|tot wel|tot maximaal|tot"
        f"|op (?:zijn|z'n) hoogst|hooguit|een maximum van|{_NL_NEVER} {_NL_MORE}|niet boven de",
        Effect.NEARLY: "bijna|haast|net geen|krap|een kleine|schier|net onder(?: de)?"
        "|iets (?:minder dan|onder de)|net niet|nauwelijks",
        Effect.MORE_THAN: f"{_NL_MORE}|ruim|boven(?: de)?|een dikke|net boven de",
        Effect.LESS_THAN: f"{_NL_LESS}|onder de|nog geen|amper",
        Effect.ABOUT: "ongeveer|circa|ca\\.?|rond(?: de)?|om en nabij(?: de)?|naar schatting"
        "|een geschatte|geschat op|zo'n|plusminus|grofweg|pakweg|tegen de|zowat|om en bij(?: de)?"
        f"|in de orde van|een {_NL_COUNTED} of|plus minus|rondom de|naar verluidt|een stuk of",
        Effect.BETWEEN: "tussen(?: de)?|van",
    },
    "en": {
        Effect.AT_LEAST: "at (?:the very )?least|a minimum of|minimum of|upwards? of|a good"
        f"|as few as|not under|not below|{_EN_NEVER} {_EN_LESS}",
        Effect.AT_MOST: "at (?:the (?:very )?)?most|up to|as (?:many|much|high) as|a maximum of"
        f"|maximum of|{_EN_NEVER} (?:{_EN_MORE}|above|over|exceed(?:s|ed|ing)?)",
        Effect.NEARLY: "nearly|almost|(?:just|slightly|a little) (?:under|short of|below|less than)"
        "|approaching|not quite|shy of",
        Effect.MORE_THAN: f"{_EN_MORE}|(?:well |just |slightly |a little )?(?:over|above)"
        "|exceed(?:s|ed|ing)?|in excess of|north of|beyond",
        Effect.LESS_THAN: f"{_EN_LESS}|under|below|south of",
        Effect.ABOUT: "about|around|approximately|approx\\.?|roughly|some|an estimated|estimated"
        "|circa|ca\\.?|c\\.|in the (?:region|order|vicinity) of|close to|estimated at"
        "|something like|more or less",
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
    return regex.compile(
        rf"(?r)(?<![\p{{L}}\p{{N}}])((?:{apart}))(?:\s+(?:er|al))?\s*[“”\"'‘’(«]?$"
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

_AFTER: dict[str, dict[Effect, str]] = {
    "nl": {
        Effect.AT_LEAST: "of meer|en meer|of hoger|of langer|of ouder|of groter|plus"
        "|en (?:ouder|langer|hoger|groter)",
        Effect.AT_MOST: "of minder|of lager|of korter|of jonger",
        Effect.ABOUT: "of zo|ongeveer",
    },
    "en": {
        Effect.AT_LEAST: "or (?:more|higher|greater|above|over|longer|older|up)"
        "|and (?:more|above|over|up)|plus",
        Effect.AT_MOST: "or (?:fewer|less|lower|below|under|shorter|younger)",
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
    + [
        (regex.compile(r"\+(?!\d)|[-‑]plus\b"), Effect.AT_LEAST),
        (regex.compile(r"[-‑]odd\b"), Effect.ABOUT),
    ]
    for language, by_effect in _AFTER.items()
}
"""Language -> patterns right after a number or its unit."""

RANGE_JOINS = regex.compile(
    r"(?i)(?:\s*[-‑–—]\s*|\s+(?P<word>à|tot|to|bis|en|and|und|et|tot en met|of|or|naar)\s+"
    r"(?:(?:de|het|wel|maybe|as many as) )?)(?P<sign>(?:€|£|US\$|\$|EUR|USD|GBP)\s?)?"
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
    "nl": {"derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "achtste": 8, "tiende": 10},
    "en": {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10},
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
            (rf"({word}{join}{name}s?)\b", str(share_of(number, whole)))
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
            *_and_a_half("een|" + _NL_COUNT, r"COUNT(?:[eë]n|[ -]en[ -]een[ -])half"),
        ]
    ),
    "en": _patterns(
        [
            (r"(?:a )?half(?:[- ]a)?[- ]dozen", "6"),
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
            (r"((?:de )?helft)(?! van de (?:tijd|week|dag|avond|ochtend))", "0.5"),
            (
                r"(een kwart)(?= van)|(?<=\b(?:met|ruim|bijna|dan|circa|ongeveer)\s)(een kwart)",
                "0.25",
            ),
            (r"(driekwart|drie kwart)", "0.75"),
            *(
                (
                    rf"(?<=\b(?:met|ruim|bijna|dan|circa|ongeveer)\s)(een {name})"
                    r"(?!\s+\p{L}+(?:e|er)\b)",
                    str(share_of(1, whole)),
                )
                for name, whole in _PARTS["nl"].items()
            ),
            *_parts("nl", "een|één", "twee|drie|vier", "[ -]?", " van"),
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
                r"(?<=\b(?:by|in|than|about|nearly|almost|over|roughly)\s)(half)"
                r"(?!\s+(?:past|an?|of)\b)",
                "0.5",
            ),
            (r"(a quarter)(?= of (?!an?\b))", "0.25"),
            (r"(three[- ]quarters)(?! (?:of )?(?:an?|(?:of )?the way)\b)", "0.75"),
            *(
                (
                    rf"(?<=\b(?:by|than|about|nearly|almost|over|roughly)\s)(an? {name})\b",
                    str(share_of(1, whole)),
                )
                for name, whole in _PARTS["en"].items()
            ),
            *_parts("en", "a|one", "two|three|four", "[ -]", " of (?!an?\b)"),
            *(
                (rf"(an? {name})(?= (?:{_EN_COMPARED})\b)", value)
                for name, value in _single_parts("en")
            ),
        ]
    ),
}
"""Language -> exact shares of a whole."""

VAGUE: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (r"honderden miljoenen", "200000000"),
            (r"tientallen miljoenen", "20000000"),
            (r"tientallen duizenden", "20000"),
            (r"honderden duizenden", "200000"),
            (r"(?:enkele |een paar )?tientallen", "20"),
            (r"(?:enkele |een paar )?honderden|(?:een paar|enkele) honderd", "200"),
            (r"(?:enkele |een paar )duizend(?:en)?", "2000"),
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
            (r"scores(?= of)", "40"),
            (r"(?:several|a few) dozen", "24"),
            (r"several hundred", "300"),
            (r"a few hundred", "200"),
            (r"several thousand", "3000"),
            (r"a few thousand", "2000"),
            (r"hundreds", "200"),
            (r"thousands", "2000"),
            (r"millions", "2000000"),
            (r"billions", "2000000000"),
        ]
    ),
}
"""Language -> words such as "dozens": at least two of them, and approximate."""

ROUGH: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns(
        [
            (r"(?:een )?tiental", "10"),
            (r"(?:een )?twintigtal", "20"),
            (r"(?:een )?dertigtal", "30"),
            (r"(?:een )?veertigtal", "40"),
            (r"(?:een )?vijftigtal", "50"),
            (r"(?:een )?zestigtal", "60"),
            (r"(?:een )?honderdtal", "100"),
            (r"(?:een )?duizendtal", "1000"),
        ]
    ),
    "en": _patterns(
        [
            (r"a couple of hundred", "200"),
            (r"a couple of thousand", "2000"),
            (r"a couple of million", "2000000"),
        ]
    ),
}
"""Language -> words such as "twintigtal": that many, more or less."""

MULTIPLES: dict[str, list[tuple["regex.Pattern[str]", Decimal]]] = {
    "nl": _patterns([("tweemaal", "2"), ("driemaal", "3"), ("viermaal", "4"), ("vijfmaal", "5")]),
    "en": _patterns([("twice", "2"), ("thrice", "3")]),
}
"""Language -> words for so many times."""

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
    r"(?i)\b(?:stijg|steeg|stegen|gestegen|opgelopen|loopt|liep|liepen|lopen|daal|gedaald|groei|groeit"
    r"|gegroeid|gezakt|zakt|toegenomen|neemt|nam|namen|verlaag|verhoog|teruggebracht|beperk"
    r"|uitgebreid|veroordeel|verdubbel|ging|gaat|gegaan|verminder|bracht|rose|rise|risen|rising|fell|fall|fallen|grew|grow"
    r"|increase|decrease|drop|climb|jump|went|go|gone|cut|dip|slip|shrank|shrunk|surge|soar"
    r"|widen|narrow|up|down|raise|lower)"
)
"""Verbs after which "from 5 to 10" is a change and "tot 10" what it came to."""

MONTHS = regex.compile(
    r"(?i)(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november"
    r"|december|january|february|march|may|june|july|august|october|januar|februar|märz|mai|juin"
    r"|dezember|janvier|février|mars|avril|juillet|août|septembre|octobre|novembre|décembre)\b"
)
"""A month's name, at the start of what follows a day."""

_OF_TIME = (
    r"\b(?:per|elke|iedere|één|een|deze|die|vorige|afgelopen|each|every|one|an?|this|last|that)\s"
)
NOT_AMOUNTS = regex.compile(
    r"(?ri)(?:^|[^\p{L}])(?:artikel(?:en)?|art\.|articles?|nr\.?|no\.|nummers?|numbers?|hoofdstuk|chapter|pagina"
    r"|page|blz\.|p\.|vlucht|flight|kamer|room|lijn|line|bus|tram|metro|route|highway|groep|group|versie|version"
    r"|resolutie|resolution|paragraaf|section|bijlage|annex|klasse|categorie|category|§|#|zaal|lid"
    r"|klas|jaren|paragraph|paragraaf|gate|perron|spoor|platform|deel|part|fase|phase|ronde"
    r"|round|seizoen|season|aflevering|episode|afrit|exit|formule|formula|top|serie|rij|stoel|seat"
    rf"|(?<!{_OF_TIME})(?:week|dag|day)|verdieping|floor|huisnummer|postbus|sectie|unit|level|niveau|graad|grade|type|area"
    r"|leeftijd van|aged?|age of|district|wijk|covid|tafel|table|figuur|figure|zone|code|vak)\s*$"
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
        "soldaten soldaat militairen militair troepen manschappen mensen mens personen persoon "
        "burgers burger doden dode gewonden gewonde slachtoffers slachtoffer vermisten inwoners "
        "bewoners bewoner inwoner vrijwilliger kinderen kind vrouwen vrouw mannen man strijders "
        "demonstranten betogers vluchtelingen gevangenen agenten werknemers leden lid "
        "geëvacueerden evacués leerlingen vrijwilligers deelnemers deelnemer bezoekers bezoeker "
        "lopers loper "
        "wachtenden leraren leraar docenten docent passagiers passagier reizigers reiziger "
        "toeschouwers toeschouwer patiënten patiënt artsen arts verpleegkundigen verpleegkundige "
        "medewerkers medewerker arbeiders arbeider personeelsleden ambtenaren ambtenaar kiezers "
        "kiezer studenten student ouderen jongeren tieners tiener baby's baby ouders ouder "
        "gijzelaars gijzelaar arrestanten arrestant verdachten verdachte getuigen getuige "
        "automobilisten automobilist fietsers fietser voetgangers voetganger migranten migrant "
        "asielzoekers asielzoeker ontheemden daklozen dakloze ondernemers ondernemer boeren boer "
        "vissers visser brandweerlieden brandweerman hulpverleners hulpverlener journalisten "
        "journalist feestgangers gasten gast supporters supporter huurders huurder klanten klant "
        "abonnees abonnee raadsleden kamerleden rebellen rebel huurlingen huurling reservisten "
        "activisten activist betoger beveiligers grenswachten piloten piloot "
        "leerkrachten scholieren scholier kleuters peuters weduwen wezen broers zussen zonen "
        "dochters buurtbewoners omwonenden forensen pendelaars gelovigen pelgrims monniken nonnen "
        "verzamelaars schippers koeriers postbodes redders duikers chirurgen chirurg psychologen "
        "burgemeesters burgemeester wethouders wethouder ministers minister senatoren senator "
        "parlementariërs afgevaardigden aanvallers schutters schutter inbrekers inbreker dieven "
        "dief daders dader veroordeelden gedetineerden gedetineerde verkeersdoden "
        "dienstplichtigen matrozen opvarenden bemanningsleden deskundigen deskundige onderzoekers "
        "onderzoeker werklozen uitkeringsgerechtigden buren buurman zieken zieke besmette "
        "ondervraagden respondenten stakers staker betrokkenen omstanders omstander sporters "
        "spelers speler koppen zielen kandidaten kandidaat aanhangers nabestaanden "
        "soldiers soldier troops servicemen personnel people persons person civilians civilian "
        "dead deaths death wounded injured casualties casualty fatalities victims victim missing "
        "residents resident inhabitants inhabitant children child women woman men fighters fighter "
        "protesters protester demonstrators refugees refugee prisoners prisoner officers officer "
        "employees employee members member evacuees volunteers volunteer pupils pupil teachers "
        "teacher students student passengers passenger travellers travelers visitors visitor "
        "guests guest patients patient doctors doctor nurses nurse workers worker staff voters "
        "voter migrants migrant homeless drivers driver cyclists pedestrians farmers farmer "
        "fishermen firefighters firefighter rescuers journalists journalist customers customer "
        "subscribers tenants tenant hostages hostage suspects suspect witnesses witness "
        "marchers marcher campaigners activists activist guards guard pilots pilot scientists "
        "scientist brothers sisters sons daughters widows orphans toddlers infants "
        "infant pilgrims monks surgeons surgeon paramedics paramedic lifeguards couriers rangers "
        "mayors mayor senators senator lawmakers lawmaker deputies mps gunmen gunman attackers "
        "attacker burglars thieves thief inmates inmate offenders dissidents monitors observers "
        "settlers troopers marines cadets recruits veterans veteran clients client shareholders "
        "paratroopers conscripts reservists mercenaries rebels rebel sailors sailor crew "
        "pensioners neighbours neighbors parents parent babies baby adults adult "
        "teenagers youngsters "
        "bystanders onlookers fans fan spectators spectator delegates respondents experts expert "
        "nederlanders belgen duitsers britten amerikanen oekraïners russen fransen chinezen "
        "opvarenden matrozen monteurs koks vissers bouwvakkers timmerlieden brandweerlieden "
        "docenten leraren tieners jongeren ouderen toeristen huurders klanten vrijwilligers "
        "advocaten rechters kijkers luisteraars kiezers lezers viewers listeners readers "
        "builders deckhands engineers locals tourists teens lawyers judges ministers councillors "
        "chefs divers plumbers bakers commuters shoppers signatories trainees britons germans "
        "ukrainians russians belgians europeans graduates carers cleaners bidders applicants "
        "researchers detainees detainee strikers participants participant runners players player "
        "survivors survivor candidates candidate villagers citizens citizen americans "
        "soldaten menschen personen tote toten verletzte zivilisten kinder frauen männer mann "
        "soldats personnes morts blessés civils victimes disparus enfants femmes hommes habitants"
    ),
    "percent": "procent percent pct prozent",
    "EUR": "euro euro's euros eur",
    "USD": "dollar dollars usd",
    "GBP": "pond pound pounds gbp",
    "CHF": "frank franken francs",
    "RUB": "roebel roebels rouble roubles ruble rubles rubel",
    "ct": "cent cents eurocent pence",
    "km": "kilometer kilometers kilometre kilometres km",
    "m": "meter meters metre metres mètres m",
    "cm": "centimeter centimeters centimetre centimetres cm",
    "mm": "millimeter millimeters millimetre millimetres mm",
    "miles": "mijl mijlen mile miles",
    "feet": "feet foot ft voet",
    "km2": "km² km2",
    "m2": "m² m2",
    "m3": "kuub m³ m3",
    "ha": "hectare hectares hectaren ha",
    "acres": "acre acres",
    "kg": "kilo kilo's kilos kilogram kilograms kg",
    "g": "gram grams",
    "mg": "milligram milligrams mg",
    "µg": "microgram micrograms µg",
    "t": "ton tons tonnes tonne",
    "l": "liter liters litre litres",
    "degrees C": "graden graad degrees degree grad degrés",
    "MW": "megawatt megawatts mw",
    "kWh": "kilowattuur kwh",
    "km/h": "km/u km/h",
    "mph": "mph",
    "seconds": "seconde seconden second seconds",
    "hours": "uur uren hour hours stunden heures",
    "minutes": "minuut minuten minute minutes",
    "days": "dag dagen day days tage tagen jours",
    "weeks": "week weken weeks wochen semaines",
    "months": "maand maanden month months monate mois",
    "years": "jaar jaren year years jahre jahren ans",
    "houses": "huizen woningen huis woning houses homes house home häuser maisons",
    "households": ("huishoudens huishouden gezinnen gezin household households families family"),
    "vehicles": (
        "voertuigen voertuig auto's auto tanks tank bussen bus trams tractoren tractor fietsen "
        "scooters scooter brommers brommer motoren motorfietsen motorfiets busjes bestelbussen "
        "bestelbusjes bestelwagens taxi's taxi campers caravans "
        "fiets vrachtwagens vrachtwagen pantserwagens treinen trein ambulances "
        "vehicles vehicle cars car buses bicycles bikes bike trucks truck lorries tractors trains "
        "motorcycles motorcycle motorbikes motorbike mopeds vans taxis taxi coaches wagons "
        "train fahrzeuge véhicules"
    ),
    "ships": "schepen schip boten boot veerboten ships ship boats boat vessels vessel ferries",
    "aircraft": (
        "vliegtuigen vliegtuig toestellen helikopters helikopter gevechtsvliegtuigen "
        "aircraft planes plane jets helicopters helicopter"
    ),
    "drones": "drones drone",
    "missiles": "raketten raket kruisraketten missiles missile rockets rocket",
    "animals": (
        "dieren dier koeien koe schapen schaap varkens varken kippen honden hond katten kat "
        "paarden paard ratten vogels runderen animals animal cows cow cattle sheep pigs pig "
        "chickens dogs "
        "dog cats cat horses horse rats birds"
    ),
    "schools": "scholen school schools",
    "companies": "bedrijven bedrijf ondernemingen companies company firms firm businesses",
    "jobs": "banen baan arbeidsplaatsen jobs job",
    "cases": (
        "gevallen geval meldingen melding klachten klacht besmettingen cases case complaints "
        "complaint infections reports"
    ),
    "countries": "landen land countries country nations",
    "municipalities": "gemeenten gemeente municipalities municipality",
    "votes": "stemmen stem votes vote",
    "seats": "zetels zetel seats seat",
    "points": "punten punt points point",
    "bags": "zandzakken zakken sandbags bags",
    "times": "keer maal times fois",
}
UNITS: dict[str, str] = {
    word: code for code, words in _UNIT_WORDS.items() for word in words.split()
} | {
    "per cent": "percent",
    "percentage point": "percentage points",
    "percentage points": "percentage points",
    "procentpunten": "percentage points",
    "procentpunt": "percentage points",
    "pour cent": "percent",
    "kilometer per uur": "km/h",
    "kilometres per hour": "km/h",
    "kilometers per hour": "km/h",
    "kilometres an hour": "km/h",
    "miles per hour": "mph",
    "miles an hour": "mph",
    "vierkante kilometer": "km2",
    "square kilometres": "km2",
    "square kilometers": "km2",
    "square miles": "square miles",
    "vierkante meter": "m2",
    "square metres": "m2",
    "square meters": "m2",
    "kubieke meter": "m3",
    "kubieke meters": "m3",
    "cubic metres": "m3",
    "cubic meters": "m3",
    "swiss francs": "CHF",
    "aid workers": "persons",
}
"""Word after a number -> a code that is the same in every language."""

MEASURES = frozenset(
    (
        *("EUR", "USD", "GBP", "ct", "km", "m", "cm", "mm", "miles", "ha", "acres", "kg", "g"),
        *("t", "l", "MW", "kWh", "seconds", "hours", "minutes", "days", "weeks", "months", "years"),
        *("percent", "percentage points", "degrees C"),
    )
)
"""Units of which there can be half a one, or "less than a" one."""

_HEADS = (
    "soldaten|militairen|troepen|mensen|personen|burgers|gewonden|slachtoffers|bewoners|inwoners"
    "|kinderen|vrouwen|mannen|agenten|werknemers|leden|leerlingen|bezoekers|reizigers|artsen"
    "|medewerkers|werkers|arbeiders|ambtenaren|studenten|strijders|hulpverleners|onderzoekers"
    "|gangers|houders|chauffeurs|bestuurders|piloten|rijders|leiders|voerders|zoekers|leveranciers"
    "|supporters|schepen|boten|voertuigen|wagens|vliegtuigen|raketten|drones|scholen|bedrijven"
    "|woningen"
)
_HEAD_CODES = {
    **dict.fromkeys(("schepen", "boten"), "ships"),
    **dict.fromkeys(("voertuigen", "wagens"), "vehicles"),
    "vliegtuigen": "aircraft",
    "raketten": "missiles",
    "drones": "drones",
    "scholen": "schools",
    "bedrijven": "companies",
    "woningen": "houses",
}
_COMPOUND = regex.compile(rf"\p{{L}}{{3,}}-?(?P<head>{_HEADS})")


def unit_code(word: str) -> str | None:
    """The code of a unit word in lower case; a Dutch compound counts what its last part does."""
    if word in UNITS:
        return UNITS[word]
    compound = _COMPOUND.fullmatch(word)
    if compound is None:
        return None
    return _HEAD_CODES.get(compound["head"], "persons")
