"""What an installation takes: the locked packages as they lie on the disk, and how many."""

import re
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from benchmarks.timing import Readings, Scale

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
# A fresh venv brings it along.
ALWAYS_THERE = ("pip",)


def measure(scale: Scale) -> Readings:
    """Blocks on the disk of all files of the locked packages, compiled ones included."""
    readings = Readings()
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", LOCK.read_text(), re.MULTILINE)
    names = names[: scale.pick(len(names), quick=8)]
    found = {name: kept for name in (*names, *ALWAYS_THERE) if (kept := _installed(name))}
    files = {path for kept in found.values() for path in _files(kept)}
    readings.add("size", sum(path.stat().st_blocks * 512 for path in files) / 2**20)
    readings.add("packages", len(found.keys() - set(ALWAYS_THERE)))
    readings.notes.append(
        f"{len(names)} packages are locked, for every system; those this one needs were counted, "
        f"{len(files):,} files with pip and compiled files, in {sysconfig.get_platform()}"
    )
    return readings


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # locked for another system or another Python
        return None


def _files(kept: Distribution) -> set[Path]:
    """The files of its record, and what was compiled beside them."""
    listed = {Path(str(kept.locate_file(path))).resolve() for path in kept.files or ()}
    compiled = {
        made
        for path in listed
        if path.suffix == ".py"
        for made in (path.parent / "__pycache__").glob(f"{path.stem}.cpython-*.pyc")
    }
    return {path for path in listed | compiled if path.is_file()}
