"""The one error shape: `{"error": {"code", "message", "fields"}}`, whatever went wrong."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from annotator.errors import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    PreconditionRequired,
    Refusal,
    Stale,
    TooLarge,
)
from annotator.services.annotations import ItemsRefused

STATUS_OF: dict[type[Refusal], int] = {
    BadInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Stale: 412,
    TooLarge: 413,
    PreconditionRequired: 428,
}
# What Django REST framework calls them, in our words.
_CODES = {
    "authentication_failed": "not_signed_in",
    "not_authenticated": "not_signed_in",
    "permission_denied": "not_allowed",
    "unsupported_media_type": "media_type_unsupported",
    "throttled": "too_many_requests",
}


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to a refusal; None for what is our own fault and becomes a 500."""
    if isinstance(error, Http404):
        error = NotFound()
    elif isinstance(error, DjangoPermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, exceptions.ValidationError):
        error = validation_refusal(error)
    if isinstance(error, Refusal):
        return Response(refusal_body(error), status=status_of(error))
    if isinstance(error, exceptions.APIException):
        return Response(_api_body(error), status=error.status_code, headers=_headers(error))
    return None


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS_OF.items() if isinstance(refusal, kind))


def error_body(
    code: str, message: str, fields: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """The shape itself."""
    return {"error": {"code": code, "message": str(message), "fields": dict(fields or {})}}


def refusal_body(refusal: Refusal) -> dict[str, Any]:
    """The shape, with what else the refusal tells beside it: `current`, or `items`."""
    body = error_body(refusal.code, refusal.message, refusal.fields) | refusal.details
    if isinstance(refusal, ItemsRefused):
        body["items"] = [
            {"index": index, **error_body(item.code, item.message, item.fields)["error"]}
            for index, item in sorted(refusal.items.items())
        ]
    return body


def _api_body(error: exceptions.APIException) -> dict[str, Any]:
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else "refused"
    message = str(error.detail)
    if isinstance(error, exceptions.PermissionDenied) and message.startswith("CSRF Failed"):
        code = "csrf_failed"
    if isinstance(error, exceptions.Throttled):
        message = _("That was too much in a short time. Wait %(seconds)s seconds.") % {
            "seconds": _whole_seconds(error)
        }
    if isinstance(error, exceptions.NotAuthenticated):
        message = _("Sign in, or send the header Authorization: Bearer <token>.")
    return error_body(_CODES.get(code, code), message)


def validation_refusal(error: exceptions.ValidationError) -> BadInput:
    """The refusal of a body or query of the wrong shape, with the dotted name of each field."""
    fields: dict[str, list[str]] = {}
    for name, text in flattened(error.detail):
        fields.setdefault(name or "body", []).append(text)
    codes = {code for _name, code in flattened(error.get_codes())}
    code = codes.pop() if len(codes) == 1 else "invalid"
    text = _("What was sent cannot be stored, and nothing was. See what is said of each field.")
    return BadInput(code, text, fields=fields)


def flattened(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each message with the dotted name of its field.

    >>> list(flattened({"attributions": [[], [{"cue": ["Too long."]}]]}))
    [('attributions.1.0.cue', 'Too long.')]
    """
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = "" if key == "non_field_errors" else str(key)
            yield from flattened(inner, ".".join(part for part in (name, own) if part))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            is_message = isinstance(inner, str)
            yield from flattened(inner, name if is_message else f"{name}.{place}")
    else:
        yield name, str(detail)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(auth_header)
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(_whole_seconds(error))
    return headers


def _whole_seconds(error: exceptions.Throttled) -> int:
    return max(1, math.ceil(getattr(error, "wait", None) or 1))
