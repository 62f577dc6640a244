"""What is counted: words after a number, and the code they stand for in every language."""

from functools import lru_cache

import regex

from annotator.text.people_words import PEOPLE, PEOPLE_OF_COMPOUNDS

QUARTERS_OF_AN_HOUR = "quarters of an hour"
"""Read as minutes: "drie kwartier" is 45 of them."""

_UNIT_WORDS = {
    "persons": PEOPLE,
    "percent": "procent percent pct prozent",
    "basis points": "basispunten basispunt",
    "promille": "promille",
    "EUR": "euro euro's euros eur eurobiljetten",
    "USD": "dollar dollars usd",
    "GBP": "pond pound pounds gbp",
    "CHF": "frank franken francs chf",
    "JPY": "yen jpy",
    "CNY": "yuan renminbi cny",
    "INR": "roepie roepies rupee rupees inr",
    "PLN": "zloty zloty's zlotys pln",
    "UAH": "hryvnia hryvnia's hryvnias uah",
    "HUF": "forint forinten forints huf",
    "THB": "baht thb",
    "ZAR": "zar",
    "ILS": "shekel shekels sjekel sjekels ils",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
    "TRY": "",
    "BRL": "brl",
    "KRW": "krw",
    "VND": "vnd",
    "NGN": "naira ngn",
    "KES": "kes",
    "IDR": "rupiah idr",
    "BTC": "bitcoin bitcoins",
    "RUB": "roebel roebels rouble roubles ruble rubles rubel rub",
    "ct": "cent cents eurocent pence penny",
    "km": "kilometer kilometers kilometre kilometres km",
    "m": "meter meters metre metres mètres m",
    "cm": "centimeter centimeters centimetre centimetres cm",
    "mm": "millimeter millimeters millimetre millimetres mm",
    "miles": "mijl mijlen mile miles",
    "feet": "feet foot ft voet",
    "inches": "inch inches",
    "yards": "yard yards",
    "nautical miles": "zeemijl zeemijlen",
    "light years": "lichtjaar lichtjaren",
    "km2": "km² km2 sqkm",
    "m2": "m² m2",
    "m3": "kuub m³ m3",
    "ha": "hectare hectares hectaren ha",
    "acres": "acre acres",
    "kg": "kilo kilo's kilos kilogram kilograms kilogrammes kg",
    "g": "gram grams gramme grammes",
    "lb": "lb lbs",
    "oz": "ounce ounces oz",
    "mg": "milligram milligrams mg",
    "µg": "microgram micrograms µg",
    "t": "ton tons tonnes tonne",
    "kt": "kiloton kilotons kilotonnes",
    "Mt": "megaton megatons megatonnes",
    "l": "liter liters litre litres",
    "hl": "hectoliter hectoliters hectolitre hectolitres",
    "ml": "milliliter milliliters millilitre millilitres ml",
    "gallons": "gallon gallons",
    "pints": "pint pints",
    "barrels": "barrel barrels vat vaten",
    "degrees C": "graden graad degrees degree grad degrés",
    "degrees F": "",
    "MW": "megawatt megawatts mw",
    "GW": "gigawatt gigawatts gw",
    "kW": "kilowatt kilowatts kw",
    "W": "watt watts",
    "GWh": "gigawattuur gwh",
    "MWh": "megawattuur mwh",
    "TWh": "terawattuur twh",
    "V": "volt volts",
    "dB": "decibel decibels db",
    "kWh": "kilowattuur kwh",
    "MB": "megabyte megabytes mb",
    "GB": "gigabyte gigabytes gb",
    "TB": "terabyte terabytes tb",
    "km/h": "km/u km/h kmh kph",
    "mph": "mph",
    "knots": "knoop knopen knot knots",
    "m/s": "m/s",
    "seconds": "seconde seconden second seconds",
    "hours": "uur uren hour hours stunden heures",
    "minutes": "minuut minuten minute minutes",
    QUARTERS_OF_AN_HOUR: "kwartier kwartieren",
    "days": "dag dagen day days tage tagen jours",
    "weeks": "week weken weeks wochen semaines",
    "months": "maand maanden month months monate mois",
    "years": "jaar jaren year years jahre jahren ans",
    "decades": "decennium decennia decade decades",
    "centuries": "eeuw eeuwen century centuries",
    "houses": "huizen woningen huis woning houses homes house home häuser maisons",
    "households": ("huishoudens huishouden gezinnen gezin household households families family"),
    "vehicles": (
        "voertuigen voertuig auto's auto tanks tank bussen bus trams tractoren tractor fietsen "
        "scooters scooter brommers brommer motoren motorfietsen motorfiets busjes bestelbussen "
        "bestelbusjes bestelwagens taxi's taxi campers caravans "
        "fiets vrachtwagens vrachtwagen pantserwagens treinen trein ambulances "
        "vehicles vehicle cars car buses bicycles bikes bike trucks truck lorries tractors trains "
        "motorcycles motorcycle motorbikes motorbike mopeds vans taxis taxi coaches wagons "
        "train fahrzeuge véhicules "
        "personenauto's bestelauto's tankauto's brandweerwagens politieauto's legertrucks "
        "tankwagens "
        "opleggers locomotieven treinstellen metro's trams wagons tram motorhomes minibuses "
        "minivans "
        "lorry minibus suvs hgvs locomotives carriages ambulance "
    ),
    "ships": (
        "schepen schip boten boot veerboten veerboot tankers jachten zeilschepen kotters "
        "rubberboten "
        "sloepen containerschepen ferry's ships ship boats boat vessels vessel ferries ferry "
        "yachts "
        "trawlers dinghies warships freighters destroyers frigates submarines barges lifeboats"
    ),
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
        "dog cats cat horses horse rats birds "
        "kalveren kalf lammeren lam geiten geit ganzen eenden kippen hennen haan nertsen wolven "
        "wolf "
        "zeehonden bijen walvissen walvis dolfijnen olifanten tijgers leeuwen beren konijnen "
        "herten "
        "zwijnen biggen zeugen ooien stieren kalkoenen duiven meeuwen zwanen pinguïns apen vossen "
        "puppy's kittens haaien vleermuizen egels bevers ezels kamelen pluimvee "
        "calves calf lambs lamb goats goat geese ducks hens turkeys mink wolves wolf seals bees "
        "whales whale dolphins elephants elephant tigers lions bears rabbits deer boars piglets "
        "sows ewes bulls pigeons gulls swans penguins monkeys foxes puppies kittens sharks bats "
        "hedgehogs beavers donkeys camels poultry heifers livestock badgers otters rhinos turtles "
    ),
    "schools": "scholen school schools",
    "companies": "bedrijven bedrijf ondernemingen companies company firms firm businesses",
    "jobs": "banen baan arbeidsplaatsen jobs job",
    "cases": (
        "gevallen geval meldingen melding klachten klacht besmettingen cases case complaints "
        "complaint infections reports"
    ),
    "countries": "lidstaten landen land countries country nations",
    "municipalities": "gemeenten gemeente municipalities municipality",
    "votes": "stemmen stem votes vote",
    "seats": "zetels zetel seats seat",
    "points": "punten punt points point",
    "bags": "zandzakken zakken sandbags bags",
    "times": "keer maal times fois",
}
_CURRENCIES_BY_COUNTRY = {
    "lira": "Turkish/Turkse TRY",
    "shillings shilling": "Kenyan/Keniaanse KES Ugandan/Oegandese UGX Tanzanian/Tanzaniaanse TZS",
    "kroner krone kronor krona kronen kroon": (
        "Norwegian/Noorse NOK Danish/Deense DKK Swedish/Zweedse SEK Icelandic/IJslandse ISK"
    ),
    "crowns koruna koruny kroon kronen": "Czech/Tsjechische CZK",
    "dollars dollar": (
        "Canadian/Canadese CAD Australian/Australische AUD Singapore/Singaporese SGD "
        "Taiwan/Taiwanese "
        "TWD Zealand/Nieuw-Zeelandse NZD Kong/Hongkongse HKD US/Amerikaanse USD"
    ),
    "pesos peso": (
        "Mexican/Mexicaanse MXN Argentine/Argentijnse ARS Chilean/Chileense CLP "
        "Philippine/Filipijnse "
        "PHP Colombian/Colombiaanse COP"
    ),
    "rand": "African/Zuid-Afrikaanse ZAR",
    "won": "Korean/Zuid-Koreaanse KRW",
    "real reais": "Brazilian/Braziliaanse BRL",
    "rupees rupee roepies roepie": "Indian/Indiase INR Pakistani/Pakistaanse PKR",
    "pounds pond": "Egyptian/Egyptische EGP Syrian/Syrische SYP Lebanese/Libanese LBP",
    "dinars dinar": "Iraqi/Iraakse IQD Jordanian/Jordaanse JOD Serbian/Servische RSD",
    "riyals rial rials riyal": "Saudi/Saoedische SAR Iranian/Iraanse IRR",
    "francs frank franken": "Swiss/Zwitserse CHF",
    "lei leu": "Romanian/Roemeense RON",
    "leva lev": "Bulgarian/Bulgaarse BGN",
}
"""Words for money -> adjectives (English/Dutch) before them, each with the currency it makes."""


def _named_currencies() -> dict[str, str]:
    """ "Norwegian kroner", "Noorse kronen": the adjective tells whose."""
    codes: dict[str, str] = {}
    for nouns, said in _CURRENCIES_BY_COUNTRY.items():
        words = said.split()
        for both, code in zip(words[::2], words[1::2], strict=True):
            for adjective in both.lower().split("/"):
                codes |= {f"{adjective} {noun}": code for noun in nouns.split()}
    return codes


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
    "basis point": "basis points",
    "basis points": "basis points",
    "percent points": "percentage points",
    "percentpunt": "percentage points",
    "percentpunten": "percentage points",
    "per mille": "promille",
    "vierkante kilometers": "km2",
    "vierkante meters": "m2",
    "sq km": "km2",
    "sq m": "m2",
    "square metre": "m2",
    "square meter": "m2",
    "square kilometre": "km2",
    "square mile": "square miles",
    "square feet": "square feet",
    "square foot": "square feet",
    "sq ft": "square feet",
    "cubic metre": "m3",
    "cubic meter": "m3",
    "nautical miles": "nautical miles",
    "nautical mile": "nautical miles",
    "light years": "light years",
    "degrees celsius": "degrees C",
    "degree celsius": "degrees C",
    "graden celsius": "degrees C",
    "degrees centigrade": "degrees C",
    "degrees fahrenheit": "degrees F",
    "graden fahrenheit": "degrees F",
    "kilowatt hours": "kWh",
    "kilowatt-hours": "kWh",
    "megawatt hours": "MWh",
    "megawatt-hours": "MWh",
    "gigawatt hours": "GWh",
    "gigawatt-hours": "GWh",
    "terawatt hours": "TWh",
    "terawatt-hours": "TWh",
    "meter per seconde": "m/s",
    "metres per second": "m/s",
    "mijl per uur": "mph",
    "kilometres per uur": "km/h",
    "km per uur": "km/h",
    "km per hour": "km/h",
    "km an hour": "km/h",
    "kilometers an hour": "km/h",
    "swiss franc": "CHF",
    "aid workers": "persons",
    "civil servants": "persons",
    "police officers": "persons",
    "asylum seekers": "persons",
    "job seekers": "persons",
    "oil tankers": "ships",
    "member states": "countries",
    **_named_currencies(),
}
"""Word after a number -> a code that is the same in every language."""

MEASURES = frozenset(
    (
        *("EUR", "USD", "GBP", "ct", "km", "m", "cm", "mm", "miles", "ha", "acres", "kg", "g"),
        *("t", "l", "MW", "kWh", "seconds", "hours", "minutes", "days", "weeks", "months", "years"),
        *(
            "percent",
            "percentage points",
            "degrees C",
            QUARTERS_OF_AN_HOUR,
            "decades",
            "centuries",
            "GW",
            "light years",
        ),
    )
)
"""Units of which there can be half a one, or "less than a" one."""

MAY_MODIFY = frozenset(
    (
        *("persons", "vehicles", "ships", "aircraft", "animals", "houses", "households", "schools"),
        *("companies", "drones", "missiles", "cases", "jobs", "votes", "countries"),
    )
)
"""What an English word may count, or only tell of what another counts: "passenger trains"."""

_PLURALS_WITHOUT_S = frozenset(
    (
        *("people", "men", "women", "children", "staff", "personnel", "dead", "wounded", "injured"),
        *("missing", "homeless", "crew", "sheep", "cattle", "aircraft", "deer", "mink", "poultry"),
        *("livestock", "geese", "calves", "wolves", "mps", "police"),
    )
)


def is_singular(word: str) -> bool:
    """Whether an English word in lower case counts one."""
    return not word.endswith(("s", "men", "people", "children")) and word not in _PLURALS_WITHOUT_S


_HEADS = {
    "schepen": "ships",
    "boten": "ships",
    "voertuigen": "vehicles",
    "wagens": "vehicles",
    "auto's": "vehicles",
    "bussen": "vehicles",
    "treinen": "vehicles",
    "vliegtuigen": "aircraft",
    "helikopters": "aircraft",
    "raketten": "missiles",
    "drones": "drones",
    "scholen": "schools",
    "bedrijven": "companies",
    "woningen": "houses",
    "koeien": "animals",
    "paarden": "animals",
    "varkens": "animals",
    "schapen": "animals",
    "banen": "jobs",
    "gevallen": "cases",
    **dict.fromkeys(PEOPLE_OF_COMPOUNDS, "persons"),
}
_NO_COMPOUNDS = (
    "overleden verleden geleden schouders achterbanen snelbanen rijbanen voetbalbanen tennisbanen "
    "golfbanen atletiekbanen landingsbanen startbanen strafgevallen watervallen ongevallen "
    "invallen "
    "aanvallen bovenleiders afscheiders vliegvelden"
)
_DIMINUTIVES = ("jes", "tjes", "pjes", "etjes", "je", "tje", "pje", "etje")
_ENGLISH_PEOPLE = regex.compile(
    r"[\p{L}-]*(?:workers|goers|keepers|holders|owners|seekers|drivers|officers|players|fighters"
    r"|dwellers|leaders|members|hunters|singers|readers|lovers)"
)
_SHORTEST_HEAD = 5
_SHORTEST_MODIFIER = 3
_LONGEST_COMPOUND = 50


@lru_cache(maxsize=8192)
def unit_code(word: str) -> str | None:
    """The code of a unit word in lower case; a Dutch compound counts what its last part does."""
    if word in UNITS:
        return UNITS[word]
    if _ENGLISH_PEOPLE.fullmatch(word):
        return "persons"
    for ending in _DIMINUTIVES:
        if word.endswith(ending) and word.removesuffix(ending) in UNITS:
            return UNITS[word.removesuffix(ending)]
    if word in _NO_COMPOUNDS.split() or len(word) > _LONGEST_COMPOUND:
        return None
    for cut in range(_SHORTEST_MODIFIER, len(word) - _SHORTEST_HEAD + 1):
        head = _HEADS.get(word[cut:])
        if head is not None:
            return head
    return None
