"""The pages of sources: numbers, record, history, roles, names, merging and editing."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotator.models import Event, Source, User
from annotator.services.sources import update_source
from credibility.models import Derivation
from credibility.pages.step_line import step_line
from credibility.services.derivations import mark_derivation
from tests.cast import judge
from tests.credibility.conftest import Desk

AsPerson = Callable[[User | None], Client]
SOURCES = "/p/dikes/sources/"


def page_of(desk: Desk, name: str) -> str:
    """Where the source of that name is shown."""
    return f"{SOURCES}{desk.source(name).pk}/"


def words_of(client: Client, address: str, **query: str) -> str:
    """The page's words, without tags."""
    page = client.get(address, query).content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def token_of(client: Client, address: str) -> dict[str, str]:
    """What a form of the page sends along."""
    return {"csrfmiddlewaretoken": str(client.get(address).context["csrf_token"])}


def test_the_list_is_by_name_and_found_by_any_name(
    scored: Desk, reviewer: User, manager: User, as_person: AsPerson
) -> None:
    update_source(manager, scored.source("GUR").pk, {"aliases": ["HUR"], "is_party": True})
    browser = as_person(reviewer)
    words = words_of(browser, SOURCES)
    assert words.index("GUR") < words.index("Kremlin") < words.index("Pentagon")
    found = words_of(browser, SOURCES, search="hur")
    assert "GUR" in found
    assert "Pentagon" not in found
    assert "No source bears such a name." in words_of(browser, SOURCES, search="zzz")


def test_a_source_shows_agreement_roles_and_names(
    scored: Desk, reviewer: User, manager: User, as_person: AsPerson
) -> None:
    update_source(manager, scored.source("GUR").pk, {"aliases": ["HUR"], "is_party": True})
    words = words_of(as_person(reviewer), page_of(scored, "GUR"))
    assert "also: HUR" in words
    assert "party to the dispute" in words
    assert "not protected" in words
    assert "took the same position on 3 of the 4 claims (2 stories)" in words
    assert "With all others together, each claim once: 75%" in words
    assert "origin 8" in words
    assert "channel 0" in words
    spans = words_of(as_person(reviewer), f"{page_of(scored, 'GUR')}spans/", role="origin")
    assert "In report 0 the 3. thing" in spans


def test_the_record_gives_counts_and_says_too_few(
    scored: Desk, reviewer: User, as_person: AsPerson
) -> None:
    for claim, value in (
        ("claim 0", "confirmed"),
        ("claim 3", "refuted"),
        ("claim 1", "contested"),
    ):
        judge(reviewer, scored.claim(claim).pk, value=value, as_of=date(2024, 12, 20))
    browser = as_person(reviewer)
    gur, pentagon = page_of(scored, "GUR"), page_of(scored, "Pentagon")
    assert "1 was right , 1 was wrong of 4; 2 not settled" in words_of(browser, gur)
    assert "from 20 settled claims on we give a share. Now 2." in words_of(browser, gur)
    assert "2 were right , 0 were wrong" in words_of(browser, pentagon)
    wrong = words_of(browser, f"{gur}claims/", show="wrong")
    assert "claim 3" in wrong
    assert "Refuted" in wrong
    assert "claim 0" not in wrong
    assert "<polyline" in browser.get(gur).content.decode()


def test_a_source_with_one_claim_and_one_without_have_a_page(
    scored: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    scored.mark(
        annotator, scored.article("High water"), "alone", [("Hermit", "asserts")], sentence=7
    )
    scored.catch_up()
    for name in ("Hermit", "Nobody"):
        words = words_of(as_person(reviewer), page_of(scored, name))
        assert "No other source takes a position" in words
        assert "No verdict settles anything" in words


def test_merging_can_be_undone_from_the_page(
    scored: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    gur, other = scored.source("GUR"), scored.source("HUR")
    token = token_of(browser, page_of(scored, "HUR"))
    answer = browser.post(f"{SOURCES}{other.pk}/merge/", {**token, "into": gur.pk}, follow=True)
    assert "HUR now counts as GUR" in answer.content.decode()
    assert "These count as this source:" in answer.content.decode()
    assert "everything said of it counts for" in words_of(browser, f"{SOURCES}{other.pk}/")
    browser.post(f"{SOURCES}{other.pk}/unmerge/", token, follow=True)
    assert Source.objects.get(pk=other.pk).merged_into_id is None


@pytest.mark.parametrize("into", ["", "x", "999999", "self"])
def test_merging_into_nothing_changes_nothing_and_says_so(
    scored: Desk, reviewer: User, as_person: AsPerson, into: str
) -> None:
    browser, gur = as_person(reviewer), scored.source("GUR")
    token = token_of(browser, page_of(scored, "GUR"))
    into = str(gur.pk) if into == "self" else into
    answer = browser.post(f"{SOURCES}{gur.pk}/merge/", {**token, "into": into}, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    assert Source.objects.get(pk=gur.pk).merged_into_id is None


def test_annotators_see_the_page_without_the_buttons(
    scored: Desk, annotator: User, as_person: AsPerson
) -> None:
    page = as_person(annotator).get(page_of(scored, "GUR")).content.decode()
    assert "id_into" not in page
    assert "/edit/" not in page


def test_a_manager_edits_and_a_clash_is_said_at_the_name(
    scored: Desk, manager: User, as_person: AsPerson
) -> None:
    browser, address = as_person(manager), f"{page_of(scored, 'GUR')}edit/"
    token = token_of(browser, address)
    said = {**token, "name": "GUR", "kind": "military", "aliases": "HUR\n\n", "is_protected": "on"}
    assert browser.post(address, said).status_code == 302
    source = scored.source("GUR")
    assert (source.kind, source.is_protected) == ("military", True)
    assert [alias.name for alias in source.aliases.all()] == ["HUR"]
    clash = browser.post(address, {**said, "name": "Pentagon"})
    assert clash.status_code == 200
    assert "Already in use." in clash.content.decode()


def test_the_number_of_statements_is_bounded(
    scored: Desk,
    reviewer: User,
    as_person: AsPerson,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = as_person(reviewer)
    browser.get(SOURCES)
    with django_assert_max_num_queries(14):
        browser.get(SOURCES)
    with django_assert_max_num_queries(36):
        browser.get(page_of(scored, "GUR"))


def test_a_step_line_rises_on_the_day_of_the_verdict() -> None:
    line = step_line(
        [(date(2024, 12, 6), True), (date(2024, 12, 1), False)], until=date(2024, 12, 11)
    )
    assert line.right == "0,40 50,40 50,0 100,0"
    assert line.wrong == "0,40 0,0 100,0"
    assert line.rows == [(date(2024, 12, 1), 0, 1), (date(2024, 12, 6), 1, 1)]


def test_an_analysts_marks_are_told_at_both_ends(
    scored: Desk, reviewer: User, as_person: AsPerson
) -> None:
    ends = {"source": scored.source("Pentagon").pk, "from_source": scored.source("GUR").pk}
    mark_derivation(
        reviewer,
        scored.project,
        ends=ends,
        probability=0.4,
        claim_id=scored.claim("claim 0").pk,
        note="Same briefing.",
    )
    for name in ("GUR", "Pentagon"):
        words = words_of(as_person(reviewer), page_of(scored, name))
        assert "Pentagon has it from GUR" in words
        assert "Same briefing." in words
        assert "40%" in words
    assert "No analyst has marked it." in words_of(as_person(reviewer), page_of(scored, "Kremlin"))


def test_the_likest_names_are_offered_first(
    scored: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser, gur = as_person(reviewer), scored.source("GUR")
    for name in ("The Pentagon of old", "Agency GUR"):
        scored.source(name)
    first, *_others = browser.get(f"{SOURCES}{gur.pk}/choices/").json()["results"]
    assert first["text"] == "Agency GUR"
    found = browser.get(f"{SOURCES}{gur.pk}/choices/", {"words": "PENTAGON"}).json()["results"]
    assert [row["text"] for row in found] == ["Pentagon", "The Pentagon of old"]
    assert "The likest names" in page_text(browser, f"{SOURCES}{gur.pk}/")


def test_a_mark_is_made_taken_back_and_brought_back_on_the_page(
    scored: Desk, reviewer: User, annotator: User, as_person: AsPerson
) -> None:
    browser, gur, pentagon = as_person(reviewer), scored.source("GUR"), scored.source("Pentagon")
    token = token_of(browser, page_of(scored, "GUR"))
    said = {"direction": "to", "other": pentagon.pk, "share": "40", "note": "Same briefing."}
    marks = f"{SOURCES}{gur.pk}/marks/"
    refused = browser.post(marks, {**token, **said, "note": "", "share": "140"})
    assert "Nothing was marked yet." in refused.content.decode()
    assert "Say how you know" in refused.content.decode()
    assert not Derivation.objects.exists()
    browser.post(marks, {**token, **said})
    row = Derivation.objects.get()
    assert (row.source, row.from_source, row.probability) == (pentagon, gur, 0.4)
    assert "Pentagon has it from GUR Same briefing. on all claims" in words_of(
        browser, page_of(scored, "GUR")
    )
    browser.post(f"{marks}{row.pk}/", {**token, "act": "withdraw"})
    words = words_of(browser, page_of(scored, "Pentagon"))
    assert "No analyst has marked it." in words
    assert "1 taken back" in words
    browser.post(f"{marks}{row.pk}/", {**token, "act": "restore"})
    row.refresh_from_db()
    assert row.withdrawn_at is None
    kinds = Event.objects.filter(subject_type="derivation").order_by("pk")
    assert list(kinds.values_list("verb", flat=True)) == ["marked", "changed", "changed"]
    assert "mark-form" not in page_text(as_person(annotator), f"{SOURCES}{gur.pk}/")


def page_text(browser: Client, address: str) -> str:
    """The page as it is sent."""
    return browser.get(address).content.decode()
