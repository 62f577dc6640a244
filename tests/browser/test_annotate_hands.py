"""Spans taken hold of: by a caret, by handles at their ends, by a finger, by the whole sentence."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from annotator.models import Annotation, Article, Project, User
from annotator.queries.annotations import annotation_row
from annotator.services.articles import Capture, add_article
from tests.browser.conftest import OpenWindow
from tests.browser.test_annotate import rows, wait_until_sent
from tests.cast import FLOODED, Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FINGER = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
PLACE_OF = """([number, words, atEnd]) => {
  const element = document.getElementById(`p${number}`);
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const from = element.textContent.indexOf(words) + (atEnd ? words.length - 1 : 0);
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (from < at + node.length) {
      const range = document.createRange();
      range.setStart(node, from - at);
      range.setEnd(node, from - at + 1);
      const box = range.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    }
    at += node.length;
  }
}"""


TAKE_THE_WORD_HELD = """() => document.addEventListener('pointerdown', ({ clientX, clientY }) => {
  setTimeout(() => {
    const { offsetNode, offset } = document.caretPositionFromPoint(clientX, clientY);
    getSelection().collapse(offsetNode, offset);
    getSelection().modify('move', 'forward', 'word');
    getSelection().modify('extend', 'backward', 'word');
  }, 500);
}, { once: true })"""


def centre(page: Page, selector: str) -> tuple[float, float]:
    """The middle of an element in the window."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class Finger:
    """One finger on the screen of a page, as the browser is told of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session: CDPSession = page.context.new_cdp_session(page)

    def tell(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def hold(self, number: int, words: str) -> None:
        """Stays on the first of some words of a paragraph until it is selected.

        Without a window Chromium finds no long press. So the word under the finger is selected as
        a phone would, and the touch ends as it does there: cancelled, not lifted."""
        _, y = self.page.evaluate(PLACE_OF, [number, words, False])
        self.page.evaluate("(y) => scrollBy({ top: y - innerHeight / 3, behavior: 'instant' })", y)
        self.page.evaluate(TAKE_THE_WORD_HELD)
        self.tell("touchStart", self.page.evaluate(PLACE_OF, [number, words, False]))
        expect(self.page.locator("#widen")).to_be_visible()
        self.tell("touchCancel")


def test_a_caret_walks_selects_and_opens_and_nothing_can_be_typed(
    desk: Page, annotator: User
) -> None:
    keys = desk.keyboard
    whole = desk.locator("#text").text_content()
    for key in ("j", "j", "t"):
        keys.press(key)
    box = desk.get_by_role("textbox", name="Text of the article")
    expect(box).to_have_attribute("aria-readonly", "true")
    expect(box).to_be_focused()
    expect(desk.locator("#announcer")).to_contain_text("Caret on")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        keys.press(key)
    expect(desk.locator("#dock")).to_be_visible()
    keys.press("Control+Shift+ArrowRight")
    keys.press("2")
    keys.type("hello")
    keys.press("Enter")
    keys.press("Escape")
    session = desk.context.new_cdp_session(desk)
    composed = {"text": "かな", "selectionStart": 2, "selectionEnd": 2}
    session.send("Input.imeSetComposition", composed)
    session.send("Input.insertText", {"text": "仮名"})
    expect(desk.locator("#text")).to_have_text(whole or "", use_inner_text=False)
    keys.press("Home")
    keys.press(" ")
    expect(desk.locator(".item.is-focused")).to_contain_text("The water")
    keys.press("Escape")
    keys.press("Escape")
    expect(desk.get_by_role("textbox", name="Text of the article")).to_have_count(0)
    expect(desk.locator("#text")).to_be_focused()
    keys.press("j")
    wait_until_sent(desk)
    assert [(row["quote"], row["label"]) for row in rows(annotator)] == [
        ("The water", "unverified")
    ]


def test_both_ends_are_dragged_by_mouse_and_alt_takes_characters(
    mark: Mark, open_window: OpenWindow, annotator: User, article: Article
) -> None:
    span = mark(annotator, article, quote="at least 30 houses")
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_load_state("networkidle")
    page.click(f"#s-{span.pk} .item-open")
    for side, words, modifier, quote in (
        ("end", "were flooded", "", FLOODED),
        ("start", "board said", "", f"board said that {FLOODED}"),
        ("start", "oard said", "Alt", f"oard said that {FLOODED}"),
    ):
        grip = centre(page, f".handle-{side}")
        goal = page.evaluate(PLACE_OF, [2, words, side == "end"])
        if modifier:
            page.keyboard.down(modifier)
        page.mouse.move(grip[0], grip[1] - 8 if side == "end" else grip[1] + 8)
        page.mouse.down()
        page.mouse.move(goal[0], grip[1], steps=4)
        page.mouse.up()
        if modifier:
            page.keyboard.up(modifier)
        expect(page.locator(".item.is-focused .quote")).to_have_text(f"“{quote}”")
    page.keyboard.press("Control+z")
    wait_until_sent(page)
    assert rows(annotator)[0]["quote"] == "board said that " + FLOODED
    page.keyboard.press("Control+Shift+Z")
    wait_until_sent(page)
    assert rows(annotator)[0]["quote"] == "oard said that " + FLOODED


def test_a_finger_drags_an_end_and_takes_sentences_by_their_number_or_a_long_press(
    mark: Mark, open_window: OpenWindow, annotator: User, article: Article
) -> None:
    span = mark(annotator, article, quote="30 houses were")
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/", **FINGER)
    page.wait_for_selector("html[data-ready]")
    page.locator("mark").first.tap()
    handle = page.locator(".handle-end")
    box = handle.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (44, 44)
    x, y = centre(page, ".handle-end")
    goal = page.evaluate(PLACE_OF, [2, "flooded", True])
    finger = Finger(page)
    finger.tell("touchStart", (x, box["y"] + 9))
    finger.tell("touchMove", ((x + goal[0]) / 2, box["y"] + 9 + (goal[1] - y) / 2))
    finger.tell("touchMove", (goal[0], goal[1] + 17))
    finger.tell("touchEnd")
    expect(page.locator("#dock-quote")).to_contain_text("30 houses were flooded")
    page.locator("#dock-close").tap()
    page.locator("#dock-close").tap()
    # Beside the third line: its number, or the room next to it.
    third = page.locator("#p3").bounding_box()
    assert third is not None
    page.touchscreen.tap(third["x"] + 10, third["y"] + 15)
    expect(page.locator("#dock-quote")).to_contain_text("A spokesman of the army denied it")
    page.get_by_role("button", name="Contested").tap()
    wait_until_sent(page)
    assert [row["label"] for row in rows(annotator)] == ["confirmed", "contested"]
    assert rows(annotator)[0]["id"] == str(span.pk)
    page.locator("#dock-close").tap()
    finger.hold(4, "could say")
    assert page.evaluate("`${getSelection()}`") == "could"
    expect(page.locator("#dock-quote")).to_have_text(
        "“Nobody could say when the pumps would run again.”"
    )
    page.get_by_role("button", name="Only the words").tap()
    expect(page.locator("#dock-quote")).to_have_text("“could”")


def test_a_part_left_out_is_put_back_with_x_and_undo_goes_on_across_it(
    open_window: OpenWindow, annotator: User, project: Project
) -> None:
    text = "The quay was shut.\n\nREAD  Five questions about the quay\n\nNobody was hurt there."
    article, _ = add_article(annotator, project, Capture(text=text, title="Quay", language="en"))
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".fence")).to_contain_text("Left out: a teaser for another article")
    keys = page.keyboard
    for key in ("j", "j", "1", "2", "x"):
        keys.press(key)
    expect(page.locator(".fence button")).to_be_focused()

    def switched(key: str, number: int) -> None:
        keys.press(key)
        expect(page.locator(".article-meta")).to_contain_text(f"revision {number}")
        page.wait_for_selector("html[data-ready]")

    switched("x", 2)
    expect(page.locator("#p2")).to_have_text("READ  Five questions about the quay")
    expect(page.locator("#p3 mark.u")).to_have_text("Nobody was hurt there.")
    switched("Control+z", 3)
    expect(page.locator("#p2 mark.u")).to_have_text("Nobody was hurt there.")
    keys.press("Control+z")
    expect(page.locator("#p2 mark.c")).to_have_text("Nobody was hurt there.")
    keys.press("Control+Shift+Z")
    expect(page.locator("#p2 mark.u")).to_have_count(1)
    switched("Control+Shift+Z", 4)
    wait_until_sent(page)
    assert [(row["quote"], row["label"]) for row in rows_of_now(article)] == [
        ("Nobody was hurt there.", "unverified")
    ]


def rows_of_now(article: Article) -> list[dict[str, Any]]:
    """What stands on the article's current text."""
    live = Annotation.objects.live().filter(article=article).select_related("project")
    return [annotation_row(row) for row in live]
