"""Rows put in by a statement that is built once for each model."""

from collections.abc import Callable, Collection
from operator import attrgetter
from typing import Any

from django.db import connection, connections, models

# What these hold is what goes to the database; every other kind of field is asked for its form.
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.FloatField,
    models.BooleanField,
)

_Form = Callable[[models.Model, Any], Any]


class Insertion:
    """Puts in new rows of a model: one statement, whatever their number.

    For what every save stores, where Django's `bulk_create` takes longer than the database. The
    rows do not learn a key that the database gives them. Constraints raise as ever.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self._sql: dict[str, str] = {}
        self._forms: list[_Form] = []

    def put(self, rows: Collection[models.Model]) -> None:
        """Stores the rows, in their order."""
        if not rows:
            return
        if connection.vendor not in self._sql:
            self._build()
        database = connections[connection.alias]
        values = [[form(row, database) for form in self._forms] for row in rows]
        with connection.cursor() as cursor:
            if len(values) == 1:
                cursor.execute(self._sql[connection.vendor], values[0])
            else:
                cursor.executemany(self._sql[connection.vendor], values)
        for row in rows:
            row._state.adding = False
            row._state.db = connection.alias

    def _build(self) -> None:
        meta = self.model._meta
        fields = [field for field in meta.concrete_fields if field is not meta.auto_field]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        places = ", ".join(["%s"] * len(fields))
        self._forms = [_form_of(field) for field in fields]
        insert = f"{connection.ops.insert_statement()} {quote(meta.db_table)}"
        self._sql[connection.vendor] = f"{insert} ({columns}) VALUES ({places})"


def _form_of(field: Any) -> _Form:
    """What gives the field's value in the form in which the database takes it."""
    attribute, target = attrgetter(field.attname), field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, (*_AS_THEY_ARE, models.BigAutoField)):
        return lambda row, database: attribute(row)
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return lambda row, database: field.get_db_prep_save(field.pre_save(row, True), database)

    def form(row: models.Model, database: Any) -> Any:
        value = attribute(row)
        return None if value is None else field.get_db_prep_save(value, database)

    return form
