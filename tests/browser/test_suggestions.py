"""Suggestions on the annotating page: gone through, accepted, put away, switched off."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Annotation, Article, Project, Source, User
from annotator.services.articles import Capture, add_article
from annotator.services.sources import create_source
from tests.browser.conftest import OpenWindow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = (
    "The night was dark and the harbour was quiet.\n"
    "\n"
    "The Water Board said that at least 30 houses were flooded. 😀 Then 12 pumps broke.\n"
    "\n"
    "According to officials, the dike is safe. “We knew nothing,” said Mayor Anna Keeper."
)


@pytest.fixture
def told(annotator: User, project: Project) -> Article:
    article, _is_new = add_article(
        annotator, project, Capture(text=WORDS, title="Told", language="en", as_given=True)
    )
    return article


@pytest.fixture
def board(annotator: User, project: Project) -> Source:
    return create_source(annotator, project, name="Lower Town Water Board", aliases=["Water Board"])


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready][data-suggested]")


def focused(page: Page) -> str:
    said = page.evaluate(
        "document.activeElement.dataset.suggestion ? document.activeElement.innerText : ''"
    )
    return str(said)


def test_tab_goes_through_them_and_a_labels_key_accepts(
    open_window: OpenWindow, annotator: User, told: Article, board: Source
) -> None:
    page = open_window(annotator, f"/p/{told.project.slug}/articles/{told.pk}/")
    ready(page)
    assert page.locator(".hint").all_inner_texts()[0] == "The Water Board said"
    page.locator("#text").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "The Water Board said"
    hint = page.locator("[data-suggestion]").first
    described = hint.get_attribute("aria-description") or ""
    assert "The Water Board: asserts" in described
    assert "30" in described
    expect(page.locator(".why")).to_contain_text("a verb of saying")
    assert not Annotation.objects.exists()
    page.keyboard.press("2")
    expect(page.locator("mark.u")).to_have_text("at least 30 houses were flooded")
    expect(page.locator("#spans .item")).to_contain_text("Lower Town Water Board")
    expect(page.locator("#saved")).to_contain_text(re.compile(r"\d"))
    [made] = Annotation.objects.all()
    assert (made.origin, made.label) == ("suggested", "unverified")
    assert made.accepted_at is not None
    assert made.quantity.lower == 30
    assert [hop.source_id for hop in made.attributions.all()] == [board.pk]
    # What was accepted is dotted no more, and Tab goes on behind it.
    page.keyboard.press("Tab")
    assert focused(page) == "12"
    page.keyboard.press("Delete")
    assert focused(page) == "According to officials"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "According to officials" or focused(page) == ""
    page.keyboard.press("Control+z")
    expect(page.locator("mark")).to_have_count(0)
    expect(page.locator(".hint").first).to_have_text("The Water Board said")
    # Put away is put away, also after a reload.
    page.wait_for_load_state("networkidle")
    page.reload()
    ready(page)
    assert "12" not in page.locator(".hint").all_inner_texts()


def test_it_is_no_trap_and_can_be_switched_off(
    open_window: OpenWindow, annotator: User, told: Article
) -> None:
    page = open_window(annotator, f"/p/{told.project.slug}/articles/{told.pk}/")
    ready(page)
    page.locator("#text").focus()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("!document.getElementById('text').contains(document.activeElement)")
    page.locator("#text").focus()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("!document.getElementById('text').contains(document.activeElement)"):
            break
        seen.append(focused(page))
    assert seen == [
        "The Water Board said",
        "12",
        "According to officials",
        "said Mayor Anna Keeper",
    ]
    page.locator("#text").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("Tab")
    assert page.evaluate("!document.getElementById('text').contains(document.activeElement)")
    page.locator("#help").evaluate("(box) => box.showPopover()")
    with page.expect_navigation():  # the page comes anew without them
        page.locator("#suggestions-on").click()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#suggestions-on")).not_to_be_checked()
    expect(page.locator(".hint")).to_have_count(0)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".hint")).to_have_count(0)


def test_enter_gives_a_span_the_figure_it_lacks_and_a_new_name_is_asked_for(
    open_window: OpenWindow, annotator: User, told: Article
) -> None:
    page = open_window(annotator, f"/p/{told.project.slug}/articles/{told.pk}/")
    ready(page)
    page.locator("#text").focus()
    for key in ("j", "j", "j", "1"):
        page.keyboard.press(key)
    expect(page.locator("mark.c")).to_have_count(1)
    page.locator("#text").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "12"
    page.keyboard.press("Enter")
    expect(page.locator("#spans .item.is-focused")).to_contain_text("12")
    page.locator("[data-suggestion]", has_text="said Mayor Anna Keeper").focus()
    page.keyboard.press("3")
    expect(page.locator(".editor input[role=combobox]")).to_have_value("Mayor Anna Keeper")


def test_by_touch_a_tap_offers_to_accept_or_put_away(
    open_window: OpenWindow, annotator: User, told: Article, board: Source
) -> None:
    page = open_window(
        annotator,
        f"/p/{told.project.slug}/articles/{told.pk}/",
        width=360,
        height=740,
        has_touch=True,
    )
    ready(page)
    page.locator(".hint", has_text="The Water Board said").tap()
    expect(page.locator(".why")).to_contain_text("The Water Board: asserts")
    for button in page.locator(".dock:not([hidden]) button:visible").all():
        box: Any = button.bounding_box()
        assert box["height"] >= 44 or button.get_attribute("id") in ("widen",)
    page.locator("#bar [data-label=contested]").tap()
    expect(page.locator("mark.x")).to_have_text("at least 30 houses were flooded")


def test_a_blind_project_shows_none(
    open_window: OpenWindow, annotator: User, told: Article
) -> None:
    Project.objects.filter(pk=told.project_id).update(is_blind=True)
    page = open_window(annotator, f"/p/{told.project.slug}/articles/{told.pk}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".hint")).to_have_count(0)
    assert not [address for address in asked if "suggestions/" in address]
