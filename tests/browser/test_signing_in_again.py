"""A session that ends in mid-work: signing in again in place, and nobody else's name on it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from annotator.models import Annotation, Article, User
from tests.browser.conftest import session_cookie
from tests.browser.looking import check
from tests.browser.test_annotate import rows, wait_until_sent
from tests.browser.test_outbox import mark_words, ready
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sign_in(desk: Page) -> Callable[[str, str], Locator]:
    """Fills in the dialog and sends it; gives the dialog."""

    def fill(email: str, password: str) -> Locator:
        sheet = desk.get_by_role("dialog")
        sheet.get_by_label("E-mail address").fill(email)
        sheet.get_by_label("Password").fill(password)
        desk.keyboard.press("Enter")
        return sheet

    return fill


def test_work_goes_on_after_signing_in_again_in_place(
    desk: Page,
    annotator: User,
    second_annotator: User,
    live_server: LiveServer,
    sign_in: Callable[[str, str], Locator],
) -> None:
    desk.context.clear_cookies()
    mark_words(desk, 1, "mayor", "1")
    mark_words(desk, 1, "family", "2")
    expect(desk.locator("#notices")).to_contain_text("2 wait. You are signed out.")
    expect(desk.locator("#saved")).to_have_text("2 wait")
    desk.get_by_role("button", name="Sign in").click()
    sheet = desk.get_by_role("dialog")
    expect(sheet.get_by_label("E-mail address")).to_have_value(annotator.email)
    expect(sheet.get_by_label("Password")).to_be_focused()
    check(desk, "signing in again")
    sign_in(annotator.email, "not it")
    expect(sheet.get_by_role("alert")).to_contain_text("do not belong together")
    sign_in(second_annotator.email, PASSWORD)
    expect(sheet.get_by_role("alert")).to_contain_text("another person's account")
    assert Annotation.objects.count() == 0
    sign_in(annotator.email, PASSWORD)
    expect(sheet).to_have_count(0)
    wait_until_sent(desk)
    expect(desk.locator("#notices .notice")).to_have_count(0)
    assert [row["quote"] for row in rows(annotator)] == ["mayor", "family"]
    desk.locator("#text").focus()
    desk.keyboard.press("Control+Enter")  # the forms of the page work with the new session too
    desk.wait_for_url(f"{live_server.url}/p/dikes/")


def test_somebody_else_who_signs_in_gets_none_of_it(
    desk: Page,
    article: Article,
    annotator: User,
    second_annotator: User,
    live_server: LiveServer,
    sign_in: Callable[[str, str], Locator],
) -> None:
    desk.context.clear_cookies()
    mark_words(desk, 1, "mayor", "1")
    expect(desk.locator("#notices")).to_contain_text("You are signed out.")
    desk.context.add_cookies([session_cookie(second_annotator, live_server.url)])
    theirs = desk.context.new_page()
    theirs.goto(desk.url)
    ready(theirs)
    expect(theirs.locator("#text mark")).to_have_count(0)
    desk.evaluate("dispatchEvent(new Event('focus'))")
    expect(desk.locator("#notices")).to_contain_text("Somebody else has signed in")
    mark_words(theirs, 1, "family", "2")
    wait_until_sent(theirs)
    assert [row.author for row in Annotation.objects.all()] == [second_annotator]
    desk.get_by_role("button", name="Sign in").click()
    sign_in(annotator.email, PASSWORD)
    wait_until_sent(desk)
    assert [row["quote"] for row in rows(annotator)] == ["mayor"]


def test_too_many_wrong_passwords_are_answered_as_on_the_sign_in_page(
    desk: Page, annotator: User, settings: Settings, sign_in: Callable[[str, str], Locator]
) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    desk.context.clear_cookies()
    mark_words(desk, 1, "mayor", "1")
    desk.get_by_role("button", name="Sign in").click()
    sheet = sign_in(annotator.email, "wrong")
    expect(sheet.get_by_role("alert")).to_contain_text("do not belong together")
    sign_in(annotator.email, "wrong again")
    expect(sheet.get_by_role("alert")).to_contain_text("Too many wrong tries")
    sign_in(annotator.email, PASSWORD)
    expect(sheet.get_by_role("alert")).to_contain_text("Too many wrong tries")
    expect(desk.locator("#saved")).to_have_text("1 waits")


def test_done_is_not_lost_when_the_session_has_ended(
    desk: Page, annotator: User, sign_in: Callable[[str, str], Locator]
) -> None:
    mark_words(desk, 1, "mayor", "1")
    wait_until_sent(desk)
    desk.context.clear_cookies()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#notices")).to_contain_text("You are signed out.")
    desk.get_by_role("button", name="Sign in").click()
    sign_in(annotator.email, PASSWORD)
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.locator("#text").focus()
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/p/dikes/")
