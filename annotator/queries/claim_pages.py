"""What the pages of claims read: a claim with its kin, and the marks that speak of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from annotator.models import Annotation, Attribution, Claim, ClaimRelation, Quantity
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.claim import ClaimQuerySet
from annotator.models.user import Viewer
from annotator.queries.claims import merged_family
from annotator.text.segments import paragraphs
from annotator.text.sentences import sentences


@dataclass(frozen=True)
class ClaimFacts:
    """A claim with all that is known of it.

    `merged` went into it; `wordings` share its group; `split_off` are in use and were made out of
    it; `relations` stand, from it and to it.
    """

    claim: Claim
    merged: list[Claim]
    wordings: list[Claim]
    split_off: list[Claim]
    relations: list[ClaimRelation]
    family: frozenset[int]

    @property
    def is_in_use(self) -> bool:
        """Whether it stands by itself: not merged into another, not put away."""
        return self.claim.merged_into_id is None and self.claim.archived_at is None


def claim_facts(user: Viewer, project_id: int, claim_id: int) -> ClaimFacts | None:
    """The claim, if the user may see it; merged and put away ones too."""
    rows = Claim.objects.visible_to(user).filter(project=project_id)
    found = rows.select_related("topic", "project", "merged_into", "split_from")
    claim = found.filter(pk=claim_id).first()
    if claim is None:
        return None
    either = Q(claim=claim_id) | Q(other=claim_id)
    relations = ClaimRelation.objects.visible_to(user).standing().filter(either)
    return ClaimFacts(
        claim=claim,
        merged=list(rows.filter(merged_into=claim).order_by("pk")),
        wordings=list(rows.roots().filter(group=claim.group_id).exclude(pk=claim.pk)),
        split_off=list(rows.roots().filter(split_from=claim).order_by("pk")),
        relations=list(relations.select_related("claim", "other")),
        family=frozenset(merged_family(claim.pk)),
    )


def marks_on(user: Viewer, claim_ids: Collection[int]) -> AnnotationQuerySet:
    """The live annotations on the claims that the user may see: newest text first, undated ones
    last, and in each text in its order."""
    rows = Annotation.objects.visible_to(user).live().filter(claim__in=claim_ids)
    return rows.order_by("-article__published_on", "article", "start", "pk")


def marks_with(rows: AnnotationQuerySet, source_ids: Collection[int]) -> AnnotationQuerySet:
    """Those in which one of the sources speaks or passes on, or publishes without a chain."""
    speaks = Q(attributions__source__in=source_ids)
    publishes = Q(article__publisher__in=source_ids, attributions__isnull=True)
    hits = Annotation.objects.filter(speaks | publishes).order_by().values("pk")
    return rows.filter(pk__in=hits)


def quantities_on(claim_ids: Collection[int]) -> dict[str, Quantity]:
    """The figures on live annotations of the claims, by annotation."""
    live = Annotation.objects.live().filter(claim__in=claim_ids).order_by()
    rows = Quantity.objects.filter(annotation__in=live.values("pk"))
    return {str(row.annotation_id): row for row in rows}


def quantities_by_claim(claim_ids: Collection[int]) -> dict[int, list[Quantity]]:
    """The figures on live annotations of each of the claims."""
    live = Annotation.objects.live().filter(claim__in=claim_ids).order_by()
    rows = Quantity.objects.filter(annotation__in=live.values("pk")).select_related("annotation")
    found: dict[int, list[Quantity]] = {}
    for row in rows.order_by("pk"):
        if row.annotation.claim_id is not None:
            found.setdefault(row.annotation.claim_id, []).append(row)
    return found


class SaidHop(NamedTuple):
    """One hop of a chain on a claim, with the text it stands in."""

    annotation: str
    chain: int
    source: int | None
    cue: str
    stance: str


def hops_on(claim_ids: Collection[int]) -> list[SaidHop]:
    """The hops of all chains of live annotations on the claims, from the texts to the origins."""
    live = Annotation.objects.live().filter(claim__in=claim_ids).order_by()
    rows = Attribution.objects.filter(annotation__in=live.values("pk"))
    ordered = rows.order_by("annotation", "chain", "position")
    return [
        SaidHop(str(annotation), chain, source, cue, stance or "")
        for annotation, chain, source, cue, stance in ordered.values_list(
            "annotation_id", "chain", "source_id", "cue", "stance"
        )
    ]


def sentences_around(user: Viewer, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """What stands before and after each of the annotations in its sentences, by annotation."""
    rows = Annotation.objects.visible_to(user).filter(pk__in=list(ids))
    found = rows.select_related("revision", "article")
    return {
        str(row.pk): _around(row.revision.text, row.start, row.end, row.article.language)
        for row in found
    }


def _around(text: str, start: int, end: int, language: str) -> tuple[str, str]:
    touched = [one for one in paragraphs(text) if one.start < end and start < one.end]
    if not touched:
        return "", ""
    first, last = touched[0].start, touched[-1].end
    said = [(first + a, first + b) for a, b in sentences(text[first:last], language)]
    met = [(a, b) for a, b in said if a < end and start < b]
    begin = min(met[0][0], start) if met else start
    until = max(met[-1][1], end) if met else end
    return text[begin:start], text[end:until]


def claims_by_newest(user: Viewer, project_id: int) -> ClaimQuerySet:
    """The claims in use that the user may see, newest first."""
    return Claim.objects.visible_to(user).roots().filter(project=project_id)
