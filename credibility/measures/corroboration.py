"""Independent corroboration: how many origins a claim has that do not have it from each other."""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import combinations
from typing import Generic, NamedTuple, TypeAlias, TypeVar

import numpy as np

from credibility.measures.pairs import (
    AFFIRMS,
    DISPUTES,
    Appearance,
    Contribution,
    Hop,
    contribution_of,
    position_of,
)
from credibility.measures.properties import measure
from credibility.measures.results import Measured

ENOUGH_TO_CONFIRM = 1.5
UNDATED = math.inf

Speaker = TypeVar("Speaker", bound=Hashable)
# Those who count as one origin: a single one, or a circle of who has it from whom.
Origin: TypeAlias = frozenset[Speaker]


@dataclass(frozen=True)
class Accounts(Generic[Speaker]):
    """Who says it, since when, and who has it from whom; a pair (i, j) reads "i has it from j".

    `rank` sorts by first statement (equal: tied; absent or `UNDATED`: last). `declared` pairs are
    so by the texts' own attribution. `marks` are an analyst's probabilities and stand above what
    is declared; `measured` ones come from the texts' words and stand below both. Raises
    ValueError for a probability outside [0, 1].
    """

    speakers: Collection[Speaker]
    rank: Mapping[Speaker, float] = field(default_factory=dict)
    declared: Collection[tuple[Speaker, Speaker]] = ()
    marks: Mapping[tuple[Speaker, Speaker], float] = field(default_factory=dict)
    measured: Mapping[tuple[Speaker, Speaker], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for pair, probability in [*self.marks.items(), *self.measured.items()]:
            if not 0 <= probability <= 1:
                raise ValueError(f"{pair}: {probability} is no probability")

    @cached_property
    def roots(self) -> Mapping[Speaker, Sequence[Origin[Speaker]]]:
        """For everybody mentioned, the origins at the ends of all ways along folding edges."""
        return _roots_by_speaker(self)


# --- who is an origin -----------------------------------------------------------------------


def origins_of(accounts: Accounts[Speaker]) -> list[Origin[Speaker]]:
    """The independent candidates: where what is declared, and marks of exactly 1, lead to.

    A circle is one origin. An origin that nobody listed, but that a speaker declares, is there
    too. The order is that of the speakers and means nothing.
    """
    found = [root for speaker in accounts.speakers for root in accounts.roots.get(speaker, ())]
    return list(dict.fromkeys(found))


def _roots_by_speaker(accounts: Accounts[Speaker]) -> dict[Speaker, list[Origin[Speaker]]]:
    leads_to: dict[Speaker, list[Speaker]] = {speaker: [] for speaker in accounts.speakers}
    certain = [pair for pair, probability in accounts.marks.items() if probability == 1]
    unmarked = [pair for pair in accounts.declared if pair not in accounts.marks]
    for one, other in dict.fromkeys([*certain, *unmarked]):
        leads_to.setdefault(one, []).append(other)
        leads_to.setdefault(other, [])
    reach = {speaker: _reached(speaker, leads_to) for speaker in leads_to}
    # An origin is where one ends up whichever way one goes: all there reach each other only.
    is_end = {
        speaker: all(reach[other] == found for other in found) for speaker, found in reach.items()
    }
    return {
        speaker: list(dict.fromkeys(reach[other] for other in found if is_end[other]))
        for speaker, found in reach.items()
    }


def _reached(start: Speaker, leads_to: Mapping[Speaker, Sequence[Speaker]]) -> Origin[Speaker]:
    found, newest = {start}, [start]
    while newest:
        newest = [
            other
            for speaker in newest
            for other in dict.fromkeys(leads_to[speaker])
            if other not in found
        ]
        found.update(newest)
    return frozenset(found)


# --- how independent they are ---------------------------------------------------------------


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=False)
def independent_corroboration(accounts: Accounts[Speaker]) -> Measured:
    """I(c) = sum over origins i of prod over earlier j (1 - D_ij) x
    integral from 0 to 1 over t of prod over tied j (1 - t D_ij).

    The expected number of origins that do not have it from an earlier one, where D_ij is the
    probability that i has it from j; the integral is the exact mean over all orders of those that
    are tied (Gauss-Legendre with floor(tied / 2) + 1 nodes). Defined in docs/measures; not
    published. What is declared, and marks of exactly 1, fold first (`origins_of`): a copy adds 0,
    and whoever depends on a copy depends on its origin (of several probabilities the largest).

    1 is one origin however many repeat it; m is m origins that share nothing. The value and the
    upper bound take an unknown D as 0, the lower bound takes it as 1; `n` is the number of
    origins, and 1 <= lower <= value <= n. It is never undefined: where nobody speaks it is 0.

    >>> seen = Accounts(["gur", "pentagon"], {"gur": 1, "pentagon": 2})
    >>> independent_corroboration(seen)
    Measured(value=2.0, lower=1.0, upper=2.0, n=2)
    """
    origins = origins_of(accounts)
    if not origins:
        return Measured(0.0, 0.0, 0.0, 0)
    if not accounts.measured and not accounts.marks:
        # Nothing is known beyond what folded: as if all were copied, or none.
        return Measured(float(len(origins)), 1.0, float(len(origins)), len(origins))
    known = _known_between(accounts, origins)
    rank = np.array([_first(accounts, origin) for origin in origins])
    value = _expected_number(np.nan_to_num(known, nan=0.0), rank)
    lower = _expected_number(np.nan_to_num(known, nan=1.0), rank)
    return Measured(value, lower, value, len(origins))


def _first(accounts: Accounts[Speaker], origin: Origin[Speaker]) -> float:
    return min(accounts.rank.get(speaker, UNDATED) for speaker in origin)


def _known_between(accounts: Accounts[Speaker], origins: Sequence[Origin[Speaker]]) -> np.ndarray:
    """D between origins (origins x origins); nan where nothing is known.

    A dependence on a copy passes to where the copy has it from. That somebody does not depend on
    a copy says nothing of the copy's origin, so 0 does not pass.
    """
    place = {origin: at for at, origin in enumerate(origins)}
    owner = {speaker: at for at, origin in enumerate(origins) for speaker in origin}
    known = np.full((len(origins), len(origins)), np.nan)
    for (one, other), probability in {**accounts.measured, **accounts.marks}.items():
        if one not in owner or (other not in owner and probability == 0):
            continue
        for root in accounts.roots.get(other, ()):
            at = owner[one], place.get(root, owner[one])
            known[at] = np.fmax(known[at], probability)
    np.fill_diagonal(known, np.nan)
    return known


def _expected_number(dependence: np.ndarray, rank: np.ndarray) -> float:
    total = 0.0
    for at in range(len(rank)):
        is_tied = rank == rank[at]
        is_tied[at] = False
        tied = dependence[at, is_tied]
        moments, weights = _gauss_legendre(len(tied) // 2 + 1)
        mean = float(weights @ (1 - np.outer(moments, tied)).prod(axis=1))
        total += float((1 - dependence[at, rank < rank[at]]).prod()) * mean
    # Exact arithmetic cannot leave [1, m]; the last bit of a float can.
    return min(max(total, 1.0), float(len(rank)))


@cache
def _gauss_legendre(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights on [0, 1], exact for polynomials up to degree 2 n - 1."""
    nodes, weights = np.polynomial.legendre.leggauss(n)
    return (1 + nodes) / 2, weights / 2


# --- from annotations to accounts ----------------------------------------------------------


class Telling(NamedTuple):
    """One annotation that speaks of a claim: how it counts, and its chains as they stand.

    `publisher` None: not known. `day` is the last day on which the article can have come out, as
    a number that sorts. Whoever ends a chain without a name is `unnamed_in` the article.
    """

    appearance: Appearance
    publisher: int | None
    day: float
    chains: tuple[tuple[Hop, ...], ...]


def unnamed_in(article: int) -> int:
    """What stands for whoever is not named in an article: below 0, as no source is."""
    return -article


def with_unnamed(chains: Iterable[Sequence[Hop]], *, article: int) -> tuple[tuple[Hop, ...], ...]:
    """The chains, with the unnamed origin of the article where a chain ends without a name.

    A hop without a name on the way is dropped: it has the claim from the next one.

    >>> with_unnamed([[Hop(None, "reports"), Hop(None, "asserts")]], article=7)
    ((Hop(source=-7, stance='asserts'),),)
    """
    named: list[tuple[Hop, ...]] = []
    for chain in chains:
        if len(chain) == 1 and chain[0].source is not None:
            named.append((chain[0],))
            continue
        *way, origin = chain
        if origin.source is None:
            origin = Hop(unnamed_in(article), origin.stance)
        named.append((*(hop for hop in way if hop.source is not None), origin))
    return tuple(named)


@dataclass(frozen=True)
class ClaimVoices:
    """Who affirms, disputes and keeps silent about a claim, and how many outlets carry it.

    Sources by id; whoever is not named, by `unnamed_in` and last.
    """

    supporters: tuple[int, ...]
    deniers: tuple[int, ...]
    decliners: tuple[int, ...]
    carriers: int


def voices_on(tellings: Sequence[Telling], *, said: Contribution | None = None) -> ClaimVoices:
    """Where everybody stands, by the rule of `contribution_of`; `said` is what that gave for
    these tellings, where it is known.

    A carrier is an outlet with an article that affirms the claim or passes it on; an article of
    an unknown publisher counts as an outlet.
    """
    contribution = said or contribution_of(None, [telling.appearance for telling in tellings])
    by_position: dict[str, list[int]] = {AFFIRMS: [], DISPUTES: []}
    for source, stand in sorted(contribution.stands.items(), key=_named_first):
        by_position.setdefault(stand.position, []).append(source)
    passed_on = {
        (telling.publisher or unnamed_in(telling.appearance.article), *_words(telling))
        for telling in tellings
    }
    carriers = {
        outlet
        for outlet, chains, label in passed_on
        if not chains or _carried(chains, label, AFFIRMS)
    }
    return ClaimVoices(
        supporters=tuple(by_position[AFFIRMS]),
        deniers=tuple(by_position[DISPUTES]),
        decliners=tuple(sorted(source for source in contribution.silent if source > 0)),
        carriers=len(carriers),
    )


def _named_first(row: tuple[int, object]) -> tuple[bool, int]:
    return row[0] < 0, abs(row[0])


def accounts_of(
    speakers: Collection[int],
    tellings: Sequence[Telling],
    *,
    position: str,
    marks: Mapping[tuple[int, int], float],
    measured: Mapping[tuple[int, int], float],
) -> Accounts[int]:
    """What the tellings say of who has the position from whom, beside marks and shared words.

    Declared is: every hop of a chain has it from the later ones, and the publisher from all.
    """
    rank: dict[int, float] = {}
    declared: dict[tuple[int, int], None] = {}
    # Several people mark the same passage alike: that is told once.
    for publisher, day, chains, label in dict.fromkeys(
        (telling.publisher, telling.day, *_words(telling)) for telling in tellings
    ):
        carried = _carried(chains, label, position)
        for chain in carried:
            way = chain if publisher is None else (publisher, *chain)
            for one, other in combinations(way, 2):
                if one != other:
                    declared[one, other] = None
        first_hand = _first_hand(publisher, chains, label, position)
        for source in {*first_hand, *(source for chain in carried for source in chain)}:
            rank[source] = min(rank.get(source, UNDATED), day)
    return Accounts(
        speakers=speakers,
        rank=rank,
        declared=tuple(declared),
        marks=marks,
        measured=measured,
    )


def own_voice_articles(tellings: Iterable[Telling], *, position: str) -> set[tuple[int, int]]:
    """(publisher, article) where the publisher itself takes the position, quoting nobody."""
    written = {
        (telling.publisher, telling.appearance.article, *_words(telling)) for telling in tellings
    }
    return {
        (one, article)
        for publisher, article, chains, label in written
        for one in _first_hand(publisher, chains, label, position)
    }


Chains: TypeAlias = tuple[tuple[Hop, ...], ...]


def _words(telling: Telling) -> tuple[Chains, str]:
    return telling.chains, telling.appearance.label


@lru_cache(maxsize=20_000)
def _first_hand(
    publisher: int | None, chains: Chains, label: str, position: str
) -> tuple[int, ...]:
    """The publisher, if it takes the position in its own voice here."""
    if publisher is None:
        return ()
    if not chains:
        return (publisher,) if position == AFFIRMS else ()
    says_so = any(
        chain[-1].source == publisher and position_of(chain[-1], label) == position
        for chain in chains
    )
    return (publisher,) if says_so else ()


@lru_cache(maxsize=20_000)
def _carried(chains: Chains, label: str, position: str) -> tuple[tuple[int, ...], ...]:
    """The sources of the chains along which the position came, from the text to the origin.

    A chain whose last hop only reports passes the claim on as it is written: it affirms.
    """
    found = []
    for chain in chains:
        stands = [position_of(hop, label) for hop in chain]
        passes_on = stands[-1] is None and position == AFFIRMS
        if stands[-1] == position or passes_on:
            found.append(
                tuple(
                    hop.source
                    for hop, stand in zip(chain, stands, strict=True)
                    if hop.source is not None and stand in (position, None)
                )
            )
    return tuple(found)


# --- what it suggests -----------------------------------------------------------------------


def suggestion_of(supporters: Measured, *, is_denied: bool, has_outside_origin: bool) -> str | None:
    """The label that the count suggests to whoever decides; None where nobody asserts.

    Confirmed needs a lower bound of 1.5, nobody who denies, and an origin that is known to be no
    party to the dispute.

    >>> suggestion_of(Measured(2, 1, 2, 2), is_denied=False, has_outside_origin=True)
    'unverified'
    """
    if supporters.n == 0:
        return None
    if is_denied:
        return "contested"
    is_enough = supporters.lower >= ENOUGH_TO_CONFIRM and has_outside_origin
    return "confirmed" if is_enough else "unverified"
