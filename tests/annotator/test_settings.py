import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

TEAM = {
    "SECRET_KEY": "dq8Zk2vN7xTf4mYw9LrJ6hPb3sGc5eUa1iQoVnXtRyKz0WpBdEgH",
    "ALLOWED_HOSTS": "desk.example.org",
    "REDIS_URL": "redis://:password@valkey:6379/0",
    "DATABASE_URL": "postgres://twosource:password@postgres/twosource",
}


def check(folder: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_team_installation_has_nothing_to_be_warned_of(tmp_path: Path) -> None:
    done = check(tmp_path, TEAM)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "Set the environment variable SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"REDIS_URL": ""}, "Set the environment variable REDIS_URL"),
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"DEBUG": "perhaps"}, "DEBUG must be yes or no"),
        ({"WORKER_PROCESSES": "0"}, "WORKER_PROCESSES must be a whole number from 1"),
        ({"MAX_IMPORT_BYTES": "-1"}, "MAX_IMPORT_BYTES must be a whole number from 1"),
    ],
)
def test_a_start_that_would_be_unsafe_fails_with_a_sentence(
    tmp_path: Path, change: dict[str, str], sentence: str
) -> None:
    done = check(tmp_path, {**TEAM, **change})
    assert done.returncode != 0
    assert sentence in done.stderr.splitlines()[-1]


def test_the_folder_of_a_dev_installation_is_found_again(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text(TEAM["SECRET_KEY"])
    assert "ImproperlyConfigured" not in check(tmp_path, {}).stderr


def test_a_secret_key_of_ones_own_is_never_mixed_with_a_dev_folder(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("another")
    done = check(tmp_path, {"SECRET_KEY": TEAM["SECRET_KEY"]})
    assert "Set ALLOWED_HOSTS" in done.stderr
