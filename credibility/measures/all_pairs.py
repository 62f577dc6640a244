"""All pairs of sources at once: the same integers as `pairs.Totals`, counted in arrays.

Each co-position (two sources with a position on one claim group) becomes one 64-bit number: the
pair, the story, and how the two compare. Sorted, equal pairs stand together, and every integer of
a pair is a sum over its stretch. That is the product of the table sources x groups with itself,
with all cells, labels and stories of a pair counted in the one pass.
"""

import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from credibility.measures import compiled_sums
from credibility.measures.pairs import (
    CELLS,
    COUNT_FIELDS,
    POSITIONS,
    Contribution,
    Counts,
    Totals,
    conflict_halves,
)
from credibility.measures.tallies import LABELS

Integers: TypeAlias = npt.NDArray[np.int64]
Places: TypeAlias = npt.NDArray[np.int32]

NO_LABEL, NO_TOPIC, SEVERAL = 3, -1, -1
# Memory: eight bytes for each co-position of a block.
MOST_AT_ONCE = 1 << 26
# What is worked on in one go stays in the processor's own memory.
GROUPS_IN_A_GO, KEYS_IN_A_GO = 1 << 13, 1 << 17

# What is summed; the other counts follow from these.
SUMMED = (*CELLS, "label_n", "label_agree", "one_coder", "from_labels", "both_silent")
_PLACE = {name: place for place, name in enumerate(SUMMED)}
# How two compare, in eleven bits: positions, labels, from labels, one coder.
_BITS = 11
_POSITION_A, _POSITION_B, _LABEL_A, _LABEL_B, _FROM_A, _FROM_B, _ONE = 9, 7, 5, 3, 2, 1, 0
_SILENT = 3


class Stands(NamedTuple):
    """Who stands where on the groups, one entry each, ordered by group and then by source.

    `label` is the place in LABELS or NO_LABEL, `coder` the only coder or SEVERAL; who is silent
    comes in the same way, as entries of their own. `starts` (groups + 1) and `silent_starts` say
    where each group's entries begin; `topic` is NO_TOPIC where a group has none.
    """

    source: Integers
    position: Integers
    label: Integers
    coder: Integers
    from_labels: Integers
    starts: Integers
    topic: Integers
    silent: Integers
    silent_starts: Integers

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return len(self.topic)

    def part(self, first: int, last: int) -> "Stands":
        """The groups from `first` up to `last`, without it."""
        entries = slice(int(self.starts[first]), int(self.starts[last]))
        silent = slice(int(self.silent_starts[first]), int(self.silent_starts[last]))
        return Stands(
            self.source[entries],
            self.position[entries],
            self.label[entries],
            self.coder[entries],
            self.from_labels[entries],
            self.starts[first : last + 1] - self.starts[first],
            self.topic[first:last],
            self.silent[silent],
            self.silent_starts[first : last + 1] - self.silent_starts[first],
        )


@dataclass(frozen=True)
class PairSums:
    """Every pair of sources that share anything, smaller id first, ordered; its integers.

    `sources` and `topics` are the ids there are, ascending; all else names them by their place.
    `one`, `other` (pairs); `sums` (len(SUMMED) x pairs); and n by story: `story_pair` is the place
    of the pair, `story` that of the topic, `story_n` how many groups (stories of pairs).
    """

    sources: Integers
    topics: Integers
    one: Places
    other: Places
    sums: npt.NDArray[np.integer[Any]]
    story_pair: Places
    story: Places
    story_n: Places

    def __len__(self) -> int:
        return len(self.one)

    def counts(self) -> Iterator[Counts]:
        """The integers of each pair in the order of COUNT_FIELDS."""
        named = dict(zip(SUMMED, self.sums.astype(np.int64), strict=True))
        cells = {name: named[name] for name in CELLS}
        named["n"] = sum(cells.values(), np.zeros(len(self), dtype=np.int64))
        named["agree"] = sum(
            (named[f"{position}_{position}"] for position in POSITIONS),
            np.zeros(len(self), dtype=np.int64),
        )
        named["conflict_halves"] = sum(
            (named[f"{a}_{b}"] * conflict_halves(a, b) for a in POSITIONS for b in POSITIONS),
            np.zeros(len(self), dtype=np.int64),
        )
        columns = [named[name].tolist() for name in COUNT_FIELDS]
        return zip(*columns, strict=True)

    def add_to(self, totals: Totals) -> None:
        """Puts the pairs and stories into totals that hold none yet."""
        one, other = self.sources[self.one].tolist(), self.sources[self.other].tolist()
        pairs = list(zip(one, other, strict=True))
        totals.pairs.update(zip(pairs, self.counts(), strict=True))
        topics = self.topics[self.story].tolist()
        stories = zip(self.story_pair.tolist(), topics, self.story_n.tolist(), strict=True)
        totals.topics.update(
            ((pairs[place], None if topic == NO_TOPIC else topic), n) for place, topic, n in stories
        )

    def as_bytes(self) -> bytes:
        """All of it as bytes, for `from_bytes`."""
        file = io.BytesIO()
        np.savez_compressed(file, **self.__dict__)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "PairSums":
        """What `as_bytes` gave."""
        with np.load(io.BytesIO(stored), allow_pickle=False) as found:
            return cls(**{name: found[name] for name in cls.__dataclass_fields__})


# --- from contributions to arrays -----------------------------------------------------------

_PLACE_OF_POSITION = {position: place for place, position in enumerate(POSITIONS)}
_PLACE_OF_LABEL: Mapping[str | None, int] = {
    None: NO_LABEL,
    **{label: place for place, label in enumerate(LABELS)},
}


def stands_of(contributions: Iterable[Contribution]) -> Stands:
    """The contributions as arrays."""
    entries: list[tuple[int, int, int, int, int]] = []
    silent: list[int] = []
    starts, silent_starts, topics = [0], [0], []
    for contribution in contributions:
        for source, (position, label, coders, from_labels) in sorted(contribution.stands.items()):
            entries.append(
                (
                    source,
                    _PLACE_OF_POSITION[position],
                    _PLACE_OF_LABEL[label],
                    coders[0] if len(coders) == 1 else SEVERAL,
                    from_labels,
                )
            )
        silent += sorted(contribution.silent)
        starts.append(len(entries))
        silent_starts.append(len(silent))
        topics.append(NO_TOPIC if contribution.topic is None else contribution.topic)
    table = np.array(entries, dtype=np.int64).reshape(len(entries), 5)
    source, position, label, coder, from_label = np.ascontiguousarray(table.T)
    return Stands(
        source=source,
        position=position,
        label=label,
        coder=coder,
        from_labels=from_label,
        starts=np.array(starts, dtype=np.int64),
        topic=np.array(topics, dtype=np.int64),
        silent=np.array(silent, dtype=np.int64),
        silent_starts=np.array(silent_starts, dtype=np.int64),
    )


# --- counting -------------------------------------------------------------------------------


def pair_sums(
    stands: Stands,
    *,
    most_at_once: int = MOST_AT_ONCE,
    compiled_from: float = compiled_sums.FEWEST_CO_POSITIONS,
) -> PairSums:
    """The integers of all pairs, exact; blocks of groups with at most about so many co-positions
    are counted on their own and added up. Blocks from `compiled_from` on are summed by compiled
    code where numba is installed, to the same integers."""
    blocks = [stands.part(first, last) for first, last in _blocks(stands, most_at_once)]
    return added([_sums_of_block(block, compiled_from=compiled_from) for block in blocks])


def _blocks(stands: Stands, most_at_once: int) -> list[tuple[int, int]]:
    sizes = np.diff(stands.starts) + np.diff(stands.silent_starts)
    after = np.cumsum(sizes * sizes // 2)
    cuts = [0]
    while cuts[-1] < stands.groups:
        done = int(after[cuts[-1] - 1]) if cuts[-1] else 0
        cut = int(np.searchsorted(after, done + most_at_once, side="right"))
        cuts.append(max(cut, cuts[-1] + 1))
    return list(pairwise(cuts))


class _Codes(NamedTuple):
    """How ids become bits: ascending ids, and how many bits a place in them takes."""

    sources: Integers
    topics: Integers

    @property
    def source_bits(self) -> int:
        return max(1, (len(self.sources) - 1).bit_length())

    @property
    def topic_bits(self) -> int:
        return max(1, (len(self.topics) - 1).bit_length())


def _sums_of_block(stands: Stands, *, compiled_from: float = math.inf) -> PairSums:
    codes = _Codes(_different(stands.source, stands.silent), _different(stands.topic))
    if 2 * codes.source_bits + codes.topic_bits + _BITS > 63:
        raise ValueError("too many sources and stories for one count")
    keys = _co_positions(stands, codes)
    keys.sort()
    return _summed(keys, codes, compiled_from=compiled_from)


def _different(*columns: Integers) -> Integers:
    """The different ids in the columns, ascending."""
    highest = max((int(column.max()) for column in columns if len(column)), default=-1)
    if any(len(column) and column.min() < 0 for column in columns) or highest > MOST_AT_ONCE:
        return np.unique(np.concatenate(columns))
    is_there = np.zeros(highest + 1, dtype=bool)
    for column in columns:
        is_there[column] = True
    return np.flatnonzero(is_there)


def _places(ids: Integers, column: Integers) -> Integers:
    """Where each of the column stands among the ids."""
    if not len(ids) or ids[0] < 0 or ids[-1] > MOST_AT_ONCE:
        return np.searchsorted(ids, column)
    place = np.zeros(int(ids[-1]) + 1, dtype=np.int64)
    place[ids] = np.arange(len(ids))
    return place[column]


def _co_positions(stands: Stands, codes: _Codes) -> Integers:
    """One number for every two sources that both stand, or are both silent, on a group."""
    topic = _places(codes.topics, stands.topic) << _BITS
    pair_shift = codes.topic_bits + _BITS
    both = codes.source_bits + pair_shift
    source, silent = (_places(codes.sources, ids) for ids in (stands.source, stands.silent))
    of_a = (stands.position << _POSITION_A) + (stands.label << _LABEL_A)
    of_b = (stands.position << _POSITION_B) + (stands.label << _LABEL_B)
    sizes, silent_sizes = np.diff(stands.starts), np.diff(stands.silent_starts)
    speaking = _Entries(
        (source << both) + of_a + (stands.from_labels << _FROM_A) + np.repeat(topic, sizes),
        (source << pair_shift) + of_b + (stands.from_labels << _FROM_B),
        stands.starts,
        stands.coder,
    )
    silence = _Entries(
        (silent << both) + (_SILENT << _POSITION_A) + np.repeat(topic, silent_sizes),
        (silent << pair_shift) + (_SILENT << _POSITION_B),
        stands.silent_starts,
        None,
    )
    keys = np.empty(speaking.twos + silence.twos, dtype=np.int64)
    speaking.pair_up(keys[: speaking.twos])
    silence.pair_up(keys[speaking.twos :])
    return keys


class _Entries(NamedTuple):
    """What each entry puts into the number of a pair as its first and as its second source."""

    as_first: Integers
    as_second: Integers
    starts: Integers
    coder: Integers | None

    @property
    def twos(self) -> int:
        """How many twos there are within groups."""
        sizes = np.diff(self.starts)
        return int((sizes * (sizes - 1) // 2).sum())

    def pair_up(self, out: Integers) -> None:
        """The numbers of all twos, group size by group size: each step of the loop is one
        addition over many groups."""
        sizes = np.diff(self.starts)
        done = 0
        for size in np.unique(sizes[sizes > 1]).tolist():
            begin = self.starts[:-1][sizes == size]
            for first in range(0, len(begin), GROUPS_IN_A_GO):
                places = begin[first : first + GROUPS_IN_A_GO] + np.arange(size)[:, None]
                for place in range(size - 1):
                    here, there = places[place], places[place + 1 :]
                    stretch = out[done : done + there.size].reshape(there.shape)
                    np.add(self.as_first[here], self.as_second[there], out=stretch)
                    if self.coder is not None:
                        mine = self.coder[here]
                        stretch += (self.coder[there] == mine) & (mine != SEVERAL)
                    done += there.size


def _summed(keys: Integers, codes: _Codes, *, compiled_from: float) -> PairSums:
    """The sums over each pair's stretch of the sorted numbers."""
    if len(keys) >= compiled_from and compiled_sums.is_there():
        return _summed_in_one_pass(keys, codes, turned_into=compiled_sums.compiled)
    pair_shift = codes.topic_bits + _BITS
    cuts = _cuts_between(keys, pair_shift)
    parts = [_Stretch(keys[first:last], pair_shift) for first, last in pairwise(cuts)]
    pairs, stories = (sum(column) for column in zip(*(p.size for p in parts), strict=True))
    longest = max(part.longest for part in parts)
    kind = np.uint16 if longest < 1 << 16 else np.int32
    found = PairSums(
        codes.sources,
        codes.topics,
        one=np.empty(pairs, dtype=np.int32),
        other=np.empty(pairs, dtype=np.int32),
        sums=np.empty((len(SUMMED), pairs), dtype=kind),
        story_pair=np.empty(stories, dtype=np.int32),
        story=np.empty(stories, dtype=np.int32),
        story_n=np.empty(stories, dtype=np.int32),
    )
    pair, story = 0, 0
    for part in parts:
        more_pairs, more_stories = part.size
        part.write(found, codes, slice(pair, pair + more_pairs), slice(story, story + more_stories))
        pair, story = pair + more_pairs, story + more_stories
    return found


def _summed_in_one_pass(
    keys: Integers,
    codes: _Codes,
    *,
    turned_into: Callable[[compiled_sums.Pass], compiled_sums.Pass],
) -> PairSums:
    """As `_summed`, by the plain pass as it was turned into something faster."""
    pair_shift = codes.topic_bits + _BITS
    fields, silent = _fields_of_kinds()
    pairs, stories, longest = turned_into(compiled_sums.sizes_of)(keys, pair_shift, _BITS, silent)
    kind = np.uint16 if longest < 1 << 16 else np.int32
    pair_keys = np.empty(pairs, dtype=np.int64)
    sums = np.zeros((pairs, len(SUMMED)), dtype=kind)
    # One more than there are: the last story may be one that nobody tells.
    story_keys = np.empty(stories + 1, dtype=np.int64)
    story_pair, story_n = np.zeros((2, stories + 1), dtype=np.int32)
    turned_into(compiled_sums.fill)(
        *(keys, pair_shift, _BITS, fields, silent),
        *(pair_keys, sums, story_pair, story_keys, story_n),
    )
    return PairSums(
        codes.sources,
        codes.topics,
        one=(pair_keys >> codes.source_bits).astype(np.int32),
        other=(pair_keys & ((1 << codes.source_bits) - 1)).astype(np.int32),
        sums=np.ascontiguousarray(sums.T),
        story_pair=story_pair[:stories],
        story=(story_keys[:stories] & ((1 << codes.topic_bits) - 1)).astype(np.int32),
        story_n=story_n[:stories],
    )


@cache
def _fields_of_kinds() -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """For each way in which two compare: the places in SUMMED that it counts for, then -1; and
    whether both are silent."""
    worth = np.stack([_WORTH[name] for name in SUMMED], axis=1)
    fields = np.full((len(worth), int(worth.sum(axis=1).max()) + 1), -1, dtype=np.int8)
    for kind, counted in enumerate(worth):
        places = np.flatnonzero(counted)
        fields[kind, : len(places)] = places
    return fields, (np.arange(len(worth)) >> _POSITION_A) & 3 == _SILENT


def _cuts_between(keys: Integers, shift: int) -> list[int]:
    """Where to cut the sorted numbers, between two pairs, into stretches of a good length."""
    cuts = [0]
    for wanted in range(KEYS_IN_A_GO, len(keys), KEYS_IN_A_GO):
        pair_after = ((int(keys[wanted - 1]) >> shift) + 1) << shift
        cut = int(np.searchsorted(keys, pair_after))
        if cut > cuts[-1]:
            cuts.append(cut)
    if cuts[-1] < len(keys) or len(cuts) == 1:
        cuts.append(len(keys))
    return cuts


class _Stretch:
    """A stretch of the sorted numbers that begins and ends between two pairs."""

    def __init__(self, keys: Integers, shift: int) -> None:
        self.keys, self.shift = keys, shift
        self.starts = np.flatnonzero(_differs(keys >> shift))
        is_silent = (keys >> _POSITION_A) & 3 == _SILENT
        self.story_starts = np.flatnonzero(_differs(keys >> _BITS))
        self.story_n = np.diff(self.story_starts, append=len(keys))
        if is_silent.any():
            self.story_n = self.story_n - np.add.reduceat(
                is_silent.astype(np.int64), self.story_starts
            )
            self.story_starts = self.story_starts[self.story_n > 0]
            self.story_n = self.story_n[self.story_n > 0]
        self.starts = self.starts.astype(np.int32)
        self.story_starts = self.story_starts.astype(np.int32)
        self.story_n = self.story_n.astype(np.int32)
        self.longest = int(np.diff(self.starts, append=len(keys)).max(initial=0))

    @property
    def size(self) -> tuple[int, int]:
        """How many pairs, and how many stories of pairs."""
        return len(self.starts), len(self.story_starts)

    def write(self, found: PairSums, codes: _Codes, pairs: slice, stories: slice) -> None:
        """Writes what it comes to at these places of the table."""
        pair = self.keys[self.starts] >> self.shift
        found.one[pairs] = pair >> codes.source_bits
        found.other[pairs] = pair & ((1 << codes.source_bits) - 1)
        story = self.keys[self.story_starts] >> _BITS
        found.story[stories] = story & ((1 << codes.topic_bits) - 1)
        place = np.searchsorted(self.starts, self.story_starts, side="right") - 1
        found.story_pair[stories] = place + pairs.start
        found.story_n[stories] = self.story_n
        self._write_sums(found.sums[:, pairs])

    def _write_sums(self, out: npt.NDArray[np.integer[Any]]) -> None:
        """Each of SUMMED over each pair, from how two compare: as many sums as fit side by side
        into 63 bits, given the longest run, are added up as one."""
        if not len(self.starts):
            return
        kinds = self.keys & ((1 << _BITS) - 1)
        bits = self.longest.bit_length()
        at_once = 63 // bits
        for first in range(0, len(SUMMED), at_once):
            fields = SUMMED[first : first + at_once]
            packed = np.add.reduceat(_packed_worth(fields, bits)[kinds], self.starts)
            for place in range(len(fields)):
                out[first + place] = (packed >> (place * bits)) & ((1 << bits) - 1)


@lru_cache(maxsize=64)
def _packed_worth(fields: tuple[str, ...], bits: int) -> Integers:
    """What each way in which two compare adds to the fields, so many bits each."""
    worth = np.zeros(1 << _BITS, dtype=np.int64)
    for place, name in enumerate(fields):
        worth += _WORTH[name] << (place * bits)
    return worth


def _worth() -> dict[str, Integers]:
    """For each of SUMMED, whether (1 or 0) each of the ways in which two compare counts for it."""
    kinds = np.arange(1 << _BITS)
    position_a, position_b = (kinds >> _POSITION_A) & 3, (kinds >> _POSITION_B) & 3
    label_a, label_b = (kinds >> _LABEL_A) & 3, (kinds >> _LABEL_B) & 3
    both_stand = (position_a != _SILENT) & (position_b != _SILENT)
    is_labelled = both_stand & (label_a != NO_LABEL) & (label_b != NO_LABEL)
    found = {
        f"{one}_{other}": (position_a == place) & (position_b == its_place)
        for place, one in enumerate(POSITIONS)
        for its_place, other in enumerate(POSITIONS)
    }
    found["label_n"] = is_labelled
    found["label_agree"] = is_labelled & (label_a == label_b)
    found["one_coder"] = both_stand & ((kinds >> _ONE) & 1 == 1)
    found["from_labels"] = both_stand & (((kinds >> _FROM_A) & 1) | ((kinds >> _FROM_B) & 1) == 1)
    found["both_silent"] = (position_a == _SILENT) & (position_b == _SILENT)
    return {name: worth.astype(np.int64) for name, worth in found.items()}


_WORTH = _worth()


# --- adding up ------------------------------------------------------------------------------


def added(parts: Sequence[PairSums]) -> PairSums:
    """The tables of disjoint groups as one: whatever the division, the same integers."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return _sums_of_block(stands_of([]))
    sources = _different(*(part.sources for part in parts))
    topics = np.unique(np.concatenate([part.topics for part in parts]))
    one, other, story = (
        np.concatenate([_places(ids, of(part))[getattr(part, name)] for part in parts])
        for name, ids, of in (
            ("one", sources, _SOURCES),
            ("other", sources, _SOURCES),
            ("story", topics, _TOPICS),
        )
    )
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    is_first = _differs(one) | _differs(other)
    starts = np.flatnonzero(is_first)
    sums = np.concatenate([part.sums.astype(np.int32) for part in parts], axis=1)[:, order]
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(is_first) - 1
    offsets = np.cumsum([0, *(len(part) for part in parts[:-1])])
    story_pair = np.concatenate(
        [place[part.story_pair + offset] for part, offset in zip(parts, offsets, strict=True)]
    )
    story_n = np.concatenate([part.story_n for part in parts])
    order = np.lexsort((story, story_pair))
    story_pair, story, story_n = story_pair[order], story[order], story_n[order]
    story_starts = np.flatnonzero(_differs(story_pair) | _differs(story))
    return PairSums(
        sources,
        topics,
        one=one[starts].astype(np.int32),
        other=other[starts].astype(np.int32),
        sums=np.add.reduceat(sums, starts, axis=1) if len(starts) else sums,
        story_pair=story_pair[story_starts].astype(np.int32),
        story=story[story_starts].astype(np.int32),
        story_n=np.add.reduceat(story_n, story_starts) if len(story_starts) else story_n,
    )


_SOURCES, _TOPICS = attrgetter("sources"), attrgetter("topics")


def _differs(values: Integers) -> npt.NDArray[np.bool_]:
    """Whether each differs from the one before; the first does."""
    found = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def totals_of(contributions: Sequence[Contribution]) -> Totals:
    """The same as adding each contribution to `Totals`, in one count."""
    totals = Totals()
    pair_sums(stands_of(contributions)).add_to(totals)
    for contribution in contributions:
        totals.add_beside_pairs(contribution)
    return totals
