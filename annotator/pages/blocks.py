"""Putting a part of an article that was left out back into its text, or taking it out again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.errors import Refusal
from annotator.models import Article
from annotator.pages.doors import signed_in
from annotator.services.blocks import switch_block
from annotator.written_numbers import row_number


@require_POST
@login_required
def switch(request: HttpRequest, slug: str, article_id: int, number: int) -> HttpResponse:
    """Makes the next text of the article, and shows it."""
    user = signed_in(request)
    articles = Article.objects.visible_to(user).active()
    if not articles.filter(pk=article_id, project__slug=slug).exists():
        raise Http404
    kept = request.POST.get("kept") == "on"
    try:
        switch_block(
            user,
            article_id,
            revision_id=row_number(request.POST.get("revision", "")),
            number=number,
            kept=kept,
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("The part is back in the text. All marks stand where they stood.")
            if kept
            else _("The part is out of the text. Marks in it wait until it is put back."),
        )
    return redirect("annotate", slug, article_id)
