"""The whole of Twosource running in processes of its own, and clients that ask it over HTTP."""

import http.client
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tests.fixtures.broker import Broker
from tests.fixtures.installation import Installation, descendants_of


class Server(Installation):
    """`manage.py dev` on the database that this process's settings name."""

    def environment(self) -> dict[str, str]:
        """As for tests, but PostgreSQL where DATABASE_URL names one."""
        named = {name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ}
        return {**super().environment(), **named}

    def family(self, part: str) -> list[int]:
        """The processes of "web", "worker", "beat" or "broker"."""
        pid = self.pid_of(part)
        return [] if pid is None else [pid, *descendants_of(pid)]


@contextmanager
def running_server() -> Iterator[Server]:
    """A server that is ready, beside this process: same folder, same port, same database."""
    server = Server(settings.DATA_DIR.parent, port=settings.PORT)
    server.start()
    try:
        server.wait_until_ready(seconds=120)
        yield server
    finally:
        server.stop()


@contextmanager
def running_broker() -> Iterator[None]:
    """The broker alone, where the settings look for it: for what is measured in this process."""
    broker = Broker(settings.DATA_DIR)
    broker.start()
    try:
        yield
    finally:
        broker.kill()


@dataclass
class Load:
    """What came of requests sent by several clients at once."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    first_error: str = ""

    @property
    def rate(self) -> float:
        """Answers a second, errors left out."""
        return len(self.latencies) / self.seconds


def post_at_once(path: str, shares: Sequence[tuple[str, list[bytes]]]) -> Load:
    """Each share is a client with its token and bodies; it sends one after the other on one
    connection. All begin together; anything but 201 is an error."""
    load = Load()
    gate = threading.Barrier(len(shares) + 1)
    threads = [
        threading.Thread(target=_post_share, args=(path, token, bodies, load, gate))
        for token, bodies in shares
    ]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - began
    return load


def _post_share(
    path: str, token: str, bodies: list[bytes], load: Load, gate: threading.Barrier
) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    web = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=60)
    gate.wait()
    for body in bodies:
        began = time.perf_counter()
        try:
            web.request("POST", path, body, headers)
            response = web.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException) as error:
            web.close()
            load.errors += 1
            load.first_error = load.first_error or repr(error)
            continue
        if response.status == 201:
            load.latencies.append(time.perf_counter() - began)
        else:
            load.errors += 1
            said = f"{response.status} {answer[:300]!r}"
            load.first_error = load.first_error or said
    web.close()


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for one benchmark, gone afterwards; its name is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="ts-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
