"""A shelf: what was last computed in this process, never more of it than there is room for."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """Values by key; those asked for longest ago make room for new ones.

    `room` is what all of them may take together, in whatever unit `put` is told. For several
    threads; what is put here must not change any more.
    """

    def __init__(self, *, room: int) -> None:
        self._room = room
        self._taken = 0
        self._values: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """The value under that key, if it is still here."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, *, size: int = 1) -> None:
        """Puts a value in the place of the one before; one that is too large for the whole shelf
        is not kept."""
        with self._lock:
            self._drop(key)
            if size > self._room:
                return
            self._values[key] = value, size
            self._taken += size
            while self._taken > self._room:
                self._drop(next(iter(self._values)))

    def clear(self) -> None:
        """Forgets everything, as a new process would."""
        with self._lock:
            self._values.clear()
            self._taken = 0

    def _drop(self, key: Key) -> None:
        _value, size = self._values.pop(key, (None, 0))
        self._taken -= size
