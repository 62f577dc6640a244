"""What a reviewer's decision does to the scores: it speaks in the place of what it decided."""

import pytest

from annotator.models import Annotation, Article, User
from annotator.services.adjudications import adjudicate, reopen
from annotator.services.annotations import Draft, Hop
from credibility import inputs, queries
from credibility.models import GroupContribution, PairScore
from tests.credibility.conftest import Desk
from tests.credibility.services.kept import computed_afresh, state_of

pytestmark = pytest.mark.django_db
ASSERTS, DENIES = "asserts", "denies"


@pytest.fixture
def report(desk: Desk) -> Article:
    return desk.article("report", publisher="Polder Post")


def decide(reviewer: User, mark: Annotation, decision: Draft | None) -> int:
    return adjudicate(
        reviewer,
        revision_id=mark.revision_id,
        start=mark.start,
        end=mark.end,
        decision=decision,
    ).pk


def decision_like(mark: Annotation, **said: object) -> Draft:
    whole = {"start": mark.start, "end": mark.end, "quote": mark.quote, "claim": mark.claim_id}
    return Draft(**{**whole, "label": mark.label, "revision": mark.revision_id, **said})  # type: ignore[arg-type]


def test_not_a_claim_takes_the_positions_away_and_opening_again_brings_them_back(
    desk: Desk, report: Article, annotator: User, second_annotator: User, reviewer: User
) -> None:
    for who in (annotator, second_annotator):
        mark = desk.mark(who, report, "it rained", [("GUR", ASSERTS)], [("Kremlin", DENIES)])
    desk.catch_up()
    assert PairScore.objects.get().n == 1
    decided = decide(reviewer, mark, None)
    desk.catch_up()
    assert not PairScore.objects.exists()
    assert GroupContribution.objects.get().applied["stands"] == {}
    assert inputs.counted_inputs(desk.project.pk)["annotations"] == 0
    assert state_of(desk.project) == computed_afresh(desk.project)
    reopen(reviewer, decided)
    desk.catch_up()
    assert PairScore.objects.get().n == 1


def test_not_a_claim_takes_the_origins_away_too(
    desk: Desk, report: Article, annotator: User, reviewer: User
) -> None:
    mark = desk.mark(annotator, report, "it rained", [("GUR", ASSERTS)])
    desk.mark(annotator, report, "it rained", [("MI6", ASSERTS)], sentence=1)
    [before] = queries.claim_numbers(desk.project.pk, inputs.group_ids_of(desk.project.pk))
    assert before.independent_origins.upper == 2
    decide(reviewer, mark, None)
    [after] = queries.claim_numbers(desk.project.pk, inputs.group_ids_of(desk.project.pk))
    assert after.independent_origins.upper == 1


def test_what_was_decided_speaks_for_its_inputs_on_every_claim_and_of_every_source(
    desk: Desk, report: Article, annotator: User, second_annotator: User, reviewer: User
) -> None:
    wrong = desk.mark(annotator, report, "it hailed", [("MI6", ASSERTS)])
    right = desk.mark(second_annotator, report, "it rained", [("GUR", ASSERTS)])
    chains = ((Hop(desk.source("GUR").pk, stance=ASSERTS),),)
    decide(reviewer, wrong, decision_like(right, chains=chains))
    desk.catch_up()
    groups = inputs.group_ids_of(desk.project.pk)
    said = inputs.contributions_of(desk.project.pk, groups)
    stands = {source for contribution in said.values() for source in contribution.stands}
    assert stands == {desk.source("GUR").pk}
    assert state_of(desk.project) == computed_afresh(desk.project)


def test_annotator_agreement_counts_what_people_said_whatever_was_decided(
    desk: Desk, report: Article, annotator: User, second_annotator: User, reviewer: User
) -> None:
    desk.mark(annotator, report, "it rained", label="contested")
    mark = desk.mark(second_annotator, report, "it rained")
    before = inputs.tallies_of(desk.project.pk, [report.pk])
    decide(reviewer, mark, decision_like(mark))
    assert inputs.tallies_of(desk.project.pk, [report.pk]) == before
