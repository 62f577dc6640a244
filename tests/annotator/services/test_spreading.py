"""Giving out articles: evenly, by language, by load; planned first, then done."""

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import Article, Assignment, Notice, Project, User
from annotator.models.choices import Spread
from annotator.services.articles import Capture, add_article
from annotator.services.spreading import Text, plan, plan_spread, spread

EVERYTHING: frozenset[str] = frozenset()


def text(
    number: int, *, language: str = "nl", length: int = 1000, holders: Collection[int] = ()
) -> Text:
    """An article of a plan."""
    return Text(number, language, length, frozenset(holders))


def test_each_article_gets_as_many_as_are_missing_and_nobody_twice() -> None:
    texts = [text(1, holders={7}), text(2), text(3, holders={7, 8})]
    reads = dict.fromkeys((7, 8, 9), EVERYTHING)
    planned = plan(texts, load={7: 2, 8: 1, 9: 0}, per_article=2, reads=reads, by=Spread.EVEN)
    assert planned.people_of == {1: {9}, 2: {8, 9}}
    assert planned.many_of == {8: 1, 9: 2}
    assert planned.short == []


def test_by_language_only_readers_get_it_and_what_is_short_is_said() -> None:
    texts = [text(1, language="nl"), text(2, language="de"), text(3, language="")]
    reads = {7: frozenset({"nl"}), 8: frozenset({"nl", "de"}), 9: frozenset({"en"})}
    planned = plan(texts, load=dict.fromkeys(reads, 0), per_article=2, reads=reads, by="language")
    assert planned.people_of[1] == {7, 8}
    assert planned.people_of[2] == {8}
    assert planned.short == [2]
    assert 9 in planned.people_of[3]


def test_by_load_the_longest_go_first_to_whoever_has_least_to_read() -> None:
    texts = [text(1, length=100), text(2, length=5000), text(3, length=4900)]
    reads = dict.fromkeys((7, 8), EVERYTHING)
    planned = plan(texts, load={7: 0, 8: 0}, per_article=1, reads=reads, by=Spread.LOAD)
    assert planned.people_of == {2: {7}, 3: {8}, 1: {8}}


@given(
    st.lists(st.sets(st.integers(1, 6)), max_size=20),
    st.sets(st.integers(1, 6), min_size=1),
    st.integers(1, 4),
)
def test_an_even_plan_never_gives_twice_or_too_many_and_is_even(
    holders: list[set[int]], people: set[int], per_article: int
) -> None:
    texts = [text(number, holders=held) for number, held in enumerate(holders)]
    planned = plan(
        texts,
        load=dict.fromkeys(people, 0),
        per_article=per_article,
        reads=dict.fromkeys(people, EVERYTHING),
        by=Spread.EVEN,
    )
    for one in texts:
        new = planned.people_of.get(one.article, set())
        assert not new & one.holders
        assert len(new) <= max(0, per_article - len(one.holders))
        is_short = len(new) + len(one.holders) < per_article
        assert is_short == (one.article in planned.short)
    if not any(holders):
        shares = [planned.many_of.get(person, 0) for person in people]
        assert max(shares) - min(shares) <= 1


@pytest.mark.django_db
def test_a_plan_changes_nothing_and_spreading_does_what_it_said(
    manager: User,
    annotator: User,
    second_annotator: User,
    outsider: User,
    project: Project,
    article: Article,
) -> None:
    add_article(manager, project, Capture(text="Nog een tekst, over de sluis.", title="Sluis"))
    people = [annotator.pk, second_annotator.pk]
    asked: dict[str, Any] = {"people": people, "per_article": 1, "by": "even"}
    planned = plan_spread(manager, project, **asked)
    assert planned.many == 2
    assert not Assignment.objects.exists()
    done = spread(manager, project, **asked)
    assert done.people_of == planned.people_of
    assert sorted(Assignment.objects.values_list("user", flat=True)) == sorted(people)
    assert Notice.objects.count() == 2
    assert spread(manager, project, **asked).many == 0
    with pytest.raises(NotAllowed):
        plan_spread(annotator, project, **asked)
    with pytest.raises(NotFound):
        plan_spread(manager, project, **{**asked, "people": [outsider.pk]})
    with pytest.raises(BadInput):
        plan_spread(manager, project, **{**asked, "people": []})
    with pytest.raises(BadInput):
        plan_spread(manager, project, **{**asked, "per_article": 0})
