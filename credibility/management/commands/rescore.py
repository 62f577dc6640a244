"""manage.py rescore: computes all scores anew, of one project or of all."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credibility import inputs, services


class Command(BaseCommand):
    """Rebuilds the scores here and now; what comes out equals what the workers keep."""

    help = "Computes all scores anew, of one project or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--project SLUG` names one project."""
        parser.add_argument("--project", metavar="SLUG", help="the short name of one project")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuilds one project after the other."""
        projects = inputs.find_projects(options["project"])
        if options["project"] and not projects:
            raise CommandError(f"There is no active project {options['project']}.")
        failed = [project.slug for project in projects if not self._rescored(project)]
        if failed:
            raise CommandError(f"The rebuild did not end well: {', '.join(failed)}.")

    def _rescored(self, project: inputs.Project) -> bool:
        is_well = services.rescore(project)
        if is_well:
            self.stdout.write(f"{project.slug}: computed.")
        return is_well
