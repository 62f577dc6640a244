"""A whole shift: from signing in to the next article, by keyboard alone and by one finger."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Article, Assignment, Claim, Project, User
from annotator.models.choices import AssignmentState
from annotator.services.articles import Capture, add_article
from annotator.services.claims import create_claim
from annotator.services.sources import create_source
from tests.browser.conftest import OpenWindow, wait_for_open_requests
from tests.browser.test_annotate import rows, wait_until_sent
from tests.browser.test_annotate_hands import FINGER, Finger
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCK_IS_AT_THE_BOTTOM = """() => {
  const { bottom } = document.getElementById('dock').getBoundingClientRect();
  return Math.abs(bottom - innerHeight) < 2;
}"""
# Ten sentences, each with a figure: what it is in numbers stands beside it.
SENTENCES = {
    "en": [
        ("The water board counted 31 pumps.", (31, 31)),
        ("The mayor spoke of at least 400 wet houses.", (400, None)),
        ("More than 12 boats broke loose.", (12, None)),
        ("The army sent 250 soldiers.", (250, 250)),
        ("The bridge was closed for 16 hours.", (16, 16)),
        ("At most 9 people were hurt.", (None, 9)),
        ("The lock keeper saw 3 breaches.", (3, 3)),
        ("The school took in 85 children.", (85, 85)),
        ("The dike sank 40 centimetres.", (40, 40)),
        ("The army counted at least 70 sandbags.", (70, None)),
    ],
    "nl": [
        ("Het waterschap telde 31 pompen.", (31, 31)),
        ("De burgemeester sprak van minstens 400 natte huizen.", (400, None)),
        ("Meer dan 12 boten sloegen los.", (12, None)),
        ("Het leger stuurde 250 militairen.", (250, 250)),
        ("De brug was 16 uur dicht.", (16, 16)),
        ("Hoogstens 9 mensen raakten gewond.", (None, 9)),
        ("De sluiswachter zag 3 doorbraken.", (3, 3)),
        ("De school ving 85 kinderen op.", (85, 85)),
        ("De dijk zakte 40 centimeter.", (40, 40)),
        ("Het leger telde minstens 70 zandzakken.", (70, None)),
    ],
}
TITLES = {"en": "Night at the dike", "nl": "Nacht aan de dijk"}
LABELS = ("confirmed", "unverified", "contested")


@pytest.fixture(params=["en", "nl"])
def language(request: pytest.FixtureRequest) -> str:
    """Of the article, and of the person who reads it."""
    return str(request.param)


@pytest.fixture
def shift(language: str, project: Project, annotator: User, manager: User) -> list[Article]:
    """Two articles to do, and a source and a claim to connect them with."""
    annotator.language = language
    annotator.save()
    create_source(manager, project, name="Water board", aliases=["Waterschap"])
    create_claim(manager, project, text="Water 31.")
    text = TITLES[language] + "\n\n" + " ".join(words for words, _ in SENTENCES[language])
    captures = [
        Capture(text=text, title=TITLES[language], language=language),
        Capture(text="One line is enough.", title="The morning after", language="en"),
    ]
    articles = [add_article(manager, project, capture)[0] for capture in captures]
    for article in articles:
        Assignment.objects.get_or_create(article=article, user=annotator)
    return articles


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until what has the focus says these words."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in str(page.evaluate("document.activeElement.textContent")):
            return
    pytest.fail(f"Tab never came to {words!r}.")


def test_a_shift_by_keyboard_alone(
    page: Page, live_server: LiveServer, language: str, shift: list[Article], annotator: User
) -> None:
    keys = page.keyboard
    page.goto(live_server.url)
    expect(page.locator("input[name=username]")).to_be_focused()
    keys.type(annotator.email)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page).to_have_url(re.compile(r"/p/dikes/"))
    tab_to(page, TITLES[language])
    keys.press("Enter")
    page.wait_for_selector("html[data-ready]")
    assert page.locator("html").get_attribute("lang") == language

    keys.press("j")  # the title
    for number in range(10):
        keys.press("j")
        keys.press(str(number % 3 + 1))
        keys.press("s")
        keys.type("water")
        expect(page.locator(".editor").get_by_role("option").first).to_contain_text("Water board")
        keys.press("Enter")
        keys.press("c")
        keys.type("water 31")
        expect(page.locator(".editor").get_by_role("option").first).to_contain_text("Water 31.")
        keys.press("Enter")
        keys.press("f")
        expect(page.locator(".figure-form")).to_be_visible()
        keys.press("Enter")
        expect(page.locator(".figure-form")).to_have_count(0)
    expect(page.locator("#spans .item")).to_have_count(10)
    for _ in range(4):  # the last span's figure, claim, source and label
        keys.press("Control+z")
    expect(page.locator("#spans .item")).to_have_count(9)
    for _ in range(4):
        keys.press("Control+Shift+Z")
    expect(page.locator("#spans .item")).to_have_count(10)
    wait_until_sent(page)
    keys.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("The morning after")

    found = rows(annotator)
    claim = Claim.objects.get()
    expected = [(words, bounds) for words, bounds in SENTENCES[language]]
    assert [(row["quote"], bounds_of(row)) for row in found] == expected
    assert [row["label"] for row in found] == [LABELS[number % 3] for number in range(10)]
    assert {row["claim"] for row in found} == {claim.pk}
    assert all(len(row["attributions"]) == 1 for row in found)
    assert shift[0].assignments.get(user=annotator).state == AssignmentState.DONE
    page.close()
    wait_for_open_requests()


def bounds_of(row: dict[str, Any]) -> tuple[int | None, int | None]:
    """Lower and upper bound of an annotation's figure."""
    lower, upper = row["quantity"]["lower"], row["quantity"]["upper"]
    return (None if lower is None else int(lower), None if upper is None else int(upper))


def test_a_shift_by_one_finger(
    open_window: OpenWindow, language: str, shift: list[Article], annotator: User
) -> None:
    page = open_window(annotator, "/p/dikes/", **FINGER)
    page.get_by_role("link", name=TITLES[language]).first.tap()
    page.wait_for_selector("html[data-ready]")
    finger = Finger(page)
    for number, (words, _bounds) in enumerate(SENTENCES[language][:3]):
        finger.hold(2, words)
        expect(page.locator("#dock-quote")).to_contain_text(words)
        assert page.evaluate(DOCK_IS_AT_THE_BOTTOM)
        page.locator(f"#bar [data-label={LABELS[number]}]").tap()
        page.locator("#dock-close").tap()
    expect(page.locator("#spans .item")).to_have_count(3)
    page.locator("#undo").tap()
    expect(page.locator("#spans .item")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wait_until_sent(page)
    page.locator("#done-form button").tap()
    expect(page.locator("h1")).to_have_text("The morning after")
    assert [row["label"] for row in rows(annotator)] == ["confirmed", "unverified"]
