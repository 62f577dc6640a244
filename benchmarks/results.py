"""What was measured, shown and kept: one file for each benchmark and database."""

import json
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.corpus import SEED
from benchmarks.figures import OPERATIONS, Figure, Operation
from benchmarks.timing import Readings, load_average, machine

FOLDER = Path(__file__).resolve().parent / "results"


def operation_of(name: str) -> Operation:
    """The operation that the script of that name measures."""
    return next(operation for operation in OPERATIONS if operation.name == name)


def show(name: str, readings: Readings, *, load_before: list[float]) -> None:
    """Prints the medians beside their bounds, and every run."""
    facts = machine()
    print(f"\n{operation_of(name).title}  [{_database()}]")
    print("  " + ", ".join(f"{key} {value}" for key, value in facts.items()))
    print(f"  load average before {load_before}, after {load_average()}")
    medians = readings.medians()
    for figure in operation_of(name).figures:
        if figure.key in medians:
            print(f"  {_line(figure, medians[figure.key])}  {_runs(readings, figure.key)}")
    for key in sorted(medians.keys() - {f.key for f in operation_of(name).figures}):
        print(f"  {key:44} {medians[key]:10.4g}  {_runs(readings, key)}")
    for note in readings.notes:
        print(f"  {note}")


def keep(name: str, readings: Readings, *, load_before: list[float]) -> Path:
    """Writes the results file, which the table of the docs is made from."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.{connection.vendor}.json"
    found: dict[str, Any] = {
        "benchmark": name,
        "database": _database(),
        "measured_on": time.strftime("%Y-%m-%d"),
        "commit": _commit(),
        "seed": SEED,
        "machine": machine(),
        "load_before": load_before,
        "load_after": load_average(),
        "medians": readings.medians(),
        "runs": readings.runs,
        "notes": readings.notes,
    }
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return path


def kept() -> list[dict[str, Any]]:
    """All results files, by name."""
    return [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]


def _line(figure: Figure, value: float) -> str:
    bound = "" if figure.bound is None else f"({bound_of(figure)})"
    verdict = {True: "ok", False: "MISSED", None: ""}[figure.holds(value)]
    return f"{figure.name:44} {value:10.4g} {figure.unit:4} {bound:14} {verdict:6}"


def bound_of(figure: Figure) -> str:
    """The bound as the docs write it; empty where there is none."""
    if figure.bound is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {figure.bound:,g}"


def _runs(readings: Readings, key: str) -> str:
    return "[" + ", ".join(f"{value:.4g}" for value in readings.runs[key]) + "]"


def _database() -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
    return f"SQLite {sqlite3.sqlite_version}"


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    ran = subprocess.run(asked, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    return ran.stdout.strip()
