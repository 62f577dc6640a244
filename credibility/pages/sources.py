"""Sources: the list, one source's page, where it speaks, and merging with undo."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.errors import NotFound, Refusal
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.services.access import DECIDE, MANAGE
from annotator.services.sources import merge_source, unmerge_source, update_source
from annotator.written_numbers import row_number
from credibility import inputs, queries, source_kin, tracing
from credibility.measures.record import Settled, source_record
from credibility.measures.results import Result
from credibility.measures.speakers import source_score
from credibility.pages.filters import page_number, searched_words
from credibility.pages.mark_form import MarkForm
from credibility.pages.source_panel import PairLine
from credibility.pages.step_line import StepLine, step_line
from credibility.pages.traces import place_of
from credibility.pages.wording import people_in

SOURCES_ON_A_PAGE = 50
QUOTES_ON_A_PAGE = 20
CLAIMS_ON_A_PAGE = 10
MOST_PAIRS = 100
MOST_UNFOLDED = 8
MOST_OPEN = 8
MOST_SQUARES = 60
MOST_MARKS = 50
MOST_OFFERED = 500
MOST_MARKED_CLAIMS = 200
RIGHT, WRONG, OPEN = "right", "wrong", "open"


@require_safe
@in_project()
def sources(request: HttpRequest, room: Room) -> HttpResponse:
    """All sources in use, by name; there is no order by score."""
    queries.check_open(room.user, room.project)
    words = searched_words(request, "search")
    found = inputs.sources_by_name(room.user, room.project.pk, words=words)
    number = page_number(request)
    page = tracing.slice_of_rows(found, number=number, size=SOURCES_ON_A_PAGE)
    speakers = queries.speakers_in(room.project.pk)
    context = {
        **place_of(room, section="sources"),
        "words": words,
        "page": page,
        "rows": [(source, speakers.claims_of(source.pk)) for source in page.rows],
        "here": f"?{urlencode({'search': words})}" if words else "",
        "standing": queries.live_standing(room.project.pk),
    }
    return render(request, "credibility/sources.html", context)


@dataclass(frozen=True)
class Record:
    """What verdicts made of what a source said."""

    right: int
    wrong: int
    open: int
    result: Result
    line: StepLine | None
    squares: list[str]

    @property
    def settled(self) -> int:
        """How many claims are settled."""
        return self.right + self.wrong


@require_safe
@in_project()
def source(request: HttpRequest, room: Room, source_id: int) -> HttpResponse:
    """One source: agreement with others, record, history, roles, names, and merging."""
    return show_source(request, room, source_id)


def show_source(
    request: HttpRequest, room: Room, source_id: int, *, form: MarkForm | None = None
) -> HttpResponse:
    """The page of a source; with the form of a mark that was refused."""
    facts = find_source(room, source_id)
    project_id = room.project.pk
    if facts.into is not None:
        context = place_of(room, section="sources") | {
            "facts": facts,
            "may_merge": room.allows(DECIDE),
        }
        return render(request, "credibility/source_merged.html", context)
    said = tracing.said_claims(project_id, source_id)
    standing, rows, more = queries.pairs_of(project_id, source_id, most=MOST_PAIRS)
    names = inputs.source_names(project_id)
    lines = [_seen_from(source_id, row, names) for row in rows]
    roles = inputs.role_counts(project_id, facts.ids)
    still_open = [claim for claim in said if claim.settled is None]
    shown_open = still_open[:MOST_OPEN]
    context = {
        **place_of(room, section="sources"),
        "facts": facts,
        "lines": lines[:MOST_UNFOLDED],
        "folded": lines[MOST_UNFOLDED:],
        "more": more,
        "standing": standing,
        "scope": queries.EVERYTHING,
        "own": source_score(queries.speakers_in(project_id).company.get(source_id, {})),
        "record": _record(said),
        "claims": len(said),
        "articles": inputs.articles_spoken_in(project_id, facts.ids),
        "roles": [
            (role, role_name(role), number, max(roles.values())) for role, number in roles.items()
        ],
        "still_open": _with_texts(shown_open),
        "more_open": len(still_open) - len(shown_open),
        "derivations": queries.marks_about(project_id, facts.ids, most=MOST_MARKS),
        "may_merge": room.allows(DECIDE),
        "may_edit": room.allows(MANAGE),
    }
    if context["may_merge"]:
        context |= _acts(room, facts, said, form or MarkForm.begun(request.GET.dict()))
    return render(request, "credibility/source.html", context)


def _acts(
    room: Room, facts: inputs.SourceFacts, said: list[tracing.SaidClaim], form: MarkForm
) -> dict[str, Any]:
    """What reviewers do on the page: merge it into another, mark who has it from whom."""
    others = source_kin.other_sources(room.user, facts, most=MOST_OFFERED)
    withdrawn = queries.marks_about(room.project.pk, facts.ids, most=MOST_MARKS, withdrawn=True)
    chosen, claim = (row_number(str(form[name].value() or "")) for name in ("other", "claim"))
    groups = [one.group for one in said[:MOST_MARKED_CLAIMS]]
    claims = inputs.claims_by_group(groups)
    if claim and claim not in dict(claims):
        claims += inputs.claims_in_use(room.project.pk, [claim])
    return {
        "chosen": inputs.source_names(room.project.pk, among=[chosen]).get(chosen),
        "alike": [other for other in others if other.is_alike],
        "others": [other for other in others if not other.is_alike],
        "withdrawn": withdrawn,
        "form": form,
        "claims_to_mark": claims,
    }


def find_source(room: Room, source_id: int) -> inputs.SourceFacts:
    queries.check_open(room.user, room.project)
    facts = inputs.source_facts(room.user, room.project.pk, source_id)
    if facts is None:
        raise NotFound
    return facts


@dataclass(frozen=True)
class SeenPair:
    """A pair as one of its sources sees it."""

    line: PairLine
    other: inputs.SourceName | None


def _seen_from(
    source_id: int, row: queries.PairNumbers, names: dict[int, inputs.SourceName]
) -> SeenPair:
    other = row.source_b if row.source_a == source_id else row.source_a
    mine, theirs = names.get(source_id), names.get(other)
    line = PairLine(row, mine.name if mine else "?", theirs.name if theirs else "?")
    return SeenPair(line, theirs)


def _with_texts(claims: list[tracing.SaidClaim]) -> list[tuple[tracing.SaidClaim, int, str]]:
    found = inputs.oldest_claims([claim.group for claim in claims])
    return [(claim, *found[claim.group]) for claim in claims if claim.group in found]


def _record(said: list[tracing.SaidClaim]) -> Record:
    settled = [claim.settled for claim in said if claim.settled is not None]
    right = sum(row.is_right for row in settled)
    wrong, still_open = len(settled) - right, len(said) - len(settled)
    squares = [RIGHT] * right + [WRONG] * wrong + [OPEN] * still_open
    return Record(
        right=right,
        wrong=wrong,
        open=still_open,
        result=source_record(settled, timezone.localdate()),
        line=_history(settled),
        squares=squares if len(squares) <= MOST_SQUARES else [],
    )


def _history(settled: list[Settled]) -> StepLine | None:
    if not settled:
        return None
    until = max(timezone.localdate(), max(row.day for row in settled))
    return step_line([(row.day, row.is_right) for row in settled], until=until)


def role_name(role: str) -> str:
    """A role in a chain, in the reader's language."""
    return {
        "origin": _("origin"),
        "channel": _("channel"),
        "publisher": _("publisher"),
    }[role]


@require_safe
@in_project()
def source_spans(request: HttpRequest, room: Room, source_id: int) -> HttpResponse:
    """Where a source stands in a role: the spans behind the number."""
    facts = find_source(room, source_id)
    role = request.GET.get("role", "")
    role = role if role in inputs.ROLES else inputs.ROLES[0]
    rows = inputs.in_role(room.project.pk, facts.ids, role).values_list("pk", flat=True)
    number = page_number(request)
    page = tracing.slice_of_rows(rows, number=number, size=QUOTES_ON_A_PAGE)
    quotes = inputs.quotes_of(room.user, [str(pk) for pk in page.rows])
    counts = inputs.role_counts(room.project.pk, facts.ids)
    context = {
        **place_of(room, section="sources"),
        "facts": facts,
        "role": role,
        "page": page,
        "here": f"?role={role}",
        "quotes": [quotes[str(pk)] for pk in page.rows if str(pk) in quotes],
        "people": people_in(room),
        "choices": [(name, role_name(name), counts[name]) for name in inputs.ROLES],
    }
    return render(request, "credibility/source_spans.html", context)


@require_safe
@in_project()
def source_claims(request: HttpRequest, room: Room, source_id: int) -> HttpResponse:
    """The claims behind a source's record: what it said, the verdict, and the spans."""
    facts = find_source(room, source_id)
    project_id = room.project.pk
    said = tracing.said_claims(project_id, source_id)
    states = {claim.group: _state(claim) for claim in said}
    show = request.GET.get("show", "")
    wanted = [claim for claim in said if show in ("", states[claim.group])]
    number = page_number(request)
    page = tracing.slice_of(wanted, number=number, size=CLAIMS_ON_A_PAGE)
    groups = queries.kept_contributions([claim.group for claim in page.rows])
    traced = tracing.traced_claims(
        room.user, project_id, groups, sources=[source_id], scope=queries.EVERYTHING
    )
    verdicts = {claim.group: claim for claim in page.rows}
    counts = {state: list(states.values()).count(state) for state in (RIGHT, WRONG, OPEN)}
    words = {RIGHT: _("was right"), WRONG: _("was wrong"), OPEN: _("not settled")}
    context = {
        **place_of(room, section="sources"),
        "facts": facts,
        "page": page,
        "show": show,
        "here": f"?show={show}" if show in words else "",
        "claims": [(claim, verdicts[claim.group], words[states[claim.group]]) for claim in traced],
        "choices": [("", _("all"), len(said))]
        + [(state, words[state], number) for state, number in counts.items()],
        "names": {source_id: facts.source.name},
        "people": people_in(room),
    }
    return render(request, "credibility/source_claims.html", context)


def _state(claim: tracing.SaidClaim) -> str:
    if claim.settled is None:
        return OPEN
    return RIGHT if claim.settled.is_right else WRONG


# --- changing -------------------------------------------------------------------------------


class SourceForm(forms.Form):
    """What a manager may correct."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    aliases = forms.CharField(
        label=gettext_lazy("Other names, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_party = forms.BooleanField(label=gettext_lazy("Party to the dispute"), required=False)
    is_protected = forms.BooleanField(
        label=gettext_lazy("Protected: the name never leaves in exports"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = inputs.source_kinds()

    def changes(self) -> dict[str, Any]:
        """What the service takes."""
        said = dict(self.cleaned_data)
        return said | {"aliases": [line for line in said["aliases"].splitlines() if line.strip()]}


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(MANAGE)
def edit_source(request: HttpRequest, room: Room, source_id: int) -> HttpResponse:
    """Name, kind, other names, party and protected."""
    facts = find_source(room, source_id)
    known = facts.source
    form = SourceForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": known.name,
            "kind": known.kind,
            "aliases": "\n".join(facts.aliases),
            "is_party": known.is_party,
            "is_protected": known.is_protected,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_source(room.user, source_id, form.changes())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("source", room.project.slug, source_id)
    context = {**place_of(room, section="sources"), "facts": facts, "form": form}
    return render(request, "credibility/source_edit.html", context)


@require_POST
@in_project(DECIDE)
def merge(request: HttpRequest, room: Room, source_id: int) -> HttpResponse:
    """Makes the source part of another; its page then offers to undo it."""
    facts = find_source(room, source_id)
    into_id = row_number(request.POST.get("into", ""))
    try:
        into = merge_source(room.user, source_id, into_id=into_id)
    except NotFound:
        messages.error(request, _("Choose the source it belongs to. Nothing was changed."))
        return redirect("source", room.project.slug, source_id)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("source", room.project.slug, source_id)
    messages.success(
        request,
        _("%(name)s now counts as %(into)s; the scores follow. You can undo it below.")
        % {"name": facts.source.name, "into": into.name},
    )
    return redirect("source", room.project.slug, into.pk)


@require_POST
@in_project(DECIDE)
def unmerge(request: HttpRequest, room: Room, source_id: int) -> HttpResponse:
    """Takes a merged source out again."""
    find_source(room, source_id)
    try:
        unmerge_source(room.user, source_id)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Taken apart again. The scores follow within seconds."))
    return redirect("source", room.project.slug, source_id)
