"""Down to the spans: the pages that a number on the agreement pages opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.errors import NotFound
from annotator.pages.doors import Room, in_project
from annotator.services.access import MANAGE
from annotator.written_numbers import row_number
from credibility import confidences, inputs, queries, tracing, unit_traces
from credibility.measures.alpha import nominal_alpha
from credibility.measures.bootstrap import Resampled, bootstrap
from credibility.measures.pairs import POSITIONS
from credibility.measures.ratings import Pattern, Patterns, one_against_rest
from credibility.measures.tallies import LABELS, Reading, Tally, total_of
from credibility.pages.annotator_panel import (
    MEASURE_NAMES,
    SPAN_NAMES,
    STANCE,
    Line,
    report_line,
)
from credibility.pages.confidence_panel import confidence_panel
from credibility.pages.filters import address_of, page_number, scope_form
from credibility.pages.measure_sentences import sentence_of
from credibility.pages.source_panel import PairLine
from credibility.pages.wording import people_in, position_name
from credibility.queries import AgreementRow

CLAIMS_ON_A_PAGE = 10
ARTICLES_ON_A_PAGE = 50
UNITS_ON_A_PAGE = 25
BOOTSTRAP_SEED = 1
_MOST_DIGITS_OF_A_COUNT = 5


@require_safe
@in_project()
def pair(request: HttpRequest, room: Room, source_a: int, source_b: int) -> HttpResponse:
    """Two sources: every claim that their numbers count, with the spans behind each position."""
    queries.check_open(room.user, room.project)
    project = room.project
    names = inputs.source_names(project.pk, among=[source_a, source_b])
    if len(names) != 2:
        raise NotFound
    both = min(source_a, source_b), max(source_a, source_b)
    form = scope_form(request, project)
    scope = form.scope
    row = queries.one_pair(project.pk, both, scope=scope)
    show = request.GET.get("show", "")
    groups = tracing.shared_groups(project.pk, both, scope=scope, show=show)
    page = tracing.slice_of(groups, number=page_number(request), size=CLAIMS_ON_A_PAGE)
    claims = tracing.traced_claims(room.user, project.pk, page.rows, sources=both, scope=scope)
    line = PairLine(row, names[both[0]].name, names[both[1]].name, scope)
    context = {
        **place_of(room),
        "form": form,
        "scope": scope,
        "names": {pk: known.name for pk, known in names.items()},
        "line": line,
        "sources": [names[source] for source in both],
        "cells": _cells(row),
        "positions": [position_name(position) for position in POSITIONS],
        "claims": claims,
        "page": page,
        "show": show,
        "choices": _choices(row, scope),
        "here": address_of(scope, show=show),
        "people": people_in(room),
    }
    return render(request, "credibility/pair.html", context)


def place_of(room: Room, *, section: str = "agreement") -> dict[str, Any]:
    """What every page of a project shows around itself."""
    return {"project": room.project, "room": room, "section": section}


def _cells(row: queries.PairNumbers) -> list[tuple[str, list[int]]]:
    """The nine cells, a row for each position of the first source."""
    return [
        (position_name(one), [row.counts[f"{one}_{other}"] for other in POSITIONS])
        for one in POSITIONS
    ]


def _choices(row: queries.PairNumbers, scope: queries.Scope) -> list[tuple[str, str, str, int]]:
    """What of the claims can be shown: key, words, address and how many."""
    counted = (
        ("", _("all"), row.n),
        (tracing.DIFFER, _("not the same"), row.n - row.agree),
        (tracing.SAME, _("the same"), row.agree),
        (tracing.SILENT_BOTH, _("both silent"), row.counts["both_silent"]),
    )
    return [
        (key, words, address_of(scope, show=key) or "?", number) for key, words, number in counted
    ]


@require_safe
@in_project()
def units(request: HttpRequest, room: Room) -> HttpResponse:
    """Annotator agreement: the patterns behind a number, by article, and the passages of one."""
    queries.check_open(room.user, room.project)
    form = scope_form(request, room.project)
    scope, which = form.scope, _unit_scope(request)
    article = request.GET.get("article", "")
    narrowed = {
        "of": "stances" if which.of_stances else "",
        "pair": "-".join(map(str, which.people or ())),
        "label": which.label,
    }
    context = {
        **place_of(room),
        "form": form,
        "scope": scope,
        "which": which,
        "people": people_in(room),
        "narrowed": narrowed,
        "around": address_of(scope, **narrowed),
        "standing": queries.live_standing(room.project.pk),
        "categories": [_category_name(which, name) for name in which.categories],
    }
    if article:
        return _units_of_article(request, room, article, context)
    project_id = room.project.pk
    by_article = queries.tallies(project_id, scope=scope)
    choice = _unit_choice(request, which, context["people"])
    if choice.is_made:
        return _units_chosen(request, room, by_article, choice, context)
    total = total_of(by_article.values())
    patterns = unit_traces.patterns_in(total, which)
    rows = unit_traces.article_counts(by_article, which)
    page = tracing.slice_of(rows, number=page_number(request), size=ARTICLES_ON_A_PAGE)
    context |= {
        "patterns": [
            (pattern, number, _opens(pattern, which, scope, narrowed))
            for pattern, number in sorted(
                patterns.items(),
                key=lambda item: (max(item[0]) == sum(item[0]), -item[1]),
            )
        ],
        "measures": (numbers := _numbers(queries.annotator_rows(project_id, scope=scope), which)),
        "in_words": _in_words(numbers),
        "resampled": _resampled(total, which),
        "articles": inputs.article_rows(room.project.pk, [row.article for row in page.rows]),
        "page": page,
        "here": context["around"],
    }
    return render(request, "credibility/units.html", context)


@require_safe
@in_project(MANAGE)
def competence(request: HttpRequest, room: Room) -> HttpResponse:
    """How many of each annotator's labels are right, by the model; for managers, by name."""
    queries.check_open(room.user, room.project)
    people = people_in(room)
    if request.GET.get("confidence"):
        return _confidence(request, room, people)
    found = unit_traces.competences(room.project.pk)
    lines = [
        Line(
            people.get(row.person, str(row.person)),
            row.result,
            row.labels,
            opens=f"?person={row.person}",
        )
        for row in found.people
    ]
    context = {
        **place_of(room),
        "found": found,
        "lines": sorted(lines, key=lambda line: line.name.casefold()),
        "standing": queries.live_standing(room.project.pk),
        "scope": queries.EVERYTHING,
        "confidence": confidence_panel(room.project.pk, people),
    }
    return render(request, "credibility/competence.html", context)


def _confidence(request: HttpRequest, room: Room, people: dict[int, str]) -> HttpResponse:
    """The labels behind a number of how sure somebody, or everybody (0), was."""
    person = row_number(request.GET["confidence"])
    if person and person not in people:
        raise NotFound
    cases = confidences.cases_of(room.project.pk, person)
    page = tracing.slice_of(cases, number=page_number(request), size=UNITS_ON_A_PAGE)
    quotes = inputs.quotes_of(room.user, [case.annotation for case in page.rows])
    context = {
        **place_of(room),
        "name": people.get(person, ""),
        "page": page,
        "here": f"?confidence={person}",
        "cases": [
            (case, quotes[case.annotation], inputs.label_name(case.decided) if case.decided else "")
            for case in page.rows
            if case.annotation in quotes
        ],
        "people": people,
    }
    return render(request, "credibility/confidence_cases.html", context)


def _units_of_article(
    request: HttpRequest, room: Room, written: str, context: dict[str, Any]
) -> HttpResponse:
    article_id = row_number(written)
    article = inputs.article_rows(room.project.pk, [article_id]).get(article_id)
    if article is None:
        raise NotFound
    scope, which, show = context["scope"], context["which"], request.GET.get("show", "")
    project_id = room.project.pk
    found = unit_traces.units_in(project_id, article_id, which, show=show)
    page = tracing.slice_of(found, number=page_number(request), size=UNITS_ON_A_PAGE)
    said = {**context["narrowed"], "article": article_id}
    tally = queries.article_tally(project_id, article_id)
    (counts,) = unit_traces.article_counts({article_id: tally}, which) or [
        unit_traces.ArticleCounts(article_id, 0, 0, 0)
    ]
    choices = (
        ("", _("judged by two or more"), counts.judged),
        (unit_traces.DIFFER, _("not the same"), counts.differ),
        (unit_traces.LEFT_OUT, _("left out: only one person"), counts.left_out),
    )
    context |= {
        "article": article,
        **_shown_units(room, page.rows),
        "page": page,
        "show": show,
        "here": address_of(scope, **said, show=show),
        "choices": [
            (key, words, address_of(scope, **said, show=key), number)
            for key, words, number in choices
        ],
        "measures": (numbers := _named(queries.article_agreement(project_id, article_id))),
        "in_words": _in_words(numbers),
        **_spans_of(project_id, article_id),
    }
    return render(request, "credibility/units_of_article.html", context)


def _opens(
    pattern: Pattern, which: unit_traces.UnitScope, scope: queries.Scope, narrowed: dict[str, str]
) -> str:
    """Where the passages of a pattern are shown. Of stances a pattern is one source's in a passage,
    and a passage may have several: those are found by article."""
    if which.of_stances:
        return ""
    return address_of(scope, **narrowed, pattern="-".join(map(str, pattern)))


def _unit_choice(
    request: HttpRequest, which: unit_traces.UnitScope, people: Mapping[int, str]
) -> unit_traces.UnitChoice:
    """The pattern of labels, or the person, that the address asks for."""
    written = request.GET.get("pattern", "").split("-")
    is_pattern = len(written) == len(LABELS) and all(
        part.isascii() and part.isdigit() and len(part) < _MOST_DIGITS_OF_A_COUNT
        for part in written
    )
    person = row_number(request.GET.get("person", ""))
    return unit_traces.UnitChoice(
        pattern=tuple(map(int, written)) if is_pattern and not which.of_stances else None,
        person=person if person in people else None,
    )


def _units_chosen(
    request: HttpRequest,
    room: Room,
    by_article: Mapping[int, Tally],
    choice: unit_traces.UnitChoice,
    context: dict[str, Any],
) -> HttpResponse:
    """The passages of all articles that people met in with one pattern, or that one judged."""
    found = unit_traces.units_across(room.project.pk, by_article, context["which"], choice)
    page = tracing.slice_of(found, number=page_number(request), size=UNITS_ON_A_PAGE)
    said = {
        **context["narrowed"],
        "pattern": "-".join(map(str, choice.pattern or ())),
        "person": choice.person,
    }
    context |= {
        "choice": choice,
        "counts": list(zip(context["categories"], choice.pattern or (), strict=False)),
        "page": page,
        "here": address_of(context["scope"], **said),
        **_shown_units(room, page.rows),
    }
    return render(request, "credibility/units_chosen.html", context)


def _shown_units(room: Room, rows: Sequence[Sequence[Reading]]) -> dict[str, Any]:
    """The passages with their quotes, and the names of the sources in them."""
    traced = unit_traces.traced_units(room.user, rows)
    sources = {
        source for unit in traced for row in unit.readings for source, _stance in row.stances
    }
    names = inputs.source_names(room.project.pk, among=sources)
    return {"units": traced, "names": {pk: known.name for pk, known in names.items()}}


def _spans_of(project_id: int, article_id: int) -> dict[str, Any]:
    """How alike people cut this text, as the last report of spans has it."""
    rows, computed_at = queries.span_rows(project_id)
    lines = [report_line(row) for row in rows if row.article == article_id]
    return {"cuts": lines, "cuts_computed_at": computed_at}


def _unit_scope(request: HttpRequest) -> unit_traces.UnitScope:
    """What the address asks for; what makes no sense is passed over."""
    written = request.GET.get("pair", "").split("-")
    numbers = sorted(filter(None, map(row_number, written)))
    label = request.GET.get("label", "")
    return unit_traces.UnitScope(
        of_stances=request.GET.get("of") == "stances",
        people=(numbers[0], numbers[1]) if len(numbers) == 2 else None,
        label=label if label in LABELS else "",
    )


def _numbers(
    rows: Iterable[AgreementRow], which: unit_traces.UnitScope
) -> list[tuple[str, AgreementRow]]:
    """Every measure of what the page is about, by name."""
    if which.label:
        scope: dict[str, Any] = {"kind": "label", "label": which.label}
    elif which.people:
        scope = {"kind": "pair", "annotators": list(which.people)}
    else:
        scope = {"kind": "project"}
    of_scope = [row for row in rows if row.scope == scope]
    return _named(row for row in of_scope if row.measure.startswith(STANCE) == which.of_stances)


def _named(rows: Iterable[AgreementRow]) -> list[tuple[str, AgreementRow]]:
    order = [*MEASURE_NAMES, *SPAN_NAMES]
    found = sorted(rows, key=lambda row: _place(order, row.measure))
    return [(_measure_name(row.measure), row) for row in found]


def _in_words(numbers: Iterable[tuple[str, AgreementRow]]) -> list[Line]:
    """The numbers as sentences."""
    return [
        Line(name, row.result, row.n, sentence=sentence_of(row.measure, row.result))
        for name, row in numbers
    ]


def _place(order: list[str], measure: str) -> tuple[bool, int]:
    return measure.startswith(STANCE), order.index(measure.removeprefix(STANCE))


def _resampled(total: Tally, which: unit_traces.UnitScope) -> Resampled:
    """Alpha with the interval of resamples, the same for everybody who looks."""
    patterns: Patterns = unit_traces.patterns_in(total, replace(which, label=""))
    if which.label:
        patterns = one_against_rest(patterns, LABELS.index(which.label))
    return bootstrap(nominal_alpha, patterns, seed=BOOTSTRAP_SEED)


def _category_name(which: unit_traces.UnitScope, name: str) -> str:
    return inputs.stance_name(name) if which.of_stances else inputs.label_name(name)


def _measure_name(measure: str) -> str:
    name = str({**MEASURE_NAMES, **SPAN_NAMES}[measure.removeprefix(STANCE)])
    return _("Stances: %(measure)s") % {"measure": name} if measure.startswith(STANCE) else name
