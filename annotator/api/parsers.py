"""Reading JSON bodies strictly: what is ambiguous, too deep or not storable is refused."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from annotator.errors import BadInput, TooLarge

LOWEST_NUMBER, HIGHEST_NUMBER = -(2**63), 2**63 - 1
# No number of 64 bits is written with more characters; longer ones cost time to convert.
LONGEST_WHOLE_NUMBER = 20
LONGEST_NUMBER = 400


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
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("not_utf8", _("The request is not valid UTF-8, so nothing was stored."))
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_whole_number,
            parse_float=_number,
        )
    except RecursionError:
        _refuse_depth()
    except json.JSONDecodeError as error:
        _refuse(
            "not_json",
            _("The request is not valid JSON (line %(line)s, column %(column)s).")
            % {"line": error.lineno, "column": error.colno},
        )
    _check_depth(value)
    if "\\u" in text:  # only an escape can smuggle these in
        _check_strings(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse(
            "key_twice",
            _("A name stands twice in one object of the request, so it could be read two ways."),
            field=twice if twice.isprintable() and len(twice) <= 100 else None,
        )
    return found


def _constant(text: str) -> NoReturn:
    _refuse("not_a_number", _("JSON has no NaN and no Infinity. Use null for what is unknown."))


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_WHOLE_NUMBER or not LOWEST_NUMBER <= int(text) <= HIGHEST_NUMBER:
        _refuse_number()
    return int(text)


def _number(text: str) -> float:
    if len(text) > LONGEST_NUMBER or not math.isfinite(value := float(text)):
        _refuse_number()
    return value


def _check_depth(value: Any) -> None:
    level = [value]
    for _depth in range(settings.MAX_JSON_DEPTH):
        level = [inner for outer in level if _is_nested(outer) for inner in _inside(outer)]
        if not level:
            return
    if any(_is_nested(inner) for inner in level):
        _refuse_depth()


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _check_strings(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            _check_string(item)
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def _check_string(text: str) -> None:
    if "\0" in text:
        _refuse("nul_character", _("A text holds the NUL character, which cannot be stored."))
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        _refuse(
            "lone_surrogate",
            _("A text holds half a character (a lone surrogate), which cannot be stored."),
        )


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _refuse(code: str, message: str, *, field: str | None = None) -> NoReturn:
    raise BadInput(code, message, fields={field: [message]} if field else None)


def _refuse_depth() -> NoReturn:
    text = _("The request is nested more than %(most)s levels deep, so nothing was stored.")
    _refuse("too_deep", text % {"most": settings.MAX_JSON_DEPTH})


def _refuse_number() -> NoReturn:
    _refuse("number_too_large", _("A number in the request does not fit in 64 bits."))
