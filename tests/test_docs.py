"""The docs hold: links lead somewhere, decisions are listed, worked examples come out."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.conf import settings

import credibility.measures
from credibility.measures.properties import DECLARED

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


def _pages_of_measures() -> set[str]:
    """What the pages of all measures must be called."""
    for module in pkgutil.iter_modules(credibility.measures.__path__):
        importlib.import_module(f"credibility.measures.{module.name}")
    return {name.rpartition(".")[2].replace("_", "-") for name in DECLARED}


def test_every_measure_has_a_page_that_is_listed_and_whole() -> None:
    names = _pages_of_measures()
    assert names
    listed = (ROOT / "docs" / "measures" / "README.md").read_text()
    for name in sorted(names):
        page = (ROOT / "docs" / "measures" / f"{name}.md").read_text()
        assert f"({name}.md)" in listed
        for part in ("Question", "Formula", "Worked example", "Limits", "Literature"):
            assert f"**{part}.**" in page, f"{name} has no {part.lower()}"
        assert ">>>" in page, f"the example of {name} is not worked out"


@pytest.mark.parametrize("sheet", PAGES, ids=lambda sheet: sheet.name)
def test_worked_examples_come_out_as_written(sheet: Path) -> None:
    failed, _tried = doctest.testfile(str(sheet), module_relative=False)
    assert failed == 0


def test_what_the_annotating_page_promises_is_held_by_tests_that_exist() -> None:
    page = (ROOT / "docs" / "annotating.md").read_text()
    named = re.findall(r"`((?:tests|benchmarks)/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 40
    for file, test in named:
        source = (ROOT / file).read_text()
        assert not test or f"def {test}(" in source, f"{file} has no {test}"
