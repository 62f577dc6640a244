"""What readers share: what the person who imports said of the files, and fields looked at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from annotator.formats.files import Limits
from annotator.formats.offsets import StoredText
from annotator.formats.records import FileRefused, Problem
from annotator.text.spans import is_grapheme_boundary, round_out_to_graphemes

LONGEST_NAME = 200
_NOT_ON_ONE_LINE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports says of the files.

    `fields`: our name of a field -> theirs. `offsets`: "code_points" or "utf16" where a format
    leaves open what it counts in; empty is what the format usually means.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    offsets: str = ""
    limits: Limits = field(default_factory=Limits)

    def name_of(self, ours: str) -> str:
        """What they call one of our fields."""
        return self.fields.get(ours, ours)


@dataclass(frozen=True, slots=True)
class Where:
    """The file and line that is being read."""

    file: str
    line: int | None = None

    def problem(self, code: str, **values: Any) -> Problem:
        """A problem found here."""
        return Problem(self.file, self.line, code, values)

    def refuse(self, code: str, **values: Any) -> NoReturn:
        """What is here cannot be taken."""
        raise FileRefused(self.problem(code, **values))


def text_of(row: Mapping[str, Any], name: str, where: Where, *, one_line: bool = False) -> str:
    """The text in a field; empty when it is null or not there."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or (one_line and _NOT_ON_ONE_LINE.search(value)):
        where.refuse("wrong_type", name=name[:50])
    return value


def number_of(row: Mapping[str, Any], name: str, where: Where) -> int:
    """The whole number in a field."""
    value = row.get(name)
    if type(value) is not int:
        where.refuse("not_a_whole_number", name=name[:50])
    return value


def place_in(
    stored: StoredText, start: int, end: int, *, is_utf16: bool, where: Where
) -> tuple[int, int]:
    """The span in our text of one in theirs, rounded out where it would cut a character."""
    turn = stored.from_utf16 if is_utf16 else stored.from_code_points
    try:
        first, last = turn(start), turn(end)
    except ValueError:
        where.refuse("span_out_of_range", end=end)
    if first >= last:
        where.refuse("span_reversed")
    text = stored.text
    if is_grapheme_boundary(text, first) and is_grapheme_boundary(text, last):
        return first, last
    return round_out_to_graphemes(text, first, last)


def place_by_quote(
    stored: StoredText, start: int, end: int, quote: str, *, is_utf16: bool, where: Where
) -> tuple[int, int]:
    """As `place_in`, where the format gives the words too: when they are not what stands there,
    the offsets are tried in the other count before the span is refused."""
    wanted = StoredText(quote).text if quote[:1] != "\ufeff" else quote
    for counts_utf16 in (is_utf16, not is_utf16):
        try:
            turn = stored.from_utf16 if counts_utf16 else stored.from_code_points
            first, last = turn(start), turn(end)
        except ValueError:
            continue
        if first < last and stored.text[first:last] == wanted:
            return round_out_to_graphemes(stored.text, first, last)
    raise FileRefused(where.problem("quote_mismatch", quote=quote[:60]))


def http_address(value: str) -> str:
    """The value if it is a web address; empty for a file name, a URN and the like."""
    return value if value.startswith(("http://", "https://")) and " " not in value else ""
