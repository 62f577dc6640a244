"""Stories: the list, the state of play of one on a page to print, and what belongs to it."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from annotator.errors import BadInput, NotFound, Refusal
from annotator.pages.day_field import DayField
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.services.access import DECIDE
from annotator.services.claims import create_topic
from annotator.services.topics import (
    LONGEST_SENTENCE,
    put_into_topic,
    rename_topic,
    say_of_topic,
    take_from_topic,
)
from annotator.written_numbers import row_number
from credibility import inputs, queries, stories
from credibility.pages.filters import page_number, searched_words
from credibility.pages.interval_drawing import Drawing, Scale, drawing_of, scale_of
from credibility.pages.traces import place_of
from credibility.stories import Story, StoryClaim
from credibility.tracing import slice_of

STORIES_ON_A_PAGE = 50
MOST_CHANGES = 40
MOST_FIGURES = 3
MOST_OFFERED = 200
MOST_EXPORTED = 500
MOST_REREAD = 20


class NameForm(forms.Form):
    """The name of a story."""

    name = forms.CharField(label=gettext_lazy("Name of the story"), max_length=200)


class SentenceForm(forms.Form):
    """What the desk itself says of a story."""

    text = forms.CharField(
        label=gettext_lazy("In the desk's own words"),
        help_text=gettext_lazy(
            "Stands on top of the story with your name and today's date. The earlier ones stay, "
            "also as of an earlier day; empty takes it away."
        ),
        required=False,
        max_length=LONGEST_SENTENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MomentForm(forms.Form):
    """The day on which the story is read, and since when changes are told."""

    as_of = DayField(gettext_lazy("As of"))
    since = DayField(gettext_lazy("New since"))

    def clean(self) -> dict[str, Any]:
        """Refuses a beginning that lies after the end."""
        said: dict[str, Any] = super().clean() or {}
        as_of, since = said.get("as_of"), said.get("since")
        if since and since >= (as_of or timezone.localdate()):
            said.pop("since")
            self.add_error("since", _("Choose a day before the one the story is read on."))
        return said

    @property
    def days(self) -> tuple[datetime.date | None, datetime.date | None]:
        """What to read: as of, and since; None where nothing sensible is said."""
        self.is_valid()
        return self.cleaned_data.get("as_of"), self.cleaned_data.get("since")


# --- the list -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@in_project()
def story_list(request: HttpRequest, room: Room) -> HttpResponse:
    """The stories of a project; reviewers and managers make new ones."""
    queries.check_open(room.user, room.project)
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            topic = create_topic(room.user, room.project, name=form.cleaned_data["name"])
        except BadInput as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("edit-story", room.project.slug, topic.pk)
    rows = inputs.story_rows(room.user, room.project.pk)
    page = slice_of(rows, number=page_number(request), size=STORIES_ON_A_PAGE)
    context = {
        **place_of(room, section="stories"),
        "page": page,
        "here": "",
        "form": form,
        "may_decide": room.allows(DECIDE),
    }
    return render(request, "credibility/stories.html", context)


# --- one story ------------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureView:
    """A figure beside its claim, drawn."""

    drawing: Drawing
    scale: Scale
    quantity: inputs.Quantity
    has_own_scale: bool


@dataclass(frozen=True)
class SectionView:
    """A part of the page: its name, what it means, and its claims with their figures."""

    key: str
    name: str
    meaning: str
    claims: list[tuple[StoryClaim, list[FigureView]]]


@require_safe
@in_project()
def story(request: HttpRequest, room: Room, topic_id: int) -> HttpResponse:
    """The state of play of a story as of a day."""
    topic = _topic(room, topic_id)
    form = MomentForm(request.GET)
    as_of, since = form.days
    told = stories.story_of(room.project.pk, topic.pk, as_of=as_of, since=since)
    scales = _scales(told)
    usual = next(iter(scales), "")
    context = {
        **place_of(room, section="stories"),
        "topic": topic,
        "form": form,
        "story": told,
        "sections": [
            SectionView(
                key, name, meaning, [(claim, _drawn(claim, scales, usual)) for claim in rows]
            )
            for key, name, meaning in _section_words()
            if (rows := told.in_section(key))
        ],
        "lead": _lead(told),
        "sentence": next(iter(inputs.sentences_on(room.user, topic, as_of=as_of)), None),
        "names_people": room.role != "researcher",
        "waiting": _to_read_again(room, topic, told) if as_of is None else None,
        "scale": scales.get(usual),
        "unit": usual,
        "changes": told.changes[:MOST_CHANGES],
        "more_changes": max(0, len(told.changes) - MOST_CHANGES),
        "labels": dict(inputs.verdict_values()),
        "names": {pk: known.name for pk, known in inputs.source_names(room.project.pk).items()},
        "is_early": bool(told.claims) is False and bool(told.first_day),
        "is_today": as_of is None,
        "last_change_address": _address_of_last(told),
        "export_address": _export_address(room, told),
        "may_decide": room.allows(DECIDE),
    }
    return render(request, "credibility/story.html", context)


def _to_read_again(
    room: Room, topic: inputs.Topic, told: Story
) -> tuple[list[inputs.Annotation], int]:
    """Passages of the story that wait to be read again after a newer text, and how many more:
    also those on which alone a claim of it stands, which is not told while they wait."""
    wordings = {wording for claim in told.claims for wording in claim.row.told.wordings}
    waiting = inputs.spans_in_doubt(room.user)
    rows = waiting.filter(claim__in=wordings) | waiting.filter(claim__topic=topic.pk)
    rows = rows.select_related("article__publisher", "claim").order_by("article", "start", "pk")
    found = list(rows[: MOST_REREAD + 1])
    more = rows.count() - MOST_REREAD if len(found) > MOST_REREAD else 0
    return found[:MOST_REREAD], more


def _topic(room: Room, topic_id: int) -> inputs.Topic:
    queries.check_open(room.user, room.project)
    topic = inputs.topic_of(room.project, topic_id)
    if topic is None:
        raise NotFound
    return topic


def _section_words() -> list[tuple[str, str, str]]:
    return [
        (stories.STANDS, _("Stands"), _("Confirmed by a verdict of this desk.")),
        (
            stories.ONE_ORIGIN,
            _("Hangs on one origin"),
            _("However many outlets carry it, all lead back to one, or to nobody named."),
        ),
        (
            stories.SEVERAL,
            _("Several origins, not settled"),
            _("More than one says so, but perhaps from each other, or no verdict settles it yet."),
        ),
        (
            stories.CONTESTED,
            _("Contested"),
            _("Somebody denies it, or the evidence points both ways; by whom stands beside it."),
        ),
        (stories.REFUTED, _("Does not hold"), _("Refuted by a verdict of this desk.")),
    ]


def _lead(story: Story) -> str:
    """The state of play in a sentence or two."""
    counts = Counter(claim.section for claim in story.claims)
    words = {
        stories.STANDS: ngettext(
            "%(n)s claim stands", "%(n)s claims stand", counts[stories.STANDS]
        ),
        stories.ONE_ORIGIN: ngettext(
            "%(n)s hangs on one origin", "%(n)s hang on one origin", counts[stories.ONE_ORIGIN]
        ),
        stories.SEVERAL: ngettext(
            "%(n)s has several origins and is not settled",
            "%(n)s have several origins and are not settled",
            counts[stories.SEVERAL],
        ),
        stories.CONTESTED: ngettext(
            "%(n)s is contested", "%(n)s are contested", counts[stories.CONTESTED]
        ),
        stories.REFUTED: ngettext(
            "%(n)s does not hold", "%(n)s do not hold", counts[stories.REFUTED]
        ),
    }
    said = [words[key] % {"n": counts[key]} for key in stories.SECTIONS if counts[key]]
    return f"{'; '.join(said)}." if said else ""


def _scales(story: Story) -> dict[str, Scale]:
    """One scale for all figures in a unit; the unit of most figures first."""
    by_unit: dict[str, list[inputs.Quantity]] = {}
    for claim in story.claims:
        for figure in claim.figures[:MOST_FIGURES]:
            by_unit.setdefault(figure.unit, []).append(figure)
    ordered = sorted(by_unit.items(), key=lambda item: (-len(item[1]), item[0]))
    drawn = ((unit, scale_of(figures)) for unit, figures in ordered)
    return {unit: scale for unit, scale in drawn if scale is not None}


def _drawn(claim: StoryClaim, scales: dict[str, Scale], usual: str) -> list[FigureView]:
    return [
        FigureView(drawing_of(figure, scale), scale, figure, figure.unit != usual)
        for figure in claim.figures[:MOST_FIGURES]
        if (scale := scales.get(figure.unit)) is not None
    ]


def _export_address(room: Room, story: Story) -> str:
    """The claims of the story that have a verdict, for the export; empty without any."""
    judged = {
        wording
        for claim in story.claims
        if claim.row.verdict is not None
        for wording in claim.row.told.wordings
    }
    if not judged:
        return ""
    ids = ",".join(map(str, sorted(judged)[:MOST_EXPORTED]))
    return f"{urlencode({'project': room.project.slug})}&claim={ids}"


def _address_of_last(story: Story) -> str:
    """What leads to the day of the last change, where nothing is new; else empty."""
    last = story.last_change
    if story.changes or last is None or last > story.since:
        return ""
    return f"?{urlencode({'as_of': last.isoformat()})}"


# --- what belongs to it ---------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(DECIDE)
def edit_story(request: HttpRequest, room: Room, topic_id: int) -> HttpResponse:
    """Renames a story, and puts claims and articles in or takes them out."""
    topic = _topic(room, topic_id)
    act = request.POST.get("act", "")
    form = NameForm(request.POST if act == "rename" else None, initial={"name": topic.name})
    said = inputs.sentences_on(room.user, topic, as_of=None)
    sentence = SentenceForm(
        request.POST if act == "say" else None,
        initial={"text": said[0].text if said else ""},
    )
    if request.method == "POST":
        bound = sentence if act == "say" else form
        try:
            done = _done(request, room, topic, act, bound)
        except Refusal as refusal:
            show_refusal(bound, refusal) if bound.is_bound else messages.error(
                request, refusal.message
            )
            done = not bound.is_bound
        if done:
            return redirect("edit-story", room.project.slug, topic.pk)
    words = searched_words(request, "search")
    inside = inputs.story_members(room.user, topic, most=MOST_OFFERED)
    outside = inputs.story_candidates(room.user, topic, words=words, most=MOST_OFFERED)
    context = {
        **place_of(room, section="stories"),
        "topic": topic,
        "form": form,
        "sentence_form": sentence,
        "sentences": said,
        "inside": inside,
        "outside": outside,
        "words": words,
        "most": MOST_OFFERED,
    }
    return render(request, "credibility/story_edit.html", context)


def _done(
    request: HttpRequest, room: Room, topic: inputs.Topic, act: str, form: forms.Form
) -> bool:
    if form.is_bound and not form.is_valid():
        return False
    if act == "say":
        _said, is_new = say_of_topic(room.user, topic.pk, text=form.cleaned_data["text"])
        messages.success(request, _("Saved.") if is_new else _("That stood already."))
        return True
    if act == "rename":
        rename_topic(room.user, topic.pk, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return True
    claims, articles = _ids(request, "claim"), _ids(request, "article")
    move = take_from_topic if act == "take" else put_into_topic
    moved = move(room.user, topic.pk, claims=claims, articles=articles)
    said = ngettext("%(n)s moved.", "%(n)s moved.", moved) % {"n": moved}
    messages.success(request, said if moved else _("Nothing was ticked, so nothing was moved."))
    return True


def _ids(request: HttpRequest, name: str) -> Sequence[int]:
    return [number for number in map(row_number, request.POST.getlist(name)) if number]
