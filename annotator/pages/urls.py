"""The pages' addresses."""

from django.urls import URLPattern, URLResolver, path

from annotator.pages import annotate

urlpatterns: list[URLPattern | URLResolver] = [
    path("p/<slug:slug>/articles/<int:article_id>/", annotate.annotate, name="annotate"),
    path(
        "p/<slug:slug>/articles/<int:article_id>/done/",
        annotate.article_done,
        name="article-done",
    ),
]
