"""The cache on the broker, which never stands in anybody's way when the broker is away."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
import redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.retry import Retry

Answer = TypeVar("Answer")

AWAY_SECONDS = 3.0
# A connection that was cut is made anew; a broker that says nothing is not asked again and again.
ONCE_MORE = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))


class Breaker:
    """Remembers for a few seconds that something did not answer, so that nobody waits for it twice.

    One per process and thing; races between threads cost one more attempt, nothing else.
    """

    def __init__(self, away_seconds: float = AWAY_SECONDS) -> None:
        self.away_seconds = away_seconds
        self._closed_until = 0.0

    @property
    def is_away(self) -> bool:
        """Whether it failed so recently that asking again would only cost time."""
        return time.monotonic() < self._closed_until

    def note_failure(self) -> None:
        """It did not answer just now."""
        self._closed_until = time.monotonic() + self.away_seconds

    def note_success(self) -> None:
        """It answered just now."""
        self._closed_until = 0.0


class JSONSerializer:
    """Values as JSON: who can write to the broker must not be able to run code in the web."""

    def dumps(self, value: Any) -> bytes | int:
        """The value as Redis keeps it; whole numbers stay numbers, so that INCR works on them."""
        return value if type(value) is int else orjson.dumps(value)

    def loads(self, stored: bytes | str) -> Any:
        """The value again; tuples come back as lists."""
        return orjson.loads(stored)


def without_database(url: str) -> str:
    """The broker's address without its database number: the cache keeps to a database of its own.

    >>> without_database("redis://:secret@valkey:6379/0")
    'redis://:secret@valkey:6379'
    >>> without_database("unix:///run/broker.sock?db=0")
    'unix:///run/broker.sock'
    """
    address, _, query = url.partition("?")
    kept = "&".join(item for item in query.split("&") if item and not item.startswith("db="))
    if not address.startswith("unix:"):
        address = urlsplit(address)._replace(path="").geturl()
    return f"{address}?{kept}" if kept else address


class _OneClient(RedisCacheClient):
    """Django's, which makes a new client object for every question; this one keeps its own."""

    _kept: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client: it holds no connection, its pool does."""
        if self._kept is None:
            self._kept = super().get_client(key, write=write)
        return self._kept


class FailingOpenRedisCache(RedisCache):
    """Redis or Valkey; without it every read finds nothing and every write is forgotten."""

    _cache: RedisCacheClient

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"serializer": JSONSerializer, "retry": ONCE_MORE, **params.get("OPTIONS", {})}
        super().__init__(without_database(server), {**params, "OPTIONS": options})
        self._class = _OneClient
        self.breaker = Breaker()

    def _unless_away(self, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        if self.breaker.is_away:
            return otherwise
        try:
            answer = ask()
        except (redis.RedisError, OSError):
            self.breaker.note_failure()
            return otherwise
        self.breaker.note_success()
        return answer

    def is_answering(self) -> bool:
        """Whether the broker answers now; asks it also when it was away a moment ago."""
        try:
            self._cache.get_client().ping()
        except (redis.RedisError, OSError):
            self.breaker.note_failure()
            return False
        self.breaker.note_success()
        return True

    def add(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Whether the value was stored; True without a broker, as if nobody had been before."""
        return self._unless_away(lambda: RedisCache.add(self, key, value, timeout, version), True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default without a broker."""
        return self._unless_away(lambda: RedisCache.get(self, key, default, version), default)

    def set(
        self,
        key: str,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Stores the value, if there is a broker."""
        self._unless_away(lambda: RedisCache.set(self, key, value, timeout, version), None)

    def touch(
        self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Whether the key was there to be kept longer."""
        return self._unless_away(lambda: RedisCache.touch(self, key, timeout, version), False)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Whether there was something to delete."""
        return self._unless_away(lambda: RedisCache.delete(self, key, version), False)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """The values that are there; none without a broker."""
        return self._unless_away(lambda: RedisCache.get_many(self, keys, version), {})

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Whether the key is there."""
        return self._unless_away(lambda: RedisCache.has_key(self, key, version), False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The number after adding; without a broker, as if it had stood at nothing."""
        return self._unless_away(lambda: RedisCache.incr(self, key, delta, version), delta)

    def hit(self, key: str, timeout: int) -> int:
        """How often this was called with the key since it was first, or since `timeout` seconds
        went by without a call: counted in one question. 1 without a broker."""
        name = self.make_and_validate_key(key)

        def ask() -> int:
            with self._cache.get_client().pipeline(transaction=False) as questions:
                questions.incr(name)
                questions.expire(name, timeout)
                return int(questions.execute()[0])

        return self._unless_away(ask, 1)

    def set_many(
        self,
        data: Mapping[str, Any],
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[str]:
        """The keys that could not be stored."""
        return self._unless_away(
            lambda: RedisCache.set_many(self, dict(data), timeout, version), list(data)
        )

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        """Forgets the keys, if there is a broker."""
        self._unless_away(lambda: RedisCache.delete_many(self, keys, version), None)

    def clear(self) -> None:
        """Forgets everything in the cache's own database."""
        self._unless_away(lambda: RedisCache.clear(self), None)
