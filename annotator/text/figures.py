"""Reads figures in a text as intervals, and tells whether two of them clash."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

import regex

from annotator.text.canonical import search_key
from annotator.text.figure_words import (
    AFTER,
    CURRENCY_SIGNS,
    FRACTIONS,
    MODIFIERS,
    MONTHS,
    NOT_AMOUNTS,
    RANGE_JOINS,
    SHARES,
    UNITS,
    VAGUE,
    Effect,
)
from annotator.text.number_words import SCALES, read_number_words

APPROXIMATE_WIDENING = Decimal("0.1")
"""How far an approximate figure reaches beyond its bounds when it is compared, as a share."""

NEARLY = Decimal("0.9")
"""Where "nearly n" begins, as a share of n."""

MOST_FIGURES = 2_000
"""How many figures of one text are read: more are a table of numbers."""

_LANGUAGES = ("nl", "en", "de", "fr")


@dataclass(frozen=True)
class Figure:
    """A figure as an interval; a bound of None is unbounded.

    `words` is `text[start:end]`, from the first bounding word to the unit. `unit` is a stable
    code such as `persons`, `percent` or `EUR`, or None. Measure, population, place
    and period are never read from the text: people fill them in.
    """

    lower: Decimal | None
    upper: Decimal | None
    lower_closed: bool
    upper_closed: bool
    is_approximate: bool
    words: str
    start: int
    end: int
    unit: str | None = None
    measure: str | None = field(default=None, kw_only=True)
    population: str | None = field(default=None, kw_only=True)
    place: str | None = field(default=None, kw_only=True)
    period: str | None = field(default=None, kw_only=True)


class Comparable(Protocol):
    """What two figures are compared by; a stored quantity has it too."""

    @property
    def lower(self) -> Decimal | None: ...
    @property
    def upper(self) -> Decimal | None: ...
    @property
    def lower_closed(self) -> bool: ...
    @property
    def upper_closed(self) -> bool: ...
    @property
    def is_approximate(self) -> bool: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def measure(self) -> str | None: ...
    @property
    def population(self) -> str | None: ...
    @property
    def place(self) -> str | None: ...
    @property
    def period(self) -> str | None: ...


@dataclass(frozen=True)
class NotComparable:
    """Two figures about different things; `field` names the first that differs."""

    field: str


def compare_figures(
    first: Comparable, second: Comparable
) -> Literal["clash", "compatible"] | NotComparable:
    """Whether two figures can both be right.

    Only figures of the same measure, population and period are compared; where both name a
    unit or a place, these must be the same too. An approximate figure is widened by a tenth.
    """
    for name in ("measure", "population", "period"):
        if _plain(getattr(first, name)) != _plain(getattr(second, name)):
            return NotComparable(name)
    for name in ("unit", "place"):
        ours, theirs = _plain(getattr(first, name)), _plain(getattr(second, name))
        if ours and theirs and ours != theirs:
            return NotComparable(name)
    return "clash" if _is_below(first, second) or _is_below(second, first) else "compatible"


def _plain(value: str | None) -> str:
    return " ".join(search_key(value or "").split())


def _is_below(low: Comparable, high: Comparable) -> bool:
    upper = _widened(low.upper, Decimal(1), is_approximate=low.is_approximate)
    lower = _widened(high.lower, Decimal(-1), is_approximate=high.is_approximate)
    if upper is None or lower is None:
        return False
    return upper < lower or (upper == lower and not (low.upper_closed and high.lower_closed))


def _widened(bound: Decimal | None, sign: Decimal, *, is_approximate: bool) -> Decimal | None:
    if bound is None or not is_approximate:
        return bound
    return bound + sign * APPROXIMATE_WIDENING * abs(bound)


def parse_figures(text: str, language: str | None) -> list[Figure]:
    """The figures of a text, in order and apart from each other, as they are worded.

    Dates, years, times of day, ages, ordinals and numbers that name something ("article 5",
    "F-16") are not figures. In an unknown language a point or comma before three digits parts
    thousands, and words are read as English. After `MOST_FIGURES` the rest is left out.
    """
    spoken = (language or "").replace("_", "-").split("-")[0].lower()
    reader = _Reader(text, spoken if spoken in _LANGUAGES else None)
    return list(itertools.islice(reader.figures(), MOST_FIGURES))


class _Atom(NamedTuple):
    """A number by itself: no bounds, no unit. `mantissa` is it before "million"."""

    start: int
    end: int
    value: Decimal
    mantissa: Decimal
    is_vague: bool = False
    unit: str | None = None


_SPACE = r"[\s\u00a0\u202f]"
_TOKEN = regex.compile(r"(?P<number>(?<![\p{L}\p{N}_#@/.,:'’]|\p{L}[-‑])\d)|(?P<word>\p{L}+)")
_PLAIN_NUMBER = r"\d+(?:[.,]\d+)?"
_GROUPED = {
    style: regex.compile(
        rf"\d{{1,3}}([{separators}'’\u00a0\u202f ])\d{{3}}(?:\1\d{{3}})*(?!\d)(?:{tail})?"
        rf"|{_PLAIN_NUMBER}"
    )
    for style, separators, tail in (
        ("nl", ".", r",\d+"),
        ("en", ",", r"\.\d+"),
        (None, ".,", r"[.,]\d{1,2}(?!\d)"),
    )
}
_MOST_DIGITS = 20
_REST_OF_NUMBER = regex.compile(r"[\d.,:/]*[\p{L}\d]*")
_AFTER_DIGITS = regex.compile(
    r"(?!\d|[.,:/]\d|[-‑]\p{L}|\p{L}|_|°?\s?[.:]\s?\d)|(?=(?:k|km|kg|mm|cm|m|bn|mn|mln|mld)\b)"
)
_DATE = regex.compile(
    r"\d{1,4}[-/.‑]\d{1,2}[-/.‑]\d{2,4}(?!\d)|\d{1,2}[:.]\d{2}(?=\s?(?:uur|u|h|Uhr|a\.?m|p\.?m)\b)"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
)
_ORDINAL = regex.compile(r"\d+(?:e|de|ste|st|nd|rd|th|er|ère|ème)\b")
_HYPHENATED = regex.compile(r"[-‑]\p{L}")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_CLOCK = regex.compile(rf"{_SPACE}+(?:uur|u|h|o'clock|o’clock|Uhr|a\.?m|p\.?m)\b")
_CLOCK_BEFORE = regex.compile(r"(?i)\b(?:om|at|um|vanaf|by|à|rond)\s+$")
_LIST_NUMBER = regex.compile(r"[.)]\s")
_ENDS_IN_WORD = regex.compile(r"[\p{L}.]\s*[“”\"'‘’(«]?$")
_LONGEST_OPENING = 6
_REACH_BEFORE = 48
_REACH_AFTER = 64
_UNIT_WORD = regex.compile(r"\p{L}+(?:[-‑]\p{L}+)*(?:['’]s\b)?")
_MOST_WORDS_BEFORE_UNIT = 2
# Words that end the reach of a number: what follows them is counted by something else.
_STOP_WORDS = (
    "van de het een der en of die dat in op bij uit voor met naar per aan tot om te als dan is "
    "zijn waren was werden the a an and or on at to for with by from than as are were who that "
    "which von das und oder im auf mit aus zu für pro le la les du des et ou à dans par sur pour"
)
_STOPS = frozenset(_STOP_WORDS.split())


class _Reader:
    """Walks one text from number to number."""

    def __init__(self, text: str, language: str | None) -> None:
        self._text = text
        self._language = language
        self._words = language or "en"

    def figures(self) -> Iterator[Figure]:
        previous_end = 0
        for first, second in self._pairs(self._atoms()):
            if first.start < previous_end:
                continue
            figure = self._figure(first, second, previous_end)
            if figure is not None:
                previous_end = figure.end
                yield figure
            elif second is not None:
                single = self._figure(first, None, previous_end)
                if single is not None:
                    previous_end = single.end
                    yield single

    def _pairs(self, atoms: list[_Atom]) -> Iterator[tuple[_Atom, _Atom | None]]:
        """Each number, with the next one when a word such as "to" or "and" joins them."""
        for at, atom in enumerate(atoms):
            following = atoms[at + 1] if at + 1 < len(atoms) else None
            if following is None or atom.is_vague or following.is_vague:
                yield atom, None
            elif RANGE_JOINS.fullmatch(self._text[atom.end : following.start][:_REACH_BEFORE]):
                yield atom, following
            else:
                yield atom, None

    # -- numbers ---------------------------------------------------------------------------

    def _atoms(self) -> list[_Atom]:
        atoms: list[_Atom] = []
        at = 0
        while match := _TOKEN.search(self._text, at):
            atom, at = self._read(match)
            if atom is not None:
                atoms.append(atom)
        return atoms

    def _read(self, match: "regex.Match[str]") -> tuple[_Atom | None, int]:
        start = match.start()
        if match["number"] is not None:
            return self._read_digits(start)
        special = self._read_special(start)
        if special is not None:
            return special, special.end
        return self._read_words(start, match.end())

    def _read_digits(self, start: int) -> tuple[_Atom | None, int]:
        skipped = _DATE.match(self._text, start) or _ORDINAL.match(self._text, start)
        if skipped:
            return None, skipped.end()
        style = self._language if self._language in ("nl", "en") else None
        if self._language in ("de", "fr"):
            style = "nl"
        match = _GROUPED[style].match(self._text, start)
        if match is None or not _AFTER_DIGITS.match(self._text, match.end()):
            return None, self._end_of_number(start)
        if len(match[0]) > _MOST_DIGITS:
            return None, self._end_of_number(start)
        mantissa = _decimal(match[0], match[1], style)
        value, end = self._scaled(mantissa, match.end())
        if value == mantissa and self._is_no_amount(start, match.end(), match[0]):
            return None, match.end()
        return _Atom(start, end, value, mantissa), end

    def _end_of_number(self, start: int) -> int:
        rest = _REST_OF_NUMBER.match(self._text, start)
        return max(rest.end() if rest else start, start + 1)

    def _read_special(self, start: int) -> _Atom | None:
        for pattern, value in VAGUE.get(self._words, ()):
            vague = pattern.match(self._text, start)
            if vague:
                return _Atom(start, vague.end(), value, value, is_vague=True)
        for pattern, value in FRACTIONS.get(self._words, ()):
            part = pattern.match(self._text, start)
            if part:
                scaled, end = self._scaled(value, part.end())
                if end > part.end() or value > 1:
                    return _Atom(start, end, scaled, value)
        for pattern, value in SHARES.get(self._words, ()):
            share = pattern.match(self._text, start)
            if share:
                return _Atom(start, share.end(1), value, value, unit="share")
        return None

    def _read_words(self, start: int, end: int) -> tuple[_Atom | None, int]:
        spans = self._words_from(start)
        read = read_number_words([word for word, _, _ in spans], self._words)
        if read is None:
            return None, end
        last = spans[read.length - 1][2]
        value, scaled_end = self._scaled(read.value, last)
        if self._is_name(start, scaled_end, read.length):
            return None, last
        mantissa = read.value if value != read.value else read.mantissa
        return _Atom(start, scaled_end, value, mantissa), scaled_end

    def _words_from(self, start: int) -> list[tuple[str, int, int]]:
        """Up to twelve words joined by spaces or hyphens, with their places."""
        found: list[tuple[str, int, int]] = []
        at = start
        while len(found) < 12 and (match := _WORD.match(self._text, at)):
            found.append((match[0].lower(), match.start(), match.end()))
            joint = _JOINT.match(self._text, match.end())
            if joint is None:
                break
            at = joint.end()
        return found

    def _scaled(self, mantissa: Decimal, end: int) -> tuple[Decimal, int]:
        """The value with the scale words that follow, and where they end."""
        value = mantissa
        while match := _SCALE_WORD.match(self._text, end):
            word = match[1].lower()
            size = SCALES[self._words].get(word)
            if size is None or (word == "k" and match.start(1) != end):
                break
            value, end = value * size, match.end(1)
        return value, end

    # -- what only looks like an amount ----------------------------------------------------

    def _is_no_amount(self, start: int, end: int, digits: str) -> bool:
        before = self._text[max(0, start - _REACH_BEFORE) : start]
        after = self._text[end : end + _REACH_AFTER]
        if _HYPHENATED.match(after) or NOT_AMOUNTS.search(before):
            return True
        if _CLOCK.match(after) and _CLOCK_BEFORE.search(before):
            return True
        if len(digits) <= 2 and (MONTHS.match(after.lstrip(". ")) or _MONTH_BEFORE.search(before)):
            return True
        is_line_start = start == 0 or self._text[start - 1] == "\n"
        if is_line_start and len(digits) <= 2 and _LIST_NUMBER.match(after):
            return True
        return bool(_YEAR.fullmatch(digits)) and self._is_year(start, end)

    def _is_year(self, start: int, end: int) -> bool:
        return (
            not self._modifiers(start)[1]
            and self._unit(end)[0] is None
            and not any(
                sign.search(self._text[max(0, start - 4) : start]) for sign, _ in CURRENCY_SIGNS
            )
        )

    def _is_name(self, start: int, end: int, length: int) -> bool:
        """Whether a number word is part of something else: "acht-delig", "one of them"."""
        before = self._text[max(0, start - 16) : start].lower()
        after = self._text[end : end + 16]
        if _HYPHENATED.match(after) or MONTHS.match(after.lstrip()):
            return True
        word = self._text[start:end].lower()
        if word == "one":
            return bool(_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after.lower()))
        return length == 1 and word == "acht" and before.endswith("in ")

    # -- bounds and units ------------------------------------------------------------------

    def _figure(self, first: _Atom, second: _Atom | None, previous_end: int) -> Figure | None:
        last = second or first
        is_pair = second is not None
        start, effects = self._modifiers(first.start, previous_end, is_pair=is_pair)
        unit, end = self._unit(last.end)
        sign = self._currency_sign(first.start, previous_end)
        if sign is not None:
            unit = sign[0]
            start, more = self._modifiers(sign[1], previous_end, is_pair=is_pair)
            effects = effects | more
        after = self._after(last.end) or self._after(end)
        if after is not None:
            effects, end = effects | {after[0]}, max(end, after[1])
        is_between = Effect.BETWEEN in effects
        bounds: tuple[Decimal | None, Decimal | None, bool, bool]
        if second is not None:
            low, high = _range_bounds(first, second)
            if low >= high or not (is_between or self._is_plain_range(first, second)):
                return None
            bounds = (_tidy(low), _tidy(high), True, True)
        else:
            if first.is_vague:
                effects = effects | {Effect.AT_LEAST, Effect.ABOUT}
            bounds = _bounds(first.value, effects)
        return Figure(
            *bounds,
            is_approximate=Effect.ABOUT in effects,
            words=self._text[start:end],
            start=start,
            end=end,
            unit=unit or first.unit,
        )

    def _is_plain_range(self, first: _Atom, second: _Atom) -> bool:
        joint = self._text[first.end : second.start].strip().lower()
        if joint in ("and", "en", "und", "et"):
            return False
        if joint == "to":
            before = self._text[max(0, first.start - _REACH_BEFORE) : first.start]
            # "rose from 5 to 10": two figures, not a range.
            return not before.rstrip().lower().endswith("from")
        return True

    def _modifiers(
        self, start: int, floor: int = 0, *, is_pair: bool = False
    ) -> tuple[int, frozenset[Effect]]:
        """Where the bounding words before `start` begin, and what they do."""
        effects: set[Effect] = set()
        begin = start
        while True:
            low = max(floor, begin - _REACH_BEFORE)
            before = self._text[low:begin].lower()
            if not _ENDS_IN_WORD.search(before[-_LONGEST_OPENING:]):
                return begin, frozenset(effects)
            for pattern, effect in MODIFIERS[self._words]:
                # "van 30 doden" is no range, "van 30 tot 40 doden" is.
                if effect is Effect.BETWEEN and not is_pair:
                    continue
                match = pattern.search(before)
                # Lower case can be longer ("İ"): then the place is not to be trusted.
                if match and len(before) == begin - low:
                    effects.add(effect)
                    begin = low + match.start(1)
                    break
            else:
                return begin, frozenset(effects)

    def _currency_sign(self, start: int, floor: int) -> tuple[str, int] | None:
        before = self._text[max(floor, start - 6) : start]
        for sign, code in CURRENCY_SIGNS:
            match = sign.search(before)
            if match:
                return code, start - len(before) + match.start()
        return None

    def _after(self, end: int) -> tuple[Effect, int] | None:
        for pattern, effect in AFTER[self._words]:
            match = pattern.match(self._text, end)
            if match:
                return effect, match.end()
        return None

    def _unit(self, end: int) -> tuple[str | None, int]:
        """The unit that follows, past an adjective or two, and where it ends."""
        sign = _SIGN_AFTER.match(self._text, end)
        if sign:
            return _SIGNS[sign[1]], sign.end()
        of = _OF.match(self._text, end)
        at = of.end() if of else end
        for _ in range(_MOST_WORDS_BEFORE_UNIT + 1):
            gap = _SPACES.match(self._text, at)
            word = _UNIT_WORD.match(self._text, gap.end() if gap else at)
            if word is None or (gap is None and at != end):
                break
            lowered = word[0].lower().replace("’", "'")
            of_two = _UNIT_OF_TWO.match(self._text, word.start())
            if of_two:
                return UNITS[" ".join(of_two[0].lower().split())], of_two.end()
            if lowered in UNITS:
                return UNITS[lowered], word.end()
            if lowered in _STOPS:
                break
            at = word.end()
        return None, end


_UNIT_OF_TWO = regex.compile(
    rf"(?i)(?:{'|'.join(name.replace(' ', '[ ]') for name in UNITS if ' ' in name)})(?!\p{{L}})"
)
_WORD = regex.compile(r"\p{L}+")
_JOINT = regex.compile(rf"{_SPACE}+|[-‑](?=\p{{L}})")
_SCALE_WORD = regex.compile(rf"{_SPACE}*(?:\bof (?:a )?)?(\p{{L}}+)\b")
# "millions of people", "deux millions de soldats": what is counted comes after it.
_OF = regex.compile(rf"(?i)(?<=illi(?:on|ons|ard|ards)|ands|reds|zens){_SPACE}+(?:of|de)\b")
_SPACES = regex.compile(rf"{_SPACE}+")
_MONTH_BEFORE = regex.compile(rf"(?i)\b(?:{MONTHS.pattern.replace('(?i)', '')})\s+$")
_PRONOUN_BEFORE = regex.compile(
    r"\b(?:no|the|any|each|this|that|every|which|last|only|some|another)\s+$|\w[-‑]$"
)
_PRONOUN_AFTER = regex.compile(
    r"\s+(?:of|another|that|who|which|is|was|can|could|day|should|may|might|will|would|has|in)\b"
    r"|[-‑'’.,;:!?)]|\s*$"
)
_SIGNS = {"%": "percent", "€": "EUR", "$": "USD", "£": "GBP", "°C": "degrees C"}
_SIGN_AFTER = regex.compile(rf"{_SPACE}?(%|€|\$|£|°C)")


def _decimal(digits: str, separator: str | None, style: str | None) -> Decimal:
    """The value of a number as written; `separator` parts its thousands, if it has any."""
    plain = digits.replace(separator, "") if separator else digits
    if not separator and style == "nl" and "." in plain and "," not in plain:
        return Decimal(plain)
    return Decimal(plain.replace(",", "."))


def _tidy(value: Decimal) -> Decimal:
    """The same value without needless zeros: 500000, not 500000.0 or 5E+5."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _bounds(
    value: Decimal, effects: frozenset[Effect]
) -> tuple[Decimal | None, Decimal | None, bool, bool]:
    value = _tidy(value)
    if Effect.AT_LEAST in effects:
        return value, None, True, False
    if Effect.MORE_THAN in effects:
        return value, None, False, False
    if Effect.NEARLY in effects:
        return _tidy(value * NEARLY), value, True, False
    if Effect.AT_MOST in effects:
        return None, value, False, True
    if Effect.LESS_THAN in effects:
        return None, value, False, False
    return value, value, True, True


def _range_bounds(first: _Atom, second: _Atom) -> tuple[Decimal, Decimal]:
    """ "two to three million" is from two million: the scale is said once."""
    scale = second.value / second.mantissa if second.mantissa else Decimal(1)
    is_shared = scale > 1 and first.value == first.mantissa and first.value < second.mantissa
    return (first.value * scale if is_shared else first.value), second.value
