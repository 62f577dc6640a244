"""Reading sources: lists of them, found by any of their names."""

from typing import Any

from django.db.models import Q

from annotator.models import Source, User
from annotator.models.source import SourceQuerySet
from annotator.queries.protection import Shield
from annotator.text.canonical import search_key


def sources_of(user: User) -> SourceQuerySet:
    """What the user may see, with all that the JSON form needs."""
    return Source.objects.visible_to(user).select_related("project").prefetch_related("aliases")


def named_like(rows: SourceQuerySet, words: str) -> SourceQuerySet:
    """Those whose name or one of whose aliases holds the words, in any case and width."""
    key = search_key(words.strip())
    by_alias = Source.objects.filter(aliases__name_key__contains=key).values("pk")
    return rows.filter(Q(name_key__contains=key) | Q(pk__in=by_alias))


def source_row(source: Source, *, shield: Shield) -> dict[str, Any]:
    """The JSON form of a source; of a protected one only the pseudonym where a shield is held."""
    pseudonym = shield.pseudonyms.get(source.pk)
    is_hidden = pseudonym is not None
    return {
        "id": source.pk,
        "project": source.project.slug,
        "name": pseudonym or source.name,
        "aliases": [] if is_hidden else [alias.name for alias in source.aliases.all()],
        "kind": source.kind,
        "wikidata_id": "" if is_hidden else source.wikidata_id,
        "domain": "" if is_hidden else source.domain,
        "is_party": source.is_party,
        "is_protected": source.is_protected,
        "merged_into": source.merged_into_id,
        "archived_at": source.archived_at,
        "created_by": source.created_by_id,
        "created_at": source.created_at,
    }
