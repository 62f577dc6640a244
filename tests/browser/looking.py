"""What every page must look like, whoever asks: no accessibility fault, nothing out of its box.

With the environment variable SCREENSHOTS set to a folder, whatever is looked at is photographed.
"""

import os
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Some scripts look at the width when they start, and the language comes with the page; the colour
# scheme is the style sheet's alone, so one page is looked at in both.
WAYS = [
    pytest.param(width, language, id=f"{width}-{language}")
    for width in (1280, 360)
    for language in ("nl", "en")
]
OVERFLOWING = """() => [...document.querySelectorAll('body *')].filter((element) => {
  const { display, overflowX } = getComputedStyle(element);
  return element.scrollWidth > element.clientWidth + 1 && display !== 'inline'
    && overflowX === 'visible' && !element.closest('.visually-hidden, kbd');
}).map((element) => `${element.tagName}.${element.className}`)"""
FAULTS = """() => axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]))"""


def check(page: Page, where: str) -> None:
    """No accessibility fault, and nothing wider than its box."""
    # A page keeps the library, and answers with the faults alone: a third of the time.
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    assert page.evaluate(FAULTS) == [], where
    assert page.evaluate(OVERFLOWING) == [], where
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


def look(page: Page, name: str, way: str, *, full_page: bool = True) -> None:
    """Checks the page as it stands, light and dark, and leaves it light.

    `way` is the width and the language, as in the ids of `WAYS`.
    """
    for scheme in reversed(SCHEMES):
        # Without the motion in which a button changes colour, which axe would measure half done.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if folder := os.environ.get("SCREENSHOTS"):
            picture = Path(folder) / f"{name.replace(' ', '-')}-{way}-{scheme}.png"
            page.screenshot(path=picture, full_page=full_page)
        check(page, f"{name} {way} {scheme}")
