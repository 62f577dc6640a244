"""Bytes of a page into text: by its mark, by what was declared, by what it says itself."""

import codecs
import re

from annotator.text.canonical import TextRefused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAID = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{1,40})""", re.I)
_LOOKED_THROUGH_BYTES = 4096
# Codecs of the web; Python knows others, which are no texts at all (rot13, zip, idna).
_KNOWN = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?[1-9]"
    r"|windows-12\d\d|cp12\d\d|koi8-[ru]|macintosh|shift_jis|euc-(jp|kr)|gb(k|18030|2312)|big5"
)
_WIDER = {"iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252"}


def decode_page(content: bytes, *, declared: str = "") -> str:
    """The text of a page; `TextRefused` when no encoding that it may have fits all of it.

    >>> decode_page(b"<meta charset=windows-1252>caf\\xe9")
    '<meta charset=windows-1252>café'
    """
    for name in _candidates(content, declared):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise TextRefused("encoding_unknown", "Its bytes are no text in an encoding that is known.")


def _candidates(content: bytes, declared: str) -> list[str]:
    marked = [name for mark, name in _MARKS if content.startswith(mark)]
    if marked:
        return marked
    found = _SAID.search(content[:_LOOKED_THROUGH_BYTES])
    said = [declared, found[1].decode("ascii") if found else ""]
    known = [name for name in map(_codec, said) if name]
    return [*known, "utf-8"] if known else ["utf-8", "cp1252"]


def _codec(name: str) -> str:
    plain = name.strip().strip("\"'").lower()
    return _WIDER.get(plain, plain) if _KNOWN.fullmatch(plain) else ""
