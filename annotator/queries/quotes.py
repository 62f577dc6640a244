"""Quotes: annotations as what a number is made of: their words, their place, who says so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from annotator.models import Annotation, Article, Revision
from annotator.models.user import Viewer
from annotator.text.segments import paragraphs

SHOWN_AROUND = 60


@dataclass(frozen=True)
class QuotedHop:
    """One hop of a quote's chain; `source` None: not named."""

    source: int | None
    name: str
    cue: str
    stance: str
    stance_name: str


@dataclass(frozen=True)
class Quote:
    """An annotation with its words in their context, and the paragraph they begin in.

    `chains` are drawn from the text towards the origin; none means that the publisher speaks.
    """

    id: str
    article: Article
    paragraph: int
    before: str
    words: str
    after: str
    label: str
    label_name: str
    author: int
    origin: str
    origin_name: str
    claim: str
    chains: tuple[tuple[QuotedHop, ...], ...]


def quotes_of(user: Viewer, ids: Collection[str]) -> dict[str, Quote]:
    """Those of the annotations that the user may see, by id; three statements."""
    rows = Annotation.objects.visible_to(user).filter(pk__in=list(ids))
    found = list(
        rows.select_related("article__publisher", "claim").prefetch_related("attributions__source")
    )
    places = _paragraph_starts({row.revision_id for row in found})
    return {str(row.pk): _quote(row, places.get(row.revision_id, [])) for row in found}


def _quote(row: Annotation, starts: list[int]) -> Quote:
    return Quote(
        id=str(row.pk),
        article=row.article,
        paragraph=max(1, sum(start <= row.start for start in starts)),
        before=row.prefix[-SHOWN_AROUND:],
        words=row.quote,
        after=row.suffix[:SHOWN_AROUND],
        label=row.label,
        label_name=row.get_label_display(),
        author=row.author_id,
        origin=row.origin,
        origin_name=row.get_origin_display(),
        claim=row.claim.text if row.claim else "",
        chains=_chains(row),
    )


def _chains(row: Annotation) -> tuple[tuple[QuotedHop, ...], ...]:
    chains: dict[int, list[QuotedHop]] = {}
    for hop in sorted(row.attributions.all(), key=lambda hop: (hop.chain, hop.position)):
        chains.setdefault(hop.chain, []).append(
            QuotedHop(
                source=hop.source_id,
                name=hop.source.name if hop.source else "",
                cue=hop.cue,
                stance=hop.stance or "",
                stance_name=hop.get_stance_display() if hop.stance else "",
            )
        )
    return tuple(tuple(chain) for chain in chains.values())


def _paragraph_starts(revisions: Iterable[int]) -> dict[int, list[int]]:
    texts = Revision.objects.filter(pk__in=list(revisions)).values_list("pk", "text")
    return {pk: [paragraph.start for paragraph in paragraphs(text)] for pk, text in texts}
