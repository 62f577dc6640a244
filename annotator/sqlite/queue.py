"""A queue of those who want to write: through the threads of a process, and through processes."""

import fcntl
import os
import threading
import time
from pathlib import Path

ASK_AGAIN_SECONDS = 0.0005
LONG_WAIT_SECONDS = 0.05
ASK_SELDOM_SECONDS = 0.005


class WritersQueue:
    """One at its head at a time, over all processes that name the same file.

    A courtesy, on which nothing rests: SQLite itself lets one write at a time. But who finds it
    busy sleeps for longer and longer while those who come later are served. The kernel gives the
    head back when its process dies.
    """

    def __init__(self, path: Path | None) -> None:
        """Without a path, a queue of this process's threads alone."""
        self.path = path
        self._threads = threading.Lock()
        self._descriptor: int | None = None

    def take(self, *, timeout_seconds: float) -> bool:
        """Whether this thread is at the head now; False when it waited so long in vain."""
        gives_up_at = time.monotonic() + timeout_seconds
        if not self._threads.acquire(timeout=timeout_seconds):
            return False
        try:
            is_taken = self.path is None or self._take_among_processes(self.path, gives_up_at)
        except OSError:  # a folder that cannot be written to; then nothing will be
            is_taken = False
        if not is_taken:
            self._threads.release()
        return is_taken

    def give_back(self) -> None:
        """Lets the next one write."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._threads.release()

    def _take_among_processes(self, path: Path, gives_up_at: float) -> bool:
        if self._descriptor is None:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        began_at = time.monotonic()
        while not self._is_first(self._descriptor):
            now = time.monotonic()
            if now >= gives_up_at:
                return False
            is_long = now - began_at > LONG_WAIT_SECONDS
            time.sleep(ASK_SELDOM_SECONDS if is_long else ASK_AGAIN_SECONDS)
        return True

    @staticmethod
    def _is_first(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
