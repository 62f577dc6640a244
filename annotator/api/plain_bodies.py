"""Bodies of the usual form, read without a serializer: what is sent thousands of times."""

import uuid
from typing import Any

import regex

from annotator.api.fields import HIGHEST_ID
from annotator.models.choices import Label, Stance
from annotator.services import annotations as services
from annotator.services.annotations import Draft, Hop

_UUID = regex.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LABELS = frozenset(Label.values)
_STANCES = frozenset((*Stance.values, None))
_TYPES_OF_STANCE = (str, type(None))
_TEXTS = {"quote": 2_000_000, "note": services.LONGEST_NOTE, "external_id": 200}
_NUMBERS = {
    "article": (1, HIGHEST_ID),
    "revision": (1, HIGHEST_ID),
    "claim": (1, HIGHEST_ID),
    "start": (0, HIGHEST_ID),
    "end": (0, HIGHEST_ID),
    "active_ms": (0, 24 * 60 * 60 * 1000),
}
_NEEDED = {"start", "end", "quote", "label"}


class _Unusual(Exception):
    """Not of the usual form: whether and why it is wrong, the serializer says."""


def plain_draft(body: Any) -> Draft | None:
    """The draft that a body says, where it is beyond doubt; None leaves it to the serializer.

    What is not None is exactly what `NewAnnotation` makes of the same body, at a twentieth of the
    cost (tests/annotator/api/test_plain_bodies.py compares the two).
    """
    if type(body) is not dict or not body.keys() >= _NEEDED:
        return None
    try:
        return Draft(**dict(_said(name, value) for name, value in body.items()))
    except _Unusual:
        return None


def _said(name: str, value: Any) -> tuple[str, Any]:
    if name in _NUMBERS:
        return name, _number(name, value)
    if name in _TEXTS:
        return name, _text(value, most=_TEXTS[name])
    if name == "label" and type(value) is str and value in _LABELS:
        return name, value
    if name == "id" and type(value) is str and _UUID.fullmatch(value):
        return name, uuid.UUID(value)
    if name == "attributions" and type(value) is list and len(value) <= services.MOST_CHAINS:
        return "chains", tuple(map(_chain, value))
    if name == "confidence" and type(value) in (int, float) and 0 <= value <= 1:
        return name, float(value)
    if name in ("confidence", "quantity") and value is None:
        return name, None
    raise _Unusual


def _number(name: str, value: Any) -> int | None:
    if value is None and name == "claim":
        return None
    lowest, highest = _NUMBERS[name]
    if type(value) is not int or not lowest <= value <= highest:
        raise _Unusual
    return value


def _text(value: Any, *, most: int) -> str:
    # Halves of characters and NUL are refused with words of their own.
    if type(value) is not str or len(value) > most or "\0" in value:
        raise _Unusual
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise _Unusual
    return value


def _chain(value: Any) -> tuple[Hop, ...]:
    if type(value) is not list or len(value) > services.MOST_HOPS:
        raise _Unusual
    return tuple(map(_hop, value))


def _hop(value: Any) -> Hop:
    if type(value) is not dict or not value.keys() <= {"source", "cue", "stance"}:
        raise _Unusual
    source, stance = value.get("source"), value.get("stance")
    if "source" not in value or type(stance) not in _TYPES_OF_STANCE or stance not in _STANCES:
        raise _Unusual
    return Hop(
        source=None if source is None else _number("claim", source),
        cue=_text(value.get("cue", ""), most=services.LONGEST_CUE),
        stance=stance,
    )
