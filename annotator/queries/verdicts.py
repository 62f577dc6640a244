"""Reading the verdicts on a claim: as a history, and which one stands on a day."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q, QuerySet

from annotator.models import Annotation, Claim, Evidence, User, Verdict
from annotator.models.choices import VerdictState
from annotator.queries.verdict_grounds import verdicts_on_changed_words


@dataclass(frozen=True)
class Judged:
    """A verdict in the history of its claim, with what became of it and of what it rests on."""

    verdict: Verdict
    evidence: Sequence[Evidence]
    stands: bool
    corrected_by: Verdict | None
    changed_spans: int
    withdrawn_spans: int

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for a second person."""
        return self.verdict.state == VerdictState.PROPOSED

    @property
    def is_turned_down(self) -> bool:
        """Whether a second person put it aside."""
        return self.verdict.state == VerdictState.TURNED_DOWN

    @property
    def is_shaken(self) -> bool:
        """Whether something that it rests on is no longer as it was."""
        return bool(self.changed_spans or self.withdrawn_spans)


def open_claim(user: User, project_id: int, claim_id: int) -> Claim | None:
    """The claim of that id, or the one it went into, if the user may see it."""
    rows = Claim.objects.visible_to(user).filter(project=project_id)
    claim = rows.select_related("topic").filter(pk=claim_id).first()
    while claim is not None and claim.merged_into_id is not None:
        claim = rows.select_related("topic").filter(pk=claim.merged_into_id).first()
    return claim


def wordings_of(claim: Claim) -> Q:
    """The claims that count as this one: the wordings of its group, and what went into them."""
    return Q(group=claim.group_id) | Q(merged_into__group=claim.group_id)


def verdicts_of(user: User, claim: Claim) -> QuerySet[Verdict]:
    """Every verdict on the claim in whichever wording, as far as the user may see it."""
    claims = Claim.objects.filter(wordings_of(claim), project=claim.project_id).values("pk")
    return Verdict.objects.visible_to(user).filter(claim__in=claims)


def verdict_history(
    user: User, claim: Claim, *, as_of: datetime.date | None = None
) -> list[Judged]:
    """The verdicts on a claim, the latest first, those after the day left out."""
    rows = verdicts_of(user, claim)
    if as_of is not None:
        rows = rows.filter(as_of__lte=as_of)
    found = list(rows.select_related("author", "approver", "corrects").prefetch_related("evidence"))
    found.sort(key=attrgetter("as_of", "pk"), reverse=True)
    standing = standing_of(found)
    changed = verdicts_on_changed_words(user, found)
    withdrawn = spans_withdrawn_since(user, found)
    corrections = {row.corrects_id: row for row in found if row.corrects_id and _is_in_force(row)}
    return [
        Judged(
            verdict=row,
            evidence=list(row.evidence.all()),
            stands=standing is not None and row.pk == standing.pk,
            corrected_by=corrections.get(row.pk),
            changed_spans=changed.get(row.pk, 0),
            withdrawn_spans=withdrawn.get(row.pk, 0),
        )
        for row in found
    ]


def standing_of(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The one that counts: in force, of the latest day, and of that day the last recorded."""
    in_force = [row for row in verdicts if _is_in_force(row)]
    return max(in_force, key=attrgetter("as_of", "pk"), default=None)


def waiting_verdicts(user: User, project_id: int) -> QuerySet[Verdict]:
    """The verdicts of a project that wait for a second person, the oldest first."""
    rows = Verdict.objects.visible_to(user).filter(
        claim__project=project_id, state=VerdictState.PROPOSED
    )
    return rows.select_related("claim", "author").order_by("created_at", "pk")


def evidence_of(user: User, claim: Claim) -> QuerySet[Evidence]:
    """All evidence on a claim, newest first, to rest another verdict on."""
    rows = Evidence.objects.visible_to(user).filter(claim__group=claim.group_id)
    return rows.order_by("-retrieved_at", "-pk")


def _is_in_force(verdict: Verdict) -> bool:
    return verdict.state == VerdictState.IN_FORCE


def spans_withdrawn_since(user: User, verdicts: Collection[Verdict]) -> dict[int, int]:
    """How many spans of its claim stood when each verdict was recorded and are withdrawn since."""
    claims = {row.claim_id for row in verdicts}
    if not claims:
        return {}
    rows = (
        Annotation.objects.visible_to(user)
        .filter(Q(claim__in=claims) | Q(claim__merged_into__in=claims), withdrawn_at__isnull=False)
        .order_by()
        .values_list("claim", "claim__merged_into", "created_at", "withdrawn_at")
    )
    withdrawn = [
        ({claim, root}, made, gone) for claim, root, made, gone in rows if gone is not None
    ]
    counts = {
        row.pk: sum(
            row.claim_id in about and made <= row.created_at < gone
            for about, made, gone in withdrawn
        )
        for row in verdicts
    }
    return {pk: many for pk, many in counts.items() if many}
