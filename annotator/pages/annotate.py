"""The annotating page: one article with one's own spans, and calling it done."""

from functools import cache
from typing import Any

import orjson
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import Refusal
from annotator.models import Article, User
from annotator.models.choices import AssignmentState
from annotator.pages.annotate_data import packed_spans, used_claims
from annotator.pages.annotate_texts import texts_of_reader
from annotator.pages.doors import signed_in
from annotator.pages.left_behind import left_behind
from annotator.pages.together import together_context, together_data, together_urls
from annotator.pages.whose_spans import shown_spans
from annotator.queries.annotate import (
    ArticleForAnnotating,
    DrawnParagraph,
    OwnSpan,
    article_for_annotating,
    drawn_paragraphs,
    next_article,
)
from annotator.queries.others_spans import OthersSpan, OthersSpans
from annotator.services.assignments import set_state
from annotator.services.keys import DEFAULT_KEYS, has_single_keys, keys_of
from annotator.templatetags.marks import Describer, looks_of, quantity_words
from annotator.text.canonical import search_key

MOST_ROWS = 20
"""How many rows of the list come with the page; its scripts draw the others, and without scripts a
link leads to all."""


@require_safe
@login_required
def annotate(request: HttpRequest, slug: str, article_id: int) -> HttpResponse:
    """The article, its spans and everything the page's scripts begin with."""
    user = signed_in(request)
    page = _page(user, slug, article_id)
    whose, others, hidden = shown_spans(user, page, asked=request.GET.get("whose"))
    names = {source.id: source.name for source in page.sources}
    describer = Describer(names | others.sources)
    paragraphs, last_fences = drawn_paragraphs(page, others=others.spans)
    keys = keys_of(user)
    is_short = whose == "mine" and request.GET.get("spans") != "all"
    rows = _list_rows(page, others, paragraphs, describer, most=MOST_ROWS if is_short else None)
    for row in rows:
        row["is_hidden"] = row["id"] in hidden
    context = {
        "project": page.article.project,
        "article": page.article,
        "revision": page.article.current,
        "may_write": page.may_write,
        "opens_all": page.opens_all,
        "paragraphs": paragraphs,
        "begins_with_title": _begins_with_title(page.article, paragraphs),
        "last_fences": last_fences,
        "looks": looks_of(page.spans, others.spans),
        "whose": whose,
        "span_count": len(page.spans) + len(others.spans) - len(hidden),
        "left_behind": left_behind(page, user),
        "rows": rows,
        "keys": keys,
        "single_keys": has_single_keys(user),
        "page_json": as_json(_page_data(page, user, keys)),
        "texts": texts_of_reader().address,
        **together_context(page, user),
    }
    return render(request, "annotator/annotate.html", context)


@require_POST
@login_required
def article_done(request: HttpRequest, slug: str, article_id: int) -> HttpResponse:
    """Calls the article done and goes on to the next one, or back to the queue."""
    user = signed_in(request)
    article = (
        Article.objects.visible_to(user)
        .active()
        .filter(pk=article_id, project__slug=slug, project__archived_at__isnull=True)
        .select_related("project")
        .first()
    )
    if article is None:
        raise Http404
    try:
        set_state(user, article, AssignmentState.DONE)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("annotate", slug, article_id)
    following = next_article(user, article)
    if following is not None:
        return redirect("annotate", slug, following.pk)
    messages.success(request, _("That was the last of your articles here. Well done."))
    return redirect(_address("queue", slug) or "/")


def _page(user: User, slug: str, article_id: int) -> ArticleForAnnotating:
    page = article_for_annotating(user, slug=slug, article_id=article_id)
    if page is None:
        raise Http404
    return page


def _begins_with_title(article: Article, paragraphs: list[DrawnParagraph]) -> bool:
    """Whether the text itself opens with the title, so that it is not shown twice."""
    if not paragraphs or not article.title:
        return False
    drawn = paragraphs[0]
    first = drawn.text[drawn.paragraph.start : drawn.paragraph.end]
    return search_key(first).split() == search_key(article.title).split()


def _list_rows(
    page: ArticleForAnnotating,
    others: OthersSpans,
    paragraphs: list[DrawnParagraph],
    describer: Describer,
    *,
    most: int | None,
) -> list[dict[str, Any]]:
    """What the list shows of each span; spans come in the order of the text."""
    claims = {claim.id: claim.text for claim in page.claims} | others.claims
    spans: list[OwnSpan | OthersSpan] = [*page.spans, *others.spans]
    if others.spans:
        spans.sort(key=lambda span: (span.start, -span.end))
    inside = _("¶%(number)s, inside another")
    rows: list[dict[str, Any]] = []
    at, reached = 0, (0, 0)
    for span in spans[:most]:
        while at + 1 < len(paragraphs) and paragraphs[at + 1].paragraph.start <= span.start:
            at += 1
        number = paragraphs[at].paragraph.number if paragraphs else 1
        # Spans come by start, the longer first: what reaches furthest so far is what may hold it.
        is_inside = span.end <= reached[1] and (span.start, span.end) != reached
        reached = max(reached, (span.start, span.end), key=lambda one: one[1])
        details = (
            describer.chain_words(span),
            quantity_words(span.quantity),
            claims.get(span.claim, "…") if span.claim else "",
        )
        rows.append(
            {
                "id": span.id,
                "number": number,
                "label": span.label,
                "label_name": describer.labels[span.label],
                "place": inside % {"number": number} if is_inside else f"¶{number}",
                "quote": span.quote,
                "details": [words for words in details if words],
                "author_name": getattr(span, "author_name", ""),
            }
        )
    return rows


def as_json(data: dict[str, Any]) -> SafeString:
    """The data as JSON that may stand in a <script>: without < > &, in which HTML could begin."""
    words = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode()
    return SafeString(words.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026"))


def _page_data(
    page: ArticleForAnnotating, user: User, keys: dict[str, list[str]]
) -> dict[str, Any]:
    article = page.article
    claims = {claim.id: claim.text for claim in page.claims}
    first = {claim: claims.get(claim, "…") for claim in used_claims(page.spans)}
    return {
        "project": article.project.slug,
        "article": article.pk,
        "revision": article.current_id,
        "language": article.language,
        "user": user.pk,
        "author": user.display_name,
        "email": user.email,
        "publisher": article.publisher.name if article.publisher else "",
        "may_write": page.may_write,
        "keys": keys,
        "keys_default": DEFAULT_KEYS,
        "keys_changed": user.keys.get("changed", {}),
        "single_keys": has_single_keys(user),
        "spans": packed_spans(page.spans),
        "withdrawn": page.withdrawn,
        "sources": [source._asdict() for source in page.sources],
        "claims": [{"id": claim, "text": text} for claim, text in (first | claims).items()],
        **together_data(page),
        "urls": {
            **together_urls(page),
            "members": reverse("api-members", args=[article.project.slug]),
            "cues": static("annotator/cues.json"),
            **_same_urls(),
        },
    }


@cache
def _same_urls() -> dict[str, str]:
    """The addresses that are the same on every page."""
    return {
        "annotations": "/api/v1/annotations/",
        "keys": reverse("set-keys"),
        "sources": "/api/v1/sources/",
        "claims": "/api/v1/claims/",
        "session": reverse("session"),
        "suggestions": reverse("api-suggestions"),
    }


def _address(name: str, *args: Any) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None
