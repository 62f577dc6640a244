"""Bodies read without a serializer say exactly what the serializer makes of them, or nothing."""

import copy
import uuid
from typing import Any

import pytest
from rest_framework import serializers

from annotator.api.annotations import NewAnnotation, draft_of
from annotator.api.plain_bodies import plain_draft
from annotator.services.annotations import Draft

PLAIN: dict[str, Any] = {
    "id": "0190a4de-2f5c-4b7e-9a51-3f1f0a4f7d10",
    "article": 7,
    "start": 0,
    "end": 31,
    "quote": "at least 30 houses were flooded",
    "label": "confirmed",
    "claim": 3,
    "attributions": [[{"source": 12, "cue": "said", "stance": "asserts"}, {"source": None}], []],
    "note": "why",
    "confidence": 1,
    "active_ms": 12,
    "external_id": "T1",
}
ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 3.0, 0.5, 2**63, "", "5", " a ", "a\0b", "\ud800", "x" * 301),
    *([], [[]], {}, [{}], [[{"source": 1, "why": 2}]], [[{"cue": "said"}]], [[{"source": True}]]),
    *([[{"source": 1, "stance": []}]], [[{"source": None, "stance": {}}]]),
    *([[{"source": 1, "stance": "likes"}]], [[{"source": 1, "cue": "\ud800"}]], [[]] * 21),
    *(str(uuid.uuid4()).upper(), "{" + str(uuid.uuid4())[:-2] + "}", uuid.uuid4().hex + "0000"),
]


def by_serializer(body: Any) -> Draft | None:
    """What the serializer makes of the body; None when it refuses it."""
    serializer = NewAnnotation(data=copy.deepcopy(body))
    try:
        serializer.is_valid(raise_exception=True)
    except serializers.ValidationError:
        return None
    return draft_of(dict(serializer.validated_data))


def test_a_body_of_the_usual_form_needs_no_serializer() -> None:
    assert plain_draft(PLAIN) == by_serializer(PLAIN)
    least = {name: PLAIN[name] for name in ("id", "start", "end", "quote", "label")}
    assert plain_draft(least) is not None
    assert plain_draft(least) == by_serializer(least)


@pytest.mark.parametrize("name", [*PLAIN, "revision", "quantity", "author", "nonsense"])
def test_whatever_stands_in_a_field_both_say_the_same(name: str) -> None:
    for value in ODD:
        body = {**PLAIN, name: value}
        draft = plain_draft(body)
        assert draft is None or draft == by_serializer(body), value


@pytest.mark.parametrize("name", PLAIN)
def test_whatever_is_missing_both_say_the_same(name: str) -> None:
    body = {key: value for key, value in PLAIN.items() if key != name}
    draft = plain_draft(body)
    if draft is not None and name != "id":  # without one, each makes its own
        assert draft == by_serializer(body)


@pytest.mark.parametrize("body", [None, [], "text", 3])
def test_what_is_no_object_is_left_to_the_serializer(body: Any) -> None:
    assert plain_draft(body) is None
