"""Reading stories: what belongs to each, what could, and what the desk says of it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotator.models import Article, Claim, Topic, TopicSentence, User
from annotator.queries.claims import worded_like

MOST_SENTENCES = 10


@dataclass(frozen=True)
class StoryMembers:
    """Claims and articles, and how many more there are than are shown."""

    claims: list[Claim]
    articles: list[Article]
    more_claims: int
    more_articles: int


def story_rows(user: User, project_id: int) -> list[Topic]:
    """The stories of a project by name, with how many claims and articles each holds."""
    claims = Claim.objects.visible_to(user).roots().filter(topic=OuterRef("pk"))
    articles = Article.objects.visible_to(user).filter(
        topic=OuterRef("pk"), archived_at__isnull=True
    )
    rows = Topic.objects.visible_to(user).filter(project=project_id)
    return list(rows.annotate(claim_count=_count_of(claims), article_count=_count_of(articles)))


def sentences_on(user: User, topic: Topic, *, as_of: datetime.date | None) -> list[TopicSentence]:
    """What the desk said of a story until the end of that day (until now), the latest first."""
    return list(sentences_of(user, topic, as_of=as_of)[:MOST_SENTENCES])


def sentences_of(
    user: User, topic: Topic, *, as_of: datetime.date | None
) -> QuerySet[TopicSentence]:
    """All of them, as `sentences_on`."""
    rows = TopicSentence.objects.visible_to(user).filter(topic=topic)
    if as_of is not None:
        rows = rows.filter(created_at__date__lte=as_of)
    return rows.select_related("author", "topic")


def sentence_row(said: TopicSentence, *, names_people: bool = True) -> dict[str, Any]:
    """The JSON form of a sentence on a story."""
    return {
        "id": said.pk,
        "topic": said.topic_id,
        "text": said.text,
        "author": said.author_id if names_people else None,
        "author_name": said.author.display_name if names_people else "",
        "created_at": said.created_at,
    }


def _count_of(rows: "QuerySet[Claim] | QuerySet[Article]") -> Coalesce:
    counted = rows.order_by().values("topic").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def story_members(user: User, topic: Topic, *, most: int) -> StoryMembers:
    """What belongs to a story."""
    return _members(user, topic, Q(topic=topic), words="", most=most)


def story_candidates(user: User, topic: Topic, *, words: str, most: int) -> StoryMembers:
    """What belongs to another story or to none, found by words."""
    return _members(user, topic, Q(topic__isnull=True) | ~Q(topic=topic), words=words, most=most)


def _members(user: User, topic: Topic, which: Q, *, words: str, most: int) -> StoryMembers:
    claims = Claim.objects.visible_to(user).roots().filter(which, project=topic.project_id)
    claims = worded_like(claims, words).select_related("topic")
    articles = Article.objects.visible_to(user).filter(
        which, project=topic.project_id, archived_at__isnull=True
    )
    for word in words.split()[:20]:
        articles = articles.filter(title__icontains=word)
    articles = articles.select_related("topic", "publisher")
    return StoryMembers(
        claims=list(claims[:most]),
        articles=list(articles[:most]),
        more_claims=max(0, claims.count() - most),
        more_articles=max(0, articles.count() - most),
    )
