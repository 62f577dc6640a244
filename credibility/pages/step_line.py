"""A step line: how many were right and how many wrong, added up over time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 100, 40


@dataclass(frozen=True)
class StepLine:
    """Two lines in a box of WIDTH x HEIGHT as points of a polyline, and what they show as rows:
    day, right so far, wrong so far."""

    right: str
    wrong: str
    most: int
    rows: list[tuple[datetime.date, int, int]]
    first: datetime.date
    last: datetime.date


def step_line(settled: Sequence[tuple[datetime.date, bool]], *, until: datetime.date) -> StepLine:
    """The lines from the first day to `until`; each pair is a day and whether it was right.

    >>> day = datetime.date(2024, 12, 1)
    >>> step_line([(day, True)], until=datetime.date(2024, 12, 11)).right
    '0,40 0,0 100,0'
    """
    rows = _added_up(settled)
    first = rows[0][0]
    days = max(1, (until - first).days)
    most = max(max(right, wrong) for _day, right, wrong in rows)
    return StepLine(
        right=_points([(day, right) for day, right, _wrong in rows], first, days, most),
        wrong=_points([(day, wrong) for day, _right, wrong in rows], first, days, most),
        most=most,
        rows=rows,
        first=first,
        last=until,
    )


def _added_up(
    settled: Sequence[tuple[datetime.date, bool]],
) -> list[tuple[datetime.date, int, int]]:
    counts: dict[datetime.date, tuple[int, int]] = {}
    right = wrong = 0
    for day, is_right in sorted(settled):
        right, wrong = right + is_right, wrong + (not is_right)
        counts[day] = right, wrong
    return [(day, *so_far) for day, so_far in counts.items()]


def _points(
    values: Sequence[tuple[datetime.date, int]], first: datetime.date, days: int, most: int
) -> str:
    points, level = [(0.0, 0)], 0
    for day, value in values:
        if value != level:
            at = WIDTH * (day - first).days / days
            points += [(at, level), (at, value)]
            level = value
    points.append((float(WIDTH), level))
    drawn = dict.fromkeys(f"{at:.4g},{HEIGHT - HEIGHT * value / most:.4g}" for at, value in points)
    return " ".join(drawn)
