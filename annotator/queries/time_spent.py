"""How long marking takes: medians of the active time per span, for oneself and for managers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models.functions import TruncDate
from django.utils import timezone

from annotator.models import Annotation, Project, User
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.choices import Origin

DAYS = 30
FEWEST = 5
"""Spans from which on a median of somebody else's is shown."""


@dataclass(frozen=True)
class TimePerSpan:
    """The median of the active seconds per span, and over how many spans; None over none."""

    seconds: float | None
    spans: int

    @property
    def is_too_few(self) -> bool:
        """Whether it says too little of somebody to be shown to others."""
        return self.spans < FEWEST


@dataclass(frozen=True)
class OwnTime:
    """One's own: over all of the last `DAYS` days, and by day, the latest first."""

    over_all: TimePerSpan
    by_day: list[tuple[date, TimePerSpan]]


def own_time_per_span(user: User) -> OwnTime:
    """The person's active time per span, by the day (in their time zone) a span was made on."""
    rows = _timed(Annotation.objects.filter(author=user))
    days: dict[date, list[int]] = defaultdict(list)
    day = TruncDate("created_at", tzinfo=ZoneInfo(user.time_zone))
    for when, active_ms in rows.annotate(day=day).values_list("day", "active_ms"):
        days[when].append(active_ms)
    every = [active_ms for found in days.values() for active_ms in found]
    by_day = [(when, _per_span(days[when])) for when in sorted(days, reverse=True)]
    return OwnTime(_per_span(every), by_day)


def time_per_span_by_person(project: Project) -> dict[int, TimePerSpan]:
    """The same of everybody who marked something in the project, by the person's id."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = _timed(Annotation.objects.filter(project=project))
    for author, active_ms in rows.values_list("author", "active_ms"):
        found[author].append(active_ms)
    return {author: _per_span(spent) for author, spent in found.items()}


def _timed(rows: AnnotationQuerySet) -> AnnotationQuerySet:
    """Spans of the last days that a person made on the page; what scripts send takes no time."""
    since = timezone.now() - timedelta(days=DAYS)
    made = rows.filter(origin__in=(Origin.HUMAN, Origin.SUGGESTED), withdrawn_at__isnull=True)
    return made.filter(active_ms__gt=0, created_at__gte=since).order_by()


def _per_span(spent_ms: Sequence[int]) -> TimePerSpan:
    return TimePerSpan(median(spent_ms) / 1000 if spent_ms else None, len(spent_ms))
