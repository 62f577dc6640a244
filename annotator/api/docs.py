"""The API's description (OpenAPI), and the pages that show it to people who are signed in."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated

# Swagger styles its parts in place and draws icons from data: addresses. Scripts stay our own.
LOOSER_CSP: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "connect-src": [SELF],
    "font-src": [SELF],
}


class Schema(SpectacularAPIView):
    """The description itself, as YAML, or as JSON with `Accept: application/json`."""

    permission_classes = [IsAuthenticated]


@method_decorator(csp_replace(LOOSER_CSP), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """The description as pages on which requests can be tried."""

    url_name = "api-schema"
    permission_classes = [IsAuthenticated]
