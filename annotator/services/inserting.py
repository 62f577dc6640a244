"""Rows put in by a statement that is built once for each model."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

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
_MOMENT: Any = models.DateTimeField()
_Form = Callable[[Any, BaseDatabaseWrapper], Any]


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
        values = [self._prepared(row, database) for row in rows]
        with database.cursor() as cursor:
            if len(values) == 1:
                cursor.execute(self._sql[database.vendor], values[0])
            else:
                cursor.executemany(self._sql[database.vendor], values)

    def _prepared(self, row: Columns, database: BaseDatabaseWrapper) -> list[Any]:
        values = list(self._values(row))
        for place, form in self._forms:
            if values[place] is not None:
                values[place] = form(values[place], database)
        return values

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
    if type(field) is models.DateTimeField:
        return lambda moment, database: _moment(moment, database.alias)
    form: _Form = field.get_db_prep_save
    return form


@lru_cache(maxsize=100)
def _moment(moment: datetime, alias: str) -> Any:
    # Many rows tell the same moment.
    return _MOMENT.get_db_prep_save(moment, connections[alias])
