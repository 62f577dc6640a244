"""Claims: made, merged, taken apart; evidence and verdicts that rest on it."""

from datetime import UTC, date, datetime

import pytest

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Claim, Project, User
from annotator.services.claims import (
    create_claim,
    create_topic,
    merge_claim,
    unmerge_claim,
    update_claim,
)
from annotator.services.verdicts import add_evidence, record_verdict

pytestmark = pytest.mark.django_db


def test_a_claim_has_a_group_of_its_own_or_that_of_another_wording(
    annotator: User, project: Project, claim: Claim
) -> None:
    alone = create_claim(annotator, project, text="The pumps stood still.")
    wording = create_claim(
        annotator, project, text="30 houses or more stood in water.", same_as=claim
    )
    assert wording.group == claim.group != alone.group


def test_a_claim_is_one_statement(annotator: User, project: Project) -> None:
    for text in (" \n", "c" * 2001):
        with pytest.raises(BadInput):
            create_claim(annotator, project, text=text)
    assert create_claim(annotator, project, text=" Two\nlines ").text == "Two lines"


def test_merging_is_for_those_who_decide_and_can_be_undone(
    annotator: User, reviewer: User, project: Project, claim: Claim, other_claim: Claim
) -> None:
    double = create_claim(annotator, project, text="Thirty houses were flooded.")
    with pytest.raises(NotAllowed):
        merge_claim(annotator, double.pk, into_id=claim.pk)
    with pytest.raises(NotFound):
        merge_claim(reviewer, double.pk, into_id=other_claim.pk)
    merge_claim(reviewer, double.pk, into_id=claim.pk)
    with pytest.raises(Conflict):
        merge_claim(reviewer, claim.pk, into_id=double.pk)
    assert unmerge_claim(reviewer, double.pk).merged_into is None


def test_only_managers_reword_a_claim(annotator: User, manager: User, claim: Claim) -> None:
    with pytest.raises(NotAllowed):
        update_claim(annotator, claim.pk, {"text": "Other words"})
    topic = create_topic(manager, claim.project, name="Flood")
    changed = update_claim(manager, claim.pk, {"text": "Other words", "topic_id": topic.pk})
    assert (changed.text, changed.topic) == ("Other words", topic)


def test_a_blind_annotator_meets_only_claims_of_their_own_and_of_managers(
    annotator: User, second_annotator: User, reviewer: User, project: Project, claim: Claim
) -> None:
    mine = create_claim(annotator, project, text="Mine")
    theirs = create_claim(second_annotator, project, text="Theirs")
    assert set(Claim.objects.visible_to(annotator)) == {claim, mine, theirs}
    project.is_blind = True
    project.save()
    assert set(Claim.objects.visible_to(annotator)) == {claim, mine}
    assert set(Claim.objects.visible_to(reviewer)) == {claim, mine, theirs}


def test_a_verdict_comes_after_its_evidence_and_from_those_who_decide(
    annotator: User, reviewer: User, claim: Claim
) -> None:
    seen = datetime(2024, 10, 2, tzinfo=UTC)
    evidence = add_evidence(reviewer, claim.pk, url="https://maps.example/1", retrieved_at=seen)
    with pytest.raises(NotAllowed):
        record_verdict(annotator, claim.pk, value="confirmed", as_of=date(2024, 10, 3))
    with pytest.raises(BadInput) as caught:
        record_verdict(
            reviewer,
            claim.pk,
            value="confirmed",
            as_of=date(2024, 10, 1),
            evidence=[evidence.pk],
        )
    assert caught.value.code == "verdict_before_evidence"
    verdict = record_verdict(
        reviewer, claim.pk, value="refuted", as_of=date(2024, 10, 3), evidence=[evidence.pk]
    )
    assert list(verdict.evidence.all()) == [evidence]


def test_what_a_column_cannot_hold_is_refused(
    annotator: User, manager: User, reviewer: User, project: Project, claim: Claim
) -> None:
    for refused in (
        lambda: create_claim(annotator, project, text="a\0b"),
        lambda: create_claim(annotator, project, text="A claim.", language="nederlands"),
        lambda: update_claim(manager, claim.pk, {"language": "nederlands"}),
        lambda: update_claim(manager, claim.pk, {"text": "a\ud800"}),
        lambda: create_topic(reviewer, project, name="a\0b"),
        lambda: create_topic(reviewer, project, name="a" * 201),
        lambda: record_verdict(
            reviewer, claim.pk, value="refuted", as_of=date(2024, 12, 1), rationale="a\0b"
        ),
        lambda: add_evidence(
            reviewer,
            claim.pk,
            url="https://a.example/",
            retrieved_at=datetime(2024, 12, 1, tzinfo=UTC),
            quote="a\ud800",
        ),
    ):
        with pytest.raises(BadInput):
            refused()


def test_a_claim_is_never_another_wording_of_one_elsewhere(
    annotator: User, project: Project, other_claim: Claim
) -> None:
    with pytest.raises(NotFound):
        create_claim(annotator, project, text="The harbour was shut.", same_as=other_claim)
