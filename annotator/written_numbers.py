"""Numbers as addresses, forms and commands hold them; what no database could compare is none."""

from django.urls import register_converter
from django.urls.converters import IntConverter

# The longest number that is sure to fit eight bytes: a database breaks on a larger one.
MOST_DIGITS = 18


class RowNumber(IntConverter):
    """The number of a row; more digits than a database can compare with lead nowhere."""

    regex = f"[1-9][0-9]{{0,{MOST_DIGITS - 1}}}"


class Offset(IntConverter):
    """A place in a text, or the number of one of its parts."""

    regex = "[0-9]{1,9}"


def register() -> None:
    """Lets addresses say `<row:claim_id>` and `<offset:start>`."""
    register_converter(RowNumber, "row")
    register_converter(Offset, "offset")


def row_number(written: str) -> int:
    """The number of a row; 0, which no row has, where anything else is written."""
    is_number = written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS
    return int(written) if is_number else 0
