"""The list beside the text: in step with it, and filtered by whose spans it shows."""

import pytest
from playwright.sync_api import expect

from annotator.models import Article, Project, User
from tests.browser.conftest import OpenWindow
from tests.browser.test_annotate import wait_until_sent
from tests.cast import FLOODED, Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_others_spans_are_fetched_when_wanted_and_only_read(
    open_window: OpenWindow,
    mark: Mark,
    annotator: User,
    second_annotator: User,
    article: Article,
    project: Project,
) -> None:
    mine = mark(annotator, article)
    mark(annotator, article, quote="Nobody could say", label="unverified")
    mark(second_annotator, article, quote="30 houses", label="contested")
    mark(second_annotator, article, quote="A spokesman", label="confirmed")
    path = f"/p/dikes/articles/{article.pk}/"
    page = open_window(annotator, path)
    page.wait_for_selector("html[data-ready]")
    shown = page.locator("#spans .item:visible")
    expect(shown).to_have_count(2)
    whose = page.get_by_role("group", name="Which spans are shown")
    whose.get_by_role("button", name="everybody’s").click()
    expect(shown).to_have_count(4)
    expect(shown.nth(1)).to_contain_text("second")
    assert [row.splitlines()[-1] for row in shown.all_inner_texts()] == [
        f"“{FLOODED}”",
        "second",
        "second",
        "“Nobody could say”",
    ]
    # In the text they are quieter, and say whose they are.
    spokesman = page.locator("#p3 mark")
    expect(spokesman).to_have_attribute("data-symbol", "✓s")
    expect(spokesman).to_have_attribute("aria-description", "Confirmed, second")
    both = page.locator("#p2 mark[data-many]")
    looks = """mark => [mark, mark.querySelector('u')].map((one) =>
      getComputedStyle(one).textDecorationThickness)"""
    assert (both.get_attribute("class"), both.evaluate(looks)) == ("c c0 q", ["2px", "1px"])
    spokesman.click()
    expect(page.get_by_role("menuitem")).to_have_text(["1Confirmed: A spokesman, second"])
    page.keyboard.press("Enter")
    expect(page.locator(".is-looked-at")).to_contain_text("A spokesman")
    shown.nth(0).locator("a").click()
    page.keyboard.press("j")
    expect(shown.nth(1)).to_have_class("item is-other is-looked-at")
    assert page.evaluate("CSS.highlights.get('other').size") == 1
    page.keyboard.press("k")
    expect(page.locator(".item.is-focused")).to_have_attribute("data-id", str(mine.pk))
    page.locator("#text").focus()
    page.keyboard.press("Escape")
    whose.get_by_role("button", name="where we differ").click()
    expect(shown).to_have_count(2)
    expect(page.locator("#span-count")).to_have_text("2")
    expect(spokesman).to_have_count(0)
    expect(both).to_have_count(1)
    page.locator(f"mark[data-ids~='{mine.pk}']").first.click()
    page.keyboard.press("3")
    expect(shown).to_have_count(1)
    expect(both).to_have_count(0)
    wait_until_sent(page)
    page.goto(page.url + "?whose=all")
    expect(spokesman).to_have_attribute("aria-description", "Confirmed, second")
    expect(shown).to_have_count(4)
    whose.get_by_role("button", name="mine").click()
    expect(page.locator("#text mark")).to_have_count(2)
    project.is_blind = True
    project.save()
    page.goto(page.url)
    page.wait_for_selector("html[data-ready]")
    expect(whose).to_have_count(0)
