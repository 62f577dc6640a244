import time

import pytest

from annotator.cache import FailingOpenRedisCache, JSONSerializer, without_database
from tests.fixtures.broker import Broker

OPTIONS = {"OPTIONS": {"db": 1, "socket_connect_timeout": 0.5, "socket_timeout": 0.5}}


def cache_at(url: str) -> FailingOpenRedisCache:
    return FailingOpenRedisCache(url, OPTIONS)


@pytest.fixture
def no_cache() -> FailingOpenRedisCache:
    return cache_at("unix:///nonexistent/broker.sock")


def test_it_keeps_what_it_is_given(broker: Broker) -> None:
    cache = cache_at(broker.url)
    cache.set("list", [1.5, "two", None], 60)
    cache.set_many({"one": 1, "two": 2}, 60)
    assert cache.get("list") == [1.5, "two", None]
    assert cache.get_many(["one", "two", "three"]) == {"one": 1, "two": 2}
    assert cache.incr("one", 4) == 5
    assert cache.add("one", 9) is False
    assert [cache.hit("three", 60), cache.hit("three", 60)] == [1, 2]
    assert cache.has_key("one")
    assert cache.touch("one", 60)
    assert cache.delete("one")
    cache.delete_many(["two"])
    cache.clear()
    assert cache.get("list", "nothing") == "nothing"


def test_clearing_it_spares_the_queue_in_the_other_database(broker: Broker) -> None:
    queue = FailingOpenRedisCache(broker.url, {"OPTIONS": {"db": 0}})
    queue.set("task", 1)
    cache_at(f"{broker.url}?db=0").clear()
    assert queue.get("task") == 1


def test_without_a_broker_reads_find_nothing_and_writes_are_forgotten(
    no_cache: FailingOpenRedisCache,
) -> None:
    no_cache.set("key", 1)
    assert no_cache.get("key", "nothing") == "nothing"
    assert no_cache.get_many(["key"]) == {}
    assert no_cache.add("key", 1) is True
    assert no_cache.incr("key", 3) == 3
    assert no_cache.hit("key", 60) == 1
    assert no_cache.set_many({"key": 1}) == ["key"]
    assert not no_cache.has_key("key")
    assert not no_cache.touch("key")
    assert not no_cache.delete("key")
    no_cache.delete_many(["key"])
    no_cache.clear()
    assert not no_cache.is_answering()


def test_a_broker_that_hangs_is_waited_for_once(broker: Broker) -> None:
    cache = cache_at(broker.url)
    cache.set("key", 1)
    broker.freeze()
    began_at = time.monotonic()
    assert [cache.get("key") for _ in range(20)] == [None] * 20
    assert time.monotonic() - began_at < 1
    broker.thaw()
    assert cache.is_answering()
    assert cache.get("key") == 1


def test_a_broker_that_is_back_is_found_at_once(broker: Broker) -> None:
    cache = cache_at(broker.url)
    cache.set("key", 1)
    broker.kill()
    broker.start()
    assert cache.is_answering()
    assert cache.get("key") == 1


def test_what_was_not_stored_by_us_as_json_runs_no_code() -> None:
    with pytest.raises(ValueError, match="unexpected"):
        JSONSerializer().loads(b"cos\nsystem\n(S'true'\ntR.")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("redis://:p@h:6379/3", "redis://:p@h:6379"),
        ("rediss://h:6379/0?ssl_cert_reqs=none&db=4", "rediss://h:6379?ssl_cert_reqs=none"),
        ("unix:///a/b.sock", "unix:///a/b.sock"),
    ],
)
def test_the_cache_keeps_to_a_database_of_its_own(given: str, expected: str) -> None:
    assert without_database(given) == expected
