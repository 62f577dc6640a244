"""One's spans packed into columns; that scripts unpack the same is tests/browser/test_twins.py."""

import json
from typing import Any

from annotator.pages.annotate_data import packed_spans
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


def test_no_spans_are_empty_columns() -> None:
    packed = packed_spans([])
    assert not any(packed.values())


def test_starts_are_told_from_the_one_before() -> None:
    packed = packed_spans([own_span(), own_span(start=7, end=9), own_span(start=7, end=8)])
    assert packed["starts"] == [0, 7, 0]
    assert packed["lengths"] == [5, 2, 1]


def test_ids_that_begin_alike_are_told_by_their_ends() -> None:
    first = "0b0e3ac1-8a44-4a6e-9d4b-5f2f6d7c0000"
    other = "7d0e3ac1-8a44-4a6e-9d4b-5f2f6d7c0001"
    ids = [first, first[:-4] + "00a7", other, other]
    packed = packed_spans([own_span(id=name) for name in ids])
    assert packed["ids"] == [first, "00a7", other, "0001"]


def test_hops_are_source_cue_and_stance_by_number() -> None:
    chains = [[hop(3, "said", "asserts"), hop(None, "knew", "leaves_open")], [hop(4, "said")]]
    packed = packed_spans([own_span(chains=chains), own_span()])
    assert packed["cues"] == ["said", "knew"]
    assert packed["chains"] == [[[[3, 0, 0], [None, 1, 2]], [[4, 0, None]]], []]


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
    assert len(json.dumps(packed_spans(spans), separators=(",", ":"))) < 40 * 500
