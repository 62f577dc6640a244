"""`manage.py dev` for real: it comes up, brings back what dies, and leaves nothing behind."""

import os
import signal
import subprocess
import sys

import pytest
import redis
from django.conf import settings

from tests.fixtures.installation import MARKS, Installation, is_alive, wait_until

pytestmark = [
    pytest.mark.broker,
    pytest.mark.xdist_group("installation"),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]


def forget_signs_of_life(installation: Installation) -> None:
    broker = redis.Redis(unix_socket_path=str(installation.data_dir / "broker.sock"), db=1)
    try:
        broker.flushdb()
    finally:
        broker.close()


def test_it_gets_ready_and_says_where_it_is(installation: Installation) -> None:
    assert installation.readiness() == {
        "ready": True,
        "database": True,
        "broker": True,
        "worker": True,
        "beat": True,
        "missing": [],
    }
    assert installation.get("/healthz") == (200, b"ok\n")
    address = f"http://127.0.0.1:{installation.port}/"
    wait_until(lambda: address in installation.log, seconds=10, what="the address is printed")


def test_others_cannot_read_what_it_keeps(installation: Installation) -> None:
    for name in (".", "broker", "broker.sock", "secret-key"):
        mode = (installation.data_dir / name).stat().st_mode
        assert mode & 0o077 == 0, name


@pytest.mark.parametrize("part", sorted(MARKS))
def test_a_part_that_is_killed_comes_back(installation: Installation, part: str) -> None:
    before = installation.pid_of(part)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_until(
        lambda: installation.pid_of(part) not in (None, before),
        seconds=20,
        what=f"{part} is started again",
    )
    wait_until(lambda: installation.get("/healthz")[0] == 200, seconds=20, what="the page answers")
    wait_until(
        lambda: installation.readiness().get("broker"), seconds=20, what="the broker answers"
    )
    # The old signs of life would still count for some seconds: only new ones may.
    forget_signs_of_life(installation)
    installation.wait_until_ready(seconds=40)
    assert f"{part} ended (signal SIGKILL)" in installation.log


def test_ready_names_the_part_that_is_missing(installation: Installation) -> None:
    worker = installation.pid_of("worker")
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)
    try:
        forget_signs_of_life(installation)
        wait_until(
            lambda: installation.readiness().get("missing") == ["worker"],
            seconds=20,
            what="only the worker is missing",
        )
        assert installation.get("/healthz")[0] == 200
    finally:
        os.kill(worker, signal.SIGCONT)
    installation.wait_until_ready()


def test_the_second_start_in_a_folder_is_refused(installation: Installation) -> None:
    second = Installation(installation.folder)
    done = subprocess.run(
        [sys.executable, "manage.py", "dev"],
        cwd=settings.BASE_DIR,
        env=second.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "already runs in" in done.stderr
    assert installation.is_ready()


def test_a_port_that_is_taken_is_named(
    installation: Installation, own_installation: Installation
) -> None:
    own_installation.port = installation.port
    own_installation.start()
    assert own_installation.process is not None
    assert own_installation.process.wait(timeout=60) == 1
    assert f"Port {installation.port} is not free" in own_installation.log


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_it_leaves_no_process(
    own_installation: Installation, number: signal.Signals
) -> None:
    own_installation.start(as_a_script_does=True)
    own_installation.wait_until_ready()
    wait_until(
        lambda: len(own_installation.descendants()) >= 8, seconds=30, what="every part has begun"
    )
    family = own_installation.descendants()
    assert own_installation.process is not None
    own_installation.process.send_signal(number)
    assert own_installation.process.wait(timeout=30) == 0
    assert {pid: command for pid, command in family.items() if is_alive(pid)} == {}
    assert "Traceback" not in own_installation.log


def test_killing_it_leaves_no_process_and_the_folder_usable(
    own_installation: Installation,
) -> None:
    own_installation.start()
    own_installation.wait_until_ready()
    family = own_installation.descendants()
    assert own_installation.process is not None
    own_installation.process.kill()
    own_installation.process.wait()
    wait_until(lambda: not any(is_alive(pid) for pid in family), seconds=30, what="all have ended")
    own_installation.start()
    own_installation.wait_until_ready()
