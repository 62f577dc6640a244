"""Rows that tokens do not get because their words hold a protected name."""

from collections.abc import Callable
from datetime import date

from rest_framework.test import APIClient

from annotator.models import Claim, Source, Topic, User
from tests.cast import judge

AsToken = Callable[..., APIClient]
DAY = date(2024, 12, 20)


def test_a_token_reads_no_claim_story_evidence_or_verdict_that_names_a_protected_source(
    as_token: AsToken, reviewer: User, claim: Claim, source: Source
) -> None:
    judge(reviewer, claim.pk, value="confirmed", as_of=DAY, rationale="I rang the water board.")
    Topic.objects.create(project=claim.project, name="The water board's dike")
    client, about = as_token(reviewer), f"?project={claim.project.slug}"
    lists = ("claims", "topics", "evidence", "verdicts")
    assert all(client.get(f"/api/v1/{name}/{about}").json()["results"] for name in lists)
    Claim.objects.update(text="The water board opened the sluice.")
    Source.objects.filter(pk=source.pk).update(is_protected=True)
    for name in lists:
        answer = client.get(f"/api/v1/{name}/{about}")
        assert (answer.json()["results"], answer["X-Rows-Left-Out"]) == ([], "1"), name
    assert client.get(f"/api/v1/claims/{claim.pk}/").status_code == 404
    similar = client.get(f"/api/v1/claims/{about}&similar_to=sluice opened")
    assert similar.json()["results"] == []
