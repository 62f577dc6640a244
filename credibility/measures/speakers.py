"""How a source, and all sources together, stand on claims: agreement over sources x groups."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from credibility.measures.alpha import nominal_alpha
from credibility.measures.intervals import linearised_variance, student_interval
from credibility.measures.pairs import POSITIONS, Contribution
from credibility.measures.properties import measure
from credibility.measures.ratings import Pattern, Patterns, as_table
from credibility.measures.results import NOTHING_SHARED, TOO_FEW, Measured, Result

# How many others take the source's position, and how many take any: on one claim group.
Company = tuple[int, int]


@dataclass
class Speakers:
    """What positions are taken in a set of claim groups, as integers.

    `company` counts, per source, the groups by how many other speakers there are and how many of
    them agree with it; groups where it is alone are in `alone`. `patterns` count POSITIONS per
    group; `labels` counts majority labels of positions (None: no majority).
    """

    positions: Counter[str] = field(default_factory=Counter)
    labels: Counter[str | None] = field(default_factory=Counter)
    patterns: Counter[Pattern] = field(default_factory=Counter)
    company: dict[int, Counter[Company]] = field(default_factory=dict)
    alone: Counter[int] = field(default_factory=Counter)

    def claims_of(self, source: int) -> int:
        """On how many groups the source takes a position."""
        return self.company.get(source, Counter()).total() + self.alone[source]


def speakers_of(contributions: Iterable[Contribution]) -> Speakers:
    """The speakers of claim groups.

    >>> from credibility.measures.pairs import AFFIRMS, DISPUTES, Stand
    >>> stands = {1: Stand(AFFIRMS, "confirmed", (7,)), 2: Stand(DISPUTES, "contested", (7,))}
    >>> speakers_of([Contribution(None, stands, frozenset(), {})]).company
    {1: Counter({(0, 1): 1}), 2: Counter({(0, 1): 1})}
    """
    speakers = Speakers()
    for said in contributions:
        stands = said.stands
        if not stands:
            continue
        taken = Counter(stand.position for stand in stands.values())
        speakers.positions.update(taken)
        speakers.labels.update(stand.label for stand in stands.values())
        speakers.patterns[tuple(taken[position] for position in POSITIONS)] += 1
        for source, stand in stands.items():
            if len(stands) == 1:
                speakers.alone[source] += 1
            else:
                met = speakers.company.setdefault(source, Counter())
                met[taken[stand.position] - 1, len(stands) - 1] += 1
    return speakers


def speakers_as_json(speakers: Speakers) -> list[Any]:
    """The speakers as JSON can hold them: each Counter as rows of a key and its count.

    >>> stored = speakers_as_json(Speakers(alone=Counter({7: 2})))
    >>> stored
    [[], [], [], [], [[7, 2]]]
    >>> speakers_from_json(stored).alone
    Counter({7: 2})
    """
    company = [[source, _rows(met)] for source, met in speakers.company.items()]
    counters = (speakers.positions, speakers.labels, speakers.patterns)
    return [*(_rows(counter) for counter in counters), company, _rows(speakers.alone)]


def speakers_from_json(stored: Sequence[Any]) -> Speakers:
    """The speakers that `speakers_as_json` told."""
    positions, labels, patterns, company, alone = stored
    return Speakers(
        positions=Counter(dict(positions)),
        labels=Counter(dict(labels)),
        patterns=_by_tuple(patterns),
        company={source: _by_tuple(met) for source, met in company},
        alone=Counter(dict(alone)),
    )


def _rows(counter: Mapping[Any, int]) -> list[list[Any]]:
    return [[list(key) if isinstance(key, tuple) else key, n] for key, n in counter.items()]


def _by_tuple(rows: Iterable[tuple[Sequence[int], int]]) -> Counter[Any]:
    return Counter({tuple(key): n for key, n in rows})


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=False)
def source_score(company: Mapping[Company, int]) -> Result:
    """A source's own score: the mean, over the claim groups on which it and others take a
    position, of the share of the others that take the same one.

    Each group counts once, however many speak; groups where it is alone are left out. 1: everybody
    always with it; 0: nobody ever; it cannot be negative. Student's interval over the groups,
    clipped to [0, 1]. Undefined: `nothing_shared` without such a group, `too_few` with one.
    Definition: docs/measures.

    >>> round(source_score({(1, 1): 3, (0, 2): 1}).value, 2)
    0.75
    """
    met: dict[Pattern, int] = {
        pair: groups for pair, groups in company.items() if groups > 0 and pair[1] > 0
    }
    n = sum(met.values())
    if n == 0:
        return NOTHING_SHARED
    if n == 1:
        return TOO_FEW
    table = as_table(met)  # counts: (same, others) per pattern
    shares = table.counts[:, 0] / table.counts[:, 1]
    value = float((table.units * shares).sum() / n)
    variance = linearised_variance(shares, around=value, units=table.units)
    lower, upper = student_interval(value, variance=variance, n=n, lowest=0.0)
    return Measured(value, lower, upper, n)


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=True)
def sources_alpha(patterns: Patterns) -> Result:
    """Krippendorff's nominal alpha over sources x claim groups: sources as raters, their positions
    as values (Krippendorff 2011). `patterns` count POSITIONS per group.

    1: all always take the same position; 0: as chance; negative: systematically opposed.
    Undefined as `nominal_alpha`.

    >>> round(sources_alpha({(2, 0, 0): 4, (0, 0, 2): 2, (1, 0, 1): 1}).value, 3)
    0.711
    """
    return nominal_alpha(patterns)


def alike_by_chance(values: Mapping[str, int]) -> float | None:
    """How often two drawn at random, with the frequencies of the values, are the same.

    95% of one value alone makes 90% the same.

    >>> round(alike_by_chance({"unverified": 95, "confirmed": 5}), 3)
    0.905
    """
    total = sum(values.values())
    return sum((count / total) ** 2 for count in values.values()) if total else None
