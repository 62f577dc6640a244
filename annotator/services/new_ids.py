"""Ids that we make ourselves: random, and ascending in the order in which they are made."""

import secrets
import threading
import time
import uuid

_RANDOM_BITS = 62
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_lock = threading.Lock()
_last_tick = 0


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): milliseconds since 1970 and 4,096 ticks within each, then
    62 random bits. Later ones of a process are greater, so that rows go in at the end of an index
    instead of everywhere in it."""
    tick = _next_tick()
    when = (tick >> 12) << 80 | _VERSION_7 | (tick & 0xFFF) << 64
    return uuid.UUID(int=when | _VARIANT | secrets.randbits(_RANDOM_BITS))


def _next_tick() -> int:
    """Now in 4,096ths of a millisecond; never the same twice, also when the clock is put back."""
    global _last_tick
    with _lock:
        _last_tick = max(_last_tick + 1, (time.time_ns() << 12) // 1_000_000)
        return _last_tick
