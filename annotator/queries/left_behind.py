"""Reading what a newer text of an article left in doubt of a person's spans."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from annotator.models import Annotation, Article, User
from annotator.models.choices import Anchor, Origin


@dataclass(frozen=True)
class SpanInDoubt:
    """One of the reader's spans whose words changed, or are gone (then it stands on the earlier
    text, and has no `quote`)."""

    id: UUID
    label: str
    quote: str
    earlier_quote: str
    start: int
    is_gone: bool


def spans_in_doubt(user: User, article: Article) -> list[SpanInDoubt]:
    """The reader's spans that count nowhere until they have looked at them, in the order of the
    text; those whose words are gone come last. No statement for a first text."""
    current = article.current
    if current is None or current.number == 1:
        return []
    mine = Annotation.objects.visible_to(user).filter(
        author=user, article=article, withdrawn_at=None
    )
    changed = Q(revision=current, anchor=Anchor.CHANGED, accepted_at=None)
    gone = Q(revision__number=current.number - 1, anchor=Anchor.ORPHANED)
    rows = mine.filter(changed | gone).exclude(origin=Origin.ADJUDICATED)
    found = [
        SpanInDoubt(
            id=pk,
            label=label,
            quote="" if anchor == Anchor.ORPHANED else quote,
            earlier_quote=quote if anchor == Anchor.ORPHANED else earlier or "",
            start=start,
            is_gone=anchor == Anchor.ORPHANED,
        )
        for pk, label, quote, earlier, start, anchor in rows.values_list(
            "pk", "label", "quote", F("follows__quote"), "start", "anchor"
        )
    ]
    return sorted(found, key=lambda span: (span.is_gone, span.start, span.id))
