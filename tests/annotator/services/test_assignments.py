"""Assignments: given, called done, handed over."""

import pytest

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import Annotation, Article, Assignment, Event, Project, User
from annotator.services.annotations import update_annotation
from annotator.services.assignments import assign, hand_over, set_state

pytestmark = pytest.mark.django_db


def test_managers_give_articles_to_people_who_annotate(
    manager: User,
    annotator: User,
    researcher: User,
    project: Project,
    article: Article,
    other_article: Article,
) -> None:
    people = [annotator.pk]
    with pytest.raises(NotAllowed):
        assign(annotator, project, articles=[article.pk], people=people)
    with pytest.raises(NotFound):
        assign(manager, project, articles=[other_article.pk], people=people)
    with pytest.raises(BadInput):
        assign(manager, project, articles=[article.pk], people=[researcher.pk])
    assert assign(manager, project, articles=[article.pk], people=people) == 1
    assert assign(manager, project, articles=[article.pk], people=people) == 0


def test_calling_an_article_done_settles_it_once(
    annotator: User, article: Article, annotation: Annotation
) -> None:
    done = set_state(annotator, article, "done")
    first = done.first_done_at
    update_annotation(annotator, annotation.pk, version=1, changes={"label": "contested"})
    set_state(annotator, article, "in_progress")
    again = set_state(annotator, article, "done")
    annotation.refresh_from_db()
    assert annotation.settled == {"label": "confirmed", "chains": []}
    assert again.first_done_at == first is not None
    with pytest.raises(BadInput):
        set_state(annotator, article, "finished")


def test_those_who_leave_hand_unfinished_work_over(
    manager: User, annotator: User, second_annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    assert hand_over(manager, project, leaver=annotator, heirs=[second_annotator]) == (1, 0)
    assert Assignment.objects.get(article=article).user == second_annotator


def test_what_a_colleague_has_already_goes_to_nobody_and_is_told(
    manager: User, annotator: User, second_annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk, second_annotator.pk])
    assert hand_over(manager, project, leaver=annotator, heirs=[second_annotator]) == (0, 1)
    assert Assignment.objects.get(article=article).user == second_annotator


def test_work_is_not_handed_to_the_person_who_has_it(
    manager: User, annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    with pytest.raises(BadInput):
        hand_over(manager, project, leaver=annotator, heirs=[annotator])
    assert Assignment.objects.get(article=article).user == annotator


def test_nobody_who_left_is_given_work(
    manager: User, annotator: User, second_annotator: User, project: Project, article: Article
) -> None:
    User.objects.filter(pk=second_annotator.pk).update(is_active=False)
    with pytest.raises(BadInput):
        assign(manager, project, articles=[article.pk], people=[second_annotator.pk])
    with pytest.raises(BadInput):
        hand_over(manager, project, leaver=annotator, heirs=[second_annotator])


def test_giving_work_has_nothing_computed_again(
    manager: User, annotator: User, project: Project, article: Article
) -> None:
    Event.objects.update(delivered_at=article.created_at)
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    assert not Event.objects.undelivered().exists()
    set_state(annotator, article, "done")  # what is settled then counts for the agreement
    assert Event.objects.undelivered().get().verb == "state"
