"""What the writers of formats get: annotations in blocks, or text by text; nothing of a database.

A row is the JSON form of an annotation (docs/api.md); its context is what is known of the revision
it stands in: article, publisher, dates, the text's digest.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Row = dict[str, Any]
IN_BOTH = ("article", "revision")
"""What a row and its context both tell."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, in the order of their places, and the context of each revision they stand in."""

    rows: list[Row]
    contexts: Mapping[int, Row]

    def whole_rows(self) -> Iterator[Row]:
        """Each row together with its context."""
        for row in self.rows:
            yield row | self.contexts[row["revision"]]


@dataclass(frozen=True, slots=True)
class LeavingText:
    """One text with the annotations on it. `done` are those who called it done, by name and id;
    None where not all that was marked on it leaves with it."""

    text: str
    context: Row
    rows: list[Row]
    done: list[tuple[str, int | None]] | None = None

    @property
    def name(self) -> str:
        """What the text is called where it becomes a file."""
        return f"article-{self.context['article']}-{self.context['revision_number']}"

    def about(self) -> Row:
        """What is known of the text, under the names by which texts are imported."""
        names = {
            "id": "article",
            "title": "article_title",
            "url": "article_url",
            "publisher": "publisher_name",
            "published_on": "published_on",
            "language": "language",
            "sha256": "revision_sha256",
        }
        return {theirs: self.context[ours] for theirs, ours in names.items()}

    def by_person(self) -> list[tuple[str, int | None, list[Row]]]:
        """Who marked, by name and id, and what: one entry a person, in a fixed order. Who called
        the text done and marked nothing is there too; in a text that nobody went through, nobody
        is."""
        marked: dict[tuple[str, int], list[Row]] = {
            (name, person or 0): [] for name, person in self.done or ()
        }
        for row in self.rows:
            marked.setdefault(_author(row), []).append(row)
        return [(name, person or None, marked[name, person]) for name, person in sorted(marked)]


def texts_of(parts: Iterable[Part], text_of: Callable[[int], str]) -> Iterator[LeavingText]:
    """The parts put together text by text; `text_of` gives the text of a revision."""
    revision, rows, context = None, list[Row](), Row()
    for part in parts:
        for number, found in groupby(part.rows, key=lambda row: row["revision"]):
            if number != revision and rows:
                yield LeavingText(text_of(context["revision"]), context, rows)
                rows = []
            revision, context = number, part.contexts[number]
            rows += found
    if rows:
        yield LeavingText(text_of(context["revision"]), context, rows)


def _author(row: Row) -> tuple[str, int]:
    return row["author_name"], row["author"] or 0
