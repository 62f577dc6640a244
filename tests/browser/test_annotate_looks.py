"""How the annotating page looks and is read out: both widths, both themes, both languages."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from annotator.models import Annotation, Article, Claim, Project, Source, User
from annotator.services.annotations import Figure, Hop
from annotator.services.articles import Capture, add_article
from annotator.services.comments import add_comment
from annotator.services.projects import set_guideline
from tests.browser.conftest import OpenWindow
from tests.cast import Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """Aan de dijk zijn Noord-Hollandse gemalen uitgevallen en beschadigd geraakt. Zowel het \
waterschap als de provincie komt tot die slotsom, ieder op eigen gezag.

Hoeveel het er zijn, blijft onduidelijk. Op Telegram houdt het waterschap het op ten minste \
dertig natte en kapotte pompen bij drie dorpen. De provincie geeft geen aantal.

LEZEN: Vijf vragen over de pompen in de benedenstad

De gemeente en het rijk gaan samen uit van ongeveer 11.000 ondergelopen kelders. De fabriek \
deed zulke berichten in oktober af als verzonnen.

https://example.org/a/very/long/address/that/has/no/place/to/break/in/it/at/all/anywhere/here
"""
GUIDELINE = "# Wat je markeert\n\nElke **feitelijke** uitspraak.\n\n- met getal\n- met bron"
OVERFLOWING = """() => [...document.querySelectorAll('body *')].filter((element) => {
  const { display, overflowX } = getComputedStyle(element);
  return element.scrollWidth > element.clientWidth + 1 && display !== 'inline'
    && overflowX === 'visible' && !element.closest('.visually-hidden, kbd');
}).map((element) => `${element.tagName}.${element.className}`)"""


@pytest.fixture
def marked_article(
    project: Project, manager: User, annotator: User, mark: Mark, source: Source, claim: Claim
) -> Article:
    """An article with overlapping spans, chains, a figure and a block left out."""
    capture = Capture(
        text=TEXT,
        title="Pompen in de benedenstad: wat de diensten zeggen",
        publisher="De Dijkpost",
        language="nl",
        published_on="2024-12-17",
    )
    article, _ = add_article(manager, project, capture)
    hop = Hop(source=source.pk, cue="houdt het op", stance="asserts")
    nameless = Hop(source=None, stance="denies")
    mark(annotator, article, quote="gemalen uitgevallen", chains=((hop,), (nameless,)))
    mark(
        annotator,
        article,
        quote="ten minste dertig natte en kapotte pompen",
        label="unverified",
        chains=((nameless, hop),),
        claim=claim.pk,
        quantity=Figure(lower=Decimal(30), unit="pompen", words="ten minste dertig"),
    )
    mark(annotator, article, quote="natte en kapotte pompen")
    mark(annotator, article, quote="ongeveer 11.000 ondergelopen kelders", label="contested")
    return article


def check(page: Page, where: str) -> None:
    """No accessibility fault, and nothing wider than its box; a photograph when asked for."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"annotate-{where.replace(' ', '-')}.png")
    found = Axe().run(page).response["violations"]
    faults = [(fault["id"], [node["html"][:160] for node in fault["nodes"][:3]]) for fault in found]
    assert faults == [], where
    assert page.evaluate(OVERFLOWING) == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_state_is_accessible_and_fits(
    open_window: OpenWindow,
    marked_article: Article,
    annotator: User,
    project: Project,
    manager: User,
    width: int,
    scheme: str,
    language: str,
) -> None:
    annotator.language = language
    annotator.save()
    User.objects.filter(pk=manager.pk).update(name="Maaike van der Meulen-Ruijgrok")
    set_guideline(manager, project, markdown=GUIDELINE)
    span = Annotation.objects.filter(author=annotator).order_by("start")[1]
    add_comment(manager, annotation_id=span.pk, text="Tellen de kelders mee?\nhttps://" + "x" * 90)
    page = open_window(
        annotator,
        f"/p/dikes/articles/{marked_article.pk}/",
        width=width,
        height=800,
        color_scheme=scheme,
        has_touch=width == 360,
        is_mobile=width == 360,
    )
    page.wait_for_selector("html[data-ready]")
    check(page, "as it opens")
    page.locator("#spans .item-open").nth(1).click()
    page.wait_for_selector(".editor")
    check(page, "a span open")
    page.evaluate("document.getElementById('text').focus({ preventScroll: true })")
    page.keyboard.press("f")
    check(page, "its figure open")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    check(page, "its source asked")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    check(page, "its claim asked")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type("@m")
    expect(page.locator("#names li").first).to_be_visible()
    check(page, "its comments")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    expect(page.locator("#guideline-text")).not_to_be_empty()
    check(page, "the guideline")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    check(page, "a sentence")
    page.keyboard.press("?")
    check(page, "help")
    page.keyboard.press("Escape")
    page.locator("mark[data-many]").first.click()
    page.wait_for_selector("[role=menu]")
    check(page, "which of two spans")


def test_fingers_find_targets_of_44_pixels(
    open_window: OpenWindow, marked_article: Article, annotator: User
) -> None:
    page = open_window(
        annotator,
        f"/p/dikes/articles/{marked_article.pk}/",
        width=360,
        height=740,
        has_touch=True,
        is_mobile=True,
    )
    page.wait_for_selector("html[data-ready]")
    page.locator("#spans .item-open").nth(1).tap()
    page.wait_for_selector("#dock .editor")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .button, .stance, input, select')]
          .filter((one) => one.offsetParent && !one.closest('[popover]'))
          .filter((one) => one.type !== 'radio')
          .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 40 || box.width < 40)
          .map(([text, box]) => `${text} ${box.width} x ${box.height}`)"""
    )
    assert small == []


def test_a_phone_labels_by_a_long_press_and_the_bar_below(
    open_window: OpenWindow, marked_article: Article, annotator: User
) -> None:
    page = open_window(
        annotator,
        f"/p/dikes/articles/{marked_article.pk}/",
        width=360,
        height=740,
        has_touch=True,
        is_mobile=True,
    )
    page.wait_for_selector("html[data-ready]")
    # What a long press does: the browser selects a word.
    page.evaluate(
        """() => {
          const node = document.querySelector('#p4').firstChild;
          getSelection().setBaseAndExtent(node, 4, node, 9);
        }"""
    )
    bar = page.locator("#bar")
    expect(bar).to_be_visible()
    assert page.evaluate(
        "Math.abs(document.getElementById('dock').getBoundingClientRect().bottom - innerHeight) < 2"
    )
    bar.get_by_role("button", name="Confirmed").tap()
    expect(page.locator("#p4 mark")).to_have_count(1)
    expect(page.locator("#dock .editor")).to_be_visible()


def test_forced_colours_keep_line_and_symbol(
    open_window: OpenWindow, marked_article: Article, annotator: User
) -> None:
    page = open_window(annotator, f"/p/dikes/articles/{marked_article.pk}/", forced_colors="active")
    lines = page.evaluate(
        """() => [...document.querySelectorAll('#text mark[data-symbol]')].map((mark) => [
          getComputedStyle(mark).textDecorationLine,
          getComputedStyle(mark).textDecorationStyle,
          getComputedStyle(mark, '::before').content.slice(1, 2),
        ])"""
    )
    assert ["underline", "solid", "✓"] in lines
    assert ["underline", "dashed", "?"] in lines
    assert ["underline", "double", "≠"] in lines


def test_print_keeps_lines_and_symbols_and_leaves_the_tools_out(
    open_window: OpenWindow, marked_article: Article, annotator: User
) -> None:
    page = open_window(annotator, f"/p/dikes/articles/{marked_article.pk}/")
    page.wait_for_selector("html[data-ready]")
    page.emulate_media(media="print")
    expect(page.locator(".work-header")).to_be_hidden()
    expect(page.locator("#spans")).to_be_visible()
    style = "getComputedStyle(document.querySelector('#text mark.x')).textDecorationStyle"
    assert page.evaluate(style) == "double"


def test_overlapping_spans_have_lines_of_their_own_and_controls_are_seen(
    open_window: OpenWindow, project: Project, manager: User, annotator: User, mark: Mark
) -> None:
    text = "Dijken\n\nDrie hoge dijken braken \u202emo\u202c."
    article, _ = add_article(manager, project, Capture(text=text, title="Dijken"))
    for quote in ("Drie hoge dijken braken", "Drie hoge", "hoge dijken"):
        mark(annotator, article, quote=quote)
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    lines = """() => [...document.querySelectorAll('#text mark')].map((mark) => [
      mark.textContent,
      ...[mark, ...mark.querySelectorAll('u')].map((one) => getComputedStyle(one))
        .map((style) => style.textDecorationLine + style.textUnderlineOffset),
    ])"""
    expected = [
        ["Drie ", "underline4px", "underline9px"],
        ["hoge", "underline4px", "underline14px", "underline9px"],
        [" dijken", "underline4px", "underline14px"],
        [" braken", "underline4px"],
    ]
    assert page.evaluate(lines) == expected
    page.evaluate(
        """async () => {
          const marks = await import('/static/annotator/js/marks.js');
          const { spans } = await import('/static/annotator/js/store.js');
          for (const one of marks.paragraphs) marks.redraw(one, spans(), null);
        }"""
    )
    assert page.evaluate(lines) == expected
    names = "[...document.querySelectorAll('#text .control')].map((one) => one.dataset.name)"
    assert page.evaluate(names) == ["RLO", "PDF"]
    assert page.locator("#p2").text_content() == text.split("\n\n")[1]
    expect(page.get_by_role("heading", level=1)).to_have_text(["Dijken"])
