"""Rows put in by a statement that is built once for each model."""

from collections.abc import Callable, Collection
from operator import attrgetter
from typing import Any

from django.db import connection, models

# What these hold is what goes to the database; every other kind of field is asked for its form.
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.FloatField,
    models.BooleanField,
)


class Insertion:
    """Puts in new rows of a model: one statement, whatever their number.

    For what every save stores, where Django's `bulk_create` takes longer than the database. The
    rows do not learn a key that the database gives them. Constraints raise as ever.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self._sql: dict[str, str] = {}
        self._forms: list[Callable[[models.Model], Any]] = []

    def put(self, rows: Collection[models.Model]) -> None:
        """Stores the rows, in their order."""
        if not rows:
            return
        if connection.vendor not in self._sql:
            self._build()
        values = [[form(row) for form in self._forms] for row in rows]
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


def _form_of(field: Any) -> Callable[[models.Model], Any]:
    """What gives the field's value in the form in which the database takes it."""
    attribute, target = attrgetter(field.attname), field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, (*_AS_THEY_ARE, models.BigAutoField)):
        return attribute
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)
