"""Where one is mentioned: the comments, a way to the place, an answer, and taking note."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import NotFound
from annotator.models import Comment, User
from annotator.pages.doors import answering_refusals, signed_in
from annotator.queries.comments import mentions_of, newest_of
from annotator.services.comments import LONGEST_COMMENT, add_comment, read_mentions

SHOWN = 50


class AnswerForm(forms.Form):
    """An answer to a comment."""

    text = forms.CharField(label=gettext_lazy("Answer"), max_length=LONGEST_COMMENT)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@answering_refusals
def mentions(request: HttpRequest) -> HttpResponse:
    """The list, newest first; a POST takes note of all of it."""
    user = signed_in(request)
    if request.method == "POST":
        read_mentions(user)
        return redirect("mentions")
    rows: list[Any] = list(mentions_of(user).select_related("annotation__article")[:SHOWN])
    context = {"rows": rows, "has_unread": any(not row.is_read for row in rows)}
    return render(request, "annotator/mentions.html", context)


@require_POST
@login_required
@answering_refusals
def mention(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Takes note of one mention: goes to its place, or answers there and stays."""
    user = signed_in(request)
    comment = mentions_of(user).filter(pk=comment_id).first()
    if comment is None:
        raise NotFound
    form = AnswerForm(request.POST)
    if request.POST.get("act") == "answer" and form.is_valid():
        add_comment(
            user,
            text=form.cleaned_data["text"],
            annotation_id=comment.annotation_id,
            claim_id=comment.claim_id,
            mentions=[comment.author_id],
        )
        messages.success(request, _("Your answer is there."))
    read_mentions(user, comment)
    if request.POST.get("act") == "open":
        return redirect(place_of(user, comment))
    return redirect("mentions")


def place_of(user: User, comment: Comment) -> str:
    """The address of what a comment is on: its span in the newest text, or its claim."""
    span = comment.annotation
    if span is None:
        page = reverse("claim", args=[comment.project.slug, comment.claim_id])
        return f"{page}#c-{comment.pk}"
    page = reverse("annotate", args=[comment.project.slug, span.article_id])
    return f"{page}#s-{newest_of(user, [span.pk])[span.pk]}"
