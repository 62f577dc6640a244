"""The desk's sentence on a story through the API."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.models import Project, Topic, TopicSentence, User
from annotator.services.claims import create_topic
from annotator.services.sources import create_source

AsToken = Callable[..., APIClient]


@pytest.fixture
def story(project: Project, manager: User) -> Topic:
    """A story of which nothing was said yet."""
    return create_topic(manager, project, name="The breach")


def test_a_sentence_is_said_once_and_the_latest_stands(
    as_token: AsToken, story: Topic, reviewer: User, annotator: User
) -> None:
    address = f"/api/v1/topics/{story.pk}/sentences/"
    desk = as_token(reviewer)
    assert desk.post(address, {"text": ""}).status_code == 204
    first = desk.post(address, {"text": "The breach  stands."})
    assert (first.status_code, first.json()["text"]) == (201, "The breach stands.")
    assert desk.post(address, {"text": "The breach stands."}).status_code == 200
    assert desk.post(address, {"text": ""}).json()["text"] == ""
    refused = as_token(annotator).post(address, {"text": "It does not."})
    assert refused.status_code == 403
    said = as_token(annotator).get(address).json()["results"]
    assert [one["text"] for one in said] == ["", "The breach stands."]
    assert said[0]["author_name"] == reviewer.display_name
    assert desk.post(address, {"text": "x" * 601}).status_code == 400


def test_as_of_leaves_out_what_was_said_later(
    as_token: AsToken, story: Topic, reviewer: User
) -> None:
    address = f"/api/v1/topics/{story.pk}/sentences/"
    for text in ("Early.", "Late."):
        as_token(reviewer).post(address, {"text": text})
    before = timezone.now() - timedelta(days=3)
    TopicSentence.objects.filter(text="Early.").update(created_at=before)
    day = (before + timedelta(days=1)).date().isoformat()
    said = as_token(reviewer).get(f"{address}?as_of={day}").json()["results"]
    assert [one["text"] for one in said] == ["Early."]


def test_a_sentence_with_a_protected_name_is_left_out_for_tokens(
    as_token: AsToken, story: Topic, manager: User, project: Project
) -> None:
    address = f"/api/v1/topics/{story.pk}/sentences/"
    create_source(manager, project, name="Van Dam", is_protected=True)
    as_token(manager).post(address, {"text": "Van Dam told us so."})
    answer = as_token(manager).get(address)
    assert (answer.json()["results"], answer["X-Rows-Left-Out"]) == ([], "1")
