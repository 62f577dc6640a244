"""`python -m benchmarks.suggestions`: how often the suggested figures are right.

Counts on the gold sets in `benchmarks/gold/`. `--misses` also lists the cases that go wrong, of
those that the rules were tuned on: the others stay unseen.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from annotator.text.figures import Figure, parse_figures
from benchmarks.gold_cases import FigureCase, figure_cases, is_held_out

PARTS = ("tuned", "held out", "all")


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


def is_in(part: str, text: str) -> bool:
    """Whether a case belongs to a part: "tuned", "held out" or "all"."""
    return part == "all" or is_held_out(text) == (part == "held out")


def figures_table() -> list[str]:
    """The lines of the table of figures in docs/suggestions.md."""
    lines = [
        "| figures | in the gold set | value, bound and unit right | proposed | proposed wrongly |",
        "|---|---|---|---|---|",
    ]
    for part in PARTS:
        counts = count_figures(case for case in figure_cases() if is_in(part, case.text))
        lines.append(
            f"| {part} | {counts.figures} | {counts.right} ({counts.share_right:.1%}) "
            f"| {counts.proposed} | {counts.wrong} |"
        )
    return lines


def main() -> int:
    """Prints the tables, and with `--misses` the tuned cases that go wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggestions", description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list what goes wrong")
    asked = parser.parse_args()
    print(*figures_table(), sep="\n")
    if asked.misses:
        figures = count_figures(case for case in figure_cases() if is_in("tuned", case.text))
        print("", *figures.misses, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
