"""Where sources stand between text and origin, and by which names they are known."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Max, OuterRef, Q, Subquery

from annotator.models import Annotation, Article, Attribution, Source
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.source import SourceQuerySet
from annotator.models.user import Viewer
from annotator.queries.sources import named_like

ORIGIN, CHANNEL, PUBLISHER = "origin", "channel", "publisher"
ROLES = (ORIGIN, CHANNEL, PUBLISHER)


@dataclass(frozen=True)
class SourceFacts:
    """A source with all that is known of it; `merged` are those that went into it."""

    source: Source
    aliases: list[str]
    merged: list[Source]
    into: Source | None

    @property
    def ids(self) -> list[int]:
        """Its own id, and those of the sources that went into it, however deep."""
        return [self.source.pk, *(row.pk for row in self.merged)]


def sources_by_name(user: Viewer, project_id: int, *, words: str = "") -> SourceQuerySet:
    """The sources in use that the user may see, by name; those of these words."""
    rows = Source.objects.visible_to(user).roots().filter(project=project_id)
    return named_like(rows, words) if words.strip() else rows


def source_facts(user: Viewer, project_id: int, source_id: int) -> SourceFacts | None:
    """The source, if the user may see it; merged and archived ones too."""
    rows = Source.objects.visible_to(user).filter(project=project_id)
    source = rows.select_related("merged_into").filter(pk=source_id).first()
    if source is None:
        return None
    merged, newest = list[Source](), {source.pk}
    while newest:
        found = list(rows.filter(merged_into__in=newest).exclude(pk__in=[m.pk for m in merged]))
        merged += found
        newest = {row.pk for row in found}
    aliases = list(source.aliases.values_list("name", flat=True))
    return SourceFacts(source, aliases, merged, source.merged_into)


def role_counts(project_id: int, source_ids: Collection[int]) -> dict[str, int]:
    """How many live annotations a source (under any of the ids) stands in, by role."""
    return {role: in_role(project_id, source_ids, role).count() for role in ROLES}


def in_role(project_id: int, source_ids: Collection[int], role: str) -> AnnotationQuerySet:
    """The live annotations in which a source is the origin of a chain, passes one on as a channel,
    or publishes the article."""
    live = Annotation.objects.live().filter(project=project_id)
    if role == PUBLISHER:
        return live.filter(article__publisher__in=source_ids)
    last = (
        Attribution.objects.filter(annotation=OuterRef("annotation"), chain=OuterRef("chain"))
        .order_by()
        .values("chain")
        .annotate(last=Max("position"))
        .values("last")
    )
    hops = Attribution.objects.filter(source__in=source_ids).annotate(last=Subquery(last))
    is_origin = Q(position=F("last"))
    hops = hops.filter(is_origin if role == ORIGIN else ~is_origin)
    return live.filter(pk__in=hops.values("annotation"))


def articles_spoken_in(project_id: int, source_ids: Collection[int]) -> int:
    """In how many articles a source speaks or publishes."""
    speaks = Q(annotations__attributions__source__in=source_ids)
    rows = Article.objects.filter(speaks | Q(publisher__in=source_ids), project=project_id)
    return rows.aggregate(number=Count("pk", distinct=True))["number"] or 0
