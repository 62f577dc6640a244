"""How sure annotators said they were, held against what reviewers decided afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from credibility import inputs
from credibility.inputs import HeldConfidence
from credibility.measures.bootstrap import bootstrap_brier
from credibility.measures.brier import Murphy, brier_score, murphy_decomposition
from credibility.measures.results import TOO_FEW, Measured, Result

FEWEST_CASES = 30
"""Under so many decided labels with a confidence there is no number."""

BOOTSTRAP_SEED = 1
# The page offers tenths; a finer one sent by API would make a group of each case.
STEPS = 10
EVERYBODY = 0


@dataclass(frozen=True)
class ConfidenceScore:
    """One person's confidence (or `EVERYBODY`'s) against decisions, over `n` decided labels.

    `mean` is how sure they were on average, `right` how often the decision gave their label;
    `parts` are what the score is made of, over confidences rounded to tenths. Without a number
    `parts` is None.
    """

    person: int
    n: int
    mean: float
    right: float
    result: Result
    parts: Murphy | None

    @property
    def is_defined(self) -> bool:
        """Whether there is a number."""
        return isinstance(self.result, Measured)


@dataclass(frozen=True)
class ConfidenceScores:
    """Everybody together, and each person who gave a confidence, by id and not by merit;
    `left_out`: labels changed after the decision, or decided by their own author."""

    everybody: ConfidenceScore
    people: list[ConfidenceScore]
    left_out: int

    @property
    def all_overlap(self) -> bool:
        """Whether nobody's interval lies above another's."""
        known = [row.result for row in self.people if isinstance(row.result, Measured)]
        return not known or max(r.lower for r in known) <= min(r.upper for r in known)


def confidence_scores(project_id: int) -> ConfidenceScores:
    """The scores of a project, from the decisions in force now."""
    held = inputs.held_confidences(project_id)
    counted = [case for case in held if case.counts]
    by_person: dict[int, list[HeldConfidence]] = {}
    for case in counted:
        by_person.setdefault(case.person, []).append(case)
    return ConfidenceScores(
        _score(EVERYBODY, counted),
        [_score(person, cases) for person, cases in sorted(by_person.items())],
        len(held) - len(counted),
    )


def cases_of(project_id: int, person: int) -> list[HeldConfidence]:
    """The cases that a person's score counts, those furthest off first."""
    cases = [case for case in inputs.held_confidences(project_id) if case.counts]
    mine = [case for case in cases if person in (EVERYBODY, case.person)]
    return sorted(mine, key=lambda case: (-abs(case.confidence - case.is_right), case.annotation))


def _score(person: int, cases: Sequence[HeldConfidence]) -> ConfidenceScore:
    came, said = _numbers(cases)
    n = len(cases)
    if n < FEWEST_CASES:
        mean, right = (sum(said) / n, sum(came) / n) if n else (0.0, 0.0)
        result = TOO_FEW if n else brier_score([], [])
        return ConfidenceScore(person, n, mean, right, result, None)
    parts = murphy_decomposition(came, [round(share * STEPS) / STEPS for share in said])
    return ConfidenceScore(
        person,
        n,
        mean=sum(said) / n,
        right=sum(came) / n,
        result=bootstrap_brier(came, said, seed=BOOTSTRAP_SEED).result,
        parts=parts if isinstance(parts, Murphy) else None,
    )


def _numbers(cases: Iterable[HeldConfidence]) -> tuple[list[int], list[float]]:
    told = [(int(case.is_right), case.confidence) for case in cases]
    return [came for came, _said in told], [said for _came, said in told]
