"""`manage.py restore FILE`: an installation as it was when a backup was made, checked twice."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.services.backups import BackupRefused, check_backup, restore_backup

EPILOG = """
Stop the installation first. Every hash in the backup is checked before anything is touched, and
every count and hash of what was restored before it takes its place: it is the backup, or nothing
has changed. A backup of an older version is brought up to date at the end.

examples:
  manage.py restore --check FILE                 only look whether it is whole
  DATA_DIR=/srv/new TWOSOURCE_DEV=1 manage.py restore FILE     into a new folder
  manage.py restore FILE --replace               in place of the work that is here

Exit codes: 0 restored (or whole); 1 nothing changed, with the reason.
"""


class Command(BaseCommand):
    """Restores a backup, and says what came back."""

    help = "Put a backup in place of this installation's database and files."
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """With what else there is to know below the options."""
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EPILOG,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What from, and whether over what is here."""
        parser.add_argument("file", type=Path, help="a file made by `manage.py backup`")
        parser.add_argument("--check", action="store_true", help="only look whether it is whole")
        parser.add_argument(
            "--replace", action="store_true", help="lose the work that is in this database now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restores or checks; progress goes to standard error with -v 2."""
        is_told = options["verbosity"] > 1

        def tell(line: str) -> None:
            if is_told:
                self.stderr.write(line)

        try:
            if options["check"]:
                manifest = check_backup(options["file"], tell=tell)
            else:
                manifest = restore_backup(options["file"], replace=options["replace"], tell=tell)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        done = "Whole" if options["check"] else "Restored"
        self.stdout.write(
            f"{done}: {len(manifest.tables)} tables with {manifest.row_count} rows, as of "
            f"{manifest.made_at}."
        )
