import gettext
from pathlib import Path

import pytest
from django.conf import settings

from annotator.management.commands.compile_translations import compile_catalogue

SOURCES = sorted(Path(settings.LOCALE_PATHS[0]).rglob("*.po"))


def texts(compiled: Path) -> dict[object, str]:
    with compiled.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined] # no other way to list them


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.parent.parent.name)
def test_what_the_pages_show_is_what_the_translator_wrote(source: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "django.mo"
    compile_catalogue(source, target=fresh)
    kept = source.with_suffix(".mo")
    assert kept.exists(), "Run `manage.py compile_translations`."
    assert texts(kept) == texts(fresh), "Run `manage.py compile_translations`."


def test_unfinished_texts_stay_english(tmp_path: Path) -> None:
    source = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Save"\nmsgstr "Bewaren"\n\n'
        '#, fuzzy\nmsgid "Leave"\nmsgstr "Verlof"\n\n'
        'msgid "Empty"\nmsgstr ""\n'
    )
    target = source.with_suffix(".mo")
    compile_catalogue(source, target=target)
    with target.open("rb") as file:
        dutch = gettext.GNUTranslations(file)
    assert dutch.gettext("Save") == "Bewaren"
    assert dutch.gettext("Leave") == "Leave"
    assert dutch.gettext("Empty") == "Empty"
