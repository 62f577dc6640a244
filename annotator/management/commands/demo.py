"""`manage.py demo`: the demo on an empty database, with sign-ins of its own."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection

from annotator.models import User
from seeds.loader import DatabaseNotEmpty, DemoAccounts, load_demo

SIGN_INS_FILE = "demo-sign-ins.txt"


class Command(BaseCommand):
    """Loads the demo when the database is empty, and says how to sign in."""

    help = (
        "Loads the demo (two projects, eight people, a story told by many outlets) into an empty "
        "database, and writes the sign-ins to DATA_DIR/demo-sign-ins.txt."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEV:
            raise CommandError(
                "The demo has accounts whose passwords lie in a file, so it is loaded only on an "
                "installation of `manage.py dev`. Nothing was loaded. Run `make run` instead."
            )
        if User._meta.db_table not in connection.introspection.table_names():
            raise CommandError("The database has no tables yet. Run `manage.py migrate` first.")
        path = settings.DATA_DIR / SIGN_INS_FILE
        try:
            accounts = load_demo(before_commit=lambda made: write_sign_ins(path, made))
        except DatabaseNotEmpty:
            self.stdout.write(_where_the_sign_ins_are(path))
            return
        self.stdout.write(f"The demo is loaded. Its sign-ins, also in {path}:")
        self.stdout.write(accounts.lines(), ending="")


def write_sign_ins(path: Path, accounts: DemoAccounts) -> None:
    """Writes one line for each account, in a file that only its owner could ever read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(accounts.lines())
    new.replace(path)


def _where_the_sign_ins_are(path: Path) -> str:
    if path.exists():
        return f"There is already work in the database: no demo was loaded. Sign-ins: {path}."
    return (
        "There is already work in the database: no demo was loaded. This installation has no "
        "demo sign-ins; set DATA_DIR to another folder to try the demo there."
    )
