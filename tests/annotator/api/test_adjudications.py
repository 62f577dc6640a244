"""Decisions by API: made by reviewers, listed as they stand and as they stood."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Adjudication, Annotation, Article, Project, User
from tests.cast import FLOODED, Mark, span_of

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/adjudications/"
AsToken = Callable[..., APIClient]


@pytest.fixture
def body(article: Article, annotation: Annotation) -> dict[str, Any]:
    assert article.current is not None
    span = span_of(article.current.text, FLOODED)
    return {
        "revision": article.current.pk,
        "start": span["start"],
        "end": span["end"],
        "decision": {**span, "id": str(uuid.uuid4()), "label": "unverified"},
        "inputs": [str(annotation.pk)],
        "reason": "Only the water board says so.",
        "error_category": "one source",
    }


def test_a_decision_keeps_what_it_decided_on(
    as_token: AsToken, reviewer: User, body: dict[str, Any]
) -> None:
    client = as_token(reviewer)
    made = client.post(ADDRESS, body)
    assert made.status_code == 201, made.json()
    [row] = client.get(ADDRESS).json()["results"]
    assert row == made.json()
    assert row["decision"]["origin"] == "adjudicated"
    assert (row["inputs"], row["error_category"]) == (body["inputs"], "one source")
    assert client.post(ADDRESS, body).json()["id"] == row["id"]


def test_a_later_decision_replaces_and_the_earlier_stays_readable(
    as_token: AsToken, reviewer: User, body: dict[str, Any]
) -> None:
    client = as_token(reviewer)
    first = client.post(ADDRESS, body).json()["id"]
    Adjudication.objects.update(created_at=datetime.datetime(2024, 12, 20, 9, tzinfo=datetime.UTC))
    second = client.post(ADDRESS, {**body, "decision": None}).json()
    assert second["is_not_a_claim"]
    listed = client.get(ADDRESS).json()["results"]
    assert [row["id"] for row in listed] == [second["id"]]
    everything = client.get(f"{ADDRESS}?in_force=false").json()["results"]
    assert [row["id"] for row in everything] == [second["id"], first]
    for day, ids in (("2024-12-19", []), ("2024-12-20", [first]), ("9999-12-31", [second["id"]])):
        rows = client.get(f"{ADDRESS}?as_of={day}").json()["results"]
        assert [row["id"] for row in rows] == ids, day


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"end": 10**7}, "start"),
        ({"revision": 10**12}, "revision"),
        ({"inputs": [str(uuid.uuid4())]}, "inputs"),
        ({"reviewer": 3}, "reviewer"),
        ({"decision": {"label": "maybe"}}, "decision.label"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_stored(
    as_token: AsToken, reviewer: User, body: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    answer = as_token(reviewer).post(ADDRESS, {**body, **change})
    assert answer.status_code in (400, 404)
    assert field in answer.json()["error"]["fields"]
    assert not Adjudication.objects.exists()


def test_annotators_of_a_blind_project_see_no_decisions(
    as_token: AsToken, annotator: User, reviewer: User, project: Project, body: dict[str, Any]
) -> None:
    as_token(reviewer).post(ADDRESS, body)
    assert len(as_token(annotator).get(ADDRESS).json()["results"]) == 1
    project.is_blind = True
    project.save()
    assert as_token(annotator).get(ADDRESS).json()["results"] == []


def test_tokens_get_no_decision_whose_words_hold_a_protected_name(
    as_token: AsToken, reviewer: User, project: Project, body: dict[str, Any]
) -> None:
    project.sources.create(name="water board", is_protected=True, created_by=reviewer)
    client = as_token(reviewer)
    client.post(ADDRESS, body)
    answer = client.get(ADDRESS)
    assert (answer.json()["results"], answer["X-Rows-Left-Out"]) == ([], "1")


def test_a_list_takes_the_same_statements_however_long_it_is(
    as_token: AsToken,
    reviewer: User,
    article: Article,
    mark: Mark,
    body: dict[str, Any],
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = as_token(reviewer)
    for start in range(6):
        client.post(ADDRESS, {**body, "start": start, "decision": None})
    with django_assert_max_num_queries(9):
        assert len(client.get(ADDRESS).json()["results"]) == 6
