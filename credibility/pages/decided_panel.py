"""Agreement before and after reviewers decided, as lines of a small table."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from credibility import inputs
from credibility.decision_effects import decision_effects
from credibility.measures.results import Result
from credibility.pages.annotator_panel import MEASURE_NAMES
from credibility.pages.filters import address_of
from credibility.queries import Scope


@dataclass(frozen=True)
class BeforeAfterLine:
    """One measure: as annotators left it, and as it is with the decisions."""

    name: str
    opens: str
    before: Result
    before_n: int
    after: Result
    after_n: int


@dataclass(frozen=True)
class DecidedPanel:
    """What was decided, in numbers."""

    decisions: int
    not_a_claim: int
    categories: list[tuple[str, int]]
    lines: list[BeforeAfterLine]


def decided_panel(project_id: int, *, scope: Scope) -> DecidedPanel | None:
    """The table; None where nothing was decided."""
    found = decision_effects(project_id, scope=scope)
    if found is None:
        return None
    return DecidedPanel(
        decisions=found.decisions,
        not_a_claim=found.not_a_claim,
        categories=[(inputs.category_name(name), many) for name, many in found.categories],
        lines=[
            BeforeAfterLine(
                name=_("Stances: %(measure)s") % {"measure": MEASURE_NAMES[line.measure]}
                if line.of_stances
                else str(MEASURE_NAMES[line.measure]),
                opens=address_of(scope, of="stances" if line.of_stances else ""),
                before=line.before,
                before_n=line.before_n,
                after=line.after,
                after_n=line.after_n,
            )
            for line in found.lines
        ],
    )
