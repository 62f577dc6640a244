"""agreement/competence/: each annotator's labels and confidence, for those who manage a project."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.schema import describe, page_of
from annotator.services.access import MANAGE, require_role
from credibility import confidences, unit_traces
from credibility.api.scope import (
    ScopeQuery,
    ScoreEndpoint,
    UndefinedRow,
    numbers_of,
    undefined_of,
)
from credibility.confidences import ConfidenceScore
from credibility.measures.results import Measured, Result


class MeasuredRow(serializers.Serializer[Any]):
    """A number with its interval, or why there is none."""

    value = serializers.FloatField(allow_null=True)
    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    undefined = UndefinedRow(allow_null=True)


class ConfidenceRow(MeasuredRow):
    """The Brier score of confidences against decisions, and what it is made of."""

    mean_confidence = serializers.FloatField(allow_null=True)
    right = serializers.FloatField(
        allow_null=True, help_text="How often the decision gave the same label."
    )
    reliability = serializers.FloatField(allow_null=True, help_text="0 is best.")
    resolution = serializers.FloatField(allow_null=True, help_text="More is better.")
    uncertainty = serializers.FloatField(allow_null=True)


class CompetenceRow(serializers.Serializer[Any]):
    """One annotator; null: everybody together, of whom there is no competence."""

    annotator = serializers.IntegerField(allow_null=True)
    competence = MeasuredRow(allow_null=True)
    confidence = ConfidenceRow(allow_null=True)


class CompetenceQuery(ScopeQuery):
    """Whose."""


class CompetenceOfAnnotators(ScoreEndpoint):
    """How far annotators are right, and know it."""

    queries: ClassVar[Any] = {"GET": CompetenceQuery}

    @describe(
        "agreement_competence",
        query=CompetenceQuery,
        answers={200: page_of(CompetenceRow)},
        tag="agreement",
    )
    def get(self, request: Request) -> Response:
        """How many of each annotator's labels are right by Dawid and Skene's model, and the Brier
        score of the confidences they gave against what reviewers decided: everybody together
        first (`annotator` null), then by id and never by merit. For those who manage the project.
        """
        project = self.open_project(self.query["project"])
        require_role(self.person, project, MANAGE)
        competences = {row.person: row for row in unit_traces.competences(project.pk).people}
        found = confidences.confidence_scores(project.pk)
        scores = {row.person: row for row in found.people}
        rows = [_row(None, None, confidence_row(found.everybody))]
        for person in sorted(competences.keys() | scores.keys()):
            known, score = competences.get(person), scores.get(person)
            rows.append(
                _row(
                    person,
                    measured_row(known.result, n=known.labels) if known else None,
                    confidence_row(score) if score else None,
                )
            )
        return self.page_of_list(rows)


def _row(
    person: int | None, competence: dict[str, Any] | None, confidence: dict[str, Any] | None
) -> dict[str, Any]:
    return {"annotator": person, "competence": competence, "confidence": confidence}


def measured_row(result: Result, *, n: int) -> dict[str, Any]:
    """The JSON form of a number over `n` cases."""
    return {**numbers_of(result, value="value"), "n": n, "undefined": undefined_of(result)}


def confidence_row(score: ConfidenceScore) -> dict[str, Any]:
    """The JSON form of a score; its parts are null where there is no number."""
    is_defined = isinstance(score.result, Measured)
    parts = score.parts._asdict() if score.parts else {}
    return {
        **measured_row(score.result, n=score.n),
        "mean_confidence": score.mean if is_defined else None,
        "right": score.right if is_defined else None,
        **{name: parts.get(name) for name in ("reliability", "resolution", "uncertainty")},
    }
