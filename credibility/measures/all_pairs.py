"""All pairs of sources at once: the same integers as `pairs.Totals`, counted in arrays.

Each co-position (two sources with a position on one claim group) becomes one 64-bit number: the
pair, the story, and how the two compare. Sorted, equal pairs stand together, and every integer of
a pair is a sum over its stretch. That is the product of the table sources x groups with itself,
with all cells, labels and stories of a pair counted in the one pass.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

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

NO_LABEL, NO_TOPIC, SEVERAL = 3, -1, -1
# Memory: eight bytes for each co-position of a block, and about as much again while it is summed.
MOST_AT_ONCE = 1 << 25

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

    `one`, `other` (pairs); `sums` (len(SUMMED) x pairs); and n by story: `story_pair` is the place
    of the pair, `story` the topic or NO_TOPIC, `story_n` how many groups (stories of pairs).
    """

    one: Integers
    other: Integers
    sums: npt.NDArray[np.int32]
    story_pair: Integers
    story: Integers
    story_n: Integers

    def __len__(self) -> int:
        return len(self.one)

    def counts(self) -> Iterator[Counts]:
        """The integers of each pair in the order of COUNT_FIELDS."""
        named = dict(zip(SUMMED, self.sums, strict=True))
        cells = {name: named[name] for name in CELLS}
        named["n"] = sum(cells.values(), np.zeros_like(self.sums[0]))
        named["agree"] = sum(
            (named[f"{position}_{position}"] for position in POSITIONS),
            np.zeros_like(self.sums[0]),
        )
        named["conflict_halves"] = sum(
            (named[f"{a}_{b}"] * conflict_halves(a, b) for a in POSITIONS for b in POSITIONS),
            np.zeros_like(self.sums[0]),
        )
        columns = [named[name].tolist() for name in COUNT_FIELDS]
        return zip(*columns, strict=True)

    def add_to(self, totals: Totals) -> None:
        """Puts the pairs and stories into totals that hold none yet."""
        pairs = list(zip(self.one.tolist(), self.other.tolist(), strict=True))
        totals.pairs.update(zip(pairs, self.counts(), strict=True))
        stories = zip(
            self.story_pair.tolist(), self.story.tolist(), self.story_n.tolist(), strict=True
        )
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


def pair_sums(stands: Stands, *, most_at_once: int = MOST_AT_ONCE) -> PairSums:
    """The integers of all pairs, exact; blocks of groups with at most about so many co-positions
    are counted on their own and added up."""
    blocks = [stands.part(first, last) for first, last in _blocks(stands, most_at_once)]
    return added([_sums_of_block(block) for block in blocks])


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
    """How ids become bits: sorted ids, and how many bits a place in them takes."""

    sources: Integers
    topics: Integers

    @property
    def source_bits(self) -> int:
        return max(1, (len(self.sources) - 1).bit_length())

    @property
    def topic_bits(self) -> int:
        return max(1, (len(self.topics) - 1).bit_length())


def _sums_of_block(stands: Stands) -> PairSums:
    codes = _Codes(
        np.unique(np.concatenate([stands.source, stands.silent])), np.unique(stands.topic)
    )
    if 2 * codes.source_bits + codes.topic_bits + _BITS > 63:
        raise ValueError("too many sources and stories for one count")
    keys = _co_positions(stands, codes)
    keys.sort()
    return _summed(keys, codes)


def _co_positions(stands: Stands, codes: _Codes) -> Integers:
    """One number for every two sources that both stand, or are both silent, on a group."""
    topic = np.searchsorted(codes.topics, stands.topic) << _BITS
    pair_shift = codes.topic_bits + _BITS
    source = np.searchsorted(codes.sources, stands.source)
    as_first = (
        (source << (codes.source_bits + pair_shift))
        + (stands.position << _POSITION_A)
        + (stands.label << _LABEL_A)
        + (stands.from_labels << _FROM_A)
        + np.repeat(topic, np.diff(stands.starts))
    )
    as_second = (
        (source << pair_shift)
        + (stands.position << _POSITION_B)
        + (stands.label << _LABEL_B)
        + (stands.from_labels << _FROM_B)
    )
    silent = np.searchsorted(codes.sources, stands.silent)
    silent_first = (
        (silent << (codes.source_bits + pair_shift))
        + (_SILENT << _POSITION_A)
        + np.repeat(topic, np.diff(stands.silent_starts))
    )
    silent_second = (silent << pair_shift) + (_SILENT << _POSITION_B)
    together = [
        *_by_size(as_first, as_second, stands.starts, stands.coder),
        *_by_size(silent_first, silent_second, stands.silent_starts, None),
    ]
    if len(together) == 1:
        return together[0]
    return np.concatenate(together) if together else np.empty(0, dtype=np.int64)


def _by_size(
    as_first: Integers, as_second: Integers, starts: Integers, coder: Integers | None
) -> Iterator[Integers]:
    """The numbers of all twos within groups, group size by group size, so that each step of the
    loop is one addition over many groups."""
    sizes = np.diff(starts)
    for size in np.unique(sizes[sizes > 1]).tolist():
        begin = starts[:-1][sizes == size]
        if len(begin) * size == len(as_first):
            first, second = as_first.reshape(-1, size).T, as_second.reshape(-1, size).T
            coders = None if coder is None else coder.reshape(-1, size).T
        else:
            places = begin + np.arange(size)[:, None]
            first, second = as_first[places], as_second[places]
            coders = None if coder is None else coder[places]
        yield _twos(
            np.ascontiguousarray(first),
            np.ascontiguousarray(second),
            None if coders is None else np.ascontiguousarray(coders),
        )


def _twos(first: Integers, second: Integers, coders: Integers | None) -> Integers:
    """All twos of the rows (size x groups) of groups of one size."""
    size, groups = first.shape
    found = np.empty((size * (size - 1) // 2, groups), dtype=np.int64)
    row = 0
    for place in range(size - 1):
        stretch = found[row : row + size - 1 - place]
        np.add(first[place], second[place + 1 :], out=stretch)
        if coders is not None:
            mine = coders[place]
            stretch += (coders[place + 1 :] == mine) & (mine != SEVERAL)
        row += len(stretch)
    return found.reshape(-1)


def _summed(keys: Integers, codes: _Codes) -> PairSums:
    """The sums over each pair's stretch of the sorted numbers."""
    pair = keys >> (codes.topic_bits + _BITS)
    begins_pair = np.ones(len(keys), dtype=bool)
    np.not_equal(pair[1:], pair[:-1], out=begins_pair[1:])
    starts = np.flatnonzero(begins_pair)
    pairs = pair[starts]
    del pair
    with_topic = keys >> _BITS
    begins_story = np.ones(len(keys), dtype=bool)
    np.not_equal(with_topic[1:], with_topic[:-1], out=begins_story[1:])
    story_starts = np.flatnonzero(begins_story)
    stories = with_topic[story_starts] & ((1 << codes.topic_bits) - 1)
    del with_topic, begins_story
    keys &= (1 << _BITS) - 1
    story_n = np.diff(story_starts, append=len(keys))
    is_silent = keys >> _POSITION_A == _SILENT
    if is_silent.any():
        story_n = story_n - np.add.reduceat(is_silent.astype(np.int64), story_starts)
    story_pair = np.searchsorted(starts, story_starts, side="right") - 1
    taken = story_n > 0
    return PairSums(
        one=codes.sources[pairs >> codes.source_bits],
        other=codes.sources[pairs & ((1 << codes.source_bits) - 1)],
        sums=_sums(keys, starts),
        story_pair=story_pair[taken],
        story=codes.topics[stories[taken]],
        story_n=story_n[taken],
    )


def _sums(kinds: Integers, starts: Integers) -> npt.NDArray[np.int32]:
    """Each of SUMMED over each stretch, from how two compare.

    As many sums as fit side by side into 63 bits, given the longest stretch, are added up as one.
    """
    sums = np.zeros((len(SUMMED), len(starts)), dtype=np.int32)
    if not len(starts):
        return sums
    bits = int(np.diff(starts, append=len(kinds)).max()).bit_length()
    at_once = 63 // bits
    for first in range(0, len(SUMMED), at_once):
        fields = SUMMED[first : first + at_once]
        worth = sum(
            (_WORTH[name] << (place * bits) for place, name in enumerate(fields)),
            np.zeros(1 << _BITS, dtype=np.int64),
        )
        packed = np.add.reduceat(worth[kinds], starts)
        for place in range(len(fields)):
            sums[first + place] = (packed >> (place * bits)) & ((1 << bits) - 1)
    return sums


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
    one, other = _joined(parts, "one"), _joined(parts, "other")
    order = np.lexsort((other, one))
    one, other = one[order], other[order]
    starts = np.flatnonzero(_differs(one) | _differs(other))
    sums = np.concatenate([part.sums for part in parts], axis=1)[:, order]
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(_differs(one) | _differs(other)) - 1
    offsets = np.cumsum([0, *(len(part) for part in parts[:-1])])
    story_pair = np.concatenate(
        [place[part.story_pair + offset] for part, offset in zip(parts, offsets, strict=True)]
    )
    story, story_n = _joined(parts, "story"), _joined(parts, "story_n")
    order = np.lexsort((story, story_pair))
    story_pair, story, story_n = story_pair[order], story[order], story_n[order]
    story_starts = np.flatnonzero(_differs(story_pair) | _differs(story))
    return PairSums(
        one=one[starts],
        other=other[starts],
        sums=np.add.reduceat(sums, starts, axis=1) if len(starts) else sums,
        story_pair=story_pair[story_starts],
        story=story[story_starts],
        story_n=np.add.reduceat(story_n, story_starts) if len(story_starts) else story_n,
    )


def _joined(parts: Sequence[PairSums], name: str) -> Any:
    return np.concatenate([getattr(part, name) for part in parts])


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
