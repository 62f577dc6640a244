"""A person's spans that a newer text left in doubt: shown above the text, accepted or withdrawn."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotator.errors import NotFound, Refusal
from annotator.models import Annotation, User
from annotator.models.choices import Label
from annotator.pages.doors import signed_in
from annotator.queries.annotate import ArticleForAnnotating
from annotator.queries.left_behind import SpanInDoubt, spans_in_doubt
from annotator.services.annotations import accept_annotation, withdraw_annotation


def left_behind(page: ArticleForAnnotating, user: User) -> list[dict[str, Any]]:
    """What the annotating page shows of each span in doubt."""
    if not page.may_write:
        return []
    names = dict(Label.choices)
    return [_shown(span, names) for span in spans_in_doubt(user, page.article)]


def _shown(span: SpanInDoubt, names: dict[str, Any]) -> dict[str, Any]:
    return {"span": span, "label_name": names[span.label]}


@require_POST
@login_required
def look_again(
    request: HttpRequest, slug: str, article_id: int, annotation_id: uuid.UUID
) -> HttpResponse:
    """Says of one's own span that it holds in the newer text too, or withdraws it."""
    user = signed_in(request)
    rows = Annotation.objects.visible_to(user).filter(
        pk=annotation_id, author=user, article=article_id, project__slug=slug
    )
    version = rows.values_list("version", flat=True).first()
    if version is None:
        raise Http404
    try:
        if request.POST.get("act") == "withdraw":
            withdraw_annotation(user, annotation_id, version=version)
            messages.success(request, _("The span is withdrawn. It can be brought back."))
        else:
            accept_annotation(user, annotation_id, version=version)
            messages.success(request, _("The span counts again, as it stands in this text."))
    except NotFound:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("annotate", slug, article_id)
