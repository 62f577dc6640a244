"""`python -m benchmarks.chrome`: how much page furniture goes, and whether any body goes with it.

Counts lines on the pages in `benchmarks/gold/pages/`. `--misses` lists what goes wrong on those
that the rules were tuned on: the others stay unseen.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

import regex

from annotator.text.chrome import Cleaned, clean_html, clean_pasted
from benchmarks.gold_cases import FOLDER, is_held_out

LANGUAGES = ("nl", "en", "de", "fr")
PARTS = ("tuned", "held out", "all")
_MARK = regex.compile(r"‡|†(\w+)†")


@dataclass(frozen=True)
class PageCase:
    """A capture, and for each of its lines the kind of furniture it is: None for body, "" for
    furniture whose kind is not said. A blank line is body."""

    name: str
    language: str
    is_html: bool
    source: str
    lines: tuple[tuple[str, str | None], ...]
    authors: tuple[str, ...] | None
    date: str | None


@lru_cache(maxsize=1)
def page_cases() -> tuple[PageCase, ...]:
    """The gold set of pages."""
    return tuple(case for language in LANGUAGES for case in _pages_in(language))


@lru_cache(maxsize=1)
def fresh_pages() -> tuple[PageCase, ...]:
    """Pages written when the rules for the others were done."""
    return tuple(_pages_in("fresh"))


def _pages_in(name: str) -> Iterator[PageCase]:
    return _read((FOLDER / "pages" / f"{name}.txt").read_text("utf-8"))


def _read(pages: str) -> Iterator[PageCase]:
    for page in regex.split(r"(?m)^=== ", pages)[1:]:
        head, _, marked = page.partition("\n")
        name, language, make, *said = (part.strip() for part in head.split("|"))
        known = dict(part.split("=", 1) for part in said)
        authors = known.get("authors")
        yield PageCase(
            name,
            language,
            make == "html",
            _MARK.sub("", marked),
            tuple(_marked_lines(marked, is_html=make == "html")),
            tuple(one.strip() for one in authors.split(";")) if authors else None,
            known.get("date"),
        )


def _marked_lines(marked: str, *, is_html: bool) -> Iterator[tuple[str, str | None]]:
    """Each line of the capture with its mark; the marks go through the reader as text does."""
    cleaned = clean_html(marked) if is_html else clean_pasted(marked)
    for line in cleaned.raw.split("\n"):
        mark = _MARK.search(line)
        bare = _MARK.sub("", line).strip()
        kind = (mark[1] or None) if mark else ("" if bare else None)
        if bare or not is_html:
            yield bare, kind


@dataclass
class ChromeCounts:
    """Lines of pages: furniture that is there, that is taken out, and of the right kind."""

    pages: int = 0
    body: int = 0
    lost: int = 0
    furniture: int = 0
    removed: int = 0
    removed_rightly: int = 0
    kinds: int = 0
    kinds_right: int = 0
    facts: int = 0
    facts_right: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of what is taken out that is furniture."""
        return self.removed_rightly / self.removed if self.removed else 1.0

    @property
    def recall(self) -> float:
        """The share of the furniture that is taken out."""
        return self.removed_rightly / self.furniture if self.furniture else 1.0


def count_pages(cases: Iterable[PageCase]) -> ChromeCounts:
    """What cleaning makes of the pages."""
    counts = ChromeCounts()
    for case in cases:
        cleaned = clean_html(case.source) if case.is_html else clean_pasted(case.source)
        counts.pages += 1
        _count_lines(case, cleaned, counts)
        _count_facts(case, cleaned, counts)
    return counts


def _count_lines(case: PageCase, cleaned: Cleaned, counts: ChromeCounts) -> None:
    removed = dict(_removed_lines(cleaned))
    waiting = [line for line in case.lines if line[0]]
    own = [(at, line.strip()) for at, line in enumerate(cleaned.raw.split("\n")) if line.strip()]
    if [line for _, line in own] != [line for line, _ in waiting]:
        raise ValueError(f"The marks of {case.name} change how it is read.")
    for (at, line), (_, kind) in zip(own, waiting, strict=True):
        is_removed = at in removed
        counts.removed += is_removed
        if kind is None:
            counts.body += 1
            counts.lost += is_removed
            if is_removed:
                counts.misses.append(f"{case.name}: BODY LOST ({removed[at]}): {line}")
            continue
        counts.furniture += 1
        counts.removed_rightly += is_removed
        if not is_removed:
            counts.misses.append(f"{case.name}: left in: {line}")
        elif kind:
            counts.kinds += 1
            counts.kinds_right += removed[at] == kind
            if removed[at] != kind:
                counts.misses.append(f"{case.name}: {kind}, called {removed[at]}: {line}")


def _removed_lines(cleaned: Cleaned) -> Iterator[tuple[int, str]]:
    start = 0
    for at, line in enumerate(cleaned.raw.split("\n")):
        end = start + len(line)
        for block in cleaned.blocks:
            if not block.kept and block.start <= start and end <= block.end and line:
                yield at, block.kind
        start = end + 1


def _count_facts(case: PageCase, cleaned: Cleaned, counts: ChromeCounts) -> None:
    """Whether authors and date, where the page states them, are kept as metadata."""
    lengths = {"day": 10, "month": 7, "year": 4}
    found = cleaned.published_on
    date = found.isoformat()[: lengths.get(cleaned.precision, 0)] if found else None
    for said, read in ((case.authors, cleaned.authors), (case.date, date)):
        if said is not None:
            counts.facts += 1
            counts.facts_right += said == read
            if said != read:
                counts.misses.append(f"{case.name}: {said}, read as {read}")


def pages_of(part: str) -> list[PageCase]:
    """The cases of one of `PARTS`."""
    return [
        case
        for case in page_cases()
        if part == "all" or is_held_out(case.name) == (part == "held out")
    ]


def _row(name: str, cases: list[PageCase]) -> str:
    counts = count_pages(cases)
    kinds = f"{counts.kinds_right}/{counts.kinds}"
    facts = f"{counts.facts_right}/{counts.facts}"
    return (
        f"| {name} | {counts.pages} | {counts.body} | {counts.lost} | {counts.furniture} "
        f"| {counts.precision:.1%} | {counts.recall:.1%} | {kinds} | {facts} |"
    )


def chrome_table() -> list[str]:
    """The lines of the table in docs/texts.md."""
    lines = [
        "| pages | captures | body lines | body lost | furniture lines | precision | recall "
        "| kind right | facts right |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for part in PARTS:
        lines.append(_row(part, pages_of(part)))
    ordered = sorted(page_cases(), key=lambda case: (case.is_html, LANGUAGES.index(case.language)))
    for (is_html, language), cases in groupby(
        ordered, key=lambda case: (case.is_html, case.language)
    ):
        lines.append(_row(f"{language}, {'HTML' if is_html else 'pasted'}", list(cases)))
    lines.append(_row("fresh", list(fresh_pages())))
    return lines


def main() -> int:
    """Prints the table, and with `--misses` the tuned pages that go wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chrome", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what goes wrong")
    asked = parser.parse_args()
    print(*chrome_table(), sep="\n")
    if asked.misses:
        print("", *count_pages(pages_of("tuned")).misses, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
