"""The demo loads all of it or nothing, and its sign-ins are kept from other eyes."""

import os
import re
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from pytest_django import Settings

from annotator.models import (
    Article,
    Project,
    User,
)
from seeds.loader import DatabaseNotEmpty, DemoAccounts, load_demo, new_password
from tests.seeds.test_demo import ADDRESSES

pytestmark = pytest.mark.django_db


@pytest.fixture
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.DEV = True
    settings.DATA_DIR = tmp_path / "var"
    return tmp_path / "var"


def run_demo() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


def test_it_refuses_a_database_with_somebody_in_it() -> None:
    User.objects.create_user("first@desk.example")
    with pytest.raises(DatabaseNotEmpty):
        load_demo()
    assert User.objects.count() == 1
    assert not Project.objects.exists()


def test_nothing_stays_when_the_sign_ins_cannot_be_written() -> None:
    def full_disk(accounts: DemoAccounts) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        load_demo(before_commit=full_disk)
    assert not User.objects.exists()
    assert not Article.objects.exists()


def test_passwords_are_fresh_and_can_be_typed() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-z]{4}-){4}[a-z]{4}", password) for password in made)


def test_the_command_writes_and_prints_the_sign_ins(data_dir: Path) -> None:
    said = run_demo()
    kept = (data_dir / "demo-sign-ins.txt").read_text()
    assert kept in said
    pairs = dict(line.split(" ") for line in kept.splitlines())
    assert pairs.keys() == ADDRESSES
    reviewer = User.objects.get(email="reviewer@demo.example")
    assert check_password(pairs["reviewer@demo.example"], reviewer.password)


def test_only_the_owner_can_read_the_sign_ins(data_dir: Path) -> None:
    usual = os.umask(0)
    try:
        run_demo()
    finally:
        os.umask(usual)
    assert stat.S_IMODE((data_dir / "demo-sign-ins.txt").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["demo-sign-ins.txt"]


def test_a_readable_left_over_never_gets_the_sign_ins(data_dir: Path) -> None:
    data_dir.mkdir()
    left_over = data_dir / "demo-sign-ins.txt.new"
    left_over.touch(mode=0o644)
    with left_over.open() as already_open:
        run_demo()
        assert already_open.read() == ""
    assert stat.S_IMODE((data_dir / "demo-sign-ins.txt").stat().st_mode) == 0o600


def test_the_command_twice_is_harmless(data_dir: Path) -> None:
    run_demo()
    kept = (data_dir / "demo-sign-ins.txt").read_text()
    said = run_demo()
    assert "no demo was loaded" in said
    assert str(data_dir / "demo-sign-ins.txt") in said
    assert (data_dir / "demo-sign-ins.txt").read_text() == kept
    assert User.objects.count() == len(ADDRESSES)


def test_the_command_says_when_a_filled_database_has_no_demo(data_dir: Path) -> None:
    User.objects.create_user("first@desk.example")
    assert "has no demo sign-ins" in run_demo()


def test_the_command_refuses_an_installation_that_is_not_for_trying_out(
    settings: Settings,
) -> None:
    settings.DEV = False
    with pytest.raises(CommandError, match="make run"):
        run_demo()
    assert not User.objects.exists()
