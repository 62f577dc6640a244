"""`manage.py purge person|article WHO`: takes out for good; asks first, and says what it did."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import Refusal
from annotator.models import Article, User
from annotator.services.purging import (
    Report,
    look_at_article,
    look_at_person,
    purge_article,
    purge_person,
)
from annotator.written_numbers import row_number

EPILOG = """
This cannot be undone, and backups made before still hold what is purged here.

  purge person EMAIL     name, address, sign-in, tokens, traces in the log. Their annotations and
                         decisions stay, by nobody in particular; --words takes their comments and
                         notes out too.
  purge article ID       every text of the article and every quote of it. Its annotations are
                         withdrawn, the scores are computed again without them, releases are
                         written anew without it, claims keep their own words.

A line in the log (verb "purged") tells when it was done and how much went; not what.

Exit codes: 0 purged; 1 nothing was done, with the reason.
"""


class Command(BaseCommand):
    """Purges a person's data or an article's text."""

    help = "Take a person's data or an article's text out for good. Asks first."

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
        """Who or what."""
        parser.add_argument("what", choices=["person", "article"])
        parser.add_argument("which", metavar="EMAIL|ID", help="a person's address, an article's id")
        parser.add_argument(
            "--words", action="store_true", help="a person's comments and notes too"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says what it will do, asks, does it, says what it did."""
        try:
            if options["what"] == "person":
                self._person(options)
            else:
                self._article(options)
        except Refusal as refusal:
            raise CommandError(refusal.message) from None

    def _person(self, options: dict[str, Any]) -> None:
        person = User.objects.filter(email=options["which"].strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {options['which']}.")
        seen = look_at_person(person, words_too=options["words"])
        self._ask(seen, what=person.email, is_sure=options["yes"])
        self._say("Purged", purge_person(person, words_too=options["words"]))

    def _article(self, options: dict[str, Any]) -> None:
        written = options["which"]
        article = Article.objects.filter(pk=row_number(written)).first()
        if article is None:
            raise CommandError(f"There is no article {written}.")
        self._ask(look_at_article(article), what=str(article.pk), is_sure=options["yes"])
        self._say("Purged", purge_article(article))

    def _ask(self, report: Report, *, what: str, is_sure: bool) -> None:
        if is_sure:
            return
        self._say("Would be purged", report)
        self.stdout.write(f"This cannot be undone. Type {what} to go on:")
        try:
            answer = input()
        except EOFError:
            answer = ""
        if answer.strip() != what:
            raise CommandError("That was something else. Nothing was done.")

    def _say(self, verb: str, report: Report) -> None:
        for heading, counts in ((verb, report.removed), ("Stays", report.stays)):
            listed = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
            self.stdout.write(f"{heading}: {listed or 'nothing else'}.")
