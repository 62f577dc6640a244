"""How captured bytes become the one text that offsets count in."""

import re
import unicodedata

MAX_CODE_POINTS = 200_000
"""The longest text of one article, in code points."""

_MOST_BYTES_PER_CODE_POINT = 4
_BOM = "\ufeff"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class TextRefused(ValueError):
    """A text that cannot be stored; `code` is stable, `message` is for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def canonicalise(raw: bytes | str) -> str:
    """The text as it is stored: UTF-8 decoded, one BOM dropped, line ends made LF.

    Nothing is trimmed or normalised, because offsets would move. Raises `TextRefused` with
    `not_utf8`, `has_nul`, `lone_surrogate`, `text_empty` or `text_too_long`.
    """
    text = _decode(raw) if isinstance(raw, bytes) else raw
    text = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    _refuse_unstorable(text)
    if not text.strip():
        raise TextRefused("text_empty", "There is no text in it.")
    if len(text) > MAX_CODE_POINTS:
        raise _too_long()
    return text


def search_key(text: str) -> str:
    """The text as search and equality see it: NFKC, case folded; never used for offsets."""
    # Folding can undo the normal form (U+0345 does), so it is normalised again.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded)


def _decode(raw: bytes) -> str:
    # A line end of two bytes still becomes one code point, so no acceptable text is longer.
    if len(raw) > MAX_CODE_POINTS * _MOST_BYTES_PER_CODE_POINT + len(_BOM.encode()):
        raise _too_long()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextRefused(
            "not_utf8",
            f"Byte {error.start} is not UTF-8. Save the file as UTF-8 and send it again.",
        ) from error


def _refuse_unstorable(text: str) -> None:
    nul = text.find("\0")
    if nul >= 0:
        raise TextRefused("has_nul", f"There is a NUL character at position {nul}.")
    lone = _LONE_SURROGATE.search(text)
    if lone:
        raise TextRefused(
            "lone_surrogate",
            f"Position {lone.start()} holds half a character (a lone surrogate).",
        )


def _too_long() -> TextRefused:
    return TextRefused(
        "text_too_long",
        f"The text is longer than {MAX_CODE_POINTS:,} characters. Add it in parts.",
    )
