"""Projects, their members, their guideline and their release."""

import pytest

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Annotation, Membership, Project, User
from annotator.services.annotations import update_annotation
from annotator.services.projects import (
    add_member,
    create_project,
    find_person,
    release_project,
    remove_member,
    set_guideline,
    update_project,
)
from tests.cast import NewPerson

pytestmark = pytest.mark.django_db


def test_admins_and_managers_make_projects_and_manage_them(
    admin: User, manager: User, annotator: User
) -> None:
    with pytest.raises(NotAllowed):
        create_project(annotator, slug="mine", name="Mine")
    for person, slug in ((admin, "one"), (manager, "two")):
        made = create_project(person, slug=slug, name=slug)
        assert Membership.objects.get(project=made, user=person).role == "manager"
    with pytest.raises(Conflict):
        create_project(admin, slug="one", name="Again")


@pytest.mark.parametrize("slug", ["", "with space", "é", "x" * 61, "../up"])
def test_a_short_name_is_plain(admin: User, slug: str) -> None:
    with pytest.raises(BadInput):
        create_project(admin, slug=slug, name="Name")


def test_managers_give_roles_but_not_to_themselves(
    manager: User, annotator: User, outsider: User, project: Project
) -> None:
    assert add_member(manager, project, person=annotator, role="reviewer").role == "reviewer"
    with pytest.raises(NotAllowed):
        add_member(manager, project, person=manager, role="manager")
    with pytest.raises(NotAllowed):
        add_member(annotator, project, person=annotator, role="manager")
    with pytest.raises(NotFound):
        add_member(outsider, project, person=outsider, role="manager")
    with pytest.raises(BadInput):
        add_member(manager, project, person=annotator, role="owner")


def test_the_last_manager_stays(
    admin: User, manager: User, project: Project, new_person: NewPerson
) -> None:
    with pytest.raises(Conflict):
        remove_member(admin, project, person=manager)
    with pytest.raises(Conflict):
        add_member(admin, project, person=manager, role="annotator")
    new_person("heir@cast.example", project=project, role="manager")
    remove_member(admin, project, person=manager)
    assert not Project.objects.visible_to(manager).exists()


def test_people_are_found_by_address_and_by_id_only_where_one_sees_them(
    manager: User, annotator: User, outsider: User
) -> None:
    assert find_person(manager, " ANNOTATOR@cast.example ") == annotator
    assert find_person(manager, annotator.pk) == annotator
    for reference in (outsider.pk, "nobody@cast.example"):
        with pytest.raises(BadInput):
            find_person(manager, reference)


def test_a_guideline_gets_the_next_number(manager: User, annotator: User, project: Project) -> None:
    assert [set_guideline(manager, project, markdown=text).number for text in "ab"] == [1, 2]
    with pytest.raises(BadInput, match="Nothing differs"):
        set_guideline(manager, project, markdown="b")
    assert set_guideline(manager, project, markdown="a").number == 3
    with pytest.raises(NotAllowed):
        set_guideline(annotator, project, markdown="mine")
    with pytest.raises(BadInput):
        set_guideline(manager, project, markdown=" ")


def test_a_release_settles_what_was_not_settled_and_opens_the_data(
    manager: User, annotator: User, researcher: User, project: Project, annotation: Annotation
) -> None:
    assert not Annotation.objects.visible_to(researcher).exists()
    release_project(manager, project)
    update_annotation(annotator, annotation.pk, version=1, changes={"label": "contested"})
    annotation.refresh_from_db()
    assert annotation.settled == {"label": "confirmed", "chains": []}
    assert Annotation.objects.visible_to(researcher).get() == annotation


def test_a_project_takes_one_to_fifty_annotators_an_article(
    manager: User, project: Project
) -> None:
    with pytest.raises(BadInput):
        update_project(manager, project, {"overlap": 0})
    changed = update_project(manager, project, {"overlap": 3, "is_blind": True, "name": "Dykes"})
    assert (changed.overlap, changed.is_blind, changed.name) == (3, True, "Dykes")


def test_in_a_blind_project_an_annotator_sees_only_their_own_work(
    annotator: User, second_annotator: User, reviewer: User, manager: User, annotation: Annotation
) -> None:
    assert Annotation.objects.visible_to(second_annotator).exists()
    update_project(manager, annotation.project, {"is_blind": True})
    assert not Annotation.objects.visible_to(second_annotator).exists()
    assert Annotation.objects.visible_to(annotator).exists()
    assert Annotation.objects.visible_to(reviewer).exists()
    release_project(manager, annotation.project)
    assert Annotation.objects.visible_to(second_annotator).exists()


def test_what_a_column_cannot_hold_is_refused(manager: User, admin: User, project: Project) -> None:
    for refused in (
        lambda: create_project(admin, slug="new", name="a\0b"),
        lambda: update_project(manager, project, {"name": "a\ud800"}),
        lambda: set_guideline(manager, project, markdown="a\ud800"),
        lambda: find_person(manager, "a\0b"),
    ):
        with pytest.raises(BadInput):
            refused()
