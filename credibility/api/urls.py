"""Where the addresses of the agreement API lead, below /api/v1/agreement/."""

from django.urls import path

from credibility.api import annotators, claims, competence, runs, sources

urlpatterns = [
    path("sources/", sources.Sources.as_view(), name="api-agreement-sources"),
    path("annotators/", annotators.Annotators.as_view(), name="api-agreement-annotators"),
    path("claims/", claims.Claims.as_view(), name="api-agreement-claims"),
    path(
        "competence/",
        competence.CompetenceOfAnnotators.as_view(),
        name="api-agreement-competence",
    ),
    path("runs/", runs.Runs.as_view(), name="api-agreement-runs"),
]
