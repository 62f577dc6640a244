"""Taking a whole import back, while nobody has built on it."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.errors import Conflict
from annotator.models import (
    Adjudication,
    Annotation,
    Article,
    Assignment,
    Comment,
    ImportBatch,
    ImportedAnnotation,
    User,
)
from annotator.models.choices import AssignmentState, ImportOutcome, ImportState
from annotator.queries.annotations import annotation_row
from annotator.services.access import DECIDE, MANAGE, require_role, role_in
from annotator.services.articles import article_facts
from annotator.services.events import log_event, log_events
from annotator.services.imports import locked_batch

_AT_ONCE = 2000


def undo_import(user: User, batch_id: uuid.UUID) -> ImportBatch:
    """Withdraws every annotation that the import brought and puts away every article that is new
    with it; one's own, or anybody's for managers. Importing the same file again brings all back.

    Conflict `import_built_on` when others have worked on it since, naming what: `built`.
    """
    with transaction.atomic():
        batch = locked_batch(user, batch_id)
        if batch.created_by_id != user.pk:
            require_role(user, batch.project, MANAGE)
        if batch.state == ImportState.UNDONE:
            return batch
        if batch.state != ImportState.PUBLISHED:
            text = _("This import has stored nothing, so there is nothing to undo.")
            raise Conflict("import_not_published", text)
        _check_not_built_on(batch, user)
        _withdraw(batch, user)
        _put_away(batch, user)
        batch.state, batch.undone_at = ImportState.UNDONE, timezone.now()
        batch.save(update_fields=["state", "undone_at"])
        log_event("undone", batch, actor=user, project=batch.project, after={"name": batch.name})
    return batch


def built_on(batch: ImportBatch) -> dict[str, int]:
    """How much was made since that rests on the import, by kind; empty when it can be undone."""
    ours = ImportedAnnotation.objects.filter(batch=batch, annotation=OuterRef("pk"))
    articles = _new_articles(batch)
    brought = Annotation.objects.filter(Exists(ours))
    on_articles = Annotation.objects.filter(~Exists(ours), article__in=articles)
    found = {
        "annotations_changed": brought.filter(version__gt=1).count(),
        "annotations_added": on_articles.filter(withdrawn_at__isnull=True).count(),
        "comments": Comment.objects.filter(annotation__in=brought.order_by().values("pk")).count(),
        "adjudications": Adjudication.objects.filter(
            Q(stretch__revision__article__in=articles) | _decides(brought),
            superseded_at__isnull=True,
        )
        .distinct()
        .count(),
        "newer_texts": articles.filter(current__number__gt=1).count()
        + batch.articles.filter(outcome=ImportOutcome.REVISED).count(),
        "people_at_work": Assignment.objects.filter(article__in=articles, user__is_imported=False)
        .exclude(state=AssignmentState.NEW)
        .count(),
    }
    return {name: count for name, count in found.items() if count}


def _decides(brought: QuerySet[Annotation]) -> Q:
    """Decisions on a stretch that one of the annotations lies in."""
    inside = brought.filter(
        revision=OuterRef("stretch__revision"),
        start__lt=OuterRef("stretch__end"),
        end__gt=OuterRef("stretch__start"),
    )
    return Q(Exists(inside))


def _check_not_built_on(batch: ImportBatch, user: User) -> None:
    found = built_on(batch)
    if not found:
        return
    project = batch.project
    if project.is_blind and not project.is_released and role_in(user, project) not in DECIDE:
        # What others do here is not told before the release, not even how much of it.
        text = _("Others have built on this import, so it cannot be undone. Ask a reviewer.")
        raise Conflict("import_built_on", text)
    text = _(
        "Others have built on this import, so it cannot be undone as a whole: %(what)s. Nothing "
        "was changed. Withdraw or put away by hand what is wrong."
    )
    said = ", ".join(_in_words(name, count) for name, count in found.items())
    raise Conflict("import_built_on", text % {"what": said}, built=found)


def _in_words(name: str, count: int) -> str:
    sentences = {
        "annotations_changed": ngettext(
            "%(count)s annotation was changed", "%(count)s annotations were changed", count
        ),
        "annotations_added": ngettext(
            "%(count)s annotation was added", "%(count)s annotations were added", count
        ),
        "comments": ngettext("%(count)s comment", "%(count)s comments", count),
        "adjudications": ngettext("%(count)s decision", "%(count)s decisions", count),
        "newer_texts": ngettext(
            "%(count)s article got a newer text", "%(count)s articles got a newer text", count
        ),
        "people_at_work": ngettext(
            "%(count)s person began an article", "%(count)s people began an article", count
        ),
    }
    return sentences[name] % {"count": count}


def _new_articles(batch: ImportBatch) -> QuerySet[Article]:
    new = batch.articles.filter(outcome=ImportOutcome.ADDED).values("article")
    return Article.objects.filter(pk__in=new)


def _withdraw(batch: ImportBatch, user: User) -> None:
    now = timezone.now()
    ours = ImportedAnnotation.objects.filter(batch=batch).values("annotation")
    rows = Annotation.objects.filter(pk__in=ours, withdrawn_at__isnull=True).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    for begin in range(0, len(ids), _AT_ONCE):
        some = ids[begin : begin + _AT_ONCE]
        found = list(
            Annotation.objects.filter(pk__in=some).select_related("project").with_details()
        )
        changes: list[tuple[Any, Any, Any]] = []
        for annotation in found:
            before = annotation_row(annotation)
            annotation.withdrawn_at, annotation.version = now, annotation.version + 1
            annotation.updated_at = now
            changes.append((annotation, before, annotation_row(annotation)))
        Annotation.objects.filter(pk__in=some).update(
            withdrawn_at=now, updated_at=now, version=F("version") + 1
        )
        log_events("withdrawn", changes, actor=user, project=batch.project)


def _put_away(batch: ImportBatch, user: User) -> None:
    away = list(_new_articles(batch).filter(archived_at__isnull=True))
    now = timezone.now()
    changes: list[tuple[Any, Any, Any]] = []
    for article in away:
        before = article_facts(article)
        article.archived_at = now
        changes.append((article, before, article_facts(article)))
    Article.objects.filter(pk__in=[article.pk for article in away]).update(archived_at=now)
    if changes:
        log_events("changed", changes, actor=user, project=batch.project)
