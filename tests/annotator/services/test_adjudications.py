"""Decisions on a stretch: sent twice, replaced, and kept to the text they are about."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from annotator.errors import BadInput, Conflict, NotAllowed
from annotator.models import Adjudication, Annotation, Article, Event, Membership, Notice, User
from annotator.services.adjudications import adjudicate, explain, reopen
from annotator.services.annotations import Draft
from tests.cast import ARTICLE_TEXT, FLOODED, Mark, span_of
from tests.fixtures.faults import fail_at_each_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(article: Article) -> Draft:
    return Draft(article=article.pk, label="contested", **span_of(ARTICLE_TEXT, FLOODED))


def decide(
    reviewer: User, article: Article, decision: Draft | None, *, reason: str = ""
) -> Adjudication:
    span = span_of(ARTICLE_TEXT, FLOODED)
    assert article.current is not None
    return adjudicate(
        reviewer,
        revision_id=article.current.pk,
        start=span["start"],
        end=span["end"],
        decision=decision,
        reason=reason,
    )


def test_the_decision_in_force_sent_again_is_that_decision(
    reviewer: User, article: Article, decision: Draft
) -> None:
    first = decide(reviewer, article, decision)
    assert decide(reviewer, article, decision) == first
    assert Annotation.objects.live().filter(pk=decision.id).exists()


def test_a_new_decision_withdraws_the_earlier_one_and_says_so_in_the_log(
    reviewer: User, manager: User, article: Article, decision: Draft
) -> None:
    decide(reviewer, article, decision)
    later = decide(manager, article, replace(decision, id=uuid.uuid4(), label="confirmed"))
    assert Adjudication.objects.in_force().get() == later
    assert not Annotation.objects.live().filter(pk=decision.id).exists()
    assert Event.objects.filter(
        subject_type="annotation", subject_id=str(decision.id), verb="withdrawn", actor=manager
    ).exists()


def test_a_replaced_decision_is_not_brought_back_by_sending_it_again(
    reviewer: User, article: Article, decision: Draft
) -> None:
    decide(reviewer, article, decision)
    later = decide(reviewer, article, None)
    with pytest.raises(Conflict):
        decide(reviewer, article, decision)
    assert Adjudication.objects.in_force().get() == later


def test_ones_own_annotation_does_not_become_a_decision(
    reviewer: User, article: Article, mark: Mark
) -> None:
    own = mark(reviewer, article)
    draft = Draft(
        id=own.pk, article=article.pk, label="confirmed", **span_of(ARTICLE_TEXT, FLOODED)
    )
    with pytest.raises(Conflict):
        decide(reviewer, article, draft)
    own.refresh_from_db()
    assert own.withdrawn_at is None


def test_a_quote_that_is_not_there_is_named(
    reviewer: User, article: Article, decision: Draft
) -> None:
    with pytest.raises(BadInput) as caught:
        decide(reviewer, article, replace(decision, quote="at most 30 houses were flooded!"))
    assert caught.value.code == "quote_mismatch"


def test_a_decision_is_about_the_text_of_its_stretch(
    reviewer: User, article: Article, other_article: Article
) -> None:
    Membership.objects.create(project=other_article.project, user=reviewer, role="annotator")
    assert other_article.current is not None
    span = span_of(other_article.current.text, "closed for two days")
    with pytest.raises(BadInput) as caught:
        decide(reviewer, article, Draft(article=other_article.pk, label="confirmed", **span))
    assert caught.value.code == "decision_elsewhere"
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("reason", ["a\0b", "a\ud800", "a" * 10_001])
def test_a_reason_that_cannot_be_stored_is_refused(
    reviewer: User, article: Article, reason: str
) -> None:
    with pytest.raises(BadInput) as caught:
        decide(reviewer, article, None, reason=reason)
    assert "reason" in caught.value.fields


def test_of_two_reviewers_one_wins_and_the_other_is_told(
    reviewer: User, manager: User, article: Article, mark: Mark, annotator: User
) -> None:
    own = mark(annotator, article)
    first = decide(reviewer, article, None)
    assert set(first.inputs.all()) == {own}
    span = span_of(ARTICLE_TEXT, FLOODED)
    for start in (span["start"], span["start"] - 1):  # a stretch that overlaps is the same place
        with pytest.raises(Conflict) as caught:
            adjudicate(
                manager,
                revision_id=own.revision_id,
                start=start,
                end=span["end"],
                decision=None,
                inputs=[own.pk],
                over="own",
            )
        assert caught.value.code == "decided_already"
        assert caught.value.details == {"current": first.pk}
    assert Adjudication.objects.get() == first


def test_a_decision_that_names_an_earlier_one_replaces_it_wherever_it_lies(
    reviewer: User, manager: User, article: Article, mark: Mark, annotator: User
) -> None:
    mark(annotator, article)
    first = decide(reviewer, article, None)
    span = span_of(ARTICLE_TEXT, FLOODED)
    later = adjudicate(
        manager,
        revision_id=first.stretch.revision_id,
        start=span["start"] - 4,
        end=span["end"],
        decision=None,
        over=[first.pk],
    )
    assert Adjudication.objects.in_force().get() == later


def test_a_decision_taken_back_leaves_everything_as_it_was(
    reviewer: User, article: Article, decision: Draft
) -> None:
    first = decide(reviewer, article, decision)
    for _twice in range(2):
        assert reopen(reviewer, first.pk).superseded_at is not None
    assert not Adjudication.objects.in_force().exists()
    assert not Annotation.objects.live().exists()
    assert Event.objects.filter(verb="reopened").count() == 1
    later = decide(reviewer, article, replace(decision, id=uuid.uuid4()))
    with pytest.raises(Conflict):
        reopen(reviewer, first.pk)
    assert Adjudication.objects.in_force().get() == later


def test_the_reason_can_be_said_afterwards(
    reviewer: User, annotator: User, article: Article
) -> None:
    decided = decide(reviewer, article, None)
    explain(reviewer, decided.pk, category="span_too_wide")
    explain(reviewer, decided.pk, reason="It is a question.")
    decided.refresh_from_db()
    assert (decided.error_category, decided.reason) == ("span_too_wide", "It is a question.")
    assert Event.objects.filter(verb="explained").count() == 2
    for act in (reopen, explain):
        with pytest.raises(NotAllowed):
            act(annotator, decided.pk)


def test_whose_mark_stands_otherwise_now_is_told_once_for_an_article(
    reviewer: User, annotator: User, second_annotator: User, article: Article, mark: Mark
) -> None:
    mark(annotator, article, label="contested")
    mark(second_annotator, article, label="confirmed")
    for quote in (FLOODED, "The mayor"):
        span = span_of(ARTICLE_TEXT, quote)
        assert article.current is not None
        adjudicate(
            reviewer,
            revision_id=article.current.pk,
            start=span["start"],
            end=span["end"],
            decision=Draft(article=article.pk, label="contested", **span),
        )
        mark(second_annotator, article, quote="The mayor")
    [notice] = Notice.objects.all()
    assert (notice.user, notice.kind, notice.actor) == (second_annotator, "decided", reviewer)


def test_in_a_blind_project_nobody_is_told_that_others_differ(
    reviewer: User, annotator: User, article: Article, mark: Mark
) -> None:
    article.project.is_blind = True
    article.project.save()
    mark(annotator, article)
    decide(reviewer, article, None)
    assert not Notice.objects.exists()


def test_a_failure_at_any_statement_leaves_nothing_half_decided(
    reviewer: User, annotator: User, article: Article, decision: Draft, mark: Mark
) -> None:
    mark(annotator, article)
    first = decide(reviewer, article, None)

    def stands() -> tuple[Any, ...]:
        rows = Annotation.objects.order_by("pk").values_list("pk", "withdrawn_at")
        decided = Adjudication.objects.order_by("pk").values_list("pk", "superseded_at")
        return list(rows), list(decided), Event.objects.count(), Notice.objects.count()

    number = fail_at_each_statement(lambda: decide(reviewer, article, decision), stands=stands)
    assert number > 10
    assert Adjudication.objects.in_force().get() != first


def test_a_failure_at_any_statement_opens_nothing_half_again(
    reviewer: User, annotator: User, article: Article, decision: Draft, mark: Mark
) -> None:
    marked = mark(annotator, article)
    decided = decide(reviewer, article, decision)

    def stands() -> list[object]:
        decisions = Adjudication.objects.values_list("pk", "superseded_at")
        rows = Annotation.objects.order_by("pk").values_list("pk", "withdrawn_at", "version")
        return [list(decisions), list(rows), Event.objects.count()]

    assert fail_at_each_statement(lambda: reopen(reviewer, decided.pk), stands=stands) > 5
    assert not Adjudication.objects.in_force().exists()
    assert Annotation.objects.live().get() == marked
