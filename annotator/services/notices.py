"""Notices: given with the change they tell of, read, and those of deadlines looked for."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from annotator.models import Article, Assignment, Notice, Project, User
from annotator.models.choices import AssignmentState, NoticeKind

# A deadline is told of on the day before it, and once more when it has passed.
TOLD_BEFORE = timedelta(days=1)


def give_notice(
    kind: NoticeKind,
    project: Project,
    *,
    people: Iterable[int],
    actor: User | None = None,
    article: Article | None = None,
    many: int = 1,
    words: str = "",
) -> None:
    """Tells each of the people (ids), but not the one who did it; call it in the transaction of
    the change itself."""
    Notice.objects.bulk_create(
        Notice(
            user_id=person,
            project=project,
            kind=kind,
            article=article,
            actor=actor,
            many=many,
            words=words,
        )
        for person in sorted(set(people))
        if actor is None or person != actor.pk
    )


def read_notices(user: User, ids: Collection[int] | None = None) -> int:
    """Takes note of all one's notices, or of these; how many were new."""
    rows = Notice.objects.visible_to(user).unread()
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return rows.update(read_at=timezone.now())


def tell_of_deadlines(now: datetime | None = None) -> int:
    """Gives the notices of deadlines near and past that nobody has given yet; how many.

    A day begins where the person lives.
    """
    now = now or timezone.now()
    # Nowhere on earth is the date further ahead than this.
    latest = (now + timedelta(hours=14) + TOLD_BEFORE).date()
    rows = (
        Assignment.objects.filter(
            due_on__lte=latest,
            article__archived_at__isnull=True,
            article__project__archived_at__isnull=True,
            user__is_active=True,
        )
        .exclude(state=AssignmentState.DONE)
        .select_related("user", "article")
    )
    wanted = [
        Notice(
            user=row.user,
            project_id=row.article.project_id,
            kind=kind,
            article_id=row.article_id,
            due_on=row.due_on,
        )
        for row in rows
        if row.due_on is not None
        for kind in kinds_of_deadline(row.due_on, today=today_of(row.user, now))
    ]
    told = set(
        Notice.objects.filter(
            kind__in=(NoticeKind.DUE_SOON, NoticeKind.OVERDUE), user__in={n.user_id for n in wanted}
        ).values_list("user", "article", "kind", "due_on")
    )
    fresh = [n for n in wanted if (n.user_id, n.article_id, n.kind, n.due_on) not in told]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def kinds_of_deadline(due_on: date, *, today: date) -> list[NoticeKind]:
    """What is to be told of a deadline on that day: nothing, that it is near, or that it passed."""
    if due_on < today:
        return [NoticeKind.OVERDUE]
    return [NoticeKind.DUE_SOON] if due_on - today <= TOLD_BEFORE else []


def today_of(user: User, now: datetime | None = None) -> date:
    """The date where the person lives."""
    try:
        zone = ZoneInfo(user.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return (now or timezone.now()).astimezone(zone).date()
