"""How often one person may ask: counted per minute in the broker's cache, and never without it."""

import time
from typing import TYPE_CHECKING, cast

from django.core.cache import cache
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # it reads the settings that name this module
    from rest_framework.views import APIView

    from annotator.cache import FailingOpenRedisCache

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_rate(rate: str) -> tuple[int, int]:
    """How many, and in how many seconds.

    >>> parse_rate("1200/min")
    (1200, 60)
    """
    count, _slash, period = rate.partition("/")
    return int(count), _SECONDS[period[0]]


class Rate(BaseThrottle):
    """So many requests in each window of time, for each person; open when the broker is away.

    One counter per window instead of a list of times: at thousands a minute a list would cost
    more than the request itself.
    """

    scope = ""

    def counts(self, request: Request) -> bool:
        """Whether this request is one of those counted."""
        return True

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Whether the person's count in this window is still within the rate."""
        if not self.counts(request):
            return True
        most, seconds = parse_rate(str(api_settings.DEFAULT_THROTTLE_RATES[self.scope]))
        window, self.waits = divmod(time.time(), seconds)
        self.waits = seconds - self.waits
        key = f"rate:{self.scope}:{request.user.pk}:{int(window)}"
        return cast("FailingOpenRedisCache", cache).hit(key, 2 * seconds) <= most

    def wait(self) -> float:
        """Seconds until the next window."""
        return self.waits


class ReadRate(Rate):
    """Requests that only read."""

    scope = "read"

    def counts(self, request: Request) -> bool:
        """GET and HEAD, and what else changes nothing."""
        return request.method in SAFE_METHODS


class WriteRate(Rate):
    """Requests that change something."""

    scope = "write"

    def counts(self, request: Request) -> bool:
        """All but those that only read."""
        return request.method not in SAFE_METHODS


class RebuildRate(WriteRate):
    """Rebuilds asked for, which cost far more than a save."""

    scope = "rebuild"
