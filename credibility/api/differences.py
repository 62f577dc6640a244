"""adjudications/queue/: where annotators differ and nobody has decided, without their names."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.annotations import is_left_out
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.services.access import DECIDE, find_project, require_role
from credibility import disagreements, inputs
from credibility.api.scope import ScopeQuery, ScoreEndpoint
from credibility.differing import Difference
from credibility.services.deciding import letter_at

KINDS = ("position", "label", "claim", "chains", "figure", "span", "unmarked", "decided")
SHOWN = ("start", "end", "quote", "label", "claim", "attributions", "quantity", "note")


class TakeRow(serializers.Serializer[Any]):
    """What somebody said; who, is told once it is decided."""

    letter = serializers.CharField(help_text="Stands for a person in this row alone.")
    annotation = serializers.UUIDField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    label: Any = serializers.CharField()
    claim = serializers.IntegerField(allow_null=True)
    attributions = serializers.ListField(help_text="As in an annotation.")
    quantity = serializers.DictField(allow_null=True)
    note = serializers.CharField()


class DifferenceRow(serializers.Serializer[Any]):
    """A place on which people differ."""

    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=KINDS), help_text="In what they differ."
    )
    undecided_sources = serializers.ListField(
        child=serializers.IntegerField(), help_text="Whose position has no majority."
    )
    doubt = serializers.FloatField(
        help_text="How far Dawid and Skene's model is from sure of the label, 0 to 1."
    )
    decided = serializers.IntegerField(
        allow_null=True, help_text="The decision that stands there already."
    )
    unmarked_by = serializers.IntegerField(
        help_text="How many called the article done and marked nothing there."
    )
    takes = TakeRow(many=True)


class AdjudicationQueue(ScoreEndpoint):
    """What waits for a decision."""

    queries: ClassVar[Any] = {"GET": ScopeQuery}

    @describe(
        "adjudications_queue",
        query=ScopeQuery,
        answers={200: page_of(DifferenceRow)},
        tag="adjudications",
    )
    def get(self, request: Request) -> Response:
        """Positions without a majority first, then confirmed against contested, then what the
        model of annotators is least sure of, then boundaries. For reviewers and managers. For
        tokens, places whose words hold a protected name are left out and counted in
        `X-Rows-Left-Out`."""
        project = find_project(self.person, self.query["project"])
        require_role(self.person, project, DECIDE, archived_too=True)
        found = disagreements.differences(project.pk)
        size, begin = self.size_and_begin()
        shown = found[begin : begin + size]
        ids = {take.span.id for row in shown for take in row.takes}
        annotations = inputs.annotations_by_id(self.person, ids)
        shield = held_shield(self, {project.pk})
        rows = [
            _row(row, annotations, shield)
            for row in shown
            if not any(is_left_out(annotations[take.span.id], shield) for take in row.takes)
        ]
        response = self.page_around(rows, begin=begin, size=size, total=len(found))
        response["X-Rows-Left-Out"] = str(len(shown) - len(rows))
        return response


def _row(
    row: Difference, annotations: dict[str, inputs.Annotation], shield: inputs.Shield
) -> dict[str, Any]:
    takes = []
    for place, take in enumerate(row.takes):
        whole = inputs.annotation_as_json(annotations[take.span.id], shield)
        shown = {name: whole[name] for name in SHOWN}
        takes.append({"letter": letter_at(place), "annotation": take.span.id, **shown})
    return {
        "article": row.article,
        "revision": row.revision,
        "start": row.start,
        "end": row.end,
        "kinds": row.kinds,
        "undecided_sources": row.undecided_sources,
        "doubt": row.doubt,
        "decided": row.decided and row.decided.decided,
        "unmarked_by": len(row.silent),
        "takes": takes,
    }
