"""Adjudications: a reviewer decides a stretch on which annotators differ; every input stays."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Adjudication, Annotation, Notice, Revision, Stretch, User
from annotator.models.choices import NoticeKind, Origin
from annotator.queries.adjudications import changes_of
from annotator.queries.annotations import annotation_row
from annotator.services.access import DECIDE, require_role
from annotator.services.annotations import Draft, create_annotation, digest_of
from annotator.services.events import log_event
from annotator.services.notices import give_notice
from annotator.services.wording import check_words

LONGEST_CATEGORY = 60
Over = Literal["any", "own"] | Collection[int]


def adjudicate(
    reviewer: User,
    *,
    revision_id: int,
    start: int,
    end: int,
    decision: Draft | None,
    inputs: Collection[uuid.UUID] | None = None,
    reason: str = "",
    error_category: str = "",
    over: Over = "any",
) -> Adjudication:
    """The decision in force on the stretch; None as `decision` says that it is not a claim.

    `inputs` are the annotations decided on; where they are not told, those that lie on the
    stretch. From now on the decision speaks in their place. The earlier decision on the stretch,
    and those that `over` names, are superseded and stay readable. Conflict (`decided_already`,
    with the one in force as `current`) where a decision on the stretch or on one of the inputs is
    not among those that may be replaced: those named, or with "own" the reviewer's. The decision
    that is in force already, sent again, is that decision.
    """
    check_words("reason", reason)
    check_words("error_category", error_category, most=LONGEST_CATEGORY)
    revision = _revision(reviewer, revision_id)
    project = revision.article.project
    if not 0 <= start < end <= len(revision.text):
        text = _("The stretch is not inside the text.")
        raise BadInput("span_out_of_range", text, fields={"start": [text]})
    if decision is not None:
        decision = _on(revision, decision)
    with transaction.atomic():
        stretch = _locked_stretch(revision, start, end)
        decided_on = _inputs(reviewer, stretch, inputs)
        earlier = _in_force(stretch, decided_on)
        same = _same_decision(earlier, reviewer, stretch, decision, decided_on)
        if same is not None:
            return same
        _check_may_replace(earlier, reviewer, over)
        made = _made(reviewer, decision) if decision is not None else None
        for replaced in earlier:
            if replaced.stretch_id == stretch.pk or replaced.pk in _named(over):
                _supersede(replaced, by=reviewer)
        adjudication = Adjudication.objects.create(
            stretch=stretch,
            reviewer=reviewer,
            decision=made,
            is_not_a_claim=made is None,
            reason=reason,
            error_category=error_category,
        )
        adjudication.inputs.set(decided_on)
        ids = sorted(str(row.pk) for row in decided_on)
        after = {"decision": str(made.pk) if made else None, "inputs": ids}
        log_event("decided", adjudication, actor=reviewer, project=project, after=after)
        _tell(adjudication, decided_on, reviewer)
    return adjudication


def _tell(decided: Adjudication, inputs: Sequence[Annotation], reviewer: User) -> None:
    """Tells those whose mark stands otherwise now, where they may know that others differ; once
    for an article until they have read it."""
    article = decided.stretch.revision.article
    authors = {row.author_id: row.author for row in inputs if changes_of(decided, row)}
    told = Notice.objects.unread().filter(article=article, kind=NoticeKind.DECIDED)
    known = set(told.filter(user__in=authors).values_list("user_id", flat=True))
    people = [
        pk
        for pk, author in authors.items()
        if pk not in known
        and Adjudication.objects.visible_to(author).filter(pk=decided.pk).exists()
    ]
    give_notice(NoticeKind.DECIDED, article.project, people=people, actor=reviewer, article=article)


def reopen(reviewer: User, adjudication_id: int) -> Adjudication:
    """Takes a decision back: its inputs count again, and where they differ the stretch waits for a
    decision as before. Twice is once; Conflict where a later decision stands."""
    with transaction.atomic():
        decided = _own_sight(reviewer, adjudication_id)
        if decided.superseded_at is None:
            _supersede(decided, by=reviewer)
            project = decided.stretch.revision.article.project_id
            log_event("reopened", decided, actor=reviewer, project=project)
        elif Adjudication.objects.in_force().filter(stretch=decided.stretch).exists():
            text = _("A later decision stands on this stretch: take that one back instead.")
            raise Conflict("decided_again", text)
    return decided


def explain(
    reviewer: User, adjudication_id: int, *, reason: str | None = None, category: str | None = None
) -> Adjudication:
    """Says why, after deciding: the reason, or the sort of error; None leaves it as it is."""
    said = {"reason": reason, "error_category": category}
    changes = {name: text for name, text in said.items() if text is not None}
    check_words("reason", changes.get("reason", ""))
    check_words("error_category", changes.get("error_category", ""), most=LONGEST_CATEGORY)
    with transaction.atomic():
        decided = _own_sight(reviewer, adjudication_id)
        before = {name: getattr(decided, name) for name in changes}
        for name, text in changes.items():
            setattr(decided, name, text)
        if before != changes:
            decided.save(update_fields=list(changes))
            project = decided.stretch.revision.article.project_id
            log_event(
                "explained", decided, actor=reviewer, project=project, before=before, after=changes
            )
    return decided


def _own_sight(reviewer: User, adjudication_id: int) -> Adjudication:
    """The decision, locked, for somebody who decides in its project."""
    rows = Adjudication.objects.visible_to(reviewer).select_for_update(of=("self",))
    rows = rows.select_related("stretch__revision__article__project", "decision")
    decided = rows.filter(pk=adjudication_id).first()
    if decided is None:
        raise NotFound
    require_role(reviewer, decided.stretch.revision.article.project, DECIDE)
    return decided


def _revision(reviewer: User, revision_id: int) -> Revision:
    rows = Revision.objects.visible_to(reviewer).select_related("article__project")
    revision = rows.filter(pk=revision_id).first()
    if revision is None:
        raise NotFound(field="revision")
    require_role(reviewer, revision.article.project, DECIDE)
    return revision


def _locked_stretch(revision: Revision, start: int, end: int) -> Stretch:
    """The stretch; one decision at a time in a text, for stretches may overlap."""
    Revision.objects.select_for_update(no_key=True).only("pk").get(pk=revision.pk)
    return Stretch.objects.get_or_create(revision=revision, start=start, end=end)[0]


def _inputs(
    reviewer: User, stretch: Stretch, ids: Collection[uuid.UUID] | None
) -> list[Annotation]:
    """The annotations decided on: those named, or those that people laid on the stretch."""
    rows = Annotation.objects.visible_to(reviewer).filter(revision=stretch.revision_id)
    rows = rows.select_related("author").prefetch_related("attributions")
    if ids is None:
        live = rows.live().exclude(origin=Origin.ADJUDICATED)
        near = live.filter(start__lt=stretch.end, end__gt=stretch.start)
        return [row for row in near if _lies_on(row, stretch)]
    found = list(rows.filter(pk__in=ids))
    if len(found) != len(set(ids)):
        raise NotFound(field="inputs")
    return found


def _lies_on(annotation: Annotation, stretch: Stretch) -> bool:
    """Whether they share at least half of what both cover together."""
    shared = min(annotation.end, stretch.end) - max(annotation.start, stretch.start)
    together = max(annotation.end, stretch.end) - min(annotation.start, stretch.start)
    return 2 * shared >= together


def _in_force(stretch: Stretch, inputs: Collection[Annotation]) -> list[Adjudication]:
    """The decisions that stand on the stretch, or were made on one of the inputs."""
    on_inputs = Adjudication.inputs.through.objects.filter(annotation__in=inputs)
    rows = Adjudication.objects.in_force().filter(stretch__revision=stretch.revision_id)
    mine = rows.filter(Q(stretch=stretch) | Q(pk__in=on_inputs.values("adjudication")))
    return list(mine.select_related("decision", "reviewer", "stretch").order_by("pk"))


def _same_decision(
    earlier: Sequence[Adjudication],
    reviewer: User,
    stretch: Stretch,
    decision: Draft | None,
    inputs: Collection[Annotation],
) -> Adjudication | None:
    """The reviewer's decision that stands on the stretch already and says the same."""
    one = next((row for row in earlier if row.stretch_id == stretch.pk), None)
    if one is None or one.reviewer_id != reviewer.pk:
        return None
    if decision is not None:
        return one if _is_decision(one, decision) else None
    known = set(one.inputs.values_list("pk", flat=True))
    is_same = one.is_not_a_claim and known == {row.pk for row in inputs}
    return one if is_same else None


def _named(over: Over) -> Collection[int]:
    return () if isinstance(over, str) else over


def _check_may_replace(earlier: Sequence[Adjudication], reviewer: User, over: Over) -> None:
    if over == "any":
        return
    for row in earlier:
        may = row.reviewer_id == reviewer.pk if over == "own" else row.pk in _named(over)
        if not may:
            raise Conflict(
                "decided_already",
                _(
                    "%(name)s has decided this meanwhile, so your decision was not stored. "
                    "Look at what was decided; you can still open it again."
                )
                % {"name": row.reviewer.display_name},
                current=row.pk,
            )


def _on(revision: Revision, decision: Draft) -> Draft:
    """The decision, on the revision of the stretch; refused when it names another place."""
    is_elsewhere = decision.revision not in (None, revision.pk) or decision.article not in (
        None,
        revision.article_id,
    )
    if is_elsewhere:
        text = _("A decision is about the text of its stretch, and this one is about another.")
        raise BadInput("decision_elsewhere", text, fields={"decision": [text]})
    return replace(decision, revision=revision.pk)


def _is_decision(earlier: Adjudication, decision: Draft) -> bool:
    made = earlier.decision
    return made is not None and made.pk == decision.id and made.digest == digest_of(decision)


def _made(reviewer: User, decision: Draft) -> Annotation:
    made, is_new = create_annotation(reviewer, decision, origin=Origin.ADJUDICATED)
    if not is_new:  # one's own annotation, or a decision that another has replaced
        text = _("You used this id for another annotation: make another id.")
        raise Conflict("id_reused", text)
    return made


def _supersede(earlier: Adjudication, *, by: User) -> None:
    """Ends the decision in force; its annotation no longer counts."""
    now = timezone.now()
    earlier.superseded_at = now
    earlier.save(update_fields=["superseded_at"])
    if earlier.decision is None:
        return
    rows = Annotation.objects.select_for_update(of=("self",)).select_related("project")
    decided = rows.prefetch_related("quantity", "attributions").get(pk=earlier.decision.pk)
    if decided.withdrawn_at is None:
        before = annotation_row(decided)
        decided.withdrawn_at = decided.updated_at = now
        decided.version += 1
        decided.save(update_fields=["withdrawn_at", "version", "updated_at"])
        after = annotation_row(decided)
        log_event(
            "withdrawn", decided, actor=by, project=decided.project, before=before, after=after
        )
