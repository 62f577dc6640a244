"""Nothing is lost: no connection, a bad connection, a server in trouble, two tabs, a crash."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Dialog, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Annotation, Article, Event, User
from tests.browser.conftest import OpenWindow, session_cookie
from tests.browser.test_annotate import rows, wait_until_sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANNOTATIONS = "**/api/v1/annotations/**"
WORDS = [(1, "mayor"), (1, "family"), (2, "water board"), (2, "30 houses"), (3, "spokesman")]


def mark_words(page: Page, paragraph: int, words: str, key: str) -> None:
    """Selects words of a paragraph and presses a label's key."""
    page.evaluate(
        """([number, words]) => {
          const node = document.getElementById(`p${number}`);
          const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const from = walker.currentNode.data.indexOf(words);
            if (from >= 0) {
              getSelection().setBaseAndExtent(
                walker.currentNode, from, walker.currentNode, from + words.length,
              );
            }
          }
        }""",
        [paragraph, words],
    )
    page.wait_for_selector("#dock:not([hidden])")
    page.keyboard.press(key)


def ready(page: Page) -> Page:
    """The page, once its scripts have begun."""
    page.wait_for_selector("html[data-ready]")
    return page


def refuse(route: Route, status: int, **headers: str) -> None:
    """An answer from what stands in between, or from a server in trouble."""
    error = {"error": {"code": "later", "message": "Not now."}}
    route.fulfill(
        status=status, headers=headers, content_type="application/json", body=json.dumps(error)
    )


@pytest.mark.parametrize(
    ("language", "waiting", "saved"),
    [
        ("en", "5 wait for the connection", "saved"),
        ("nl", "5 wachten op de verbinding", "opgeslagen"),
    ],
)
def test_five_acts_without_a_connection_are_five_rows_once_it_is_back(
    open_window: OpenWindow,
    article: Article,
    annotator: User,
    language: str,
    waiting: str,
    saved: str,
) -> None:
    annotator.language = language
    annotator.save()
    desk = ready(open_window(annotator, f"/p/dikes/articles/{article.pk}/"))
    desk.context.set_offline(True)
    for paragraph, words in WORDS:
        mark_words(desk, paragraph, words, "2")
    expect(desk.locator("#notices")).to_contain_text(waiting)
    expect(desk.locator("#saved")).to_have_text(waiting)
    assert rows(annotator) == []
    desk.context.set_offline(False)
    expect(desk.locator("#notices .notice")).to_have_count(0)
    expect(desk.locator("#saved")).to_contain_text(saved)
    assert [row["quote"] for row in rows(annotator)] == [words for _, words in WORDS]
    # Once more, and the page is loaded anew before the connection is back.
    desk.route("**/api/**", lambda route: route.abort("internetdisconnected"))
    for paragraph, words in WORDS:
        mark_words(desk, paragraph, words, "3")
    expect(desk.locator("#notices")).to_contain_text(waiting)
    desk.reload()
    ready(desk)
    expect(desk.locator("#text mark.x")).to_have_count(5)
    assert {row["label"] for row in rows(annotator)} == {"unverified"}
    desk.unroute("**/api/**")
    desk.evaluate("dispatchEvent(new Event('online'))")
    wait_until_sent(desk)
    assert {(row["label"], row["version"]) for row in rows(annotator)} == {("contested", 2)}
    # And what waits still when the reader is back at the queue is told and sent from there.
    desk.route("**/api/**", lambda route: route.abort("internetdisconnected"))
    for paragraph, words in WORDS:
        mark_words(desk, paragraph, words, "1")
    expect(desk.locator("#notices")).to_contain_text(waiting)
    desk.goto(desk.url.partition("articles/")[0])
    expect(desk.locator("#saved")).to_have_text(waiting)
    desk.unroute("**/api/**")
    desk.evaluate("dispatchEvent(new Event('online'))")
    expect(desk.locator("#saved")).to_contain_text(saved)
    assert {(row["label"], row["version"]) for row in rows(annotator)} == {("confirmed", 3)}
    assert Annotation.objects.count() == 5


def test_a_request_that_stalls_is_given_up_and_sent_again(
    open_window: OpenWindow, article: Article, annotator: User
) -> None:
    desk = open_window(annotator, "/static/annotator/img/icon.svg")
    desk.clock.install()
    desk.goto(desk.url.replace("static/annotator/img/icon.svg", f"p/dikes/articles/{article.pk}/"))
    ready(desk)
    stalled: list[Route] = []
    desk.route(ANNOTATIONS, lambda route: stalled.append(route))
    mark_words(desk, 1, "mayor", "1")
    expect(desk.locator("#saved")).to_have_text("saving…")
    expect(desk.locator("#saved")).to_have_attribute("aria-busy", "true")
    desk.wait_for_timeout(50)
    assert len(stalled) == 1
    desk.clock.fast_forward(16_000)
    expect(desk.locator("#saved")).to_have_text("1 waits for the connection")
    desk.unroute(ANNOTATIONS)
    desk.clock.fast_forward(2_000)
    expect(desk.locator("#saved")).to_contain_text("saved ")
    assert [row["quote"] for row in rows(annotator)] == ["mayor"]


def test_an_answer_lost_on_the_way_does_not_make_a_second_row(desk: Page, annotator: User) -> None:
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        response = route.fetch()
        if route.request.method in lost:
            route.fulfill(response=response)
        else:
            lost.append(route.request.method)
            route.abort("connectionreset")

    desk.route(ANNOTATIONS, lose_the_first)
    desk.keyboard.press("j")
    desk.keyboard.press("1")
    desk.keyboard.press("3")
    desk.keyboard.press("Delete")
    wait_until_sent(desk)
    desk.keyboard.press("Control+z")
    wait_until_sent(desk)
    assert lost == ["POST", "PATCH", "DELETE"]
    [row] = rows(annotator)
    assert row["label"] == "contested"
    assert Annotation.objects.count() == 1
    assert desk.locator("#notices .notice").count() == 0


def test_a_server_in_trouble_is_left_alone_as_long_as_it_asks(desk: Page, annotator: User) -> None:
    asked: list[float] = []

    def trouble(route: Route) -> None:
        asked.append(time.monotonic())
        status = {1: 503, 2: 429}.get(len(asked))
        if status:
            refuse(route, status, **{"Retry-After": "1" if status == 503 else "0"})
        else:
            route.continue_()

    desk.route(ANNOTATIONS, trouble)
    mark_words(desk, 1, "mayor", "2")
    expect(desk.locator("#notices")).to_contain_text("1 waits. The server cannot take anything")
    mark_words(desk, 1, "family", "2")  # more work does not make the page ask any sooner
    expect(desk.locator("#saved")).to_have_text("2 wait")
    wait_until_sent(desk)
    expect(desk.locator("#notices .notice")).to_have_count(0)
    assert asked[1] - asked[0] >= 0.9
    assert len(asked) == 4
    assert [row["quote"] for row in rows(annotator)] == ["mayor", "family"]


def test_what_the_server_fails_at_holds_nothing_else_up(desk: Page, annotator: User) -> None:
    failing = True

    def fail_at_the_mayor(route: Route) -> None:
        if failing and "mayor" in (route.request.post_data or ""):
            route.fulfill(status=500, body="<h1>Server error</h1>")
        else:
            route.continue_()

    desk.route(ANNOTATIONS, fail_at_the_mayor)
    mark_words(desk, 1, "mayor", "2")
    mark_words(desk, 2, "30 houses", "1")
    expect(desk.locator("#saved")).to_have_text("1 waits")
    assert [row["quote"] for row in rows(annotator)] == ["30 houses"]
    failing = False
    wait_until_sent(desk)
    assert [row["quote"] for row in rows(annotator)] == ["mayor", "30 houses"]


def test_an_answer_that_is_not_ours_stores_nothing_and_is_not_believed(
    desk: Page, annotator: User
) -> None:
    # A hotel's page that wants to be clicked first, for instance.
    desk.route(ANNOTATIONS, lambda route: route.fulfill(status=200, body="<h1>Welcome</h1>"))
    mark_words(desk, 1, "mayor", "1")
    expect(desk.locator("#saved")).to_have_text("1 waits for the connection")
    desk.unroute(ANNOTATIONS)
    wait_until_sent(desk)
    assert len(rows(annotator)) == 1


def test_a_double_click_is_one_act_and_one_done(
    desk: Page, annotator: User, live_server: LiveServer
) -> None:
    sent: list[str] = []
    desk.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    desk.keyboard.press("j")
    desk.evaluate("getSelection().selectAllChildren(document.querySelector('#p2'))")
    desk.wait_for_selector("#dock:not([hidden])")
    desk.dblclick("#bar [data-label=confirmed]")
    wait_until_sent(desk)
    assert len(rows(annotator)) == 1
    assert Event.objects.filter(verb="created", subject_type="annotation").count() == 1
    desk.dblclick("#done-form button")
    desk.wait_for_url(f"{live_server.url}/p/dikes/")
    assert len([one for one in sent if one.startswith("POST") and one.endswith("/done/")]) == 1


def test_two_tabs_show_the_same_and_one_of_them_sends(desk: Page, annotator: User) -> None:
    other = ready_copy(desk)
    sent: list[str] = []

    def note(request: Request) -> None:
        if "/api/" in request.url and request.method != "GET":
            sent.append(request.method)

    for tab in (desk, other):
        tab.on("requestfinished", note)
    desk.context.set_offline(True)
    mark_words(desk, 1, "mayor", "1")
    expect(other.locator("#text mark.c")).to_have_count(1)
    expect(other.locator("#saved")).to_have_text("1 waits for the connection")
    other.locator("#spans .item-open").click()
    other.keyboard.press("3")
    expect(desk.locator("#text mark.x")).to_have_count(1)
    for tab in (desk, other):
        expect(tab.locator("#saved")).to_have_text("2 wait for the connection")
    desk.context.set_offline(False)
    for tab in (desk, other):
        expect(tab.locator("#notices .notice")).to_have_count(0)
        expect(tab.locator("#saved")).to_contain_text("saved")
    wait_until_sent(desk)
    assert sent == ["POST", "PATCH"]
    [row] = rows(annotator)
    assert (row["label"], row["version"]) == ("contested", 2)


def ready_copy(desk: Page) -> Page:
    """A second tab on the same page."""
    other = desk.context.new_page()
    other.goto(desk.url)
    return ready(other)


@pytest.fixture
def crashing(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[Any]:
    """Starts a browser of its own on one profile; called again, it first kills the last one."""
    profile = tmp_path / "profile"
    running: list[BrowserContext] = []

    def start() -> BrowserContext:
        if running:
            # The lock is a link to "<host>-<process>".
            process = int(os.readlink(profile / "SingletonLock").rpartition("-")[2])
            os.kill(process, signal.SIGKILL)
            (profile / "SingletonLock").unlink()
        running.append(browser_type.launch_persistent_context(profile, **browser_type_launch_args))
        running[-1].set_default_timeout(10_000)
        return running[-1]

    yield start
    running[-1].close()


def test_a_browser_that_crashes_loses_nothing(
    crashing: Any, article: Article, annotator: User, live_server: LiveServer
) -> None:
    cookie = session_cookie(annotator, live_server.url)
    address = f"{live_server.url}/p/dikes/articles/{article.pk}/"
    context = crashing()
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(address)
    ready(page)
    page.route("**/api/**", lambda route: route.abort())
    for paragraph, words in WORDS:
        mark_words(page, paragraph, words, "1")
    expect(page.locator("#saved")).to_have_text("5 wait for the connection")
    context = crashing()
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(address)
    ready(page)
    wait_until_sent(page)
    assert [row["quote"] for row in rows(annotator)] == [words for _, words in WORDS]
    expect(page.locator("#text mark")).to_have_count(5)


@pytest.mark.parametrize("storage", ["forbidden", "full"])
def test_a_browser_that_keeps_nothing_says_so_and_asks_before_it_closes(
    open_window: OpenWindow, article: Article, annotator: User, storage: str
) -> None:
    desk = open_window(annotator, "/static/annotator/img/icon.svg")
    root = desk.url.removesuffix("/static/annotator/img/icon.svg")
    if storage == "forbidden":
        desk.add_init_script(
            "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };"
        )
    if storage == "full":
        # Before the page writes at all: the browser remembers for a while how much room it saw.
        session = desk.context.new_cdp_session(desk)
        session.send("Storage.overrideQuotaForOrigin", {"origin": root, "quotaSize": 1})
    desk.goto(f"{root}/p/dikes/articles/{article.pk}/")
    ready(desk)
    desk.route(ANNOTATIONS, lambda route: route.abort())
    mark_words(desk, 1, "mayor", "1")
    expect(desk.locator("#notices .notice-error")).to_contain_text("Do not close this page")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.once("dialog", stay)
    desk.close(run_before_unload=True)
    desk.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    desk.unroute(ANNOTATIONS)
    wait_until_sent(desk)
    assert [row["quote"] for row in rows(annotator)] == ["mayor"]
    if storage == "full":
        expect(desk.locator("#notices .notice")).to_have_count(0)
    with desk.expect_event("close"):
        desk.close(run_before_unload=True)


def test_formatted_words_are_pasted_into_a_note_as_words(desk: Page, annotator: User) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.keyboard.press("j")
    desk.keyboard.press("1")
    desk.keyboard.press("n")
    desk.evaluate(
        """() => navigator.clipboard.write([new ClipboardItem({
          'text/html': new Blob(['<b>Ask</b> <i>the board</i>'],
            { type: 'text/html' }),
          'text/plain': new Blob(['Ask the board'], { type: 'text/plain' }),
        })])"""
    )
    desk.keyboard.press("Control+v")
    desk.keyboard.press("Enter")
    wait_until_sent(desk)
    assert [row["note"] for row in rows(annotator)] == ["Ask the board"]
