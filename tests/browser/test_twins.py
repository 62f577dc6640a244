"""The scripts that have a twin in Python, on the cases both must get right, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.shared_cases import cue_cases, offset_cases, segment_cases

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def run(page: Page, module: str, body: str, argument: Any) -> Any:
    """What the function body, given the module's exports as `m`, makes of the argument."""
    script = (
        f"async (cases) => {{ const m = await import('/static/annotator/js/{module}.js'); {body} }}"
    )
    return page.evaluate(script, argument)


def test_offsets_are_counted_and_rounded_as_in_python(desk: Page) -> None:
    cases = offset_cases()
    body = """
      return cases.map((c) => {
        const utf16 = c.code_point_to_utf16.map((_, at) => m.toUtf16(c.text, at));
        const points = c.code_point_to_utf16.map((at) => m.toCodePoints(c.text, at));
        const rounding = c.rounding.map(({ start, end }) => m.roundOut(
          c.text, m.toUtf16(c.text, start), m.toUtf16(c.text, end),
        ).map((at) => m.toCodePoints(c.text, at)));
        return { length: m.codePointLength(c.text), utf16, points, rounding };
      });
    """
    for case, got in zip(cases, run(desk, "offsets", body, cases), strict=True):
        assert got["length"] == case["code_points"], case["name"]
        assert got["utf16"] == case["code_point_to_utf16"], case["name"]
        assert got["points"] == list(range(case["code_points"] + 1)), case["name"]
        expected = [[one["rounded_start"], one["rounded_end"]] for one in case["rounding"]]
        assert got["rounding"] == expected, case["name"]


def test_paragraphs_are_cut_as_in_python(desk: Page) -> None:
    cases = segment_cases()
    body = "return cases.map((c) => m.segments(c.start, c.end, c.marks, c.previous_end));"
    for case, got in zip(cases, run(desk, "segments", body, cases), strict=True):
        assert got == case["segments"], case["name"]


def test_cue_words_preset_the_stance_as_in_python(desk: Page) -> None:
    cases = cue_cases()
    body = "return cases.map((c) => [m.stanceForCue(c.cue, true), m.stanceForCue(c.cue, false)]);"
    for case, got in zip(cases, run(desk, "cues", body, cases), strict=True):
        assert got == [case["origin"], case["hop"]], case["cue"]


@pytest.mark.parametrize(
    ("text", "selected", "snapped"),
    [
        ("De Noord-Koreaanse militairen", "rd-Kor", "Noord-Koreaanse"),
        ("Hij zei: “Geen huis geraakt.”", "een huis geraakt.”", "Geen huis geraakt"),
        ("Ruim 71.000 meldingen", "1.0", "71.000"),
        ("Het kostte €5 miljoen", "5 mil", "€5 miljoen"),
        ("Wel 12% daarvan", "2", "12%"),
        ("I don’t know", "n’t kn", "don’t know"),
        ("before … after", " … ", " … "),
    ],
)
def test_a_selection_snaps_to_words(desk: Page, text: str, selected: str, snapped: str) -> None:
    start = text.index(selected)
    body = "return cases[0].slice(...m.snapToWords(...cases));"
    assert run(desk, "selection", body, [text, start, start + len(selected)]) == snapped


@pytest.mark.parametrize(
    ("quote", "language", "guess"),
    [
        ("zeker ten minste 30 doden", "nl", ["at_least", "30", "zeker ten minste 30"]),
        ("ruim 71.000 meldingen", "nl", ["more_than", "71000", "ruim 71.000"]),
        ("about 11,000 men", "en", ["about", "11000", "about 11,000"]),
        ("de helft", "nl", ["exact", "", "de helft"]),
    ],
)
def test_a_first_guess_at_a_figure(desk: Page, quote: str, language: str, guess: list[str]) -> None:
    body = "const g = m.guess(...cases); return [g.kind, g.first, g.words];"
    assert run(desk, "figures", body, [quote, language]) == guess
