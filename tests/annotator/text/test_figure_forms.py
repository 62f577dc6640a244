"""The forms that quantities take in news, and numbers that are none."""

import pytest

from annotator.text.figures import parse_figures
from annotator.text.unit_words import unit_code
from benchmarks.suggestions import interval_of

FORMS = [
    ("nl", "ergens tussen de vier en vijf uur", "[4, 5] hours"),
    ("nl", "van 3 t/m 6 weken", "[3, 6] weeks"),
    ("nl", "2,5 mln. euro", "[2500000, 2500000] EUR"),
    ("nl", "€ 12.500,-", "[12500, 12500] EUR"),
    ("nl", "de prijs is meer dan verdriedubbeld", "(3, ) times"),
    ("nl", "bijna gehalveerd", "(0.5, 0.55] times"),
    ("nl", "minstens tien graden onder nul", "(, -10] degrees C"),
    ("nl", "ongeveer min 5 graden", "~[-5, -5] degrees C"),
    ("nl", "een vijftigtal mensen", "~[50, 50] persons"),
    ("nl", "een viertal huizen", "[4, 4] houses"),
    ("nl", "een miljoen of drie", "~[3000000, 3000000]"),
    ("nl", "zes komma vijf procent", "[6.5, 6.5] percent"),
    ("nl", "drieënhalve week", "[3.5, 3.5] weeks"),
    ("nl", "een kwart heeft geen werk", "[0.25, 0.25] share"),
    ("nl", "bijna twee derde", "[0.6, 0.666667) share"),
    ("nl", "enkele tienduizenden euro's", "~[20000, ) EUR"),
    ("nl", "tien huizen of meer", "[10, ) houses"),
    ("nl", "een dikke honderd melkveehouders", "(100, ) persons"),
    ("nl", "300 Noorse kronen", "[300, 300] NOK"),
    ("nl", "1½ uur", "[1.5, 1.5] hours"),
    ("en", "an hour and a half", "[1.5, 1.5] hours"),
    ("en", "four point two five million", "[4250000, 4250000]"),
    ("en", "more than halved", "(, 0.5) times"),
    ("en", "it will double", "[2, 2] times"),
    ("en", "$5B", "[5000000000, 5000000000] USD"),
    ("en", "10-15,000 people", "[10000, 15000] persons"),
    ("en", "tens of billions", "~[20000000000, )"),
    ("en", "three doses or fewer", "(, 3]"),
    ("en", "a hundred-odd boats", "~[100, 100] ships"),
    ("en", "minus 3.5C", "[-3.5, -3.5] degrees C"),
    ("en", "well over 60 knots", "(60, ) knots"),
    ("en", "25 basis points", "[25, 25] basis points"),
    ("en", "two thirds voted", "[0.666667, 0.666667] share"),
    ("en", "12'000 trees", "[12000, 12000]"),
    ("en", "١٢٣ people", "[123, 123] persons"),
]

NONE = [
    ("nl", "Bel 0800-1420 of 06-12345678 of +31 20 624 11 11."),
    ("nl", "Het adres is Postbus 123, 1012 AB Waterdam."),
    ("nl", "Een man van 34 en een vrouw van 27 jaar, leeftijd tussen 18 en 25."),
    ("nl", "In de jaren tachtig, in 1648 en in 1914-1918."),
    ("nl", "Per 100.000 inwoners, voor elke 10 euro."),
    ("nl", "De ploeg won met 104-98. Het werd 2-4."),
    ("nl", "De nieuwe Vulkan 7 vliegt, reactor 4 staat stil."),
    ("nl", "Eén van de bewoners zei dat op één na alle lampen uit waren."),
    ("nl", "Van 9 tot 17 uur is het loket open."),
    ("en", "Ring 0161 496 0218 or dial 555-0134."),
    ("en", "People aged between 18 and 24, and those aged 40-49."),
    ("en", "The 2023-24 season, in 1914-18, since 1789."),
    ("en", "The paper, number 2024-1187, was withdrawn."),
    ("en", "The Falcon 9 rocket and the Boeing 737."),
]

PAIRS = [
    ("nl", "het aantal steeg met 17 tot 94", ["[17, 17]", "[94, 94]"]),
    ("en", "the number rose by 17 to 94", ["[17, 17]", "[94, 94]"]),
    ("en", "rose by 5 to 10 percent", ["[5, 10] percent"]),
    (
        "en",
        "more than 1,500 refugees and over 40 aid workers",
        ["(1500, ) persons", "(40, ) persons"],
    ),
    ("nl", "54 op de 100 en per 1.000 nog 3", ["[0.54, 0.54] share", "[3, 3]"]),
]


@pytest.mark.parametrize(("language", "text", "interval"), FORMS)
def test_a_form_is_read_as_it_is_meant(language: str, text: str, interval: str) -> None:
    assert [interval_of(figure) for figure in parse_figures(text, language)] == [interval]


@pytest.mark.parametrize(("language", "text"), NONE)
def test_numbers_that_count_nothing_are_left_alone(language: str, text: str) -> None:
    assert [figure.words for figure in parse_figures(text, language)] == []


@pytest.mark.parametrize(("language", "text", "intervals"), PAIRS)
def test_two_numbers_are_two_figures_or_one_range(
    language: str, text: str, intervals: list[str]
) -> None:
    assert [interval_of(figure) for figure in parse_figures(text, language)] == intervals


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("tandartsen", "persons"),
        ("melkkoeien", "animals"),
        ("personenauto's", "vehicles"),
        ("overleden", None),
        ("ziekenhuizen", None),
        ("eilanden", None),
    ],
)
def test_a_dutch_compound_counts_what_its_last_part_does(word: str, code: str | None) -> None:
    assert unit_code(word) == code
