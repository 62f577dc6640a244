"""`manage.py create_token EMAIL --scope write`: prints a new personal token, and nothing else."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annotator.models import User
from annotator.models.choices import TokenScope
from annotator.services.tokens import create_token


class Command(BaseCommand):
    """Makes a token for somebody who has an account; it is shown this once."""

    help = "Print a new API token of a person. It is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, for what, and until when."""
        parser.add_argument("email", help="The e-mail address the person signs in with.")
        parser.add_argument("--scope", choices=TokenScope.values, default=TokenScope.READ.value)
        parser.add_argument("--name", default="", help="What it is for, shown in lists.")
        parser.add_argument("--days", type=int, help="Until it expires; never unless told.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the token."""
        person = User.objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody here signs in as {options['email']}.")
        if not person.is_active:
            raise CommandError(f"The account {options['email']} is switched off.")
        days = options["days"]
        if days is not None and not 1 <= days <= 3650:
            raise CommandError("--days is a number from 1 to 3650.")
        _token, secret = create_token(
            person,
            scope=options["scope"],
            name=options["name"][:100],
            expires_at=timezone.now() + timedelta(days=days) if days else None,
        )
        self.stdout.write(secret)
