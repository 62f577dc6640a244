"""What enters no pair of sources, by reason, down to the spans."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotator.errors import NotFound
from annotator.pages.doors import Room, in_project
from credibility import inputs, queries, tracing
from credibility.pages.filters import page_number
from credibility.pages.traces import place_of
from credibility.pages.wording import people_in

ON_A_PAGE = 20
CLAIMS_ON_A_PAGE = 10


def reasons() -> dict[str, tuple[str, str]]:
    """What is left out: a heading, and what to do about it."""
    return {
        "no_claim": (
            _("Marks without a claim"),
            _("Without a claim there is nothing to take a position on. Give them one."),
        ),
        "publisher_unknown": (
            _("In the publisher's own voice, publisher unknown"),
            _("Give the article its publisher, or the mark the source that speaks."),
        ),
        "source_unnamed": (
            _("Statements of sources that are not named"),
            _("They count for corroboration, once per article, and enter no pair."),
        ),
        "no_majority": (
            _("Positions on which annotators are divided"),
            _("Until more than half read the same, or a reviewer decides, the source is left out."),
        ),
    }


@require_safe
@in_project()
def left_out(request: HttpRequest, room: Room, reason: str) -> HttpResponse:
    """The spans, or for divided positions the claims, that are left out for this reason."""
    queries.check_open(room.user, room.project)
    if reason not in reasons():
        raise NotFound
    title, advice = reasons()[reason]
    project_id = room.project.pk
    context = {
        **place_of(room),
        "title": title,
        "advice": advice,
        "people": people_in(room),
        "here": "",
    }
    if reason == tracing.NO_MAJORITY:
        groups = tracing.divided_groups(project_id)
        of_groups = tracing.slice_of(groups, number=page_number(request), size=CLAIMS_ON_A_PAGE)
        claims = tracing.divided_claims(room.user, project_id, of_groups.rows)
        named = {side.source for claim in claims for side in claim.sides}
        names = inputs.source_names(project_id, among=named)
        context |= {
            "page": of_groups,
            "claims": claims,
            "names": {pk: known.name for pk, known in names.items()},
        }
    else:
        rows = inputs.left_out_annotations(project_id, reason)
        page = tracing.slice_of_rows(rows, number=page_number(request), size=ON_A_PAGE)
        quotes = inputs.quotes_of(room.user, [str(pk) for pk in page.rows])
        context |= {
            "page": page,
            "quotes": [quotes[str(pk)] for pk in page.rows if str(pk) in quotes],
        }
    return render(request, "credibility/left_out.html", context)
