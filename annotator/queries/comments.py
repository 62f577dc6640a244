"""Reading comments, and where one is mentioned."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.models import Comment, Project, ReadMention, User
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
