"""Marks of analysts: they stand above all else, are logged, and can be taken back."""

import math

import pytest

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import Event, Source, User
from credibility import queries
from credibility.models import Derivation
from credibility.services import derivations as services
from tests.credibility.conftest import Desk


@pytest.fixture
def two_services(desk: Desk, annotator: User) -> Desk:
    """GUR says it rained, and the Pentagon a day later."""
    for name, day in (("GUR", "2024-12-09"), ("Pentagon", "2024-12-10")):
        article = desk.article(f"{name} speaks", publisher="Polder Post", day=day)
        desk.mark(annotator, article, "it rained", [(name, "asserts")])
    return desk


def lower_bound(desk: Desk) -> float:
    (row,) = queries.claim_numbers(desk.project.pk, [desk.claim("it rained").group_id])
    return row.independent_origins.lower


def marked(desk: Desk, who: User, probability: float, **more: int | str) -> Derivation:
    ends = {"source": desk.source("Pentagon").pk, "from_source": desk.source("GUR").pk}
    said = {"ends": ends, "probability": probability, **more}
    return services.mark_derivation(who, desk.project, **said)[0]  # type: ignore[arg-type] # numbers and words, as a request has them


def test_a_mark_counts_at_once_and_can_be_taken_back_and_brought_back(
    two_services: Desk, reviewer: User
) -> None:
    assert lower_bound(two_services) == 1
    row = marked(two_services, reviewer, 0.3, claim_id=two_services.claim("it rained").pk)
    assert lower_bound(two_services) == pytest.approx(1.7)
    services.change_derivation(reviewer, row.pk, {"probability": 0.5})
    assert lower_bound(two_services) == pytest.approx(1.5)
    services.withdraw_derivation(reviewer, row.pk)
    services.withdraw_derivation(reviewer, row.pk)
    assert lower_bound(two_services) == 1
    services.change_derivation(reviewer, row.pk, {"is_withdrawn": False})
    assert lower_bound(two_services) == pytest.approx(1.5)
    log = Event.objects.filter(subject_type="derivation").order_by("pk")
    assert list(log.values_list("verb", flat=True)) == ["marked", "changed", "changed", "changed"]
    first = log.first()
    assert first is not None
    assert first.actor == reviewer
    assert not Event.objects.undelivered().filter(subject_type="derivation").exists()


def test_a_mark_stands_above_what_a_text_declares(two_services: Desk, reviewer: User) -> None:
    article = two_services.article("chain", publisher="Dike Daily", day="2024-12-11")
    two_services.mark(
        two_services.manager,
        article,
        "it rained",
        [("Pentagon", "asserts"), ("GUR", "asserts")],
    )
    assert lower_bound(two_services) == 1  # declared: one origin
    marked(two_services, reviewer, 0.0)
    assert lower_bound(two_services) == 2


def test_the_same_mark_again_is_the_one_that_stands(two_services: Desk, reviewer: User) -> None:
    first = marked(two_services, reviewer, 0.3)
    assert marked(two_services, reviewer, 0.3).pk == first.pk
    assert marked(two_services, reviewer, 0.4).pk != first.pk
    assert lower_bound(two_services) == pytest.approx(1.6)


@pytest.mark.parametrize("probability", [math.nan, math.inf, -0.01, 1.01])
def test_what_is_no_probability_is_refused(
    two_services: Desk, reviewer: User, probability: float
) -> None:
    with pytest.raises(BadInput, match="between 0"):
        marked(two_services, reviewer, probability)
    row = marked(two_services, reviewer, 1.0)
    with pytest.raises(BadInput, match="between 0"):
        services.change_derivation(reviewer, row.pk, {"probability": probability})
    assert Derivation.objects.get().probability == 1


def test_nobody_has_it_from_themselves_or_from_another_project(
    two_services: Desk, reviewer: User, other_source: Source
) -> None:
    gur = two_services.source("GUR").pk
    for ends, error in (
        ({"source": gur, "from_source": gur}, BadInput),
        ({"source": gur}, BadInput),
        ({"source": gur, "from_article": 1}, BadInput),
        ({"source": gur, "from_source": other_source.pk}, NotFound),
    ):
        with pytest.raises(error):
            services.mark_derivation(reviewer, two_services.project, ends=ends, probability=0.5)
    assert not Derivation.objects.exists()


def test_two_articles_can_be_marked_too(two_services: Desk, reviewer: User) -> None:
    one, other = (two_services.article(f"{name} speaks").pk for name in ("Pentagon", "GUR"))
    ends = {"article": one, "from_article": other}
    row, is_new = services.mark_derivation(
        reviewer, two_services.project, ends=ends, probability=0.5
    )
    assert is_new
    assert (row.article_id, row.from_article_id, row.source_id) == (one, other, None)


def test_only_who_decides_marks(two_services: Desk, annotator: User, outsider: User) -> None:
    with pytest.raises(NotAllowed):
        marked(two_services, annotator, 0.3)
    with pytest.raises(NotFound):
        marked(two_services, outsider, 0.3)
