"""What the rules propose for a text, kept until the rules change."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from annotator.models.article import Revision
from annotator.models.project import ReadableRows


class SuggestionSetQuerySet(ReadableRows["SuggestionSet"]):
    """Sets of suggestions, as far as somebody may see them."""

    project_path = "revision__article__project"


class SuggestionSet(models.Model):
    """The suggestions of one revision; can be thrown away and found anew.

    `rows` are those of `text.suggestions.find_suggestions`, found in `language` by the rules of
    `rules_version`. Nothing here counts anywhere: what a person accepts is an annotation.
    """

    revision = models.OneToOneField(
        Revision, on_delete=models.CASCADE, related_name="suggestions", primary_key=True
    )
    language = models.CharField(max_length=16, blank=True, default="")
    rules_version = models.PositiveSmallIntegerField()
    rows = models.JSONField(default=list)
    found_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SuggestionSetQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{len(self.rows)} suggestions for {self.revision_id}"
