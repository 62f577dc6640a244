"""How the annotating page looks and is read out: both widths, both themes, both languages."""

import json
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from annotator.models import Annotation, Article, Claim, Project, Source, User
from annotator.queries.annotations import QUANTITY_FIELDS
from annotator.services.annotations import Figure, Hop, update_annotation
from annotator.services.articles import Capture, add_article
from annotator.services.comments import add_comment
from annotator.services.projects import set_guideline
from tests.browser.conftest import OpenWindow
from tests.browser.looking import WAYS, look
from tests.browser.test_annotate import wait_until_sent
from tests.cast import Mark, span_of

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
SELECT_A_WORD = """() => {
  const node = document.querySelector('#p4').firstChild;
  getSelection().setBaseAndExtent(node, 4, node, 9);
}"""
PUT_SPANS = """async (spans) => {
  const { blank, put } = await import('/static/annotator/js/store.js');
  for (const span of spans) put(crypto.randomUUID(), blank(span));
}"""


def spans_to_put(text: str, source: Source, claim: Claim) -> list[dict[str, Any]]:
    """Overlapping spans with chains, a figure and a claim, as the page's scripts have them."""
    hop = {"source": source.pk, "cue": "houdt het op", "stance": "asserts"}
    nameless = {"source": None, "cue": "", "stance": "denies"}
    figure: dict[str, Any] = dict.fromkeys(QUANTITY_FIELDS, "")
    figure |= {"unit": "pompen", "words": "ten minste dertig"}
    figure |= {"lower": 30, "upper": None, "lower_closed": True, "upper_closed": True}
    figure["is_approximate"] = False
    dozens = "ten minste dertig natte en kapotte pompen"
    said: list[dict[str, Any]] = [
        {"quote": "gemalen uitgevallen", "attributions": [[hop], [nameless]]},
        {"quote": dozens, "attributions": [[nameless, hop]], "claim": claim.pk, "quantity": figure},
        {"quote": "natte en kapotte pompen"},
        {"quote": "ongeveer 11.000 ondergelopen kelders"},
    ]
    labels = ("confirmed", "unverified", "confirmed", "contested")
    return [
        {**one, **span_of(text, one["quote"]), "label": label}
        for one, label in zip(said, labels, strict=True)
    ]


def refuse_it(route: Route) -> None:
    """What the server says to words it does not take."""
    error = {"code": "note_wrong", "message": "A note cannot hold that character."}
    route.fulfill(status=400, content_type="application/json", body=json.dumps({"error": error}))


@pytest.fixture
def bare_article(project: Project, manager: User) -> Article:
    """An article with a block left out, in which nobody marked anything."""
    capture = Capture(
        text=TEXT,
        title="Pompen in de benedenstad: wat de diensten zeggen",
        publisher="De Dijkpost",
        language="nl",
        published_on="2024-12-17",
    )
    return add_article(manager, project, capture)[0]


@pytest.fixture
def marked_article(
    bare_article: Article, annotator: User, mark: Mark, source: Source, claim: Claim
) -> Article:
    """The same with overlapping spans, chains and a figure."""
    article = bare_article
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


@pytest.mark.parametrize(("width", "language"), WAYS)
def test_every_state_is_accessible_and_fits(
    open_window: OpenWindow,
    bare_article: Article,
    annotator: User,
    second_annotator: User,
    project: Project,
    manager: User,
    source: Source,
    claim: Claim,
    mark: Mark,
    width: int,
    language: str,
) -> None:
    annotator.language = language
    annotator.save()
    User.objects.filter(pk=manager.pk).update(name="Maaike van der Meulen-Ruijgrok")
    User.objects.filter(pk=second_annotator.pk).update(name="Séra de Wit")
    set_guideline(manager, project, markdown=GUIDELINE)
    mark(second_annotator, bare_article, quote="kapotte pompen bij drie dorpen")
    mark(second_annotator, bare_article, quote="geeft geen aantal", label="contested")
    page = open_window(
        annotator,
        f"/p/dikes/articles/{bare_article.pk}/",
        width=width,
        height=800,
        has_touch=width == 360,
        is_mobile=width == 360,
    )

    def see(state: str) -> None:
        look(page, f"annotate {state}", f"{width}-{language}", full_page=False)

    def take(key: str) -> None:
        page.keyboard.press("Escape")
        page.keyboard.press(key)

    page.wait_for_selector("html[data-ready][data-suggested]")
    see("empty")
    page.locator("[data-suggestion]").first.focus()
    expect(page.locator(".why")).to_be_visible()
    see("a suggestion")
    page.keyboard.press("Escape")
    page.evaluate(SELECT_A_WORD)
    expect(page.locator("#bar")).to_be_visible()
    see("selecting")
    assert bare_article.current is not None
    page.evaluate(PUT_SPANS, spans_to_put(bare_article.current.text, source, claim))
    expect(page.locator("#spans .item")).to_have_count(4)
    wait_until_sent(page)
    span = Annotation.objects.filter(author=annotator).order_by("start")[1]
    add_comment(manager, annotation_id=span.pk, text="Tellen de kelders mee?\nhttps://" + "x" * 90)
    page.keyboard.press("Escape")
    page.locator("#list-filter [value=all]").click()
    page.locator("#text mark.o").first.scroll_into_view_if_needed()
    see("overlapping spans")
    page.locator("#list-filter [value=mine]").click()
    page.locator("#spans .item-open").nth(1).click()
    page.wait_for_selector(".editor")
    see("a span open")
    page.evaluate("document.getElementById('text').focus({ preventScroll: true })")
    page.keyboard.press("f")
    see("its figure open")
    take("s")
    see("its source asked")
    take("c")
    see("its claim asked")
    take("m")
    page.keyboard.type("@m")
    expect(page.locator("#names li").first).to_be_visible()
    see("its comments")
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    take("3")
    expect(page.locator("#notices .notice")).to_be_visible()
    see("offline")
    page.context.set_offline(False)
    wait_until_sent(page)
    span.refresh_from_db()
    update_annotation(annotator, span.pk, version=span.version, changes={"label": "confirmed"})
    page.keyboard.press("2")
    page.locator("#notices [data-key=held] button").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    see("a conflict")
    page.locator(".sheet[open] .button-primary").click()
    wait_until_sent(page)
    page.route("**/api/v1/annotations/**", refuse_it)
    page.locator("#text").focus()
    page.keyboard.press("3")
    expect(page.locator("#notices [data-key=held]")).to_be_visible()
    see("an error")
    page.unroute("**/api/v1/annotations/**")
    page.locator("#notices [data-key=held] button").click()
    page.locator(".sheet[open] .button-primary").click()
    wait_until_sent(page)
    page.locator("#text").focus()
    take("g")
    expect(page.locator("#guideline-text")).not_to_be_empty()
    see("the guideline")
    page.keyboard.press("Escape")
    take("j")
    see("a sentence")
    page.keyboard.press("?")
    see("help")
    page.keyboard.press("Escape")
    page.locator("mark[data-many]").first.click()
    page.wait_for_selector("[role=menu]")
    see("which of two spans")
    with page.expect_navigation():
        take("Control+Enter")
    see("done")


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
    looks = """() => {
      const mark = document.querySelector('#text mark.x');
      const { content, display } = getComputedStyle(mark, '::before');
      return [getComputedStyle(mark).textDecorationStyle, content.slice(1, 2), display];
    }"""
    assert page.evaluate(looks) == ["double", "≠", "inline"]


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
