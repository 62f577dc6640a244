"""What a measure declares of itself, so that tests can hold it to that."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Properties:
    """`symmetric`: exchanging raters (or the two sides) changes nothing. `missing_data`: units
    that not everybody judged may take part. `many_raters`: more than two may judge a unit.
    `corrects_chance`: 0 is what chance alone would give."""

    symmetric: bool
    missing_data: bool
    many_raters: bool
    corrects_chance: bool


DECLARED: dict[str, Properties] = {}


def measure(
    *, symmetric: bool, missing_data: bool, many_raters: bool, corrects_chance: bool
) -> Callable[[Function], Function]:
    """Marks a function as a measure and keeps what it declares."""

    def declare(function: Function) -> Function:
        name = f"{function.__module__}.{function.__qualname__}"
        DECLARED[name] = Properties(symmetric, missing_data, many_raters, corrects_chance)
        return function

    return declare
