"""Claims told apart and put side by side: split, related to each other, and back again."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Annotation, Claim, ClaimRelation, Project, User
from annotator.models.choices import ClaimRelationKind
from annotator.queries.annotations import annotation_row
from annotator.queries.claims import merged_family
from annotator.services.access import DECIDE, require_role
from annotator.services.claims import create_claim, locked_claim, locked_claims
from annotator.services.events import log_event, log_events
from annotator.text.figures import parse_figures

MOST_MOVED = 5_000


# --- splitting ------------------------------------------------------------------------------


def split_claim(
    user: User, claim_id: int, *, text: str, annotation_ids: Collection[uuid.UUID]
) -> Claim:
    """A new claim, to which these annotations of the claim now belong; nothing else of them
    changes. `unsplit_claim` undoes it. For reviewers and managers."""
    with transaction.atomic():
        claim = locked_claim(user, claim_id)
        require_role(user, claim.project, DECIDE)
        moving = _annotations_of(user, claim, annotation_ids)
        made = create_claim(
            user, claim.project, text=text, topic_id=claim.topic_id, language=claim.language
        )
        made.split_from = claim
        made.save(update_fields=["split_from", "updated_at"])
        _relink(user, moving, made)
    return made


def unsplit_claim(user: User, claim_id: int) -> Claim:
    """The claim that this one was split from, with all annotations that went over since; the
    split claim is put away."""
    with transaction.atomic():
        made = locked_claim(user, claim_id)
        require_role(user, made.project, DECIDE)
        if made.split_from is None:
            text = _("This claim was not split from another, so there is nothing to undo.")
            raise Conflict("not_split", text)
        origin = made.split_from
        _relink(user, _linked(Q(claim=made)), origin)
        if made.archived_at is None:
            made.archived_at = timezone.now()
            made.save(update_fields=["archived_at", "updated_at"])
            log_event("put_away", made, actor=user, project=made.project)
    return origin


def _annotations_of(
    user: User, claim: Claim, annotation_ids: Collection[uuid.UUID]
) -> list[Annotation]:
    wanted = set(annotation_ids)
    if not wanted:
        text = _("Say which annotations belong to the new claim: at least one.")
        raise BadInput("nothing_to_split", text, fields={"annotations": [text]})
    if len(wanted) > MOST_MOVED:
        text = _("At most %(most)s annotations can be moved at once.") % {"most": MOST_MOVED}
        raise BadInput("too_many", text, fields={"annotations": [text]})
    of_claim = Q(pk__in=wanted, claim__in=merged_family(claim.pk))
    seen = set(Annotation.objects.visible_to(user).filter(of_claim).values_list("pk", flat=True))
    if seen != wanted:
        raise NotFound(
            _("Some of these annotations are not about this claim. Nothing was changed."),
            field="annotations",
        )
    return _linked(of_claim)


def _linked(which: Q) -> list[Annotation]:
    rows = Annotation.objects.select_for_update(of=("self",)).filter(which).order_by("pk")
    return list(rows.select_related("project").prefetch_related("quantity", "attributions"))


def _relink(user: User, annotations: Sequence[Annotation], claim: Claim) -> None:
    """Moves the annotations to the claim, each with its line in the log."""
    now = timezone.now()
    changes = []
    for annotation in annotations:
        before = annotation_row(annotation)
        annotation.claim = claim
        annotation.version += 1
        annotation.updated_at = now
        changes.append((annotation, before, annotation_row(annotation)))
    Annotation.objects.bulk_update(annotations, ["claim", "version", "updated_at"], batch_size=200)
    log_events("relinked", list(changes), actor=user, project=claim.project)


# --- relations ------------------------------------------------------------------------------


def relate_claims(
    user: User, claim_id: int, *, other_id: int, kind: str
) -> tuple[ClaimRelation, bool]:
    """What the claim is to the other, and whether that is new. For reviewers and managers.

    Wordings of the same claim count once from then on, so they must not differ in a figure.
    """
    if kind not in ClaimRelationKind.values:
        text = _("A claim can be the same as another, narrower, contradict it or update it.")
        raise BadInput("relation_unknown", text, fields={"kind": [text]})
    with transaction.atomic():
        claim, other = locked_claims(user, claim_id, other_id, field="other")
        require_role(user, claim.project, DECIDE)
        _check_pair(claim, other)
        standing = ClaimRelation.objects.standing().filter(claim=claim, other=other, kind=kind)
        known = standing.first()
        if known is not None:
            return known, False
        relation = ClaimRelation(claim=claim, other=other, kind=kind, created_by=user)
        if kind == ClaimRelationKind.SAME_AS:
            _check_figures(claim, other)
            relation.group_before = claim.group
            relation.moved = _regroup(user, claim.project, claim.group_id, other.group_id)
        try:
            with transaction.atomic():
                relation.save()
        except IntegrityError:  # somebody else said the same in the same moment
            return standing.get(), False
        log_event("related", relation, actor=user, project=claim.project, after=_facts(relation))
    return relation, True


def undo_relation(user: User, claim_id: int, relation_id: int) -> ClaimRelation:
    """Takes a relation back; wordings that were put together count apart again."""
    with transaction.atomic():
        claim = locked_claim(user, claim_id)
        require_role(user, claim.project, DECIDE)
        rows = ClaimRelation.objects.visible_to(user).select_for_update(of=("self",))
        relation = rows.select_related("claim", "other").filter(pk=relation_id, claim=claim).first()
        if relation is None:
            raise NotFound
        if relation.undone_at is not None:
            return relation
        relation.undone_at = timezone.now()
        relation.save(update_fields=["undone_at"])
        if relation.kind == ClaimRelationKind.SAME_AS:
            _part(user, claim)
        log_event("unrelated", relation, actor=user, project=claim.project, before=_facts(relation))
    return relation


def _check_pair(claim: Claim, other: Claim) -> None:
    if claim.project_id != other.project_id:
        raise NotFound(field="other")
    if claim.pk == other.pk or claim.merged_into_id or other.merged_into_id:
        raise Conflict(
            "cannot_relate",
            _("A claim is related to another that stands by itself. Nothing was changed."),
            fields={"other": [_("Choose another claim.")]},
        )


def _check_figures(claim: Claim, other: Claim) -> None:
    ours, theirs = _figures_in(claim), _figures_in(other)
    if ours and theirs and ours != theirs:
        raise Conflict(
            "figures_differ",
            _(
                "The two claims give different figures, so they are not the same claim. Say that "
                "one updates, contradicts or is narrower than the other."
            ),
            fields={"other": [_("Its figure is another.")]},
        )


def _figures_in(claim: Claim) -> set[tuple[object, ...]]:
    found = parse_figures(claim.text, claim.language or None)
    return {(one.lower, one.upper, one.is_approximate) for one in found}


def _regroup(user: User, project: Project, from_group: int, to_group: int) -> list[int]:
    """Moves all claims of a group to another; which were moved."""
    if from_group == to_group:
        return []
    claims = Claim.objects.select_for_update().filter(group=from_group).order_by("pk")
    moved = list(claims)
    _move(user, project, dict.fromkeys(moved, to_group))
    return [claim.pk for claim in moved]


def _move(user: User, project: Project, groups: Mapping[Claim, int]) -> None:
    changes = [
        (claim, {"group": claim.group_id}, {"group": group})
        for claim, group in groups.items()
        if claim.group_id != group
    ]
    for claim, _before, after in changes:
        Claim.objects.filter(pk=claim.pk).update(group=after["group"], updated_at=timezone.now())
    if changes:
        log_events("grouped", list(changes), actor=user, project=project)


def _part(user: User, claim: Claim) -> None:
    """Puts the claims of a group into as many groups as hang together without what was undone:
    through relations that stand, or because they were in one group from the start."""
    claims = {
        row.pk: row
        for row in Claim.objects.select_for_update().filter(group=claim.group_id).order_by("pk")
    }
    homes = _home_groups(claims)
    together = {pk: pk for pk in claims}

    def root(pk: int) -> int:
        while together[pk] != pk:
            pk = together[pk]
        return pk

    same = ClaimRelation.objects.standing().filter(kind=ClaimRelationKind.SAME_AS)
    edges = list(same.filter(claim__in=claims, other__in=claims).values_list("claim", "other"))
    first_of: dict[int, int] = {}
    edges += [(pk, first_of.setdefault(homes[pk], pk)) for pk in claims]
    for one, another in edges:
        low, high = sorted((root(one), root(another)))
        together[high] = low
    parts: dict[int, list[int]] = {}
    for pk in claims:
        parts.setdefault(root(pk), []).append(pk)
    wanted: dict[Claim, int] = {}
    for members in parts.values():
        own = {homes[pk] for pk in members}
        group = claim.group_id if claim.group_id in own else homes[members[0]]
        wanted |= {claims[pk]: group for pk in members}
    _move(user, claim.project, wanted)


def _home_groups(claims: Mapping[int, Claim]) -> dict[int, int]:
    """The group each claim was in before it was put together with others for the first time."""
    homes = {pk: claim.group_id for pk, claim in claims.items()}
    project = next(iter(claims.values())).project_id
    rows = ClaimRelation.objects.filter(
        claim__project=project, kind=ClaimRelationKind.SAME_AS, group_before__isnull=False
    )
    for moved, group_before in rows.order_by("-pk").values_list("moved", "group_before"):
        homes |= {pk: group_before for pk in moved if pk in homes}
    return homes


def _facts(relation: ClaimRelation) -> dict[str, object]:
    return {"claim": relation.claim_id, "other": relation.other_id, "kind": relation.kind}
