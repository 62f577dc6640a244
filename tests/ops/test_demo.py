"""The demo as `make run` brings it: its accounts work, and its pages do without the broker."""

import os
import signal
import time

import pytest

from tests.fixtures.installation import Installation, wait_until
from tests.fixtures.visitor import Visitor

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("demo")]

ACCOUNTS = [
    "annotator1@demo.example",
    "annotator2@demo.example",
    "annotator3@demo.example",
    "reviewer@demo.example",
    "manager@demo.example",
    "researcher@demo.example",
    "outsider@demo.example",
    "admin@demo.example",
]


def test_every_account_of_the_file_can_sign_in(demo_installation: Installation) -> None:
    for address in ACCOUNTS:
        visitor = Visitor(demo_installation)
        status, page = visitor.sign_in(address)
        assert status == 200, address
        assert 'name="password"' not in page, address


def test_the_passwords_are_printed_and_kept_where_only_the_owner_reads(
    demo_installation: Installation,
) -> None:
    file = demo_installation.data_dir / "demo-sign-ins.txt"
    assert file.stat().st_mode & 0o077 == 0
    lines = file.read_text().splitlines()
    assert [line.split(" ")[0] for line in lines] == ACCOUNTS
    wait_until(lambda: lines[-1] in demo_installation.log, seconds=10, what="they are printed")
    assert len({line.split(" ")[1] for line in lines}) == len(ACCOUNTS)


def test_pages_are_no_slower_without_a_broker(demo_installation: Installation) -> None:
    visitor = Visitor(demo_installation)
    visitor.sign_in("annotator1@demo.example")
    broker = demo_installation.pid_of("broker")
    assert broker is not None
    # Frozen rather than killed: connections are taken, and nobody ever answers.
    os.kill(broker, signal.SIGSTOP)
    try:
        began_at = time.monotonic()
        assert [visitor.get("/")[0] for _ in range(10)] == [200] * 10
        assert time.monotonic() - began_at < 8
    finally:
        os.kill(broker, signal.SIGCONT)
    demo_installation.wait_until_ready()
