"""`python -m benchmarks.revisions`: what becomes of spans when an article is edited.

Counts on `benchmarks/gold/revisions.txt`. A silent error is a span that stays counted though its
words, or their sense in their sentence, changed, or that counts at another place. `--misses`
lists what goes wrong in the part the rules were tuned on.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from annotator.text.reanchor import Anchored, reanchor
from annotator.text.selectors import make_selector
from benchmarks.gold_cases import FOLDER, is_held_out

PARTS = ("tuned", "held out", "all", "more")
_SPAN = regex.compile(r"\{(~?)(\d+) ([^{}]+)\}")


@dataclass(frozen=True)
class EditCase:
    """An edit: both texts, the spans on the first, and where each stands on the second (state
    and place; None where its words are gone)."""

    language: str
    what: str
    old: str
    new: str
    spans: dict[str, tuple[int, int]]
    expected: dict[str, tuple[str, int, int] | None]


@lru_cache(maxsize=1)
def edit_cases() -> tuple[EditCase, ...]:
    """The gold set of edited articles."""
    return tuple(_read("revisions"))


@lru_cache(maxsize=1)
def more_edits() -> tuple[EditCase, ...]:
    """Other kinds of edits, written later: no part of "all"."""
    return tuple(_read("revisions_more"))


def _read(name: str) -> Iterator[EditCase]:
    said: list[str] = []
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            said = [line[2:]]
        elif line.startswith("was: "):
            said.append(line[5:])
        elif line.startswith("now: "):
            language, what = said[0].split(": ", 1)
            old, spans = _unmarked(said[1])
            new, places = _unmarked(line[5:])
            yield EditCase(
                language,
                what,
                old,
                new,
                {name: place[1:] for name, place in spans.items()},
                {name: places.get(name) for name in spans},
            )


def _unmarked(marked: str) -> tuple[str, dict[str, tuple[str, int, int]]]:
    text = ""
    places: dict[str, tuple[str, int, int]] = {}
    at = 0
    marked = marked.replace("⏎", "\n")
    for match in _SPAN.finditer(marked):
        text += marked[at : match.start()]
        state = "changed" if match[1] else "kept"
        places[match[2]] = (state, len(text), len(text) + len(match[3]))
        text += match[3]
        at = match.end()
    return text + marked[at:], places


@dataclass
class EditCounts:
    """How many spans there are, and what became of them."""

    edits: int = 0
    spans: int = 0
    right: int = 0
    silent: int = 0
    needless: int = 0
    lost: int = 0
    misses: list[str] = field(default_factory=list)


def count_edits(cases: Iterable[EditCase]) -> EditCounts:
    """What re-anchoring makes of the spans of the cases."""
    counts = EditCounts()
    for case in cases:
        counts.edits += 1
        for name, (start, end) in case.spans.items():
            selector = make_selector(case.old, start, end)
            found = reanchor(selector, start, case.new, old_text=case.old)
            expected = case.expected[name]
            counts.spans += 1
            is_right = _is_right(expected, found)
            counts.right += is_right
            counts.silent += not is_right and found.anchor == "kept"
            meant = expected[0] if expected else "orphaned"
            counts.needless += meant == "kept" and found.anchor == "changed"
            counts.lost += meant != "orphaned" and found.anchor == "orphaned"
            if not is_right:
                words = "" if found.start is None else case.new[found.start : found.end]
                counts.misses.append(
                    f"{case.language}: {case.what}: {selector.quote}\n"
                    f"    {meant}, found {found.anchor} {found.reason or ''} “{words}”"
                )
    return counts


def _is_right(expected: tuple[str, int, int] | None, found: Anchored) -> bool:
    if expected is None:
        # What is gone may be offered for review at the likest place: it counts nowhere.
        return found.anchor == "orphaned"
    state, start, end = expected
    if found.start is None or found.end is None or found.anchor != state:
        return False
    if state == "kept":
        return (found.start, found.end) == (start, end)
    return found.start < end and start < found.end


def edits_of(part: str) -> list[EditCase]:
    """The cases of one of `PARTS`."""
    if part == "more":
        return list(more_edits())
    return [
        case
        for case in edit_cases()
        if part == "all" or is_held_out(case.old) == (part == "held out")
    ]


def revisions_table() -> list[str]:
    """The lines of the table in docs/suggestions.md."""
    lines = [
        "| edits | edited articles | spans | state and place right | silent errors "
        "| asked needlessly | lost |",
        "|---|---|---|---|---|---|---|",
    ]
    for part in PARTS:
        counts = count_edits(edits_of(part))
        lines.append(
            f"| {part} | {counts.edits} | {counts.spans} | {counts.right} "
            f"({counts.right / counts.spans:.1%}) | {counts.silent} | {counts.needless} "
            f"| {counts.lost} |"
        )
    return lines


def main() -> int:
    """Prints the table, and with `--misses` the tuned cases that go wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.revisions", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what goes wrong")
    asked = parser.parse_args()
    print(*revisions_table(), sep="\n")
    if asked.misses:
        print("", *count_edits(edits_of("tuned")).misses, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
