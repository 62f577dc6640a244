"""Figures as intervals on one scale, ready to be drawn as SVG by a template."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from annotator.text.figures import APPROXIMATE_WIDENING, Bounds

WIDTH, HEIGHT = 240, 20
LEFT, RIGHT = 8, 232
"""Where the scale begins and ends, in units of the drawing; arrows reach to its ends."""

ARROW = 6
MOST_WORDS = 4


@dataclass(frozen=True)
class Tick:
    """A mark on the scale: where it stands, in units and in percent of the width, and its text."""

    at: float
    share: float
    words: str


@dataclass(frozen=True)
class Scale:
    """From the first power to the last one: of ten on a logarithmic scale, else plain values."""

    first: float
    last: float
    is_logarithmic: bool

    def place(self, value: Decimal | float) -> float:
        """Where a value stands, in units of the drawing; what lies beyond stands at the end."""
        at = self._measure(float(value))
        share = (at - self.first) / (self.last - self.first)
        return round(LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, share)), 2)

    def _measure(self, value: float) -> float:
        if not self.is_logarithmic:
            return value
        return math.log10(value) if value > 0 else self.first

    @property
    def ticks(self) -> list[Tick]:
        """The marks; only so many bear words as fit side by side."""
        if self.is_logarithmic:
            powers = range(int(self.first), int(self.last) + 1)
            ticks = [self._tick(10.0**power) for power in powers]
            every = 1 + (len(powers) - 1) // MOST_WORDS
            return [
                tick if number % every == 0 else replace(tick, words="")
                for number, tick in enumerate(ticks)
            ]
        return [self._tick(self.first + (self.last - self.first) * n / 4) for n in range(5)]

    def _tick(self, value: float) -> Tick:
        at = self.place(value)
        return Tick(at, round(100 * at / WIDTH, 2), short_number(value))

    @property
    def words(self) -> str:
        """What sort of scale it is, in a sentence."""
        ends = [10**self.first, 10**self.last] if self.is_logarithmic else [self.first, self.last]
        said = {"first": short_number(ends[0]), "last": short_number(ends[1])}
        if self.is_logarithmic:
            return _("Logarithmic scale, %(first)s to %(last)s: each step is ten times more.") % (
                said
            )
        return _("Scale from %(first)s to %(last)s.") % said


@dataclass(frozen=True)
class Drawing:
    """One interval: a line with ends. `start` and `end` are "dot", "ring", "arrow" or "whisker";
    a single value has no line. `words` says the same for those who see no picture."""

    x1: float
    x2: float
    start: str
    end: str
    is_point: bool
    is_approximate: bool
    words: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT

    @property
    def middle(self) -> float:
        """Between the two ends."""
        return round((self.x1 + self.x2) / 2, 2)

    @property
    def start_arrow(self) -> str:
        """The points of an arrow that leads to smaller values."""
        return f"{self.x1},10 {self.x1 + ARROW},6 {self.x1 + ARROW},14"

    @property
    def end_arrow(self) -> str:
        """The points of an arrow that leads to larger values."""
        return f"{self.x2},10 {self.x2 - ARROW},6 {self.x2 - ARROW},14"


def scale_of(figures: Iterable[Bounds]) -> Scale | None:
    """One scale for all of the figures: logarithmic where all are positive; None without any."""
    bounds = [
        float(bound)
        for figure in figures
        for bound in (figure.lower, figure.upper)
        if bound is not None
    ]
    if not bounds:
        return None
    low, high = min(bounds), max(bounds)
    if low < 0 or (high <= 10 and low < 1):
        room = (high - low) or abs(high) or 1.0
        return Scale(min(0.0, low), high + 0.1 * room, is_logarithmic=False)
    first = math.floor(math.log10(min(positive))) if (positive := _positive(bounds)) else 0
    last = math.floor(math.log10(max(high, 1))) + 1
    return Scale(float(min(0, first)), float(max(last, 1)), is_logarithmic=True)


def _positive(bounds: Sequence[float]) -> list[float]:
    return [bound for bound in bounds if bound > 0]


def drawing_of(figure: Bounds, scale: Scale) -> Drawing:
    """The interval of a figure on the scale."""
    lower, upper = figure.lower, figure.upper
    is_point = lower is not None and lower == upper
    if is_point and figure.is_approximate:
        assert lower is not None
        reach = float(APPROXIMATE_WIDENING) * abs(float(lower))
        x1, x2 = scale.place(float(lower) - reach), scale.place(float(lower) + reach)
        start = end = "whisker"
    else:
        x1 = float(LEFT) if lower is None else scale.place(lower)
        x2 = float(RIGHT) if upper is None else scale.place(upper)
        start = _end_mark(lower, is_closed=figure.lower_closed)
        end = _end_mark(upper, is_closed=figure.upper_closed)
    return Drawing(
        x1=x1,
        x2=x2,
        start=start,
        end=end,
        is_point=is_point,
        is_approximate=figure.is_approximate,
        words=words_of(figure),
    )


def _end_mark(bound: Decimal | None, *, is_closed: bool) -> str:
    if bound is None:
        return "arrow"
    return "dot" if is_closed else "ring"


def words_of(figure: Bounds) -> str:
    """The interval in words, in the reader's language: "at least 30", "about 11,000"."""
    lower, upper = figure.lower, figure.upper
    if lower is not None and upper is not None:
        if lower == upper:
            text = _("about %(n)s") if figure.is_approximate else "%(n)s"
            return text % {"n": exact_number(lower)}
        ends = {"low": exact_number(lower), "high": exact_number(upper)}
        if not figure.upper_closed:
            return _("from %(low)s to under %(high)s") % ends
        return _("from %(low)s to %(high)s") % ends
    if lower is not None:
        text = _("at least %(n)s") if figure.lower_closed else _("more than %(n)s")
        return text % {"n": exact_number(lower)}
    if upper is not None:
        text = _("at most %(n)s") if figure.upper_closed else _("less than %(n)s")
        return text % {"n": exact_number(upper)}
    return ""


def exact_number(value: Decimal) -> str:
    """A number as the reader's language writes it, without zeros at its end."""
    plain = int(value) if value == value.to_integral_value() else value.normalize()
    return str(number_format(plain, use_l10n=True, force_grouping=True))


def short_number(value: float) -> str:
    """A number for the foot of a scale: 1, 100, 10,000, 1 m."""
    for size, text in ((1e9, _("%(n)s bn")), (1e6, _("%(n)s m"))):
        if abs(value) >= size:
            return text % {"n": exact_number(Decimal(str(round(value / size, 2))))}
    return exact_number(Decimal(str(round(value, 6))))
