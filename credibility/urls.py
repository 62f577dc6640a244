"""Where the addresses of the scores lead: the agreement API and the agreement page."""

from django.urls import URLPattern, URLResolver, include, path

from credibility.api import data_sets, derivations, differences, hints

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/agreement/", include("credibility.api.urls")),
    path(
        "api/v1/adjudications/queue/",
        differences.AdjudicationQueue.as_view(),
        name="api-adjudication-queue",
    ),
    path("api/v1/derivations/", derivations.Derivations.as_view(), name="api-derivations"),
    path("api/v1/derivations/hints/", hints.Hints.as_view(), name="api-derivation-hints"),
    path(
        "api/v1/derivations/<row:pk>/",
        derivations.OneDerivation.as_view(),
        name="api-derivation",
    ),
    path(
        "api/v1/exports/agreement.csv/",
        data_sets.AgreementTable.as_view(),
        name="api-export-agreement",
    ),
    path(
        "api/v1/exports/huggingface.zip/",
        data_sets.DataSet.as_view(),
        name="api-export-huggingface",
    ),
    path("", include("credibility.pages.urls")),
]
