"""A rebuild divided among workers: any division, in any order, by whoever lives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotator.models import Event, Job, User
from annotator.models.choices import JobState
from annotator.services import annotations as annotation_services
from annotator.services import jobs
from annotator.services.claims import merge_claim
from annotator.services.sources import merge_source
from credibility import services
from credibility.models import PairScore, RebuildShard, ScoreRun
from credibility.services import shards
from tests.credibility.conftest import Desk
from tests.credibility.services.kept import computed_afresh, rebuilt, state_of


@pytest.fixture
def busy_desk(desk: Desk, annotator: User, second_annotator: User) -> Desk:
    """Five claims in three articles; nothing is computed yet."""
    for number in range(3):
        article = desk.article(f"report {number}", publisher=f"Paper {number}", day="2024-12-17")
        for place in range(5):
            for who in (annotator, second_annotator):
                stance = "denies" if (place + number) % 3 == 0 else "asserts"
                chains = [("GUR", "asserts")], [("Kremlin", stance)], [("MI6", "declines")]
                desk.mark(who, article, f"claim {place}", *chains, sentence=place)
    return desk


def begun(desk: Desk) -> Job:
    """A rebuild that a worker has begun and divided, with one group or article to a share."""
    job = jobs.create_job("rebuild", project=desk.project, created_by=desk.manager)
    assert jobs.start_job(job.pk) is not None
    shards.plan_shards(job.pk, desk.project.pk)
    return job


def abandoned(job: Job) -> Job:
    """The worker that had it is dead, and its leases have run out."""
    before = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(lease_until=before)
    RebuildShard.objects.filter(result=None).update(lease_until=before)
    return job


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """One group or article to a share."""
    monkeypatch.setattr(shards, "GROUPS_IN_A_SHARD", 1)
    monkeypatch.setattr(shards, "ARTICLES_IN_A_SHARD", 1)


@pytest.mark.parametrize(("groups", "articles"), [(1, 1), (2, 1), (3, 2), (100, 100)])
def test_any_division_equals_one_worker(
    busy_desk: Desk, groups: int, articles: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "GROUPS_IN_A_SHARD", groups)
    monkeypatch.setattr(shards, "ARTICLES_IN_A_SHARD", articles)
    assert rebuilt(busy_desk.project) == computed_afresh(busy_desk.project)
    assert not RebuildShard.objects.exists()


@pytest.mark.usefixtures("small_shares")
def test_helpers_do_what_is_free_and_the_progress_is_theirs_too(busy_desk: Desk) -> None:
    job = begun(busy_desk)
    assert services.help_rebuild(job.pk) == 8
    assert shards.how_far(job.pk) == (8, 8)
    assert ScoreRun.objects.count() == 0
    services.rebuild(abandoned(job).pk)
    assert state_of(busy_desk.project) == computed_afresh(busy_desk.project)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 8, 8)


@pytest.mark.usefixtures("small_shares")
def test_a_share_whose_worker_was_killed_is_done_by_another(busy_desk: Desk) -> None:
    job = begun(busy_desk)
    killed_in = shards.take_shard(job.pk)
    assert killed_in is not None
    assert services.help_rebuild(job.pk) == 7
    assert shards.take_shard(job.pk) is None  # its lease still runs
    services.rebuild(abandoned(job).pk)
    assert state_of(busy_desk.project) == computed_afresh(busy_desk.project)


@pytest.mark.usefixtures("small_shares")
def test_a_share_that_comes_in_twice_counts_once(busy_desk: Desk) -> None:
    job = begun(busy_desk)
    shard = shards.take_shard(job.pk)
    assert shard is not None
    shards.do_shard(shard, busy_desk.project.pk)
    first = RebuildShard.objects.get(pk=shard.pk).result
    shards.do_shard(shard, busy_desk.project.pk)
    assert RebuildShard.objects.get(pk=shard.pk).result == first
    services.rebuild(abandoned(job).pk)
    assert state_of(busy_desk.project) == computed_afresh(busy_desk.project)


@pytest.mark.usefixtures("small_shares")
def test_what_is_withdrawn_in_mid_run_is_gone_in_the_end(busy_desk: Desk, annotator: User) -> None:
    job = begun(busy_desk)
    services.help_rebuild(job.pk)
    for row in annotator.annotations.all()[:4]:
        annotation_services.withdraw_annotation(annotator, row.pk, version=row.version)
    busy_desk.catch_up()
    left = annotator.annotations.filter(withdrawn_at=None).first()
    assert left is not None
    annotation_services.withdraw_annotation(annotator, left.pk, version=left.version)
    services.rebuild(abandoned(job).pk)  # and catches up with the last one
    assert not Event.objects.undelivered().filter(project=busy_desk.project).exists()
    assert state_of(busy_desk.project) == computed_afresh(busy_desk.project)


@pytest.mark.usefixtures("small_shares")
@pytest.mark.parametrize("caught_up", [True, False], ids=["caught up", "not yet"])
def test_what_is_merged_in_mid_run_is_one_in_the_end(busy_desk: Desk, caught_up: bool) -> None:
    desk, job = busy_desk, begun(busy_desk)
    for _share in range(4):
        shard = shards.take_shard(job.pk)
        assert shard is not None
        shards.do_shard(shard, desk.project.pk)
    first, second = desk.claim("claim 0"), desk.claim("claim 4")  # one is computed, one is not
    merge_claim(desk.manager, first.pk, into_id=second.pk)
    merge_source(desk.manager, desk.source("MI6").pk, into_id=desk.source("Kremlin").pk)
    if caught_up:
        desk.catch_up()
    services.help_rebuild(job.pk)
    merge_source(desk.manager, desk.source("Paper 0").pk, into_id=desk.source("GUR").pk)
    services.rebuild(abandoned(job).pk)
    assert not Event.objects.undelivered().filter(project=desk.project).exists()
    kept = state_of(desk.project)
    assert kept == computed_afresh(desk.project)
    assert kept == rebuilt(desk.project)


@pytest.mark.usefixtures("small_shares")
def test_two_rebuilds_at_once_come_to_the_same(busy_desk: Desk, annotator: User) -> None:
    one = begun(busy_desk)
    other = begun(busy_desk)
    assert one.pk != other.pk
    services.help_rebuild(one.pk)
    row = annotator.annotations.first()
    assert row is not None
    annotation_services.withdraw_annotation(annotator, row.pk, version=row.version)
    services.help_rebuild(other.pk)
    services.rebuild(abandoned(other).pk)
    services.rebuild(abandoned(one).pk)
    assert ScoreRun.objects.count() == 2
    assert state_of(busy_desk.project) == computed_afresh(busy_desk.project)


@pytest.mark.usefixtures("small_shares")
def test_cancelled_in_the_middle_nobody_goes_on_and_nothing_changes(busy_desk: Desk) -> None:
    job = begun(busy_desk)
    shard = shards.take_shard(job.pk)
    assert shard is not None
    jobs.cancel_job(busy_desk.manager, job.pk)
    assert services.help_rebuild(job.pk) == 0
    shards.do_shard(shard, busy_desk.project.pk)  # this one had begun
    services.rebuild(abandoned(job).pk)
    jobs.sweep_jobs()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert PairScore.objects.count() == ScoreRun.objects.count() == 0
    rebuilt(busy_desk.project)
    assert not RebuildShard.objects.exists()


def test_a_share_that_fails_is_free_at_once(
    busy_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = begun(busy_desk)
    shard = shards.take_shard(job.pk)
    assert shard is not None
    shard.ids = ["no number"]
    with pytest.raises(ValueError, match="no number"):
        shards.do_shard(shard, busy_desk.project.pk)
    again = shards.take_shard(job.pk)
    assert again is not None
    assert again.pk == shard.pk
    again.refresh_from_db()
    assert again.attempts == 2


def test_an_empty_project_has_a_run_too(desk: Desk) -> None:
    rebuilt(desk.project)
    run = ScoreRun.objects.get()
    assert (run.groups, run.numbers) == (0, {"sources": [], "claims": []})
