"""The texts of a project on their way out: those on which nothing is marked among the others, and
who went through a text and marked nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from annotator.formats.outgoing import LeavingText
from annotator.models import Article, Assignment, User
from annotator.models.choices import AssignmentState
from annotator.queries.annotation_lists import exportable_annotations
from annotator.queries.project_rows import project_of
from annotator.queries.snapshots import Snapshot

OF_TEXTS = frozenset({"project", "article", "published_from", "published_until"})
"""The filters that choose texts; any other chooses among the annotations on them."""
_SETTINGS = frozenset({"texts", "live"})
_AT_ONCE = 100
_NARROW = {
    "article": "pk",
    "published_from": "published_on__gte",
    "published_until": "published_on__lte",
}


def texts_chosen(user: User, said: Mapping[str, Any]) -> "QuerySet[Any, Any]":
    """The current texts that match what was said of texts, as rows of article, revision and
    project; nothing where a text that was replaced is asked for."""
    rows = Article.objects.visible_to(user).filter(
        archived_at__isnull=True, current__isnull=False, **_narrowed(said)
    )
    if "project" in said:
        rows = rows.filter(project=project_of(user, said["project"]))
    return rows.order_by("pk").values_list("pk", "current", "project")


def _narrowed(said: Mapping[str, Any]) -> dict[str, Any]:
    return {field: said[name] for name, field in _NARROW.items() if name in said}


def tells_all_of_a_text(said: Mapping[str, Any]) -> bool:
    """Whether all marks on a text come with it, so that who has none there marked nothing."""
    return said.keys() <= OF_TEXTS | _SETTINGS


def done_with(snapshot: Snapshot, user: User, articles: Iterable[int]) -> dict[int, list[int]]:
    """Who called each of the articles done, as far as the user may take out their work."""
    rows = Assignment.objects.filter(
        exportable_annotations(user, project="article__project", author="user"),
        article__in=list(articles),
        state=AssignmentState.DONE,
    ).order_by("article", "user")
    found = snapshot.rows(rows.values_list("article", "user"))
    return {article: [user for _, user in of] for article, of in groupby(found, lambda row: row[0])}


def among_others(
    marked: Iterator[LeavingText],
    chosen: Iterator[tuple[int, int]],
    bare: Callable[[list[int]], Iterator[LeavingText]],
) -> Iterator[LeavingText]:
    """The marked texts, with the other chosen ones between them, all by article; `bare` makes
    those of some revisions."""
    waiting: list[int] = []
    ahead = next(chosen, None)
    for text in marked:
        article = text.context["article"]
        while ahead is not None and ahead[0] <= article:
            if ahead[0] < article:
                waiting.append(ahead[1])
            ahead = next(chosen, None)
            if len(waiting) == _AT_ONCE:
                yield from bare(waiting)
                waiting = []
        yield from bare(waiting)
        waiting = []
        yield text
    rest = [*([ahead[1]] if ahead else []), *(revision for _article, revision in chosen)]
    for begin in range(0, len(rest), _AT_ONCE):
        yield from bare(rest[begin : begin + _AT_ONCE])
