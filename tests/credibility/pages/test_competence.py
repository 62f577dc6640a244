"""Competence of annotators: for managers alone, by name, and silent where there is too little."""

from collections.abc import Callable

import pytest
from django.test import Client

from annotator.models import User
from credibility import unit_traces
from credibility.measures.results import Measured, Undefined
from tests.credibility.conftest import SENTENCES, Desk

AsPerson = Callable[[User | None], Client]
PAGE = "/p/dikes/agreement/competence/"


@pytest.fixture
def three_readers(desk: Desk, three_annotators: list[User]) -> Desk:
    """Three who mark the same 36 passages, and a third who is wrong on every other one."""
    for number in range(3):
        article = desk.article(f"article {number}", publisher="Polder Post")
        for place in range(SENTENCES):
            label = "contested" if place % 3 else "confirmed"
            for at, who in enumerate(three_annotators):
                said = "unverified" if at == 2 and place % 2 else label
                desk.mark(who, article, None, sentence=place, label=said)
    desk.catch_up()
    return desk


def test_who_is_wrong_half_the_time_lies_apart(
    three_readers: Desk, three_annotators: list[User], manager: User, as_person: AsPerson
) -> None:
    found = unit_traces.competences(three_readers.project.pk)
    results = {row.person: row.result for row in found.people}
    good, bad = results[three_annotators[0].pk], results[three_annotators[2].pk]
    assert isinstance(good, Measured)
    assert isinstance(bad, Measured)
    assert bad.upper < good.lower
    assert (good.n, found.all_overlap) == (36, False)
    assert unit_traces.competences(three_readers.project.pk) == found  # as it is kept
    page = as_person(manager).get(PAGE).content.decode()
    places = [page.index(f"<bdi>{who.display_name}</bdi>") for who in three_annotators]
    assert places == sorted(places)  # by name, not by merit
    assert "Read the passages before you speak of it." in page


def test_under_thirty_labels_there_is_no_number(
    scored: Desk, manager: User, as_person: AsPerson
) -> None:
    found = unit_traces.competences(scored.project.pk)
    assert [row.labels for row in found.people] == [5, 5]
    assert all(isinstance(row.result, Undefined) for row in found.people)
    page = as_person(manager).get(PAGE).content.decode()
    assert "Too little to tell." in page
    assert "intervals" not in page


def test_an_empty_project_says_so(desk: Desk, manager: User, as_person: AsPerson) -> None:
    assert "Nothing here was judged by two." in as_person(manager).get(PAGE).content.decode()


def test_only_managers_are_led_there(
    scored: Desk, manager: User, reviewer: User, as_person: AsPerson
) -> None:
    assert PAGE in as_person(manager).get("/p/dikes/agreement/").content.decode()
    assert PAGE not in as_person(reviewer).get("/p/dikes/agreement/").content.decode()
    assert as_person(reviewer).get(PAGE).status_code == 403
