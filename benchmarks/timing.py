"""Time, processor time, memory and the machine: how the figures are measured."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Scale:
    """How large a run is: the sizes of the docs, or quick ones that only show that it works."""

    is_quick: bool
    most_runs: int = 100

    def runs(self, full: int) -> int:
        """How often something is measured; the median counts."""
        return 1 if self.is_quick else min(full, self.most_runs)

    def pick(self, full: int, *, quick: int) -> int:
        """The size for this run."""
        return quick if self.is_quick else full


@dataclass
class Readings:
    """What a script measured: each run's value by the key of the figure, and remarks."""

    runs: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, key: str, value: float) -> None:
        """One run's value of a figure."""
        self.runs.setdefault(key, []).append(value)

    def medians(self) -> dict[str, float]:
        """The figure that is shown: the median of its runs."""
        return {key: statistics.median(values) for key, values in self.runs.items()}


@dataclass
class Spent:
    """What a block took; filled in when it ends."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """Measures the block: wall time, and processor time of this process with all its threads."""
    gc.collect()
    spent = Spent()
    began, cpu_began = time.perf_counter(), time.process_time()
    yield spent
    spent.seconds = time.perf_counter() - began
    spent.cpu_seconds = time.process_time() - cpu_began


def stopwatch(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def cpu_ms_each(act: Callable[[], object], *, times: int) -> float:
    """Milliseconds of processor time that one call takes, the mean over so many."""
    with spending() as spent:
        for _ in range(times):
            act()
    return spent.cpu_seconds * 1000 / times


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least that share of the values do not exceed.

    >>> quantile([4, 1, 3, 2], 0.5)
    2
    """
    ordered = sorted(values)
    place = max(0, -(-len(ordered) * share // 1) - 1)
    return ordered[int(place)]


def cpu_seconds_of(pids: Iterable[int]) -> float:
    """Processor time that living processes have used so far (Linux)."""
    total = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(stat[11]) + int(stat[12])
    return total / _TICKS_PER_SECOND


def memory_mib_of(pids: Iterable[int]) -> float:
    """Memory of processes in MiB, pages they share counted once (PSS; Linux)."""
    kib = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kib += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kib / 1024


@dataclass
class Risen:
    """How far memory rose above where it stood, in MB; filled in when the block ends."""

    megabytes: float = 0.0


@contextmanager
def watching_memory() -> Iterator[Risen]:
    """Measures the highest point of this process's memory in the block, less where it began
    (Linux: the kernel's own high-water mark, put back first)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    began = _status_kib("VmRSS")
    risen = Risen()
    yield risen
    risen.megabytes = max(0, _status_kib("VmHWM") - began) * 1024 / 1e6


def _status_kib(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def load_average() -> list[float]:
    """How many processes wanted to run over the last 1, 5 and 15 minutes."""
    return [round(load, 2) for load in os.getloadavg()]


def _processor() -> str:
    try:
        facts = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in facts.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()
