"""Keeps a handful of child processes running, and leaves none behind."""

import contextlib
import ctypes
import logging
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger(__name__)

FIRST_RESTART_SECONDS = 0.5
LONGEST_RESTART_SECONDS = 10.0
STEADY_AFTER_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process to keep running.

    `stop_signal` asks it to end in its own time, `stop_seconds` is how long it gets before it is
    killed; `orphan_signal` is what the kernel sends it if the supervisor itself is killed.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    pass_fds: Sequence[int] = ()
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 8.0
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float | None = None
    restart_seconds: float = field(default=FIRST_RESTART_SECONDS)

    @property
    def is_running(self) -> bool:
        """Whether there is a process now."""
        return self.process is not None

    def start(self) -> None:
        """Starts the process in a session of its own, so that Ctrl-C reaches it through us."""
        supervisor_pid = os.getpid()

        def die_with_supervisor() -> None:
            if _libc is not None:
                _libc.prctl(_PR_SET_PDEATHSIG, int(self.orphan_signal))
                if os.getppid() != supervisor_pid:
                    os._exit(1)

        self.process = subprocess.Popen(  # noqa: S603 - the commands are ours, no shell
            self.command,
            env=dict(self.environment),
            pass_fds=self.pass_fds,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            # Safe here: the supervisor has one thread.
            preexec_fn=die_with_supervisor,
        )
        self.started_at = time.monotonic()
        self.restart_at = None

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to the process alone, if it is there."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def clear_away(self) -> None:
        """Kills what is left of the process and of all it started."""
        if self.process is None:
            return
        # Nothing left is fine; macOS says PermissionError for a group of zombies.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Supervisor:
    """Runs children until told to stop: one that dies is started again, later and later."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self._stop_requests = 0
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)

    def run(self, on_look: Callable[[], None], *, look_seconds: float = 0.25) -> None:
        """Starts all children and returns when they have been stopped by a signal to us.

        `on_look` is called after every look at the children, at least once a second.
        """
        self._listen_for_signals()
        try:
            for child in self.children:
                child.start()
            while not self._stop_requests:
                self._look_after_children()
                on_look()
                self._sleep(look_seconds)
        finally:
            self._stop_children()

    def _listen_for_signals(self) -> None:
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM):
            # Also where a script's "&" had it ignored: whoever sends it wants an end.
            signal.signal(number, self._request_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup is respected
            signal.signal(signal.SIGHUP, self._request_stop)

    def _request_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_requests += 1

    def _sleep(self, seconds: float) -> None:
        """Waits, but no longer than until the next signal (a child that died among them)."""
        readable, _, _ = select.select([self._wake_read], [], [], seconds)
        if readable:
            os.read(self._wake_read, 4096)

    def _look_after_children(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._plan_restart(child, child.process.returncode, now)
            elif child.restart_at is not None and now >= child.restart_at:
                child.start()
                logger.warning("%s is started again.", child.name)

    def _plan_restart(self, child: Child, exit_code: int, now: float) -> None:
        child.clear_away()
        if now - child.started_at > STEADY_AFTER_SECONDS:
            child.restart_seconds = FIRST_RESTART_SECONDS
        child.restart_at = now + child.restart_seconds
        logger.warning(
            "%s ended (%s); it is started again in %.1f s.",
            child.name,
            _exit_reason(exit_code),
            child.restart_seconds,
        )
        child.restart_seconds = min(2 * child.restart_seconds, LONGEST_RESTART_SECONDS)

    def _stop_children(self) -> None:
        """Stops them in order, so that the last one (the broker) serves the others to their end."""
        *first, last = self.children
        for group in (first, [last]):
            self._stop_together(group)

    def _stop_together(self, group: Sequence[Child]) -> None:
        asked_before = self._stop_requests
        began_at = time.monotonic()
        for child in group:
            child.send(child.stop_signal)
        for child in group:
            deadline = began_at + child.stop_seconds
            while child.process is not None and child.process.poll() is None:
                is_impatient = self._stop_requests > max(asked_before, 1)
                if is_impatient or time.monotonic() >= deadline:
                    break
                self._sleep(0.1)
            child.clear_away()


def _exit_reason(exit_code: int) -> str:
    if exit_code >= 0:
        return f"exit code {exit_code}"
    return f"signal {signal.Signals(-exit_code).name}"
