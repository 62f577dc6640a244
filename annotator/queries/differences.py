"""Reading what changed between two texts of an article, and what that did to the spans on it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from annotator.models import Annotation, Article, Revision, User
from annotator.models.choices import Anchor, Origin
from annotator.text.differences import Piece, compare_texts
from annotator.text.reanchor import what_differs
from annotator.text.surroundings import what_differs_beside

MOST_SPANS = 500
"""How many spans of a text are shown with what became of them; those in doubt come first."""


@dataclass(frozen=True)
class TextVersion:
    """One captured text in the list of an article's texts."""

    number: int
    captured_at: datetime


@dataclass(frozen=True)
class CarriedSpan:
    """What became of one span: `kept`, `changed` (it waits), `accepted` or `orphaned`.

    An orphan's place is on the earlier text. `reason` says what changed, as re-anchoring does.
    """

    id: UUID
    author: int
    author_name: str
    label: str
    version: int
    state: str
    start: int
    end: int
    quote: str
    earlier_quote: str
    reason: str | None


@dataclass(frozen=True)
class Difference:
    """Two texts of an article, what differs, and what became of the spans one may see."""

    earlier: Revision
    later: Revision
    pieces: list[Piece]
    spans: list[CarriedSpan]


def text_versions(article: Article) -> list[TextVersion]:
    """The texts of an article, the first one first, without their words."""
    rows = Revision.objects.filter(article=article).order_by("number")
    return [TextVersion(*row) for row in rows.values_list("number", "captured_at")]


def difference_between(user: User, article: Article, earlier: int, later: int) -> Difference | None:
    """What changed from text number `earlier` to `later`; None when there are no two such texts.

    Spans are those made on the earlier text, or on one between, that the person may see.
    """
    rows = Revision.objects.visible_to(user).filter(article=article, number__in=(earlier, later))
    by_number = {row.number: row for row in rows.defer("raw", "capture", "text_key", "blocks")}
    if earlier >= later or len(by_number) < 2:
        return None
    old, new = by_number[earlier], by_number[later]
    return Difference(old, new, compare_texts(old.text, new.text), _spans(user, old, new))


def _spans(user: User, old: Revision, new: Revision) -> list[CarriedSpan]:
    mine = Annotation.objects.visible_to(user).filter(withdrawn_at=None)
    mine = mine.exclude(origin=Origin.ADJUDICATED).select_related("author")
    followed = mine.filter(revision=new, follows__revision__number__gte=old.number)
    rows = followed.annotate(was_start=F("follows__start"), was_end=F("follows__end"))
    rows = rows.annotate(was_quote=F("follows__quote"), was_on=F("follows__revision"))
    gone = mine.filter(revision=old, anchor=Anchor.ORPHANED, followed_by=None)
    found = [_carried(row, old, new) for row in rows.order_by("anchor", "start")[:MOST_SPANS]]
    found += [_orphan(row) for row in gone.order_by("start")[:MOST_SPANS]]
    return sorted(found, key=_order)[:MOST_SPANS]


def _order(span: CarriedSpan) -> tuple[bool, bool, int, UUID]:
    """What waits for a person first, then what is gone, then the rest, each as the text has it."""
    return span.state != "changed", span.state != "orphaned", span.start, span.id


def _carried(row: Annotation, old: Revision, new: Revision) -> CarriedSpan:
    is_changed = row.anchor == Anchor.CHANGED
    state = "kept" if not is_changed else "accepted" if row.accepted_at else "changed"
    quote = getattr(row, "was_quote", None) or row.quote
    reason = None
    if is_changed and quote != row.quote:
        reason = what_differs(quote, row.quote)
    elif is_changed and getattr(row, "was_on", None) == old.pk:
        was = (getattr(row, "was_start", 0), getattr(row, "was_end", 0))
        here = (row.start, row.end)
        reason = what_differs_beside(old.text, was, new.text, here) or "context"
    return _span(row, state, quote, reason)


def _orphan(row: Annotation) -> CarriedSpan:
    return _span(row, "orphaned", row.quote, None)


def _span(row: Annotation, state: str, earlier_quote: str, reason: str | None) -> CarriedSpan:
    return CarriedSpan(
        id=row.pk,
        author=row.author_id,
        author_name=row.author.display_name,
        label=row.label,
        version=row.version,
        state=state,
        start=row.start,
        end=row.end,
        quote="" if state == "orphaned" else row.quote,
        earlier_quote=earlier_quote,
        reason=reason,
    )
