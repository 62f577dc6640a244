"""The log as scripts read it: every filter narrows it, and to nothing that is not theirs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.models import Annotation, Claim, Event, Project, User


@pytest.fixture
def script(manager: User, as_token: Callable[..., APIClient]) -> APIClient:
    return as_token(manager)


def found(script: APIClient, **query: Any) -> set[int]:
    """The ids of the lines that the log gives."""
    answer = script.get("/api/v1/events/", query)
    assert answer.status_code == 200, answer.json()
    return {row["id"] for row in answer.json()["results"]}


def test_each_filter_gives_just_the_lines_it_names(
    script: APIClient,
    project: Project,
    annotator: User,
    annotation: Annotation,
    claim: Claim,
    other_claim: Claim,
) -> None:
    Event.objects.filter(subject_type="claim").update(
        request_id="0123456789abcdef", at=timezone.now() - timedelta(days=2)
    )
    mine = Event.objects.filter(project=project)
    yesterday = timezone.now() - timedelta(days=1)
    for query, wanted in (
        ({}, mine),
        ({"project": project.slug}, mine),
        ({"actor": annotator.pk}, mine.filter(actor=annotator)),
        ({"verb": "created"}, mine.filter(verb="created")),
        ({"subject_type": "annotation"}, mine.filter(subject_type="annotation")),
        ({"subject_id": str(annotation.pk)}, mine.filter(subject_id=str(annotation.pk))),
        ({"request_id": "0123456789abcdef"}, mine.filter(subject_type="claim")),
        ({"since": yesterday.isoformat()}, mine.filter(at__gte=yesterday)),
        ({"until": yesterday.isoformat()}, mine.filter(subject_type="claim")),
        ({"since": yesterday.isoformat(), "until": yesterday.isoformat()}, mine.none()),
    ):
        ids = set(wanted.values_list("pk", flat=True))
        assert found(script, **query) == ids, query
        assert len(ids) > 0 or "since" in query


@pytest.mark.parametrize(
    "query", [{"until": "yesterday"}, {"since": "2024-12-17"}, {"word": "a"}, {"actor": "me"}]
)
def test_what_is_no_filter_is_refused(script: APIClient, query: dict[str, str]) -> None:
    assert script.get("/api/v1/events/", query).status_code == 400
