"""The last day of a month or year, for what came out in it on a day that nobody knows.

It sorts and counts as that day does: by then it was out. It is shown as the month or year.
"""

import calendar
import datetime


class LastOfMonth(str):
    """The last day of the month in which something came out, as 2024-12-31."""

    __slots__ = ()


class LastOfYear(str):
    """The last day of the year in which something came out."""

    __slots__ = ()


def last_of_month(day: datetime.date) -> LastOfMonth:
    """By when something of that month was out."""
    last = calendar.monthrange(day.year, day.month)[1]
    return LastOfMonth(day.replace(day=last).isoformat())


def last_of_year(day: datetime.date) -> LastOfYear:
    """By when something of that year was out."""
    return LastOfYear(day.replace(month=12, day=31).isoformat())


def as_known(day: str) -> str:
    """The day as far as it is known: 2024-12-17, 2024-12 or 2024."""
    if isinstance(day, LastOfYear):
        return day[:4]
    return day[:7] if isinstance(day, LastOfMonth) else day


def may_be_one_day(day: str, other: str) -> bool:
    """Whether two things may have come out on one day, or either before the other.

    >>> may_be_one_day("2024-12-18", LastOfMonth("2024-12-31"))
    True
    >>> may_be_one_day("2024-12-18", "2024-12-17")
    False
    """
    length = min(len(as_known(day)), len(as_known(other)))
    return day[:length] == other[:length]
