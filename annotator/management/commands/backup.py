"""`manage.py backup [FILE]`: the whole installation in one checked file, while it runs."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annotator.services.backups import BackupRefused, write_backup

EPILOG = """
What is in it: the database as of one moment, and the files of DATA_DIR that cannot be made again
(the key that signs sessions among them, so keep the backup as safe as the installation). What was
saved before the command began is in it; people can go on working meanwhile.

examples:
  manage.py backup                               into DATA_DIR/backups/, named by the time
  manage.py backup /mnt/safe/desk.tar.gz         packed smaller, and slower
  manage.py restore --check /mnt/safe/desk.tar.gz   is it whole?

Exit codes: 0 written; 1 not written, with the reason.
"""


class Command(BaseCommand):
    """Writes a backup, and says what is in it."""

    help = "Write the whole installation into one file, with counts and hashes, while it runs."

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
        """Where to."""
        parser.add_argument("file", nargs="?", type=Path, help="a new file: .tar or .tar.gz")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes it; progress goes to standard error with -v 2."""
        is_told = options["verbosity"] > 1

        def tell(line: str) -> None:
            if is_told:
                self.stderr.write(line)

        name = f"twosource-{timezone.now():%Y%m%dT%H%M%SZ}.tar"
        target: Path = options["file"] or settings.DATA_DIR / "backups" / name
        try:
            manifest = write_backup(target, tell=tell)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            f"{target}: {len(manifest.tables)} tables with {manifest.row_count} rows, "
            f"{len(manifest.files)} files, {target.stat().st_size} bytes."
        )
