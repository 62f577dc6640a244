"""Reading claims, their topics, evidence and verdicts."""

from typing import Any

from django.db.models import Q

from annotator.models import Claim, ClaimRelation, Evidence, Topic, User, Verdict
from annotator.models.claim import ClaimQuerySet, ClaimRelationQuerySet
from annotator.text.canonical import search_key


def claims_of(user: User) -> ClaimQuerySet:
    """What the user may see, with all that the JSON form needs."""
    return Claim.objects.visible_to(user).select_related("project")


def worded_like(rows: ClaimQuerySet, words: str) -> ClaimQuerySet:
    """Those that hold every one of the words, in any case and width."""
    for word in search_key(words).split()[:20]:
        rows = rows.filter(text_key__contains=word)
    return rows


def merged_family(claim_id: int) -> set[int]:
    """The claim and all that went into it."""
    family, latest = {claim_id}, {claim_id}
    while latest:
        merged = Claim.objects.filter(merged_into__in=latest).values_list("pk", flat=True)
        latest = set(merged) - family
        family |= latest
    return family


def claim_row(claim: Claim) -> dict[str, Any]:
    """The JSON form of a claim."""
    return {
        "id": claim.pk,
        "project": claim.project.slug,
        "text": claim.text,
        "language": claim.language,
        "topic": claim.topic_id,
        "group": claim.group_id,
        "merged_into": claim.merged_into_id,
        "archived_at": claim.archived_at,
        "created_by": claim.created_by_id,
        "created_at": claim.created_at,
        "updated_at": claim.updated_at,
    }


def relations_of(user: User, claim_id: int) -> ClaimRelationQuerySet:
    """What stands between a claim and others, as far as the user may see both."""
    either = Q(claim=claim_id) | Q(other=claim_id)
    return ClaimRelation.objects.visible_to(user).standing().filter(either)


def relation_row(relation: ClaimRelation) -> dict[str, Any]:
    """The JSON form of what one claim is to another."""
    return {
        "id": relation.pk,
        "claim": relation.claim_id,
        "other": relation.other_id,
        "kind": relation.kind,
        "created_by": relation.created_by_id,
        "created_at": relation.created_at,
        "undone_at": relation.undone_at,
    }


def topic_row(topic: Topic) -> dict[str, Any]:
    """The JSON form of a topic."""
    return {
        "id": topic.pk,
        "project": topic.project.slug,
        "name": topic.name,
        "created_at": topic.created_at,
    }


def evidence_row(evidence: Evidence) -> dict[str, Any]:
    """The JSON form of a piece of evidence."""
    return {
        "id": evidence.pk,
        "claim": evidence.claim_id,
        "url": evidence.url,
        "archived_url": evidence.archived_url,
        "quote": evidence.quote,
        "retrieved_at": evidence.retrieved_at,
        "created_by": evidence.created_by_id,
        "created_at": evidence.created_at,
    }


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    """The JSON form of a verdict."""
    return {
        "id": verdict.pk,
        "claim": verdict.claim_id,
        "value": verdict.value,
        "as_of": verdict.as_of,
        "rationale": verdict.rationale,
        "evidence": [evidence.pk for evidence in verdict.evidence.all()],
        "author": verdict.author_id,
        "approver": verdict.approver_id,
        "state": verdict.state,
        "corrects": verdict.corrects_id,
        "reason": verdict.reason,
        "decided_at": verdict.decided_at,
        "decision_note": verdict.decision_note,
        "created_at": verdict.created_at,
    }
