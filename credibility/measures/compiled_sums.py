"""The sums over sorted co-positions in one plain pass, which numba can compile.

`all_pairs` counts the same in numpy; with the extra `fast` installed and enough to count, this
pass takes its place. The integers are the same to the last, and so are the arrays.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Integers: TypeAlias = npt.NDArray[np.int64]

# Below this, loading numba and what it compiled takes longer than it saves.
FEWEST_CO_POSITIONS = 20_000_000

Pass: TypeAlias = Callable[..., Any]


def is_there() -> bool:
    """Whether numba is installed."""
    return find_spec("numba") is not None


@cache
def compiled(function: Pass) -> Pass:
    """The function compiled by numba, kept on disk where there is room beside it or in the user's
    own folder. Raises ImportError without numba."""
    numba = import_module("numba")
    made: Pass
    try:
        made = numba.njit(cache=True)(function)
    except RuntimeError:  # a read-only installation: compiled anew in each process
        made = numba.njit(function)
    return made


def sizes_of(keys: Integers, pair_shift: int, story_shift: int, silent: Any) -> Any:
    """How many pairs there are in the sorted keys, how many stories of pairs that somebody tells,
    and how many keys the largest pair has. `silent` tells of each kind whether both are silent."""
    pairs, stories, longest, length, told = 0, 0, 0, 0, 0
    pair, story = np.int64(-1), np.int64(-1)
    mask = len(silent) - 1
    for key in keys:
        if key >> story_shift != story:
            story = key >> story_shift
            stories += told > 0
            told = 0
        if key >> pair_shift != pair:
            pair = key >> pair_shift
            pairs += 1
            longest = max(longest, length)
            length = 0
        length += 1
        told += not silent[key & mask]
    return pairs, stories + (told > 0), max(longest, length)


def fill(
    keys: Integers,
    pair_shift: int,
    story_shift: int,
    fields: Any,
    silent: Any,
    pair_keys: Any,
    sums: Any,
    story_pair: Any,
    story_keys: Any,
    story_n: Any,
) -> None:
    """Writes pairs with their sums, and the stories that somebody tells. `fields` has, for each
    kind, the places of the sums that it adds 1 to, -1 where there are no more."""
    mask = len(silent) - 1
    at, story_at = np.int64(-1), np.int64(0)
    pair, story = np.int64(-1), np.int64(-1)
    for key in keys:
        if key >> story_shift != story:
            story_at += story >= 0 and story_n[story_at] > 0
            story = key >> story_shift
        if key >> pair_shift != pair:
            pair = key >> pair_shift
            at += 1
            pair_keys[at] = pair
        kind = key & mask
        for step in range(fields.shape[1]):
            place = fields[kind, step]
            if place < 0:
                break
            sums[at, place] += 1
        if not silent[kind]:
            story_pair[story_at] = at
            story_keys[story_at] = story
            story_n[story_at] += 1
