"""Claims: made, changed, merged and taken apart again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import Claim, ClaimGroup, Project, Topic, User
from annotator.services.access import DECIDE, MANAGE, WORK, require_role
from annotator.services.events import log_event
from annotator.services.merging import check_can_merge, locked_pair
from annotator.services.wording import LONGEST_LANGUAGE, check_words
from annotator.text.canonical import search_key

LONGEST_CLAIM = 2000
LONGEST_TOPIC_NAME = 200
CHANGEABLE = ("text", "language", "topic_id")


def create_claim(
    user: User,
    project: Project,
    *,
    text: str,
    topic_id: int | None = None,
    language: str = "",
    same_as: Claim | None = None,
) -> Claim:
    """A new claim, in a group of its own or in that of `same_as`, another wording of it."""
    require_role(user, project, WORK)
    text = _checked_text(text)
    check_words("language", language, most=LONGEST_LANGUAGE)
    if same_as is not None and same_as.project_id != project.pk:
        raise NotFound(field="same_as")
    with transaction.atomic():
        group = same_as.group if same_as else ClaimGroup.objects.create(project=project)
        claim = Claim.objects.create(
            project=project,
            text=text,
            text_key=search_key(text),
            language=language,
            topic=_topic(user, project, topic_id),
            group=group,
            created_by=user,
        )
        log_event("created", claim, actor=user, project=project, after=claim_facts(claim))
    return claim


def update_claim(user: User, claim_id: int, changes: dict[str, Any]) -> Claim:
    """Changes a claim's wording, language or topic."""
    with transaction.atomic():
        claim = locked_claim(user, claim_id)
        require_role(user, claim.project, MANAGE)
        before = claim_facts(claim)
        if "text" in changes:
            claim.text = _checked_text(changes["text"])
            claim.text_key = search_key(claim.text)
        if "language" in changes:
            check_words("language", changes["language"], most=LONGEST_LANGUAGE)
            claim.language = changes["language"]
        if "topic_id" in changes:
            claim.topic = _topic(user, claim.project, changes["topic_id"])
        claim.save()
        log_event(
            "changed",
            claim,
            actor=user,
            project=claim.project,
            before=before,
            after=claim_facts(claim),
        )
    return claim


def merge_claim(user: User, claim_id: int, *, into_id: int) -> Claim:
    """Makes one claim part of another; its appearances count for the other. Undoable."""
    with transaction.atomic():
        claim, into = locked_claims(user, claim_id, into_id, field="into")
        require_role(user, claim.project, DECIDE)
        text = _(
            "A claim cannot go into itself, and one that was merged before must be taken "
            "apart first. Nothing was changed."
        )
        check_can_merge(claim, into, message=text, choose=_("Choose another claim."))
        claim.merged_into = into
        claim.save(update_fields=["merged_into", "updated_at"])
        log_event(
            "merged", claim, actor=user, project=claim.project, after={"merged_into": into.pk}
        )
    return into


def unmerge_claim(user: User, claim_id: int) -> Claim:
    """Takes a merged claim out again, as it was."""
    with transaction.atomic():
        claim = locked_claim(user, claim_id)
        require_role(user, claim.project, DECIDE)
        if claim.merged_into_id is None:
            return claim
        before = {"merged_into": claim.merged_into_id}
        claim.merged_into = None
        claim.save(update_fields=["merged_into", "updated_at"])
        log_event("unmerged", claim, actor=user, project=claim.project, before=before)
    return claim


def create_topic(user: User, project: Project, *, name: str) -> Topic:
    """A story that groups claims and articles; the one of that name if it exists."""
    require_role(user, project, DECIDE)
    name = checked_topic_name(name)
    with transaction.atomic():
        topic, is_new = Topic.objects.get_or_create(project=project, name=name)
        if is_new:
            log_event("created", topic, actor=user, project=project, after={"name": name})
    return topic


def checked_topic_name(name: str) -> str:
    """The name of a story with its spaces made even; BadInput for none, or one that is too long."""
    name = " ".join(name.split())
    check_words("name", name, most=LONGEST_TOPIC_NAME)
    if not name:
        raise BadInput(
            "name_wrong", _("A topic needs a name."), fields={"name": [_("Give a name.")]}
        )
    return name


def claim_facts(claim: Claim) -> dict[str, Any]:
    """What the log keeps of a claim."""
    return {field: getattr(claim, field) for field in CHANGEABLE} | {"group": claim.group_id}


def locked_claims(user: User, claim_id: int, other_id: int, *, field: str) -> tuple[Claim, Claim]:
    """Both, the lower id locked first, so that two who join them either way wait in turn;
    NotFound names `field` when it is the other that is not there."""
    return locked_pair(Claim.objects.visible_to(user), claim_id, other_id, field=field)


def locked_claim(user: User, claim_id: int) -> Claim:
    """The claim, if the user may see it, held until the end of the transaction."""
    rows = Claim.objects.visible_to(user).select_for_update(of=("self",))
    claim = rows.select_related("project").filter(pk=claim_id).first()
    if claim is None:
        raise NotFound
    return claim


def _topic(user: User, project: Project, topic_id: int | None) -> Topic | None:
    if topic_id is None:
        return None
    topic = Topic.objects.visible_to(user).filter(project=project, pk=topic_id).first()
    if topic is None:
        raise NotFound(field="topic")
    return topic


def _checked_text(text: str) -> str:
    text = " ".join(text.split())
    check_words("text", text)
    if not text or len(text) > LONGEST_CLAIM:
        raise BadInput(
            "claim_text_wrong",
            _("A claim is one statement of 1 to %(most)s characters.") % {"most": LONGEST_CLAIM},
            fields={"text": [_("Write one checkable statement.")]},
        )
    return text
