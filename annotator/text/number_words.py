"""Numbers written in words: Dutch and English here, German and French by text2num."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

SCALES: dict[str, dict[str, int]] = {
    "nl": {
        "duizend": 10**3,
        "dzd": 10**3,
        "miljoen": 10**6,
        "mln": 10**6,
        "miljard": 10**9,
        "mld": 10**9,
        "k": 10**3,
        "biljoen": 10**12,
    },
    "en": {
        "thousand": 10**3,
        "k": 10**3,
        "million": 10**6,
        "mln": 10**6,
        "mn": 10**6,
        "billion": 10**9,
        "bn": 10**9,
        "trillion": 10**12,
        "tn": 10**12,
        "trn": 10**12,
    },
    "de": {
        "tausend": 10**3,
        "million": 10**6,
        "millionen": 10**6,
        "mio": 10**6,
        "milliarde": 10**9,
        "milliarden": 10**9,
        "mrd": 10**9,
        "billion": 10**12,
        "billionen": 10**12,
    },
    "fr": {
        "mille": 10**3,
        "million": 10**6,
        "millions": 10**6,
        "milliard": 10**9,
        "milliards": 10**9,
    },
}
"""Language -> word after a number -> what it multiplies by."""

_DUTCH_UNITS = {
    "een": 1,
    "twee": 2,
    "drie": 3,
    "vier": 4,
    "vijf": 5,
    "zes": 6,
    "zeven": 7,
    "acht": 8,
    "negen": 9,
}
_DUTCH_SMALL = _DUTCH_UNITS | {
    "nul": 0,
    "tien": 10,
    "elf": 11,
    "twaalf": 12,
    "dertien": 13,
    "veertien": 14,
    "vijftien": 15,
    "zestien": 16,
    "zeventien": 17,
    "achttien": 18,
    "negentien": 19,
}
_DUTCH_TENS = {
    "twintig": 20,
    "dertig": 30,
    "veertig": 40,
    "vijftig": 50,
    "zestig": 60,
    "zeventig": 70,
    "tachtig": 80,
    "negentig": 90,
}
_DUTCH_UNIT_AND_TENS = regex.compile(rf"({'|'.join(_DUTCH_UNITS)})[eë]n({'|'.join(_DUTCH_TENS)})")
_LONGEST_DUTCH = 80

_ENGLISH_SMALL = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "dozen": 12,
}
_ONES = {"nl": {"een"}, "en": {"a", "an"}, "de": {"ein", "eine", "einer"}, "fr": {"un", "une"}}

# text2num reads nothing longer at once that we would want to see as one number.
_MOST_WORDS = 8


@dataclass(frozen=True)
class NumberWords:
    """The first `length` words are a number; `mantissa` is it without its only scale word."""

    length: int
    value: Decimal
    scale: int = 1

    @property
    def mantissa(self) -> Decimal:
        """The value before "million" and the like."""
        return self.value / self.scale


def read_number_words(words: Sequence[str], language: str) -> NumberWords | None:
    """The number that the words begin with, as far as it goes; None when they do not.

    Words are lower case. "een", "a", "ein" and "un" count only before "million" and the like:
    elsewhere they are articles.
    """
    reader = _READERS.get(language)
    return reader(words) if reader and words else None


def is_number_word(word: str) -> bool:
    """Whether the word is a number in Dutch or English, articles not counted."""
    lowered = word.lower()
    if lowered in _ONES["nl"] or lowered in _ONES["en"]:
        return False
    return (
        _dutch(lowered) is not None
        or lowered in _ENGLISH_SMALL
        or lowered == "hundred"
        or any(lowered in scales for scales in SCALES.values())
    )


def _read_dutch(words: Sequence[str]) -> NumberWords | None:
    return _read_groups(words, "nl", _dutch_group)


def _dutch_group(words: Sequence[str]) -> NumberWords | None:
    first = words[0]
    following = words[1] if len(words) > 1 else ""
    if first == "een" and following not in SCALES["nl"] | {"honderd": 100, "dozijn": 12}:
        return None
    if following == "dozijn" and first == "een":
        return NumberWords(2, Decimal(12))
    value = _dutch(first)
    if value is None:
        return None
    if following == "honderd" and value < 100:
        return NumberWords(2, Decimal(value * 100))
    return NumberWords(1, Decimal(value))


@lru_cache(maxsize=4096)
def _dutch(word: str) -> int | None:
    """The value of one Dutch word, however long: "tweeëndertigduizendvijfhonderd"."""
    if len(word) > _LONGEST_DUTCH:
        return None
    for name, size in (("duizend", 1000), ("honderd", 100)):
        before, found, after = word.partition(name)
        if found:
            left = _dutch(before) if before else 1
            right = _dutch(after.removeprefix("en").removeprefix("ën")) if after else 0
            if left is None or right is None or right >= size or left >= 1000:
                return None
            return left * size + right
    plain = word.replace("é", "e")
    if plain in _DUTCH_SMALL:
        return _DUTCH_SMALL[plain]
    if plain in _DUTCH_TENS:
        return _DUTCH_TENS[plain]
    pair = _DUTCH_UNIT_AND_TENS.fullmatch(plain)
    return _DUTCH_UNITS[pair[1]] + _DUTCH_TENS[pair[2]] if pair else None


def _read_english(words: Sequence[str]) -> NumberWords | None:
    return _read_groups(words, "en", _english_group)


def _english_group(words: Sequence[str]) -> NumberWords | None:
    """A number below a thousand (or hundreds up to ninety-nine), without its scale."""
    following = words[1] if len(words) > 1 else ""
    if words[0] in _ONES["en"]:
        if following not in SCALES["en"] | {"hundred": 100, "dozen": 12}:
            return None
        if following == "dozen":
            return NumberWords(2, Decimal(12))
        value, at = 1, 1
    elif words[0] in _ENGLISH_SMALL:
        value, at = _ENGLISH_SMALL[words[0]], 1
        if value >= 20 and 0 < _ENGLISH_SMALL.get(following, 0) < 10:
            value, at = value + _ENGLISH_SMALL[following], 2
        elif value < 20 and following == "dozen":
            return NumberWords(2, Decimal(value * 12))
    else:
        return None
    if at < len(words) and words[at] == "hundred":
        rest = words[at + 1 :]
        skipped = 1 if rest[:1] == ["and"] else 0
        tail = _english_group(rest[skipped:]) if rest[skipped:] else None
        if tail is not None and tail.value < 100 and rest[skipped] not in _ONES["en"]:
            return NumberWords(at + 1 + skipped + tail.length, value * 100 + tail.value)
        return NumberWords(at + 1, Decimal(value * 100))
    return NumberWords(at, Decimal(value))


def _read_groups(
    words: Sequence[str],
    language: str,
    read_group: Callable[[Sequence[str]], NumberWords | None],
) -> NumberWords | None:
    """Groups with falling scales: "two million three hundred thousand and five"."""
    scales = SCALES[language]
    total, at, last_scale, groups = Decimal(0), 0, 10**18, 0
    while at < len(words):
        start = at + 1 if at and words[at] in ("and", "en") else at
        group = read_group(words[start:]) if start < len(words) else None
        if group is None:
            if at == 0 and words[0] in scales and words[0] in ("duizend", "thousand"):
                group = NumberWords(0, Decimal(1))
            else:
                break
        end = start + group.length
        scale = scales.get(words[end], 1) if end < len(words) else 1
        amount = group.value * scale
        if at and (last_scale == 1 or amount >= last_scale):
            break
        total += amount
        groups += 1
        at = end + (scale > 1)
        # Dutch writes a space after "duizend": the scale is then the end of the word itself.
        last_scale = 1000 if scale == 1 and amount >= 1000 and amount % 1000 == 0 else scale
    if not at:
        return None
    return NumberWords(at, total, last_scale if groups == 1 and words[at - 1] in scales else 1)


def _read_by_library(language: str) -> Callable[[Sequence[str]], NumberWords | None]:
    def read(words: Sequence[str]) -> NumberWords | None:
        from text_to_num import text2num

        if not words[0].isalpha() or (
            words[0] in _ONES[language] and (words[1:2] or [""])[0] not in SCALES[language]
        ):
            return None
        for length in range(min(len(words), _MOST_WORDS), 0, -1):
            try:
                value = text2num(" ".join(words[:length]), language)
            except ValueError:
                continue
            return NumberWords(length, Decimal(value))
        return None

    return read


_READERS: dict[str, Callable[[Sequence[str]], NumberWords | None]] = {
    "nl": _read_dutch,
    "en": _read_english,
    "de": _read_by_library("de"),
    "fr": _read_by_library("fr"),
}
