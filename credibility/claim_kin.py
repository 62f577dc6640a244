"""Other claims that may be the same one, each with what sets it apart."""

from dataclasses import dataclass

from annotator.text.figures import Comparable, parse_figures
from annotator.text.likeness import FigureRelation, closest_relation
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
    claim = facts.claim
    rows = inputs.claims_by_newest(user, claim.project_id).exclude(pk__in=facts.family)
    figure = _own_figure(facts)
    similar = inputs.similar_claims(
        user,
        rows,
        words=claim.text,
        language=claim.language or None,
        figure=figure,
        most=MOST_SIMILAR,
    )
    found = [Kin(one.claim.pk, one.claim.text, one.figures, True) for one in similar]
    if words.strip():
        seen = {one.id for one in found}
        others = list(inputs.worded_like(rows, words).exclude(pk__in=seen)[:MOST_FOUND])
        marked = inputs.quantities_by_claim([other.pk for other in others])
        for other in others:
            figures = [
                *marked.get(other.pk, ()),
                *parse_figures(other.text, other.language or None),
            ]
            relation = closest_relation(figure, figures) if figure and figures else None
            found.append(Kin(other.pk, other.text, relation, False))
    return found


def _own_figure(facts: inputs.ClaimFacts) -> Comparable | None:
    marked = inputs.quantities_on(facts.family)
    if marked:
        return marked[min(marked)]
    claim = facts.claim
    return next(iter(parse_figures(claim.text, claim.language or None)), None)
