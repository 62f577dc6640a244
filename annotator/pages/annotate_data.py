"""One's spans as the page's scripts begin with them: packed, since there may be thousands."""

from collections.abc import Iterable, Sequence
from typing import Any

from annotator.models.choices import Label, Stance
from annotator.queries.annotate import OwnSpan

_LABELS = {label.value: at for at, label in enumerate(Label)}
_STANCES = {stance.value: at for at, stance in enumerate(Stance, start=1)}
_TAIL = 4
_FIRST_SIGN = ord("?")
_SURROGATES = 0xD800
_HOW_MANY_SURROGATES = 0x800
_MOST_SECONDS = 999_999


def packed_spans(spans: Sequence[OwnSpan]) -> dict[str, Any]:
    """Columns over the spans, which come in the order of the text; `js/spans.js` unpacks them.

    A column is a text with a sign for each number (`as_signs`): small numbers that are often the
    same compress to a few bits each. `starts` are told from the one before, ids by their place in
    `bases` and their last four digits, `claims` as 0 for none, 1 for the next of `used_claims`, and
    2 + place for one told before. `chains` has how many chains a span has, `hops` how many hops a
    chain has; of each hop come the place in `sources` (0: nameless) and in `cues`, and the number
    of the stance (0: none). `more` has by the number of a span what few spans have. Quotes are
    left to those who have the text.
    """
    bases, sources, cues = _Places(), _Places(), _Places()
    chains = [chain for span in spans for chain in span.chains]
    hops = [hop for chain in chains for hop in chain]
    starts = [span.start for span in spans]
    columns = {
        "labels": [_LABELS[span.label] for span in spans],
        "bases": [bases.of(span.id[:-_TAIL]) for span in spans],
        "tails": [int(span.id[-_TAIL:], 16) for span in spans],
        "starts": [start - before for before, start in zip([0, *starts], starts, strict=False)],
        "lengths": [span.end - span.start for span in spans],
        "versions": [span.version for span in spans],
        "claims": _claims(spans),
        "seconds": [min(round(span.active_ms / 1000), _MOST_SECONDS) for span in spans],
        "chains": [len(span.chains) for span in spans],
        "hops": [len(chain) for chain in chains],
        "sources": [0 if hop["source"] is None else 1 + sources.of(hop["source"]) for hop in hops],
        "cues": [cues.of(hop["cue"]) for hop in hops],
        "stances": [0 if hop["stance"] is None else _STANCES[hop["stance"]] for hop in hops],
    }
    return {
        "columns": {name: as_signs(numbers) for name, numbers in columns.items()},
        "bases": list(bases),
        "sources": list(sources),
        "cues": list(cues),
        "more": {at: more for at, span in enumerate(spans) if (more := _seldom(span))},
    }


def used_claims(spans: Iterable[OwnSpan]) -> list[int]:
    """The claims of the spans in the order in which they are first told."""
    return list(dict.fromkeys(span.claim for span in spans if span.claim is not None))


def as_signs(numbers: Iterable[int]) -> str:
    """A sign for each number: "?" is 0, "@" is 1; halves of surrogate pairs are left out.

    >>> as_signs([0, 2, 1])
    '?A@'
    """
    return "".join([chr(_code(_FIRST_SIGN + number)) for number in numbers])


def _code(code: int) -> int:
    return code if code < _SURROGATES else code + _HOW_MANY_SURROGATES


class _Places(dict[Any, int]):
    """Things by their place in the order in which they were first met."""

    def of(self, thing: Any) -> int:
        """The place of a thing, which is the next one for a new thing."""
        return self.setdefault(thing, len(self))


def _claims(spans: Iterable[OwnSpan]) -> list[int]:
    places = _Places()
    told: list[int] = []
    for span in spans:
        if span.claim is None:
            told.append(0)
        elif span.claim in places:
            told.append(2 + places[span.claim])
        else:
            places.of(span.claim)
            told.append(1)
    return told


def _seldom(span: OwnSpan) -> dict[str, Any]:
    said = {"quantity": span.quantity, "note": span.note, "confidence": span.confidence}
    return {name: value for name, value in said.items() if value or value == 0.0}
