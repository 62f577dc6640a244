"""What a span says, and working together, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Annotation, Article, Claim, Comment, Evidence, Project, Source, User
from annotator.services.annotations import Hop
from annotator.services.claims import create_claim
from annotator.services.projects import set_guideline
from tests.browser.conftest import OpenWindow
from tests.browser.test_annotate import rows, wait_until_sent
from tests.cast import Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_all_that_a_span_says_by_keyboard(
    project: Project,
    manager: User,
    source: Source,
    claim: Claim,
    article: Article,
    annotator: User,
    open_window: OpenWindow,
) -> None:
    create_claim(manager, project, text="At least 50 houses were flooded.")
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    keys = page.keyboard
    for key in ("j", "j", "2"):
        keys.press(key)
    editor = page.locator("#editor")
    expect(editor).to_contain_text("Who says so?")
    # A capital answers the question at once.
    keys.press("Shift+T")
    keys.type("he boa")
    options = page.locator(".combo").get_by_role("option")
    expect(options.first).to_contain_text("Water board")
    keys.press("Enter")
    expect(editor.locator(".hop-origin")).to_contain_text("asserts")
    assert editor.get_by_text("Who says so?").count() == 0
    keys.press("v")
    keys.type("Polder Times")
    expect(options.filter(has_text="New:").first).to_contain_text("News outlet")
    keys.press("Enter")
    keys.press("f")
    form = page.locator(".figure-form")
    expect(form).to_contain_text("Reads as ≥ 30 houses; in the text: “at least 30 houses”")
    page.get_by_label("When").fill("december")
    keys.press("Enter")
    keys.press("c")
    expect(options.first).to_contain_text("same figure")
    expect(options.filter(has_text="50 houses")).to_contain_text("another figure")
    keys.press("Enter")
    keys.press("n")
    keys.type("Asked the board.")
    keys.press("Enter")
    page.get_by_label("How sure").select_option("0.75")
    page.locator("#text").focus()
    keys.press("3")
    expect(editor).to_contain_text("Who disputes it?")
    keys.press("a")
    keys.type("The army")
    expect(options.filter(has_text="New:").first).to_contain_text("Military")
    keys.press("Enter")
    expect(editor.locator(".hops").nth(1)).to_contain_text("denies")
    page.get_by_role("button", name="Chain one up").click()
    wait_until_sent(page)
    [row] = rows(annotator)
    names = {one.pk: (one.name, one.kind) for one in Source.objects.all()}
    said = [
        [(*names[hop["source"]], hop["stance"]) for hop in chain] for chain in row["attributions"]
    ]
    assert said == [
        [("The army", "military", "denies")],
        [("Polder Times", "outlet", "reports"), ("Water board", "government", "asserts")],
    ]
    assert row["claim"] == claim.pk
    quantity = row["quantity"]
    assert (quantity["lower"], quantity["upper"], quantity["unit"]) == (30, None, "houses")
    assert (quantity["words"], quantity["period"]) == ("at least 30 houses", "december")
    assert (row["note"], row["confidence"]) == ("Asked the board.", 0.75)
    assert row["active_ms"] > 0


def test_cue_words_are_picked_in_the_text_and_a_reviewer_adds_evidence(
    source: Source,
    claim: Claim,
    article: Article,
    reviewer: User,
    mark: Mark,
    open_window: OpenWindow,
) -> None:
    hop = Hop(source=source.pk, stance="asserts")
    mark(reviewer, article, quote="No house was touched", chains=((hop,),), claim=claim.pk)
    page = open_window(reviewer, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    page.locator("#spans .item-open").click()
    page.locator("#editor .hop-origin").focus()
    box = page.locator("#p3").bounding_box()
    assert box is not None
    place = page.evaluate(
        """() => {
          const node = document.getElementById('p3').firstChild;
          const range = document.createRange();
          const from = node.data.indexOf('denied');
          range.setStart(node, from);
          range.setEnd(node, from + 6);
          const { left, right, top, height } = range.getBoundingClientRect();
          return [left, right, top + height / 2];
        }"""
    )
    page.mouse.move(place[0] + 1, place[2])
    page.mouse.down()
    page.mouse.move(place[1] - 1, place[2], steps=4)
    page.mouse.up()
    expect(page.locator("#hop-cue")).to_have_value("denied")
    wait_until_sent(page)
    [row] = rows(reviewer)
    assert row["attributions"] == [[{"source": source.pk, "cue": "denied", "stance": "denies"}]]
    assert Annotation.objects.count() == 1
    page.keyboard.press("e")
    page.keyboard.type("https://army.example/statement")
    page.keyboard.press("Tab")
    page.keyboard.type("No house at all.")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text("The evidence is with the claim.")
    [evidence] = Evidence.objects.all()
    said = (evidence.claim, evidence.url, evidence.quote)
    assert said == (claim, "https://army.example/statement", "No house at all.")


def test_two_people_talk_about_a_span(
    article: Article,
    annotation: Annotation,
    annotator: User,
    second_annotator: User,
    project: Project,
    manager: User,
    open_window: OpenWindow,
) -> None:
    User.objects.filter(pk=second_annotator.pk).update(name="Séra de Wit")
    set_guideline(manager, project, markdown="# Mark figures\n\nEvery one.")
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    page.locator("#spans .item-open").click()
    page.keyboard.press("m")
    page.keyboard.type("Is this the same count, @wit")
    expect(page.get_by_role("option", name="Séra de Wit")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("<b>?</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".comments .comment-text")).to_have_text(
        "Is this the same count, @Séra de Wit <b>?</b>"
    )
    page.keyboard.press("Escape")
    expect(page.locator("[data-key=comments]")).to_contain_text("1")
    theirs = open_window(second_annotator, "/p/dikes/")
    theirs.get_by_role("link", name="1 new mention").click()
    theirs.get_by_role("button", name="Open in the text").click()
    thread = theirs.locator(".thread")
    expect(thread).to_contain_text("Is this the same count")
    theirs.get_by_label("Say something").fill("Yes @annotator")
    theirs.keyboard.press("Enter")
    expect(thread.locator(".comment-text")).to_have_count(2)
    theirs.keyboard.press("Escape")
    theirs.keyboard.press("g")
    expect(theirs.locator("#guideline")).to_contain_text("Every one.")
    [question, answer] = Comment.objects.order_by("pk")
    assert list(question.mentions.all()) == [second_annotator]
    assert list(answer.mentions.all()) == [annotator]
    page.reload()
    page.locator("#spans .item-open").click()
    page.keyboard.press("m")
    expect(page.locator(".comments li")).to_have_count(2)
    page.get_by_role("button", name="Withdraw").first.click()
    page.locator(".comments").get_by_role("button", name="Undo").click()
    expect(page.locator(".comments .comment-text")).to_have_count(2)


def test_the_tour_ticks_itself_off_and_pauses_and_hidden_tabs_take_no_time(
    source: Source, desk: Page, annotator: User
) -> None:
    tour = desk.locator("#tour")
    expect(tour.locator("li")).to_have_count(4)
    for key in ("j", "2", "s"):
        desk.keyboard.press(key)
    desk.keyboard.type("water")
    desk.keyboard.press("Enter")
    expect(tour.locator("li.is-done")).to_have_count(3)
    spent = desk.evaluate(
        """async () => {
          const { takeActiveMs, stir } = await import('/static/annotator/js/activity.js');
          const real = performance.now.bind(performance);
          let ahead = 0;
          performance.now = () => real() + ahead;
          const after = (ms, isHidden) => {
            Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
            takeActiveMs();
            ahead += ms;
            return Math.round(takeActiveMs() / 1000);
          };
          return [after(9_000, false), after(60_000, false), after(60_000, true)];
        }"""
    )
    assert spent == [9, 15, 0]
    tour.get_by_role("button", name="Close the tour").click()
    wait_until_sent(desk)
    [row] = rows(annotator)
    assert row["active_ms"] > 0
    desk.reload()
    desk.wait_for_selector("html[data-ready]")
    expect(tour).to_have_count(0)
