"""What could not be stored as it was is kept and shown until its author has decided."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Annotation, Article, Claim, Source, User
from annotator.services.annotations import Hop, update_annotation, withdraw_annotation
from annotator.services.articles import Capture, add_revision, preview_article
from tests.browser.conftest import OpenWindow
from tests.browser.test_annotate import rows, wait_until_sent
from tests.browser.test_annotate_looks import refuse_it
from tests.browser.test_outbox import ANNOTATIONS, mark_words, ready
from tests.cast import ARTICLE_TEXT, FLOODED, Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_devices_change_one_span_and_the_reader_chooses_for_each_part(
    open_window: OpenWindow, article: Article, annotation: Annotation, annotator: User
) -> None:
    address = f"/p/dikes/articles/{article.pk}/"
    here = ready(open_window(annotator, address))
    there = ready(
        open_window(annotator, address, width=360, height=740, has_touch=True, is_mobile=True)
    )
    there.locator("#spans .item-open").tap()
    there.get_by_role("button", name="Contested").tap()
    wait_until_sent(there)
    here.locator("#spans .item-open").click()
    here.keyboard.press("2")
    here.keyboard.press("n")
    here.keyboard.type("Asked the board")
    here.keyboard.press("Enter")
    expect(here.locator("#saved")).to_have_text("1 not saved")
    expect(here.locator("#notices")).to_contain_text("changed here, and in another window")
    expect(here.locator("#text mark.u")).to_have_count(1)
    here.get_by_role("button", name="Changed in two places").press("Enter")
    sheet = here.get_by_role("dialog")
    expect(sheet.get_by_role("group", name="Label")).to_contain_text("Unverified")
    expect(sheet.get_by_role("group", name="Label")).to_contain_text("Contested")
    sheet.get_by_role("radio", name="here").nth(0).focus()
    here.keyboard.press("ArrowDown")  # the label as there, the note as here
    here.keyboard.press("Enter")
    wait_until_sent(here)
    expect(here.locator("#saved")).to_contain_text("saved ")
    [row] = rows(annotator)
    assert (row["label"], row["note"], row["version"]) == ("contested", "Asked the board", 3)
    here.keyboard.press("Control+z")  # what was not chosen is one undo away
    wait_until_sent(here)
    assert rows(annotator)[0]["label"] == "unverified"
    # And on the phone, which does not know of it: a sheet, and all as there.
    there.get_by_role("button", name="Confirmed").tap()
    there.get_by_role("button", name="Look and decide").tap()
    sheet = there.get_by_role("dialog")
    expect(sheet).to_contain_text("Unverified")
    assert there.evaluate(
        "innerHeight - document.querySelector('.sheet[open]').getBoundingClientRect().bottom < 2"
    )
    sheet.get_by_role("button", name="All as there").tap()
    expect(there.locator("#saved")).to_contain_text("saved")
    expect(there.locator("#text mark.u")).to_have_count(1)
    assert rows(annotator)[0]["label"] == "unverified"


def test_a_span_withdrawn_elsewhere_can_be_brought_back_with_what_was_said_here(
    desk: Page, annotation: Annotation, annotator: User, source: Source, claim: Claim
) -> None:
    desk.reload()
    ready(desk)
    hop = Hop(source=source.pk, stance="asserts")
    update_annotation(annotator, annotation.pk, version=1, changes={"chains": ((hop,),)})
    withdraw_annotation(annotator, annotation.pk, version=2)
    desk.locator("#spans .item-open").click()
    desk.keyboard.press("3")
    desk.get_by_role("button", name="Look and decide").click()
    expect(desk.get_by_role("dialog")).to_contain_text("withdrawn")
    desk.get_by_role("dialog").get_by_role("button", name="Decide later").click()
    desk.reload()  # later may be after a reload
    ready(desk)
    expect(desk.locator("#saved")).to_have_text("1 not saved")
    desk.get_by_role("button", name="Look and decide").click()
    desk.get_by_role("button", name="All as here").click()
    wait_until_sent(desk)
    [row] = rows(annotator)
    assert (row["label"], row["attributions"][0][0]["source"]) == ("contested", source.pk)


def test_a_refused_act_is_shown_at_its_span_until_it_is_mended_copied_or_discarded(
    desk: Page, annotator: User
) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.route(ANNOTATIONS, refuse_it)
    mark_words(desk, 1, "mayor", "1")
    mark_words(desk, 2, "30 houses", "3")
    expect(desk.locator("#saved")).to_have_text("2 not saved")
    expect(desk.locator("#notices")).to_contain_text("A note cannot hold that character.")
    expect(desk.locator("#text mark")).to_have_count(2)
    desk.reload()
    ready(desk)
    expect(desk.locator("#saved")).to_have_text("2 not saved")
    desk.locator("[data-held]").nth(0).click()
    sheet = desk.get_by_role("dialog")
    sheet.get_by_role("button", name="Copy").click()
    expect(sheet.get_by_role("button", name="Copied")).to_be_visible()
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied == "Confirmed\n“mayor”"
    sheet.get_by_role("button", name="Discard").click()
    expect(desk.locator("#text mark")).to_have_count(1)
    expect(sheet).to_contain_text("30 houses")  # the next one asks at once
    sheet.get_by_role("button", name="Try again").click()
    expect(desk.locator("#saved")).to_have_text("1 not saved")
    desk.unroute(ANNOTATIONS)
    desk.locator("#spans .item-open").click()
    desk.keyboard.press("2")  # a change sends it again, as one act
    wait_until_sent(desk)
    [row] = rows(annotator)
    assert (row["quote"], row["label"], row["version"]) == ("30 houses", "unverified", 1)
    expect(desk.locator("[data-held]")).to_have_count(0)
    expect(desk.locator("#notices .notice")).to_have_count(0)


def test_a_source_that_is_refused_takes_nothing_silently_with_it(
    desk: Page, annotator: User
) -> None:
    desk.route("**/api/v1/sources/", refuse_it)
    desk.keyboard.press("j")
    desk.keyboard.press("1")
    desk.keyboard.press("s")
    desk.keyboard.type("The lock keeper")
    desk.keyboard.press("Enter")
    expect(desk.locator("#saved")).to_have_text("1 not saved")
    assert [row["attributions"] for row in rows(annotator)] == [[]]
    desk.get_by_role("button", name="Look and decide").click()
    sheet = desk.get_by_role("dialog")
    expect(sheet).to_contain_text("The lock keeper")
    desk.unroute("**/api/v1/sources/")
    sheet.get_by_role("button", name="Try again").click()
    wait_until_sent(desk)
    keeper = Source.objects.get(name="The lock keeper")
    assert rows(annotator)[0]["attributions"][0][0]["source"] == keeper.pk
    # One that its author discards is no name at all, here as there.
    desk.route("**/api/v1/sources/", refuse_it)
    desk.locator("#spans .item-open").click()
    desk.keyboard.press("s")
    desk.keyboard.type("The dredger")
    desk.keyboard.press("Enter")
    expect(desk.locator("#saved")).to_have_text("1 not saved")
    desk.get_by_role("button", name="Look and decide").click()
    sheet.get_by_role("button", name="Discard").click()
    wait_until_sent(desk)
    assert [hop["source"] for hop in rows(annotator)[0]["attributions"][0]] == [None]
    expect(desk.locator("#spans")).not_to_contain_text("The dredger")


def test_a_newer_text_is_offered_and_what_was_marked_is_found_in_it_again(
    desk: Page, article: Article, manager: User, mark: Mark, annotator: User
) -> None:
    carried = mark(annotator, article, quote=FLOODED)
    desk.reload()
    ready(desk)
    text = f"First of all, it rained.\n\n{ARTICLE_TEXT}".replace("spokesman", "speaker")
    capture = Capture(text=text, language="en")
    add_revision(manager, article, preview_article(capture), capture)
    mark_words(desk, 2, "water board", "1")
    mark_words(desk, 3, "spokesman", "2")
    desk.locator("#spans .item-open").nth(1).click()
    desk.keyboard.press("3")
    expect(desk.locator("#saved")).to_have_text("3 not saved")
    expect(desk.locator("#notices")).to_contain_text("The article has a newer text")
    assert Annotation.objects.filter(revision=article.current_id).count() == 1
    desk.get_by_role("button", name="Look and decide").click()
    desk.get_by_role("button", name="Open the new text").click()
    desk.wait_for_function("document.body.textContent.includes('it rained')")
    ready(desk)
    expect(desk.locator("#saved")).to_have_text("1 not saved")
    expect(desk.locator("#notices")).to_contain_text("these words do not stand")
    expect(desk.locator("#notices")).to_contain_text("moved along")
    article.refresh_from_db()
    found = Annotation.objects.filter(revision=article.current_id).order_by("start")
    assert [(row.quote, row.label) for row in found] == [
        ("water board", "confirmed"),
        (FLOODED, "contested"),
    ]
    assert found[1].follows_id == carried.pk
    assert all(text[row.start : row.end] == row.quote for row in found)
    desk.get_by_role("button", name="Look and decide").click()
    desk.get_by_role("button", name="Discard").click()
    expect(desk.locator("#notices .notice-error")).to_have_count(0)
    assert Annotation.objects.count() == 3
