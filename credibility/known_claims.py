"""What is told of the claims of a project, kept in the process: read anew where it changed.

Whether a claim group changed, two things tell that stand in the database, on whichever server and
in whichever order transactions end: the lines of the log whose consequences are still to be drawn,
and, once a worker has drawn them, the version of the group's contribution. A line that was not
there before touches groups (as for the scores); a version that moved stands for one. Those are
read; all others are what they were.
"""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.db.models import Count, Sum

from credibility import inputs
from credibility.inputs import GivenVerdict, Quantity, ToldClaim
from credibility.models import GroupContribution
from credibility.shelf import Shelf

GROUPS_AT_ONCE = 2000
# Of all projects together: some 1.5 kB each.
MOST_TELLINGS = 100_000
# So few are read together, also where one claim is asked for.
FEW_MARKS = 20_000
# More changes than this that no worker has looked at, and all is read anew.
MOST_WAITING = 5000


@dataclass(frozen=True)
class _State:
    """How far the database was. `waiting`: the changes that wait, None for too many; `line`: the
    newest one in the log; `sums`: how many versions there are, and what they come to."""

    line: tuple[int, datetime.datetime] | None
    waiting: frozenset[int] | None
    sums: tuple[int, int]


@dataclass(frozen=True, eq=False)
class KnownClaims:
    """The claims in use of a project; a new one when anything of them changed, the same one
    otherwise. `figures`: of each group, by annotation; `given`: the verdicts of today."""

    told: Mapping[int, ToldClaim]
    figures: Mapping[int, Mapping[str, Quantity]]
    versions: Mapping[int, int]
    given: Mapping[int, GivenVerdict] = field(default_factory=dict)

    @cached_property
    def claims(self) -> tuple[ToldClaim, ...]:
        """All of them, newest first."""
        return tuple(sorted(self.told.values(), key=lambda claim: -claim.claim))

    @cached_property
    def quantities(self) -> Mapping[str, Quantity]:
        """All figures, by annotation."""
        return {pk: one for found in self.figures.values() for pk, one in found.items()}

    def verdicts(
        self, project_id: int, *, as_of: datetime.date | None = None
    ) -> dict[int, GivenVerdict]:
        """The last verdict on each group as of a day (today), from whichever wording."""
        return dict(self.given) if as_of is None else self.read_verdicts(project_id, as_of=as_of)

    def read_verdicts(
        self, project_id: int, *, as_of: datetime.date | None
    ) -> dict[int, GivenVerdict]:
        """As `verdicts`, from the rows as they stand now."""
        group_of = self._group_of_claim
        given = inputs.verdicts_by_claim(project_id, as_of=as_of)
        return {group_of[claim]: one for claim, one in given.items() if claim in group_of}

    @cached_property
    def _group_of_claim(self) -> Mapping[int, int]:
        return {pk: group for group, claim in self.told.items() for pk in claim.wordings}


_shelf: Shelf[int, tuple[_State, KnownClaims]] = Shelf(room=MOST_TELLINGS)


def known_claims(project_id: int) -> KnownClaims:
    """Every claim in use, with what is told of it and its figures, as the rows stand now."""
    found = _shelf.get(project_id)
    # In this order: what a worker does between the two moves versions, and nothing is missed.
    now = _state_of(project_id)
    if found is None or not _goes_on(project_id, found[0], now):
        known = _read_all(project_id)
    else:
        known = _brought_up_to_date(project_id, *found, now)
    known = _with_verdicts_of_today(project_id, known)
    size = sum(len(claim.tellings) + 1 for claim in known.told.values())
    _shelf.put(project_id, (now, known), size=size)
    return known


def claims_among(project_id: int, groups: Callable[[], Collection[int]]) -> KnownClaims:
    """As `known_claims`, where only some groups are asked for: of a project that is kept here, or
    is small, all that is known; of another one these groups alone, and nothing of them is kept."""
    is_kept = _shelf.get(project_id) is not None
    if is_kept or inputs.has_at_most(project_id, FEW_MARKS):
        return known_claims(project_id)
    told, figures = _read(project_id, groups())
    return _with_verdicts_of_today(project_id, KnownClaims(told, figures, {}))


def forget() -> None:
    """Forgets everything that was kept, as a new process would."""
    _shelf.clear()


def _state_of(project_id: int) -> _State:
    line = inputs.newest_line(project_id)
    waiting = inputs.waiting_ids(project_id, most=MOST_WAITING)
    rows = GroupContribution.objects.filter(project=project_id)
    sums = rows.aggregate(many=Count("pk"), moves=Sum("version"))
    return _State(line, waiting, (sums["many"], sums["moves"] or 0))


def _goes_on(project_id: int, before: _State, now: _State) -> bool:
    """Whether what has changed since can be told: from the same log, and of not too many lines."""
    if before.line is None or before.waiting is None or now.waiting is None:
        return False
    return before.line == now.line or inputs.is_in_log(project_id, before.line)


def _read_all(project_id: int) -> KnownClaims:
    versions = _versions_of(project_id)
    ids = inputs.groups_in_use(project_id).values_list("pk", flat=True)
    return KnownClaims(*_read(project_id, list(ids)), versions)


def _brought_up_to_date(
    project_id: int, before: _State, known: KnownClaims, now: _State
) -> KnownClaims:
    assert before.waiting is not None
    assert now.waiting is not None
    new = now.waiting - before.waiting
    stale = inputs.groups_touched(project_id, new) if new else set()
    versions = known.versions
    if before.sums != now.sums:
        versions = _versions_of(project_id)
        stale |= {pk for pk, version in versions.items() if known.versions.get(pk) != version}
    if not stale:
        return known if versions is known.versions else replace(known, versions=versions)
    told, figures = _read(project_id, stale)
    kept = {pk: claim for pk, claim in known.told.items() if pk not in stale}
    kept_figures = {pk: found for pk, found in known.figures.items() if pk not in stale}
    return KnownClaims(kept | told, kept_figures | figures, versions, known.given)


def _versions_of(project_id: int) -> dict[int, int]:
    rows = GroupContribution.objects.filter(project=project_id)
    return dict(rows.values_list("group_id", "version"))


def _read(
    project_id: int, group_ids: Collection[int]
) -> tuple[dict[int, ToldClaim], dict[int, Mapping[str, Quantity]]]:
    told = {
        claim.group: claim
        for block in inputs.blocks(group_ids, size=GROUPS_AT_ONCE)
        for claim in inputs.told_claims(project_id, block)
    }
    given = inputs.quantities_on({pk for claim in told.values() for pk in claim.wordings})
    figures: dict[int, Mapping[str, Quantity]] = {}
    for group, claim in told.items() if given else ():
        said = (telling.appearance.annotation for telling in claim.tellings)
        if found := {pk: given[pk] for pk in said if pk in given}:
            figures[group] = found
    return told, figures


def _with_verdicts_of_today(project_id: int, known: KnownClaims) -> KnownClaims:
    """Verdicts touch no score, and a day that begins moves them too: they are read each time."""
    given = known.read_verdicts(project_id, as_of=None)
    changed = {}
    for group, claim in known.told.items():
        verdict = given[group].value if group in given else None
        if claim.verdict != verdict:
            changed[group] = replace(claim, verdict=verdict)
    if not changed and given == known.given:
        return known
    return replace(known, told={**known.told, **changed}, given=given)
