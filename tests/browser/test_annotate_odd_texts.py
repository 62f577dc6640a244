"""Spans over characters that are more than one: where the page says they are, they are."""

import random
from typing import Any

import pytest
import regex
from playwright.sync_api import Page

from annotator.models import Project, User
from annotator.services.articles import Capture, add_article
from annotator.text.segments import paragraphs
from tests.browser.conftest import OpenWindow
from tests.shared_cases.generate import CHARACTERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPANS = 1000
# Each span is drawn into the page, with others over it; then read back from the page three ways.
READ = """async (cases) => {
  const marks = await import('/static/annotator/js/marks.js');
  const { selectedSpan } = await import('/static/annotator/js/selection.js');
  const read = ({ start, end }, id) => {
    const range = marks.rangeOf(start, end);
    const found = [marks.quote(start, end), range.toString()];
    getSelection().setBaseAndExtent(range.startContainer, range.startOffset,
      range.endContainer, range.endOffset);
    const { start: low, end: high } = selectedSpan({ exact: true }) ?? {};
    const pieces = document.querySelectorAll(`mark[data-ids~="${id}"]`);
    return [...found, [...pieces].map((one) => one.textContent).join(''), low, high];
  };
  const found = [];
  for (let at = 0; at < cases.length; at += 20) {
    const some = cases.slice(at, at + 20).map((one, n) => (
      { ...one, id: `m${at + n}`, label: ['confirmed', 'unverified', 'contested'][n % 3],
        attributions: [] }));
    for (const paragraph of marks.paragraphs) marks.redraw(paragraph, some, null);
    found.push(...some.map((one) => read(one, one.id)));
  }
  return found;
}"""


def odd_text(chance: random.Random) -> str:
    """Lines of whole characters of every kind: emoji, ZWJ, combining marks, right to left."""
    characters = [one for kind in CHARACTERS.values() for one in kind if "\n" not in one]
    characters += ["\u202e", "\u2066", "\u2069", "\u200f", " ", " ", "\t"]
    return "\n\n".join(
        "a" + "".join(chance.choice(characters) for _ in range(chance.randint(20, 60))) + "z"
        for _ in range(20)
    )


def test_a_thousand_random_spans_stand_where_they_are_said_to(
    open_window: OpenWindow, annotator: User, manager: User, project: Project
) -> None:
    chance = random.Random(2024)
    article, _ = add_article(manager, project, Capture(text=odd_text(chance), title="Odd"))
    assert article.current is not None
    text = article.current.text
    cases = [random_span(chance, text) for _ in range(SPANS)]
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    wrong = [
        (case, got)
        for case, got in zip(cases, answers(page, cases), strict=True)
        if got != expected(text, **case)
    ]
    assert wrong == []


def random_span(chance: random.Random, text: str) -> dict[str, int]:
    """A stretch of a line, from the edge of a whole character to another."""
    line = chance.choice(paragraphs(text))
    words = text[line.start : line.end]
    edges = [0, *(found.end() for found in regex.finditer(r"\X", words))]
    low, high = sorted(chance.sample(range(len(edges)), 2))
    return {"start": line.start + edges[low], "end": line.start + edges[high]}


def answers(page: Page, cases: list[dict[str, int]]) -> list[list[Any]]:
    """What the page reads back for each span."""
    found: list[list[Any]] = page.evaluate(READ, cases)
    return found


def expected(text: str, *, start: int, end: int) -> list[Any]:
    """The same from the text itself; blank stretches are never selected."""
    words = text[start:end]
    place: list[int | None] = [start, end] if words.strip() else [None, None]
    return [words, words, words, *place]
