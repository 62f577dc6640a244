"""Reading articles: lists of them, one with its text, and its revisions."""

from typing import Any

from django.db.models import Q

from annotator.models import Article, Revision, User
from annotator.models.article import ArticleQuerySet
from annotator.models.choices import DatePrecision
from annotator.queries.protection import Shield
from annotator.text.canonical import search_key
from annotator.text.dates import PartialDate

_TEXTS = ("text", "text_key", "raw", "capture", "blocks")


def articles_of(user: User, *, with_text: bool = False) -> ArticleQuerySet:
    """What the user may see, with all that the JSON form needs."""
    rows = Article.objects.visible_to(user).select_related("project", "publisher", "current")
    if with_text:
        return rows.defer("current__raw", "current__capture", "current__text_key")
    return rows.defer(*(f"current__{name}" for name in _TEXTS))


def articles_with(rows: ArticleQuerySet, words: str) -> ArticleQuerySet:
    """Those that hold the words in a row, in the title or in the current text."""
    key = search_key(words.strip())
    return rows.filter(Q(title__icontains=words.strip()) | Q(current__text_key__contains=key))


def article_row(article: Article, *, shield: Shield) -> dict[str, Any]:
    """The JSON form of an article in a list."""
    publisher = article.publisher
    hidden = publisher and shield.pseudonyms.get(publisher.pk)
    return {
        "id": article.pk,
        "project": article.project.slug,
        "title": article.title,
        "publisher": article.publisher_id,
        "publisher_name": (hidden or publisher.name) if publisher else None,
        "url": article.url,
        "published_on": published_text(article),
        "authors": article.authors,
        "language": article.language,
        "topic": article.topic_id,
        "revision": article.current_id,
        "revision_number": article.current.number if article.current else None,
        "archived_at": article.archived_at,
        "created_by": article.created_by_id,
        "created_at": article.created_at,
        "updated_at": article.updated_at,
    }


def article_with_text(article: Article, *, shield: Shield) -> dict[str, Any]:
    """The JSON form of one article, with its current text and the blocks that were judged."""
    current = article.current
    return article_row(article, shield=shield) | {
        "text": current.text if current else "",
        "blocks": current.blocks if current else [],
    }


def revision_row(revision: Revision) -> dict[str, Any]:
    """The JSON form of one captured text."""
    return {
        "id": revision.pk,
        "article": revision.article_id,
        "number": revision.number,
        "text": revision.text,
        "blocks": revision.blocks,
        "sha256": revision.sha256,
        "captured_at": revision.captured_at,
        "created_by": revision.created_by_id,
    }


def published_text(article: Article) -> str | None:
    """The publication date as far as it is known: "2024", "2024-12", "2024-12-17" or None."""
    if article.published_on is None:
        return None
    return str(PartialDate(article.published_on, DatePrecision(article.published_precision)))
