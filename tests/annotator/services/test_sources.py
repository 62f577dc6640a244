"""Sources: one per name, merged and taken apart again."""

from typing import Any

import pytest

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Event, Project, Source, User
from annotator.services.sources import (
    create_source,
    find_or_create_source,
    find_source,
    merge_source,
    unmerge_source,
    update_source,
)

pytestmark = pytest.mark.django_db


def test_a_source_is_found_by_any_of_its_names(project: Project, source: Source) -> None:
    for name in ("Water board", "WATER BOARD", " the board "):
        assert find_source(project, name) == source
    assert find_source(project, "boar") is None


def test_a_second_source_of_the_same_name_is_refused(
    annotator: User, project: Project, source: Source
) -> None:
    for name in ("water  Board", "The Board"):
        with pytest.raises(Conflict) as caught:
            create_source(annotator, project, name=name)
        assert caught.value.details["current"] == source.pk
    assert find_or_create_source(annotator, project, "THE BOARD") == source
    assert create_source(annotator, project, name="Another board")


def test_annotators_add_sources_and_only_managers_change_them(
    annotator: User, manager: User, outsider: User, researcher: User, project: Project
) -> None:
    made = create_source(annotator, project, name="Fire brigade", kind="organisation")
    with pytest.raises(NotFound):
        create_source(outsider, project, name="Mine")
    with pytest.raises(NotAllowed):
        create_source(researcher, project, name="Mine")
    with pytest.raises(NotAllowed):
        update_source(annotator, made.pk, {"is_party": True})
    changed = update_source(manager, made.pk, {"is_party": True, "aliases": ["Firemen", "firemen"]})
    assert changed.is_party
    assert [alias.name for alias in changed.aliases.all()] == ["firemen"]


def test_merging_points_at_the_other_and_can_be_undone(
    reviewer: User, annotator: User, project: Project, source: Source, other_source: Source
) -> None:
    double = create_source(reviewer, project, name="Waterboard")
    with pytest.raises(NotAllowed):
        merge_source(annotator, double.pk, into_id=source.pk)
    with pytest.raises(NotFound):
        merge_source(reviewer, double.pk, into_id=other_source.pk)
    with pytest.raises(Conflict):
        merge_source(reviewer, source.pk, into_id=source.pk)
    merge_source(reviewer, double.pk, into_id=source.pk)
    assert not Source.objects.roots().filter(pk=double.pk).exists()
    with pytest.raises(Conflict):
        merge_source(reviewer, source.pk, into_id=double.pk)
    assert unmerge_source(reviewer, double.pk).merged_into is None
    verbs = Event.objects.filter(subject_type="source", subject_id=double.pk)
    assert [event.verb for event in verbs] == ["unmerged", "merged", "created"]


def test_a_merged_name_is_free_again_and_then_cannot_come_back(
    reviewer: User, project: Project, source: Source
) -> None:
    double = create_source(reviewer, project, name="Waterboard")
    merge_source(reviewer, double.pk, into_id=source.pk)
    create_source(reviewer, project, name="Waterboard")
    with pytest.raises(Conflict):
        unmerge_source(reviewer, double.pk)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "a\0b"}, "name"),
        ({"name": "\ufdfa" * 100}, "name"),  # one letter that is 18 when names are compared
        ({"aliases": ["\ufdfa" * 100]}, "aliases"),
        ({"aliases": ["a" * 301]}, "aliases"),
        ({"wikidata_id": "Q" * 33}, "wikidata_id"),
        ({"domain": "d" * 254}, "domain"),
    ],
)
def test_what_a_column_cannot_hold_is_refused(
    manager: User, project: Project, source: Source, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        create_source(manager, project, **{"name": "New", **said})
    assert field in caught.value.fields
    with pytest.raises(BadInput) as caught:
        update_source(manager, source.pk, said)
    assert field in caught.value.fields


def test_spaces_within_a_name_do_not_make_another_source(
    annotator: User, project: Project, source: Source
) -> None:
    assert find_or_create_source(annotator, project, "Water \t board") == source


def test_the_name_of_a_source_that_was_put_away_is_in_use(
    annotator: User, project: Project, source: Source
) -> None:
    Source.objects.filter(pk=source.pk).update(archived_at=source.created_at)
    with pytest.raises(Conflict):
        create_source(annotator, project, name="Water board")


def test_taking_apart_what_is_whole_changes_nothing(reviewer: User, source: Source) -> None:
    assert unmerge_source(reviewer, source.pk) == source
    assert not Event.objects.filter(verb="unmerged").exists()
