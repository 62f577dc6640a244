"""The page of one difference: by forms alone, names hidden, one decision at a time."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotator.models import Adjudication, Annotation, Article, Membership, Project, SentBack, User
from annotator.models.choices import Role
from annotator.services.assignments import set_state
from tests.cast import Mark, client_with_session, make_project

pytestmark = pytest.mark.django_db
QUEUE = "/p/dikes/adjudicate/"


@pytest.fixture
def marks(
    article: Article, mark: Mark, annotator: User, second_annotator: User
) -> list[Annotation]:
    """A label, a boundary, and what only one of two marked: three differences."""
    annotator.name, second_annotator.name = "Anouk", "Bram"
    annotator.save()
    second_annotator.save()
    found = [
        mark(annotator, article, label="confirmed"),
        mark(second_annotator, article, label="contested"),
        mark(annotator, article, quote="The mayor"),
        mark(second_annotator, article, quote="mayor"),
        mark(annotator, article, quote="the pumps would run again"),
    ]
    for person in (annotator, second_annotator):
        set_state(person, article, "done")
    return found


@pytest.fixture
def window(reviewer: User, marks: list[Annotation]) -> Client:
    window = Client()
    window.force_login(reviewer, backend="django.contrib.auth.backends.ModelBackend")
    return window


def seen(window: Client, address: str = QUEUE) -> Any:
    """What the page was drawn from."""
    return window.get(address).context


def send(window: Client, act: str, **said: str) -> Any:
    """Presses a button on the first difference."""
    page = seen(window)
    return window.post(page["action"], {"act": act, "state": page["row"].state, **said})


def test_the_queue_is_gone_through_by_forms(window: Client) -> None:
    page = window.get(QUEUE).content.decode()
    assert "Difference 1 of 3" in page
    assert "2 labels" in page
    assert "Anouk" not in page
    assert "Bram" not in page
    second = send(window, "label-contested", reason="The army denies it.", category="figure_missed")
    page = window.get(second["Location"]).content.decode()
    assert "Difference 1 of 2" in page
    assert "Anouk" in page  # of what was decided just now
    made = Adjudication.objects.get()
    assert (made.reason, made.error_category) == ("The army denies it.", "figure_missed")
    send(window, "union")
    send(window, "take-B")
    assert "Nothing waits" in window.get(QUEUE).content.decode()
    assert Adjudication.objects.in_force().count() == 3
    assert Adjudication.objects.filter(is_not_a_claim=True).count() == 1


def test_boundaries_go_along_where_they_decide_nothing_alone(window: Client) -> None:
    answer = send(window, "union", reason="Kept.")
    assert answer.status_code == 200
    assert answer.context["said"].bounds == "union"
    assert "Kept." in answer.content.decode()
    again = send(window, "union", bounds="union")
    assert again.context["said"].bounds == ""


def test_without_a_note_nothing_is_given_back(window: Client) -> None:
    answer = send(window, "back")
    assert answer.status_code == 400
    assert "nothing was sent back" in answer.content.decode()
    send(window, "back", reason="Which houses?")
    assert seen(window)["total"] == 1  # what one did not mark waits too: they are not done now
    sent = SentBack.objects.get()
    window.post(f"{QUEUE}back/{sent.pk}/undo/")
    assert seen(window)["total"] == 3


def test_taking_back_leads_to_the_place(window: Client) -> None:
    place = seen(window)["action"]
    send(window, "not-a-claim")
    last = seen(window)["last"]
    assert last.people == (
        ("Anouk", "confirmed", "Confirmed"),
        ("Bram", "contested", "Contested"),
    )
    answer = window.post(f"{QUEUE}decisions/{last.id}/reopen/")
    assert answer["Location"] == place
    assert seen(window)["total"] == 3


def test_a_decision_of_another_project_is_not_touched_from_here(
    window: Client, reviewer: User
) -> None:
    send(window, "not-a-claim")
    decided = seen(window)["last"].id
    send(window, "back", reason="Which houses?")
    sent = SentBack.objects.get()
    elsewhere = make_project("elsewhere")
    Membership.objects.create(project=elsewhere, user=reviewer, role=Role.REVIEWER)
    other = QUEUE.replace("dikes", "elsewhere")
    for act in (f"decisions/{decided}/reopen/", f"decisions/{decided}/why/"):
        assert window.post(f"{other}{act}", {"category": "other"}).status_code == 404
    assert window.post(f"{other}back/{sent.pk}/undo/").status_code == 404
    assert Adjudication.objects.in_force().get().error_category == ""
    assert SentBack.objects.get().undone_at is None


def test_why_can_be_said_with_one_more_key(window: Client) -> None:
    send(window, "not-a-claim")
    page = seen(window)
    answer = window.post(
        f"{QUEUE}decisions/{page['last'].id}/why/",
        {"category": "guideline_unclear", "here": page["here"]},
    )
    assert answer["Location"] == page["action"]
    assert Adjudication.objects.get().error_category == "guideline_unclear"


def test_who_is_too_late_sees_what_was_decided(
    window: Client, manager: User, project: Project
) -> None:
    other = Client()
    other.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    page = seen(other)
    send(window, "not-a-claim", reason="A question.")
    mine = {"act": "label-contested", "reason": "Denied below.", "state": page["row"].state}
    late = other.post(page["action"], mine)
    assert late.status_code == 409
    words = late.content.decode()
    assert "has decided this meanwhile" in words
    assert "A question." in words
    assert "Denied below." in words
    assert late.context["act"] == "Contested"
    assert Adjudication.objects.count() == 1
    assert other.get(page["action"]).status_code == 200
    assert other.get(f"{QUEUE}999999/0-3/").status_code == 404


def test_what_changed_meanwhile_is_shown_and_not_decided(
    window: Client, annotator: User, marks: list[Annotation]
) -> None:
    from annotator.services.annotations import update_annotation

    page = seen(window)
    update_annotation(annotator, marks[0].pk, version=1, changes={"label": "unverified"})
    late = window.post(page["action"], {"act": "take-A", "state": page["row"].state})
    assert late.status_code == 409
    assert "how it stands now" in late.content.decode()
    assert not Adjudication.objects.exists()


def test_annotators_read_what_was_decided_on_their_spans(
    window: Client, annotator: User, reviewer: User, new_person: Callable[..., User]
) -> None:
    send(window, "label-contested", reason="The army denies it.")
    mine = client_with_session(annotator).get("/p/dikes/decided/").content.decode()
    assert "The army denies it." in mine
    assert "You" in mine
    assert "the label" in mine
    own = client_with_session(annotator)
    place = Article.objects.get()
    link = f"/p/dikes/decided/?whose=mine&amp;article={place.pk}"
    assert link in own.get(f"/p/dikes/articles/{place.pk}/").content.decode()
    assert "1 decision, and why" in own.get("/me/").content.decode()
    assert "and why" not in client_with_session(reviewer).get("/me/").content.decode()
    Project.objects.update(is_blind=True)
    hidden = client_with_session(annotator).get("/p/dikes/decided/").content.decode()
    assert "The army denies it." not in hidden
    assert "blind project" in hidden
    assert link not in own.get(f"/p/dikes/articles/{place.pk}/").content.decode()
    assert "and why" not in own.get("/me/").content.decode()
    Project.objects.update(is_blind=False)
    stranger = new_person("reads@cast.example", name="R")
    Membership.objects.create(
        project=Project.objects.get(slug="dikes"), user=stranger, role="annotator"
    )
    page = client_with_session(stranger).get("/p/dikes/decided/").content.decode()
    assert "The army denies it." not in page  # not on a span of theirs


def test_a_page_takes_the_same_statements_however_long_the_queue_is(
    window: Client,
    article: Article,
    mark: Mark,
    annotator: User,
    second_annotator: User,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for quote in ("a family", "the dike", "The water board", "the army"):
        mark(annotator, article, quote=quote)
        mark(second_annotator, article, quote=quote, label="contested")
    with django_assert_max_num_queries(45):
        assert seen(window)["total"] == 7
