"""What `manage.py check` finds out before a reader does."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

BROKER_SCHEMES = ("redis", "rediss", "unix")


@register(Tags.caches)
def check_broker_address(**kwargs: Any) -> Sequence[CheckMessage]:
    """The broker's address must be one that both Celery and the cache understand."""
    scheme = urlsplit(settings.REDIS_URL).scheme
    if scheme in BROKER_SCHEMES:
        return []
    return [
        Error(
            f"REDIS_URL starts with {scheme!r}, not with one of {', '.join(BROKER_SCHEMES)}.",
            hint="For example REDIS_URL=redis://:password@valkey:6379/0.",
            id="annotator.E001",
        )
    ]


@register(Tags.caches, deploy=True)
def check_broker_has_a_password(**kwargs: Any) -> Sequence[CheckMessage]:
    """Over a network, whoever reaches the broker can queue work."""
    parts = urlsplit(settings.REDIS_URL)
    if parts.scheme == "unix" or parts.password or parts.hostname in ("localhost", "127.0.0.1"):
        return []
    return [
        Warning(
            "REDIS_URL names another machine and no password.",
            hint="Set one on the server and in REDIS_URL: redis://:password@host:6379/0.",
            id="annotator.W001",
        )
    ]
