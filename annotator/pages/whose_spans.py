"""Whose spans the annotating page shows: one's own, everybody's, or those where people differ."""

from collections.abc import Sequence
from typing import NamedTuple

from annotator.models import User
from annotator.queries.annotate import ArticleForAnnotating, OwnSpan
from annotator.queries.others_spans import OthersSpan, OthersSpans, others_spans

NOBODYS = OthersSpans([], {}, {})


class ShownSpans(NamedTuple):
    """`whose` is "mine", "all" or "differing"; of one's own spans, `hidden` are those that stand in
    the text only, not in the list."""

    whose: str
    others: OthersSpans
    hidden: set[str]


def shown_spans(user: User, page: ArticleForAnnotating, *, asked: str | None) -> ShownSpans:
    """What is asked for, as far as the reader may see it; one's own spans otherwise."""
    if asked not in ("all", "differing") or not page.opens_all:
        return ShownSpans("mine", NOBODYS, set())
    others = others_spans(user, page.article)
    if asked == "all":
        return ShownSpans("all", others, set())
    differing = ids_in_difference(page.spans, others.spans)
    return ShownSpans(
        "differing",
        others._replace(spans=[span for span in others.spans if span.id in differing]),
        {span.id for span in page.spans} - differing,
    )


def ids_in_difference(own: Sequence[OwnSpan], others: Sequence[OthersSpan]) -> set[str]:
    """The spans that share a character with another person's under another label; the twin of
    `clash` in js/others.js."""
    whose: list[tuple[OwnSpan | OthersSpan, int | None]] = [(span, None) for span in own]
    whose += [(span, span.author) for span in others]
    whose.sort(key=lambda one: one[0].start)
    found: set[str] = set()
    reaching: list[tuple[OwnSpan | OthersSpan, int | None]] = []
    for span, author in whose:
        reaching = [one for one in reaching if one[0].end > span.start]
        for other, other_author in reaching:
            if other_author != author and other.label != span.label:
                found |= {other.id, span.id}
        reaching.append((span, author))
    return found
