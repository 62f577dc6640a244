"""The database fails at any statement of an act: nothing is stored of it, and sent again it is
stored once."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotator.models import Annotation, Article, Attribution, Event, Quantity, Source, User
from tests.cast import ARTICLE_TEXT, FLOODED, span_of
from tests.fixtures.faults import failure_at

pytestmark = pytest.mark.django_db

Act = Callable[[Client, uuid.UUID], Any]
MOST_STATEMENTS = 60


def signed_in(user: User) -> Client:
    """A client that gets a 500 as others do."""
    browser = Client(raise_request_exception=False)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def put_on(article: Article, source: Source) -> Act:
    """Marks a span with a source and a figure."""
    body = {
        "article": article.pk,
        **span_of(ARTICLE_TEXT, FLOODED),
        "label": "confirmed",
        "attributions": [[{"source": source.pk, "stance": "asserts"}]],
        "quantity": {"lower": 30, "unit": "houses"},
    }
    return lambda browser, name: browser.post(
        "/api/v1/annotations/", {"id": str(name), **body}, content_type="application/json"
    )


def change(browser: Client, name: uuid.UUID) -> Any:
    """Changes label, chains and figure."""
    return browser.patch(
        f"/api/v1/annotations/{name}/",
        {"label": "contested", "attributions": [], "quantity": {"upper": 40}},
        content_type="application/json",
        headers={"If-Match": '"1"'},
    )


def withdraw(browser: Client, name: uuid.UUID) -> Any:
    """Takes the span back."""
    return browser.delete(f"/api/v1/annotations/{name}/", headers={"If-Match": '"1"'})


def state() -> tuple[Any, ...]:
    """All that an act may leave behind."""
    return (
        list(Annotation.objects.order_by("pk").values_list("pk", "label", "version")),
        list(Attribution.objects.order_by("pk").values_list("annotation", "source")),
        list(Quantity.objects.order_by("pk").values_list("annotation", "lower", "upper")),
        Event.objects.count(),
    )


def fail_everywhere(browser: Client, act: Act, name: uuid.UUID) -> int:
    """Does the act with a failure at the first statement, the second and so on, until it gets
    through; gives the number of failures."""
    before = state()
    for number in range(1, MOST_STATEMENTS):
        with failure_at(number) as was_reached:
            answer = act(browser, name)
        if not was_reached():
            assert answer.status_code in (200, 201)
            return number - 1
        assert answer.status_code >= 500
        assert state() == before, f"statement {number} left something behind"
    return pytest.fail(f"more than {MOST_STATEMENTS} statements")


def test_a_span_is_stored_once_wherever_storing_it_failed_before(
    annotator: User, article: Article, source: Source
) -> None:
    browser = signed_in(annotator)
    name, act = uuid.uuid4(), put_on(article, source)
    events = Event.objects.count()
    assert fail_everywhere(browser, act, name) > 5
    assert act(browser, name).status_code == 200  # its answer got lost: the same row again
    assert Annotation.objects.get().pk == name
    assert (Attribution.objects.count(), Quantity.objects.count()) == (1, 1)
    assert Event.objects.count() == events + 1


@pytest.mark.parametrize("act", [change, withdraw])
def test_a_change_happens_once_wherever_it_failed_before(
    annotator: User, article: Article, source: Source, act: Act
) -> None:
    browser = signed_in(annotator)
    name = uuid.uuid4()
    put_on(article, source)(browser, name)
    assert fail_everywhere(browser, act, name) > 5
    assert Annotation.objects.get().version == 2
    assert act(browser, name).status_code == 412  # sent again it meets its own work
    assert Annotation.objects.get().version == 2
