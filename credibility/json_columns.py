"""JSON columns of many rows, read at once."""

from collections.abc import Iterator
from typing import Any

import orjson
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast


def json_rows(rows: QuerySet[Any], *names: str, column: str) -> Iterator[tuple[Any, ...]]:
    """The values of these names with what the JSON column holds, last, in no particular order.

    Django's own converter takes five times as long as `orjson` over the database's text.
    """
    for *values, text in rows.order_by().values_list(*names, Cast(column, TextField())):
        yield *values, orjson.loads(text)
