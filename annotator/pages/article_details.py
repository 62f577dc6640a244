"""What is known of an article, to be corrected by those who manage the project."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotator.errors import NotFound, Refusal
from annotator.models import Article
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.pages.importing import FactsForm
from annotator.queries.article_rows import published_text
from annotator.services.access import MANAGE
from annotator.services.articles import update_article


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(MANAGE)
def article_details(request: HttpRequest, room: Room, article_id: int) -> HttpResponse:
    """Title, outlet, address, date, authors and language; or out of use and back."""
    article = _find(room, article_id)
    if request.method == "POST" and request.POST.get("act") in ("archive", "restore"):
        return _put_away(request, room, article, away=request.POST["act"] == "archive")
    form = (
        FactsForm(request.POST) if request.method == "POST" else FactsForm(initial=_facts(article))
    )
    if request.method == "POST" and form.is_valid():
        try:
            update_article(room.user, article.pk, form.facts())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("article-details", room.project.slug, article.pk)
    context = {
        "project": room.project,
        "section": "queue",
        "article": article,
        "form": form,
        "revisions": article.revisions.select_related("created_by").defer(
            "text", "text_key", "raw", "capture", "blocks"
        ),
    }
    return render(request, "annotator/article_details.html", context)


def _find(room: Room, article_id: int) -> Article:
    rows = Article.objects.visible_to(room.user).filter(project=room.project)
    article = rows.select_related("publisher").filter(pk=article_id).first()
    if article is None:
        raise NotFound
    return article


def _facts(article: Article) -> dict[str, str]:
    return {
        "title": article.title,
        "publisher": article.publisher.name if article.publisher else "",
        "url": article.url,
        "published_on": published_text(article) or "",
        "authors": ", ".join(article.authors),
        "language": article.language,
    }


def _put_away(request: HttpRequest, room: Room, article: Article, *, away: bool) -> HttpResponse:
    update_article(room.user, article.pk, {"is_archived": away})
    if away:
        messages.success(request, _("Taken out of use. Its marks no longer count."))
    else:
        messages.success(request, _("Back in use. Its marks count again."))
    return redirect("article-details", room.project.slug, article.pk)
