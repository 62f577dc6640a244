"""The main job end to end, as strangers with tokens do it on a real installation."""

import csv
import functools
import json
import math
import os
import signal
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from scipy.stats import beta

from tests.fixtures.api import ApiUser
from tests.fixtures.installation import Installation, wait_until
from tests.system.story import BODY, FURNITURE, MARKS, PASTED, TITLE, span_in

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def sign_in(demo_installation: Installation) -> Callable[[str], ApiUser]:
    """An API client of a demo person, such as "annotator1"; one token each, for speed."""

    @functools.cache
    def make(who: str) -> ApiUser:
        token = demo_installation.manage(
            "create_token", f"{who}@demo.example", "--scope", "write"
        ).strip()
        assert "\n" not in token
        return ApiUser(demo_installation.url, token)

    return make


class Desk:
    """A project of its own in the demo installation, with the pasted page and its sources."""

    def __init__(self, sign_in: Callable[[str], ApiUser]) -> None:
        self.slug = f"dijk-{uuid.uuid4().hex[:8]}"
        self.manager, self.researcher = sign_in("manager"), sign_in("researcher")
        self.annotators = [sign_in("annotator1"), sign_in("annotator2")]
        self.manager.post("projects/", {"slug": self.slug, "name": "De dijk"})
        for who, role in (
            ("annotator1", "annotator"),
            ("annotator2", "annotator"),
            ("researcher", "researcher"),
        ):
            body = {"user": f"{who}@demo.example", "role": role}
            self.manager.post(f"projects/{self.slug}/members/", body)
        self.article = self.manager.post("articles/", {"project": self.slug, "text": PASTED})
        self.text: str = self.article["text"]
        self.sources = [self._source("Waterschap"), self._source("Brandweer")]
        self.claims = [
            self.manager.post("claims/", {"project": self.slug, "text": mark.claim})["id"]
            for mark in MARKS
        ]

    def _source(self, name: str) -> int:
        body = {"project": self.slug, "name": name, "kind": "government"}
        return int(self.manager.post("sources/", body)["id"])

    def chains(self, stances: tuple[str, str]) -> list[list[dict[str, Any]]]:
        """One chain for each of the two sources."""
        return [
            [{"source": source, "cue": "", "stance": stance}]
            for source, stance in zip(self.sources, stances, strict=True)
        ]

    def mark_all(self) -> list[list[Any]]:
        """What each annotator stored: all five marks."""
        return [
            [
                annotator.mark(
                    self.article,
                    label="confirmed",
                    claim=claim,
                    attributions=self.chains(mark.stances),
                    **span_in(self.text, mark.quote),
                )
                for mark, claim in zip(MARKS, self.claims, strict=True)
            ]
            for annotator in self.annotators
        ]

    def pair(self) -> dict[str, Any] | None:
        """The row of the two sources on the agreement page's API."""
        rows = self.manager.get(f"agreement/sources/?project={self.slug}")["results"]
        wanted = set(self.sources)
        return next(
            (row for row in rows if {_id(row["source_a"]), _id(row["source_b"])} == wanted), None
        )

    def wait_for_pair(self, n: int, agree: int, *, seconds: float) -> dict[str, Any]:
        """The row once it has come to these counts."""

        def arrived() -> dict[str, Any] | None:
            row = self.pair()
            return row if row and (row["n"], row["agree"]) == (n, agree) else None

        row: dict[str, Any] = wait_until(arrived, seconds=seconds, what=f"{agree} of {n} agree")
        return row


def _id(source: Any) -> int:
    return int(source["id"] if isinstance(source, dict) else source)


def by_hand(n: int, agree: int) -> dict[str, float]:
    """Score and interval of the only pair of a project, worked out from the definition."""
    weight = n / (n + 4)
    base_rate = (1 + weight * agree / n) / (2 + weight)
    lower = 0.0 if agree == 0 else float(beta.ppf(0.025, agree + 0.5, n - agree + 0.5))
    upper = 1.0 if agree == n else float(beta.ppf(0.975, agree + 0.5, n - agree + 0.5))
    score = (2 * base_rate + agree) / (2 + n)
    return {"score": score, "lower": lower, "upper": upper, "base_rate": base_rate}


@pytest.fixture
def desk(sign_in: Callable[[str], ApiUser]) -> Desk:
    return Desk(sign_in)


@pytest.fixture
def marks(desk: Desk) -> list[list[Any]]:
    return desk.mark_all()


def test_pasting_loses_the_furniture_and_no_sentence(desk: Desk) -> None:
    dropped = [block for block in desk.article["blocks"] if not block["kept"]]
    assert len(dropped) == len(FURNITURE)
    removed = sum(block["end"] - block["start"] for block in dropped)
    assert removed == sum(map(len, FURNITURE))
    assert all(sentence in desk.text for sentence in BODY)
    assert desk.text.count(TITLE) == 1


def test_the_pair_comes_out_as_worked_out_by_hand_and_follows_a_change(
    desk: Desk, marks: list[list[Any]]
) -> None:
    row = desk.wait_for_pair(5, 3, seconds=5)
    for name, value in by_hand(5, 3).items():
        assert math.isclose(row[name], value, abs_tol=1e-9), name
    # Affirms against disputes on one claim, open against affirms on another: 1.5 of 5.
    assert math.isclose(row["conflict"], 1.5 / 5)
    assert row["stories"] == 1
    assert row["too_few"] is True
    assert row["same_label"]["n"] == row["same_label"]["agree"] == 5
    assert row["undefined"] is None

    for annotator, stored in zip(desk.annotators, marks, strict=True):
        annotator.patch(
            f"annotations/{stored[2]['id']}/",
            {"attributions": desk.chains(("asserts", "asserts"))},
            version=stored[2]["version"],
        )
    row = desk.wait_for_pair(5, 4, seconds=5)
    for name, value in by_hand(5, 4).items():
        assert math.isclose(row[name], value, abs_tol=1e-9), name
    assert math.isclose(row["conflict"], 0.5 / 5)


def test_two_annotators_who_part_leave_the_position_out(desk: Desk, marks: list[list[Any]]) -> None:
    before = desk.wait_for_pair(5, 3, seconds=5)
    stored = marks[0][1]
    parted = desk.annotators[0].patch(
        f"annotations/{stored['id']}/",
        {"attributions": desk.chains(("asserts", "denies"))},
        version=stored["version"],
    )
    desk.wait_for_pair(4, 2, seconds=5)
    desk.annotators[0].patch(
        f"annotations/{stored['id']}/",
        {"attributions": desk.chains(MARKS[1].stances)},
        version=parted["version"],
    )
    assert desk.wait_for_pair(5, 3, seconds=5)["score"] == before["score"]


def test_the_export_has_the_rows_and_its_offsets_cut_the_quotes(
    desk: Desk, marks: list[list[Any]]
) -> None:
    answer = desk.manager.send("GET", f"exports/annotations.jsonl?project={desk.slug}")
    rows = [json.loads(line) for line in answer.body.decode().splitlines()]
    assert answer.headers["X-Row-Count"] == "10"
    assert {row["id"] for row in rows} == {row["id"] for stored in marks for row in stored}
    for row in rows:
        assert desk.text[row["start"] : row["end"]] == row["quote"]
    table = desk.manager.send("GET", f"exports/annotations.csv?project={desk.slug}")
    assert len(list(csv.reader(table.body.decode().splitlines(keepends=True)))) == 11


def test_a_researcher_gets_the_data_once_it_is_released(desk: Desk, marks: list[list[Any]]) -> None:
    path = f"exports/annotations.jsonl?project={desk.slug}"
    assert desk.researcher.send("GET", path).status in (403, 404)
    desk.manager.post(f"projects/{desk.slug}/release/", {})
    answer = desk.researcher.send("GET", path)
    assert answer.status == 200
    assert len(answer.body.splitlines()) == 10


def test_a_worker_killed_in_mid_rebuild_is_made_good(
    demo_installation: Installation, desk: Desk, marks: list[list[Any]]
) -> None:
    expected = desk.wait_for_pair(5, 3, seconds=10)
    job = desk.manager.post("agreement/runs/", {"project": desk.slug})
    worker = demo_installation.pid_of("worker")
    assert worker is not None
    os.kill(worker, signal.SIGKILL)

    def is_done() -> bool:
        return bool(desk.manager.get(f"jobs/{job['job']}/")["state"] == "done")

    wait_until(is_done, seconds=60, what="the rebuild is done")
    row = desk.pair()
    assert row is not None
    assert {k: row[k] for k in ("n", "agree", "score")} == {
        k: expected[k] for k in ("n", "agree", "score")
    }


def test_saving_goes_on_while_the_broker_is_killed_and_the_scores_follow(
    demo_installation: Installation, sign_in: Callable[[str], ApiUser]
) -> None:
    desk = Desk(sign_in)
    broker = demo_installation.pid_of("broker")
    assert broker is not None
    os.kill(broker, signal.SIGKILL)
    desk.mark_all()
    desk.wait_for_pair(5, 3, seconds=60)
    demo_installation.wait_until_ready(seconds=60)
    demo_installation.manage("rescore", "--project", desk.slug)
    desk.wait_for_pair(5, 3, seconds=30)
