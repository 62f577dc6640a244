"""Comments: said, changed, withdrawn and brought back; and mentions taken note of."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import Annotation, Claim, Comment, Membership, ReadMention, User
from annotator.queries.comments import comment_row, comments_of, unread_mentions
from annotator.services.access import WORK, require_role
from annotator.services.events import log_event
from annotator.services.wording import check_words

LONGEST_COMMENT = 5_000
MOST_MENTIONS = 20


def add_comment(
    user: User,
    *,
    text: str,
    annotation_id: uuid.UUID | None = None,
    claim_id: int | None = None,
    mentions: Collection[int] = (),
) -> tuple[Comment, bool]:
    """The stored comment, and whether it is new: the same words again on the same thing are the
    same comment.

    Raises NotFound (the thing, or a person mentioned), NotAllowed, or BadInput (no words, a person
    mentioned who may not see it).
    """
    thing = _thing(user, annotation_id, claim_id)
    require_role(user, thing.project, WORK)
    text = _checked(text)
    on: dict[str, Any] = {"annotation" if annotation_id else "claim": thing}
    with transaction.atomic():
        before = comments_of(user).filter(author=user, text=text, **on).first()
        if before is not None:
            return before, False
        comment = Comment.objects.create(author=user, text=text, **on)
        _mention(comment, mentions)
        _log("created", comment, user)
    return comment, True


def change_comment(user: User, comment_id: int, changes: dict[str, Any]) -> Comment:
    """Changes one's own comment: `text`, `mentions`, or `is_withdrawn` (False brings it back)."""
    with transaction.atomic():
        comment = _own(user, comment_id)
        require_role(user, comment.project, WORK)
        before = _facts(comment)
        if "text" in changes:
            comment.text = _checked(changes["text"])
            comment.edited_at = timezone.now()
        if "mentions" in changes:
            comment.edited_at = timezone.now()
        if "is_withdrawn" in changes:
            comment.withdrawn_at = timezone.now() if changes["is_withdrawn"] else None
        comment.save()
        if "mentions" in changes:
            _mention(comment, changes["mentions"])
        verb = {None: "changed", True: "withdrawn", False: "restored"}
        _log(verb[changes.get("is_withdrawn")], comment, user, before=before)
    return comment


def withdraw_comment(user: User, comment_id: int) -> None:
    """Takes one's own comment away; it stays in the log and can be brought back."""
    change_comment(user, comment_id, {"is_withdrawn": True})


def read_mentions(user: User, comment: Comment | None = None) -> int:
    """Takes note of the comments that mention the user, or of one; how many were new to them."""
    rows = unread_mentions(user)
    if comment is not None:
        rows = rows.filter(pk=comment.pk)
    unread = list(rows.values_list("pk", flat=True))
    ReadMention.objects.bulk_create(
        (ReadMention(user=user, comment_id=pk) for pk in unread), ignore_conflicts=True
    )
    return len(unread)


def _thing(user: User, annotation_id: uuid.UUID | None, claim_id: int | None) -> Annotation | Claim:
    if (annotation_id is None) == (claim_id is None):
        text = _("A comment is on one annotation or on one claim: give one of the two.")
        raise BadInput("comment_on_one_thing", text, fields={"annotation": [text]})
    found: Annotation | Claim | None = None
    if annotation_id is not None:
        rows = Annotation.objects.visible_to(user).select_related("project")
        found = rows.filter(pk=annotation_id, project__archived_at__isnull=True).first()
    elif claim_id is not None:
        claims = Claim.objects.visible_to(user).select_related("project")
        found = claims.filter(pk=claim_id, project__archived_at__isnull=True).first()
    if found is None:
        raise NotFound(field="annotation" if annotation_id is not None else "claim")
    return found


def _own(user: User, comment_id: int) -> Comment:
    rows = Comment.objects.visible_to(user).select_for_update(of=("self",))
    comment = rows.select_related("annotation__project", "claim__project").filter(pk=comment_id)
    found = comment.first()
    if found is None or (found.withdrawn_at is not None and found.author_id != user.pk):
        raise NotFound
    if found.author_id != user.pk:
        raise NotAllowed("not_yours", _("Only who wrote a comment may change it. Answer instead."))
    return found


def _checked(text: str) -> str:
    check_words("text", text, most=LONGEST_COMMENT)
    if not text.strip():
        words = _("Write something first; nothing was sent.")
        raise BadInput("comment_empty", words, fields={"text": [words]})
    return text.strip()


def _mention(comment: Comment, ids: Iterable[int]) -> None:
    wanted = set(ids)
    if len(wanted) > MOST_MENTIONS:
        text = _("Mention at most %(most)s people.") % {"most": MOST_MENTIONS}
        raise BadInput("too_many_mentions", text, fields={"mentions": [text]})
    members = Membership.objects.filter(project=comment.project, user__is_active=True)
    rows = members.filter(user__in=wanted).select_related("user")
    people = {row.user_id: row.user for row in rows}
    if wanted - people.keys():
        raise NotFound(field="mentions")
    # Asked of the comment itself, so that there is one rule of who sees what.
    blind = [
        person.display_name
        for person in people.values()
        if not Comment.objects.visible_to(person).filter(pk=comment.pk).exists()
    ]
    if blind:
        text = _("%(names)s cannot see this, so nothing was sent. Leave them out.")
        text %= {"names": ", ".join(sorted(blind))}
        raise BadInput("mention_cannot_see", text, fields={"mentions": [text]})
    comment.mentions.set(wanted)


def _facts(comment: Comment) -> dict[str, Any]:
    row = comment_row(comment)
    kept = ("annotation", "claim", "text", "mentions")
    return {name: row[name] for name in kept} | {"is_withdrawn": bool(comment.withdrawn_at)}


def _log(verb: str, comment: Comment, user: User, *, before: dict[str, Any] | None = None) -> None:
    after = _facts(comment)
    log_event(verb, comment, actor=user, project=comment.project, before=before, after=after)
