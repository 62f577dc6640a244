"""`python -m benchmarks [--quick] [name ...]`: runs the benchmarks, each in its own process."""

import argparse
import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from benchmarks.timing import Scale, load_average

FOLDER = Path(__file__).resolve().parent
MANY = "100000000/min"


def main() -> int:
    """Runs those named, or all; one that fails ends the run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of: {', '.join(names_of_all())}")
    parser.add_argument("--quick", action="store_true", help="small sizes; no results are kept")
    parser.add_argument("--runs", type=int, default=100, help="measure each at most so often")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(names_of_all()):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if len(asked.names) == 1:
        # Ended from outside it ends as by Ctrl-C: with everything it started.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with prepared_installation():
            run_one(asked.names[0], Scale(asked.quick, asked.runs))
        return 0
    for name in asked.names or names_of_all():
        options = ["--runs", str(asked.runs), *(["--quick"] if asked.quick else [])]
        code = subprocess.call([sys.executable, "-m", "benchmarks", name, *options])
        if code:
            return code
    return 0


def names_of_all() -> list[str]:
    """The benchmarks there are, by the names of their scripts."""
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def run_one(name: str, scale: Scale) -> None:
    """Measures one, prints it, and keeps it unless it was quick."""
    from benchmarks.results import keep, show
    from benchmarks.server import running_broker

    before = load_average()
    script = importlib.import_module(f"benchmarks.bench_{name}")
    with nullcontext() if hasattr(script, "running_server") else running_broker():
        readings = script.measure(scale)
    show(name, readings, load_before=before)
    if not scale.is_quick:
        keep(name, readings, load_before=before)


@contextmanager
def prepared_installation() -> Iterator[None]:
    """Django set up on an empty database in a folder of its own, with a broker; all of it goes."""
    from benchmarks.server import own_folder
    from tests.fixtures.installation import free_port

    with own_folder() as folder, own_database():
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "annotator.settings",
            "TWOSOURCE_DEV": "1",
            "DATA_DIR": str(folder / "data"),
            "PORT": str(free_port()),
            "READ_RATE": MANY,
            "WRITE_RATE": MANY,
            "REBUILD_RATE": MANY,
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@contextmanager
def own_database() -> Iterator[None]:
    """With DATABASE_URL: a database of its own on that server, dropped afterwards."""
    address = os.environ.get("DATABASE_URL")
    if not address:
        yield
        return
    import psycopg

    place, _slash, _name = address.rpartition("/")
    name = f"twosource_bench_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        os.environ["DATABASE_URL"] = f"{place}/{name}"
        try:
            yield
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
