"""What every foreign format is read into and written from: texts, marks on them, and problems.

Offsets here are code points of the text as it is stored (line ends LF, one BOM dropped), half
open. Readers turn the offsets of their format into these; writers turn these into theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Person:
    """Who marked: a name as the format has it, with whatever else tells people apart there.

    Two with the same name and another `key` are two people. No name: the format does not say.
    """

    name: str = ""
    key: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NamedHop:
    """One hop of a chain, from the text towards the origin: a source's name (None: not named),
    the cue words, and the stance (None: the format does not say)."""

    source: str | None = None
    cue: str = ""
    stance: str | None = None


@dataclass(frozen=True, slots=True)
class TextRecord:
    """An article: exactly one of `text` and `html`; the rest as far as the format says.

    `key` is what marks of the same file name it by. `is_exact`: stored as it is, without looking
    for page chrome; so is every text that has marks. `sha256` is that of the stored text.
    """

    key: str
    text: str | None = None
    html: str | None = None
    title: str = ""
    publisher: str = ""
    url: str = ""
    published_on: str = ""
    authors: tuple[str, ...] | None = None
    language: str = ""
    sha256: str = ""
    is_exact: bool = False
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class MarkRecord:
    """One span with its foreign type, by one person.

    The text is the one of the same import with that `text_key`, else the one with that hash or
    address. `attributes` are further things the format says of it ("Factuality=Certain"), any of
    which may tell the label. `made_at` is when it was made, in our own form. `extra` holds what
    only that has: quantity, confidence, claim and its story, origin, anchor, accepted_at,
    withdrawn_at, and `settled` (label and chains).
    """

    text_key: str
    start: int
    end: int
    foreign_type: str
    person: Person = Person()
    quote: str | None = None
    external_id: str = ""
    attributes: tuple[str, ...] = ()
    chains: tuple[tuple[NamedHop, ...], ...] = ()
    note: str = ""
    made_at: str = ""
    text_sha256: str = ""
    text_url: str = ""
    file: str = ""
    line: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BlankRecord:
    """A person who went through a text and marked nothing."""

    text_key: str
    person: Person


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in which file and line: `code` is stable, `values` are its particulars."""

    file: str
    line: int | None
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """All that was found in the files of one import. With a problem nothing of it is taken;
    `notes` are said and change nothing."""

    texts: list[TextRecord] = field(default_factory=list)
    marks: list[MarkRecord] = field(default_factory=list)
    blanks: list[BlankRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def add(self, other: "Reading") -> None:
        """Takes over what another reading found."""
        self.texts += other.texts
        self.marks += other.marks
        self.blanks += other.blanks
        self.problems += other.problems
        self.notes += other.notes


class FileRefused(ValueError):
    """A file that is not read at all; holds the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem
