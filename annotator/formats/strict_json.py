"""JSON of other programs read strictly: what could be read two ways, or not stored, is refused."""

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

import orjson

MOST_DEPTH = 20
LOWEST_NUMBER, HIGHEST_NUMBER = -(2**63), 2**63 - 1
# No number of 64 bits is written with more characters; longer ones cost time to convert.
LONGEST_WHOLE_NUMBER = 20
LONGEST_NUMBER = 400
LONGEST_SHOWN_NAME = 100
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonRefused(ValueError):
    """A JSON text that is not taken: `code` is stable; `line` and `column` (from 1) where they are
    known; `name` is the one that stands twice, where it can be shown."""

    def __init__(
        self, code: str, line: int | None = None, *, column: int | None = None, name: str = ""
    ) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.column = column
        self.name = name


def read_json(text: bytes | str, *, most_depth: int = MOST_DEPTH) -> Any:
    """The value of a JSON text; JsonRefused with `not_utf8`, `not_json`, `key_twice`,
    `not_a_number`, `number_too_large`, `too_deep`, `nul_character` or `lone_surrogate`.

    >>> read_json(b'{"start": 3}')
    {'start': 3}
    """
    raw = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    try:
        value = orjson.loads(raw)
        # As our own exports write it there is no name twice and no number too large.
        is_plain = orjson.dumps(value) == raw
    except (ValueError, TypeError, RecursionError):
        is_plain = False
    if not is_plain:
        value = _read_slowly(raw)
    if raw.count(b"{") + raw.count(b"[") > most_depth:
        _check_depth(value, most_depth)
    if b"\\u" in raw or b"\0" in raw:  # only an escape can smuggle these in
        _check_strings(value)
    return value


def _read_slowly(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_whole_number,
            parse_float=_number,
        )
    except UnicodeDecodeError as error:
        raise JsonRefused("not_utf8", raw.count(b"\n", 0, error.start) + 1) from None
    except RecursionError:
        raise JsonRefused("too_deep") from None
    except json.JSONDecodeError as error:
        raise JsonRefused("not_json", error.lineno, column=error.colno) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _value in pairs)
        twice = next(name for name, count in counted.items() if count > 1)
        is_shown = twice.isprintable() and len(twice) <= LONGEST_SHOWN_NAME
        raise JsonRefused("key_twice", name=twice if is_shown else "")
    return found


def _constant(text: str) -> NoReturn:
    raise JsonRefused("not_a_number")


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_WHOLE_NUMBER or not LOWEST_NUMBER <= int(text) <= HIGHEST_NUMBER:
        raise JsonRefused("number_too_large")
    return int(text)


def _number(text: str) -> float:
    if len(text) > LONGEST_NUMBER or not math.isfinite(value := float(text)):
        raise JsonRefused("number_too_large")
    return value


def _check_depth(value: Any, most: int) -> None:
    level = [value]
    for _depth in range(most):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    if any(isinstance(inner, dict | list) for inner in level):
        raise JsonRefused("too_deep")


def _check_strings(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\0" in item:
                raise JsonRefused("nul_character")
            if _LONE_SURROGATE.search(item):
                raise JsonRefused("lone_surrogate")
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
