"""Personal tokens: made, listed and revoked by their owner."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import ListQuery, Moment, Ordering, Strict, Text
from annotator.api.permissions import covers
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.errors import NotAllowed, NotFound
from annotator.models import ApiToken
from annotator.models.choices import TokenScope
from annotator.services.tokens import create_token, revoke_token


class TokenRow(serializers.Serializer[Any]):
    """A token, told apart by how it begins; the token itself is never shown again."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    prefix = serializers.CharField()
    scope = serializers.ChoiceField(choices=TokenScope.choices)
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    last_used_on = serializers.DateField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)


class MadeToken(TokenRow):
    """A new token. Keep `token`: it is shown this once."""

    token = serializers.CharField()


class NewToken(Strict):
    """What a token is to be for."""

    server_owned = frozenset(MadeToken().fields) - {"name", "scope", "expires_at"}
    name = Text(required=False, allow_blank=True, max_length=100)
    scope = serializers.ChoiceField(choices=TokenScope.choices)
    expires_at = Moment(required=False, allow_null=True)


class TokenQuery(ListQuery):
    """How tokens are listed."""

    ordering = Ordering("-created_at", "created_at")


class Tokens(Endpoint):
    """One's own tokens."""

    queries = {"GET": TokenQuery}

    @describe("tokens_list", query=TokenQuery, answers={200: page_of(TokenRow)}, tag="tokens")
    def get(self, request: Request) -> Response:
        """Your own tokens, revoked ones included."""
        return self.page(ApiToken.objects.visible_to(self.person), each(token_row))

    @describe(
        "tokens_create",
        body=NewToken,
        answers={201: MadeToken},
        example={"name": "Weekly export", "scope": "export"},
        tag="tokens",
    )
    def post(self, request: Request) -> Response:
        """Make a token. It is shown this once. A token makes none that may more, or lives longer,
        than itself."""
        said = self.body(NewToken)
        self._stay_within_own_token(said)
        token, secret = create_token(self.person, **said)
        return Response({**token_row(token), "token": secret}, status=201)

    def _stay_within_own_token(self, said: dict[str, Any]) -> None:
        own = self.token
        if own is None:
            return
        expires_at = said.get("expires_at")
        is_longer = own.expires_at is not None and (
            expires_at is None or expires_at > own.expires_at
        )
        if is_longer or not covers(own.scope, said["scope"]):
            raise NotAllowed(
                "beyond_own_token",
                _("A token makes none that may more, or lives longer, than itself. Sign in."),
            )


class OneToken(Endpoint):
    """One of one's own tokens."""

    @describe("tokens_read", answers={200: TokenRow}, tag="tokens")
    def get(self, request: Request, pk: int) -> Response:
        """One of your own tokens."""
        token = ApiToken.objects.visible_to(self.person).filter(pk=pk).first()
        if token is None:
            raise NotFound
        return Response(token_row(token))

    @describe("tokens_revoke", answers={204: None}, tag="tokens")
    def delete(self, request: Request, pk: int) -> Response:
        """Revoke one of your own tokens; it stops working at once."""
        revoke_token(self.person, pk)
        return Response(status=204)


def token_row(token: ApiToken) -> dict[str, Any]:
    """The JSON form of a token, without its secret."""
    return {name: getattr(token, name) for name in _FIELDS}


_FIELDS = tuple(TokenRow().fields)
