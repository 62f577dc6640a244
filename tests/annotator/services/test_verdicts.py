"""Verdicts: dated, on evidence, by two where asked, corrected by appending, told as a history."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Article, Claim, Event, Evidence, Project, User, Verdict
from annotator.queries.verdicts import verdict_history, waiting_verdicts
from annotator.services.annotations import withdraw_annotation
from annotator.services.claims import create_claim
from annotator.services.projects import update_project
from annotator.services.verdicts import (
    EvidenceDraft,
    approve_verdict,
    record_verdict,
    turn_down_verdict,
)
from tests.cast import FLOODED, Mark, judge

DAY = date(2024, 12, 20)


@pytest.fixture
def two_needed(manager: User, project: Project) -> Project:
    return update_project(manager, project, {"verdicts_need_two": True})


def standing(user: User, claim: Claim, *, as_of: date | None = None) -> str | None:
    """The value that stands on a day."""
    rows = verdict_history(user, claim, as_of=as_of)
    return next((row.verdict.value for row in rows if row.stands), None)


def test_a_verdict_without_evidence_is_refused_and_nothing_is_stored(
    reviewer: User, claim: Claim
) -> None:
    with pytest.raises(BadInput) as caught:
        record_verdict(reviewer, claim.pk, value="confirmed", as_of=DAY)
    assert caught.value.code == "evidence_missing"
    assert "evidence" in caught.value.fields
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://files.example/a", "", "http://"])
def test_evidence_lies_at_an_address_of_the_web_or_nothing_is_recorded(
    reviewer: User, claim: Claim, url: str
) -> None:
    bad = EvidenceDraft(url=url, retrieved_at=datetime(2024, 12, 1, tzinfo=UTC))
    good = EvidenceDraft(url="https://a.example/", retrieved_at=bad.retrieved_at)
    with pytest.raises(BadInput) as caught:
        record_verdict(reviewer, claim.pk, value="confirmed", as_of=DAY, new_evidence=[good, bad])
    assert caught.value.code == "url_wrong"
    assert not Verdict.objects.exists()
    assert not Evidence.objects.exists()


def test_a_verdict_is_not_dated_tomorrow_or_later(reviewer: User, claim: Claim) -> None:
    with pytest.raises(BadInput) as caught:
        judge(reviewer, claim.pk, value="confirmed", as_of=timezone.localdate() + timedelta(9))
    assert caught.value.code == "verdict_in_the_future"


def test_the_history_tells_what_stood_on_each_day(reviewer: User, claim: Claim) -> None:
    judge(reviewer, claim.pk, value="contested", as_of=date(2024, 12, 6))
    judge(reviewer, claim.pk, value="confirmed", as_of=date(2024, 12, 16))
    assert standing(reviewer, claim) == "confirmed"
    assert standing(reviewer, claim, as_of=date(2024, 12, 10)) == "contested"
    assert standing(reviewer, claim, as_of=date(2024, 12, 5)) is None


def test_a_correction_is_a_new_verdict_with_the_reason(reviewer: User, claim: Claim) -> None:
    first = judge(reviewer, claim.pk, value="confirmed", as_of=DAY)
    with pytest.raises(BadInput) as caught:
        judge(reviewer, claim.pk, value="refuted", as_of=DAY, corrects=first.pk)
    assert caught.value.code == "reason_missing"
    with pytest.raises(BadInput) as caught:
        judge(
            reviewer,
            claim.pk,
            value="refuted",
            as_of=DAY - timedelta(1),
            corrects=first.pk,
            reason="The report is of another street.",
        )
    assert caught.value.code == "correction_too_early"
    second = judge(
        reviewer,
        claim.pk,
        value="refuted",
        as_of=DAY,
        corrects=first.pk,
        reason="The report is of another street.",
    )
    now, before = verdict_history(reviewer, claim)
    assert (now.verdict, now.stands) == (second, True)
    assert (before.verdict, before.stands, before.corrected_by) == (first, False, second)
    first.refresh_from_db()
    assert first.value == "confirmed"
    with pytest.raises(Conflict):
        judge(reviewer, claim.pk, value="contested", as_of=DAY, corrects=first.pk, reason="No.")


def test_a_verdict_of_another_claim_cannot_be_corrected_here(
    reviewer: User, manager: User, project: Project, claim: Claim
) -> None:
    other = create_claim(manager, project, text="The pumps failed.")
    first = judge(reviewer, other.pk, value="confirmed", as_of=DAY)
    with pytest.raises(NotFound):
        judge(reviewer, claim.pk, value="refuted", as_of=DAY, corrects=first.pk, reason="Wrong.")


def test_where_two_are_needed_a_proposal_counts_once_another_approves(
    two_needed: Project, reviewer: User, manager: User, annotator: User, claim: Claim
) -> None:
    proposed = judge(reviewer, claim.pk, value="confirmed", as_of=DAY)
    assert standing(reviewer, claim) is None
    assert list(waiting_verdicts(manager, two_needed.pk)) == [proposed]
    for person in (reviewer, annotator):
        with pytest.raises(NotAllowed):
            approve_verdict(person, proposed.pk)
    approved = approve_verdict(manager, proposed.pk, note="Read it too.")
    assert (approved.approver, approved.decision_note) == (manager, "Read it too.")
    assert standing(reviewer, claim) == "confirmed"
    with pytest.raises(Conflict):
        turn_down_verdict(manager, proposed.pk, note="No.")
    verbs = Event.objects.filter(subject_type="verdict").values_list("verb", flat=True)
    assert set(verbs) == {"created", "approved"}


def test_a_proposal_that_is_turned_down_says_why_and_never_counts(
    two_needed: Project, reviewer: User, manager: User, claim: Claim
) -> None:
    proposed = judge(reviewer, claim.pk, value="confirmed", as_of=DAY)
    with pytest.raises(BadInput):
        turn_down_verdict(manager, proposed.pk, note="  ")
    turn_down_verdict(manager, proposed.pk, note="One paper only.")
    (row,) = verdict_history(manager, claim)
    assert (row.is_turned_down, row.stands) == (True, False)
    assert row.verdict.decision_note == "One paper only."


def test_a_verdict_from_elsewhere_is_not_there(
    two_needed: Project, reviewer: User, outsider: User, claim: Claim
) -> None:
    proposed = judge(reviewer, claim.pk, value="confirmed", as_of=DAY)
    with pytest.raises(NotFound):
        approve_verdict(outsider, proposed.pk)
    with pytest.raises(NotFound):
        turn_down_verdict(outsider, proposed.pk, note="No.")


def test_a_verdict_tells_that_a_span_was_withdrawn_since(
    annotator: User, reviewer: User, article: Article, claim: Claim, mark: Mark
) -> None:
    span = mark(annotator, article, quote=FLOODED, claim=claim.pk)
    judge(reviewer, claim.pk, value="confirmed", as_of=DAY)
    assert not verdict_history(reviewer, claim)[0].is_shaken
    withdraw_annotation(annotator, span.pk, version=span.version)
    (row,) = verdict_history(reviewer, claim)
    assert (row.withdrawn_spans, row.is_shaken) == (1, True)
