"""Notices: told with the change, to whom it concerns and nobody else, deadlines once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from annotator.models import Article, Assignment, Notice, Project, User
from annotator.models.choices import NoticeKind
from annotator.services.assignments import assign, hand_over, set_deadline, set_state, take_away
from annotator.services.notices import (
    kinds_of_deadline,
    read_notices,
    tell_of_deadlines,
    today_of,
)
from annotator.services.projects import release_project, set_guideline

pytestmark = pytest.mark.django_db


def kinds(person: User) -> list[str]:
    """What the person was told, oldest first."""
    return [notice.kind for notice in Notice.objects.visible_to(person).order_by("pk")]


def test_people_are_told_what_they_are_given_and_who_gave_it_is_not(
    manager: User, annotator: User, outsider: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk, manager.pk])
    assert kinds(annotator) == ["assigned"]
    assert kinds(manager) == kinds(outsider) == []
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    assert kinds(annotator) == ["assigned"]


def test_members_hear_of_guidelines_after_the_first_and_of_the_release(
    manager: User, annotator: User, researcher: User, project: Project
) -> None:
    set_guideline(manager, project, markdown="One.")
    set_guideline(manager, project, markdown="Two.")
    release_project(manager, project)
    assert kinds(annotator) == ["guideline", "released"]
    assert kinds(researcher) == ["released"]


def test_one_reads_ones_own_and_only_in_projects_in_use(
    manager: User, annotator: User, second_annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    theirs = Notice.objects.get(user=annotator)
    assert read_notices(second_annotator, [theirs.pk]) == 0
    Project.objects.filter(pk=project.pk).update(archived_at=timezone.now())
    assert read_notices(annotator) == 0
    Project.objects.filter(pk=project.pk).update(archived_at=None)
    assert read_notices(annotator) == 1
    assert read_notices(annotator) == 0


def test_a_deadline_is_told_of_the_day_before_and_once_it_has_passed() -> None:
    day = date(2026, 11, 20)
    told = [kinds_of_deadline(day, today=day + timedelta(days=n)) for n in (-2, -1, 0, 1)]
    assert told == [[], [NoticeKind.DUE_SOON], [NoticeKind.DUE_SOON], [NoticeKind.OVERDUE]]


def test_deadlines_are_told_of_once_where_the_person_lives(
    manager: User, annotator: User, second_annotator: User, project: Project, article: Article
) -> None:
    User.objects.filter(pk=second_annotator.pk).update(time_zone="Pacific/Auckland")
    day, people = date(2026, 11, 20), [annotator.pk, second_annotator.pk]
    assign(manager, project, articles=[article.pk], people=people, due_on=day)
    evening = datetime(2026, 11, 18, 20, tzinfo=UTC)  # in Auckland it is the nineteenth
    assert tell_of_deadlines(evening) == 1
    assert tell_of_deadlines(evening) == 0
    assert kinds(second_annotator) == ["assigned", "due_soon"]
    assert tell_of_deadlines(evening + timedelta(days=3)) == 2
    assert kinds(annotator) == ["assigned", "overdue"]
    set_state(annotator, article, "done")
    set_deadline(manager, Assignment.objects.get(user=annotator), day + timedelta(days=1))
    assert tell_of_deadlines(evening + timedelta(days=9)) == 0


def test_who_gets_the_work_of_a_leaver_is_told_how_much(
    manager: User, annotator: User, second_annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    hand_over(manager, project, leaver=annotator, heirs=[second_annotator])
    assert kinds(second_annotator) == ["handed_over"]


def test_an_article_taken_away_is_told_of(
    manager: User, annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    take_away(manager, Assignment.objects.get(user=annotator))
    assert kinds(annotator) == ["assigned", "taken_away"]


def test_a_zone_nobody_knows_is_universal_time() -> None:
    now = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert today_of(User(time_zone="Mars/Olympus"), now) == date(2026, 11, 18)
