"""manage.py rescore: computes all scores anew, of one project or of all."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credibility import inputs, services

EPILOG = """
Running updates and this command come to the same numbers: it is for when somebody doubts that, or
after a restore. People can go on working meanwhile. Workers help where they run; without any, this
process does it all. The numbers are swapped in at once at the end of each project, and kept as a
run that can be looked up later.

examples:
  manage.py rescore                      every active project, one after the other
  manage.py rescore --project flood-2024

Exit codes: 0 all computed; 1 some were not, with their names; what they had stands.
"""


class Command(BaseCommand):
    """Rebuilds the scores here and now; what comes out equals what the workers keep."""

    help = "Computes all scores anew, of one project or of all."

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
        """`--project SLUG` names one project."""
        parser.add_argument("--project", metavar="SLUG", help="the short name of one project")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuilds one project after the other."""
        projects = inputs.find_projects(options["project"])
        if options["project"] and not projects:
            raise CommandError(f"There is no active project {options['project']}.")
        failed = []
        for number, project in enumerate(projects, 1):
            if options["verbosity"] > 1:
                self.stderr.write(f"[{number}/{len(projects)}] {project.slug}")
            if not self._rescored(project):
                failed.append(project.slug)
        if failed:
            raise CommandError(f"The rebuild did not end well: {', '.join(failed)}.")

    def _rescored(self, project: inputs.Project) -> bool:
        is_well = services.rescore(project)
        if is_well:
            self.stdout.write(f"{project.slug}: computed.")
        return is_well
