"""Writing JSON answers."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8; times with their offset, ids as text."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The answer's bytes; none at all for an answer without content."""
        return b"" if data is None else dump_json(data)


def dump_json(value: Any) -> bytes:
    """The value as JSON."""
    return orjson.dumps(value, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Promise):  # a text still to be translated
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
