"""The pages of stories: the list, the state of play on one page, and what belongs to it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import Claim, Event, Topic, TopicSentence, User
from annotator.services.annotations import Figure
from annotator.services.articles import Capture, capture_again
from annotator.services.claims import create_topic
from tests.cast import judge
from tests.credibility.conftest import Desk
from tests.credibility.pages.test_sources import token_of, words_of

AsPerson = Callable[[User | None], Client]
STORIES = "/p/dikes/stories/"


@pytest.fixture
def flood(desk: Desk, annotator: User, reviewer: User) -> Topic:
    """A story with a claim that stands and one that hangs on one origin, with a figure."""
    topic = create_topic(desk.manager, desk.project, name="Flood")
    article = desk.article("First", publisher="Polder Post", day="2024-12-10")
    for claim in ("it stands", "it hangs"):
        desk.claim(claim, topic=topic.pk)
    desk.mark(annotator, article, "it stands", [("Pentagon", "asserts")], sentence=1)
    figure = Figure(lower=Decimal(30), unit="houses", measure="flooded", words="at least 30")
    desk.mark(annotator, article, "it hangs", [("GUR", "asserts")], sentence=2, quantity=figure)
    judge(reviewer, desk.claim("it stands").pk, value="confirmed", as_of=date(2024, 12, 11))
    return topic


def page_of(topic: Topic) -> str:
    """Where the story is read."""
    return f"{STORIES}{topic.pk}/"


def test_the_list_leads_to_each_story_and_makes_new_ones(
    flood: Topic, reviewer: User, annotator: User, as_person: AsPerson
) -> None:
    assert "Flood 2 claims, 0 articles" in words_of(as_person(annotator), STORIES)
    client = as_person(reviewer)
    answer = client.post(STORIES, {**token_of(client, STORIES), "name": "Pumps"})
    assert answer.status_code == 302
    assert Topic.objects.filter(name="Pumps").exists()


def test_the_page_says_what_stands_and_what_hangs_on_one_origin(
    flood: Topic, reviewer: User, as_person: AsPerson
) -> None:
    client = as_person(reviewer)
    words = words_of(client, page_of(flood), as_of="2024-12-11")
    assert "1 claim stands; 1 hangs on one origin." in words
    assert words.index("Stands") < words.index("it stands") < words.index("Hangs on one origin")
    assert "at least 30 houses, flooded" in words
    assert "→" not in words
    page = client.get(page_of(flood), {"as_of": "2024-12-11"}).content.decode()
    assert 'aria-label="at least 30"' in page
    judged = Claim.objects.get(text="it stands").pk
    assert f"claimreview.jsonld/?project=dikes&amp;claim={judged}" in page
    export = client.get(f"/api/v1/exports/claimreview.jsonld/?project=dikes&claim={judged}")
    assert b"it stands" in export.getvalue()


def test_each_reader_has_the_verdicts_in_their_own_language(
    flood: Topic, reviewer: User, as_person: AsPerson
) -> None:
    for language, word in (("nl", "Bevestigd"), ("en", "Confirmed")):
        User.objects.filter(pk=reviewer.pk).update(language=language)
        assert f"{word} it stands" in words_of(as_person(reviewer), page_of(flood))


def test_a_day_before_the_first_report_says_so_and_leads_to_it(
    flood: Topic, reviewer: User, as_person: AsPerson
) -> None:
    words = words_of(as_person(reviewer), page_of(flood), as_of="2024-01-01")
    assert "nothing of this story had been reported" in words
    assert "The first report is of Dec. 10, 2024." in words


def test_where_nothing_is_new_it_leads_to_the_last_day_with_something(
    flood: Topic, reviewer: User, as_person: AsPerson
) -> None:
    page = as_person(reviewer).get(page_of(flood)).content.decode()
    assert "Nothing new was reported or judged." in page
    assert "?as_of=2024-12-11" in page


@pytest.mark.parametrize(
    "query", [{"as_of": "soon"}, {"as_of": "2024-12-11", "since": "2025-01-01"}]
)
def test_a_day_that_makes_no_sense_is_told_and_the_page_still_reads(
    flood: Topic, reviewer: User, as_person: AsPerson, query: dict[str, str]
) -> None:
    answer = as_person(reviewer).get(page_of(flood), query)
    assert answer.status_code == 200
    assert "notice-warning" in answer.content.decode()
    assert "it stands" in answer.content.decode()


def test_claims_are_put_in_taken_out_and_the_story_renamed(
    flood: Topic, desk: Desk, reviewer: User, as_person: AsPerson
) -> None:
    client = as_person(reviewer)
    address = f"{page_of(flood)}edit/"
    loose = desk.claim("a loose claim")
    token = token_of(client, address)
    assert "a loose claim" in words_of(client, address)
    client.post(address, {**token, "act": "put", "claim": [loose.pk]})
    assert Claim.objects.get(pk=loose.pk).topic == flood
    client.post(address, {**token, "act": "take", "claim": [loose.pk]})
    assert Claim.objects.get(pk=loose.pk).topic is None
    client.post(address, {**token, "act": "rename", "name": "The breach"})
    assert Topic.objects.get(pk=flood.pk).name == "The breach"
    create_topic(reviewer, desk.project, name="Pumps")
    page = client.post(address, {**token, "act": "rename", "name": "Pumps"}).content.decode()
    assert "already has this name" in page
    answer = client.post(address, {**token, "act": "put"}, follow=True)
    assert "Nothing was ticked" in answer.content.decode()


def test_the_desk_says_in_its_own_words_how_it_stands_and_the_earlier_words_stay(
    flood: Topic, reviewer: User, annotator: User, as_person: AsPerson
) -> None:
    browser, edit = as_person(reviewer), f"{page_of(flood)}edit/"
    token = token_of(browser, edit)
    too_long = browser.post(edit, {**token, "act": "say", "text": "x" * 601})
    assert too_long.status_code == 200
    assert not TopicSentence.objects.exists()
    for text in ("We write\nthat it stands.", "We wait.", "We wait."):
        browser.post(edit, {**token, "act": "say", "text": text})
    earlier, later = TopicSentence.objects.order_by("pk")
    assert Event.objects.filter(verb="said").count() == 2
    TopicSentence.objects.filter(pk=earlier.pk).update(
        created_at=earlier.created_at - timedelta(days=3)
    )
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    words = words_of(as_person(annotator), page_of(flood))
    assert f"We wait. {reviewer.display_name}," in words
    assert "We write that it stands." in words_of(browser, page_of(flood), as_of=yesterday)
    browser.post(edit, {**token, "act": "say", "text": ""})
    assert later.text not in words_of(browser, page_of(flood))
    assert "taken away" in words_of(browser, edit)


def test_passages_wait_to_be_read_again_after_a_newer_text(
    flood: Topic, desk: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    assert "To be read again" not in words_of(browser, page_of(flood))
    article = desk.article("First")
    assert article.current is not None
    newer = article.current.text.replace("In report 0 the 1.", "In report 0 the 7.")
    capture_again(desk.manager, article.pk, Capture(text=newer))
    words = words_of(browser, page_of(flood))
    assert "To be read again" in words
    assert "it stands First, Polder Post : changed See both texts" in words
