"""Other claims that may be the same one, each with what sets it apart."""

from dataclasses import dataclass

from annotator.text.figures import Comparable, parse_figures
from annotator.text.likeness import FigureRelation, closest_relation, figures_of
from credibility import inputs

MOST_SIMILAR = 8
MOST_FOUND = 20


@dataclass(frozen=True)
class Kin:
    """Another claim; `figures` None: at least one of the two gives no figure."""

    id: int
    text: str
    figures: FigureRelation | None
    is_similar: bool


def kin_of(user: inputs.User, facts: inputs.ClaimFacts, *, words: str = "") -> list[Kin]:
    """The claims most like it, the likest first; then those that hold all of the words."""
    figure = _own_figure(facts)
    rows = _others(user, facts)
    found = _likest(user, facts, rows, figure)
    return found + _holding(rows, words, figure, seen=found) if words.strip() else found


def choices_for(user: inputs.User, facts: inputs.ClaimFacts, *, words: str) -> list[Kin]:
    """What a list offers while words are typed: the claims that hold them, those most like this
    claim first. Before the first word: the claims most like it."""
    figure = _own_figure(facts)
    rows = inputs.worded_like(_others(user, facts), words)
    found = _likest(user, facts, rows, figure)
    return found + _holding(rows, "", figure, seen=found) if words.strip() else found


def _others(user: inputs.User, facts: inputs.ClaimFacts) -> inputs.ClaimQuerySet:
    return inputs.claims_by_newest(user, facts.claim.project_id).exclude(pk__in=facts.family)


def _likest(
    user: inputs.User,
    facts: inputs.ClaimFacts,
    rows: inputs.ClaimQuerySet,
    figure: Comparable | None,
) -> list[Kin]:
    similar = inputs.similar_claims(
        user,
        rows,
        words=facts.claim.text,
        language=facts.claim.language or None,
        figure=figure,
        most=MOST_SIMILAR,
    )
    return [Kin(one.claim.pk, one.claim.text, one.figures, True) for one in similar]


def _holding(
    rows: inputs.ClaimQuerySet, words: str, figure: Comparable | None, *, seen: list[Kin]
) -> list[Kin]:
    """The newest that hold all of the words, without those seen already."""
    others = inputs.worded_like(rows, words).exclude(pk__in=[one.id for one in seen])
    newest = list(others[:MOST_FOUND])
    marked = inputs.quantities_by_claim([other.pk for other in newest])
    found = []
    for other in newest:
        read = parse_figures(other.text, other.language or None)
        figures = figures_of(marked.get(other.pk, ()), read)
        relation = closest_relation(figure, figures) if figure and figures else None
        found.append(Kin(other.pk, other.text, relation, False))
    return found


def _own_figure(facts: inputs.ClaimFacts) -> Comparable | None:
    marked = inputs.quantities_on(facts.family)
    if marked:
        return marked[min(marked)]
    claim = facts.claim
    return next(iter(parse_figures(claim.text, claim.language or None)), None)
