"""What somebody pastes or uploads in the import page, read into captures without storing it."""

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from annotator.errors import BadInput, TooLarge

MOST_BYTES = 1_500_000
"""The largest file the page takes: its preview carries the whole file back to us."""


def read_file(upload: UploadedFile) -> tuple[str, str]:
    """The kind (`text`, `html`) and the text of a file; BadInput says what is wrong."""
    name = (upload.name or "").lower()
    endings = {".txt": "text", ".md": "text", ".html": "html", ".htm": "html"}
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


def _wrong_file(code: str, text: str) -> BadInput:
    return BadInput(code, text, fields={"file": [text]})
