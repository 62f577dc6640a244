"""Signs of life: worker and beat leave one in the cache, pages and `/readyz` look for it."""

import math
import time

from django.conf import settings
from django.core.cache import cache, caches

from annotator.cache import FailingOpenRedisCache

BEAT_EVERY_SECONDS = 5.0
ANSWERING_SECONDS = 15

# Per process: when it began, and when it last saw a sign of a part (seconds of a monotonic clock).
_BEGAN_AT = time.monotonic()
_seen_at: dict[str, float] = {}


def leave_sign(part: str) -> None:
    """Says that `part` ("worker" or "beat") is alive; lost without a sound if the broker is away.

    Two keys that run out by themselves, so that no two machines' clocks are ever compared.
    """
    cache.set(f"answering:{part}", 1, ANSWERING_SECONDS)
    cache.set(f"seen:{part}", 1, settings.WORKER_SEEN_SECONDS)


def is_answering(part: str) -> bool:
    """Whether `part` left a sign in the last quarter of a minute."""
    return cache.get(f"answering:{part}") is not None


def was_seen(part: str) -> bool:
    """Whether `part` left a sign in the last WORKER_SEEN_SECONDS, as far as we could know.

    While the broker is away, and just after our own start, nobody could have seen one: then the
    last we saw, or our start, counts. Every page asks; a sign that this process has seen is not
    looked for again until the next is due.
    """
    now = time.monotonic()
    if now - _seen_at.get(part, -math.inf) < min(BEAT_EVERY_SECONDS, settings.WORKER_SEEN_SECONDS):
        return True
    if cache.get(f"seen:{part}") is not None:
        _seen_at[part] = now
        return True
    if not _broker_is_away():
        return now - _BEGAN_AT < min(ANSWERING_SECONDS, settings.WORKER_SEEN_SECONDS)
    return now - _seen_at.get(part, _BEGAN_AT) < settings.WORKER_SEEN_SECONDS


def _broker_is_away() -> bool:
    backend = caches["default"]
    return isinstance(backend, FailingOpenRedisCache) and backend.breaker.is_away
