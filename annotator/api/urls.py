"""Where the addresses of the API lead, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter

from annotator.api import projects


class RowId(IntConverter):
    """A row's id: digits that the database can compare with; more of them lead nowhere."""

    regex = "[1-9][0-9]{0,17}"


register_converter(RowId, "row")

urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/", projects.Projects.as_view(), name="api-projects"),
    path("projects/<slug:slug>/", projects.OneProject.as_view(), name="api-project"),
    path("projects/<slug:slug>/members/", projects.Members.as_view(), name="api-members"),
    path(
        "projects/<slug:slug>/members/<row:user_id>/",
        projects.OneMember.as_view(),
        name="api-member",
    ),
    path("projects/<slug:slug>/guideline/", projects.Guideline.as_view(), name="api-guideline"),
    path("projects/<slug:slug>/release/", projects.Release.as_view(), name="api-release"),
]
