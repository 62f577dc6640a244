"""What bodies and queries are made of: fields that take their own JSON type and no other."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

import regex
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

HIGHEST_ID = 2**63 - 1
MOST_DECIMALS = 6
_DECIMAL = regex.compile(r"-?[0-9]{1,24}(\.[0-9]{1,6})?")
_DIGITS = regex.compile(r"[0-9]{1,19}")


class Strict(serializers.Serializer[Any]):
    """A JSON object in which every name is known: others are refused by name, not ignored."""

    # Names that answers hold and only the server sets: the refusal says so.
    server_owned: ClassVar[frozenset[str]] = frozenset()

    def to_internal_value(self, data: Any) -> Any:
        """The checked values; a ValidationError names every field at fault."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        strangers = {name: [self._refusal(name)] for name in data if name not in self.fields}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                error.detail.update(strangers)
            raise
        if strangers:
            raise serializers.ValidationError(strangers)
        return values

    def _refusal(self, name: str) -> serializers.ErrorDetail:
        if name in self.server_owned:
            return serializers.ErrorDetail(
                _("The server sets this. Leave it out."), code="server_owned"
            )
        return serializers.ErrorDetail(_("There is no such field."), code="unknown_field")


class StrictScheme(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # the part has no types
    """Says in the API's description that bodies take no other names."""

    target_class = "annotator.api.fields.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        """The ordinary description, closed."""
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**schema, "additionalProperties": False}


class Nothing(Strict):
    """The body of a request that needs none."""


class Query(serializers.Serializer[Any]):
    """The query parameters an address takes; others are refused by name."""


class WholeNumber(serializers.IntegerField):
    """A JSON number without a fraction; neither true nor "5" nor 5.0."""

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Id(WholeNumber):
    """The id of a row."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=HIGHEST_ID, **options)


class Number(serializers.FloatField):
    """A JSON number."""

    def to_internal_value(self, data: Any) -> float:
        """The number."""
        if type(data) not in (int, float):
            self.fail("invalid")
        return super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """The value."""
        if type(data) is not bool:
            self.fail("invalid", input=data)
        return data


class Text(serializers.CharField):
    """A JSON string, kept as it is: nothing is trimmed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        """The text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Uuid(serializers.UUIDField):
    """A UUID in its usual form of 36 characters."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        """The UUID."""
        if not isinstance(data, str) or len(data) != 36:
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """A time, ISO 8601 with its offset."""

    default_error_messages = {
        "no_offset": gettext_lazy("Write the time with its offset: 2024-12-17T10:00:00+01:00."),
        "too_far": gettext_lazy("Write a time between the years 1900 and 2199."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        """The time."""
        if not isinstance(value, str) or not regex.search(r"(Z|[+-]\d\d:?\d\d)$", value, regex.I):
            self.fail("no_offset")
        moment = super().to_internal_value(value)
        # Further out, turning it into UTC leaves the calendar.
        if not 1900 <= moment.year < 2200:
            self.fail("too_far")
        return moment


@extend_schema_field(
    {"oneOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}]}
)
class Bound(serializers.Field[Decimal, Any, Any, Any]):
    """A bound of a figure: a JSON number, or a decimal number as text where it must be exact."""

    default_error_messages = {
        "invalid": gettext_lazy(
            "Give a number of at most 24 digits before and 6 behind the point, or null."
        ),
    }

    def to_internal_value(self, data: Any) -> Decimal:
        """The number, exactly."""
        if isinstance(data, bool) or not isinstance(data, str | int | float):
            self.fail("invalid")
        text = data if isinstance(data, str) else format(Decimal(repr(data)), "f")
        if not _DECIMAL.fullmatch(text):
            self.fail("invalid")
        return Decimal(text)

    def to_representation(self, value: Decimal) -> Any:
        """As it stands."""
        return value


class QueryId(serializers.IntegerField):
    """The id of a row, in a query."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=HIGHEST_ID, **options)

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        if not isinstance(data, str) or not _DIGITS.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Ordering(serializers.ChoiceField):
    """One of the orders a list can be read in; the first is its usual one."""

    def __init__(self, *orders: str, **options: Any) -> None:
        self.usual = orders[0]
        super().__init__(choices=list(orders), required=False, **options)


class ListQuery(Query):
    """What every list takes: where to go on, and how many rows at once."""

    cursor = serializers.CharField(
        required=False, max_length=2000, help_text="From `next` or `previous` of another page."
    )
    page_size = QueryId(required=False, help_text="1 to 200; 50 unless told.")

    def validate_page_size(self, value: int) -> int:
        """At most 200."""
        if value > 200:
            raise serializers.ValidationError(_("At most 200 rows at once."))
        return value
