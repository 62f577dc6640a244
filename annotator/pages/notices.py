"""What one is told of: the notices in words, the way to each place, and taking note of them."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import NotFound
from annotator.models import Notice
from annotator.models.choices import NoticeKind
from annotator.pages.doors import answering_refusals, signed_in
from annotator.queries.notices import notices_of
from annotator.services.notices import read_notices

SHOWN = 100


@dataclass(frozen=True)
class NoticeRow:
    """A notice, in the reader's language."""

    notice: Notice
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@answering_refusals
def notices(request: HttpRequest) -> HttpResponse:
    """The list, newest first; a POST takes note of all of it."""
    user = signed_in(request)
    if request.method == "POST":
        read_notices(user)
        return redirect("notices")
    found = list(notices_of(user)[:SHOWN])
    context = {
        "rows": [NoticeRow(notice, in_words(notice)) for notice in found],
        "has_unread": any(notice.read_at is None for notice in found),
    }
    return render(request, "annotator/notices.html", context)


@require_POST
@login_required
@answering_refusals
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Takes note of one and goes to its place."""
    user = signed_in(request)
    found = notices_of(user).filter(pk=notice_id).first()
    if found is None:
        raise NotFound
    read_notices(user, [found.pk])
    return redirect(place_of(found))


def place_of(notice: Notice) -> str:
    """The address of what a notice is about."""
    slug = notice.project.slug
    if notice.kind == NoticeKind.GUIDELINE:
        return f"{reverse('guideline', args=[slug])}#changes"
    if notice.kind == NoticeKind.WEBHOOK_PAUSED:
        return reverse("project", args=[slug])
    if notice.kind == NoticeKind.DECIDED:
        return f"{reverse('decided', args=[slug])}?whose=mine&article={notice.article_id}"
    if notice.article_id is not None and notice.kind != NoticeKind.TAKEN_AWAY:
        return reverse("annotate", args=[slug, notice.article_id])
    return reverse("queue", args=[slug])


def in_words(notice: Notice) -> str:
    """What a notice says: what happened, and what it means for the reader's work."""
    about = {
        "who": notice.actor.display_name if notice.actor else _("Twosource"),
        "title": str(notice.article) if notice.article else "",
        "many": notice.many,
        "due": date_format(notice.due_on) if notice.due_on else "",
        "words": notice.words,
    }
    return _sentence(NoticeKind(notice.kind), notice.many) % about


def _sentence(kind: NoticeKind, many: int) -> str:
    if kind == NoticeKind.ASSIGNED:
        return ngettext(
            "%(who)s gave you %(many)s article. It stands on top of your queue.",
            "%(who)s gave you %(many)s articles. They stand on top of your queue.",
            many,
        )
    if kind == NoticeKind.HANDED_OVER:
        return ngettext(
            "%(who)s handed %(many)s unfinished article of a colleague over to you.",
            "%(who)s handed %(many)s unfinished articles of a colleague over to you.",
            many,
        )
    return {
        NoticeKind.TAKEN_AWAY: _(
            "%(who)s took “%(title)s” off your list. What you marked in it stays yours."
        ),
        NoticeKind.DUE_SOON: _("“%(title)s” is due on %(due)s."),
        NoticeKind.OVERDUE: _(
            "“%(title)s” was due on %(due)s. Finish it, or tell a manager that it needs longer."
        ),
        NoticeKind.DECIDED: _(
            "%(who)s decided a disagreement in “%(title)s” otherwise than you marked it. "
            "Yours stays as it was, beside the decision."
        ),
        NoticeKind.GUIDELINE: _(
            "%(who)s put version %(many)s of the guideline in force. See what changed before you "
            "go on."
        ),
        NoticeKind.RELEASED: _(
            "%(who)s released the project: researchers read it, and all see each other's work."
        ),
        NoticeKind.WEBHOOK_PAUSED: _(
            "A webhook was paused because its address did not answer: %(words)s. Nothing is sent "
            "to it until you start it again."
        ),
    }[kind]
