"""derivations/: analysts' marks and what texts share, over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Source, User
from annotator.services.articles import Capture, add_article
from tests.credibility.conftest import Desk

AsToken = Callable[..., APIClient]


@pytest.fixture
def body(desk: Desk) -> dict[str, Any]:
    """That the Pentagon has it from GUR."""
    return {
        "project": desk.project.slug,
        "source": desk.source("Pentagon").pk,
        "from_source": desk.source("GUR").pk,
        "claim": desk.claim("it rained").pk,
        "probability": 0.3,
        "note": "as GUR told us",
    }


def test_a_mark_is_made_listed_changed_taken_back_and_brought_back(
    desk: Desk, reviewer: User, as_token: AsToken, body: dict[str, Any]
) -> None:
    client = as_token(reviewer)
    made = client.post("/api/v1/derivations/", body)
    assert (made.status_code, made.json()["ground"]) == (201, "analyst")
    assert client.post("/api/v1/derivations/", body).status_code == 200
    address = f"/api/v1/derivations/{made.json()['id']}/"
    assert client.patch(address, {"probability": 0.6}).json()["probability"] == 0.6
    here = f"/api/v1/derivations/?project={desk.project.slug}&source={body['source']}"
    assert [row["id"] for row in client.get(here).json()["results"]] == [made.json()["id"]]
    assert client.delete(address).status_code == 204
    assert client.get(here).json()["results"] == []
    assert len(client.get(f"{here}&withdrawn=true").json()["results"]) == 1
    assert client.patch(address, {"is_withdrawn": False}).json()["withdrawn_at"] is None
    assert len(client.get(here).json()["results"]) == 1


@pytest.mark.parametrize("probability", [-0.1, 1.5, "NaN", None, True])
def test_what_is_no_probability_is_refused(
    reviewer: User, as_token: AsToken, body: dict[str, Any], probability: Any
) -> None:
    answer = as_token(reviewer).post("/api/v1/derivations/", body | {"probability": probability})
    assert answer.status_code == 400
    assert "probability" in answer.json()["error"]["fields"]


def test_a_note_with_a_protected_name_stays_in_the_house(
    desk: Desk, reviewer: User, as_token: AsToken, body: dict[str, Any]
) -> None:
    client = as_token(reviewer)
    made = client.post("/api/v1/derivations/", body).json()
    Source.objects.filter(name="GUR").update(is_protected=True)
    answer = client.get(f"/api/v1/derivations/?project={desk.project.slug}")
    assert (answer.json()["results"], answer["X-Rows-Left-Out"]) == ([], "1")
    assert client.get(f"/api/v1/derivations/{made['id']}/").status_code == 404


def test_what_texts_share_is_listed_and_read_and_is_nobodys_to_change(
    desk: Desk, reviewer: User, as_token: AsToken
) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    articles = []
    for name, day in (("Post", "2024-12-01"), ("Daily", "2024-12-02")):
        capture = Capture(text=f"{name}: {words}", publisher=name, published_on=day)
        articles.append(add_article(desk.manager, desk.project, capture)[0].pk)
    desk.catch_up()
    client = as_token(reviewer)
    here = f"/api/v1/derivations/?project={desk.project.slug}"
    assert client.get(here).json()["results"] == []
    (row,) = client.get(f"{here}&ground=text_reuse&article={articles[1]}").json()["results"]
    assert (row["from_article"], row["is_tied"]) == (articles[0], False)
    assert row["probability"] == pytest.approx(56 / 57)
    address = f"/api/v1/derivations/{row['id']}/"
    assert client.get(address).json() == row
    assert client.patch(address, {"probability": 0.1}).status_code == 404
    assert client.delete(address).status_code == 404
