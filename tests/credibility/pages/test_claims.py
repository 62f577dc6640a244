"""The pages of claims: origins, chains, figures, appearances, and merging and splitting them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotator.models import Claim, ClaimRelation, Source, User
from annotator.services.annotations import Figure
from annotator.services.claims import create_topic
from annotator.services.sources import merge_source
from credibility import known_claims
from credibility.pages import claims
from credibility.services.derivations import mark_derivation
from tests.cast import judge
from tests.credibility.conftest import Desk

AsPerson = Callable[[User | None], Client]
CLAIMS = "/p/dikes/claims/"


def page_of(desk: Desk, text: str) -> str:
    """Where the claim of that text is shown."""
    return f"{CLAIMS}{desk.claim(text).pk}/"


def words_of(client: Client, address: str, **query: str) -> str:
    """The page's words, without tags."""
    page = client.get(address, query).content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@pytest.fixture
def told(desk: Desk, annotator: User) -> Desk:
    """One origin behind two outlets, a second one that only a third outlet quotes, a channel, a
    nameless one, and somebody who would not say."""
    topic = create_topic(desk.manager, desk.project, name="Flood").pk
    first = desk.article("High water", publisher="Polder Post", day="2024-12-16")
    second = desk.article("Wet feet", publisher="Dike Daily", day="2024-12-17")
    third = desk.article("Pumps", publisher="Mole Mail", day="2024-12-19")
    desk.claim("30 houses were flooded", topic=topic)
    for article in (first, second):
        way = [("Telegram", "reports"), ("Water board", "asserts")]
        desk.mark(annotator, article, "30 houses were flooded", way, label="unverified")
    desk.mark(
        annotator, third, "30 houses were flooded", [("Army", "asserts")], [("Mayor", "declines")]
    )
    desk.mark(annotator, third, "30 houses were flooded", [(None, "asserts")], sentence=1)
    desk.catch_up()
    return desk


# --- one claim ------------------------------------------------------------------------------


def test_a_claim_shows_origins_beside_outlets_and_why(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    words = words_of(as_person(reviewer), page_of(told, "30 houses were flooded"))
    assert "3 outlets carry it: that is the naive count." in words
    assert "3 independent origins" in words
    assert "between 1 and 3" in words
    assert "May stand on one origin" in words
    assert "Would not say (no denial): Mayor" in words
    assert "Polder Post Water board the text says so" in words
    assert "Nobody denies it." in words


def test_one_origin_behind_two_outlets_is_said_to_be_one(
    told: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    for name in ("High water", "Wet feet"):
        told.mark(annotator, told.article(name), "dry", [("Water board", "asserts")], sentence=3)
    words = words_of(as_person(reviewer), page_of(told, "dry"))
    assert "2 outlets carry it" in words
    assert "1 independent origin " in words
    assert "Stands on one origin" in words


def test_what_an_analyst_changed_stands_there(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    mark_derivation(
        reviewer,
        told.project,
        ends={
            "source": told.source("Army").pk,
            "from_source": told.source("Water board").pk,
        },
        probability=0.3,
    )
    words = words_of(as_person(reviewer), page_of(told, "30 houses were flooded"))
    assert "What analysts changed" in words
    assert "Army ← Water board: 30%" in words
    assert "an analyst marked it: 30%" in words


def test_chains_are_drawn_and_written_from_the_text_to_the_origin(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    page = as_person(reviewer).get(page_of(told, "30 houses were flooded")).content.decode()
    assert '<svg class="chain-picture"' in page
    assert "<title" in page
    assert "<desc" in page
    assert "chain-nameless" in page
    assert "style=" not in page
    words = words_of(as_person(reviewer), page_of(told, "30 houses were flooded"))
    assert "Polder Post article Telegram reports Water board asserts" in words
    assert "no named origin" in words


def test_circles_long_chains_and_self_citation_are_drawn_and_said(
    told: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    article = told.article("Round", publisher="Round Robin", day="2024-12-20")
    circle = [("A", "reports"), ("B", "reports"), ("A", "asserts")]
    long = [*((f"Hop {place}", "reports") for place in range(9)), ("End", "asserts")]
    for place, chain in enumerate([circle, long, [("Round Robin", "asserts")]]):
        told.mark(annotator, article, "odd", chain, sentence=place)
    words = words_of(as_person(reviewer), page_of(told, "odd"))
    assert "goes in a circle" in words
    assert "cites itself" in words
    assert "… 6 more hops" in words


def test_figures_stand_on_one_scale_with_what_others_made_of_them(
    told: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    def figure(lower: int, words: str, upper: Decimal | None = None) -> Figure:
        return Figure(Decimal(lower), upper, measure="flooded", population="houses", words=words)

    article = told.article("High water")
    other = told.article("Wet feet")
    board, army = [("Water board", "asserts")], [("Army", "asserts")]
    told.mark(annotator, article, "c", board, sentence=4, quantity=figure(30, "at least 30"))
    told.mark(annotator, other, "c", board, sentence=4, quantity=figure(20, "twenty or more"))
    exact = figure(12, "just twelve", upper=Decimal(12))
    told.mark(annotator, other, "c", army, sentence=5, quantity=exact)
    leaflet, mayor = told.article("Leaflet"), [("Mayor", "asserts")]
    told.mark(annotator, leaflet, "c", mayor, sentence=4, quantity=figure(40, "forty or more"))
    words = words_of(as_person(reviewer), page_of(told, "c"))
    # The day on which an undated text was marked is not the day on which it was told.
    assert "Mayor undated at least 40" in words
    assert "“at least 30” · flooded · houses" in words
    assert "Dike Daily : “twenty or more” at least 20 another interval" in words
    assert "they clash: both cannot be right" in words


def test_other_claims_of_the_story_are_compared_or_said_not_to_be(
    told: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    topic = told.claim("30 houses were flooded").topic_id
    article = told.article("High water")
    said = {"more than 71": ("71", "men"), "more than 654": ("654", "men"), "x": ("9", "women")}
    for place, (text, (lower, who)) in enumerate(said.items()):
        told.claim(text, topic=topic)
        quantity = Figure(lower=Decimal(lower), lower_closed=False, measure="lost", population=who)
        told.mark(
            annotator, article, text, [("Army", "asserts")], sentence=4 + place, quantity=quantity
        )
    words = words_of(as_person(reviewer), page_of(told, "more than 71"))
    assert "more than 654 more than 654 compatible: both can be right" in words
    assert "not comparable: who is counted differs" in words


def test_appearances_show_the_sentence_and_only_those_of_a_source_where_asked(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    page = browser.get(address)
    assert len(page.context["marks"]) == 4
    mayor = told.source("Mayor").pk
    assert len(browser.get(address, {"source": mayor}).context["marks"]) == 1
    merge_source(reviewer, told.source("The army").pk, into_id=told.source("Army").pk)
    army = told.source("Army").pk
    assert len(browser.get(address, {"source": army}).context["marks"]) == 1
    assert "No mark on this claim names that source." in words_of(
        browser, address, source=str(told.source("Nobody").pk)
    )


def test_as_of_a_day_only_what_was_told_by_then_counts(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    claim = told.claim("30 houses were flooded")
    judge(reviewer, claim.pk, value="unverified", as_of=date(2024, 12, 17))
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    words = words_of(browser, address, as_of="2024-12-16")
    assert "1 outlet carries it." in words
    assert "Stands on one origin" in words
    assert "No verdict yet." in words
    later = words_of(browser, address, as_of="2024-12-17")
    assert "2 outlets carry it" in later
    assert "Unverified as of Dec. 17, 2024" in later


def test_as_of_before_the_first_report_says_so_and_leads_there(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    words = words_of(browser, address, as_of="2020-01-01")
    assert "On Jan. 1, 2020 nothing had been reported on this claim." in words
    assert "The first report is of Dec. 16, 2024." in words
    wrong = browser.get(address, {"as_of": "2024-99-99"})
    assert wrong.status_code == 200
    assert "That is no day of the calendar" in wrong.content.decode()


def test_thousands_of_appearances_are_paged_in_a_fixed_number_of_statements(
    told: Desk,
    annotator: User,
    reviewer: User,
    as_person: AsPerson,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for place in range(30):
        article = told.article(f"More {place}", publisher=f"Paper {place}", day="2024-12-18")
        told.mark(annotator, article, "30 houses were flooded", [("Army", "asserts")])
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    with django_assert_max_num_queries(45):
        page = browser.get(address, {"page": "2"})
    assert page.context["page"].total == 34
    assert page.context["page"].pages == 2
    assert len(page.context["marks"]) == 14


def test_a_long_list_of_who_has_it_from_whom_is_cut_and_opens_whole(
    told: Desk, reviewer: User, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_DERIVED", 2)
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    assert "lines more. Show all" in words_of(browser, address)
    whole = words_of(browser, address, derived="all")
    assert "Polder Post Water board the text says so" in whole
    assert "Mole Mail Army the text says so" in whole
    assert "more. Show all" not in whole


def test_the_page_of_a_claim_is_the_same_whether_its_project_is_kept_or_not(
    told: Desk, reviewer: User, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_claims, "FEW_MARKS", -1)
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    known_claims.forget()
    alone = [words_of(browser, address), words_of(browser, address, as_of="2024-12-16")]
    known_claims.known_claims(told.project.pk)
    kept = [words_of(browser, address), words_of(browser, address, as_of="2024-12-16")]
    assert kept == alone


# --- merging, splitting, relating ------------------------------------------------------------


def acting(browser: Client, address: str, act: str, **fields: object) -> str:
    """What the page says after the act."""
    token = str(browser.get(address).context["csrf_token"])
    data = {"csrfmiddlewaretoken": token, **fields}
    answer = browser.post(f"{address}{act}/", data, follow=True)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_similar_claims_come_first_and_the_difference_is_said(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    told.claim("40 houses were flooded")
    told.claim("nothing like it")
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    words = words_of(browser, address)
    assert "40 houses were flooded Not the same: another figure, and both cannot be right." in words
    assert "nothing like it" not in words
    assert "nothing like it no figure to compare" in words_of(browser, address, find="nothing like")


def test_the_list_offers_what_holds_the_words_the_likest_first_and_marks_other_figures(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    told.claim("40 houses were flooded")
    told.claim("houses were built")
    told.claim("30 houses were flooded by the river")
    address = f"{page_of(told, '30 houses were flooded')}choices/"

    def offered(words: str) -> list[tuple[str, bool]]:
        rows = as_person(reviewer).get(address, {"words": words}).json()["results"]
        assert all(row["note"] for row in rows)
        return [(row["text"], row["differs"]) for row in rows]

    same, other = ("30 houses were flooded by the river", False), ("40 houses were flooded", True)
    assert offered("")[0] == same
    assert other in offered("")
    assert offered("FLOODED houses") == [same, other]
    assert offered("built") == [("houses were built", False)]
    assert offered("zzz") == []


def test_merging_splitting_and_relating_are_done_and_undone_from_the_page(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    other = told.claim("houses stood in the water")
    assert "You can undo it below." in acting(
        browser, address, "relate", other=other.pk, kind="narrower"
    )
    relation = ClaimRelation.objects.get()
    assert "Taken back." in acting(browser, address, f"relations/{relation.pk}/undo")
    mark = told.claim("30 houses were flooded").annotations.first()
    assert mark is not None
    words = acting(browser, address, "split", text="Cellars flooded", annotation=mark.pk)
    assert "This is the new claim." in words
    made = Claim.objects.get(text="Cellars flooded")
    words = acting(browser, f"{CLAIMS}{made.pk}/", "unsplit")
    assert "The two are one claim again" in words
    assert "put away when its split was undone" in words_of(browser, f"{CLAIMS}{made.pk}/")
    words = acting(browser, address, "relate", other=other.pk, kind="merge")
    assert "The two are one claim now" in words
    assert "This claim was merged" in words_of(browser, address)
    assert "Taken apart again" in acting(browser, address, "unmerge")
    assert Claim.objects.get(pk=other.pk).merged_claims.count() == 0


def test_merging_into_itself_in_a_circle_or_into_nothing_changes_nothing(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser, address = as_person(reviewer), page_of(told, "30 houses were flooded")
    mine, other = told.claim("30 houses were flooded"), told.claim("another")
    assert "A claim cannot go into itself" in acting(
        browser, address, "relate", other=mine.pk, kind="merge"
    )
    assert "Choose the other claim." in acting(browser, address, "relate", other="x", kind="merge")
    assert "is not here. Nothing was changed." in acting(
        browser, address, "relate", other=999999, kind="merge"
    )
    assert "not here" in acting(browser, address, "split", text="x", annotation="no-id")
    acting(browser, address, "relate", other=other.pk, kind="merge")
    back = acting(browser, f"{CLAIMS}{other.pk}/", "relate", other=mine.pk, kind="merge")
    assert "merged before must be taken apart first" in back
    assert Claim.objects.get(pk=other.pk).merged_into_id is None


def test_an_annotator_reads_and_is_offered_no_act(
    told: Desk, annotator: User, as_person: AsPerson
) -> None:
    page = as_person(annotator).get(page_of(told, "30 houses were flooded")).content.decode()
    assert "split-form" not in page
    assert "relate-form" not in page


# --- the list --------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_story_label_words_and_origins(
    told: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    article = told.article("Pumps")
    told.mark(annotator, article, "somebody said so", [(None, "asserts")], sentence=5)
    told.claim("untold")
    browser = as_person(reviewer)

    def listed(**query: str) -> set[str]:
        rows = browser.get(CLAIMS, query).context["rows"]
        return {row.told.text for row, *_rest in rows}

    everything = {"30 houses were flooded", "somebody said so", "untold"}
    assert listed() == everything
    assert listed(search="HOUSES") == {"30 houses were flooded"}
    topic = str(told.claim("30 houses were flooded").topic_id)
    assert listed(topic=topic) == {"30 houses were flooded"}
    assert listed(nameless="on") == {"somebody said so"}
    assert listed(label="unverified") == {"30 houses were flooded"}
    assert "somebody said so" in listed(one_origin="on")
    assert "No claim fits these filters." in words_of(browser, CLAIMS, search="zzz")


def test_the_list_stands_as_of_any_day(told: Desk, reviewer: User, as_person: AsPerson) -> None:
    told.claim("untold")
    text, browser = "30 houses were flooded", as_person(reviewer)
    judge(reviewer, told.claim(text).pk, value="confirmed", as_of=date(2024, 12, 20))
    page = browser.get(CLAIMS, {"as_of": "2024-12-18"})
    row = page.context["rows"][0][0]
    assert (row.told.text, row.verdict) == (text, None)
    assert f"claims/{row.told.claim}/?as_of=2024-12-18" in page.content.decode()
    assert "untold" not in page.content.decode()
    (judged,) = [
        one
        for one, *_rest in browser.get(CLAIMS, {"as_of": "2024-12-20"}).context["rows"]
        if one.told.text == text
    ]
    assert judged.verdict.value == "confirmed"
    early = words_of(browser, CLAIMS, as_of="2020-01-01")
    assert "On Jan. 1, 2020 nothing had been reported yet. The first report is of" in early
    assert "That is no day of the calendar" in words_of(browser, CLAIMS, as_of="soon")


def test_source_names_are_gone_with_their_merge(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    merge_source(reviewer, told.source("Army").pk, into_id=told.source("Ministry").pk)
    words = words_of(as_person(reviewer), page_of(told, "30 houses were flooded"))
    assert "Ministry first:" in words
    assert Source.objects.filter(merged_into__isnull=False).count() == 1
