"""Keeps out of memory what a library loads for extras that nobody here uses."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_out(*names: str) -> Iterator[None]:
    """In the block, importing these modules says that they are not installed.

    What was loaded before stays as it is, and afterwards they can be imported as ever.
    """
    absent = [name for name in names if name not in sys.modules]
    # Python's own way of saying so: an import that finds None raises ModuleNotFoundError.
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
