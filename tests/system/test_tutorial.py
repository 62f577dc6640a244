"""The tutorial holds: its very commands, run in a shell against a running installation."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.fixtures.installation import Installation

pytestmark = [pytest.mark.broker, pytest.mark.xdist_group("demo")]
PAGE = Path(settings.BASE_DIR) / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.M | re.S)
MARK = "=== the next block ==="


def blocks() -> list[tuple[str, str]]:
    """Commands, and what the page says they print."""
    return [(commands, printed) for commands, printed in BLOCK.findall(PAGE.read_text())]


def pattern_of(printed: str) -> str:
    """What may be printed: the page's words, with anything for each "…"."""
    return ".*".join(re.escape(part) for part in printed.strip().split("…"))


def test_a_stranger_gets_from_a_token_to_data_by_the_commands_of_the_page(
    demo_installation: Installation, tmp_path: Path
) -> None:
    assert shutil.which("curl"), "the tutorial is told in curl"
    tokens = [
        demo_installation.manage("create_token", f"{who}@demo.example", "--scope", "write").strip()
        for who in ("manager", "annotator1")
    ]
    script = "set -euo pipefail\n" + f"echo '{MARK}'\n".join(commands for commands, _ in blocks())
    ran = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={
            **os.environ,
            "DESK": demo_installation.url,
            "TOKEN": tokens[0],
            "COLLEAGUES_TOKEN": tokens[1],
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    printed = ran.stdout.split(f"{MARK}\n")
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
    assert len(printed) == len(blocks()) > 8
    for (commands, said), found in zip(blocks(), printed, strict=True):
        assert re.fullmatch(pattern_of(said), found.strip(), re.S), f"{commands}\n{found}"
