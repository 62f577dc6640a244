"""`manage.py import_articles`: files into a project, as the page and the API do it."""

import json
import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import Refusal
from annotator.formats.readers import KINDS, kind_of
from annotator.models import ImportBatch, Job, Project, User
from annotator.models.choices import ImportState, JobState
from annotator.services.imports import Upload, receive_import, run_import

REFUSED = 1
"""Exit code when the files are wrong: each line of the report says file, line and reason."""
WIDTH = 30
TEACHING = """
Imports articles, or a whole corpus with the marks of several people: all of it or nothing.

  manage.py import_articles corpus.zip --project dikes --kind brat --user ann@desk.example \\
      --label-map '{"Claim": "unverified", "Person": "skip"}'
  manage.py import_articles articles.jsonl annotations.jsonl --project dikes --user ...
  manage.py import_articles corpus.zip --project dikes --user ... --dry-run

Labels that are not confirmed, unverified or contested must be mapped or skipped. --label-map and
--mapping take JSON, or the path of a file with it. docs/formats.md says what each kind holds.

Exit codes: 0 imported (or, with --dry-run, nothing in the way); 1 something is wrong, nothing was
stored, and the report is on standard error; 2 the command itself is wrong.
"""


class Command(BaseCommand):
    """Imports files."""

    help = TEACHING

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The parser, which leaves the help's lines as they are."""
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What can be said."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="the files")
        parser.add_argument("--project", required=True, help="short name of the project")
        parser.add_argument(
            "--user", required=True, help="e-mail of who imports, and whose rights count"
        )
        parser.add_argument("--kind", choices=KINDS, help="told from the files' names unless given")
        parser.add_argument("--label-map", default="", help="JSON: their label -> ours, or skip")
        parser.add_argument("--mapping", default="", help="JSON: our field -> theirs; people")
        parser.add_argument("--dry-run", action="store_true", help="look only, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Imports, and says what became of it."""
        user = User.objects.filter(email=options["user"].lower(), is_active=True).first()
        project = Project.objects.active().filter(slug=options["project"]).first()
        if user is None or project is None:
            what = "person with that e-mail" if user is None else "project of that short name"
            raise CommandError(f"There is no active {what}.", returncode=2)
        with ExitStack() as files:
            uploads = [
                Upload(path.name, files.enter_context(_opened(path))) for path in options["paths"]
            ]
            try:
                batch, is_new = receive_import(
                    user,
                    project,
                    uploads,
                    kind=options["kind"] or _kind([path.name for path in options["paths"]]),
                    label_map=_json(options["label_map"], "--label-map"),
                    mapping=_json(options["mapping"], "--mapping"),
                    is_dry_run=options["dry_run"],
                )
            except Refusal as refusal:
                raise CommandError(refusal.message, returncode=REFUSED) from None
        if not is_new:
            self.stderr.write("These files were imported before; this is what became of them.")
        self._carry_out(batch)

    def _carry_out(self, batch: ImportBatch) -> None:
        """Runs the job here, or waits for the worker that took it."""
        job_id = str(batch.job_id)
        run_import(job_id)
        while True:
            job = Job.objects.get(pk=job_id)
            self._draw(job)
            if job.state not in (JobState.QUEUED, JobState.RUNNING):
                break
            time.sleep(0.5)
            run_import(job_id)  # where a worker that had it has died
        batch.refresh_from_db()
        for row in job.report:
            place = ":".join(str(part) for part in (row["file"], row["line"]) if part)
            self.stderr.write(f"{place}: {row['reason']}" if place else row["reason"])
        for row in batch.found.get("notes", []):
            self.stderr.write(row["reason"])
        if job.state != JobState.DONE or (batch.is_dry_run and job.report):
            raise CommandError(job.message, returncode=REFUSED)
        self.stdout.write(job.message)
        if batch.state == ImportState.SEEN:
            self.stdout.write(json.dumps(batch.found["counts"]))

    def _draw(self, job: Job) -> None:
        """A bar on a terminal; nothing in a pipe."""
        if sys.stderr.isatty() and job.total:
            share = WIDTH * job.done // job.total
            end = "" if job.state == JobState.RUNNING else "\n"
            bar = "#" * share + "." * (WIDTH - share)
            self.stderr.write(f"\r[{bar}] {job.done}%", ending=end)


def _opened(path: Path) -> Any:
    try:
        return path.open("rb")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from None


def _kind(names: list[str]) -> str:
    kinds = {kind_of(name) for name in names}
    if "brat" in kinds:
        return "brat"
    only = kinds.pop() if len(kinds) == 1 else "zip"
    return only if only in KINDS else "zip"


def _json(written: str, option: str) -> dict[str, Any]:
    if not written:
        return {}
    try:
        text = written if written.lstrip().startswith("{") else Path(written).read_text("utf-8")
        found = json.loads(text)
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict):
        message = f"{option} is neither a JSON object nor a file with one."
        raise CommandError(message, returncode=2)
    return found
