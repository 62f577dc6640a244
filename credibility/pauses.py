"""Pausing Python's collector of cycles while very many rows are read that all stay."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pausing = 0
_was_enabled = True


@contextmanager
def collector_paused() -> Iterator[None]:
    """No cycles are looked for meanwhile, in no thread: tens of thousands of plain tuples hold
    none, and walking through them again and again took a third of the time of reading them."""
    global _pausing, _was_enabled
    with _lock:
        if not _pausing:
            _was_enabled = gc.isenabled()
            gc.disable()
        _pausing += 1
    try:
        yield
    finally:
        with _lock:
            _pausing -= 1
            if not _pausing and _was_enabled:
                gc.enable()
