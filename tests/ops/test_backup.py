"""Backup and restore of a running installation: all that was acknowledged before, and no less."""

import fcntl
import http.client
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.fixtures.installation import Installation

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("demo")]


def api(running: Installation, token: str, method: str, path: str, body: Any = None) -> Any:
    """The answer of the API; fails the test when it is a refusal."""
    web = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    web.request(method, f"/api/v1/{path}", json.dumps(body) if body else None, headers)
    response = web.getresponse()
    said = json.loads(response.read())
    web.close()
    assert response.status < 400, said
    return said


def manage(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command on an installation that does not run, in a folder of its own."""
    own = Installation(folder.parent)
    environment = {**own.environment(), "DATA_DIR": str(folder), "TWOSOURCE_DEV": "1"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_all_that_was_acknowledged_before_comes_back_and_nothing_is_overwritten(
    demo_installation: Installation, tmp_path: Path
) -> None:
    running = demo_installation
    token = running.manage("create_token", "admin@demo.example", "--scope", "write").strip()
    slug = "kept-by-a-backup"
    api(running, token, "POST", "projects/", {"slug": slug, "name": "Kept"})
    acknowledged: list[int] = []
    enough, over = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            body = {"project": slug, "name": f"Source {number}"}
            acknowledged.append(api(running, token, "POST", "sources/", body)["id"])
            if number == 10:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert enough.wait(60)
        before = list(acknowledged)
        backup = tmp_path / "desk.tar"
        said = running.manage("backup", str(backup))
    finally:
        over.set()
        writer.join()
    assert "tables with" in said
    fresh = tmp_path / "fresh"
    restored = manage(fresh, "restore", str(backup))
    assert restored.stdout.startswith("Restored"), restored.stderr
    for name in ("secret-key", "demo-sign-ins.txt"):
        assert (fresh / name).read_bytes() == (running.data_dir / name).read_bytes()
    listed = manage(fresh, "shell", "-v", "0", "-c", LISTED).stdout
    found = {int(line) for line in listed.split()}
    assert set(before) <= found <= set(acknowledged)
    with (fresh / "dev.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        runs = manage(fresh, "restore", "--replace", str(backup))
        assert (runs.returncode, "Stop it first" in runs.stderr) == (1, True)


LISTED = (
    "from annotator.models import Source; "
    "print(*Source.objects.filter(project__slug='kept-by-a-backup').values_list('pk', flat=True))"
)
