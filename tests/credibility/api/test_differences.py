"""The queue by API: in order, page by page, without names."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Annotation, Article, Project, User
from annotator.services.sources import create_source
from tests.cast import FLOODED, Mark

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/adjudications/queue/?project=dikes"
AsToken = Callable[..., APIClient]


@pytest.fixture
def marks(
    article: Article, mark: Mark, annotator: User, second_annotator: User
) -> list[Annotation]:
    """One place on which the labels are opposed, one on which boundaries differ."""
    return [
        mark(annotator, article, label="confirmed"),
        mark(second_annotator, article, label="contested"),
        mark(annotator, article, quote="The mayor"),
        mark(second_annotator, article, quote="mayor"),
    ]


def test_it_names_nobody(as_token: AsToken, reviewer: User, marks: list[Annotation]) -> None:
    for person in User.objects.all():
        person.name = f"Known as {person.pk}"
        person.save()
    answer = as_token(reviewer).get(ADDRESS)
    rows = answer.json()["results"]
    assert [row["kinds"] for row in rows] == [["label"], ["span"]]
    assert [take["letter"] for take in rows[0]["takes"]] == ["A", "B"]
    written = json.dumps(rows)
    assert "author" not in written
    for person in User.objects.all():
        assert person.email not in written
        assert person.name not in written


def test_a_row_of_it_is_decided_by_what_it_holds(
    as_token: AsToken, reviewer: User, manager: User, marks: list[Annotation]
) -> None:
    client = as_token(reviewer)
    [row, _boundaries] = client.get(ADDRESS).json()["results"]
    body: dict[str, Any] = {name: row[name] for name in ("revision", "start", "end")}
    body["inputs"] = [take["annotation"] for take in row["takes"]]
    made = client.post("/api/v1/adjudications/", {**body, "decision": None})
    assert made.status_code == 201
    assert len(client.get(ADDRESS).json()["results"]) == 1
    late = as_token(manager).post("/api/v1/adjudications/", {**body, "decision": None})
    assert late.status_code == 409
    assert late.json()["error"]["code"] == "decided_already"
    assert late.json()["current"] == made.json()["id"]
    one = f"/api/v1/adjudications/{made.json()['id']}/"
    assert client.patch(one, {"reason": "Asked, not said."}).json()["reason"] == "Asked, not said."
    assert as_token(manager).post(f"{one}reopen/").json()["superseded_at"] is not None
    assert len(client.get(ADDRESS).json()["results"]) == 2
    back = {name: body[name] for name in ("revision", "start", "end")}
    sent = client.post(
        "/api/v1/adjudications/back/",
        {**back, "annotations": body["inputs"], "note": "Which of the two?"},
    )
    assert len(sent.json()["comments"]) == 2
    assert len(client.get(ADDRESS).json()["results"]) == 1
    client.post(f"/api/v1/adjudications/back/{sent.json()['id']}/undo/")
    assert len(client.get(ADDRESS).json()["results"]) == 2


def test_it_comes_in_pages(as_token: AsToken, reviewer: User, marks: list[Annotation]) -> None:
    client = as_token(reviewer)
    first = client.get(f"{ADDRESS}&page_size=1").json()
    second = client.get(first["next"]).json()
    assert [row["kinds"] for row in first["results"] + second["results"]] == [["label"], ["span"]]
    assert second["next"] is None
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_tokens_get_no_place_whose_words_hold_a_protected_name(
    as_token: AsToken, reviewer: User, project: Project, marks: list[Annotation]
) -> None:
    source = create_source(reviewer, project, name=FLOODED[:11])
    source.is_protected = True
    source.save()
    answer = as_token(reviewer).get(ADDRESS)
    assert answer["X-Rows-Left-Out"] == "1"
    assert [row["kinds"] for row in answer.json()["results"]] == [["span"]]


def test_a_page_takes_the_same_statements_however_many_differences_there_are(
    as_token: AsToken,
    reviewer: User,
    article: Article,
    mark: Mark,
    annotator: User,
    second_annotator: User,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for quote in ("The mayor", "a family", "the dike", "The water board", "the army", "the pumps"):
        mark(annotator, article, quote=quote)
        mark(second_annotator, article, quote=quote, label="contested")
    client = as_token(reviewer)
    with django_assert_max_num_queries(38):
        assert len(client.get(ADDRESS).json()["results"]) == 6
