"""Requests through all of the application in this process, and the SQL statements they make."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.types import StartResponse

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from annotator.models import User
from annotator.services.signed_in import BACKEND
from annotator.services.tokens import create_token

TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
AUTHENTICATION = ('"annotator_apitoken"', '"django_session"')


class Caller:
    """Somebody who asks the WSGI application directly: no test client, no network."""

    def __init__(self, header: tuple[str, str]) -> None:
        self.header = header
        self.application = get_wsgi_application()

    @classmethod
    def with_token(cls, user: User, *, scope: str = "write") -> "Caller":
        """A script with a token of the user."""
        _token, secret = create_token(user, scope=scope)
        return cls(("HTTP_AUTHORIZATION", f"Bearer {secret}"))

    @classmethod
    def with_session(cls, user: User) -> "Caller":
        """A browser in which the user is signed in."""
        return cls(("HTTP_COOKIE", session_cookie(user)))

    def get(self, path: str) -> bytes:
        """The body of what a GET gives; it must succeed."""
        return b"".join(self.stream("GET", path))

    def post(self, path: str, body: bytes) -> bytes:
        """The body of what a POST of JSON gives; it must succeed."""
        return b"".join(self.stream("POST", path, body))

    def stream(self, method: str, path: str, body: bytes = b"") -> Iterator[bytes]:
        """The pieces of the answer as they come; RuntimeError unless it begins with 2."""
        said: list[str] = []

        def start_response(status: str, headers: Any, exc_info: Any = None) -> Callable[..., Any]:
            said.append(status)
            return lambda _data: None

        starter: StartResponse = start_response
        answer = self.application(self._environ(method, path, body), starter)
        try:
            if not said[0].startswith("2"):
                raise RuntimeError(f"{method} {path}: {said[0]} {b''.join(answer)[:500]!r}")
            yield from answer
        finally:
            answer.close()

    def _environ(self, method: str, path: str, body: bytes) -> dict[str, Any]:
        place, _mark, query = path.partition("?")
        name, value = self.header
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": place,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "CONTENT_TYPE": "application/json" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            name: value,
        }


def session_cookie(user: User) -> str:
    """A session begun for the user, as the header of a request."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


@contextmanager
def counting_statements() -> Iterator[Counter[str]]:
    """Counts the SQL of the block by kind: "work", "authentication", "transaction"."""
    counts: Counter[str] = Counter()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counts[kind_of(sql)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield counts


def kind_of(sql: str) -> str:
    """What a statement is for.

    >>> kind_of('SAVEPOINT "s1"'), kind_of('SELECT 1 FROM "django_session"'), kind_of("SELECT 1")
    ('transaction', 'authentication', 'work')
    """
    if sql.lstrip().upper().startswith(TRANSACTION_CONTROL):
        return "transaction"
    if any(table in sql for table in AUTHENTICATION) or _reads_signed_in_user(sql):
        return "authentication"
    return "work"


def _reads_signed_in_user(sql: str) -> bool:
    # As the person of a session is read.
    return 'FROM "annotator_user" WHERE "annotator_user"."id" = %s' in sql
