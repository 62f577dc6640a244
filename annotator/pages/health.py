"""What machines ask: is the web there (`/healthz`), and is everything else (`/readyz`)."""

from django.core.cache import caches
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from annotator import heartbeats
from annotator.cache import FailingOpenRedisCache


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the web process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat all answer; else 503 with what is missing."""
    broker = _broker_answers()
    parts = {
        "database": _database_answers(),
        "broker": broker,
        "worker": broker and heartbeats.is_answering("worker"),
        "beat": broker and heartbeats.is_answering("beat"),
    }
    missing = [name for name, answers in parts.items() if not answers]
    body = {"ready": not missing, **parts, "missing": missing}
    return JsonResponse(body, status=503 if missing else 200)


def _database_answers() -> bool:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _broker_answers() -> bool:
    backend = caches["default"]
    return isinstance(backend, FailingOpenRedisCache) and backend.is_answering()
