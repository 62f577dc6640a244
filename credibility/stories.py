"""A story on one page: what stands, what hangs on one origin, what is contested, what is new."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from credibility import inputs, queries
from credibility.boards import Board, BoardClaim, Cell, board_of
from credibility.explaining import NONE, ONE, two_source_check
from credibility.known_claims import known_claims

STANDS, REFUTED, ONE_ORIGIN, SEVERAL, CONTESTED = (
    "stands",
    "refuted",
    "one_origin",
    "several",
    "contested",
)
SECTIONS = (STANDS, ONE_ORIGIN, SEVERAL, CONTESTED, REFUTED)
ORDER_OF_VERDICT = {"confirmed": STANDS, "refuted": REFUTED, "contested": CONTESTED}


@dataclass(frozen=True)
class Speaker:
    """Who does what with a claim; `source` 0 stands for those who are not named."""

    source: int
    cell: Cell


@dataclass(frozen=True)
class StoryClaim:
    """A claim of a story as of a day: `origins` are those that it leads back to."""

    row: BoardClaim
    numbers: queries.ClaimNumbers
    section: str
    origins: tuple[Speaker, ...]
    deniers: tuple[Speaker, ...]
    silent: tuple[Speaker, ...]

    @property
    def figures(self) -> list[inputs.Quantity]:
        """The figures that origins give, each interval once."""
        found: dict[Any, inputs.Quantity] = {}
        for said in self.row.figures:
            found.setdefault(said.counted.interval, said.counted.quantity)
        return list(found.values())


@dataclass(frozen=True)
class Change:
    """What is new: a verdict that moved (`before` "" is none), a claim first reported, or
    somebody who now does something else with one (`source` 0: somebody not named)."""

    day: str
    claim: int
    text: str
    kind: str
    before: str = ""
    after: str = ""
    source: int = 0


@dataclass(frozen=True)
class Story:
    """The state of play of one topic as of a day."""

    claims: tuple[StoryClaim, ...]
    changes: tuple[Change, ...]
    since: datetime.date
    as_of: datetime.date
    first_day: str
    last_change: datetime.date | None

    def in_section(self, section: str) -> list[StoryClaim]:
        """Its claims of that section."""
        return [claim for claim in self.claims if claim.section == section]

    @property
    def articles(self) -> int:
        """In how many texts something of it is told."""
        tellings = (one for claim in self.claims for one in claim.row.told.tellings)
        return len({one.appearance.article for one in tellings})

    @property
    def origins(self) -> int:
        """How many sources its claims lead back to."""
        return len({one.source for claim in self.claims for one in claim.origins if one.source})


def story_of(
    project_id: int,
    topic: int,
    *,
    as_of: datetime.date | None = None,
    since: datetime.date | None = None,
) -> Story:
    """The story as of a day (today), and what is new after `since` (the day before).

    What is computed of a claim is kept with it (`known_claims`).
    """
    day = as_of or timezone.localdate()
    before = since or day - datetime.timedelta(days=1)
    known = known_claims(project_id)
    now, earlier = (board_of(project_id, as_of=on, known=known) for on in (as_of, before))
    rows = [row for row in of_topic(now, topic) if row.told.tellings or row.verdict]
    told = [row.told for row in rows]
    sides = queries.sides_of(project_id, told)
    numbers = queries.numbers_of_sides(project_id, told, sides)
    claims = [
        _story_claim(row, of, side) for row, of, side in zip(rows, numbers, sides, strict=True)
    ]
    changes = changes_between(of_topic(earlier, topic), rows)
    days = _days_of(now, topic)
    first = min(days or _days_of(board_of(project_id, known=known), topic), default="")
    return Story(
        claims=tuple(sorted(claims, key=_by_weight)),
        changes=tuple(changes),
        since=before,
        as_of=day,
        first_day=first,
        last_change=_last_change(rows, days),
    )


def _days_of(board: Board, topic: int) -> list[str]:
    return [day for row in of_topic(board, topic) for day in row.told.days]


def of_topic(board: Board, topic: int) -> list[BoardClaim]:
    """The board's claims of that topic."""
    return [row for row in board.claims if row.told.topic == topic]


def _story_claim(row: BoardClaim, numbers: queries.ClaimNumbers, side: queries.Sides) -> StoryClaim:
    roots = {source for origin in side.origins for source in origin}
    return StoryClaim(
        row=row,
        numbers=numbers,
        section=section_of(row, numbers),
        origins=tuple(_speakers(row, "asserts", among=roots)),
        deniers=tuple(_speakers(row, "denies")),
        silent=(*_speakers(row, "declines"), *_speakers(row, "not_acknowledged")),
    )


def section_of(row: BoardClaim, numbers: queries.ClaimNumbers) -> str:
    """Where a claim stands on the page: by its verdict; where that leaves it open, by who says
    so. A claim without any verdict that somebody denies is contested."""
    if row.verdict is not None and row.verdict.value in ORDER_OF_VERDICT:
        return ORDER_OF_VERDICT[row.verdict.value]
    if row.verdict is None and numbers.voices.supporters and numbers.voices.deniers:
        return CONTESTED
    return ONE_ORIGIN if two_source_check(numbers) in (ONE, NONE) else SEVERAL


def _speakers(row: BoardClaim, stance: str, *, among: set[int] | None = None) -> Iterable[Speaker]:
    for source, cell in sorted(row.cells.items(), key=lambda item: (item[0] == 0, item[1].told)):
        is_wanted = among is None or source in among or source == 0
        if cell.stance == stance and is_wanted:
            yield Speaker(source, cell)


def _by_weight(claim: StoryClaim) -> tuple[int, int, int]:
    return (
        SECTIONS.index(claim.section),
        -len(claim.row.told.tellings),
        claim.row.told.claim,
    )


# --- what is new ----------------------------------------------------------------------------


def changes_between(before: Sequence[BoardClaim], after: Sequence[BoardClaim]) -> list[Change]:
    """What the later board tells that the earlier one did not, the latest first."""
    earlier = {row.told.group: row for row in before}
    found = [change for row in after for change in _changes_of(earlier.get(row.told.group), row)]
    return sorted(found, key=lambda change: (change.day, -change.claim), reverse=True)


def _changes_of(before: BoardClaim | None, row: BoardClaim) -> Iterable[Change]:
    claim, text = row.told.claim, row.told.text
    given = before.verdict if before else None
    if row.verdict is not None and row.verdict != given:
        yield Change(
            row.verdict.day.isoformat(),
            claim,
            text,
            "verdict",
            given.value if given else "",
            row.verdict.value,
        )
    if row.told.tellings and not (before and before.told.tellings):
        yield Change(row.told.days[0], claim, text, "reported")
        return
    if before and before.cells is row.cells:
        return
    old = before.cells if before else {}
    for source, cell in row.cells.items():
        stance = old[source].stance if source in old else ""
        if stance != cell.stance:
            yield Change(cell.told, claim, text, "voice", stance, cell.stance, source)


def _last_change(rows: Sequence[BoardClaim], days: Sequence[str]) -> datetime.date | None:
    """The last day on which something of the story was reported or judged."""
    judged = [row.verdict.day.isoformat() for row in rows if row.verdict is not None]
    last = max([*days, *judged], default="")
    return datetime.date.fromisoformat(last) if last else None
