"""What the annotating page says whatever the article: fetched apart, and kept by browsers.

The words of its scripts, and the parts that work with them only, depend on the language alone. In
every page they would be a third of its bytes; at an address that changes with them, they come once.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from annotator.middleware import KEPT_FOR_EVER
from annotator.models.choices import Label
from annotator.pages.annotate_keys import IN_LINE, usual_key_rows
from annotator.pages.annotate_strings import annotate_strings


@dataclass(frozen=True)
class Texts:
    """The texts in one language: `strings` by key, and `parts`, HTML by the place it belongs in."""

    language: str
    body: bytes
    version: str

    @property
    def address(self) -> str:
        """Where they are fetched; another one as soon as they change."""
        return reverse("annotate-texts", args=[self.language, self.version])


@require_safe
def annotate_texts(request: HttpRequest, language: str, version: str) -> HttpResponse:
    """The texts as JSON, kept for ever; those of an older page, once."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    texts = texts_in(language)
    response = HttpResponse(texts.body, content_type="application/json")
    if version == texts.version:
        response["Cache-Control"] = KEPT_FOR_EVER
    return response


def texts_of_reader() -> Texts:
    """The texts in the language of who is asking."""
    return texts_in(get_language() or settings.LANGUAGE_CODE)


@cache
def texts_in(language: str) -> Texts:
    """The texts in a language, made once in each process."""
    with translation.override(language):
        said = {"strings": annotate_strings(), "parts": _parts()}
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return Texts(language, body, hashlib.sha256(body).hexdigest()[:12])


def _parts() -> dict[str, str]:
    """What only the page's scripts can use, by where they put it."""
    drawn: dict[str, tuple[str, dict[str, Any]]] = {
        "#help .keys": ("help_keys", {"rows": usual_key_rows()}),
        ".key-line": ("key_line", {"commands": IN_LINE}),
        "#bar": ("bar", {"labels": Label.choices}),
        "body": ("sign_in", {}),
    }
    return {
        place: render_to_string(f"annotator/annotate_{name}.html", said).strip()
        for place, (name, said) in drawn.items()
    }
