"""What every request must bring: a person, and for tokens a scope. Roles are for the services."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from annotator.models import ApiToken
from annotator.models.choices import TokenScope

if TYPE_CHECKING:  # it reads the settings that name this module
    from rest_framework.views import APIView

_WIDTH: dict[str, int] = {TokenScope.READ: 0, TokenScope.EXPORT: 1, TokenScope.WRITE: 2}


class SignedInWithScope(BasePermission):
    """Signed in; and a token whose scope covers the verb. A view may ask for more to be read:
    its `read_scope` is `read` unless it says `export`."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """False for nobody in particular; PermissionDenied for a token that is too narrow."""
        if not request.user.is_authenticated:
            return False
        if isinstance(request.auth, ApiToken):
            needed = TokenScope.WRITE
            if request.method in SAFE_METHODS:
                needed = getattr(view, "read_scope", TokenScope.READ)
            _check_scope(request.auth, needed)
        return True


def covers(scope: str, needed: str) -> bool:
    """Whether a token of this scope may do what needs the other: read < export < write."""
    return _WIDTH[scope] >= _WIDTH[needed]


def _check_scope(token: ApiToken, needed: Any) -> None:
    if not covers(token.scope, needed):
        raise PermissionDenied(
            _("This token's scope is %(scope)s; this needs %(needed)s. Make a token of that scope.")
            % {"scope": token.scope, "needed": str(needed)},
            code="scope_too_narrow",
        )
