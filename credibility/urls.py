"""Where the addresses of the scores lead: the agreement API and the agreement page."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/agreement/", include("credibility.api.urls")),
    path("", include("credibility.pages.urls")),
]
