"""Stretches given back to their annotators with a note."""

import pytest

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Comment,
    Event,
    Notice,
    Project,
    SentBack,
    Stretch,
    User,
)
from annotator.models.choices import AssignmentState
from annotator.queries.comments import unread_mentions
from annotator.services.assignments import set_state
from annotator.services.sending_back import send_back, take_back
from tests.cast import Mark
from tests.fixtures.faults import fail_at_each_statement

pytestmark = pytest.mark.django_db
NOTE = "Which of the two figures do you mean?"


@pytest.fixture
def marks(
    article: Article, mark: Mark, annotator: User, second_annotator: User
) -> list[Annotation]:
    found = [mark(annotator, article), mark(second_annotator, article, label="contested")]
    for person in (annotator, second_annotator):
        set_state(person, article, AssignmentState.DONE)
    return found


def give_back(reviewer: User, marks: list[Annotation], **said: object) -> SentBack:
    whole = {
        "revision_id": marks[0].revision_id,
        "start": marks[0].start,
        "end": marks[0].end,
        "annotations": [row.pk for row in marks],
        "note": NOTE,
    }
    return send_back(reviewer, **{**whole, **said})  # type: ignore[arg-type]


def states(article: Article) -> dict[int, str]:
    return dict(Assignment.objects.filter(article=article).values_list("user", "state"))


def test_each_finds_the_note_on_their_own_span_and_the_article_among_their_work(
    reviewer: User,
    annotator: User,
    second_annotator: User,
    article: Article,
    marks: list[Annotation],
) -> None:
    give_back(reviewer, marks)
    for person, own in zip((annotator, second_annotator), marks, strict=True):
        [comment] = unread_mentions(person)
        assert (comment.annotation, comment.text) == (own, NOTE)
    assert set(states(article).values()) == {AssignmentState.IN_PROGRESS}


def test_it_can_be_taken_back(
    reviewer: User, annotator: User, article: Article, marks: list[Annotation]
) -> None:
    before = states(article)
    sent = give_back(reviewer, marks)
    for _twice in range(2):
        take_back(reviewer, sent.pk)
    assert states(article) == before
    assert not unread_mentions(annotator).exists()
    assert not SentBack.objects.standing().exists()


def test_who_marked_nothing_is_asked_where_they_may_see_a_colleague_s_span(
    reviewer: User,
    annotator: User,
    second_annotator: User,
    project: Project,
    marks: list[Annotation],
) -> None:
    alone = marks[:1]
    give_back(reviewer, alone, silent=[second_annotator.pk])
    assert [row.annotation for row in unread_mentions(second_annotator)] == alone
    Project.objects.filter(pk=project.pk).update(is_blind=True)
    sent = give_back(reviewer, alone, silent=[second_annotator.pk], note="And now?")
    assert list(sent.states) == [str(annotator.pk)]


def test_without_a_note_or_for_others_nothing_happens(
    reviewer: User, annotator: User, outsider: User, article: Article, marks: list[Annotation]
) -> None:
    before = states(article)
    with pytest.raises(BadInput):
        give_back(reviewer, marks, note="  ")
    with pytest.raises(NotAllowed):
        give_back(annotator, marks)
    with pytest.raises(NotFound):
        give_back(outsider, marks)
    assert (states(article), Comment.objects.count()) == (before, 0)


def all_that_stands(article: Article) -> list[object]:
    """Everything that giving back and taking back may touch."""
    return [
        states(article),
        list(Comment.objects.order_by("pk").values_list("text", "withdrawn_at")),
        list(SentBack.objects.order_by("pk").values_list("pk", "undone_at")),
        [model.objects.count() for model in (Event, Notice, Stretch, Comment.mentions.through)],
    ]


def test_a_failure_at_any_statement_gives_nothing_half_back_and_takes_nothing_half_back(
    reviewer: User, article: Article, marks: list[Annotation]
) -> None:
    fails = fail_at_each_statement(
        lambda: give_back(reviewer, marks), stands=lambda: all_that_stands(article)
    )
    assert fails > 15
    sent = SentBack.objects.get()
    fails = fail_at_each_statement(
        lambda: take_back(reviewer, sent.pk), stands=lambda: all_that_stands(article)
    )
    assert fails > 5
