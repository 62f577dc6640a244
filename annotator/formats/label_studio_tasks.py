"""Label Studio's tasks: one for each text, with one annotation for each person."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotator.formats.outgoing import LeavingText, Row


def tasks(texts: Iterable[LeavingText]) -> Iterator[bytes]:
    """A JSON list of tasks. Offsets are code points, as Label Studio counts since 1.4.

    `completed_by` is left out, for Label Studio refuses people it does not know; who made the
    annotation at a place of `annotations` stands at the same place of `data.annotators`.
    """
    opening = b"[\n"
    for text in texts:
        yield opening + orjson.dumps(_task(text))
        opening = b",\n"
    yield b"\n]\n" if opening == b",\n" else b"[]\n"


def _task(text: LeavingText) -> dict[str, Any]:
    people = text.by_person()
    about = {name: value for name, value in text.about().items() if value is not None}
    return {
        "data": {**about, "text": text.text, "annotators": [name for name, _id, _rows in people]},
        "annotations": [
            {"result": [_region(row) for row in rows], "was_cancelled": False}
            for _name, _id, rows in people
        ],
    }


def _region(row: Row) -> dict[str, Any]:
    region = {
        "id": row["id"],
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "origin": "manual",
        "value": {
            "start": row["start"],
            "end": row["end"],
            "text": row["quote"],
            "labels": [row["label"]],
        },
    }
    return region | {"meta": {"text": [row["note"]]}} if row["note"] else region
