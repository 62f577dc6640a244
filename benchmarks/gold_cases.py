"""The gold sets of figures and attributions, read from their files with their marks."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).resolve().parent / "gold"
_OPENING = {"{": "content", "<": "source", "[": "cue"}
_CLOSING = {"}": "content", ">": "source", "]": "cue"}

Naming = Literal["named", "unnamed", "pronoun", "via"]
_NAMINGS: dict[str, Naming] = {"~": "unnamed", "^": "pronoun", "@": "via"}


@dataclass(frozen=True)
class Place:
    """Marked words of a text; `naming` matters for sources only."""

    kind: str
    start: int
    end: int
    naming: Naming = "named"


@dataclass(frozen=True)
class FigureCase:
    """A text with its figures: places, and the interval with unit at each as it is written."""

    language: str
    text: str
    places: tuple[Place, ...]
    intervals: tuple[str, ...]


@dataclass(frozen=True)
class GoldAttribution:
    """Who says what in which words; several sources of one attribution are several chains."""

    content: tuple[int, int]
    cue: tuple[int, int]
    sources: tuple[Place, ...]
    stance: str


@dataclass(frozen=True)
class AttributionCase:
    """A text with its attributions; most have one, the negatives none."""

    language: str
    text: str
    attributions: list[GoldAttribution] = field(default_factory=list)


def is_held_out(text: str) -> bool:
    """Whether a case belongs to the third that the rules were not tuned on.

    The words decide, so that nobody chooses.
    """
    return zlib.crc32(text.encode()) % 3 == 0


@lru_cache(maxsize=12)
def figure_cases(name: str = "figures") -> tuple[FigureCase, ...]:
    """The gold set of figures; "figures_afterwards", "_fresh", "_a" and so on are later ones."""
    cases = []
    for language, marked, said in _lines(f"{name}.txt"):
        text, places = _unmarked(marked)
        intervals = tuple(one.strip() for one in said.split(";") if one.strip())
        if len(intervals) != len(places):
            raise ValueError(f"As many intervals as figures, please: {marked}")
        cases.append(FigureCase(language, text, places, intervals))
    return tuple(cases)


@lru_cache(maxsize=5)
def attribution_cases(name: str = "attributions") -> tuple[AttributionCase, ...]:
    """The gold set of attributions; "attributions_afterwards" and "_fresh" are later ones."""
    cases: dict[str, AttributionCase] = {}
    for language, marked, stance in _lines(f"{name}.txt"):
        text, places = _unmarked(marked)
        case = cases.setdefault(text, AttributionCase(language, text))
        contents = [place for place in places if place.kind == "content"]
        cues = [place for place in places if place.kind == "cue"]
        sources = tuple(place for place in places if place.kind == "source")
        if contents:
            where = cues or sources  # "Okkerse: “...”" has no cue words
            case.attributions.append(
                GoldAttribution(
                    content=(contents[0].start, contents[-1].end),
                    cue=(where[0].start, where[-1].end),
                    sources=sources,
                    stance=stance or "asserts",
                )
            )
    return tuple(cases.values())


def _lines(name: str) -> Iterator[tuple[str, str, str]]:
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            language, marked, said = (part.strip() for part in line.split(" |"))
            yield language, marked.replace("⏎", "\n"), said


def _unmarked(marked: str) -> tuple[str, tuple[Place, ...]]:
    """The text without its marks, and where they stood, in order of their ends."""
    text: list[str] = []
    open_marks: dict[str, int] = {}
    namings: dict[str, Naming] = {}
    places: list[Place] = []
    before = ""
    for letter in marked:
        if letter in _OPENING:
            open_marks[_OPENING[letter]] = len(text)
        elif letter in _CLOSING:
            kind = _CLOSING[letter]
            start = open_marks.pop(kind)
            places.append(Place(kind, start, len(text), namings.pop(kind, "named")))
        elif before == "<" and letter in _NAMINGS:
            namings["source"] = _NAMINGS[letter]
        else:
            text.append(letter)
        before = letter
    return "".join(text).rstrip(), tuple(places)
