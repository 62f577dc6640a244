"""Text reuse across a project: every two texts compared once, and again when one of them changes.

Kept are the word runs of each current text and a `Derivation` for every two that share enough, so
that of any two texts with a row it is known what they share. Reading and comparing hold no lock;
whoever stores holds that of the project's scores, and compares there what was stored meanwhile.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from credibility import inputs, kept_reuse
from credibility.measures.reuse import (
    Shingles,
    Texts,
    containments,
    shingles_as_bytes,
    shingles_from_bytes,
    shingles_of,
)
from credibility.models import ArticleShingles, Derivation, ScoreState
from credibility.services import keeping

TEXTS_AT_ONCE = 500
ROWS_AT_ONCE = 500
LAST_OF_ALL = "9999-12-31"


class Text(NamedTuple):
    """A text as numbers, under the key that names it."""

    key: str
    shingles: Shingles


Numbered = Mapping[int, Text]


class Way(NamedTuple):
    """Which of two articles has it from which; either from the other where they are tied."""

    article: int
    from_article: int
    is_tied: bool


# --- after a change -------------------------------------------------------------------------


def compare_again(project_id: int, article_ids: Collection[int]) -> None:
    """Brings what these articles share with all others up to date; cheap where nothing changed.

    Any number of these may run at once, twice or late: what is stored is that of the texts as they
    stand at that moment, or else left to the change that came after.
    """
    for block in inputs.blocks(article_ids, size=TEXTS_AT_ONCE):
        now = kept_reuse.keys_of(inputs.text_digests(project_id, article_ids=block))
        kept = kept_reuse.kept_keys(project_id, among=block)
        behind = [pk for pk, key in now.items() if kept.get(pk) != key]
        gone = kept.keys() - now.keys()
        seen = _newest(project_id)
        others = _kept_texts(project_id) if behind else {}
        texts = texts_of(behind)
        found = _shared(others | texts, among=texts)
        if texts or gone or kept_reuse.reuse_rows(project_id, touching=block).exists():
            with transaction.atomic():
                state = keeping.lock_state(project_id)
                _store(state, texts, found, block=block, seen=seen)


def texts_of(article_ids: Collection[int]) -> dict[int, Text]:
    """The current texts of these articles as numbers."""
    found = inputs.current_texts(article_ids)
    keys = kept_reuse.keys_of({pk: now.sha256 for pk, now in found.items()})
    return {pk: Text(keys[pk], shingles_of(now.text)) for pk, now in found.items()}


def _store(
    state: ScoreState,
    texts: Numbered,
    found: dict[Texts, float],
    *,
    block: Collection[int],
    seen: int,
) -> None:
    """Stores what came out for the texts of a block, as far as they still stand."""
    project_id = state.project_id
    now = kept_reuse.keys_of(inputs.text_digests(project_id, article_ids=block))
    mine = {pk: text for pk, text in texts.items() if now.get(pk) == text.key}
    rows = ArticleShingles.objects.filter(project=project_id, pk__gt=seen)
    newer = set(rows.values_list("article_id", flat=True)) - mine.keys()
    if newer and mine:
        found = {pair: share for pair, share in found.items() if newer.isdisjoint(pair)}
        found |= _shared(_kept_texts(project_id, among=newer) | mine, among=mine)
    partners = {pk for pair in found for pk in pair}
    kept = kept_reuse.kept_keys(project_id, among=partners | set(block))
    changed = mine.keys() | (kept.keys() & set(block) - now.keys())
    there = kept.keys() - changed | mine.keys()
    wanted = {
        pair: share
        for pair, share in found.items()
        if there.issuperset(pair) and not mine.keys().isdisjoint(pair)
    }
    wanted |= {
        pair: share
        for pair, share in _stored_shares(project_id, touching=block).items()
        if changed.isdisjoint(pair)
    }
    _replace_texts(project_id, mine, gone=changed)
    if _replace_rows(project_id, wanted, touching=block):
        keeping.save_state(state)


def _newest(project_id: int) -> int:
    """The newest row of a text: a text that changes gets a new row, with a larger number."""
    rows = ArticleShingles.objects.filter(project=project_id)
    return rows.aggregate(newest=Max("pk"))["newest"] or 0


# --- in a rebuild ---------------------------------------------------------------------------


@dataclass
class ComparedAnew:
    """All texts of a project as they stood, and what every two of them share."""

    texts: dict[int, Text] = field(default_factory=dict)
    shares: dict[Texts, float] = field(default_factory=dict)


def texts_behind(project_id: int, article_ids: Collection[int]) -> dict[int, Text]:
    """Those of the articles whose current text is not kept as numbers yet, with the numbers."""
    now = kept_reuse.keys_of(inputs.text_digests(project_id, article_ids=article_ids))
    kept = kept_reuse.kept_keys(project_id, among=article_ids)
    return texts_of([pk for pk, key in now.items() if kept.get(pk) != key])


def compare_all(project_id: int, fresh: Numbered) -> ComparedAnew:
    """Every two texts of the project compared; `fresh` are those that the shares worked out."""
    now = kept_reuse.keys_of(inputs.text_digests(project_id))
    texts = {
        pk: text
        for pk, text in [*_kept_texts(project_id).items(), *fresh.items()]
        if now.get(pk) == text.key
    }
    texts |= texts_of(now.keys() - texts.keys())
    return ComparedAnew(texts, _shared(texts))


def swap(state: ScoreState, compared: ComparedAnew) -> None:
    """Makes what is kept of text reuse what it must be, whatever it was. The state must be locked.

    What changed since the texts were read is read and compared again.
    """
    project_id = state.project_id
    now = kept_reuse.keys_of(inputs.text_digests(project_id))
    texts = {pk: text for pk, text in compared.texts.items() if now.get(pk) == text.key}
    again = texts_of(now.keys() - texts.keys())
    shares = {
        pair: share for pair, share in compared.shares.items() if texts.keys() >= set(pair)
    } | _shared(texts | again, among=again)
    texts |= again
    kept = kept_reuse.kept_keys(project_id)
    wrong = {pk for pk, key in kept.items() if pk not in texts or texts[pk].key != key}
    missing = {pk: text for pk, text in texts.items() if pk in wrong or pk not in kept}
    _replace_texts(project_id, missing, gone=wrong)
    _replace_rows(project_id, shares)
    compared.texts, compared.shares = texts, shares


# --- rows -----------------------------------------------------------------------------------


def _kept_texts(project_id: int, *, among: Collection[int] | None = None) -> dict[int, Text]:
    rows = ArticleShingles.objects.filter(project=project_id)
    if among is not None:
        rows = rows.filter(article__in=among)
    stored = rows.values_list("article_id", "text_key", "shingles").iterator()
    return {pk: Text(key, shingles_from_bytes(bytes(numbers))) for pk, key, numbers in stored}


def _shared(texts: Numbered, *, among: Collection[int] | None = None) -> dict[Texts, float]:
    if among is not None and not among:
        return {}
    return containments({pk: text.shingles for pk, text in texts.items()}, among=among)


def _stored_shares(project_id: int, *, touching: Collection[int]) -> dict[Texts, float]:
    rows = kept_reuse.reuse_rows(project_id, touching=touching)
    return {
        (min(one, other), max(one, other)): share
        for one, other, share in rows.values_list("article_id", "from_article_id", "probability")
        if one is not None and other is not None
    }


def _replace_texts(project_id: int, texts: Numbered, *, gone: Collection[int]) -> None:
    for block in inputs.blocks(set(gone) | texts.keys(), size=ROWS_AT_ONCE):
        ArticleShingles.objects.filter(project=project_id, article__in=block).delete()
    ArticleShingles.objects.bulk_create(
        (
            ArticleShingles(
                project_id=project_id,
                article_id=pk,
                text_key=text.key,
                count=len(text.shingles),
                shingles=shingles_as_bytes(text.shingles),
            )
            for pk, text in sorted(texts.items())
        ),
        batch_size=ROWS_AT_ONCE,
    )


def _replace_rows(
    project_id: int, shares: Mapping[Texts, float], *, touching: Collection[int] | None = None
) -> bool:
    """Makes the rows (those with one of the articles at an end, where told) say what every two
    texts share, by the days of publication as they stand; whether anything changed."""
    stored = kept_reuse.reuse_rows(project_id, touching=touching)
    names = ("article_id", "from_article_id", "is_tied", "probability")
    there = {tuple(said): pk for pk, *said in stored.values_list("pk", *names)}
    ways = ways_of(shares)
    wanted = {(*ways[pair], share): pair for pair, share in shares.items()}
    wrong = [pk for said, pk in there.items() if said not in wanted]
    for block in inputs.blocks(wrong, size=ROWS_AT_ONCE):
        Derivation.objects.filter(pk__in=block).delete()
    missing = [said for said in wanted if said not in there]
    Derivation.objects.bulk_create(
        (
            Derivation(
                project_id=project_id,
                ground=Derivation.Ground.TEXT_REUSE,
                article_id=article,
                from_article_id=from_article,
                is_tied=is_tied,
                probability=share,
            )
            for article, from_article, is_tied, share in missing
        ),
        batch_size=ROWS_AT_ONCE,
    )
    return bool(wrong or missing)


def ways_of(pairs: Iterable[Texts]) -> dict[Texts, Way]:
    """Who has it from whom: the later text from the earlier, an undated one from a dated one;
    tied where they came out on the same day, as far as is known."""
    found = list(pairs)
    days = inputs.days_published({pk for pair in found for pk in pair})
    ways = {}
    for one, other in found:
        its, day = days.get(one) or LAST_OF_ALL, days.get(other) or LAST_OF_ALL
        later, earlier = (one, other) if its > day else (other, one)
        ways[one, other] = Way(later, earlier, its == day)
    return ways
