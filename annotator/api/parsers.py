"""Reading JSON bodies strictly: what is ambiguous, too deep or not storable is refused."""

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.parsers import BaseParser

from annotator.errors import BadInput, TooLarge
from annotator.formats.strict_json import JsonRefused, read_json

_SENTENCES = {
    "not_utf8": gettext_lazy("The request is not valid UTF-8, so nothing was stored."),
    "not_json": gettext_lazy("The request is not valid JSON (line %(line)s, column %(column)s)."),
    "key_twice": gettext_lazy(
        "A name stands twice in one object of the request, so it could be read two ways."
    ),
    "not_a_number": gettext_lazy("JSON has no NaN and no Infinity. Use null for what is unknown."),
    "number_too_large": gettext_lazy("A number in the request does not fit in 64 bits."),
    "too_deep": gettext_lazy(
        "The request is nested more than %(most)s levels deep, so nothing was stored."
    ),
    "nul_character": gettext_lazy("A text holds the NUL character, which cannot be stored."),
    "lone_surrogate": gettext_lazy(
        "A text holds half a character (a lone surrogate), which cannot be stored."
    ),
}


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it, in UTF-8, within the limits of docs/threat-model.md."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The parsed body; BadInput or TooLarge with the reason."""
        body = stream.read(settings.MAX_JSON_BYTES + 1)
        if len(body) > settings.MAX_JSON_BYTES:
            raise TooLarge(
                "body_too_large",
                _("The request holds more than %(most)s bytes, so nothing was stored. Send less.")
                % {"most": settings.MAX_JSON_BYTES},
            )
        return parse_json(body)


def parse_json(body: bytes) -> Any:
    """The value of a JSON text; BadInput says what is wrong with it.

    >>> parse_json(b'{"start": 3}')
    {'start': 3}
    """
    try:
        return read_json(body, most_depth=settings.MAX_JSON_DEPTH)
    except JsonRefused as refused:
        message = str(_SENTENCES[refused.code]) % {
            "line": refused.line,
            "column": refused.column,
            "most": settings.MAX_JSON_DEPTH,
        }
        fields = {refused.name: [message]} if refused.name else None
        raise BadInput(refused.code, message, fields=fields) from None
