"""Runs: frozen with what they were computed from, replayed, and made at night."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.models import Job, User
from annotator.services import annotations as annotation_services
from annotator.services.articles import Capture, add_article, capture_again
from annotator.services.claims import merge_claim
from annotator.services.sources import update_source
from credibility import queries, services
from credibility.models import ScoreRun
from credibility.services import runs
from credibility.services.derivations import mark_derivation, withdraw_derivation
from tests.credibility.conftest import Desk
from tests.credibility.services.kept import claims_as_read, claims_of_newest_run, rebuild_of


@pytest.fixture
def told(desk: Desk, annotator: User, second_annotator: User) -> Desk:
    """Two people, two sources, three claims."""
    article = desk.article("report", publisher="Polder Post", day="2024-12-17")
    for place in range(3):
        for who in (annotator, second_annotator):
            label = "contested" if place == 0 and who == annotator else "confirmed"
            chains = [("GUR", "asserts")], [("Kremlin", "denies" if place else "asserts")]
            desk.mark(who, article, f"claim {place}", *chains, sentence=place, label=label)
    return desk


def test_an_old_run_comes_to_the_same_numbers_whatever_was_said_since(
    told: Desk, annotator: User
) -> None:
    rebuild_of(told.project)
    run = ScoreRun.objects.get()
    then = queries.annotator_rows(told.project.pk)
    for row in annotator.annotations.all():
        annotation_services.withdraw_annotation(annotator, row.pk, version=row.version)
    rebuild_of(told.project)
    assert ScoreRun.objects.count() == 2
    again = services.replay(ScoreRun.objects.get(pk=run.pk))
    assert again.sources == run.numbers["sources"]
    assert (again.base_rate, again.label_base_rate) == (run.base_rate, run.label_base_rate)
    assert again.annotators == then
    assert again.annotators != queries.annotator_rows(told.project.pk)


def test_the_claims_of_an_old_run_come_to_the_same_whatever_was_said_since(
    told: Desk, annotator: User, reviewer: User
) -> None:
    words = " ".join(f"word{number}" for number in range(60))
    for name, publisher, day in (("wire", "Wire", "2024-12-01"), ("copy", "Daily", "2024-12-02")):
        capture = Capture(text=f"{name}. {words}", publisher=publisher, published_on=day)
        article = add_article(told.manager, told.project, capture)[0]
        told.mark(annotator, article, "claim 0")
        told.mark(annotator, article, "claim 1", [(None, "asserts")], [("GUR", "denies")])
    ends = {"source": told.source("Kremlin").pk, "from_source": told.source("GUR").pk}
    mark, _is_new = mark_derivation(reviewer, told.project, ends=ends, probability=0.5)
    live = claims_as_read(told.project)
    rebuild_of(told.project)
    run = ScoreRun.objects.get()
    assert claims_of_newest_run(told.project) == live
    assert len({row["independent_origins"]["value"] for row in live}) > 1
    withdraw_derivation(reviewer, mark.pk)
    update_source(told.manager, told.source("GUR").pk, {"is_party": True})
    capture = Capture(text="Nothing of it.", title="wire")
    capture_again(told.manager, article.pk, capture)
    merge_claim(reviewer, told.claim("claim 1").pk, into_id=told.claim("claim 0").pk)
    rebuild_of(told.project)
    newest = ScoreRun.objects.first()
    assert newest is not None
    assert newest.numbers["claims"] != run.numbers["claims"]
    for kept in (newest, ScoreRun.objects.get(pk=run.pk)):
        assert services.replay(kept).claims == kept.numbers["claims"]


def test_what_a_run_keeps_of_annotators_is_what_it_comes_to_again(told: Desk) -> None:
    rebuild_of(told.project)
    run = ScoreRun.objects.get()
    kept = [
        (row.scope, row.measure, row.value, row.n, row.left_out, row.undefined)
        for row in run.annotator_agreement.order_by("pk")
    ]
    again = [row.frozen() for row in services.replay(run).annotators]
    names = ("scope", "measure", "value", "n", "left_out", "undefined")
    assert kept == [
        tuple(row.get(name) for name in names) for row in again if row["scope"]["kind"] != "article"
    ]


def test_seed_and_parameters_stand_in_the_row(told: Desk) -> None:
    services.request_rebuild(told.manager, told.project)
    rebuild_of(told.project)
    parameters = ScoreRun.objects.get().parameters
    assert parameters["why"] == "asked"
    assert parameters["pseudo_claims"] == 2
    assert isinstance(parameters["seed"], int)


def test_a_run_that_was_tampered_with_is_refused(told: Desk) -> None:
    rebuild_of(told.project)
    run = ScoreRun.objects.get()
    run.inputs_digest = "0" * 64
    with pytest.raises(ValueError, match="not those"):
        services.replay(run)
    run.frozen = None
    with pytest.raises(ValueError, match="older version"):
        services.replay(run)


class TestAtNight:
    @pytest.fixture(autouse=True)
    def two_o_clock(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
        """It is the hour of the runs."""
        self.now = datetime(2026, 11, 22, 2, 5, tzinfo=UTC)
        settings.NIGHTLY_RUN_HOUR = 2
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def test_a_project_that_changed_has_one_run_a_night(self, told: Desk) -> None:
        told.catch_up()
        assert services.queue_nightly_runs() == 1
        assert services.queue_nightly_runs() == 0  # it waits already
        job = Job.objects.get()
        services.rebuild(job.pk)
        assert ScoreRun.objects.get().parameters["why"] == "nightly"
        assert services.queue_nightly_runs() == 0

    def test_a_night_without_changes_needs_none(self, told: Desk, annotator: User) -> None:
        told.catch_up()
        services.queue_nightly_runs()
        services.rebuild(Job.objects.get().pk)
        self.now += timedelta(days=1)
        assert services.queue_nightly_runs() == 0
        told.mark(annotator, told.article("next"), "claim 9", [("GUR", "asserts")])
        told.catch_up()
        assert services.queue_nightly_runs() == 1

    def test_in_other_hours_nothing_is_queued(self, told: Desk) -> None:
        told.catch_up()
        self.now += timedelta(hours=5)
        assert services.queue_nightly_runs() == 0
        assert timedelta(days=1) > runs.NIGHTLY_AFTER
