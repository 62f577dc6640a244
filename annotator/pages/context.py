"""What every page knows about the installation: is the worker there, and what waits for it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from annotator import heartbeats
from annotator.models import Event
from annotator.models.user import Viewer

MOST_COUNTED = 1000


class SiteState:
    """Read by templates as `site`; nothing is asked of broker or database unless a page asks."""

    def __init__(self, user: Viewer) -> None:
        self.user = user

    @property
    def worker_is_away(self) -> bool:
        """Whether no worker has been seen for WORKER_SEEN_SECONDS: scores wait, work is kept."""
        return not heartbeats.was_seen("worker")

    @property
    def waiting_changes(self) -> int:
        """How many of one's own changes no score has taken up yet; counted to 1,000."""
        if not self.user.is_authenticated:
            return 0
        mine = Event.objects.filter(actor=self.user).undelivered()
        return mine.order_by()[:MOST_COUNTED].count()


def site(request: HttpRequest) -> dict[str, Any]:
    """The template variable `site`."""
    return {"site": SimpleLazyObject(lambda: SiteState(request.user))}
