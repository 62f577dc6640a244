"""`manage.py doctor`: looks at everything, and says what is wrong and what to do."""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.services.checkup import BAD, Finding, look_at_everything

EPILOG = """
Looks at database, tables, quotes (does each stand in its text?), jobs, scores, webhooks, broker,
worker, beat, clocks, disk, files left behind, and settings. Nothing is changed. "odd" is for you
to judge; "BAD" stops somebody's work, or will.

Exit codes: 0 nothing is BAD; 1 something is.
"""
_HEADINGS = ("part", "state", "found", "what to do")


class Command(BaseCommand):
    """Prints a table with a line for each part."""

    help = "Look at the whole installation: what is well, what is not, and what to do."
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
        """For people, or for programs."""
        parser.add_argument("--json", action="store_true", help="a JSON object for each part")

    def handle(self, *args: Any, **options: Any) -> None:
        """Looks, and says so."""
        findings = list(look_at_everything())
        if options["json"]:
            for finding in findings:
                self.stdout.write(json.dumps(asdict(finding)))
        else:
            self._table(findings)
        bad = [finding.part for finding in findings if finding.state == BAD]
        if bad:
            raise CommandError(f"Not well: {', '.join(bad)}.")

    def _table(self, findings: list[Finding]) -> None:
        rows = [_HEADINGS, *((one.part, one.state, one.found, one.advice) for one in findings)]
        widths = [max(len(row[place]) for row in rows) for place in range(3)]
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            self.stdout.write("  ".join([*cells, row[3]]).rstrip())
