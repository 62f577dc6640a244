"""One moment of the database, read at leisure: nobody is held up, and nothing moves meanwhile."""

import copy
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, QuerySet, Value

from annotator.queries.statements import Statement


class Snapshot:
    """Reads query sets (of `values_list`) as of one moment, that of the first read.

    A connection of its own, in a transaction that only reads: REPEATABLE READ on PostgreSQL,
    DEFERRED and query-only on SQLite, where a reader in WAL mode never holds up a writer. Inside
    somebody's transaction it is that transaction which is read. Close it when done.
    """

    def __init__(self, source: BaseDatabaseWrapper | None = None) -> None:
        source = source or connections[DEFAULT_DB_ALIAS]
        self._is_own = not source.in_atomic_block
        self._connection = _read_only_copy(source) if self._is_own else source

    def rows(self, queryset: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
        """The rows, as they come from the database."""
        compiler = queryset.query.get_compiler(connection=self._connection)
        yield from compiler.results_iter(tuple_expected=True, chunked_fetch=True)

    def rows_of(self, statement: Statement, *values: Any) -> Iterator[Sequence[Any]]:
        """The rows of a statement that is built once."""
        return statement.tuples(*values, database=self._connection)

    def count(self, queryset: QuerySet[Any, Any]) -> int:
        """How many rows there are."""
        counting = queryset.order_by().values(one=Value(1)).annotate(count=Count("*"))
        found = [count for (count,) in self.rows(counting.values_list("count"))]
        return found[0] if found else 0

    def close(self) -> None:
        """Ends the transaction and the connection."""
        if self._is_own:
            # Not SQLite's own close(), which spares databases in memory and so keeps their locks.
            BaseDatabaseWrapper.close(self._connection)


def _read_only_copy(source: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    settings = copy.deepcopy(source.settings_dict)
    if source.vendor == "sqlite":
        settings["OPTIONS"] |= {
            "transaction_mode": "DEFERRED",
            "init_command": "PRAGMA query_only=ON;",
        }
    else:
        # Where the database is SQLite, all of psycopg stays out of memory.
        from psycopg import IsolationLevel

        settings["OPTIONS"] |= {"isolation_level": IsolationLevel.REPEATABLE_READ}
    own = type(source)(settings, source.alias)
    own.inc_thread_sharing()  # whoever gives up on a stream may close it from another thread
    try:
        own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        if own.vendor == "postgresql":
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
    except BaseException:
        BaseDatabaseWrapper.close(own)
        raise
    return own
