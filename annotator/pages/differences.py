"""What changed between two texts of an article, with the spans on it; and accepting those."""

import itertools
import uuid
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotator.errors import Conflict, NotFound
from annotator.models import Annotation, Article
from annotator.models.choices import Label
from annotator.pages.doors import Room, in_project
from annotator.queries.differences import (
    MOST_SPANS,
    CarriedSpan,
    Difference,
    TextVersion,
    difference_between,
    text_versions,
)
from annotator.services.access import DECIDE
from annotator.services.annotations import accept_annotation, withdraw_annotation
from annotator.text.differences import Change, moved_paragraphs

UNCHANGED_BESIDE = 1
"""How many unchanged paragraphs are shown on either side of a changed one; the rest is folded."""

STATES = {
    "changed": gettext_lazy("waits: its words or their sense changed"),
    "orphaned": gettext_lazy("its words are gone"),
    "accepted": gettext_lazy("changed, and accepted"),
    "kept": gettext_lazy("kept"),
}
REASONS = {
    "digit": gettext_lazy("A figure in it changed."),
    "number_word": gettext_lazy("A number in it changed."),
    "negation": gettext_lazy("A “not” or “no” in it came or went."),
    "cue": gettext_lazy("A verb of saying in it changed."),
    "wording": gettext_lazy("Its wording changed."),
    "context": gettext_lazy("The same words stand, but in another place."),
    "negation_beside": gettext_lazy("A “not” or “no” in its sentence came or went."),
    "cue_beside": gettext_lazy("Who says it in its sentence, or how, came, went or changed."),
    "source_beside": gettext_lazy("Its sentence now tells it from somebody else, or otherwise."),
    "figure_beside": gettext_lazy("A figure, bound or date beside it changed."),
}


@dataclass
class Shown:
    """A stretch of a paragraph: how it changed, its words, the state of the span it lies in, and
    the numbers of the spans that begin there."""

    change: Change
    text: str
    state: str = ""
    begins: list[int] = field(default_factory=list)


@dataclass
class ShownParagraph:
    """A paragraph as the page draws it; `is_plain` where nothing in it needs to be seen."""

    pieces: list[Shown] = field(default_factory=list)
    moved: Literal["", "away", "here"] = ""

    @property
    def change(self) -> Change | None:
        """How all of it changed; None where its parts did so in several ways."""
        changes = {piece.change for piece in self.pieces}
        return changes.pop() if len(changes) == 1 else None

    @property
    def is_plain(self) -> bool:
        """Whether nothing changed here, and no span is in doubt here."""
        return all(
            piece.change == "same" and piece.state in ("", "kept", "accepted")
            for piece in self.pieces
        )


@dataclass
class Run:
    """Paragraphs in a row that are shown, or folded away because nothing in them changed."""

    is_folded: bool
    paragraphs: list[ShownParagraph]


@require_http_methods(["GET", "HEAD", "POST"])
@in_project()
def differences(request: HttpRequest, room: Room, article_id: int) -> HttpResponse:
    """The page, between the two texts that the address names or the last two; a POST accepts or
    withdraws a span and comes back."""
    article = _find(room, article_id)
    if request.method == "POST":
        return _decide(request, room, article)
    versions = text_versions(article)
    earlier, later = _asked(request, versions)
    difference = difference_between(room.user, article, earlier, later)
    context: dict[str, Any] = {
        "project": room.project,
        "room": room,
        "section": "queue",
        "article": article,
        "versions": versions,
        "earlier": earlier,
        "later": later,
        "difference": difference,
        "is_current": bool(versions) and later == versions[-1].number,
        "most_spans": MOST_SPANS,
    }
    if difference is not None:
        context |= _shown(difference, room)
    return render(request, "annotator/differences.html", context)


def _find(room: Room, article_id: int) -> Article:
    rows = Article.objects.visible_to(room.user).filter(project=room.project)
    article = rows.select_related("publisher").filter(pk=article_id).first()
    if article is None or room.is_closed_to_me:
        raise NotFound
    return article


def _asked(request: HttpRequest, versions: Sequence[TextVersion]) -> tuple[int, int]:
    """The two numbers asked for, in order; the last two texts where nothing sensible is."""
    known = {str(version.number): version.number for version in versions}
    last = versions[-1].number if versions else 0
    asked = [known.get(request.GET.get(name, "")) for name in ("earlier", "later")]
    later = asked[1] or last
    earlier = asked[0] or later - 1
    return min(earlier, later), max(earlier, later)


def _decide(request: HttpRequest, room: Room, article: Article) -> HttpResponse:
    rows = Annotation.objects.visible_to(room.user).filter(article=article)
    try:
        annotation_id = uuid.UUID(request.POST.get("annotation", ""))
    except ValueError:
        raise NotFound from None
    row = rows.filter(pk=annotation_id).only("version", "author").first()
    if row is None:
        raise NotFound
    try:
        if request.POST.get("act") == "withdraw":
            withdraw_annotation(room.user, row.pk, version=row.version)
            messages.success(request, _("The span is withdrawn. It can be brought back."))
        else:
            accept_annotation(room.user, row.pk, version=row.version)
            messages.success(request, _("The span counts again, as it stands in this text."))
    except Conflict as refusal:
        messages.error(request, refusal.message)
    return redirect(reverse("differences", args=[room.project.slug, article.pk]))


def _shown(difference: Difference, room: Room) -> dict[str, Any]:
    spans = difference.spans
    counts = {state: sum(span.state == state for span in spans) for state in STATES}
    paragraphs = list(_paragraphs(difference))
    _tell_moved(paragraphs)
    return {
        "runs": _runs(paragraphs),
        "is_same": all(piece.change == "same" for piece in difference.pieces),
        "counts": [(state, STATES[state], many) for state, many in counts.items() if many],
        "rows": [_row(number, span, room) for number, span in enumerate(spans, 1)],
    }


def _tell_moved(paragraphs: Sequence[ShownParagraph]) -> None:
    """Notes where a paragraph went that stands elsewhere now."""
    told = [(one.change, "".join(piece.text for piece in one.pieces)) for one in paragraphs]
    for went, came in moved_paragraphs(told).items():
        paragraphs[went].moved, paragraphs[came].moved = "away", "here"


def _row(number: int, span: CarriedSpan, room: Room) -> dict[str, Any]:
    is_mine = span.author == room.user.pk
    return {
        "number": number,
        "span": span,
        "label_name": Label(span.label).label,
        "state": STATES[span.state],
        "reason": REASONS.get(span.reason or "", ""),
        "is_mine": is_mine,
        "may_accept": span.state == "changed" and (is_mine or room.allows(DECIDE)),
        "may_withdraw": span.state in ("changed", "orphaned") and is_mine,
    }


def _paragraphs(difference: Difference) -> Iterator[ShownParagraph]:
    """Both texts as one, in paragraphs, cut where spans begin and end."""
    now = _Marks([one for one in enumerate(difference.spans, 1) if one[1].state != "orphaned"])
    gone = _Marks([one for one in enumerate(difference.spans, 1) if one[1].state == "orphaned"])
    paragraph = ShownParagraph()
    for piece in difference.pieces:
        is_old = piece.change == "deleted"
        text = difference.earlier.text if is_old else difference.later.text
        start, end = (
            (piece.old_start, piece.old_end) if is_old else (piece.new_start, piece.new_end)
        )
        for cut in (gone if is_old else now).cut(text, start, end):
            lines = text[cut.start : cut.end].split("\n")
            for at, line in enumerate(lines):
                if at and paragraph.pieces:
                    yield paragraph
                    paragraph = ShownParagraph()
                if line:
                    begins = cut.begins if at == 0 else []
                    paragraph.pieces.append(Shown(piece.change, line, cut.state, begins))
    if paragraph.pieces:
        yield paragraph


@dataclass(frozen=True)
class _Cut:
    start: int
    end: int
    state: str
    begins: list[int]


class _Marks:
    """The spans of one text, asked stretch by stretch in the order of the text."""

    def __init__(self, spans: list[tuple[int, CarriedSpan]]) -> None:
        self._spans = sorted(spans, key=lambda one: one[1].start)
        edges = {one.start for _, one in spans} | {one.end for _, one in spans}
        self._edges = sorted(edges)

    def cut(self, text: str, start: int, end: int) -> Iterator[_Cut]:
        """The stretch in parts that lie wholly in or out of each span."""
        first, last = bisect_left(self._edges, start + 1), bisect_left(self._edges, end)
        places = [start, *self._edges[first:last], end]
        near = [one for one in self._spans if one[1].start < end and start < one[1].end]
        for here, there in itertools.pairwise(places):
            inside = [span for _, span in near if span.start <= here and there <= span.end]
            begins = [number for number, span in near if span.start == here]
            yield _Cut(here, there, _gravest(inside), begins)


def _gravest(spans: list[CarriedSpan]) -> str:
    states = {span.state for span in spans}
    return next((state for state in STATES if state in states), "")


def _runs(paragraphs: list[ShownParagraph]) -> list[Run]:
    shown = [False] * len(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        if not paragraph.is_plain:
            for near in range(at - UNCHANGED_BESIDE, at + UNCHANGED_BESIDE + 1):
                if 0 <= near < len(paragraphs):
                    shown[near] = True
    runs: list[Run] = []
    for paragraph, is_shown in zip(paragraphs, shown, strict=True):
        if runs and runs[-1].is_folded == (not is_shown):
            runs[-1].paragraphs.append(paragraph)
        else:
            runs.append(Run(not is_shown, [paragraph]))
    return runs
