"""Reading what verdicts rest on, and whether a newer text has changed it since."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from annotator.models import Annotation, User, Verdict
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.choices import Anchor


def verdicts_on_changed_words(user: User, verdicts: Collection[Verdict]) -> dict[int, int]:
    """Which of the verdicts rest on words that changed, by id, with how many spans: those of the
    claim, seen by the person, that stood when it was recorded, and that a newer text has since
    changed or taken away without anybody accepting them. One statement."""
    claims = {verdict.claim_id for verdict in verdicts}
    shaken = _shaken_spans(user, claims) if claims else {}
    counts = {
        verdict.pk: sum(
            made <= verdict.created_at < changed
            for made, changed in shaken.get(verdict.claim_id, ())
        )
        for verdict in verdicts
    }
    return {verdict: many for verdict, many in counts.items() if many}


def spans_in_doubt(user: User) -> AnnotationQuerySet:
    """The spans, seen by the person, whose words a newer text changed without anybody accepting
    it, or took away: they wait to be read again."""
    waits = Q(anchor=Anchor.CHANGED, accepted_at=None, revision=F("article__current"))
    gone = Q(anchor=Anchor.ORPHANED, followed_by=None)
    return Annotation.objects.visible_to(user).filter(
        waits | gone, withdrawn_at=None, article__archived_at=None
    )


def _shaken_spans(user: User, claims: set[int]) -> dict[int, list[tuple[datetime, datetime]]]:
    """By claim, when each span in doubt was made and when its words changed."""
    rows = spans_in_doubt(user).filter(Q(claim__in=claims) | Q(claim__merged_into__in=claims))
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for claim, root, anchor, made, touched, captured in rows.values_list(
        "claim", "claim__merged_into", "anchor", "created_at", "updated_at", "revision__captured_at"
    ):
        # An orphan stays on the earlier text, marked as such when the newer one came.
        changed = touched if anchor == Anchor.ORPHANED else captured
        for one in claims.intersection((claim, root)):
            found[one].append((made, changed))
    return found
