"""Where the sentences of a text begin and end."""

from collections.abc import Iterator

import regex
import sentencex

from annotator.text.segments import paragraphs
from annotator.text.spans import is_grapheme_boundary, round_out_to_graphemes

# Titles that the library does not know in one of our languages; a name follows them.
_TITLES = (
    "adm|brig|capt|cmdr|col|cpl|fra|gen|gouv|gov|hr|kapt|kol|lt|luit|ltz|maj|mej|mevr|mgr|mw"
    "|pres|prof|rep|rev|sen|sgt|sra|st|wnd"
)

# Short forms that stand before a number, and may end a sentence otherwise.
_BEFORE_NUMBERS = "afb|approx|art|blz|ca|circa|fig|max|min|nos?|nrs?|nummer|pag|pp|vol|§"

_ENDS_IN_TITLE = regex.compile(rf"(?<!\p{{L}})(?:(?i:{_TITLES})|MM?)\.\s*$")
_ENDS_BEFORE_NUMBER = regex.compile(rf"(?i)(?<!\p{{L}})(?:{_BEFORE_NUMBERS})\.\s*$")
# "o.a.", "d.w.z.", "i.v.m.": but an hour may end its sentence.
_ENDS_IN_LETTERS = regex.compile(r"(?<![\p{L}.])(?!(?:a|p)\.m\.)(?:\p{Ll}{1,2}\.){2,}\s*$")
_ENDS_IN_POINT = regex.compile(r"\.[”\"'’»)\]]*\s*$")
_ENDS_IN_DIGIT_POINT = regex.compile(r"\d\.$")
_ENDS_IN_SPACED_THOUSANDS = regex.compile(r"(?<!\d)\d{1,3}\.\s$")
_STARTS_WITH_THOUSANDS = regex.compile(r"\d{3}(?!\d)")
_STARTS_WITH_DIGIT = regex.compile(r"\d")
_STARTS_IN_MID_SENTENCE = regex.compile(r"[\p{Ll}\-‑–,;:%]")

# How much of either side the rules above look at.
_REACH = 24


def sentences(text: str, language: str | None) -> list[tuple[int, int]]:
    """The spans of the sentences, in order, without the white space at their edges.

    No sentence reaches across a line end or cuts a grapheme cluster. `language` is a code
    such as "nl" or "nl-BE"; unknown languages are cut as English is.
    """
    spoken = (language or "en").replace("_", "-").split("-")[0].lower() or "en"
    found: list[tuple[int, int]] = []
    for paragraph in paragraphs(text):
        line = text[paragraph.start : paragraph.end]
        for start, end in _pieces(line, spoken):
            trimmed = _without_edges(text, paragraph.start + start, paragraph.start + end)
            if trimmed is not None:
                found.append(trimmed)
    return found


def _pieces(line: str, language: str) -> Iterator[tuple[int, int]]:
    start = 0
    for boundary in sentencex.get_sentence_boundaries(language, line):
        end = boundary["end_index"]
        if end < len(line) and not _is_wrong_split(line, start, end):
            yield start, end
            start = end
    yield start, len(line)


def _is_wrong_split(line: str, start: int, cut: int) -> bool:
    before = line[max(start, cut - _REACH) : cut]
    after = line[cut : cut + _REACH]
    if not is_grapheme_boundary(line, cut):
        return True
    if _ENDS_IN_TITLE.search(before) or _ENDS_IN_LETTERS.search(before):
        return True
    if _ENDS_IN_POINT.search(before) and _STARTS_IN_MID_SENTENCE.match(after):
        return True
    if _STARTS_WITH_DIGIT.match(after) and (
        _ENDS_BEFORE_NUMBER.search(before) or _ENDS_IN_DIGIT_POINT.search(before)
    ):
        return True
    return bool(_ENDS_IN_SPACED_THOUSANDS.search(before) and _STARTS_WITH_THOUSANDS.match(after))


def _without_edges(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return None
    first = start + len(piece) - len(piece.lstrip())
    return round_out_to_graphemes(text, first, first + len(bare))
