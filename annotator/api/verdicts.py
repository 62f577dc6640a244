"""Evidence and verdicts: appended, never changed; a correction is a new verdict."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Id, ListQuery, Moment, Ordering, QueryId, Strict, Text
from annotator.api.protected_words import page_without_names, words_of_evidence, words_of_verdict
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.models import Evidence, User, Verdict
from annotator.models.choices import VerdictState, VerdictValue
from annotator.queries.claims import evidence_row, verdict_row
from annotator.queries.project_rows import project_of
from annotator.queries.verdict_grounds import verdicts_on_changed_words
from annotator.queries.verdicts import spans_withdrawn_since
from annotator.services.verdicts import (
    LONGEST_TEXT,
    add_evidence,
    approve_verdict,
    record_verdict,
    turn_down_verdict,
)


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
        rows = Evidence.objects.visible_to(self.person).select_related("claim")
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
            rows = rows.filter(claim__project=project)
        if "claim" in self.query:
            rows = rows.filter(claim=self.query["claim"])
        return page_without_names(self, rows, words_of_evidence, each(evidence_row))

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
    state = serializers.ChoiceField(
        choices=VerdictState.choices, help_text="Only those in force count."
    )
    corrects = serializers.IntegerField(allow_null=True, help_text="The verdict it corrects.")
    reason = serializers.CharField(help_text="Why the earlier verdict was corrected.")
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()
    created_at = serializers.DateTimeField()
    rests_on_changed_words = serializers.BooleanField(
        help_text="Whether a newer text changed, or took away, words of the claim since then, and "
        "nobody has accepted them as they stand now."
    )
    rests_on_withdrawn_words = serializers.BooleanField(
        help_text="Whether somebody withdrew a span of the claim since then."
    )


class NewVerdict(Strict):
    """A judgement, and what it rests on; a correction says which verdict it corrects and why."""

    server_owned = frozenset(
        set(VerdictRow().fields)
        - {"claim", "value", "as_of", "rationale", "evidence", "corrects", "reason"}
    )
    claim = Id()
    value = serializers.ChoiceField(choices=VerdictValue.choices)
    as_of = serializers.DateField()
    rationale = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    evidence = serializers.ListField(
        required=False, child=Id(), max_length=100, help_text="At least one is needed."
    )
    corrects = Id(required=False)
    reason = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class DecisionNote(Strict):
    """What the second person has to say."""

    note = Text(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class VerdictQuery(ListQuery):
    """How verdicts are listed; `as_of` leaves out those dated later."""

    project = serializers.CharField(required=False, max_length=60)
    claim = QueryId(required=False)
    as_of = serializers.DateField(required=False)
    state = serializers.ChoiceField(required=False, choices=VerdictState.choices)
    ordering = Ordering("-created_at", "created_at", "-as_of", "as_of")


class Verdicts(Endpoint):
    """The verdicts of one's projects."""

    queries = {"GET": VerdictQuery}

    @describe(
        "verdicts_list", query=VerdictQuery, answers={200: page_of(VerdictRow)}, tag="verdicts"
    )
    def get(self, request: Request) -> Response:
        """Verdicts, the latest first. Of those in force the latest on a claim stands."""
        rows = Verdict.objects.visible_to(self.person).select_related("claim")
        rows = rows.prefetch_related("evidence")
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
            rows = rows.filter(claim__project=project)
        if "claim" in self.query:
            rows = rows.filter(claim=self.query["claim"])
        if "state" in self.query:
            rows = rows.filter(state=self.query["state"])
        if "as_of" in self.query:
            rows = rows.filter(as_of__lte=self.query["as_of"])
        return page_without_names(
            self, rows, words_of_verdict, lambda found: _rows(self.person, found)
        )

    @describe(
        "verdicts_create",
        body=NewVerdict,
        answers={201: VerdictRow},
        example={"claim": 3, "value": "confirmed", "as_of": "2024-12-20", "evidence": [5]},
        tag="verdicts",
    )
    def post(self, request: Request) -> Response:
        """Record a verdict. It is never changed: a correction is a new one.

        Where the project asks for two people, it waits until another approves it.
        """
        said = self.body(NewVerdict)
        verdict = record_verdict(self.person, said.pop("claim"), **said)
        return Response(_rows(self.person, [verdict])[0], status=201)


def _rows(person: User, verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    changed = verdicts_on_changed_words(person, verdicts)
    withdrawn = spans_withdrawn_since(person, verdicts)
    return [
        verdict_row(verdict)
        | {
            "rests_on_changed_words": verdict.pk in changed,
            "rests_on_withdrawn_words": verdict.pk in withdrawn,
        }
        for verdict in verdicts
    ]


class VerdictApproval(Endpoint):
    """A second person's yes."""

    @describe(
        "verdicts_approve",
        body=DecisionNote,
        answers={200: VerdictRow},
        example={"note": "I read the report too."},
        tag="verdicts",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Approve a verdict that waits; never one's own. It counts from then on."""
        said = self.body(DecisionNote)
        verdict = approve_verdict(self.person, pk, note=said.get("note", ""))
        return Response(_rows(self.person, [verdict])[0])


class VerdictRefusal(Endpoint):
    """A second person's no."""

    @describe(
        "verdicts_turn_down",
        body=DecisionNote,
        answers={200: VerdictRow},
        example={"note": "The report is of another street."},
        tag="verdicts",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Turn a waiting verdict down, with the reason; one may turn down one's own."""
        said = self.body(DecisionNote)
        verdict = turn_down_verdict(self.person, pk, note=said.get("note", ""))
        return Response(_rows(self.person, [verdict])[0])
