"""Statements that are built once and then only run: for what every save asks the database."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.expressions import Col

Row = dict[str, Any]

# Stand-ins for the values while the statement is built; no row has such an id.
_FIRST_STAND_IN = 2**62
_FIRST_TIME = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Built:
    """The SQL; where its parameters come from (place of the value, place inside it; or itself);
    the names of its columns and what makes Python values of them."""

    sql: str
    parameters: tuple[tuple[int, int] | tuple[None, Any], ...]
    names: tuple[str, ...]
    converters: tuple[tuple[int, Callable[..., Any], Any], ...]


class Statement:
    """What a queryset reads, without building the queryset each time.

    Building one takes Django many times as long as SQLite takes to answer it. `build` makes the
    queryset from values: whole numbers, texts and times become parameters of the SQL, lists of
    numbers as well (to `IN`); anything else (True, None) is part of its shape, built once for each.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self._build = build
        self._built: dict[tuple[Any, ...], _Built | None] = {}

    def rows(self, *values: Any) -> list[Row]:
        """The rows: fields as "model.attribute", annotations by their own name. Where two of the
        tables are of one model, the later one's fields stand."""
        built, parameters = self._asked(values)
        if built is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(built.sql, parameters)
            found: Iterable[Sequence[Any]] = cursor.fetchall()
        if built.converters:
            found = _converted(found, built.converters, connection)
        return [dict(zip(built.names, row, strict=True)) for row in found]

    def tuples(self, *values: Any, database: BaseDatabaseWrapper) -> Iterator[Sequence[Any]]:
        """The rows as they come from that database, one by one, their columns in the order in
        which the queryset reads them."""
        built, parameters = self._asked(values)
        if built is None:
            return
        with database.cursor() as cursor:
            cursor.execute(built.sql, parameters)
            yield from (
                _converted(cursor, built.converters, database) if built.converters else cursor
            )

    def _asked(self, values: Sequence[Any]) -> tuple[_Built | None, list[Any]]:
        filled = [_filled(value) if isinstance(value, list) else value for value in values]
        shape = (connection.vendor, *map(_shape, filled))
        if shape not in self._built:
            self._built[shape] = _build(self._build, filled)
        built = self._built[shape]
        origins = built.parameters if built is not None else ()
        return built, [
            value if place is None else _value_at(filled[place], value) for place, value in origins
        ]


def _converted(
    rows: Iterable[Sequence[Any]], converters: Iterable[Any], database: Any
) -> Iterable[list[Any]]:
    """The rows with Python values. Every field of ours keeps None as it is: it is not asked."""
    for row in rows:
        values = list(row)
        for place, convert, expression in converters:
            if values[place] is not None:
                values[place] = convert(values[place], expression, database)
        yield values


def instance_of(model: type[Model], row: Row) -> Any:
    """The instance that the row's columns of this model make; other fields are read when asked."""
    prefix = f"{model._meta.model_name}."
    columns = {
        name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)
    }
    # Django takes the values in the order of the model's fields.
    names = [field.attname for field in model._meta.concrete_fields if field.attname in columns]
    return model.from_db(connection.alias, names, [columns[name] for name in names])


def _filled(values: list[Any]) -> list[Any]:
    # Up to the next power of two, so that five hundred lengths are ten statements.
    length = 1 << max(0, len(values) - 1).bit_length()
    return values + values[-1:] * (length - len(values))


def _shape(value: Any) -> Any:
    if isinstance(value, list):
        return len(value)
    return None if _is_parameter(value) else (value,)


def _is_parameter(value: Any) -> bool:
    return isinstance(value, int | str | datetime) and not isinstance(value, bool)


def _as_sent(value: Any) -> Any:
    """A value as the database gets it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _value_at(value: Any, place: int) -> Any:
    return value[place] if isinstance(value, list) else _as_sent(value)


def _build(build: Callable[..., QuerySet[Any]], values: Sequence[Any]) -> _Built | None:
    origins: dict[Any, tuple[int, int]] = {}

    def stand_in(value: Any, at: int, inner: int) -> Any:
        number = _FIRST_STAND_IN + len(origins)
        made: Any = f"stand-in {number}" if isinstance(value, str) else number
        if isinstance(value, datetime):
            made = _FIRST_TIME + timedelta(days=len(origins))
        origins[_as_sent(made)] = (at, inner)
        return made

    given: list[Any] = []
    for at, value in enumerate(values):
        if isinstance(value, list):
            given.append([stand_in(one, at, inner) for inner, one in enumerate(value)])
        else:
            given.append(stand_in(value, at, 0) if _is_parameter(value) else value)
    compiler = build(*given).query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    # A value may go unused (who asks, where an admin does), but never be built in.
    rest = [sql, *(str(value) for value in parameters if value not in origins)]
    if any(str(made) in text for made in origins for text in rest):
        raise TypeError(f"{build.__name__} builds a value into its statement.")
    return _Built(
        sql=sql,
        parameters=tuple(origins.get(value, (None, value)) for value in parameters),
        names=tuple(_name(expression, alias) for expression, _, alias in compiler.select),
        converters=tuple(
            (place, convert, expression)
            for place, (converters, expression) in compiler.get_converters(
                [expression for expression, *_ in compiler.select]
            ).items()
            for convert in converters
        ),
    )


def _name(expression: Any, alias: str | None) -> str:
    if isinstance(expression, Col):
        return f"{expression.target.model._meta.model_name}.{expression.target.attname}"
    return str(alias)
