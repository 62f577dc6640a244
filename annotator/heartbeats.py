"""Signs of life: worker and beat leave one in the cache, pages and `/readyz` look for it."""

from django.conf import settings
from django.core.cache import cache

PARTS = ("worker", "beat")
BEAT_EVERY_SECONDS = 5.0
ANSWERING_SECONDS = 15


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
    """Whether `part` left a sign in the last WORKER_SEEN_SECONDS."""
    return cache.get(f"seen:{part}") is not None
