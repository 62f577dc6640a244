"""What every address of the API has in common: its query is checked, its body read strictly."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.fields import ListQuery, Ordering, Query, Strict
from annotator.api.pagination import USUAL_PAGE_SIZE, Pages
from annotator.errors import BadInput
from annotator.models import ApiToken, User

AnyModel = TypeVar("AnyModel", bound=Model)


class Endpoint(APIView):
    """One address. `queries` says, by verb, which query parameters it takes: none unless told.

    After `initial`, `self.query` holds the checked parameters.
    """

    queries: ClassVar[Mapping[str, type[Query]]] = {}
    # Nothing is ever replaced as a whole, and OPTIONS tells nothing: the OpenAPI page does that.
    http_method_names = ["get", "head", "post", "patch", "delete"]
    query: dict[str, Any]
    order: str = "-pk"
    page_size: int = USUAL_PAGE_SIZE

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who are you, may you come in, and is the query one we know?"""
        super().initial(request, *args, **kwargs)
        method = "GET" if request.method == "HEAD" else request.method or ""
        self.query = read_query(request, self.queries.get(method, Query))

    @property
    def person(self) -> User:
        """Who asks; permissions have made sure that it is somebody."""
        user = self.request.user
        assert isinstance(user, User)
        return user

    @property
    def token(self) -> ApiToken | None:
        """The token that was sent; None in a session."""
        auth = self.request.auth
        return auth if isinstance(auth, ApiToken) else None

    def body(self, kind: type[Strict], *, partial: bool = False) -> dict[str, Any]:
        """The checked body of the request; a ValidationError names the fields at fault."""
        serializer = kind(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(serializer.validated_data)
        if partial and not values:
            raise BadInput("nothing_to_change", _("Send at least one field to change."))
        return values

    def page(
        self, rows: QuerySet[AnyModel], row_of: Callable[[list[AnyModel]], list[dict[str, Any]]]
    ) -> Response:
        """One page of the rows, in the order and size that the query asks for; `row_of` makes
        the JSON forms of all rows of the page at once."""
        kind = self.queries.get("GET", ListQuery)()
        ordering = kind.fields.get("ordering")
        usual = ordering.usual if isinstance(ordering, Ordering) else self.order
        self.order = self.query.get("ordering", usual)
        self.page_size = self.query.get("page_size", USUAL_PAGE_SIZE)
        pages = Pages()
        found = pages.paginate_queryset(rows, self.request, self)
        return pages.get_paginated_response(row_of(found))


def each(row_of: Callable[[AnyModel], dict[str, Any]]) -> Callable[[list[AnyModel]], list[Any]]:
    """Makes a function of one row one of many."""
    return lambda rows: [row_of(row) for row in rows]


def read_query(request: Request, kind: type[Query]) -> dict[str, Any]:
    """The checked query parameters; BadInput names those that are unknown, doubled or wrong."""
    if kind is Query and not request.query_params:
        return {}
    serializer = kind(data=request.query_params.dict())
    refused: dict[str, list[str]] = {}
    for name, values in request.query_params.lists():
        if name not in serializer.fields:
            refused[_shown(name)] = [_("There is no such parameter here.")]
        elif len(values) > 1:
            refused[name] = [_("This parameter stands more than once.")]
        elif "\0" in values[0]:
            refused[name] = [_("The NUL character cannot be searched for.")]
    if refused:
        text = _("The address holds parameters that are not taken here: %(names)s.")
        raise BadInput(
            "parameter_wrong", text % {"names": ", ".join(sorted(refused))}, fields=refused
        )
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _shown(name: str) -> str:
    return "".join(character for character in name[:60] if character.isprintable())


def read_if_match(request: Request) -> int | None:
    """The version in `If-Match: "<version>"`; None without the header, BadInput for other forms."""
    header = request.headers.get("If-Match")
    if header is None:
        return None
    version = header[1:-1]
    is_quoted = len(header) >= 3 and header[0] == header[-1] == '"'
    if not (is_quoted and version.isascii() and version.isdigit() and len(version) <= 10):
        text = _('Write the header as If-Match: "3", with the version you have read.')
        raise BadInput("if_match_wrong", text, fields={"If-Match": [text]})
    return int(version)
