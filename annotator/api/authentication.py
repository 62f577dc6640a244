"""Who is asking: a script with a personal token. Browsers come with their session instead."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotator.models import ApiToken, User
from annotator.services.tokens import token_of


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; the request's `auth` is then the token."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's owner and the token; None when another kind of sign-in was sent."""
        kind, _space, secret = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        token = token_of(secret.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed(
                _("This token is unknown, revoked or expired. Make a new one and send that."),
                code="token_invalid",
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the part has no types
    """How the API's description shows tokens."""

    target_class = "annotator.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}
