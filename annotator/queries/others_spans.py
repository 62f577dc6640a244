"""Reading what others marked in a text, for those who may see it."""

from typing import Any, NamedTuple

from annotator.models import Annotation, Article, User
from annotator.models.choices import Origin
from annotator.queries.annotations import Hop, chains_of, quantity_of, quantity_row


class OthersSpan(NamedTuple):
    """Somebody else's span, as far as the text and the list show it."""

    id: str
    start: int
    end: int
    quote: str
    label: str
    claim: int | None
    chains: list[list[Hop]]
    quantity: dict[str, Any] | None
    author: int
    author_name: str


class OthersSpans(NamedTuple):
    """Others' live spans in the order of the text, and the words for what they refer to by id."""

    spans: list[OthersSpan]
    sources: dict[int, str]
    claims: dict[int, str]


def others_spans(user: User, article: Article) -> OthersSpans:
    """What others marked in the current text, without decisions; nothing that `user` may not see:
    in a blind project an annotator gets none."""
    rows = (
        Annotation.objects.visible_to(user)
        .live()
        .filter(revision=article.current_id)
        .exclude(author=user)
        .exclude(origin=Origin.ADJUDICATED)
        .select_related("author", "claim", "quantity")
        .prefetch_related("attributions__source")
        .order_by("start", "-end", "pk")
    )
    found = OthersSpans([], {}, {})
    for row in rows:
        hops = list(row.attributions.all())
        found.sources.update({hop.source.pk: hop.source.name for hop in hops if hop.source})
        if row.claim:
            found.claims[row.claim.pk] = row.claim.text
        found.spans.append(
            OthersSpan(
                id=str(row.pk),
                start=row.start,
                end=row.end,
                quote=row.quote,
                label=row.label,
                claim=row.claim_id,
                chains=chains_of(hops),
                quantity=quantity_row(quantity_of(row)),
                author=row.author_id,
                author_name=row.author.display_name,
            )
        )
    return found
