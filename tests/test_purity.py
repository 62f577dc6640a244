"""The pure packages import no framework, whatever is imported first."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FRAMEWORKS = ("django", "celery", "rest_framework", "kombu")

WALK = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
names = [module.name for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
for name in names:
    importlib.import_module(name)
found = [name for name in sys.argv[2:] if name in sys.modules]
print(len(names), *found)
"""


@pytest.mark.parametrize("package", ["annotator.text", "annotator.formats", "credibility.measures"])
def test_a_pure_package_imports_no_framework(package: str) -> None:
    # A fresh interpreter: here, pytest has long imported Django.
    walked = subprocess.run(
        [sys.executable, "-c", WALK, package, *FRAMEWORKS],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert walked.returncode == 0, walked.stderr
    count, *frameworks = walked.stdout.split()
    assert int(count) > 0
    assert frameworks == []
