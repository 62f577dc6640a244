"""Claims: the list, and the page of one: who tells it, along which chains, with which figures."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.errors import NotFound
from annotator.pages.doors import Room, in_project
from annotator.services.access import DECIDE, WORK
from annotator.services.comments import LONGEST_COMMENT
from annotator.written_numbers import row_number
from credibility import (
    claim_figures,
    claim_kin,
    explaining,
    inputs,
    known_claims,
    language_hints,
    queries,
    tracing,
)
from credibility.known_claims import KnownClaims
from credibility.pages.chain_picture import MOST_ROWS, Node, Picture, picture_of
from credibility.pages.claim_words import check_in_words, difference_in_words, stance_in_words
from credibility.pages.filters import page_number, searched_words
from credibility.pages.hint_lines import hint_lines
from credibility.pages.interval_drawing import scale_of
from credibility.pages.traces import place_of
from credibility.pages.verdict_timeline import timeline_of
from credibility.pages.wording import people_in

MARKS_ON_A_PAGE = 20
MOST_WAYS = 40
MOST_BESIDE = 12
MOST_DERIVED = 50
MOST_HINTS = 8
MOST_STORY_CLAIMS = 60


@require_safe
@in_project()
def claim(request: HttpRequest, room: Room, claim_id: int) -> HttpResponse:
    """One claim: verdict, origins, figures, chains, appearances, and its kin."""
    facts = find_claim(room, claim_id)
    context = {**place_of(room, section="claims"), "facts": facts, "claim": facts.claim}
    context["may_decide"] = room.allows(DECIDE)
    if not facts.is_in_use:
        return render(request, "credibility/claim_away.html", context)
    as_of, is_wrong_day = day_in(request)
    known = known_claims.claims_among(room.project.pk, lambda: _story_groups(room, facts))
    whole = known.told.get(facts.claim.group_id)
    if whole is None:
        raise NotFound  # merged into another one in this moment
    told = whole.by(as_of)
    context |= {
        "as_of": as_of,
        "is_wrong_day": is_wrong_day,
        "first_day": told.first_day,
        "verdict": known.verdicts(room.project.pk, as_of=as_of).get(told.group),
        "told": told,
        "names": {pk: known.name for pk, known in inputs.source_names(room.project.pk).items()},
        "people": people_in(room),
    }
    context |= timeline_of(room, claim_id, as_of=as_of)
    context |= _origins(room, told, is_whole=request.GET.get("derived") == "all")
    context |= _figures(told, known, as_of)
    context |= _chains(told, context["names"], room.project.pk)
    context |= _marks(request, room, told, as_of)
    context |= _talk(room, facts)
    if context["may_decide"]:
        context |= _kin(request, room, facts)
    return render(request, "credibility/claim.html", context)


def find_claim(room: Room, claim_id: int) -> inputs.ClaimFacts:
    """The claim of that id, where the scores are open to the person; else NotFound."""
    queries.check_open(room.user, room.project)
    facts = inputs.claim_facts(room.user, room.project.pk, claim_id)
    if facts is None:
        raise NotFound
    return facts


def day_in(request: HttpRequest) -> tuple[datetime.date | None, bool]:
    """The day the address asks for (None: today), and whether what stands there is no day."""
    written = request.GET.get("as_of", "").strip()
    if not written:
        return None, False
    try:
        return datetime.date.fromisoformat(written[:10]), False
    except ValueError:
        return None, True


def _story_groups(room: Room, facts: inputs.ClaimFacts) -> list[int]:
    """The claim's group, and those of the story whose figures are set beside its own."""
    mine = facts.claim.group_id
    topic = inputs.topics_of_groups([mine]).get(mine)
    if topic is None:
        return [mine]
    groups = inputs.groups_in_use(room.project.pk, topic=topic).order_by("-pk")
    ids = groups.values_list("pk", flat=True)[:MOST_STORY_CLAIMS]
    return [mine, *(pk for pk in ids if pk != mine)]


def _origins(room: Room, told: inputs.ToldClaim, *, is_whole: bool) -> dict[str, Any]:
    [sides] = queries.sides_of(room.project.pk, [told])
    [numbers] = queries.numbers_of_sides(room.project.pk, [told], [sides])
    found = explaining.explained(room.project.pk, told, sides, numbers)
    hints = language_hints.hints_on(room.project.pk, told, sides.supporters)
    derived = found.derived if is_whole else found.derived[:MOST_DERIVED]
    suggestion = inputs.label_name(numbers.suggestion) if numbers.suggestion else ""
    return {
        "numbers": numbers,
        "suggestion_name": suggestion,
        "explained": found,
        "derived": _with_texts(room.project.pk, told, derived),
        "more_derived": 0 if is_whole else max(0, len(found.derived) - MOST_DERIVED),
        "derived_is_whole": is_whole,
        "hints": hint_lines(hints if is_whole else hints[:MOST_HINTS], told),
        "more_hints": 0 if is_whole else max(0, len(hints) - MOST_HINTS),
        "check": check_in_words(found.check),
    }


def _with_texts(
    project_id: int, told: inputs.ToldClaim, derived: Sequence[explaining.Derived]
) -> list[tuple[explaining.Derived, tuple[int, int] | None]]:
    """Each line with the two texts that share most words, where it rests on shared words."""
    texts = explaining.texts_behind(project_id, told, derived)
    return [(row, texts.get((row.source, row.origin))) for row in derived]


def _figures(
    told: inputs.ToldClaim, known: KnownClaims, as_of: datetime.date | None
) -> dict[str, Any]:
    rows = _by_origin(told, known)
    beside = claim_figures.beside_others(rows, _story_figures(told, known, as_of)) if rows else []
    shown = [row.counted.quantity for row in rows]
    shown += [one.quantity for row in rows for one in row.worded]
    return {
        "figures": rows,
        "figures_compared": claim_figures.compared(rows),
        "beside": beside[:MOST_BESIDE],
        "scale": scale_of([*shown, *(one.quantity for one in beside[:MOST_BESIDE])]),
    }


def _by_origin(told: inputs.ToldClaim, known: KnownClaims) -> list[claim_figures.OriginFigure]:
    quantities = known.figures.get(told.group, {})
    return claim_figures.by_origin(claim_figures.said_figures(told.tellings, quantities))


def _story_figures(
    told: inputs.ToldClaim, known: KnownClaims, as_of: datetime.date | None
) -> list[tuple[inputs.ToldClaim, Sequence[claim_figures.OriginFigure]]]:
    """The figures of the other claims of the story."""
    if told.topic is None:
        return []
    groups = [pk for pk, one in known.told.items() if one.topic == told.topic and pk != told.group]
    newest = sorted(groups, reverse=True)[:MOST_STORY_CLAIMS]
    others = [known.told[pk].by(as_of) for pk in newest]
    return [(other, _by_origin(other, known)) for other in others]


def _chains(told: inputs.ToldClaim, names: dict[int, str], project_id: int) -> dict[str, Any]:
    ways = told.keep("ways", lambda: _ways(told, project_id))
    return {
        "ways": ways[:MOST_WAYS],
        "more_ways": max(0, len(ways) - MOST_WAYS),
        "picture": chain_picture(ways, names),
        "more_rows": max(0, len(ways) - MOST_ROWS),
    }


def _ways(told: inputs.ToldClaim, project_id: int) -> list[explaining.Way]:
    hops = inputs.hops_on(told.wordings)
    return explaining.ways_of(told.tellings, hops, inputs.source_roots(project_id))


def chain_picture(ways: Sequence[explaining.Way], names: dict[int, str]) -> Picture | None:
    """The ways drawn from the texts to the origins."""
    rows = [
        [_text_node(way, names), *(_hop_node(way, place, names) for place in range(len(way.hops)))]
        for way in ways[:MOST_ROWS]
    ]
    return picture_of(rows, folded=_("… %(number)s more hops"))


def _text_node(way: explaining.Way, names: dict[int, str]) -> Node:
    name = names.get(way.publisher or 0) or _("publisher unknown")
    below = _("article") if way.hops else _("in its own voice")
    return Node(name, below, "text" if way.hops else "origin")


def _hop_node(way: explaining.Way, place: int, names: dict[int, str]) -> Node:
    hop = way.hops[place]
    said = stance_in_words(hop.stance) if hop.stance else ""
    below = f"{said}: “{hop.cue}”" if hop.cue and said else said or hop.cue
    if hop.source is None:
        return Node(_("not named"), below, "nameless")
    is_last = place == len(way.hops) - 1
    kind = "again" if hop.again else "origin" if is_last else "hop"
    return Node(names.get(hop.source, str(hop.source)), below, kind)


def _marks(
    request: HttpRequest, room: Room, told: inputs.ToldClaim, as_of: datetime.date | None
) -> dict[str, Any]:
    """One page of the appearances, those of one source where told."""
    rows = inputs.marks_on(room.user, told.wordings)
    source = row_number(request.GET.get("source", ""))
    if source:
        roots = inputs.source_roots(room.project.pk)
        rows = inputs.marks_with(rows, [source, *(pk for pk in roots if roots[pk] == source)])
    if as_of is not None:
        rows = rows.filter(pk__in=[one.appearance.annotation for one in told.tellings])
    page = tracing.slice_of_rows(
        rows.values_list("pk", "claim_id"), number=page_number(request), size=MARKS_ON_A_PAGE
    )
    ids = [str(pk) for pk, _claim in page.rows]
    quotes = inputs.quotes_of(room.user, ids)
    around = inputs.sentences_around(room.user, ids)
    said = {"source": source or "", "as_of": as_of or ""}
    kept = {name: str(value) for name, value in said.items() if value}
    return {
        "page": page,
        "here": f"?{urlencode(kept)}" if kept else "",
        "source": source,
        "marks": [
            (quotes[str(pk)], *around[str(pk)], claim)
            for pk, claim in page.rows
            if str(pk) in quotes
        ],
    }


def _talk(room: Room, facts: inputs.ClaimFacts) -> dict[str, Any]:
    """What colleagues say about it; nobody is named to researchers."""
    return {
        "comments": inputs.talk_on_claims(room.user, facts.family),
        "may_comment": room.allows(WORK),
        "names_people": room.role != "researcher",
        "longest_comment": LONGEST_COMMENT,
    }


def _kin(request: HttpRequest, room: Room, facts: inputs.ClaimFacts) -> dict[str, Any]:
    words = searched_words(request, "find")
    return {
        "relation_kinds": inputs.relation_kinds(),
        "find": words,
        "kin": [
            (one, difference_in_words(one.figures))
            for one in claim_kin.kin_of(room.user, facts, words=words)
        ],
    }
