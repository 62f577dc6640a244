"""Dutch is whole: every text of the project is in the catalogue, translated, and keeps its gaps."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.utils.translation.template import templatize

from annotator.models.choices import Label, VerdictValue

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "nl" / "LC_MESSAGES" / "django.po"
GAP = re.compile(r"%\(\w+\)[sd]|%\w+%|<a [^>]*>|</a>")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_": None,
}


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nl")


def texts(message: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (message or "",) if message is None or isinstance(message, str) else tuple(message)


def used_texts(folder: Path) -> set[str]:
    """The texts marked for translation in the Python code and the templates of the project."""
    found: set[str] = set()
    for path in [*folder.glob("annotator/**/*.py"), *folder.glob("credibility/**/*.py")]:
        for _line, message, _comments, _context in extract_from_file("python", path, KEYWORDS):
            found.add(texts(message)[0])
    for path in [*folder.glob("templates/**/*.html"), *folder.glob("*/templates/**/*.html")]:
        source = templatize(path.read_text(), origin=str(path))
        code = [line.strip() for line in source.splitlines()]
        found |= _texts_of_code("\n".join(code))
    return found


def _texts_of_code(code: str) -> set[str]:
    # What Django makes of a template is Python enough to be read for calls, not to be parsed.
    calls = re.findall(
        r"\b(?:gettext|_|ngettext)\(\s*u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')", code
    )
    return {_unquoted(call) for call in calls}


def _unquoted(literal: str) -> str:
    return literal[1:-1].replace(f"\\{literal[0]}", literal[0]).replace("\\n", "\n")


def test_every_text_of_the_project_is_in_the_catalogue(dutch: Catalog) -> None:
    known = {texts(message.id)[0] for message in dutch if message.id}
    missing = sorted(used_texts(Path(settings.BASE_DIR)) - known - {""})
    assert missing == [], "Run `make translations`, then translate."


def test_every_text_has_its_dutch_and_none_is_a_guess(dutch: Catalog) -> None:
    open_ones = [
        message.id
        for message in dutch
        if message.id and (message.fuzzy or not all(texts(message.string)))
    ]
    assert open_ones == []


def test_translations_keep_the_gaps_that_are_filled_in(dutch: Catalog) -> None:
    def gaps(text: str) -> list[str]:
        return sorted(GAP.findall(text))

    wrong = [
        message.id
        for message in dutch
        if message.id
        for translated in texts(message.string)
        if gaps(translated) != gaps(texts(message.id)[-1])
    ]
    assert wrong == []


def test_the_labels_have_the_names_of_the_domain() -> None:
    with override("nl"):
        assert [str(label.label) for label in Label] == ["Bevestigd", "Onbevestigd", "Betwist"]
        assert str(VerdictValue.REFUTED.label) == "Weerlegd"
        assert _("Queue") == "Wachtrij"
