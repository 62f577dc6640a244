"""Finding suggestions and keeping them: in the worker after an import, or on first opening."""

import time

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from annotator.models import Revision, SuggestionSet
from annotator.text.suggestions import RULES_VERSION, find_suggestions

LONGEST_AT_ONCE = 20_000
"""Characters of a text whose suggestions are found while somebody waits; longer: the worker."""

SECONDS_PER_SWEEP = 2.0
"""How long one sweep goes on finding: imports and scores need the processor too."""

_MOST_PER_SWEEP = 200


def keep_suggestions(revision_id: int) -> None:
    """Finds the suggestions of a revision and keeps them in place of earlier ones."""
    revision = (
        Revision.objects.filter(pk=revision_id)
        .select_related("article")
        .only("text", "article__language")
        .first()
    )
    if revision is None:
        return
    language = revision.article.language
    found = {
        "language": language[:16],
        "rules_version": RULES_VERSION,
        "rows": find_suggestions(revision.text, language or None),
        "found_at": timezone.now(),
    }
    try:
        with transaction.atomic():
            SuggestionSet.objects.update_or_create(revision_id=revision_id, defaults=found)
    except IntegrityError:  # the worker and a reader found them in the same moment
        SuggestionSet.objects.filter(revision_id=revision_id).update(**found)


def sweep_suggestions() -> int:
    """Finds what is missing or out of date, newest texts first; how many texts were read.

    Only current texts of articles in use, and none of blind projects: there, nobody sees any.
    """
    fresh = SuggestionSet.objects.filter(
        rules_version=RULES_VERSION, language=F("revision__article__language")
    )
    waiting = (
        Revision.objects.filter(
            article__current=F("pk"),
            article__archived_at__isnull=True,
            article__project__archived_at__isnull=True,
        )
        .filter(
            Q(article__project__is_blind=False) | Q(article__project__released_at__isnull=False)
        )
        .exclude(pk__in=fresh.values("revision"))
        .order_by("-pk")
        .values_list("pk", flat=True)[:_MOST_PER_SWEEP]
    )
    began = time.monotonic()
    done = 0
    for revision_id in list(waiting):
        keep_suggestions(revision_id)
        done += 1
        if time.monotonic() - began > SECONDS_PER_SWEEP:
            break
    return done
