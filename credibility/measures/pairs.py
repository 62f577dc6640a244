"""Source agreement: positions of sources on claims, and how often two sources share them.

A claim group's appearances become one `Contribution`; a contribution becomes integers per pair of
sources, which are added up over groups. Everything here is exact until a score is read.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from credibility.measures.gwet import ac1
from credibility.measures.intervals import jeffreys_interval
from credibility.measures.properties import measure
from credibility.measures.ratings import count_patterns
from credibility.measures.results import NOTHING_SHARED, TOO_FEW, Measured, Result

AFFIRMS, OPEN, DISPUTES = "affirms", "open", "disputes"
POSITIONS = (AFFIRMS, OPEN, DISPUTES)
SILENT = "silent"
POSITION_OF_STANCE = {"asserts": AFFIRMS, "denies": DISPUTES, "leaves_open": OPEN}
SILENT_STANCES = frozenset({"declines", "not_acknowledged"})
POSITION_OF_LABEL = {"confirmed": AFFIRMS, "unverified": AFFIRMS, "contested": DISPUTES}

PSEUDO_CLAIMS = 2
FEWEST_GROUPS, FEWEST_STORIES = 3, 2
FEWEST_FOR_AC1 = 10


NOTHING: Mapping[str, int] = MappingProxyType({})


class Voice(NamedTuple):
    """What one appearance says of one source: a position, or `silent`."""

    source: int
    position: str
    from_labels: bool = False


class Hop(NamedTuple):
    """One hop of a chain: source (None: not named) and stance (None: an import without one)."""

    source: int | None
    stance: str | None


class Appearance(NamedTuple):
    """One annotation that speaks of a claim group.

    `published` sorts by publication (None: undated); `order` sorts by when the annotation was made
    and is unique; `unheard` counts by reason what of it no source could be credited with.
    """

    annotation: str
    article: int
    published: str | None
    annotator: int
    order: Any
    label: str
    is_adjudicated: bool
    voices: tuple[Voice, ...]
    unheard: Mapping[str, int] = NOTHING


class Stand(NamedTuple):
    """Where a source stands on a claim group: position, majority label (None: no majority), and
    who coded it."""

    position: str
    label: str | None
    coders: tuple[int, ...]
    from_labels: bool = False


@dataclass(frozen=True)
class Contribution:
    """What one claim group adds: its story (None: no topic), stands, silent sources, left out."""

    topic: int | None
    stands: Mapping[int, Stand]
    silent: frozenset[int]
    left_out: Mapping[str, int]


# --- from annotations to positions ----------------------------------------------------------


def voices_of(
    chains: Sequence[Sequence[Hop]], *, label: str, publisher: int | None
) -> tuple[tuple[Voice, ...], dict[str, int]]:
    """What the chains of one annotation say of each source, and what was left out, by reason.

    No chain: the publisher asserts. `reports` passes on another's account and says nothing itself.
    A hop without stance (imports only) takes the position its label implies.

    >>> voices_of([[Hop(1, "reports"), Hop(2, "denies")]], label="contested", publisher=9)
    ((Voice(source=2, position='disputes', from_labels=False),), {})
    """
    if not chains:
        if publisher is None:
            return (), {"publisher_unknown": 1}
        return (Voice(publisher, AFFIRMS),), {}
    if len(chains) == 1 and len(chains[0]) == 1 and chains[0][0].source is not None:
        return _lone_voice(chains[0][0], label), {}
    voices: list[Voice] = []
    unnamed = 0
    for hop in (hop for chain in chains for hop in chain):
        position = position_of(hop, label)
        if position is None:
            continue
        if hop.source is None:
            unnamed += position != SILENT
        else:
            voices.append(Voice(hop.source, position, hop.stance is None))
    heard = tuple(voices) if len(voices) < 2 else tuple(sorted(set(voices)))
    return heard, {"source_unnamed": unnamed} if unnamed else {}


@lru_cache(maxsize=4096)
def _lone_voice(hop: Hop, label: str) -> tuple[Voice, ...]:
    """Most chains are one hop, and most hops are like many others: told once, kept once."""
    position = position_of(hop, label)
    if hop.source is None or position is None:
        return ()
    return (Voice(hop.source, position, hop.stance is None),)


def position_of(hop: Hop, label: str) -> str | None:
    """What the hop's source says: a position, `silent`, or None where it only reports."""
    if hop.stance is None:
        return POSITION_OF_LABEL[label]
    if hop.stance in SILENT_STANCES:
        return SILENT
    return POSITION_OF_STANCE.get(hop.stance)


def contribution_of(topic: int | None, appearances: Iterable[Appearance]) -> Contribution:
    """What a claim group contributes.

    Of each source counts the latest published text in which it takes a position (undated texts
    come first; among equals the one annotated last). There each annotator has one vote, by their
    latest annotation in which the source speaks; a reviewer's decision stands above all votes.
    Without more than half of the votes the source is left out (`no_majority`).
    """
    speaking: dict[int, list[Appearance]] = {}
    silent: set[int] = set()
    left_out: Counter[str] = Counter()
    for appearance in appearances:
        if appearance.unheard:
            left_out.update(appearance.unheard)
        for voice in appearance.voices:
            if voice.position == SILENT:
                silent.add(voice.source)
            else:
                heard = speaking.setdefault(voice.source, [])
                if not heard or heard[-1] is not appearance:
                    heard.append(appearance)
    stands: dict[int, Stand] = {}
    for source, heard in speaking.items():
        stand = _stand(source, heard)
        if stand is None:
            left_out["no_majority"] += 1
        else:
            stands[source] = stand
    return Contribution(topic, stands, frozenset(silent - speaking.keys()), dict(left_out))


def votes_on(source: int, appearances: Iterable[Appearance]) -> list[Appearance]:
    """The appearances that settle where a source stands: one of each annotator in the latest text
    in which it takes a position, or a reviewer's decision there. None where it takes none."""
    return list(_votes(_heard(source, appearances)))


def _heard(source: int, appearances: Iterable[Appearance]) -> list[Appearance]:
    return [
        appearance
        for appearance in appearances
        if any(v.source == source and v.position != SILENT for v in appearance.voices)
    ]


def _stand(source: int, heard: Sequence[Appearance]) -> Stand | None:
    votes = _votes(heard)
    position = _majority([_said_by(source, vote) for vote in votes])
    if position is None:
        return None
    return Stand(
        position=position,
        label=_majority([vote.label for vote in votes]),
        coders=tuple(sorted(vote.annotator for vote in votes)),
        from_labels=any(
            voice.from_labels
            for vote in votes
            for voice in vote.voices
            if voice.source == source and voice.position == position
        ),
    )


def _votes(heard: Sequence[Appearance]) -> Collection[Appearance]:
    """The votes in the text that counts: one of each annotator, or the decision alone."""
    if len(heard) < 2:
        return heard
    article = max(heard, key=_recency).article
    votes: dict[int, Appearance] = {}
    decided: Appearance | None = None
    for appearance in sorted(heard, key=_BY_ORDER):
        if appearance.article == article:
            if appearance.is_adjudicated:
                decided = appearance
            else:
                votes[appearance.annotator] = appearance
    return votes.values() if decided is None else (decided,)


_BY_ORDER = attrgetter("order")


def _recency(appearance: Appearance) -> tuple[bool, str, str]:
    return appearance.published is not None, appearance.published or "", appearance.order


def _said_by(source: int, vote: Appearance) -> str | None:
    """The vote's position; None when it gives the source two that contradict each other."""
    if len(vote.voices) == 1:
        return vote.voices[0].position
    said = {v.position for v in vote.voices if v.source == source and v.position != SILENT}
    return said.pop() if len(said) == 1 else None


def _majority(values: Sequence[str | None]) -> str | None:
    """What more than half of the values say."""
    if values.count(values[0]) == len(values):
        return values[0]
    value, votes = Counter(values).most_common(1)[0]
    return value if 2 * votes > len(values) else None


# --- as stored ------------------------------------------------------------------------------


def contribution_as_json(contribution: Contribution) -> dict[str, Any]:
    """The one JSON form of a contribution: the same contribution gives the same text."""
    return {
        "topic": contribution.topic,
        "stands": {
            str(source): [stand.position, stand.label, list(stand.coders), stand.from_labels]
            for source, stand in sorted(contribution.stands.items())
        },
        "silent": sorted(contribution.silent),
        "left_out": {
            reason: count for reason, count in sorted(contribution.left_out.items()) if count
        },
    }


def contribution_from_json(stored: Mapping[str, Any]) -> Contribution:
    """The contribution that `contribution_as_json` wrote; {} is that of a group without any."""
    stands = {
        int(source): Stand(position, label, tuple(coders), from_labels)
        for source, (position, label, coders, from_labels) in stored.get("stands", {}).items()
    }
    return Contribution(
        stored.get("topic"),
        stands,
        frozenset(stored.get("silent", ())),
        dict(stored.get("left_out", {})),
    )


def digest_of(value: Any) -> str:
    """sha256 of the canonical JSON text of a value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# --- from positions to pairs ----------------------------------------------------------------

Pair = tuple[int, int]
CELLS = tuple(f"{a}_{b}" for a in POSITIONS for b in POSITIONS)
_PLAIN_FIELDS = (
    "n",
    "agree",
    "conflict_halves",
    "both_silent",
    "one_coder",
    "from_labels",
    "label_n",
    "label_agree",
)
COUNT_FIELDS = (*_PLAIN_FIELDS, *CELLS)
_PLACE = {name: place for place, name in enumerate(COUNT_FIELDS)}
_CONFLICT = {
    frozenset({AFFIRMS, DISPUTES}): 2,
    frozenset({AFFIRMS, OPEN}): 1,
    frozenset({DISPUTES, OPEN}): 1,
}

# The integers of a pair, in the order of COUNT_FIELDS. The source with the smaller id is the
# first of each cell's name.
Counts = tuple[int, ...]
NO_COUNTS: Counts = (0,) * len(COUNT_FIELDS)
_SILENCE: Counts = tuple(int(name == "both_silent") for name in COUNT_FIELDS)


def conflict_halves(one: str, other: str) -> int:
    """How far two positions contradict each other: 2 fully, 1 where one of them is open."""
    return _CONFLICT.get(frozenset({one, other}), 0)


def pair_increments(contribution: Contribution) -> dict[Pair, Counts]:
    """What a group adds to each pair of sources (smaller id first), as integers."""
    increments: dict[Pair, Counts] = {}
    stands = sorted(contribution.stands.items())
    for (one, stand), (other, its) in combinations(stands, 2):
        increments[one, other] = _compared(stand, its)
    for pair in combinations(sorted(contribution.silent), 2):
        increments[pair] = _SILENCE
    return increments


def _increments_apart(one: Contribution, other: Contribution) -> dict[Pair, Counts]:
    """What the one adds to pairs of which a source stands or is silent otherwise in the other."""
    increments: dict[Pair, Counts] = {}
    moved = {source for source, said in one.stands.items() if other.stands.get(source) != said}
    for source in moved:
        for colleague, its in one.stands.items():
            if source < colleague:
                increments[source, colleague] = _compared(one.stands[source], its)
            elif source > colleague:
                increments[colleague, source] = _compared(its, one.stands[source])
    for source in one.silent - other.silent:
        for colleague in one.silent:
            if source != colleague:
                increments[min(source, colleague), max(source, colleague)] = _SILENCE
    return increments


def _compared(one: Stand, other: Stand) -> Counts:
    is_labelled = one.label is not None and other.label is not None
    return _counts_of(
        one.position,
        other.position,
        same_label=one.label == other.label if is_labelled else None,
        is_one_coder=len(one.coders) == 1 and one.coders == other.coders,
        is_from_labels=one.from_labels or other.from_labels,
    )


@cache
def _counts_of(
    one: str, other: str, *, same_label: bool | None, is_one_coder: bool, is_from_labels: bool
) -> Counts:
    counts = list(NO_COUNTS)
    counts[_PLACE["n"]] = 1
    counts[_PLACE["agree"]] = int(one == other)
    counts[_PLACE[f"{one}_{other}"]] = 1
    counts[_PLACE["conflict_halves"]] = conflict_halves(one, other)
    counts[_PLACE["one_coder"]] = int(is_one_coder)
    counts[_PLACE["from_labels"]] = int(is_from_labels)
    if same_label is not None:
        counts[_PLACE["label_n"]] = 1
        counts[_PLACE["label_agree"]] = int(same_label)
    return tuple(counts)


@dataclass
class Totals:
    """Sums over groups: counts by pair, shared groups by pair and topic, what was left out by
    reason, and how many groups somebody takes a position on."""

    pairs: dict[Pair, Counts] = field(default_factory=dict)
    topics: dict[tuple[Pair, int | None], int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    groups: int = 0

    def add(self, contribution: Contribution, *, times: int = 1) -> None:
        """Adds a contribution; `times=-1` takes it away again. What comes to nothing is dropped."""
        self._add_pairs(pair_increments(contribution), contribution.topic, times)
        self.add_beside_pairs(contribution, times=times)

    def add_beside_pairs(self, contribution: Contribution, *, times: int = 1) -> None:
        """Adds what does not concern pairs: what was left out, and whether anybody stands."""
        self.add_left_out(contribution.left_out, times=times)
        self.groups += times * bool(contribution.stands)

    def replace(self, old: Contribution, new: Contribution) -> None:
        """Takes the old contribution of a group away and adds the new one, at the cost of what
        differs: pairs of which neither source changed are not looked at."""
        if old.topic == new.topic:
            gone, come = _increments_apart(old, new), _increments_apart(new, old)
        else:
            gone, come = pair_increments(old), pair_increments(new)
        self._add_pairs(gone, old.topic, -1)
        self._add_pairs(come, new.topic, 1)
        self.add_left_out(old.left_out, times=-1)
        self.add_left_out(new.left_out)
        self.groups += bool(new.stands) - bool(old.stands)

    def _add_pairs(self, increments: Mapping[Pair, Counts], topic: int | None, times: int) -> None:
        for pair, counts in increments.items():
            before = self.pairs.get(pair, NO_COUNTS)
            after = tuple([b + times * c for b, c in zip(before, counts, strict=True)])
            _keep(self.pairs, pair, after, is_empty=after == NO_COUNTS)
            if counts[0]:
                key = (pair, topic)
                shared = self.topics.get(key, 0) + times
                _keep(self.topics, key, shared, is_empty=shared == 0)

    def add_left_out(self, left_out: Mapping[str, int], *, times: int = 1) -> None:
        """Adds what was left out, by reason."""
        for reason, count in left_out.items():
            left = self.left_out.get(reason, 0) + times * count
            _keep(self.left_out, reason, left, is_empty=left == 0)

    def stories(self, pair: Pair) -> int:
        """Topics on which the pair shares a group; groups without topic are one story together."""
        return sum(1 for (kept, _topic), n in self.topics.items() if kept == pair and n > 0)


def _keep(rows: dict[Any, Any], key: Any, value: Any, *, is_empty: bool) -> None:
    if is_empty:
        rows.pop(key, None)
    else:
        rows[key] = value


# --- scores, on reading ---------------------------------------------------------------------


def base_rate(pairs: Iterable[tuple[int, int]]) -> float:
    """p0 over (n, agree) of the project's pairs: (1 + sum h a/n) / (2 + sum h), h = n / (n + 4).

    How often two sources here agree on average. A pair weighs 0.2 with one shared group and never
    more than 1, so that two copies of one wire cannot set the mark. n = 0 is passed over.

    >>> round(base_rate([(5, 3)]), 8)
    0.52173913
    """
    shared = [(n, agree) for n, agree in pairs if n >= 1]
    # a/n times n/(n + 4) is a/(n + 4); fsum, so that the order of the pairs never matters
    weighted = math.fsum(agree / (n + 4) for n, agree in shared)
    return (1 + weighted) / (2 + math.fsum(n / (n + 4) for n, _ in shared))


@measure(symmetric=True, missing_data=True, many_raters=False, corrects_chance=False)
def pair_score(n: int, agree: int, p0: float) -> Result:
    """The share of groups on which two sources take the same position, drawn to p0 by two
    pseudo-claims: (2 p0 + agree) / (2 + n); interval: Jeffreys over the groups themselves.

    1 would be always the same, 0 never; it cannot be negative. Undefined: `nothing_shared` when
    there is no group on which both take a position. Definition: docs/measures.

    >>> pair_score(5, 3, base_rate([(5, 3)])).value
    0.577639751552795
    """
    if n == 0:
        return NOTHING_SHARED
    lower, upper = jeffreys_interval(agree, n)
    return Measured((PSEUDO_CLAIMS * p0 + agree) / (PSEUDO_CLAIMS + n), lower, upper, n)


def is_too_few(n: int, stories: int) -> bool:
    """Whether a score rests on so little that it is shown greyed."""
    return n < FEWEST_GROUPS or stories < FEWEST_STORIES


@measure(symmetric=True, missing_data=False, many_raters=False, corrects_chance=True)
def position_ac1(cells: Mapping[tuple[str, str], int]) -> Result:
    """AC1 of two sources over the nine cells of positions; `too_few` under 10 shared groups.

    1 is always the same position, 0 what chance would give, below 0 less. See `gwet.ac1`.

    >>> round(position_ac1({("affirms", "affirms"): 9, ("affirms", "disputes"): 3}).value, 3)
    0.719
    """
    n = sum(cells.values())
    if n == 0:
        return NOTHING_SHARED
    if n < FEWEST_FOR_AC1:
        return TOO_FEW
    patterns: Counter[tuple[int, ...]] = Counter()
    for pair, groups in cells.items():
        (pattern,) = count_patterns([pair], categories=POSITIONS)
        patterns[pattern] += groups
    return ac1(patterns)
