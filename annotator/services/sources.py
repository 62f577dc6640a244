"""Sources: made, found by any of their names, changed, merged and taken apart again."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Project, Source, SourceAlias, User
from annotator.models.choices import SourceKind
from annotator.services.access import DECIDE, MANAGE, WORK, require_role
from annotator.services.events import log_event
from annotator.services.merging import check_can_merge, locked_pair
from annotator.services.wording import check_words
from annotator.text.canonical import search_key

LONGEST_NAME = 300
LONGEST_NAME_KEY = 600
CHANGEABLE = ("name", "kind", "wikidata_id", "domain", "is_party", "is_protected")


def create_source(
    user: User,
    project: Project,
    *,
    name: str,
    kind: str = SourceKind.ORGANISATION,
    aliases: Sequence[str] = (),
    **fields: Any,
) -> Source:
    """A new source; Conflict when the name or alias is already somebody's (`current` says whose).

    `fields`: wikidata_id, domain, is_party, is_protected.
    """
    require_role(user, project, WORK)
    name = _checked_name(name)
    known = find_source(project, name)
    if known is not None:
        raise Conflict(
            "source_exists",
            _("This project already has a source of that name: use it, or choose another name."),
            fields={"name": [_("Already in use.")]},
            current=known.pk,
        )
    _check_facts(fields)
    with transaction.atomic():
        source = Source(
            project=project,
            name=name,
            name_key=search_key(name),
            kind=_checked_kind(kind),
            created_by=user,
            **fields,
        )
        _save_named(source)
        _set_aliases(source, aliases)
        log_event("created", source, actor=user, project=project, after=source_facts(source))
    return source


def find_source(project: Project, name: str) -> Source | None:
    """The source in use that bears the name, by its own name first or by an alias."""
    key = search_key(" ".join(name.split()))
    by_name = Q(name_key=key) | Q(aliases__name_key=key)
    found = Source.objects.roots().filter(by_name, project=project).distinct()
    return min(found, key=lambda source: (source.name_key != key, source.pk), default=None)


def find_or_create_source(
    user: User, project: Project, name: str, *, kind: str = SourceKind.ORGANISATION
) -> Source:
    """The source of that name, made if there is none."""
    found = find_source(project, name)
    if found is not None:
        return found
    try:
        return create_source(user, project, name=name, kind=kind)
    except Conflict:  # somebody made it in the same moment
        found = find_source(project, name)
        if found is None:
            raise
        return found


def update_source(user: User, source_id: int, changes: dict[str, Any]) -> Source:
    """Changes a source's own facts; `aliases`, when given, replaces the list."""
    with transaction.atomic():
        source = _locked(user, source_id)
        require_role(user, source.project, MANAGE)
        before = source_facts(source)
        _check_facts(changes)
        for field in CHANGEABLE:
            if field in changes:
                setattr(source, field, changes[field])
        source.name = _checked_name(source.name)
        source.name_key = search_key(source.name)
        _checked_kind(source.kind)
        _save_named(source)
        if "aliases" in changes:
            _set_aliases(source, changes["aliases"])
        after = source_facts(source)
        log_event("changed", source, actor=user, project=source.project, before=before, after=after)
    return source


def merge_source(user: User, source_id: int, *, into_id: int) -> Source:
    """Makes one source part of another; everything said of it counts for the other. Undoable."""
    with transaction.atomic():
        rows = Source.objects.visible_to(user)
        source, into = locked_pair(rows, source_id, into_id, field="into")
        require_role(user, source.project, DECIDE)
        text = _(
            "A source cannot go into itself, and one that was merged before must be taken "
            "apart first. Nothing was changed."
        )
        check_can_merge(source, into, message=text, choose=_("Choose another source."))
        source.merged_into = into
        source.save(update_fields=["merged_into"])
        log_event(
            "merged", source, actor=user, project=source.project, after={"merged_into": into.pk}
        )
    return into


def unmerge_source(user: User, source_id: int) -> Source:
    """Takes a merged source out again, as it was."""
    with transaction.atomic():
        source = _locked(user, source_id)
        require_role(user, source.project, DECIDE)
        if source.merged_into_id is None:
            return source
        before = {"merged_into": source.merged_into_id}
        source.merged_into = None
        _save_named(source)
        log_event("unmerged", source, actor=user, project=source.project, before=before)
    return source


def source_facts(source: Source) -> dict[str, Any]:
    """What the log keeps of a source."""
    return {field: getattr(source, field) for field in CHANGEABLE} | {
        "aliases": [alias.name for alias in source.aliases.all()]
    }


def _locked(user: User, source_id: int) -> Source:
    rows = Source.objects.visible_to(user).select_for_update(of=("self",))
    source = rows.select_related("project").filter(pk=source_id).first()
    if source is None:
        raise NotFound
    return source


def _save_named(source: Source) -> None:
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise Conflict(
            "source_exists",
            _("This project already has a source of that name: merge the two instead."),
            fields={"name": [_("Already in use.")]},
        ) from None


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    check_words("name", name)
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(
            "name_wrong",
            _("A source needs a name of 1 to 300 characters."),
            fields={"name": [_("Give a name of 1 to 300 characters.")]},
        )
    _checked_key("name", name)
    return name


def _checked_key(field: str, name: str) -> str:
    """The name as names are compared; a few letters (ligatures) are many there."""
    key = search_key(name)
    check_words(field, key, most=LONGEST_NAME_KEY)
    return key


def _check_facts(facts: dict[str, Any]) -> None:
    check_words("wikidata_id", facts.get("wikidata_id", ""), most=32)
    check_words("domain", facts.get("domain", ""), most=253)


def _checked_kind(kind: str) -> str:
    if kind not in SourceKind.values:
        raise BadInput(
            "kind_unknown",
            _("There is no source of that kind."),
            fields={"kind": [_("Choose one of: %(kinds)s.") % {"kinds": ", ".join(SourceKind)}]},
        )
    return kind


def _set_aliases(source: Source, aliases: Sequence[str]) -> None:
    names: dict[str, str] = {}
    for name in (" ".join(alias.split()) for alias in aliases):
        check_words("aliases", name, most=LONGEST_NAME)
        names[_checked_key("aliases", name)] = name
    names.pop("", None)
    source.aliases.exclude(name_key__in=names).delete()
    SourceAlias.objects.bulk_create(
        (SourceAlias(source=source, name=name, name_key=key) for key, name in names.items()),
        ignore_conflicts=True,
    )
