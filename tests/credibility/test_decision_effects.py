"""Agreement before and after deciding, counted by hand."""

import pytest

from annotator.models import Article, User
from credibility import disagreements
from credibility.decision_effects import DecisionEffects, decision_effects
from credibility.measures.results import Measured
from credibility.queries import EVERYTHING
from credibility.services.deciding import Said, decide
from tests.credibility.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(desk: Desk, annotator: User, second_annotator: User) -> Article:
    """Six sentences; on two of them the labels are opposed."""
    article = desk.article("report", publisher="Polder Post")
    for sentence in range(6):
        first = "confirmed" if sentence < 3 else "unverified"
        other = "contested" if sentence in (0, 1) else first
        desk.mark(annotator, article, None, sentence=sentence, label=first)
        desk.mark(second_annotator, article, None, sentence=sentence, label=other)
    desk.catch_up()
    return article


def raw_of_labels(found: DecisionEffects | None) -> tuple[float, int, float, int]:
    assert found is not None
    [line] = [line for line in found.lines if line.measure == "raw" and not line.of_stances]
    assert isinstance(line.before, Measured)
    assert isinstance(line.after, Measured)
    return line.before.value, line.before_n, line.after.value, line.after_n


def test_it_tells_what_is_settled_and_leaves_what_was_said(
    desk: Desk, report: Article, reviewer: User
) -> None:
    assert decision_effects(desk.project.pk, scope=EVERYTHING) is None
    for act in ("label-confirmed", "not-a-claim"):
        row = disagreements.differences(desk.project.pk)[0]
        decide(
            reviewer,
            desk.project,
            row.place,
            state=row.state,
            said=Said(act, category="span_too_wide"),
        )
    desk.catch_up()
    found = decision_effects(desk.project.pk, scope=EVERYTHING)
    # Of six units four were alike; one is now, and one is no claim and gone.
    before, before_n, after, after_n = raw_of_labels(found)
    assert before == pytest.approx(4 / 6)
    assert after == pytest.approx(1.0)
    assert (before_n, after_n) == (6, 5)
    assert found is not None
    assert (found.decisions, found.not_a_claim) == (2, 1)
    assert found.categories == [("span_too_wide", 2)]
