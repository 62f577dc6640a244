"""Stories: renamed, and claims and articles put into one or taken out; each step can be undone."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import Article, Claim, Project, Topic, TopicSentence, User
from annotator.services.access import DECIDE, require_role
from annotator.services.articles import article_facts
from annotator.services.claims import checked_topic_name, claim_facts
from annotator.services.events import log_event
from annotator.services.wording import check_words

LONGEST_SENTENCE = 600
MOST_AT_ONCE = 1000


def rename_topic(user: User, topic_id: int, *, name: str) -> Topic:
    """Gives a story another name; no two of a project share one."""
    name = checked_topic_name(name)
    with transaction.atomic():
        topic = _topic(user, topic_id)
        before, topic.name = topic.name, name
        try:
            with transaction.atomic():
                topic.save(update_fields=["name"])
        except IntegrityError:
            text = _("Another story of this project already has this name.")
            raise BadInput("name_in_use", text, fields={"name": [text]}) from None
        log_event(
            "changed",
            topic,
            actor=user,
            project=topic.project,
            before={"name": before},
            after={"name": name},
        )
    return topic


def say_of_topic(user: User, topic_id: int, *, text: str) -> tuple[TopicSentence | None, bool]:
    """The desk's own words on how the story stands, dated now, and whether they are new; the
    earlier ones stay. Without a word the story has no sentence from now on (None: it had none)."""
    text = " ".join(text.split())
    check_words("text", text, most=LONGEST_SENTENCE)
    with transaction.atomic():
        topic = _topic(user, topic_id)
        last = TopicSentence.objects.filter(topic=topic).first()
        before = last.text if last else ""
        if text == before:
            return last, False
        said = TopicSentence.objects.create(topic=topic, text=text, author=user)
        log_event(
            "said",
            topic,
            actor=user,
            project=topic.project,
            before={"sentence": before},
            after={"sentence": text},
        )
    return said, True


def put_into_topic(
    user: User,
    topic_id: int,
    *,
    claims: Collection[int] = (),
    articles: Collection[int] = (),
) -> int:
    """Claims and articles of the project belong to the story from now on; how many moved."""
    return _move(user, topic_id, claims=claims, articles=articles, is_in=True)


def take_from_topic(
    user: User,
    topic_id: int,
    *,
    claims: Collection[int] = (),
    articles: Collection[int] = (),
) -> int:
    """Those of them that are in the story belong to none from now on; how many moved."""
    return _move(user, topic_id, claims=claims, articles=articles, is_in=False)


def _move(
    user: User,
    topic_id: int,
    *,
    claims: Collection[int],
    articles: Collection[int],
    is_in: bool,
) -> int:
    if len(claims) + len(articles) > MOST_AT_ONCE:
        text = _("At most %(most)s at once.") % {"most": MOST_AT_ONCE}
        raise BadInput("too_many", text)
    with transaction.atomic():
        topic = _topic(user, topic_id)
        found_claims = _all_of(user, Claim.objects.visible_to(user), topic.project, claims)
        found_articles = _all_of(user, Article.objects.visible_to(user), topic.project, articles)
        moved = 0
        for row in [*found_claims, *found_articles]:
            if (row.topic_id == topic.pk) != is_in:
                _set_topic(user, row, topic if is_in else None)
                moved += 1
    return moved


def _set_topic(user: User, row: Claim | Article, topic: Topic | None) -> None:
    before = _facts(row)
    row.topic = topic
    row.save(update_fields=["topic", "updated_at"])
    log_event("changed", row, actor=user, project=row.project, before=before, after=_facts(row))


def _facts(row: Claim | Article) -> dict[str, Any]:
    return claim_facts(row) if isinstance(row, Claim) else article_facts(row)


def _topic(user: User, topic_id: int) -> Topic:
    rows = Topic.objects.visible_to(user).select_for_update(of=("self",))
    topic = rows.select_related("project").filter(pk=topic_id).first()
    if topic is None:
        raise NotFound
    require_role(user, topic.project, DECIDE)
    return topic


def _all_of(user: User, rows: Any, project: Project, ids: Collection[int]) -> list[Any]:
    """Locked in the order of their ids; NotFound when one of them is not the project's."""
    found = list(
        rows.select_for_update(of=("self",))
        .select_related("project")
        .filter(project=project, pk__in=ids)
        .order_by("pk")
    )
    if len(found) != len(set(ids)):
        raise NotFound
    return found
