"""Pages of a list: told by a place in its order, so that rows added meanwhile shift nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from annotator.errors import BadInput

if TYPE_CHECKING:  # it reads the settings that name this module
    from rest_framework.views import APIView

USUAL_PAGE_SIZE = 50


class Pages(BasePagination):
    """`next`, `previous`, `results`, of at most 200 rows; ordered by one field and then the id.

    The view says which order (`self.order`, such as "-created_at") and how many
    (`self.page_size`). A cursor is signed: it holds a value from the last row, and nobody but
    this server makes one.
    """

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: "APIView | None" = None
    ) -> list[Any]:
        """The rows of the page that the request's cursor tells; the first one without."""
        self.request = request
        self.page_size: int = getattr(view, "page_size", USUAL_PAGE_SIZE)
        self.order: str = getattr(view, "order", "-pk")
        forward, place = self._place(queryset.model)
        self.is_later = place is not None
        ordered = self._ordered(queryset, forward, place)
        found = list(ordered[: self.page_size + 1])
        has_more = len(found) > self.page_size
        self.rows = found[: self.page_size]
        if not forward:
            self.rows.reverse()
        self.has_next = has_more if forward else True
        self.has_previous = self.is_later if forward else has_more
        return self.rows

    def get_paginated_response(self, data: Sequence[Any]) -> Response:
        """The page around its rows."""
        return Response(
            {
                "next": self._link(forward=True) if self.has_next else None,
                "previous": self._link(forward=False) if self.has_previous else None,
                "results": list(data),
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """How the API's description shows a page."""
        link = {"type": "string", "format": "uri", "nullable": True}
        results = {"type": "array", "items": schema}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": results},
        }

    def _place(self, model: type[Model]) -> tuple[bool, tuple[Any, Any] | None]:
        """Which way the cursor leads, and from which value and id."""
        cursor = self.request.query_params.get("cursor")
        if not cursor:
            return True, None
        try:
            order, forward, value, pk = self._signer().unsign_object(cursor)
        except (signing.BadSignature, ValueError):
            order = forward = value = pk = None
        if order != self.order:
            text = _("This cursor belongs to another list or order. Begin at the first page.")
            raise BadInput("cursor_wrong", text, fields={"cursor": [text]})
        field: Any = model._meta.get_field(_field_of(self.order, model))
        return forward, (field.to_python(value), model._meta.pk.to_python(pk))

    def _ordered(
        self, queryset: QuerySet[Any], forward: bool, place: tuple[Any, Any] | None
    ) -> QuerySet[Any]:
        descending = self.order.startswith("-") == forward
        sign, lookup = ("-", "lt") if descending else ("", "gt")
        field = _field_of(self.order, queryset.model)
        if place is not None:
            value, pk = place
            # The first condition alone lets an index find the place.
            queryset = queryset.filter(
                Q(**{f"{field}__{lookup}e": value}),
                Q(**{f"{field}__{lookup}": value}) | Q(**{f"pk__{lookup}": pk}),
            )
        return queryset.order_by(f"{sign}{field}", f"{sign}pk")

    def _link(self, *, forward: bool) -> str | None:
        here = remove_query_param(self.request.build_absolute_uri(), "cursor")
        if not self.rows:  # all that followed is gone: begin again
            return None if forward else here
        row = self.rows[-1 if forward else 0]
        value = getattr(row, _field_of(self.order, type(row)))
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
        cursor = self._signer().sign_object([self.order, forward, text, str(row.pk)])
        return replace_query_param(here, "cursor", cursor)

    def _signer(self) -> signing.Signer:
        return signing.Signer(salt=f"cursor of {self.request.path}")


def _field_of(order: str, model: type[Model]) -> str:
    name = order.lstrip("-")
    return model._meta.pk.name if name == "pk" else name
