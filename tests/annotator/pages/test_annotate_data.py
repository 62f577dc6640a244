"""One's spans packed into columns; that scripts unpack the same is tests/browser/test_twins.py."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.pages.annotate_data import as_signs, packed_spans, used_claims
from annotator.queries.annotate import OwnSpan
from annotator.queries.annotations import Hop


def own_span(**given: Any) -> OwnSpan:
    """A span with nothing attached."""
    nothing: dict[str, Any] = {
        "id": "0b0e3ac1-8a44-4a6e-9d4b-5f2f6d7c0000",
        "start": 0,
        "end": 5,
        "quote": "Seven",
        "label": "confirmed",
        "claim": None,
        "chains": [],
        "quantity": None,
        "note": "",
        "confidence": None,
        "version": 1,
        "active_ms": 0,
    }
    return OwnSpan(**{**nothing, **given})


def hop(source: int | None, cue: str = "", stance: str | None = None) -> Hop:
    """One hop of a chain."""
    return {"source": source, "cue": cue, "stance": stance}


def numbers(signs: str) -> list[int]:
    """What a column says, as js/spans.js reads it."""
    return [ord(sign) - (63 if ord(sign) < 0xD800 else 63 + 0x800) for sign in signs]


def columns_of(*spans: OwnSpan) -> dict[str, list[int]]:
    """The columns over the spans, as numbers."""
    return {name: numbers(one) for name, one in packed_spans(spans)["columns"].items()}


def test_no_spans_are_empty_columns() -> None:
    packed = packed_spans([])
    assert not any(packed.pop("columns").values())
    assert not any(packed.values())


@given(st.lists(st.integers(min_value=0, max_value=1_000_000)))
def test_any_numbers_become_signs_that_can_be_sent(some: list[int]) -> None:
    signs = as_signs(some)
    assert numbers(json.loads(json.dumps(signs).encode())) == some
    assert not set("<>&") & set(signs)


def test_starts_are_told_from_the_one_before() -> None:
    columns = columns_of(own_span(), own_span(start=7, end=9), own_span(start=7, end=8))
    assert columns["starts"] == [0, 7, 0]
    assert columns["lengths"] == [5, 2, 1]


def test_ids_that_begin_alike_are_told_by_their_ends() -> None:
    first = "0b0e3ac1-8a44-4a6e-9d4b-5f2f6d7c0000"
    other = "7d0e3ac1-8a44-4a6e-9d4b-5f2f6d7c0001"
    spans = [own_span(id=name) for name in (first, first[:-4] + "00a7", other, other)]
    assert packed_spans(spans)["bases"] == [first[:-4], other[:-4]]
    assert columns_of(*spans)["bases"] == [0, 0, 1, 1]
    assert columns_of(*spans)["tails"] == [0, 0xA7, 1, 1]


def test_hops_are_source_cue_and_stance_by_number() -> None:
    chains = [[hop(3, "said", "asserts"), hop(None, "knew", "leaves_open")], [hop(4, "said")]]
    packed = packed_spans([own_span(chains=chains), own_span()])
    assert (packed["sources"], packed["cues"]) == ([3, 4], ["said", "knew"])
    columns = columns_of(own_span(chains=chains), own_span())
    assert (columns["chains"], columns["hops"]) == ([2, 0], [2, 1])
    assert columns["sources"] == [1, 0, 2]
    assert (columns["cues"], columns["stances"]) == ([0, 1, 0], [1, 3, 0])


def test_a_claim_is_the_next_one_or_one_told_before() -> None:
    spans = [own_span(claim=claim) for claim in (70, None, 8, 70, 8)]
    assert used_claims(spans) == [70, 8]
    assert columns_of(*spans)["claims"] == [1, 0, 1, 2, 3]


def test_what_few_spans_have_stands_by_the_number_of_the_span() -> None:
    packed = packed_spans([own_span(), own_span(note="why", confidence=0.0)])
    assert packed["more"] == {1: {"note": "why", "confidence": 0.0}}


def test_a_span_takes_few_bytes_when_it_has_company() -> None:
    spans = [
        own_span(
            id=f"0b0e3ac1-8a44-4a6e-9d4b-5f2f6d7c{at:04x}",
            start=9 * at,
            end=9 * at + 40,
            claim=400 + at,
            chains=[[hop(at % 9, "said", "asserts")]],
        )
        for at in range(500)
    ]
    assert len(json.dumps(packed_spans(spans), separators=(",", ":"))) < 25 * 500
