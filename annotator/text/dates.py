"""Publication dates of which only part may be known."""

import re
from dataclasses import dataclass
from datetime import date

# No newspaper is older. Around the ends of the calendar no day before or after can be counted.
FIRST_DAY = date(1600, 1, 1)
LAST_DAY = date(2199, 12, 31)
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class DateRefused(ValueError):
    """Not a year, a month or a day on which anything can have been published."""


@dataclass(frozen=True)
class PartialDate:
    """The first day of what is known, and how much that is: `day`, `month` or `year`."""

    first_day: date
    precision: str

    def __str__(self) -> str:
        length = {"year": 4, "month": 7, "day": 10}[self.precision]
        return self.first_day.isoformat()[:length]


def parse_partial_date(written: str) -> PartialDate:
    """The date written as "2024", "2024-12" or "2024-12-17"; DateRefused for anything else."""
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise DateRefused(written)
    year, month, day = match.groups()
    try:
        first_day = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise DateRefused(written) from error
    if not FIRST_DAY <= first_day <= LAST_DAY:
        raise DateRefused(written)
    return PartialDate(first_day, "day" if day else "month" if month else "year")
