import time
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import override_settings

from annotator import heartbeats
from annotator.cache import FailingOpenRedisCache
from tests.fixtures.broker import Broker


@pytest.fixture
def cache(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[FailingOpenRedisCache]:
    """The site's cache on a real broker, in a process that began long ago."""
    monkeypatch.setattr(heartbeats, "_BEGAN_AT", float("-inf"))
    monkeypatch.setattr(heartbeats, "_seen_at", {})
    before = caches["default"]
    own = FailingOpenRedisCache(broker.url, {"OPTIONS": {"db": 1}})
    caches["default"] = own
    yield own
    caches["default"] = before


def test_a_part_that_left_a_sign_is_seen_and_answers(cache: FailingOpenRedisCache) -> None:
    assert not heartbeats.was_seen("worker")
    heartbeats.leave_sign("worker")
    assert heartbeats.was_seen("worker")
    assert heartbeats.is_answering("worker")
    assert not heartbeats.was_seen("beat")


def test_signs_run_out_by_themselves(cache: FailingOpenRedisCache, broker: Broker) -> None:
    heartbeats.leave_sign("worker")
    client = cache._cache.get_client()
    seconds_left = {
        key: client.ttl(cache.make_key(f"{key}:worker")) for key in ("answering", "seen")
    }
    assert 10 < seconds_left["answering"] <= 15
    assert 55 < seconds_left["seen"] <= 60
    cache.delete("seen:worker")
    assert not heartbeats.was_seen("worker")


def test_a_broker_that_went_away_is_no_worker_that_went_away(
    cache: FailingOpenRedisCache, broker: Broker
) -> None:
    heartbeats.leave_sign("worker")
    assert heartbeats.was_seen("worker")
    broker.kill()
    assert heartbeats.was_seen("worker")
    with override_settings(WORKER_SEEN_SECONDS=0):
        assert not heartbeats.was_seen("worker")


def test_just_after_the_start_nobody_is_missed_yet(
    cache: FailingOpenRedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeats, "_BEGAN_AT", time.monotonic())
    assert heartbeats.was_seen("worker")


def test_a_sign_just_seen_is_not_looked_for_again_until_the_next_is_due(
    cache: FailingOpenRedisCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    heartbeats.leave_sign("worker")
    assert heartbeats.was_seen("worker")
    cache.delete("seen:worker")
    assert heartbeats.was_seen("worker")

    long_ago = time.monotonic() - heartbeats.BEAT_EVERY_SECONDS
    monkeypatch.setitem(heartbeats._seen_at, "worker", long_ago)

    assert not heartbeats.was_seen("worker")
