"""A connection to SQLite: Django's own, with a queue before BEGIN IMMEDIATE."""

import os
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as DjangosWrapper

from annotator.sqlite.queue import WritersQueue

PATIENCE_SECONDS = 5.0
"""After that one goes on without a turn, and SQLite says whether the database is locked."""

_queues: dict[str, WritersQueue] = {}
# A child would share its parent's place at the head, and its locked locks.
os.register_at_fork(after_in_child=_queues.clear)


# Its types leave out the methods that are changed here.
_Djangos: Any = DjangosWrapper


class DatabaseWrapper(_Djangos):
    """A connection to SQLite whose writing transactions wait for their turn."""

    _turn: WritersQueue | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "IMMEDIATE":
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()

    def __del__(self) -> None:
        # Of a thread that ended in the midst of a transaction.
        self._end_turn()

    def _take_turn(self) -> None:
        if self._turn is None:
            queue = self._queue()
            if queue.take(timeout_seconds=PATIENCE_SECONDS):
                self._turn = queue

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give_back()

    def _queue(self) -> WritersQueue:
        name = str(self.settings_dict["NAME"])
        if name not in _queues:
            path = None if self.is_in_memory_db() else Path(f"{name}-queue")
            _queues.setdefault(name, WritersQueue(path))
        return _queues[name]
