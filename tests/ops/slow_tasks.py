"""Our Celery application with a task that `test_worker.py` can catch in the act."""

import os
import time
from pathlib import Path

from annotator.celery import app

__all__ = ["app", "note_slowly"]


@app.task(name="tests.note_slowly")
def note_slowly(folder: str, name: str, seconds: float) -> None:
    """Notes its process id in `name`.begun, takes its time, and adds a line to `name`.done."""
    path = Path(folder)
    (path / f"{name}.begun").write_text(str(os.getpid()))
    time.sleep(seconds)
    with (path / f"{name}.done").open("a") as file:
        file.write("done\n")
