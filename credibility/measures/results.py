"""What a measure answers: a number with its interval, or the reason why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A value with its 95% interval; `n` is the number of units it rests on."""

    value: float
    lower: float
    upper: float
    n: int


@dataclass(frozen=True)
class Undefined:
    """Why there is no number. `code` is stable and for programs; `message` is a sentence."""

    code: str
    message: str


Result = Measured | Undefined

NOTHING_SHARED = Undefined("nothing_shared", "Nothing was judged by two.")
ONE_CATEGORY = Undefined(
    "one_category", "Everybody always said the same one thing, so chance cannot be told apart."
)
TOO_FEW = Undefined("too_few", "There is too little to tell.")
NOTHING_MARKED = Undefined("nothing_marked", "Nobody marked anything.")
OVERLAPPING = Undefined(
    "overlapping", "Spans of one person overlap, so they do not divide the text into stretches."
)
