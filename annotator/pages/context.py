"""What every page knows: whether the worker is there, and what is new for who reads it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from annotator import heartbeats
from annotator.models import User
from annotator.queries.comments import unread_mentions
from annotator.queries.notices import notices_of


class SiteState:
    """Read by templates as `site`; nothing is asked of broker or database unless a page asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def unread_mentions(self) -> int:
        """How many comments mention the person who asks and were not read by them."""
        user = self._request.user
        return unread_mentions(user).count() if isinstance(user, User) else 0

    @cached_property
    def unread_notices(self) -> int:
        """How many notices they have not read."""
        user = self._request.user
        return notices_of(user).unread().count() if isinstance(user, User) else 0

    @property
    def worker_is_away(self) -> bool:
        """Whether no worker has been seen for WORKER_SEEN_SECONDS: scores wait, work is kept."""
        return not heartbeats.was_seen("worker")


def site(request: HttpRequest) -> dict[str, Any]:
    """The template variable `site`."""
    return {"site": SiteState(request)}
