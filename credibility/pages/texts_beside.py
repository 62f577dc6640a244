"""Two texts side by side, with what they share: runs of words, or figures and names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotator.errors import NotFound
from annotator.pages.doors import Room, in_project
from annotator.text.particulars import places_of
from annotator.text.segments import paragraphs
from annotator.written_numbers import row_number
from credibility import inputs, language_hints, queries
from credibility.measures.reuse import (
    FEWEST_SHINGLES,
    LEAST_REUSE,
    WORDS_IN_A_SHINGLE,
    Place,
    shared_places,
    shared_runs,
)
from credibility.pages.traces import place_of


@dataclass(frozen=True)
class Piece:
    """Words of a paragraph, shared with the other text or not."""

    text: str
    is_shared: bool


@dataclass(frozen=True)
class TextBeside:
    """An article with its paragraphs in pieces; `places`: how many pieces are shared."""

    article: inputs.Article
    paragraphs: list[list[Piece]]
    places: int


@require_safe
@in_project()
def texts_beside(request: HttpRequest, room: Room, article_id: int, other_id: int) -> HttpResponse:
    """Two articles of the project: the words that stand in both, marked; of texts in different
    languages the figures and names."""
    queries.check_open(room.user, room.project)
    ids = [article_id, other_id]
    articles = inputs.article_rows(room.project.pk, ids)
    if len(articles) != 2:
        raise NotFound
    texts = inputs.current_texts(articles)
    if len(texts) != 2:
        raise NotFound
    one, other = (texts[pk].text for pk in ids)
    common = language_hints.common_of(room.project.pk, article_id, other_id)
    if common is None:
        places: tuple[Sequence[Place], Sequence[Place]] = shared_places(one, other)
    else:
        places = places_of(one, common[0].words), places_of(other, common[1].words)
    shared, shortest = shared_runs(one, other)
    names = inputs.source_names(room.project.pk)
    context = {
        **place_of(room, section="claims"),
        "texts": [
            _beside(articles[pk], text, found)
            for pk, text, found in zip(ids, (one, other), places, strict=True)
        ],
        "common": common[0] if common else None,
        "names": {pk: known.name for pk, known in names.items()},
        "shared": shared,
        "shortest": shortest,
        "share": shared / shortest if shortest else 0.0,
        "is_too_short": shortest < FEWEST_SHINGLES,
        "counts": shortest >= FEWEST_SHINGLES and shared / shortest >= LEAST_REUSE,
        "fewest": FEWEST_SHINGLES,
        "least": LEAST_REUSE,
        "run": WORDS_IN_A_SHINGLE,
        "claim": _claim_in(request, room),
    }
    return render(request, "credibility/texts_beside.html", context)


def _claim_in(request: HttpRequest, room: Room) -> inputs.ClaimFacts | None:
    """The claim from whose page one came, if it is there."""
    claim = row_number(request.GET.get("claim", ""))
    return inputs.claim_facts(room.user, room.project.pk, claim) if claim else None


def _beside(article: inputs.Article, text: str, places: Iterable[Place]) -> TextBeside:
    found = list(places)
    cut = [
        list(_pieces(text, paragraph.start, paragraph.end, found)) for paragraph in paragraphs(text)
    ]
    return TextBeside(article, cut, len(found))


def _pieces(text: str, start: int, end: int, places: Iterable[Place]) -> Iterable[Piece]:
    """The paragraph from start to end, cut where what is shared begins and ends."""
    at = start
    for begin, until in places:
        begin, until = max(begin, start), min(until, end)
        if begin < until:
            if at < begin:
                yield Piece(text[at:begin], is_shared=False)
            yield Piece(text[begin:until], is_shared=True)
            at = until
    if at < end:
        yield Piece(text[at:end], is_shared=False)
