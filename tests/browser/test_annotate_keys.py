"""Every command is listed under ?, and its key can be changed, swapped, taken away and restored."""

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.models import User
from annotator.pages.annotate_keys import WORDS
from annotator.services.keys import DEFAULT_KEYS, FIXED_KEYS
from tests.browser.test_annotate import rows, wait_until_sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_key_has_its_words() -> None:
    assert set(WORDS) == {*DEFAULT_KEYS, *FIXED_KEYS}


def test_keys_are_changed_in_the_help_and_follow_the_person(desk: Page, annotator: User) -> None:
    keys = desk.keyboard
    listening = """async () => {
      const { commandOf } = await import('/static/annotator/js/keys.js');
      return document.querySelectorAll('#help [data-words]').length;
    }"""
    assert desk.evaluate(listening) == len(WORDS)
    keys.press("?")
    say = desk.locator("#keys-say")

    def give(command: str, key: str) -> None:
        desk.locator(f"#help [data-remap={command}]").click()
        expect(say).to_contain_text("Press the new key")
        keys.press(key)

    give("next", "y")
    expect(say).to_have_text("next sentence; in the list: next span: Y")
    give("confirmed", "2")
    expect(say).to_contain_text("2 already does: Unverified.")
    desk.get_by_role("button", name="Swap the two").click()
    expect(say).to_contain_text("Unverified: 1")
    give("note", "Delete")
    expect(say).to_have_text("note: –")
    give("figure", "Enter")
    expect(say).to_contain_text("Choose a key that writes a sign")
    keys.press("Escape")
    expect(desk.locator("#bar [data-label=confirmed] kbd")).to_have_text("2")
    expect(desk.locator(".key-line [data-run=next] kbd")).to_have_text("Y")
    desk.reload()
    desk.wait_for_selector("html[data-ready]")
    keys.press("y")
    keys.press("2")
    expect(desk.locator("#text mark.c")).to_have_count(1)
    expect(desk.locator(".editor kbd[data-shows=note]")).to_have_text("–")
    keys.press("n")
    expect(desk.locator("textarea")).to_have_count(0)
    desk.locator(".key-line [data-run=next]").click()
    keys.press("1")
    wait_until_sent(desk)
    assert [row["label"] for row in rows(annotator)] == ["confirmed", "unverified"]
    keys.press("?")
    desk.get_by_role("button", name="All keys as they were").click()
    expect(say).to_have_text("All keys are as they were.")
    annotator.refresh_from_db()
    assert annotator.keys["changed"] == {}
    keys.press("Escape")
    desk.locator("#text").focus()
    keys.press("j")
    keys.press("3")
    expect(desk.locator("#text mark.x")).to_have_count(1)


def test_keys_are_found_on_other_keyboards(desk: Page) -> None:
    commands = desk.evaluate(
        """async () => {
          const { commandOf } = await import('/static/annotator/js/keys.js');
          const press = (key, init) => {
            const event = new KeyboardEvent('keydown', { key, ...init });
            Object.defineProperty(event, 'target', { value: document.getElementById('text') });
            return commandOf(event) ?? null;
          };
          return [
            press('&', { code: 'Digit1' }),
            press('[', { ctrlKey: true, altKey: true, modifierAltGraph: true }),
            press('!', { code: 'Digit1', shiftKey: true }),
            press('J', {}),
            press('j', { altKey: true }),
            press('z', { metaKey: true }),
          ];
        }"""
    )
    assert commands == ["confirmed", "startBack", None, "next", None, "undo"]


def test_a_key_cannot_be_asked_for_before_its_script_is_there(desk: Page) -> None:
    on_its_way: list[Route] = []
    desk.route("**/keymap*.js", lambda route: on_its_way.append(route))
    with desk.expect_request("**/keymap*.js"):
        desk.keyboard.press("?")
    button = desk.locator("#help [data-remap=next]")
    expect(button).to_be_disabled()
    on_its_way.pop().continue_()
    expect(button).to_be_enabled()
