"""What the scores listen to: every change of annotations, articles and claims."""

from typing import Any

from credibility import services


def queue_catch_up(sender: Any, project_id: int, **kwargs: Any) -> None:
    """Asks a worker to catch up with the project; the changes themselves stand in the log."""
    services.queue_catch_up(project_id)


def freeze_release(sender: Any, project_id: int, **kwargs: Any) -> None:
    """Queues the run that keeps the numbers as they are when a project is released."""
    services.request_run(project_id, why="release")
