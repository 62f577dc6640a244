import logging
import sqlite3

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import timezone, translation

from annotator.middleware import (
    DatabaseAwayMiddleware,
    PersonalSettingsMiddleware,
    RequestIdFilter,
    client_address,
    is_passing_trouble,
)
from annotator.models import User


def locked(request: HttpRequest) -> HttpResponse:
    raise sqlite_error(sqlite3.SQLITE_BUSY)


def missing_table(request: HttpRequest) -> HttpResponse:
    raise sqlite_error(sqlite3.SQLITE_ERROR)


urlpatterns = [
    path("api/locked", locked),
    path("locked", locked),
    path("missing-table", missing_table),
]


def sqlite_error(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("as SQLite says it")
    cause.sqlite_errorcode = code
    error = OperationalError("as Django says it")
    error.__cause__ = cause
    return error


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def _failing_views() -> object:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.usefixtures("_failing_views")
class TestADatabaseThatDoesNotAnswer:
    def test_is_a_503_in_the_one_error_shape_for_programs(self, client: Client) -> None:
        response = client.get("/api/locked")
        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        error = response.json()["error"]
        assert error["code"] == "database_away"
        assert set(error) == {"code", "message", "fields"}

    def test_is_a_page_for_people_with_all_safe_headers(self, client: Client) -> None:
        response = client.get("/locked")
        assert response.status_code == 503
        assert b"The database is not answering." in response.content
        assert response["Cache-Control"] == "no-store"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"

    def test_a_mistake_of_ours_stays_a_500(self, client: Client) -> None:
        assert client.get("/missing-table").status_code == 500


def test_trouble_in_the_middleware_below_is_a_503_too(rf: RequestFactory) -> None:
    request = rf.get("/api/v1/articles/")
    inner = DatabaseAwayMiddleware(lambda request: HttpResponse(status=500))
    assert inner(request).status_code == 500
    try:
        raise InterfaceError("connection already closed")
    except InterfaceError:
        from django.core.signals import got_request_exception

        got_request_exception.send(sender=None, request=request)
    assert inner(request).status_code == 503


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (sqlite_error(sqlite3.SQLITE_BUSY), True),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (sqlite_error(sqlite3.SQLITE_FULL), True),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), True),
        (sqlite_error(sqlite3.SQLITE_ERROR), False),
        (OperationalError("server closed the connection unexpectedly"), True),
        (InterfaceError("connection already closed"), True),
        (ProgrammingError("relation does not exist"), False),
        (ValueError("no database error at all"), False),
        (None, False),
    ],
)
def test_it_tells_not_now_from_wrong(error: Exception | None, passes: bool) -> None:
    assert is_passing_trouble(error) is passes


def test_every_answer_carries_the_id_of_the_log(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "from-the-proxy-1"})["X-Request-ID"] == (
        "from-the-proxy-1"
    )
    record = logging.LogRecord("name", logging.INFO, __file__, 1, "message", (), None)
    RequestIdFilter().filter(record)
    assert record.__dict__["request_id"] == "from-the-proxy-1"


@pytest.mark.parametrize("sent", ["", "short", "x" * 65, "with space and more", "ünïcödé-id"])
def test_an_id_that_is_not_plain_is_replaced(client: Client, sent: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": sent})["X-Request-ID"]
    assert answered != sent
    assert len(answered) == 32


def test_a_person_gets_their_language_and_their_time(rf: RequestFactory) -> None:
    seen: list[tuple[str | None, str]] = []

    def look(request: HttpRequest) -> HttpResponse:
        seen.append((translation.get_language(), timezone.get_current_timezone_name()))
        return HttpResponse()

    request = rf.get("/")
    request.user = User(email="a@desk.example", language="nl", time_zone="America/Curacao")
    with translation.override("en"):
        PersonalSettingsMiddleware(look)(request)
    assert seen == [("nl", "America/Curacao")]
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_person_with_an_unknown_zone_still_gets_a_page(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(email="a@desk.example", language="", time_zone="Mars/Olympus")
    response = PersonalSettingsMiddleware(lambda request: HttpResponse("page"))(request)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", "192.0.2.1"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "not an address", "192.0.2.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    rf: RequestFactory, proxies: int, forwarded: str, expected: str
) -> None:
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == expected
