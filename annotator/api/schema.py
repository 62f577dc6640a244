"""The API's description: what each address takes and gives, with examples."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import serializers

from annotator.api.fields import Nothing, Query

Method = TypeVar("Method", bound=Callable[..., Any])
AnySerializer = serializers.BaseSerializer[Any]

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description='The version you change, in quotes: `"3"`. 428 without it, 412 when it is stale.',
)
_ALWAYS = (400, 401, 403, 404, 405, 406, 429, 503)
_WITH_BODY = (409, 412, 413, 415, 428)


ERROR_SHAPE: dict[str, Any] = {
    "type": "object",
    "description": (
        "What went wrong: a stable code, a sentence for a person, the fields at fault. `current` "
        "stands beside it in a 412, `items` where some of many were refused."
    ),
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "fields": {
                    "type": "object",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
        "current": {},
        "items": {"type": "array", "items": {"type": "object", "additionalProperties": {}}},
    },
}


def add_error_shape(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Puts the one error shape among the named parts of the description."""
    result["components"].setdefault("schemas", {})["Error"] = ERROR_SHAPE
    return result


@cache
def page_of(row: type[AnySerializer]) -> type[AnySerializer]:
    """The serializer of a page of such rows."""
    name = f"{row.__name__.removesuffix('Row')}Page"
    fields = {
        "__doc__": "One page of a list; `next` and `previous` are addresses or null.",
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
    }
    return type(name, (serializers.Serializer,), fields)


def describe(
    operation: str,
    *,
    answers: Mapping[Any, Any],
    body: type[AnySerializer] | None = None,
    query: type[Query] | None = None,
    example: Any = None,
    media_type: str = "application/json",
    headers: Sequence[OpenApiParameter] = (),
    tag: str | None = None,
) -> Callable[[Method], Method]:
    """Describes a verb of an address; its docstring is the text. Every body has an `example`."""
    refusals = (*_ALWAYS, *_WITH_BODY) if body is not None or IF_MATCH in headers else _ALWAYS
    shape = OpenApiResponse(
        {"$ref": "#/components/schemas/Error"}, description="Refused, in the one error shape."
    )
    parameters: list[Any] = [*([query] if query else []), *headers]
    shown = OpenApiExample("Example", value=example, request_only=True, media_type=media_type)
    examples = [shown] if example else []
    decorate: Callable[[Method], Method] = extend_schema(
        operation_id=operation,
        parameters=parameters,
        request=None if body in (None, Nothing) else body,
        responses={**dict.fromkeys(refusals, shape), **answers},
        examples=examples,
        tags=[tag] if tag else None,
    )
    return decorate
