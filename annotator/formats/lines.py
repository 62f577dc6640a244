"""JSON lines as they leave: our own, doccano's and spaCy's."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotator.formats.offsets import utf16_offsets
from annotator.formats.outgoing import IN_BOTH, LeavingText, Part, Row

SPANS_KEY = "sc"
"""Where spaCy's span categorizer looks for spans unless told otherwise."""


def annotation_lines(parts: Iterable[Part]) -> Iterator[bytes]:
    """One annotation a line, exact, with what is known of its article; many lines at a time."""
    for part in parts:
        # What is the same for all rows of a text is written once and put behind each of them.
        tails = {revision: _tail(context) for revision, context in part.contexts.items()}
        yield b"".join([orjson.dumps(row)[:-1] + tails[row["revision"]] for row in part.rows])


def _tail(context: Row) -> bytes:
    # A name that stood twice in one object could be read two ways.
    alone = {name: value for name, value in context.items() if name not in IN_BOTH}
    return b"," + orjson.dumps(alone)[1:] + b"\n"


def text_lines(texts: Iterable[LeavingText]) -> Iterator[bytes]:
    """A line for each text: the article as it stands, character by character, and who called it
    done (null where only a choice of the annotations leaves)."""
    for text in texts:
        done = None
        if text.done is not None:
            done = [{"author": person, "author_name": name} for name, person in text.done]
        yield _line(text.about() | {"text": text.text, "done_by": done})


def doccano_lines(texts: Iterable[LeavingText]) -> Iterator[bytes]:
    """A line for each text and person: `text`, and `label` as `[start, end, label]`.

    doccano counts UTF-16 units, as its editor in the browser does, unless a project is set to
    grapheme clusters: https://github.com/doccano/doccano/issues/2290.
    """
    for text in texts:
        units = utf16_offsets(text.text)
        for person, rows in people_or_nobody(text):
            spans = [[units[row["start"]], units[row["end"]], row["label"]] for row in rows]
            about = text.about() | {"annotator": person}
            yield _line(about | {"text": text.text, "label": spans, "Comments": []})


def spacy_lines(texts: Iterable[LeavingText]) -> Iterator[bytes]:
    """A line for each text and person, whose `text` and `annotations` are what spaCy's
    `Example.from_dict` takes: spans in code points, under the key `sc`."""
    for text in texts:
        for person, rows in people_or_nobody(text):
            spans = [[row["start"], row["end"], row["label"]] for row in rows]
            yield _line(
                {
                    "text": text.text,
                    "annotations": {"spans": {SPANS_KEY: spans}},
                    "meta": text.about() | {"annotator": person},
                }
            )


def people_or_nobody(text: LeavingText) -> list[tuple[str, list[Row]]]:
    """Who marked, and what; a text that nobody went through is there once, under no name."""
    return [(name, rows) for name, _id, rows in text.by_person()] or [("", [])]


def _line(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
