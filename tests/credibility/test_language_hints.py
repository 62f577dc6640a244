"""Hints across languages: shown beside the numbers of a claim, and never in them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from annotator.models import Article, Source, User
from annotator.services.articles import Capture, add_article
from annotator.services.suggestions import keep_suggestions
from credibility import inputs, language_hints, queries
from credibility.language_hints import Hint
from credibility.models import PairScore
from credibility.services.derivations import mark_derivation
from tests.credibility.conftest import Desk

AsPerson = Callable[[User | None], Client]
AsToken = Callable[..., APIClient]
Query = dict[str, str | int]
CLAIM = "Forty died at Plekhovo"
ENGLISH = (
    "The tally from Plekhovo\n\nAt least 40 people died in Plekhovo, the regional Water Board said "
    "in a note. It counted roughly 11,000 sandbags, and Ivo Brandt signed it."
)
DUTCH = (
    "De telling uit Plekhovo\n\nIn Plekhovo vielen zeker veertig doden, staat in een nota van het "
    "Waterschap. Daarin telt Ivo Brandt ongeveer 11.000 zandzakken."
)


def tell(desk: Desk, text: str, *, language: str, publisher: str | None, day: str) -> Article:
    """An article of that text, with a mark on it that asserts the claim in its own voice."""
    capture = Capture(
        text=text, title=text[:23], publisher=publisher, published_on=day, language=language
    )
    article = add_article(desk.manager, desk.project, capture)[0]
    desk.mark(desk.manager, article, CLAIM, sentence=1)
    return article


@pytest.fixture
def told(desk: Desk) -> Desk:
    """An English text, a Dutch one of the day after, and another English one."""
    desk.articles["english"] = tell(
        desk, ENGLISH, language="en", publisher="Harbour", day="2024-12-17"
    )
    desk.articles["dutch"] = tell(desk, DUTCH, language="nl", publisher="Kust", day="2024-12-18")
    tell(desk, f"{ENGLISH} Again.", language="en-GB", publisher="Lowland", day="2024-12-19")
    desk.catch_up()
    return desk


def hints(desk: Desk) -> list[Hint]:
    """The hints on the claim, as its page has them."""
    [told] = inputs.told_claims(desk.project.pk, [desk.claim(CLAIM).group_id])
    [sides] = queries.sides_of(desk.project.pk, [told])
    return language_hints.hints_on(desk.project.pk, told, sides.supporters)


def test_the_later_text_may_have_it_from_the_earlier_in_another_language(told: Desk) -> None:
    by_publisher = [(hint.earlier.title, hint.later.title, hint.is_tied) for hint in hints(told)]
    assert by_publisher == [
        (ENGLISH[:23], DUTCH[:23], False),
        (DUTCH[:23], ENGLISH[:23], False),
    ]
    first = hints(told)[0]
    assert (first.from_day, first.day) == ("2024-12-17", "2024-12-18")
    assert [str(amount.lower) for amount in first.common.amounts] == ["40", "11000"]
    assert first.common.names == ("Plekhovo", "Ivo Brandt")


def test_a_source_is_met_by_whichever_of_its_names(told: Desk) -> None:
    assert hints(told)[0].common.sources == ()
    board = told.source("Water Board")
    board.aliases.create(name="Waterschap", name_key="waterschap")
    assert hints(told)[0].common.sources == (board.pk,)


def test_suggestions_that_are_kept_give_the_same(told: Desk) -> None:
    before = hints(told)
    for article in told.articles.values():
        assert article.current_id is not None
        keep_suggestions(article.current_id)
    language_hints.forget()
    assert [hint.common for hint in hints(told)] == [hint.common for hint in before]


def numbers(desk: Desk) -> tuple[Any, ...]:
    """Every number on the claim, and of every pair."""
    [row] = queries.claim_numbers(desk.project.pk, [desk.claim(CLAIM).group_id])
    pairs = PairScore.objects.order_by("source_a", "source_b")
    return (
        row.voices,
        row.independent_origins,
        row.independent_deniers,
        row.suggestion,
        [(pair.pair, pair.counts, pair.topics) for pair in pairs],
    )


def test_no_number_is_another_for_a_hint(told: Desk) -> None:
    assert hints(told)
    with_hints = numbers(told)
    assert (with_hints[1].lower, with_hints[1].value) == (1.0, 3.0)
    # Without a language no text is held against another: no hint, and the same numbers.
    Article.objects.filter(project=told.project).update(language="")
    assert not hints(told)
    assert numbers(told) == with_hints


def test_texts_of_one_day_or_without_one_are_tied(desk: Desk) -> None:
    tell(desk, ENGLISH, language="en", publisher="Harbour", day="2024-12-17")
    tell(desk, DUTCH, language="nl", publisher="Kust", day="2024-12-17")
    assert [hint.is_tied for hint in hints(desk)] == [True]
    Article.objects.filter(language="nl").update(
        published_on="2024-12-01", published_precision="month"
    )
    assert [(hint.is_tied, hint.day) for hint in hints(desk)] == [(True, "2024-12-31")]
    Article.objects.update(published_on=None, published_precision="unknown")
    assert [(hint.is_tied, hint.day) for hint in hints(desk)] == [(True, None)]


def test_one_publisher_and_one_language_give_no_hint(desk: Desk) -> None:
    tell(desk, ENGLISH, language="en", publisher="Harbour", day="2024-12-17")
    tell(desk, DUTCH, language="nl", publisher="Harbour", day="2024-12-18")
    assert hints(desk) == []
    Article.objects.filter(language="nl").update(language="en", publisher=desk.source("Kust"))
    assert hints(desk) == []


def test_where_an_analyst_marked_it_there_is_no_hint_any_more(told: Desk, reviewer: User) -> None:
    ends = {"source": told.source("Kust").pk, "from_source": told.source("Harbour").pk}
    mark_derivation(reviewer, told.project, ends=ends, probability=0.8)
    assert [hint.earlier.title for hint in hints(told)] == [DUTCH[:23]]


def test_the_page_of_a_claim_shows_hints_and_leads_to_both_texts_and_to_a_mark(
    told: Desk, reviewer: User, annotator: User, as_person: AsPerson
) -> None:
    claim = told.claim(CLAIM)
    address = f"/p/dikes/claims/{claim.pk}/"
    page = as_person(reviewer).get(address).content.decode()
    assert "2 hints across languages" in page
    assert "nothing is counted of it" in page
    assert "≥ 40, ≈ 11,000; " in page
    later, earlier = told.articles["dutch"].pk, told.articles["english"].pk
    assert f"/p/dikes/texts/{later}/{earlier}/?claim={claim.pk}" in page
    assert "direction=from&amp;other=" in page
    assert "direction=from" not in as_person(annotator).get(address).content.decode()


def test_a_mark_begun_from_a_hint_is_filled_in_but_for_how_probable(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    kust, harbour, claim = told.source("Kust"), told.source("Harbour"), told.claim(CLAIM)
    said: Query = {
        "direction": "from",
        "other": harbour.pk,
        "claim": claim.pk,
        "note": "Same figures",
    }
    page = as_person(reviewer).get(f"/p/dikes/sources/{kust.pk}/", said).content.decode()
    assert 'id="new-mark" open' in page
    assert f'<option value="{harbour.pk}" selected>Harbour' in page
    assert f'<option value="{claim.pk}" selected>{CLAIM}</option>' in page
    assert "Same figures</textarea>" in page
    nonsense = {"other": "x", "claim": "999999", "direction": "sideways"}
    assert as_person(reviewer).get(f"/p/dikes/sources/{kust.pk}/", nonsense).status_code == 200


def test_the_api_lists_hints_and_keeps_protected_names_in_the_house(
    told: Desk, reviewer: User, as_token: AsToken
) -> None:
    client = as_token(reviewer)
    query: Query = {"project": "dikes", "claim": told.claim(CLAIM).pk}
    answer = client.get("/api/v1/derivations/hints/", query)
    first = answer.json()["results"][0]
    assert first["article"] == told.articles["dutch"].pk
    assert first["from_article"] == told.articles["english"].pk
    assert (first["language"], first["from_language"]) == ("nl", "en")
    assert first["names"] == ["Plekhovo", "Ivo Brandt"]
    assert first["figures"][0]["lower"] == 40
    assert answer["X-Rows-Left-Out"] == "0"
    early = client.get("/api/v1/derivations/hints/", {**query, "as_of": "2024-12-17"})
    assert early.json()["results"] == []
    assert client.get("/api/v1/derivations/hints/", {**query, "claim": 999}).status_code == 404
    brandt = told.source("Ivo Brandt")
    Source.objects.filter(pk=brandt.pk).update(is_protected=True)
    language_hints.forget()
    shielded = client.get("/api/v1/derivations/hints/", query)
    assert "Brandt" not in shielded.content.decode()
