"""Reading the queue: a project's articles as one person has to do with them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.models import Annotation, Article, Assignment, Project, Source, User
from annotator.models.article import ArticleQuerySet
from annotator.models.choices import AssignmentState
from annotator.models.project import WORKING_ROLES
from annotator.queries.statements import Row, Statement, instance_of
from annotator.text.canonical import search_key
from annotator.written_numbers import row_number

ROWS_PER_PAGE = 25
MINE_ON_TOP = 25
URGENT_WITHIN = timedelta(days=1)
FREE = "free"
STATES = (*AssignmentState.values, FREE)
UNFINISHED = (AssignmentState.IN_PROGRESS, AssignmentState.NEW)


@dataclass(frozen=True)
class QueueFilters:
    """What the address asks for; empty means all."""

    state: str = ""
    language: str = ""
    outlet: str = ""
    search: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filtered."""
        return not (self.state or self.language or self.outlet or self.search)


@dataclass(frozen=True)
class Place:
    """An article's place in the order newest first; what a page of the queue starts from."""

    created_at: datetime
    article_id: int

    def __str__(self) -> str:
        return f"{self.created_at.isoformat()}~{self.article_id}"

    @classmethod
    def parse(cls, written: str) -> "Place":
        """The place as an address holds it; ValueError for anything else."""
        time, _tilde, number = written.partition("~")
        created_at, article_id = datetime.fromisoformat(time), row_number(number)
        if created_at.tzinfo is None or not article_id:
            raise ValueError(written)
        try:
            return cls(created_at.astimezone(UTC), article_id)
        except OverflowError as error:
            raise ValueError(written) from error


@dataclass
class QueueRow:
    """An article as one person has to do with it: how far they are (None: not theirs), how many
    people have it, until when the person has it (None: no hurry), and on how many stretches people
    differ (None: not open to this person)."""

    article: Article
    my_state: str | None
    people: int
    due_on: date | None = None
    disagreements: int | None = None


@dataclass(frozen=True)
class QueuePage:
    """One page: one's own unfinished articles (on the first page only), then the others.

    `older` and `newer` are places to go on from; None where there is nothing more.
    """

    mine: list[QueueRow]
    others: list[QueueRow]
    older: Place | None
    newer: Place | None


def queue_page(
    user: User,
    project: Project,
    filters: QueueFilters,
    *,
    older_than: Place | None = None,
    newer_than: Place | None = None,
    sees_disagreements: bool,
) -> QueuePage:
    """One page of the queue in at most three statements, whichever page it is."""
    first_page = older_than is None and newer_than is None
    mine: list[QueueRow] = []
    if filters.is_empty:
        who = (user.pk, user.is_superuser, project.pk)
        if first_page:
            mine = _made(_MINE.rows(*who, _soon()))
        others, older, newer = _cut(_every_other(who), older_than, newer_than)
    else:
        rows = _filtered(_rows(user, project), user, project, filters)
        others, older, newer = _cut(_found(rows), older_than, newer_than)
    if sees_disagreements:
        _count_disagreements(user, [*mine, *others])
    return QueuePage(mine, others, older, newer)


def next_free_article(user: User, project: Project) -> Article | None:
    """What to do next: one's own unfinished article, else the oldest one with room for one more
    person."""
    rows = _rows(user, project)
    own = _unfinished(rows, user, soon=_soon()).first()
    if own is not None:
        return own
    free = rows.filter(_is_free(project))
    return free.order_by("created_at", "pk").first()


def count_disagreements(spans: Iterable[tuple[int, int, int, str]]) -> int:
    """On how many stretches people differ: maximal runs of text on which at least two people lie
    with at least two labels. `spans` are (start, end, author, label)."""
    changes: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for start, end, author, label in spans:
        changes[start].append((1, author, label))
        changes[end].append((-1, author, label))
    authors: Counter[int] = Counter()
    labels: Counter[str] = Counter()
    stretches, differed = 0, False
    for offset in sorted(changes):
        for step, author, label in changes[offset]:
            authors[author] += step
            labels[label] += step
        authors, labels = +authors, +labels
        differs = len(authors) > 1 and len(labels) > 1
        stretches += differs and not differed
        differed = differs
    return stretches


def _rows(user: User, project: Project) -> ArticleQuerySet:
    my_assignment = Assignment.objects.filter(article=OuterRef("pk"), user=user)
    people = (
        Assignment.objects.filter(article=OuterRef("pk"))
        .order_by()
        .values("article")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return (
        Article.objects.visible_to(user)
        .active()
        .filter(project=project)
        .select_related("publisher")
        .annotate(
            my_state=Subquery(my_assignment.values("state")),
            my_due_on=Subquery(my_assignment.values("due_on")),
            people=Coalesce(Subquery(people), 0),
            text_number=F("current__number"),
        )
    )


def _soon() -> date:
    return timezone.now().date() + URGENT_WITHIN


def _unfinished(rows: ArticleQuerySet, user: User, *, soon: date) -> ArticleQuerySet:
    # What is late or due soon by its day; then what is begun; then what was given first.
    urgent = Case(When(my_due_on__lte=soon, then="my_due_on"), output_field=DateField())
    # By way of the person's assignments, which are few, not of the project's articles.
    return rows.filter(assignments__user=user, assignments__state__in=UNFINISHED).order_by(
        urgent.asc(nulls_last=True), "my_state", "created_at", "pk"
    )


def _is_free(project: Project) -> Q:
    return Q(my_state__isnull=True, people__lt=project.overlap)


def _filtered(
    rows: ArticleQuerySet, user: User, project: Project, filters: QueueFilters
) -> ArticleQuerySet:
    if filters.state == FREE:
        rows = rows.filter(_is_free(project))
    elif filters.state:
        rows = rows.filter(Q(my_state=filters.state))
    if filters.language:
        rows = rows.filter(language=filters.language)
    if filters.outlet:
        rows = rows.filter(publisher__name_key__contains=search_key(filters.outlet))
    if filters.search:
        in_text = Q(current__text_key__contains=search_key(filters.search))
        rows = rows.filter(Q(title__icontains=filters.search) | in_text)
    return rows


Reader = Callable[[Place | None, Place | None], list[QueueRow]]
"""Reads one row more than fits: those older than a place, or newer than one, nearest first."""


def _cut(
    read: Reader, older_than: Place | None, newer_than: Place | None
) -> tuple[list[QueueRow], Place | None, Place | None]:
    """One page out of the rows by place, not by counting: page 1,000 costs what page 1 does."""
    found = read(older_than, newer_than)
    page, is_more = found[:ROWS_PER_PAGE], len(found) > ROWS_PER_PAGE
    if newer_than is not None:
        page = page[::-1]
        return page, _place(page[-1]) if page else None, _place(page[0]) if is_more else None
    newer = _place(page[0]) if older_than is not None and page else None
    return page, _place(page[-1]) if is_more else None, newer


def _found(rows: ArticleQuerySet) -> Reader:
    def read(older_than: Place | None, newer_than: Place | None) -> list[QueueRow]:
        place = newer_than or older_than
        at, key = (place.created_at, place.article_id) if place else (None, None)
        return _listed(_from_place(rows, at, key, is_newer=newer_than is not None))

    return read


def _every_other(who: tuple[int, bool, int]) -> Reader:
    def read(older_than: Place | None, newer_than: Place | None) -> list[QueueRow]:
        place = newer_than or older_than
        at, key = (place.created_at, place.article_id) if place else (None, None)
        return _made(_OTHERS.rows(*who, at, key, newer_than is not None))

    return read


def _from_place(
    rows: ArticleQuerySet, at: datetime | None, key: int | None, *, is_newer: bool
) -> ArticleQuerySet:
    if at is not None and is_newer:
        later = Q(created_at__gt=at) | Q(created_at=at, pk__gt=key)
        rows = rows.filter(later, created_at__gte=at)
    elif at is not None:
        earlier = Q(created_at__lt=at) | Q(created_at=at, pk__lt=key)
        rows = rows.filter(earlier, created_at__lte=at)
    order = ("created_at", "pk") if is_newer else ("-created_at", "-pk")
    return rows.order_by(*order)[: ROWS_PER_PAGE + 1]


def _mine(user_id: int, is_superuser: bool, project_id: int, soon: date) -> QuerySet[Any, Any]:
    user = User(pk=user_id, is_superuser=is_superuser)
    rows = _rows(user, Project(pk=project_id))
    return _shown(_unfinished(rows, user, soon=soon)[:MINE_ON_TOP])


def _others(
    user_id: int,
    is_superuser: bool,
    project_id: int,
    at: datetime | None,
    key: int | None,
    is_newer: bool,
) -> QuerySet[Any, Any]:
    user = User(pk=user_id, is_superuser=is_superuser)
    unfinished = Assignment.objects.filter(article=OuterRef("pk"), user=user, state__in=UNFINISHED)
    # More than fit on top are found under "mine" in the filter; they are not lost.
    rows = _rows(user, Project(pk=project_id)).filter(~Exists(unfinished))
    return _shown(_from_place(rows, at, key, is_newer=is_newer))


def _shown(rows: ArticleQuerySet) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.values(
        *("pk", "title", "language", "published_on", "published_precision", "created_at"),
        *("publisher", "publisher__name", "my_state", "my_due_on", "people", "text_number"),
    )
    return found


_MINE = Statement(_mine)
_OTHERS = Statement(_others)


def _made(rows: Iterable[Row]) -> list[QueueRow]:
    made: list[QueueRow] = []
    for row in rows:
        article: Any = instance_of(Article, row)
        article.text_number = row.get("text_number", row.get("revision.number"))
        if row["article.publisher_id"] is not None:
            article.publisher = Source(pk=row["article.publisher_id"], name=row["source.name"])
        made.append(QueueRow(article, row["my_state"], row["people"], due_on=row["my_due_on"]))
    return made


def _place(row: QueueRow) -> Place:
    return Place(row.article.created_at, row.article.pk)


def _listed(articles: Iterable[Any]) -> list[QueueRow]:
    return [
        QueueRow(article, article.my_state, article.people, due_on=article.my_due_on)
        for article in articles
    ]


_MARKS = Statement(
    lambda user_id, is_superuser, articles: (
        Annotation.objects.visible_to(User(pk=user_id, is_superuser=is_superuser))
        .live()
        .filter(article__in=articles)
        .order_by()
        .values("article", "start", "end", "author", "label")
    )
)


def _count_disagreements(user: User, rows: Sequence[QueueRow]) -> None:
    spans: dict[int, list[tuple[int, int, int, str]]] = defaultdict(list)
    articles = sorted(row.article.pk for row in rows)
    for mark in _MARKS.rows(user.pk, user.is_superuser, articles) if articles else ():
        spans[mark["annotation.article_id"]].append(
            (
                mark["annotation.start"],
                mark["annotation.end"],
                mark["annotation.author_id"],
                mark["annotation.label"],
            )
        )
    for row in rows:
        row.disagreements = count_disagreements(spans[row.article.pk])


def sees_everyones_work(project: Project, role: str) -> bool:
    """Whether somebody of that role may learn that colleagues differ; see `annotations_open_to`."""
    if role in ("reviewer", "manager", "admin"):
        return True
    if role == "annotator":
        return not project.is_blind or project.is_released
    return project.is_released and role not in WORKING_ROLES
