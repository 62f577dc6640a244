"""The docs hold: links lead somewhere, decisions are listed, worked examples come out."""

import doctest
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("sheet", PAGES, ids=lambda sheet: sheet.name)
def test_links_between_pages_lead_somewhere(sheet: Path) -> None:
    dead = [link for link in LINK.findall(sheet.read_text()) if not (sheet.parent / link).exists()]
    assert not dead


def test_every_decision_is_listed_with_its_status() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text()
    for page in sorted((ROOT / "docs" / "adr").glob("0*.md")):
        assert page.name in listed
        assert "**Status:**" in page.read_text()


def test_every_measure_has_a_page() -> None:
    from credibility.measures import alpha, corroboration, gwet, pairs, raw  # noqa: F401 - they declare
    from credibility.measures.properties import DECLARED

    pages = {page.stem for page in (ROOT / "docs" / "measures").glob("*.md")}
    names = {name.rpartition(".")[2].replace("_", "-") for name in DECLARED}
    assert names
    assert names <= pages


@pytest.mark.parametrize("sheet", PAGES, ids=lambda sheet: sheet.name)
def test_worked_examples_come_out_as_written(sheet: Path) -> None:
    failed, _tried = doctest.testfile(str(sheet), module_relative=False)
    assert failed == 0
