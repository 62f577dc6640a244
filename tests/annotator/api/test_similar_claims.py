"""The claims most like a span: its words and its figure, and what sets each claim apart."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Article, Claim, Project, User
from annotator.services.annotations import Figure
from annotator.services.claims import create_claim
from tests.cast import Mark

AsToken = Callable[..., APIClient]
ADDRESS = "/api/v1/claims/"


@pytest.fixture
def claims(project: Project, manager: User, claim: Claim) -> dict[str, Claim]:
    """Claims by name: `claim` says that at least 30 houses were flooded."""
    texts = {
        "more": "At least 50 houses were flooded.",
        "figureless": "Houses were flooded in the lower town.",
        "pumps": "The pumps in the lower town stood still.",
    }
    made = {name: create_claim(manager, project, text=text) for name, text in texts.items()}
    return {"thirty": claim, **made}


def similar(client: APIClient, words: str, **query: Any) -> list[dict[str, Any]]:
    """What the API proposes."""
    answer = client.get(ADDRESS, {"project": "dikes", "similar_to": words, **query})
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_the_same_figure_comes_first_and_another_is_marked(
    as_token: AsToken, annotator: User, claims: dict[str, Claim]
) -> None:
    found = similar(as_token(annotator), "at least 30 houses were flooded")
    told = {row["id"]: row["figures"] and row["figures"]["relation"] for row in found}
    assert found[0]["id"] == claims["thirty"].pk
    assert told == {claims["thirty"].pk: "same", claims["more"].pk: "other"} | {
        claims["figureless"].pk: None
    }
    assert found[0]["likeness"] > found[1]["likeness"] > found[2]["likeness"]


def test_a_figure_corrected_by_hand_counts_and_so_do_those_of_colleagues(
    as_token: AsToken,
    annotator: User,
    second_annotator: User,
    article: Article,
    mark: Mark,
    claims: dict[str, Claim],
) -> None:
    theirs = Figure(lower=Decimal(30), unit="houses", period="March", words="at least 30")
    mark(second_annotator, article, claim=claims["figureless"].pk, quantity=theirs)
    client = as_token(annotator)
    ours = {"lower": 30, "unit": "houses", "period": "May"}
    words = "Houses were flooded in the lower town"
    found = {row["id"]: row for row in similar(client, words, quantity=json.dumps(ours))}
    apart = found[claims["figureless"].pk]["figures"]
    assert (apart["relation"], apart["field"]) == (None, "period")
    assert apart["quantity"]["period"] == "March"
    [first, *_] = similar(client, words, quantity=json.dumps({**ours, "period": "march"}))
    assert first["id"] == claims["figureless"].pk
    assert first["figures"]["relation"] == "same"


def test_what_a_mark_says_of_a_figure_is_not_undone_by_the_words_of_the_claim(
    as_token: AsToken, annotator: User, article: Article, mark: Mark, claims: dict[str, Claim]
) -> None:
    counted = Figure(lower=Decimal(50), measure="flooded", population="houses", words="at least 50")
    mark(annotator, article, claim=claims["more"].pk, quantity=counted)
    ours = {"lower": 30, "upper": 30, "measure": "drowned", "population": "cows"}
    found = similar(as_token(annotator), "at least 30 were flooded", quantity=json.dumps(ours))
    apart = next(row["figures"] for row in found if row["id"] == claims["more"].pk)
    assert (apart["relation"], apart["field"]) == (None, "measure")


def test_number_words_are_read_in_the_language_of_the_article(
    as_token: AsToken, annotator: User, manager: User, project: Project
) -> None:
    create_claim(manager, project, text="Minstens vijftig huizen stonden onder water.")
    words = "minstens dertig huizen stonden onder water"
    [row] = similar(as_token(annotator), words, language="nl")
    assert row["figures"]["relation"] == "other"


def test_in_a_blind_project_neither_a_colleagues_claim_nor_figure_is_told(
    as_token: AsToken,
    annotator: User,
    second_annotator: User,
    article: Article,
    mark: Mark,
    project: Project,
    claims: dict[str, Claim],
) -> None:
    create_claim(second_annotator, project, text="At least 30 houses were flooded, twice over.")
    theirs = Figure(lower=Decimal(31), unit="houses", words="31")
    mark(second_annotator, article, claim=claims["figureless"].pk, quantity=theirs)
    project.is_blind = True
    project.save()
    found = {row["id"]: row for row in similar(as_token(annotator), "at least 30 houses flooded")}
    assert found.keys() == {claims[name].pk for name in ("thirty", "figureless", "more")}
    assert found[claims["figureless"].pk]["figures"] is None


def test_a_figure_that_cannot_be_right_is_refused(as_token: AsToken, annotator: User) -> None:
    client = as_token(annotator)
    for written in ("{", '{"lower": "many"}', '{"lower": 1, "author": 2}', "[]"):
        answer = client.get(ADDRESS, {"similar_to": "houses", "quantity": written})
        assert answer.status_code == 400, written


def test_words_are_read_as_figures(as_token: AsToken, annotator: User) -> None:
    query = {"text": "ten minste dertig doden", "language": "nl"}
    [row] = as_token(annotator).get("/api/v1/figures/", query).json()["results"]
    assert (row["lower"], row["upper"], row["words"]) == (30, None, "ten minste dertig doden")
    assert query["text"][row["start"] : row["end"]] == row["words"]
