"""Evidence and verdicts: appended, never changed; a correction is a new verdict."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Id, ListQuery, Moment, Ordering, QueryId, Strict, Text
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.models import Evidence, Verdict
from annotator.models.choices import VerdictValue
from annotator.queries.claims import evidence_row, verdict_row
from annotator.queries.project_rows import project_of
from annotator.queries.verdict_grounds import verdicts_on_changed_words
from annotator.services.verdicts import add_evidence, record_verdict

LONGEST_TEXT = 10_000


class EvidenceRow(serializers.Serializer[Any]):
    """A resource that bears on a claim."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField()
    url = serializers.CharField()
    archived_url = serializers.CharField()
    quote = serializers.CharField()
    retrieved_at = serializers.DateTimeField()
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class NewEvidence(Strict):
    """A resource, and when it was read."""

    server_owned = frozenset({"id", "created_by", "created_at"})
    claim = Id()
    url = Text(max_length=2000)
    archived_url = Text(required=False, allow_blank=True, max_length=2000)
    quote = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    retrieved_at = Moment()


class EvidenceQuery(ListQuery):
    """How evidence is listed."""

    project = serializers.CharField(required=False, max_length=60)
    claim = QueryId(required=False)
    ordering = Ordering("-created_at", "created_at")


class EvidenceList(Endpoint):
    """The evidence of one's projects."""

    queries = {"GET": EvidenceQuery}

    @describe(
        "evidence_list", query=EvidenceQuery, answers={200: page_of(EvidenceRow)}, tag="verdicts"
    )
    def get(self, request: Request) -> Response:
        """Evidence, newest first."""
        rows = Evidence.objects.visible_to(self.person)
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
            rows = rows.filter(claim__project=project)
        if "claim" in self.query:
            rows = rows.filter(claim=self.query["claim"])
        return self.page(rows, each(evidence_row))

    @describe(
        "evidence_create",
        body=NewEvidence,
        answers={201: EvidenceRow},
        example={
            "claim": 3,
            "url": "https://waterboard.example/report",
            "quote": "31 houses had water inside.",
            "retrieved_at": "2024-12-20T09:00:00+01:00",
        },
        tag="verdicts",
    )
    def post(self, request: Request) -> Response:
        """Add evidence to a claim. For reviewers and managers."""
        said = self.body(NewEvidence)
        evidence = add_evidence(self.person, said.pop("claim"), **said)
        return Response(evidence_row(evidence), status=201)


class VerdictRow(serializers.Serializer[Any]):
    """The project's dated judgement of a claim."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField()
    value = serializers.ChoiceField(choices=VerdictValue.choices)
    as_of = serializers.DateField()
    rationale = serializers.CharField()
    evidence = serializers.ListField(child=serializers.IntegerField())
    author = serializers.IntegerField()
    approver = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    rests_on_changed_words = serializers.BooleanField(
        help_text="Whether a newer text changed, or took away, words of the claim since then, and "
        "nobody has accepted them as they stand now."
    )


class NewVerdict(Strict):
    """A judgement, and what it rests on."""

    server_owned = frozenset({"id", "author", "approver", "created_at", "rests_on_changed_words"})
    claim = Id()
    value = serializers.ChoiceField(choices=VerdictValue.choices)
    as_of = serializers.DateField()
    rationale = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    evidence = serializers.ListField(required=False, child=Id(), max_length=100)


class VerdictQuery(ListQuery):
    """How verdicts are listed; `as_of` leaves out those dated later."""

    project = serializers.CharField(required=False, max_length=60)
    claim = QueryId(required=False)
    as_of = serializers.DateField(required=False)
    ordering = Ordering("-created_at", "created_at", "-as_of", "as_of")


class Verdicts(Endpoint):
    """The verdicts of one's projects."""

    queries = {"GET": VerdictQuery}

    @describe(
        "verdicts_list", query=VerdictQuery, answers={200: page_of(VerdictRow)}, tag="verdicts"
    )
    def get(self, request: Request) -> Response:
        """Verdicts, the latest first. The latest on a claim is the one in force."""
        rows = Verdict.objects.visible_to(self.person).prefetch_related("evidence")
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
            rows = rows.filter(claim__project=project)
        if "claim" in self.query:
            rows = rows.filter(claim=self.query["claim"])
        if "as_of" in self.query:
            rows = rows.filter(as_of__lte=self.query["as_of"])
        return self.page(rows, self._rows)

    @describe(
        "verdicts_create",
        body=NewVerdict,
        answers={201: VerdictRow},
        example={"claim": 3, "value": "confirmed", "as_of": "2024-12-20", "evidence": [5]},
        tag="verdicts",
    )
    def post(self, request: Request) -> Response:
        """Record a verdict. It is never changed: a correction is a new one."""
        said = self.body(NewVerdict)
        verdict = record_verdict(self.person, said.pop("claim"), **said)
        return Response(self._rows([verdict])[0], status=201)

    def _rows(self, verdicts: list[Verdict]) -> list[dict[str, Any]]:
        shaken = verdicts_on_changed_words(self.person, verdicts)
        return [
            verdict_row(verdict) | {"rests_on_changed_words": verdict.pk in shaken}
            for verdict in verdicts
        ]
