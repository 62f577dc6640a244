"""How figures are read, and which of them clash."""

import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.figures import (
    MOST_FIGURES,
    Figure,
    NotComparable,
    compare_figures,
    parse_figures,
)


def written(figure: Figure) -> str:
    """A figure in short: "~[11000, 11000] persons"."""
    about = "~" if figure.is_approximate else ""
    left = "[" if figure.lower_closed else "("
    right = "]" if figure.upper_closed else ")"
    low = "" if figure.lower is None else figure.lower
    high = "" if figure.upper is None else figure.upper
    return f"{about}{left}{low}, {high}{right} {figure.unit or ''}".strip()


DUTCH = [
    ("minstens 30 soldaten", "[30, ) persons"),
    ("minstens drie Zuid-Hollandse vrijwilligers", "[3, ) persons"),
    ("zeker 12 doden", "[12, ) persons"),
    ("niet minder dan 12", "[12, )"),
    ("op z’n minst twintig", "[20, )"),
    ("30 of meer", "[30, )"),
    ("30+", "[30, )"),
    ("meer dan 71.000 zandzakken", "(71000, ) bags"),
    ("meer dan “71.000", "(71000, )"),
    ("ruim 1.200 man", "(1200, ) persons"),
    ("ruim 2000 mensen", "(2000, ) persons"),
    ("bijna een half miljoen mensen", "[450000, 500000) persons"),
    ("bijna 100", "[90, 100)"),
    ("naar schatting 11.000 Zeeuwse bewoners", "~[11000, 11000] persons"),
    ("zo’n 40 procent", "~[40, 40] percent"),
    ("ongeveer een miljoen", "~[1000000, 1000000]"),
    ("rond de 300", "~[300, 300]"),
    ("naar schatting ruim 1.200 man", "~(1200, ) persons"),
    ("hoogstens vier", "(, 4]"),
    ("niet meer dan 12", "(, 12]"),
    ("maximaal 4,5 meter", "(, 4.5] m"),
    ("minder dan tien", "(, 10)"),
    ("tussen de 10 en 20 duizend man", "[10000, 20000] persons"),
    ("tussen 3 en 5 huizen", "[3, 5] houses"),
    ("twee tot drie miljoen euro", "[2000000, 3000000] EUR"),
    ("10-15 doden", "[10, 15] persons"),
    ("10 à 15 doden", "[10, 15] persons"),
    ("€ 5,5 miljoen", "[5500000, 5500000] EUR"),
    ("3,5 miljard dollar", "[3500000000, 3500000000] USD"),
    ("1.000.000,50 euro", "[1000000.5, 1000000.5] EUR"),
    ("11.000", "[11000, 11000]"),
    ("11 000 inwoners", "[11000, 11000] persons"),
    ("11,5", "[11.5, 11.5]"),
    ("3.5", "[3.5, 3.5]"),
    ("5%", "[5, 5] percent"),
    ("20 duizend", "[20000, 20000]"),
    ("anderhalf miljoen", "[1500000, 1500000]"),
    ("tweeënhalf miljoen", "[2500000, 2500000]"),
    ("driekwart miljoen", "[750000, 750000]"),
    ("de helft van de huizen", "[0.5, 0.5] share"),
    ("tweeëndertigduizend vijfhonderd man", "[32500, 32500] persons"),
    ("drie miljoen tweehonderdduizend", "[3200000, 3200000]"),
    ("elfhonderd", "[1100, 1100]"),
    ("achtenveertig", "[48, 48]"),
    ("honderdvijf", "[105, 105]"),
    ("één bewoner", "[1, 1] persons"),
    ("een dozijn huizen", "[12, 12] houses"),
    ("tientallen mensen", "~[20, ) persons"),
    ("5 miljoen euro's", "[5000000, 5000000] EUR"),
    ("ruim 300.000 huishoudens", "(300000, ) households"),
    ("2024 huizen", "[2024, 2024] houses"),
    ("30 of meer leden", "[30, ) persons"),
    ("nergens meer dan 4", "(, 4]"),
    ("nergens hoger uit dan 4 milligram", "(, 4] mg"),
    ("nooit minder dan 12", "[12, )"),
    ("méér dan 12", "(12, )"),
    ("het halve miljoen", "[500000, 500000]"),
    ("1 op 3", "[0.333333, 0.333333] share"),
    ("minder dan een op de tien", "(, 0.1) share"),
    ("drie van de acht raadsleden", "[0.375, 0.375] share"),
    ("twee derde", "[0.666667, 0.666667] share"),
    ("tot 500", "(, 500]"),
    ("een week of drie", "~[3, 3] weeks"),
    ("een twintigtal boten", "~[20, 20] ships"),
    ("€ 15 tot € 20", "[15, 20] EUR"),
    ("-5 graden", "[-5, -5] degrees C"),
    ("langer dan een week", "(1, ) weeks"),
    ("100 kilometer per uur", "[100, 100] km/h"),
]
ENGLISH = [
    ("at least 30 soldiers", "[30, ) persons"),
    ("no fewer than ten", "[10, )"),
    ("1,500 people or more", "[1500, ) persons"),
    ("more than 654,000 Russian servicemen", "(654000, ) persons"),
    ("over two hundred and five houses", "(205, ) houses"),
    ("nearly half a million people", "[450000, 500000) persons"),
    ("almost 1,000", "[900, 1000)"),
    ("about 40 per cent", "~[40, 40] percent"),
    ("an estimated 11,000 men", "~[11000, 11000] persons"),
    ("some 300 people", "~[300, 300] persons"),
    ("300 people or so", "~[300, 300] persons"),
    ("up to 300", "(, 300]"),
    ("no more than 12", "(, 12]"),
    ("fewer than ten", "(, 10)"),
    ("between two and three million people", "[2000000, 3000000] persons"),
    ("10,000-12,000 volunteers", "[10000, 12000] persons"),
    ("5 to 10 percent", "[5, 10] percent"),
    ("11.000", "[11, 11]"),
    ("11,000", "[11000, 11000]"),
    ("$1.5 billion", "[1500000000, 1500000000] USD"),
    ("30k", "[30000, 30000]"),
    ("two dozen", "[24, 24]"),
    ("a quarter of a million", "[250000, 250000]"),
    ("three and a half million", "[3500000, 3500000]"),
    ("half of the houses", "[0.5, 0.5] share"),
    ("tens of thousands of people", "~[20000, ) persons"),
    ("twenty-five", "[25, 25]"),
    ("one soldier", "[1, 1] persons"),
    ("12 percentage points", "[12, 12] percentage points"),
    ("30 or above", "[30, )"),
    ("nowhere above 4", "(, 4]"),
    ("just under 50 percent", "[45, 50) percent"),
    ("one in three pupils", "[0.333333, 0.333333] share"),
    ("two out of five", "[0.4, 0.4] share"),
    ("200-plus", "[200, )"),
    ("£1.3m", "[1300000, 1300000] GBP"),
    ("12m people", "[12000000, 12000000] persons"),
    ("$5m to $10m", "[5000000, 10000000] USD"),
    ("several hundred workers", "~[300, ) persons"),
    ("two or three people", "[2, 3] persons"),
    ("half an hour", "[0.5, 0.5] hours"),
    ("less than a dollar", "(, 1) USD"),
]
OTHERS = [
    ("de", "mindestens dreißig Soldaten", "[30, ) persons"),
    ("de", "fast 11.000 Mann", "[9900, 11000) persons"),
    ("de", "zwei Millionen", "[2000000, 2000000]"),
    ("fr", "plus de 11 000 soldats", "(11000, ) persons"),
    ("fr", "environ trente personnes", "~[30, 30] persons"),
    ("fr", "deux millions d’euros", "[2000000, 2000000]"),
    (None, "11.000 soldiers", "[11000, 11000] persons"),
    (None, "11,5 percent", "[11.5, 11.5] percent"),
    ("xx", "11,000", "[11000, 11000]"),
]
CASES = [
    *(("nl", words, short) for words, short in DUTCH),
    *(("en", words, short) for words, short in ENGLISH),
    *OTHERS,
]


@pytest.mark.parametrize(("language", "words", "short"), CASES)
def test_it_reads_what_is_written(language: str | None, words: str, short: str) -> None:
    for text in (words, f"Er was, zei zij, {words}."):
        (figure,) = parse_figures(text, language)
        assert written(figure) == short
        assert text[figure.start : figure.end] == figure.words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("nl", "Volgens haar werden er minstens 30 soldaten gedood.", "minstens 30 soldaten"),
        ("nl", "Meer dan 71.000 Russische soldaten.", "Meer dan 71.000 Russische soldaten"),
        ("nl", "Er zijn tussen de 3 en 5 huizen weg", "tussen de 3 en 5 huizen"),
        ("nl", "Het kostte € 5 miljoen.", "€ 5 miljoen"),
        ("nl", "de dood van 30 bewoners", "30 bewoners"),
        ("nl", "een groep van 30 tot 40 mensen", "van 30 tot 40 mensen"),
        ("fr", "la mort de 30 soldats", "30 soldats"),
        ("en", "They spoke about the 30 houses.", "30 houses"),
        ("nl", "een wachttijd van anderhalf uur", "anderhalf uur"),
        ("en", "It took (about 40) bags", "about 40"),
        ("en", "At least 12, he said, people", "At least 12"),
    ],
)
def test_the_words_go_from_the_bound_to_the_unit(language: str, text: str, words: str) -> None:
    assert [figure.words for figure in parse_figures(text, language)] == [words]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "op 24 februari 2022"),
        ("nl", "per 1 oktober"),
        ("nl", "op 24-02-2022 en 24/2/22"),
        ("nl", "in 2022 en sinds 1998"),
        ("nl", "om 14.30 uur, om 8 uur, om 14:30"),
        ("nl", "de 45-jarige man in een F-16 naar artikel 5 en G7"),
        ("nl", "de 19e eeuw, de 2de, de derde"),
        ("nl", "een man en de acht-delige reeks die hij in acht nam"),
        ("nl", "1. Eerste punt\n2. Tweede punt"),
        ("nl", "om half vier, kwart over acht, tussen 9 en 17 uur"),
        ("nl", "Jan de Wit (34), de man (45), 52 jaar oud"),
        ("nl", "Lindelaan 14, zaal 3, week 42, de jaren 90, met 3-1"),
        ("nl", "op 3 en 4 mei"),
        ("en", "Jane Smith, 34, of 14 Lime Street"),
        ("en", "half past three, between 9 and 5 pm, from 9am"),
        ("en", "they won 3-1, and it parted the two."),
        ("en", "on June 19, 2024 and 19 June"),
        ("en", "one of the men; no one; the one that left; one day"),
        ("en", "on page 5 of chapter 3, version 2, the 3rd and 24/7"),
        ("en", "a 45-year-old, a two-star general, GPT-4, 3.5.1, A4"),
        ("de", "ein Mann"),
        ("fr", "un homme"),
        ("nl", ""),
        ("nl", "9" * 60),
    ],
)
def test_it_leaves_what_is_no_amount(language: str, text: str) -> None:
    assert parse_figures(text, language) == []


def test_a_rise_is_two_figures() -> None:
    found = parse_figures("It rose from 5 to 10 percent.", "en")
    assert [figure.words for figure in found] == ["5", "10 percent"]


def test_what_a_rise_comes_to_is_no_limit() -> None:
    [figure] = parse_figures("Het aantal is gestegen tot 500.", "nl")
    assert written(figure) == "[500, 500]"


def test_the_scale_of_a_change_is_said_once() -> None:
    found = parse_figures("Het budget groeide van 5 naar 8 miljoen euro.", "nl")
    assert [written(figure) for figure in found] == [
        "[5000000, 5000000] EUR",
        "[8000000, 8000000] EUR",
    ]


def test_more_than_belongs_to_the_number_after_it() -> None:
    found = parse_figures("It was 12 dead and more than 40 wounded.", "en")
    assert [figure.words for figure in found] == ["12 dead", "more than 40 wounded"]


def test_figures_stand_apart_and_in_order() -> None:
    text = "Minstens 30 soldaten, zeker drie burgers en bijna een half miljoen anderen."
    assert [written(figure) for figure in parse_figures(text, "nl")] == [
        "[30, ) persons",
        "[3, ) persons",
        "[450000, 500000)",
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "30",
                " ",
                "-",
                "1.000",
                "miljoen",
                "half",
                "een",
                "tussen",
                "en",
                "tot",
                "€",
                "İ",
                "%",
            ]
        )
        | st.text(max_size=5)
    ).map("".join)
    | st.text(),
    st.sampled_from(["nl", "en", "de", "fr", None]),
)
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    end = 0
    for figure in parse_figures(text, language):
        assert end <= figure.start < figure.end <= len(text)
        assert figure.words == text[figure.start : figure.end]
        if figure.lower is not None and figure.upper is not None:
            assert figure.lower <= figure.upper
        end = figure.end


@pytest.mark.parametrize(
    "text", ["1 " * 60_000, "1-" * 60_000, "een " * 50_000, "meer dan " * 20_000, "9" * 200_000]
)
def test_a_long_text_takes_seconds(text: str) -> None:
    began = time.process_time()
    assert len(parse_figures(text, "nl")) <= MOST_FIGURES
    assert time.process_time() - began < 15


def figure(text: str, language: str = "en") -> Figure:
    (only,) = parse_figures(text, language)
    return only


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ("more than 71,000", "more than 654,000", "compatible"),
        ("at least 30", "20", "clash"),
        ("at least 30", "30", "compatible"),
        ("more than 30", "30", "clash"),
        ("fewer than 30", "30", "clash"),
        ("between 10 and 20", "between 20 and 30", "compatible"),
        ("between 10 and 20", "21", "clash"),
        ("about 100", "109", "compatible"),
        ("about 100", "111", "clash"),
        ("about 100", "about 120", "compatible"),
        ("about 100", "about 125", "clash"),
        ("nearly 100", "100", "clash"),
        ("nearly 100", "95", "compatible"),
        ("up to 300", "at least 301", "clash"),
        ("12", "12.0", "compatible"),
    ],
)
def test_disjoint_intervals_clash(one: str, other: str, result: str) -> None:
    assert compare_figures(figure(one), figure(other)) == result
    assert compare_figures(figure(other), figure(one)) == result


def scoped(one: Figure, field: str, value: str) -> Figure:
    scope: dict[str, Any] = {field: value}
    return replace(one, **scope)


@pytest.mark.parametrize("field", ["measure", "population", "period"])
def test_figures_about_different_things_are_not_compared(field: str) -> None:
    killed = scoped(figure("30"), field, "killed")
    assert compare_figures(killed, scoped(killed, field, "missing")) == NotComparable(field)
    assert compare_figures(killed, figure("40")) == NotComparable(field)
    assert compare_figures(killed, scoped(figure("40"), field, " KILLED ")) == "clash"


def test_units_and_places_are_compared_only_where_both_are_known() -> None:
    assert compare_figures(figure("30 people"), figure("40 euros")) == NotComparable("unit")
    assert compare_figures(figure("30 people"), figure("40")) == "clash"
    here, there = replace(figure("30"), place="Zandwijk"), replace(figure("40"), place="Oord")
    assert compare_figures(here, there) == NotComparable("place")
    assert compare_figures(here, figure("40")) == "clash"


def test_the_measure_is_named_before_the_unit() -> None:
    one = replace(figure("30 people"), measure="killed")
    other = replace(figure("30 euros"), measure="paid")
    assert compare_figures(one, other) == NotComparable("measure")


bounds = st.none() | st.integers(0, 50).map(Decimal)


@given(bounds, bounds, bounds, bounds, st.booleans())
def test_comparing_is_symmetric_and_a_figure_never_clashes_with_itself(
    low: Decimal | None,
    high: Decimal | None,
    other_low: Decimal | None,
    other_high: Decimal | None,
    is_approximate: bool,
) -> None:
    def interval(lower: Decimal | None, upper: Decimal | None) -> Figure:
        if lower is not None and upper is not None and lower > upper:
            lower, upper = upper, lower
        return Figure(lower, upper, True, True, is_approximate, "", 0, 0)

    one, other = interval(low, high), interval(other_low, other_high)
    assert compare_figures(one, one) == "compatible"
    assert compare_figures(one, other) == compare_figures(other, one)
