"""Stretches given back to their annotators with a note, and taken back from them."""

import uuid
from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Comment,
    Revision,
    SentBack,
    Stretch,
    User,
)
from annotator.models.choices import AssignmentState, Origin
from annotator.services.access import DECIDE, require_role
from annotator.services.comments import add_comment
from annotator.services.events import log_event


def send_back(
    reviewer: User,
    *,
    revision_id: int,
    start: int,
    end: int,
    annotations: Collection[uuid.UUID],
    note: str,
    silent: Collection[int] = (),
) -> SentBack:
    """Gives a stretch back to those who marked it: each finds the note as a comment that mentions
    them on their own span, and the article among their unfinished ones.

    `silent` are people who called the article done and marked nothing there: they are asked too
    where they may see a colleague's span. Raises NotFound, NotAllowed or BadInput (no note, or
    nobody to give it to).
    """
    revisions = Revision.objects.visible_to(reviewer).select_related("article__project")
    revision = revisions.filter(pk=revision_id).first()
    if revision is None:
        raise NotFound(field="revision")
    require_role(reviewer, revision.article.project, DECIDE)
    marked = Annotation.objects.visible_to(reviewer).live().filter(revision=revision)
    marked = marked.exclude(origin=Origin.ADJUDICATED).select_related("author", "project")
    rows = list(marked.filter(pk__in=annotations).order_by("start", "pk"))
    if not rows or len(rows) != len(set(annotations)):
        raise NotFound(field="annotations")
    if not 0 <= start < end <= len(revision.text):
        text = _("The stretch is not inside the text.")
        raise BadInput("span_out_of_range", text, fields={"start": [text]})
    if not note.strip():
        text = _("Write what the annotators are to look at; nothing was sent back.")
        raise BadInput("note_missing", text, fields={"note": [text]})
    with transaction.atomic():
        stretch, _is_new = Stretch.objects.get_or_create(revision=revision, start=start, end=end)
        asked = _silent_who_see(revision.article, rows[0], silent)
        comments = _comments(reviewer, rows, asked, note)
        people = {row.author_id for row in rows} | set(asked)
        sent = SentBack.objects.create(
            stretch=stretch, reviewer=reviewer, states=_begun_again(revision.article, people)
        )
        sent.comments.set(comments)
        log_event(
            "sent_back",
            sent,
            actor=reviewer,
            project=revision.article.project_id,
            after={"annotations": sorted(str(row.pk) for row in rows), "people": sorted(people)},
        )
    return sent


def take_back(reviewer: User, sent_back_id: int) -> SentBack:
    """Undoes giving back: the comments go, and whoever has not gone on with the article is as far
    with it as before. Twice is once."""
    with transaction.atomic():
        rows = SentBack.objects.visible_to(reviewer).select_for_update(of=("self",))
        sent = rows.select_related("stretch__revision__article__project").filter(pk=sent_back_id)
        found = sent.first()
        if found is None:
            raise NotFound
        article = found.stretch.revision.article
        require_role(reviewer, article.project, DECIDE)
        if found.undone_at is None:
            now = timezone.now()
            found.undone_at = now
            found.save(update_fields=["undone_at"])
            found.comments.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
            for person, state in found.states.items():
                waiting = Assignment.objects.filter(
                    article=article, user=person, state=AssignmentState.IN_PROGRESS
                )
                waiting.update(state=state, updated_at=now)
            log_event("taken_back", found, actor=reviewer, project=article.project_id)
    return found


def _silent_who_see(article: Article, span: Annotation, people: Iterable[int]) -> list[int]:
    done = Assignment.objects.filter(article=article, user__in=people, user__is_active=True)
    return [
        row.user_id
        for row in done.select_related("user")
        if Annotation.objects.visible_to(row.user).filter(pk=span.pk).exists()
    ]


def _comments(
    reviewer: User, rows: Iterable[Annotation], asked: Collection[int], note: str
) -> list[Comment]:
    """One on each span, for its author; those who marked nothing are asked on the first."""
    made = []
    for index, row in enumerate(rows):
        is_there = row.author.is_active and row.author_id != reviewer.pk
        mentions = {row.author_id} if is_there and _is_member(row) else set()
        comment, _is_new = add_comment(reviewer, text=note, annotation_id=row.pk, mentions=mentions)
        if index == 0:
            # However many there are: a person who writes names fewer.
            comment.mentions.add(*asked)
        made.append(comment)
    return made


def _is_member(row: Annotation) -> bool:
    return row.project.memberships.filter(user=row.author_id).exists()


def _begun_again(article: Article, people: Collection[int]) -> dict[str, str]:
    """Puts their assignments back to in progress; how far they were."""
    rows = Assignment.objects.select_for_update().filter(article=article, user__in=people)
    states = {str(row.user_id): row.state for row in rows}
    rows.exclude(state=AssignmentState.IN_PROGRESS).update(
        state=AssignmentState.IN_PROGRESS, updated_at=timezone.now()
    )
    return states
