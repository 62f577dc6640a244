"""Assignments: given, called done, handed over."""

import pytest

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import Annotation, Article, Assignment, Project, User
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
    assert hand_over(manager, project, leaver=annotator, heir=second_annotator) == 1
    assert Assignment.objects.get(article=article).user == second_annotator
