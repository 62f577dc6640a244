"""Notices on the pages: counted on top, in words on their page, and the way to each place."""

import pytest

from annotator.models import Article, Notice, Project, User
from annotator.models.choices import NoticeKind
from annotator.pages.notices import in_words, place_of
from annotator.services.assignments import assign
from tests.annotator.pages.browsing import browse

pytestmark = pytest.mark.django_db
ADDRESS = "/me/notices/"


def test_the_header_counts_them_and_going_there_takes_note(
    manager: User, annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    client = browse(annotator)
    assert "1 new notice" in client.get("/p/dikes/").text
    assert "gave you 1 article." in client.get(ADDRESS).text
    answer = client.post(f"{ADDRESS}{Notice.objects.get().pk}/")
    assert answer["Location"] == "/p/dikes/"
    assert "new notice" not in client.get("/p/dikes/").text
    assert browse(manager).post(f"{ADDRESS}{Notice.objects.get().pk}/").status_code == 404


def test_all_are_read_at_once(
    manager: User, annotator: User, project: Project, article: Article
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    assert browse(annotator).post(ADDRESS).status_code == 302
    assert Notice.objects.get().read_at is not None


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_every_kind_has_its_words_and_its_place(
    kind: str, annotator: User, project: Project, article: Article
) -> None:
    notice = Notice(
        user=annotator, project=project, article=article, kind=kind, words="100% <b>sure</b>"
    )
    assert in_words(notice)
    assert browse(annotator).get(place_of(notice)).status_code in (200, 403)


def test_a_manager_looks_before_giving_out_and_then_sees_who_has_what(
    manager: User, annotator: User, project: Project, article: Article
) -> None:
    client = browse(manager)
    sent = {"people": [annotator.pk], "per_article": 1, "by": "even", "due_on": "2020-01-31"}
    page = client.post("/p/dikes/project/assign/", {**sent, "act": "preview"}).text
    assert "Nothing has been given out yet." in page
    assert not annotator.assignments.exists()
    client.post("/p/dikes/project/assign/", {**sent, "act": "give"})
    assert "late: was due 31 January" in browse(annotator).get("/p/dikes/").text
    mine = annotator.assignments.get()
    address = "/p/dikes/assignments/"
    assert 'value="2020-01-31"' in client.get(address).text
    client.post(f"{address}{mine.pk}/", {"due_on": ""})
    mine.refresh_from_db()
    assert mine.due_on is None
    assert (
        "That is no date" in client.post(f"{address}{mine.pk}/", {"due_on": "x"}, follow=True).text
    )
    client.post(f"{address}{mine.pk}/", {"act": "take-away"})
    assert not annotator.assignments.exists()
