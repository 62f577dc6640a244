"""The queue of disagreements: what is in it, in which order, and what a decision takes out."""

import pytest

from annotator.models import Annotation, Article, User
from annotator.models.choices import AssignmentState
from annotator.services.annotations import Draft, create_annotation, update_annotation
from annotator.services.assignments import set_state
from annotator.services.sending_back import send_back
from credibility import disagreements
from credibility.differing import Difference
from credibility.services.deciding import Said, decide
from tests.credibility.conftest import Desk

pytestmark = pytest.mark.django_db
ASSERTS, DENIES = "asserts", "denies"


@pytest.fixture
def report(desk: Desk) -> Article:
    return desk.article("report", publisher="Polder Post")


def queue(desk: Desk) -> list[Difference]:
    return disagreements.differences(desk.project.pk)


def part_of(desk: Desk, who: User, article: Article, sentence: int, *, words: int) -> Annotation:
    """Marks the last words of a sentence."""
    assert article.current is not None
    whole = article.current.text.split("\n\n")[sentence]
    quote = " ".join(whole.split()[-words:])
    start = article.current.text.index(whole) + len(whole) - len(quote)
    draft = Draft(start, start + len(quote), quote, "confirmed", article=article.pk)
    return create_annotation(who, draft)[0]


def test_the_order_is_positions_then_confirmed_against_contested_then_doubt_then_boundaries(
    desk: Desk, report: Article, annotator: User, second_annotator: User
) -> None:
    one, other = annotator, second_annotator
    desk.mark(one, report, None, sentence=0)
    part_of(desk, other, report, 0, words=8)
    desk.mark(one, report, None, sentence=1, label="confirmed")
    desk.mark(other, report, None, sentence=1, label="unverified")
    desk.mark(one, report, None, sentence=2, label="confirmed")
    desk.mark(other, report, None, sentence=2, label="contested")
    desk.mark(one, report, "it rained", [("GUR", ASSERTS)], sentence=3)
    desk.mark(other, report, "it rained", [("GUR", DENIES)], sentence=3)
    desk.mark(one, report, None, sentence=4)
    desk.mark(other, report, None, sentence=4)
    found = queue(desk)
    assert [row.kinds for row in found] == [
        ("position", "chains"),
        ("label",),
        ("label",),
        ("span",),
    ]
    assert [row.rank for row in found] == [0, 1, 2, 3]
    assert found[0].undecided_sources == (desk.source("GUR").pk,)


def test_among_equals_what_the_model_is_least_sure_of_comes_first(
    desk: Desk, report: Article, three_annotators: list[User]
) -> None:
    """The third person is nearly always alone: against two who agree, that is little doubt; where
    one of the others is with them, more."""
    one, two, odd = three_annotators
    for sentence in range(8):
        desk.mark(one, report, None, sentence=sentence, label="unverified")
        desk.mark(two, report, None, sentence=sentence, label="unverified")
        desk.mark(odd, report, None, sentence=sentence, label="contested")
    desk.mark(one, report, None, sentence=9, label="unverified")
    desk.mark(two, report, None, sentence=9, label="contested")
    first = queue(desk)[0]
    assert report.current is not None
    assert first.start == report.current.text.index(report.current.text.split("\n\n")[9])
    assert first.doubt > queue(desk)[1].doubt


def test_what_one_marked_and_the_other_did_not_waits_until_both_are_done(
    desk: Desk, report: Article, annotator: User, second_annotator: User
) -> None:
    desk.mark(annotator, report, None)
    set_state(annotator, report, AssignmentState.DONE)
    set_state(second_annotator, report, AssignmentState.IN_PROGRESS)
    assert queue(desk) == []
    set_state(second_annotator, report, AssignmentState.DONE)
    [row] = queue(desk)
    assert (row.kinds, row.silent) == (("unmarked",), (second_annotator.pk,))


def test_a_figure_marked_within_a_sentence_is_the_same_place(
    desk: Desk, report: Article, annotator: User, second_annotator: User
) -> None:
    desk.mark(annotator, report, None, label="contested")
    part_of(desk, second_annotator, report, 0, words=2)
    [row] = queue(desk)
    assert set(row.kinds) == {"label", "span"}


def test_two_claims_in_one_sentence_are_two_places(
    desk: Desk, report: Article, annotator: User, second_annotator: User
) -> None:
    desk.mark(annotator, report, "it rained")
    small = part_of(desk, second_annotator, report, 0, words=2)
    claim = desk.claim("it hailed").pk
    update_annotation(second_annotator, small.pk, version=small.version, changes={"claim": claim})
    assert queue(desk) == []


def test_the_queue_says_nothing_of_who_said_what_first(
    desk: Desk, report: Article, annotator: User, second_annotator: User
) -> None:
    for sentence in range(12):
        desk.mark(annotator, report, None, sentence=sentence)
        desk.mark(second_annotator, report, None, sentence=sentence, label="contested")
    first = {row.takes[0].span.person for row in queue(desk)}
    assert first == {annotator.pk, second_annotator.pk}


def test_a_decision_takes_a_place_out_and_only_new_differences_come_back(
    desk: Desk, report: Article, three_annotators: list[User], reviewer: User
) -> None:
    one, other, late = three_annotators
    desk.mark(one, report, None, label="confirmed")
    desk.mark(other, report, None, label="contested")
    desk.mark(one, report, None, sentence=1, label="confirmed")
    desk.mark(other, report, None, sentence=1, label="contested")
    first, second = queue(desk)
    for row in (first, second):
        decide(reviewer, desk.project, row.place, state=row.state, said=Said("label-contested"))
    assert queue(desk) == []
    desk.mark(late, report, None, label="contested")
    assert queue(desk) == []  # as it was decided
    desk.mark(late, report, None, sentence=1, label="unverified")
    [row] = queue(desk)
    assert row.kinds == ("decided", "label")
    assert [take.span.person for take in row.takes] == [late.pk]
    assert row.decided is not None
    assert row.decided.label == "contested"
    assert report.annotations.live().filter(origin="adjudicated").count() == 2


def test_what_was_decided_not_to_be_a_claim_comes_back_when_somebody_marks_it(
    desk: Desk, report: Article, three_annotators: list[User], reviewer: User
) -> None:
    one, other, late = three_annotators
    desk.mark(one, report, None)
    desk.mark(other, report, None, label="contested")
    [row] = queue(desk)
    decide(reviewer, desk.project, row.place, state=row.state, said=Said("not-a-claim"))
    assert queue(desk) == []
    desk.mark(late, report, None)
    [row] = queue(desk)
    assert row.kinds == ("decided",)
    decide(reviewer, desk.project, row.place, state=row.state, said=Said("take-A"))
    assert queue(desk) == []


def test_what_was_given_back_waits_until_everybody_is_done_again(
    desk: Desk, report: Article, annotator: User, second_annotator: User, reviewer: User
) -> None:
    people = (annotator, second_annotator)
    marks = [
        desk.mark(who, report, None, label=label)
        for who, label in zip(people, ("confirmed", "contested"), strict=True)
    ]
    [row] = queue(desk)
    send_back(
        reviewer,
        revision_id=row.revision,
        start=row.start,
        end=row.end,
        annotations=[mark.pk for mark in marks],
        note="Look again, please.",
    )
    assert queue(desk) == []
    set_state(annotator, report, AssignmentState.DONE)
    assert queue(desk) == []
    set_state(second_annotator, report, AssignmentState.DONE)
    assert len(queue(desk)) == 1


def test_a_change_is_seen_at_once(
    desk: Desk, report: Article, annotator: User, second_annotator: User
) -> None:
    desk.mark(annotator, report, None)
    mark = desk.mark(second_annotator, report, None, label="contested")
    [before] = queue(desk)
    changes = {"label": "unverified"}
    update_annotation(second_annotator, mark.pk, version=mark.version, changes=changes)
    [after] = queue(desk)
    assert before.place == after.place
    assert before.state != after.state
    changes = {"label": "confirmed"}
    update_annotation(second_annotator, mark.pk, version=mark.version + 1, changes=changes)
    assert queue(desk) == []
