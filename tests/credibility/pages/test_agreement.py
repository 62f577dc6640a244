"""The agreement page: both panels, their sentences, and their news."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone, translation

from annotator.models import Job, Project, User
from annotator.services.projects import update_project
from credibility import services
from tests.credibility.conftest import Desk

AsPerson = Callable[[User | None], Client]
PAGE = "/p/dikes/agreement/"
PARTS = "/p/dikes/agreement/parts/"


def test_it_says_the_numbers_in_words(scored: Desk, reviewer: User, as_person: AsPerson) -> None:
    page = as_person(reviewer).get(PAGE).content.decode()
    assert (
        "GUR and Pentagon took the same position on 3 of the 4 claims (2 stories) on which both "
        "took one." in page
    )
    # Beta(3.5, 1.5): 28% to 97%; p0 = (1 + 3/8) / 2.5 = 55%; (2 p0 + 3) / 6 = 68%
    assert "anywhere from 28% to 97%; our estimate is 68%." in page
    assert "Average for pairs here: 55%." in page
    assert "How we marked the claims; not whether the sources agree." in page
    assert "1 mark without a claim" in page
    assert "Left out: 1 passages (9%)" in page


def test_numbers_and_words_come_in_the_readers_language(
    scored: Desk, reviewer: User, as_person: AsPerson
) -> None:
    from credibility.pages import wording

    assert wording.decimal(0.909) == "0.91"
    assert wording.decimal(-0.001) == "0.00"
    assert wording.percent(0.687) == "69%"
    with translation.override("nl"):
        assert wording.decimal(0.7149) == "0,71"


def test_no_style_or_script_stands_in_the_page(
    scored: Desk, reviewer: User, as_person: AsPerson
) -> None:
    page = as_person(reviewer).get(PAGE).content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/') > 0
    assert "script-src 'self'" in as_person(reviewer).get(PAGE)["Content-Security-Policy"]


def test_names_are_text(scored: Desk, reviewer: User, as_person: AsPerson) -> None:
    source = scored.source("GUR")
    source.name = "<script>alert(1)</script>"
    source.save()
    assert "<script>alert" not in as_person(reviewer).get(PAGE).content.decode()


def test_an_empty_project_says_what_the_page_is_for(
    desk: Desk, reviewer: User, as_person: AsPerson
) -> None:
    page = as_person(reviewer).get(PAGE).content.decode()
    assert "as soon as two of them have marked the same article" in page
    assert "A pair appears as soon as two sources have spoken on the same claim" in page


def test_sources_stand_under_a_reserve_while_annotators_differ_on_stances(
    desk: Desk, annotator: User, second_annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    article = desk.article("High water", publisher="Polder Post")
    for place in range(4):
        for who, stance in ((annotator, "asserts"), (second_annotator, "denies")):
            chains = [("GUR", "asserts" if place else stance)], [("Pentagon", "asserts")]
            desk.mark(who, article, f"claim {place}", *chains, sentence=place)
    desk.catch_up()
    page = as_person(reviewer).get(PAGE).content.decode()
    assert "Greyed: annotators agree too little on what the sources say" in page
    assert "is-greyed" in page


def test_what_did_not_change_is_not_sent_again(
    scored: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    first = browser.get(PARTS)
    tag = first["ETag"]
    again = browser.get(PARTS, headers={"If-None-Match": tag})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    scored.mark(annotator, scored.article("High water"), "new", [("GUR", "asserts")], sentence=8)
    waiting = browser.get(PARTS, headers={"If-None-Match": tag})
    assert b"still being counted" in waiting.content
    scored.catch_up()
    news = browser.get(PARTS, headers={"If-None-Match": waiting["ETag"]})
    assert news.status_code == 200
    assert b"still being counted" not in news.content


def test_compute_again_shows_how_far_it_is(
    scored: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    page = browser.get(PAGE)
    token = page.context["csrf_token"]
    answer = browser.post(f"{PAGE}compute/", {"csrfmiddlewaretoken": str(token)})
    assert answer.status_code == 302
    assert b"waits for its turn" in browser.get(PARTS).content
    services.rebuild(Job.objects.get().pk)
    assert b"waits for its turn" not in browser.get(PARTS).content


@pytest.mark.parametrize("address", [PAGE, PARTS])
class TestWhoMayRead:
    def test_strangers_find_nothing(
        self, scored: Desk, outsider: User, as_person: AsPerson, address: str
    ) -> None:
        assert as_person(outsider).get(address).status_code == 404

    def test_nobody_is_sent_to_sign_in(
        self, scored: Desk, as_person: AsPerson, address: str
    ) -> None:
        assert as_person(None).get(address).status_code == 302

    def test_annotators_of_a_blind_project_wait_for_the_release(
        self, scored: Desk, annotator: User, manager: User, as_person: AsPerson, address: str
    ) -> None:
        update_project(manager, scored.project, {"is_blind": True})
        refused = as_person(annotator).get(address)
        assert refused.status_code == 403
        assert b"Pentagon" not in refused.content
        Project.objects.update(released_at=timezone.now())
        assert as_person(annotator).get(address).status_code == 200

    def test_researchers_see_no_names_of_annotators(
        self, scored: Desk, annotator: User, researcher: User, as_person: AsPerson, address: str
    ) -> None:
        User.objects.filter(pk=annotator.pk).update(name="Ans Reader")
        assert as_person(researcher).get(address).status_code == 403
        Project.objects.update(released_at=timezone.now())
        page = as_person(researcher).get(address).content.decode()
        assert f"Annotator {annotator.pk}" in page
        assert "Ans Reader" not in page
        assert "Compute again" not in page
