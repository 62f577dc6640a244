"""Where every address leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from annotator.api import docs
from annotator.pages import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("annotator.api.urls")),
    path("api/schema/", docs.Schema.as_view(), name="api-schema"),
    path("api/docs/", docs.Docs.as_view(), name="api-docs"),
    path("", include("annotator.pages.urls")),
    path("", include("credibility.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "annotator.pages.errors.bad_request"
handler403 = "annotator.pages.errors.forbidden"
handler404 = "annotator.pages.errors.not_found"
handler500 = "annotator.pages.errors.server_error"
