"""Where sentences are cut, and where they are not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.sentences import sentences
from annotator.text.spans import is_grapheme_boundary


def cut(text: str, language: str | None) -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", ["Er werden 71.000 zakken gevuld.", "Dat meldde de stad."]),
        ("nl", ["Ruim 71. 000 zakken lagen klaar.", "Toen brak de dijk."]),
        ("nl", ["Dat zei maj.-gen. Piet Storm.", "De rest zweeg."]),
        ("nl", ["Lt. Gen. Ann Brook sprak.", "Niemand vroeg iets."]),
        ("nl", ["Dhr. J. Jansen en mr. dr. Bos kwamen.", "De a.i. burgemeester niet."]),
        ("nl", ["Hij zag o.a. Piet en Kees.", "Zie art. 5 lid 3."]),
        ("nl", ["Het kostte ca. 5 mln. euro.", "Op 12. juni kwam de nota."]),
        ("nl", ["“Ja,” zei zij.", "“Nee.”", "Toen stopte het.", "“Is dat zo?” vroeg hij."]),
        ("en", ["Lt. Gen. Ann Brook said so.", "Maj.-Gen. Storm agreed."]),
        ("en", ["It fell at 5 p.m. on Monday.", "At 5 p.m.", "He left."]),
        ("en", ["Approx. 71.000 bags were filled.", "The 3.5 percent rise held."]),
        ("en", ["It began in 2022.", "30 people came."]),
        ("en", ["He said no.", "Then he left."]),
        ("de", ["Am 3. Oktober kam Hr. Dr. Müller.", "Das ist z.B. gut."]),
        ("fr", ["M. Dupont est venu.", "Il a parlé."]),
        (None, ["One came.", "Two left."]),
        ("xx-YY", ["One came.", "Two left."]),
    ],
)
def test_it_cuts_between_sentences_only(language: str | None, expected: list[str]) -> None:
    assert cut(" ".join(expected), language) == expected


def test_lines_end_sentences_and_edges_carry_no_white_space() -> None:
    assert cut("  Kop zonder punt \n\n\tEen zin.  Nog een. \n", "nl") == [
        "Kop zonder punt",
        "Een zin.",
        "Nog een.",
    ]


@given(st.text('ab .?!"“”()\n\u00a0é👩\u200d🇳\u03011A') | st.text(), st.sampled_from(["nl", None]))
def test_sentences_hold_every_word_and_never_overlap(text: str, language: str | None) -> None:
    found = sentences(text, language)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    assert all(is_grapheme_boundary(text, edge) for edge in edges)
    inside = "".join(text[start:end] for start, end in found)
    assert "".join(inside.split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["“Ab. " * 40_000, "Een zin. " * 22_000, "a." * 100_000])
def test_a_long_text_is_cut_in_seconds(text: str) -> None:
    began = time.perf_counter()
    sentences(text, "nl")
    assert time.perf_counter() - began < 6
