"""What is kept of text reuse: which texts are long enough to tell, and what every two share."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q, QuerySet

from credibility import inputs
from credibility.measures.reuse import (
    RECIPE,
    Reuse,
    Shingles,
    Texts,
    containments,
    shingles_from_bytes,
    shingles_of,
)
from credibility.models import ArticleShingles, Derivation

FEW_ARTICLES = 2000


def reuse_among(project_id: int, article_ids: Collection[int]) -> Reuse:
    """What these articles share, every two of them.

    As kept; a text that the worker has not come to yet is compared here and now, so the answer is
    always that of the current texts.
    """
    if not article_ids:
        return Reuse.of({}, {})
    keys = keys_of(inputs.text_digests(project_id, article_ids=article_ids))
    rows = ArticleShingles.objects.filter(project=project_id, article__in=keys)
    kept = {pk: count for pk, key, count in _heads(rows) if keys[pk] == key}
    shares = _kept_shares(project_id, kept.keys())
    if behind := keys.keys() - kept.keys():
        texts = {pk: shingles_of(now.text) for pk, now in inputs.current_texts(behind).items()}
        together = kept_shingles(project_id, among=kept.keys()) | texts
        shares |= containments(together, among=behind)
        kept |= {pk: len(shingles) for pk, shingles in texts.items()}
    return Reuse.of(kept, shares)


def keys_of(digests: Mapping[int, str]) -> dict[int, str]:
    """What `ArticleShingles.text_key` is for texts of these names."""
    return {pk: f"{RECIPE}:{sha256}" for pk, sha256 in digests.items()}


def kept_keys(project_id: int, *, among: Collection[int] | None = None) -> dict[int, str]:
    """Which text of each article is kept as numbers."""
    rows = ArticleShingles.objects.filter(project=project_id)
    if among is not None:
        rows = rows.filter(article__in=among)
    return dict(rows.values_list("article_id", "text_key"))


def kept_shingles(project_id: int, *, among: Collection[int] | None = None) -> dict[int, Shingles]:
    """The word runs of articles as kept, behind or not."""
    rows = ArticleShingles.objects.filter(project=project_id)
    if among is not None:
        rows = rows.filter(article__in=among)
    stored = rows.values_list("article_id", "shingles").iterator()
    return {pk: shingles_from_bytes(bytes(numbers)) for pk, numbers in stored}


def reuse_rows(project_id: int, *, touching: Collection[int] | None = None) -> QuerySet[Derivation]:
    """What is kept of text reuse; where told, what has one of the articles at either end."""
    rows = Derivation.objects.filter(project=project_id, ground=Derivation.Ground.TEXT_REUSE)
    if touching is not None:
        rows = rows.filter(Q(article__in=touching) | Q(from_article__in=touching))
    return rows


def _heads(rows: QuerySet[ArticleShingles]) -> Iterable[tuple[int, str, int]]:
    return rows.values_list("article_id", "text_key", "count")


def _kept_shares(project_id: int, articles: Collection[int]) -> dict[Texts, float]:
    rows = reuse_rows(project_id)
    if len(articles) <= FEW_ARTICLES:
        rows = rows.filter(article__in=articles, from_article__in=articles)
    return {
        (min(one, other), max(one, other)): share
        for one, other, share in rows.values_list("article_id", "from_article_id", "probability")
        if one in articles and other in articles and one is not None and other is not None
    }
