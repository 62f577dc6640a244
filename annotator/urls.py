"""Where every address leads."""

from django.urls import URLPattern, URLResolver, include, path

from annotator.pages import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("annotator.pages.urls")),
]
