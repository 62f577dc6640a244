"""Two texts side by side: what they share is marked in both, and said in words."""

from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from annotator.models import Article, User
from annotator.services.articles import Capture, add_article
from tests.cast import make_project
from tests.credibility.conftest import Desk

AsPerson = Callable[[User | None], Client]
SHARED = " ".join(f"word{number}" for number in range(40))


def tell(
    desk: Desk, text: str, *, publisher: str, day: str, language: str = "en", claim: str = "c"
) -> Article:
    """An article in which the publisher says the claim in its own voice."""
    capture = Capture(
        text=text, title=publisher, publisher=publisher, published_on=day, language=language
    )
    article = add_article(desk.manager, desk.project, capture)[0]
    desk.mark(desk.manager, article, claim)
    return article


def test_the_share_of_words_on_a_claim_opens_both_texts_with_the_words_marked(
    desk: Desk, reviewer: User, as_person: AsPerson
) -> None:
    first = tell(desk, f"{SHARED}\n\nOnly here.", publisher="Harbour", day="2024-12-17")
    second = tell(desk, SHARED, publisher="Lowland", day="2024-12-18")
    claim = desk.claim("c").pk
    page = as_person(reviewer).get(f"/p/dikes/claims/{claim}/").content.decode()
    address = f"/p/dikes/texts/{second.pk}/{first.pk}/?claim={claim}"
    assert f'<a href="{address}">100% of the words are the same</a>' in page
    both = as_person(reviewer).get(address).content.decode()
    assert both.count(f'<mark class="shared-words">{SHARED}</mark>') == 2
    assert "<p>Only here.</p>" in both
    assert "36 of 36 stand in the other too: 100%." in both
    assert "counts as the probability" in both
    assert f'href="/p/dikes/claims/{claim}/#derived"' in both
    assert both.index("Lowland") < both.index("Harbour")


def test_short_texts_and_small_shares_are_said_to_count_for_nothing(
    desk: Desk, reviewer: User, as_person: AsPerson
) -> None:
    whole = tell(desk, SHARED, publisher="Harbour", day="2024-12-17").pk
    short = tell(desk, "word0 word1 word2 word3 word4 five", publisher="Short", day="").pk
    other = " ".join(f"other{number}" for number in range(50))
    little = tell(desk, f"{other} word1 word2 word3 word4 word5", publisher="Little", day="").pk
    page = as_person(reviewer).get(f"/p/dikes/texts/{short}/{whole}/").content.decode()
    assert "With fewer than 30 runs nothing can be told" in page
    page = as_person(reviewer).get(f"/p/dikes/texts/{little}/{whole}/").content.decode()
    assert "Under 20% counts as nothing" in page
    assert "1 place marked" in page


def test_texts_in_two_languages_show_the_figures_and_names_both_give(
    desk: Desk, reviewer: User, as_person: AsPerson
) -> None:
    english = "It rained. At least 40 people left Plekhovo, said Ivo Brandt."
    dutch = "Het regende. Volgens Ivo Brandt verlieten zeker veertig mensen Plekhovo."
    one = tell(desk, english, publisher="Harbour", day="2024-12-17").pk
    other = tell(desk, dutch, publisher="Kust", day="2024-12-18", language="nl").pk
    page = as_person(reviewer).get(f"/p/dikes/texts/{other}/{one}/").content.decode()
    assert "of which nothing is counted" in page
    for words in ("At least 40 people", "Plekhovo", "Ivo Brandt", "zeker veertig mensen"):
        assert f'<mark class="shared-words">{words}</mark>' in page
    assert "≥ 40; " in page


def test_what_a_text_holds_is_shown_as_words_and_never_run(
    desk: Desk, reviewer: User, as_person: AsPerson
) -> None:
    text = f"<script>alert(1)</script> {SHARED}"
    one = tell(desk, text, publisher="Harbour", day="2024-12-17").pk
    other = tell(desk, f"{text} too", publisher="Lowland", day="2024-12-18").pk
    page = as_person(reviewer).get(f"/p/dikes/texts/{one}/{other}/").content.decode()
    assert "<script>alert" not in page
    assert "script&gt;alert(1)&lt;/script&gt;" in page


def test_texts_of_another_project_or_put_away_are_not_there(
    desk: Desk, reviewer: User, as_person: AsPerson
) -> None:
    mine = tell(desk, SHARED, publisher="Harbour", day="2024-12-17").pk
    elsewhere = make_project("elsewhere")
    other, _ = add_article(elsewhere.created_by, elsewhere, Capture(text="Not here."))
    away = tell(desk, f"{SHARED} away", publisher="Lowland", day="2024-12-18").pk
    Article.objects.filter(pk=away).update(archived_at=timezone.now())
    for pk in (mine, other.pk, away):
        assert as_person(reviewer).get(f"/p/dikes/texts/{mine}/{pk}/").status_code == 404
