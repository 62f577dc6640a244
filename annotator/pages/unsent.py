"""What the queue needs to send what an annotating page could not: the outbox without its text."""

from typing import Any

from django.urls import reverse

from annotator.models import User
from annotator.pages.annotate import as_json
from annotator.pages.annotate_data import packed_spans
from annotator.pages.annotate_texts import texts_of_reader


def unsent_context(user: User) -> dict[str, Any]:
    """What `annotator/unsent.html` shows, and what the outbox's scripts begin with: nobody's spans,
    on no text."""
    data = {
        "user": user.pk,
        "email": user.email,
        "revision": 0,
        "spans": packed_spans([]),
        "urls": {
            "annotations": reverse("api-annotations"),
            "sources": reverse("api-sources"),
            "claims": reverse("api-claims"),
            "articles": reverse("api-articles"),
            "session": reverse("session"),
        },
    }
    return {"unsent_json": as_json(data), "texts": texts_of_reader().address}
