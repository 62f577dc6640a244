"""Comments: on a span or a claim, with mentions; never a colleague's in a blind project."""

import pytest

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import Annotation, Article, Claim, Comment, Event, Project, User
from annotator.queries.comments import comments_of, mentions_of, unread_mentions
from annotator.services.comments import (
    add_comment,
    change_comment,
    read_mentions,
    withdraw_comment,
)
from tests.cast import Mark

pytestmark = pytest.mark.django_db


def test_a_mention_is_told_until_it_is_read(
    annotation: Annotation, annotator: User, second_annotator: User
) -> None:
    comment, is_new = add_comment(
        annotator,
        annotation_id=annotation.pk,
        text=" @second which houses? ",
        mentions=[second_annotator.pk],
    )
    assert (is_new, comment.text) == (True, "@second which houses?")
    assert list(unread_mentions(second_annotator)) == [comment]
    assert read_mentions(second_annotator) == 1
    assert not unread_mentions(second_annotator).exists()
    assert list(mentions_of(second_annotator)) == [comment]
    assert not mentions_of(annotator).exists()
    assert read_mentions(second_annotator) == 0


def test_the_same_words_again_are_the_same_comment(annotation: Annotation, annotator: User) -> None:
    first, _ = add_comment(annotator, annotation_id=annotation.pk, text="Which?")
    again, is_new = add_comment(annotator, annotation_id=annotation.pk, text="Which?")
    assert (again, is_new) == (first, False)


def test_it_is_changed_withdrawn_and_brought_back_by_its_author_and_logged(
    annotation: Annotation, annotator: User, reviewer: User
) -> None:
    comment, _ = add_comment(annotator, annotation_id=annotation.pk, text="Which?")
    with pytest.raises(NotAllowed):
        change_comment(reviewer, comment.pk, {"text": "Mine now"})
    changed = change_comment(annotator, comment.pk, {"text": "Which houses?"})
    assert changed.edited_at is not None
    withdraw_comment(annotator, comment.pk)
    assert not comments_of(reviewer).exists()
    with pytest.raises(NotFound):
        change_comment(reviewer, comment.pk, {"text": "Still mine"})
    change_comment(annotator, comment.pk, {"is_withdrawn": False})
    assert [row.text for row in comments_of(reviewer)] == ["Which houses?"]
    log = Event.objects.filter(subject_type="comment").order_by("pk")
    assert [event.verb for event in log] == ["created", "changed", "withdrawn", "restored"]
    assert [(event.before or {}).get("text") for event in log][:2] == [None, "Which?"]


def test_it_is_on_one_thing_and_says_something(
    annotation: Annotation, annotator: User, claim: Claim
) -> None:
    with pytest.raises(BadInput):
        add_comment(annotator, text="On both", annotation_id=annotation.pk, claim_id=claim.pk)
    with pytest.raises(BadInput):
        add_comment(annotator, text="On nothing")
    with pytest.raises(BadInput):
        add_comment(annotator, text=" \n", claim_id=claim.pk)
    assert add_comment(annotator, text="On the claim", claim_id=claim.pk)[1]


def test_strangers_and_readers_say_nothing(
    annotation: Annotation, project: Project, researcher: User, outsider: User, annotator: User
) -> None:
    with pytest.raises(NotFound):
        add_comment(outsider, annotation_id=annotation.pk, text="Hm")
    project.released_at = annotation.created_at
    project.save()
    with pytest.raises(NotAllowed):
        add_comment(researcher, annotation_id=annotation.pk, text="Hm")
    with pytest.raises(NotFound):
        add_comment(annotator, annotation_id=annotation.pk, text="Hm", mentions=[outsider.pk])


@pytest.fixture
def blind_project(project: Project) -> Project:
    """The cast's project, blind."""
    project.is_blind = True
    project.save()
    return project


def test_in_a_blind_project_a_colleagues_comment_is_not_there(
    blind_project: Project,
    annotation: Annotation,
    claim: Claim,
    annotator: User,
    second_annotator: User,
    reviewer: User,
    manager: User,
) -> None:
    add_comment(annotator, annotation_id=annotation.pk, text="On my span")
    add_comment(annotator, claim_id=claim.pk, text="On the manager's claim")
    add_comment(reviewer, claim_id=claim.pk, text="Count the houses once")

    def texts(user: User) -> list[str]:
        return [row.text for row in comments_of(user)]

    assert texts(second_annotator) == ["Count the houses once"]
    assert len(texts(annotator)) == len(texts(manager)) == 3
    with pytest.raises(NotFound):
        add_comment(second_annotator, annotation_id=annotation.pk, text="Hm")
    blind_project.released_at = annotation.created_at
    blind_project.save()
    assert len(texts(second_annotator)) == 3


def test_nobody_is_mentioned_who_could_not_read_it(
    blind_project: Project,
    article: Article,
    mark: Mark,
    claim: Claim,
    annotator: User,
    second_annotator: User,
    reviewer: User,
) -> None:
    mine = mark(annotator, article)
    with pytest.raises(BadInput) as refused:
        add_comment(
            annotator, annotation_id=mine.pk, text="@second", mentions=[second_annotator.pk]
        )
    assert refused.value.code == "mention_cannot_see"
    with pytest.raises(BadInput):
        add_comment(annotator, claim_id=claim.pk, text="@second", mentions=[second_annotator.pk])
    assert not Comment.objects.exists()
    add_comment(annotator, annotation_id=mine.pk, text="@reviewer", mentions=[reviewer.pk])
    add_comment(reviewer, annotation_id=mine.pk, text="@annotator", mentions=[annotator.pk])
    assert unread_mentions(reviewer).count() == unread_mentions(annotator).count() == 1
