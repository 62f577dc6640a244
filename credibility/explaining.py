"""Why a claim has so many independent origins: who has it from whom, on which ground."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from credibility import kept_reuse, queries
from credibility.inputs import SaidHop, ToldClaim
from credibility.measures.corroboration import (
    ENOUGH_TO_CONFIRM,
    UNDATED,
    Accounts,
    Telling,
    own_voice_articles,
)
from credibility.measures.pairs import AFFIRMS
from credibility.models import Derivation

ONE, MAYBE_ONE, TWO, NONE = "one", "maybe_one", "two", "none"
NOT_NAMED = 0


# --- who has it from whom -------------------------------------------------------------------


@dataclass(frozen=True)
class Derived:
    """A source that has the claim from another: `ground` declared, marked or measured; or tied,
    where both came out with the same words on one day, and either may have it from the other."""

    source: int
    origin: int
    ground: str
    probability: float


@dataclass(frozen=True)
class Explained:
    """The way from outlets to independent origins.

    `origins`: who counts as one, each with its first day ("" undated); several in one are a
    circle. `unknown`: pairs of origins of which nobody knows whether one has it from the other.
    """

    naive: int
    speakers: tuple[int, ...]
    origins: tuple[tuple[tuple[int, ...], str], ...]
    derived: tuple[Derived, ...]
    unknown: int
    check: str
    marks: tuple[Derivation, ...]


def explained(
    project_id: int,
    told: ToldClaim,
    sides: queries.Sides,
    numbers: queries.ClaimNumbers,
) -> Explained:
    """What the number of independent origins of a claim is made of."""
    accounts = sides.supporters
    origins = sides.origins
    return Explained(
        naive=sides.voices.carriers,
        speakers=sides.voices.supporters,
        origins=tuple(
            (tuple(sorted(origin)), _first_day(origin, told.tellings)) for origin in origins
        ),
        derived=tuple(_derived(accounts)),
        unknown=_unknown_pairs(accounts, origins),
        check=two_source_check(numbers),
        marks=tuple(_marks_on(project_id, told, sides)),
    )


def texts_behind(
    project_id: int, told: ToldClaim, derived: Iterable[Derived]
) -> dict[tuple[int, int], tuple[int, int]]:
    """By (source, origin) the two articles that share most words, of those that rest on that; the
    article of the source first."""
    pairs = {(row.source, row.origin) for row in derived if row.ground in ("measured", "tied")}
    if not pairs:
        return {}
    publishers = {source for pair in pairs for source in pair}
    written = own_voice_articles(told.tellings, position=AFFIRMS)
    publisher_of = {article: one for one, article in written if one in publishers}
    shares = kept_reuse.reuse_among(project_id, publisher_of.keys()).within(publisher_of.keys())
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (one, other), _share in sorted(shares.items(), key=lambda item: (item[1], item[0])):
        for mine, its in ((one, other), (other, one)):
            pair = publisher_of[mine], publisher_of[its]
            if pair in pairs:
                found[pair] = mine, its
    return found


def two_source_check(numbers: queries.ClaimNumbers) -> str:
    """Whether a claim stands on one origin: surely, perhaps, or not; or on none."""
    found = numbers.independent_origins
    if found.n == 0:
        return NONE
    if found.upper < ENOUGH_TO_CONFIRM:
        return ONE
    return MAYBE_ONE if found.lower < ENOUGH_TO_CONFIRM else TWO


def _derived(accounts: Accounts[int]) -> Iterable[Derived]:
    for (one, other), probability in sorted(accounts.marks.items()):
        yield Derived(one, other, "marked", probability)
    for one, other in sorted(set(accounts.declared) - accounts.marks.keys()):
        yield Derived(one, other, "declared", 1.0)
    told = accounts.marks.keys() | set(accounts.declared)
    for (one, other), share in sorted(accounts.measured.items()):
        if not share or one > other or (one, other) in told or (other, one) in told:
            continue
        day, its = accounts.rank.get(one, UNDATED), accounts.rank.get(other, UNDATED)
        later, earlier = (one, other) if day >= its else (other, one)
        yield Derived(later, earlier, "tied" if day == its else "measured", share)


def _unknown_pairs(accounts: Accounts[int], origins: Sequence[frozenset[int]]) -> int:
    known = accounts.marks.keys() | accounts.measured.keys()
    return sum(
        not any((i, j) in known or (j, i) in known for i in one for j in other)
        for one, other in combinations(origins, 2)
    )


def _first_day(origin: Iterable[int], tellings: Iterable[Telling]) -> str:
    members = set(origin)
    days = [
        telling.appearance.published
        for telling in tellings
        if telling.appearance.published and _speaks(telling, members)
    ]
    return min(days, default="")


def _speaks(telling: Telling, members: set[int]) -> bool:
    if not telling.chains:
        return telling.publisher in members
    return any(hop.source in members for chain in telling.chains for hop in chain)


def _marks_on(project_id: int, told: ToldClaim, sides: queries.Sides) -> Iterable[Derivation]:
    """The analysts' marks that bear on the claim."""
    if not sides.supporters.marks:
        return
    wordings = told.wordings
    for row in queries.marks_in(project_id).select_related("created_by"):
        if row.claim_id is None or row.claim_id in wordings:
            yield row


# --- along which chains it came -------------------------------------------------------------


@dataclass(frozen=True)
class WayHop:
    """One hop of a way; `source` None: not named. `again`: it was named before on this way."""

    source: int | None
    stance: str
    cue: str
    again: bool = False


@dataclass(frozen=True)
class Way:
    """One way along which texts have the claim: their publisher, the hops, in how many marks.

    No hop: the publisher speaks in its own voice.
    """

    publisher: int | None
    hops: tuple[WayHop, ...]
    marks: int

    @property
    def is_nameless(self) -> bool:
        """Whether nobody is named at its end."""
        return bool(self.hops) and self.hops[-1].source is None

    @property
    def cites_itself(self) -> bool:
        """Whether the origin is the publisher itself."""
        return bool(self.hops) and self.publisher == self.hops[-1].source is not None

    @property
    def goes_in_a_circle(self) -> bool:
        """Whether a source stands on it twice."""
        return any(hop.again for hop in self.hops)


def ways_of(
    tellings: Iterable[Telling], hops: Iterable[SaidHop], roots: Mapping[int, int]
) -> list[Way]:
    """The different ways from texts to origins, what most marks say first."""
    publishers = {one.appearance.annotation: one.publisher for one in tellings}
    chains: dict[tuple[str, int], list[SaidHop]] = {}
    for hop in hops:
        if hop.annotation in publishers:
            chains.setdefault((hop.annotation, hop.chain), []).append(hop)
    counted: dict[tuple[object, ...], int] = {}
    shown: dict[tuple[object, ...], Way] = {}

    def note(publisher: int | None, way: Sequence[SaidHop]) -> None:
        said = tuple((roots.get(h.source or 0, h.source), h.stance) for h in way)
        key = (publisher, said)
        counted[key] = counted.get(key, 0) + 1
        if key not in shown:
            shown[key] = Way(publisher, _way_hops(way, roots), 0)

    for (annotation, _chain), way in chains.items():
        note(publishers[annotation], way)
    chained = {annotation for annotation, _chain in chains}
    for annotation, publisher in publishers.items():
        if annotation not in chained:
            note(publisher, ())
    ways = [Way(way.publisher, way.hops, counted[key]) for key, way in shown.items()]
    return sorted(ways, key=lambda way: (-way.marks, -len(way.hops), way.publisher or 0))


def _way_hops(way: Sequence[SaidHop], roots: Mapping[int, int]) -> tuple[WayHop, ...]:
    seen: set[int] = set()
    hops = []
    for hop in way:
        source = roots.get(hop.source, hop.source) if hop.source else None
        hops.append(WayHop(source, hop.stance, hop.cue, again=source in seen))
        if source is not None:
            seen.add(source)
    return tuple(hops)
