"""What somebody pastes or uploads in the import page, read into captures without storing it."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.errors import BadInput, Refusal, TooLarge
from annotator.formats.strict_json import JsonRefused, read_json
from annotator.models import Article, Project
from annotator.services.articles import (
    Capture,
    Preview,
    find_same_article,
    preview_article,
)

MOST_BYTES = 1_500_000
"""The largest file the page takes: its preview carries the whole file back to us."""
MOST_ROWS = 200
FIELDS = ("text", "html", "title", "publisher", "url", "published_on", "authors", "language")


@dataclass(frozen=True)
class Row:
    """One line of a JSONL file: what it would become, or what is wrong with it."""

    number: int
    capture: Capture | None = None
    preview: Preview | None = None
    same: Article | None = None
    problem: str = ""


def read_file(upload: UploadedFile) -> tuple[str, str]:
    """The kind (`text`, `html`, `jsonl`) and the text of a file; BadInput says what is wrong."""
    name = (upload.name or "").lower()
    endings = {".txt": "text", ".md": "text", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}
    kind = next((kind for ending, kind in endings.items() if name.endswith(ending)), None)
    if kind is None:
        raise _wrong_file("file_kind", _("Choose a file that ends in .txt, .html or .jsonl."))
    if upload.size is None or upload.size > MOST_BYTES:
        text = _("This file is larger than 1.5 MB. Split it, or send it through the API.")
        raise TooLarge("file_too_large", text, fields={"file": [text]})
    raw = upload.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _wrong_file(
            "not_utf8",
            _("Line %(line)s is not UTF-8. Save the file as UTF-8 and send it again.")
            % {"line": line},
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _wrong_file(
            "has_nul",
            _("Line %(line)s holds a NUL character, so this is not a plain text file.")
            % {"line": line},
        )
    if not text.strip():
        raise _wrong_file("file_empty", _("There is nothing in this file."))
    return kind, text


def read_rows(project: Project, jsonl: str) -> list[Row]:
    """Each line that is not blank, looked at; problems are in the rows, not raised."""
    lines = [(at + 1, line) for at, line in enumerate(jsonl.split("\n")) if line.strip()]
    if len(lines) > MOST_ROWS:
        raise _wrong_file(
            "too_many_lines",
            _("This file has %(count)s lines; the page takes %(most)s. Send it through the API.")
            % {"count": len(lines), "most": MOST_ROWS},
        )
    return [_read_row(project, number, line) for number, line in lines]


def problems_in_words(rows: list[Row]) -> str:
    """A sentence on how many lines are at fault; empty when none is."""
    wrong = sum(bool(row.problem) for row in rows)
    if not wrong:
        return ""
    return ngettext(
        "%(count)s line is wrong, so nothing can be added yet. Correct it in the file and choose "
        "the file again.",
        "%(count)s lines are wrong, so nothing can be added yet. Correct them in the file and "
        "choose the file again.",
        wrong,
    ) % {"count": wrong}


def _read_row(project: Project, number: int, line: str) -> Row:
    try:
        capture = _capture_of(_parse(line))
        preview = preview_article(capture)
    except Refusal as refusal:
        return Row(number, problem=refusal.message)
    return Row(number, capture, preview, find_same_article(project, preview))


def _parse(line: str) -> dict[str, Any]:
    try:
        found = read_json(line)
    except JsonRefused as refused:
        raise BadInput(refused.code, _unreadable(refused)) from None
    if not isinstance(found, dict):
        raise BadInput("not_an_object", _('This line is not a JSON object, like {"text": …}.'))
    return found


def _unreadable(refused: JsonRefused) -> str:
    if refused.code == "key_twice":
        return _("The key “%(name)s” stands there twice.") % {"name": refused.name}
    if refused.code == "lone_surrogate":
        return _("It holds half a character (a lone surrogate). Copy the text anew.")
    if refused.code == "nul_character":
        return _("A text holds the NUL character, which cannot be stored.")
    if refused.code == "number_too_large":
        return _("Every value is a text in quotes; a year too.")
    return _("This line is not JSON.")


def _capture_of(found: dict[str, Any]) -> Capture:
    unknown = sorted(found.keys() - set(FIELDS))
    if unknown:
        raise BadInput(
            "unknown_key",
            _("The key “%(name)s” is not known. Known are: %(known)s.")
            % {"name": unknown[0][:50], "known": ", ".join(FIELDS)},
        )
    authors = found.pop("authors", None)
    values = {name: value for name, value in found.items() if value is not None}
    for name, value in values.items():
        if not isinstance(value, str):
            raise _wrong_type(name)
        if name not in ("text", "html") and any(ord(letter) < 32 for letter in value):
            raise _wrong_type(name)
    if authors is not None and not (
        isinstance(authors, list) and all(isinstance(author, str) for author in authors)
    ):
        raise _wrong_type("authors")
    if len(values.get("publisher", "")) > 300 or len(values.get("language", "")) > 8:
        raise BadInput("too_long", _("The outlet's name or the language code is too long."))
    return Capture(authors=None if authors is None else tuple(authors), **values)


def _wrong_type(name: str) -> BadInput:
    return BadInput(
        "wrong_type",
        _("The value of “%(name)s” must be a text in quotes, on one line.") % {"name": name}
        if name != "authors"
        else _("“authors” must be a list of names."),
    )


def _wrong_file(code: str, text: str) -> BadInput:
    return BadInput(code, text, fields={"file": [text]})
