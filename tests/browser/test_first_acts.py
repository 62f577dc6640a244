"""What a person does while the annotating page is still coming is not lost."""

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.models import Article, User
from tests.browser.conftest import OpenWindow
from tests.browser.test_annotate import rows, wait_until_sent
from tests.cast import FLOODED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SELECT = """words => {
  const walker = document.createTreeWalker(document.getElementById('text'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
}"""
UNDO_WHILE_IT_IS_READ = """async () => {
  const undo = await import('/static/annotator/js/undo.js?again');
  const store = await import('/static/annotator/js/store.js');
  const [span] = store.spans();
  const opening = undo.open();
  undo.record(span.id, { ...span, label: 'contested' });
  await opening;
  return [undo.undo(), undo.undo(), undo.undo()].map((one) => one && String(one.before?.label));
}"""


def test_words_selected_before_the_scripts_came_take_a_label(
    open_window: OpenWindow, article: Article, annotator: User
) -> None:
    page = open_window(annotator, "/p/dikes/")
    on_its_way: list[Route] = []
    page.route("**/annotate*.js", lambda route: on_its_way.append(route))
    with page.expect_request("**/annotate*.js"):
        page.goto(f"{page.url}articles/{article.pk}/", wait_until="commit")
    page.wait_for_selector("#text p")
    expect(page.locator(".key-line")).to_be_hidden()
    page.evaluate(SELECT, FLOODED)
    on_its_way.pop().continue_()
    expect(page.locator("#dock-quote")).to_have_text(f"“{FLOODED}”")
    expect(page.locator(".key-line")).to_be_visible()
    page.keyboard.press("2")
    wait_until_sent(page)
    assert [row["quote"] for row in rows(annotator)] == [FLOODED]


def test_an_act_while_the_history_is_read_comes_after_it(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("1")
    wait_until_sent(desk)
    assert desk.evaluate(UNDO_WHILE_IT_IS_READ) == ["contested", "undefined", None]
