"""`python -m benchmarks.suggestions`: how often suggested figures and attributions are right.

Counts on the gold sets in `benchmarks/gold/`. `--misses` also lists the cases that go wrong, of
those that the rules were tuned on: the others stay unseen.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from annotator.text.attributions import FoundAttribution, find_attributions
from annotator.text.figures import Figure, parse_figures
from benchmarks.gold_cases import (
    AttributionCase,
    FigureCase,
    GoldAttribution,
    attribution_cases,
    figure_cases,
    is_held_out,
)

PARTS = ("tuned", "held out", "all", "afterwards", "fresh")
PARTS_OF_ATTRIBUTIONS = (*PARTS, "second", "third")
PARTS_OF_FIGURES = (*PARTS, "second", "third", "a", "b", "c", "d")
APART = ("afterwards", "fresh", "second", "third", "a", "b", "c", "d")
"""Sets of their own, no parts of \"all\"."""

FIRST_RUNS = {
    **{"afterwards": 34, "fresh": 46, "second": 66, "third": 63},
    **{"a": 79, "b": 90, "c": 92, "d": 90},
}
"""How many figures of a set were right when the parser first met it; all were tuned on since."""


FIRST_FOUND = {"afterwards": 6, "fresh": 36, "second": 54, "third": 19}
"""How many attributions of a set were found when the rules first met it; "fresh" was never tuned
on."""


@dataclass
class FigureCounts:
    """How many gold figures there are, and what became of them."""

    figures: int = 0
    right: int = 0
    proposed: int = 0
    wrong: int = 0
    wordless: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share_right(self) -> float:
        """The share of the gold figures with value, bound and unit right."""
        return self.right / self.figures

    @property
    def precision(self) -> float:
        """The share of the proposed figures that are right."""
        return self.right / self.proposed


def interval_of(figure: Figure) -> str:
    """A figure as the gold set writes it: "~[11000, 11000] persons"."""
    left, right = "[" if figure.lower_closed else "(", "]" if figure.upper_closed else ")"
    about = "~" if figure.is_approximate else ""
    bounds = f"{left}{_plain(figure.lower)}, {_plain(figure.upper)}{right}"
    return f"{about}{bounds} {figure.unit or ''}".strip()


def _plain(bound: Decimal | None) -> str:
    if bound is None:
        return ""
    written = f"{bound:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def count_figures(cases: Iterable[FigureCase]) -> FigureCounts:
    """What the parser makes of the cases."""
    counts = FigureCounts()
    for case in cases:
        proposed = parse_figures(case.text, case.language)
        counts.proposed += len(proposed)
        counts.figures += len(case.places)
        counts.wordless += sum(
            not one.words or one.words != case.text[one.start : one.end] for one in proposed
        )
        for place, interval in zip(case.places, case.intervals, strict=True):
            there = [one for one in proposed if one.start < place.end and place.start < one.end]
            if len(there) == 1 and interval_of(there[0]) == interval:
                counts.right += 1
            else:
                read = "; ".join(f"{interval_of(one)} “{one.words}”" for one in there)
                counts.misses.append(f"{case.text}\n    {interval}, read as: {read or 'nothing'}")
            counts.wrong += len(there) - (len(there) == 1 and interval_of(there[0]) == interval)
            proposed = [one for one in proposed if one not in there]
        counts.wrong += len(proposed)
        counts.misses += [f"{case.text}\n    no figure: “{one.words}”" for one in proposed]
    return counts


def figures_of(part: str) -> list[FigureCase]:
    """The cases of one of `PARTS_OF_FIGURES`; those `APART` are no part of "all"."""
    if part in APART:
        return list(figure_cases(f"figures_{part}"))
    return [case for case in figure_cases() if _is_in(part, case.text)]


def attributions_of(part: str) -> list[AttributionCase]:
    """The cases of one of `PARTS_OF_ATTRIBUTIONS`; those `APART` are no part of "all"."""
    if part in APART:
        return list(attribution_cases(f"attributions_{part}"))
    return [case for case in attribution_cases() if _is_in(part, case.text)]


def _is_in(part: str, text: str) -> bool:
    return part == "all" or is_held_out(text) == (part == "held out")


def figures_table() -> list[str]:
    """The lines of the table of figures in docs/suggestions.md."""
    lines = [
        "| figures | in the gold set | right at first | value, bound and unit right | proposed "
        "| proposed wrongly |",
        "|---|---|---|---|---|---|",
    ]
    for part in PARTS_OF_FIGURES:
        counts = count_figures(figures_of(part))
        lines.append(
            f"| {part} | {counts.figures} | {_at_first(part, counts.figures)} "
            f"| {counts.right} ({counts.share_right:.1%}) "
            f"| {counts.proposed} | {counts.wrong} |"
        )
    return lines


def _found_at_first(part: str, attributions: int) -> str:
    found = FIRST_FOUND.get(part)
    return "" if found is None else f"{found} ({found / attributions:.1%})"


def _at_first(part: str, figures: int) -> str:
    right = FIRST_RUNS.get(part)
    return "" if right is None else f"{right} ({right / figures:.1%})"


@dataclass
class AttributionCounts:
    """How many gold attributions there are, and what became of them."""

    attributions: int = 0
    found: int = 0
    exact: int = 0
    proposed: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of the proposed attributions that are there."""
        return self.found / self.proposed

    @property
    def recall(self) -> float:
        """The share of the gold attributions that are proposed."""
        return self.found / self.attributions


def count_attributions(cases: Iterable[AttributionCase]) -> AttributionCounts:
    """What the rules make of the cases."""
    counts = AttributionCounts()
    for case in cases:
        proposed = find_attributions(case.text, case.language)
        counts.proposed += len(proposed)
        counts.attributions += len(case.attributions)
        for gold in case.attributions:
            match = next((one for one in proposed if _is_found(gold, one)), None)
            if match is None:
                counts.misses.append(f"{case.text}\n    not found")
                continue
            proposed.remove(match)
            counts.found += 1
            if _is_exact(case.text, gold, match):
                counts.exact += 1
            else:
                counts.misses.append(f"{case.text}\n    inexact: {_in_words(case.text, match)}")
        counts.misses += [
            f"{case.text}\n    not there: {_in_words(case.text, one)}" for one in proposed
        ]
    return counts


def _is_found(gold: GoldAttribution, found: FoundAttribution) -> bool:
    """Whether cue and every source are those meant, and known as named, unnamed or a pronoun."""
    origins = [place for place in gold.sources if place.naming != "via" and place.end > place.start]
    if len(origins) != len(found.speakers):
        return False
    return (found.cue_start <= gold.cue[1] and gold.cue[0] <= found.cue_end) and all(
        one.start < place.end and place.start < one.end and one.naming == place.naming
        for one, place in zip(found.speakers, origins, strict=True)
    )


def _is_exact(text: str, gold: GoldAttribution, found: FoundAttribution) -> bool:
    """Whether also the edges of content and sources are right, and the stance."""
    origins = [place for place in gold.sources if place.naming != "via" and place.end > place.start]
    return (
        _bare(text, *gold.content) == (found.start, found.end)
        and [(one.start, one.end) for one in found.speakers]
        == [(place.start, place.end) for place in origins]
        and found.stance == gold.stance
    )


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The same words without the quotation marks and points at their edges."""
    edges = " \n,.;:!?–—-“”„\"‘’'«»"
    first = start + len(text[start:end]) - len(text[start:end].lstrip(edges))
    return first, first + len(text[start:end].strip(edges))


def _in_words(text: str, found: FoundAttribution) -> str:
    speakers = ", ".join(text[one.start : one.end] for one in found.speakers)
    return f"{found.rule}: {speakers}: {text[found.start : found.end]} ({found.stance})"


def attributions_table() -> list[str]:
    """The lines of the table of attributions in docs/suggestions.md."""
    lines = [
        "| attributions | texts | in the gold set | found at first | proposed | precision | recall "
        "| all exact |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for part in PARTS_OF_ATTRIBUTIONS:
        cases = attributions_of(part)
        counts = count_attributions(cases)
        lines.append(
            f"| {part} | {len(cases)} | {counts.attributions} "
            f"| {_found_at_first(part, counts.attributions)} | {counts.proposed} "
            f"| {counts.precision:.1%} | {counts.recall:.1%} "
            f"| {counts.exact} ({counts.exact / counts.attributions:.1%}) |"
        )
    return lines


def main() -> int:
    """Prints the tables, and with `--misses` the tuned cases that go wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggestions", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what goes wrong")
    asked = parser.parse_args()
    print(*figures_table(), "", *attributions_table(), sep="\n")
    if asked.misses:
        for part in ("tuned", "afterwards", "second", "third"):
            print("", *count_attributions(attributions_of(part)).misses, sep="\n")
        for part in ("tuned", *APART):
            print("", *count_figures(figures_of(part)).misses, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
