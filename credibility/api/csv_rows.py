"""Tables of the agreement API as CSV files that no spreadsheet will run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse


def csv_response(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, file_name: str
) -> StreamingHttpResponse:
    """A file of these rows, sent as they come."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r\n＝＋－＠"):
        return f"'{value}"
    return value
