"""Splitting and relating claims by API."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from annotator.models import Annotation, Article, Claim, Project, User
from annotator.services.claims import create_claim
from tests.cast import Mark

pytestmark = pytest.mark.django_db

AsToken = Callable[..., APIClient]


def test_a_claim_is_split_and_made_one_again(
    as_token: AsToken,
    annotator: User,
    reviewer: User,
    article: Article,
    mark: Mark,
    claim: Claim,
) -> None:
    marked = mark(annotator, article, claim=claim.pk)
    client, address = as_token(reviewer), f"/api/v1/claims/{claim.pk}/split/"
    made = client.post(address, {"text": "40 houses.", "annotations": [str(marked.pk)]})
    assert made.status_code == 201, made.json()
    assert Annotation.objects.get().claim_id == made.json()["id"]
    back = client.post(f"/api/v1/claims/{made.json()['id']}/split/undo/")
    assert (back.status_code, back.json()["id"]) == (200, claim.pk)
    for body in ({}, {"text": "40"}, {"text": "40", "annotations": []}):
        assert client.post(address, body).status_code == 400


def test_relations_are_made_listed_and_taken_back(
    as_token: AsToken, reviewer: User, manager: User, project: Project, claim: Claim
) -> None:
    other = create_claim(manager, project, text="The pumps run again.")
    client, address = as_token(reviewer), f"/api/v1/claims/{claim.pk}/relations/"
    made = client.post(address, {"other": other.pk, "kind": "updates"})
    assert (made.status_code, made.json()["kind"]) == (201, "updates")
    assert client.post(address, {"other": other.pk, "kind": "updates"}).status_code == 200
    for pk in (claim.pk, other.pk):
        listed = client.get(f"/api/v1/claims/{pk}/relations/").json()["results"]
        assert listed == [made.json()]
    undone = client.post(f"{address}{made.json()['id']}/undo/")
    assert undone.json()["undone_at"] is not None
    assert client.get(address).json()["results"] == []
    assert client.post(address, {"other": claim.pk, "kind": "updates"}).status_code == 409
    assert client.post(address, {"other": other.pk, "kind": "cousin"}).status_code == 400
