"""agreement/: what scripts rely on, who may read it, and what is refused."""

import csv
import io
from collections.abc import Callable

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.models import Project, Source, User
from annotator.services.claims import create_topic
from credibility import services
from credibility.models import PairScore
from tests.credibility.conftest import Desk

AsToken = Callable[..., APIClient]
SOURCES = "/api/v1/agreement/sources/"
ANNOTATORS = "/api/v1/agreement/annotators/"
CLAIMS = "/api/v1/agreement/claims/"
RUNS = "/api/v1/agreement/runs/"
ALL = (SOURCES, ANNOTATORS, CLAIMS, RUNS)


@pytest.fixture
def scored(desk: Desk, annotator: User, second_annotator: User) -> Desk:
    """Five shared claims, three of them with the same position; all in one story but one."""
    topic = create_topic(desk.manager, desk.project, name="Flood")
    stances = ["asserts", "asserts", "asserts", "denies", "leaves_open"]
    article = desk.article("report", publisher="Polder Post", day="2024-12-17")
    for place, stance in enumerate(stances):
        desk.claim(f"claim {place}", topic=topic.pk if place < 4 else None)
        for who in (annotator, second_annotator):
            label = "contested" if stance == "denies" else "confirmed"
            chains = [("GUR", "asserts")], [("Kremlin", stance)]
            desk.mark(who, article, f"claim {place}", *chains, sentence=place, label=label)
    desk.catch_up()
    return desk


def test_a_pair_has_the_shape_and_the_numbers_that_scripts_rely_on(
    scored: Desk, reviewer: User, as_token: AsToken
) -> None:
    answer = as_token(reviewer, scope="read").get(SOURCES, {"project": "dikes"})
    assert answer.status_code == 200
    (row,) = answer.json()["results"]
    assert {row["source_a"], row["source_b"]} == {
        scored.source("GUR").pk,
        scored.source("Kremlin").pk,
    }
    assert row["source_a"] < row["source_b"]
    assert row["score"] == pytest.approx(0.577639752)
    assert (row["lower"], row["upper"]) == pytest.approx((0.209416664, 0.905609673))
    assert (row["n"], row["agree"], row["stories"], row["both_silent"]) == (5, 3, 2, 0)
    assert row["conflict"] == pytest.approx(0.3)
    assert row["base_rate"] == pytest.approx(0.52173913)
    assert row["same_label"]["n"] == row["same_label"]["agree"] == 5
    assert row["too_few"] is False
    assert row["one_coder_share"] == 0
    assert row["undefined"] is None
    assert row["run"] is None
    assert row["computed_at"].endswith(("Z", "+00:00"))


def test_changing_one_stance_changes_the_pair(
    scored: Desk, reviewer: User, as_token: AsToken
) -> None:
    from annotator.services.annotations import Hop, update_annotation

    claim = scored.claim("claim 4")
    for row in claim.annotations.all():
        chains = tuple(
            (Hop(scored.source(name).pk, stance="asserts"),) for name in ("GUR", "Kremlin")
        )
        update_annotation(row.author, row.pk, version=row.version, changes={"chains": chains})
    scored.catch_up()
    (row,) = as_token(reviewer).get(SOURCES, {"project": "dikes"}).json()["results"]
    assert (row["n"], row["agree"], row["conflict"]) == (5, 4, 0.2)


def test_a_pair_that_shares_nothing_says_so(
    desk: Desk, annotator: User, reviewer: User, as_token: AsToken
) -> None:
    article = desk.article("report", publisher="Polder Post")
    desk.mark(annotator, article, "it rained", [("GUR", "declines")], [("MI6", "declines")])
    desk.catch_up()
    (row,) = as_token(reviewer).get(SOURCES, {"project": "dikes"}).json()["results"]
    assert row["score"] is row["lower"] is row["upper"] is row["conflict"] is None
    assert row["undefined"]["code"] == "nothing_shared"
    assert row["both_silent"] == 1


def test_a_topic_and_a_date_narrow_it(scored: Desk, reviewer: User, as_token: AsToken) -> None:
    client = as_token(reviewer)
    topic = create_topic(scored.manager, scored.project, name="Flood")
    (row,) = client.get(SOURCES, {"project": "dikes", "topic": str(topic.pk)}).json()["results"]
    assert (row["n"], row["stories"]) == (4, 1)
    answer = client.get(SOURCES, {"project": "dikes", "as_of": "2024-12-16"})
    assert answer.json()["results"] == []
    (row,) = client.get(SOURCES, {"project": "dikes", "as_of": "2024-12-17"}).json()["results"]
    assert row["n"] == 5


@pytest.mark.parametrize("narrowing", [{}, {"as_of": "2030-01-01"}])
def test_long_lists_come_in_pages(
    desk: Desk, annotator: User, reviewer: User, as_token: AsToken, narrowing: dict[str, str]
) -> None:
    chains = [[(f"Source {number}", "asserts")] for number in range(5)]
    desk.mark(annotator, desk.article("report", publisher="P"), "it rained", *chains)
    desk.catch_up()
    client = as_token(reviewer)
    page = client.get(SOURCES, {"project": "dikes", "page_size": "4", **narrowing}).json()
    seen = [(row["source_a"], row["source_b"]) for row in page["results"]]
    for _ in range(2):
        page = client.get(page["next"]).json()
        seen += [(row["source_a"], row["source_b"]) for row in page["results"]]
    assert page["next"] is None
    assert len(seen) == len(set(seen)) == 10


def test_csv_holds_every_row_and_nothing_a_spreadsheet_would_run(
    scored: Desk, reviewer: User, as_token: AsToken
) -> None:
    Source.objects.filter(pk=scored.source("GUR").pk).update(name="=1+1")
    Source.objects.filter(pk=scored.source("Kremlin").pk).update(is_protected=True)
    answer = as_token(reviewer).get(SOURCES, {"project": "dikes", "format": "csv"})
    assert answer["Content-Type"].startswith("text/csv"), answer.content
    text = b"".join(answer).decode()
    (row,) = csv.DictReader(io.StringIO(text))
    names = sorted([row["name_a"], row["name_b"]])
    assert names[0] == "'=1+1"
    assert names[1].startswith("protected-")
    assert float(row["score"]) == pytest.approx(0.577639752)


def test_a_refusal_of_csv_has_the_one_error_shape(reviewer: User, as_token: AsToken) -> None:
    answer = as_token(reviewer).get(SOURCES, {"project": "nowhere", "format": "csv"})
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/json")
    assert b'"code":"not_found"' in answer.content


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"project": "dikes", "nonsense": "1"},
        {"project": "dikes", "as_of": "yesterday"},
        {"project": "dikes", "topic": "x"},
        {"project": "dikes", "page_size": "201"},
        {"project": "dikes", "as_of": "2024-01-01", "cursor": "7"},
    ],
)
def test_it_refuses_what_it_does_not_know(
    scored: Desk, reviewer: User, as_token: AsToken, query: dict[str, str]
) -> None:
    answer = as_token(reviewer).get(SOURCES, query)
    assert answer.status_code == 400
    assert set(answer.json()["error"]) >= {"code", "message", "fields"}


def test_annotators_rows_have_their_shape(scored: Desk, reviewer: User, as_token: AsToken) -> None:
    client = as_token(reviewer)
    answer = client.get(ANNOTATORS, {"project": "dikes", "page_size": "200"})
    rows = answer.json()["results"]
    assert answer.json()["next"] is None
    assert set(rows[0]) == {
        *("scope", "measure", "value", "lower", "upper", "n", "left_out", "undefined")
    }
    by = {(row["scope"]["kind"], row["measure"]): row for row in rows}
    assert by["project", "alpha"]["value"] == pytest.approx(1)
    assert by["project", "alpha"]["n"] == 5
    assert by["project", "stance_alpha"]["n"] == 10
    assert by["pair", "ac1"]["scope"]["annotators"]
    only = client.get(ANNOTATORS, {"project": "dikes", "kind": "label", "measure": "alpha"})
    assert len(only.json()["results"]) == 3


def test_one_category_is_named_and_no_number_given(
    desk: Desk, annotator: User, second_annotator: User, reviewer: User, as_token: AsToken
) -> None:
    for who in (annotator, second_annotator):
        for place in range(3):
            desk.mark(who, desk.article("report"), None, sentence=place)
    desk.catch_up()
    query = {"project": "dikes", "kind": "project", "measure": "alpha"}
    (row,) = as_token(reviewer).get(ANNOTATORS, query).json()["results"]
    assert (row["value"], row["undefined"]["code"]) == (None, "one_category")


def test_a_rebuild_is_queued_once_and_listed_when_done(
    scored: Desk, reviewer: User, as_token: AsToken
) -> None:
    client = as_token(reviewer)
    answer = client.post(RUNS, {"project": "dikes"})
    assert answer.status_code == 202
    assert client.post(RUNS, {"project": "dikes"}).json() == answer.json()
    services.rebuild(answer.json()["job"])
    (run,) = client.get(RUNS, {"project": "dikes"}).json()["results"]
    assert run["job"] == answer.json()["job"]
    (row,) = client.get(SOURCES, {"project": "dikes"}).json()["results"]
    assert row["run"] == run["id"]
    job = client.get(f"/api/v1/jobs/{run['job']}/").json()
    assert (job["state"], job["kind"]) == ("done", "rebuild")
    assert job["done"] == job["total"] > 0


class TestWhoMayRead:
    @pytest.mark.parametrize("address", ALL)
    def test_members_do_and_strangers_do_not(
        self,
        scored: Desk,
        annotator: User,
        manager: User,
        admin: User,
        outsider: User,
        as_token: AsToken,
        address: str,
    ) -> None:
        for person in (annotator, manager, admin):
            assert as_token(person).get(address, {"project": "dikes"}).status_code == 200
        assert as_token(outsider).get(address, {"project": "dikes"}).status_code == 404
        assert APIClient().get(address, {"project": "dikes"}).status_code == 401

    @pytest.mark.parametrize("address", ALL)
    def test_researchers_do_once_it_is_released(
        self, scored: Desk, researcher: User, as_token: AsToken, address: str
    ) -> None:
        client = as_token(researcher)
        assert client.get(address, {"project": "dikes"}).status_code == 404
        Project.objects.filter(slug="dikes").update(released_at=timezone.now())
        assert client.get(address, {"project": "dikes"}).status_code == 200
        assert client.post(RUNS, {"project": "dikes"}).status_code == 403

    @pytest.mark.parametrize("address", ALL)
    def test_in_a_blind_project_annotators_wait_for_the_release(
        self, scored: Desk, annotator: User, reviewer: User, as_token: AsToken, address: str
    ) -> None:
        Project.objects.filter(slug="dikes").update(is_blind=True)
        client = as_token(annotator)
        assert client.get(address, {"project": "dikes"}).status_code == 404
        assert client.post(RUNS, {"project": "dikes"}).status_code == 404
        assert as_token(reviewer).get(address, {"project": "dikes"}).status_code == 200
        Project.objects.filter(slug="dikes").update(released_at=timezone.now())
        assert client.get(address, {"project": "dikes"}).status_code == 200

    def test_a_token_that_only_reads_starts_nothing(
        self, scored: Desk, reviewer: User, as_token: AsToken
    ) -> None:
        client = as_token(reviewer, scope="read")
        assert client.post(RUNS, {"project": "dikes"}).status_code == 403
        assert PairScore.objects.count() == 1
