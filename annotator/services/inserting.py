"""Rows put in by a statement that is built once for each model."""

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

import orjson
from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constants import OnConflict

Columns = Mapping[str, Any]
"""A row that is not stored yet: what each column holds, by the `attname` of its field."""

# What these hold is what goes to the database; every other kind of field is asked for its form.
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.FloatField,
    models.BooleanField,
    models.BigAutoField,
)
_Form = Callable[[Any, BaseDatabaseWrapper], Any]
# What Python's json would refuse is left to Django, and so refused.
_PLAIN_JSON = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


class Insertion:
    """Puts in new rows of a model: one statement, whatever their number.

    For what every save stores, where Django's `bulk_create`, and the making of an instance for
    each row, take longer than the database. Constraints raise as ever.
    """

    def __init__(self, model: type[models.Model], *, unless_there: bool = False) -> None:
        """`unless_there`: a row that a unique constraint refuses is left out, nothing is raised."""
        self._conflicts = OnConflict.IGNORE if unless_there else None
        meta = model._meta
        fields = [field for field in meta.concrete_fields if field is not meta.auto_field]
        self._table = meta.db_table
        self._names = [field.column for field in fields]
        self._values = itemgetter(*(field.attname for field in fields))
        self._forms = [
            (place, form)
            for place, field in enumerate(fields)
            if (form := _form_of(field)) is not None
        ]
        self._sql: dict[str, str] = {}

    def put(self, rows: Collection[Columns]) -> None:
        """Stores the rows, in their order. Each tells every column but a key that the database
        gives: nothing is filled in."""
        if not rows:
            return
        database = connections[connection.alias]
        if database.vendor not in self._sql:
            self._sql[database.vendor] = self._statement(database)
        values = self._prepared(rows, database)
        with database.cursor() as cursor:
            if len(values) == 1:
                cursor.execute(self._sql[database.vendor], values[0])
            else:
                cursor.executemany(self._sql[database.vendor], values)

    def _prepared(
        self, rows: Collection[Columns], database: BaseDatabaseWrapper
    ) -> list[list[Any]]:
        prepared = list(map(list, map(self._values, rows)))
        for place, form in self._forms:
            for values in prepared:
                if values[place] is not None:
                    values[place] = form(values[place], database)
        return prepared

    def _statement(self, database: BaseDatabaseWrapper) -> str:
        quote = database.ops.quote_name
        columns = ", ".join(map(quote, self._names))
        places = ", ".join(["%s"] * len(self._names))
        insert = database.ops.insert_statement(on_conflict=self._conflicts)
        rest = database.ops.on_conflict_suffix_sql([], self._conflicts, [], [])
        return f"{insert} {quote(self._table)} ({columns}) VALUES ({places}) {rest}"


def _form_of(field: Any) -> _Form | None:
    """What makes of the field's value the form in which the database takes it, where it is not
    the value itself."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, _AS_THEY_ARE):
        return None
    form: _Form = field.get_db_prep_save
    short = _SHORT_WAYS.get(type(field))
    if short is None or getattr(field, "encoder", None) is not None:
        return form

    def shorter(value: Any, database: BaseDatabaseWrapper) -> Any:
        told = short(value) if database.vendor == "sqlite" else None
        return form(value, database) if told is None else told

    return shorter


# --- what Django writes to SQLite, in one step; None: ask Django ------------------------------


def _moment(moment: datetime) -> str | None:
    return str(moment.replace(tzinfo=None)) if moment.tzinfo is UTC else None


def _json(value: Any) -> str | None:
    try:
        return orjson.dumps(value, option=_PLAIN_JSON).decode()
    except TypeError:
        return None


def _id(value: Any) -> str | None:
    return value.hex if isinstance(value, uuid.UUID) else None


_SHORT_WAYS: dict[type, Callable[[Any], str | None]] = {
    models.DateTimeField: _moment,
    models.JSONField: _json,
    models.UUIDField: _id,
}
