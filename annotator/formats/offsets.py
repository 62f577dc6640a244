"""Offsets of other programs turned into code points of the text as we store it, and back."""

from array import array
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate

_BOM = "\ufeff"


class StoredText:
    """A text as another program holds it, and as we store it: one BOM dropped, line ends LF.

    >>> StoredText("\U0001f60a a\\r\\nb").from_utf16(6)
    4
    """

    def __init__(self, theirs: str) -> None:
        self.theirs = theirs
        without_bom = theirs.removeprefix(_BOM)
        self.text = without_bom.replace("\r\n", "\n").replace("\r", "\n")

    def from_code_points(self, offset: int) -> int:
        """The place in our text of a code point offset in theirs; ValueError when outside."""
        if not 0 <= offset <= len(self.theirs):
            raise ValueError(offset)
        if not self._dropped:
            return offset
        return offset - bisect_left(self._dropped, offset)

    def from_utf16(self, offset: int) -> int:
        """The place in our text of a UTF-16 offset in theirs; inside a pair it is the pair's
        start. ValueError when outside."""
        if not self._units:
            return self.from_code_points(offset)
        if not 0 <= offset <= self._units[-1]:
            raise ValueError(offset)
        at = bisect_left(self._units, offset)
        return self.from_code_points(at if self._units[at] == offset else at - 1)

    @cached_property
    def _dropped(self) -> "array[int]":
        """Places of characters of theirs that ours has not, ascending."""
        places = array("l")
        if self.theirs.startswith(_BOM):
            places.append(0)
        at = self.theirs.find("\r\n")
        while at >= 0:
            places.append(at)
            at = self.theirs.find("\r\n", at + 2)
        return places

    @cached_property
    def _units(self) -> "array[int]":
        """UTF-16 offset of each code point and of the end; empty where the two are the same."""
        if not self.theirs or max(self.theirs) <= "\uffff":
            return array("l")
        return utf16_offsets(self.theirs)


def utf16_offsets(text: str) -> "array[int]":
    """The UTF-16 offset of each code point of a text, and of its end."""
    widths = (1 + (character > "\uffff") for character in text)
    return array("l", accumulate(widths, initial=0))
