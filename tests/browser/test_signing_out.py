"""Signing out leaves nothing of a person's work in the browser."""

import pytest
from playwright.sync_api import Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEPT = """async () => (await indexedDB.databases())
  .map((one) => one.name).filter((name) => name.startsWith('twosource-')).length"""


def sign_out(page: Page, live_server: LiveServer) -> None:
    """Uses the menu of the queue."""
    page.goto(f"{live_server.url}/p/dikes/")
    page.locator("details.account > summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_it_clears_what_was_kept_in_the_browser(desk: Page, live_server: LiveServer) -> None:
    assert desk.evaluate(KEPT) == 1
    sign_out(desk, live_server)
    desk.wait_for_url("**/sign-in/**")
    assert desk.evaluate(KEPT) == 0


def test_it_asks_before_it_throws_unsent_work_away(desk: Page, live_server: LiveServer) -> None:
    desk.route("**/api/v1/**", lambda route: route.abort())
    desk.keyboard.press("j")
    desk.keyboard.press("1")
    expect(desk.locator("#notices")).to_contain_text("1 waits")
    asked: list[str] = []

    def refuse(dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # going to the queue with unsent work is asked about too
            dialog.accept()
            return
        asked.append(dialog.message)
        dialog.dismiss()

    desk.on("dialog", refuse)
    sign_out(desk, live_server)
    desk.wait_for_timeout(300)
    desk.remove_listener("dialog", refuse)
    assert "1 acts have not been sent" in asked[0]
    assert desk.evaluate(KEPT) == 1
    assert "/sign-in/" not in desk.url
