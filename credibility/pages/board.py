"""The claim board: claims beside sources, as of a day; as a page, a sheet to print, and a file."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from annotator.pages.day_field import DayField
from annotator.pages.doors import Room, in_project
from annotator.text.dates import FIRST_DAY
from credibility import boards, inputs, queries, tracing
from credibility.api.csv_rows import csv_response
from credibility.boards import Beside, Board, BoardClaim, BoardFilter, Cell
from credibility.explaining import two_source_check
from credibility.pages.claim_words import (
    SYMBOLS,
    bound_of,
    check_in_words,
    day_in_words,
    origins_in_words,
    stance_in_words,
)
from credibility.pages.filters import page_number
from credibility.pages.traces import place_of
from credibility.partial_days import as_known
from credibility.queries import ClaimNumbers

CLAIMS_ON_A_PAGE = 50
MOST_SOURCES = 80
MOST_TICKS = 40
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)
SHORT = "SHORT_DATE_FORMAT"
CELL_STANCES = ("asserts", "denies", "leaves_open", "declines", "not_acknowledged")


# --- what is asked for ----------------------------------------------------------------------


class BoardForm(forms.Form):
    """The filters of the board; all of them stand in the address."""

    topic = forms.ChoiceField(label=gettext_lazy("Story"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)
    stance = forms.ChoiceField(label=gettext_lazy("Stance"), required=False)
    since = DayField(gettext_lazy("Told since"))
    one_origin = forms.BooleanField(label=gettext_lazy("May stand on one origin"), required=False)
    clash = forms.BooleanField(label=gettext_lazy("Figures clash"), required=False)
    as_of = DayField(widget=forms.HiddenInput)

    def __init__(self, project_id: int, data: QueryDict) -> None:
        super().__init__(data)
        names = inputs.source_names(project_id)
        named = sorted(names.values(), key=lambda known: known.name.casefold())
        self._offer("topic", inputs.topics_of(project_id))
        self._offer("source", [(known.id, known.name) for known in named])
        self._offer("verdict", [*inputs.verdict_values(), (boards.NO_VERDICT, _("no verdict"))])
        stances = (*CELL_STANCES, boards.DIVIDED)
        self._offer("stance", [(one, stance_in_words(one)) for one in stances])
        self.names = {pk: known.name for pk, known in names.items()}

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all")), *choices]

    @property
    def day(self) -> datetime.date | None:
        """The day asked for; None is today."""
        self.is_valid()
        found: datetime.date | None = self.cleaned_data.get("as_of")
        return found

    @property
    def wanted(self) -> BoardFilter:
        """Which claims; what makes no sense is passed over."""
        self.is_valid()
        said = self.cleaned_data
        return BoardFilter(
            topic=int(said["topic"]) if said.get("topic") else None,
            source=int(said["source"]) if said.get("source") else None,
            verdict=said.get("verdict", ""),
            stance=said.get("stance", ""),
            is_one_origin=bool(said.get("one_origin")),
            is_clash=bool(said.get("clash")),
            since=said.get("since"),
        )

    def address(self, **changes: Any) -> str:
        """The address that keeps all of this, with changes; from the question mark on."""
        said = {name: value for name, value in self.cleaned_data.items() if value} | changes
        kept = {name: "1" if value is True else str(value) for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


# --- what is shown --------------------------------------------------------------------------


@dataclass(frozen=True)
class CellView:
    """A filled cell in words."""

    source: str
    stance: str
    words: str
    symbol: str
    figure: str
    note: str
    href: str


@dataclass(frozen=True)
class RowView:
    """A claim's row: its cells in the order of the columns, None where it is empty."""

    claim: int
    text: str
    language: str
    href: str
    verdict: inputs.GivenVerdict | None
    since: str
    numbers: ClaimNumbers
    count: str
    span: str
    check: str
    check_words: str
    clashes: list[str]
    beside: Beside | None
    cells: list[CellView | None]


@dataclass(frozen=True)
class Tick:
    """A day on which a verdict was given, with its place on the line from 0 to 100."""

    day: datetime.date
    place: str
    address: str


@dataclass(frozen=True)
class Timeline:
    """The days from the first report on, for the slider, without long stretches in which nothing
    happened; `at`: how many of `days` in."""

    first: datetime.date
    last: datetime.date
    at: int
    days: int
    stretches: str
    ticks: list[Tick]


@require_safe
@in_project()
def board(request: HttpRequest, room: Room) -> HttpResponse:
    """All claims beside all sources, one page of claims at a time."""
    queries.check_open(room.user, room.project)
    project_id = room.project.pk
    form = BoardForm(project_id, request.GET)
    as_of = form.day
    full = boards.board_of(project_id, as_of=as_of)
    shown = boards.shown_of(project_id, full, form.wanted)
    page = tracing.slice_of(shown.claims, number=page_number(request), size=CLAIMS_ON_A_PAGE)
    columns = shown.sources[:MOST_SOURCES]
    numbers = boards.numbers_on(project_id, page.rows)
    view = _View(room.project.slug, form.names, columns, as_of)
    context = {
        **place_of(room, section="board"),
        "form": form,
        "as_of": as_of,
        "is_narrowed": form.wanted != BoardFilter(),
        "has_claims": bool(full.claims),
        "nothing_yet": _nothing_yet(full, as_of),
        "first_day": full.first_day,
        "articles": full.articles,
        "timeline": _timeline(full, form, inputs.verdict_days(project_id)),
        "columns": [(pk, view.name(pk)) for pk in columns],
        "more_sources": len(shown.sources) - len(columns),
        "page": page,
        "rows": [view.row(claim, numbers[claim.told.group]) for claim in page.rows],
        "here": form.address() if form.address() != "?" else "",
        "today_address": form.address(as_of=None),
        "clash_address": form.address(clash=None if form.wanted.is_clash else "1"),
        "csv_address": reverse("board-csv", args=[room.project.slug]) + form.address(),
    }
    return render(request, "credibility/board.html", context)


def _nothing_yet(full: Board, as_of: datetime.date | None) -> bool:
    return bool(as_of and full.first_day and as_of.isoformat() < full.first_day)


@dataclass(frozen=True)
class _View:
    """Puts claims into the words of the page."""

    slug: str
    names: Mapping[int, str]
    columns: Sequence[int]
    as_of: datetime.date | None

    def name(self, source: int) -> str:
        """The name of a column."""
        if source == boards.NOT_NAMED:
            return _("not named")
        return self.names.get(source, str(source))

    def row(self, claim: BoardClaim, numbers: ClaimNumbers) -> RowView:
        """A claim's row."""
        href = reverse("claim", args=[self.slug, claim.told.claim])
        as_of = f"as_of={self.as_of}" if self.as_of else ""
        found = numbers.independent_origins
        is_range = found.lower != found.upper
        check = two_source_check(numbers)
        return RowView(
            claim=claim.told.claim,
            text=claim.told.text,
            language=claim.told.language,
            href=f"{href}?{as_of}" if as_of else href,
            verdict=claim.verdict,
            since=str(date_format(claim.verdict.day, SHORT)) if claim.verdict else "",
            numbers=numbers,
            count=origins_in_words(found.value),
            span=f"{origins_in_words(found.lower)}–{origins_in_words(found.upper)}"
            if is_range
            else "",
            check=check,
            check_words=check_in_words(check),
            clashes=[f"{self.name(one)} ≠ {self.name(other)}" for one, other in claim.clashes],
            beside=claim.beside,
            cells=[
                self._cell(source, cell, f"{href}?{as_of}&source={source}#evidence")
                if (cell := claim.cells.get(source))
                else None
                for source in self.columns
            ],
        )

    def _cell(self, source: int, cell: Cell, href: str) -> CellView:
        via = ", ".join(self.name(one) for one in cell.via)
        note = [day_in_words(cell.told, pattern=SHORT) if cell.told else _("undated")]
        if via:
            note.append(_("via %(names)s") % {"names": via})
        if cell.people > 1:
            note.append(_("%(number)s articles") % {"number": cell.people})
        return CellView(
            source=self.name(source),
            stance=cell.stance,
            words=stance_in_words(cell.stance),
            symbol=SYMBOLS.get(cell.stance, ""),
            figure=bound_of(cell.figure) if cell.figure else "",
            note=" · ".join(note),
            href=href.replace("?&", "?"),
        )


def _timeline(
    full: Board, form: BoardForm, verdict_days: Sequence[datetime.date]
) -> Timeline | None:
    """The line the slider runs on; None while nothing was reported."""
    if not full.first_day:
        return None
    told_first, told_last = map(datetime.date.fromisoformat, (full.first_day, full.last_day))
    # Rows of earlier versions may be dated at the ends of the calendar.
    first = max(told_first, FIRST_DAY) - DAY
    stretches = _stretches(first, told_last, verdict_days)
    last = stretches[-1][0] + (stretches[-1][1] - 1) * DAY
    most = sum(many for _start, many in stretches) - 1
    ticks = [
        Tick(day, f"{100 * _place_of(day, stretches) / most:.2f}", form.address(as_of=day))
        for day in verdict_days
        if first <= day <= last
    ]
    return Timeline(
        first=first,
        last=last,
        at=_place_of(form.day or last, stretches),
        days=most,
        stretches=",".join(f"{start.isoformat()} {many}" for start, many in stretches),
        ticks=ticks[-MOST_TICKS:],
    )


def _stretches(
    first: datetime.date, told_last: datetime.date, verdict_days: Sequence[datetime.date]
) -> list[tuple[datetime.date, int]]:
    """The days the slider goes through, as first days with how many follow: a week after the last
    report and after each verdict it jumps to the day before the next one, for nothing changes in
    between. At least two days."""
    today = timezone.localdate()
    spans = [(first, told_last), *((day - DAY, day) for day in sorted(verdict_days) if day > first)]
    found: list[tuple[datetime.date, datetime.date]] = []
    for start, end in spans:
        last = max(start, min(today, min(today, end) + WEEK))
        if found and start <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        elif start <= today or not found:
            found.append((start, last))
    if found == [(first, first)]:
        found = [(first, first + DAY)]
    return [(start, (last - start).days + 1) for start, last in found]


def _place_of(day: datetime.date, stretches: Sequence[tuple[datetime.date, int]]) -> int:
    """How many days of the stretches come before that day, or before the last one before it."""
    before = sum(min(many, max(0, (day - start).days + 1)) for start, many in stretches)
    return max(0, before - 1)


# --- as a file ------------------------------------------------------------------------------

CSV_COLUMNS = (
    *("claim", "text", "topic", "verdict", "verdict_as_of", "outlets", "origins"),
    *("origins_lower", "origins_upper", "check", "source", "source_name", "stance", "date"),
    *("via", "figure_lower", "figure_upper", "figure_words", "figures_clash"),
)


@require_safe
@in_project()
def board_csv(request: HttpRequest, room: Room) -> HttpResponse:
    """The claims that the filters leave, a line for each filled cell, under names that may leave
    the house; claims whose words hold a protected name are left out and counted."""
    queries.check_open(room.user, room.project)
    project_id = room.project.pk
    form = BoardForm(project_id, request.GET)
    full = boards.board_of(project_id, as_of=form.day)
    shown = boards.shown_of(project_id, full, form.wanted)
    shield = inputs.shield_of([project_id])
    claims = [row for row in shown.claims if not shield.hides(project_id, row.told.text)]
    topics = dict(inputs.topics_of(project_id))
    lines = _csv_lines(
        claims,
        boards.numbers_on(project_id, claims),
        inputs.outside_names(project_id),
        topics,
        hides=lambda words: shield.hides(project_id, words),
    )
    file = csv_response(CSV_COLUMNS, lines, file_name=f"{room.project.slug}-board.csv")
    response = HttpResponse(file.getvalue(), headers=dict(file.items()))
    response["X-Rows-Left-Out"] = str(len(shown.claims) - len(claims))
    return response


def _csv_lines(
    claims: Sequence[BoardClaim],
    numbers: Mapping[int, ClaimNumbers],
    names: Mapping[int, str],
    topics: Mapping[int, str],
    hides: Callable[[str], bool],
) -> Iterator[list[Any]]:
    for claim in claims:
        found = numbers[claim.told.group]
        origins = found.independent_origins
        about = [
            claim.told.claim,
            claim.told.text,
            topics.get(claim.told.topic or 0, ""),
            claim.verdict.value if claim.verdict else "",
            claim.verdict.day if claim.verdict else "",
            found.voices.carriers,
            origins.value,
            origins.lower,
            origins.upper,
            two_source_check(found),
        ]
        for source, cell in sorted(claim.cells.items()):
            figure = cell.figure
            yield [
                *about,
                source or "",
                names.get(source, "") if source else "",
                cell.stance,
                as_known(cell.told),
                "; ".join(names.get(one, str(one)) for one in cell.via),
                _plain(figure.lower if figure else None),
                _plain(figure.upper if figure else None),
                figure.words if figure and not hides(figure.words) else "",
                "yes" if claim.has_clash else "",
            ]


def _plain(bound: Decimal | None) -> Decimal | int | str:
    """A bound as a spreadsheet reads it: without zeros at its end."""
    if bound is None:
        return ""
    return int(bound) if bound == bound.to_integral_value() else bound.normalize()


# --- the list of claims ---------------------------------------------------------------------


class ClaimsForm(forms.Form):
    """The filters of the list of claims."""

    search = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    topic = forms.ChoiceField(label=gettext_lazy("Story"), required=False)
    label = forms.ChoiceField(label=gettext_lazy("Label"), required=False)
    nameless = forms.BooleanField(label=gettext_lazy("No named origin"), required=False)
    one_origin = forms.BooleanField(label=gettext_lazy("May stand on one origin"), required=False)
    as_of = DayField(gettext_lazy("As of"))

    def __init__(self, project_id: int, data: QueryDict) -> None:
        super().__init__(data)
        for name, choices in (
            ("topic", inputs.topics_of(project_id)),
            ("label", inputs.label_names()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("all")), *choices]

    @property
    def wanted(self) -> BoardFilter:
        """Which claims; what makes no sense is passed over."""
        self.is_valid()
        said = self.cleaned_data
        return BoardFilter(
            topic=int(said["topic"]) if said.get("topic") else None,
            label=said.get("label", ""),
            words=said.get("search", ""),
            is_nameless=bool(said.get("nameless")),
            is_one_origin=bool(said.get("one_origin")),
        )

    @property
    def day(self) -> datetime.date | None:
        """As of which day; None for today, also where what was written is no day."""
        self.is_valid()
        found: datetime.date | None = self.cleaned_data.get("as_of")
        return found

    @property
    def here(self) -> str:
        """The address that keeps all of this; empty for everything."""
        kept = {
            name: "1" if value is True else value
            for name, value in self.cleaned_data.items()
            if value
        }
        return f"?{urlencode(kept)}" if kept else ""


@require_safe
@in_project()
def claims(request: HttpRequest, room: Room) -> HttpResponse:
    """All claims in use, newest first, also those that nobody has told of yet; as of a day those
    that had been told of by then, as they stood."""
    queries.check_open(room.user, room.project)
    project_id = room.project.pk
    form = ClaimsForm(project_id, request.GET)
    wanted, as_of = form.wanted, form.day
    full = boards.board_of(project_id, as_of=as_of)
    found = boards.shown_of(project_id, full, wanted, untold_too=as_of is None).claims
    page = tracing.slice_of(found, number=page_number(request), size=CLAIMS_ON_A_PAGE)
    numbers = boards.numbers_on(project_id, page.rows)
    context = {
        **place_of(room, section="claims"),
        "form": form,
        "is_narrowed": bool(as_of) or wanted != BoardFilter(),
        "as_of": as_of,
        "nothing_yet": _nothing_yet(full, as_of),
        "first_day": full.first_day,
        "topics": dict(inputs.topics_of(project_id)),
        "page": page,
        "rows": [
            (row, numbers[row.told.group], *_check(numbers[row.told.group])) for row in page.rows
        ],
        "here": form.here,
    }
    return render(request, "credibility/claims.html", context)


def _check(numbers: ClaimNumbers) -> tuple[str, str]:
    check = two_source_check(numbers)
    return check, check_in_words(check)
