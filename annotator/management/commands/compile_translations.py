"""`manage.py compile_translations`: the .po files made ready for use, without gettext installed."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import BaseCommand


class Command(BaseCommand):
    """Writes a .mo beside each .po; both are kept in the repository."""

    help = "Compiles the translations; needs no gettext."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).rglob("*.po")):
                compile_catalogue(source, target=source.with_suffix(".mo"))
                self.stdout.write(f"{source.relative_to(settings.BASE_DIR)} is compiled.")


def compile_catalogue(source: Path, *, target: Path) -> None:
    """Writes `target` in one go, so that a server that starts meanwhile reads the old or the new.

    Unfinished ("fuzzy") texts stay English, as with gettext's own compiler.
    """
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    new = target.with_name(target.name + ".new")
    with new.open("wb") as file:
        write_mo(file, catalogue)
    os.replace(new, target)
