"""What a reviewer makes of a place on which people differ: a decision, or a way back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn
from uuid import UUID

from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict
from annotator.services.access import DECIDE, require_role
from annotator.services.adjudications import adjudicate
from annotator.services.annotations import Draft, Figure, Hop
from annotator.services.sending_back import send_back
from annotator.text.spans import round_out_to_graphemes
from credibility import disagreements, inputs
from credibility.differing import SPAN, UNMARKED, Difference
from credibility.inputs import Marking, Project, User

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UNION, INTERSECTION = "union", "intersection"
NOT_A_CLAIM, BACK = "not-a-claim", "back"
TAKE, LABEL_AS = "take-", "label-"
"""Acts: `take-A` and so on, `label-contested`, a boundary alone, not a claim, back with a note."""


def letter_at(place: int) -> str:
    """What the row at that place is called: A to Z, then AA, AB and so on.

    >>> [letter_at(place) for place in (0, 25, 26, 27, 52, 701, 702)]
    ['A', 'Z', 'AA', 'AB', 'BA', 'ZZ', 'AAA']
    """
    more, last = divmod(place, len(LETTERS))
    return (letter_at(more - 1) if more else "") + LETTERS[last]


def taken_row(act: str, many: int) -> int | None:
    """The place of the row that the act takes, of so many; None where it takes none of them."""
    letters = [letter_at(place) for place in range(many)]
    letter = act.removeprefix(TAKE)
    return letters.index(letter) if act.startswith(TAKE) and letter in letters else None


@dataclass(frozen=True)
class Said:
    """What the reviewer chose: the act, boundaries that go along with it, and why."""

    act: str
    bounds: str = ""
    reason: str = ""
    category: str = ""


class NeedsMore(BadInput):
    """Boundaries alone do not decide here, for people differ in more; nothing was stored."""


def find_difference(project: Project, place: tuple[int, int, int]) -> Difference | None:
    """The difference at that place, as it stands now; None where there is none any more."""
    found = disagreements.differences(project.pk)
    return next((row for row in found if row.place == place), None)


def decide(
    reviewer: User, project: Project, place: tuple[int, int, int], *, state: str, said: Said
) -> Difference:
    """Carries out what was said of a difference that the reviewer saw in that state; the
    difference as it was.

    Raises Conflict: `decided_already` (with the decision's id as `current`) when somebody was
    faster, `changed_meanwhile` when people said something else since. NeedsMore or BadInput when
    that is no decision.
    """
    require_role(reviewer, project, DECIDE)
    row = find_difference(project, place)
    if row is None:
        _refuse_as_gone(reviewer, place)
    if row.state != state:
        text = _(
            "Somebody changed what they said here while you looked, so nothing was decided. "
            "This is how it stands now."
        )
        raise Conflict("changed_meanwhile", text)
    if said.act == BACK:
        _send_back(reviewer, row, said.reason)
    else:
        _adjudicate(reviewer, row, said)
    return row


def _refuse_as_gone(reviewer: User, place: tuple[int, int, int]) -> NoReturn:
    decided = inputs.decision_at(reviewer, *place)
    if decided is not None:
        text = _("%(name)s has decided this meanwhile, so your decision was not stored.")
        text %= {"name": decided.reviewer.display_name}
        raise Conflict("decided_already", text, current=decided.pk)
    text = _("Nobody differs here any more, so there is nothing to decide.")
    raise Conflict("nothing_to_decide", text)


def _send_back(reviewer: User, row: Difference, note: str) -> None:
    send_back(
        reviewer,
        revision_id=row.revision,
        start=row.start,
        end=row.end,
        annotations=[_uuid(take) for take in row.takes],
        note=note,
        silent=row.silent,
    )


def _adjudicate(reviewer: User, row: Difference, said: Said) -> None:
    over: list[int] = []
    ids = {_uuid(take) for take in row.takes}
    if row.decided is not None and row.decided.decided is not None:
        over = [row.decided.decided]
        earlier = inputs.adjudications_by_id(reviewer, over)
        ids |= {found.pk for one in earlier.values() for found in one.inputs.all()}
    adjudicate(
        reviewer,
        revision_id=row.revision,
        start=row.start,
        end=row.end,
        decision=None if is_not_a_claim(row, said.act) else _draft(reviewer, row, said),
        inputs=ids,
        reason=said.reason,
        error_category=said.category,
        over=over,
    )


def is_not_a_claim(row: Difference, act: str) -> bool:
    """Whether the act says that nothing is claimed there: so does whoever marked nothing, and so
    may the decision that stands there."""
    if act == NOT_A_CLAIM:
        return True
    if keeps_decision(row, act):
        return row.decided is not None and not row.decided.label
    place = taken_row(act, len(row.takes) + len(row.silent))
    return place is not None and place >= len(row.takes)


def keeps_decision(row: Difference, act: str) -> bool:
    """Whether the act is to take the decision that stands there: its letter follows the others'."""
    return row.decided is not None and taken_row(act, len(row.takes) + 1) == len(row.takes)


def decides_alone(row: Difference) -> bool:
    """Whether people differ in boundaries alone, so that a boundary is a decision."""
    return len(row.takes) > 1 and set(row.kinds) <= {SPAN, UNMARKED}


def nearest(takes: Sequence[Marking]) -> Marking:
    """What most others come near to: its sources, claim and boundaries are shared most. It lends
    these to a label of the reviewer's own."""

    def likeness(one: Marking) -> float:
        return sum(_likeness(one, other) for other in takes if other is not one)

    return max(takes, key=likeness)


def _likeness(one: Marking, other: Marking) -> float:
    shared = min(one.span.end, other.span.end) - max(one.span.start, other.span.start)
    together = max(one.span.end, other.span.end) - min(one.span.start, other.span.start)
    same_chains = set(one.chains) == set(other.chains)
    return 2 * same_chains + (one.group == other.group) + max(shared, 0) / together


def _draft(reviewer: User, row: Difference, said: Said) -> Draft:
    takes = row.takes
    bounds, label = said.bounds, ""
    if keeps_decision(row, said.act):
        assert row.decided is not None
        return _kept(reviewer, row.decided)
    if said.act in (UNION, INTERSECTION):
        if not decides_alone(row):
            text = _("They differ in more than boundaries: take a row too, or press 1, 2 or 3.")
            raise NeedsMore("needs_more", text)
        bounds, base = said.act, nearest(takes)
    elif (place := taken_row(said.act, len(takes))) is not None:
        base = takes[place]
    elif said.act.startswith(LABEL_AS):
        label = said.act.removeprefix(LABEL_AS)
        alike = [take for take in takes if take.label == label]
        base = nearest(alike or takes)
    else:
        raise BadInput("act_unknown", _("There is no such decision."), fields={"act": [said.act]})
    start, end = _bounds(takes, base, bounds)
    text = inputs.text_of_revision(row.revision)
    start, end = round_out_to_graphemes(text, start, end)
    source = inputs.annotations_by_id(reviewer, [base.span.id])[base.span.id]
    quote = text[start:end]
    return replace(_as_draft(source), start=start, end=end, quote=quote, label=label or base.label)


def _kept(reviewer: User, decided: Marking) -> Draft:
    earlier = inputs.adjudications_by_id(reviewer, [decided.decided or 0])
    (one,) = earlier.values()
    assert one.decision is not None
    return _as_draft(one.decision)


def _as_draft(source: inputs.Annotation) -> Draft:
    """What an annotation says, as an annotation of the reviewer's own."""
    return Draft(
        start=source.start,
        end=source.end,
        quote=source.quote,
        label=source.label,
        revision=source.revision_id,
        claim=source.claim_id,
        chains=_chains(source),
        quantity=_figure(source),
    )


def _bounds(takes: Sequence[Marking], base: Marking, bounds: str) -> tuple[int, int]:
    starts, ends = [take.span.start for take in takes], [take.span.end for take in takes]
    if bounds == UNION:
        return min(starts), max(ends)
    if bounds == INTERSECTION:
        if max(starts) >= min(ends):
            text = _("Their spans share no word: there is no intersection to take.")
            raise BadInput("no_intersection", text)
        return max(starts), min(ends)
    return base.span.start, base.span.end


def _chains(source: inputs.Annotation) -> tuple[tuple[Hop, ...], ...]:
    found: dict[int, list[Hop]] = {}
    for hop in sorted(source.attributions.all(), key=lambda hop: (hop.chain, hop.position)):
        found.setdefault(hop.chain, []).append(Hop(hop.source_id, hop.cue, hop.stance))
    return tuple(map(tuple, found.values()))


def _figure(source: inputs.Annotation) -> Figure | None:
    stored = inputs.figure_of(source)
    if stored is None:
        return None
    return Figure(**{name: getattr(stored, name) for name in Figure.__dataclass_fields__})


def _uuid(take: Marking) -> UUID:
    return UUID(take.span.id)
