"""`manage.py export`: a file of what a person may take out of a project."""

import os
import sys
import tempfile
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from annotator.api.exports import ExportQuery
from annotator.errors import Refusal
from annotator.services.access import find_project
from annotator.services.exports import KINDS, Export, open_export
from credibility import inputs
from credibility.services.data_sets import open_agreement_table, open_data_set

AGREEMENT, DATA_SET = "agreement.csv", "huggingface.zip"
STDOUT = "-"
BAR_WIDTH = 30
EPILOG = """\
examples:
  manage.py export --project dikes --kind annotations.csv --as anna@desk.example
  manage.py export --project dikes --kind doccano.jsonl --as anna@desk.example \\
      --filter label=confirmed,contested --filter published_from=2024-12-01 --out train.jsonl
  manage.py export --project dikes --kind annotations.jsonl --as anna@desk.example --out - | wc -l

What leaves is what that person may take out: annotators their own work, reviewers and managers
everybody's, researchers everybody's after the release. Names of protected sources never leave.
What each kind holds, and how it counts: docs/formats.md. The filters are those of the API.

exit codes:
  0  the file is written, whole
  1  refused, or it could not be written: no file was made or changed
  2  the arguments make no sense
"""


class Command(BaseCommand):
    """Writes an export to a file, all of it or nothing."""

    help = "Write annotations, claims or agreement of a project to a file, in one of many forms."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The parser, whose help shows examples and exit codes."""
        options = {"epilog": EPILOG, "formatter_class": RawDescriptionHelpFormatter}
        return super().create_parser(prog_name, subcommand, **options, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, of what, for whom, and where to."""
        kinds = [*KINDS, DATA_SET, AGREEMENT]
        parser.add_argument("--project", required=True, help="The project's short name.")
        parser.add_argument("--kind", required=True, choices=kinds, help="The form it leaves in.")
        parser.add_argument(
            "--as", required=True, dest="email", help="The e-mail address of who takes it out."
        )
        parser.add_argument("--out", help="The file; - for the terminal. The kind unless told.")
        parser.add_argument(
            "--filter",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="One of the API's filters, several values with commas; may be given again.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file, and says on the error stream what is in it."""
        person = inputs.User.objects.filter(email=options["email"].strip().lower()).first()
        if person is None or not person.is_active:
            raise CommandError(f"Nobody here signs in as {options['email']}.")
        said = _filters(options["project"], options["filter"])
        try:
            export = _opened(person, options["kind"], said)
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        target = options["out"] or options["kind"]
        with closing(export):
            try:
                with _written(target) as file:
                    self._copy(export, file)
            except OSError as error:
                raise CommandError(f"{target} cannot be written: {error.strerror}.") from None
        self.stderr.write(_told(export, target))

    def _copy(self, export: Export, file: IO[bytes]) -> None:
        is_watched = self.stderr.isatty()
        for piece in export.pieces:
            file.write(piece)
            if is_watched:
                self.stderr.write(f"\r{_bar(export.sent(), export.row_count)}", ending="")
        if is_watched:
            self.stderr.write(f"\r{_bar(export.row_count, export.row_count)}")


def _opened(person: inputs.User, kind: str, said: dict[str, Any]) -> Export:
    if kind in KINDS:
        return open_export(person, kind=kind, said=said)
    project = find_project(person, said["project"])
    if kind == DATA_SET:
        return open_data_set(person, project, said=said)
    if said.keys() - {"project"}:
        raise CommandError(f"{AGREEMENT} takes no filters.")
    return open_agreement_table(person, project)


def _filters(slug: str, given: list[str]) -> dict[str, Any]:
    """The filters as the API reads them; CommandError says which makes no sense."""
    words = {"project": slug}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or name in words:
            raise CommandError(f"{one!r} is no filter: write each once, as NAME=VALUE.")
        words[name] = value
    query = ExportQuery(data=words)
    unknown = words.keys() - query.fields.keys()
    if unknown:
        known = ", ".join(sorted(query.fields.keys() - {"project"}))
        raise CommandError(f"There is no filter {min(unknown)}. There are: {known}.")
    if not query.is_valid():
        name, texts = next(iter(query.errors.items()))
        raise CommandError(f"{name}: {texts[0]}")
    return dict(query.validated_data)


@contextmanager
def _written(target: str) -> Iterator[IO[bytes]]:
    """A file that takes its name when all of it is written, and else is gone."""
    if target == STDOUT:
        yield sys.stdout.buffer
        return
    path = Path(target)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o640)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _bar(done: int, total: int) -> str:
    filled = BAR_WIDTH * done // total if total else BAR_WIDTH
    return f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done} of {total}"


def _told(export: Export, target: str) -> str:
    where = "" if target == STDOUT else f" in {target}"
    text = f"{export.row_count} rows{where}."
    if export.left_out:
        why = ", ".join(f"{name} {count}" for name, count in sorted(export.reasons.items()))
        text += f" {export.left_out} left out: {why or 'they hold a protected name'}."
    return text
