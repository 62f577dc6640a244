"""The pages for what went wrong, in the reader's language, and without a database where need be."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override

from annotator.models import User
from annotator.pages import errors
from tests.annotator.pages.browsing import browse


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.csrf_failure, 403),
    ],
)
def test_each_says_what_to_do_and_asks_no_database(
    answer: "object", status: int, rf: RequestFactory
) -> None:
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()
    assert callable(answer)
    response: HttpResponse = answer(request)
    assert response.status_code == status
    assert "<h1>" in response.text


def test_a_fault_of_ours_is_called_one(rf: RequestFactory) -> None:
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "Something broke on our side" in response.text


def test_the_page_of_a_database_that_is_away_needs_none() -> None:
    with override("nl"):
        page = render_to_string("annotator/database_away.html", {"message": "weg"})
    assert '<html lang="nl">' in page
    assert "Eén moment" in page


def test_a_page_that_is_not_there_is_told_in_dutch_to_whoever_reads_dutch(annotator: User) -> None:
    annotator.language = "nl"
    annotator.save()
    assert "Hier is niets" in browse(annotator).get("/p/nothing/").text
    stranger = Client().get("/nothing/", headers={"Accept-Language": "nl"})
    assert "Hier is niets" in stranger.text


@pytest.mark.django_db
def test_a_form_of_more_than_two_megabytes_is_refused_not_broken(annotator: User) -> None:
    sent = {"act": "preview", "text": "a" * 2_100_000}
    assert browse(annotator).post("/p/dikes/import/", sent).status_code == 400
