"""One's spans as the page's scripts begin with them: packed, since there may be thousands."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from annotator.models.choices import Stance
from annotator.queries.annotate import OwnSpan
from annotator.queries.annotations import Hop
from annotator.text.segments import LABEL_LETTERS

_STANCES = {stance.value: at for at, stance in enumerate(Stance)}
_TAIL = 4


def packed_spans(spans: Sequence[OwnSpan]) -> dict[str, Any]:
    """Columns over the spans, which come in the order of the text; `js/spans.js` unpacks them.

    `starts` are told from the one before, `ids` by their last four digits where they begin as the
    one before, `chains` as [source, number of the cue, number of the stance]. `more` has by the
    number of a span what few spans have. Quotes are left to those who have the text.
    """
    ids = [span.id for span in spans]
    cues: dict[str, int] = {}
    return {
        "ids": ids[:1]
        + [
            name[-_TAIL:] if name[:-_TAIL] == before[:-_TAIL] else name
            for before, name in pairwise(ids)
        ],
        "starts": [
            span.start - before for before, span in zip(_starts(spans), spans, strict=False)
        ],
        "lengths": [span.end - span.start for span in spans],
        "labels": "".join(LABEL_LETTERS[span.label] for span in spans),
        "versions": [span.version for span in spans],
        "claims": [span.claim for span in spans],
        "seconds": [round(span.active_ms / 1000) for span in spans],
        "chains": [
            [[_packed_hop(hop, cues) for hop in chain] for chain in span.chains] for span in spans
        ],
        "cues": list(cues),
        "more": {at: more for at, span in enumerate(spans) if (more := _seldom(span))},
    }


def _starts(spans: Sequence[OwnSpan]) -> list[int]:
    return [0, *(span.start for span in spans)]


def _packed_hop(hop: Hop, cues: dict[str, int]) -> list[int | None]:
    cue, stance = hop["cue"], hop["stance"]
    return [
        hop["source"],
        cues.setdefault(cue, len(cues)),
        None if stance is None else _STANCES[stance],
    ]


def _seldom(span: OwnSpan) -> dict[str, Any]:
    said = {"quantity": span.quantity, "note": span.note, "confidence": span.confidence}
    return {name: value for name, value in said.items() if value or value == 0.0}
