"""All claims of a project beside each other: who does what with each, as of a day."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from annotator.text.canonical import search_key
from credibility import claim_figures, queries
from credibility.claim_figures import CLASH, OriginFigure, SaidFigure
from credibility.explaining import MAYBE_ONE, ONE, two_source_check
from credibility.inputs import GivenVerdict, Quantity, ToldClaim
from credibility.known_claims import KnownClaims, known_claims
from credibility.measures.corroboration import Telling
from credibility.measures.pairs import (
    AFFIRMS,
    DISPUTES,
    OPEN,
    SILENT,
    SILENT_STANCES,
    contribution_of,
    votes_on,
)
from credibility.queries import ClaimNumbers
from credibility.shelf import Shelf

MOST_KEPT = 4
NOT_NAMED = 0
DIVIDED = "divided"
STANCE_OF_POSITION = {AFFIRMS: "asserts", DISPUTES: "denies", OPEN: "leaves_open"}
NO_VERDICT = "none"


@dataclass(frozen=True)
class Cell:
    """What one source does with one claim. `via`: through whom the text has it; `figure`: the one
    it gives; `told` "" is undated; `people` counts those without a name, 1 for a source."""

    stance: str
    told: str
    via: tuple[int, ...]
    figure: Quantity | None
    people: int = 1


@dataclass(frozen=True)
class BoardClaim:
    """A claim with its cells by source; those without a name stand together under 0."""

    told: ToldClaim
    cells: Mapping[int, Cell]
    figures: tuple[OriginFigure, ...]
    clashes: tuple[tuple[int, int], ...]
    verdict: GivenVerdict | None
    beside: "Beside | None"

    @property
    def has_clash(self) -> bool:
        """Whether a figure of it clashes, within the claim or with another of the story."""
        return bool(self.clashes) or self.beside is not None


@dataclass(frozen=True)
class Beside:
    """Another claim of the story whose figure cannot be right if this one is."""

    claim: int
    text: str


@dataclass(frozen=True)
class Board:
    """All claims as of a day, newest first. `first_day` and `last_day` are those of the reports,
    whatever the day; "" when nothing was ever reported."""

    claims: tuple[BoardClaim, ...]
    first_day: str
    last_day: str

    @property
    def articles(self) -> int:
        """In how many texts something is told."""
        return len({one.appearance.article for row in self.claims for one in row.told.tellings})


@dataclass(frozen=True)
class BoardFilter:
    """Which claims are wanted; everything where nothing is said.

    `verdict` "none": those without one. `since`: those told of on that day or later. `label`,
    `words` and `is_nameless` (nobody who asserts it is named) are those of the list of claims.
    """

    topic: int | None = None
    source: int | None = None
    verdict: str = ""
    stance: str = ""
    is_one_origin: bool = False
    is_clash: bool = False
    since: datetime.date | None = None
    label: str = ""
    words: str = ""
    is_nameless: bool = False


# --- reading --------------------------------------------------------------------------------


# The boards last read in this process, each of one state of a project's rows.
_boards: Shelf[tuple[int, datetime.date | None], tuple[Any, Board]] = Shelf(room=MOST_KEPT)


def board_of(
    project_id: int, *, as_of: datetime.date | None = None, known: KnownClaims | None = None
) -> Board:
    """Every claim in use, with what was told by that day and the verdict of that day.

    Put together once for each state of the project's rows, of claims that are known (looked up
    unless `known` says them) and what was computed of each.
    """
    known = known or known_claims(project_id)
    state = (known, known.verdicts(project_id, as_of=as_of))
    found = _boards.get((project_id, as_of))
    if found is not None and found[0] == state:
        return found[1]
    board = _as_of(*state, as_of=as_of)
    _boards.put((project_id, as_of), (state, board))
    return board


@dataclass(frozen=True)
class _Looked:
    """What is seen of a claim as it is told, whatever is told of others."""

    cells: Mapping[int, Cell]
    figures: tuple[OriginFigure, ...]
    clashes: tuple[tuple[int, int], ...]


def _as_of(
    known: KnownClaims, verdicts: Mapping[int, GivenVerdict], *, as_of: datetime.date | None
) -> Board:
    days = [claim.days for claim in known.claims if claim.days]
    latest = [claim.keep("latest", partial(_latest, claim)) for claim in known.claims]
    told = [claim.by(as_of) for claim in known.claims]
    looked = [
        claim.keep("looked", partial(_looked_at, claim, known.figures.get(claim.group, {})))
        for claim in told
    ]
    beside = _clashes_in_stories(told, [seen.figures for seen in looked])
    rows = [
        BoardClaim(
            told=claim,
            cells=seen.cells,
            figures=seen.figures,
            clashes=seen.clashes,
            verdict=verdicts.get(claim.group),
            beside=beside.get(claim.group),
        )
        for claim, seen in zip(told, looked, strict=True)
    ]
    first = min((of_claim[0] for of_claim in days), default="")
    last = max(latest, default="") or max((of_claim[-1] for of_claim in days), default="")
    return Board(tuple(rows), first, last)


def _latest(claim: ToldClaim) -> str:
    """The last day on which a text that tells it came out; "" where none is dated."""
    return max((one.appearance.published or "" for one in claim.tellings), default="")


def _looked_at(claim: ToldClaim, quantities: Mapping[str, Quantity]) -> _Looked:
    figures = claim_figures.by_origin(claim_figures.said_figures(claim.tellings, quantities))
    compared = claim_figures.compared(figures)
    return _Looked(
        cells=cells_of(claim, quantities),
        figures=tuple(figures),
        clashes=tuple((pair.one, pair.other) for pair in compared if pair.outcome == CLASH),
    )


# --- cells ----------------------------------------------------------------------------------


def cells_of(claim: ToldClaim, quantities: Mapping[str, Quantity]) -> dict[int, Cell]:
    """What each source does with the claim: as in its contribution to the scores, and besides
    those who would not say, and those on whom annotators are divided."""
    by_mark = {one.appearance.annotation: one for one in claim.tellings}
    appearances = [one.appearance for one in claim.tellings]
    said = contribution_of(None, appearances)
    cells: dict[int, Cell] = {}
    nameless: list[Cell] = []
    for source, stand in said.stands.items():
        votes = [by_mark[vote.annotation] for vote in votes_on(source, appearances)]
        cell = _cell(source, STANCE_OF_POSITION[stand.position], votes, quantities)
        if source < 0:
            nameless.append(cell)
        else:
            cells[source] = cell
    for source in said.silent:
        found = [one for one in claim.tellings if _is_silent(one, source)]
        if source > 0:
            cells[source] = _cell(source, _silence(found, source), found, quantities)
    speaking = {v.source for a in appearances for v in a.voices if v.position != SILENT}
    for source in speaking - said.stands.keys():
        votes = [by_mark[vote.annotation] for vote in votes_on(source, appearances)]
        if source > 0:
            cells[source] = _cell(source, DIVIDED, votes, quantities)
    if nameless:
        first = min(nameless, key=lambda cell: (cell.stance, cell.told))
        cells[NOT_NAMED] = Cell(
            first.stance, first.told, first.via, first.figure, people=len(nameless)
        )
    return cells


def _cell(
    source: int, stance: str, tellings: Sequence[Telling], quantities: Mapping[str, Quantity]
) -> Cell:
    days = [one.appearance.published for one in tellings if one.appearance.published]
    figures = [quantities.get(one.appearance.annotation) for one in tellings]
    return Cell(
        stance=stance,
        told=max(days, default=""),
        via=_via(source, tellings),
        figure=next((figure for figure in figures if figure is not None), None),
    )


def _via(source: int, tellings: Iterable[Telling]) -> tuple[int, ...]:
    """Through whom the texts have it, besides the outlets themselves."""
    found: dict[int, None] = {}
    for telling in tellings:
        for chain in telling.chains:
            hops = [hop.source for hop in chain]
            if source in hops:
                for hop in hops[: hops.index(source)]:
                    if hop is not None and hop > 0 and hop != source:
                        found[hop] = None
    return tuple(found)


def _is_silent(telling: Telling, source: int) -> bool:
    voices = telling.appearance.voices
    return any(voice.source == source and voice.position == SILENT for voice in voices)


def _silence(tellings: Iterable[Telling], source: int) -> str:
    said = {
        hop.stance
        for telling in tellings
        for chain in telling.chains
        for hop in chain
        if hop.source == source and hop.stance in SILENT_STANCES
    }
    return "not_acknowledged" if said == {"not_acknowledged"} else "declines"


# --- figures of a story that clash ----------------------------------------------------------


def _clashes_in_stories(
    told: Sequence[ToldClaim], figures: Sequence[Sequence[OriginFigure]]
) -> dict[int, Beside]:
    """For each claim whose figure cannot be right if that of another one of its story is: which.

    Only the claim that lies furthest to either side is looked at: if two clash, one does with it.
    """
    stories: dict[tuple[object, ...], list[tuple[ToldClaim, SaidFigure]]] = {}
    for claim, rows in zip(told, figures, strict=True):
        for row in rows:
            what = row.counted.quantity
            if claim.topic is not None and what.measure and what.population:
                key = (claim.topic, what.measure, what.population, what.period)
                stories.setdefault(key, []).append((claim, row.counted))
    found: dict[int, Beside] = {}
    for rows_of_story in stories.values():
        if len({claim.group for claim, _said in rows_of_story}) > 1:
            _note_clashes(rows_of_story, found)
    return found


def _note_clashes(rows: Sequence[tuple[ToldClaim, SaidFigure]], found: dict[int, Beside]) -> None:
    bounded_below = [row for row in rows if row[1].quantity.lower is not None]
    bounded_above = [row for row in rows if row[1].quantity.upper is not None]
    extremes = []
    if bounded_below:
        extremes.append(max(bounded_below, key=lambda row: row[1].quantity.lower or 0))
    if bounded_above:
        extremes.append(min(bounded_above, key=lambda row: row[1].quantity.upper or 0))
    for claim, said in rows:
        for other, its in extremes:
            if other.group == claim.group or claim.group in found:
                continue
            if claim_figures.compare(said.quantity, its.quantity)[0] == CLASH:
                found[claim.group] = Beside(other.claim, other.text)
                found.setdefault(other.group, Beside(claim.claim, claim.text))


# --- filters --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """The claims that a filter leaves, with the sources that have a cell on one of them: those
    who are quoted before those who publish, the most cells first."""

    claims: list[BoardClaim]
    sources: list[int]


def shown_of(
    project_id: int, board: Board, wanted: BoardFilter, *, untold_too: bool = False
) -> Shown:
    """What of a board is wanted; claims that nobody has told of only where asked for."""
    rows = [
        row for row in board.claims if (untold_too or row.told.tellings) and _is_wanted(row, wanted)
    ]
    if wanted.is_one_origin:
        numbers = numbers_on(project_id, rows)
        rows = [row for row in rows if stands_on_one(numbers[row.told.group])]
    counts: dict[int, int] = {}
    for row in rows:
        for source in row.cells:
            counts[source] = counts.get(source, 0) + 1
    publishers = {one.publisher for row in rows for one in row.told.tellings}
    sources = sorted(counts, key=lambda pk: (pk == NOT_NAMED, pk in publishers, -counts[pk], pk))
    return Shown(rows, sources)


def numbers_on(project_id: int, rows: Sequence[BoardClaim]) -> dict[int, ClaimNumbers]:
    """How many independent origins each of the claims has, by group."""
    found = queries.numbers_on(project_id, [row.told for row in rows])
    return {row.told.group: one for row, one in zip(rows, found, strict=True)}


def stands_on_one(numbers: ClaimNumbers) -> bool:
    """Whether the two-source rule is not surely kept."""
    return two_source_check(numbers) in (ONE, MAYBE_ONE)


def _is_wanted(row: BoardClaim, wanted: BoardFilter) -> bool:
    return (
        (wanted.topic is None or row.told.topic == wanted.topic)
        and (not wanted.verdict or _verdict(row) == wanted.verdict)
        and (wanted.source is None or _speaks(row, wanted))
        and (not wanted.stance or wanted.source is not None or _has_stance(row, wanted.stance))
        and (not wanted.is_clash or row.has_clash)
        and (wanted.since is None or _is_told_since(row, wanted.since))
        and (not wanted.label or _has_label(row, wanted.label))
        and (not wanted.words or _holds(row, wanted.words))
        and (not wanted.is_nameless or is_nameless(row))
    )


def is_nameless(row: BoardClaim) -> bool:
    """Whether it is told, and nobody who asserts it is named."""
    asserting = [source for source, cell in row.cells.items() if cell.stance == "asserts"]
    return bool(row.told.tellings) and all(source == NOT_NAMED for source in asserting)


def _verdict(row: BoardClaim) -> str:
    return row.verdict.value if row.verdict else NO_VERDICT


def _speaks(row: BoardClaim, wanted: BoardFilter) -> bool:
    cell = row.cells.get(wanted.source or NOT_NAMED)
    return cell is not None and (not wanted.stance or cell.stance == wanted.stance)


def _has_stance(row: BoardClaim, stance: str) -> bool:
    return any(cell.stance == stance for cell in row.cells.values())


def _is_told_since(row: BoardClaim, day: datetime.date) -> bool:
    return bool(row.told.days) and row.told.days[-1] >= day.isoformat()


def _has_label(row: BoardClaim, label: str) -> bool:
    return any(one.appearance.label == label for one in row.told.tellings)


def _holds(row: BoardClaim, words: str) -> bool:
    text = search_key(row.told.text)
    return all(word in text for word in search_key(words).split())
