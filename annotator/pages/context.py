"""What every page knows about the installation: whether the worker is there."""

from typing import Any

from django.http import HttpRequest

from annotator import heartbeats


class SiteState:
    """Read by templates as `site`; nothing is asked of broker or database unless a page asks."""

    @property
    def worker_is_away(self) -> bool:
        """Whether no worker has been seen for WORKER_SEEN_SECONDS: scores wait, work is kept."""
        return not heartbeats.was_seen("worker")


def site(request: HttpRequest) -> dict[str, Any]:
    """The template variable `site`."""
    return {"site": SiteState()}
