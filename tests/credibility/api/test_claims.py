"""agreement/claims/: the shape that scripts rely on, who may read it, and what is refused."""

from collections.abc import Callable
from datetime import date

import pytest
from rest_framework.test import APIClient

from annotator.models import Project, Source, User
from annotator.services.claims import create_topic
from tests.cast import judge
from tests.credibility.conftest import Desk

AsToken = Callable[..., APIClient]
CLAIMS = "/api/v1/agreement/claims/"
DIKES = {"project": "dikes"}


@pytest.fixture
def told(desk: Desk, annotator: User) -> Desk:
    """Two outlets quote GUR and somebody unnamed; the Kremlin says nothing."""
    for outlet, day in (("Polder Post", "2024-12-09"), ("Harbour Gazette", "2024-12-10")):
        article = desk.article(outlet, publisher=outlet, day=day)
        desk.mark(annotator, article, "it rained", [("GUR", "asserts")])
    desk.mark(annotator, article, "it rained", [(None, "asserts")], sentence=1)
    desk.mark(annotator, article, "it rained", [("Kremlin", "declines")], sentence=2)
    return desk


def named(desk: Desk, name: str) -> dict[str, object]:
    """The source as rows show it."""
    return {"id": desk.source(name).pk, "name": name}


def test_a_row_has_the_shape_and_the_numbers_that_scripts_rely_on(
    told: Desk, reviewer: User, as_token: AsToken
) -> None:
    answer = as_token(reviewer, scope="read").get(CLAIMS, DIKES)
    assert answer.status_code == 200
    (row,) = answer.json()["results"]
    assert row.pop("computed_at")
    assert row == {
        "claim": {"id": told.claim("it rained").pk, "text": "it rained"},
        "supporters": [named(told, "GUR"), {"id": None, "name": None}],
        "deniers": [],
        "decliners": [named(told, "Kremlin")],
        "carriers": 2,
        "independent_origins": {"value": 2.0, "lower": 1.0, "upper": 2.0},
        "independent_deniers": {"value": 0.0, "lower": 0.0, "upper": 0.0},
        "suggestion": "unverified",
        "verdict": None,
        "first_told": "2024-12-09",
    }


def test_the_last_verdict_is_shown_beside_the_suggestion(
    told: Desk, reviewer: User, as_token: AsToken
) -> None:
    claim = told.claim("it rained")
    for value, day in (("refuted", "2024-12-11"), ("contested", "2024-12-10")):
        judge(
            reviewer,
            claim.pk,
            value=value,
            as_of=date.fromisoformat(day),
        )
    (row,) = as_token(reviewer).get(CLAIMS, DIKES).json()["results"]
    assert (row["verdict"], row["suggestion"]) == ("refuted", "unverified")


def test_claims_come_newest_first_in_pages_and_by_topic(
    told: Desk, reviewer: User, as_token: AsToken
) -> None:
    topic = create_topic(told.manager, told.project, name="Flood")
    told.claim("it snowed", topic=topic.pk)
    client = as_token(reviewer)
    page = client.get(CLAIMS, {**DIKES, "page_size": "1"}).json()
    assert [row["claim"]["text"] for row in page["results"]] == ["it snowed"]
    page = client.get(page["next"]).json()
    assert [row["claim"]["text"] for row in page["results"]] == ["it rained"]
    assert page["next"] is None
    for name, pk, text in (
        ("topic", topic.pk, "it snowed"),
        ("claim", told.claim("it rained").pk, "it rained"),
    ):
        (row,) = client.get(CLAIMS, {**DIKES, name: str(pk)}).json()["results"]
        assert row["claim"]["text"] == text


def test_a_claim_of_another_project_is_not_found_there(
    told: Desk, outsider: User, as_token: AsToken
) -> None:
    (slug,) = Project.objects.visible_to(outsider).values_list("slug", flat=True)
    query = {"project": slug, "claim": str(told.claim("it rained").pk)}
    assert as_token(outsider).get(CLAIMS, query).json()["results"] == []


def test_as_of_a_day_it_answers_as_it_stood_then(
    told: Desk, reviewer: User, as_token: AsToken
) -> None:
    claim = told.claim("it rained")
    for value, on in (("unverified", date(2024, 12, 9)), ("contested", date(2024, 12, 11))):
        judge(reviewer, claim.pk, value=value, as_of=on)
    client = as_token(reviewer)
    seen = {}
    for day in ("2024-12-08", "2024-12-09", "2024-12-10", "2024-12-11"):
        (row,) = client.get(CLAIMS, {**DIKES, "as_of": day}).json()["results"]
        assert row["first_told"] == "2024-12-09"
        seen[day] = (
            [one["name"] for one in row["supporters"]],
            row["carriers"],
            row["suggestion"],
            row["verdict"],
        )
    assert seen == {
        "2024-12-08": ([], 0, None, None),
        "2024-12-09": (["GUR"], 1, "unverified", "unverified"),
        "2024-12-10": (["GUR", None], 2, "unverified", "unverified"),
        "2024-12-11": (["GUR", None], 2, "unverified", "contested"),
    }


def test_a_claim_that_nobody_has_told_says_so_on_every_day(
    desk: Desk, reviewer: User, as_token: AsToken
) -> None:
    desk.claim("it rained")
    for query in (DIKES, {**DIKES, "as_of": "2024-12-08"}):
        (row,) = as_token(reviewer).get(CLAIMS, query).json()["results"]
        assert row["first_told"] is None
        assert row["independent_origins"] == {"value": 0.0, "lower": 0.0, "upper": 0.0}


class TestProtectedNames:
    def test_tokens_get_a_pseudonym_and_sessions_the_name(
        self, told: Desk, reviewer: User, as_token: AsToken
    ) -> None:
        Source.objects.filter(name="GUR").update(is_protected=True)
        answer = as_token(reviewer).get(CLAIMS, DIKES)
        assert "GUR" not in answer.content.decode()
        name = answer.json()["results"][0]["supporters"][0]["name"]
        assert name.startswith("protected-")
        session = APIClient()
        session.force_login(reviewer)
        (row,) = session.get(CLAIMS, DIKES).json()["results"]
        assert row["supporters"][0] == named(told, "GUR")

    def test_claims_that_hold_the_name_are_left_out_and_counted(
        self, told: Desk, reviewer: User, as_token: AsToken
    ) -> None:
        told.claim("gur was told")
        Source.objects.filter(name="GUR").update(is_protected=True)
        answer = as_token(reviewer).get(CLAIMS, DIKES)
        assert [row["claim"]["text"] for row in answer.json()["results"]] == ["it rained"]
        assert answer["X-Rows-Left-Out"] == "1"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {**DIKES, "nonsense": "1"},
        {**DIKES, "topic": "x"},
        {**DIKES, "claim": "-1"},
        {**DIKES, "as_of": "2024-13-01"},
        {**DIKES, "as_of": "yesterday"},
        {**DIKES, "ordering": "text"},
        {**DIKES, "page_size": "201"},
        {**DIKES, "cursor": "7"},
    ],
)
def test_it_refuses_what_it_does_not_know(
    told: Desk, reviewer: User, as_token: AsToken, query: dict[str, str]
) -> None:
    answer = as_token(reviewer).get(CLAIMS, query)
    assert answer.status_code == 400
    assert set(answer.json()["error"]) >= {"code", "message", "fields"}


def test_a_topic_that_is_not_there_is_not_found(
    told: Desk, reviewer: User, as_token: AsToken
) -> None:
    assert as_token(reviewer).get(CLAIMS, {**DIKES, "topic": "999"}).status_code == 404
