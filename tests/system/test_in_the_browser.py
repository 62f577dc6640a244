"""The main job in a real browser on a real installation: two people mark, the reviewer watches."""

import functools
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_annotate import select
from tests.fixtures.api import ApiUser
from tests.fixtures.installation import Installation
from tests.system.story import PASTED, TITLE

pytestmark = [pytest.mark.broker, pytest.mark.browser, pytest.mark.xdist_group("demo")]

SOURCES = ("Waterschap", "Brandweer")


class Newsroom:
    """Browser windows of demo people, who sign in by typing."""

    def __init__(self, installation: Installation, browser: Browser, args: dict[str, Any]) -> None:
        self.installation, self.browser, self.args = installation, browser, args
        self.windows: list[Any] = []

    @functools.cache  # noqa: B019 - it lives as long as one test
    def window(self, who: str) -> Page:
        """The window of annotator1, reviewer, ...; signed in through the form."""
        context = self.browser.new_context(**self.args)
        context.set_default_timeout(15_000)
        self.windows.append(context)
        page = context.new_page()
        page.goto(self.installation.url)
        address = f"{who}@demo.example"
        page.fill("input[name=username]", address)
        page.fill("input[name=password]", self.installation.password_of(address))
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("sign-in"), timeout=15_000)
        return page


@pytest.fixture
def newsroom(
    demo_installation: Installation, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[Newsroom]:
    room = Newsroom(demo_installation, browser, browser_context_args)
    yield room
    for context in room.windows:
        context.close()


@pytest.fixture
def slug(demo_installation: Installation) -> str:
    """A project of the manager's with two annotators, a reviewer, two sources and five claims."""
    token = demo_installation.manage("create_token", "manager@demo.example", "--scope", "write")
    manager = ApiUser(demo_installation.url, token.strip())
    slug = f"dijk-{uuid.uuid4().hex[:8]}"
    manager.post("projects/", {"slug": slug, "name": "De dijk"})
    for who, role in (("annotator1", "annotator"), ("reviewer", "reviewer")):
        manager.post(f"projects/{slug}/members/", {"user": f"{who}@demo.example", "role": role})
    for name in SOURCES:
        manager.post("sources/", {"project": slug, "name": name, "kind": "government"})
    for number in range(1, 6):
        manager.post("claims/", {"project": slug, "text": f"Bewering {number}."})
    return slug


def add_sources_and_claim(page: Page, number: int, *, second_stance_presses: int = 0) -> None:
    """For the focused span, by keyboard: two chains with a source each, and a claim."""
    keys = page.keyboard
    for key, name in (("s", SOURCES[0]), ("a", SOURCES[1])):
        keys.press(key)
        keys.type(name)
        expect(page.get_by_role("option").first).to_contain_text(name)
        keys.press("Enter")
    for _ in range(second_stance_presses):
        keys.press("d")
    keys.press("c")
    keys.type(f"Bewering {number}")
    expect(page.get_by_role("option").first).to_contain_text(f"Bewering {number}.")
    keys.press("Enter")


def test_a_page_is_pasted_marked_by_hand_and_the_agreement_follows(
    newsroom: Newsroom, slug: str
) -> None:
    at = newsroom.installation.url
    page = newsroom.window("annotator1")
    page.goto(f"{at}/p/{slug}/import/")
    page.fill("textarea[name=text]", PASTED)
    page.click("button[value=preview]")
    expect(page.locator(".capture-block")).to_have_count(5)
    page.click("button[value=add]")
    page.goto(f"{at}/p/{slug}/")
    page.get_by_role("link", name=TITLE).click()
    page.wait_for_selector("html[data-ready]")

    page.keyboard.press("j")
    for number in (1, 2):  # by keyboard: the next sentence, a label, sources and a claim
        page.keyboard.press("j")
        page.keyboard.press("1")
        add_sources_and_claim(page, number)
        page.keyboard.press("Escape")
    for number, words in ((3, "minstens 40 huizen"), (4, "12 mensen"), (5, "30 meter")):
        paragraph = page.locator("p[data-start]", has_text=words).first.get_attribute("id")
        assert paragraph is not None
        select(page, int(paragraph.removeprefix("p")), words)
        page.click("#bar [data-label=unverified]")
        add_sources_and_claim(page, number, second_stance_presses=int(number == 5))
        page.keyboard.press("Escape")
    expect(page.locator(".item")).to_have_count(5)

    reviewer = newsroom.window("reviewer")
    reviewer.goto(f"{at}/p/{slug}/agreement/")
    row = reviewer.locator("tr", has_text=SOURCES[0]).filter(has_text=SOURCES[1]).first
    expect(row).to_be_visible(timeout=10_000)
    before = row.inner_text()

    page.locator(".item").nth(1).click()
    page.keyboard.press("d")
    expect(row).not_to_have_text(before, timeout=10_000)
