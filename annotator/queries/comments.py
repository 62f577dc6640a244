"""Reading comments, and where one is mentioned."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.models import Annotation, Comment, Membership, Project, ReadMention, User
from annotator.models.comment import CommentQuerySet
from annotator.models.user import Viewer


def comments_of(user: Viewer, *, project: Project | None = None) -> CommentQuerySet:
    """What the user may see and was not withdrawn, with all that the JSON form needs."""
    rows = Comment.objects.visible_to(user).standing()
    if project is not None:
        rows = rows.filter(Q(annotation__project=project) | Q(claim__project=project))
    return rows.select_related("annotation__project", "claim__project", "author").prefetch_related(
        "mentions"
    )


def with_earlier_texts(user: Viewer, annotation: UUID) -> list[UUID]:
    """The annotation and those on earlier texts that it follows: what was said of them was said of
    it."""
    seen = [annotation]
    rows = Annotation.objects.visible_to(user)
    while before := rows.filter(pk=seen[-1]).values_list("follows", flat=True).first():
        seen.append(before)
    return seen


def newest_of(user: Viewer, annotations: Collection[UUID]) -> dict[UUID, UUID]:
    """For each annotation the one that follows it on the newest text, which may be itself."""
    newest = {annotation: annotation for annotation in annotations}
    while newest:
        rows = Annotation.objects.visible_to(user).filter(follows__in=set(newest.values()))
        later = dict(rows.values_list("follows", "pk"))
        if not later:
            break
        newest = {first: later.get(last, last) for first, last in newest.items()}
    return newest


def talk_on_claims(user: User, claims: Collection[int]) -> list[Comment]:
    """The comments on these wordings of a claim, oldest first; withdrawn ones for their author."""
    rows = Comment.objects.visible_to(user).filter(claim__in=claims)
    rows = rows.filter(Q(withdrawn_at__isnull=True) | Q(author=user)).select_related("author")
    return list(rows.order_by("created_at", "pk"))


def members_named_in(user: User, project_id: int, text: str) -> set[int]:
    """The members of a project who are named in the text after an @, as their names are shown."""
    if "@" not in text:
        return set()
    rows = Membership.objects.filter(project=project_id, user__is_active=True).exclude(user=user)
    members = rows.select_related("user")
    return {row.user_id for row in members if f"@{row.user.display_name}" in text}


def mentions_of(user: User) -> CommentQuerySet:
    """The comments that mention the user, newest first; each with `is_read`."""
    read = ReadMention.objects.filter(comment=OuterRef("pk"), user=user)
    rows = comments_of(user).filter(mentions=user).exclude(author=user)
    return rows.annotate(is_read=Exists(read)).order_by("-created_at", "-pk")


def unread_mentions(user: User) -> CommentQuerySet:
    """Those of them that the user has not read yet."""
    read = ReadMention.objects.filter(comment=OuterRef("pk"), user=user)
    return mentions_of(user).filter(~Exists(read))


def unread_count(user: User) -> Coalesce:
    """How many they are, to be read along with something else."""
    rows = unread_mentions(user).order_by().annotate(_all=Value(1)).values("_all")
    return Coalesce(Subquery(rows.annotate(many=Count("pk", distinct=True)).values("many")), 0)


def comment_rows(user: Viewer, comments: Sequence[Comment]) -> list[dict[str, Any]]:
    """The JSON form of comments, with what changes when a newer text comes: `now_on`, the
    annotation on the newest text, and `text_captured_at`, when the text came that each is on."""
    ids = {comment.annotation_id for comment in comments if comment.annotation_id}
    newest = newest_of(user, ids)
    rows = Annotation.objects.visible_to(user).filter(pk__in=ids)
    captured = dict(rows.values_list("pk", "revision__captured_at"))
    return [comment_row(one) | _text_of(one.annotation_id, newest, captured) for one in comments]


def _text_of(
    annotation: UUID | None, newest: dict[UUID, UUID], captured: dict[UUID, datetime]
) -> dict[str, Any]:
    if annotation is None:
        return {"now_on": None, "text_captured_at": None}
    return {"now_on": str(newest[annotation]), "text_captured_at": captured.get(annotation)}


def comment_row(comment: Comment) -> dict[str, Any]:
    """The JSON form of a comment."""
    annotation = comment.annotation_id
    return {
        "id": comment.pk,
        "project": comment.project.slug,
        "annotation": str(annotation) if annotation else None,
        "claim": comment.claim_id,
        "author": comment.author_id,
        "author_name": comment.author.display_name,
        "text": comment.text,
        "mentions": sorted(person.pk for person in comment.mentions.all()),
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "withdrawn_at": comment.withdrawn_at,
    }
