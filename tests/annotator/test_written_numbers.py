"""Numbers in addresses and forms that no database could compare."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter
from django.urls.resolvers import RoutePattern

from annotator.models import Article, Project, Source, User
from annotator.written_numbers import row_number


@pytest.mark.parametrize(
    ("written", "number"),
    [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)]
    + [(wrong, 0) for wrong in ("", "0", "-1", "1.0", "٧", "²", "9" * 19, "9" * 5000)],
)
def test_a_number_is_read_or_is_none(written: str, number: int) -> None:
    assert row_number(written) == number


def _numbers_of(routes: URLResolver) -> Iterator[tuple[str, IntConverter]]:
    for route in routes.url_patterns:
        if isinstance(route, URLResolver):
            yield from _numbers_of(route) if route.app_name != "admin" else ()
        elif isinstance(route, URLPattern) and isinstance(route.pattern, RoutePattern):
            for converter in route.pattern.converters.values():
                if isinstance(converter, IntConverter):
                    yield str(route.pattern), converter


def test_no_address_takes_a_number_of_any_length() -> None:
    found = list(_numbers_of(get_resolver()))
    assert len(found) > 50
    assert not [address for address, converter in found if type(converter) is IntConverter]


@pytest.mark.django_db
def test_forms_and_filters_refuse_a_number_that_no_row_can_have(
    project: Project, manager: User, article: Article, source: Source
) -> None:
    browser = Client()
    browser.force_login(manager)
    here, huge = f"/p/{project.slug}", "9" * 5000
    for address in (
        f"{here}/agreement/spans/?article={huge}",
        f"{here}/agreement/spans/?pair={huge}-{huge}",
        f"{here}/?older_than=2026-01-01T00:00:00%2B00:00~{huge}",
        f"{here}/?older_than=0001-01-01T00:00:00%2B14:00~5",
        f"{here}/?newer_than=9999-12-31T23:59:59-14:00~5",
        f"/api/v1/exports/annotations.csv/?project={project.slug}&claim=00000000000000000001{huge}",
    ):
        assert browser.get(address).status_code in (200, 400, 404), address[:60]
    for address, sent in (
        (f"{here}/members/hand-over/", {"leaver": manager.pk, "heirs": [huge]}),
        (f"{here}/project/assign/", {"people": [huge], "per_article": 1, "by": "even"}),
        (f"{here}/sources/{source.pk}/merge/", {"into": huge}),
        (f"{here}/articles/{article.pk}/blocks/0/", {"revision": huge}),
    ):
        assert browser.post(address, sent).status_code in (200, 302), address
