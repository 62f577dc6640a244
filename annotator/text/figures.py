"""Reads figures in a text as intervals, and tells whether two of them clash."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol

import regex

from annotator.text.canonical import search_key
from annotator.text.figure_words import (
    AFTER,
    AFTER_ARTICLES,
    ARTICLES,
    BEGINS_LIKE_ONE,
    CHANGES,
    CLOCK_WORDS,
    CURRENCY_SIGN,
    CURRENCY_SIGNS,
    FRACTIONS,
    HALVED,
    MODIFIERS,
    MONTHS,
    MULTIPLES,
    NOT_AMOUNTS,
    ONE_IN,
    OPENINGS,
    RANGE_JOINS,
    ROUGH,
    SHARE_JOINS,
    SHARES,
    VAGUE,
    Effect,
    share_of,
)
from annotator.text.not_amounts import (
    end_of_ages,
    end_of_no_amount,
    is_capital_within,
    is_decade,
    is_denominator,
    is_early_year,
    is_numbered_thing,
)
from annotator.text.number_words import SCALES, NumberWords, read_number_words
from annotator.text.unit_words import (
    MAY_MODIFY,
    MEASURES,
    QUARTERS_OF_AN_HOUR,
    UNITS,
    is_singular,
    unit_code,
)

APPROXIMATE_WIDENING = Decimal("0.1")
"""How far an approximate figure reaches beyond its bounds when it is compared, as a share."""

NEARLY = Decimal("0.9")
"""Where "nearly n" begins, as a share of n."""

MOST_FIGURES = 2_000
"""How many figures of one text are read: more are a table of numbers."""

# A figure may be made of two numbers, and one in three or so is no amount.
_MOST_NUMBERS = 3 * MOST_FIGURES

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


class Bounds(Protocol):
    """How large: what is drawn of a figure, stored or parsed."""

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


class Comparable(Bounds, Protocol):
    """What two figures are compared by; a stored quantity has it too."""

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


def interval_of(figure: Bounds) -> tuple[object, ...]:
    """What makes two figures one interval; whether an open end is closed means nothing."""
    return (
        figure.lower,
        figure.upper,
        figure.lower is None or figure.lower_closed,
        figure.upper is None or figure.upper_closed,
        figure.is_approximate,
    )


def compare_figures(
    first: Comparable, second: Comparable
) -> Literal["clash", "compatible"] | NotComparable:
    """Whether two figures can both be right.

    Only figures of the same measure, population and period are compared; where both name a
    unit or a place, these must be the same too. An approximate figure is widened by a tenth.
    """
    for name in ("population", "measure", "period"):
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
    is_rough: bool = False
    is_inverse: bool = False


_SPACE = r"[\s\u00a0\u202f]"
_TOKEN = regex.compile(
    r"(?P<number>(?<![\p{L}\p{N}_#@/.,:'’]|\p{L}[-‑])\d|(?<![\p{L}\p{N}])[½¼¾⅓⅔])|(?P<word>\p{L}+)"
)
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
    r"(?!\d|[.,:/]\d|[-‑](?!(?:plus|odd)\b)\p{L}|\p{L}|_|°?\s?[.:]\s?\d)"
    r"|(?=(?:k|K|km|kg|mm|cm|m|M|B|bn|tn|trn|mn|mln|mld|ha|kWh|MWh|GWh|TWh|kW|MW|GW|mph|kph|ft|lb|lbs|oz"
    r"|in|ml|cl|hl|g|l|t|GB|MB|TB|dB|C|F|p|x|km²|m²)\b)"
)
_DATE = regex.compile(
    r"\d{1,4}[-/.‑]\d{1,2}[-/.‑]\d{2,4}(?!\d)|\d{1,2}[:.]\d{2}(?=\s?(?:uur|u|h|Uhr|a\.?m|p\.?m)\b)"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
    # "van 9.00 tot 17.00 uur": the hour is said once for both.
    r"|\d{1,2}\.\d{2}(?=\s?(?:tot|en|to|and|[-–])\s?\d{1,2}\.\d{2}\s?(?:uur|u|h|Uhr|a\.?m|p\.?m)\b)"
)
_ORDINAL = regex.compile(r"\d+(?:e|de|ste|st|nd|rd|th|er|ère|ème)\b")
_HYPHENATED = regex.compile(r"[-‑]\p{L}")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_CLOCK = regex.compile(rf"{_SPACE}+(?:uur|u|h|o'clock|o’clock|Uhr|a\.?m|p\.?m)\b")
_CLOCK_BEFORE = regex.compile(
    r"(?i)(?<!\d\s+(?:to|tot|voor|until|till|before)\s+)"
    r"(?<=\b(?:om|at|um|vanaf|by|à|rond|tot|voor|until|till|before)\s+)$"
)
_CLOCK_BEFORE_WORDS = regex.compile(r"(?r)\b(?:om|rond|tegen|vanaf)\s+$")
_DAY_NAME = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    "|tomorrow|today|tonight|yesterday|morgen|vandaag|vanavond|gisteren"
)
# "On Monday at 10", "donderdagavond om 8": the hour without its name.
_HOUR_BEFORE = regex.compile(
    rf"(?r)(?i)\b(?:{_DAY_NAME})(?:{_SPACE}?(?:morning|afternoon|evening|night|ochtend|middag|avond"
    rf"|morgen|nacht))?{_SPACE}+(?:at|om|rond|around){_SPACE}+$"
)
_AM_PM = regex.compile(
    rf"(?i)(?:{_SPACE}*(?:[-–]|and|to|en|tot){_SPACE}*\d{{1,2}}(?:[.:]\d\d)?)?"
    rf"{_SPACE}*(?:a\.m\.?|p\.m\.?|am|pm)(?!\p{{L}})"
)
_DAY_OF_TWO = regex.compile(
    rf"(?i){_SPACE}*(?:[-–]|en|and|tot|to|op|of|or|t/m){_SPACE}*\d{{1,2}}{_SPACE}+"
    rf"{MONTHS.pattern.replace('(?i)', '')}"
)
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
    "zijn waren was werden kwam kwamen ging gingen lag lagen stond stonden bleef bleven werd "
    "hebben heeft had hadden raakten raakte vielen viel voor tegen per meer minder lang hoog oud "
    "the a an and or on at to for with by from than as are were who that is have has had did "
    "lay lie stood went left died came got been be per more less late long high old out up down "
    "if your my our his her its their he she it they we you while because but not so "
    "maar want omdat terwijl jouw mijn haar hun onze er ze zij hij we wij je ze niet "
    "which von das und oder im auf mit aus zu für pro le la les du des et ou à dans par sur pour"
)
_STOPS = frozenset(_STOP_WORDS.split())


class _Reader:
    """Walks one text from number to number."""

    def __init__(self, text: str, language: str | None) -> None:
        self._text = text
        self._language = language
        self._words = language or "en"
        self._has_clock = self._words in CLOCK_WORDS

    def figures(self) -> Iterator[Figure]:
        previous_end = 0
        for first, second in self._pairs(self._atoms()):
            if first.start < previous_end:
                continue
            figure = self._figure(first, second, previous_end)
            if figure is not None:
                previous_end = figure.end
                yield figure
            elif second is not None and self._is_score_or_hours(first, second):
                previous_end = second.end
            elif second is not None:
                single = self._figure(self._as_changed(first, second), None, previous_end)
                if single is not None:
                    previous_end = single.end
                    yield single

    def _pairs(self, atoms: list[_Atom]) -> Iterator[tuple[_Atom, _Atom | None]]:
        """Each number, with the next one when a word such as "to" or "and" joins them."""
        for at, atom in enumerate(atoms):
            following = atoms[at + 1] if at + 1 < len(atoms) else None
            if following is None or atom.is_vague or following.is_vague:
                yield atom, None
            elif self._joint(atom, following) is not None:
                yield atom, following
            else:
                yield atom, None

    def _joint(self, first: _Atom, second: _Atom) -> "regex.Match[str] | None":
        """What joins two numbers into a range; both may carry the same sign or unit."""
        between = self._text[first.end : second.start]
        if len(between) > _REACH_BEFORE or first.unit or second.unit:
            return None
        joint = RANGE_JOINS.fullmatch(between)
        if joint is None:
            unit, end = self._unit(first.end)
            if unit is None or end >= second.start or unit != self._unit(second.end)[0]:
                return None
            return RANGE_JOINS.fullmatch(self._text[end : second.start])
        return joint

    # -- numbers ---------------------------------------------------------------------------

    def _atoms(self) -> list[_Atom]:
        atoms: list[_Atom] = []
        at = 0
        while len(atoms) < _MOST_NUMBERS and (match := _TOKEN.search(self._text, at)):
            atom, at = self._read(match)
            if atom is not None:
                shared = self._share(atoms[-1], atom) if atoms else None
                if shared is not None:
                    atoms[-1] = shared
                elif not is_denominator(self._text, atom.start):
                    atoms.append(atom)
        return atoms

    def _share(self, part: _Atom, whole: _Atom) -> _Atom | None:
        """ "Two out of five", "drie van de acht leden": one share."""
        joint = SHARE_JOINS.get(self._words)
        between = self._text[part.end : whole.start]
        if joint is None or part.unit or whole.unit or not 0 < part.value < whole.value:
            return None
        if len(between) > _REACH_BEFORE or not joint.fullmatch(between):
            return None
        # "three in ten days" counts days.
        if between.strip().lower() in ("in", "op") and self._unit(whole.end)[0] in MEASURES:
            return None
        value = share_of(part.value, whole.value)
        return _Atom(part.start, whole.end, value, value, unit="share")

    def _read(self, match: "regex.Match[str]") -> tuple[_Atom | None, int]:
        start = match.start()
        if match["number"] is not None:
            return self._read_digits(start)
        word = match["word"].lower()
        if not _may_begin(self._words, word):
            return None, match.end()
        if word in ARTICLES and not self._may_go_on(match.end()):
            return None, match.end()
        clock = CLOCK_WORDS[self._words].match(self._text, start) if self._has_clock else None
        if clock:
            return None, clock.end()
        special = self._read_special(start)
        if special is not None:
            return special, special.end
        return self._read_words(start, match.end())

    def _may_go_on(self, end: int) -> bool:
        following = _NEXT_WORD.match(self._text, end)
        return following is not None and _may_follow(self._words, following[1].lower())

    def _read_digits(self, start: int) -> tuple[_Atom | None, int]:
        skipped = _DATE.match(self._text, start) or _ORDINAL.match(self._text, start)
        if skipped:
            return None, skipped.end()
        end_of_none = end_of_no_amount(self._text, start)
        if end_of_none is not None:
            return None, end_of_none
        style = self._language if self._language in ("nl", "en") else None
        if self._language in ("de", "fr"):
            style = "nl"
        alone = _VULGAR.match(self._text, start)
        if alone:
            value, end = self._scaled(_VULGAR_PARTS[alone[1]], alone.end())
            return _Atom(start, end, value, _VULGAR_PARTS[alone[1]]), end
        match = _GROUPED[style].match(self._text, start)
        if match is None or not _AFTER_DIGITS.match(self._text, match.end()):
            return None, self._end_of_number(start)
        if len(match[0]) > _MOST_DIGITS:
            return None, self._end_of_number(start)
        mantissa = _decimal(match[0], match[1], style)
        part = _VULGAR.match(self._text, match.end())
        if part:
            mantissa += _VULGAR_PARTS[part[1]]
        value, end = self._scaled(mantissa, part.end() if part else match.end())
        size = self._size_in_short(start, end) if value == mantissa else None
        if size is not None:
            value, end = mantissa * size, end + 1
        if value == mantissa and self._text[end : end + 1].isalpha() and not self._unit(end)[0]:
            return None, self._end_of_number(start)
        ages = self._end_of_ages(start, match.end()) if len(match[0]) <= _MOST_OF_AN_AGE else None
        if ages is not None:
            return None, ages
        if value == mantissa and self._is_no_amount(start, match.end(), match[0]):
            rest = _REST_OF_NAME.match(self._text, match.end())
            return None, rest.end() if rest else match.end()
        even = _EVEN.match(self._text, end)
        end = even.end() if even else end
        return _Atom(start, end, value, mantissa), end

    def _end_of_ages(self, start: int, end: int) -> int | None:
        before = self._text[max(0, start - _REACH_BEFORE) : start]
        if self._unit(end)[0] not in (None, "years"):
            return None
        return end_of_ages(before, self._text, end)

    def _end_of_number(self, start: int) -> int:
        rest = _REST_OF_NUMBER.match(self._text, start)
        return max(rest.end() if rest else start, start + 1)

    def _size_in_short(self, start: int, end: int) -> int | None:
        """ "£1.3m", "$5B": after a currency sign an m is no metre."""
        size = _SIZES_IN_SHORT.get(self._text[end : end + 1])
        if size is None or self._text[end + 1 : end + 2].isalnum():
            return None
        is_amount = (
            self._currency_sign(start, 0) is not None
            or self._unit(end + 1)[0] not in (None, *MEASURES)
            or bool(_MASS_OR_VOLUME.match(self._text, end + 1))
        )
        return size if is_amount else None

    def _read_special(self, start: int) -> _Atom | None:
        one_in = ONE_IN[self._words].match(self._text, start) if self._words in ONE_IN else None
        following = _TOKEN.match(self._text, one_in.end()) if one_in else None
        if following:
            whole = self._read(following)[0]
            if whole is not None and whole.value > 1 and not whole.is_vague:
                one = share_of(1, whole.value)
                return _Atom(start, whole.end, one, one, unit="share")
        about = _OR_SO_MANY.match(self._text, start) if self._words == "nl" else None
        read = read_number_words([about[2].lower()], "nl") if about else None
        if about and read and 1 < read.value < _FEW:
            value = read.value * _ROUND[about[1].lower()]
            return _Atom(start, about.end(), value, value, is_rough=True)
        for pattern, value in VAGUE.get(self._words, ()):
            vague = pattern.match(self._text, start)
            if vague:
                return _Atom(start, vague.end(), value, value, is_vague=True)
        for pattern, value in FRACTIONS.get(self._words, ()):
            part = pattern.match(self._text, start)
            if part:
                scaled, end = self._scaled(value, part.end())
                if end > part.end() or value > 1 or self._unit(end)[0] in MEASURES:
                    return _Atom(start, end, scaled, value)
        for pattern, value in SHARES.get(self._words, ()):
            share = pattern.match(self._text, start)
            if share:
                return _Atom(start, share.end(), value, value, unit="share")
        for pattern, value in MULTIPLES.get(self._words, ()):
            times = pattern.match(self._text, start)
            if times:
                is_inverse = HALVED.match(times[0]) is not None
                return _Atom(start, times.end(), value, value, unit="times", is_inverse=is_inverse)
        for pattern, value in ROUGH.get(self._words, ()):
            rough = pattern.match(self._text, start)
            if rough:
                return _Atom(start, rough.end(), value, value, is_rough=True)
        return self._read_tal(start) or self._read_article(start)

    def _read_tal(self, start: int) -> _Atom | None:
        """ "Een vijftigtal": about so many; but two to four are counted at a glance."""
        tal = _TAL.match(self._text, start) if self._words == "nl" else None
        read = read_number_words([tal[1].lower()], "nl") if tal else None
        if tal is None or read is None:
            return None
        return _Atom(start, tal.end(), read.value, read.value, is_rough=read.value > _AT_A_GLANCE)

    def _read_article(self, start: int) -> _Atom | None:
        """ "Less than a dollar": an article is a one between a bound and a measure."""
        article = _ARTICLE.match(self._text, start)
        and_half = _AND_A_HALF.match(self._text, start)
        if and_half and unit_code(and_half[1].lower()) in MEASURES:
            unit = unit_code(and_half[1].lower())
            return _Atom(start, and_half.end(), Decimal("1.5"), Decimal("1.5"), unit=unit)
        if article is None or unit_code(article[2].lower()) not in MEASURES:
            return None
        if not self._modifiers(start)[1] or _CLOCK_ARTICLE.search(self._text, 0, start):
            return None
        return _Atom(start, article.end(1), Decimal(1), Decimal(1))

    def _read_words(self, start: int, end: int) -> tuple[_Atom | None, int]:
        spans = self._words_from(start)
        read = read_number_words([word for word, _, _ in spans], self._words)
        if read is None:
            return None, end
        last = spans[read.length - 1][2]
        spoken, last = self._with_decimals(read.value, last)
        value, scaled_end = self._scaled(spoken, last)
        if self._is_name(start, scaled_end, read):
            return None, last
        mantissa = spoken if value != spoken or spoken != read.value else read.mantissa
        return _Atom(start, scaled_end, value, mantissa), scaled_end

    def _with_decimals(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """ "Six point two five", "zes komma vijfentwintig"."""
        digits = ""
        point = _POINT.match(self._text, end)
        while point:
            read = read_number_words([point[1].lower()], self._words)
            if read is None or read.value >= _MOST_AFTER_POINT:
                break
            digits += str(read.value)
            end = point.end()
            point = _WORD_AFTER.match(self._text, end) if self._words == "en" else None
        return (value + Decimal(f"0.{digits}") if digits else value), end

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
            short = _SHORT_POINT.match(self._text, end) if word in _SHORTENED else None
            end = short.end() if short else end
        return value, end

    # -- what only looks like an amount ----------------------------------------------------

    def _is_no_amount(self, start: int, end: int, digits: str) -> bool:
        before = self._text[max(0, start - _REACH_BEFORE) : start]
        after = self._text[end : end + _REACH_AFTER]
        if _HYPHENATED.match(after) and not _PLUS.match(after):
            return True
        if NOT_AMOUNTS.search(before) or _STREET_BEFORE.search(before):
            return True
        if is_early_year(before, digits) and self._unit(end)[0] is None:
            return True
        has_unit = self._unit(end)[0] is not None
        if len(digits) <= _MOST_IN_A_NAME and is_numbered_thing(before, after, has_unit=has_unit):
            return True
        if _STREET_AFTER.match(after) or self._is_age(digits, before, after):
            return True
        if _DAY_OF_TWO.match(after) or _AM_PM.match(after):
            return True
        if _CLOCK.match(after) and _CLOCK_BEFORE.search(before):
            return True
        if len(digits) <= 2 and self._unit(end)[0] is None and _HOUR_BEFORE.search(before):
            return True
        if len(digits) <= 2 and (MONTHS.match(after.lstrip(". ")) or _MONTH_BEFORE.search(before)):
            return True
        is_line_start = start == 0 or self._text[start - 1] == "\n"
        if is_line_start and len(digits) <= 2 and _LIST_NUMBER.match(after):
            return True
        return bool(_YEAR.fullmatch(digits)) and self._is_year(start, end)

    @staticmethod
    def _is_age(digits: str, before: str, after: str) -> bool:
        """ "Jan Smit (34)", "Jane Smith, 34,", "52 years old"."""
        if len(digits) > 3:
            return False
        if _OLD.match(after):
            return True
        return bool(
            (_NAME_AND_BRACKET.search(before) and after.startswith(")"))
            or (_NAME_AND_COMMA.search(before) and _COMMA_OR_END.match(after))
        )

    def _is_score_or_hours(self, first: _Atom, second: _Atom) -> bool:
        """ "3-1", "tussen 9 en 17 uur": two numbers that count nothing."""
        joint = self._text[first.end : second.start].strip()
        if self._is_opening_hours(first, second):
            return True
        is_sport = self._is_of_sport(first, second)
        most = _MOST_IN_A_GAME if is_sport else _MOST_IN_A_SCORE
        return joint in _HYPHENS and max(first.value, second.value) < most

    def _is_opening_hours(self, first: _Atom, second: _Atom) -> bool:
        before = self._text[max(0, first.start - 10) : first.start]
        return (
            self._unit(second.end)[0] == "hours"
            and max(first.value, second.value) <= _HOURS_OF_A_DAY
            and bool(
                _BETWEEN_BARE.search(before)
                or (_FROM_BARE.search(before) and first.value >= _EARLIEST_OPENING)
            )
        )

    def _as_changed(self, first: _Atom, second: _Atom) -> _Atom:
        """ "From 5 to 8 million euros": the five are millions of euros too."""
        unit, _end = self._unit(second.end)
        if not self._is_change(first) or first.unit or self._unit(first.end)[0]:
            return first
        scale = second.value / second.mantissa if second.mantissa else Decimal(1)
        value = first.value * scale if first.value == first.mantissa < 1000 else first.value
        return first._replace(value=value, unit=unit)

    def _is_change(self, first: _Atom, *, needs_from: bool = True) -> bool:
        """Whether the number, or "from" or "van" before it, follows a verb of change."""
        before = self._text[max(0, first.start - _REACH_OF_CHANGE) : first.start].lower()
        sentence = regex.split(r"[.!?\n]\s", before)[-1]
        has_from = not needs_from or _FROM.search(sentence)
        return bool(has_from and CHANGES.search(sentence))

    def _is_year(self, start: int, end: int) -> bool:
        return (
            (
                not self._modifiers(start)[1]
                or bool(_YEAR_BEFORE.search(self._text[max(0, start - 16) : start]))
            )
            and self._unit(end)[0] is None
            and self._currency_sign(start, 0) is None
        )

    def _is_name(self, start: int, end: int, read: NumberWords) -> bool:
        """Whether a number word is part of something else: "acht-delig", "one of them"."""
        length = read.length
        before = self._text[max(0, start - 16) : start].lower()
        after = self._text[end : end + 16]
        if (_HYPHENATED.match(after) and not _PLUS.match(after)) or MONTHS.match(after.lstrip()):
            return True
        word = self._text[start:end].lower()
        if is_capital_within(self._text[max(0, start - 16) : start], self._text[start:end]):
            return True
        if _CLOCK.match(after) and _CLOCK_BEFORE_WORDS.search(before):
            return True
        if is_decade(before, word) or (read.value <= _OLDEST and _OLD.match(after)):
            return True
        if length == 1 and NOT_AMOUNTS.search(before) and self._unit(end)[0] is None:
            return True
        if word in ("één", "eén") and (_EEN_AFTER.match(after) or _EEN_BEFORE.search(before)):
            return True
        if (
            length == 1
            and _DETERMINER.search(before)
            and not _OF_WHOLE.search(before)
            and _ENDS_CLAUSE.match(after)
        ):
            return True
        if word == "one":
            return bool(_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after.lower()))
        return length == 1 and word == "acht" and before.endswith("in ")

    # -- bounds and units ------------------------------------------------------------------

    def _figure(self, first: _Atom, second: _Atom | None, previous_end: int) -> Figure | None:
        last = second or first
        is_pair = second is not None
        start, effects = self._modifiers(first.start, previous_end, is_pair=is_pair)
        unit, end = self._unit(last.end)
        after = self._after(last.end)
        if after is not None:
            unit, end = self._unit(after[1])
            end = max(end, after[1])
        elif (after := self._after(end) or self._after_noun(end)) is not None:
            end = after[1]
        if after is not None:
            effects = effects | {after[0]}
        if unit == "t" and self._is_money(first.start, end):
            unit, first, second = "EUR", _times(first, 10**5), second and _times(second, 10**5)
        if unit == QUARTERS_OF_AN_HOUR:
            unit, first, second = "minutes", _times(first, 15), second and _times(second, 15)
        sign = self._currency_sign(first.start, previous_end)
        joint = self._joint(first, second) if second is not None else None
        if sign is None and joint is not None and joint["sign"]:
            sign = (CURRENCY_SIGNS[joint["sign"].strip()], start)
        if sign is not None:
            unit = sign[0]
            if sign[1] < start:
                start, more = self._modifiers(sign[1], previous_end, is_pair=is_pair)
                effects = effects | more
        inverted = _INVERTED.search(self._text, start, first.start)
        if inverted and self._words == "nl" and unit is None:
            unit = unit_code(inverted[1].lower())
        is_between = Effect.BETWEEN in effects
        bounds: tuple[Decimal | None, Decimal | None, bool, bool]
        if second is not None:
            between = self._text[first.end : second.start]
            sizes: tuple[int, ...] = (1000, 100) if _HANGING.match(between) else ()
            if between.strip() in _HYPHENS:
                sizes = (1000,)
            low, high = _range_bounds(first, second, sizes=sizes)
            is_range = is_between or self._is_plain_range(first, second)
            if low >= high or not is_range or self._is_two(first, second, unit):
                return None
            if self._is_opening_hours(first, second):
                return None
            bounds = (_tidy(low), _tidy(high), True, True)
        else:
            if first.is_vague:
                effects = effects | {Effect.AT_LEAST, Effect.ABOUT}
            if first.is_rough:
                effects = effects | {Effect.ABOUT}
            value = first.value
            below = _BELOW.match(self._text, end) if unit in ("degrees C", "degrees F") else None
            minus = _MINUS.search(self._text, max(0, start - 6), start)
            if minus and not effects and (unit in _BELOW_ZERO or sign is not None):
                value = -value
                start, effects = self._modifiers(minus.start(), previous_end)
            if first.is_inverse:
                effects = frozenset(_INVERSES.get(effect, effect) for effect in effects)
            if first.is_inverse and Effect.NEARLY in effects:
                bounds = (value, value * (2 - NEARLY), False, True)
            else:
                bounds = _bounds(value, effects)
            if below is not None:
                bounds, end = _negated(bounds), below.end()
        return Figure(
            *bounds,
            is_approximate=Effect.ABOUT in effects,
            words=self._text[start:end],
            start=start,
            end=end,
            unit=first.unit if first.unit in ("share", "times") else unit or first.unit,
        )

    def _is_money(self, start: int, end: int) -> bool:
        """ "Drie ton aan contant geld": where money is spoken of, a ton is 100,000 euros."""
        if self._words != "nl" or not self._text[:end].endswith("ton"):
            return False
        before, after = self._text[max(0, start - 80) : start], self._text[end : end + 60]
        sentence = regex.split(r"[.!?\n]\s", before)[-1] + regex.split(r"[.!?\n]\s", after)[0]
        return _MONEY.search(sentence) is not None

    def _is_two(self, first: _Atom, second: _Atom, unit: str | None) -> bool:
        """Whether what looks like a range is two figures: a change, or a score."""
        joint = self._text[first.end : second.start].strip().lower()
        if joint in _HYPHENS and not first.value and self._is_of_sport(first, second):
            return True
        if joint in _HYPHENS and self._is_bare_score(first, second, unit):
            return True
        if unit is None and _SPORT.search(self._text, max(0, first.start - 40), first.start):
            return joint in _HYPHENS
        # "rose 5 percent to 20 percent"
        if self._is_step_and_end(first, second, joint):
            return True
        is_measured = self._unit(first.end)[1] < second.start and bool(self._unit(first.end)[0])
        before = self._text[max(0, first.start - _REACH_OF_OF) : first.start]
        if is_measured and _OF_BEFORE.search(before):
            return False
        return self._is_change(first, needs_from=not is_measured)

    def _is_of_sport(self, first: _Atom, second: _Atom) -> bool:
        around = (
            (max(0, first.start - _REACH_OF_CHANGE), first.start),
            (second.end, second.end + _REACH_AFTER_SCORE),
        )
        return any(_SPORT.search(self._text, start, end) for start, end in around)

    def _is_bare_score(self, first: _Atom, second: _Atom, unit: str | None) -> bool:
        """ "It ended 2-4.": small numbers that nothing follows which they could count."""
        if unit is not None or first.value >= _LARGE_FOR_A_SCORE:
            return False
        if first.value > second.value or second.value >= _MOST_IN_A_SCORE:
            return False
        return _CLAUSE_GOES_ON.match(self._text, second.end) is None

    def _is_step_and_end(self, first: _Atom, second: _Atom, joint: str) -> bool:
        """ "Rose by 17 to 94": a range would not reach so far."""
        if not joint.startswith(("to", "tot", "naar")) or second.value < first.value * _WIDEST:
            return False
        before = self._text[max(0, first.start - _REACH_OF_CHANGE) : first.start].lower()
        sentence = regex.split(r"[.!?\n]\s", before)[-1]
        if _STEP_VERB.search(sentence):
            return True
        return bool(_STEP.search(sentence) and CHANGES.search(sentence))

    def _is_plain_range(self, first: _Atom, second: _Atom) -> bool:
        found = self._joint(first, second)
        joint = (found["word"] or "").lower() if found else ""
        if joint in ("and", "en", "und", "et", "naar"):
            return False
        if joint in ("or", "of"):
            # "two or three people", but not "10 or 1,000".
            return second.value <= 2 * first.value
        return True

    def _modifiers(
        self, start: int, floor: int = 0, *, is_pair: bool = False
    ) -> tuple[int, frozenset[Effect]]:
        """Where the bounding words before `start` begin, and what they do."""
        effects: set[Effect] = set()
        begin = start
        while True:
            low = max(floor, begin - _REACH_BEFORE)
            before = self._text[low:begin].lower().replace("é", "e")
            if not _ENDS_IN_WORD.search(before[-_LONGEST_OPENING:]):
                return begin, frozenset(effects)
            for pattern, effect in MODIFIERS[self._words]:
                # "van 30 doden" is no range, "van 30 tot 40 doden" is.
                if effect is Effect.BETWEEN and not is_pair:
                    continue
                match = pattern.search(before)
                if match and match[1] == "tot" and self._is_no_limit(begin, is_pair=is_pair):
                    continue
                # Lower case can be longer ("İ"): then the place is not to be trusted.
                if match and len(before) == begin - low:
                    effects.add(effect)
                    begin = low + match.start(1)
                    break
            else:
                return begin, frozenset(effects)

    def _is_no_limit(self, end: int, *, is_pair: bool) -> bool:
        """ "Gestegen tot 500" is what it came to; only "boetes tot 500" is a limit."""
        before = self._text[max(0, end - _REACH_OF_CHANGE) : end].lower()
        return is_pair or bool(CHANGES.search(regex.split(r"[.!?\n]\s", before)[-1]))

    def _currency_sign(self, start: int, floor: int) -> tuple[str, int] | None:
        sign = CURRENCY_SIGN.search(self._text, max(floor, start - 5), start)
        return (CURRENCY_SIGNS[sign[1]], sign.start(1)) if sign else None

    def _after(self, end: int) -> tuple[Effect, int] | None:
        for pattern, effect in AFTER[self._words]:
            match = pattern.match(self._text, end)
            if match:
                return effect, match.end()
        return None

    def _of_head(self, end: int, word: "regex.Match[str]", code: str) -> tuple[str | None, int]:
        """ "12 passenger trains" counts trains, "20 patient records" something without a code."""
        if self._words != "en" or code not in MAY_MODIFY or not is_singular(word[0].lower()):
            return code, word.end()
        head = _HEAD.match(self._text, word.end())
        if head is None or _ENDS_IN_ONE.search(self._text, max(0, end - 4), end):
            return code, word.end()
        of_head = unit_code(head[1].lower())
        return of_head, head.end() if of_head else end

    def _after_noun(self, end: int) -> tuple[Effect, int] | None:
        """ "Drie doses of meer": past what is counted, whatever that is."""
        noun = _NOUN_BEFORE_OR.match(self._text, end)
        if noun is None or noun[1].lower() in _STOPS:
            return None
        after = self._after(noun.end())
        return after if after is not None and after[0] is not Effect.ABOUT else None

    def _unit(self, end: int) -> tuple[str | None, int]:
        """The unit that follows, past an adjective or two, and where it ends."""
        sign = _SIGN_AFTER.match(self._text, end)
        if sign:
            return _SIGNS[sign[0].strip()], sign.end()
        of = _OF.match(self._text, end)
        at = of.end() if of else end
        for _ in range(_MOST_WORDS_BEFORE_UNIT + 1):
            gap = _SPACES.match(self._text, at)
            word = _UNIT_WORD.match(self._text, gap.end() if gap else at)
            if word is None or (gap is None and at != end):
                break
            lowered = word[0].lower().replace("’", "'")
            if lowered in _FIRST_OF_UNITS:
                of_two = _UNIT_OF_TWO.match(self._text, word.start())
                if of_two:
                    return UNITS[" ".join(of_two[0].lower().split())], of_two.end()
            code = unit_code(lowered)
            if code is not None:
                return self._of_head(end, word, code)
            if lowered in _STOPS:
                break
            at = word.end()
        return None, end


@lru_cache(maxsize=16_384)
def _may_begin(language: str, word: str) -> bool:
    """Whether a figure may begin with the word; most words of a text do not."""
    openings = OPENINGS.get(language)
    if openings is None or word in openings:
        return True
    return (
        read_number_words([word, "honderd"], language) is not None
        or BEGINS_LIKE_ONE.match(word) is not None
    )


@lru_cache(maxsize=16_384)
def _may_follow(language: str, word: str) -> bool:
    """Whether a figure may go on with the word after an article."""
    if language not in OPENINGS or word in AFTER_ARTICLES:
        return True
    if word in ARTICLES:
        return False
    return word in SCALES[language] or unit_code(word) in MEASURES or _may_begin(language, word)


def _times(atom: _Atom, size: int) -> _Atom:
    return atom._replace(value=atom.value * size, mantissa=atom.mantissa * size)


def _negated(
    bounds: tuple[Decimal | None, Decimal | None, bool, bool],
) -> tuple[Decimal | None, Decimal | None, bool, bool]:
    """ "At least ten degrees below zero" is at most minus ten."""
    lower, upper, lower_closed, upper_closed = bounds
    return (
        None if upper is None else -upper,
        None if lower is None else -lower,
        upper_closed,
        lower_closed,
    )


_MASS_OR_VOLUME = regex.compile(
    r"\s(?:tonnes?|tons?|kilos?|kg|litres?|liters?|liter|hectares?|acres)\b"
)
_ROUND = {"dozijn": 12, "honderd": 100, "duizend": 1000, "miljoen": 10**6, "miljard": 10**9}
_OR_SO_MANY = regex.compile(
    rf"(?i)een ({'|'.join(_ROUND)}) of (\p{{L}}+)\b(?!\s(?:{'|'.join(_ROUND)}))"
)
_FEW = 10
_SIZES_IN_SHORT = {"m": 10**6, "M": 10**6, "B": 10**9}
_VULGAR_PARTS = {
    **{"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")},
    **{"⅓": Decimal("0.333333"), "⅔": Decimal("0.666667")},
}
_VULGAR = regex.compile(r"([½¼¾⅓⅔])")
_TAL = regex.compile(r"(?i)(?:een\s+)?(?!elf)(\p{L}{3,})tal\b")
_AT_A_GLANCE = 4
_AND_A_HALF = regex.compile(r"(?i)an?\s+(\p{L}+)\s+and\s+a\s+half\b")
_POINT = regex.compile(r"(?i)\s+(?:point|komma)\s+(\p{L}+)")
_NEXT_WORD = regex.compile(rf"{_SPACE}+(\p{{L}}+)")
_WORD_AFTER = regex.compile(r"\s+(\p{L}+)")
_MOST_AFTER_POINT = 100
_SHORTENED = ("mln", "mld", "mn", "bn", "mio", "mrd")
_SHORT_POINT = regex.compile(r"\.(?=\s+\p{Ll})")
_MOST_IN_A_NAME = 4
_EEN_AFTER = regex.compile(
    r"(?i)\s+(?:van\s(?:de|het|hen|hun|zijn|haar|onze|die|deze|mijn)|voor\s(?:één|een)|ding|na|der"
    r"|op\s(?:één|een)|lijn|en\s(?:al|ander|dezelfde))\b"
)
_EEN_BEFORE = regex.compile(r"(?r)\b(?:nummer|dag|optie|plan|deze|die|als|geen|meer dan)\s+$")
_NOUN_BEFORE_OR = regex.compile(
    r"\s+(\p{Ll}{2,})(?=\s+(?:of|or|en|and)\s+(?:meer|more|minder|fewer|less|above|over|hoger|langer))"
)
_WIDEST = 3
_STEP = regex.compile(r"\b(?:by|met)\s+(?:(?:another|nog|a further)\s+)?(?:[€$£]\s?)?$")
_HYPHENS = ("-", "–", "‑")
_HANGING = regex.compile(r"[-‑]\s")
_REACH_OF_OF = 8
_OF_BEFORE = regex.compile(r"(?r)\bof\s+$")
_STEP_VERB = regex.compile(
    r"\b(?:rose|fell|gained|lost|climbed|dropped|jumped|slipped|added|shed|up|down)\s+(?:[€$£]\s?)?$"
)
_CLAUSE_GOES_ON = regex.compile(
    r"\s+(?!(?:in|on|at|to|for|after|by|and|but|op|in|na|en|voor|bij|tegen|against|maar|with|met|the|de|het|last|when|toen)\b)\p{Ll}|\s?%"
)
_REACH_AFTER_SCORE = 24
_LARGE_FOR_A_SCORE = 10
_MOST_IN_A_GAME = 200
_MOST_OF_AN_AGE = 3
_REST_OF_NAME = regex.compile(r"(?:[-‑/]\d+)*")
_EVEN = regex.compile(r",[-–—]{1,2}(?!\d)")
_BELOW = regex.compile(r"\s+(?:below (?:zero|freezing)|onder (?:nul|het vriespunt)|vorst)\b")
_INVERSES = {
    Effect.MORE_THAN: Effect.LESS_THAN,
    Effect.LESS_THAN: Effect.MORE_THAN,
    Effect.AT_LEAST: Effect.AT_MOST,
    Effect.AT_MOST: Effect.AT_LEAST,
}
_MONEY = regex.compile(
    r"(?i)(?:euro|\bgeld|schade|kosten|kost\b|bedrag|boete|subsidie|winst|verlies|omzet|schuld|budget"
    r"|\bbuit|contant|begrot|salaris|belasting|investe|leverde|betaal|opbrengst)"
)
_UNIT_OF_TWO = regex.compile(
    rf"(?i)(?:{'|'.join(name.replace(' ', '[ ]') for name in UNITS if ' ' in name or '/' in name)}"
    r")(?!\p{L})"
)
_HEAD = regex.compile(r"\s+(\p{Ll}+(?:s|men|people|children|aircraft))\b")
_ENDS_IN_ONE = regex.compile(r"(?ri)(?<![\p{L}\d])(?:one|1)$")
_FIRST_OF_UNITS = frozenset(
    regex.split("[ /]", name)[0] for name in UNITS if " " in name or "/" in name
)
_WORD = regex.compile(r"\p{L}+")
_JOINT = regex.compile(rf"{_SPACE}+|[-‑](?=\p{{L}})")
_SCALE_WORD = regex.compile(rf"{_SPACE}*(?:\bof (?:a )?)?(\p{{L}}+)\b")
# "millions of people", "deux millions de soldats": what is counted comes after it.
_OF = regex.compile(
    rf"(?i)(?<=illi(?:on|ons|ard|ards)|ands|reds|zens|scores|dozen){_SPACE}+(?:of|de)\b"
)
_ARTICLE = regex.compile(rf"(?i)(an?|een){_SPACE}+(\p{{L}}+)\b")
_CLOCK_ARTICLE = regex.compile(r"(?r)(?i)\b(?:rond|om|tegen)\s+$")
_INVERTED = regex.compile(r"(?r)(?i)\been\s(?!stuk)(\p{L}+)\sof\s+$")
_PLUS = regex.compile(r"[-‑](?:plus|odd)\b")
_STREET_BEFORE = regex.compile(
    r"(?r)\p{Lu}\p{L}*(?:laan|straat|weg|plein|kade|dijk|singel|gracht|steeg|hof|pad)\s+$"
)
_STREET_AFTER = regex.compile(
    r"\s(?:\p{Lu}\p{L}+\s){1,2}(?:Street|Road|Avenue|Lane|Square|Drive|Way|Place|Court)\b"
)
_OLDEST = 120
_OLD = regex.compile(r"\s(?:jaar\s(?:oud|jong)|years?\sold|years?\sof\sage)\b")
_NAME_AND_BRACKET = regex.compile(
    r"(?r)(?:\p{Lu}\p{L}+|\b(?:man|vrouw|jongen|meisje|woman|boy|girl))\s\($"
)
_NAME_AND_COMMA = regex.compile(r"(?r)\p{Lu}\p{L}+,\s$")
_COMMA_OR_END = regex.compile(r",\s|\.(?:\s|$)")
_MOST_IN_A_SCORE = 30
_HOURS_OF_A_DAY = 24
_FROM_BARE = regex.compile(r"(?i)\b(?:van|from)\s+$")
_EARLIEST_OPENING = 7
_BETWEEN_BARE = regex.compile(r"(?i)\btussen\s+$")
_MINUS = regex.compile(r"(?:(?<![^\s(“\"])[-−]|\b(?i:min|minus)\s)$")
_REACH_OF_CHANGE = 80
_FROM = regex.compile(r"\b(?:from|van)\s+(?:[€$£]\s?)?$")
_SPORT = regex.compile(
    r"(?i)\b(?:won|wint|winnen|gewonnen|verloor|verloren|verliest|gelijk|stand|zege|nederlaag|beat"
    r"|lost|win|wins|defeat|drew|victory|score|led|lead)\b"
)
_YEAR_BEFORE = regex.compile(
    r"(?i)\b(?:tot|vanaf|rond|sinds|van|in|until|since|around|from|by|about|tussen|between|about"
    r"|over|na|after|before|circa|ca\.)\s+$"
)
_BELOW_ZERO = ("degrees C", "percent", "EUR", "USD", "GBP")
_SPACES = regex.compile(rf"{_SPACE}+")
_MONTH_BEFORE = regex.compile(rf"(?i)\b(?:{MONTHS.pattern.replace('(?i)', '')})\s+$")
_PRONOUN_BEFORE = regex.compile(
    r"\b(?:no|the|any|each|this|that|every|which|last|only|some|another|by|number|plan|square)\s+$|\w[-‑]$"
)
_PRONOUN_AFTER = regex.compile(
    r"\s+(?:of|another|by|after|thing|reason|hand|that|who|which|is|was|can|could|day|should|may|might|will|would|has|in)\b"
    r"|[-‑'’.,;:!?)]|\s*$"
)
_DETERMINER = regex.compile(r"(?r)\b(?:the|de|die|deze|alle|those|these|all|its|their)\s+$")
_OF_WHOLE = regex.compile(r"(?r)\b(?:op|van|in|of)\s+(?:de|the)\s+$")
_ENDS_CLAUSE = regex.compile(r"[.,;:!?)]|\s*$")
_SIGNS = {
    **{"%": "percent", "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "‰": "promille"},
    **{
        "°C": "degrees C",
        "°F": "degrees F",
        "°": "degrees C",
        "C": "degrees C",
        "F": "degrees F",
        "p": "ct",
    },
    **{"%-punt": "percentage points", "%-point": "percentage points", "x": "times"},
}
_SIGN_AFTER = regex.compile(
    rf"{_SPACE}?(%-(?:punt|point)|%|€|\$|£|¥|‰|°C|°F|°(?!\p{{L}}))|(?<=\d)[CFxp](?![\p{{L}}\d])"
)


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
        return _tidy(round(value * NEARLY, 6)), value, True, False
    if Effect.AT_MOST in effects:
        return None, value, False, True
    if Effect.LESS_THAN in effects:
        return None, value, False, False
    return value, value, True, True


def _range_bounds(
    first: _Atom, second: _Atom, *, sizes: tuple[int, ...] = ()
) -> tuple[Decimal, Decimal]:
    """ "two to three million", "10-15,000", "tien- tot vijftienduizend": the scale is said once.

    `sizes` are those that the second number may hold unsaid.
    """
    for size in sizes:
        is_small = first.value < size <= second.value == second.mantissa
        if is_small and first.value * size < second.value // size * size:
            return first.value * size, second.value
    scale = second.value / second.mantissa if second.mantissa else Decimal(1)
    is_shared = scale > 1 and first.value == first.mantissa and first.value < second.mantissa
    return (first.value * scale if is_shared else first.value), second.value
