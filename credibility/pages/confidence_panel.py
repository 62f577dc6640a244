"""How sure annotators said they were, beside decisions, as the page of competence shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credibility.confidences import (
    FEWEST_CASES,
    ConfidenceScore,
    ConfidenceScores,
    confidence_scores,
)
from credibility.pages.wording import decimal, percent


@dataclass(frozen=True)
class ConfidenceLine:
    """A score with a name, and what it says in words."""

    score: ConfidenceScore
    name: str
    sentence: str

    @property
    def opens(self) -> str:
        """The part of the address that shows the labels behind it."""
        return f"?confidence={self.score.person}"


@dataclass(frozen=True)
class ConfidencePanel:
    """Everybody together, and each by name; None where nothing was decided of it."""

    scores: ConfidenceScores
    everybody: ConfidenceLine
    people: list[ConfidenceLine]
    fewest: int
    computed_at: object


def confidence_panel(project_id: int, names: Mapping[int, str]) -> ConfidencePanel:
    """The panel of a project."""
    scores = confidence_scores(project_id)
    lines = [
        ConfidenceLine(row, names.get(row.person, str(row.person)), in_words(row))
        for row in scores.people
    ]
    return ConfidencePanel(
        scores,
        ConfidenceLine(scores.everybody, _("everybody"), in_words(scores.everybody)),
        sorted(lines, key=lambda line: line.name.casefold()),
        FEWEST_CASES,
        timezone.now(),
    )


def in_words(score: ConfidenceScore) -> str:
    """What a score says: how sure, how often right, and what of it is being too sure."""
    said = ngettext(
        "On %(n)s decided label: %(mean)s sure, and the decision gave the same label %(right)s of "
        "the time.",
        "On %(n)s decided labels: %(mean)s sure on average, and the decision gave the same label "
        "%(right)s of the time.",
        score.n,
    ) % {"n": score.n, "mean": percent(score.mean), "right": percent(score.right)}
    if not score.is_defined or score.parts is None:
        return said
    parts = _(
        "What was said lies off what came by %(reliability)s (0 is best); it tells decided labels "
        "apart by %(resolution)s (more is better); how hard they were to foretell: "
        "%(uncertainty)s."
    ) % {name: decimal(share) for name, share in score.parts._asdict().items()}
    return f"{said} {parts}"
