"""The scripts that have a twin in Python, on the cases both must get right, in a real browser."""

import json
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page

from annotator.pages.annotate_data import packed_spans, used_claims
from tests.annotator.pages.test_annotate_data import hop, own_span
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


def test_packed_spans_come_out_as_they_went_in(desk: Page) -> None:
    first = "0b0e3ac1-8a44-4a6e-9d4b-5f2f6d7c0000"
    chains = [[hop(3, "said", "asserts"), hop(None, "knew", None)], [hop(4, "said", "denies")]]
    spans = [
        own_span(id=first, chains=chains, claim=7, active_ms=2000),
        own_span(id=first[:-4] + "00ff", start=3, end=90, label="contested", note="why"),
        own_span(id="1" + first[1:], start=3, end=9, label="unverified", confidence=0.0, version=3),
        own_span(start=190_000, end=199_999, claim=7, version=60_000),
        own_span(start=190_000, end=190_001, claim=2),
    ]
    body = """
      const page = await import('/static/annotator/js/page.js');
      return m.unpackSpans(cases.packed, page.LABELS, page.STANCES, cases.claims);
    """
    cases = {
        "packed": json.loads(json.dumps(packed_spans(spans))),
        "claims": [{"id": claim} for claim in used_claims(spans)],
    }
    got = run(desk, "spans", body, cases)
    for span, row in zip(spans, got, strict=True):
        for name in ("id", "start", "end", "label", "claim", "version", "active_ms"):
            assert row[name] == getattr(span, name)
        assert row["attributions"] == span.chains
        assert row.get("note", "") == span.note
        assert row.get("confidence") == span.confidence


def test_ids_of_a_page_begin_alike_and_never_come_twice(desk: Page) -> None:
    body = "return Array.from({ length: cases }, m.newId);"
    ids = run(desk, "spans", body, 70_000)
    assert len(set(ids)) == 70_000
    assert len({one[:-4] for one in ids}) == 2
    assert str(UUID(ids[-1])) == ids[-1]


def test_cue_words_preset_the_stance_as_in_python(desk: Page) -> None:
    cases = cue_cases()
    stances = "[m.stanceForCue(c.cue, true), m.stanceForCue(c.cue, false)]"
    body = f"return m.read.then(() => cases.map((c) => {stances}));"
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
