"""Through the queue of differences by keyboard: decide, say why, take back, give back."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Adjudication, Article, SentBack, User
from annotator.services.assignments import set_state
from tests.browser.conftest import OpenWindow
from tests.cast import Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def queue(
    open_window: OpenWindow,
    article: Article,
    mark: Mark,
    annotator: User,
    second_annotator: User,
    reviewer: User,
) -> Page:
    """The reviewer's window on four differences: two of labels, boundaries, and a lone mark."""
    User.objects.filter(pk=annotator.pk).update(name="Anouk")
    mark(annotator, article, label="confirmed")
    mark(second_annotator, article, label="contested")
    mark(annotator, article, quote="The mayor")
    mark(second_annotator, article, quote="mayor")
    mark(annotator, article, quote="No house was touched", label="unverified")
    mark(second_annotator, article, quote="No house was touched", label="confirmed")
    mark(annotator, article, quote="the pumps would run again")
    for person in (annotator, second_annotator):
        set_state(person, article, "done")
    page = open_window(reviewer, "/p/dikes/adjudicate/")
    expect(page.locator("#help-button")).to_be_enabled()  # its script listens
    return page


def press(page: Page, key: str) -> None:
    """Presses a key that leads to another page, and waits until that listens."""
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator("#help-button")).to_be_enabled()


def number(page: Page) -> str:
    return page.title().partition(" · ")[0]


def test_the_queue_is_gone_through_by_keyboard(queue: Page) -> None:
    page = queue
    assert number(page) == "Difference 1 of 4"
    assert "Anouk" not in page.locator("main").inner_text()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("3")  # rests while the help is open
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    press(page, "j")
    assert number(page) == "Difference 2 of 4"
    press(page, "k")
    page.keyboard.press("r")
    page.keyboard.type("The army denies it: 3 of 4.")
    page.keyboard.press("Escape")
    press(page, "3")
    assert number(page) == "Difference 1 of 3"
    expect(page.locator(".last-act")).to_contain_text("Anouk")
    press(page, "4")
    made = Adjudication.objects.get()
    assert (made.reason, made.error_category) == (
        "The army denies it: 3 of 4.",
        "silence_is_no_denial",
    )
    press(page, "z")
    assert number(page) == "Difference 1 of 4"
    press(page, "0")
    press(page, "u")  # they differ in labels: it goes along
    expect(page.locator("#decide [aria-pressed=true]")).to_have_text("Union U")
    press(page, "a")
    press(page, "i")
    assert number(page) == "Difference 1 of 1"
    page.keyboard.press("n")
    page.keyboard.type("Did you see this one?")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Nothing waits for a decision")
    decided = Adjudication.objects.in_force()
    assert decided.count() == 3
    assert set(decided.values_list("decision__quote", flat=True)) == {
        None,
        "No house was touched",
        "mayor",
    }
    assert SentBack.objects.standing().count() == 1


def test_it_works_without_any_script(queue: Page, open_window: OpenWindow, manager: User) -> None:
    page = open_window(manager, "/p/dikes/adjudicate/", width=360, java_script_enabled=False)
    page.locator("input[value=span_too_wide]").check()
    page.locator("button[value=take-A]").click()
    page.get_by_role("button", name="Take it back").click()
    assert number(page) == "Difference 1 of 4"
    assert Adjudication.objects.get().error_category == "span_too_wide"
    assert not Adjudication.objects.in_force().exists()
