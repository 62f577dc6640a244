"""What happens around every request: an id for the log, the reader's language, a database away."""

import ipaddress
import logging
import re
import sqlite3
import sys
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from annotator.request_id import request_id

GetResponse = Callable[[HttpRequest], HttpResponseBase]

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
_MARK = "_database_is_away"
_SQLITE_NOT_NOW = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
# Asked by machines, and answered even when nobody's session can be read.
PATHS_WITHOUT_A_PERSON = ("/healthz", "/readyz")
# The same for everybody.
TEXTS = "/texts/"
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
"""For what changes its address when it changes, and says nothing of anybody."""
_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)


class RequestIdMiddleware:
    """Gives each request an id, the proxy's if it sent a plain one, for the log and the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get("X-Request-ID", "")
        this_id = sent if _PLAIN_ID.fullmatch(sent) else uuid.uuid4().hex
        # Not taken back afterwards: Django logs what came of a request only after this returns.
        request_id.set(this_id)
        response = self.get_response(request)
        response["X-Request-ID"] = this_id
        return response


class RequestIdFilter(logging.Filter):
    """Puts the id of the request being answered on every log record; "-" outside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def client_address(request: HttpRequest) -> str:
    """The address a request came from, as the outermost of our own proxies saw it."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    if not 0 < settings.TRUSTED_PROXIES <= len(hops):
        return direct
    try:
        return str(ipaddress.ip_address(hops[-settings.TRUSTED_PROXIES].strip()))
    except ValueError:
        return direct


class ProbeFilter(logging.Filter):
    """Keeps "not ready" out of the log: whoever asks `/readyz` every second has the answer."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", None) not in PATHS_WITHOUT_A_PERSON


def is_passing_trouble(error: BaseException | None) -> bool:
    """Whether a database error says "not now" (away, locked, full) rather than "wrong"."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    # SQLite says OperationalError for bad SQL and missing tables too; those are our mistakes.
    return code is None or (code & 0xFF) in _SQLITE_NOT_NOW


def database_away_response(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After: in the one error shape below /api/, as a page elsewhere."""
    message = _("The database is not answering. Nothing was saved just now; try again shortly.")
    response: HttpResponse
    if request.path.startswith("/api/"):
        body = {"error": {"code": "database_away", "message": message, "fields": {}}}
        response = JsonResponse(body, status=503)
    else:
        page = render_to_string(
            "annotator/database_away.html",
            {"message": message},
        )
        response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


class DatabaseAwayMiddleware:
    """Turns a database that is away, locked or full into a 503 that says what to do.

    Errors in views arrive as exceptions; those in the middleware below (sessions, the signed-in
    person) have become a 500 by the time they come here, so Django's own signal marks them.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 500 and getattr(request, _MARK, False):
            return database_away_response(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an error in a view."""
        if not is_passing_trouble(error):
            return None
        logger.warning("The database did not answer: %s", error)
        return database_away_response(request)


@receiver(got_request_exception, dispatch_uid="annotator.mark_database_away")
def _mark_database_away(request: HttpRequest | None = None, **kwargs: Any) -> None:
    if request is not None and is_passing_trouble(sys.exc_info()[1]):
        setattr(request, _MARK, True)


class PersonalSettingsMiddleware:
    """Speaks the signed-in person's language and shows times in their zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path in PATHS_WITHOUT_A_PERSON or request.path.startswith(TEXTS):
            return self.get_response(request)
        user: Any = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(_zone(user.time_zone)):
            return self.get_response(request)


def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


class NoStoreMiddleware:
    """Forbids browsers and proxies to keep anything but what says that it may be kept for ever;
    static files never pass here."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.get("Cache-Control") != KEPT_FOR_EVER:
            response["Cache-Control"] = "no-store"
        return response
