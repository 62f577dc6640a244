"""The scores in Django's admin: to look at. They change by what people say, never by hand."""

from django.contrib import admin

from annotator.admin.reading import ReadOnly
from credibility.models import PairScore, ScoreRun, ScoreState


@admin.register(ScoreState)
class ScoreStateAdmin(ReadOnly):
    """When each project's scores were computed."""

    list_display = ("project", "version", "groups", "computed_at")


@admin.register(ScoreRun)
class ScoreRunAdmin(ReadOnly):
    """Rebuilds and what they froze."""

    list_display = ("id", "project", "base_rate", "groups", "computed_at")
    list_filter = ("project",)
    list_select_related = ("project",)


@admin.register(PairScore)
class PairScoreAdmin(ReadOnly):
    """The integers of each pair of sources."""

    list_display = ("source_a", "source_b", "n", "agree", "conflict_halves", "both_silent")
    list_filter = ("project",)
    list_select_related = ("source_a", "source_b")
    search_fields = ("source_a__name", "source_b__name")
